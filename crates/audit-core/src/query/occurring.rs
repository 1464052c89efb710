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
    match field {
        Field::Action => counts.codes(&store.actions.codes, store.methods(), |method| vec![method.name.clone()]),
        Field::Operation => {
            counts.codes(&store.actions.codes, store.methods(), |it| vec![it.operation.label().to_owned()]);
        }
        Field::Verb | Field::Path => counts.texts(&store.actions, |action| {
            let halves = method::verb_and_path(action);
            halves.map(|(verb, path)| if field == Field::Verb { verb } else { path }.to_owned()).into_iter().collect()
        }),
        Field::Status => {
            let statuses = store.statuses.dictionary.values();
            let code = |status: &crate::record::Status| status.code().map(|code| code.to_string());
            counts.codes(&store.statuses.codes, statuses, |status| code(status).into_iter().collect());
        }
        Field::Access => {
            let codes: Vec<u32> = (0..).take(store.accesses.texts.codes()).collect();
            counts.codes(&store.accesses.codes, &codes, |code| {
                let Some((base, _)) = store.access(*code) else { return Vec::new() };
                // A `*` of a name would stand for anything, and a `=` for an id.
                let plain = |name: &&str| !exact && !name.is_empty() && !name.contains('*') && !name.starts_with('=');
                vec![context.names.get(base).filter(plain).unwrap_or(base).to_owned()]
            });
        }
        Field::Ip => counts.texts(&store.addresses, |list| split_addresses(list).map(str::to_owned).collect()),
        Field::Error => counts.texts(&store.errors, |error| vec![error.to_owned()]),
        Field::Caller => counts.texts(&store.callers, |caller| vec![caller.to_owned()]),
        Field::Source => counts.texts(&store.sources, |source| vec![source.to_owned()]),
        Field::Type => counts.texts(&store.kinds, |kind| vec![kind.to_owned()]),
        Field::Stream => {
            counts.texts(&store.scoped_streams, |list| serde_json::from_str(list).unwrap_or_default());
            counts.queries(store, streams_of);
        }
        Field::Query if !key.is_empty() => counts.queries(store, |query| parameter(query, key)),
        _ => {}
    }
    counts.0.into_iter().filter(|(value, _)| !value.is_empty()).map(|(value, count)| (value, Some(count))).collect()
}

/// Records by value.
#[derive(Default)]
struct Counts(HashMap<String, u32>);

impl Counts {
    fn codes<T>(&mut self, codes: &Codes, dictionary: &[T], mut values: impl FnMut(&T) -> Vec<String>) {
        let mut rows = vec![0; dictionary.len()];
        with_codes!(codes, slice => {
            for code in slice {
                rows[index(*code)] += 1;
            }
        });
        for (value, rows) in dictionary.iter().zip(rows).filter(|(_, rows)| *rows > 0) {
            let mut values = values(value);
            values.sort_unstable();
            values.dedup();
            for value in values {
                *self.0.entry(value).or_default() += rows;
            }
        }
    }

    fn texts(&mut self, column: &TextColumn, mut values: impl FnMut(&str) -> Vec<String>) {
        let texts: Vec<Option<&str>> =
            (0..).take(column.texts.codes()).map(|code: u32| column.texts.get(code)).collect();
        self.codes(&column.codes, &texts, |text| text.map(&mut values).unwrap_or_default());
    }

    /// The same of the first queries, as they may be shown.
    fn queries(&mut self, store: &Store, values: impl Fn(&str) -> Vec<String>) {
        let codes: Vec<u32> = (0..).take(store.queries.texts.codes()).collect();
        self.codes(&store.queries.codes, &codes, |code| {
            let query = store.shown_query_of(*code).filter(|_| (*code as usize) < READ);
            query.map(|query| values(&query)).unwrap_or_default()
        });
    }
}
