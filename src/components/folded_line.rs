//! A line of the folded list: a record alone, or calls of one kind and, where it is
//! open, its records.

use std::collections::BTreeSet;
use std::sync::Arc;

use audit_core::engine::{Answer, Item, Pattern, Question, Row};
use audit_core::explore::Every;
use audit_core::labels::OwnWords;
use audit_core::time::{Zone, iso_utc};
use leptos::prelude::*;

use super::group_line::{AT_ONCE, MoreLine};
use super::periods::{clock, clock_seconds};
use super::tree_grid::{self, level, new_id};
use crate::app::Room;
use crate::explored::explored;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::phrases::{addresses, mark, outcome_class, sentence, status};
use crate::state::use_state;
use crate::ui::Each;

/// What the lines of the list share.
#[derive(Clone, Copy)]
pub(super) struct Lines {
    /// The line that one stands on.
    pub(super) active: RwSignal<String>,
    /// Patterns that are open, by the id of their first record.
    pub(super) open: RwSignal<BTreeSet<String>>,
    /// The record that is open.
    pub(super) selected: Memo<Option<String>>,
    /// The view that the items are of.
    pub(super) version: Memo<u32>,
    /// A record was chosen, by id.
    pub(super) on_open: Callback<String>,
}

/// How often calls come, in words; `None` where they come in no rhythm.
fn rhythm(i18n: I18n, every_ms: Option<i64>) -> Option<String> {
    Some(match Every::of(every_ms?)? {
        Every::Seconds(count) => i18n.plural(|texts| texts.every_seconds, count.into()),
        Every::Minutes(count) => i18n.plural(|texts| texts.every_minutes, count.into()),
        Every::Hours(count) => i18n.plural(|texts| texts.every_hours, count.into()),
    })
}

/// `212 × Watch sync added measurements, every 15 minutes, 08:00–13:58`
fn pattern_words(i18n: I18n, words: &OwnWords, zone: &Zone, row: &Row, pattern: &Pattern, short: bool) -> String {
    let texts = i18n.texts();
    // What one of them was about, returned, or failed with, is not so of all.
    let kind = Row { facts: Box::default(), error_id: None, ..row.clone() };
    let (from, to) = (clock(zone, pattern.first_ms), clock(zone, pattern.last_ms));
    let span = if from == to { from } else { format!("{from}–{to}") };
    let (count, what) = (i18n.number(pattern.count), sentence(i18n, words, &kind, short));
    let every = rhythm(i18n, pattern.every_ms);
    let text = if every.is_some() { texts.pattern_every } else { texts.pattern };
    let every = every.unwrap_or_default();
    fill(text, &[("count", &count), ("what", &what), ("every", &every), ("span", &span)])
}

/// What the cells of a record say.
#[derive(Debug, Clone, Default, PartialEq)]
struct Cells {
    utc: String,
    time: String,
    what: String,
    address: String,
    outcome: &'static str,
    mark: &'static str,
    status: String,
}

fn cells(i18n: I18n, words: &OwnWords, zone: &Zone, row: &Row, short: bool) -> Cells {
    Cells {
        utc: iso_utc(row.time_ms),
        time: clock_seconds(zone, row.time_ms),
        what: sentence(i18n, words, row, short),
        address: addresses(i18n.texts(), words, &row.addresses),
        outcome: outcome_class(row.outcome),
        mark: mark(row.outcome),
        status: status(i18n.texts(), row.status),
    }
}

/// The cells of a line; what is done stands before its words.
fn written(cells: Memo<Cells>, before: impl IntoView) -> impl IntoView {
    let part = move |part: fn(&Cells) -> &str| move || cells.with(|cells| part(cells).to_owned());
    view! {
        <div role="gridcell" class="cell-time">
            <time datetime=part(|it| &it.utc)>{part(|it| &it.time)}</time>
        </div>
        <div role="gridcell" class="cell-what">
            {before} <bdi translate="no">{part(|it| &it.what)}</bdi>
        </div>
        <div role="gridcell" class="cell-address">
            <bdi translate="no">{part(|it| &it.address)}</bdi>
        </div>
        <div role="gridcell" class="cell-outcome">
            <span class=move || cells.with(|cells| format!("outcome {}", cells.outcome))>
                <span aria-hidden="true">{part(|it| it.mark)}</span>
                " "
                {part(|it| &it.status)}
            </span>
        </div>
    }
}

/// A record as a line.
#[component]
fn RecordLine(
    lines: Lines,
    #[prop(into)] id: Signal<String>,
    row: Memo<Option<Row>>,
    /// It is one of a pattern.
    inner: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let cells = Memo::new(move |_| {
        let short = !room.one_line.get();
        let own = state.words.get();
        let words = |row: &Row| state.zone.with(|zone| cells(i18n, &own, zone, row, short));
        row.with(|row| row.as_ref().map(words)).unwrap_or_default()
    });
    let level = if inner { "2" } else { "1" };
    let is_open =
        move || row.with(|row| lines.selected.with(|selected| row.as_ref().map(|row| &row.id) == selected.as_ref()));
    view! {
        <div
            role="row"
            {..tree_grid::level(level)}
            class="row"
            class:inner=inner
            class:active=move || lines.active.with(|active| id.with(|id| active == id))
            id=move || id.get()
            aria-selected=move || if is_open() { "true" } else { "false" }
            data-line=level
            data-open=""
            on:click=move |_| {
                if let Some(id) = row.with_untracked(|row| row.as_ref().map(|row| row.id.clone())) {
                    lines.on_open.run(id);
                }
            }
        >
            {written(cells, ())}
        </div>
    }
}

/// An item.
pub(super) fn item_line(lines: Lines, item: Memo<Option<(u32, Item)>>) -> AnyView {
    let row = Memo::new(move |_| item.with(|item| item.as_ref().map(|(_, item)| item.row.clone())));
    let alone = item.with_untracked(|item| item.as_ref().is_none_or(|(_, item)| item.pattern.is_none()));
    if alone {
        return view! { <RecordLine lines id=Signal::stored(new_id()) row inner=false/> }.into_any();
    }
    view! { <PatternLine lines item row/> }.into_any()
}

/// Calls of one kind.
#[component]
fn PatternLine(lines: Lines, item: Memo<Option<(u32, Item)>>, row: Memo<Option<Row>>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let id = new_id();
    let key = row.with_untracked(|row| row.as_ref().map(|row| row.id.clone())).unwrap_or_default();
    let count = Memo::new(move |_| {
        item.with(|item| item.as_ref().and_then(|(_, item)| item.pattern.as_ref()).map_or(0, |it| it.count))
    });
    let cells = Memo::new(move |_| {
        let (short, own) = (!room.one_line.get(), state.words.get());
        item.with(|item| {
            let (row, pattern) = item.as_ref().and_then(|(_, item)| Some((&item.row, item.pattern.as_ref()?)))?;
            Some(state.zone.with(|zone| Cells {
                what: pattern_words(i18n, &own, zone, row, pattern, short),
                address: String::new(),
                ..cells(i18n, &own, zone, row, short)
            }))
        })
        .unwrap_or_default()
    });
    let is_open = {
        let key = key.clone();
        Memo::new(move |_| lines.open.with(|open| open.contains(&key)))
    };
    let toggle_name = move || {
        let text = if is_open.get() { i18n.texts().pattern_close } else { i18n.texts().pattern_open };
        cells.with(|cells| fill(text, &[("what", &cells.what)]))
    };
    let is_active = {
        let id = id.clone();
        move || lines.active.with(|active| *active == id)
    };
    let before = view! {
        <button
            class="tree-toggle"
            tabindex="-1"
            aria-label=toggle_name
        >
            <span aria-hidden="true">{move || if is_open.get() { "▾" } else { "▸" }}</span>
        </button>
        <span class="fold-mark" aria-hidden="true">"⟲ "</span>
    };
    let parent = id.clone();
    view! {
        <div
            role="row"
            {..level("1")}
            class="row pattern"
            class:active=is_active
            id=id
            aria-expanded=move || if is_open.get() { "true" } else { "false" }
            data-line="1"
            data-open=""
            data-toggle=""
            on:click=move |_| {
                lines.open.update(|open| {
                    if !open.remove(&key) {
                        open.insert(key.clone());
                    }
                });
            }
        >
            {written(cells, before)}
        </div>
        {move || is_open.get().then(|| pattern_rows(lines, parent.clone(), item, count, 0))}
    }
}

/// The records of a pattern, from one on.
fn pattern_rows(
    lines: Lines,
    parent: String,
    item: Memo<Option<(u32, Item)>>,
    count: Memo<u32>,
    first: u32,
) -> AnyView {
    let i18n = use_i18n();
    let place = Memo::new(move |_| item.with(|item| item.as_ref().map(|(place, _)| *place)));
    let question = Memo::new(move |_| place.get().map(|item| Question::ItemRows { item, first, count: AT_ONCE }));
    let answer = explored(question);
    // Of the same view as the items: in another, items have other places.
    let rows = Memo::new(move |before: Option<&Option<Arc<Vec<Row>>>>| {
        let version = lines.version.get();
        answer.with(|answer| match answer.as_ref().filter(|it| it.version == version).map(|it| &it.answer) {
            Some(Answer::ItemRows(rows)) => Some(Arc::new(rows.iter().map(|(_, row)| row.clone()).collect())),
            _ => before.cloned().flatten(),
        })
    });
    let ids = Memo::new(move |_| {
        rows.with(|rows| rows.iter().flat_map(|rows| rows.iter()).map(|row| row.id.clone()).collect::<Vec<_>>())
    });
    let next = first.saturating_add(AT_ONCE);
    let rest = Memo::new(move |_| count.get().saturating_sub(next));
    let coming = Memo::new(move |_| rows.with(Option::is_none));
    let more = RwSignal::new(false);
    let line_parent = parent.clone();
    let line = move |id: String| {
        let parent = line_parent.clone();
        let row = {
            let id = id.clone();
            Memo::new(move |_| rows.with(|rows| rows.as_ref()?.iter().find(|row| row.id == id).cloned()))
        };
        let id = Memo::new(move |_| {
            let place = ids.with(|ids| ids.iter().position(|it| *it == id)).unwrap_or_default();
            format!("{parent}-{}", first.saturating_add(u32::try_from(place).unwrap_or(u32::MAX)))
        });
        view! { <RecordLine lines id row inner=true/> }
    };
    view! {
        <Show when=move || coming.get()>
            <div role="row" class="row inner" {..level("2")}>
                <div role="gridcell" class="cell-what">{move || i18n.texts().row_loading}</div>
            </div>
        </Show>
        <Each each=move || ids.get() key=Clone::clone children=line/>
        {move || {
            let parent = parent.clone();
            if more.get() {
                return pattern_rows(lines, parent, item, count, next);
            }
            if rest.get() == 0 {
                return ().into_any();
            }
            view! { <MoreLine id=format!("{parent}-{next}") active=lines.active rest more/> }.into_any()
        }}
    }
    .into_any()
}
