//! The list with calls of one kind folded into a line: what is usual takes little room,
//! and what is not is left. A page of lines at a time, in day sections.

use std::collections::BTreeSet;
use std::sync::Arc;

use audit_core::engine::{Answer, Day, Item, Items, Question};
use audit_core::view_state::Layout;
use leptos::prelude::*;

use super::day_heading::{day_words, recent_days};
use super::folded_line::{Lines, item_line};
use super::list_head::ListHead;
use super::pager::Pager;
use super::paging::Paging;
use super::periods::date;
use super::tree_grid::TreeGrid;
use crate::app::Room;
use crate::browser::document;
use crate::explored::{Explored, explored};
use crate::i18n::use_i18n;
use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;
use crate::ui::Each;

/// Lines of a page.
const A_PAGE: u32 = 200;

/// The folded list: what is asked of it, and what stays while it is away.
#[derive(Clone, Copy)]
pub(super) struct Folding {
    answer: RwSignal<Option<Arc<Explored>>>,
    paging: RwSignal<Paging>,
    open: RwSignal<BTreeSet<String>>,
}

impl Folding {
    /// Asks for the folded list, as long as it is looked at.
    pub(super) fn start() -> Self {
        let state = use_state();
        let paging = RwSignal::new(Paging::of(A_PAGE));
        let question = Memo::new(move |_| {
            let wanted = state.view.with(|view| view.folded && view.layout == Layout::List);
            let first = paging.get().window(u32::MAX).start;
            wanted.then_some(Question::Items { first, count: A_PAGE })
        });
        let answer = explored(question);
        let folding = Self { answer, paging, open: RwSignal::default() };
        // A page that is not there any more is left for the last one.
        Effect::new(move |_| {
            let total = folding.with(|items| items.map_or(0, |items| items.total));
            if total > 0 && paging.get().window(u32::MAX).start >= total {
                paging.update(|paging| *paging = paging.at(total - 1));
            }
        });
        folding
    }

    fn with<T>(self, read: impl FnOnce(Option<&Items>) -> T) -> T {
        self.answer.with(|answer| match answer.as_ref().map(|it| &it.answer) {
            Some(Answer::Items(items)) => read(items.as_ref()),
            _ => read(None),
        })
    }

    /// How many records are folded into how many lines; `None` while that is not known.
    pub(super) fn counts(self) -> Option<(u32, u32)> {
        self.with(|items| items.map(|items| (items.folded, items.patterns)))
    }
}

/// A heading, or a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Entry {
    /// The day, as `2026-11-23`.
    Day(String),
    /// An item, by its first record, and whether it is a pattern: one becomes the other
    /// while records arrive.
    Item(String, bool),
}

/// The list.
#[component]
pub(super) fn FoldedList(
    folding: Folding,
    /// A record was chosen, by id.
    on_open: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let active = RwSignal::new(String::new());
    let paging = folding.paging;
    let order = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.order));
    let items = Memo::new(move |_| folding.with(|items| Some(Arc::new(items?.clone()))));
    let total = Memo::new(move |_| items.with(|items| items.as_ref().map_or(0, |items| items.total)));
    let lines = Lines {
        active,
        open: folding.open,
        selected: Memo::new(move |_| state.view.with(|view| view.selected.clone())),
        version: Memo::new(move |_| folding.answer.with(|it| it.as_ref().map_or(0, |it| it.version))),
        on_open: Callback::new(on_open),
    };
    // Another filter or order is another list, seen from its beginning.
    Effect::new(move |before: Option<_>| {
        let now = (state.query_text.get(), order.get());
        if before.is_some_and(|before| before != now) {
            paging.update(|paging| *paging = paging.at(0));
            active.set(String::new());
        }
        now
    });
    let entries = Memo::new(move |_| {
        items.with(|items| {
            items
                .as_ref()
                .map(|items| state.zone.with(|zone| entries(items, |time_ms| date(zone, time_ms))))
                .unwrap_or_default()
        })
    });
    let entry = move |entry: Entry| match entry {
        Entry::Day(day) => view! { <DayLine day/> }.into_any(),
        Entry::Item(id, _) => item_line(
            lines,
            Memo::new(move |_| {
                items.with(|items| {
                    let items = items.as_ref()?;
                    let place = items.items.iter().position(|item| item.row.id == id)?;
                    let item: &Item = items.items.get(place)?;
                    Some((items.first.saturating_add(u32::try_from(place).unwrap_or(u32::MAX)), item.clone()))
                })
            }),
        ),
    };
    let coming = Memo::new(move |_| items.with(Option::is_none));
    let words = move |from: u32, to: u32, total: u32| {
        let (from, to) = (i18n.number(from), i18n.number(to));
        i18n.plural_with(|texts| texts.lines_shown, u64::from(total), &[("from", &from), ("to", &to)])
    };
    view! {
        <TreeGrid label=Signal::derive(move || i18n.texts().records_title) class="folded" active>
            <ListHead order/>
            <div role="rowgroup">
                <Show when=move || coming.get()>
                    <div role="row" class="row">
                        <div role="gridcell" class="cell-what">{move || i18n.texts().row_loading}</div>
                    </div>
                </Show>
                <Each each=move || entries.get() key=Clone::clone children=entry/>
            </div>
        </TreeGrid>
        <div class="list-foot">
            <Pager paging total words on_page=move || {
                active.set(String::new());
                document::scroll_to_top("records");
            }/>
            <span class="hint keys-hint">{move || i18n.texts().folded_keys}</span>
        </div>
    }
}

/// Items with the heading of each day before the first of them. A page repeats that of
/// the day it begins in.
fn entries(items: &Items, day_of: impl Fn(i64) -> String) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(items.items.len() + 16);
    for (place, item) in (items.first..).zip(&items.items) {
        if place == items.first || items.days.binary_search(&place).is_ok() {
            entries.push(Entry::Day(day_of(item.row.time_ms)));
        }
        entries.push(Entry::Item(item.row.id.clone(), item.pattern.is_some()));
    }
    entries
}

/// The heading of a day, and how many records it has, folded or not.
#[component]
fn DayLine(day: String) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let recent = recent_days();
    let known = Memo::new(move |before: Option<&Option<Day>>| {
        let found = state.viewed.with(|viewed| viewed.snapshot.days.iter().find(|it| it.date == day).cloned());
        found.or_else(|| before.cloned().flatten())
    });
    let words = Memo::new(move |_| {
        let one_line = room.one_line.get();
        let words =
            |day: &Day| state.zone.with(|zone| recent.with(|recent| day_words(i18n, zone, one_line, recent, day)));
        known.with(|day| day.as_ref().map(words)).unwrap_or_default()
    });
    view! {
        <div class="day" role="row">
            <div role="gridcell">
                <span class="day-name">{move || words.get().0}</span>
                " "
                <span class="count">{move || words.get().1}</span>
            </div>
        </div>
    }
}
