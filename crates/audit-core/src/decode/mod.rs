//! Bytes into records: both generations of the log, files and the demo alike.
//!
//! ```text
//! bytes, cut anywhere ─ Splitter ─ scan ─▶ records in the usual shape
//!                     │     └ pieces ─ read_record ─▶ any other record, or a Reject
//!                     ├ CsvReader (this product's own CSV)
//!                     └ SyslogReader (lines of a host's syslog)
//! ```
//!
//! One record that cannot be read costs only itself; it is handed on with the
//! reason, never dropped.

mod backup;
mod csv_view;
mod event;
mod fields;
mod grant;
mod legacy;
mod named;
mod scan;
mod splitter;
mod syslog;

pub(crate) use fields::{Fields, text as json_text, time_ms};
use splitter::{Piece, Splitter};

use crate::engine::Name;
use crate::record::Record;
use crate::record_ref::{RecordRef, split_addresses};

pub use crate::engine::UnreadableReason as Reject;
pub(crate) use named::{of_itself as access_of_itself, of_reply as names_of_reply};

/// What came out of the bytes.
#[derive(Debug)]
pub enum Decoded<'a> {
    /// A record, its verbatim bytes, and where those stand in the body, if they
    /// stand there as they are.
    Record(&'a RecordRef<'a>, &'a [u8], Option<u64>),
    /// Something in the place of a record that is none.
    Unreadable(Reject, Vec<u8>),
    /// `meta` of a reply, as JSON text.
    Meta(String),
    /// `error` of a reply, as JSON text.
    Error(String),
    /// A name for an access or a stream: from a list of them, or from a column of this
    /// product's own CSV.
    Name(Name),
    /// The first line of this product's own JSON Lines.
    Note(String),
    /// The last line of them.
    EndNote(String),
}

/// Reads one body, a reply or a file, as its bytes arrive.
#[derive(Debug, Default)]
pub struct Decoder {
    head: Vec<u8>,
    format: Option<Format>,
    /// When the file was last changed, in milliseconds.
    changed_ms: Option<i64>,
}

#[derive(Debug)]
enum Format {
    Json(Box<Splitter>),
    Csv(csv_view::CsvReader),
    Syslog(Box<syslog::SyslogReader>),
}

/// How a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// The text was closed.
    pub closed: bool,
    /// It held an array of records.
    pub has_log: bool,
}

impl Decoder {
    /// For a file that was last changed at a time (milliseconds): lines of syslog do not
    /// say their year, and are not of a later time.
    pub fn of_file(changed_ms: Option<i64>) -> Self {
        Self { changed_ms, ..Self::default() }
    }

    /// Reads the next bytes, cut anywhere.
    pub fn feed(&mut self, bytes: &[u8], take: &mut impl FnMut(Decoded<'_>)) {
        if self.format.is_none() {
            self.head.extend_from_slice(bytes);
            let Some(format) = detect(&self.head, false, self.changed_ms) else { return };
            let head = std::mem::take(&mut self.head);
            self.format = Some(format);
            self.pass(&head, take);
        } else {
            self.pass(bytes, take);
        }
    }

    /// Ends the body.
    pub fn finish(mut self, take: &mut impl FnMut(Decoded<'_>)) -> Ending {
        if self.format.is_none() {
            let head = std::mem::take(&mut self.head);
            self.format = detect(&head, true, self.changed_ms);
            self.pass(&head, take);
        }
        match self.format {
            Some(Format::Json(mut splitter)) => {
                let closed = splitter.finish(&mut |piece| decode_piece(piece, take));
                Ending { closed, has_log: splitter.saw_log }
            }
            Some(Format::Csv(reader)) => Ending { closed: reader.finish(take), has_log: true },
            // Lines of other programs make no audit log.
            Some(Format::Syslog(reader)) => Ending { closed: reader.finish(take), has_log: false },
            None => Ending { closed: false, has_log: false },
        }
    }

    fn pass(&mut self, bytes: &[u8], take: &mut impl FnMut(Decoded<'_>)) {
        match &mut self.format {
            Some(Format::Json(splitter)) => splitter.feed(bytes, &mut |piece| decode_piece(piece, take)),
            Some(Format::Csv(reader)) => reader.feed(bytes, take),
            Some(Format::Syslog(reader)) => reader.feed(bytes, take),
            None => {}
        }
    }
}

/// The format, once enough of the text is there to tell.
fn detect(head: &[u8], all: bool, changed_ms: Option<i64>) -> Option<Format> {
    const BOM: &[u8] = b"\xEF\xBB\xBF";
    if !all && head.len() < BOM.len() && BOM.starts_with(head) {
        return None;
    }
    let text = head.strip_prefix(BOM).unwrap_or(head);
    if csv_view::starts(text) {
        return Some(Format::Csv(csv_view::CsvReader::default()));
    }
    if syslog::starts(text, all)? {
        return Some(Format::Syslog(Box::new(syslog::SyslogReader::new(changed_ms))));
    }
    let undecided = text.len() < csv_view::HEADER_START.len() && csv_view::HEADER_START.starts_with(text);
    (all || !undecided).then(|| Format::Json(Box::default()))
}

fn decode_piece(piece: Piece<'_>, take: &mut impl FnMut(Decoded<'_>)) {
    match piece {
        Piece::Scanned(record, raw, at) => take(Decoded::Record(record, raw, at)),
        Piece::TooLong => take(Decoded::Unreadable(Reject::Syntax, Vec::new())),
        Piece::Envelope(key, bytes) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            take(if key == "meta" { Decoded::Meta(text) } else { Decoded::Error(text) });
        }
        Piece::Record(bytes) => match note(&bytes) {
            Some(Note::First(text)) => take(Decoded::Note(text)),
            Some(Note::Last(text)) => take(Decoded::EndNote(text)),
            None => match read_record(&bytes) {
                Ok(record) => take(Decoded::Record(&RecordRef::from(&record), &bytes, None)),
                Err(reject) => no_record(reject, bytes, take),
            },
        },
    }
}

/// What is no record can still give names.
fn no_record(reject: Reject, bytes: Vec<u8>, take: &mut impl FnMut(Decoded<'_>)) {
    let names = Fields::read(&String::from_utf8_lossy(&bytes)).map(|fields| named::read(&fields)).unwrap_or_default();
    if names.is_empty() {
        return take(Decoded::Unreadable(reject, bytes));
    }
    for name in names {
        take(Decoded::Name(name));
    }
}

enum Note {
    First(String),
    Last(String),
}

/// The lines that this product writes around the records of its JSON Lines.
fn note(bytes: &[u8]) -> Option<Note> {
    let text = || String::from_utf8_lossy(bytes).into_owned();
    if bytes.starts_with(crate::export::FIRST_LINE_START.as_bytes()) {
        return Some(Note::First(text()));
    }
    bytes.starts_with(crate::export::LAST_LINE_START.as_bytes()).then(|| Note::Last(text()))
}

/// Reads one record from its JSON. Bytes that are not UTF-8 are read with
/// replacement characters; the verbatim bytes stay as they are.
///
/// # Errors
/// Why it is no record.
pub fn read_record(bytes: &[u8]) -> Result<Record, Reject> {
    let text = String::from_utf8_lossy(bytes);
    let fields = Fields::read(&text).ok_or_else(|| {
        if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok() { Reject::NotAudit } else { Reject::Syntax }
    })?;
    if let Some(record) =
        csv_view::from_raw(&fields).or_else(|| backup::from_row(&fields)).or_else(|| syslog::from_raw(&fields))
    {
        return record;
    }
    let id = fields.text("id").filter(|id| !id.is_empty()).unwrap_or_else(|| content_id(bytes));
    if fields.raw("content").is_some() { event::read(&fields, id) } else { legacy::read(&fields, id) }
}

/// Whether bytes are still the record with an id, as the scanner read it.
pub(crate) fn still_holds(bytes: &[u8], id: &str) -> bool {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let mut holds = false;
    scan::Scanner::default().record(text, |record, length| holds = length == bytes.len() && record.id == id);
    holds
}

/// An id for rows that have none (migrated ones): made of what they hold, so
/// that the same row gets the same id on every page.
fn content_id(bytes: &[u8]) -> String {
    // FNV-1a, 64 bits: stable across builds, unlike the standard hasher.
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("content:{hash:016x}")
}

/// A reported address list, `203.0.113.9, 10.0.0.1`, as its parts.
fn addresses(list: &str) -> Vec<String> {
    split_addresses(list).map(str::to_owned).collect()
}
