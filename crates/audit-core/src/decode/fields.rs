//! The fields of one JSON object, read leniently: each value stays text until it
//! is asked for, so that a value of an unexpected type costs only itself.

use std::borrow::Cow;

use crate::json;

/// An object's fields in their order; of a key that occurs twice the last one
/// counts, as in every browser.
pub(crate) struct Fields<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Fields<'a> {
    /// Reads an object; `None` when the text is not one.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        json::object(text).map(Self)
    }

    /// A field's JSON text; `null` counts as absent.
    pub(crate) fn raw(&self, key: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().rev().find(|(name, _)| name == key)?;
        Some(*value).filter(|text| *text != "null")
    }

    /// A field that holds a string.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        json::string(self.raw(key)?)
    }

    /// A field that holds an object.
    pub(crate) fn object(&self, key: &str) -> Option<Fields<'a>> {
        Fields::read(self.raw(key)?)
    }

    /// A field that holds an array: its objects, other things left out.
    pub(crate) fn objects(&self, key: &str) -> Vec<Fields<'a>> {
        self.raw(key).and_then(json::array).into_iter().flatten().filter_map(Fields::read).collect()
    }

    /// A field that holds a whole number of at least 0.
    pub(crate) fn count(&self, key: &str) -> Option<u64> {
        self.raw(key)?.parse().ok()
    }

    /// A field that holds an array: its strings, other things left out.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        self.raw(key).and_then(json::array).into_iter().flatten().filter_map(json::string).collect()
    }

    /// A field that holds a time in seconds: in milliseconds, within what a
    /// calendar holds.
    pub(crate) fn time_ms(&self, key: &str) -> Option<i64> {
        time_ms(self.raw(key)?)
    }
}

/// A number of seconds as milliseconds, rounded, within what a browser's calendar
/// holds; `None` for other JSON. In whole numbers: exact however the number is
/// written, and the tables for reading floating point would be a fiftieth of the page.
pub(crate) fn time_ms(number: &str) -> Option<i64> {
    const LIMIT_MS: i64 = 8_640_000_000_000_000;
    let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
    if !number.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let zero = whole.bytes().chain(fraction.bytes()).all(|digit| digit == b'0');
    // An exponent that no number can hold still says which way it goes.
    let far = if exponent.starts_with('-') { i64::MIN / 4 } else { i64::MAX / 4 };
    let exponent: i64 = exponent.parse().unwrap_or(far).clamp(i64::MIN / 4, i64::MAX / 4);
    // Where the point stands among the digits of the milliseconds.
    let point = i64::try_from(whole.len()).ok()? + exponent + 3;
    let mut digits = whole.bytes().chain(fraction.bytes());
    let mut ms: i64 = 0;
    for _ in 0..point {
        let digit = digits.next().unwrap_or(b'0');
        ms = ms * 10 + i64::from(digit.wrapping_sub(b'0'));
        if ms > LIMIT_MS {
            return None;
        }
        if zero {
            break;
        }
    }
    if point >= 0 && digits.next().is_some_and(|digit| digit >= b'5') {
        ms += 1;
    }
    (ms <= LIMIT_MS).then_some(if negative { -ms } else { ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lenient_values() {
        let fields = Fields::read(
            r#"{"a":"x","b":1e400,"c":null,"d":["y",1,"z"],"a":"last","n":42,"t":1795461580.488,"\u0065":"e"}"#,
        )
        .unwrap();
        assert_eq!(fields.text("a").as_deref(), Some("last"));
        assert_eq!(fields.text("e").as_deref(), Some("e"));
        assert_eq!((fields.raw("b"), fields.text("b"), fields.time_ms("b")), (Some("1e400"), None, None));
        assert_eq!(fields.raw("c"), None);
        assert_eq!(fields.texts("d"), ["y", "z"]);
        assert_eq!((fields.count("n"), fields.count("t")), (Some(42), None));
        assert_eq!(fields.time_ms("t"), Some(1_795_461_580_488));
    }

    #[test]
    fn times() {
        let cases = [
            ("1795461580.488", Some(1_795_461_580_488)),
            ("1795461580", Some(1_795_461_580_000)),
            ("0", Some(0)),
            ("0e999999999999999999999", Some(0)),
            ("-0.0", Some(0)),
            ("-1.5", Some(-1500)),
            ("0.0004", Some(0)),
            ("0.0005", Some(1)),
            ("0.00049999", Some(0)),
            ("-1.2345", Some(-1235)),
            ("1.7954615804886e9", Some(1_795_461_580_489)),
            ("17954615804885E-1", Some(1_795_461_580_488_500)),
            ("5e-4", Some(1)),
            ("9e-5", Some(0)),
            ("1e-99999999999999999999", Some(0)),
            ("8640000000000", Some(8_640_000_000_000_000)),
            ("8640000000000.001", None),
            ("8640000000000.0005", None),
            ("-8640000000001", None),
            ("1e400", None),
            ("1e99999999999999999999", None),
            ("1234567890123456789012345678901234567890", None),
            ("\"1\"", None),
            ("true", None),
            ("[1]", None),
        ];
        for (number, expected) in cases {
            assert_eq!(time_ms(number), expected, "{number}");
        }
    }

    proptest::proptest! {
        #[test]
        fn times_as_floating_point_has_them(ms in -8_640_000_000_000_000_i64..=8_640_000_000_000_000) {
            let seconds = ms as f64 / 1000.0;
            let expected = (seconds * 1000.0).round();
            // Farther out floating point does not hold every millisecond.
            if ms.abs() < 1 << 50 {
                proptest::prop_assert_eq!(time_ms(&seconds.to_string()).map(|ms| ms as f64), Some(expected));
            }
        }
    }
}
