//! The lane beneath the bars: a mark where consent was given, changed or ended.

use audit_core::chart::{Mark, marks};
use leptos::prelude::*;

use super::shown::Drawn;
use crate::app::Room;
use crate::components::insights::consented::{in_a_line, use_consent};
use crate::components::insights::show_entry;
use crate::components::periods::moment;
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::state::use_state;
use crate::ui::{Each, decimal};

/// A mark as it is drawn: where, what is said of it, and which entry of the page of consent
/// it leads to.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    mark: Mark,
    words: String,
    entry: String,
}

/// The marks. The lane keeps its height where it has none, so that nothing moves.
#[component]
pub(super) fn Lane(drawn: Memo<Drawn>, missing: Memo<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let shown = shown(drawn, missing);
    let is_there = Memo::new(move |_| shown.with(|shown| !shown.is_empty()));
    let line = move |it: Shown| {
        let Shown { mark, words, entry } = it;
        let spoken = words.clone();
        view! {
            // Its words show under a pointer.
            <li style:left=format!("calc({}% - 0.75rem)", decimal(mark.across * 100.0)) title=words>
                <button on:click=move |_| show_entry(state, &entry)>
                    <span aria-hidden="true">
                        "◆" {(mark.count > 1).then(|| view! { <small>{mark.count}</small> })}
                    </span>
                    <span class="hidden">{spoken}</span>
                </button>
            </li>
        }
    };
    view! {
        <div class="lane">
            <Show when=move || is_there.get()>
                <ul aria-label=move || i18n.texts().topic_consent>
                    <Each each=move || shown.get() key=|it| format!("{it:?}") children=line/>
                </ul>
            </Show>
        </div>
    }
}

fn shown(drawn: Memo<Drawn>, missing: Memo<usize>) -> Memo<Vec<Shown>> {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let consent = use_consent();
    // How many marks stand beside each other, at least: each has a place of 1.5rem.
    let places = Memo::new(move |_| {
        if room.record_beside.get() {
            47.0
        } else if room.groups_beside.get() {
            34.0
        } else if room.one_line.get() {
            24.0
        } else {
            12.0
        }
    });
    Memo::new(move |_| {
        let Some(consent) = consent.get() else { return Vec::new() };
        let transitions = &consent.transitions;
        // Oldest first; those of which the time is not known stand at the end.
        let times: Vec<i64> = transitions.iter().map_while(|it| it.time_ms).collect();
        let found = drawn.with(|drawn| marks(&drawn.bars, missing.get(), &times, places.get()));
        let show = |mark: Mark| {
            let last = (mark.first + mark.count).checked_sub(1)?;
            let (first, last) = (transitions.get(mark.first)?, transitions.get(last)?);
            let from = moment(i18n, state, first.time_ms?);
            let words = if mark.count == 1 {
                format!("{}, {from}", in_a_line(i18n, state, first))
            } else {
                let to = moment(i18n, state, last.time_ms?);
                let span = fill(i18n.texts().span_line, &[("from", &from), ("to", &to)]);
                i18n.plural_with(|texts| texts.consent_marks, mark.count as u64, &[("span", &span)])
            };
            // The page has the newest first: of several, one reads on from there.
            Some(Shown { mark, words, entry: last.key() })
        };
        found.into_iter().filter_map(show).collect()
    })
}
