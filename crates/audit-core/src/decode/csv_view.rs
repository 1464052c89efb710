//! This product's own CSV, read back. CSV is a view of a record, not the record:
//! what is read here says so ([`Form::Csv`]), and its verbatim form is an object
//! of the columns, `{"csv":{"id":…}}`.

use csv_core::{ReadFieldResult, Reader};
use serde_json::{Map, Value};

use super::fields::Fields;
use super::{Decoded, Name, Reject};
use crate::engine::AccessName;
use crate::export::{COLUMNS, plain_cell};
use crate::method;
use crate::record::{AccessRef, Form, Integrity, Record, Status};
use crate::record_ref::RecordRef;

/// A row longer than this is not collected: see the splitter's limit.
const MAX_ROW: usize = super::splitter::MAX_PIECE;
/// No row of ours has nearly as many.
const MOST_CELLS: usize = 1000;

/// How the first line begins.
pub(super) const HEADER_START: &[u8] = b"id,time_utc,time_ms,";

pub(super) fn starts(text: &[u8]) -> bool {
    text.starts_with(HEADER_START)
}

/// Reads rows as their bytes arrive.
#[derive(Debug)]
pub(super) struct CsvReader {
    reader: Box<Reader>,
    cell: Vec<u8>,
    row: Vec<String>,
    /// Bytes of the row so far, of which no more than [`MAX_ROW`] are kept.
    length: usize,
    header: Option<Vec<String>>,
}

impl Default for CsvReader {
    fn default() -> Self {
        // Not the reader's own default, which has no table to read by.
        Self { reader: Box::new(Reader::new()), cell: Vec::new(), row: Vec::new(), length: 0, header: None }
    }
}

impl CsvReader {
    pub(super) fn feed(&mut self, mut bytes: &[u8], take: &mut impl FnMut(Decoded)) {
        if self.header.is_none() && self.row.is_empty() && self.cell.is_empty() {
            bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        while !bytes.is_empty() {
            let used = self.step(bytes, take);
            bytes = &bytes[used..];
        }
    }

    /// Ends the text; whether it ended at the end of a row.
    pub(super) fn finish(mut self, take: &mut impl FnMut(Decoded)) -> bool {
        let whole = self.row.is_empty() && self.cell.is_empty();
        self.step(b"", take);
        whole
    }

    fn step(&mut self, bytes: &[u8], take: &mut impl FnMut(Decoded)) -> usize {
        let mut out = [0; 4096];
        let (result, used, written) = self.reader.read_field(bytes, &mut out);
        self.length += written;
        if self.length <= MAX_ROW {
            self.cell.extend_from_slice(&out[..written]);
        }
        if let ReadFieldResult::Field { record_end } = result {
            let cell = std::mem::take(&mut self.cell);
            self.row.push(String::from_utf8_lossy(&cell).into_owned());
            if record_end || self.row.len() > MOST_CELLS {
                let row = std::mem::take(&mut self.row);
                let too_long = std::mem::take(&mut self.length) > MAX_ROW;
                self.take_row(row, too_long, take);
            }
        }
        used
    }

    fn take_row(&mut self, row: Vec<String>, too_long: bool, take: &mut impl FnMut(Decoded)) {
        let Some(header) = &self.header else {
            self.header = Some(row);
            return;
        };
        // A row that was cut, or whose quotes do not pair, is not half a record.
        if too_long || row.len() != header.len() {
            let text = row.join(",").into_bytes();
            return take(Decoded::Unreadable(Reject::Syntax, if too_long { Vec::new() } else { text }));
        }
        if let Some(name) = named(header, &row) {
            take(Decoded::Name(Name::FormerAccess(name)));
        }
        let cells: Map<String, Value> = header
            .iter()
            .zip(row)
            .filter(|(column, cell)| COLUMNS.contains(&column.as_str()) && !cell.is_empty())
            .map(|(column, cell)| (column.clone(), Value::String(plain_cell(&cell).into_owned())))
            .collect();
        let mut object = Map::new();
        object.insert("csv".to_owned(), Value::Object(cells));
        let raw = Value::Object(object).to_string().into_bytes();
        match super::read_record(&raw) {
            Ok(record) => take(Decoded::Record(&RecordRef::from(&record), &raw, None)),
            Err(reject) => take(Decoded::Unreadable(reject, raw)),
        }
    }
}

/// The name that a row gives its access.
fn named(header: &[String], row: &[String]) -> Option<AccessName> {
    let cell = |column: &str| {
        let at = header.iter().position(|name| name == column)?;
        Some(plain_cell(&row[at]).into_owned()).filter(|cell| !cell.is_empty())
    };
    Some(AccessName { base: cell("access_id")?, name: cell("access_name")?, ..AccessName::default() })
}

/// Reads the object of columns that stands for a row of CSV; `None` when the
/// object is something else.
pub(super) fn from_raw(fields: &Fields) -> Option<Result<Record, Reject>> {
    let cells = fields.object("csv")?;
    Some(read(&cells).ok_or(Reject::NotAudit))
}

fn read(cells: &Fields) -> Option<Record> {
    let list = |key: &str| -> Vec<String> {
        cells.text(key).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    };
    let number = |key: &str| cells.text(key).and_then(|text| text.parse().ok());
    let action = cells.text("action").unwrap_or_default();
    let method = method::normal_form(&action);
    Some(Record {
        id: cells.text("id")?,
        time_ms: cells.text("time_ms")?.parse().ok()?,
        kind: cells.text("type").unwrap_or_default(),
        access: cells
            .text("access_id")
            .map(|id| super::event::split_serial(&id).0.to_owned())
            .map(|base| AccessRef { base, serial: number("access_serial").and_then(|n: u64| u32::try_from(n).ok()) }),
        caller: cells.text("caller_id"),
        operation: method::operation(&method),
        method,
        status: status(&cells.text("status").unwrap_or_default(), cells.text("status_basis").as_deref()),
        error_id: cells.text("error_id"),
        error_message: cells.text("error_message"),
        addresses: cells.text("addresses").map_or_else(Vec::new, |text| super::addresses(&text)),
        source: cells.text("source"),
        query: cells.text("query"),
        record_count: number("record_count"),
        record_count_incomplete: cells.text("record_count_incomplete").as_deref() == Some("true"),
        scoped_streams: list("scoped_stream_ids"),
        scoped_stream_count: number("scoped_stream_count"),
        integrity: cells.text("integrity_key").zip(cells.text("integrity")).map(|(key, hash)| Integrity { key, hash }),
        stream_ids: list("stream_ids"),
        action,
        form: Form::Csv,
    })
}

/// The inverse of [`Status::label`] with its basis.
fn status(label: &str, basis: Option<&str>) -> Status {
    if let Ok(code) = label.parse() {
        return if basis == Some("recorded") { Status::Recorded(code) } else { Status::Derived(code) };
    }
    match label.strip_suffix("xx").and_then(|class| class.parse().ok()) {
        Some(class) => Status::Class(class),
        None => Status::Error,
    }
}
