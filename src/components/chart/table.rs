//! The same numbers for those who read rather than look.

use audit_core::chart::HOURS;
use audit_core::query::WEEKDAYS;
use leptos::prelude::*;

use super::brush::narrow;
use super::heat_cells::hours;
use super::shown::{Drawn, Heat};
use crate::components::periods::in_words;
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::state::use_state;

/// The bars that have records, newest first.
#[component]
pub(super) fn BarTable(drawn: Memo<Drawn>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let row = move |(index, period, counts): (usize, String, Vec<u32>)| {
        let label = fill(i18n.texts().narrow_to, &[("period", &period)]);
        let total: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        let cell = |count: u32| view! { <td>{i18n.number(count)}</td> };
        view! {
            <tr>
                <th scope="row">
                    <button
                        class="link"
                        aria-label=label
                        on:click=move |_| narrow(state, drawn, index, index)
                    >
                        {period}
                    </button>
                </th>
                <td>{i18n.number(total)}</td>
                {counts.into_iter().map(cell).collect_view()}
            </tr>
        }
    };
    let rows = move || {
        let zone = state.zone.get();
        drawn.with(|drawn| {
            let bars = drawn.bars.iter().enumerate().map(|(index, bar)| (index, bar, drawn.sums(index, index)));
            let with_records = bars.filter(|(.., counts)| counts.iter().any(|count| *count > 0));
            let mut rows: Vec<_> = with_records
                .map(|(index, bar, counts)| {
                    (index, in_words(i18n, drawn.unit, &zone, bar.start_ms, bar.end_ms), counts)
                })
                .collect();
            rows.reverse();
            rows.into_iter().map(row).collect_view()
        })
    };
    let heads = move || {
        let (texts, own) = (i18n.texts(), state.words.get());
        let words: Vec<String> = drawn.with(|drawn| drawn.parts.iter().map(|part| part.words(texts, &own)).collect());
        let head = |words: String| view! { <th scope="col"><bdi translate="no">{words}</bdi></th> };
        words.into_iter().map(head).collect_view()
    };
    view! {
        <table class="chart-table">
            <thead>
                <tr>
                    <th scope="col">{move || i18n.texts().chart_period}</th>
                    <th scope="col">{move || i18n.texts().chart_total}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// The hours of the week: a row an hour, a column a day.
#[component]
pub(super) fn HeatTable(heat: Memo<Heat>) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |hour: usize| {
        let count = move |day: usize| view! { <td>{move || i18n.number(heat.with(|heat| heat.count(day, hour)))}</td> };
        let total = move || heat.with(|heat| i18n.number(heat.sums(|_, at| at == hour).iter().sum::<u32>()));
        view! {
            <tr>
                <th scope="row">{hours(hour)}</th>
                <td>{total}</td>
                {(0..WEEKDAYS.len()).map(count).collect_view()}
            </tr>
        }
    };
    view! {
        <table class="chart-table">
            <thead>
                <tr>
                    <th scope="col">{move || i18n.texts().chart_hour}</th>
                    <th scope="col">{move || i18n.texts().chart_total}</th>
                    {(0..WEEKDAYS.len())
                        .map(|day| view! { <th scope="col">{move || i18n.weekday(day, false)}</th> })
                        .collect_view()}
                </tr>
            </thead>
            <tbody>{(0..HOURS).map(row).collect_view()}</tbody>
        </table>
    }
}
