//! The first and the last day of what is shown, around the legend.

use audit_core::engine::BarUnit;
use leptos::prelude::*;

use super::shown::Drawn;
use crate::components::periods::clock;
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::state::use_state;

/// The line beneath the chart.
#[component]
pub(super) fn Foot(drawn: Memo<Drawn>, missing: Memo<usize>, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    // The first and the last bar reach beyond what is held; so does no record.
    let edge = move |last: bool| {
        let (oldest, newest) = state.aside.with(|viewed| viewed.snapshot.span)?;
        drawn.with(|drawn| {
            let time =
                if last { newest.min(drawn.bars.last()?.end_ms - 1) } else { oldest.max(drawn.bars.first()?.start_ms) };
            state.zone.with(|zone| {
                let date = i18n.short_date(&zone.name, time);
                Some(match drawn.unit {
                    BarUnit::Minute | BarUnit::Hour => format!("{date}, {}", clock(zone, time)),
                    BarUnit::Day | BarUnit::Week | BarUnit::Month => date,
                })
            })
        })
    };
    view! {
        <div class="chart-foot">
            <span>
                {move || {
                    let from = edge(false).unwrap_or_default();
                    if missing.get() == 0 { from } else { fill(i18n.texts().not_loaded_before, &[("date", &from)]) }
                }}
            </span>
            {children()}
            <span>{move || edge(true)}</span>
        </div>
    }
}
