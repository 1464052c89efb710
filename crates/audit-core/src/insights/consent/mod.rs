//! When somebody agreed, to what, and when that ended: for accesses, and for what was granted
//! through OAuth.
//!
//! What is known comes from lists of accesses, which say what each version may do and when
//! it was made, and from records, which say from where and by whom it was done. A record of a
//! change or of a withdrawal does not say of which access: the two are put together where
//! their times fit, and it is said that they were.

mod after;
mod difference;
mod records;
mod transitions;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use after::AfterEnd;

use super::activity::Activity;
use crate::engine::{Author, ConsentText, Permission, PermissionOn};
use crate::record::AccessRef;

/// Most transitions that an answer has.
const MOST_TRANSITIONS: usize = 5000;

/// How consent was given and taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// How many transitions there are.
    pub total: u32,
    /// The last 5,000 of them, the oldest first; those of which the time is not known stand
    /// at the end.
    pub transitions: Vec<Transition>,
    /// Names of the streams that permissions are about, by id, where known.
    pub streams: BTreeMap<String, String>,
    /// Names of the accesses that gave or changed others, by id, where known.
    pub authors: BTreeMap<String, String>,
    /// What was called after an access had ended: for each that did, whether or not anything
    /// was.
    pub after: Vec<AfterEnd>,
}

/// Something that changed what an access may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// What it was.
    pub kind: ConsentKind,
    /// When, in milliseconds since 1970; where a list says it, by the list.
    pub time_ms: Option<i64>,
    /// The base id of the access. A record of a change does not say it.
    pub base: Option<String>,
    /// Its name, where known.
    pub name: Option<String>,
    /// `app` or `shared`, where known.
    pub access_kind: Option<String>,
    /// The version that came of it; the first one has no number.
    pub serial: Option<u32>,
    /// Permissions that came and went; `None` where that is not known, for then it is not
    /// known either whether it was widened or narrowed. A level that changed went and came.
    pub change: Option<Change>,
    /// All that it may do since then, where a list says that.
    pub holds: Option<Vec<Permission>>,
    /// What was said to the person, where it was not said before.
    pub texts: Vec<ConsentText>,
    /// Until when it holds, where that was said.
    pub expires_ms: Option<i64>,
    /// How many versions between this one and the one before are not known.
    pub versions_between: u32,
    /// By whom, as the list says.
    pub by: Option<Author>,
    /// How it is known.
    pub evidence: Evidence,
    /// The record of it, where there is one.
    pub circumstances: Option<Circumstances>,
}

impl Transition {
    /// What tells it from all others of a log, for an address to hold. More names change it
    /// only where they give it another time.
    pub fn key(&self) -> String {
        let kind = match self.kind {
            ConsentKind::Given | ConsentKind::OauthGranted => "given",
            ConsentKind::Widened | ConsentKind::Narrowed | ConsentKind::Changed => "changed",
            ConsentKind::Withdrawn | ConsentKind::OauthRevoked => "withdrawn",
            ConsentKind::Expired => "expired",
        };
        let record = || self.circumstances.as_ref().map_or("", |it| &it.record);
        let whose = self.base.as_deref().unwrap_or_else(record);
        let time = self.time_ms.map(|time| time.to_string()).unwrap_or_default();
        format!("{kind}/{whose}/{time}")
    }
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConsentKind {
    /// An access was given.
    Given,
    /// It may do more, and nothing less.
    Widened,
    /// It may do less, and nothing more.
    Narrowed,
    /// It was changed otherwise, or it is not known how.
    Changed,
    /// It was taken away.
    Withdrawn,
    /// Its time was over.
    Expired,
    /// It was granted through OAuth.
    OauthGranted,
    /// What was granted through OAuth was revoked.
    OauthRevoked,
}

/// Permissions that came and went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Those that came.
    pub added: Vec<Permission>,
    /// Those that went.
    pub removed: Vec<Permission>,
}

/// How a transition is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// A record says it.
    Record,
    /// A list says it, and a record of the same time fits.
    MatchedByTime,
    /// The same, and the record may as well be of something else that happened within two
    /// seconds: there are fewer records than that.
    OneOfSeveral,
    /// A list alone says it.
    List,
}

/// From where and by whom something was done, as its record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    /// The record's id.
    pub record: String,
    /// When it was recorded, in milliseconds since 1970.
    pub time_ms: i64,
    /// Reported addresses.
    pub addresses: Vec<String>,
    /// The way in: `http`, `socket.io`, `oauth2`.
    pub source: Option<String>,
    /// The access with which it was done.
    pub access: Option<AccessRef>,
    /// Its name, where known.
    pub name: Option<String>,
    /// The caller id; masked where it may be a key.
    pub caller: Option<String>,
    /// The client's id, of an OAuth record.
    pub client: Option<String>,
}

/// How consent was given and taken back.
pub(crate) fn consent(activity: &Activity) -> Consent {
    let mut transitions = transitions::transitions(activity);
    transitions.sort_by_key(|it| (it.time_ms.is_none(), it.time_ms, it.base.clone(), it.serial, it.kind));
    let total = u32::try_from(transitions.len()).unwrap_or(u32::MAX);
    transitions.drain(..transitions.len().saturating_sub(MOST_TRANSITIONS));
    let changes = transitions.iter().filter_map(|it| it.change.as_ref());
    let permissions = changes.flat_map(|change| change.added.iter().chain(&change.removed));
    let streams = permissions.filter(|it| it.on == PermissionOn::Stream);
    let authors = transitions.iter().filter_map(|it| it.by.as_ref());
    let named = |id: &str, name: Option<&str>| Some((id.to_owned(), name?.to_owned()));
    Consent {
        total,
        streams: streams.filter_map(|it| named(&it.id, activity.names.stream(&it.id))).collect(),
        authors: authors.filter_map(|it| named(&it.base, activity.names.get(&it.base))).collect(),
        after: after::after(activity),
        transitions,
    }
}
