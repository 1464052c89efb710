//! [`Query`] × [`Store`] → which rows. Terms side by side narrow one set of rows, the
//! cheap ones first; alternatives unite sets; a `-` takes a set away.

use std::collections::HashMap;

use memchr::memmem::Finder;
use serde::{Deserialize, Serialize};

use super::matching::{Hits, by_stream, hits, which};
use super::{Clause, Field, Filter, Query, Test, own_reads, times};
use crate::names::Names;
use crate::reason::Reason;
use crate::record::Outcome;
use crate::record_ref::split_addresses;
use crate::store::{Selection, Store};
use crate::text::fold;
use crate::time::Zone;

/// What a filter means depends on this, beside the records.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What accesses are called.
    pub names: &'a Names,
    /// Where days and hours begin.
    pub zone: &'a Zone,
    /// Now, in milliseconds.
    pub now_ms: i64,
    /// The access of the token in use, where that is known.
    pub me: Option<&'a str>,
    /// The same where it may also be the account's owner: what the page asked, it asked with
    /// this one.
    pub viewer: Option<&'a str>,
    /// What the page asked is left out, unless the filter says something of it.
    pub folds_own_reads: bool,
    /// What the page says of records.
    pub texts: &'a SearchTexts,
}

/// What the page says of records of one action that ended in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchText {
    /// The action's normal form.
    pub method: String,
    /// How they ended.
    pub outcome: Outcome,
    /// All that is said of them.
    pub text: String,
}

/// All that the page says of records, beside what they say themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// By action and outcome.
    pub acts: Vec<SearchText>,
    /// Of accesses, by their id without its version: words for those of the platform,
    /// labels of the person's own.
    pub accesses: Vec<(String, String)>,
    /// Of reported addresses.
    pub addresses: Vec<(String, String)>,
    /// Of reasons for which calls did not succeed.
    pub reasons: Vec<(Reason, String)>,
}

/// What the page says of a record; free text finds it.
#[derive(Debug, Default)]
pub struct SearchTexts {
    folded: HashMap<String, Vec<(Outcome, String)>>,
    accesses: HashMap<String, String>,
    addresses: HashMap<String, String>,
    reasons: Vec<(Reason, String)>,
}

impl SearchTexts {
    /// Texts in the place of all that were there.
    pub fn new(said: Said) -> Self {
        let mut folded: HashMap<String, Vec<(Outcome, String)>> = HashMap::new();
        for SearchText { method, outcome, text } in said.acts {
            folded.entry(method).or_default().push((outcome, fold(&text)));
        }
        Self {
            folded,
            accesses: folded_by_value(said.accesses),
            addresses: folded_by_value(said.addresses),
            reasons: said.reasons.into_iter().map(|(reason, text)| (reason, fold(&text))).collect(),
        }
    }

    fn holds(&self, method: &str, outcome: Outcome, needle: &Finder) -> bool {
        let texts = self.folded.get(method).map_or(&[][..], Vec::as_slice);
        texts.iter().any(|(of, text)| *of == outcome && needle.find(text.as_bytes()).is_some())
    }
}

/// Texts about values, put together where there are several about one.
fn folded_by_value(texts: Vec<(String, String)>) -> HashMap<String, String> {
    let mut folded: HashMap<String, String> = HashMap::new();
    for (value, text) in texts {
        let all = folded.entry(value).or_default();
        all.push('\n');
        all.push_str(&fold(&text));
    }
    folded
}

/// The rows of a store that a filter leaves.
pub fn select(query: &Query, store: &Store, context: &Context) -> Selection {
    let mut selection = Selection::all(store.len());
    keep_all(&mut selection, &query.clauses, store, context);
    if let Some(viewer) = context.viewer.filter(|_| context.folds_own_reads && !query.asks_for_own_reads()) {
        selection.subtract(&own_reads(store, viewer));
    }
    selection
}

/// What a filter's positive times leave of time, `[start, end)`; `None` where it has none.
pub fn times_of(query: &Query, zone: &Zone, now_ms: i64) -> Option<(i64, i64)> {
    let filters = merged(&query.clauses).into_iter().filter(|filter| filter.field == Field::Time && !filter.differs);
    let extent = |filter: Filter| {
        let values = filter.values.iter().filter_map(|value| times::extent(value, zone, now_ms));
        values.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    };
    filters.filter_map(extent).reduce(|a, b| (a.0.max(b.0), a.1.min(b.1)))
}

/// Keeps the rows for which every term holds.
fn keep_all(selection: &mut Selection, clauses: &[Clause], store: &Store, context: &Context) {
    for filter in merged(clauses) {
        keep_filter(selection, &filter, false, store, context);
    }
    for clause in clauses.iter().filter(|clause| clause.negated) {
        if let Test::Field(filter) = &clause.test {
            keep_filter(selection, filter, true, store, context);
        }
    }
    for clause in clauses {
        if let Test::Any(alternatives) = &clause.test {
            let mut any = Selection::none(store.len());
            for query in alternatives {
                let mut one = selection.clone();
                keep_all(&mut one, &query.clauses, store, context);
                any.unite(&one);
            }
            if clause.negated { selection.subtract(&any) } else { *selection = any }
        }
    }
    // Text last: what is out already is not looked at.
    for clause in clauses {
        let Test::Text(text) = &clause.test else { continue };
        if selection.is_none() {
            return;
        }
        if clause.negated {
            let mut holding = selection.clone();
            keep_text(&mut holding, text, store, context);
            selection.subtract(&holding);
        } else {
            keep_text(selection, text, store, context);
        }
    }
}

/// The positive terms of fields among terms side by side, alternatives put together,
/// in the order of fields: the ones of few values first.
fn merged(clauses: &[Clause]) -> Vec<Filter> {
    let mut merged: Vec<Filter> = Vec::new();
    for clause in clauses.iter().filter(|clause| !clause.negated) {
        let Test::Field(filter) = &clause.test else { continue };
        let same = |other: &&mut Filter| {
            other.field == filter.field && other.key.eq_ignore_ascii_case(&filter.key) && other.is_alternative()
        };
        if let Some(first) = merged.iter_mut().find(same).filter(|_| filter.is_alternative()) {
            first.values.extend(filter.values.iter().cloned());
        } else {
            let place = merged.partition_point(|before| before.field <= filter.field);
            merged.insert(place, filter.clone());
        }
    }
    merged
}

fn keep_filter(selection: &mut Selection, filter: &Filter, negated: bool, store: &Store, context: &Context) {
    if !filter.differs {
        let hits = hits(filter, selection, store, context);
        return hits.keep(selection, negated, store);
    }
    // The field is there, and has another value.
    let any = Filter { differs: false, values: vec!["*".to_owned()], ..filter.clone() };
    let same = Filter { differs: false, ..filter.clone() };
    let mut other = selection.clone();
    hits(&any, &other, store, context).keep(&mut other, false, store);
    hits(&same, &other, store, context).keep(&mut other, true, store);
    if negated { selection.subtract(&other) } else { *selection = other }
}

fn keep_text(selection: &mut Selection, text: &str, store: &Store, context: &Context) {
    let needle = fold(text);
    if needle.is_empty() {
        return;
    }
    let finder = Finder::new(&needle);
    let mut columns = store.holding(&finder);
    let holds = |text: &str| text.contains(&needle);
    let said = |base: &str| context.texts.accesses.get(base).is_some_and(|text| holds(text));
    let called = |base: &str| context.names.get(base).is_some_and(|name| holds(&fold(name))) || said(base);
    let accesses = accesses(store, called);
    if accesses.contains(&true) {
        columns.push((&store.accesses.codes, accesses));
    }
    let labeled = |address: &str| context.texts.addresses.get(address).is_some_and(|text| holds(text));
    if context.texts.addresses.values().any(|text| holds(text)) {
        columns.push(which(&store.addresses, &|list| split_addresses(list).any(labeled)));
    }
    let named = |name: &str| holds(&fold(name));
    if context.names.has_stream(named)
        && let Hits::Codes(of_streams) = by_stream(store, &|id| context.names.stream(id).is_some_and(named))
    {
        columns.extend(of_streams);
    }
    let mut more = Selection::none(store.len());
    store.ids_holding(&finder).into_iter().filter(|row| selection.holds(*row)).for_each(|row| more.insert(row));
    for outcome in Outcome::ALL {
        let methods = store.methods();
        let said: Vec<bool> = methods.iter().map(|it| context.texts.holds(&it.name, outcome, &finder)).collect();
        if said.contains(&true) {
            let mut rows = selection.clone();
            rows.keep(&store.actions.codes, &said);
            let ended: Vec<bool> = store.outcomes().into_iter().map(|ended| ended == outcome).collect();
            rows.keep(&store.statuses.codes, &ended);
            more.unite(&rows);
        }
    }
    with_reasons(selection, &mut more, store, |reason| {
        context.texts.reasons.iter().any(|(of, text)| *of == reason && holds(text))
    });
    selection.keep_any(&columns);
    selection.unite(&more);
}

/// Adds the selected rows that did not succeed for a reason that passes. Few words are of a
/// reason, so few searches walk the rows.
fn with_reasons(selection: &Selection, more: &mut Selection, store: &Store, passes: impl Fn(Reason) -> bool) {
    if !Reason::ALL.into_iter().any(&passes) {
        return;
    }
    let mut known: HashMap<(u32, u32, u32), bool> = HashMap::new();
    for row in (0..store.len()).filter(|row| selection.holds(*row)) {
        let Some(error) = store.errors.get(row) else { continue };
        let codes = (store.errors.codes.get(row), store.messages.codes.get(row), store.actions.codes.get(row));
        let of = || passes(Reason::of(&store.method(row).name, error, store.messages.get(row)));
        if *known.entry(codes).or_insert_with(of) {
            more.insert(row);
        }
    }
}

/// What `test` says of the base id of each code's access; of none, no.
pub(super) fn accesses(store: &Store, test: impl Fn(&str) -> bool) -> Vec<bool> {
    let codes = u32::try_from(store.accesses.texts.codes()).unwrap_or(u32::MAX);
    (0..codes).map(|code| store.access(code).is_some_and(|(base, _)| test(base))).collect()
}

impl Hits<'_> {
    /// Keeps the rows that are hit, or the others.
    fn keep(self, selection: &mut Selection, negated: bool, store: &Store) {
        match self {
            Self::Codes(columns) if negated => {
                for (codes, allowed) in columns {
                    let allowed: Vec<bool> = allowed.into_iter().map(|allowed| !allowed).collect();
                    selection.keep(codes, &allowed);
                }
            }
            Self::Codes(columns) => selection.keep_any(&columns),
            Self::Times(extents) => {
                let inside = |time| extents.iter().any(|(start, end)| (*start..*end).contains(&time));
                selection.keep_if(&store.times, |time| inside(time) != negated);
            }
            Self::Rows(rows) if negated => selection.subtract(&rows),
            Self::Rows(rows) => selection.intersect(&rows),
        }
    }
}
