//! What matched out of what is loaded, over which time, in which zone.

use leptos::prelude::*;

use super::list_head;
use crate::browser::document;
use crate::i18n::{I18n, fill, use_i18n};
use crate::state::{AppState, Attempt, use_state};

/// Where the focus goes from a button that changes the filter and goes with it: to
/// what comes of it.
pub(super) const COUNT_LINE: &str = "count-line";

/// Removes one of the filter's terms, from a button that goes with it.
pub(super) fn drop_term(state: AppState, index: usize) {
    state.filter(|query| query.without(index));
    document::focus(COUNT_LINE);
}

/// The line.
#[component]
pub(crate) fn CountLine() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let count = move || {
        state.viewed.with(|viewed| {
            let snapshot = &viewed.snapshot;
            let matched = i18n.number(snapshot.matched);
            let loaded = u64::from(snapshot.loaded);
            i18n.plural_with(|texts| texts.matched_of, loaded, &[("matched", &matched)])
        })
    };
    let span = move || {
        let (from, to) = state.viewed.with(|viewed| viewed.snapshot.matched_span)?;
        let zone = state.zone.with(|zone| zone.name.clone());
        let (from, to) = (i18n.short_date(&zone, from), i18n.short_date(&zone, to));
        Some(if from == to { from } else { fill(i18n.texts().span_line, &[("from", &from), ("to", &to)]) })
    };
    let zone = move || state.zone.with(|zone| zone.name.clone());
    let order = move || {
        let order = state.viewed.with(|viewed| viewed.snapshot.order);
        list_head::in_words(i18n.texts(), order).map(|words| format!(" · {words}"))
    };
    let complete = move || completeness(i18n, state);
    view! {
        <p class="count-line" id=COUNT_LINE tabindex="-1">
            <strong>{count}</strong>
            {move || span().map(|span| format!(" · {span}"))}
            " · "
            <span translate="no">{zone}</span>
            " · "
            {complete}
            {order}
        </p>
    }
}

/// Whether everything is loaded that was asked for.
pub(super) fn completeness(i18n: I18n, state: AppState) -> String {
    let texts = i18n.texts();
    // While the last records are being counted, they are not all here yet.
    let counted = state.viewed.with(|viewed| viewed.snapshot.loaded);
    let all = state.load.with(|load| load.is_whole() && load.tally.records == counted);
    // Another period is wanted, or the same one as it is now.
    if !all || state.attempt.with(Attempt::is_again) {
        return texts.partly_loaded.to_owned();
    }
    match state.load.with(|load| load.tally.unreadable_count) {
        0 => texts.all_loaded.to_owned(),
        unread => i18n.plural(|texts| texts.all_loaded_but, u64::from(unread)),
    }
}
