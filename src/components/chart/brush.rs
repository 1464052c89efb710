//! Bars that are chosen, by a pointer or by keys.

use audit_core::chart::{Brush, Move};
use audit_core::engine::Bar;
use audit_core::query::Field;
use audit_core::time::write_range;
use leptos::prelude::*;

use super::shown::Drawn;
use crate::lasting::{Memo, RwSignal};
use crate::state::{AppState, use_state};

/// How far one jumps with Page Up and Page Down.
const PAGE: usize = 10;

/// What is chosen of the bars.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    state: AppState,
    drawn: Memo<Drawn>,
    /// Where it began and where it is, as times: while a log loads, bars come before
    /// those that are there.
    times: RwSignal<Option<(i64, i64)>>,
    /// A pointer draws it.
    dragged: RwSignal<bool>,
    /// The bar under the pointer.
    pub(super) pointed: RwSignal<Option<usize>>,
}

impl Chosen {
    /// Nothing.
    pub(super) fn start(drawn: Memo<Drawn>) -> Self {
        Self {
            state: use_state(),
            drawn,
            times: RwSignal::new(None),
            dragged: RwSignal::new(false),
            pointed: RwSignal::new(None),
        }
    }

    /// The bars that are chosen: the last alone, as long as nobody chose another.
    pub(super) fn brush(self) -> Brush {
        let times = self.times.get();
        self.drawn.with(|drawn| brush_at(&drawn.bars, times))
    }

    /// Those that are marked as a range.
    pub(super) fn range(self) -> Option<(usize, usize)> {
        let brush = self.brush();
        (brush.is_range() || self.dragged.get()).then(|| brush.ends())
    }

    /// A pointer is pressed on a bar.
    pub(super) fn press(self, bar: usize) {
        self.dragged.set(true);
        self.choose(Brush::on(bar));
    }

    /// A pointer is over a bar.
    pub(super) fn point(self, bar: usize) {
        if self.pointed.get_untracked() == Some(bar) {
            return;
        }
        self.pointed.set(Some(bar));
        if self.dragged.get_untracked() {
            let from = untrack(|| self.brush()).from;
            self.choose(Brush { from, at: bar });
        }
    }

    /// The pointer is released: the time narrows to what it went over.
    pub(super) fn release(self) {
        if self.dragged.get_untracked() {
            self.narrow();
        }
    }

    /// Whether a key meant something here.
    pub(super) fn key(self, key: &str, extend: bool) -> bool {
        let step = match key {
            "ArrowLeft" | "ArrowDown" => Move::Back(1),
            "ArrowRight" | "ArrowUp" => Move::On(1),
            "PageDown" => Move::Back(PAGE),
            "PageUp" => Move::On(PAGE),
            "Home" => Move::First,
            "End" => Move::Last,
            "Enter" => {
                self.narrow();
                return true;
            }
            "Escape" => {
                let chosen = untrack(|| self.range()).is_some();
                self.drop();
                return chosen;
            }
            _ => return false,
        };
        // A pointer that rests on the chart says nothing any more.
        self.pointed.set(None);
        let brush = untrack(|| self.brush());
        self.choose(brush.moved(step, extend, self.drawn.with_untracked(|drawn| drawn.bars.len())));
        true
    }

    /// Lets go of the range; the bar that one stands on stays.
    pub(super) fn drop(self) {
        self.dragged.set(false);
        let at = untrack(|| self.brush()).at;
        self.choose(Brush::on(at));
    }

    fn choose(self, brush: Brush) {
        let start = |drawn: &Drawn, bar: usize| drawn.bars.get(bar).map(|bar| bar.start_ms);
        self.times.set(self.drawn.with_untracked(|drawn| start(drawn, brush.from).zip(start(drawn, brush.at))));
    }

    /// Narrows the time to what is chosen.
    fn narrow(self) {
        let (first, last) = untrack(|| self.brush()).ends();
        self.dragged.set(false);
        self.times.set(None);
        narrow(self.state, self.drawn, first, last);
    }
}

/// Narrows the time to the bars from one to another.
pub(super) fn narrow(state: AppState, drawn: Memo<Drawn>, first: usize, last: usize) {
    let range = drawn.with_untracked(|drawn| range(state, drawn, first, last));
    if let Some(range) = range {
        state.filter(|query| query.with_field(Field::Time, &[range]));
    }
}

/// The times of bars as the filter writes them.
pub(super) fn range(state: AppState, drawn: &Drawn, first: usize, last: usize) -> Option<String> {
    let (first, last) = (drawn.bars.get(first)?, drawn.bars.get(last)?);
    state.zone.with_untracked(|zone| write_range(Some(first.start_ms), Some(last.end_ms), zone))
}

/// The bars in which times are.
fn brush_at(bars: &[Bar], times: Option<(i64, i64)>) -> Brush {
    let last = bars.len().saturating_sub(1);
    let bar = |time: i64| bars.partition_point(|bar| bar.end_ms <= time).min(last);
    times.map_or(Brush::on(last), |(from, at)| Brush { from: bar(from), at: bar(at) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_is_chosen_stays_when_bars_come_before_it() {
        let bars = |from: i64| -> Vec<Bar> {
            (from..10).map(|it| Bar { start_ms: it * 10, end_ms: it * 10 + 10, counts: [0; 4] }).collect()
        };
        assert_eq!(brush_at(&bars(5), Some((60, 80))), Brush { from: 1, at: 3 });
        assert_eq!(brush_at(&bars(3), Some((60, 80))), Brush { from: 3, at: 5 });
        assert_eq!(brush_at(&bars(7), Some((60, 999))), Brush { from: 0, at: 2 });
        assert_eq!(brush_at(&bars(5), None), Brush::on(4));
        assert_eq!(brush_at(&[], Some((1, 2))), Brush::on(0));
    }
}
