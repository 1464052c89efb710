//! The hash that the platform records of an event, made again from the event itself.
//!
//! The text that is hashed is the "stable representation" of
//! `@pryv/stable-object-representation` 1.1.4: the event as JSON without white space, keys in
//! the order of their UTF-16 units, properties that are `null` left out, numbers and escapes
//! as JavaScript writes them. What is not part of it is said at [`of_event`].

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::decode::{Fields, json_text};
use crate::digest::{digest, write_base64};
use crate::record::Integrity;

/// What begins the key and the hash of an event.
const EVENT: &str = "EVENT:0:";
/// The same of an access.
const ACCESS: &str = "ACCESS:";
/// Objects in objects: nobody nests content so deep, and every level costs a reading.
const DEEPEST: usize = 64;

/// What reading an item again says of what the log recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// The item is, to the byte, what was written then.
    Unchanged,
    /// It was changed at a later time, which the item says itself.
    ChangedLater,
    /// It is no more, or was deleted.
    Gone,
    /// It says that nothing was written since, and is something else than what was written
    /// then: either the log or the item was altered past the platform, or the platform gives
    /// the item to this reader in another form.
    Contradicts,
    /// Nothing can be said.
    CannotBeChecked(Why),
}

/// Why nothing can be said of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// It is an access: the token is part of what was hashed, and this program keeps none.
    Access,
    /// The record says no key and hash, or none of a form that is known.
    UnknownForm,
    /// The reader may not read the item, or did not get an answer.
    NotRead,
    /// What was read is no event, or cannot be hashed as the platform does.
    Unreadable,
    /// What was read is another item.
    AnotherItem,
}

/// What came of reading an item now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item<'a> {
    /// The event, as JSON.
    Read(&'a str),
    /// The platform does not know it.
    Unknown,
    /// It may not be read, or no answer came.
    NotRead,
}

/// A record's key, in its parts: `EVENT:0:<id>:<modified>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key<'a> {
    /// `EVENT:0:` or `ACCESS:0:`.
    pub class: &'a str,
    /// The item's id.
    pub id: &'a str,
    /// When it was last changed, in seconds as written.
    pub modified: &'a str,
}

impl<'a> Key<'a> {
    /// Takes a key apart; `None` for any other text. An id may hold colons, as those of
    /// system events do.
    pub fn read(key: &'a str) -> Option<Self> {
        let version_end = key.match_indices(':').nth(1)?.0 + 1;
        let (class, rest) = key.split_at(version_end);
        let (id, modified) = rest.rsplit_once(':')?;
        (!id.is_empty()).then_some(Self { class, id, modified })
    }

    /// Whether it is that of an access.
    pub fn is_access(&self) -> bool {
        self.class.starts_with(ACCESS)
    }
}

/// Compares what a record says was written with the item as it is read now.
pub fn compare(recorded: &Integrity, item: Item) -> Comparison {
    let cannot = Comparison::CannotBeChecked;
    let Some(key) = Key::read(&recorded.key) else { return cannot(Why::UnknownForm) };
    if key.is_access() {
        return cannot(Why::Access);
    }
    if key.class != EVENT || !recorded.hash.starts_with("EVENT:0:sha256-") {
        return cannot(Why::UnknownForm);
    }
    let json = match item {
        Item::Read(json) => json,
        Item::Unknown => return Comparison::Gone,
        Item::NotRead => return cannot(Why::NotRead),
    };
    let Some(event) = Fields::read(json) else { return cannot(Why::Unreadable) };
    if event.text("id").as_deref() != Some(key.id) {
        return cannot(Why::AnotherItem);
    }
    let Some(hash) = of_event(json) else { return cannot(Why::Unreadable) };
    if hash == recorded.hash {
        return Comparison::Unchanged;
    }
    if event.raw("deleted").is_some() {
        return Comparison::Gone;
    }
    let (before, now) = (key.modified.parse::<f64>(), event.raw("modified").map(str::parse::<f64>));
    match (before, now) {
        (Ok(before), Some(Ok(now))) if now > before => Comparison::ChangedLater,
        (Ok(_), Some(Ok(_))) => Comparison::Contradicts,
        _ => cannot(Why::Unreadable),
    }
}

/// The hash of an event as the platform writes it, `EVENT:0:sha256-<base64>`; `None` for what
/// is no event, or cannot be represented.
///
/// Left out are `integrity`, `headId`, `tags`, a `trashed` that is not true, a `duration` of 0,
/// `readToken` of attachments, and every property that is `null`; `streamId` counts as
/// `streamIds`.
pub fn of_event(json: &str) -> Option<String> {
    let text = stable_event(json)?;
    let mut hash = b"EVENT:0:sha256-".to_vec();
    write_base64(&digest(text.as_bytes()), &mut hash);
    String::from_utf8(hash).ok()
}

/// The text that is hashed.
pub fn stable_event(json: &str) -> Option<String> {
    let event = Fields::read(json)?;
    // A form for the inside of the platform, in which the duration is not said.
    if event.raw("endTime").is_some() {
        return None;
    }
    let single = event.raw("streamId");
    if let Some(single) = single.filter(|_| event.raw("streamIds").is_some()) {
        let first = event.texts("streamIds").into_iter().next();
        if first.is_none() || first != json_text(single) {
            return None;
        }
    }
    let mut parts = Vec::new();
    for key in keys(&event) {
        let Some(value) = event.raw(key) else { continue };
        let is_kept = match key {
            "integrity" | "headId" | "tags" | "streamId" => false,
            "trashed" => !matches!(value, "false" | "0" | "\"\""),
            "duration" => value.parse() != Ok(0.0),
            _ => true,
        };
        if is_kept {
            let written = if key == "attachments" { attachments(value)? } else { stable(value, 1)? };
            parts.push((key, written));
        }
    }
    if let Some(single) = single.filter(|_| event.raw("streamIds").is_none()) {
        parts.push(("streamIds", format!("[{}]", stable(single, 1)?)));
    }
    Some(object(parts))
}

/// Attachments, without the tokens to read them.
fn attachments(json: &str) -> Option<String> {
    let mut out = String::from("[");
    for (nth, item) in serde_json::from_str::<Vec<&RawValue>>(json).ok()?.into_iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        let attachment = Fields::read(item.get())?;
        let kept = keys(&attachment).into_iter().filter(|key| *key != "readToken");
        out.push_str(&object(properties(&attachment, kept, 2)?));
    }
    out.push(']');
    Some(out)
}

/// The stable representation of any value.
fn stable(json: &str, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    match json.as_bytes().first()? {
        b'{' => {
            let fields = Fields::read(json)?;
            Some(object(properties(&fields, keys(&fields).into_iter(), depth + 1)?))
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            let items: Option<Vec<String>> = items.iter().map(|item| stable(item.get(), depth + 1)).collect();
            Some(format!("[{}]", items?.join(",")))
        }
        b'"' => Some(quoted(&serde_json::from_str::<String>(json).ok()?)),
        b't' | b'f' | b'n' => Some(json.to_owned()),
        _ => number(json.parse().ok()?),
    }
}

/// The names of an object's fields, each once.
fn keys<'a>(fields: &'a Fields) -> Vec<&'a str> {
    let mut keys: Vec<&str> = fields.keys().collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn properties<'a>(
    fields: &Fields,
    keys: impl Iterator<Item = &'a str>,
    depth: usize,
) -> Option<Vec<(&'a str, String)>> {
    // `null` counts as absent.
    keys.filter_map(|key| Some((key, fields.raw(key)?)))
        .map(|(key, value)| Some((key, stable(value, depth)?)))
        .collect()
}

/// An object of properties that are written already.
fn object(mut properties: Vec<(&str, String)>) -> String {
    properties.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
    let parts: Vec<String> = properties.iter().map(|(key, value)| format!("{}:{value}", quoted(key))).collect();
    format!("{{{}}}", parts.join(","))
}

/// A text between quotation marks. More is escaped than JSON asks for: what some programs
/// of old took for the end of a line, or left out.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{600}'..='\u{604}'
            | '\u{70f}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{200c}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{ffff}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A number as JavaScript's `String(number)` writes it (ECMA-262, `Number::toString`): the
/// shortest digits that read as the same number, with an exponent below 10⁻⁶ and from 10²¹ on.
fn number(value: f64) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    if value == 0.0 {
        return Some("0".to_owned());
    }
    let shortest = format!("{:e}", value.abs());
    let (mantissa, exponent) = shortest.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let count = i32::try_from(digits.len()).ok()?;
    // Digits before the decimal point.
    let whole = exponent + 1;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    let written = if (count..=21).contains(&whole) {
        digits + &zeros(whole - count)
    } else if (1..=21).contains(&whole) {
        let (before, after) = digits.split_at(usize::try_from(whole).ok()?);
        format!("{before}.{after}")
    } else if (-5..=0).contains(&whole) {
        format!("0.{}{digits}", zeros(-whole))
    } else {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{first}{point}{rest}e{sign}{}", exponent.abs())
    };
    Some(if value < 0.0 { format!("-{written}") } else { written })
}
