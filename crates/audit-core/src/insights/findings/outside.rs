//! Calls that an access has no permission for, again and again.

use super::calls::{Access, Calls, DAY_MS, runs};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::query::{Field, streams_of};

/// An app that is told no once or twice has a mistake in it; one that asks on looks for a way.
const FEWEST: usize = 5;
/// Tries of one week are one story.
const PAUSE_MS: i64 = 7 * DAY_MS;
/// Most streams and methods that are named.
const MOST_NAMED: usize = 10;

/// Calls refused for lack of a permission, at least five. Not of the owner, who may do all
/// that the platform lets anybody do.
pub(super) fn outside_permission(calls: &Calls, access: &Access) -> Vec<Finding> {
    if calls.may_be_owner(access) {
        return Vec::new();
    }
    let rows: Vec<u32> = access.failed.iter().copied().filter(|row| calls.is_outside(*row)).collect();
    let finding = |run: &[u32]| {
        let (first, last) = (*run.first()?, *run.last()?);
        let asked = |row: &u32| calls.store.shown_query(*row).map(|query| streams_of(&query)).unwrap_or_default();
        let facts = Facts::OutsidePermission {
            streams: distinct(run.iter().flat_map(asked)),
            methods: distinct(run.iter().map(|row| calls.method(*row).to_owned())),
        };
        let query = calls.ask(access.base, calls.time(first), calls.time(last)).is(Field::Error, &["forbidden"]);
        let query = query.not(Field::Error, "access has expired");
        let what = (Rule::OutsidePermission, Severity::Notable);
        Some(calls.finding(what, Some(access.base), run, &calls.id(first), &query, facts))
    };
    runs(calls, &rows, PAUSE_MS).filter(|run| run.len() >= FEWEST).filter_map(finding).collect()
}

/// The first distinct texts.
fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if found.len() < MOST_NAMED && !found.contains(&text) {
            found.push(text);
        }
    }
    found
}
