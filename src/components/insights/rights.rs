//! What the log shows of a person's rights: for each, what it means, what was recorded of it,
//! what the log cannot show, and a text that asks the platform.

use std::sync::Arc;

use audit_core::engine::{Answer, Question, Row};
use audit_core::insights::rights::{Exercised, OfRight, Right, Rights};
use leptos::prelude::*;

use super::TITLE;
use super::accesses::calls_words;
use super::finding_card::when;
use super::go::{show_record, show_records};
use crate::components::letter::Letter;
use crate::components::load_names::NamesMissing;
use crate::explored::answered;
use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::phrases::rights::{by_whom, exercise, law, right};
use crate::phrases::sentence;
use crate::state::use_state;
use crate::ui::{Each, Elsewhere};

/// Records of a right that are told one by one.
const MOST_TOLD: usize = 5;

/// All of them.
#[component]
pub(super) fn RightList() -> impl IntoView {
    let i18n = use_i18n();
    let rights = answered(Memo::new(|_| Some(Question::Rights)), |answer| match answer {
        Answer::Rights(rights) => Some(&**rights),
        _ => None,
    });
    let is = move |test: fn(&Rights) -> bool| rights.with(|it| it.as_deref().is_some_and(test));
    let of = move || {
        rights.with(|it| it.as_deref().map_or_else(Vec::new, |it| it.rights.iter().cloned().map(Arc::new).collect()))
    };
    view! {
        <article class="insight" aria-labelledby=TITLE>
            <h2 id=TITLE tabindex="-1">{move || i18n.texts().rights_title}</h2>
            <p class="hint">{move || i18n.texts().insight_scope} " " {move || i18n.texts().rights_about}</p>
            <NamesMissing/>
            <Show when=move || rights.with(Option::is_none)>
                <p>{move || i18n.texts().row_loading}</p>
            </Show>
            <Show when=move || is(|it| it.knows_owner)>
                <p class="hint">{move || i18n.texts().rights_you}</p>
            </Show>
            <Show when=move || is(|it| !it.knows_owner && it.rights.iter().any(|it| it.calls.count > 0))>
                <p class="notice">{move || i18n.texts().rights_nobody}</p>
            </Show>
            <div class="rights">
                <Each each=of key=said let:of>
                    <RightPart of/>
                </Each>
            </div>
        </article>
    }
}

/// What is drawn anew when anything of it changes.
fn said(of: &Arc<OfRight>) -> String {
    format!("{of:?}")
}

/// One right.
#[component]
fn RightPart(of: Arc<OfRight>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let which = of.right;
    let id = format!("right-{which:?}");
    let name = move || view! { <span class="hidden">": " {move || right(i18n.texts(), which).name}</span> };
    let is_empty = of.exercises.is_empty();
    let exercises = of.exercises.iter().cloned().map(|it| view! { <Line it/> }).collect_view();
    let (query, latest) = (of.query.clone(), of.latest.iter().take(MOST_TOLD).cloned().collect::<Vec<_>>());
    let count = of.calls.count;
    let all = of.query.clone().filter(|_| of.exercises.len() > 1).map(|query| {
        view! {
            <p>
                <button class="link" on:click=move |_| show_records(state, &query)>
                    {move || i18n.plural(|texts| texts.rights_all, u64::from(count))}
                    {name()}
                </button>
            </p>
        }
    });
    let span = move || state.aside.with(|viewed| viewed.snapshot.span);
    view! {
        <section class="right" aria-labelledby=id.clone()>
            <h3 id=id.clone()>{move || right(i18n.texts(), which).name}</h3>
            <p>{move || right(i18n.texts(), which).mean}</p>
            <p class="hint">{move || law(i18n.texts(), which)}</p>
            <dl class="finding-facts">
                <dt>{move || i18n.texts().rights_shows}</dt>
                <dd>
                    {(is_empty && which != Right::Objection).then(|| view! { <p>{move || i18n.texts().rights_none}</p> })}
                    {(which == Right::Objection).then(|| view! { <p>{move || i18n.texts().right_object_beyond}</p> })}
                    <ul class="right-lines">{exercises}</ul>
                    {all}
                </dd>
                {(!is_empty).then(|| view! {
                    <dt>{move || i18n.texts().rights_latest}</dt>
                    <dd>
                        <ul class="right-lines">
                            {latest.into_iter().map(|row| view! { <Told row query=query.clone()/> }).collect_view()}
                        </ul>
                    </dd>
                })}
                {(which != Right::Objection).then(|| view! {
                    <dt>{move || i18n.texts().rights_beyond}</dt>
                    <dd>{move || right(i18n.texts(), which).beyond}</dd>
                })}
                <dt>{move || i18n.texts().finding_next}</dt>
                <dd>
                    <ul class="finding-steps">
                        {move || {
                            let url = state.config.with(|config| config.account_page.clone());
                            url.filter(|_| which == Right::Consent).map(|url| view! {
                                <li><Elsewhere url>{move || i18n.texts().left_page}</Elsewhere></li>
                            })
                        }}
                        <li>
                            <details>
                                <summary>{move || i18n.texts().step_ask} {name()}</summary>
                                <Letter say=move |telling, account| {
                                    telling.letter_of_right(&of, span(), account)
                                }/>
                                <p class="hint">{move || i18n.texts().step_authority}</p>
                            </details>
                        </li>
                    </ul>
                </dd>
            </dl>
        </section>
    }
}

/// What was done of one kind, with its number.
#[component]
fn Line(it: Exercised) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let (what, calls, by) = (it.exercise, it.calls, it.by);
    let records = it.query.map(|query| {
        view! {
            <button class="link" on:click=move |_| show_records(state, &query)>
                {move || i18n.texts().insight_records}
                <span class="hidden">": " {move || exercise(i18n.texts(), what)}</span>
            </button>
        }
    });
    view! {
        <li>
            <p class="right-what">{move || exercise(i18n.texts(), what)}</p>
            <p>{move || calls_words(i18n, state, &calls)}</p>
            <p class="hint">{move || by_whom(i18n.locale(), by)}</p>
            {records}
        </li>
    }
}

/// One record in a sentence, which leads to it.
#[component]
fn Told(row: Row, query: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let (id, time_ms) = (row.id.clone(), row.time_ms);
    let words = move || state.words.with(|words| sentence(i18n, words, &row, false));
    view! {
        <li>
            <button
                class="link"
                on:click=move |_| show_record(state, &id, Some(query.as_deref().unwrap_or_default()))
            >
                <bdi>{words}</bdi>
            </button>
            <p class="hint">{move || when(i18n, state, (time_ms, time_ms))}</p>
        </li>
    }
}
