//! The rows and headings that are in the document. They are written by hand, into
//! elements that are used again: while somebody types, forty rows change with each key,
//! and a signal for every text in them costs more than the texts.

use std::sync::Arc;

use audit_core::engine::{Day, Row};
use audit_core::labels::OwnWords;
use audit_core::sorting::{Column, Order};
use audit_core::time::{Zone, iso_utc};
use leptos::html;
use leptos::prelude::*;
use leptos::tachys::renderer::types::Element;

use super::day_heading::{Recent, day_words};
use super::list_layout::{Item, ListLayout};
use super::periods::clock_seconds;
use crate::app::Room;
use crate::browser::pool::{Pool, Sequence, Slot};
use crate::i18n::{I18n, Locale, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::phrases::{addresses, mark, outcome_class, sentence, status};
use crate::row_cache::RowCache;
use crate::state::use_state;
use crate::ui::{decimal, template};

/// What the list shows, and where.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// The items to have in the document, in their order but for the last, which is the
    /// row that is stood on, wherever it is.
    pub(super) items: Memo<Vec<Item>>,
    /// Where they stand in the whole.
    pub(super) layout: Memo<ListLayout>,
    /// What a place in the whole is moved by, in pixels.
    pub(super) moved: Memo<f64>,
    /// The rows that have come.
    pub(super) cache: RwSignal<RowCache>,
    /// The order that they are in.
    pub(super) order: Memo<Order>,
    /// The days of the whole list.
    pub(super) days: Memo<Vec<Day>>,
    /// Today and yesterday.
    pub(super) recent: Memo<Recent>,
    /// The row that one stands on.
    pub(super) active: RwSignal<u32>,
    /// The row whose record is open.
    pub(super) opened: Memo<Option<u32>>,
}

/// Keeps the children of an element as `shown` says.
pub(super) fn write_rows(parent: NodeRef<html::Div>, shown: Shown) {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let writer = StoredValue::new_local(None::<Writer>);
    Effect::new(move |_| {
        let Some(parent) = parent.get() else { return };
        let look = Look {
            i18n,
            locale: i18n.locale(),
            zone: state.zone.get(),
            words: state.words.get(),
            one_line: room.one_line.get(),
            dated: shown.order.with(|order| order.column != Column::Time),
            recent: shown.recent.get(),
        };
        writer.update_value(|writer| {
            if writer.is_none() {
                *writer = Writer::new();
            }
            if let Some(writer) = writer {
                writer.write(&parent, shown, look);
            }
        });
    });
}

/// On what the words of a row depend, beside the row.
#[derive(Debug, Clone)]
struct Look {
    i18n: I18n,
    locale: Locale,
    zone: Zone,
    words: Arc<OwnWords>,
    /// There is room for one line a row, and for long words in it.
    one_line: bool,
    /// A row says its day, since no heading does.
    dated: bool,
    recent: Recent,
}

impl Look {
    fn is_like(&self, other: &Self) -> bool {
        let plain = |it: &Self| (it.locale, it.one_line, it.dated);
        plain(self) == plain(other)
            && self.zone == other.zone
            && self.words == other.words
            && self.recent == other.recent
    }
}

/// The elements of rows and headings.
struct Writer {
    rows: Pool<RowShown>,
    days: Pool<Option<Day>>,
    look: Option<Look>,
}

/// What is written in a row: `None` before anything, then perhaps that it is still to come.
type RowShown = Option<Option<Arc<Row>>>;

impl Writer {
    fn new() -> Option<Self> {
        Some(Self { rows: Pool::new(row_template()?), days: Pool::new(day_template()?), look: None })
    }

    fn write(&mut self, parent: &Element, shown: Shown, look: Look) {
        let items = shown.items.get();
        let (mut rows, mut days) = (Vec::new(), Vec::new());
        for item in &items {
            match item {
                Item::Row(row) => rows.push(*row),
                Item::Day(day) => days.push(*day),
            }
        }
        let others = self.rows.keep(&rows) | self.days.keep(&days);
        let again = !self.look.as_ref().is_some_and(|before| before.is_like(&look));
        let mut sequence = others.then(|| Sequence::of(parent));
        let (active, opened) = (shown.active.get(), shown.opened.get());
        shown.layout.with(|layout| {
            for item in items {
                let top = format!("{}px", decimal(layout.top(item) + shown.moved.get()));
                let number = (layout.number(item) + 2).to_string();
                match item {
                    Item::Row(row) => {
                        let Some(slot) = self.rows.slot(row) else { continue };
                        slot.place(top);
                        slot.set(0, "aria-rowindex", &number);
                        slot.set(0, "id", &format!("row-{row}"));
                        slot.set(0, "class", if row == active { "row active" } else { "row" });
                        slot.set(0, "aria-selected", if opened == Some(row) { "true" } else { "false" });
                        let now = shown.cache.with(|cache| cache.get(row));
                        if again || !is_written(&slot.shown, now.as_ref()) {
                            write_row(slot, now.as_deref(), &look);
                            slot.shown = Some(now);
                        }
                        if let Some(sequence) = &mut sequence {
                            sequence.put(slot);
                        }
                    }
                    Item::Day(day) => {
                        let Some(slot) = self.days.slot(day) else { continue };
                        slot.place(top);
                        slot.set(0, "aria-rowindex", &number);
                        let now = shown.days.with(|days| days.get(day as usize).cloned());
                        if again || slot.shown != now {
                            write_day(slot, now.as_ref(), &look);
                            slot.shown = now;
                        }
                        if let Some(sequence) = &mut sequence {
                            sequence.put(slot);
                        }
                    }
                }
            }
        });
        self.look = Some(look);
    }
}

/// Whether a row already says what it has to: of the same view, it is the same piece of
/// memory.
fn is_written(written: &RowShown, now: Option<&Arc<Row>>) -> bool {
    match (written, now) {
        (Some(Some(written)), Some(now)) => Arc::ptr_eq(written, now),
        (Some(None), None) => true,
        _ => false,
    }
}

fn row_template() -> Option<Element> {
    template(view! {
        <div role="row">
            <div role="gridcell" aria-colindex="1" class="cell-time">
                <time data-part=""></time>
            </div>
            <div role="gridcell" aria-colindex="2" aria-colspan="2" class="cell-what">
                <bdi translate="no" data-part=""></bdi>
            </div>
            <div role="gridcell" aria-colindex="4" class="cell-address">
                <bdi translate="no" data-part=""></bdi>
            </div>
            <div role="gridcell" aria-colindex="5" class="cell-outcome">
                <span data-part="">
                    <span aria-hidden="true" data-part=""></span>
                    " "
                    <span data-part=""></span>
                </span>
            </div>
        </div>
    })
}

/// Writes the cells, numbered as they are marked in the template.
fn write_row(slot: &mut Slot<RowShown>, row: Option<&Row>, look: &Look) {
    let Look { i18n, zone, .. } = look;
    let texts = look.locale.messages();
    let Some(row) = row else {
        for part in [1, 3, 5, 6] {
            slot.say(part, "");
        }
        slot.say(2, texts.row_loading);
        return slot.set(4, "class", "outcome");
    };
    let clock = clock_seconds(zone, row.time_ms);
    // Where there are headings, that of its day says the date.
    let time = if look.dated { format!("{}, {clock}", i18n.short_date(&zone.name, row.time_ms)) } else { clock };
    slot.set(1, "datetime", &iso_utc(row.time_ms));
    slot.say(1, &time);
    slot.say(2, &sentence(*i18n, &look.words, row, !look.one_line));
    slot.say(3, &addresses(texts, &look.words, &row.addresses));
    slot.set(4, "class", &format!("outcome {}", outcome_class(row.outcome)));
    slot.say(5, mark(row.outcome));
    slot.say(6, &status(texts, row.status));
}

fn day_template() -> Option<Element> {
    template(view! {
        <div class="day" role="row">
            <div role="gridcell">
                <span class="day-name" data-part=""></span>
                <span class="count" data-part=""></span>
            </div>
        </div>
    })
}

fn write_day(slot: &mut Slot<Option<Day>>, day: Option<&Day>, look: &Look) {
    let words = |day| day_words(look.i18n, &look.zone, look.one_line, &look.recent, day);
    let (name, count) = day.map(words).unwrap_or_default();
    slot.say(1, &name);
    slot.say(2, &count);
}
