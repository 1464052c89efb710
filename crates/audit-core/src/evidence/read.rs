//! A bundle, read again and checked.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::write::Blocks;
use crate::decode::{Fields, read_record};
use crate::digest::{Digest, Hasher, digest, hex};
use crate::export::{FIRST_LINE_START, LAST_LINE_START};
use crate::time::{Zone, parse_extent};

/// Places of changes that are named; more are only counted.
const MOST_PLACES: usize = 100;

/// What a bundle says of itself in its first line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the format.
    pub format: u64,
    /// The program that wrote it, and its version.
    pub app: (String, String),
    /// The account, as `user @ host`; empty for files and the demo.
    pub account: String,
    /// The filter.
    pub query: String,
    /// The zone that the filter's days and times are of.
    pub zone: String,
    /// The period that was asked for, ISO 8601.
    pub period: Option<(String, String)>,
    /// When it was written, ISO 8601, by the clock of the device.
    pub exported_at: String,
    /// The platform's clock when it was asked last, in milliseconds.
    pub server_time_ms: Option<i64>,
    /// `events` or `legacy`; empty for files.
    pub generation: String,
    /// `everything`, or `part` where the key in use could not see all; `file` where records
    /// came from one.
    pub visible: String,
    /// Records that match the filter.
    pub records: u64,
    /// Records that were held.
    pub loaded: u64,
    /// Records that could not be read.
    pub unreadable: u64,
    /// Records that were left out, since they did not belong.
    pub foreign: u64,
    /// Records that match and were left out, since this program had caused them.
    pub own_reads_left_out: u64,
    /// Everything in the period was held.
    pub complete: bool,
    /// `masked` or `included`.
    pub secrets: String,
    /// Names, ids, addresses and values of queries are pseudonyms.
    pub pseudonyms: bool,
}

/// What checking a bundle says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Every byte is as it was written.
    Intact,
    /// It was altered.
    Altered(Altered),
    /// It has no last line: it was cut, or never written to its end. So many lines of records
    /// are there.
    Cut(u32),
    /// It is none.
    NotABundle,
}

/// Where a bundle was altered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Altered {
    /// The first line.
    pub first_line: bool,
    /// What the last line says does not agree with itself, or is not complete.
    pub last_line: bool,
    /// Records in which something is another: the first and the last line of each block,
    /// counted from 1 among the records. Behind a line that was added or taken away, every
    /// block is another.
    pub lines: Vec<(u32, u32)>,
    /// How many more blocks.
    pub more: u32,
    /// Lines of records that were written.
    pub written: u64,
    /// Lines of records that are there.
    pub found: u32,
}

/// A bundle that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Whether that holds.
    pub verdict: Verdict,
    /// SHA-256 of its records, as they are, in hexadecimal digits.
    pub sha256: String,
    /// SHA-256 of the whole file.
    pub file_sha256: String,
    /// What it holds by the ids of records: a mark of all lines with that id, whatever their
    /// order, and when the record was created, in milliseconds.
    pub(super) records: HashMap<String, (Digest, Option<i64>)>,
}

/// Reads a bundle as its bytes arrive.
#[derive(Debug, Default)]
pub struct BundleReader {
    line: Vec<u8>,
    first: Option<Vec<u8>>,
    records: HashMap<String, (Digest, Option<i64>)>,
    body: Hasher,
    file: Hasher,
    blocks: Option<Blocks>,
    /// A line that would be the last one, if no other came.
    last: Option<Vec<u8>>,
}

impl BundleReader {
    /// Reads the next bytes, cut anywhere.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.file.feed(bytes);
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                self.take(line);
            }
        }
    }

    fn take(&mut self, line: Vec<u8>) {
        if self.first.is_none() {
            let size = fields(&line).and_then(|note| note.count("blockLines")).unwrap_or(1);
            self.blocks = Some(Blocks::new(u32::try_from(size).unwrap_or(u32::MAX)));
            self.first = Some(line);
            return;
        }
        if let Some(record) = self.last.take() {
            self.record(&record);
        }
        if line.starts_with(LAST_LINE_START.as_bytes()) {
            self.last = Some(line);
        } else {
            self.record(&line);
        }
    }

    fn record(&mut self, line: &[u8]) {
        self.body.feed(line);
        if let Some(blocks) = &mut self.blocks {
            blocks.take(line);
        }
        let Ok(record) = read_record(line.trim_ascii_end()) else { return };
        let created = Fields::read(&String::from_utf8_lossy(line)).and_then(|fields| fields.time_ms("created"));
        let created = created.or(Some(record.time_ms));
        let known = self.records.entry(record.id).or_insert(([0; 32], created));
        known.0.iter_mut().zip(digest(line)).for_each(|(mark, byte)| *mark ^= byte);
    }

    /// Ends the file.
    pub fn finish(mut self) -> Bundle {
        if !self.line.is_empty() {
            // A file's last line ends like the others.
            let line = std::mem::take(&mut self.line);
            self.take(line);
            self.last = self.last.filter(|line| line.ends_with(b"\n"));
        }
        let first = self.first.unwrap_or_default();
        let is_bundle = first.starts_with(FIRST_LINE_START.as_bytes());
        let manifest = fields(&first).filter(|_| is_bundle).and_then(|note| Manifest::read(&note));
        let blocks = self.blocks.unwrap_or_else(|| Blocks::new(1));
        let (size, found, sha256) = (blocks.size, blocks.lines, hex(&self.body.finish()));
        let verdict = match (&manifest, self.last) {
            (None, _) => Verdict::NotABundle,
            (Some(_), None) => Verdict::Cut(found),
            (Some(_), Some(last)) => verdict(&first, &last, &sha256, (size, found), &blocks.finish()),
        };
        let file_sha256 = hex(&self.file.finish());
        Bundle { manifest: manifest.unwrap_or_default(), verdict, sha256, file_sha256, records: self.records }
    }
}

fn verdict(first: &[u8], last: &[u8], sha256: &str, (size, found): (u32, u32), blocks: &[String]) -> Verdict {
    let note = fields(last);
    let said = |key: &str| note.as_ref().and_then(|note| note.object("sha256")).and_then(|hashes| hashes.text(key));
    let said_blocks =
        note.as_ref().and_then(|note| note.object("sha256")).map_or_else(Vec::new, |hashes| hashes.texts("blocks"));
    let written = note.as_ref().and_then(|note| note.count("lines"));
    let differs = |place: &usize| blocks.get(*place) != said_blocks.get(*place);
    let changed: Vec<usize> = (0..blocks.len().max(said_blocks.len())).filter(differs).collect();
    let range = |place: &usize| {
        let start = u32::try_from(*place).unwrap_or(u32::MAX).saturating_mul(size);
        (start.saturating_add(1), start.saturating_add(size))
    };
    let same_records = said("records").as_deref() == Some(sha256);
    let altered = Altered {
        first_line: said("firstLine").as_deref() != Some(hex(&digest(first)).as_str()),
        last_line: same_records != changed.is_empty() || written.is_none() || !says_the_same(first, last),
        lines: changed.iter().take(MOST_PLACES).map(range).collect(),
        more: u32::try_from(changed.len().saturating_sub(MOST_PLACES)).unwrap_or(u32::MAX),
        written: written.unwrap_or_default(),
        found,
    };
    let is_whole = !altered.first_line && !altered.last_line && changed.is_empty() && written == Some(found.into());
    if is_whole { Verdict::Intact } else { Verdict::Altered(altered) }
}

/// Whether the last line repeats what the first one says, and counts as many lines as it hashes.
fn says_the_same(first: &[u8], last: &[u8]) -> bool {
    let (Some(first), Some(last)) = (fields(first), fields(last)) else { return false };
    first.keys().filter(|key| *key != "audit-viewer").all(|key| first.raw(key) == last.raw(key))
        && last.raw("written") == last.raw("lines")
}

fn moment(text: &str) -> Option<i64> {
    parse_extent(text, &Zone::utc()).map(|(start, _)| start)
}

fn fields(line: &[u8]) -> Option<Fields<'_>> {
    Fields::read(std::str::from_utf8(line).ok()?)
}

impl Bundle {
    /// Whether it is one at all, altered or cut or not.
    pub fn is_bundle(&self) -> bool {
        self.verdict != Verdict::NotABundle
    }
}

impl Manifest {
    /// When it was written, in milliseconds, by the clock of the device.
    pub fn exported_ms(&self) -> Option<i64> {
        moment(&self.exported_at)
    }

    /// The period that was asked for, in milliseconds.
    pub fn period_ms(&self) -> Option<(i64, i64)> {
        let (from, to) = self.period.as_ref()?;
        moment(from).zip(moment(to))
    }

    fn read(note: &Fields) -> Option<Self> {
        let text = |key: &str| note.text(key).unwrap_or_default();
        let count = |key: &str| note.count(key).unwrap_or_default();
        let (app, origin, period) = (note.object("app"), note.object("origin"), note.object("period"));
        let of = |fields: &Option<Fields>, key: &str| {
            fields.as_ref().and_then(|fields| fields.text(key)).unwrap_or_default()
        };
        Some(Self {
            format: note.count("evidence")?,
            app: (of(&app, "name"), of(&app, "version")),
            account: text("account"),
            query: text("query"),
            zone: text("zone"),
            period: period.as_ref().and_then(|period| Some((period.text("from")?, period.text("to")?))),
            exported_at: text("exportedAt"),
            server_time_ms: origin.as_ref().and_then(|origin| origin.raw("serverTimeMs")?.parse().ok()),
            generation: of(&origin, "generation"),
            visible: of(&origin, "visible"),
            records: count("records"),
            loaded: count("loaded"),
            unreadable: count("unreadable"),
            foreign: count("foreign"),
            own_reads_left_out: count("ownReadsLeftOut"),
            complete: note.raw("complete") == Some("true"),
            secrets: text("secrets"),
            pseudonyms: note.raw("pseudonyms") == Some("true"),
        })
    }
}
