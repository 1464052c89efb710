//! The fast path: records in the shape that servers send, read where they stand.
//!
//! It understands compact JSON with known keys of the usual types, in any order,
//! and skips keys that it does not know. Whatever else there is (white space,
//! escapes where none are usual, values of other types, keys that occur twice) it
//! gives up without a word, and the lenient reader ([`super::read_record`]) takes
//! the record: being tolerant costs the usual record nothing. What it does accept
//! it reads exactly as the lenient reader would; tests hold them to that.

mod cursor;

use std::borrow::Cow;

use super::event;
use crate::record::{Form, Status};
use crate::record_ref::RecordRef;
use crate::status;
use cursor::{Cursor, Span};

/// Reads the record at the start of `bytes`, and how long it is. `None` when it is
/// not whole or not of the usual shape.
pub(super) fn record(bytes: &[u8]) -> Option<(RecordRef<'_>, usize)> {
    let mut scan = Cursor::new(bytes);
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
    fn take(&mut self, scan: &mut Cursor<'a>, key: &[u8]) -> Option<()> {
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
    fn take(&mut self, scan: &mut Cursor<'a>, key: &[u8]) -> Option<()> {
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
fn items(array: &str) -> impl Iterator<Item = &str> {
    let mut quotes = memchr::memchr_iter(b'"', array.as_bytes());
    std::iter::from_fn(move || {
        let (open, close) = (quotes.next()?, quotes.next()?);
        array.get(open + 1..close)
    })
}

/// An array, empty for one without items.
fn list(array: &str) -> Cow<'_, str> {
    if array == "[]" { "".into() } else { array.into() }
}

fn addresses(list: &str) -> Cow<'_, str> {
    let single = !list.bytes().any(|byte| byte == b',') && list.trim().len() == list.len();
    if single { list.into() } else { super::addresses(list).join(", ").into() }
}

#[cfg(test)]
mod tests;
