//! The wall clock of rows without a calendar: rows that follow each other are mostly of
//! one hour, and an hour is worked out once for all of them.

use crate::time::Zone;

pub(crate) const HOUR_MS: i64 = 3_600_000;
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;
/// Hours of a week.
pub(crate) const WEEK: usize = 7 * 24;
/// 1970 began on a Thursday.
const MONDAY_TO_THURSDAY: i64 = 3 * 24;

/// Tells instants by the hour, or the day, that the clock of a zone shows.
#[derive(Debug)]
pub(crate) struct Clock<'a, T, P> {
    zone: &'a Zone,
    unit_ms: i64,
    /// What stands for an hour or a day, by its number since 1970.
    place: P,
    /// From when until when what was found last stands.
    from: i64,
    until: i64,
    found: T,
}

impl<'a> Clock<'a, usize, fn(i64) -> usize> {
    /// By the hour of the week, from Monday's first.
    pub(crate) fn hours(zone: &'a Zone) -> Self {
        let place = |hour: i64| usize::try_from((hour + MONDAY_TO_THURSDAY).rem_euclid(7 * 24)).unwrap_or_default();
        Self::new(zone, HOUR_MS, place)
    }
}

impl<'a, T: Copy + Default, P: Fn(i64) -> T> Clock<'a, T, P> {
    /// By what `place` makes of the day, which is counted from 1970.
    pub(crate) fn days(zone: &'a Zone, place: P) -> Self {
        Self::new(zone, DAY_MS, place)
    }

    fn new(zone: &'a Zone, unit_ms: i64, place: P) -> Self {
        Self { zone, unit_ms, place, from: 0, until: 0, found: T::default() }
    }

    /// What stands for the hour or the day of an instant.
    #[inline]
    pub(crate) fn at(&mut self, time_ms: i64) -> T {
        if !(self.from..self.until).contains(&time_ms) {
            self.turn(time_ms);
        }
        self.found
    }

    #[inline(never)]
    fn turn(&mut self, time_ms: i64) {
        let (number, from, until) = unit_at(self.zone, self.unit_ms, time_ms);
        (self.from, self.until, self.found) = (from, until, (self.place)(number));
    }
}

/// The number since 1970 of the day that a zone's calendar shows at an instant.
pub(crate) fn day_at(zone: &Zone, time_ms: i64) -> i64 {
    unit_at(zone, DAY_MS, time_ms).0
}

/// The number of an hour or a day, and the instants `[from, until)` around one of it
/// that are certain to be in it: a change of the clock ends them.
fn unit_at(zone: &Zone, unit_ms: i64, time_ms: i64) -> (i64, i64, i64) {
    let (from, until, seconds) = zone.offset_span(time_ms);
    let offset_ms = i64::from(seconds) * 1000;
    let number = time_ms.saturating_add(offset_ms).div_euclid(unit_ms);
    let start = number.saturating_mul(unit_ms).saturating_sub(offset_ms);
    (number, from.max(start), until.min(start.saturating_add(unit_ms)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_extent;

    #[test]
    fn hours_of_a_week_in_any_zone_and_at_any_time() {
        let zone = Zone {
            name: "Europe/Zurich".to_owned(),
            first_offset_s: 3600,
            transitions: vec![(1_774_746_000_000, 7200), (1_792_890_000_000, 3600)],
        };
        // A Monday; a Sunday on which an hour is skipped, and one on which it comes twice.
        let cases = [
            ("2026-11-22T23:00Z", 0),
            ("2026-11-23T22:59:59Z", 23),
            ("2026-11-22T22:59:59Z", 167),
            ("2026-03-29T00:59:59Z", 6 * 24 + 1),
            ("2026-03-29T01:00Z", 6 * 24 + 3),
            ("2026-10-25T00:59:59Z", 6 * 24 + 2),
            ("2026-10-25T01:00Z", 6 * 24 + 2),
            ("2026-10-25T02:00Z", 6 * 24 + 3),
        ];
        let mut clock = Clock::hours(&zone);
        for (text, hour) in cases.into_iter().chain(cases.into_iter().rev()) {
            let time = parse_extent(text, &Zone::utc()).unwrap().0;
            assert_eq!(clock.at(time), hour, "{text}");
        }
        for time in [i64::MIN, i64::MIN + 1, -1, i64::MAX - 1, i64::MAX] {
            assert!(clock.at(time) < WEEK);
            day_at(&zone, time);
        }
    }
}
