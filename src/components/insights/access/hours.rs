//! At which hours of the day an access calls: a row of bars, and the same as a table.

use audit_core::insights::access::AccessReport;
use audit_core::insights::activity::Calls;
use audit_core::query::Field;
use leptos::prelude::*;

use super::lines::{counted, narrowed};
use super::{Report, drawn};
use crate::i18n::{I18n, fill, use_i18n};
use crate::state::{AppState, use_state};
use crate::ui::decimal;

/// The hours that are written below the bars.
const MARKS: [u32; 5] = [0, 6, 12, 18, 24];

/// The bars and the table.
#[component]
pub(super) fn HoursOfDay(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <section>
            <h3>{move || i18n.texts().dimension_hour}</h3>
            {drawn(report, move |report| hours(i18n, state, report))}
        </section>
    }
}

fn hours(i18n: I18n, state: AppState, report: &AccessReport) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let zone = state.zone.with(|zone| zone.name.clone());
    // The first of the busiest.
    let busiest = (0..).zip(report.hours).max_by_key(|(hour, count): &(u32, u32)| (*count, std::cmp::Reverse(*hour)));
    let Some((hour, most)) = busiest.filter(|(_, most)| *most > 0) else {
        return view! { <p>{texts.calls_none}</p> }.into_any();
    };
    let calls = i18n.plural(|texts| texts.calls_count, u64::from(most));
    let said = fill(texts.hours_most, &[("hours", &span(hour)), ("calls", &calls)]);
    let bars = report.hours.map(|count| {
        let size = format!("{}%", decimal(f64::from(count) * 100.0 / f64::from(most)));
        let has_some = count > 0;
        view! { <span class:some=has_some style:block-size=size></span> }
    });
    let row = |(hour, count): (u32, u32)| {
        let calls = Calls { count, ..Calls::default() };
        let query = narrowed(&report.line.query, Field::Hour, &hour.to_string());
        view! {
            <tr>
                <th scope="row">{span(hour)}</th>
                <td>{counted(i18n, state, &calls, query, &span(hour))}</td>
            </tr>
        }
    };
    let rows = (0..).zip(report.hours).filter(|(_, count)| *count > 0).map(row).collect_view();
    view! {
        <p class="hint">{fill(texts.hours_zone, &[("zone", &zone)])} " " {said}</p>
        <div class="hours" aria-hidden="true">{bars.collect_view()}</div>
        <div class="hours-marks" aria-hidden="true">
            {MARKS.map(|hour| view! { <span>{hour}</span> }).collect_view()}
        </div>
        <details>
            <summary>{texts.chart_as_table} <span class="hidden">": " {texts.dimension_hour}</span></summary>
            <table class="chart-table">
                <thead>
                    <tr>
                        <th scope="col">{texts.chart_hour}</th>
                        <th scope="col">{texts.access_calls}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

fn span(hour: u32) -> String {
    format!("{hour:02}:00–{:02}:00", hour + 1)
}
