//! Where calls come from, and an access in two places at once.
//!
//! Addresses change: a home gets another one in the night, a phone with every cell. What
//! stays longer is the network that they belong to. A **place** is the first reported address
//! without its last half: the first 16 bits of an IPv4 address, the first 32 of an IPv6 one,
//! which is the size of what providers are given. What is no address is no place.

use std::collections::{HashMap, HashSet};

use super::calls::{Access, Calls, DAY_MS, HOUR_MS, NOWHERE, count};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::query::{Field, network};
use crate::record_ref::split_addresses;
use crate::store::Store;

/// A habit takes two weeks to show, weekend and all, …
const KNOWN_FOR_MS: i64 = 14 * DAY_MS;
/// … and some calls.
const LEAST_CALLS: u32 = 20;
/// A device that travels is at one place at a time. It may come home and leave again, on a day
/// or in a week; from the new place to the usual one and back within an hour is no journey
/// that anybody makes twice: a second device is there, or a tunnel.
const LEAST_ROUNDS: u32 = 2;
const ROUND_MS: i64 = HOUR_MS;
/// What is one of the owner's devices goes where the owner goes, and their others with it. So
/// many calls on a day, over so long a time, from where no other access is within a week, while
/// others call from where the owner is, are not the device's.
const LEAST_ALONE: usize = 6;
const LEAST_ALONE_MS: i64 = 2 * HOUR_MS;
/// A device of the owner's: four of five of its calls come from where the owner calls.
const OWNERS_SHARE: (usize, usize) = (4, 5);
/// The usual place is that of most calls in two months: homes change, too.
const USUAL_MS: i64 = 60 * DAY_MS;
/// An access that came from this many new places in that time roams, or sits behind tunnels:
/// one more says nothing. A journey has two or three: a hotel, a network abroad, a station.
const MOST_NEW_PLACES: usize = 8;
/// A new place is watched for a week; then it is no longer new.
const WATCHED_MS: i64 = 7 * DAY_MS;

/// The place of each list of addresses, by its code.
pub(super) fn places(store: &Store) -> Vec<u32> {
    let mut numbers: HashMap<u64, u32> = HashMap::new();
    let codes = 0..count(store.addresses.texts.codes());
    let network = |code| split_addresses(store.addresses.texts.get(code)?).next().and_then(network);
    let number = |code| {
        let next = count(numbers.len() + 1);
        network(code).map_or(NOWHERE, |network| *numbers.entry(network).or_insert(next))
    };
    codes.map(number).collect()
}

/// An access that is used from a new place while its usual one goes on. One that moves is
/// none: a journey, a new provider. Nor is one that comes to where the owner calls from.
pub(super) fn new_places(calls: &Calls, access: &Access) -> Vec<Finding> {
    let done = &access.done;
    let Some(known_ms) = done.first().map(|row| calls.time(*row)) else { return Vec::new() };
    let mut seen: HashSet<u32> = HashSet::new();
    // When it came to the places that were new, oldest first.
    let mut arrivals: Vec<i64> = Vec::new();
    let (mut found, mut last) = (Vec::new(), NOWHERE);
    for (at, row) in done.iter().enumerate() {
        let (place, time) = (calls.place(*row), calls.time(*row));
        if place == NOWHERE {
            continue;
        }
        if place != last && seen.insert(place) {
            let settled = time.saturating_sub(known_ms) >= KNOWN_FOR_MS && at >= LEAST_CALLS as usize;
            let recent = arrivals.len() - arrivals.partition_point(|arrival| *arrival <= time - USUAL_MS);
            if time > known_ms + KNOWN_FOR_MS {
                arrivals.push(time);
            }
            if settled
                && recent < MOST_NEW_PLACES
                && !calls.owner_calls_from(place, time)
                && !calls.is_owners(place)
                && let Some((usual, usual_calls)) = usual_place(calls, &done[..at], time)
            {
                let week: Vec<u32> =
                    done[at..].iter().copied().take_while(|row| calls.time(*row) <= time + WATCHED_MS).collect();
                let rounds = rounds(calls, &week, usual, place);
                if rounds >= LEAST_ROUNDS || is_alone(calls, access, &done[..at], &week) {
                    found.push(finding(calls, access, &week, place, (usual, usual_calls), rounds, known_ms));
                }
            }
        }
        last = place;
    }
    found
}

/// The place of most calls in the last two months before a time, and how many those were.
fn usual_place(calls: &Calls, before: &[u32], time_ms: i64) -> Option<(u32, u32)> {
    let from = before.partition_point(|row| calls.time(*row) < time_ms - USUAL_MS);
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for place in before[from..].iter().map(|row| calls.place(*row)).filter(|place| *place != NOWHERE) {
        *counts.entry(place).or_insert(0) += 1;
    }
    counts.into_iter().max_by_key(|(place, calls)| (*calls, *place))
}

/// Whether a device of the owner's, on the first day, is at a place alone, while others are
/// where the owner is.
fn is_alone(calls: &Calls, access: &Access, before: &[u32], week: &[u32]) -> bool {
    let Some((place, first)) = week.first().map(|row| (calls.place(*row), calls.time(*row))) else { return false };
    let day = week.iter().filter(|row| calls.place(**row) == place && calls.time(**row) < first + DAY_MS);
    let day: Vec<i64> = day.map(|row| calls.time(*row)).collect();
    let last = day.last().copied().unwrap_or(first);
    let recent = &before[before.partition_point(|row| calls.time(*row) < first - USUAL_MS)..];
    let owners = recent.iter().filter(|row| calls.owner_calls_from(calls.place(**row), first)).count();
    day.len() >= LEAST_ALONE
        && last - first >= LEAST_ALONE_MS
        && owners * OWNERS_SHARE.1 >= recent.len() * OWNERS_SHARE.0
        && calls.owner_is_elsewhere(access, first, last)
        && !calls.others_call_from(place, access, first - WATCHED_MS, last + WATCHED_MS)
}

/// How often calls go from the new place to the usual one and back, within an hour.
fn rounds(calls: &Calls, rows: &[u32], usual: u32, new: u32) -> u32 {
    let (mut rounds, mut left, mut last_new) = (0, None, None);
    for row in rows {
        let (place, time) = (calls.place(*row), calls.time(*row));
        if place == usual {
            // The last call from there before it.
            left = left.or(last_new);
        } else if place == new {
            if left.take().is_some_and(|left| time - left <= ROUND_MS) {
                rounds += 1;
            }
            last_new = Some(time);
        }
    }
    rounds
}

fn finding(
    calls: &Calls,
    access: &Access,
    week: &[u32],
    place: u32,
    (usual, usual_calls): (u32, u32),
    rounds: u32,
    known_ms: i64,
) -> Finding {
    let rows: Vec<u32> = week.iter().copied().filter(|row| calls.place(*row) == place).collect();
    let bounds = rows.first().zip(rows.last()).map_or((0, 0), |(a, b)| (calls.time(*a), calls.time(*b)));
    let mut addresses: Vec<&str> = calls.address_counts(&rows).into_keys().collect();
    addresses.sort_unstable();
    let query = calls.ask(access.base, bounds.0, bounds.1).is(Field::Ip, &addresses).says(Field::Status, "ok");
    let of_usual: Vec<u32> = access.done.iter().copied().filter(|row| calls.place(*row) == usual).collect();
    let address = calls.address_counts(&of_usual).into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
    let facts =
        Facts::NewPlace { usual: address.map(|(address, _)| address.to_owned()), usual_calls, rounds, known_ms };
    // The same place has the same number in every load and every version of the product;
    // nobody reads an address off it.
    let network = rows.first().and_then(|row| calls.address(*row)).and_then(network).unwrap_or_default();
    let anchor = format!("{:016x}", network.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    calls.finding((Rule::NewPlace, Severity::Notable), Some(access.base), &rows, &anchor, &query, facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_network_of_an_address() {
        let same = [
            ("203.0.113.9", "203.0.200.1"),
            ("::ffff:203.0.113.9", "203.0.1.1"),
            ("2001:db8:4a:7::21", "2001:db8:ffff::1"),
        ];
        for (one, other) in same {
            assert!(network(one).is_some() && network(one) == network(other), "{one} {other}");
        }
        for (one, other) in [("203.0.113.9", "203.1.113.9"), ("2001:db8::1", "2001:db9::1"), ("0.0.0.9", "::9")] {
            assert_ne!(network(one), network(other), "{one} {other}");
        }
        for text in ["", "unknown", "<b>", "203.0.113", "203.0.113.9:80"] {
            assert_eq!(network(text), None, "{text}");
        }
    }
}
