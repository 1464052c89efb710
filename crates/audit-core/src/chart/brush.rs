//! Bars that are pointed at, by a pointer or by keys.

/// The bars from one to another, both among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brush {
    /// Where it began.
    pub from: usize,
    /// Where it is: the bar that is spoken.
    pub at: usize,
}

/// A step of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// So many bars back in time.
    Back(usize),
    /// So many bars on.
    On(usize),
    /// To the first bar.
    First,
    /// To the last.
    Last,
}

impl Brush {
    /// One bar alone.
    pub fn on(bar: usize) -> Self {
        Self { from: bar, at: bar }
    }

    /// Whether it is more than one bar.
    pub fn is_range(self) -> bool {
        self.from != self.at
    }

    /// The first and the last of its bars.
    pub fn ends(self) -> (usize, usize) {
        (self.from.min(self.at), self.from.max(self.at))
    }

    /// The brush after a step among so many bars. `extend` takes what is between along.
    #[must_use]
    pub fn moved(self, step: Move, extend: bool, bars: usize) -> Self {
        let last = bars.saturating_sub(1);
        let at = match step {
            Move::Back(bars) => self.at.min(last).saturating_sub(bars),
            Move::On(bars) => self.at.saturating_add(bars).min(last),
            Move::First => 0,
            Move::Last => last,
        };
        Self { from: if extend { self.from.min(last) } else { at }, at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_among_the_bars() {
        let brush = |from, at| Brush { from, at };
        let cases = [
            (brush(3, 3), Move::Back(1), false, brush(2, 2)),
            (brush(3, 3), Move::On(1), false, brush(4, 4)),
            (brush(3, 3), Move::On(9), false, brush(4, 4)),
            (brush(0, 0), Move::Back(1), false, brush(0, 0)),
            (brush(3, 3), Move::Back(1), true, brush(3, 2)),
            (brush(3, 2), Move::On(1), true, brush(3, 3)),
            (brush(3, 1), Move::On(1), false, brush(2, 2)),
            (brush(3, 3), Move::First, true, brush(3, 0)),
            (brush(1, 2), Move::Last, false, brush(4, 4)),
            // There were more bars before.
            (brush(8, 9), Move::Back(1), true, brush(4, 3)),
        ];
        for (before, step, extend, after) in cases {
            assert_eq!(before.moved(step, extend, 5), after, "{before:?} {step:?} {extend}");
        }
        assert_eq!(Brush::on(3).moved(Move::Last, false, 0), Brush::on(0));
    }

    #[test]
    fn a_range_is_the_same_either_way() {
        for brush in [Brush { from: 2, at: 5 }, Brush { from: 5, at: 2 }] {
            assert_eq!((brush.ends(), brush.is_range()), ((2, 5), true));
        }
        assert!(!Brush::on(2).is_range());
    }
}
