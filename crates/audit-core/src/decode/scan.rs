//! The fast path: records in the shape that servers send, read where they stand.
//!
//! It understands compact JSON with known keys of the usual types, in any order,
//! and skips keys that it does not know. Whatever else there is (white space,
//! escapes where none are usual, values of other types, keys that occur twice) it
//! gives up without a word, and the lenient reader ([`super::read_record`]) takes
//! the record: being tolerant costs the usual record nothing. What it does accept
//! it reads exactly as the lenient reader would; tests hold them to that.

use std::borrow::Cow;

use super::{event, fields};
use crate::record::{Form, Status};
use crate::record_ref::RecordRef;
use crate::status;

/// Values nested deeper are left to the lenient reader.
const DEEPEST: u32 = 32;

/// Reads the record at the start of `bytes`, and how long it is. `None` when it is
/// not whole or not of the usual shape.
pub(super) fn record(bytes: &[u8]) -> Option<(RecordRef<'_>, usize)> {
    let mut scan = Scan { bytes, at: 0 };
    let mut root = Root::default();
    scan.object(|scan, key| root.take(scan, key))?;
    let length = scan.at;
    if length > super::splitter::MAX_PIECE {
        return None;
    }
    let text = std::str::from_utf8(&bytes[..length]).ok()?;
    Some((root.record(text)?, length))
}

/// What stands at the top of a record of either generation.
#[derive(Default)]
struct Root<'a> {
    id: Once<Span>,
    kind: Once<Span>,
    time_ms: Once<i64>,
    stream_ids: Once<Span>,
    content: Once<Content<'a>>,
    action: Once<Span>,
    access: Once<Span>,
    caller: Once<Span>,
    status: Once<u64>,
    error_id: Once<Span>,
    error_message: Once<Cow<'a, str>>,
    addresses: Once<Span>,
    query: Once<Cow<'a, str>>,
}

/// The content of an audit event.
#[derive(Default)]
struct Content<'a> {
    source_name: Once<Span>,
    addresses: Once<Span>,
    action: Once<Span>,
    query: Once<Cow<'a, str>>,
    caller: Once<Span>,
    error_id: Once<Span>,
    error_message: Once<Cow<'a, str>>,
    record_count: Once<u64>,
    incomplete: Once<bool>,
    scoped_streams: Once<Span>,
    scoped_stream_count: Once<u64>,
    integrity_key: Once<Span>,
    integrity_hash: Once<Span>,
    has_source: bool,
    has_record: bool,
}

/// Where a text stands: between its quotes, or with its brackets.
type Span = std::ops::Range<usize>;

/// A value that may be set once: of a key that occurs twice the lenient reader
/// knows which counts.
struct Once<T>(Option<T>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Once<T> {
    fn set(&mut self, value: Option<T>) -> Option<()> {
        if self.0.is_some() {
            return None;
        }
        self.0 = Some(value?);
        Some(())
    }
}

impl<'a> Root<'a> {
    fn take(&mut self, scan: &mut Scan<'a>, key: &[u8]) -> Option<()> {
        match key {
            b"id" => self.id.set(scan.plain_string()),
            b"type" => self.kind.set(scan.plain_string()),
            b"time" => self.time_ms.set(scan.time_ms()),
            b"streamIds" => self.stream_ids.set(scan.strings()),
            b"content" => {
                let mut content = Content::default();
                scan.object(|scan, key| content.take(scan, key))?;
                self.content.set(Some(content))
            }
            b"action" => self.action.set(scan.plain_string()),
            b"accessId" => self.access.set(scan.plain_string()),
            b"callerId" => self.caller.set(scan.plain_string()),
            b"status" => self.status.set(scan.count()),
            b"errorId" => self.error_id.set(scan.plain_string()),
            b"errorMessage" => self.error_message.set(scan.string()),
            b"forwardedFor" => self.addresses.set(scan.plain_string()),
            b"query" => self.query.set(scan.query()),
            // This product's own forms, and keys of envelopes.
            b"csv" | b"audit-viewer" | b"events" | b"auditLogs" => None,
            _ => scan.skip(0),
        }
    }

    fn record(self, whole: &'a str) -> Option<RecordRef<'a>> {
        let text = |span: Span| whole.get(span);
        let id = text(self.id.0?).filter(|id| !id.is_empty())?;
        let time_ms = self.time_ms.0?;
        let kind = self.kind.0.and_then(text).unwrap_or_default();
        if let Some(content) = self.content.0 {
            let record = RecordRef { id: id.into(), time_ms, kind: kind.into(), ..RecordRef::empty(Form::Event) };
            return content.record(record, kind, self.stream_ids.0.and_then(text).unwrap_or_default(), whole);
        }
        let error_id = self.error_id.0.and_then(text);
        Some(RecordRef {
            id: id.into(),
            time_ms,
            kind: kind.into(),
            access: self.access.0.and_then(text).map(event::split_serial),
            caller: self.caller.0.and_then(text).map(Cow::Borrowed),
            action: text(self.action.0?)?.into(),
            status: match (self.status.0.map(u16::try_from), error_id) {
                (Some(Ok(status)), _) => Status::Recorded(status),
                (Some(Err(_)), _) => return None,
                (None, Some(id)) => status::of_error(id),
                (None, None) => Status::Error,
            },
            error_id: error_id.map(Cow::Borrowed),
            error_message: self.error_message.0.filter(|text| !text.is_empty()),
            addresses: addresses(self.addresses.0.and_then(text).unwrap_or_default()),
            query: self.query.0,
            ..RecordRef::empty(Form::Legacy)
        })
    }
}

impl<'a> Content<'a> {
    fn take(&mut self, scan: &mut Scan<'a>, key: &[u8]) -> Option<()> {
        match key {
            b"source" => {
                if std::mem::replace(&mut self.has_source, true) {
                    return None;
                }
                let (name, addresses) = (&mut self.source_name, &mut self.addresses);
                scan.object(|scan, key| match key {
                    b"name" => name.set(scan.plain_string()),
                    b"ip" => addresses.set(scan.plain_string()),
                    _ => scan.skip(0),
                })
            }
            b"record" => {
                if std::mem::replace(&mut self.has_record, true) {
                    return None;
                }
                let (record_key, hash) = (&mut self.integrity_key, &mut self.integrity_hash);
                scan.object(|scan, key| match key {
                    b"key" => record_key.set(scan.plain_string()),
                    b"integrity" => hash.set(scan.plain_string()),
                    _ => scan.skip(0),
                })
            }
            b"action" => self.action.set(scan.plain_string()),
            b"query" => self.query.set(scan.query()),
            b"callerId" => self.caller.set(scan.plain_string()),
            b"id" => self.error_id.set(scan.plain_string()),
            b"message" => self.error_message.set(scan.string()),
            b"recordCount" => self.record_count.set(scan.count()),
            b"recordCountIncomplete" => self.incomplete.set(scan.boolean()),
            b"scopedStreamIds" => self.scoped_streams.set(scan.strings()),
            b"scopedStreamCount" => self.scoped_stream_count.set(scan.count()),
            _ => scan.skip(0),
        }
    }

    fn record(self, base: RecordRef<'a>, kind: &str, stream_ids: &'a str, whole: &'a str) -> Option<RecordRef<'a>> {
        let text = |span: Span| whole.get(span);
        let cow = |span: Span| whole.get(span).map(Cow::Borrowed);
        let action = text(self.action.0?)?;
        let error_id = self.error_id.0.and_then(text);
        let written = self.integrity_key.0.zip(self.integrity_hash.0);
        let written = written.filter(|_| event::says_what_it_wrote(kind, action));
        Some(RecordRef {
            access: event::access(items(stream_ids)),
            caller: self.caller.0.and_then(cow),
            action: action.into(),
            status: event::status(kind, error_id, action),
            error_id: error_id.map(Cow::Borrowed),
            error_message: self.error_message.0.filter(|text| !text.is_empty()),
            addresses: addresses(self.addresses.0.and_then(text).unwrap_or_default()),
            source: self.source_name.0.and_then(cow),
            query: self.query.0,
            record_count: self.record_count.0,
            record_count_incomplete: self.incomplete.0 == Some(true),
            scoped_streams: list(self.scoped_streams.0.and_then(text).unwrap_or_default()),
            scoped_stream_count: self.scoped_stream_count.0,
            integrity: written.and_then(|(key, hash)| cow(key).zip(cow(hash))),
            stream_ids: list(stream_ids),
            ..base
        })
    }
}

/// The strings of a compact JSON array without escapes.
fn items(array: &str) -> impl Iterator<Item = &str> + Clone {
    // Every second part between quotes is a string.
    array.split('"').skip(1).step_by(2)
}

/// An array, empty for one without items.
fn list(array: &str) -> Cow<'_, str> {
    if array == "[]" { "".into() } else { array.into() }
}

fn addresses(list: &str) -> Cow<'_, str> {
    let single = !list.contains(',') && list.trim().len() == list.len();
    if single { list.into() } else { super::addresses(list).join(", ").into() }
}

/// A place in the bytes. Every method leaves it behind what it read; `None` ends
/// the whole attempt, so where it stands then does not matter.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// An object, entry by entry; `take` reads the value of the key it is given,
    /// or leaves it when it is `null`, which counts as absent.
    fn object(&mut self, mut take: impl FnMut(&mut Self, &'a [u8]) -> Option<()>) -> Option<()> {
        self.eat(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            let key = self.plain_string()?;
            let key = &self.bytes[key];
            self.eat(b':')?;
            if self.peek()? == b'n' {
                // Of a key that occurs twice a `null` may be the one that counts.
                return None;
            }
            take(self, key)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// The inside of a string without escapes.
    fn plain_string(&mut self) -> Option<Span> {
        let (inside, escaped) = self.quoted()?;
        (!escaped).then_some(inside)
    }

    /// The text of a string.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at;
        let (inside, escaped) = self.quoted()?;
        if escaped {
            let json = std::str::from_utf8(&self.bytes[start..self.at]).ok()?;
            return fields::text(json).map(Cow::Owned);
        }
        std::str::from_utf8(&self.bytes[inside]).ok().map(Cow::Borrowed)
    }

    /// The inside of a string, and whether it holds escapes (which are checked
    /// only as far as finding its end needs).
    fn quoted(&mut self) -> Option<(Span, bool)> {
        self.eat(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain_run(self.bytes.get(self.at..)?);
            match self.peek()? {
                b'"' => {
                    let inside = start..self.at;
                    self.at += 1;
                    return Some((inside, escaped));
                }
                b'\\' => {
                    escaped = true;
                    self.at += 2;
                }
                // Control characters are no JSON.
                _ => return None,
            }
        }
    }

    /// A compact array of strings without escapes, as it stands.
    fn strings(&mut self) -> Option<Span> {
        let start = self.at;
        self.eat(b'[')?;
        if self.peek()? != b']' {
            loop {
                self.plain_string()?;
                match self.peek()? {
                    b',' => self.at += 1,
                    _ => break,
                }
            }
        }
        self.eat(b']')?;
        Some(start..self.at)
    }

    /// A whole number of at least 0.
    fn count(&mut self) -> Option<u64> {
        let start = self.at;
        let mut value = 0_u64;
        while let digit @ b'0'..=b'9' = self.peek()? {
            value = value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            self.at += 1;
        }
        let digits = &self.bytes[start..self.at];
        let usual = !digits.is_empty() && (digits.len() == 1 || digits[0] != b'0');
        (usual && matches!(self.peek()?, b',' | b'}')).then_some(value)
    }

    fn boolean(&mut self) -> Option<bool> {
        let value = self.peek()? == b't';
        self.literal()?;
        Some(value)
    }

    /// A time in seconds: `1795461580.488`, in milliseconds.
    fn time_ms(&mut self) -> Option<i64> {
        let start = self.at;
        self.number()?;
        let token = &self.bytes[start..self.at];
        let dot = token.iter().position(|byte| *byte == b'.').unwrap_or(token.len());
        let (whole, fraction) = (&token[..dot], token.get(dot + 1..).unwrap_or_default());
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        if whole.len() <= 10 && fraction.len() <= 3 && digits(whole) && digits(fraction) {
            // Exact where floating point, rounded to milliseconds, is exact too.
            let number = |part: &[u8]| part.iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
            let scale = [1000, 100, 10, 1][fraction.len()];
            return Some(number(whole) * 1000 + number(fraction) * scale);
        }
        fields::time_ms(std::str::from_utf8(token).ok()?.parse().ok()?)
    }

    /// A query: the text of a string, or the JSON of something else.
    fn query(&mut self) -> Option<Cow<'a, str>> {
        if self.peek()? == b'"' {
            return self.string();
        }
        let start = self.at;
        self.skip(0)?;
        std::str::from_utf8(&self.bytes[start..self.at]).ok().map(Cow::Borrowed)
    }

    /// Any value, checked for being JSON.
    fn skip(&mut self, depth: u32) -> Option<()> {
        match self.peek()? {
            b'"' => {
                let start = self.at;
                let (_, escaped) = self.quoted()?;
                if escaped {
                    serde_json::from_slice::<serde::de::IgnoredAny>(&self.bytes[start..self.at]).ok()?;
                }
                Some(())
            }
            b'{' if depth < DEEPEST => self.skip_object(depth),
            b'[' if depth < DEEPEST => self.skip_array(depth),
            b't' | b'f' | b'n' => self.literal(),
            _ => self.number(),
        }
    }

    fn skip_object(&mut self, depth: u32) -> Option<()> {
        self.at += 1;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            // A record inside another: brackets that do not pair have swallowed it.
            let key = self.plain_string()?;
            if self.bytes[key] == *b"streamIds" {
                return None;
            }
            self.eat(b':')?;
            self.skip(depth + 1)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn skip_array(&mut self, depth: u32) -> Option<()> {
        self.at += 1;
        if self.peek()? == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.skip(depth + 1)?;
            match self.peek()? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn literal(&mut self) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        let word = [&b"true"[..], b"false", b"null"].into_iter().find(|word| rest.starts_with(word))?;
        self.at += word.len();
        Some(())
    }

    /// A number as JSON writes it.
    fn number(&mut self) -> Option<()> {
        if self.peek()? == b'-' {
            self.at += 1;
        }
        match self.digits()? {
            [] | [b'0', _, ..] => return None,
            _ => {}
        }
        if self.peek()? == b'.' {
            self.at += 1;
            if self.digits()?.is_empty() {
                return None;
            }
        }
        if matches!(self.peek()?, b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek()?, b'+' | b'-') {
                self.at += 1;
            }
            if self.digits()?.is_empty() {
                return None;
            }
        }
        Some(())
    }

    /// The digits from here on; `None` when the bytes end with them.
    fn digits(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        while self.peek()?.is_ascii_digit() {
            self.at += 1;
        }
        Some(&self.bytes[start..self.at])
    }
}

/// How many bytes from the start are neither a quote, nor a backslash, nor a
/// control character. Eight at a time: most strings are short.
fn plain_run(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES * 128;
    // The lowest byte that is marked is exact; those above it may be marked wrongly.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let mut at = 0;
    while let Some(eight) = bytes.get(at..at + 8).and_then(|eight| <[u8; 8]>::try_from(eight).ok()) {
        let word = u64::from_le_bytes(eight);
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let backslash = zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let marked = quote | backslash | control;
        if marked != 0 {
            return at + (marked.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let end = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    bytes[at..].iter().position(end).map_or(bytes.len(), |found| at + found)
}

#[cfg(test)]
mod tests;
