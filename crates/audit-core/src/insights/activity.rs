//! What insights look at, and how calls are counted.

use serde::{Deserialize, Serialize};

use crate::names::Names;
use crate::query::{Clause, Field, Filter, Query, Test};
use crate::record::Outcome;
use crate::store::{Selection, Store};
use crate::time::{Zone, write_range};

/// Some calls, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls {
    /// How many.
    pub count: u32,
    /// How many of them did not succeed.
    pub unsuccessful: u32,
    /// Times of the oldest and the newest, in milliseconds since 1970.
    pub span: Option<(i64, i64)>,
}

impl Calls {
    pub(crate) fn add(&mut self, time_ms: i64, succeeded: bool) {
        self.add_all(&Self { count: 1, unsuccessful: u32::from(!succeeded), span: Some((time_ms, time_ms)) });
    }

    pub(crate) fn add_all(&mut self, other: &Self) {
        self.count += other.count;
        self.unsuccessful += other.unsuccessful;
        self.span = match (self.span, other.span) {
            (Some((first, last)), Some((from, until))) => Some((first.min(from), last.max(until))),
            (one, other) => one.or(other),
        };
    }

    /// The time of the newest.
    pub fn last_ms(&self) -> Option<i64> {
        self.span.map(|(_, last)| last)
    }
}

/// Distinct values, each with its calls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// How many distinct ones there are.
    pub total: u32,
    /// The most frequent of them, at most 500, most frequent first.
    pub values: Vec<ValueCalls>,
}

/// A value and its calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueCalls {
    /// As records hold it.
    pub value: String,
    /// The name of the stream, where known.
    pub name: Option<String>,
    /// The calls.
    pub calls: Calls,
}

/// Most values of one kind that an answer has.
pub(crate) const MOST_VALUES: usize = 500;

impl Values {
    /// The most frequent of some values; of as many calls, in the order of the letters.
    pub(crate) fn of<'a>(
        values: impl Iterator<Item = (String, Calls)>,
        mut name: impl FnMut(&str) -> Option<&'a str>,
    ) -> Self {
        let mut values: Vec<_> = values.filter(|(_, calls)| calls.count > 0).collect();
        values.sort_by(|(a, left), (b, right)| right.count.cmp(&left.count).then_with(|| a.cmp(b)));
        let total = u32::try_from(values.len()).unwrap_or(u32::MAX);
        values.truncate(MOST_VALUES);
        let value = |(value, calls): (String, Calls)| {
            let name = name(&value).map(str::to_owned);
            ValueCalls { value, name, calls }
        };
        Self { total, values: values.into_iter().map(value).collect() }
    }
}

/// All records that are held, but for those that the page itself caused.
#[derive(Debug)]
pub(crate) struct Activity<'a> {
    pub(crate) store: &'a Store,
    pub(crate) names: &'a Names,
    /// Where days and hours begin.
    pub(crate) zone: &'a Zone,
    /// Now, in milliseconds; where nobody said, the time of the newest record.
    pub(crate) now_ms: i64,
    /// The rows that count.
    pub(crate) rows: Selection,
    /// Which codes of statuses are of calls that succeeded.
    succeeded: Vec<bool>,
}

impl<'a> Activity<'a> {
    /// All rows but `own`. The store is sorted.
    pub(crate) fn new(
        store: &'a Store,
        names: &'a Names,
        zone: &'a Zone,
        now_ms: i64,
        own: Option<&Selection>,
    ) -> Self {
        let mut rows = Selection::all(store.len());
        if let Some(own) = own {
            rows.subtract(own);
        }
        let newest = || store.oldest_first().last().map_or(0, |row| store.times[*row as usize]);
        let now_ms = if now_ms > 0 { now_ms } else { newest() };
        let succeeded = store.outcomes().into_iter().map(|outcome| outcome == Outcome::Done).collect();
        Self { store, names, zone, now_ms, rows, succeeded }
    }

    /// Whether a row is of a call that succeeded.
    pub(crate) fn succeeded(&self, row: u32) -> bool {
        self.succeeded[self.store.statuses.codes.get(row) as usize]
    }

    pub(crate) fn time(&self, row: u32) -> i64 {
        self.store.times[row as usize]
    }

    /// Calls `each` with every row of accesses for whose base id the test holds.
    pub(crate) fn of_accesses(&self, test: impl Fn(&str) -> bool, each: impl FnMut(u32)) {
        let accesses = &self.store.accesses;
        let codes = u32::try_from(accesses.texts.codes()).unwrap_or(u32::MAX);
        let allowed: Vec<bool> =
            (0..codes).map(|code| self.store.access(code).is_some_and(|(base, _)| test(base))).collect();
        let mut rows = self.rows.clone();
        rows.keep(&accesses.codes, &allowed);
        rows_of(&rows, each);
    }

    /// Calls `each` with every row of a method.
    pub(crate) fn of_method(&self, method: &str, each: impl FnMut(u32)) {
        let methods = self.store.methods();
        let allowed: Vec<bool> = methods.iter().map(|it| it.name == method).collect();
        if !allowed.contains(&true) {
            return;
        }
        let mut rows = self.rows.clone();
        rows.keep(&self.store.actions.codes, &allowed);
        rows_of(&rows, each);
    }

    /// The base id of the access that a row says it made.
    pub(crate) fn made_access(&self, row: u32) -> Option<String> {
        let (key, _) = self.store.integrity.get(row)?;
        let mut parts = key.strip_prefix("ACCESS:")?.split(':');
        parts.nth(1).filter(|id| !id.is_empty()).map(str::to_owned)
    }

    /// A filter that leaves the records with these values, and, of those, the ones of a span
    /// (milliseconds, both ends in it).
    pub(crate) fn query(&self, values: &[(Field, &str)], span: Option<(i64, i64)>) -> String {
        let mut terms: Vec<(Field, String)> =
            values.iter().map(|(field, value)| (*field, field.exactly(value))).collect();
        let range = span.and_then(|(from, until)| write_range(Some(from), Some(until.saturating_add(1)), self.zone));
        terms.extend(range.map(|range| (Field::Time, range)));
        let clause = |(field, value)| Clause { negated: false, test: Test::Field(Filter::new(field, vec![value])) };
        Query { clauses: terms.into_iter().map(clause).collect() }.to_string()
    }
}

fn rows_of(rows: &Selection, mut each: impl FnMut(u32)) {
    rows.for_each(|row| each(u32::try_from(row).unwrap_or(u32::MAX)));
}
