//! Calls after an access had ended.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::ConsentKind;
use crate::engine::{AccessName, AccessState};
use crate::insights::activity::{Activity, Calls, MOST_VALUES};
use crate::insights::versions::{NEAR_MS, grant};
use crate::query::Field;

/// What was called after an access had ended.
///
/// An access that expired is still recorded under its own id. The key of one that was
/// withdrawn is no longer known to the platform: calls with it are recorded under `invalid`,
/// beside those with any other key that is not known, and nobody can tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterEnd {
    /// The base id of the access.
    pub base: String,
    /// Its name.
    pub name: String,
    /// [`ConsentKind::Withdrawn`] or [`ConsentKind::Expired`].
    pub kind: ConsentKind,
    /// When it ended, in milliseconds since 1970.
    pub end_ms: i64,
    /// Calls since, under its own id.
    pub own: Calls,
    /// A filter that leaves them.
    pub query: String,
    /// After a withdrawal: calls since, by anybody, with a key that is not known.
    pub unknown_key: Calls,
    /// Those of them that reported the same addresses as calls of this access before.
    pub unknown_key_same_addresses: Calls,
    /// A filter that leaves all of them.
    pub unknown_key_query: String,
}

/// For each access that ended, the one that ended last first; at most 500.
pub(super) fn after(activity: &Activity) -> Vec<AfterEnd> {
    let mut ended: Vec<_> = activity.names.known().filter_map(|known| end(activity, known)).collect();
    ended.sort_by(|a, b| b.end_ms.cmp(&a.end_ms).then_with(|| a.base.cmp(&b.base)));
    ended.truncate(MOST_VALUES);
    let addresses = own_calls(activity, &mut ended);
    unknown_keys(activity, &mut ended, &addresses);
    for it in &mut ended {
        it.query = activity.query(&[(Field::Access, &it.base)], it.own.span);
        let terms = [(Field::Access, "invalid"), (Field::Error, UNKNOWN_KEY)];
        it.unknown_key_query = activity.query(&terms, it.unknown_key.span);
    }
    ended
}

const UNKNOWN_KEY: &str = "invalid-access-token";

fn end(activity: &Activity, known: &AccessName) -> Option<AfterEnd> {
    let expired = grant(known).and_then(|grant| grant.expires_ms).filter(|end| *end <= activity.now_ms);
    let deleted = if let AccessState::Deleted(time) = known.state { time } else { None };
    let (kind, end_ms) = match (expired, deleted) {
        (Some(expired), deleted) if deleted.is_none_or(|deleted| expired <= deleted) => (ConsentKind::Expired, expired),
        (_, deleted) => (ConsentKind::Withdrawn, deleted?),
    };
    (known.kind != "personal").then(|| AfterEnd {
        base: known.base.clone(),
        name: known.name.clone(),
        kind,
        end_ms,
        own: Calls::default(),
        query: String::new(),
        unknown_key: Calls::default(),
        unknown_key_same_addresses: Calls::default(),
        unknown_key_query: String::new(),
    })
}

/// Counts calls of each access after its end; the addresses that each reported before, by
/// their codes.
fn own_calls(activity: &Activity, ended: &mut [AfterEnd]) -> HashSet<(usize, u32)> {
    let store = activity.store;
    let codes = u32::try_from(store.accesses.texts.codes()).unwrap_or(u32::MAX);
    let by_base: HashMap<&str, usize> = ended.iter().map(|it| it.base.as_str()).zip(0..).collect();
    let place = |code: u32| store.access(code).and_then(|(base, _)| by_base.get(base).copied());
    let places: Vec<Option<usize>> = (0..codes).map(place).collect();
    let (mut addresses, mut last) = (HashSet::new(), None);
    if places.iter().all(Option::is_none) {
        return addresses;
    }
    activity.rows.for_each(|row| {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let Some(place) = places[store.accesses.codes.get(row) as usize] else { return };
        let (it, time) = (&mut ended[place], activity.time(row));
        // A call that was under way when it ended is recorded after that.
        if time > it.end_ms.saturating_add(NEAR_MS) {
            it.own.add(time, activity.succeeded(row));
        } else {
            let address = Some((place, store.addresses.codes.get(row))).filter(|(_, code)| *code != 0);
            if address != last {
                addresses.extend(address);
                last = address;
            }
        }
    });
    addresses
}

fn unknown_keys(activity: &Activity, ended: &mut [AfterEnd], addresses: &HashSet<(usize, u32)>) {
    let store = activity.store;
    let unknown: Vec<bool> = store.errors.texts.matching(|id| id == Some(UNKNOWN_KEY));
    let Some(first) = ended.iter().filter(|it| it.kind == ConsentKind::Withdrawn).map(|it| it.end_ms).min() else {
        return;
    };
    activity.of_accesses(
        |base| base == "invalid",
        |row| {
            let time = activity.time(row);
            if time <= first || !unknown[store.errors.codes.get(row) as usize] {
                return;
            }
            let address = store.addresses.codes.get(row);
            let withdrawn = ended.iter_mut().enumerate().filter(|(_, it)| it.kind == ConsentKind::Withdrawn);
            // Those that ended later stand first.
            for (place, it) in withdrawn.filter(|(_, it)| it.end_ms < time) {
                it.unknown_key.add(time, false);
                if addresses.contains(&(place, address)) {
                    it.unknown_key_same_addresses.add(time, false);
                }
            }
        },
    );
}
