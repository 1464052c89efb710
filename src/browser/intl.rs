//! Dates and numbers for people, through the browser's `Intl`.

use audit_core::time::iso_utc;
use wasm_bindgen::{JsCast, JsValue};

/// A count, with the separators of the language.
pub(crate) fn number(locale: &str, value: u64) -> String {
    js_sys::Number::from(value as f64).to_locale_string(locale).into()
}

/// `Monday 23 November 2026`.
pub(crate) fn long_date(locale: &str, zone: &str, time_ms: i64) -> String {
    let fields = [("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")];
    date(locale, zone, time_ms, &fields)
}

/// `Mon, 23 Nov 2026`.
pub(crate) fn medium_date(locale: &str, zone: &str, time_ms: i64) -> String {
    let fields = [("weekday", "short"), ("day", "numeric"), ("month", "short"), ("year", "numeric")];
    date(locale, zone, time_ms, &fields)
}

/// `23 Nov 2026`.
pub(crate) fn short_date(locale: &str, zone: &str, time_ms: i64) -> String {
    date(locale, zone, time_ms, &[("day", "numeric"), ("month", "short"), ("year", "numeric")])
}

/// `November 2026`.
pub(crate) fn month(locale: &str, zone: &str, time_ms: i64) -> String {
    date(locale, zone, time_ms, &[("month", "long"), ("year", "numeric")])
}

/// Whether dates can be written in a zone.
pub(crate) fn knows_zone(zone: &str) -> bool {
    localized("en", zone, 0, &[]).is_some()
}

fn date(locale: &str, zone: &str, time_ms: i64, fields: &[(&str, &str)]) -> String {
    // A date that no zone's calendar can show is still a fact.
    localized(locale, zone, time_ms, fields).unwrap_or_else(|| iso_utc(time_ms))
}

/// `toLocaleDateString`, which throws at a zone or a locale that the browser does not know.
fn localized(locale: &str, zone: &str, time_ms: i64, fields: &[(&str, &str)]) -> Option<String> {
    let options = js_sys::Object::new();
    for (key, value) in fields.iter().chain(&[("timeZone", zone)]) {
        js_sys::Reflect::set(&options, &JsValue::from(*key), &JsValue::from(*value)).ok()?;
    }
    let date = js_sys::Date::new(&JsValue::from_f64(time_ms as f64));
    let write = js_sys::Reflect::get(&date, &"toLocaleDateString".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
    write.call2(&date, &locale.into(), &options).ok()?.as_string()
}

/// The language that the person's browser asks for, such as `fr-CH`.
pub(crate) fn preferred_language() -> Option<String> {
    web_sys::window()?.navigator().language()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_zone_that_the_browser_does_not_know_throws_nothing() {
        for (zone, known) in [("UTC", true), ("Europe/Zurich", true), ("Etc/Nowhere", false), ("", false)] {
            assert_eq!(knows_zone(zone), known, "{zone}");
        }
        assert_eq!(short_date("en-GB", "Etc/Nowhere", 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(short_date("en-GB", "Europe/Zurich", 0), "1 Jan 1970");
    }
}
