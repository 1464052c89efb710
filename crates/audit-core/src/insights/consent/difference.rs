//! What a version may do that the one before might not, and the other way round.

use std::collections::BTreeSet;

use super::{Change, ConsentKind};
use crate::engine::{Grant, Permission, PermissionOn};
use crate::insights::covering::rights;
use crate::names::Names;

/// How a version differs from the one before.
pub(super) fn difference(names: &Names, before: &Grant, after: &Grant) -> (ConsentKind, Change) {
    let without = |these: &Grant, those: &Grant| {
        these.permissions.iter().filter(|it| !those.permissions.contains(it)).cloned().collect::<Vec<_>>()
    };
    let change = Change { added: without(after, before), removed: without(before, after) };
    // What could not be read may have been anything.
    let (mut more, mut less) = if before.unread_permissions + after.unread_permissions > 0 {
        (true, true)
    } else {
        (change.added.iter().any(lets_more), change.removed.iter().any(lets_more))
    };
    less |= change.added.iter().any(forbids);
    more |= change.removed.iter().any(forbids);
    let streams = change.added.iter().chain(&change.removed).filter(|it| it.on == PermissionOn::Stream);
    for stream in streams.map(|it| it.id.as_str()).collect::<BTreeSet<_>>() {
        // Where one is not known, both may have happened.
        let [was, is] = [before, after].map(|grant| rights(names, &grant.permissions, stream));
        more |= was.zip(is).is_none_or(|(was, is)| is & !was != 0);
        less |= was.zip(is).is_none_or(|(was, is)| was & !is != 0);
    }
    let kind = match (more, less) {
        (true, false) => ConsentKind::Widened,
        (false, true) => ConsentKind::Narrowed,
        _ => ConsentKind::Changed,
    };
    (kind, change)
}

/// Tags are compared by themselves.
fn lets_more(permission: &Permission) -> bool {
    match permission.on {
        PermissionOn::Tag => true,
        PermissionOn::Feature => permission.level != "forbidden",
        PermissionOn::Stream => false,
    }
}

fn forbids(permission: &Permission) -> bool {
    permission.on == PermissionOn::Feature && permission.level == "forbidden"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Name, StreamName};

    #[test]
    fn more_less_or_otherwise() {
        let mut names = Names::default();
        for (id, parent) in [("health", None), ("heart", Some("health")), ("diary", None), ("work", None)] {
            let (id, parent) = (id.to_owned(), parent.map(str::to_owned));
            names.add(Name::Stream(StreamName { name: id.clone(), id, parent }));
        }
        // Before, after: `level stream`, and `!feature`.
        let cases = [
            ("read diary", "read diary, read work", ConsentKind::Widened),
            ("read diary, read work", "contribute diary, read work", ConsentKind::Widened),
            ("read heart", "read health, read diary", ConsentKind::Widened),
            ("read health", "read heart", ConsentKind::Narrowed),
            ("manage diary", "contribute diary", ConsentKind::Narrowed),
            ("read diary", "create-only diary", ConsentKind::Changed),
            ("read diary", "read work", ConsentKind::Changed),
            ("read health", "read health, none heart", ConsentKind::Narrowed),
            ("read health, none heart", "read health", ConsentKind::Widened),
            ("read health", "read health, read heart", ConsentKind::Changed),
            ("read diary", "read *", ConsentKind::Widened),
            ("read *", "read diary", ConsentKind::Narrowed),
            ("read diary", "read diary, !selfAudit", ConsentKind::Narrowed),
            ("read diary, !selfAudit", "read diary", ConsentKind::Widened),
            ("read diary", "read diary", ConsentKind::Changed),
            // It is not known what this one is in, and one may be in the other.
            ("read heart", "read unknown", ConsentKind::Changed),
            ("read heart", "read heart, manage unknown", ConsentKind::Changed),
            ("read diary", "brand-new diary", ConsentKind::Changed),
        ];
        let grant = |text: &str| {
            let permission = |text: &str| {
                let (level, id) = text.split_once(' ').unwrap_or(("forbidden", &text[1..]));
                let on = if text.starts_with('!') { PermissionOn::Feature } else { PermissionOn::Stream };
                Permission { on, id: id.to_owned(), level: level.to_owned() }
            };
            Grant { permissions: text.split(", ").map(permission).collect(), ..Grant::default() }
        };
        for (before, after, expected) in cases {
            let (kind, change) = difference(&names, &grant(before), &grant(after));
            assert_eq!(kind, expected, "{before} → {after}: {change:?}");
        }
    }
}
