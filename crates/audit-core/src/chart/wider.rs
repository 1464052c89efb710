//! Times around those that a filter leaves.

use crate::aggregate::{floor, step};
use crate::engine::BarUnit;
use crate::time::Zone;

/// Times `[start, end)` around others: three times as long around the same middle, in
/// whole minutes, hours or days, moved where they would reach beyond what is `held`,
/// from the oldest to the newest. `None` where that would be everything.
pub fn wider((start, end): (i64, i64), (oldest, newest): (i64, i64), zone: &Zone) -> Option<(i64, i64)> {
    // What is outside holds nothing to be seen.
    let inside = end.min(newest.saturating_add(1)).saturating_sub(start.max(oldest));
    let (unit, unit_ms) = unit_of(inside.saturating_mul(3));
    let begin = |time: i64| Some(zone.instant(floor(zone.local(time)?, unit)?));
    let finish = |time: i64| Some(zone.instant(step(floor(zone.local(time)?, unit)?, unit)?));
    let (first, after) = (begin(oldest)?, finish(newest)?);
    let (start, end) = (start.max(first), end.min(after));
    if inside <= 0 || start >= end {
        return None;
    }
    let length = end - start;
    let (mut from, mut to) = (start.saturating_sub(length), end.saturating_add(length));
    if to > after {
        from = from.saturating_sub(to - after).max(first);
        to = after;
    }
    if from < first {
        to = to.saturating_add(first - from).min(after);
        from = first;
    }
    // A day of 25 hours is no reason to begin another one.
    let nearest = |time: i64| begin(time.saturating_add(unit_ms / 2));
    let (from, to) = (nearest(from)?.min(begin(start)?), nearest(to)?.max(finish(end - 1)?));
    (from > first || to < after).then_some((from, to))
}

/// The unit in which times of a length are said, and how long it is.
fn unit_of(length: i64) -> (BarUnit, i64) {
    const MINUTE_MS: i64 = 60_000;
    const HOUR_MS: i64 = 60 * MINUTE_MS;
    const DAY_MS: i64 = 24 * HOUR_MS;
    match length {
        ..HOUR_MS => (BarUnit::Minute, MINUTE_MS),
        HOUR_MS..DAY_MS => (BarUnit::Hour, HOUR_MS),
        _ => (BarUnit::Day, DAY_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{iso_utc, parse_extent, write_range};

    #[test]
    fn three_times_as_long_until_it_is_everything() {
        let zurich = Zone {
            name: "Europe/Zurich".to_owned(),
            first_offset_s: 3600,
            transitions: vec![(1_774_746_000_000, 7200), (1_792_890_000_000, 3600)],
        };
        let time = |text: &str| parse_extent(text, &zurich).unwrap();
        let held = (time("2026-10-01T08:15").0, time("2026-11-23T14:02").0);
        let cases = [
            ("2026-11-10T14:02", Some("2026-11-10T14:01+01:00..2026-11-10T14:03+01:00")),
            ("2026-11-10T14:00..2026-11-10T14:59", Some("2026-11-10T13:00+01:00..2026-11-10T15:59+01:00")),
            ("2026-11-10", Some("2026-11-09+01:00..2026-11-11+01:00")),
            // Days are days, also where the clock changes.
            ("2026-10-25", Some("2026-10-24+02:00..2026-10-26+01:00")),
            // At the end of what is held it grows into the past.
            ("2026-11-23", Some("2026-11-21+01:00..2026-11-23+01:00")),
            ("2026-11-20..2026-11-22", Some("2026-11-15+01:00..2026-11-23+01:00")),
            ("2026-10-01..2026-10-03", Some("2026-10-01+02:00..2026-10-09+02:00")),
            ("2026-10-10..2026-11-20", None),
            ("2026-10..2026-11", None),
            ("2020", None),
        ];
        for (text, expected) in cases {
            let range = crate::time::parse_range(text, &zurich).unwrap();
            let found = wider((range.0.unwrap(), range.1.unwrap()), held, &zurich);
            let written = found.and_then(|(from, to)| write_range(Some(from), Some(to), &zurich));
            assert_eq!(written.as_deref(), expected, "{text}: {:?}", found.map(|(a, b)| (iso_utc(a), iso_utc(b))));
        }
        for open in [(i64::MIN, i64::MAX), (i64::MIN, i64::MIN), (i64::MAX, i64::MAX)] {
            assert_eq!(wider(open, held, &zurich), None);
            wider(open, (i64::MIN, i64::MAX), &zurich);
        }
    }

    #[test]
    fn it_grows_until_it_is_everything() {
        let held = (0, 400 * 86_400_000);
        for start in [0, 86_400_000 * 399, 86_400_000 * 200 + 7] {
            let (mut times, mut steps) = ((start, start + 60_000), 0);
            while let Some(next) = wider(times, held, &Zone::utc()) {
                assert!(next.1 - next.0 > times.1 - times.0, "{times:?} {next:?}");
                assert!(next.0 <= times.0 && next.1 >= times.1);
                (times, steps) = (next, steps + 1);
            }
            assert!((8..20).contains(&steps), "{steps}");
        }
    }
}
