//! Hours of the week as cells of a map: their shades, and the steps between them.

use super::Move;
use crate::query::WEEKDAYS;

/// Hours of a day: columns of the map, beside one for the names of days.
pub const HOURS: usize = 24;

/// Which counts have which shade.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scale {
    /// The greatest count of each shade, from the lightest.
    upto: Vec<u32>,
}

impl Scale {
    /// Shades for these counts, each for a fifth of those that are not zero: hours are told
    /// apart even where one of them has most of all. A tenth more is no other shade.
    pub fn of(counts: impl Iterator<Item = u32>) -> Self {
        const SHADES: usize = 5;
        let mut counts: Vec<u32> = counts.filter(|count| *count > 0).collect();
        counts.sort_unstable();
        let mut upto: Vec<u32> = Vec::new();
        // The smallest count of the last shade.
        let mut least = counts.first().copied().unwrap_or(0);
        for shade in 1..=SHADES {
            let place = (counts.len() * shade).div_ceil(SHADES).checked_sub(1);
            let Some(bound) = place.and_then(|place| counts.get(place)).copied() else { break };
            match upto.last_mut() {
                Some(before) if bound - least <= least / 10 => *before = bound,
                Some(before) => {
                    least = counts.get(counts.partition_point(|count| count <= before)).copied().unwrap_or(bound);
                    upto.push(bound);
                }
                None => upto.push(bound),
            }
        }
        Self { upto }
    }

    /// The shade of a count, from 1; 0 for none.
    pub fn shade(&self, count: u32) -> usize {
        if count == 0 { 0 } else { self.upto.partition_point(|upto| *upto < count) + 1 }
    }

    /// The smallest and the greatest count of each shade.
    pub fn bounds(&self) -> impl Iterator<Item = (u32, u32)> {
        let from = std::iter::once(0).chain(self.upto.iter().copied());
        from.zip(self.upto.iter().copied()).map(|(before, upto)| (before + 1, upto))
    }
}

/// The place after a step in the map, which has a row more than days and a column more
/// than hours; places are counted row by row. `down` goes from day to day.
pub fn move_in_week(place: usize, step: Move, down: bool) -> usize {
    const COLUMNS: usize = HOURS + 1;
    let (row, column) = (place / COLUMNS, place % COLUMNS);
    let (at, last) = if down { (row, WEEKDAYS.len()) } else { (column, HOURS) };
    let at = match step {
        Move::Back(steps) => at.saturating_sub(steps),
        Move::On(steps) => at.saturating_add(steps).min(last),
        Move::First => 0,
        Move::Last => last,
    };
    let place = if down { at * COLUMNS + column } else { row * COLUMNS + at };
    // The corner between both heads says nothing.
    if place == 0 { if down { COLUMNS } else { 1 } } else { place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_has_a_shade_and_a_place_in_the_legend() {
        type Bounds = &'static [(u32, u32)];
        let cases: [(&[u32], Bounds); 7] = [
            (&[], &[]),
            (&[0, 0], &[]),
            (&[7, 0, 7], &[(1, 7)]),
            (&[3, 1, 2, 0], &[(1, 1), (2, 2), (3, 3)]),
            (&[10, 20, 30, 40, 50, 60, 70, 80, 90, 100], &[(1, 20), (21, 40), (41, 60), (61, 80), (81, 100)]),
            // Chance makes no pattern.
            (&[311, 312, 316, 320, 330, 350, 360, 540], &[(1, 330), (331, 360), (361, 540)]),
            // One hour with most of them leaves the others told apart.
            (&[1, 2, 2, 3, 4, u32::MAX], &[(1, 2), (3, 3), (4, 4), (5, u32::MAX)]),
        ];
        for (counts, expected) in cases {
            let scale = Scale::of(counts.iter().copied());
            let bounds: Vec<_> = scale.bounds().collect();
            assert_eq!(bounds, expected, "{counts:?}");
            assert_eq!(scale.shade(0), 0);
            for (shade, (from, to)) in (1..).zip(bounds) {
                assert_eq!((scale.shade(from), scale.shade(to)), (shade, shade));
            }
        }
    }

    #[test]
    fn steps_stay_in_the_map_and_leave_out_its_corner() {
        // Monday's first hour is in row 1, column 1.
        let cases = [
            (26, Move::On(1), false, 27),
            (26, Move::On(1), true, 51),
            (26, Move::Back(1), false, 25),
            (26, Move::Back(1), true, 1),
            (25, Move::Back(1), true, 25),
            (1, Move::Back(1), false, 1),
            (199, Move::On(1), false, 199),
            (199, Move::On(1), true, 199),
            (26, Move::Last, false, 49),
            (49, Move::First, false, 25),
            (49, Move::Last, true, 199),
            (199, Move::First, true, 24),
        ];
        for (place, step, down, expected) in cases {
            assert_eq!(move_in_week(place, step, down), expected, "{place} {step:?} {down}");
        }
    }
}
