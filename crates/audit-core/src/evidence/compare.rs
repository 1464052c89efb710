//! Two bundles of the same period: what vanished, changed, or came late.

use serde::{Deserialize, Serialize};

use super::read::{Bundle, Verdict};

/// Records that are named of each kind; more are only counted.
const MOST: usize = 1000;

/// What two bundles tell of each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Why they may differ without anything having happened to the log.
    pub mismatches: Vec<Mismatch>,
    /// Records that are the same in both.
    pub same: u32,
    /// Records of the first that are not in the second.
    pub vanished: Listed,
    /// Records that say something else in the second.
    pub changed: Listed,
    /// Records of the second alone that were created after the platform's clock of the first:
    /// they could not have been in it.
    pub came_late: Listed,
    /// Records of the second alone that are older than the first, or may be: the platform's
    /// clock is not known of files. Rows are written some seconds after their call; beyond,
    /// they were added, or were not shown before.
    pub appeared: Listed,
}

/// Records of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// How many.
    pub count: u32,
    /// Their ids, in order, at most 1,000.
    pub ids: Vec<String>,
}

/// What is not the same of two bundles beside their records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mismatch {
    /// The first was altered or cut, or is none.
    FirstNotIntact,
    /// The second.
    SecondNotIntact,
    /// They are of different accounts.
    Account,
    /// They are of different periods.
    Period,
    /// They were filtered in different ways.
    Query,
    /// In one of them, what may be a key is masked.
    Secrets,
    /// One of them is in pseudonyms; or both are, and nothing says whether by one key.
    Pseudonyms,
    /// The keys did not see the same part of the log.
    Visible,
    /// One of them was not complete.
    Incomplete,
}

impl Listed {
    fn of(mut ids: Vec<&String>) -> Self {
        ids.sort_unstable();
        let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        Self { count, ids: ids.into_iter().take(MOST).cloned().collect() }
    }
}

/// Compares a bundle with a later one.
pub fn compare(first: &Bundle, second: &Bundle) -> Compared {
    let (one, other) = (&first.manifest, &second.manifest);
    let checks = [
        (Mismatch::FirstNotIntact, first.verdict != Verdict::Intact),
        (Mismatch::SecondNotIntact, second.verdict != Verdict::Intact),
        (Mismatch::Account, one.account != other.account),
        (Mismatch::Period, one.period != other.period),
        (Mismatch::Query, (&one.query, &one.zone) != (&other.query, &other.zone)),
        (Mismatch::Secrets, one.secrets != other.secrets),
        (Mismatch::Pseudonyms, one.pseudonyms || other.pseudonyms),
        (Mismatch::Visible, (&one.visible, &one.generation) != (&other.visible, &other.generation)),
        (Mismatch::Incomplete, !one.complete || !other.complete),
    ];
    let mut same = 0;
    let (mut vanished, mut changed, mut came_late, mut appeared) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (id, (mark, _)) in &first.records {
        match second.records.get(id) {
            None => vanished.push(id),
            Some((now, _)) if now == mark => same += 1,
            Some(_) => changed.push(id),
        }
    }
    for (id, (_, created)) in second.records.iter().filter(|(id, _)| !first.records.contains_key(*id)) {
        let is_late = created.zip(one.server_time_ms).is_some_and(|(created, then)| created > then);
        if is_late { came_late.push(id) } else { appeared.push(id) }
    }
    Compared {
        mismatches: checks.into_iter().filter(|(_, holds)| *holds).map(|(mismatch, _)| mismatch).collect(),
        same,
        vanished: Listed::of(vanished),
        changed: Listed::of(changed),
        came_late: Listed::of(came_late),
        appeared: Listed::of(appeared),
    }
}
