//! The map of the hours of the week: a row a day, a column an hour. Its cells filter.

use audit_core::chart::{HOURS, Move, move_in_week};
use audit_core::query::{Field, WEEKDAYS};
use audit_core::record::Outcome;
use leptos::prelude::*;

use super::heat_cells::{COLUMNS, Cell, Place, id_of};
use super::shown::{Heat, Part};
use super::tip::{TipBox, heading, lines};
use crate::browser::document;
use crate::i18n::use_i18n;
use crate::lasting::{Memo, RwSignal};
use crate::state::{AppState, use_state};

/// What a cell is known by.
const CELL: &str = "data-cell";

/// The map.
#[component]
pub(super) fn HeatMap(heat: Memo<Heat>, title: Memo<String>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    // The one cell that Tab reaches; and what is said of.
    let at = RwSignal::new(COLUMNS + 1);
    let pointed = RwSignal::new(None::<usize>);
    let focused = RwSignal::new(false);
    let chosen = Memo::new(move |_| chosen(state));
    let row = move |row: usize| {
        let cells = (0..COLUMNS).map(|column| view! { <Cell place=row * COLUMNS + column heat at chosen/> });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    let tip = move || {
        let by_keys = pointed.get().is_none();
        let place = pointed.get().or_else(|| focused.get().then(|| at.get()))?;
        let spot = Place::of(place)?;
        let sums = heat.with(|heat| spot.sums(heat));
        let parts = Outcome::ALL.map(Part::Outcome);
        let (heading, lines) =
            (heading(i18n, &spot.words(i18n), &sums), lines(i18n, &state.words.get(), parts.iter(), &sums));
        let across = (place % COLUMNS) as f64 / HOURS as f64;
        Some(view! { <TipBox across by_keys heading lines/> })
    };
    view! {
        <div class="chart-frame">
            <table
                class="heat"
                role="grid"
                aria-label=move || title.get()
                aria-describedby="chart-keys"
                on:click=move |event| {
                    if let Some(place) = document::number_at(&event, CELL) {
                        at.set(place);
                        choose(state, place);
                    }
                }
                on:keydown=move |event| {
                    let key = event.key();
                    let whole = event.ctrl_key();
                    if event.alt_key() || event.meta_key() {
                        return;
                    }
                    if key == "Enter" || key == " " {
                        choose(state, at.get_untracked());
                    } else if let Some((step, down)) = step(&key, whole) {
                        at.update(|at| *at = move_in_week(*at, step, down));
                        pointed.set(None);
                        document::focus(&id_of(at.get_untracked()));
                    } else {
                        return;
                    }
                    event.prevent_default();
                }
                on:focusin=move |event| {
                    focused.set(true);
                    if let Some(place) = document::number_at(&event, CELL) {
                        at.set(place);
                    }
                }
                on:focusout=move |_| focused.set(false)
                on:pointerover=move |event| pointed.set(document::number_at(&event, CELL))
                on:pointerleave=move |_| pointed.set(None)
            >
                <thead>{row(0)}</thead>
                <tbody>{(1..=WEEKDAYS.len()).map(row).collect_view()}</tbody>
            </table>
            <p class="hidden" id="chart-keys">{move || i18n.texts().chart_heat_keys}</p>
            {tip}
        </div>
    }
}

/// Where a key leads, and whether from day to day.
fn step(key: &str, whole: bool) -> Option<(Move, bool)> {
    Some(match key {
        "ArrowLeft" => (Move::Back(1), false),
        "ArrowRight" => (Move::On(1), false),
        "ArrowUp" => (Move::Back(1), true),
        "ArrowDown" => (Move::On(1), true),
        "Home" => (Move::First, whole),
        "End" => (Move::Last, whole),
        "PageUp" => (Move::First, true),
        "PageDown" => (Move::Last, true),
        _ => return None,
    })
}

/// The place in the map that is filtered by.
fn chosen(state: AppState) -> Option<usize> {
    let (days, hours) = state.query.with(|query| (query.values(Field::Weekday), query.values(Field::Hour)));
    (1..COLUMNS * (WEEKDAYS.len() + 1)).find(|place| {
        Place::of(*place).is_some_and(|place| {
            let (day, hour) = place.terms();
            days == day && hours == hour
        })
    })
}

/// Filters by what a place stands for, or no longer where it is filtered by.
fn choose(state: AppState, place: usize) {
    let Some(terms) = Place::of(place).map(Place::terms) else { return };
    let (day, hour) = if untrack(|| chosen(state)) == Some(place) { (Vec::new(), Vec::new()) } else { terms };
    state.filter(|query| query.with_field(Field::Weekday, &day).with_field(Field::Hour, &hour));
}
