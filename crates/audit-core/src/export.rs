//! Records into files: CSV for spreadsheets, JSON Lines for evidence.

use serde_json::json;

mod table;

use table::Table;
pub(crate) use table::{COLUMNS, plain_cell};

use crate::decode::read_record;
use crate::engine::{ExportFormat, ExportRequest};
use crate::evidence::Writer;
use crate::names::Names;
use crate::secrets::{Layout, Masked, rewrite};
use crate::store::Store;
use crate::time::iso_utc;

/// A slice is cut after this many bytes.
pub(crate) const SLICE: usize = 1 << 20;

/// The file that holds a record verbatim has changed, moved, or is no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceGone;

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
    /// Records so far in which something is masked.
    pub masked: u32,
    /// How many values those are, in lines.
    masked_values: u32,
    /// Lines of other versions of records, beside those.
    other_versions: u32,
    table: Table,
    /// Hashes, where the file is to be evidence.
    evidence: Option<Writer>,
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
    /// Records that match and are left out, since the page itself caused them.
    pub own_reads: u32,
    /// Names, ids, addresses and values of queries are pseudonyms.
    pub in_pseudonyms: bool,
}

impl Exporter {
    /// Begins an export of what was seen.
    pub fn new(request: ExportRequest, seen: Seen) -> Self {
        let table = Table::new(request.secrets);
        Self {
            request,
            seen,
            written: 0,
            neutralized: 0,
            masked: 0,
            masked_values: 0,
            other_versions: 0,
            table,
            evidence: None,
        }
    }

    /// The same with hashes: a bundle.
    pub(crate) fn bundle(request: ExportRequest, seen: Seen, evidence: Writer) -> Self {
        Self { evidence: Some(evidence), ..Self::new(request, seen) }
    }

    /// What stands before the records.
    pub fn begin(&mut self) -> Vec<u8> {
        match self.request.format {
            ExportFormat::Csv => Table::header(),
            ExportFormat::JsonLines | ExportFormat::Evidence => {
                let line = self.note("begin");
                if let Some(evidence) = &mut self.evidence {
                    evidence.head(&line);
                }
                line
            }
        }
    }

    /// Records, as many of `rows` as fill a slice; and how many those are.
    ///
    /// # Errors
    /// [`SourceGone`] when a verbatim record can no longer be read from its file.
    pub fn slice(&mut self, store: &Store, names: &Names, rows: &[u32]) -> Result<(Vec<u8>, usize), SourceGone> {
        match self.request.format {
            ExportFormat::Csv => Ok(self.rows(store, names, rows)),
            ExportFormat::JsonLines | ExportFormat::Evidence => self.lines(store, rows),
        }
    }

    fn rows(&mut self, store: &Store, names: &Names, rows: &[u32]) -> (Vec<u8>, usize) {
        let (mut bytes, mut taken) = (Vec::with_capacity(SLICE + SLICE / 8), 0);
        for row in rows {
            self.table.row(&mut bytes, store, *row, names);
            self.masked += u32::from(!self.request.secrets && store.hides(*row));
            taken += 1;
            if bytes.len() >= SLICE {
                break;
            }
        }
        self.written += count(taken);
        self.neutralized = self.table.neutralized;
        (bytes, taken)
    }

    fn lines(&mut self, store: &Store, rows: &[u32]) -> Result<(Vec<u8>, usize), SourceGone> {
        let (mut lines, mut taken) = (Vec::with_capacity(SLICE + SLICE / 8), 0);
        for row in rows {
            let raw = store.raw(*row).ok_or(SourceGone)?;
            if !self.request.secrets && store.hides_in(*row, &raw) {
                let masked = self.masked(&raw, !store.shows_caller(*row));
                self.masked += u32::from(masked.values > 0);
                lines.extend_from_slice(masked.text.as_bytes());
            } else {
                lines.extend_from_slice(&raw);
            }
            lines.push(b'\n');
            // What else came under its id is evidence too.
            for version in store.versions(*row) {
                if self.request.secrets {
                    lines.extend_from_slice(version);
                } else {
                    lines.extend_from_slice(self.masked(version, hides_caller(version)).text.as_bytes());
                }
                lines.push(b'\n');
                self.other_versions += 1;
            }
            taken += 1;
            if lines.len() >= SLICE {
                break;
            }
        }
        self.written += count(taken);
        if let Some(evidence) = &mut self.evidence {
            evidence.lines(&lines);
        }
        Ok((lines, taken))
    }

    /// The bytes of a record with what may be a key masked, and counted.
    fn masked(&mut self, raw: &[u8], mask_caller: bool) -> Masked {
        let masked = rewrite(&String::from_utf8_lossy(raw), Layout::Compact, mask_caller);
        self.masked_values = self.masked_values.saturating_add(masked.values);
        masked
    }

    /// What stands after the records.
    pub fn end(&mut self) -> Vec<u8> {
        match self.request.format {
            ExportFormat::Csv => Vec::new(),
            ExportFormat::JsonLines | ExportFormat::Evidence => self.note("end"),
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
            "ownReadsLeftOut": self.seen.own_reads,
            "complete": self.request.complete,
            "secrets": if self.request.secrets { "included" } else { "masked" },
        });
        if self.seen.in_pseudonyms {
            note["pseudonyms"] = true.into();
        }
        if let Some(evidence) = &self.evidence {
            evidence.describe(&mut note);
        }
        if which == "end" {
            note["written"] = self.written.saturating_add(self.other_versions).into();
            note["otherVersions"] = self.other_versions.into();
            note["maskedValues"] = self.masked_values.into();
            note["maskedRecords"] = self.masked.into();
            if let Some(evidence) = &self.evidence {
                evidence.conclude(&mut note);
            }
        }
        // The mark comes first, so that a reader can tell the line by its start.
        format!("{{\"audit-viewer\":\"{which}\",{}\n", &note.to_string()[1..]).into_bytes()
    }
}

/// Whether the caller of a record may be a key.
pub(crate) fn hides_caller(raw: &[u8]) -> bool {
    read_record(raw).map_or(true, |record| !record.shows_caller())
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
