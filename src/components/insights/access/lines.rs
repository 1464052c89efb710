//! Lists of values with their calls, each of which leads to its records.

use audit_core::insights::activity::Calls;
use audit_core::query::{Field, Filter, Query};
use leptos::prelude::*;

use super::super::go::show_records;
use crate::i18n::I18n;
use crate::state::AppState;

/// How many are seen at first.
const FIRST: usize = 8;

/// A value, and its calls.
pub(super) struct Line {
    /// The value, in words.
    pub(super) words: String,
    /// What the platform calls it, where that is something else.
    pub(super) code: Option<String>,
    /// Its calls.
    pub(super) calls: Calls,
    /// What leaves their records, where a filter can say it.
    pub(super) query: Option<String>,
}

/// Values, the first ones first; `left_out` more are in no list.
pub(super) fn list(i18n: I18n, state: AppState, mut lines: Vec<Line>, left_out: u64) -> impl IntoView + use<> {
    let rest = lines.split_off(lines.len().min(FIRST));
    let items = move |lines: Vec<Line>| {
        let items = lines.into_iter().map(|line| item(i18n, state, line)).collect_view();
        view! { <ul class="access-values">{items}</ul> }
    };
    let more = rest.len() as u64;
    view! {
        {items(lines)}
        {(more > 0).then(|| view! {
            <details>
                <summary>{i18n.plural(|texts| texts.show_more, more)}</summary>
                {items(rest)}
            </details>
        })}
        {(left_out > 0).then(|| view! { <p class="hint">{i18n.plural(|texts| texts.streams_more, left_out)}</p> })}
    }
}

fn item(i18n: I18n, state: AppState, line: Line) -> impl IntoView {
    let Line { words, code, calls, query } = line;
    view! {
        <li>
            <bdi>{words.clone()} {code.map(|code| view! { " " <span class="hint">{code}</span> })}</bdi>
            <span>{counted(i18n, state, &calls, query, &words)}</span>
        </li>
    }
}

/// How many calls, and how many of them did not succeed: a link to their records.
pub(super) fn counted(
    i18n: I18n,
    state: AppState,
    calls: &Calls,
    query: Option<String>,
    about: &str,
) -> impl IntoView + use<> {
    let count = i18n.plural(|texts| texts.calls_count, u64::from(calls.count));
    let failed = (calls.unsuccessful > 0)
        .then(|| format!(" · {}", i18n.plural(|texts| texts.calls_not_done, u64::from(calls.unsuccessful))));
    view! { {link(state, count, query, about)} {failed} }
}

/// Words that lead to records, where a filter can name those.
pub(super) fn link(state: AppState, words: String, query: Option<String>, about: &str) -> impl IntoView + use<> {
    let about = about.to_owned();
    match query {
        Some(query) => view! {
            <button class="link" on:click=move |_| show_records(state, &query)>
                {words}
                <span class="hidden">": " <bdi>{about}</bdi></span>
            </button>
        }
        .into_any(),
        None => words.into_any(),
    }
}

/// A filter, and one value more.
pub(super) fn narrowed(query: &str, field: Field, value: &str) -> Option<String> {
    let filter = Filter::of_value(field, value)?;
    Some(Query::parse(query).0.only(&filter).to_string())
}
