//! Activity: bars over time, divided by what a person wants to see apart, or a map of
//! the hours of the week; and each of them as a table.

mod bars;
mod brush;
mod foot;
mod heat;
mod heat_cells;
mod lane;
mod legend;
mod missing;
mod shown;
mod switch;
mod table;
mod tip;
mod wider;

use audit_core::engine::BarUnit;
use audit_core::view_state::Chart as Kind;
use leptos::prelude::*;

use self::bars::Bars;
use self::foot::Foot;
use self::heat::HeatMap;
use self::lane::Lane;
use self::legend::{Legend, Shades};
use self::missing::missing;
use self::shown::shown;
use self::switch::Switch;
use self::table::{BarTable, HeatTable};
use self::wider::Wider;
use crate::i18n::{I18n, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;

const TABLE: &str = "chart-as-table";

/// The chart.
#[component]
pub(crate) fn Chart() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let (drawn, heat) = shown();
    let kind = Memo::new(move |_| drawn.with(|drawn| drawn.kind));
    let is_heat = Memo::new(move |_| kind.get() == Kind::Heat);
    let there = Memo::new(move |_| drawn.with(|drawn| !drawn.bars.is_empty()));
    let missing = Memo::new(move |_| state.load.with(|load| drawn.with(|drawn| missing(load, &drawn.bars))));
    let tabled = RwSignal::new(false);
    let title = Memo::new(move |_| {
        let texts = i18n.texts();
        if is_heat.get() {
            texts.chart_heat_title.to_owned()
        } else {
            format!("{} {}", texts.chart_title, unit(i18n, drawn.with(|drawn| drawn.unit)))
        }
    });
    // The part of the bars that the legend points out.
    let lit = RwSignal::new(None);
    view! {
        <section class="chart" aria-labelledby="chart-title">
            <h2 id="chart-title" class="hidden">{move || title.get()}</h2>
            <div class="chart-head">
                <Switch/>
                <button
                    class="link"
                    aria-expanded=move || if tabled.get() { "true" } else { "false" }
                    aria-controls=move || (tabled.get() && there.get()).then_some(TABLE)
                    on:click=move |_| tabled.update(|tabled| *tabled = !*tabled)
                >
                    {move || i18n.texts().chart_as_table}
                    <span aria-hidden="true">{move || if tabled.get() { " ▴" } else { " ▾" }}</span>
                </button>
                <Wider/>
            </div>
            <Show
                when=move || there.get()
                fallback=move || view! { <p class="hint">{move || i18n.texts().chart_empty}</p> }
            >
                <Show
                    when=move || is_heat.get()
                    fallback=move || view! {
                        <Bars drawn missing title lit/>
                        <Lane drawn missing/>
                        <Foot drawn missing>
                            <Legend drawn missing lit/>
                        </Foot>
                    }
                >
                    <HeatMap heat title/>
                    <Foot drawn missing>
                        <Shades heat missing/>
                    </Foot>
                </Show>
                <Show when=move || tabled.get()>
                    <div
                        class="table-frame"
                        id=TABLE
                        tabindex="0"
                        role="region"
                        aria-label=move || i18n.texts().chart_table
                    >
                        <Show when=move || is_heat.get() fallback=move || view! { <BarTable drawn/> }>
                            <HeatTable heat/>
                        </Show>
                    </div>
                </Show>
            </Show>
        </section>
    }
}

fn unit(i18n: I18n, unit: BarUnit) -> &'static str {
    let texts = i18n.texts();
    match unit {
        BarUnit::Minute => texts.unit_minute,
        BarUnit::Hour => texts.unit_hour,
        BarUnit::Day => texts.unit_day,
        BarUnit::Week => texts.unit_week,
        BarUnit::Month => texts.unit_month,
    }
}
