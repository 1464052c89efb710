//! The core behind one function: [`Engine::handle`].

mod accesses;
mod explore;
mod grant;
mod intake;
mod newer;
mod proof;
mod protocol;
mod questions;
mod report;
mod support;
mod tally;

pub use grant::*;
pub use protocol::*;
pub use questions::*;
pub use report::*;
pub use support::*;
pub use tally::*;

use crate::aggregate;
use crate::export::{Exporter, Seen, hides_caller};
use crate::file_name::{Contents, file_name};
use crate::insights::facts::Facts;
use crate::names::Names;
use crate::query::{
    Context, Diagnostic, Query, SearchTexts, complete, explain, own_reads, parameters, select, streams_of, times_of,
};
use crate::record::{PSEUDO_ACCESSES, Record};
use crate::secrets::{Layout, mask_query, rewrite};
use crate::sorting::{Column, Order, Ranks};
use crate::store::{Selection, Source, Store};
use crate::time::Zone;
use explore::Explored;
use intake::Intake;
use newer::Waiting;

/// Records by which it is judged how many a body holds.
const SAMPLE: u32 = 200;
/// Most rows for which room is made ahead: beyond, it is made when they come.
const MOST_EXPECTED: u32 = 4_000_000;

/// Most rows that one window may hold.
pub const MAX_ROWS: u32 = 500;

/// All records of one source, and the last view of them.
#[derive(Debug, Default)]
pub struct Engine {
    store: Store,
    names: Names,
    texts: SearchTexts,
    intake: Intake,
    /// Bytes that were said to come, until room was made for them, and that came.
    expected: Option<u64>,
    fed: u64,
    /// The filter of the last view.
    query: Query,
    /// What the page asked was folded away in it.
    folds_own_reads: bool,
    own_reads: OwnReads,
    /// The last one that was understood and typed to its end.
    settled: Query,
    /// The zone that the query's days and times were read in.
    zone_name: String,
    /// Rows of the last view, newest first.
    matches: Vec<u32>,
    /// The same in the order of the view, where that is another one.
    sorted: Option<Vec<u32>>,
    order: Order,
    ranks: Ranks,
    explored: Explored,
    /// How many records had taken the place of others when rows were last explored.
    replaced: u32,
    /// What was recorded since, if somebody looked.
    waiting: Option<Box<Waiting>>,
    export: Option<Export>,
    /// Exports begun so far, over all sources.
    exports: u32,
    /// All that it holds is pseudonyms, which a file of it says.
    in_pseudonyms: bool,
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
    /// Lets verbatim records be read again from the file they come from, instead of
    /// being kept. To be said after [`Command::Open`], before the first bytes; the
    /// bytes fed then are those of the file, from its start.
    pub fn read_from(&mut self, source: Box<dyn Source>) {
        self.store.read_from(source);
    }

    /// Says how many bytes the body has that comes next, so that room is made for
    /// its records when it is seen how long they are. It need not be true.
    pub fn expect(&mut self, bytes: u64) {
        self.expected = Some(bytes);
    }

    /// Says when the file was last changed that comes next, in milliseconds since 1970.
    /// To be said before [`Command::BodyStart`]; where a file does not say its year, it is
    /// read off this.
    pub fn last_changed(&mut self, time_ms: i64) {
        self.intake.changed_ms = Some(time_ms);
    }

    /// Reads the next bytes of a body, cut anywhere.
    pub fn feed(&mut self, bytes: &[u8]) -> &Tally {
        self.intake.feed(bytes, &mut self.store, None, &mut self.names);
        self.fed += bytes.len() as u64;
        if self.store.len() >= SAMPLE
            && let Some(expected) = self.expected.take()
        {
            let left = u64::from(self.store.len()) * expected.saturating_sub(self.fed) / self.fed.max(1);
            // A little more than that, because records differ.
            let rows = u32::try_from(left + left / 50).unwrap_or(u32::MAX);
            self.store.reserve(rows.min(MOST_EXPECTED));
        }
        &self.intake.tally
    }

    /// Bytes of memory that the log takes, near enough to know when to stop.
    pub fn bytes(&self) -> usize {
        let rows = self.matches.len() + self.sorted.as_ref().map_or(0, Vec::len);
        let waiting = self.waiting.as_ref().map_or(0, |waiting| waiting.bytes());
        self.store.bytes() + waiting + rows * size_of::<u32>() + self.explored.bytes()
    }

    /// Carries out one command.
    pub fn handle(&mut self, command: Command) -> Reply {
        match command {
            Command::Open(origin) => {
                let texts = std::mem::take(&mut self.texts);
                *self = Self { intake: Intake::new(origin), exports: self.exports, texts, ..Self::default() };
                Reply::Done
            }
            Command::BodyStart => {
                self.intake.start();
                Reply::Done
            }
            Command::BodyEnd => {
                self.intake.end(&mut self.store, None, &mut self.names);
                Reply::Fed(self.intake.tally.clone())
            }
            Command::NewerStart { until_ms } => {
                self.newer_start(until_ms);
                Reply::Done
            }
            Command::NewerEnd => Reply::Newer(Box::new(self.newer_end())),
            Command::NewerTake => Reply::Fed(self.newer_take()),
            Command::Names(names) => {
                for name in names {
                    self.names.add(name);
                }
                Reply::Done
            }
            Command::SearchTexts(texts) => {
                self.texts = SearchTexts::new(texts);
                Reply::Done
            }
            Command::View(request) => Reply::View(Box::new(self.view(&request))),
            Command::Complete { text, cursor, most } => {
                let zone = Zone::utc();
                let context = self.context(&zone, 0);
                let (cursor, most) = (cursor as usize, most as usize);
                Reply::Completions(complete(&text, cursor, most, &self.store, &context))
            }
            Command::Explain { query, zone, now_ms } => {
                self.store.sort();
                let context = self.context(&zone, now_ms);
                Reply::Explained(explain(&Query::parse(&query).0, &self.store, &context))
            }
            Command::Rows { first, count } => Reply::Rows { first, rows: self.rows(first, count) },
            Command::Find { from_ms, until_ms } => Reply::Found(self.find(from_ms, until_ms)),
            Command::Reveal { id, what } => Reply::Revealed(self.reveal(&id, what)),
            Command::Record { id } => Reply::Record(self.detail(&id).map(Box::new)),
            Command::ExportStart(request) => self.export_start(request),
            Command::ExportNext { export } => self.export_slice(export),
            Command::Explore(question) => Reply::Explored(self.explore(question)),
        }
    }

    fn view(&mut self, request: &ViewRequest) -> Snapshot {
        self.store.sort();
        if std::mem::replace(&mut self.replaced, self.store.replaced()) != self.replaced {
            self.explored = Explored::default();
        }
        let (query, diagnostics) = Query::parse(&request.query);
        match (diagnostics.iter().any(Diagnostic::is_mistake), request.draft) {
            (true, _) => self.query.clone_from(&self.settled),
            (false, true) => self.query = query,
            (false, false) => {
                self.settled.clone_from(&query);
                self.query = query;
            }
        }
        request.zone.name.clone_into(&mut self.zone_name);
        self.folds_own_reads = !request.own_reads;
        let selection = self.select(request);
        self.store.newest_first(&selection, &mut self.matches);
        self.order = request.order;
        self.sorted = (request.order != Order::default())
            .then(|| self.ranks.sort(&self.store, &self.names, &self.matches, request.order));
        let oldest_first = self.store.oldest_first();
        let span = self.time(oldest_first.first()).zip(self.time(oldest_first.last()));
        let mut snapshot = Snapshot {
            diagnostics,
            order: request.order,
            loaded: self.store.len(),
            matched: count(self.matches.len()),
            own_reads: self.own_reads,
            span,
            matched_span: self.time(self.matches.last()).zip(self.time(self.matches.first())),
            days: aggregate::days(&self.store, &self.matches, &request.zone, request.order),
            bars: self.chart_span(span, request).map_or_else(Bars::default, |span| {
                aggregate::bars(&self.store, &self.matches, span, &request.zone, request.bars)
            }),
            rows: self.rows(request.rows.0, request.rows.1),
            some_named: self.some_named(),
            called: self.query.called(&self.names),
            newer: 0,
        };
        self.explored.look_at(selection, request, &snapshot.bars);
        snapshot.newer = self.newer_matching();
        snapshot
    }

    /// The rows that the filter leaves; and what the page asked among them.
    fn select(&mut self, request: &ViewRequest) -> Selection {
        let context = self.context(&request.zone, request.now_ms);
        let context = Context { folds_own_reads: false, ..context };
        let mut selection = select(&self.query, &self.store, &context);
        let mut own = context.viewer.map(|viewer| own_reads(&self.store, viewer));
        let held = own.as_ref().map_or(0, Selection::count);
        if let Some(own) = &mut own {
            own.intersect(&selection);
        }
        let folded = self.folds_own_reads && !self.query.asks_for_own_reads();
        let own = own.filter(|own| !own.is_none());
        self.own_reads = OwnReads { count: own.as_ref().map_or(0, Selection::count), folded, held };
        if let Some(own) = own.filter(|_| folded) {
            selection.subtract(&own);
        }
        selection
    }

    /// What filters mean here and now.
    fn context<'a>(&'a self, zone: &'a Zone, now_ms: i64) -> Context<'a> {
        Context {
            names: &self.names,
            zone,
            now_ms,
            me: self.intake.me(),
            viewer: self.intake.viewer(),
            folds_own_reads: self.folds_own_reads,
            texts: &self.texts,
        }
    }

    /// Whether a list of accesses names any of the log, or all have a name without one: what
    /// a key says of itself is no list.
    fn some_named(&self) -> bool {
        let codes = 0..u32::try_from(self.store.accesses.texts.codes()).unwrap_or(u32::MAX);
        let bases = || codes.clone().filter_map(|code| self.store.access(code)).map(|(base, _)| base);
        let has_name = |base: &str| self.names.get(base).is_some();
        bases().any(|base| has_name(base) && self.intake.viewer() != Some(base))
            || bases().any(has_name) && bases().all(|base| has_name(base) || PSEUDO_ACCESSES.contains(&base))
    }

    fn time(&self, row: Option<&u32>) -> Option<i64> {
        row.map(|row| self.store.times[*row as usize])
    }

    /// What the chart covers: everything held, or the part of it that the
    /// filter's times leave.
    fn chart_span(&self, span: Option<(i64, i64)>, request: &ViewRequest) -> Option<(i64, i64)> {
        let (zone, now) = (&request.zone, request.now_ms);
        let (oldest, newest) = plausible(span?, now);
        let left = times_of(&self.query, zone, now).map(|(from, until)| (from, until.saturating_sub(1)));
        let left = left.map(|(start, end)| (start.max(oldest), end.min(newest))).filter(|(start, end)| start <= end);
        left.or(Some((oldest, newest)))
    }

    /// Rows of the last view, in its order.
    fn shown(&self) -> &[u32] {
        self.sorted.as_ref().unwrap_or(&self.matches)
    }

    fn rows(&self, first: u32, count: u32) -> Vec<Row> {
        let window = self.shown().iter().skip(first as usize).take(count.min(MAX_ROWS) as usize);
        window.map(|row| self.row(&self.store.record(*row).to_record())).collect()
    }

    fn find(&self, from_ms: i64, until_ms: i64) -> Option<u32> {
        self.place_of(from_ms, until_ms).filter(|index| *index < self.shown().len()).map(count)
    }

    /// Where what happened in `[from_ms, until_ms)` begins in the list, or would begin; at
    /// its end, behind the last. `None` in another order than that of time.
    fn place_of(&self, from_ms: i64, until_ms: i64) -> Option<usize> {
        let newest_first = self.order.descending;
        let place = || {
            self.shown().partition_point(|row| {
                let time = self.store.times[*row as usize];
                if newest_first { time >= until_ms } else { time < from_ms }
            })
        };
        (self.order.column == Column::Time).then(place)
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
            facts: Box::new(Facts::of(record, &self.names)),
            error_id: record.error_id.clone(),
            addresses: record.addresses.clone(),
        }
    }

    fn detail(&self, id: &str) -> Option<Detail> {
        let row = self.store.row(id)?;
        let record = self.store.record(row).to_record();
        let index = self.shown().iter().position(|matched| *matched == row);
        // Where the filter leaves it out, it still stands between two that are shown.
        let place = index.or_else(|| self.place_of(record.time_ms, record.time_ms));
        let next = if index.is_some() { place.map(|place| place + 1) } else { place };
        let neighbor = |index: Option<usize>| Some(self.store.id(*self.shown().get(index?)?).into_owned());
        let before = neighbor(place.and_then(|place| place.checked_sub(1)));
        let after = neighbor(next);
        let mask = !record.shows_caller();
        let verbatim = self.store.raw(row).unwrap_or_default();
        let verbatim = String::from_utf8_lossy(&verbatim);
        let raw = rewrite(&verbatim, Layout::Compact, mask);
        let raw_masked = raw.values > 0;
        Some(Detail {
            row: self.row(&record),
            index: index.map(count),
            neighbors: (before, after),
            access: record.access.as_ref().and_then(|access| self.names.access(&access.base)).cloned(),
            access_was: self.access_was(&record),
            stream_names: self.stream_names(&record),
            raw_pretty: rewrite(&verbatim, Layout::Indented, mask).text,
            raw_masked,
            versions: self.store.versions(row).iter().map(|version| masked(version)).collect(),
            raw: raw.text,
            record: record.masked(),
        })
    }

    /// One value of a record as it was recorded.
    fn reveal(&self, id: &str, what: Hidden) -> Option<String> {
        let row = self.store.row(id)?;
        if what == Hidden::Raw {
            return self.store.raw(row).map(|raw| String::from_utf8_lossy(&raw).into_owned());
        }
        let Record { caller, error_message, query, .. } = self.store.record(row).to_record();
        match what {
            Hidden::Caller => caller,
            Hidden::Message => error_message,
            Hidden::Query => query,
            Hidden::Parameter(nth) => {
                let query = query?;
                let (shown, recorded) = (parameters(&mask_query(&query)), parameters(&query));
                // Where masking changed which there are, another value would be shown.
                let are_same = shown.iter().map(|(name, _)| name).eq(recorded.iter().map(|(name, _)| name));
                recorded.into_iter().nth(nth as usize).filter(|_| are_same).map(|(_, value)| value)
            }
            Hidden::Raw => None,
        }
    }

    fn stream_names(&self, record: &Record) -> Vec<(String, String)> {
        let named = |id: String| self.names.stream(&id).map(str::to_owned).map(|name| (id, name));
        let asked = record.query.as_deref().map(streams_of).unwrap_or_default();
        asked.into_iter().chain(record.scoped_streams.iter().cloned()).filter_map(named).collect()
    }

    /// What the access of a record was called at that time, where it was another name.
    fn access_was(&self, record: &Record) -> Option<String> {
        let access = record.access.as_ref()?;
        let name = self.names.version(&access.base, access.serial)?;
        (self.names.get(&access.base) != Some(name)).then(|| name.to_owned())
    }

    /// What is known by name.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Adds what another log of the same account knows by name.
    pub fn add_names(&mut self, names: &Names) {
        self.names.add_all(names);
    }

    fn export_start(&mut self, request: ExportRequest) -> Reply {
        let tally = &self.intake.tally;
        let query = self.query.to_string();
        let own_reads = if self.own_reads.folded { self.own_reads.count } else { 0 };
        let contents = Contents {
            records: count(self.matches.len()),
            span: self.time(self.matches.last()).zip(self.time(self.matches.first())),
            filtered: !query.is_empty() || own_reads > 0,
            partial: !request.complete || tally.unreadable_count > 0,
        };
        let file_name = file_name(&request, &contents);
        let seen = Seen {
            query,
            zone: self.zone_name.clone(),
            records: contents.records,
            loaded: self.store.len(),
            unreadable: tally.unreadable_count,
            foreign: tally.foreign,
            own_reads,
            in_pseudonyms: self.in_pseudonyms,
        };
        let rows = match request.format {
            ExportFormat::Csv => self.shown().to_vec(),
            ExportFormat::JsonLines | ExportFormat::Evidence => self.matches.clone(),
        };
        self.exports += 1;
        self.export = Some(Export {
            number: self.exports,
            exporter: self.exporter(request, seen),
            rows,
            next: 0,
            begun: false,
            ended: false,
        });
        Reply::ExportStarted { export: self.exports, file_name }
    }

    fn export_slice(&mut self, number: u32) -> Reply {
        let Some(export) = self.export.as_mut().filter(|export| export.number == number) else {
            return Reply::ExportGone;
        };
        let mut bytes = Vec::new();
        if !export.begun {
            export.begun = true;
            bytes.extend(export.exporter.begin());
        } else if export.next < export.rows.len() {
            let Ok((slice, taken)) = export.exporter.slice(&self.store, &self.names, &export.rows[export.next..])
            else {
                self.export = None;
                return Reply::SourceGone;
            };
            bytes = slice;
            export.next += taken;
        } else if !export.ended {
            export.ended = true;
            bytes.extend(export.exporter.end());
        }
        let Exporter { written, neutralized, masked, .. } = export.exporter;
        if bytes.is_empty() {
            self.export = None;
        }
        Reply::Slice { bytes, written, neutralized, masked }
    }
}

/// The part of a span that the chart can show: one wrong time in a log, far in the
/// future or before computers, must not push everything else into one bar.
fn plausible((oldest, newest): (i64, i64), now_ms: i64) -> (i64, i64) {
    const YEAR_MS: i64 = 366 * 86_400_000;
    let newest = if oldest <= now_ms { newest.min(now_ms.saturating_add(YEAR_MS)) } else { newest };
    let oldest = if newest >= 0 { oldest.max(newest.saturating_sub(50 * YEAR_MS)).max(0) } else { oldest };
    (oldest, newest)
}

/// Rows are counted in 32 bits: a browser holds far fewer.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The bytes of a record, indented for reading, secrets masked.
fn masked(raw: &[u8]) -> String {
    rewrite(&String::from_utf8_lossy(raw), Layout::Indented, hides_caller(raw)).text
}
