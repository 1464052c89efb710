//! Which version of an access was in force at a moment.

use serde::{Deserialize, Serialize};

use crate::engine::{AccessName, Author, Grant};
use crate::names::Names;

/// A call is recorded when it was answered, and a version has the time at which it was
/// made: of times so near to each other it is not known which came first.
pub(crate) const NEAR_MS: i64 = 2000;

/// How it is known which version a call was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum VersionBy {
    /// The record has the version's number, or none, as the first version has.
    Number,
    /// The times at which versions were made.
    Time,
}

/// Why it is not known which version a call was made with, or what that version allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotKnown {
    /// No names were loaded at all.
    NoNames,
    /// The access is not in any list that was loaded.
    NotListed,
    /// Where its name comes from, nothing is said of what it may do.
    NameAlone,
    /// It was changed, and how it was then is not known.
    EarlierVersion,
    /// The record is of the older generation, which never says the version.
    OlderGeneration,
}

/// Who made or changed an access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Giver {
    /// The base id of the access that did, or `system`.
    pub base: String,
    /// Its name, where known.
    pub name: Option<String>,
    /// It was a personal access: somebody was signed in as the account's owner.
    pub is_owner: bool,
}

impl Giver {
    pub(crate) fn new(names: &Names, base: &str) -> Self {
        let (name, is_owner) = (names.get(base).map(str::to_owned), names.is_personal(base));
        Self { base: base.to_owned(), name, is_owner }
    }

    pub(crate) fn of(names: &Names, author: Option<&Author>) -> Option<Self> {
        author.map(|author| Self::new(names, &author.base))
    }
}

/// The versions of one access.
#[derive(Debug)]
pub(crate) struct History<'a> {
    /// Those with a number, the first one first.
    pub(crate) versions: Vec<&'a AccessName>,
    /// What it is now, where the number of that is not known.
    pub(crate) unnumbered: Option<&'a AccessName>,
    missing: NotKnown,
}

impl<'a> History<'a> {
    pub(crate) fn new(names: &'a Names, base: &str) -> Self {
        let now = names.access(base);
        let is_unnumbered = |name: &&AccessName| name.grant.as_ref().is_some_and(|grant| grant.unnumbered);
        let missing = match now {
            _ if names.accesses_len() == 0 => NotKnown::NoNames,
            None => NotKnown::NotListed,
            Some(_) => NotKnown::NameAlone,
        };
        Self { versions: names.versions(base), unnumbered: now.filter(is_unnumbered), missing }
    }

    /// The version that a call at a time was made with, whose record has this number.
    pub(crate) fn in_force(&self, serial: Option<u32>, time_ms: i64) -> Result<(&'a AccessName, VersionBy), NotKnown> {
        let Ok(place) = self.versions.binary_search_by_key(&serial, |name| name.serial) else {
            return self.as_it_is_now(serial, time_ms);
        };
        let named = self.versions[place];
        // No number is that of the first version, or of a platform that writes none.
        let next = self.versions.get(place + 1).copied().or(self.unnumbered);
        let was_over = next.is_some_and(|next| was_made_before(next, time_ms));
        if serial.is_none() && was_over {
            return self.by_time(time_ms);
        }
        // Some platforms changed an access without giving it a number.
        let times = grant(named).and_then(|grant| grant.created_ms.zip(grant.modified_ms));
        let changed = times.is_some_and(|(created, modified)| modified > created.saturating_add(NEAR_MS));
        if serial.is_none() && changed && named.kind != "personal" && !was_made_before(named, time_ms) {
            return Err(NotKnown::EarlierVersion);
        }
        Ok((named, VersionBy::Number))
    }

    /// The version that was the last one at a time, if that is certain.
    fn by_time(&self, time_ms: i64) -> Result<(&'a AccessName, VersionBy), NotKnown> {
        let is_later = |name: &AccessName| since(name).is_none_or(|since| since > time_ms.saturating_add(NEAR_MS));
        if let Some(now) = self.unnumbered.filter(|now| was_made_before(now, time_ms)) {
            return Ok((now, VersionBy::Time));
        }
        let place = self.versions.iter().rposition(|name| !is_later(name));
        let is_certain = |place: usize| {
            self.follows(place) && self.follows(place + 1) && was_made_before(self.versions[place], time_ms)
        };
        match place.filter(|place| is_certain(*place)) {
            Some(place) => Ok((self.versions[place], VersionBy::Time)),
            None => self.as_it_is_now(None, time_ms),
        }
    }

    /// What the access is now, if it was made before a time: it was in force from then on. A
    /// number is that of no other version that is known.
    fn as_it_is_now(&self, serial: Option<u32>, time_ms: i64) -> Result<(&'a AccessName, VersionBy), NotKnown> {
        let last = || self.versions.last().copied().filter(|_| serial.is_none());
        match self.unnumbered.or_else(last).filter(|name| was_made_before(name, time_ms)) {
            Some(name) => Ok((name, VersionBy::Time)),
            None if self.is_empty() => Err(self.missing),
            None => Err(NotKnown::EarlierVersion),
        }
    }

    /// Whether there is no version between one and the one before it that is not known.
    pub(crate) fn follows(&self, place: usize) -> bool {
        let Some(version) = self.versions.get(place) else { return true };
        let before = place.checked_sub(1).map(|before| self.versions[before].serial.unwrap_or_default());
        match before {
            None => version.serial.is_none(),
            Some(before) => version.serial == before.checked_add(1),
        }
    }

    /// From when until when a version was in force, as far as that is known.
    pub(crate) fn period(&self, version: &AccessName) -> (Option<i64>, Option<i64>) {
        let next = self.versions.iter().position(|it| it.serial == version.serial).map(|place| place + 1);
        let until = next.filter(|next| self.follows(*next)).and_then(|next| since(self.versions.get(next)?));
        (since(version), until.or_else(|| end(version)))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.versions.is_empty() && self.unnumbered.is_none()
    }
}

/// When an access ends, or ended, as a version of it says.
pub(crate) fn end(version: &AccessName) -> Option<i64> {
    use crate::engine::AccessState::Deleted;
    let deleted = if let Deleted(time) = version.state { time } else { None };
    let expires = grant(version).and_then(|grant| grant.expires_ms);
    deleted.into_iter().chain(expires).min()
}

pub(crate) fn grant(version: &AccessName) -> Option<&Grant> {
    version.grant.as_deref()
}

/// Whether a version was certainly made before a call at a time.
fn was_made_before(version: &AccessName, time_ms: i64) -> bool {
    since(version).is_some_and(|since| since < time_ms.saturating_sub(NEAR_MS))
}

/// When a version was made.
pub(crate) fn since(version: &AccessName) -> Option<i64> {
    let grant = grant(version)?;
    grant.modified_ms.or(grant.created_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Name;

    /// An access with versions, by number and the second in which each was made.
    fn names(versions: &[(Option<u32>, i64)], unnumbered: Option<i64>) -> Names {
        let mut names = Names::default();
        let version = |serial, second: i64, unnumbered| {
            let (created_ms, modified_ms) = (Some(10_000), Some(second * 1000));
            let grant = Some(Box::new(Grant { created_ms, modified_ms, unnumbered, ..Grant::default() }));
            let (base, kind) = ("a".to_owned(), "app".to_owned());
            AccessName { base, kind, name: second.to_string(), serial, grant, ..AccessName::default() }
        };
        for (serial, second) in versions {
            names.add(Name::FormerAccess(version(*serial, *second, false)));
        }
        if let Some(second) = unnumbered {
            names.add(Name::Access(version(None, second, true)));
        }
        names
    }

    #[test]
    fn the_version_of_a_call() {
        const ALL: &[(Option<u32>, i64)] = &[(None, 10), (Some(1), 20), (Some(2), 30)];
        const LAST: &[(Option<u32>, i64)] = &[(Some(2), 30)];
        const GAP: &[(Option<u32>, i64)] = &[(None, 10), (Some(2), 30)];
        let (number, time) = (Some(VersionBy::Number), Some(VersionBy::Time));
        // What is known; the record's number and second; the second in which its version was
        // made, or 0.
        let cases = [
            (ALL, None, (Some(1), 25), 20, number),
            (ALL, None, (None, 15), 10, number),
            (ALL, None, (None, 21), 10, number),
            // The platform writes no numbers.
            (ALL, None, (None, 25), 20, time),
            (ALL, None, (None, 40), 30, time),
            (ALL, None, (None, 29), 0, None),
            (ALL, None, (Some(3), 50), 0, None),
            (LAST, None, (Some(2), 31), 30, number),
            (LAST, None, (Some(1), 40), 0, None),
            (LAST, None, (None, 20), 0, None),
            (LAST, None, (None, 31), 0, None),
            (LAST, None, (None, 40), 30, time),
            (GAP, None, (None, 25), 10, number),
            (GAP, None, (None, 40), 30, time),
            (GAP, None, (Some(1), 25), 0, None),
            // It was changed without a number.
            (&[(None, 20)], None, (None, 15), 0, None),
            (&[(None, 20)], None, (None, 25), 20, number),
            // The access itself says what it is now.
            (&[], Some(30), (Some(7), 40), 30, time),
            (&[], Some(30), (None, 40), 30, time),
            (&[], Some(30), (Some(7), 25), 0, None),
            (&[(None, 10)], Some(30), (None, 15), 10, number),
            (&[(None, 10)], Some(30), (None, 40), 30, time),
        ];
        for (versions, unnumbered, (serial, second), made, by) in cases {
            let names = names(versions, unnumbered);
            let found = History::new(&names, "a").in_force(serial, second * 1000);
            let said = found.map(|(version, by)| (version.name.clone(), by)).ok();
            let expected = by.map(|by| (made.to_string(), by));
            assert_eq!(said, expected, "{versions:?} {unnumbered:?} {serial:?} at {second}");
        }
    }
}
