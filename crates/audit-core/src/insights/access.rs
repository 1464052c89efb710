//! Accesses: who can see the data, and what each of them did.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::activity::{Activity, Calls, MOST_VALUES, Values};
use super::granted::{Refusal, VersionReport, refused, versions};
use super::reach::{Reach, reach};
use super::versions::{Giver, grant};
use crate::engine::{AccessName, AccessState};
use crate::explore::clock::Clock;
use crate::query::Field;
use crate::record::PSEUDO_ACCESSES;
use crate::record_ref::split_addresses;

/// Most accesses that a list has: an account has some dozens.
const MOST_ACCESSES: usize = 2000;

/// All accesses that are in the log or known by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accesses {
    /// How many accesses there are.
    pub total: u32,
    /// The first 2,000 of them: the one that called last first, and those that never called
    /// last.
    pub accesses: Vec<AccessLine>,
    /// What the platform records under ids that are no access, such as `invalid`, in the same
    /// order.
    pub pseudo: Vec<AccessLine>,
    /// Calls that name no access.
    pub nameless: Calls,
}

/// One access in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLine {
    /// The id without its version.
    pub base: String,
    /// What is known of it, as it is now.
    pub known: Option<AccessName>,
    /// Whether it can still be used.
    pub standing: Standing,
    /// Its calls, in any version.
    pub calls: Calls,
    /// A filter that leaves them.
    pub query: String,
}

/// Whether an access can be used, now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// No list of accesses says.
    Unknown,
    /// Until somebody takes it away.
    InUse,
    /// Until a time, in milliseconds since 1970.
    Expires(i64),
    /// It could be used until a time.
    Expired(i64),
    /// Somebody took it away, at a time where that is known.
    Withdrawn(Option<i64>),
    /// It is none: an id of the platform's own.
    Pseudo,
}

/// One access in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessReport {
    /// In short.
    pub line: AccessLine,
    /// When and by whom it was given.
    pub given: Given,
    /// Reported addresses of its calls. A call that reports several is in as many.
    pub addresses: Values,
    /// Calls by the hour of the day in the shown zone, from midnight on.
    pub hours: [u32; 24],
    /// Calls by the normal form of their action.
    pub methods: Values,
    /// What it could read in calls that succeeded.
    pub reached: Reached,
    /// Accesses that it made, the latest first.
    pub made: Vec<MadeAccess>,
    /// Its versions, the first one first: what each may do, and did.
    pub versions: Vec<VersionReport>,
    /// What it tried and may not do, the most frequent first.
    pub refused: Vec<Refusal>,
}

/// When and by whom an access was given, as far as a list of accesses or a record says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// When, in milliseconds since 1970; by the list where that says it.
    pub time_ms: Option<i64>,
    /// By whom.
    pub by: Option<Giver>,
    /// The id of the record of it, where one names the access that it made.
    pub record: Option<String>,
}

/// What calls that read events could read: at most this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// Streams, with the calls that could read each.
    pub streams: Values,
    /// Calls that could read everything that the access may (`*`).
    pub everything: Calls,
    /// Calls whose record names the first hundred streams of more.
    pub cut: Calls,
    /// Calls whose record does not say what they could read.
    pub untold: Calls,
}

/// An access that was made by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeAccess {
    /// Its base id.
    pub base: String,
    /// Its name, where known.
    pub name: Option<String>,
    /// When, in milliseconds since 1970.
    pub time_ms: i64,
    /// The id of the record that says so.
    pub record: String,
}

/// All accesses.
pub(crate) fn accesses(activity: &Activity) -> Accesses {
    let (by_code, nameless) = calls_by_access(activity);
    let mut by_base: HashMap<&str, Calls> = HashMap::new();
    for (code, calls) in (0..).zip(&by_code) {
        if let Some((base, _)) = activity.store.access(code).filter(|_| calls.count > 0) {
            by_base.entry(base).or_default().add_all(calls);
        }
    }
    for known in activity.names.known() {
        by_base.entry(&known.base).or_default();
    }
    let mut lines: Vec<_> = by_base.into_iter().map(|(base, calls)| line(activity, base, calls)).collect();
    lines.sort_by(|a, b| b.calls.last_ms().cmp(&a.calls.last_ms()).then_with(|| key(a).cmp(&key(b))));
    let (pseudo, mut accesses): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.standing == Standing::Pseudo);
    let total = u32::try_from(accesses.len()).unwrap_or(u32::MAX);
    accesses.truncate(MOST_ACCESSES);
    Accesses { total, accesses, pseudo, nameless }
}

/// By what accesses that called last at one time, or never, are sorted.
fn key(line: &AccessLine) -> (String, &str) {
    (line.known.as_ref().map_or_else(String::new, |known| known.name.to_lowercase()), &line.base)
}

/// The calls of each code of accesses, and those that name none.
fn calls_by_access(activity: &Activity) -> (Vec<Calls>, Calls) {
    let accesses = &activity.store.accesses;
    let mut by_code = vec![Calls::default(); accesses.texts.codes()];
    activity.rows.for_each(|row| {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        by_code[accesses.codes.get(row) as usize].add(activity.time(row), activity.succeeded(row));
    });
    // Code 0 is that of rows without an access.
    let nameless = std::mem::take(&mut by_code[0]);
    (by_code, nameless)
}

fn line(activity: &Activity, base: &str, calls: Calls) -> AccessLine {
    let known = activity.names.access(base).cloned();
    let standing = match known.as_ref() {
        _ if PSEUDO_ACCESSES.contains(&base) => Standing::Pseudo,
        None => Standing::Unknown,
        Some(known) => standing(known, activity.now_ms),
    };
    AccessLine { base: base.to_owned(), known, standing, calls, query: activity.query(&[(Field::Access, base)], None) }
}

fn standing(known: &AccessName, now_ms: i64) -> Standing {
    match known.state {
        AccessState::Deleted(time_ms) => Standing::Withdrawn(time_ms),
        AccessState::Expires(time_ms) if time_ms <= now_ms => Standing::Expired(time_ms),
        AccessState::Expires(time_ms) => Standing::Expires(time_ms),
        // A table has names and does not say.
        AccessState::InUse if known.kind.is_empty() => Standing::Unknown,
        AccessState::InUse => Standing::InUse,
    }
}

/// One access; `None` where it is neither in the log nor known by name.
pub(crate) fn access(activity: &Activity, base: &str) -> Option<AccessReport> {
    let store = activity.store;
    let [is_read, makes_access] = ["events.get", "accesses.create"]
        .map(|method| store.methods().iter().map(|it| it.name == method).collect::<Vec<_>>());
    let (mut calls, mut hours) = (Calls::default(), [0; 24]);
    let mut methods = vec![Calls::default(); store.actions.texts.codes()];
    let mut addresses = vec![Calls::default(); store.addresses.texts.codes()];
    let mut reads: HashMap<(u32, u32, bool), Calls> = HashMap::new();
    let mut made = Vec::new();
    let mut clock = Clock::hours(activity.zone);
    activity.of_accesses(
        |it| it == base,
        |row| {
            let (time, succeeded) = (activity.time(row), activity.succeeded(row));
            let action = store.actions.codes.get(row);
            calls.add(time, succeeded);
            hours[clock.at(time) % 24] += 1;
            methods[action as usize].add(time, succeeded);
            addresses[store.addresses.codes.get(row) as usize].add(time, succeeded);
            if succeeded && is_read[action as usize] {
                let scope = store.scoped_streams.codes.get(row);
                let key = (scope, store.queries.codes.get(row), is_cut(activity, row, scope));
                reads.entry(key).or_default().add(time, true);
            } else if succeeded
                && makes_access[action as usize]
                && let Some(base) = activity.made_access(row)
            {
                made.push((time, row, base));
            }
        },
    );
    if calls.count == 0 && activity.names.access(base).is_none() {
        return None;
    }
    made.sort_unstable_by(|a, b| b.cmp(a));
    let made = made.into_iter().take(MOST_VALUES).map(|(time_ms, row, base)| MadeAccess {
        name: activity.names.get(&base).map(str::to_owned),
        base,
        time_ms,
        record: store.id(row).into_owned(),
    });
    Some(AccessReport {
        line: line(activity, base, calls),
        given: given(activity, base),
        addresses: by_address(activity, &addresses),
        hours,
        methods: by_method(activity, &methods),
        reached: reached(activity, reads),
        made: made.collect(),
        versions: versions(activity, base),
        refused: refused(activity, base),
    })
}

fn given(activity: &Activity, base: &str) -> Given {
    let (store, names) = (activity.store, activity.names);
    let mut row = None;
    activity.of_method("accesses.create", |it| {
        if activity.succeeded(it) && activity.made_access(it).as_deref() == Some(base) {
            row = Some(it);
        }
    });
    let recorded_by = || Some(Giver::new(names, store.access(store.accesses.codes.get(row?))?.0));
    let listed = names.access(base).and_then(grant);
    let author = listed.and_then(|grant| grant.created_by.as_ref());
    Given {
        time_ms: listed.and_then(|grant| grant.created_ms).or_else(|| row.map(|row| activity.time(row))),
        by: Giver::of(names, author).or_else(recorded_by),
        record: row.map(|row| store.id(row).into_owned()),
    }
}

/// Whether a record names fewer streams than it says there were: the first hundred of more.
fn is_cut(activity: &Activity, row: u32, scope: u32) -> bool {
    const MOST_NAMED: u64 = 100;
    scope != 0 && activity.store.counts.value(row).scoped_streams.is_some_and(|count| count > MOST_NAMED)
}

fn by_address(activity: &Activity, lists: &[Calls]) -> Values {
    let mut by_address: HashMap<String, Calls> = HashMap::new();
    for (code, calls) in (0..).zip(lists).filter(|(_, calls)| calls.count > 0) {
        let mut parts: Vec<_> = split_addresses(activity.store.addresses.texts.get(code).unwrap_or_default()).collect();
        parts.sort_unstable();
        parts.dedup();
        for address in parts {
            by_address.entry(address.to_owned()).or_default().add_all(calls);
        }
    }
    Values::of(by_address.into_iter(), |_| None)
}

/// Two ways to write an action are one method.
fn by_method(activity: &Activity, by_code: &[Calls]) -> Values {
    let mut by_method: HashMap<&str, Calls> = HashMap::new();
    for (method, calls) in activity.store.methods().iter().zip(by_code) {
        by_method.entry(&method.name).or_default().add_all(calls);
    }
    Values::of(by_method.into_iter().map(|(method, calls)| (method.to_owned(), calls)), |_| None)
}

fn reached(activity: &Activity, reads: HashMap<(u32, u32, bool), Calls>) -> Reached {
    let (mut reached, mut streams): (Reached, HashMap<String, Calls>) = (Reached::default(), HashMap::new());
    for ((scope, query, is_cut), calls) in reads {
        match reach(activity.store, scope, query) {
            Reach::Everything => reached.everything.add_all(&calls),
            Reach::Untold => reached.untold.add_all(&calls),
            Reach::Streams { ids, .. } => {
                for id in ids {
                    streams.entry(id).or_default().add_all(&calls);
                }
            }
        }
        if is_cut {
            reached.cut.add_all(&calls);
        }
    }
    reached.streams = Values::of(streams.into_iter(), |id| activity.names.stream(id));
    reached
}
