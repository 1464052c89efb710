//! Time without a clock: zones as tables, days, and the few formats that the
//! core reads and writes. `now` is always an argument.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat};
use serde::{Deserialize, Serialize};

/// A time zone over the span that matters, as the browser told it: the core has
/// no time-zone database. UTC is the zone without transitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// IANA name, `Europe/Zurich`, or `UTC`.
    pub name: String,
    /// Offset from UTC in seconds before the first transition.
    pub first_offset_s: i32,
    /// Instants (milliseconds, ascending) from which a new offset holds.
    pub transitions: Vec<(i64, i32)>,
}

impl Zone {
    /// Coordinated Universal Time.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), first_offset_s: 0, transitions: Vec::new() }
    }

    /// Seconds to add to UTC at an instant.
    pub fn offset_s(&self, time_ms: i64) -> i32 {
        match self.transitions.partition_point(|(start, _)| *start <= time_ms) {
            0 => self.first_offset_s,
            index => self.transitions[index - 1].1,
        }
    }

    /// The wall clock of the zone at an instant. `None` outside of what a
    /// calendar holds (about 262,000 years either way).
    pub fn local(&self, time_ms: i64) -> Option<NaiveDateTime> {
        let shifted = time_ms.checked_add(i64::from(self.offset_s(time_ms)) * 1000)?;
        Some(DateTime::from_timestamp_millis(shifted)?.naive_utc())
    }

    /// The instant at which the wall clock shows `local`. A time that a clock
    /// change skips is taken after it; one that occurs twice, the first time.
    pub fn instant(&self, local: NaiveDateTime) -> i64 {
        let wall = local.and_utc().timestamp_millis();
        // The true offset is that of an instant near; try both sides of a change.
        let with = |offset_s: i32| wall - i64::from(offset_s) * 1000;
        let shows = |instant: i64| instant + i64::from(self.offset_s(instant)) * 1000 == wall;
        let before = with(self.offset_s(wall - 86_400_000));
        let after = with(self.offset_s(wall + 86_400_000));
        if shows(before) || !shows(after) {
            // A skipped time too: the offset before the change leads past it.
            before
        } else {
            after
        }
    }

    /// The first instant of a calendar day.
    pub fn day_start(&self, date: NaiveDate) -> i64 {
        self.instant(date.and_time(NaiveTime::MIN))
    }
}

/// `2026-11-23T14:02:07.412Z`; instants outside of the calendar print as
/// milliseconds.
pub fn iso_utc(time_ms: i64) -> String {
    DateTime::from_timestamp_millis(time_ms)
        .map_or_else(|| format!("{time_ms} ms"), |time| time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// The extent `[start, end)` of a date or time as a person writes it:
/// `2026`, `2026-11`, `2026-11-23`, `2026-11-23T14:02[:07[.412]][Z|+01:00]`.
/// Without `Z` or an offset it is read in `zone`.
pub fn parse_extent(text: &str, zone: &Zone) -> Option<(i64, i64)> {
    if let Some((date, clock)) = text.split_once(['T', 't']) {
        return parse_instant(date, clock, zone);
    }
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let year = i32::try_from(number(parts[0], 4)?).ok()?;
    let month = parts.get(1).map(|part| number(part, 2)).map_or(Some(None), |m| m.map(Some))?;
    let day = parts.get(2).map(|part| number(part, 2)).map_or(Some(None), |d| d.map(Some))?;
    let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
    let next = match (parts.len(), month, day) {
        (1, ..) => first.checked_add_months(Months::new(12))?,
        (2, ..) => first.checked_add_months(Months::new(1))?,
        (3, ..) => first.checked_add_days(Days::new(1))?,
        _ => return None,
    };
    Some((zone.day_start(first), zone.day_start(next)))
}

fn parse_instant(date: &str, clock: &str, zone: &Zone) -> Option<(i64, i64)> {
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    let (clock, offset_s) = split_offset(clock)?;
    let digits = clock.bytes().filter(u8::is_ascii_digit).count();
    let (format, unit_ms) = match (digits, clock.contains('.')) {
        (4, false) => ("%H:%M", 60_000),
        (6, false) => ("%H:%M:%S", 1000),
        (7..=9, true) => ("%H:%M:%S%.f", 1),
        _ => return None,
    };
    let time = NaiveTime::parse_from_str(clock, format).ok()?;
    let local = date.and_time(time);
    let start = match offset_s {
        Some(offset) => local.and_utc().timestamp_millis() - i64::from(offset) * 1000,
        None => zone.instant(local),
    };
    Some((start, start + unit_ms))
}

/// Splits `14:02+01:00` into its clock and its offset in seconds.
fn split_offset(clock: &str) -> Option<(&str, Option<i32>)> {
    if let Some(clock) = clock.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(0)));
    }
    let Some(at) = clock.rfind(['+', '-']) else { return Some((clock, None)) };
    let (clock, offset) = clock.split_at(at);
    let (hours, minutes) = offset[1..].split_once(':')?;
    let digits = |text: &str, most: i32| {
        let number = (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok());
        number.flatten().filter(|number: &i32| *number <= most)
    };
    let seconds = digits(hours, 18)? * 3600 + digits(minutes, 59)? * 60;
    Some((clock, Some(if offset.starts_with('-') { -seconds } else { seconds })))
}

/// The Monday on or before a date; `None` at the very start of the calendar.
pub(crate) fn week_start(date: NaiveDate) -> Option<NaiveDate> {
    date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zurich() -> Zone {
        Zone {
            name: "Europe/Zurich".to_owned(),
            first_offset_s: 3600,
            // 2026-03-29T01:00Z to +2, 2026-10-25T01:00Z back to +1.
            transitions: vec![(1_774_746_000_000, 7200), (1_792_890_000_000, 3600)],
        }
    }

    #[test]
    fn extents() {
        let cases = [
            ("2026-11-23", "2026-11-22T23:00:00.000Z", "2026-11-23T23:00:00.000Z"),
            ("2026-07", "2026-06-30T22:00:00.000Z", "2026-07-31T22:00:00.000Z"),
            ("2026", "2025-12-31T23:00:00.000Z", "2026-12-31T23:00:00.000Z"),
            ("2026-03-29", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"),
            ("2026-10-25", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"),
            ("2026-11-23T14:02", "2026-11-23T13:02:00.000Z", "2026-11-23T13:03:00.000Z"),
            ("2026-11-23T14:02Z", "2026-11-23T14:02:00.000Z", "2026-11-23T14:03:00.000Z"),
            ("2026-11-23T14:02:07.412Z", "2026-11-23T14:02:07.412Z", "2026-11-23T14:02:07.413Z"),
            ("2026-11-23T14:02+02:00", "2026-11-23T12:02:00.000Z", "2026-11-23T12:03:00.000Z"),
        ];
        for (text, start, end) in cases {
            let extent = parse_extent(text, &zurich()).map(|(a, b)| (iso_utc(a), iso_utc(b)));
            assert_eq!(extent, Some((start.to_owned(), end.to_owned())), "{text}");
        }
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "26",
            "2026-13",
            "2026-11-31",
            "2026-1-1",
            "2026-11-23-1",
            "2026-11-23T",
            "x",
            "2026-11-23T25:00",
            "2026-11-23T14:02+999999999:00",
            "2026-11-23T14:02+99:99",
            "2026-11-23T14:02+-5:00",
        ] {
            assert_eq!(parse_extent(text, &zurich()), None, "{text}");
        }
    }

    #[test]
    fn a_skipped_hour_is_taken_after_the_change() {
        let skipped = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(iso_utc(zurich().instant(skipped)), "2026-03-29T01:30:00.000Z");
        let twice = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap().and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(iso_utc(zurich().instant(twice)), "2026-10-25T00:30:00.000Z");
    }
}
