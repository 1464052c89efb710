//! The bars: stacks of parts over time, from which a pointer or keys choose some.

use audit_core::chart::{Block, HEIGHT, blocks};
use leptos::prelude::*;

use super::brush::Chosen;
use super::shown::Drawn;
use super::tip::{Spot, Tip, bar_words};
use crate::browser::pointer;
use crate::i18n::use_i18n;
use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;
use crate::ui::decimal;

/// Where the keys are heard.
pub(super) const BARS: &str = "chart-bars";

/// Units of the drawing: a bar is `STEP` wide with its gap.
const STEP: f64 = 10.0;
const BAR: f64 = 8.0;

/// The bars. A click narrows the time to one of them, dragging to several; so do keys.
#[component]
pub(super) fn Bars(
    drawn: Memo<Drawn>,
    missing: Memo<usize>,
    title: Memo<String>,
    lit: RwSignal<Option<usize>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let chosen = Chosen::start(drawn);
    let focused = RwSignal::new(false);
    let count = move || drawn.with(|drawn| drawn.bars.len());
    let bar_at = move |across: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the number of bars, not negative"
        )]
        let index = untrack(|| across * (missing.get() + count()) as f64) as usize;
        index.saturating_sub(missing.get_untracked()).min(untrack(count).saturating_sub(1))
    };
    // What is said of: the range, or the bar under the pointer, or that of the keys.
    let spot = Memo::new(move |_| {
        let range = chosen.range();
        let bar = chosen.pointed.get().or_else(|| focused.get().then(|| chosen.brush().at));
        let (first, last) = range.or(bar.map(|bar| (bar, bar)))?;
        let (before, all) = (missing.get() as f64, (missing.get() + count()).max(1) as f64);
        let middle = before + (first + last + 1) as f64 / 2.0;
        Some(Spot { first, last, across: middle / all, by_keys: range.is_none() && chosen.pointed.get().is_none() })
    });
    let spoken = move || {
        let (first, last) = chosen.range().unwrap_or_else(|| {
            let at = chosen.brush().at;
            (at, at)
        });
        drawn.with(|drawn| bar_words(i18n, state, drawn, first, last))
    };
    view! {
        <div class="chart-frame">
            <div
                class="chart-slider"
                id=BARS
                role="slider"
                tabindex="0"
                aria-label=move || title.get()
                aria-describedby="chart-keys"
                aria-valuemin="1"
                aria-valuemax=count
                aria-valuenow=move || chosen.brush().at + 1
                aria-valuetext=spoken
                on:focus=move |_| focused.set(true)
                on:blur=move |_| {
                    focused.set(false);
                    chosen.drop();
                }
                on:keydown=move |event| {
                    let plain = !event.ctrl_key() && !event.alt_key() && !event.meta_key();
                    if plain && chosen.key(&event.key(), event.shift_key()) {
                        event.prevent_default();
                        // What stands behind the chart stays open.
                        event.stop_propagation();
                    }
                }
                on:pointerdown=move |event| {
                    if pointer::is_primary(&event) {
                        pointer::capture(&event);
                        chosen.press(bar_at(pointer::across(&event)));
                    }
                }
                on:pointermove=move |event| chosen.point(bar_at(pointer::across(&event)))
                on:pointerleave=move |_| chosen.pointed.set(None)
                on:pointerup=move |_| chosen.release()
                on:pointercancel=move |_| chosen.drop()
            >
                <svg
                    class="chart-bars"
                    aria-hidden="true"
                    viewBox=move || {
                        // The bars first: what is missing follows from them.
                        let after = count() as f64 * STEP;
                        let before = missing.get() as f64 * STEP;
                        let (before, width) = (decimal(before), decimal((before + after).max(STEP)));
                        format!("-{before} 0 {width} {}", decimal(HEIGHT))
                    }
                    preserveAspectRatio="none"
                >
                    <Hatch missing/>
                    <Blocks drawn lit/>
                    {move || spot.get().map(|spot| view! { <Marks spot range=chosen.range().is_some()/> })}
                </svg>
            </div>
            <p class="hidden" id="chart-keys">{move || i18n.texts().chart_keys}</p>
            <Tip drawn spot/>
        </div>
    }
}

/// What is chosen, or pointed at.
#[component]
fn Marks(spot: Spot, range: bool) -> impl IntoView {
    let class = match (range, spot.by_keys) {
        (true, _) => "brush",
        (false, true) => "hover by-keys",
        (false, false) => "hover",
    };
    let (x, width) = (spot.first as f64 * STEP, (spot.last + 1 - spot.first) as f64 * STEP);
    let gap = STEP - BAR;
    view! { <rect class=class x=decimal(x - gap / 2.0) y="0" width=decimal(width) height=decimal(HEIGHT)></rect> }
}

/// The bars, each a stack of parts.
#[component]
fn Blocks(drawn: Memo<Drawn>, lit: RwSignal<Option<usize>>) -> impl IntoView {
    let placed = Memo::new(move |_| drawn.with(|drawn| blocks(&drawn.counts, drawn.parts.len())));
    let parts = Memo::new(move |_| {
        drawn.with(|drawn| drawn.parts.iter().enumerate().map(|(place, part)| part.class(place)).collect::<Vec<_>>())
    });
    // One path for each part: hundreds of rectangles are slow to replace.
    let path = move |(place, class): (usize, String)| {
        let outline = Memo::new(move |_| placed.with(|blocks| outline(blocks, place)));
        view! {
            <path
                class=format!("block {class}")
                class:faded=move || lit.get().is_some_and(|lit| lit != place)
                d=move || outline.get()
            ></path>
        }
    };
    view! {
        {move || parts.get().into_iter().enumerate().map(path).collect_view()}
    }
}

/// The outline of a part's blocks.
fn outline(blocks: &[Block], part: usize) -> String {
    let bar = decimal(BAR);
    let of = |block: &Block| {
        let (x, y, height) = (decimal(block.bar as f64 * STEP), decimal(block.top), decimal(block.height));
        format!("M{x} {y}h{bar}v{height}h-{bar}z")
    };
    blocks.iter().filter(|block| block.part == part).map(of).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn an_outline_is_of_one_part() {
        let block = |bar, part| Block { bar, part, top: 98.5, height: 1.5 };
        let blocks = [block(0, 0), block(0, 1), block(2, 0)];
        assert_eq!(outline(&blocks, 0), "M0 98.50h8v1.50h-8zM20 98.50h8v1.50h-8z");
        assert_eq!(outline(&blocks, 2), "");
    }
}
