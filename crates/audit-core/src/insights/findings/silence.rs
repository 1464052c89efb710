//! An access that comes back after a long silence.

use super::calls::{Access, Calls, DAY_MS};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::query::Field;

/// A season: holidays and an illness are shorter.
const SILENT_MS: i64 = 90 * DAY_MS;
/// And far longer than it ever was silent: one that comes once a month may miss two.
const TIMES_LONGEST: i64 = 4;
/// With fewer calls there is no habit of calling.
const LEAST_CALLS: u32 = 10;
/// What it does within a day after is told with it.
const TOLD_MS: i64 = DAY_MS;

/// An access that calls again after a silence of a season or more. The owner may.
pub(super) fn woke_up(calls: &Calls, access: &Access) -> Vec<Finding> {
    if calls.may_be_owner(access) {
        return Vec::new();
    }
    let done = &access.done;
    let (mut longest, mut found) = (0_i64, Vec::new());
    for (at, pair) in (1_u32..).zip(done.windows(2)) {
        let (before, after) = (calls.time(pair[0]), calls.time(pair[1]));
        let silence = after.saturating_sub(before);
        if silence >= SILENT_MS && silence >= longest.saturating_mul(TIMES_LONGEST) && at >= LEAST_CALLS {
            let rest = &done[at as usize..];
            let told = rest.partition_point(|row| calls.time(*row) <= after + TOLD_MS);
            let rows = &rest[..told];
            let until = rows.last().map_or(after, |row| calls.time(*row));
            let query = calls.ask(access.base, after, until).says(Field::Status, "ok");
            let facts = Facts::WokeUp { silent_ms: before, longest_before_ms: longest, calls_before: at };
            let what = (Rule::WokeUp, Severity::Notable);
            found.push(calls.finding(what, Some(access.base), rows, &calls.id(pair[1]), &query, facts));
        }
        longest = longest.max(silence);
    }
    found
}
