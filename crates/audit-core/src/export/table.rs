//! Records as rows of CSV (RFC 4180), harmless in a spreadsheet.
//!
//! A cell that a spreadsheet could take for a formula gets a `'` before it. Where
//! lists are separated by semicolons or tabs, programs split cells there: what
//! stands behind one is made harmless in the same way. [`plain_cell`] is the way
//! back.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::SLICE;
use crate::names::Names;
use crate::record::{MASKED, Status};
use crate::store::{Store, TextColumn};
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

/// Writes rows. What follows from a code of the store is written once for each code,
/// and copied into each row.
#[derive(Debug, Default)]
pub(super) struct Table {
    known: [Cells; Group::Kind as usize + 1],
    /// Cells of one row alone.
    once: Cells,
    /// Somebody asked for what may be a key.
    secrets: bool,
    /// Cells changed.
    pub(super) neutralized: u32,
    /// The last time written, as far as its minute, and that minute.
    minute: Option<(i64, String)>,
}

/// Cells next to each other that one code decides.
#[derive(Debug, Clone, Copy)]
enum Group {
    Access,
    Action,
    Status,
    Error,
    Message,
    Addresses,
    Source,
    Caller,
    Query,
    Records,
    ScopedStreams,
    ScopedStreamCount,
    StreamIds,
    Kind,
}

const MINUTE_MS: i64 = 60_000;
/// Codes from here on are not remembered: there are so many that few come again.
const REMEMBERED: u32 = 1 << 15;

impl Table {
    /// A table with what may be a key in it, or without.
    pub(super) fn new(secrets: bool) -> Self {
        Self { secrets, ..Self::default() }
    }

    /// The first line.
    pub(super) fn header() -> Vec<u8> {
        let mut cells = Cells::default();
        let (range, _) = cells.write(&COLUMNS.map(Cell::Plain));
        // Cells are written with the comma before them.
        let mut line = cells.bytes(&range)[1..].to_vec();
        line.extend(ROW_END);
        line
    }

    /// One record, in the order of [`COLUMNS`].
    pub(super) fn row(&mut self, out: &mut Vec<u8>, store: &Store, row: u32, names: &Names) {
        self.id(out, store, row);
        self.time(out, store.times[row as usize]);
        let access = store.accesses.codes.get(row);
        self.put(out, Group::Access, access, |write| {
            let access = store.access(access);
            let base = access.map_or("", |(base, _)| base);
            let serial = access.and_then(|(_, serial)| serial).map(|serial| serial.to_string());
            let name = access.and_then(|(base, _)| names.get(base)).unwrap_or_default();
            write(&[Cell::Text(base), Cell::Plain(serial.as_deref().unwrap_or_default()), Cell::Text(name)]);
        });
        self.put(out, Group::Action, store.actions.codes.get(row), |write| {
            let method = store.method(row);
            let action = store.actions.get(row).unwrap_or_default();
            write(&[Cell::Text(action), Cell::Text(&method.name), Cell::Plain(method.operation.label())]);
        });
        self.put(out, Group::Status, store.statuses.codes.get(row), |write| {
            let status = *store.statuses.value(row);
            let code = status.code().map_or_else(|| status.label(), |code| code.to_string());
            let basis = match status {
                Status::Recorded(_) => "recorded",
                Status::Derived(_) | Status::Class(_) => "derived",
                Status::Error => "unknown",
            };
            write(&[status.outcome().label(), &code, basis].map(Cell::Plain));
        });
        self.text(out, Group::Error, &store.errors, row);
        if self.secrets {
            self.text(out, Group::Message, &store.messages, row);
        } else {
            self.put(out, Group::Message, store.messages.codes.get(row), |write| {
                write(&[Cell::Text(&store.shown_message(row).unwrap_or_default())]);
            });
        }
        self.text(out, Group::Addresses, &store.addresses, row);
        self.text(out, Group::Source, &store.sources, row);
        if !store.hides_caller(row) {
            self.text(out, Group::Caller, &store.callers, row);
        } else if self.secrets {
            let caller = store.hidden_callers.get(row).unwrap_or_default();
            self.put_once(out, |write| write(&[Cell::Text(caller)]));
        } else {
            out.push(b',');
            out.extend_from_slice(MASKED.as_bytes());
        }
        let secrets = self.secrets;
        let query = |row| if secrets { store.queries.get(row).map(Cow::Borrowed) } else { store.shown_query(row) };
        self.put(out, Group::Query, store.queries.codes.get(row), |write| {
            write(&[Cell::Text(&query(row).unwrap_or_default())]);
        });
        let counts = store.counts.codes.get(row);
        let number = |count: Option<u64>| count.map_or_else(String::new, |count| count.to_string());
        self.put(out, Group::Records, counts, |write| {
            let counts = store.counts.value(row);
            write(&[number(counts.records).as_str(), if counts.incomplete { "true" } else { "" }].map(Cell::Plain));
        });
        self.text(out, Group::ScopedStreams, &store.scoped_streams, row);
        self.put(out, Group::ScopedStreamCount, counts, |write| {
            write(&[Cell::Plain(&number(store.counts.value(row).scoped_streams))]);
        });
        self.text(out, Group::StreamIds, &store.stream_ids, row);
        self.text(out, Group::Kind, &store.kinds, row);
        self.integrity(out, store, row);
        out.extend(ROW_END);
    }

    /// The only cell of a column of texts.
    #[inline]
    fn text(&mut self, out: &mut Vec<u8>, group: Group, column: &TextColumn, row: u32) {
        match column.codes.get(row) {
            0 => out.push(b','),
            code => self.put(out, group, code, |write| {
                write(&[Cell::Text(column.texts.get(code).unwrap_or_default())]);
            }),
        }
    }

    /// The cells of a code; `cells` says what they hold.
    #[inline]
    fn put(&mut self, out: &mut Vec<u8>, group: Group, code: u32, cells: impl FnOnce(&mut dyn FnMut(&[Cell]))) {
        if code >= REMEMBERED {
            return self.put_once(out, cells);
        }
        let known = &mut self.known[group as usize];
        if !known.holds(code) {
            let mut written = (0..0, 0);
            cells(&mut |cells| written = known.write(cells));
            known.remember(code, written);
        }
        let (range, neutralized) = &known.places[code as usize];
        out.extend_from_slice(known.bytes(range));
        self.neutralized += neutralized;
    }

    fn put_once(&mut self, out: &mut Vec<u8>, cells: impl FnOnce(&mut dyn FnMut(&[Cell]))) {
        let Self { once, neutralized, .. } = self;
        cells(&mut |cells| {
            if let [Cell::Text(text)] = cells
                && is_plain(text)
            {
                out.push(b',');
                out.extend_from_slice(text.as_bytes());
                return;
            }
            let (range, changed) = once.write(cells);
            out.extend_from_slice(once.bytes(&range));
            *neutralized += changed;
        });
        if once.size() > SLICE {
            *once = Cells::default();
        }
    }

    /// The first cell, without a comma before it.
    fn id(&mut self, out: &mut Vec<u8>, store: &Store, row: u32) {
        if !store.write_usual_id(row, out) {
            let start = out.len();
            self.put_once(out, |write| write(&[Cell::Text(&store.id(row))]));
            out.remove(start);
        }
    }

    /// The last two cells. Hardly two of them are alike.
    fn integrity(&mut self, out: &mut Vec<u8>, store: &Store, row: u32) {
        if store.integrity.write_usual(row, b',', out) {
            return;
        }
        match store.integrity.get(row) {
            None => out.extend_from_slice(b",,"),
            Some((key, hash)) => self.put_once(out, |write| write(&[Cell::Text(&key), Cell::Text(&hash)])),
        }
    }

    /// The time, as people and as programs read it. The calendar is asked once a
    /// minute: neighbours are close in time.
    fn time(&mut self, out: &mut Vec<u8>, time_ms: i64) {
        let minute = time_ms.div_euclid(MINUTE_MS);
        if self.minute.as_ref().is_none_or(|known| known.0 != minute) {
            let text = iso_utc(minute * MINUTE_MS);
            self.minute = text.strip_suffix("00.000Z").map(|text| (minute, text.to_owned()));
        }
        out.push(b',');
        // A time outside of the calendar is a number.
        match &self.minute {
            Some((_, text)) => {
                out.extend_from_slice(text.as_bytes());
                let rest = time_ms.rem_euclid(MINUTE_MS);
                digits(out, rest / 1000, 2);
                out.push(b'.');
                digits(out, rest % 1000, 3);
                out.push(b'Z');
            }
            None => out.extend_from_slice(iso_utc(time_ms).as_bytes()),
        }
        out.push(b',');
        // Numbers stay numbers: a time before 1970 begins with a minus.
        if time_ms < 0 {
            out.push(b'-');
        }
        let number = time_ms.unsigned_abs();
        let length = number.checked_ilog10().map_or(1, |power| power as usize + 1);
        digits(out, i64::try_from(number).unwrap_or(i64::MAX), length);
    }
}

/// The last digits of a number that is not negative.
fn digits(out: &mut Vec<u8>, number: i64, length: usize) {
    let start = out.len();
    out.resize(start + length, b'0');
    let mut rest = number;
    for digit in out[start..].iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
    }
}

/// Whether a cell stands as it is: nothing in it is quoted, nothing taken for a
/// formula. Not every such cell is found.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(|byte| matches!(byte, b'#'..=b'+' | b'-'..=b':' | b'<'..=b'~'))
}

const ROW_END: [u8; 2] = *b"\r\n";

/// What stands in one cell.
#[derive(Debug, Clone, Copy)]
enum Cell<'a> {
    /// Of this product's making.
    Plain(&'a str),
    /// Of a person's or a server's making.
    Text(&'a str),
}

/// Cells as they stand in the file, each with the comma before it, and which code's
/// they are.
#[derive(Default)]
struct Cells {
    bytes: Vec<u8>,
    /// Where the cells of each code stand, and how many of them were changed.
    places: Vec<(Range<usize>, u32)>,
}

impl fmt::Debug for Cells {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_tuple("Cells").field(&self.size()).finish()
    }
}

impl Cells {
    fn size(&self) -> usize {
        self.bytes.len()
    }

    #[inline]
    fn bytes(&self, range: &Range<usize>) -> &[u8] {
        &self.bytes[range.clone()]
    }

    /// Whether the cells of a code are there: none are empty, for their commas.
    #[inline]
    fn holds(&self, code: u32) -> bool {
        self.places.get(code as usize).is_some_and(|(range, _)| !range.is_empty())
    }

    fn remember(&mut self, code: u32, written: (Range<usize>, u32)) {
        if self.places.len() <= code as usize {
            self.places.resize(code as usize + 1, (0..0, 0));
        }
        self.places[code as usize] = written;
    }

    /// Writes cells: where they stand, and how many were changed.
    fn write(&mut self, cells: &[Cell]) -> (Range<usize>, u32) {
        let (start, mut neutralized) = (self.size(), 0);
        for cell in cells {
            let text = match cell {
                Cell::Plain(text) => Cow::Borrowed(*text),
                Cell::Text(text) => harmless(text),
            };
            neutralized += u32::from(matches!(text, Cow::Owned(_)));
            self.bytes.push(b',');
            quote(&mut self.bytes, text.as_bytes());
        }
        (start..self.size(), neutralized)
    }
}

/// Writes a cell, with quotes where it needs them.
fn quote(out: &mut Vec<u8>, cell: &[u8]) {
    // Every byte is looked at, which processors do many at a time.
    if !cell.iter().fold(false, |found, byte| found | matches!(byte, b'"' | b',' | b'\r' | b'\n')) {
        return out.extend_from_slice(cell);
    }
    out.push(b'"');
    let mut from = 0;
    for at in memchr::memchr_iter(b'"', cell) {
        out.extend_from_slice(&cell[from..=at]);
        from = at;
    }
    out.extend_from_slice(&cell[from..]);
    out.push(b'"');
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
    fn plain_cells_are_those_that_need_nothing() {
        let mut cells = Cells::default();
        for text in ["a", "SHA-256:a+b/c=", "a b", "a,b", "a\"b", "a;=b", "=a", "", "é", "a\n", "0", "-1", "a;b", "'a"]
        {
            let (range, changed) = cells.write(&[Cell::Text(text)]);
            let stands = changed == 0 && cells.bytes(&range)[1..] == *text.as_bytes();
            assert!(stands || !is_plain(text), "{text}");
        }
        assert!(is_plain("SHA-256:a+b/c="));
    }

    #[test]
    fn digits_of_numbers() {
        let mut out = Vec::new();
        for (number, length) in [(7, 2), (0, 1), (1_795_461_580_488, 13), (41, 3)] {
            digits(&mut out, number, length);
            out.push(b' ');
        }
        assert_eq!(out, b"07 0 1795461580488 041 ");
    }

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
        /// The quotes are those of a library for CSV.
        #[test]
        fn cells_are_csv(row in ["[a\",;\r\n é]{0,6}", "[a\",]{0,4}"]) {
            let mut cells = Cells::default();
            let (range, _) = cells.write(&row.each_ref().map(|cell| Cell::Plain(cell)));
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            writer.write_record(&row).unwrap();
            let line = writer.into_inner().unwrap();
            proptest::prop_assert_eq!(&cells.bytes(&range)[1..], &line[..line.len() - ROW_END.len()]);
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
