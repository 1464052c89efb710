//! What an access did in a period, as the platform's own command-line tool `breach-scope`
//! (version 1 of its report) says it to an operator: same classes of calls, same fields, same
//! caveats. Made here of the records that this reader holds.
//!
//! What only the operator's server knows is `null`, and docs/reports.md lists it. The words of
//! the caveats and of who makes the report are for the caller to fill in.

mod count;
mod permission;
mod report;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use permission::Permission;
pub use report::*;

use super::seconds::Seconds;
use crate::names::Names;
use crate::query::{Field, Filter, Query};
use crate::store::{Selection, Store};
use crate::time::{Zone, iso_utc, write_range};
use count::{Class, Counted, counted};

/// Evidence of what was written that one report holds at most: some 3 MB.
pub const MOST_EVIDENCE: usize = 20_000;

/// The caveats that every such report has, by the tool's codes. Two of them speak of the
/// operator's server: the filter of its log (`G2`) and its index of accesses
/// (`advisory-index`) cannot be seen from here.
pub const CAVEATS: [&str; 8] =
    ["G2", "G3", "G6", "getAttachment", "advisory-index", "recordCountIncomplete", "G7", "scope-semantics"];

/// A report, and what stands beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BreachScope {
    /// As the tool writes it, once it is JSON.
    pub report: Report,
    /// The filter that leaves just the records that are counted; `None` where no calendar
    /// holds the period.
    pub query: Option<String>,
    /// Reads of this page among them. They are counted: where the key in use is the one that
    /// leaked, anybody can pretend to be this page.
    pub own_reads: u32,
    /// Evidence of more writes, which the report leaves out for its size.
    pub more_evidence: u32,
}

/// An access and a period, both ends of it included, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) access: &'a str,
    pub(crate) from_ms: i64,
    pub(crate) until_ms: i64,
}

/// The report. The store is sorted; `own` are the page's own reads.
pub(crate) fn breach_scope(store: &Store, names: &Names, scope: Scope, own: Option<&Selection>) -> BreachScope {
    let base = scope.access.split(':').next().unwrap_or_default();
    let is_its: Vec<bool> =
        codes(store.accesses.texts.codes()).map(|code| store.access(code).is_some_and(|(it, _)| it == base)).collect();
    let actions = counted(store);
    let (mut activity, mut records) = (Activity::default(), Records::default());
    let (mut calls, mut read): (Vec<Option<usize>>, _) = (vec![None; actions.len()], Reads::default());
    let mut serials = vec![false; is_its.len()];
    let (mut own_reads, mut more_evidence) = (0, 0);
    let mut names_of_actions: HashMap<&str, usize> = HashMap::new();
    for row in store.oldest_first().iter().copied() {
        let (time, access) = (store.times[row as usize], store.accesses.codes.get(row) as usize);
        if !is_its[access] || !(scope.from_ms..=scope.until_ms).contains(&time) {
            continue;
        }
        serials[access] = true;
        own_reads += u32::from(own.is_some_and(|own| own.holds(row)));
        let code = store.actions.codes.get(row) as usize;
        let Counted { name, class } = actions[code];
        let place = *calls[code]
            .get_or_insert_with(|| *names_of_actions.entry(name).or_insert_with(|| activity.by_action.add(name)));
        let failed = count::failed(store, row);
        activity.count(place, failed, Seconds(time));
        if failed {
            continue;
        }
        match class {
            Class::ReadData => read.take(store, row, &mut records.read),
            Class::ReadAttachment => records.attachment_reads += 1,
            Class::ReadMetadata => records.metadata_read_calls += 1,
            Class::Write => {
                records.written.calls += 1;
                if let Some((key, integrity)) = store.integrity.get(row) {
                    if records.written.integrity_evidence.len() < MOST_EVIDENCE {
                        let (key, integrity) = (key.into_owned(), integrity.into_owned());
                        let evidence = Evidence { action: name.to_owned(), key, integrity, time: Seconds(time) };
                        records.written.integrity_evidence.push(evidence);
                    } else {
                        more_evidence += 1;
                    }
                }
            }
            Class::Delete => records.deleted.calls += 1,
            Class::AuthSession => records.auth_calls += 1,
            Class::Other => records.other_calls += 1,
        }
    }
    let mut serials_seen: Vec<String> = codes(serials.len())
        .filter(|code| serials[*code as usize])
        .filter_map(|code| store.access(code)?.1)
        .map(|serial| serial.to_string())
        .collect();
    serials_seen.sort_unstable();
    BreachScope {
        report: Report {
            report_version: 1,
            generated_at: None,
            tool: Tool::default(),
            instance: Instance::default(),
            input: Input {
                access_id: scope.access.to_owned(),
                base_access_id: base.to_owned(),
                since: iso(scope.from_ms),
                until: iso(scope.until_ms),
                since_ts: Seconds(scope.from_ms),
                until_ts: Seconds(scope.until_ms),
            },
            subject: Subject { count: 1, username: None, user_id: () },
            access: Access::named(base, names, serials_seen),
            activity,
            records,
            data_categories: read.categories(store, names),
            caveats: CAVEATS.map(Caveat::of).into(),
            audit_filter_config: FilterConfig::default(),
            operator_narrative: Narrative::default(),
        },
        query: query(base, scope),
        own_reads,
        more_evidence,
    }
}

/// The filter that leaves what a report counts.
fn query(base: &str, scope: Scope) -> Option<String> {
    let time = write_range(Some(scope.from_ms), Some(scope.until_ms.checked_add(1)?), &Zone::utc())?;
    let access = Filter::of_value(Field::Access, base)?;
    Some(Query::default().only(&access).only(&Filter::new(Field::Time, vec![time])).to_string())
}

/// A time as the tool's user writes it: no thousandths where there are none.
fn iso(time_ms: i64) -> String {
    let text = iso_utc(time_ms);
    text.strip_suffix(".000Z").map_or_else(|| text.clone(), |whole| format!("{whole}Z"))
}

fn codes(count: usize) -> std::ops::Range<u32> {
    0..u32::try_from(count).unwrap_or(u32::MAX)
}

/// What was read, by the streams that the calls could reach. Calls with one list of streams
/// are counted together.
#[derive(Debug, Default)]
struct Reads {
    /// Calls and records for each list of streams, in the order in which they came first.
    scopes: Vec<(u32, u64, u64)>,
    places: HashMap<u32, usize>,
    /// How many streams a list holds, by its code.
    lengths: HashMap<u32, u64>,
    truncated: bool,
    most_streams: u64,
}

impl Reads {
    fn take(&mut self, store: &Store, row: u32, read: &mut DataRead) {
        let counts = store.counts.value(row);
        read.calls += 1;
        read.records_read += counts.records.unwrap_or_default();
        read.calls_with_unknown_count += u64::from(counts.records.is_none());
        read.incomplete_count_calls += u64::from(counts.incomplete);
        let code = store.scoped_streams.codes.get(row);
        if code != 0 {
            let place = *self.places.entry(code).or_insert_with(|| {
                self.scopes.push((code, 0, 0));
                self.scopes.len() - 1
            });
            self.scopes[place].1 += 1;
            self.scopes[place].2 += counts.records.unwrap_or_default();
        }
        if let Some(streams) = counts.scoped_streams {
            self.most_streams = self.most_streams.max(streams);
            let listed = *self.lengths.entry(code).or_insert_with(|| listed(store, code).len() as u64);
            self.truncated |= code != 0 && streams > listed;
        }
    }

    fn categories(self, store: &Store, names: &Names) -> DataCategories {
        let mut categories = DataCategories {
            basis: BASIS.to_owned(),
            streams_truncated: self.truncated,
            max_scoped_stream_count: self.most_streams,
            ..DataCategories::default()
        };
        let mut places: HashMap<String, usize> = HashMap::new();
        for (code, calls, records) in self.scopes {
            let listed = listed(store, code);
            if let [all] = listed.as_slice()
                && all == "*"
            {
                categories.full_scope_reads.calls += calls;
                categories.full_scope_reads.records_read += records;
                continue;
            }
            for id in listed {
                categories.count(id, calls, records, names, &mut places);
            }
        }
        categories
    }
}

/// The streams of a list.
fn listed(store: &Store, code: u32) -> Vec<String> {
    store.scoped_streams.texts.get(code).and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default()
}
