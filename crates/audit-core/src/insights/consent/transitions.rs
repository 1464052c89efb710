//! Every transition, out of lists of accesses and of records.

use super::difference::difference;
use super::records::{Records, circumstances};
use super::{Change, ConsentKind, Evidence, Transition};
use crate::engine::{AccessName, AccessState, ConsentText};
use crate::insights::activity::Activity;
use crate::insights::versions::{History, NEAR_MS, grant, since};

pub(super) fn transitions(activity: &Activity) -> Vec<Transition> {
    let mut finder = Finder {
        activity,
        found: Vec::new(),
        given: Records::of(activity, "accesses.create"),
        changed: Records::of(activity, "accesses.update"),
        withdrawn: Records::of(activity, "accesses.delete"),
        granted: Records::of(activity, "oauth.consent.granted"),
        revoked: Records::of(activity, "oauth.token.revoked"),
    };
    // The owner's own sessions are nobody's consent.
    let is_given = |known: &&AccessName| known.kind != "personal" && grant(known).is_some();
    let mut known: Vec<_> = activity.names.known().filter(is_given).collect();
    // Records are matched by time: in a certain order.
    known.sort_by_key(|known| (since(known), known.base.as_str()));
    for known in &known {
        finder.given(known);
    }
    let mut changes: Vec<_> = known.iter().flat_map(|known| finder.changes(known)).collect();
    changes.sort_by_key(|change| (change.time_ms, change.base.clone()));
    let times: Vec<i64> = changes.iter().filter_map(|change| change.time_ms).collect();
    for change in changes {
        finder.match_change(change, &times);
    }
    let times: Vec<i64> = known.iter().filter_map(|known| deleted_ms(known)).collect();
    for known in &known {
        finder.ended(known, &times);
    }
    finder.rest();
    finder.found
}

struct Finder<'a> {
    activity: &'a Activity<'a>,
    found: Vec<Transition>,
    given: Records,
    changed: Records,
    withdrawn: Records,
    granted: Records,
    revoked: Records,
}

impl Finder<'_> {
    fn given(&mut self, known: &AccessName) {
        let Some(time_ms) = grant(known).and_then(|grant| grant.created_ms) else { return };
        let history = History::new(self.activity.names, &known.base);
        let first =
            history.versions.first().copied().filter(|version| version.serial.is_none() && !was_changed(version));
        let first = first.and_then(grant);
        let mut given = Transition {
            holds: first.map(|grant| grant.permissions.clone()),
            change: first.map(|grant| Change { added: grant.permissions.clone(), removed: Vec::new() }),
            texts: first.map_or_else(Vec::new, |grant| grant.texts.clone()),
            expires_ms: first.and_then(|grant| grant.expires_ms),
            by: grant(known).and_then(|grant| grant.created_by.clone()),
            ..of_list(ConsentKind::Given, known, Some(time_ms))
        };
        if let Some(row) = self.given.take_about(&known.base) {
            self.prove(&mut given, row, Evidence::Record);
        } else if let Some((row, evidence)) = self.granted.take_at(&known.base, time_ms, None) {
            given.kind = ConsentKind::OauthGranted;
            self.prove(&mut given, row, evidence);
        } else if let Some((row, evidence)) = self.given.take_at(&known.base, time_ms, given.by.as_ref()) {
            // The older generation does not say what was made.
            self.prove(&mut given, row, evidence);
        }
        self.found.push(given);
    }

    /// How an access was changed, as lists say.
    fn changes(&self, known: &AccessName) -> Vec<Transition> {
        let history = History::new(self.activity.names, &known.base);
        let mut changes = Vec::new();
        for (place, version) in history.versions.iter().enumerate() {
            let before = place.checked_sub(1).map(|before| history.versions[before]);
            if version.serial.is_some() || was_changed(version) {
                let before_is_known = history.follows(place) && version.serial.is_some();
                changes.push(self.change(version, before.filter(|_| before_is_known), before));
            }
        }
        let last = history.versions.last().and_then(|version| since(version));
        let now = history.unnumbered.filter(|now| was_changed(now) && since(now) != last);
        changes.extend(now.map(|now| self.change(now, None, None)));
        changes
    }

    /// A version that differs from the one before, or from one that is not known.
    fn change(&self, version: &AccessName, before: Option<&AccessName>, last: Option<&AccessName>) -> Transition {
        let number = |version: &AccessName| version.serial.unwrap_or_default();
        let (is, was) = (grant(version), before.and_then(grant));
        let (kind, change) = match is.zip(was) {
            Some((is, was)) => {
                let (kind, change) = difference(self.activity.names, was, is);
                (kind, Some(change))
            }
            None => (ConsentKind::Changed, None),
        };
        let is_new = |text: &&ConsentText| was.is_none_or(|was| !was.texts.contains(text));
        // With none before, the first one is not known either.
        let known_before = last.map_or(0, |last| number(last) + 1);
        Transition {
            serial: version.serial,
            change,
            holds: is.map(|is| is.permissions.clone()),
            texts: is.map_or_else(Vec::new, |is| is.texts.iter().filter(is_new).cloned().collect()),
            expires_ms: is.and_then(|is| is.expires_ms),
            versions_between: number(version).saturating_sub(known_before),
            by: is.and_then(|is| is.modified_by.clone()),
            ..of_list(kind, version, since(version))
        }
    }

    fn match_change(&mut self, mut change: Transition, times: &[i64]) {
        let (base, time_ms) = (change.base.clone().unwrap_or_default(), change.time_ms);
        let found = time_ms.and_then(|time_ms| self.changed.take_at(&base, time_ms, change.by.as_ref()));
        if let Some((row, evidence)) = found {
            let evidence = doubted(evidence, self.changed.are_too_few(self.activity, row, times));
            self.prove(&mut change, row, evidence);
        }
        self.found.push(change);
    }

    fn ended(&mut self, known: &AccessName, times: &[i64]) {
        let now = self.activity.names.access(&known.base).unwrap_or(known);
        let expires = grant(now).and_then(|grant| grant.expires_ms).filter(|end| *end <= self.activity.now_ms);
        let time_ms = deleted_ms(now);
        if let Some(end) = expires.filter(|end| time_ms.is_none_or(|deleted| *end <= deleted)) {
            self.found.push(of_list(ConsentKind::Expired, now, Some(end)));
        }
        if !matches!(now.state, AccessState::Deleted(_)) {
            return;
        }
        let mut withdrawn = of_list(ConsentKind::Withdrawn, now, time_ms);
        if let Some((row, evidence)) = time_ms.and_then(|time_ms| self.withdrawn.take_at(&known.base, time_ms, None)) {
            let evidence = doubted(evidence, self.withdrawn.are_too_few(self.activity, row, times));
            self.prove(&mut withdrawn, row, evidence);
        } else if let Some((row, evidence)) = time_ms.and_then(|time| self.revoked.take_at(&known.base, time, None)) {
            withdrawn.kind = ConsentKind::OauthRevoked;
            self.prove(&mut withdrawn, row, evidence);
        }
        self.found.push(withdrawn);
    }

    /// What records tell and no list does.
    fn rest(&mut self) {
        let none = || Records::of(self.activity, "");
        let kinds = [
            (ConsentKind::Given, std::mem::replace(&mut self.given, none())),
            (ConsentKind::Changed, std::mem::replace(&mut self.changed, none())),
            (ConsentKind::Withdrawn, std::mem::replace(&mut self.withdrawn, none())),
            (ConsentKind::OauthGranted, std::mem::replace(&mut self.granted, none())),
            (ConsentKind::OauthRevoked, std::mem::replace(&mut self.revoked, none())),
        ];
        for (kind, records) in kinds {
            for (row, base) in records.rest() {
                let known = base.as_deref().and_then(|base| self.activity.names.access(base));
                let mut transition = match known {
                    Some(known) => of_list(kind, known, Some(self.activity.time(row))),
                    None => Transition { base, ..nothing_known(kind, Some(self.activity.time(row))) },
                };
                transition.serial = None;
                self.prove(&mut transition, row, Evidence::Record);
                self.found.push(transition);
            }
        }
    }

    fn prove(&self, transition: &mut Transition, row: u32, evidence: Evidence) {
        transition.evidence = evidence;
        transition.circumstances = Some(circumstances(self.activity, row));
    }
}

/// When an access was taken away, if it was and that is known.
fn deleted_ms(known: &AccessName) -> Option<i64> {
    if let AccessState::Deleted(time_ms) = known.state { time_ms } else { None }
}

fn doubted(evidence: Evidence, are_too_few: bool) -> Evidence {
    if evidence == Evidence::MatchedByTime && are_too_few { Evidence::OneOfSeveral } else { evidence }
}

/// Whether a version is not as the access was when it was made.
fn was_changed(version: &AccessName) -> bool {
    let times = grant(version).and_then(|grant| grant.created_ms.zip(grant.modified_ms));
    version.serial.is_none() && times.is_some_and(|(created, modified)| modified > created.saturating_add(NEAR_MS))
}

fn of_list(kind: ConsentKind, known: &AccessName, time_ms: Option<i64>) -> Transition {
    Transition {
        base: Some(known.base.clone()),
        name: Some(known.name.clone()),
        access_kind: Some(known.kind.clone()).filter(|kind| !kind.is_empty()),
        serial: if kind == ConsentKind::Given { None } else { known.serial },
        ..nothing_known(kind, time_ms)
    }
}

fn nothing_known(kind: ConsentKind, time_ms: Option<i64>) -> Transition {
    Transition {
        kind,
        time_ms,
        base: None,
        name: None,
        access_kind: None,
        serial: None,
        change: None,
        holds: None,
        texts: Vec::new(),
        expires_ms: None,
        versions_between: 0,
        by: None,
        evidence: Evidence::List,
        circumstances: None,
    }
}
