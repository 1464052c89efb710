//! The values that records hold, and how many hold each.

use std::collections::HashMap;

use super::parameters::{parameter, streams_of};
use super::{Context, Field};
use crate::method;
use crate::record_ref::split_addresses;
use crate::store::{Codes, Store, TextColumn, index, with_codes};

/// Distinct queries that are read for their parameters and streams; there may be as
/// many as records.
const READ: usize = 2000;

/// The values of a field, as it would be asked for them, or just as records hold them,
/// and how many records have each.
pub(super) fn occurring(
    field: Field,
    key: &str,
    exact: bool,
    store: &Store,
    context: &Context,
) -> Vec<(String, Option<u32>)> {
    let mut counts = Counts::default();
    let methods = store.methods();
    let itself = |text: &str| vec![text.to_owned()];
    match field {
        Field::Action | Field::Operation => counts.add(&store.actions.codes, methods.len(), &|code| {
            let method = &methods[code as usize];
            itself(if field == Field::Action { method.name.as_str() } else { method.operation.label() })
        }),
        Field::Verb | Field::Path => counts.texts(&store.actions, &|action| {
            let halves = method::verb_and_path(action);
            halves.map(|(verb, path)| if field == Field::Verb { verb } else { path }.to_owned()).into_iter().collect()
        }),
        Field::Status => {
            let statuses = store.statuses.dictionary.values();
            counts.add(&store.statuses.codes, statuses.len(), &|code| {
                statuses[code as usize].code().map(|code| code.to_string()).into_iter().collect()
            });
        }
        Field::Access => counts.add(&store.accesses.codes, store.accesses.texts.codes(), &|code| {
            let Some((base, _)) = store.access(code) else { return Vec::new() };
            // A `*` of a name would stand for anything, and a `=` for an id.
            let plain = |name: &&str| !exact && !name.is_empty() && !name.contains('*') && !name.starts_with('=');
            itself(context.names.get(base).filter(plain).unwrap_or(base))
        }),
        Field::Ip => counts.texts(&store.addresses, &|list| split_addresses(list).map(str::to_owned).collect()),
        Field::Error => counts.texts(&store.errors, &itself),
        Field::Caller => counts.texts(&store.callers, &itself),
        Field::Source => counts.texts(&store.sources, &itself),
        Field::Type => counts.texts(&store.kinds, &itself),
        Field::Stream => {
            counts.texts(&store.scoped_streams, &|list| serde_json::from_str(list).unwrap_or_default());
            counts.queries(store, &streams_of);
        }
        Field::Query if !key.is_empty() => counts.queries(store, &|query| parameter(query, key)),
        _ => {}
    }
    counts.0.into_iter().filter(|(value, _)| !value.is_empty()).map(|(value, count)| (value, Some(count))).collect()
}

/// Records by value.
#[derive(Default)]
struct Counts(HashMap<String, u32>);

impl Counts {
    /// Adds what stands for each code, once, for every row that has the code.
    fn add(&mut self, codes: &Codes, distinct: usize, values: &dyn Fn(u32) -> Vec<String>) {
        let mut rows = vec![0; distinct];
        with_codes!(codes, slice => {
            for code in slice {
                rows[index(*code)] += 1;
            }
        });
        for (code, rows) in (0..).zip(rows).filter(|(_, rows)| *rows > 0) {
            let mut held: Vec<String> = Vec::new();
            for value in values(code) {
                if !held.contains(&value) {
                    *self.0.entry(value.clone()).or_default() += rows;
                    held.push(value);
                }
            }
        }
    }

    fn texts(&mut self, column: &TextColumn, values: &dyn Fn(&str) -> Vec<String>) {
        let values = |code| column.texts.get(code).map(values).unwrap_or_default();
        self.add(&column.codes, column.texts.codes(), &values);
    }

    /// The same of the first queries, as they may be shown.
    fn queries(&mut self, store: &Store, values: &dyn Fn(&str) -> Vec<String>) {
        let values = |code: u32| {
            let query = store.shown_query_of(code).filter(|_| (code as usize) < READ);
            query.map(|query| values(&query)).unwrap_or_default()
        };
        self.add(&store.queries.codes, store.queries.texts.codes(), &values);
    }
}
