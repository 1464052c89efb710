//! Periods in words for people.

use audit_core::engine::BarUnit;
use audit_core::time::Zone;

use crate::i18n::{I18n, fill};

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
