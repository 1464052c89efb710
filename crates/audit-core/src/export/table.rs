//! Records as rows of CSV (RFC 4180), harmless in a spreadsheet.
//!
//! A cell that a spreadsheet could take for a formula gets a `'` before it. Where
//! lists are separated by semicolons or tabs, programs split cells there: what
//! stands behind one is made harmless in the same way. [`plain_cell`] is the way
//! back.

use std::borrow::Cow;
use std::fmt::Write;

use super::SLICE;
use crate::names::Names;
use crate::record::Status;
use crate::store::Store;
use crate::time::iso_utc;

/// The columns of the CSV, in order. Names are stable: files made today must
/// still open tomorrow.
pub(crate) const COLUMNS: [&str; 26] = [
    "id",
    "time_utc",
    "time_ms",
    "access_id",
    "access_serial",
    "access_name",
    "action",
    "method",
    "operation",
    "outcome",
    "status",
    "status_basis",
    "error_id",
    "error_message",
    "addresses",
    "source",
    "caller_id",
    "query",
    "record_count",
    "record_count_incomplete",
    "scoped_stream_ids",
    "scoped_stream_count",
    "stream_ids",
    "type",
    "integrity_key",
    "integrity",
];

/// Rows of one slice.
pub(super) struct Table {
    out: Vec<u8>,
    /// Whether the row has a cell already.
    begun: bool,
    /// Cells changed.
    pub(super) neutralized: u32,
    /// Where numbers are written, one after the other.
    number: String,
    /// The last time written, as far as its minute, and that minute.
    minute: (i64, String),
}

const MINUTE_MS: i64 = 60_000;

impl Table {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            out: Vec::with_capacity(capacity),
            begun: false,
            neutralized: 0,
            number: String::new(),
            minute: (i64::MIN, String::new()),
        }
    }

    /// The first line.
    pub(super) fn header() -> Vec<u8> {
        let mut table = Self::new(0);
        for column in COLUMNS {
            table.plain(column);
        }
        table.end_row();
        table.finish()
    }

    pub(super) fn is_full(&self) -> bool {
        self.out.len() >= SLICE
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.out
    }

    /// One record, in the order of [`COLUMNS`].
    pub(super) fn row(&mut self, store: &Store, row: u32, names: &Names) {
        let (record, method) = (store.record(row), store.method(row));
        self.text(&record.id);
        self.time(record.time_ms);
        self.number(Some(record.time_ms));
        let access = record.access;
        self.text(access.map_or("", |(base, _)| base));
        self.number(access.and_then(|(_, serial)| serial));
        self.text(access.and_then(|(base, _)| names.get(base)).unwrap_or_default());
        self.text(&record.action);
        self.text(&method.name);
        self.plain(method.operation.label());
        self.plain(record.status.outcome().label());
        self.status(record.status);
        self.plain(match record.status {
            Status::Recorded(_) => "recorded",
            Status::Derived(_) | Status::Class(_) => "derived",
            Status::Error => "unknown",
        });
        self.optional(record.error_id.as_deref());
        self.optional(record.error_message.as_deref());
        self.text(&record.addresses);
        self.optional(record.source.as_deref());
        self.optional(record.shown_caller());
        self.optional(store.shown_query(row).as_deref());
        self.number(record.record_count);
        self.plain(if record.record_count_incomplete { "true" } else { "" });
        self.text(&record.scoped_streams);
        self.number(record.scoped_stream_count);
        self.text(&record.stream_ids);
        self.text(&record.kind);
        let integrity = record.integrity.as_ref();
        self.optional(integrity.map(|(key, _)| key.as_ref()));
        self.optional(integrity.map(|(_, hash)| hash.as_ref()));
        self.end_row();
    }

    fn end_row(&mut self) {
        self.out.extend_from_slice(b"\r\n");
        self.begun = false;
    }

    /// A cell that is none of a person's or a server's making.
    fn plain(&mut self, text: &str) {
        if std::mem::replace(&mut self.begun, true) {
            self.out.push(b',');
        }
        // Every byte is looked at, which processors do many at a time.
        let quoted = text.bytes().fold(false, |found, byte| found | matches!(byte, b'"' | b',' | b'\r' | b'\n'));
        if !quoted {
            return self.out.extend_from_slice(text.as_bytes());
        }
        self.out.push(b'"');
        let mut from = 0;
        for at in memchr::memchr_iter(b'"', text.as_bytes()) {
            self.out.extend_from_slice(&text.as_bytes()[from..=at]);
            from = at;
        }
        self.out.extend_from_slice(&text.as_bytes()[from..]);
        self.out.push(b'"');
    }

    fn text(&mut self, text: &str) {
        let cell = harmless(text);
        self.neutralized += u32::from(matches!(cell, Cow::Owned(_)));
        self.plain(&cell);
    }

    fn optional(&mut self, text: Option<&str>) {
        self.text(text.unwrap_or_default());
    }

    /// Numbers stay numbers: a time before 1970 begins with a minus.
    fn number<N: std::fmt::Display>(&mut self, number: Option<N>) {
        let mut text = std::mem::take(&mut self.number);
        text.clear();
        if let Some(number) = number {
            // Writing to a string cannot fail.
            let _ = write!(text, "{number}");
        }
        self.plain(&text);
        self.number = text;
    }

    fn status(&mut self, status: Status) {
        match status.code() {
            Some(code) => self.number(Some(code)),
            None => self.plain(&status.label()),
        }
    }

    /// The calendar is asked once a minute: neighbours are close in time.
    fn time(&mut self, time_ms: i64) {
        let minute = time_ms.div_euclid(MINUTE_MS);
        if self.minute.0 != minute {
            let text = iso_utc(minute * MINUTE_MS);
            let usual = text.strip_suffix("00.000Z").map(str::to_owned);
            let Some(text) = usual else { return self.plain(&iso_utc(time_ms)) };
            self.minute = (minute, text);
        }
        let mut text = std::mem::take(&mut self.number);
        text.clear();
        let rest = time_ms.rem_euclid(MINUTE_MS);
        let _ = write!(text, "{}{:02}.{:03}Z", self.minute.1, rest / 1000, rest % 1000);
        self.plain(&text);
        self.number = text;
    }
}

/// What begins a formula, in some spreadsheet.
const TRIGGERS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A cell that no spreadsheet takes for a formula, whole or split.
fn harmless(cell: &str) -> Cow<'_, str> {
    // What would swallow the mark is marked as well.
    let at_start = cell.starts_with(['\t', '\r', '\n', '\0', '\'']) || cell.starts_with(TRIGGERS);
    let mut marks = memchr::memchr2_iter(b';', b'\t', cell.as_bytes()).map(|at| at + 1).filter(|at| behind(cell, *at));
    let first = marks.next();
    if !at_start && first.is_none() {
        return cell.into();
    }
    let mut out = String::with_capacity(cell.len() + 2);
    if at_start {
        out.push('\'');
    }
    let mut from = 0;
    for at in first.into_iter().chain(marks) {
        out.push_str(&cell[from..at]);
        out.push('\'');
        from = at;
    }
    out.push_str(&cell[from..]);
    out.into()
}

/// Whether what stands behind a separator could be a formula.
fn behind(cell: &str, at: usize) -> bool {
    cell[at..].trim_start_matches(['\'', '"', ' ']).starts_with(TRIGGERS)
}

/// A cell as it was before it was made harmless.
pub(crate) fn plain_cell(cell: &str) -> Cow<'_, str> {
    let start = cell.strip_prefix('\'').unwrap_or(cell);
    let marks: Vec<usize> = memchr::memchr2_iter(b';', b'\t', start.as_bytes())
        .map(|at| at + 1)
        .filter(|at| start[*at..].starts_with('\'') && behind(start, *at))
        .collect();
    if marks.is_empty() {
        return start.into();
    }
    let (mut out, mut from) = (String::with_capacity(start.len()), 0);
    for at in marks {
        out.push_str(&start[from..at]);
        from = at + 1;
    }
    out.push_str(&start[from..]);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_harmless_and_come_back() {
        let cases = [
            ("plain", "plain"),
            ("", ""),
            ("=1+1", "'=1+1"),
            ("'quoted", "''quoted"),
            ("\t=a", "'\t'=a"),
            ("a;b", "a;b"),
            ("a;=b", "a;'=b"),
            ("a; \"=b;+c", "a;' \"=b;'+c"),
            ("a;'=b", "a;''=b"),
            ("a\t@b", "a\t'@b"),
            ("＝x;－y", "'＝x;'－y"),
        ];
        for (cell, expected) in cases {
            assert_eq!(harmless(cell), expected, "{cell}");
            assert_eq!(plain_cell(expected), cell, "{expected}");
        }
    }

    proptest::proptest! {
        /// The quotes are those of the library that spreadsheets' files are read with.
        #[test]
        fn rows_are_csv(rows in proptest::collection::vec(["[a\",;\r\n é]{0,6}", "[a\",]{0,4}"], 1..4)) {
            let mut table = Table::new(0);
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            for row in &rows {
                for cell in row {
                    table.plain(cell);
                }
                table.end_row();
                writer.write_record(row).unwrap();
            }
            proptest::prop_assert_eq!(table.finish(), writer.into_inner().unwrap());
        }

        /// Whatever a cell holds, it comes back.
        #[test]
        fn harmless_has_an_inverse(cell in "[=+'\" ;\t@a＝-]{0,20}") {
            let cell: &str = &cell;
            let harmless = harmless(cell);
            proptest::prop_assert_eq!(plain_cell(&harmless), cell);
        }
    }
}
