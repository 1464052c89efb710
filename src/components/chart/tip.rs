//! What a bar, or an hour of the week, says under the pointer or the keys.

use audit_core::labels::OwnWords;
use leptos::prelude::*;

use super::brush::range;
use super::shown::{Drawn, Part};
use crate::components::periods::{in_words, range_in_words};
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::state::{AppState, use_state};
use crate::ui::decimal;

/// The bars that something is said of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) first: usize,
    pub(super) last: usize,
    /// How far across the chart they are, from 0 to 1.
    pub(super) across: f64,
    /// It is there for the keys alone.
    pub(super) by_keys: bool,
}

/// A part with its count, as somebody reads it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) class: String,
    pub(super) words: String,
    pub(super) count: String,
}

/// The period of bars in words.
fn period(i18n: I18n, state: AppState, drawn: &Drawn, first: usize, last: usize) -> String {
    state.zone.with(|zone| match drawn.bars.get(first) {
        Some(bar) if first == last => in_words(i18n, drawn.unit, zone, bar.start_ms, bar.end_ms),
        _ => range(state, drawn, first, last).and_then(|it| range_in_words(i18n, zone, &it)).unwrap_or_default(),
    })
}

/// `Monday 23 November 2026: 12 records`.
pub(super) fn heading(i18n: I18n, period: &str, counts: &[u32]) -> String {
    let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let count = i18n.plural(|texts| texts.records_count, total);
    fill(i18n.texts().chart_spoken, &[("period", period), ("count", &count)])
}

/// The parts that there are, each with its count.
pub(super) fn lines<'a>(
    i18n: I18n,
    own: &OwnWords,
    parts: impl Iterator<Item = &'a Part>,
    counts: &[u32],
) -> Vec<Line> {
    let of = parts.zip(counts).enumerate().filter(|(_, (_, count))| **count > 0);
    let line = |(place, (part, count)): (usize, (&Part, &u32))| Line {
        class: part.class(place),
        words: part.words(i18n.texts(), own),
        count: i18n.number(*count),
    };
    of.map(line).collect()
}

/// The same as one text, to be spoken.
pub(super) fn spoken(i18n: I18n, heading: String, lines: &[Line]) -> String {
    let part = |line: &Line| fill(i18n.texts().chart_part, &[("part", &line.words), ("count", &line.count)]);
    std::iter::once(heading).chain(lines.iter().map(part)).collect::<Vec<_>>().join("; ")
}

/// What bars say.
pub(super) fn bar_words(i18n: I18n, state: AppState, drawn: &Drawn, first: usize, last: usize) -> String {
    let sums = drawn.sums(first, last);
    let heading = heading(i18n, &period(i18n, state, drawn, first, last), &sums);
    spoken(i18n, heading, &lines(i18n, &state.words.get(), drawn.parts.iter(), &sums))
}

/// What is said, beneath the bars.
#[component]
pub(super) fn Tip(drawn: Memo<Drawn>, spot: Memo<Option<Spot>>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    move || {
        spot.get().map(|spot| {
            drawn.with(|drawn| {
                let sums = drawn.sums(spot.first, spot.last);
                let heading = heading(i18n, &period(i18n, state, drawn, spot.first, spot.last), &sums);
                let lines = lines(i18n, &state.words.get(), drawn.parts.iter(), &sums);
                view! { <TipBox across=spot.across by_keys=spot.by_keys heading lines/> }
            })
        })
    }
}

/// A box beneath a point of what it stands in. Screen readers hear what it says from
/// what has the focus.
#[component]
pub(super) fn TipBox(across: f64, by_keys: bool, heading: String, lines: Vec<Line>) -> impl IntoView {
    let percent = decimal(across * 100.0);
    let line = |line: Line| {
        view! {
            <li>
                <span class=format!("swatch {}", line.class)></span>
                <bdi class="name" translate="no">{line.words}</bdi>
                <span class="count">{line.count}</span>
            </li>
        }
    };
    view! {
        <div
            class="chart-tip"
            class:by-keys=by_keys
            aria-hidden="true"
            style:left=format!("{percent}%")
            // As far to the left as it stands to the right: it never leaves the chart.
            style:transform=format!("translateX(-{percent}%)")
        >
            <strong>{heading}</strong>
            <ul>{lines.into_iter().map(line).collect_view()}</ul>
        </div>
    }
}
