//! The stored audit records of one account: their text, and what is needed to find them.

use crate::streams::{StreamQuery, Target};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Records in order of time; equal times keep the order of their insertion.
#[derive(Debug, Default)]
pub(crate) struct AuditLog {
    rows: Vec<Row>,
    /// The streams that occur, in their own case, by number.
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    types: Vec<String>,
}

#[derive(Debug)]
struct Row {
    time: f64,
    /// At most access, version and action; the rest is `NONE`.
    streams: [u32; 3],
    kind: usize,
    json: Arc<str>,
}

const NONE: u32 = u32::MAX;

/// What of a record is looked at; both generations.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    time: f64,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    stream_ids: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    access_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    action: Option<Cow<'a, str>>,
}

/// Which records are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    pub(crate) queries: Vec<StreamQuery<Target>>,
    pub(crate) types: Option<Vec<String>>,
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) since: Option<f64>,
    pub(crate) ascending: bool,
    pub(crate) skip: usize,
    pub(crate) limit: Option<usize>,
}

/// A query with its names looked up.
struct Compiled {
    any: Vec<Test>,
    all: Vec<Test>,
    not: Vec<Test>,
}

enum Test {
    Every,
    /// Any stream whose name starts so.
    Group(&'static str),
    Number(u32),
}

impl AuditLog {
    /// Adds many records, in any order; those that cannot be read are left out.
    pub(crate) fn extend(&mut self, records: impl IntoIterator<Item = String>) {
        for record in records {
            let row = self.row(&record);
            self.rows.extend(row);
        }
        // Stable, so that equal times keep their order.
        self.rows.sort_by(|a, b| a.time.total_cmp(&b.time));
    }

    /// Adds a record that has just been made.
    pub(crate) fn add(&mut self, record: &str) {
        if let Some(row) = self.row(record) {
            let place = self.rows.partition_point(|other| other.time <= row.time);
            self.rows.insert(place, row);
        }
    }

    fn row(&mut self, json: &str) -> Option<Row> {
        let Ok(head) = serde_json::from_str::<Head<'_>>(json) else {
            return None;
        };
        let mut streams = [NONE; 3];
        let legacy = [
            head.access_id.map(|id| Cow::from(format!("access-{id}"))),
            head.action.map(|action| Cow::from(format!("action-{action}"))),
        ];
        let ids = head.stream_ids.iter().cloned().chain(legacy.into_iter().flatten());
        for (slot, id) in streams.iter_mut().zip(ids) {
            *slot = self.number(id.strip_prefix(":_audit:").unwrap_or(&id));
        }
        let known = self.types.iter().position(|known| *known == head.kind);
        let kind = known.unwrap_or_else(|| {
            self.types.push(head.kind.into_owned());
            self.types.len() - 1
        });
        Some(Row { time: head.time, streams, kind, json: json.into() })
    }

    fn number(&mut self, name: &str) -> u32 {
        let key = name.to_lowercase();
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(NONE);
        self.names.push(name.to_owned());
        self.numbers.insert(key, number);
        number
    }

    /// Every record, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<str>> {
        self.rows.iter().map(|row| &row.json)
    }

    /// The stream names that start with `prefix`, sorted, in lower case as sqlite lists them.
    pub(crate) fn streams(&self, prefix: &str) -> Vec<String> {
        let mut names: Vec<_> = self.numbers.keys().filter(|name| name.starts_with(prefix)).cloned().collect();
        names.sort();
        names
    }

    /// The records a selection finds, in its order, and among them so many of those it does
    /// not ask for: a fault seen on real servers.
    pub(crate) fn select(&self, selection: &Selection, mut foreign: usize) -> Vec<Arc<str>> {
        let queries: Vec<_> = selection.queries.iter().map(|q| self.compile(q)).collect();
        let from = self.rows.partition_point(|row| row.time < selection.from);
        let to = self.rows.partition_point(|row| row.time <= selection.to);
        let rows = &self.rows[from.min(to)..to];
        let mut asked = |row: &Row| {
            if queries.iter().any(|query| self.fits(query, row)) {
                return true;
            }
            let slips_in = foreign > 0;
            foreign = foreign.saturating_sub(1);
            slips_in
        };
        let wanted = |row: &&Row| {
            asked(row)
                && selection.since.is_none_or(|since| row.time > since)
                && selection
                    .types
                    .as_ref()
                    .is_none_or(|types| types.iter().any(|t| is_of_type(t, &self.types[row.kind])))
        };
        let limit = selection.limit.unwrap_or(usize::MAX);
        let text = |row: &Row| row.json.clone();
        if selection.ascending {
            rows.iter().filter(wanted).skip(selection.skip).take(limit).map(text).collect()
        } else {
            newest_first(rows).filter(wanted).skip(selection.skip).take(limit).map(text).collect()
        }
    }

    fn compile(&self, query: &StreamQuery<Target>) -> Compiled {
        let list = |targets: &[Target]| {
            targets
                .iter()
                .map(|target| match target {
                    Target::Root => Test::Every,
                    Target::Accesses => Test::Group("access-"),
                    Target::Actions => Test::Group("action-"),
                    Target::Id(id) => {
                        let number = self.numbers.get(&id.to_lowercase());
                        // A name that never occurs fits no record; `NONE` marks empty places.
                        Test::Number(number.copied().unwrap_or(NONE - 1))
                    }
                })
                .collect()
        };
        Compiled { any: list(&query.any), all: list(&query.all), not: list(&query.not) }
    }

    fn fits(&self, query: &Compiled, row: &Row) -> bool {
        let has = |test: &Test| match test {
            Test::Every => true,
            Test::Number(number) => row.streams.contains(number),
            Test::Group(prefix) => row.streams.iter().any(|number| {
                let name = usize::try_from(*number).ok().and_then(|n| self.names.get(n));
                name.is_some_and(|name| name.starts_with(prefix))
            }),
        };
        query.any.iter().any(has) && query.all.iter().all(has) && !query.not.iter().any(has)
    }
}

/// Newest first, but equal times in the order of their insertion: what sqlite answers.
fn newest_first(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.chunk_by(|a, b| a.time.total_cmp(&b.time).is_eq()).rev().flatten()
}

fn is_of_type(wanted: &str, kind: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(class) => kind.starts_with(class),
        None => wanted == kind,
    }
}
