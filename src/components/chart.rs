//! Activity over time as bars, stacked by outcome; and the same as a table.

use audit_core::engine::{Bar, BarUnit, Bars};
use audit_core::query::Field;
use audit_core::record::Outcome;
use audit_core::time::write_range;
use leptos::prelude::*;
use leptos::svg;

use super::periods::{clock, in_words};
use crate::browser::pointer;
use crate::i18n::{fill, use_i18n};
use crate::phrases::{mark, outcome, outcome_class};
use crate::state::use_state;
use crate::ui::decimal;
use crate::worker_protocol::LoadStatus;

/// Units of the drawing: a bar is `STEP` wide with its gap, the chart `HEIGHT` high.
const STEP: f64 = 10.0;
const BAR: f64 = 8.0;
const HEIGHT: f64 = 100.0;

/// One rectangle of the chart: an outcome's part of a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Block {
    x: f64,
    y: f64,
    height: f64,
    outcome: Outcome,
}

/// The blocks of all bars, none of which is too low to be seen.
fn blocks(bars: &[Bar]) -> Vec<Block> {
    const LEAST: f64 = 1.5;
    let total = |bar: &Bar| bar.counts.iter().map(|count| f64::from(*count)).sum::<f64>();
    let highest = bars.iter().map(total).fold(1.0, f64::max);
    let mut blocks = Vec::new();
    for (index, bar) in bars.iter().enumerate() {
        let mut top = HEIGHT;
        for (outcome, count) in Outcome::ALL.into_iter().zip(bar.counts) {
            if count == 0 {
                continue;
            }
            let height = (f64::from(count) / highest * HEIGHT).max(LEAST).min(top);
            top -= height;
            blocks.push(Block { x: index as f64 * STEP, y: top, height, outcome });
        }
    }
    blocks
}

/// The outline of an outcome's blocks.
fn outline(blocks: &[Block], outcome: Outcome) -> String {
    let bar = decimal(BAR);
    let of = |Block { x, y, height, .. }: &Block| {
        let (x, y, height) = (decimal(*x), decimal(*y), decimal(*height));
        format!("M{x} {y}h{bar}v{height}h-{bar}z")
    };
    blocks.iter().filter(|block| block.outcome == outcome).map(of).collect()
}

/// How many bars' room the part of the period takes that is not loaded: it is older
/// than the first bar. None for files, which do not say where they begin.
fn missing(load: &LoadStatus, bars: &[Bar]) -> usize {
    let (Some((from, _)), Some(first)) = (load.period, bars.first()) else { return 0 };
    // A filter that begins later than what is missing has nothing to do with it.
    let begins_later = load.reached_ms.is_some_and(|reached| first.start_ms > reached);
    if load.is_complete() || begins_later {
        return 0;
    }
    let most = bars.len().div_ceil(2);
    // Nobody knows where "everything" begins.
    if from <= 0 {
        return most.min(8);
    }
    let length = (first.end_ms - first.start_ms).max(1);
    usize::try_from((first.start_ms - from) / length).unwrap_or(0).clamp(1, most)
}

/// The chart. A click narrows the time to a bar, dragging to several.
#[component]
pub(crate) fn Chart() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let bars = Memo::new(move |_| state.aside.with(|viewed| viewed.snapshot.bars.clone()));
    let count = move || bars.with(|bars| bars.bars.len());
    let there = Memo::new(move |_| count() > 0);
    let missing = Memo::new(move |_| state.load.with(|load| bars.with(|bars| missing(load, &bars.bars))));
    // Where dragging began, and where it is.
    let drag = RwSignal::new(None::<(usize, usize)>);
    // The bar under the pointer.
    let pointed = RwSignal::new(None::<usize>);
    let bar_at = move |across: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the number of bars, not negative"
        )]
        let index = (across * (missing.get_untracked() + count()) as f64) as usize;
        index.saturating_sub(missing.get_untracked()).min(count().saturating_sub(1))
    };
    let narrow = move |first: usize, last: usize| {
        let value = bars.with_untracked(|bars| {
            let (first, last) = (bars.bars.get(first)?, bars.bars.get(last)?);
            state.zone.with_untracked(|zone| write_range(Some(first.start_ms), Some(last.end_ms), zone))
        });
        if let Some(value) = value {
            state.filter(|query| query.with_field(Field::Time, &[value]));
        }
    };
    let released = move || {
        if let Some((from, to)) = drag.get_untracked() {
            drag.set(None);
            narrow(from.min(to), from.max(to));
        }
    };
    let brush = move || {
        drag.get().map(|(from, to)| {
            let x = from.min(to) as f64 * STEP;
            let width = (from.abs_diff(to) + 1) as f64 * STEP - (STEP - BAR);
            view! { <rect class="brush" x=decimal(x) y="0" width=decimal(width) height=decimal(HEIGHT)></rect> }
        })
    };
    let label = move || format!("{} {}", i18n.texts().chart_title, unit(i18n, bars.with(|it| it.unit)));
    view! {
        <section class="chart" aria-labelledby="chart-title">
            <h2 id="chart-title" class="hidden">{label}</h2>
            <Show
                when=move || there.get()
                fallback=move || view! { <p class="hint">{move || i18n.texts().chart_empty}</p> }
            >
                <svg
                    class="chart-bars"
                    role="img"
                    aria-label=label
                    viewBox=move || {
                        // The bars first: what is missing follows from them.
                        let after = count() as f64 * STEP;
                        let before = missing.get() as f64 * STEP;
                        let (before, width) = (decimal(before), decimal((before + after).max(STEP)));
                        format!("-{before} 0 {width} {}", decimal(HEIGHT))
                    }
                    preserveAspectRatio="none"
                    on:pointerdown=move |event| {
                        if !pointer::is_primary(&event) {
                            return;
                        }
                        pointer::capture(&event);
                        let index = bar_at(pointer::across(&event));
                        drag.set(Some((index, index)));
                    }
                    on:pointermove=move |event| {
                        let index = bar_at(pointer::across(&event));
                        if pointed.get_untracked() != Some(index) {
                            pointed.set(Some(index));
                            drag.update(|drag| {
                                if let Some((_, to)) = drag {
                                    *to = index;
                                }
                            });
                        }
                    }
                    on:pointerleave=move |_| pointed.set(None)
                    on:pointerup=move |_| released()
                    on:pointercancel=move |_| drag.set(None)
                >
                    <Hatch missing/>
                    <Blocks bars pointed/>
                    {brush}
                </svg>
                <Foot bars missing/>
                <Table bars narrow/>
            </Show>
        </section>
    }
}

/// The bars, each a stack of outcomes; and what the one under the pointer says.
#[component]
fn Blocks(bars: Memo<Bars>, pointed: RwSignal<Option<usize>>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let drawn = Memo::new(move |_| bars.with(|bars| blocks(&bars.bars)));
    // One path for each outcome: hundreds of rectangles are slow to replace.
    let part = move |kind: Outcome| {
        let outline = Memo::new(move |_| drawn.with(|blocks| outline(blocks, kind)));
        view! { <path class=format!("block {}", outcome_class(kind)) d=move || outline.get()></path> }
    };
    let tip = move |index: usize| {
        bars.with(|bars| {
            let bar = bars.bars.get(index)?;
            let period = state.zone.with(|zone| in_words(i18n, bars.unit, zone, bar.start_ms, bar.end_ms));
            let total: u64 = bar.counts.iter().map(|count| u64::from(*count)).sum();
            Some(format!("{period}: {}", i18n.plural(|texts| texts.records_count, total)))
        })
    };
    view! {
        {Outcome::ALL.map(part)}
        // Another element for every bar: browsers tell what an element says once.
        <For each=move || pointed.get() key=|index| *index let:index>
            <rect class="hover" x=decimal(index as f64 * STEP) y="0" width=decimal(STEP) height=decimal(HEIGHT)>
                {move || tip(index).map(|tip| svg::title().child(tip))}
            </rect>
        </For>
    }
}

/// The room of what is not loaded, before the first bar.
#[component]
fn Hatch(missing: Memo<usize>) -> impl IntoView {
    view! {
        <pattern id="not-loaded" width="8" height="8" patternUnits="userSpaceOnUse">
            <path class="hatch" d="M0 8 L8 0"></path>
        </pattern>
        <rect
            x=move || decimal(-(missing.get() as f64 * STEP))
            y="0"
            width=move || decimal((missing.get() as f64 * STEP - (STEP - BAR)).max(0.0))
            height=decimal(HEIGHT)
            fill="url(#not-loaded)"
        ></rect>
    }
}

/// The first and the last day, and what the marks mean.
#[component]
fn Foot(bars: Memo<Bars>, missing: Memo<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    // The first and the last bar reach beyond what is held; so does no record.
    let edge = move |last: bool| {
        let (oldest, newest) = state.aside.with(|viewed| viewed.snapshot.span)?;
        bars.with(|bars| {
            let time =
                if last { newest.min(bars.bars.last()?.end_ms - 1) } else { oldest.max(bars.bars.first()?.start_ms) };
            state.zone.with(|zone| {
                let date = i18n.short_date(&zone.name, time);
                Some(match bars.unit {
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
            <Legend missing/>
            <span>{move || edge(true)}</span>
        </div>
    }
}

#[component]
fn Legend(missing: Memo<usize>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <span class="legend">
            {Outcome::ALL
                .map(|kind| {
                    view! {
                        <span class=format!("outcome {}", outcome_class(kind))>
                            <span class=format!("swatch {}", outcome_class(kind)) aria-hidden="true"></span>
                            <span aria-hidden="true">{mark(kind)}</span>
                            " "
                            {move || outcome(i18n.texts(), kind)}
                        </span>
                    }
                })}
            <Show when=move || { missing.get() > 0 }>
                <span>
                    <span class="swatch not-loaded" aria-hidden="true"></span>
                    {move || i18n.texts().not_loaded}
                </span>
            </Show>
        </span>
    }
}

/// The same numbers for those who cannot see or point at bars.
#[component]
fn Table(bars: Memo<Bars>, narrow: impl Fn(usize, usize) + Copy + Send + Sync + 'static) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let open = RwSignal::new(false);
    let rows = move || {
        let zone = state.zone.get();
        bars.with(|bars| {
            let with_records = |(_, bar): &(usize, &Bar)| bar.counts.iter().any(|count| *count > 0);
            bars.bars
                .iter()
                .enumerate()
                .rev()
                .filter(with_records)
                .map(|(index, bar)| {
                    let period = in_words(i18n, bars.unit, &zone, bar.start_ms, bar.end_ms);
                    let label = fill(i18n.texts().narrow_to, &[("period", &period)]);
                    let total: u64 = bar.counts.iter().map(|count| u64::from(*count)).sum();
                    let counts = bar.counts.map(|count| view! { <td>{i18n.number(count)}</td> });
                    view! {
                        <tr>
                            <th scope="row">
                                <button class="link" aria-label=label on:click=move |_| narrow(index, index)>
                                    {period}
                                </button>
                            </th>
                            <td>{i18n.number(total)}</td>
                            {counts}
                        </tr>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <details class="chart-table" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{move || i18n.texts().chart_table}</summary>
            <Show when=move || open.get()>
                <div class="table-frame" tabindex="0" role="region" aria-label=move || i18n.texts().chart_table>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{move || i18n.texts().chart_period}</th>
                                <th scope="col">{move || i18n.texts().chart_total}</th>
                                {Outcome::ALL
                                    .map(|kind| {
                                        view! {
                                            <th scope="col">{move || outcome(i18n.texts(), kind)}</th>
                                        }
                                    })}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Show>
        </details>
    }
}

fn unit(i18n: crate::i18n::I18n, unit: BarUnit) -> &'static str {
    let texts = i18n.texts();
    match unit {
        BarUnit::Minute => texts.unit_minute,
        BarUnit::Hour => texts.unit_hour,
        BarUnit::Day => texts.unit_day,
        BarUnit::Week => texts.unit_week,
        BarUnit::Month => texts.unit_month,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn blocks_stack_from_the_ground_and_stay_visible() {
        let bar = |counts| Bar { start_ms: 0, end_ms: 1, counts };
        let drawn = blocks(&[bar([50, 50, 0, 0]), bar([0, 0, 0, 0]), bar([1, 0, 0, 0])]);
        let at = |block: &Block| (block.x, block.y, block.height);
        assert_eq!(drawn.iter().map(at).collect::<Vec<_>>(), [(0.0, 50.0, 50.0), (0.0, 0.0, 50.0), (20.0, 98.5, 1.5),]);
    }

    #[wasm_bindgen_test]
    fn an_outline_is_of_one_outcome() {
        let block = |x, outcome| Block { x, y: 98.5, height: 1.5, outcome };
        let blocks = [block(0.0, Outcome::Done), block(0.0, Outcome::Refused), block(20.0, Outcome::Done)];
        assert_eq!(outline(&blocks, Outcome::Done), "M0 98.50h8v1.50h-8zM20 98.50h8v1.50h-8z");
        assert_eq!(outline(&blocks, Outcome::Failed), "");
    }

    #[wasm_bindgen_test]
    fn what_is_not_loaded_takes_the_room_of_its_days() {
        use crate::worker_protocol::Phase;
        const DAY: i64 = 86_400_000;
        let bars: Vec<Bar> =
            (100..120).map(|day| Bar { start_ms: day * DAY, end_ms: (day + 1) * DAY, counts: [1, 0, 0, 0] }).collect();
        let load = |phase, from: i64, reached: i64| LoadStatus {
            phase,
            period: Some((from * DAY, 120 * DAY)),
            reached_ms: Some(reached * DAY + 1),
            ..LoadStatus::default()
        };
        let cases = [
            (load(Phase::Loading, 96, 100), 4),
            (load(Phase::Cancelled, 96, 100), 4),
            (load(Phase::Loading, 30, 100), 10),
            (load(Phase::Loading, 0, 100), 8),
            // It is somewhere within the first bar.
            (load(Phase::Loading, 100, 100), 1),
            // The filter leaves newer days alone.
            (load(Phase::Loading, 90, 95), 0),
            (load(Phase::Done { complete: true }, 90, 90), 0),
            (LoadStatus { phase: Phase::Loading, ..LoadStatus::default() }, 0),
        ];
        for (load, expected) in cases {
            assert_eq!(missing(&load, &bars), expected, "{load:?}");
        }
        assert_eq!(missing(&load(Phase::Loading, 90, 95), &[]), 0);
    }
}
