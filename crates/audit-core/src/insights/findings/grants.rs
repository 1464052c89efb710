//! Accesses that are made or changed, and by whom.

use super::calls::{Access, Calls, DAY_MS, Kind, runs};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::query::Field;

/// Accesses made within a day are one story.
const PAUSE_MS: i64 = DAY_MS;
/// Most new accesses that are named.
const MOST_NAMED: usize = 10;
/// The record of a change does not say of which access. One whose new version calls within a
/// month after is taken for it, if no other is.
const SOON_MS: i64 = 30 * DAY_MS;
/// How far back the scope of its calls before is looked at.
const BEFORE_MS: i64 = 90 * DAY_MS;

/// Accesses made by one that is not the owner's. Where nobody knows whose it is, none is told.
pub(super) fn made_by_an_access(calls: &Calls) -> Vec<Finding> {
    let mut found = Vec::new();
    for access in calls.accesses.iter().filter(|access| is_of_another(calls, access)) {
        let rows: Vec<u32> = calls.on_accesses(access, "accesses.create").collect();
        for run in runs(calls, &rows, PAUSE_MS) {
            let Some((first, last)) = run.first().zip(run.last()) else { continue };
            let made = run.iter().filter_map(|row| made(calls, *row)).take(MOST_NAMED).collect();
            let query = calls.ask(access.base, calls.time(*first), calls.time(*last));
            let query = query.is(Field::Action, &["accesses.create"]).says(Field::Status, "ok");
            let what = (Rule::MadeByAccess, severity(access));
            let facts = Facts::MadeByAccess { made };
            found.push(calls.finding(what, Some(access.base), run, &calls.id(*first), &query, facts));
        }
    }
    found
}

fn is_of_another(calls: &Calls, access: &Access) -> bool {
    !access.is_pseudo() && !calls.may_be_owner(access)
}

fn severity(access: &Access) -> Severity {
    if access.kind == Kind::Other { Severity::Notable } else { Severity::Note }
}

/// The access that a record proves to be new.
fn made(calls: &Calls, row: u32) -> Option<String> {
    let (key, _) = calls.store.integrity.get(row)?;
    let id = key.strip_prefix("ACCESS:0:")?.split(':').next()?;
    Some(id.to_owned())
}

/// Changes of accesses: each by somebody who is not the owner; by the owner where calls could
/// read more after it than before.
pub(super) fn widened(calls: &Calls) -> Vec<Finding> {
    let mut changes: Vec<(u32, &Access)> = Vec::new();
    for access in calls.accesses.iter().filter(|access| !access.is_pseudo()) {
        changes.extend(calls.on_accesses(access, "accesses.update").map(|row| (row, access)));
    }
    changes.sort_by_key(|(row, _)| calls.time(*row));
    if changes.is_empty() {
        return Vec::new();
    }
    let versions: Vec<Version> = calls.accesses.iter().flat_map(|access| versions(calls, access)).collect();
    let mut found = Vec::new();
    for (at, (row, by)) in changes.iter().enumerate() {
        let time = calls.time(*row);
        let until = changes.get(at + 1).map_or(i64::MAX, |(next, _)| calls.time(*next)).min(time + SOON_MS);
        let mut candidates = versions.iter().filter(|version| (time..until).contains(&version.first_ms));
        let whose = candidates.next().filter(|_| candidates.next().is_none());
        let scopes = whose.map(|version| version.scopes(calls));
        let grew = scopes.as_ref().is_some_and(Scopes::grew);
        let by_owner = calls.may_be_owner(by);
        if by_owner && !grew {
            continue;
        }
        let facts = Facts::Widened {
            whose: whose.map(|version| version.access.base.to_owned()),
            by_owner,
            streams_before: scopes.as_ref().and_then(|scopes| scopes.before),
            streams_after: scopes.as_ref().and_then(|scopes| scopes.after),
            whole_account: scopes.as_ref().is_some_and(|scopes| scopes.whole),
        };
        let severity = if by_owner { Severity::Note } else { severity(by) };
        let id = calls.id(*row);
        let query = super::asked::Ask::default().is(Field::Id, &[&id]);
        found.push(calls.finding((Rule::Widened, severity), Some(by.base), &[*row], &id, &query, facts));
    }
    found
}

/// A version of an access, from its first call on.
#[derive(Debug)]
struct Version<'c, 'a> {
    access: &'c Access<'a>,
    first_ms: i64,
}

/// The later versions of an access that call.
fn versions<'c, 'a>(calls: &Calls, access: &'c Access<'a>) -> Vec<Version<'c, 'a>> {
    let (mut newest, mut found) = (None, Vec::new());
    let store = calls.store;
    let serials: Vec<Option<u32>> = (0_u32..)
        .take(store.accesses.texts.codes())
        .map(|code| store.access(code).and_then(|(_, serial)| serial))
        .collect();
    for row in access.done.iter().copied() {
        let serial = serials[store.accesses.codes.get(row) as usize];
        if serial > newest {
            newest = serial;
            found.push(Version { access, first_ms: calls.time(row) });
        }
    }
    found
}

/// How many streams calls could read, before and after.
#[derive(Debug)]
struct Scopes {
    before: Option<u64>,
    after: Option<u64>,
    whole_before: bool,
    whole: bool,
}

impl Version<'_, '_> {
    fn scopes(&self, calls: &Calls) -> Scopes {
        let mut scopes = Scopes { before: None, after: None, whole_before: false, whole: false };
        for row in self.access.done.iter().copied() {
            let time = calls.time(row);
            if (self.first_ms - BEFORE_MS..self.first_ms).contains(&time) {
                scopes.before = scopes.before.max(calls.scope(row));
                scopes.whole_before |= calls.is_of_the_whole(row);
            } else if (self.first_ms..self.first_ms.saturating_add(SOON_MS)).contains(&time) {
                scopes.after = scopes.after.max(calls.scope(row));
                scopes.whole |= calls.is_of_the_whole(row);
            }
        }
        scopes
    }
}

impl Scopes {
    fn grew(&self) -> bool {
        (self.whole && !self.whole_before) || self.before.zip(self.after).is_some_and(|(before, after)| after > before)
    }
}
