//! The records, in day sections where their order is one of time. Only what is seen
//! is in the document, so a million rows scroll like forty.

use audit_core::engine::{Command, Reply};
use audit_core::sorting::{Column, Order};
use audit_core::view_state::Layout;
use leptos::html;
use leptos::prelude::*;

use super::day_heading::{DayNow, recent_days};
use super::empty::Empty;
use super::folded_list::{FoldedList, Folding};
use super::group_line::Remembered;
use super::group_table::GroupTable;
use super::list_bar::ListBar;
use super::list_foot::{self, ListFoot};
use super::list_head::{LIST_HEAD, ListHead};
use super::list_layout::{Item, ListLayout};
use super::list_rows::{Shown, write_rows};
use crate::app::Room;
use crate::browser::document;
use crate::browser::size::HeightWatch;
use crate::i18n::use_i18n;
use crate::lasting::{Memo, RwSignal};
use crate::state::{Viewed, use_state};
use crate::ui::decimal;
use crate::worker_protocol::Identity;

// Heights follow the size of text, as in the style sheet: in rem.
const ROW: f64 = 2.0;
const ROW_TWO_LINES: f64 = 3.75;
const DAY: f64 = 2.5;
const HEAD: f64 = 2.0;
/// The height of the element that is measured to learn what a rem is.
const MEASURE: f64 = 16.0;
/// Items in the document above and below what is seen.
const MARGIN: f64 = 320.0;

/// How the records are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// One after the other.
    List,
    /// The same, calls of one kind folded.
    Folded,
    /// As a table of groups.
    Groups,
}

/// The list, or why it is empty.
#[component]
pub(crate) fn RecordList(
    /// Whose log it is: an empty one is explained differently.
    identity: Identity,
    /// The id of the opened record and its index. It is brought into sight once.
    opened: Memo<Option<(String, u32)>>,
    /// A record was chosen, by id.
    on_open: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let matched = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.matched > 0));
    let was_there = Memo::new(move |before: Option<&bool>| matched.get() || before == Some(&true));
    let wrong = move || state.viewed.with(Viewed::has_mistake);
    let by_time = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.order.column == Column::Time));
    let shape = Memo::new(move |_| {
        let by_time = by_time.get();
        state.view.with(|view| match view.layout {
            Layout::Groups => Shape::Groups,
            // Calls are folded along the time.
            Layout::List if view.folded && by_time => Shape::Folded,
            Layout::List => Shape::List,
        })
    });
    let (folding, remembered) = (Folding::start(), Remembered::new());
    // A head that was pressed is replaced with the list that it is of.
    Effect::new(move |before: Option<Shape>| {
        let shape = shape.get();
        if before.is_some_and(|before| before != shape) {
            request_animation_frame(|| document::focus_if_lost("records"));
        }
        shape
    });
    view! {
        <section class="records" aria-labelledby="records-title" class:dimmed=wrong>
            <h2 id="records-title" class="hidden">{move || i18n.texts().records_title}</h2>
            <ListBar folding/>
            <div class="records-body">
                // Half a word often matches nothing: the list stays for the other half.
                <Show when=move || was_there.get()>
                    <div class="records-kept" hidden=move || !matched.get()>
                        {move || match shape.get() {
                            Shape::List => view! { <Grid opened on_open/> }.into_any(),
                            Shape::Folded => view! { <FoldedList folding on_open/> }.into_any(),
                            Shape::Groups => view! { <GroupTable remembered/> }.into_any(),
                        }}
                    </div>
                </Show>
                <Show when=move || !matched.get()>
                    <Empty identity=identity.clone()/>
                </Show>
            </div>
        </section>
    }
}

#[component]
fn Grid(opened: Memo<Option<(String, u32)>>, on_open: impl Fn(String) + Copy + Send + Sync + 'static) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let scroller = NodeRef::<html::Div>::new();
    let scroll_top = RwSignal::new(0.0_f64);
    let height = RwSignal::new(600.0_f64);
    let active = RwSignal::new(0_u32);
    let days = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.days.clone()));
    let order = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.order));
    let matched = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.matched));
    let paging = RwSignal::new(list_foot::remembered());
    let rem = RwSignal::new(16.0_f64);
    // The head stays at the top, over what is scrolled.
    let head = Memo::new(move |_| HEAD * rem.get());
    let viewport = Memo::new(move |_| height.get() - head.get());
    let layout = Memo::new(move |_| {
        let row = if room.one_line.get() { ROW } else { ROW_TWO_LINES };
        let window = paging.get().window(matched.get());
        days.with(|days| ListLayout::new(days, window, row * rem.get(), DAY * rem.get()))
    });
    let offset = Memo::new(move |_| layout.with(|layout| layout.offset(scroll_top.get(), viewport.get())));

    let watch = StoredValue::new_local(None::<HeightWatch>);
    Effect::new(move |_| {
        if let Some(element) = scroller.get() {
            let seen = move |seen: f64| {
                // What is hidden has no height, and will have the one before.
                if seen > 0.0 {
                    height.set(seen);
                }
            };
            watch.set_value(HeightWatch::start(&element, seen));
        }
    });
    let measure = NodeRef::<html::Div>::new();
    let measured = StoredValue::new_local(None::<HeightWatch>);
    Effect::new(move |_| {
        if let Some(element) = measure.get() {
            let seen = move |height: f64| {
                if height > 0.0 {
                    rem.set(height.max(1.0) / MEASURE);
                }
            };
            measured.set_value(HeightWatch::start(&element, seen));
        }
    });

    let items = Memo::new(move |_| {
        layout.with(|layout| {
            let (from, to) = (offset.get() - MARGIN, offset.get() + viewport.get() + MARGIN);
            if layout.items() == 0 {
                return Vec::new();
            }
            let (first, last) = (layout.at(from), layout.at(to));
            let mut items: Vec<Item> = (first..=last).map(|number| layout.item(number)).collect();
            // What screen readers stand on stays in the document.
            let standing = Item::Row(layout.nearest(active.get()));
            if !items.contains(&standing) {
                items.push(standing);
            }
            items
        })
    });
    let cache = state.rows;
    fetch_rows(items);

    // Brings a row of the page into sight, moving as little as possible.
    let scroll_to = move |row: u32| {
        let Some(element) = scroller.get_untracked() else { return };
        let (offset, viewport) = (offset.get_untracked(), viewport.get_untracked());
        let target = layout.with_untracked(|layout| {
            let item = Item::Row(row);
            let (top, height) = (layout.top(item), layout.height_of(item));
            // The heading of the day that stays at the top may cover a row.
            let covered = if layout.has_days() { layout.height_of(Item::Day(0)) } else { 0.0 };
            // Whole pixels, on the side that shows all of the row: in a list that is
            // scaled a pixel is more than one.
            if top - covered < offset {
                Some(layout.scroll_to((top - covered).max(0.0), viewport).floor())
            } else if top + height > offset + viewport {
                Some(layout.scroll_to(top + height - viewport, viewport).ceil())
            } else {
                None
            }
        });
        if let Some(target) = target {
            #[expect(clippy::cast_possible_truncation, reason = "a scroll position fits")]
            element.set_scroll_top(target as i32);
            // At once: the next key may come before the browser tells of it.
            scroll_top.set(f64::from(element.scroll_top()));
        }
    };
    // Stands on a row, on whichever page it is.
    let show_row = move |row: u32| {
        active.set(row);
        let page = paging.get_untracked().at(row);
        if page == paging.get_untracked() {
            scroll_to(row);
        } else {
            paging.set(page);
            // Once the page is there: until then the list has the height of the other.
            request_animation_frame(move || scroll_to(row));
        }
    };
    let to_page = move |first: u32| {
        active.set(first);
        paging.update(|paging| *paging = paging.at(first));
        // Setting it lays out the page, even where nothing changes.
        if scroll_top.get_untracked() > 0.0
            && let Some(element) = scroller.get_untracked()
        {
            element.set_scroll_top(0);
        }
    };
    // Another filter or order is another list, seen from its beginning.
    let filter = shown_filter();
    let own_reads = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.own_reads.folded));
    Effect::new(move |before: Option<(String, bool, Order)>| {
        let filter = (filter.get(), own_reads.get(), order.get());
        if before.is_some_and(|before| before != filter) {
            to_page(0);
        }
        filter
    });
    // What was let in stands at the top, where the newest do.
    Effect::new(move |before: Option<u32>| {
        let taken = state.taken.get();
        if before.is_some_and(|before| before != taken) && order.get_untracked() == Order::default() {
            to_page(0);
        }
        taken
    });
    // A record is brought into sight when it is opened, not when the list around it
    // changes: somebody may have scrolled on.
    Effect::new(move |revealed: Option<Option<String>>| {
        let revealed = revealed.flatten();
        let (id, row) = opened.get()?;
        if revealed.as_ref() != Some(&id) {
            show_row(row);
        }
        Some(id)
    });
    let opened_row = Memo::new(move |_| opened.with(|opened| opened.as_ref().map(|(_, row)| *row)));

    let open_row = move |row: u32| {
        let id = cache.with_untracked(|cache| cache.get(row).map(|row| row.id.clone()));
        if let Some(id) = id {
            on_open(id);
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        // The buttons of the head have their own keys.
        if document::is_inside(&event, LIST_HEAD) {
            return;
        }
        let last = matched.get_untracked().saturating_sub(1);
        let row = layout.with_untracked(|layout| layout.nearest(active.get_untracked()));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the rows that fit into a window")]
        let page =
            (viewport.get_untracked() / layout.with_untracked(|it| it.height_of(Item::Row(0)))).max(2.0) as u32 - 1;
        let next = match event.key().as_str() {
            "ArrowDown" => row.saturating_add(1),
            "ArrowUp" => row.saturating_sub(1),
            "PageDown" => row.saturating_add(page),
            "PageUp" => row.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                event.prevent_default();
                open_row(row);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        show_row(next.min(last));
    };
    let recent = recent_days();
    let body = NodeRef::<html::Div>::new();
    // In a list that is scaled, places follow the scroll position.
    let moved = Memo::new(move |_| scroll_top.get() - offset.get() + head.get());
    write_rows(body, Shown { items, layout, moved, cache, order, days, recent, active, opened: opened_row });
    let top_time = Signal::derive(move || {
        let top = layout.with(|layout| layout.item(layout.at(offset.get())));
        match top {
            Item::Day(day) => days.with(|days| days.get(day as usize).map(|day| day.start_ms)),
            Item::Row(row) => cache.with(|cache| cache.get(row).map(|row| row.time_ms)),
        }
    });
    let current_day = Memo::new(move |_| {
        layout.with(|layout| match layout.item(layout.at(offset.get())) {
            Item::Day(day) => Some(day),
            Item::Row(row) => days
                .with(|days| days.partition_point(|day| day.first_row <= row).checked_sub(1))
                .and_then(|day| u32::try_from(day).ok()),
        })
    });
    view! {
        <div class="measure" node_ref=measure aria-hidden="true"></div>
        <DayNow days recent current=current_day/>
        <div
            id="records"
            class="grid"
            role="grid"
            tabindex="0"
            node_ref=scroller
            aria-label=move || i18n.texts().records_title
            class:dated=move || order.get().column != Column::Time
            class:by-address=move || order.get().column == Column::Address
            aria-rowcount=move || layout.with(ListLayout::items) + 1
            aria-colcount="5"
            aria-activedescendant=move || {
                format!("row-{}", layout.with(|layout| layout.nearest(active.get())))
            }
            on:scroll=move |_| {
                if let Some(element) = scroller.get_untracked() {
                    scroll_top.set(f64::from(element.scroll_top()));
                }
            }
            on:keydown=key
            on:click=move |event| {
                // One ear for all rows, which come and go.
                let number = document::number_at(&event, "aria-rowindex").and_then(|it| u32::try_from(it).ok());
                let item = number.and_then(|number| number.checked_sub(2));
                let item = item.map(|number| layout.with_untracked(|layout| layout.item(number)));
                if let Some(Item::Row(row)) = item {
                    active.set(row);
                    open_row(row);
                }
            }
        >
            <ListHead order/>
            <div
                class="grid-space"
                role="presentation"
                style:height=move || format!("{}px", decimal(layout.with(ListLayout::scroll_height)))
            ></div>
            <div role="rowgroup" node_ref=body></div>
        </div>
        <ListFoot
            paging
            rows=matched
            active
            top_time
            on_page=to_page
            on_row=move |row| {
                // The list may be gone by now.
                if scroller.try_get_untracked().flatten().is_some() {
                    show_row(row);
                    document::focus("records");
                }
            }
        />
    }
}

/// The filter that the list shows: while the text has a mistake, the one before.
fn shown_filter() -> Memo<String> {
    let state = use_state();
    let wrong = Memo::new(move |_| state.viewed.with(Viewed::has_mistake));
    Memo::new(move |before: Option<&String>| match before {
        Some(before) if wrong.get() => before.clone(),
        _ => state.query.with(ToString::to_string),
    })
}

/// Keeps the rows of the items that are shown in the cache.
fn fetch_rows(items: Memo<Vec<Item>>) {
    let state = use_state();
    let cache = state.rows;
    let asked = StoredValue::new(None::<(u32, u32, u32)>);
    Effect::new(move |_| {
        let version = state.viewed.with(|viewed| viewed.version);
        let rows = items.with(|items| {
            // The row that screen readers stand on may be far away; it comes last.
            let seen = |item: &Item| match item {
                Item::Row(row) => Some(*row),
                Item::Day(_) => None,
            };
            let first = items.iter().find_map(seen)?;
            let last = items.iter().filter_map(seen).filter(|row| *row < first + 400).max()?;
            Some((first, last))
        });
        let Some((first, last)) = rows else { return };
        state.list_shows(first, last - first + 1);
        let missing = cache.with_untracked(|cache| cache.missing(version, first, last));
        let Some((first, count)) = missing else { return };
        if asked.get_value() == Some((version, first, count)) {
            return;
        }
        asked.set_value(Some((version, first, count)));
        state.engine.ask(Command::Rows { first, count }, move |answer| {
            if let Reply::Rows { first, rows } = answer.reply {
                // Rows of an earlier view would push out those that came with this one.
                if state.viewed.with_untracked(|viewed| viewed.version == answer.view) {
                    cache.update(|cache| cache.insert(answer.view, first, rows));
                }
            }
        });
    });
}
