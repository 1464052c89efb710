//! What looks odd: rules, not magic.
//!
//! Each [`Rule`] is one function over the columns, with its thresholds as constants beside
//! it and the reason for each. It compares an access with its own habit, never with other
//! people's. What it finds is a [`Finding`]: which rule, how serious, which records, and the
//! numbers that a sentence about it needs. A finding is a question to the person, not a
//! verdict: `docs/findings.md` says the harmless reasons of each rule, what it does not see,
//! and how often it is right on a labeled corpus.
//!
//! What belongs together is one finding: a night of failed sign-ins, not each of them. What
//! the viewer itself asked is nobody's act, and is left out.

mod act;
mod asked;
mod burst;
mod calls;
mod dead_keys;
mod finding;
mod grants;
mod habit;
mod hours;
mod outside;
mod place;
mod silence;
mod whole_account;

pub use act::Act;
pub use finding::{Evidence, Facts, Finding, Rule, Severity};

use std::cmp::Reverse;

use crate::names::Names;
use crate::store::{Selection, Store};
use crate::time::Zone;
use calls::{Access, Calls};

/// Most findings that are told; beyond, the list is no help any more.
const MOST: usize = 500;

/// Rules that look at one access.
const OF_AN_ACCESS: [fn(&Calls, &Access) -> Vec<Finding>; 9] = [
    place::new_places,
    act::new_acts,
    silence::woke_up,
    habit::many_calls,
    habit::many_records,
    hours::unusual_hours,
    whole_account::whole_account,
    outside::outside_permission,
    dead_keys::after_expiry,
];

/// Everything that looks odd in a log, most serious first, then newest first. The order of
/// time is up to date; `own` are the rows that the viewer caused.
pub(crate) fn findings(store: &Store, names: &Names, zone: &Zone, own: Option<&Selection>) -> Vec<Finding> {
    let mut calls = Calls::new(store, names, zone, own);
    let (mut found, claimed) = dead_keys::after_withdrawal(&calls);
    let (bursts, strange) = burst::bursts(&calls, &claimed);
    found.extend(bursts);
    calls.distrust(&strange);
    let calls = calls;
    for access in calls.accesses.iter().filter(|access| !access.is_pseudo()) {
        found.extend(OF_AN_ACCESS.iter().flat_map(|rule| rule(&calls, access)));
    }
    found.extend(grants::made_by_an_access(&calls));
    found.extend(grants::widened(&calls));
    found.sort_by(|a, b| {
        let order = |it: &Finding| (Reverse(it.severity), Reverse(it.until_ms), it.rule);
        order(a).cmp(&order(b)).then_with(|| a.key.cmp(&b.key))
    });
    found.truncate(MOST);
    for finding in &mut found {
        finding.state = finding.subject().and_then(|base| names.access(base)).map(|known| known.state);
    }
    found
}
