//! Which permission covers a stream: that on the nearest stream around it.

use crate::engine::{Permission, PermissionOn};
use crate::names::Names;

/// Before the id of every stream of the log.
const AUDIT: &str = ":_audit:";

/// Whether something covers a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Covered {
    /// This permission does, by its place.
    By(usize),
    /// None does.
    No,
    /// It is not known which streams this one is in, or what a level means.
    Unknown,
}

/// Which of an access's permissions lets a stream be read. Of what was written no record says
/// the stream.
pub(crate) fn covering(names: &Names, permissions: &[Permission], stream: &str) -> Covered {
    let on_stream = |id: &str| permissions.iter().position(|it| it.on == PermissionOn::Stream && it.id == id);
    let decided = |place: usize| match permissions[place].may_read() {
        Some(true) => Covered::By(place),
        Some(false) => Covered::No,
        None => Covered::Unknown,
    };
    let (lineage, is_whole) = lineage(names, stream);
    if let Some(place) = lineage.iter().find_map(|id| on_stream(id)) {
        return decided(place);
    }
    // Streams of the platform's own stores are in no `*`.
    let everything = on_stream("*").filter(|_| !stream.starts_with(':'));
    let others = permissions.iter().filter(|it| it.on == PermissionOn::Stream && it.id != "*");
    if is_whole {
        return everything.map_or(Covered::No, decided);
    }
    // It may be in a stream that has a permission of its own.
    match (everything.map(decided), others.map(Permission::may_read).collect::<Vec<_>>()) {
        (None, others) if others.iter().all(|enough| *enough == Some(false)) => Covered::No,
        (Some(covered @ Covered::By(_)), others) if others.iter().all(|enough| *enough == Some(true)) => covered,
        (Some(covered), others) if others.is_empty() => covered,
        _ => Covered::Unknown,
    }
}

/// What may be done with a stream: one bit each for reading, adding, changing what is there,
/// and ordering streams. `None` where that is not known.
pub(crate) fn rights(names: &Names, permissions: &[Permission], stream: &str) -> Option<u8> {
    let mut on_streams = permissions.iter().filter(|it| it.on == PermissionOn::Stream);
    let of = |id: &str| permissions.iter().find(|it| it.on == PermissionOn::Stream && it.id == id);
    if stream == "*" {
        return of("*").map_or(Some(0), level);
    }
    let (lineage, is_whole) = lineage(names, stream);
    if let Some(nearest) = lineage.iter().find_map(|id| of(id)) {
        return level(nearest);
    }
    let all = of("*").filter(|_| !stream.starts_with(':')).map_or(Some(0), level)?;
    // It may be in a stream that has a permission of its own.
    (is_whole || on_streams.all(|it| level(it) == Some(all))).then_some(all)
}

fn level(permission: &Permission) -> Option<u8> {
    match permission.level.as_str() {
        "none" => Some(0),
        "read" => Some(0b0001),
        "create-only" => Some(0b0010),
        "contribute" => Some(0b0111),
        "manage" => Some(0b1111),
        _ => None,
    }
}

/// A stream and those that it is in; and whether that is all of them.
pub(crate) fn lineage<'a>(names: &'a Names, stream: &'a str) -> (Vec<&'a str>, bool) {
    let Some(of_log) = stream.strip_prefix(AUDIT) else { return names.lineage(stream) };
    let mut lineage = vec![stream];
    if let Some((base, _)) = of_log.strip_prefix("access-").and_then(|access| access.split_once(':')) {
        lineage.push(&stream[..AUDIT.len() + "access-".len() + base.len()]);
    }
    if of_log.starts_with("access-") {
        lineage.push(":_audit:accesses");
    } else if of_log.starts_with("action-") {
        lineage.push(":_audit:actions");
    }
    if !of_log.is_empty() {
        lineage.push(AUDIT);
    }
    (lineage, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Name, StreamName};

    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, Covered);

    #[test]
    fn the_nearest_permission_decides() {
        let mut names = Names::default();
        for (id, parent) in [
            ("health", None),
            ("heart", Some("health")),
            ("pulse", Some("heart")),
            ("lost", Some("gone")),
            ("a", Some("a")),
        ] {
            let (id, parent) = (id.to_owned(), parent.map(str::to_owned));
            names.add(Name::Stream(StreamName { name: id.clone(), id, parent }));
        }
        // Permissions, the stream, and which covers it for reading.
        let cases: [Case; 20] = [
            (&[("health", "read")], "health", Covered::By(0)),
            (&[("health", "read")], "pulse", Covered::By(0)),
            (&[("health", "read"), ("heart", "none")], "pulse", Covered::No),
            (&[("heart", "read")], "health", Covered::No),
            (&[("health", "create-only")], "heart", Covered::No),
            (&[("health", "new-level")], "heart", Covered::Unknown),
            (&[("*", "read")], "heart", Covered::By(0)),
            (&[("health", "none"), ("*", "manage")], "heart", Covered::No),
            (&[("*", "read")], ":_audit:", Covered::No),
            // It is not known what these are in.
            (&[("health", "read")], "lost", Covered::Unknown),
            (&[("health", "create-only")], "lost", Covered::No),
            (&[("*", "read")], "lost", Covered::By(0)),
            (&[("health", "read"), ("*", "read")], "lost", Covered::By(1)),
            (&[("health", "none"), ("*", "read")], "lost", Covered::Unknown),
            (&[], "lost", Covered::No),
            (&[("health", "read")], "a", Covered::Unknown),
            // The log.
            (&[(":_audit:", "read")], ":_audit:access-x:2", Covered::By(0)),
            (&[(":_audit:access-x", "read")], ":_audit:access-x:2", Covered::By(0)),
            (&[(":_audit:accesses", "read")], ":_audit:action-events.get", Covered::No),
            (&[(":_audit:access-x", "read")], ":_audit:", Covered::No),
        ];
        for (permissions, stream, expected) in cases {
            let permission = |(id, level): &(&str, &str)| Permission {
                on: PermissionOn::Stream,
                id: (*id).to_owned(),
                level: (*level).to_owned(),
            };
            let permissions: Vec<_> = permissions.iter().map(permission).collect();
            assert_eq!(covering(&names, &permissions, stream), expected, "{permissions:?} {stream}");
        }
    }
}
