//! Reads with the whole account in their scope, by somebody who is not its owner.

use super::calls::{Access, Calls, Kind, count};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::query::Field;

/// So many reads of parts show that parts are what it reads.
const LEAST_PARTS: usize = 10;

/// Reads of the whole account by an app or another person: worth a look where it read parts
/// before, good to know where it never did. Reads of the log itself are none.
pub(super) fn whole_account(calls: &Calls, access: &Access) -> Vec<Finding> {
    if calls.may_be_owner(access) {
        return Vec::new();
    }
    let rows: Vec<u32> = access.done.iter().copied().filter(|row| calls.is_of_the_whole(*row)).collect();
    let Some(from) = rows.first().map(|row| calls.time(*row)) else { return Vec::new() };
    let parts = access
        .done
        .iter()
        .copied()
        .take_while(|row| calls.time(*row) < from)
        .filter(|row| calls.is_of_a_part(*row))
        .count();
    let severity = match (parts >= LEAST_PARTS, access.kind) {
        (true, _) => Severity::Notable,
        (false, Kind::Other) => Severity::Note,
        // It may be another session of the owner.
        (false, _) => return Vec::new(),
    };
    let until = rows.last().map_or(from, |row| calls.time(*row));
    let query = calls.ask(access.base, from, until).says(Field::Status, "ok").is(Field::Stream, &["*"]);
    let facts = Facts::WholeAccount {
        parts_before: count(parts),
        records: rows.iter().fold(0, |sum, row| calls.records(*row).unwrap_or(0).saturating_add(sum)),
    };
    vec![calls.finding((Rule::WholeAccount, severity), Some(access.base), &rows, "", &query, facts)]
}
