//! Records in columns, with their verbatim bytes.
//!
//! What filters and groups need stands in columns; everything else is read from
//! the record's own bytes when one record is asked for, by the decoder that read
//! them the first time.

mod dictionary;

use std::collections::HashMap;

pub use dictionary::{Column, Dictionary};

use crate::decode;
use crate::record::{Record, Status};
use crate::secrets::mask_query;

/// All records held, in order of arrival; [`Store::newest_first`] is their order
/// in time. A row is an index into every column.
#[derive(Debug, Default)]
pub struct Store {
    /// Milliseconds since 1970.
    pub times: Vec<i64>,
    /// Normal forms of actions.
    pub methods: Column<String>,
    /// How calls ended.
    pub statuses: Column<Status>,
    /// Base ids of accesses; empty where a row names none.
    pub accesses: Column<String>,
    /// Reported address lists.
    pub addresses: Column<Vec<String>>,
    /// Error ids; empty where there was no error, or none with an id.
    pub errors: Column<String>,
    /// Lower-case text of each row, for free text.
    texts: Arena,
    raws: Arena,
    rows: HashMap<Box<str>, u32>,
    newest_first: Vec<u32>,
    sorted: usize,
}

/// Byte strings end to end.
#[derive(Debug, Default)]
struct Arena {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Arena {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.ends.push(self.bytes.len());
    }

    fn get(&self, row: u32) -> &[u8] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.bytes[start..self.ends[row]]
    }
}

impl Store {
    /// Adds a record with its verbatim bytes; `false` if its id is held already.
    pub fn push(&mut self, record: &Record, raw: &[u8]) -> bool {
        if self.rows.contains_key(record.id.as_str()) {
            return false;
        }
        let row = self.len();
        self.rows.insert(record.id.as_str().into(), row);
        self.times.push(record.time_ms);
        self.methods.push(&record.method);
        self.statuses.push(&record.status);
        let base = record.access.as_ref().map(|access| access.base.clone()).unwrap_or_default();
        self.accesses.push(&base);
        self.addresses.push(&record.addresses);
        self.errors.push(record.error_id.as_ref().unwrap_or(&String::new()));
        self.texts.push(search_text(record).as_bytes());
        self.raws.push(raw);
        self.newest_first.push(row);
        true
    }

    /// Records held.
    pub fn len(&self) -> u32 {
        u32::try_from(self.times.len()).unwrap_or(u32::MAX)
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Brings [`Store::newest_first`] up to date after records were added.
    pub fn sort(&mut self) {
        if self.sorted != self.newest_first.len() {
            // Of equal times the one that arrived first stays first: newest-first
            // pages then keep the order of the server.
            self.newest_first.sort_by_key(|row| (std::cmp::Reverse(self.times[*row as usize]), *row));
            self.sorted = self.newest_first.len();
        }
    }

    /// Rows from the newest to the oldest, as of the last [`Store::sort`].
    pub fn newest_first(&self) -> &[u32] {
        &self.newest_first
    }

    /// The row of a record.
    pub fn row(&self, id: &str) -> Option<u32> {
        self.rows.get(id).copied()
    }

    /// A record's verbatim bytes.
    pub fn raw(&self, row: u32) -> &[u8] {
        self.raws.get(row)
    }

    /// A record, read again from its bytes. `None` cannot happen for a row that
    /// was pushed with its own bytes.
    pub fn record(&self, row: u32) -> Option<Record> {
        decode::read_record(self.raws.get(row)).ok()
    }

    /// Whether a row's text holds `needle`, which must be lower case.
    pub fn contains(&self, row: u32, needle: &memchr::memmem::Finder) -> bool {
        needle.find(self.texts.get(row)).is_some()
    }
}

/// What free text looks at, in lower case, parts on lines of their own so that
/// no match spans two of them.
fn search_text(record: &Record) -> String {
    let caller = record.shown_caller();
    // What is masked on the screen must not be found letter by letter.
    let query = record.query.as_deref().map(mask_query);
    let addresses = record.addresses.join("\n");
    let parts = [
        Some(record.id.as_str()),
        Some(record.action.as_str()),
        Some(record.method.as_str()),
        record.access.as_ref().map(|access| access.base.as_str()),
        query.as_deref(),
        record.error_id.as_deref(),
        record.error_message.as_deref(),
        caller,
        record.source.as_deref(),
        Some(addresses.as_str()),
    ];
    let mut text = String::new();
    for part in parts.into_iter().flatten() {
        text.push_str(&part.to_lowercase());
        text.push('\n');
    }
    for stream in &record.scoped_streams {
        text.push_str(&stream.to_lowercase());
        text.push('\n');
    }
    text
}
