//! Records into files: CSV for spreadsheets, JSON Lines for evidence.

use serde_json::json;

use crate::engine::{ExportFormat, ExportRequest};
use crate::record::{MASKED, Record, Status};
use crate::secrets::{Layout, mask_query, rewrite};
use crate::time::iso_utc;

/// The columns of the CSV, in order. Names are stable: files made today must
/// still open tomorrow.
pub const COLUMNS: [&str; 24] = [
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
];

/// How the first line of this product's JSON Lines begins.
pub const FIRST_LINE_START: &str = r#"{"audit-viewer":"begin","#;
/// How the last one begins.
pub const LAST_LINE_START: &str = r#"{"audit-viewer":"end","#;

/// Writes records one after the other.
#[derive(Debug)]
pub struct Exporter {
    request: ExportRequest,
    seen: Seen,
    /// Records written so far.
    pub written: u32,
    /// Cells changed so far, so that no spreadsheet takes them for a formula.
    pub neutralized: u32,
    masked_callers: u32,
}

/// What is exported, and out of what.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The filter.
    pub query: String,
    /// The zone that the filter's days and times are of.
    pub zone: String,
    /// Records that match it.
    pub records: u32,
    /// Records held.
    pub loaded: u32,
    /// Records that could not be read.
    pub unreadable: u32,
    /// Records that were left out, since they did not belong.
    pub foreign: u32,
}

impl Exporter {
    /// Begins an export of what was seen.
    pub fn new(request: ExportRequest, seen: Seen) -> Self {
        Self { request, seen, written: 0, neutralized: 0, masked_callers: 0 }
    }

    /// What stands before the records.
    pub fn begin(&mut self) -> Vec<u8> {
        match self.request.format {
            ExportFormat::Csv => csv_line(&COLUMNS.map(String::from)),
            ExportFormat::JsonLines => self.note("begin"),
        }
    }

    /// One record.
    pub fn record(&mut self, record: &Record, raw: &[u8], access_name: Option<&str>) -> Vec<u8> {
        self.written += 1;
        match self.request.format {
            ExportFormat::Csv => {
                let cells = self.cells(record, access_name);
                csv_line(&cells)
            }
            ExportFormat::JsonLines => {
                let mut line = if record.shown_caller() == Some(MASKED) {
                    self.masked_callers += 1;
                    rewrite(&String::from_utf8_lossy(raw), Layout::Verbatim, true).into_bytes()
                } else {
                    raw.to_vec()
                };
                line.push(b'\n');
                line
            }
        }
    }

    /// What stands after the records.
    pub fn end(&mut self) -> Vec<u8> {
        match self.request.format {
            ExportFormat::Csv => Vec::new(),
            ExportFormat::JsonLines => self.note("end"),
        }
    }

    fn note(&self, which: &str) -> Vec<u8> {
        let period = self.request.period.map(|(from, to)| json!({"from": iso_utc(from), "to": iso_utc(to)}));
        let mut note = json!({
            "version": 1,
            "exportedAt": iso_utc(self.request.now_ms),
            "account": self.request.account,
            "period": period,
            "query": self.seen.query,
            "zone": self.seen.zone,
            "records": self.seen.records,
            "loaded": self.seen.loaded,
            "unreadable": self.seen.unreadable,
            "foreign": self.seen.foreign,
            "complete": self.request.complete,
        });
        if which == "end" {
            note["written"] = self.written.into();
            note["maskedCallerIds"] = self.masked_callers.into();
        }
        // The mark comes first, so that a reader can tell the line by its start.
        format!("{{\"audit-viewer\":\"{which}\",{}\n", &note.to_string()[1..]).into_bytes()
    }

    fn cells(&mut self, record: &Record, access_name: Option<&str>) -> Vec<String> {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let list = |list: &[String]| if list.is_empty() { String::new() } else { json!(list).to_string() };
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let access = record.access.as_ref();
        let mut cells = vec![
            record.id.clone(),
            iso_utc(record.time_ms),
            record.time_ms.to_string(),
            text(access.map(|access| access.base.as_str())),
            number(access.and_then(|access| access.serial).map(u64::from)),
            text(access_name),
            record.action.clone(),
            record.method.clone(),
            word(json!(record.operation)),
            word(json!(record.status.outcome())),
            record.status.label(),
            match record.status {
                Status::Recorded(_) => "recorded",
                Status::Derived(_) | Status::Class(_) => "derived",
                Status::Error => "unknown",
            }
            .to_owned(),
            text(record.error_id.as_deref()),
            text(record.error_message.as_deref()),
            record.addresses.join(", "),
            text(record.source.as_deref()),
            text(record.shown_caller()),
            record.query.as_deref().map(mask_query).unwrap_or_default(),
            number(record.record_count),
            if record.record_count_incomplete { "true".to_owned() } else { String::new() },
            list(&record.scoped_streams),
            number(record.scoped_stream_count),
            list(&record.stream_ids),
            record.kind.clone(),
        ];
        for (column, cell) in COLUMNS.iter().zip(&mut cells) {
            // Numbers stay numbers: a time before 1970 begins with a minus.
            if *column != "time_ms" && is_formula(cell) {
                cell.insert(0, '\'');
                self.neutralized += 1;
            }
        }
        cells
    }
}

/// Whether a spreadsheet could take a cell for a formula, or would swallow the
/// mark that says it is none.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠', '\''])
}

/// A cell as it was before it was made harmless.
pub(crate) fn plain_cell(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn csv_line(cells: &[String]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail; an empty line is all that would be lost.
    let written = writer.write_record(cells);
    debug_assert!(written.is_ok(), "a row of CSV is written to memory");
    writer.into_inner().unwrap_or_default()
}
