//! What happened before and after a record, whatever the filter.

use audit_core::apart::{Apart, apart};
use audit_core::engine::{Answer, Question, Row};
use leptos::prelude::*;

use crate::explored::explored;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::phrases::{self, mark, outcome_class, sentence};
use crate::state::{AppState, use_state};
use crate::ui::Each;

/// Calls on either side, to begin with.
const FIRST: u32 = 3;
/// How many more at a time.
const MORE: u32 = 10;
/// As many as the engine tells.
const MOST: u32 = 500;

/// What is known of the calls around one.
#[derive(Debug, Clone, PartialEq)]
struct Calls {
    /// Newest first; the one in question is among them.
    rows: Vec<Row>,
    /// The one in question.
    of: (String, i64),
    /// There is nothing newer.
    is_newest: bool,
    /// There is nothing older.
    is_oldest: bool,
    /// They are all of one access.
    same_access: bool,
}

impl Calls {
    fn of(question: &Question, answer: &Answer) -> Option<Self> {
        let (Question::Around { count, same_access, .. }, Answer::Around(Some(around))) = (question, answer) else {
            return None;
        };
        let ends = |rows: &[Row]| u32::try_from(rows.len()).is_ok_and(|rows| rows < *count);
        Some(Self {
            rows: around.newer.iter().chain([&around.row]).chain(&around.older).cloned().collect(),
            of: (around.row.id.clone(), around.row.time_ms),
            is_newest: ends(&around.newer),
            is_oldest: ends(&around.older),
            same_access: *same_access,
        })
    }
}

/// The calls around the open one.
#[component]
pub(super) fn Around(
    /// Its id.
    id: Memo<Option<String>>,
    /// Only those of the same access; it stays from one record to the next.
    same_access: RwSignal<bool>,
    /// One of them was chosen, by id.
    on_open: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    // More of one record's are no more of the next one's.
    let wanted = RwSignal::new((None::<String>, FIRST));
    let count = Memo::new(move |_| {
        let id = id.get();
        wanted.with(|(of, count)| if *of == id { *count } else { FIRST })
    });
    let question = Memo::new(move |_| {
        let (id, count, same_access) = (id.get()?, count.get(), same_access.get());
        Some(Question::Around { id, count, same_access })
    });
    let answer = explored(question);
    // The view behind it is another one again and again while a log loads.
    let calls = Memo::new(move |_| {
        answer.with(|answer| answer.as_ref().and_then(|told| Calls::of(&told.question, &told.answer)))
    });
    let lines = move || {
        calls.with(|calls| {
            let Some(Calls { rows, of, .. }) = calls else { return Vec::new() };
            rows.iter().map(|row| (row.clone(), of.clone())).collect::<Vec<_>>()
        })
    };
    let end = move |newest: bool| {
        let texts = i18n.texts();
        calls.with(|calls| {
            let calls = calls.as_ref().filter(|calls| if newest { calls.is_newest } else { calls.is_oldest })?;
            Some(match (newest, calls.same_access) {
                (true, false) => texts.around_newest,
                (true, true) => texts.around_newest_access,
                (false, false) => texts.around_oldest,
                (false, true) => texts.around_oldest_access,
            })
        })
    };
    let all = Memo::new(move |_| {
        let ended = calls.with(|calls| calls.as_ref().is_none_or(|calls| calls.is_newest && calls.is_oldest));
        ended || count.get() >= MOST
    });
    view! {
        <section class="around" aria-labelledby="around-title">
            <div class="around-head">
                <h3 id="around-title">{move || i18n.texts().around_title}</h3>
                <label class="around-switch">
                    <input
                        type="checkbox"
                        prop:checked=move || same_access.get()
                        on:change=move |event| same_access.set(event_target_checked(&event))
                    />
                    {move || i18n.texts().around_access}
                </label>
            </div>
            {move || end(true).map(|words| view! { <p class="hint">{words}</p> })}
            <ol class="around-list">
                <Each each=lines key=|(row, of)| (row.id.clone(), of.0.clone()) let((row, of))>
                    {call(i18n, state, row, &of, on_open)}
                </Each>
            </ol>
            {move || end(false).map(|words| view! { <p class="hint">{words}</p> })}
            <button
                class="button compact"
                aria-disabled=move || all.get().then_some("true")
                on:click=move |_| {
                    if !all.get_untracked() {
                        let more = (count.get_untracked() + MORE).min(MOST);
                        wanted.set((id.get_untracked(), more));
                    }
                }
            >
                {move || i18n.texts().around_more}
            </button>
        </section>
    }
}

/// One call: how far away, what, and how it ended.
fn call<F: Fn(String) + Copy + Send + Sync + 'static>(
    i18n: I18n,
    state: AppState,
    row: Row,
    of: &(String, i64),
    on_open: F,
) -> impl IntoView + use<F> {
    let is_this = row.id == of.0;
    let of_ms = of.1;
    let outcome = row.outcome;
    let (id, time_ms, status) = (row.id.clone(), row.time_ms, row.status);
    let when = move || if is_this { i18n.texts().around_this.to_owned() } else { distance(i18n, of_ms, time_ms) };
    let inside = view! {
        <span class="around-when">{when}</span>
        <bdi translate="no" class="around-what">{move || sentence(i18n, &state.words.get(), &row, true)}</bdi>
        <span class=format!("outcome {}", outcome_class(outcome))>
            <span aria-hidden="true">{mark(outcome)}</span>
            <span class="hidden">{move || phrases::status(i18n.texts(), status)}</span>
        </span>
    };
    let line = if is_this {
        view! { <div class="around-call">{inside}</div> }.into_any()
    } else {
        view! { <button class="around-call" on:click=move |_| on_open(id.clone())>{inside}</button> }.into_any()
    };
    view! { <li aria-current=is_this.then_some("true")>{line}</li> }
}

/// `2 min before`, seen from a call.
fn distance(i18n: I18n, from_ms: i64, time_ms: i64) -> String {
    let texts = i18n.texts();
    let counted = |text: &str, count: u64| fill(text, &[("count", &i18n.number(count))]);
    let time = match apart(time_ms.abs_diff(from_ms)) {
        Apart::Not => return texts.around_same.to_owned(),
        Apart::Moment => texts.around_moment.to_owned(),
        Apart::Seconds(count) => counted(texts.around_seconds, count),
        Apart::Minutes(count) => counted(texts.around_minutes, count),
        Apart::Hours(count) => counted(texts.around_hours, count),
        Apart::Days(count) => i18n.plural(|texts| texts.around_days, count),
    };
    let frame = if time_ms < from_ms { texts.around_before } else { texts.around_after };
    fill(frame, &[("time", &time)])
}
