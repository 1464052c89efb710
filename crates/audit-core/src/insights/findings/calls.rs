//! The calls of a log access by access, oldest first, and what rules ask of them.

use std::collections::HashMap;

use super::finding::{Evidence, Facts, Finding, Rule, Severity};
use super::{act, asked::Ask, place};
use crate::insights::owner::PERSONAL;
use crate::names::Names;
use crate::query::{Field, streams_of};
use crate::record::{Outcome, PSEUDO_ACCESSES};
use crate::record_ref::split_addresses;
use crate::store::{Selection, Store};
use crate::time::Zone;

/// A day, and an hour, in milliseconds.
pub(super) const DAY_MS: i64 = crate::explore::clock::DAY_MS;
pub(super) const HOUR_MS: i64 = crate::explore::clock::HOUR_MS;
/// A place counts as known from a day after the first successful call on: somebody who gets
/// in must not make a place known by it.
const KNOWN_AFTER_MS: i64 = DAY_MS;
/// Where the owner calls from on so many days of more than a month, they live.
const LIVES_DAYS: u32 = 5;
const LIVES_MS: i64 = 30 * DAY_MS;
/// Most addresses that a finding names.
const MOST_ADDRESSES: usize = 5;
/// Stands for no place.
pub(super) const NOWHERE: u32 = 0;

/// What is done to accesses, and an owner's look at what an app asks for.
const ON_ACCESSES: [&str; 4] = ["accesses.create", "accesses.update", "accesses.delete", "accesses.checkApp"];

/// Whose an access is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A session of the account's owner.
    Owner,
    /// An app's, or another person's.
    Other,
    /// Nothing says.
    Unknown,
    /// None: the platform's own word for calls without an access.
    Pseudo,
}

/// An access with its calls, oldest first.
#[derive(Debug)]
pub(super) struct Access<'a> {
    pub(super) base: &'a str,
    pub(super) kind: Kind,
    /// Those that succeeded, and those that did not.
    pub(super) done: Vec<u32>,
    pub(super) failed: Vec<u32>,
    /// Of those that succeeded, what was done to accesses.
    on_accesses: Vec<u32>,
}

impl<'a> Access<'a> {
    fn new(base: &'a str) -> Self {
        Self { base, kind: Kind::Unknown, done: Vec::new(), failed: Vec::new(), on_accesses: Vec::new() }
    }

    pub(super) fn is_pseudo(&self) -> bool {
        self.kind == Kind::Pseudo
    }
}

/// A place from which the owner calls.
#[derive(Debug, Clone, Copy)]
struct OwnerPlace {
    first_ms: i64,
    last_ms: i64,
    /// Days on which the owner came back to it, near enough.
    days: u32,
}

/// What rules look at.
#[derive(Debug)]
pub(super) struct Calls<'a> {
    pub(super) store: &'a Store,
    pub(super) names: &'a Names,
    pub(super) zone: &'a Zone,
    pub(super) accesses: Vec<Access<'a>>,
    /// By the code of a status, an address list, an action, an error, a message, a list of
    /// scoped streams, a query.
    outcomes: Vec<Outcome>,
    places: Vec<u32>,
    acts: Vec<Option<act::Act>>,
    forbidden: Vec<bool>,
    expired: Vec<bool>,
    whole: Vec<bool>,
    of_the_log: Vec<bool>,
    /// From where the owner calls.
    owner_places: HashMap<u32, OwnerPlace>,
    /// Some access is known as the owner's.
    knows_owner: bool,
}

impl<'a> Calls<'a> {
    pub(super) fn new(store: &'a Store, names: &'a Names, zone: &'a Zone, own: Option<&Selection>) -> Self {
        let mut calls = Self {
            store,
            names,
            zone,
            accesses: Vec::new(),
            outcomes: store.outcomes(),
            places: place::places(store),
            acts: store.methods().iter().map(|method| act::Act::of(&method.name)).collect(),
            forbidden: store.errors.texts.matching(|error| error == Some("forbidden")),
            expired: store.messages.texts.matching(|message| {
                message.is_some_and(|message| message.to_ascii_lowercase().contains("access has expired"))
            }),
            whole: store.scoped_streams.texts.matching(|list| list == Some("[\"*\"]")),
            of_the_log: store.queries.texts.matching(|query| {
                let streams = query.filter(|query| query.contains(":_audit:")).map(streams_of).unwrap_or_default();
                !streams.is_empty() && streams.iter().all(|stream| stream.starts_with(":_audit:"))
            }),
            owner_places: HashMap::new(),
            knows_owner: false,
        };
        calls.group(own);
        calls.find_owner_places();
        calls
    }

    /// Puts rows together by access.
    fn group(&mut self, own: Option<&Selection>) {
        let store = self.store;
        let codes = store.accesses.texts.codes();
        let mut number_of_base: HashMap<&'a str, usize> = HashMap::new();
        let mut number_of_code = vec![usize::MAX; codes];
        for (code, number) in (0_u32..).zip(&mut number_of_code) {
            let Some((base, _)) = store.access(code) else { continue };
            let next = number_of_base.len();
            *number = *number_of_base.entry(base).or_insert(next);
        }
        let number = |row: u32| number_of_code[store.accesses.codes.get(row) as usize];
        let is_call = |row: &u32| number(*row) != usize::MAX && own.is_none_or(|own| !own.holds(*row));
        let named = |names: &[&str]| -> Vec<bool> {
            store.methods().iter().map(|method| names.contains(&&*method.name)).collect()
        };
        let (personal, on_accesses) = (named(&PERSONAL), named(&ON_ACCESSES));
        let mut bases: Vec<&str> = vec![""; number_of_base.len()];
        for (base, number) in number_of_base {
            bases[number] = base;
        }
        self.accesses = bases.into_iter().map(Access::new).collect();
        let mut acted_as_owner = vec![false; self.accesses.len()];
        for row in store.oldest_first().iter().copied().filter(is_call) {
            let number = number(row);
            let (is_done, access) = (self.is_done(row), &mut self.accesses[number]);
            let calls = if is_done { &mut access.done } else { &mut access.failed };
            calls.push(row);
            if is_done {
                let action = store.actions.codes.get(row) as usize;
                acted_as_owner[number] |= personal[action];
                if on_accesses[action] {
                    access.on_accesses.push(row);
                }
            }
        }
        for (access, as_owner) in self.accesses.iter_mut().zip(acted_as_owner) {
            access.kind = match self.names.access(access.base) {
                _ if PSEUDO_ACCESSES.contains(&access.base) => Kind::Pseudo,
                Some(name) if name.kind == "personal" => Kind::Owner,
                Some(name) if !name.kind.is_empty() => Kind::Other,
                _ if as_owner => Kind::Owner,
                _ => Kind::Unknown,
            };
        }
        self.knows_owner = self.accesses.iter().any(|access| access.kind == Kind::Owner);
    }

    fn find_owner_places(&mut self) {
        let mut places = HashMap::new();
        for access in &self.accesses {
            if !(self.may_be_owner(access) || access.base == "valid-password") {
                continue;
            }
            // Neighbors are mostly of one place and hour.
            let mut last = (NOWHERE, i64::MIN);
            for row in access.done.iter().copied() {
                let (place, time) = (self.place(row), self.time(row));
                if place == NOWHERE || (place == last.0 && time < last.1 + HOUR_MS) {
                    continue;
                }
                last = (place, time);
                let known = places.entry(place).or_insert(OwnerPlace { first_ms: time, last_ms: time, days: 1 });
                known.days += u32::from(time.div_euclid(DAY_MS) > known.last_ms.div_euclid(DAY_MS));
                known.first_ms = known.first_ms.min(time);
                known.last_ms = known.last_ms.max(time);
            }
        }
        self.owner_places = places;
    }

    /// Whether another access calls from a place in a span of time.
    pub(super) fn others_call_from(&self, place: u32, but: &Access, from_ms: i64, until_ms: i64) -> bool {
        self.any_other(but, from_ms, until_ms, |row| self.place(row) == place)
    }

    /// Whether another access calls from one of the owner's places in a span of time: the
    /// owner's other devices are there.
    pub(super) fn owner_is_elsewhere(&self, but: &Access, from_ms: i64, until_ms: i64) -> bool {
        self.any_other(but, from_ms, until_ms, |row| self.owner_calls_from(self.place(row), from_ms))
    }

    /// Whether a call of another access in a span of time passes.
    fn any_other(&self, but: &Access, from_ms: i64, until_ms: i64, passes: impl Fn(u32) -> bool) -> bool {
        let others = self.accesses.iter().filter(|access| !access.is_pseudo() && access.base != but.base);
        others.into_iter().any(|access| {
            let from = access.done.partition_point(|row| self.time(*row) < from_ms);
            let meanwhile = access.done[from..].iter().take_while(|row| self.time(**row) <= until_ms);
            meanwhile.into_iter().any(|row| passes(*row))
        })
    }

    /// The access with a base id, if it has calls.
    pub(super) fn access(&self, base: &str) -> Option<&Access<'a>> {
        self.accesses.iter().find(|access| access.base == base)
    }

    /// Its successful calls of one method that concerns accesses, oldest first.
    pub(super) fn on_accesses<'c>(
        &'c self,
        access: &'c Access,
        method: &'static str,
    ) -> impl DoubleEndedIterator<Item = u32> + 'c {
        access.on_accesses.iter().copied().filter(move |row| self.method(*row) == method)
    }

    /// Whether an access is the owner's, or may be: where nothing is known of any, each may.
    pub(super) fn may_be_owner(&self, access: &Access) -> bool {
        match access.kind {
            Kind::Owner => true,
            Kind::Unknown => !self.knows_owner,
            Kind::Other | Kind::Pseudo => false,
        }
    }

    pub(super) fn time(&self, row: u32) -> i64 {
        self.store.times[row as usize]
    }

    pub(super) fn is_done(&self, row: u32) -> bool {
        self.outcomes[self.store.statuses.codes.get(row) as usize] == Outcome::Done
    }

    /// The place that a call came from, as far as it was reported.
    pub(super) fn place(&self, row: u32) -> u32 {
        self.places[self.store.addresses.codes.get(row) as usize]
    }

    /// The first of the addresses that were reported: the one nearest to the caller.
    pub(super) fn address(&self, row: u32) -> Option<&'a str> {
        self.store.addresses.get(row).and_then(|list| split_addresses(list).next())
    }

    /// Whether the owner was known to call from a place at a time.
    pub(super) fn owner_calls_from(&self, place: u32, time_ms: i64) -> bool {
        self.owner_places.get(&place).is_some_and(|it| it.first_ms.saturating_add(KNOWN_AFTER_MS) <= time_ms)
    }

    /// Whether a place is one of the owner's, as the rest of the log shows: a new home, a
    /// phone with another provider.
    pub(super) fn is_owners(&self, place: u32) -> bool {
        self.owner_places
            .get(&place)
            .is_some_and(|it| it.days >= LIVES_DAYS && it.last_ms.saturating_sub(it.first_ms) >= LIVES_MS)
    }

    /// No longer takes places for the owner's.
    pub(super) fn distrust(&mut self, places: &[u32]) {
        self.owner_places.retain(|place, _| !places.contains(place));
    }

    /// Whether anything was known at a time of where the owner calls from.
    pub(super) fn knows_owner_places(&self, time_ms: i64) -> bool {
        self.owner_places.keys().any(|place| self.owner_calls_from(*place, time_ms))
    }

    pub(super) fn method(&self, row: u32) -> &'a str {
        &self.store.method(row).name
    }

    /// What a call did to data; `None` where that is nothing, or concerns the log alone.
    pub(super) fn act(&self, row: u32) -> Option<act::Act> {
        self.acts[self.store.actions.codes.get(row) as usize].filter(|_| !self.is_of_the_log(row))
    }

    /// Whether a call asked for the log itself alone.
    fn is_of_the_log(&self, row: u32) -> bool {
        self.of_the_log[self.store.queries.codes.get(row) as usize]
    }

    /// Whether a call had the whole account in its scope.
    pub(super) fn is_of_the_whole(&self, row: u32) -> bool {
        self.whole[self.store.scoped_streams.codes.get(row) as usize] && !self.is_of_the_log(row)
    }

    /// Whether a call had a part of the account in its scope.
    pub(super) fn is_of_a_part(&self, row: u32) -> bool {
        let code = self.store.scoped_streams.codes.get(row);
        code != 0 && !self.whole[code as usize]
    }

    /// How many streams a call could read.
    pub(super) fn scope(&self, row: u32) -> Option<u64> {
        self.store.counts.value(row).scoped_streams
    }

    /// Records of the account's data that came back, where that was counted.
    pub(super) fn records(&self, row: u32) -> Option<u64> {
        self.store.counts.value(row).records.filter(|_| !self.is_of_the_log(row))
    }

    /// Whether a call was refused for lack of a permission.
    pub(super) fn is_outside(&self, row: u32) -> bool {
        self.forbidden[self.store.errors.codes.get(row) as usize]
            && !self.expired[self.store.messages.codes.get(row) as usize]
    }

    /// Whether a call was refused because its access had expired.
    pub(super) fn is_expired(&self, row: u32) -> bool {
        self.expired[self.store.messages.codes.get(row) as usize]
    }

    /// A filter for calls of an access in a span of time, both ends included.
    pub(super) fn ask(&self, base: &str, from_ms: i64, until_ms: i64) -> Ask {
        Ask::default().is(Field::Access, &[base]).between(from_ms, until_ms, self.zone)
    }

    /// Puts a finding together. Rows are oldest first, and at least one; `anchor` is what
    /// makes it this one among those of the same rule and access.
    pub(super) fn finding(
        &self,
        (rule, severity): (Rule, Severity),
        base: Option<&str>,
        rows: &[u32],
        anchor: &str,
        query: &Ask,
        facts: Facts,
    ) -> Finding {
        let time = |row: Option<&u32>| row.map_or(0, |row| self.time(*row));
        let first = &rows[..rows.len().min(Evidence::MOST)];
        let called = |id: &String, name: Option<&str>| name.map(|name| (id.clone(), name.to_owned()));
        let accesses = facts.accesses().iter().filter_map(|id| called(id, self.names.get(id)));
        let streams = facts.streams().iter().filter_map(|id| called(id, self.names.stream(id)));
        Finding {
            rule,
            severity,
            key: format!("{}/{}/{anchor}", rule.label(), base.unwrap_or_default()),
            access: base.map(str::to_owned),
            access_name: base.and_then(|base| self.names.get(base)).map(str::to_owned),
            state: None,
            addresses: self.addresses(rows),
            from_ms: time(rows.first()),
            until_ms: time(rows.last()),
            count: count(rows.len()),
            evidence: Evidence {
                ids: first.iter().map(|row| self.store.id(*row).into_owned()).collect(),
                times_ms: first.iter().map(|row| self.time(*row)).collect(),
                query: query.text(),
            },
            names: accesses.chain(streams).collect(),
            facts,
        }
    }

    /// What is made of an id stays in the next load of the same log.
    pub(super) fn id(&self, row: u32) -> String {
        self.store.id(row).into_owned()
    }

    /// The distinct first addresses of rows.
    pub(super) fn address_counts(&self, rows: &[u32]) -> HashMap<&'a str, u32> {
        let mut counts = HashMap::new();
        for address in rows.iter().filter_map(|row| self.address(*row)) {
            *counts.entry(address).or_insert(0) += 1;
        }
        counts
    }

    fn addresses(&self, rows: &[u32]) -> Vec<String> {
        let mut counts: Vec<(&str, u32)> = self.address_counts(rows).into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        counts.into_iter().take(MOST_ADDRESSES).map(|(address, _)| address.to_owned()).collect()
    }
}

/// Rows are counted in 32 bits.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Cuts rows, oldest first, where one comes later than `gap_ms` after the one before.
pub(super) fn runs<'r>(calls: &Calls, rows: &'r [u32], gap_ms: i64) -> impl Iterator<Item = &'r [u32]> {
    let near = move |a: &u32, b: &u32| calls.time(*b).saturating_sub(calls.time(*a)) <= gap_ms;
    rows.chunk_by(near).collect::<Vec<_>>().into_iter()
}
