//! The second kind of report: what an access could reach, if it was misused.

use std::sync::Arc;

use audit_core::engine::{Answer, Question};
use audit_core::insights::BreachScope;
use audit_core::time::parse_extent;
use leptos::prelude::*;

use super::document::Document;
use super::{draw, scope};
use crate::browser::document as browser_document;
use crate::browser::download::save_text;
use crate::components::insights::accesses::called;
use crate::components::load_names::NamesMissing;
use crate::explored::explored;
use crate::i18n::{I18n, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::messages::Messages;
use crate::state::{AppState, Source, use_state};
use crate::worker_protocol::Identity;

/// What is chosen.
#[derive(Clone, Copy)]
struct Choice {
    /// The access; the one that called last, while nobody chose.
    access: RwSignal<Option<String>>,
    /// The first day, as `2026-11-23`; empty for all that is loaded.
    from: RwSignal<String>,
    /// The last one.
    until: RwSignal<String>,
}

/// A report, and when it was made.
type Made = Memo<Option<(Arc<BreachScope>, i64)>>;

/// What is chosen, and the report about it.
#[component]
pub(super) fn Misused() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let choice =
        Choice { access: RwSignal::new(None), from: RwSignal::new(String::new()), until: RwSignal::new(String::new()) };
    let accesses = accesses(i18n, state);
    let access = Memo::new(move |_| {
        let first = || accesses.with(|all| all.first().map(|(base, _)| base.clone()));
        choice.access.get().or_else(first)
    });
    let period = Memo::new(move |_| choice.period(state));
    let backwards = Memo::new(move |_| period.get().is_some_and(|(from, until)| from > until));
    let answer = explored(Memo::new(move |_| {
        let (from_ms, until_ms) = period.get().filter(|_| !backwards.get())?;
        Some(Question::BreachScope { access: access.get()?, from_ms, until_ms })
    }));
    let made = Memo::new(move |_| {
        answer.with(|it| match it.as_ref().map(|it| &it.answer) {
            Some(Answer::BreachScope(report)) => Some((Arc::new((**report).clone()), state.now_ms())),
            _ => None,
        })
    });
    let there = Memo::new(move |_| made.with(Option::is_some));
    let nobody = Memo::new(move |_| accesses.with(Vec::is_empty) && !there.get());
    view! {
        <div class="report-tools">
            <p class="hint">{move || i18n.texts().scope_about}</p>
            <NamesMissing/>
            <Controls choice accesses access/>
            <p class="problem" role="alert">
                {move || backwards.get().then(|| i18n.texts().scope_backwards)}
            </p>
            <Show when=move || there.get()>
                <Keeping made/>
            </Show>
        </div>
        <Show when=move || nobody.get()>
            <p>{move || i18n.texts().accesses_none}</p>
        </Show>
        {move || document(i18n, state, made).map(|document| draw::parts(&document))}
    }
}

/// Accesses with their names: whoever called last stands first.
fn accesses(i18n: I18n, state: AppState) -> Memo<Vec<(String, String)>> {
    let answer = explored(Memo::new(|_| Some(Question::Accesses)));
    Memo::new(move |_| {
        answer.with(|it| match it.as_ref().map(|it| &it.answer) {
            Some(Answer::Accesses(all)) => {
                let named = all.accesses.iter().map(|line| (line.base.clone(), called(i18n, state, line)));
                named.collect()
            }
            _ => Vec::new(),
        })
    })
}

impl Choice {
    /// From the first millisecond to the last one; all that is loaded where no day is chosen.
    fn period(self, state: AppState) -> Option<(i64, i64)> {
        let (oldest, newest) = state.aside.with(|viewed| viewed.snapshot.span)?;
        let day = |day: RwSignal<String>| day.with(|day| state.zone.with(|zone| parse_extent(day, zone)));
        let from_ms = day(self.from).map_or(oldest, |(start, _)| start);
        let until_ms = day(self.until).map_or(newest, |(_, end)| end.saturating_sub(1));
        Some((from_ms, until_ms))
    }
}

/// The access, and the days.
#[component]
fn Controls(choice: Choice, accesses: Memo<Vec<(String, String)>>, access: Memo<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let option = move |(base, name): (String, String)| {
        let value = base.clone();
        view! {
            <option value=value prop:selected=move || access.with(|it| it.as_ref() == Some(&base))>
                {name}
            </option>
        }
    };
    let day = move |id: &'static str, label: fn(&Messages) -> &'static str, day: RwSignal<String>| {
        view! {
            <div class="filter">
                <label for=id>{move || label(i18n.texts())}</label>
                <input
                    id=id
                    type="date"
                    aria-describedby="scope-period"
                    prop:value=move || day.get()
                    on:change=move |event| day.set(event_target_value(&event))
                />
            </div>
        }
    };
    view! {
        <div class="report-choice">
            <div class="filter">
                <label for="scope-access">{move || i18n.texts().scope_choose}</label>
                <select
                    id="scope-access"
                    on:change=move |event| choice.access.set(Some(event_target_value(&event)))
                >
                    {move || accesses.get().into_iter().map(option).collect_view()}
                </select>
            </div>
            {day("scope-from", |texts| texts.filter_from, choice.from)}
            {day("scope-until", |texts| texts.filter_to, choice.until)}
        </div>
        <p class="hint" id="scope-period">{move || i18n.texts().scope_period}</p>
    }
}

/// Printing the report, and saving it.
#[component]
fn Keeping(made: Made) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let save_markdown = move || {
        if let Some(document) = document(i18n, state, made) {
            save_text(&document.markdown(i18n.texts().scope_title), "text/markdown", "breach-scope-report.md");
        }
    };
    let save_json = move || {
        if let (Some((report, made_ms)), Some(identity)) = (made.get(), identity(state)) {
            let text = scope::json(i18n, &identity, &report, made_ms);
            save_text(&text, "application/json", "breach-scope-report.json");
        }
    };
    view! {
        <div class="buttons">
            <button class="button primary" on:click=move |_| browser_document::print()>
                {move || i18n.texts().report_print}
            </button>
            <button class="button" on:click=move |_| untrack(save_markdown)>
                {move || i18n.texts().scope_markdown}
            </button>
            <button class="button" on:click=move |_| untrack(save_json)>{move || i18n.texts().scope_json}</button>
        </div>
    }
}

fn document(i18n: I18n, state: AppState, made: Made) -> Option<Document> {
    let ((report, made_ms), identity) = (made.get()?, identity(state)?);
    Some(scope::document(i18n, state, &identity, &report, made_ms))
}

fn identity(state: AppState) -> Option<Identity> {
    state.source.with(|source| match source {
        Source::Open(identity) => Some(identity.clone()),
        Source::None => None,
    })
}
