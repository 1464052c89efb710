//! Periods in words for people.

use audit_core::engine::BarUnit;
use audit_core::time::{Zone, parse_range, whole_days};
use leptos::prelude::With;

use crate::i18n::{I18n, fill};
use crate::state::AppState;

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

/// A range of the filter in words. Whole days are named; of times, the end is the
/// first moment that is not meant any more.
pub(crate) fn range_in_words(i18n: I18n, zone: &Zone, value: &str) -> Option<String> {
    let (start, end) = parse_range(value, zone)?;
    let days = whole_days(value, zone).is_some();
    let date = |time| i18n.short_date(&zone.name, time);
    let moment = |time| if time % 60_000 == 0 { clock(zone, time) } else { clock_seconds(zone, time) };
    let write = |time: i64| if days { date(time) } else { format!("{}, {}", date(time), moment(time)) };
    let end = end.map(|end| if days { end - 1 } else { end });
    let texts = i18n.texts();
    Some(match (start, end) {
        (Some(start), Some(end)) if days && date(start) == date(end) => date(start),
        (Some(start), Some(end)) if !days && date(start) == date(end) => format!("{}–{}", write(start), moment(end)),
        (Some(start), Some(end)) => fill(texts.span_line, &[("from", &write(start)), ("to", &write(end))]),
        (Some(start), None) => fill(texts.time_from, &[("time", &write(start))]),
        (None, Some(end)) => fill(texts.time_until, &[("time", &write(end))]),
        (None, None) => return None,
    })
}

/// `14:02` on the zone's clock.
pub(crate) fn clock(zone: &Zone, time_ms: i64) -> String {
    zone.local(time_ms).map(|local| local.format("%H:%M").to_string()).unwrap_or_default()
}

/// `14:02:07` on the zone's clock.
pub(crate) fn clock_seconds(zone: &Zone, time_ms: i64) -> String {
    zone.local(time_ms).map(|local| local.format("%H:%M:%S").to_string()).unwrap_or_default()
}

/// A day in the zone that is shown: `Mon, 23 Nov 2026`.
pub(crate) fn day(i18n: I18n, state: AppState, time_ms: i64) -> String {
    state.zone.with(|zone| i18n.medium_date(&zone.name, time_ms))
}

/// A moment in the zone that is shown: `Mon, 23 Nov 2026, 14:02:07`.
pub(crate) fn moment(i18n: I18n, state: AppState, time_ms: i64) -> String {
    state.zone.with(|zone| format!("{}, {}", i18n.medium_date(&zone.name, time_ms), clock_seconds(zone, time_ms)))
}

/// The same with the zone behind it.
pub(crate) fn moment_in_zone(i18n: I18n, state: AppState, time_ms: i64) -> String {
    let moment = moment(i18n, state, time_ms);
    state.zone.with(|zone| format!("{moment} ({})", zone.name))
}

/// `2026-11-23` on the zone's calendar.
pub(crate) fn date(zone: &Zone, time_ms: i64) -> String {
    zone.local(time_ms).map(|local| local.format("%Y-%m-%d").to_string()).unwrap_or_default()
}
