//! Hours of the week as cells of a map: their shades, and the steps between them.

use super::Move;

/// Hours of a day: columns of the map, beside one for the names of days.
pub const HOURS: usize = 24;

/// Days of the week as a filter writes them: rows of the map, below one for hours.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Which counts have which shade.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scale {
    /// The greatest count of each shade, from the lightest.
    upto: Vec<u32>,
}

impl Scale {
    /// Shades for counts up to the greatest. Their bounds are squares, so that hours
    /// with few calls are told from hours with fewer where one hour has most of them.
    pub fn of(greatest: u32) -> Self {
        const SHADES: u64 = 5;
        let mut upto = Vec::new();
        let greatest = u64::from(greatest);
        for shade in 1..=SHADES {
            let bound = (greatest * shade * shade).div_ceil(SHADES * SHADES);
            let bound = if shade == SHADES { bound } else { rounded(bound) };
            let bound = u32::try_from(bound).unwrap_or(u32::MAX);
            if bound > upto.last().copied().unwrap_or(0) {
                upto.push(bound);
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

/// With two digits that say something.
fn rounded(bound: u64) -> u64 {
    let mut unit = 1;
    while bound / unit >= 100 {
        unit *= 10;
    }
    bound.div_ceil(unit) * unit
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
        let cases: [(u32, &[(u32, u32)]); 5] = [
            (0, &[]),
            (1, &[(1, 1)]),
            (3, &[(1, 1), (2, 2), (3, 3)]),
            (50, &[(1, 2), (3, 8), (9, 18), (19, 32), (33, 50)]),
            (35_731, &[(1, 1500), (1501, 5800), (5801, 13_000), (13_001, 23_000), (23_001, 35_731)]),
        ];
        for (greatest, expected) in cases {
            let scale = Scale::of(greatest);
            let bounds: Vec<_> = scale.bounds().collect();
            assert_eq!(bounds, expected);
            assert_eq!(scale.shade(0), 0);
            for (shade, (from, to)) in (1..).zip(bounds) {
                assert_eq!((scale.shade(from), scale.shade(to)), (shade, shade));
            }
        }
        assert!(Scale::of(u32::MAX).shade(u32::MAX) == 5);
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
