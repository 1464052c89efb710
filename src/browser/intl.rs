//! Dates and numbers for people, through the browser's `Intl`.

use wasm_bindgen::JsValue;

/// A count, with the separators of the language.
pub(crate) fn number(locale: &str, value: u64) -> String {
    js_sys::Number::from(value as f64).to_locale_string(locale).into()
}

/// `Monday 23 November 2026`.
pub(crate) fn long_date(locale: &str, zone: &str, time_ms: i64) -> String {
    let fields = [("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")];
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

fn date(locale: &str, zone: &str, time_ms: i64, fields: &[(&str, &str)]) -> String {
    let options = js_sys::Object::new();
    for (key, value) in fields.iter().chain(&[("timeZone", zone)]) {
        let _ = js_sys::Reflect::set(&options, &JsValue::from(*key), &JsValue::from(*value));
    }
    let date = js_sys::Date::new(&JsValue::from_f64(time_ms as f64));
    date.to_locale_date_string(locale, &options).into()
}

/// The language that the person's browser asks for, such as `fr-CH`.
pub(crate) fn preferred_language() -> Option<String> {
    web_sys::window()?.navigator().language()
}
