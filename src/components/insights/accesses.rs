//! Who can see the data: all accesses, each in short.

use std::sync::Arc;

use audit_core::engine::{Answer, Question};
use audit_core::insights::access::{AccessLine, Accesses, Standing};
use audit_core::insights::activity::Calls;
use audit_core::labels::Labeled;
use leptos::prelude::*;

use super::TITLE;
use super::go::{show_access, show_records};
use crate::components::load_names::NamesMissing;
use crate::components::periods::day;
use crate::explored::answered;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::phrases::{access_kind, access_name, labeled};
use crate::state::{AppState, use_state};
use crate::ui::Each;

/// All of them.
#[component]
pub(super) fn AccessList() -> impl IntoView {
    let i18n = use_i18n();
    let accesses = answered(Memo::new(|_| Some(Question::Accesses)), |answer| match answer {
        Answer::Accesses(accesses) => Some(&**accesses),
        _ => None,
    });
    let of = move |lines: fn(&Accesses) -> &Vec<AccessLine>| {
        accesses.with(|it| it.as_deref().map(|it| lines(it).clone()).unwrap_or_default())
    };
    let left_out = move || {
        accesses.with(|it| it.as_deref().map_or(0, |it| u64::from(it.total).saturating_sub(it.accesses.len() as u64)))
    };
    let nameless = move || accesses.with(|it| it.as_deref().map_or(0, |it| it.nameless.count));
    view! {
        <article class="insight" aria-labelledby=TITLE>
            <h2 id=TITLE tabindex="-1">{move || i18n.texts().accesses_title}</h2>
            <p class="hint">{move || i18n.texts().insight_scope}</p>
            <NamesMissing/>
            <Show when=move || accesses.with(Option::is_none)>
                <p>{move || i18n.texts().row_loading}</p>
            </Show>
            <Show when=move || accesses.with(|it| it.as_deref().is_some_and(|it| it.accesses.is_empty()))>
                <p>{move || i18n.texts().accesses_none}</p>
            </Show>
            <ul class="access-cards">
                <Each each=move || of(|it| &it.accesses) key=said let:line>
                    <Card line/>
                </Each>
            </ul>
            <Show when=move || { left_out() > 0 }>
                <p class="hint">{move || i18n.plural(|texts| texts.accesses_more, left_out())}</p>
            </Show>
            <Show when=move || !of(|it| &it.pseudo).is_empty() || { nameless() > 0 }>
                <h3>{move || i18n.texts().accesses_pseudo}</h3>
                <p class="hint">{move || i18n.texts().accesses_pseudo_note}</p>
            </Show>
            <ul class="access-cards">
                <Each each=move || of(|it| &it.pseudo) key=said let:line>
                    <Card line/>
                </Each>
            </ul>
            <Show when=move || { nameless() > 0 }>
                <p class="hint">
                    {move || i18n.plural(|texts| texts.accesses_nameless, u64::from(nameless()))}
                </p>
            </Show>
        </article>
    }
}

/// What is drawn anew when anything of it changes.
fn said(line: &AccessLine) -> String {
    format!("{line:?}")
}

/// One access in short. What an access of the platform's own did is in the list of records.
#[component]
fn Card(line: AccessLine) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let line = Arc::new(line);
    let (name, named, about, standing, calls) = (line.clone(), line.clone(), line.clone(), line.clone(), line.calls);
    // Nobody was given what the platform records under names of its own.
    let is_pseudo = line.standing == Standing::Pseudo;
    let page = (!is_pseudo).then(|| line.base.clone());
    let class = match line.standing {
        Standing::Withdrawn(_) | Standing::Expired(_) => "access-card over",
        _ => "access-card",
    };
    let query = line.query.clone();
    view! {
        <li class=class>
            <h3 class="access-card-name">
                {page.map(|base| view! {
                    <button class="link" on:click=move |_| show_access(state, &base)>
                        <bdi>{move || called(i18n, state, &named)}</bdi>
                    </button>
                })}
                {is_pseudo.then(|| view! { <bdi>{move || called(i18n, state, &name)}</bdi> })}
            </h3>
            <p class="access-card-about">{move || what_it_is(i18n, &about)}</p>
            <p class="access-card-standing">{move || standing_words(i18n, state, standing.standing)}</p>
            <p class="access-card-calls">{move || calls_words(i18n, state, &calls)}</p>
            <Show when=move || { calls.count > 0 }>
                <button
                    class="link"
                    on:click={
                        let query = query.clone();
                        move |_| show_records(state, &query)
                    }
                >
                    {move || i18n.texts().insight_records}
                    <span class="hidden">" " <bdi>{
                        let line = line.clone();
                        move || called(i18n, state, &line)
                    }</bdi></span>
                </button>
            </Show>
        </li>
    }
}

/// What it is called: its name, with the person's own word for it; or its id.
pub(super) fn called(i18n: I18n, state: AppState, line: &AccessLine) -> String {
    let texts = i18n.texts();
    let name = line.known.as_ref().map_or_else(|| access_name(texts, &line.base), |known| known.name.clone());
    state.words.with(|words| labeled(texts, &name, words.get(Labeled::Access, &line.base)))
}

/// Its kind, and its device.
fn what_it_is(i18n: I18n, line: &AccessLine) -> String {
    let texts = i18n.texts();
    let Some(known) = &line.known else {
        return if line.standing == Standing::Pseudo { "" } else { texts.access_unknown }.to_owned();
    };
    let kind = access_kind(texts, &known.kind).unwrap_or_default();
    match &known.device {
        Some(device) => fill(texts.access_on_device, &[("kind", kind), ("device", device)]),
        None => kind.to_owned(),
    }
}

/// Whether it can still be used.
pub(super) fn standing_words(i18n: I18n, state: AppState, standing: Standing) -> String {
    let texts = i18n.texts();
    let dated = |text: &str, time_ms: i64| fill(text, &[("date", &day(i18n, state, time_ms))]);
    match standing {
        Standing::Unknown | Standing::Pseudo => String::new(),
        Standing::InUse => texts.access_in_use.to_owned(),
        Standing::Expires(time_ms) => dated(texts.access_expires, time_ms),
        Standing::Expired(time_ms) => dated(texts.access_expired, time_ms),
        Standing::Withdrawn(Some(time_ms)) => dated(texts.access_deleted, time_ms),
        Standing::Withdrawn(None) => texts.access_deleted_once.to_owned(),
    }
}

/// How many calls, how many of them did not succeed, and when the last one was.
pub(super) fn calls_words(i18n: I18n, state: AppState, calls: &Calls) -> String {
    let texts = i18n.texts();
    let Some((first, last)) = calls.span else { return texts.calls_none.to_owned() };
    let count = i18n.plural(|texts| texts.calls_count, u64::from(calls.count));
    let date = |time_ms| day(i18n, state, time_ms);
    let mut words = fill(texts.calls_span, &[("calls", &count), ("first", &date(first)), ("last", &date(last))]);
    if calls.unsuccessful > 0 {
        let not_done = i18n.plural(|texts| texts.calls_not_done, u64::from(calls.unsuccessful));
        words.push_str(" · ");
        words.push_str(&not_done);
    }
    words
}
