//! Keys that are no more, and are used on.

use std::collections::{BTreeMap, HashSet};

use super::calls::{Access, Calls, DAY_MS, HOUR_MS};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::engine::AccessState;
use crate::query::Field;

/// An app that learns that its access has expired asks again a few times, and tells its user.
/// One that asks on for days does not stop by itself.
const FEWEST_EXPIRED: usize = 5;
const LEAST_EXPIRED_MS: i64 = DAY_MS;
/// Once and twice is an app that did not know yet.
const FEWEST_REFUSED: usize = 3;
/// Beyond a month, that it is the same caller is a guess.
const SOON_MS: i64 = 30 * DAY_MS;
/// An access that called from an address up to a season ago may call from there again.
const CALLED_MS: i64 = 90 * DAY_MS;
/// A withdrawal is recorded some moments after a call that it still let pass.
const SLACK_MS: i64 = HOUR_MS / 60;

/// Calls of an access after it has expired, which are recorded under its own id.
pub(super) fn after_expiry(calls: &Calls, access: &Access) -> Vec<Finding> {
    let rows: Vec<u32> = access.failed.iter().copied().filter(|row| calls.is_expired(*row)).collect();
    let Some((from, until)) = rows.first().zip(rows.last()).map(|(a, b)| (calls.time(*a), calls.time(*b))) else {
        return Vec::new();
    };
    if rows.len() < FEWEST_EXPIRED || until - from < LEAST_EXPIRED_MS {
        return Vec::new();
    }
    let expired_ms = calls.names.access(access.base).and_then(|name| match name.state {
        AccessState::Expires(at) => Some(at),
        AccessState::InUse | AccessState::Deleted(_) => None,
    });
    let facts = Facts::AfterExpiry { expired_ms, last_done_ms: access.done.last().map(|row| calls.time(*row)) };
    let query = calls.ask(access.base, from, until).says(Field::Error, "access has expired");
    let what = (Rule::AfterExpiry, Severity::Notable);
    vec![calls.finding(what, Some(access.base), &rows, "", &query, facts)]
}

/// Calls with a key that is unknown, from an address from which an access used to call until
/// one was withdrawn; and the rows that they are. The log records such calls without their
/// access: it is likely, and never proven, that it is the withdrawn one.
pub(super) fn after_withdrawal(calls: &Calls) -> (Vec<Finding>, HashSet<u32>) {
    let mut claimed = HashSet::new();
    let (withdrawn, Some(invalid)) = (withdrawals(calls), calls.access("invalid")) else {
        return (Vec::new(), claimed);
    };
    let mut refused: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for row in invalid.failed.iter().copied() {
        // A password that is not accepted is another story.
        if let Some(address) = calls.address(row).filter(|_| calls.method(row) != "auth.login") {
            refused.entry(address).or_default().push(row);
        }
    }
    let ended: Vec<Ended> = if withdrawn.is_empty() || refused.is_empty() {
        Vec::new()
    } else {
        calls.accesses.iter().filter_map(|access| Ended::of(calls, access, &withdrawn)).collect()
    };
    let mut found = Vec::new();
    for (address, rows) in refused {
        let likely = ended.iter().filter_map(|access| access.called_from(calls, address, &rows));
        let likely: Vec<(&Ended, usize)> = likely.collect();
        let Some((first, from)) = likely.first() else { continue };
        let rows = &rows[*from..];
        if rows.len() < FEWEST_REFUSED {
            continue;
        }
        claimed.extend(rows);
        let one = Some(first.base).filter(|_| likely.len() == 1);
        let facts = Facts::AfterWithdrawal { withdrawn_ms: first.withdrawn_ms, likely: one.map(str::to_owned) };
        let bounds = rows.first().zip(rows.last()).map_or((0, 0), |(a, b)| (calls.time(*a), calls.time(*b)));
        let query = calls.ask("invalid", bounds.0, bounds.1).is(Field::Ip, &[address]).not(Field::Status, "ok");
        let query = query.not(Field::Action, "=auth.login");
        let what = (Rule::AfterWithdrawal, Severity::Note);
        found.push(calls.finding(what, Some("invalid"), rows, &calls.id(rows[0]), &query, facts));
    }
    (found, claimed)
}

/// When accesses were withdrawn, by the log, oldest first.
fn withdrawals(calls: &Calls) -> Vec<i64> {
    let mut times: Vec<i64> = Vec::new();
    for access in calls.accesses.iter().filter(|access| !access.is_pseudo()) {
        times.extend(calls.on_accesses(access, "accesses.delete").map(|row| calls.time(row)));
    }
    times.sort_unstable();
    times
}

/// An access that may be one that was withdrawn: its calls ended before a withdrawal.
#[derive(Debug)]
struct Ended<'a> {
    base: &'a str,
    withdrawn_ms: i64,
    /// Addresses from which it called in its last months.
    addresses: HashSet<&'a str>,
}

impl<'a> Ended<'a> {
    fn of(calls: &Calls<'a>, access: &Access<'a>, withdrawn: &[i64]) -> Option<Self> {
        if access.is_pseudo() {
            return None;
        }
        let last = access.done.last().map(|row| calls.time(*row))?;
        let withdrawn_ms = match calls.names.access(access.base).map(|name| name.state) {
            // Where the list of accesses says it, it is known and not guessed.
            Some(AccessState::Deleted(Some(at))) => at,
            Some(AccessState::Deleted(None)) | None => {
                *withdrawn.get(withdrawn.partition_point(|at| at + SLACK_MS < last))?
            }
            Some(AccessState::InUse | AccessState::Expires(_)) => return None,
        };
        let is_late = |row: &u32| calls.time(*row) >= withdrawn_ms - CALLED_MS;
        let addresses = access.done.iter().copied().filter(is_late).filter_map(|row| calls.address(row)).collect();
        Some(Self { base: access.base, withdrawn_ms, addresses })
    }

    /// From which of the refused rows on it may be this access that calls.
    fn called_from(&self, calls: &Calls, address: &str, rows: &[u32]) -> Option<(&Self, usize)> {
        let from = rows.partition_point(|row| calls.time(*row) < self.withdrawn_ms);
        let first = rows.get(from).map(|row| calls.time(*row))?;
        (self.addresses.contains(address) && first - self.withdrawn_ms <= SOON_MS).then_some((self, from))
    }
}
