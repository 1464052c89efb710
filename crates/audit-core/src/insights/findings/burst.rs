//! Passwords and keys that were not accepted, and a sign-in that was at last.

use std::collections::{BTreeMap, HashSet};

use super::asked::Ask;
use super::calls::{Calls, HOUR_MS, NOWHERE, count, runs};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::query::Field;

/// Failures that come later than this after the one before are another story: somebody who
/// tries again after a pause is not.
const PAUSE_MS: i64 = 2 * HOUR_MS;
/// A person who mistypes a password does so two or three times, then stops to think.
const FEWEST: usize = 5;
/// Where the owner is known to call from, it takes what nobody types by hand: a program with
/// an old password tries often, and a person at home may be stubborn.
const FEWEST_AT_HOME: usize = 20;
/// So many passwords are tried by a program, or by somebody who means it.
const MANY: u32 = 20;
/// A sign-in this long after the last failure still belongs to it.
const SOON_MS: i64 = HOUR_MS;

const SIGN_IN: &str = "auth.login";
const NOBODY: &str = "invalid";

/// Calls that were refused because nobody was known, one after the other.
#[derive(Debug)]
struct Burst {
    rows: Vec<u32>,
    sign_ins: u32,
    /// Sign-ins that were not made good.
    in_vain: usize,
    /// From where they came.
    places: HashSet<u32>,
}

/// Bursts of refused calls, and sign-ins that followed them. `claimed` are rows that another
/// finding tells already.
///
/// Beside them, the places of such sign-ins: nothing there is the owner's.
pub(super) fn bursts(calls: &Calls, claimed: &HashSet<u32>) -> (Vec<Finding>, Vec<u32>) {
    let Some(invalid) = calls.access(NOBODY) else { return (Vec::new(), Vec::new()) };
    let refused = |row: &u32| !claimed.contains(row);
    let is_sign_in = |row: &u32| calls.method(*row) == SIGN_IN;
    let (sign_ins, keys): (Vec<u32>, Vec<u32>) = invalid.failed.iter().copied().filter(refused).partition(is_sign_in);
    let made_good = made_good(calls, &sign_ins);
    let (mut found, mut strange) = (Vec::new(), Vec::new());
    let mut bursts: Vec<Burst> = Vec::new();
    // Passwords are tried from many places at once, keys from where somebody has one.
    for run in runs(calls, &sign_ins, PAUSE_MS) {
        let in_vain: Vec<u32> = run.iter().copied().filter(|row| !made_good.contains(row)).collect();
        match signed_in(calls, run, &in_vain) {
            Some((finding, place)) => {
                found.push(finding);
                strange.push(place);
            }
            None => bursts.push(Burst {
                rows: run.to_vec(),
                sign_ins: count(run.len()),
                in_vain: in_vain.len(),
                places: run.iter().map(|row| calls.place(*row)).collect(),
            }),
        }
    }
    let mut by_place: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for row in keys {
        by_place.entry(calls.place(row)).or_default().push(row);
    }
    for (place, rows) in &by_place {
        for run in runs(calls, rows, PAUSE_MS) {
            let of_one_night = |burst: &&mut Burst| burst.places.contains(place) && overlap(calls, &burst.rows, run);
            match bursts.iter_mut().find(of_one_night) {
                Some(burst) => burst.rows.extend(run),
                None => bursts.push(Burst { rows: run.to_vec(), sign_ins: 0, in_vain: 0, places: HashSet::new() }),
            }
        }
    }
    found.extend(bursts.iter_mut().filter_map(|burst| refused_burst(calls, burst, &strange)));
    (found, strange)
}

/// Failures of somebody who mistyped: a few, and then the right password from the same place.
fn made_good(calls: &Calls, failures: &[u32]) -> HashSet<u32> {
    let Some(valid) = calls.access("valid-password") else { return HashSet::new() };
    let mut good = HashSet::new();
    for success in valid.done.iter().copied() {
        let (time, place) = (calls.time(success), calls.place(success));
        let until = failures.partition_point(|row| calls.time(*row) <= time);
        // Failures that led to it: the last one soon before, each other not long before the next.
        let (mut next, mut pause, mut here) = (time, SOON_MS, Vec::new());
        for row in failures[..until].iter().rev().copied() {
            if next - calls.time(row) > pause || here.len() == FEWEST {
                break;
            }
            if calls.place(row) != place {
                continue;
            }
            if good.contains(&row) {
                break;
            }
            (next, pause) = (calls.time(row), PAUSE_MS);
            here.push(row);
        }
        if here.len() < FEWEST {
            good.extend(here);
        }
    }
    good
}

/// Whether two runs are of one time.
fn overlap(calls: &Calls, one: &[u32], other: &[u32]) -> bool {
    let span = |rows: &[u32]| rows.first().zip(rows.last()).map(|(a, b)| (calls.time(*a), calls.time(*b)));
    span(one).zip(span(other)).is_some_and(|(a, b)| a.0 <= b.1 + PAUSE_MS && b.0 <= a.1 + PAUSE_MS)
}

fn refused_burst(calls: &Calls, burst: &mut Burst, strange: &[u32]) -> Option<Finding> {
    burst.rows.sort_by_key(|row| calls.time(*row));
    let (first, last) = (*burst.rows.first()?, *burst.rows.last()?);
    let (from, until) = (calls.time(first), calls.time(last));
    let is_owners = |place: u32| calls.owner_calls_from(place, from) && !strange.contains(&place);
    let known_place = burst.rows.iter().all(|row| is_owners(calls.place(*row)));
    let in_vain = burst.in_vain + burst.rows.len() - burst.sign_ins as usize;
    if in_vain < if known_place { FEWEST_AT_HOME } else { FEWEST } {
        return None;
    }
    let severity = match (burst.sign_ins >= MANY, known_place, burst.sign_ins) {
        (true, false, _) => Severity::Serious,
        (_, true, 0) => Severity::Note,
        _ => Severity::Notable,
    };
    let keys: Vec<u32> = burst.rows.iter().copied().filter(|row| calls.method(*row) != SIGN_IN).collect();
    let mut of_keys: Vec<&str> = calls.address_counts(&keys).into_keys().collect();
    of_keys.sort_unstable();
    let nobody = calls.ask(NOBODY, from, until).not(Field::Status, "ok");
    let sign_in = Ask::default().is(Field::Action, &[SIGN_IN]);
    let query = match (burst.sign_ins, of_keys.is_empty()) {
        (0, _) => nobody.is(Field::Ip, &of_keys).not(Field::Action, &format!("={SIGN_IN}")),
        (_, true) if keys.is_empty() => nobody.is(Field::Action, &[SIGN_IN]),
        _ => nobody.either(sign_in, Ask::default().is(Field::Ip, &of_keys)),
    };
    let facts = Facts::RefusedBurst {
        sign_ins: burst.sign_ins,
        keys: count(keys.len()),
        addresses: count(calls.address_counts(&burst.rows).len()),
        known_place,
    };
    let what = (Rule::RefusedBurst, severity);
    Some(calls.finding(what, Some(NOBODY), &burst.rows, &calls.id(first), &query, facts))
}

/// A sign-in during failures or soon after them, from where the owner was never known to
/// sign in: from the place of the failures, or from any other.
fn signed_in(calls: &Calls, failures: &[u32], in_vain: &[u32]) -> Option<(Finding, u32)> {
    let (first, last) = (*failures.first()?, *failures.last()?);
    let (from, enough) = (calls.time(first), calls.time(*in_vain.get(FEWEST - 1)?));
    let until = calls.time(last) + SOON_MS;
    let is_strange = |row: &u32| {
        let time = calls.time(*row);
        (enough..=until).contains(&time)
            && calls.method(*row) == SIGN_IN
            && calls.place(*row) != NOWHERE
            && !calls.owner_calls_from(calls.place(*row), from)
    };
    let success = calls.access("valid-password")?.done.iter().copied().find(is_strange)?;
    let new_place = calls.knows_owner_places(from);
    let same_place = failures.iter().any(|row| calls.place(*row) == calls.place(success));
    let mut rows: Vec<u32> = failures.iter().copied().filter(|row| calls.time(*row) <= calls.time(success)).collect();
    let facts = Facts::SignInAfterFailures { failures: count(rows.len()), same_place, new_place };
    rows.push(success);
    let query = Ask::default().is(Field::Access, &[NOBODY, "valid-password"]).is(Field::Action, &[SIGN_IN]).between(
        from,
        calls.time(success),
        calls.zone,
    );
    let severity = if new_place { Severity::Serious } else { Severity::Notable };
    let what = (Rule::SignInAfterFailures, severity);
    let finding = calls.finding(what, Some("valid-password"), &rows, &calls.id(first), &query, facts);
    Some((finding, calls.place(success)))
}
