//! The bars of the chart, divided by what a person wants to see apart.

use std::collections::HashMap;

use super::dimension::Axis;
use super::{Dimension, Log};
use crate::aggregate::{from_on, outcome_index};
use crate::engine::{Bar, Series, SeriesBy, SeriesKey};
use crate::record::{Operation, Outcome};
use crate::store::{Codes, Selection, index, sort_rows, with_codes};

/// Accesses that are seen apart: colours for more are not told from each other.
const MOST_ACCESSES: usize = 5;

/// What the last view's bars are made of, by one more thing. `matches` are the selected
/// rows, newest first.
pub(crate) fn series(log: Log, selection: &Selection, matches: &[u32], bars: &[Bar], by: SeriesBy) -> Series {
    let store = log.store;
    let value = |value: &str| SeriesKey::Value { value: value.to_owned(), name: None };
    let (keys, codes, key_of): (Vec<SeriesKey>, &Codes, Vec<usize>) = match by {
        SeriesBy::Outcome => (
            Outcome::ALL.iter().map(|outcome| value(outcome.label())).collect(),
            &store.statuses.codes,
            store.outcomes().into_iter().map(outcome_index).collect(),
        ),
        SeriesBy::Operation => {
            let place = |operation| Operation::ALL.iter().position(|known| *known == operation);
            let places =
                store.methods().iter().map(|method| place(method.operation).unwrap_or(Operation::ALL.len() - 1));
            (Operation::ALL.iter().map(|it| value(it.label())).collect(), &store.actions.codes, places.collect())
        }
        SeriesBy::Access => {
            let most = most_frequent(log, selection);
            let key_of = (0_u32..).take(store.accesses.texts.codes()).map(|code| {
                let base = store.access(code).map(|(base, _)| base);
                most.iter().position(|most| Some(*most) == base).unwrap_or(most.len())
            });
            let key_of = key_of.collect();
            let key = |base: &&str| SeriesKey::Value {
                value: (*base).to_owned(),
                name: log.names.get(base).map(str::to_owned),
            };
            let keys = most.iter().map(key).chain([SeriesKey::Rest]).collect();
            (keys, &store.accesses.codes, key_of)
        }
    };
    let mut counts = vec![0_u32; bars.len() * keys.len()];
    let mut older = bars.last().map_or(matches, |last| &matches[from_on(store, matches, last.end_ms)..]);
    with_codes!(codes, codes => {
        for (bar, counts) in bars.iter().zip(counts.chunks_mut(keys.len())).rev() {
            let (inside, rest) = older.split_at(from_on(store, older, bar.start_ms));
            for row in inside {
                counts[key_of[index(codes[*row as usize])]] += 1;
            }
            older = rest;
        }
    });
    Series { by, keys, counts }
}

/// The accesses with most of the selected rows, most frequent first.
fn most_frequent<'a>(log: Log<'a>, selection: &Selection) -> Vec<&'a str> {
    let by_code = Axis::new(log, Dimension::Access).counts(selection);
    let mut sums: HashMap<&str, u32> = HashMap::new();
    for (code, count) in (0_u32..).zip(&by_code).filter(|(_, count)| **count > 0) {
        if let Some((base, _)) = log.store.access(code) {
            *sums.entry(base).or_default() += count;
        }
    }
    let sums: Vec<(&str, u32)> = sums.into_iter().collect();
    let mut order: Vec<u32> = (0..).take(sums.len()).collect();
    sort_rows(&mut order, &|a, b| {
        let (a, b) = (sums[a as usize], sums[b as usize]);
        b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0))
    });
    order.into_iter().take(MOST_ACCESSES).map(|place| sums[place as usize].0).collect()
}
