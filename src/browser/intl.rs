//! Dates and numbers for people, through the browser's `Intl`.

use std::cell::RefCell;
use std::collections::HashMap;

use audit_core::time::iso_utc;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

/// What is written, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Number,
    LongDate,
    MediumDate,
    ShortDate,
    Month,
    Weekday,
    ShortWeekday,
    Offset,
}

impl Form {
    /// Fields of `Intl.DateTimeFormat`.
    fn fields(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Number => &[],
            Self::LongDate => &[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")],
            Self::MediumDate => &[("weekday", "short"), ("day", "numeric"), ("month", "short"), ("year", "numeric")],
            Self::ShortDate => &[("day", "numeric"), ("month", "short"), ("year", "numeric")],
            Self::Month => &[("month", "long"), ("year", "numeric")],
            Self::Weekday => &[("weekday", "long")],
            Self::ShortWeekday => &[("weekday", "short")],
            Self::Offset => &[("timeZoneName", "longOffset")],
        }
    }
}

thread_local! {
    /// Writers by form, locale and zone: making one costs a browser a hundred times
    /// what using it does. There are as many as languages and zones were chosen.
    static WRITERS: RefCell<HashMap<(Form, String, String), Option<Function>>> = RefCell::default();
    /// What separates the digits of numbers, by locale.
    static SEPARATORS: RefCell<Vec<(String, Option<String>)>> = RefCell::default();
}

/// A count, with the separators of the language. The browser is asked once for how a
/// language groups digits: hundreds of counts are written at a time.
pub(crate) fn number(locale: &str, value: u64) -> String {
    let separator = SEPARATORS.with_borrow_mut(|known| {
        if let Some((_, separator)) = known.iter().find(|(known, _)| known == locale) {
            return separator.clone();
        }
        let separator = separator(locale);
        known.push((locale.to_owned(), separator.clone()));
        separator
    });
    match separator {
        Some(separator) => grouped(value, &separator),
        None => write(Form::Number, locale, "", value as f64).unwrap_or_else(|| value.to_string()),
    }
}

/// What stands between groups of three digits; `None` where a language writes numbers
/// in another way.
fn separator(locale: &str) -> Option<String> {
    let written = |value: u32| write(Form::Number, locale, "", value.into());
    let thousand = written(1234)?;
    let separator = thousand.strip_prefix('1')?.strip_suffix("234")?.to_owned();
    (written(12_345_678)? == grouped(12_345_678, &separator)).then_some(separator)
}

fn grouped(value: u64, separator: &str) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * separator.len());
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

/// `Monday 23 November 2026`.
pub(crate) fn long_date(locale: &str, zone: &str, time_ms: i64) -> String {
    date(Form::LongDate, locale, zone, time_ms)
}

/// `Mon, 23 Nov 2026`.
pub(crate) fn medium_date(locale: &str, zone: &str, time_ms: i64) -> String {
    date(Form::MediumDate, locale, zone, time_ms)
}

/// `23 Nov 2026`.
pub(crate) fn short_date(locale: &str, zone: &str, time_ms: i64) -> String {
    date(Form::ShortDate, locale, zone, time_ms)
}

/// `November 2026`.
pub(crate) fn month(locale: &str, zone: &str, time_ms: i64) -> String {
    date(Form::Month, locale, zone, time_ms)
}

/// `Monday`, or `Mon`; days are counted from Monday.
pub(crate) fn weekday(locale: &str, day: usize, short: bool) -> String {
    const A_MONDAY_MS: i64 = 4 * 86_400_000;
    let form = if short { Form::ShortWeekday } else { Form::Weekday };
    let time_ms = A_MONDAY_MS + i64::try_from(day).unwrap_or(0) * 86_400_000;
    date(form, locale, "UTC", time_ms).trim_end_matches('.').to_owned()
}

/// Whether dates can be written in a zone.
pub(crate) fn knows_zone(zone: &str) -> bool {
    write(Form::ShortDate, "en", zone, 0.0).is_some()
}

/// Seconds to add to UTC at an instant in a zone. `None` for a zone that the browser
/// does not know.
pub(crate) fn offset_s(zone: &str, time_ms: i64) -> Option<i32> {
    // `1/1/2026, GMT+01:00`; `GMT` alone where it is that of Greenwich.
    let written = write(Form::Offset, "en", zone, time_ms as f64)?;
    let (_, offset) = written.split_once("GMT")?;
    let (sign, digits) = match offset.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => (-1, digits),
        None => (1, offset.strip_prefix('+').unwrap_or(offset)),
    };
    let parts = digits.split(':').filter(|part| !part.is_empty());
    let seconds =
        parts.zip([3600, 60, 1]).try_fold(0, |sum, (part, unit)| Some(sum + part.parse::<i32>().ok()? * unit));
    Some(sign * seconds?)
}

/// The names of all zones that the browser knows, by name.
pub(crate) fn zones() -> Vec<String> {
    let names = || {
        let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let list = js_sys::Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into::<Function>().ok()?;
        list.call1(&intl, &"timeZone".into()).ok()?.dyn_into::<js_sys::Array>().ok()
    };
    names().map(|names| names.iter().filter_map(|name| name.as_string()).collect()).unwrap_or_default()
}

fn date(form: Form, locale: &str, zone: &str, time_ms: i64) -> String {
    // A date that no zone's calendar can show is still a fact.
    write(form, locale, zone, time_ms as f64).unwrap_or_else(|| iso_utc(time_ms))
}

fn write(form: Form, locale: &str, zone: &str, value: f64) -> Option<String> {
    let writer = WRITERS.with_borrow_mut(|writers| {
        let key = (form, locale.to_owned(), zone.to_owned());
        writers.entry(key).or_insert_with(|| writer(form, locale, zone)).clone()
    })?;
    writer.call1(&JsValue::UNDEFINED, &value.into()).ok()?.as_string()
}

/// The `format` of an `Intl` object. Making it throws at a zone or a locale that the
/// browser does not know.
fn writer(form: Form, locale: &str, zone: &str) -> Option<Function> {
    let options = js_sys::Object::new();
    let zone = (form != Form::Number).then_some(("timeZone", zone));
    for (key, value) in form.fields().iter().chain(&zone) {
        js_sys::Reflect::set(&options, &JsValue::from(*key), &JsValue::from(*value)).ok()?;
    }
    let name = if form == Form::Number { "NumberFormat" } else { "DateTimeFormat" };
    let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make = js_sys::Reflect::get(&intl, &name.into()).ok()?.dyn_into::<Function>().ok()?;
    let writer = js_sys::Reflect::construct(&make, &js_sys::Array::of2(&locale.into(), &options)).ok()?;
    js_sys::Reflect::get(&writer, &"format".into()).ok()?.dyn_into().ok()
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
    fn numbers_are_written_as_the_browser_does() {
        // Some languages write 1234 as 1234, some with other digits.
        for locale in ["en-GB", "fr-CH", "de-CH", "es", "hi", "ar-EG"] {
            for value in [0, 7, 999, 1000, 1234, 65_536, 999_999, 1_000_000, 123_456_789_012] {
                let expected = write(Form::Number, locale, "", value as f64).unwrap_or_default();
                assert_eq!(number(locale, value), expected, "{locale}");
            }
        }
    }

    #[wasm_bindgen_test]
    fn a_zone_that_the_browser_does_not_know_throws_nothing() {
        for (zone, known) in [("UTC", true), ("Europe/Zurich", true), ("Etc/Nowhere", false), ("", false)] {
            assert_eq!(knows_zone(zone), known, "{zone}");
        }
        assert_eq!(short_date("en-GB", "Etc/Nowhere", 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(short_date("en-GB", "Europe/Zurich", 0), "1 Jan 1970");
    }

    #[wasm_bindgen_test]
    fn weekdays_begin_on_monday() {
        assert_eq!((weekday("en-GB", 0, false).as_str(), weekday("en-GB", 6, true).as_str()), ("Monday", "Sun"));
        assert_eq!((weekday("fr-CH", 0, true).as_str(), weekday("fr-CH", 6, false).as_str()), ("lun", "dimanche"));
    }
}
