//! Marks of single moments in a lane beneath the bars.

use crate::engine::Bar;

/// A mark: one moment, or several that stand where one has room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Where its middle is, from 0 at the left of the lane to 1 at its right.
    pub across: f64,
    /// Index of its first moment.
    pub first: usize,
    /// How many moments it stands for.
    pub count: usize,
}

/// Marks for moments, given oldest first in milliseconds, where the bars stand; none for those
/// that are before the first bar or after the last. `before` bars' room is left free on the
/// left, and the lane is as wide as `room` marks, none of which covers another.
pub fn marks(bars: &[Bar], before: usize, times_ms: &[i64], room: f64) -> Vec<Mark> {
    let all = (before + bars.len()).max(1) as f64;
    let mut marks: Vec<Mark> = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for (place, time) in times_ms.iter().enumerate() {
        let at = bars.partition_point(|bar| bar.end_ms <= *time);
        let Some(bar) = bars.get(at).filter(|bar| bar.start_ms <= *time) else { continue };
        // Bars are as wide as each other, whatever the months that they stand for.
        let within = (time - bar.start_ms) as f64 / (bar.end_ms - bar.start_ms).max(1) as f64;
        let middle = (((before + at) as f64 + within) / all * room).clamp(0.5, (room - 0.5).max(0.5));
        match marks.last_mut() {
            Some(mark) if middle - last < 1.0 => mark.count += 1,
            _ => {
                marks.push(Mark { across: middle / room, first: place, count: 1 });
                last = middle;
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bars of ten milliseconds, the first of them from 100 on; the last is twice as long.
    fn bars() -> Vec<Bar> {
        let bar = |(start_ms, end_ms)| Bar { start_ms, end_ms, counts: [0; 4] };
        [(100, 110), (110, 120), (120, 130), (130, 150)].map(bar).to_vec()
    }

    /// Times, bars' room before them, marks' room, and the marks expected.
    type Case = (&'static [i64], usize, f64, &'static [(i32, usize, usize)]);

    #[test]
    fn marks_stand_where_their_bars_do_and_never_on_each_other() {
        // Times; bars' room before; marks' room; the middle in hundredths, the first, how many.
        let cases: &[Case] = &[
            (&[], 0, 10.0, &[]),
            (&[115], 0, 10.0, &[(38, 0, 1)]),
            // Within a bar that is longer.
            (&[140], 0, 100.0, &[(88, 0, 1)]),
            (&[115], 4, 100.0, &[(69, 0, 1)]),
            // Whole, at either end.
            (&[100, 149], 0, 10.0, &[(5, 0, 1), (95, 1, 1)]),
            // Not in sight.
            (&[99, 105, 150, 151], 0, 100.0, &[(13, 1, 1)]),
            // With room for four, those of one bar are one mark.
            (&[105, 106, 114, 125], 0, 4.0, &[(13, 0, 3), (63, 3, 1)]),
            (&[105, 106, 125], 0, 1.0, &[(50, 0, 3)]),
        ];
        for (times, before, room, expected) in cases {
            let found = marks(&bars(), *before, times, *room);
            let told: Vec<_> =
                found.iter().map(|it| (format!("{:.0}", (it.across * 100.0).round()), it.first, it.count)).collect();
            let expected: Vec<_> = expected.iter().map(|it| (it.0.to_string(), it.1, it.2)).collect();
            assert_eq!(told, expected, "{times:?} {before} {room}");
        }
        assert_eq!(marks(&[], 3, &[1, 2], 10.0), []);
    }

    #[test]
    fn many_marks_leave_room_for_each_other() {
        let times: Vec<i64> = (100..150).collect();
        let room = 12.0;
        let found = marks(&bars(), 1, &times, room);
        assert_eq!(found.iter().map(|it| it.count).sum::<usize>(), times.len());
        assert!(found.windows(2).all(|it| (it[1].across - it[0].across) * room >= 0.999), "{found:?}");
        assert!(found.len() > 5, "{found:?}");
    }
}
