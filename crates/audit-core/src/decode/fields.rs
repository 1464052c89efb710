//! The fields of one JSON object, read leniently: each value stays text until it
//! is asked for, so that a value of an unexpected type costs only itself.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object's fields in their order; of a key that occurs twice the last one
/// counts, as in every browser.
pub(crate) struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Fields<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::with_capacity(16);
                while let Some((Key(key), value)) = map.next_entry::<Key, &RawValue>()? {
                    fields.push((key, value));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// `Cow` alone would always own its text.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Fields<'a> {
    /// Reads an object; `None` when the text is not one.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The names of the fields.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| &**key)
    }

    /// A field's JSON text; `null` counts as absent.
    pub(crate) fn raw(&self, key: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().rev().find(|(name, _)| name == key)?;
        Some(value.get()).filter(|text| *text != "null")
    }

    /// Whether there is a field, be it `null`.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(name, _)| name == key)
    }

    /// A field that holds a string.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        text(self.raw(key)?)
    }

    /// A field that holds an object.
    pub(crate) fn object(&self, key: &str) -> Option<Fields<'a>> {
        Fields::read(self.raw(key)?)
    }

    /// A field that holds an array: its objects, other things left out.
    pub(crate) fn objects(&self, key: &str) -> Vec<Fields<'a>> {
        let items: Option<Vec<&RawValue>> = self.raw(key).and_then(|raw| serde_json::from_str(raw).ok());
        items.into_iter().flatten().filter_map(|item| Fields::read(item.get())).collect()
    }

    /// A field that holds a whole number of at least 0.
    pub(crate) fn count(&self, key: &str) -> Option<u64> {
        self.raw(key)?.parse().ok()
    }

    /// A field that holds an array: its strings, other things left out.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        let items: Option<Vec<&RawValue>> = self.raw(key).and_then(|raw| serde_json::from_str(raw).ok());
        items.into_iter().flatten().filter_map(|item| text(item.get())).collect()
    }

    /// A field that holds a time in seconds: in milliseconds, within what a
    /// calendar holds.
    pub(crate) fn time_ms(&self, key: &str) -> Option<i64> {
        let seconds: f64 = self.raw(key)?.parse().ok()?;
        time_ms(seconds)
    }
}

/// Seconds as milliseconds, within what a browser's calendar holds.
pub(crate) fn time_ms(seconds: f64) -> Option<i64> {
    const LIMIT_MS: f64 = 8.64e15;
    let ms = (seconds * 1000.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
    (ms.abs() <= LIMIT_MS).then_some(ms as i64)
}

/// A JSON string's text. Halves of surrogate pairs, which JavaScript can write
/// and UTF-8 cannot hold, become U+FFFD.
pub(crate) fn text(json: &str) -> Option<String> {
    if !json.starts_with('"') {
        return None;
    }
    serde_json::from_str(json).ok().or_else(|| serde_json::from_str(&without_lone_surrogates(json)).ok())
}

fn without_lone_surrogates(json: &str) -> String {
    let unit = |at: usize| {
        let escape = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(escape, 16).ok()
    };
    let (mut out, mut at) = (String::with_capacity(json.len()), 0);
    while let Some(found) = json[at..].find('\\') {
        out.push_str(&json[at..at + found]);
        at += found;
        match unit(at) {
            Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => {
                out.push_str(&json[at..at + 12]);
                at += 12;
            }
            Some(0xD800..=0xDFFF) => {
                out.push_str("\\ufffd");
                at += 6;
            }
            _ => {
                let end = json[at + 1..].chars().next().map_or(at + 1, |c| at + 1 + c.len_utf8());
                out.push_str(&json[at..end]);
                at = end;
            }
        }
    }
    out.push_str(&json[at..]);
    out
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
    fn lone_surrogates_become_replacement_characters() {
        let cases = [
            (r#""a\ud800b""#, "a\u{fffd}b"),
            (r#""\udc00\ud83d\ude00\\ud800""#, "\u{fffd}\u{1f600}\\ud800"),
            (r#""é\ud800""#, "é\u{fffd}"),
        ];
        for (json, expected) in cases {
            assert_eq!(text(json).as_deref(), Some(expected), "{json}");
        }
    }
}
