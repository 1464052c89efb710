//! Time zones as tables, so that the core needs no time-zone database and no library
//! brings one: the browser has it.

use audit_core::time::Zone;
use wasm_bindgen::{JsCast, JsValue};

use super::{clock, intl};

const DAY_MS: i64 = 86_400_000;
/// Audit logs are younger than this (1 January 2010): earlier times take its offset.
const FIRST_MS: i64 = 1_262_304_000_000;
/// Offsets can change twice within a month; a step must be shorter than that.
const STEP_MS: i64 = 7 * DAY_MS;

/// The zone of this device, from 2010 to next year. Where the browser cannot tell its
/// name, or gives one that it does not know itself (`Etc/Unknown`), times are in UTC.
pub(crate) fn local() -> Zone {
    match name().filter(|name| intl::knows_zone(name)) {
        Some(name) => until_next_year(&name, offset_s),
        None => Zone::utc(),
    }
}

/// A zone by its name, from 2010 to next year. `None` where the browser does not know it.
pub(crate) fn named(name: &str) -> Option<Zone> {
    intl::offset_s(name, FIRST_MS)?;
    Some(until_next_year(name, |time_ms| intl::offset_s(name, time_ms).unwrap_or(0)))
}

fn until_next_year(name: &str, offset_s: impl Fn(i64) -> i32) -> Zone {
    table(name, FIRST_MS, clock::now_ms() + 400 * DAY_MS, offset_s)
}

fn table(name: &str, first_ms: i64, last_ms: i64, offset_s: impl Fn(i64) -> i32) -> Zone {
    let mut zone = Zone { name: name.to_owned(), first_offset_s: offset_s(first_ms), transitions: Vec::new() };
    let (mut before, mut offset) = (first_ms, zone.first_offset_s);
    while before < last_ms {
        let after = before + STEP_MS;
        let next = offset_s(after);
        if next != offset {
            let (mut low, mut high) = (before, after);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if offset_s(middle) == offset { low = middle } else { high = middle }
            }
            zone.transitions.push((high, next));
            offset = next;
        }
        before = after;
    }
    zone
}

/// `Europe/Zurich`.
fn name() -> Option<String> {
    let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make = js_sys::Reflect::get(&intl, &"DateTimeFormat".into()).ok()?;
    let format = make.dyn_into::<js_sys::Function>().ok()?.call0(&JsValue::NULL).ok()?;
    let resolve = js_sys::Reflect::get(&format, &"resolvedOptions".into()).ok()?;
    let options = resolve.dyn_into::<js_sys::Function>().ok()?.call0(&format).ok()?;
    js_sys::Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

#[expect(clippy::cast_possible_truncation, reason = "an offset is at most a day")]
fn offset_s(time_ms: i64) -> i32 {
    let date = js_sys::Date::new(&JsValue::from_f64(time_ms as f64));
    (-date.get_timezone_offset() * 60.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn transitions_are_found_to_the_millisecond() {
        let summer = (1_774_746_000_000, 1_792_890_000_000);
        let offset = |time| if (summer.0..summer.1).contains(&time) { 7200 } else { 3600 };
        let zone = table("Europe/Zurich", summer.0 - 90 * DAY_MS, summer.1 + 90 * DAY_MS, offset);
        assert_eq!(zone.first_offset_s, 3600);
        assert_eq!(zone.transitions, [(summer.0, 7200), (summer.1, 3600)]);
    }

    #[wasm_bindgen_test]
    fn a_zone_has_the_offsets_of_its_history() {
        // 25 January 2015 and 15 July 2015. Moscow left summer time in 2011 and went back
        // an hour in October 2014; Nepal is 45 minutes off; Lord Howe shifts by half an hour.
        let (winter, summer) = (1_422_144_000_000, 1_436_918_400_000);
        for (name, in_winter, in_summer) in [
            ("Europe/Zurich", 3600, 7200),
            ("America/New_York", -18_000, -14_400),
            ("Asia/Kathmandu", 20_700, 20_700),
            ("Australia/Lord_Howe", 39_600, 37_800),
            ("Europe/Moscow", 10_800, 10_800),
            ("Etc/UTC", 0, 0),
        ] {
            let zone = named(name).unwrap_or_else(Zone::utc);
            assert_eq!((zone.offset_s(winter), zone.offset_s(summer)), (in_winter, in_summer), "{name}");
        }
        let moscow = named("Europe/Moscow").unwrap_or_else(Zone::utc);
        assert_eq!(moscow.offset_s(1_400_000_000_000), 14_400, "in May 2014");
        assert_eq!(named("Mars/Olympus"), None);
        assert_eq!(named(""), None);
    }
}
