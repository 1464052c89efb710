//! Which calls are counted as what.

use crate::record::Outcome;
use crate::store::Store;

/// The classes of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    ReadData,
    ReadAttachment,
    ReadMetadata,
    Write,
    Delete,
    AuthSession,
    Other,
}

/// An action as the report names and counts it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) name: &'a str,
    pub(super) class: Class,
}

/// Every distinct action, by its code. Those of the older generation by their normal form,
/// which the tool does not know.
pub(super) fn counted(store: &Store) -> Vec<Counted<'_>> {
    let methods = store.methods().iter().map(|method| method.name.as_str());
    methods.map(|name| Counted { name: if name.is_empty() { "unknown" } else { name }, class: class(name) }).collect()
}

/// The class of a method. What the tool does not list, such as `events.deleteAttachment` or
/// `accesses.getOne`, it counts as other; so do we.
fn class(method: &str) -> Class {
    match method {
        "events.get" | "events.getOne" => Class::ReadData,
        "events.getAttachment" => Class::ReadAttachment,
        "streams.get" | "accesses.get" | "account.get" | "getAccessInfo" | "service.info" | "webhooks.get"
        | "followedSlices.get" | "profile.get" => Class::ReadMetadata,
        "events.create"
        | "events.update"
        | "streams.create"
        | "streams.update"
        | "accesses.create"
        | "accesses.update"
        | "webhooks.create"
        | "webhooks.update"
        | "profile.update"
        | "account.update"
        | "followedSlices.create"
        | "followedSlices.update" => Class::Write,
        "events.delete"
        | "streams.delete"
        | "accesses.delete"
        | "webhooks.delete"
        | "followedSlices.delete"
        | "account.delete" => Class::Delete,
        "auth.login" | "auth.logout" | "mfa.activate" | "mfa.confirm" | "mfa.challenge" | "mfa.verify" => {
            Class::AuthSession
        }
        _ => Class::Other,
    }
}

/// Whether a row tells of a call that failed: by its type, as the tool does; where the type
/// does not say, by its status.
pub(super) fn failed(store: &Store, row: u32) -> bool {
    let kind = store.kinds.get(row).unwrap_or_default();
    if kind.starts_with("audit-log/") || kind.starts_with("log/") {
        kind.ends_with("-error")
    } else {
        store.statuses.value(row).outcome() != Outcome::Done
    }
}
