//! What a rule says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::act::Act;
use crate::engine::AccessState;
use crate::record::PSEUDO_ACCESSES;

/// A rule by which records look odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// Somebody signed in after many failures.
    SignInAfterFailures,
    /// Many passwords or keys that were not accepted, one after the other.
    RefusedBurst,
    /// An access was used from a new place while its usual one went on.
    NewPlace,
    /// An access did what it had never done.
    NewAct,
    /// An access came back after a long silence.
    WokeUp,
    /// Far more calls on a day than ever before.
    ManyCalls,
    /// Far more records read on a day than ever before.
    ManyRecords,
    /// Calls at hours at which the access was never used.
    UnusualHours,
    /// An app or another person read with the whole account in its scope.
    WholeAccount,
    /// An access asked again and again for what it may not.
    OutsidePermission,
    /// An access goes on after it has expired.
    AfterExpiry,
    /// A key that is no more is tried from where a withdrawn access used to call.
    AfterWithdrawal,
    /// An access that is not the owner's made new ones.
    MadeByAccess,
    /// Permissions grew.
    Widened,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::SignInAfterFailures,
        Self::RefusedBurst,
        Self::NewPlace,
        Self::NewAct,
        Self::WokeUp,
        Self::ManyCalls,
        Self::ManyRecords,
        Self::UnusualHours,
        Self::WholeAccount,
        Self::OutsidePermission,
        Self::AfterExpiry,
        Self::AfterWithdrawal,
        Self::MadeByAccess,
        Self::Widened,
    ];

    /// As keys and documents name it: `refused-burst`.
    pub fn label(self) -> &'static str {
        match self {
            Self::SignInAfterFailures => "sign-in-after-failures",
            Self::RefusedBurst => "refused-burst",
            Self::NewPlace => "new-place",
            Self::NewAct => "new-act",
            Self::WokeUp => "woke-up",
            Self::ManyCalls => "many-calls",
            Self::ManyRecords => "many-records",
            Self::UnusualHours => "unusual-hours",
            Self::WholeAccount => "whole-account",
            Self::OutsidePermission => "outside-permission",
            Self::AfterExpiry => "after-expiry",
            Self::AfterWithdrawal => "after-withdrawal",
            Self::MadeByAccess => "made-by-access",
            Self::Widened => "widened",
        }
    }
}

/// How much a finding asks for somebody's attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Good to know.
    Note,
    /// Worth a look.
    Notable,
    /// Look at it now.
    Serious,
}

/// Something that looks odd.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// By which rule.
    pub rule: Rule,
    /// How serious.
    pub severity: Severity,
    /// Stands for this finding on the device of somebody who said "I know this": the same
    /// finding in a later load of the same log has the same key. Nothing in it is a key to
    /// the account, an address or a text that a stranger could choose.
    pub key: String,
    /// The base id of the access that it is about; a pseudo access where nobody was known.
    pub access: Option<String>,
    /// That access's name, where known.
    pub access_name: Option<String>,
    /// How the access stands that [`Finding::subject`] says, where a list of accesses tells.
    pub state: Option<AccessState>,
    /// Reported addresses of its records, at most five, those of most records first. Anybody
    /// can report anything.
    pub addresses: Vec<String>,
    /// The time of the first of its records, in milliseconds.
    pub from_ms: i64,
    /// The time of the last of its records, in milliseconds.
    pub until_ms: i64,
    /// How many records show it.
    pub count: u32,
    /// Which they are.
    pub evidence: Evidence,
    /// The numbers that its sentence needs.
    pub facts: Facts,
    /// Names, where known, of the accesses and streams that its facts hold by their ids.
    pub names: BTreeMap<String, String>,
}

impl Finding {
    /// The base id of the access that something can be done about: nobody was given a pseudo
    /// access.
    pub fn subject(&self) -> Option<&str> {
        let base = match &self.facts {
            Facts::AfterWithdrawal { likely, .. } => likely.as_deref(),
            Facts::Widened { whose: Some(whose), .. } => Some(whose.as_str()),
            _ => self.access.as_deref(),
        };
        base.filter(|base| !PSEUDO_ACCESSES.contains(base))
    }
}

/// The records that show a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Ids, oldest first, at most [`Evidence::MOST`].
    pub ids: Vec<String>,
    /// Their times, in the same order, in milliseconds.
    pub times_ms: Vec<i64>,
    /// A filter that lists just these records. `None` where no text can say it.
    pub query: Option<String>,
}

impl Evidence {
    /// Most ids that are named.
    pub const MOST: usize = 20;
}

/// What a finding knows beside its records, rule by rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Facts {
    /// Of [`Rule::SignInAfterFailures`].
    SignInAfterFailures {
        /// Sign-ins that failed before.
        failures: u32,
        /// It came from where the failures came from.
        same_place: bool,
        /// The log knows from where the owner signed in before, and this is elsewhere. `false`
        /// where the log is too short to know.
        new_place: bool,
    },
    /// Of [`Rule::RefusedBurst`].
    RefusedBurst {
        /// Passwords that were not accepted.
        sign_ins: u32,
        /// Calls with a key that was not accepted.
        keys: u32,
        /// From how many reported addresses.
        addresses: u32,
        /// All of them from places that the account's calls had come from before.
        known_place: bool,
    },
    /// Of [`Rule::NewPlace`].
    NewPlace {
        /// The address from which the access is called most.
        usual: Option<String>,
        /// Calls from its usual place before.
        usual_calls: u32,
        /// How often calls went from the new place to the usual one and back within an hour, in
        /// the first week.
        rounds: u32,
        /// Since when the access is known, in milliseconds.
        known_ms: i64,
    },
    /// Of [`Rule::NewAct`].
    NewAct {
        /// What it began to do.
        act: Act,
        /// With which method first.
        method: String,
        /// Successful calls before.
        calls_before: u32,
        /// Since when the access is known, in milliseconds.
        known_ms: i64,
    },
    /// Of [`Rule::WokeUp`].
    WokeUp {
        /// The last successful call before, in milliseconds.
        silent_ms: i64,
        /// The longest silence before that one, in milliseconds.
        longest_before_ms: i64,
        /// Successful calls before.
        calls_before: u32,
    },
    /// Of [`Rule::ManyCalls`].
    ManyCalls {
        /// Calls on the busiest of its days.
        most: u32,
        /// The median of days with calls before.
        usual: u32,
        /// The most on any of those.
        most_before: u32,
        /// On how many days.
        days: u32,
    },
    /// Of [`Rule::ManyRecords`].
    ManyRecords {
        /// Records read on the day of most of them; a minimum.
        most: u64,
        /// The most on any day before.
        most_before: u64,
        /// Days on which it read before.
        days_before: u32,
    },
    /// Of [`Rule::UnusualHours`].
    UnusualHours {
        /// Hours of the day in the shown zone.
        hours: Vec<u8>,
        /// Calls on which its habit rests.
        calls_before: u32,
    },
    /// Of [`Rule::WholeAccount`].
    WholeAccount {
        /// Reads of parts before the first of the whole.
        parts_before: u32,
        /// Records that came back; a minimum.
        records: u64,
    },
    /// Of [`Rule::OutsidePermission`].
    OutsidePermission {
        /// Streams that it asked for, at most ten.
        streams: Vec<String>,
        /// Methods that it tried.
        methods: Vec<String>,
    },
    /// Of [`Rule::AfterExpiry`].
    AfterExpiry {
        /// When it expired, where names say it, in milliseconds.
        expired_ms: Option<i64>,
        /// The last successful call, in milliseconds.
        last_done_ms: Option<i64>,
    },
    /// Of [`Rule::AfterWithdrawal`]. Calls with a key that is no more are recorded without
    /// their access: who it was is not proven.
    AfterWithdrawal {
        /// When an access was withdrawn, in milliseconds.
        withdrawn_ms: i64,
        /// The access that used to call from there until then, where only one did.
        likely: Option<String>,
    },
    /// Of [`Rule::MadeByAccess`].
    MadeByAccess {
        /// Base ids of new accesses, as far as records prove them, at most ten.
        made: Vec<String>,
    },
    /// Of [`Rule::Widened`].
    Widened {
        /// The access whose new version is seen in the log after the change; not proven by
        /// the record of the change itself.
        whose: Option<String>,
        /// It was changed by the account's owner, as far as is known.
        by_owner: bool,
        /// The most streams that a call of it could read before; `None` where unknown.
        streams_before: Option<u64>,
        /// The same after.
        streams_after: Option<u64>,
        /// After the change a call had the whole account in its scope.
        whole_account: bool,
    },
}

impl Facts {
    /// Ids of accesses, beside the one that the finding is about.
    pub(super) fn accesses(&self) -> &[String] {
        match self {
            Self::AfterWithdrawal { likely, .. } => likely.as_slice(),
            Self::Widened { whose, .. } => whose.as_slice(),
            Self::MadeByAccess { made } => made,
            _ => &[],
        }
    }

    /// Ids of streams.
    pub(super) fn streams(&self) -> &[String] {
        match self {
            Self::OutsidePermission { streams, .. } => streams,
            _ => &[],
        }
    }
}
