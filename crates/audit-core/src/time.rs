//! Time without a clock: zones as tables, days, and the few formats that the
//! core reads and writes. `now` is always an argument.

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat};
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

    /// The span `[from, until)` around an instant in which the offset stays, and the
    /// offset in seconds.
    pub(crate) fn offset_span(&self, time_ms: i64) -> (i64, i64, i32) {
        let next = self.transitions.partition_point(|(start, _)| *start <= time_ms);
        let until = self.transitions.get(next).map_or(i64::MAX, |(start, _)| *start);
        match next.checked_sub(1).and_then(|last| self.transitions.get(last)) {
            Some((from, offset_s)) => (*from, until, *offset_s),
            None => (i64::MIN, until, self.first_offset_s),
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

    /// The first instant of the day after the one that an instant is in.
    pub fn next_day_start(&self, time_ms: i64) -> Option<i64> {
        Some(self.day_start(self.local(time_ms)?.date().succ_opt()?))
    }

    /// A zone that never changes.
    fn fixed(offset_s: i32) -> Self {
        Self { name: String::new(), first_offset_s: offset_s, transitions: Vec::new() }
    }
}

/// `2026-11-23T14:02:07.412Z`; instants outside of the calendar print as
/// milliseconds.
pub fn iso_utc(time_ms: i64) -> String {
    DateTime::from_timestamp_millis(time_ms)
        .map_or_else(|| format!("{time_ms} ms"), |time| time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// The same instant on a zone's clock: `2026-11-23T15:02:07.412+01:00`.
pub fn iso_local(time_ms: i64, zone: &Zone) -> String {
    let offset = FixedOffset::east_opt(zone.offset_s(time_ms));
    let local = DateTime::from_timestamp_millis(time_ms).zip(offset).map(|(time, offset)| time.with_timezone(&offset));
    local.map_or_else(|| iso_utc(time_ms), |time| time.to_rfc3339_opts(SecondsFormat::Millis, false))
}

/// The extent `[start, end)` of a date or time as a person writes it:
/// `2026`, `2026-11`, `2026-11-23`, `2026-11-23T14:02[:07[.412]]`, each with `Z` or
/// an offset such as `+01:00` behind it, without which it is read in `zone`.
pub fn parse_extent(text: &str, zone: &Zone) -> Option<(i64, i64)> {
    if let Some((date, clock)) = text.split_once(['T', 't']) {
        return parse_instant(date, clock, zone);
    }
    if text.contains(':') || text.ends_with(['Z', 'z']) {
        let (text, offset_s) = split_offset(text)?;
        let bare = !text.contains(':') && !text.ends_with(['Z', 'z']);
        return bare.then(|| parse_extent(text, &Zone::fixed(offset_s.unwrap_or(0))))?;
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

/// The extent `[start, end)` of a moment as a person types it: `2026-03-01`,
/// `2026-03-01 14:30`, or `14:30` of a `day`, and whatever else [`parse_extent`] reads.
pub fn parse_moment(text: &str, day: &str, zone: &Zone) -> Option<(i64, i64)> {
    let text = text.trim();
    let (date, clock) = match text.split_once([' ', 'T', 't']) {
        Some((date, clock)) => (date, clock.trim_start()),
        None if text.contains(':') && !text.contains('-') => (day, text),
        None => return parse_extent(text, zone),
    };
    let zero = if clock.find(':') == Some(1) { "0" } else { "" };
    parse_extent(&format!("{date}T{zero}{clock}"), zone)
}

/// The bounds `[start, end)` of one extent, or of two with `..` between, either of
/// which may be left open. A range holds the whole of its last day, month or minute.
pub fn parse_range(text: &str, zone: &Zone) -> Option<(Option<i64>, Option<i64>)> {
    let Some((from, to)) = text.split_once("..") else {
        return parse_extent(text, zone).map(|(start, end)| (Some(start), Some(end)));
    };
    let bound = |text: &str| match text {
        "" | "*" => Some(None),
        text => parse_extent(text, zone).map(Some),
    };
    Some((bound(from)?.map(|extent| extent.0), bound(to)?.map(|extent| extent.1)))
}

/// The shortest text that [`parse_range`] reads as these bounds in every zone: days
/// and months where they are whole in `zone`, else minutes, else milliseconds.
/// `None` without bounds, or outside of the calendar.
pub fn write_range(start: Option<i64>, end: Option<i64>, zone: &Zone) -> Option<String> {
    const MONTH: &str = "%Y-%m";
    const DAY: &str = "%Y-%m-%d";
    const MINUTE: &str = "%Y-%m-%dT%H:%M";
    const EXACT: &str = "%Y-%m-%dT%H:%M:%S%.3f";
    let write =
        |time: i64, format| Some(format!("{}{}", zone.local(time)?.format(format), offset(zone.offset_s(time))));
    if let (Some(start), Some(end)) = (start, end) {
        for format in [MONTH, DAY, MINUTE] {
            let text = write(start, format)?;
            if parse_extent(&text, zone) == Some((start, end)) {
                return Some(text);
            }
        }
    }
    let bound = |time: i64, is: &dyn Fn((i64, i64)) -> bool| {
        let texts = [DAY, MINUTE, EXACT].into_iter().filter_map(|format| write(time, format));
        texts.into_iter().find(|text| parse_extent(text, zone).is_some_and(is))
    };
    let from = match start {
        Some(start) => bound(start, &|extent| extent.0 == start)?,
        None => String::new(),
    };
    let to = match end {
        Some(end) => bound(end.checked_sub(1)?, &|extent| extent.1 == end)?,
        None => String::new(),
    };
    (start.is_some() || end.is_some()).then(|| format!("{from}..{to}"))
}

/// The first and the last day of a range that is made of whole days in a zone, as
/// `2026-11-23`; empty where the range is open. `None` where it cuts a day.
pub fn whole_days(text: &str, zone: &Zone) -> Option<(String, String)> {
    let (start, end) = parse_range(text, zone)?;
    let first = |start: i64| {
        let date = zone.local(start)?.date();
        (zone.day_start(date) == start).then(|| date.to_string())
    };
    let last = |end: i64| {
        let inside = end.checked_sub(1)?;
        (zone.next_day_start(inside)? == end).then(|| zone.local(inside).map(|local| local.date().to_string()))?
    };
    Some((start.map_or(Some(String::new()), first)?, end.map_or(Some(String::new()), last)?))
}

/// The range from one day to another as [`whole_days`] says them, readable in every
/// zone. `None` where both are empty or one is no day.
pub fn range_of_days(from: &str, to: &str, zone: &Zone) -> Option<String> {
    let day = |text: &str| match text {
        "" => Some(None),
        text => parse_extent(text, zone).map(Some),
    };
    write_range(day(from)?.map(|extent| extent.0), day(to)?.map(|extent| extent.1), zone)
}

/// `Z`, `+01:00`.
fn offset(seconds: i32) -> String {
    if seconds == 0 {
        return "Z".to_owned();
    }
    let minutes = seconds.abs() / 60;
    format!("{}{:02}:{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
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
            ("2026-11-23Z", "2026-11-23T00:00:00.000Z", "2026-11-24T00:00:00.000Z"),
            ("2026-11-23-05:00", "2026-11-23T05:00:00.000Z", "2026-11-24T05:00:00.000Z"),
            ("2026-11+02:00", "2026-10-31T22:00:00.000Z", "2026-11-30T22:00:00.000Z"),
            ("2026-05:00", "2026-01-01T05:00:00.000Z", "2027-01-01T05:00:00.000Z"),
        ];
        for (text, start, end) in cases {
            let extent = parse_extent(text, &zurich()).map(|(a, b)| (iso_utc(a), iso_utc(b)));
            assert_eq!(extent, Some((start.to_owned(), end.to_owned())), "{text}");
        }
    }

    #[test]
    fn moments() {
        let cases = [
            ("2026-11-23", "2026-11-22T23:00:00.000Z", "2026-11-23T23:00:00.000Z"),
            (" 2026-11-23  14:02 ", "2026-11-23T13:02:00.000Z", "2026-11-23T13:03:00.000Z"),
            ("2026-11-23T9:02", "2026-11-23T08:02:00.000Z", "2026-11-23T08:03:00.000Z"),
            ("2026-11-23 14:02:07Z", "2026-11-23T14:02:07.000Z", "2026-11-23T14:02:08.000Z"),
            ("14:30", "2026-03-01T13:30:00.000Z", "2026-03-01T13:31:00.000Z"),
            ("9:30", "2026-03-01T08:30:00.000Z", "2026-03-01T08:31:00.000Z"),
            ("2026-07", "2026-06-30T22:00:00.000Z", "2026-07-31T22:00:00.000Z"),
        ];
        for (text, start, end) in cases {
            let extent = parse_moment(text, "2026-03-01", &zurich()).map(|(a, b)| (iso_utc(a), iso_utc(b)));
            assert_eq!(extent, Some((start.to_owned(), end.to_owned())), "{text}");
        }
        for text in ["", " ", "soon", "25:00", "14", "14:3", "2026-11-23 14", "2026-02-30 10:00", "é:30", "1 2 3"] {
            assert_eq!(parse_moment(text, "2026-03-01", &zurich()), None, "{text}");
        }
        assert_eq!(parse_moment("14:30", "", &zurich()), None);
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
            "2026-11-23+1:00",
            "2026-11-23+01:00+01:00",
            "2026-11-23ZZ",
            ":",
            "Z",
        ] {
            assert_eq!(parse_extent(text, &zurich()), None, "{text}");
        }
    }

    #[test]
    fn ranges_are_written_so_that_every_zone_reads_them_alike() {
        // In Zurich: a day, a week, the day and the month of a clock change, an hour,
        // an open end, and something between two minutes.
        let cases = [
            (Some("2026-11-22T23:00Z"), Some("2026-11-23T23:00Z"), "2026-11-23+01:00"),
            (Some("2026-11-22T23:00Z"), Some("2026-11-29T23:00Z"), "2026-11-23+01:00..2026-11-29+01:00"),
            (Some("2026-10-24T22:00Z"), Some("2026-10-25T23:00Z"), "2026-10-25+02:00..2026-10-25+01:00"),
            (Some("2026-09-30T22:00Z"), Some("2026-10-31T23:00Z"), "2026-10-01+02:00..2026-10-31+01:00"),
            (Some("2026-10-31T23:00Z"), Some("2026-11-30T23:00Z"), "2026-11+01:00"),
            (Some("2026-11-23T13:00Z"), Some("2026-11-23T14:00Z"), "2026-11-23T14:00+01:00..2026-11-23T14:59+01:00"),
            (Some("2026-11-23T13:00Z"), Some("2026-11-23T13:01Z"), "2026-11-23T14:00+01:00"),
            (Some("2026-11-22T23:00Z"), None, "2026-11-23+01:00.."),
            (None, Some("2026-11-23T23:00Z"), "..2026-11-23+01:00"),
            (Some("2026-11-23T13:00:00.500Z"), None, "2026-11-23T14:00:00.500+01:00.."),
        ];
        let instant = |text: &str| parse_extent(text, &Zone::utc()).unwrap().0;
        for (start, end, text) in cases {
            let bounds = (start.map(instant), end.map(instant));
            assert_eq!(write_range(bounds.0, bounds.1, &zurich()).as_deref(), Some(text));
            for zone in [zurich(), Zone::utc(), Zone::fixed(-18_000)] {
                assert_eq!(parse_range(text, &zone), Some(bounds), "{text}");
            }
        }
        assert_eq!(write_range(None, None, &zurich()), None);
        assert_eq!(write_range(Some(0), Some(86_400_000), &Zone::utc()).as_deref(), Some("1970-01-01Z"));
    }

    #[test]
    fn days_of_a_range() {
        let cases = [
            ("2026-11-23", Some(("2026-11-23", "2026-11-23"))),
            ("2026-11-01..2026-11-23+01:00", Some(("2026-11-01", "2026-11-23"))),
            ("2026-10-25+02:00..2026-10-25+01:00", Some(("2026-10-25", "2026-10-25"))),
            ("2026-11", Some(("2026-11-01", "2026-11-30"))),
            ("..2026-11-23", Some(("", "2026-11-23"))),
            ("2026-11-23T00:00..2026-11-23T23:59", Some(("2026-11-23", "2026-11-23"))),
            ("2026-11-23T14:00", None),
            ("2026-11-23T00:00..2026-11-23T11:59", None),
            ("2026-11-23Z", None),
            ("nonsense", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|(from, to)| (from.to_owned(), to.to_owned()));
            assert_eq!(whole_days(text, &zurich()), expected, "{text}");
            if let Some((from, to)) = expected {
                let written = range_of_days(&from, &to, &zurich()).unwrap();
                assert_eq!(whole_days(&written, &zurich()), Some((from, to)), "{written}");
            }
        }
        assert_eq!(range_of_days("", "", &zurich()), None);
        assert_eq!(range_of_days("2026-02-30", "", &zurich()), None);
    }

    #[test]
    fn the_next_day_begins_at_midnight_whatever_the_clocks_do() {
        let cases = [
            ("2026-11-23T22:59:59Z", "2026-11-23T23:00:00.000Z"),
            ("2026-11-23T23:00Z", "2026-11-24T23:00:00.000Z"),
            ("2026-10-24T22:30Z", "2026-10-25T23:00:00.000Z"),
        ];
        for (now, midnight) in cases {
            let now = parse_extent(now, &Zone::utc()).unwrap().0;
            assert_eq!(zurich().next_day_start(now).map(iso_utc).as_deref(), Some(midnight));
        }
    }

    #[test]
    fn a_skipped_hour_is_taken_after_the_change() {
        let skipped = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(iso_utc(zurich().instant(skipped)), "2026-03-29T01:30:00.000Z");
        assert_eq!(iso_local(zurich().instant(skipped), &zurich()), "2026-03-29T03:30:00.000+02:00");
        let twice = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap().and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(iso_utc(zurich().instant(twice)), "2026-10-25T00:30:00.000Z");
        assert_eq!(iso_local(zurich().instant(twice), &zurich()), "2026-10-25T02:30:00.000+02:00");
        assert_eq!(iso_local(i64::MAX, &zurich()), iso_utc(i64::MAX), "outside of the calendar");
    }
}
