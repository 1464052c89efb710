//! Periods: in the words of the filter, and in words for people.

use audit_core::engine::BarUnit;
use audit_core::time::Zone;

use crate::i18n::{I18n, fill};

/// The value of `time:` for whole bars from `start_ms` to before `end_ms`.
pub(crate) fn time_value(unit: BarUnit, zone: &Zone, start_ms: i64, end_ms: i64) -> String {
    let format = match unit {
        BarUnit::Minute | BarUnit::Hour => "%Y-%m-%dT%H:%M",
        BarUnit::Day | BarUnit::Week => "%Y-%m-%d",
        BarUnit::Month => "%Y-%m",
    };
    let write = |time| zone.local(time).map(|local| local.format(format).to_string()).unwrap_or_default();
    // Ranges include their last minute, day or month.
    let (first, last) = (write(start_ms), write(end_ms - 1));
    if first == last { first } else { format!("{first}..{last}") }
}

/// The two dates of a `time:` value made of whole days, as date fields hold them.
pub(crate) fn dates(value: &str) -> (String, String) {
    let (from, to) = value.split_once("..").unwrap_or((value, value));
    let date = |text: &str| text.get(..10).filter(|it| it.len() == 10).unwrap_or_default().to_owned();
    (date(from), date(to))
}

/// The value of `time:` for two dates, either of which may be empty.
pub(crate) fn between(from: &str, to: &str) -> Option<String> {
    match (from.is_empty(), to.is_empty()) {
        (true, true) => None,
        _ if from == to => Some(from.to_owned()),
        _ => Some(format!("{from}..{to}")),
    }
}

/// A bar's period in words.
pub(crate) fn in_words(i18n: I18n, unit: BarUnit, zone: &Zone, start_ms: i64, end_ms: i64) -> String {
    let name = &zone.name;
    match unit {
        BarUnit::Month => i18n.month(name, start_ms),
        BarUnit::Day => i18n.long_date(name, start_ms),
        BarUnit::Week => {
            let (from, to) = (i18n.short_date(name, start_ms), i18n.short_date(name, end_ms - 1));
            fill(i18n.texts().span_line, &[("from", &from), ("to", &to)])
        }
        BarUnit::Hour | BarUnit::Minute => {
            let date = i18n.short_date(name, start_ms);
            format!("{date}, {}–{}", clock(zone, start_ms), clock(zone, end_ms))
        }
    }
}

/// `14:02` on the zone's clock.
pub(crate) fn clock(zone: &Zone, time_ms: i64) -> String {
    zone.local(time_ms).map(|local| local.format("%H:%M").to_string()).unwrap_or_default()
}

/// `14:02:07` on the zone's clock.
pub(crate) fn clock_seconds(zone: &Zone, time_ms: i64) -> String {
    zone.local(time_ms).map(|local| local.format("%H:%M:%S").to_string()).unwrap_or_default()
}

/// `2026-11-23` on the zone's calendar.
pub(crate) fn date(zone: &Zone, time_ms: i64) -> String {
    zone.local(time_ms).map(|local| local.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn bars_become_filters() {
        const DAY: i64 = 86_400_000;
        // 2026-11-23T00:00Z, a Monday.
        const START: i64 = 1_795_392_000_000;
        let cases = [
            (BarUnit::Day, START, START + DAY, "2026-11-23"),
            (BarUnit::Week, START, START + 7 * DAY, "2026-11-23..2026-11-29"),
            (BarUnit::Hour, START, START + DAY / 24, "2026-11-23T00:00..2026-11-23T00:59"),
            (BarUnit::Minute, START, START + 60_000, "2026-11-23T00:00"),
            (BarUnit::Month, START - 22 * DAY, START + 8 * DAY, "2026-11"),
        ];
        for (unit, start, end, expected) in cases {
            assert_eq!(time_value(unit, &Zone::utc(), start, end), expected);
        }
    }

    #[wasm_bindgen_test]
    fn dates_and_back() {
        let cases = [("2026-11-01..2026-11-23", "2026-11-01", "2026-11-23"), ("..2026-11-23", "", "2026-11-23")];
        for (value, from, to) in cases {
            assert_eq!(dates(value), (from.to_owned(), to.to_owned()));
            assert_eq!(between(from, to).as_deref(), Some(value));
        }
    }
}
