//! The fast path: records in the shape that servers send, read where they stand.
//!
//! It understands compact JSON with known keys of the usual types, in any order,
//! and skips keys that it does not know. Whatever else there is (white space,
//! escapes where none are usual, values of other types, keys that occur twice) it
//! gives up without a word, and the lenient reader ([`super::read_record`]) takes
//! the record: being tolerant costs the usual record nothing. What it does accept
//! it reads exactly as the lenient reader would; tests hold them to that.

mod cursor;
mod keys;

use std::borrow::Cow;

use super::event::{self, AccessStreams};
use crate::record::{Form, Status};
use crate::record_ref::RecordRef;
use crate::status;
use cursor::{Cursor, Span};
use keys::Keys;

/// What a key stands for. The first ones are texts, each kept where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Kind,
    Action,
    Access,
    Caller,
    ErrorId,
    ErrorMessage,
    Addresses,
    Query,
    SourceName,
    IntegrityKey,
    IntegrityHash,
    StreamIds,
    ScopedStreams,
    Time,
    Status,
    RecordCount,
    Incomplete,
    ScopedStreamCount,
    Content,
    Source,
    Written,
    /// Nothing that is kept.
    Other,
    /// What the lenient reader has to see: forms other than those of servers, and keys
    /// of envelopes.
    Foreign,
}

/// How many fields are texts.
const TEXTS: usize = Field::ScopedStreams as usize + 1;

/// Inside of a record these may be those of another, which a broken one swallowed: the
/// splitter, which knows, is to see it.
const STREAM_IDS: &[u8] = b"streamIds";

/// What stands at the top of a record of either generation.
fn at_root(key: &[u8]) -> Field {
    match key {
        b"id" => Field::Id,
        b"type" => Field::Kind,
        b"time" => Field::Time,
        b"streamIds" => Field::StreamIds,
        b"content" => Field::Content,
        b"action" => Field::Action,
        b"accessId" => Field::Access,
        b"callerId" => Field::Caller,
        b"status" => Field::Status,
        b"errorId" => Field::ErrorId,
        b"errorMessage" => Field::ErrorMessage,
        b"forwardedFor" => Field::Addresses,
        b"query" => Field::Query,
        b"csv" | b"eventid" | b"syslog" | b"audit-viewer" | b"events" | b"auditLogs" | b"accesses"
        | b"accessDeletions" | b"streams" => Field::Foreign,
        _ => Field::Other,
    }
}

/// The content of an audit event.
fn in_content(key: &[u8]) -> Field {
    match key {
        b"source" => Field::Source,
        b"record" => Field::Written,
        b"action" => Field::Action,
        b"query" => Field::Query,
        b"callerId" => Field::Caller,
        b"id" => Field::ErrorId,
        b"message" => Field::ErrorMessage,
        b"recordCount" => Field::RecordCount,
        b"recordCountIncomplete" => Field::Incomplete,
        b"scopedStreamIds" => Field::ScopedStreams,
        b"scopedStreamCount" => Field::ScopedStreamCount,
        STREAM_IDS => Field::Foreign,
        _ => Field::Other,
    }
}

fn in_source(key: &[u8]) -> Field {
    match key {
        b"name" => Field::SourceName,
        b"ip" => Field::Addresses,
        STREAM_IDS => Field::Foreign,
        _ => Field::Other,
    }
}

fn in_written(key: &[u8]) -> Field {
    match key {
        b"key" => Field::IntegrityKey,
        b"integrity" => Field::IntegrityHash,
        STREAM_IDS => Field::Foreign,
        _ => Field::Other,
    }
}

/// Reads records, and remembers in which order their keys come.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    root: Keys,
    content: Keys,
    source: Keys,
    written: Keys,
    /// Where the texts of the record stand that is being read; of fields that it
    /// does not have, where those of another stood.
    texts: [Span; TEXTS],
}

impl Scanner {
    /// Reads the record at the start of `text` and hands it to `take`, with its
    /// length; whether it did. It does not when the record is not whole or not of the
    /// usual shape.
    pub(super) fn record<'a>(&mut self, text: &'a str, take: impl FnOnce(&RecordRef<'a>, usize)) -> bool {
        self.read(text, take).is_some()
    }

    #[inline]
    fn read<'a>(&mut self, text: &'a str, take: impl FnOnce(&RecordRef<'a>, usize)) -> Option<()> {
        let mut scan = Cursor::new(text);
        let Self { root, content, source, written, texts } = self;
        let mut found = Found {
            seen: 0,
            legacy: 0,
            texts,
            error_message: None,
            query: None,
            access: AccessStreams::default(),
            time_ms: 0,
            status: 0,
            record_count: 0,
            incomplete: false,
            scoped_stream_count: 0,
        };
        scan.object(root, at_root, |scan, field| match field {
            Field::Content => {
                found.begin(Field::Content)?;
                scan.object(content, in_content, |scan, field| match field {
                    Field::Source => {
                        found.begin(field)?;
                        scan.object(source, in_source, |scan, field| found.take(scan, field))
                    }
                    Field::Written => {
                        found.begin(field)?;
                        scan.object(written, in_written, |scan, field| found.take(scan, field))
                    }
                    field => found.take(scan, field),
                })
            }
            field => {
                found.legacy |= LEGACY & 1 << field as u32;
                found.take(scan, field)
            }
        })?;
        if scan.at > super::splitter::MAX_PIECE {
            return None;
        }
        found.hand_over(text.get(..scan.at)?, |record| take(record, scan.at))
    }
}

/// The fields that a record of the older generation has at its top, and an event in
/// its content, if at all.
const LEGACY: u32 = 1 << Field::Action as u32
    | 1 << Field::Access as u32
    | 1 << Field::Caller as u32
    | 1 << Field::Status as u32
    | 1 << Field::ErrorId as u32
    | 1 << Field::ErrorMessage as u32
    | 1 << Field::Addresses as u32
    | 1 << Field::Query as u32;

/// What was found of a record so far.
struct Found<'a, 's> {
    /// Which fields were met, by their numbers.
    seen: u32,
    /// Which of [`LEGACY`] at the top of the record: of an event they are no part.
    legacy: u32,
    /// Where the texts stand. Of those that held escapes, the text is beside.
    texts: &'s mut [Span; TEXTS],
    error_message: Option<String>,
    query: Option<String>,
    access: AccessStreams<'a>,
    time_ms: i64,
    status: u64,
    record_count: u64,
    incomplete: bool,
    scoped_stream_count: u64,
}

impl<'a> Found<'a, '_> {
    /// Takes note that a field is here. Of a key that occurs twice the lenient
    /// reader knows which counts.
    #[inline]
    fn begin(&mut self, field: Field) -> Option<()> {
        let bit = 1 << field as u32;
        (self.seen & bit == 0).then(|| self.seen |= bit)
    }

    fn has(&self, field: Field) -> bool {
        self.seen & 1 << field as u32 != 0
    }

    #[inline]
    fn take(&mut self, scan: &mut Cursor<'a>, field: Field) -> Option<()> {
        if field == Field::Other {
            return scan.skip(0);
        }
        self.begin(field)?;
        match field {
            Field::Time => self.time_ms = scan.time_ms()?,
            Field::Status => self.status = scan.count()?,
            Field::RecordCount => self.record_count = scan.count()?,
            Field::ScopedStreamCount => self.scoped_stream_count = scan.count()?,
            Field::Incomplete => self.incomplete = scan.boolean()?,
            Field::StreamIds => {
                let access = &mut self.access;
                self.texts[field as usize] = scan.strings(|id| access.note(id))?;
            }
            Field::ScopedStreams => self.texts[field as usize] = scan.strings(|_| {})?,
            Field::ErrorMessage => self.texts[field as usize] = scan.string(&mut self.error_message)?,
            Field::Query => self.texts[field as usize] = scan.query(&mut self.query)?,
            Field::Content | Field::Source | Field::Written | Field::Other | Field::Foreign => return None,
            _ => self.texts[field as usize] = scan.plain_string()?,
        }
        Some(())
    }

    /// The text of a field, as it stands.
    #[inline]
    fn text(&self, whole: &'a str, field: Field) -> Option<&'a str> {
        if self.has(field) { whole.get(self.texts[field as usize].clone()) } else { None }
    }

    /// Makes the record out of what was found in `whole`. Handed over where it is
    /// made: it is large, and would be copied on its way.
    #[inline]
    fn hand_over(mut self, whole: &'a str, take: impl FnOnce(&RecordRef<'a>)) -> Option<()> {
        let is_event = self.has(Field::Content);
        if is_event && self.legacy != 0 {
            return None;
        }
        let text = |field| self.text(whole, field);
        let cow = |field| self.text(whole, field).map(Cow::Borrowed);
        let id = text(Field::Id).filter(|id| !id.is_empty())?;
        if !self.has(Field::Time) {
            return None;
        }
        let (kind, action) = (text(Field::Kind).unwrap_or_default(), text(Field::Action)?);
        let error_id = text(Field::ErrorId);
        let list = |field| text(field).filter(|array| *array != "[]").unwrap_or_default();
        let count = |field, count| self.has(field).then_some(count);
        let written = if is_event { cow(Field::IntegrityKey).zip(cow(Field::IntegrityHash)) } else { None };
        let (addresses, source, caller) = (text(Field::Addresses), cow(Field::SourceName), cow(Field::Caller));
        let (message, query) = (cow(Field::ErrorMessage), cow(Field::Query));
        let access = if is_event { self.access.access } else { text(Field::Access).map(event::split_serial) };
        let status = if is_event {
            event::status(kind, error_id, action)
        } else {
            match (count(Field::Status, self.status).map(u16::try_from), error_id) {
                (Some(Ok(status)), _) => Status::Recorded(status),
                (Some(Err(_)), _) => return None,
                (None, Some(id)) => status::of_error(id),
                (None, None) => Status::Error,
            }
        };
        let stream_ids = if is_event { list(Field::StreamIds) } else { "" };
        let scoped_streams = list(Field::ScopedStreams);
        let (record_count, scoped_stream_count) =
            (count(Field::RecordCount, self.record_count), count(Field::ScopedStreamCount, self.scoped_stream_count));
        take(&RecordRef {
            id: id.into(),
            time_ms: self.time_ms,
            kind: kind.into(),
            access,
            caller,
            action: action.into(),
            status,
            error_id: error_id.map(Cow::Borrowed),
            error_message: self.error_message.take().map(Cow::Owned).or(message).filter(|text| !text.is_empty()),
            addresses: list_of_addresses(addresses.unwrap_or_default()),
            source,
            query: self.query.take().map(Cow::Owned).or(query),
            record_count,
            record_count_incomplete: self.incomplete,
            scoped_streams: scoped_streams.into(),
            scoped_stream_count,
            integrity: written.filter(|_| event::says_what_it_wrote(kind, action)),
            stream_ids: stream_ids.into(),
            form: if is_event { Form::Event } else { Form::Legacy },
        });
        Some(())
    }
}

fn list_of_addresses(list: &str) -> Cow<'_, str> {
    let single = list.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',');
    if single { list.into() } else { super::addresses(list).join(", ").into() }
}

#[cfg(test)]
mod tests;
