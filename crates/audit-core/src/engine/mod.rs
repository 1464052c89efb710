//! The core behind one function: [`Engine::handle`].

mod intake;
mod protocol;

pub use protocol::*;

use crate::aggregate;
use crate::export::Exporter;
use crate::names::Names;
use crate::query::{Field, Plan, Query};
use crate::record::Record;
use crate::secrets::{Layout, rewrite};
use crate::store::Store;
use crate::time::{Zone, parse_extent};
use intake::Intake;

/// Most rows that one window may hold.
pub const MAX_ROWS: u32 = 500;

/// A slice of an export is cut after this many bytes.
const SLICE: usize = 1 << 20;

/// All records of one source, and the last view of them.
#[derive(Debug, Default)]
pub struct Engine {
    store: Store,
    names: Names,
    intake: Intake,
    query: Query,
    /// Rows of the last view, newest first.
    matches: Vec<u32>,
    export: Option<Export>,
    /// Exports begun so far, over all sources.
    exports: u32,
}

#[derive(Debug)]
struct Export {
    number: u32,
    exporter: Exporter,
    rows: Vec<u32>,
    next: usize,
    begun: bool,
    ended: bool,
}

impl Engine {
    /// Carries out one command.
    pub fn handle(&mut self, command: Command) -> Reply {
        match command {
            Command::Open(origin) => {
                *self = Self { intake: Intake::new(origin), exports: self.exports, ..Self::default() };
                Reply::Done
            }
            Command::BodyStart => {
                self.intake.start();
                Reply::Done
            }
            Command::Bytes(bytes) => {
                self.intake.feed(&bytes, &mut self.store);
                Reply::Fed(self.intake.tally.clone())
            }
            Command::BodyEnd => {
                self.intake.end(&mut self.store);
                Reply::Fed(self.intake.tally.clone())
            }
            Command::Names(names) => {
                self.names.add(names);
                Reply::Done
            }
            Command::View(request) => Reply::View(Box::new(self.view(&request))),
            Command::Rows { first, count } => Reply::Rows { first, rows: self.rows(first, count) },
            Command::Record { id } => Reply::Record(self.detail(&id).map(Box::new)),
            Command::ExportStart(request) => {
                let (matched, loaded) = (count(self.matches.len()), self.store.len());
                self.exports += 1;
                self.export = Some(Export {
                    number: self.exports,
                    exporter: Exporter::new(request, self.query.to_string(), matched, loaded),
                    rows: self.matches.clone(),
                    next: 0,
                    begun: false,
                    ended: false,
                });
                Reply::ExportStarted { export: self.exports }
            }
            Command::ExportNext { export } => self.export_slice(export),
        }
    }

    fn view(&mut self, request: &ViewRequest) -> Snapshot {
        self.store.sort();
        let (query, diagnostics) = Query::parse(&request.query);
        if diagnostics.is_empty() {
            self.query = query;
        }
        let plan = Plan::new(&self.query, &self.store, &self.names, &request.zone);
        let rows = self.store.newest_first().iter().copied();
        self.matches = rows.filter(|row| plan.matches(&self.store, *row)).collect();
        let span = self.span(self.store.newest_first());
        Snapshot {
            diagnostics,
            loaded: self.store.len(),
            matched: count(self.matches.len()),
            span,
            matched_span: self.span(&self.matches),
            groups: aggregate::groups(&self.store, &self.matches),
            days: aggregate::days(&self.store, &self.matches, &request.zone),
            bars: self.chart_span(span, &request.zone).map_or_else(Bars::default, |span| {
                aggregate::bars(&self.store, &self.matches, span, &request.zone, request.bars)
            }),
            choices: aggregate::choices(&self.store, &self.names),
        }
    }

    /// Times of the oldest and the newest of rows that are newest first.
    fn span(&self, rows: &[u32]) -> Option<(i64, i64)> {
        let time = |row: &u32| self.store.times[*row as usize];
        rows.last().map(time).zip(rows.first().map(time))
    }

    /// What the chart covers: everything held, or the part of it that the
    /// filter's times leave.
    fn chart_span(&self, span: Option<(i64, i64)>, zone: &Zone) -> Option<(i64, i64)> {
        let (oldest, newest) = span?;
        let times = self.query.values(Field::Time);
        let extents = times.iter().filter_map(|value| {
            let (from, to) = value.split_once("..").unwrap_or((value, value));
            let start = parse_extent(from, zone).map_or(oldest, |extent| extent.0);
            let end = parse_extent(to, zone).map_or(newest, |extent| extent.1 - 1);
            Some((start.max(oldest), end.min(newest))).filter(|(start, end)| start <= end)
        });
        extents.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).or(Some((oldest, newest)))
    }

    fn rows(&self, first: u32, count: u32) -> Vec<Row> {
        let window = self.matches.iter().skip(first as usize).take(count.min(MAX_ROWS) as usize);
        window.filter_map(|row| Some(self.row(&self.store.record(*row)?))).collect()
    }

    fn row(&self, record: &Record) -> Row {
        let name = record.access.as_ref().and_then(|access| self.names.get(&access.base));
        Row {
            id: record.id.clone(),
            time_ms: record.time_ms,
            method: record.method.clone(),
            operation: record.operation,
            status: record.status,
            outcome: record.status.outcome(),
            access: record.access.clone(),
            access_name: name.map(str::to_owned),
            record_count: record.record_count,
            record_count_incomplete: record.record_count_incomplete,
            error_id: record.error_id.clone(),
            addresses: record.addresses.clone(),
        }
    }

    fn detail(&self, id: &str) -> Option<Detail> {
        let row = self.store.row(id)?;
        let record = self.store.record(row)?;
        let index = self.matches.iter().position(|matched| *matched == row);
        let neighbor = |index: Option<usize>| {
            let row = *self.matches.get(index?)?;
            Some(self.store.record(row)?.id)
        };
        let newer = neighbor(index.and_then(|index| index.checked_sub(1)));
        let older = neighbor(index.map(|index| index + 1));
        let mask = record.shown_caller() != record.caller.as_deref();
        let verbatim = String::from_utf8_lossy(self.store.raw(row));
        let raw = rewrite(&verbatim, Layout::Compact, mask);
        Some(Detail {
            row: self.row(&record),
            index: index.map(count),
            neighbors: (newer, older),
            raw_pretty: rewrite(&verbatim, Layout::Indented, mask),
            raw_masked: raw != verbatim,
            raw,
            record: record.masked(),
        })
    }

    fn export_slice(&mut self, number: u32) -> Reply {
        let Some(export) = self.export.as_mut().filter(|export| export.number == number) else {
            return Reply::ExportGone;
        };
        let mut bytes = Vec::new();
        if !export.begun {
            export.begun = true;
            bytes.extend(export.exporter.begin());
        }
        while bytes.len() < SLICE && export.next < export.rows.len() {
            let row = export.rows[export.next];
            export.next += 1;
            if let Some(record) = self.store.record(row) {
                let name = record.access.as_ref().and_then(|access| self.names.get(&access.base));
                bytes.extend(export.exporter.record(&record, self.store.raw(row), name));
            }
        }
        if export.next == export.rows.len() && !export.ended {
            export.ended = true;
            bytes.extend(export.exporter.end());
        }
        let (written, neutralized) = (export.exporter.written, export.exporter.neutralized);
        if bytes.is_empty() {
            self.export = None;
        }
        Reply::Slice { bytes, written, neutralized }
    }
}

/// Rows are counted in 32 bits: a browser holds far fewer.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
