//! How much of a log a token sees, and why it sees nothing, as far as that can be known.

use serde::{Deserialize, Serialize};

use super::Rights;

/// How much of a log a token sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// All of it.
    Everything,
    /// Calls that were made with this token.
    Own {
        /// Whether the platform lists the right to them, which it does of itself where its
        /// log is switched on (captures 110 and 393). `None` where its version is not known
        /// to tell.
        listed: Option<bool>,
    },
    /// What it was granted.
    Granted {
        /// And the calls that were made with it.
        own: bool,
        /// Base ids of other accesses.
        accesses: Vec<String>,
        /// Actions, whoever made them.
        actions: Vec<String>,
    },
    /// Nothing, not even its own calls: its permissions forbid it.
    Nothing,
}

/// Why there is nothing to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NothingSeen {
    /// The token's permissions forbid it.
    Forbidden,
    /// Nothing was recorded in the period but what this page itself asked.
    NotYet,
    /// The platform gives no right to it, and no record: its log seems switched off.
    SwitchedOff,
}

/// What the platform sent at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstReplies {
    /// Records that belong to the token.
    pub records: u32,
    /// Those among them that this page caused.
    pub own_reads: u32,
    /// Whether nothing of the period is missing.
    pub complete: bool,
}

impl Scope {
    /// From the rights of a token: whether its permissions forbid it its own calls, and
    /// whether they list the right to them.
    pub(super) fn of(rights: &Rights, forbidden: bool, listed: Option<bool>) -> Self {
        match rights {
            Rights::Everything => Self::Everything,
            Rights::Nothing => Self::Nothing,
            Rights::Only { accesses, actions, .. } if accesses.is_empty() && actions.is_empty() => Self::Own { listed },
            Rights::Only { accesses, actions, .. } => {
                Self::Granted { own: !forbidden, accesses: accesses.clone(), actions: actions.clone() }
            }
        }
    }

    /// Why nothing is seen, where nothing is and the reason can be known.
    pub fn nothing_seen(&self, first: FirstReplies) -> Option<NothingSeen> {
        match self {
            Self::Nothing => Some(NothingSeen::Forbidden),
            // More may come, or there is more than what this page did.
            _ if !first.complete || first.records > first.own_reads => None,
            // What the page asked was recorded, so the log is on.
            _ if first.records > 0 => Some(NothingSeen::NotYet),
            Self::Own { listed: Some(false) } => Some(NothingSeen::SwitchedOff),
            // To these a platform without a log says so (captures 390 and 392).
            Self::Everything | Self::Granted { .. } | Self::Own { listed: Some(true) } => Some(NothingSeen::NotYet),
            Self::Own { listed: None } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pryv::AccessInfo;

    /// `GET access-info` with permissions as they were recorded.
    fn scope(kind: &str, version: &str, permissions: &str) -> Scope {
        let body = format!(
            r#"{{"meta":{{"apiVersion":"{version}"}},"id":"own","type":"{kind}","permissions":[
                {{"streamId":":_system:account","level":"none"}}{permissions}]}}"#
        );
        AccessInfo::read(200, body.as_bytes()).unwrap().scope
    }

    const OWN: &str = r#",{"streamId":":_audit:access-own","level":"read"}"#;
    const FORBIDDEN: &str = r#",{"level":"read","streamId":"diary"},{"feature":"selfAudit","setting":"forbidden"}"#;

    fn granted(own: bool, accesses: &[&str], actions: &[&str]) -> Scope {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        Scope::Granted { own, accesses: owned(accesses), actions: owned(actions) }
    }

    #[test]
    fn a_token_sees_what_its_permissions_say() {
        let with = |more: &str| format!("{more}{OWN}");
        let cases = [
            ("personal", "2.0.0", String::new(), Scope::Everything),
            ("app", "2.0.0", with(r#",{"level":"read","streamId":":_audit:"}"#), Scope::Everything),
            ("app", "2.0.0", with(r#",{"level":"read","streamId":"diary"}"#), Scope::Own { listed: Some(true) }),
            // As on a platform whose log is switched off.
            ("app", "2.0.0", r#",{"level":"read","streamId":"diary"}"#.to_owned(), Scope::Own { listed: Some(false) }),
            ("app", "1.9.3", String::new(), Scope::Own { listed: None }),
            ("app", "1.6.21", String::new(), Scope::Own { listed: None }),
            ("app", "none", OWN.to_owned(), Scope::Own { listed: Some(true) }),
            (
                "shared",
                "2.0.0",
                with(r#",{"level":"read","streamId":":_audit:access-other"}"#),
                granted(true, &["other"], &[]),
            ),
            (
                "app",
                "2.0.0",
                with(r#",{"level":"read","streamId":":_audit:action-events.get"}"#),
                granted(true, &[], &["events.get"]),
            ),
            ("shared", "2.0.0", FORBIDDEN.to_owned(), Scope::Nothing),
            (
                "shared",
                "2.0.0",
                format!(r#"{FORBIDDEN},{{"level":"read","streamId":":_audit:access-other"}}"#),
                granted(false, &["other"], &[]),
            ),
        ];
        for (kind, version, permissions, expected) in cases {
            assert_eq!(scope(kind, version, &permissions), expected, "{kind} {version} {permissions}");
        }
    }

    #[test]
    fn why_nothing_is_seen() {
        use NothingSeen::{Forbidden, NotYet, SwitchedOff};
        let first = |records, own_reads, complete| FirstReplies { records, own_reads, complete };
        let own = |listed| Scope::Own { listed };
        let cases = [
            (Scope::Nothing, first(0, 0, false), Some(Forbidden)),
            (own(Some(true)), first(0, 0, true), Some(NotYet)),
            (own(Some(false)), first(0, 0, true), Some(SwitchedOff)),
            (own(None), first(0, 0, true), None),
            // The calls of this page are there: the log is on, whatever is listed.
            (own(Some(false)), first(2, 2, true), Some(NotYet)),
            (own(None), first(2, 2, true), Some(NotYet)),
            (own(Some(true)), first(3, 2, true), None),
            (Scope::Everything, first(0, 0, true), Some(NotYet)),
            (Scope::Everything, first(1, 0, true), None),
            (granted(true, &["other"], &[]), first(0, 0, true), Some(NotYet)),
            // What did not arrive may hold anything.
            (own(Some(false)), first(0, 0, false), None),
        ];
        for (scope, first, expected) in cases {
            assert_eq!(scope.nothing_seen(first), expected, "{scope:?} {first:?}");
        }
    }
}
