//! Times as people write them: dates, and what is counted back from now.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::value::Span;
use crate::time::{Zone, parse_extent, week_start};

/// What stands for a time, the usual of it.
pub(super) const WORDS: &[&str] =
    &["today", "yesterday", "now", "this-week", "last-week", "this-month", "last-month", "this-year", "last-year"];

/// The extent `[start, end)` that a value of `time:` means. A day, month or year as a
/// bound means all of it.
pub(super) fn extent(value: &str, zone: &Zone, now_ms: i64) -> Option<(i64, i64)> {
    let read = |text: &str| bound(text, zone, now_ms);
    Some(match Span::of(value) {
        Span::Any => (i64::MIN, i64::MAX),
        // The last seven days, and not that moment seven days ago.
        Span::One(one) => match back(one) {
            Some(length) => (now_ms.saturating_sub(length), now_ms.saturating_add(1)),
            None => read(one)?,
        },
        Span::From(from, itself) => (if itself { read(from)?.0 } else { read(from)?.1 }, i64::MAX),
        Span::To(to, itself) => (i64::MIN, if itself { read(to)?.1 } else { read(to)?.0 }),
        Span::Range(from, to) => (
            from.map_or(Some(i64::MIN), |from| Some(read(from)?.0))?,
            to.map_or(Some(i64::MAX), |to| Some(read(to)?.1))?,
        ),
    })
}

fn bound(text: &str, zone: &Zone, now_ms: i64) -> Option<(i64, i64)> {
    if let Some(length) = back(text) {
        let then = now_ms.saturating_sub(length);
        return Some((then, then.saturating_add(1)));
    }
    parse_extent(text, zone).or_else(|| named(&text.to_ascii_lowercase(), zone, now_ms))
}

/// `7d`, `24h`, `2w` as milliseconds.
fn back(text: &str) -> Option<i64> {
    const HOUR_MS: i64 = 3_600_000;
    let unit = match text.bytes().next_back()? {
        b'h' | b'H' => HOUR_MS,
        b'd' | b'D' => 24 * HOUR_MS,
        b'w' | b'W' => 7 * 24 * HOUR_MS,
        _ => return None,
    };
    let number = &text[..text.len() - 1];
    let is_number = (1..=6).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse::<i64>().ok())??.checked_mul(unit)
}

fn named(word: &str, zone: &Zone, now_ms: i64) -> Option<(i64, i64)> {
    if word == "now" {
        return Some((now_ms, now_ms.saturating_add(1)));
    }
    let today = zone.local(now_ms)?.date();
    let month = |date: NaiveDate| date.with_day(1);
    let (first, after) = match word {
        "today" => (today, today.succ_opt()?),
        "yesterday" => (today.pred_opt()?, today),
        "this-week" => (week_start(today)?, week_start(today)?.checked_add_days(Days::new(7))?),
        "last-week" => (week_start(today)?.checked_sub_days(Days::new(7))?, week_start(today)?),
        "this-month" => (month(today)?, month(today)?.checked_add_months(Months::new(1))?),
        "last-month" => (month(today)?.checked_sub_months(Months::new(1))?, month(today)?),
        "this-year" => (january(today.year())?, january(today.year() + 1)?),
        "last-year" => (january(today.year() - 1)?, january(today.year())?),
        _ => return None,
    };
    Some((zone.day_start(first), zone.day_start(after)))
}

fn january(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::iso_utc;

    #[test]
    fn counted_back_from_now() {
        let zurich = Zone {
            name: "Europe/Zurich".to_owned(),
            first_offset_s: 3600,
            transitions: vec![(1_774_746_000_000, 7200), (1_792_890_000_000, 3600)],
        };
        // Tuesday, 2026-11-24, 00:30 in Zurich; still Monday in UTC.
        let now = 1_795_476_600_000;
        let cases = [
            ("today", "2026-11-23T23:00:00.000Z", "2026-11-24T23:00:00.000Z"),
            ("Yesterday", "2026-11-22T23:00:00.000Z", "2026-11-23T23:00:00.000Z"),
            ("now", "2026-11-23T23:30:00.000Z", "2026-11-23T23:30:00.001Z"),
            ("24h", "2026-11-22T23:30:00.000Z", "2026-11-23T23:30:00.001Z"),
            ("7d", "2026-11-16T23:30:00.000Z", "2026-11-23T23:30:00.001Z"),
            ("2w", "2026-11-09T23:30:00.000Z", "2026-11-23T23:30:00.001Z"),
            ("7d..1d", "2026-11-16T23:30:00.000Z", "2026-11-22T23:30:00.001Z"),
            ("this-week", "2026-11-22T23:00:00.000Z", "2026-11-29T23:00:00.000Z"),
            ("last-week", "2026-11-15T23:00:00.000Z", "2026-11-22T23:00:00.000Z"),
            ("this-month", "2026-10-31T23:00:00.000Z", "2026-11-30T23:00:00.000Z"),
            ("last-month", "2026-09-30T22:00:00.000Z", "2026-10-31T23:00:00.000Z"),
            ("this-year", "2025-12-31T23:00:00.000Z", "2026-12-31T23:00:00.000Z"),
            ("last-year", "2024-12-31T23:00:00.000Z", "2025-12-31T23:00:00.000Z"),
            ("last-month..yesterday", "2026-09-30T22:00:00.000Z", "2026-11-23T23:00:00.000Z"),
            ("2026-11-01..today", "2026-10-31T23:00:00.000Z", "2026-11-24T23:00:00.000Z"),
        ];
        for (text, start, end) in cases {
            let extent = extent(text, &zurich, now).map(|(start, end)| (iso_utc(start), iso_utc(end)));
            assert_eq!(extent, Some((start.to_owned(), end.to_owned())), "{text}");
        }
        let open = [
            (">=7d", now - 7 * 86_400_000, i64::MAX),
            ("<today", i64::MIN, now - 30 * 60_000),
            ("<=1d", i64::MIN, now - 86_400_000 + 1),
            (">yesterday", now - 30 * 60_000, i64::MAX),
            ("..", i64::MIN, i64::MAX),
            ("*", i64::MIN, i64::MAX),
        ];
        for (text, start, end) in open {
            assert_eq!(extent(text, &zurich, now), Some((start, end)), "{text}");
        }
        for text in ["", "d", "7", "7m", "-7d", "+7d", "7 d", "1234567d", "tomorrow", "é", ">=", ">7x", "7d..x", "last"]
        {
            assert_eq!(extent(text, &zurich, now), None, "{text}");
        }
        // Far from any calendar nothing breaks.
        for now in [i64::MIN, i64::MAX] {
            for word in WORDS {
                let _ = extent(word, &zurich, now);
            }
            assert!(extent("999999w", &zurich, now).is_some());
        }
    }
}
