//! What gives names and is no record: accesses and streams, as the API lists them and as
//! backups hold them. An access holds its token as well; nothing but what is read here
//! is kept of it.

use super::fields::Fields;
use super::grant;
use crate::engine::{AccessName, AccessState, Name, StreamName};

/// Streams in streams, in streams: deeper ones are left out.
const DEEPEST: u32 = 100;

/// Reads the names that an object gives; none when it is neither an access nor a stream.
pub(super) fn read(fields: &Fields) -> Vec<Name> {
    if fields.raw("content").is_some() || fields.raw("action").is_some() {
        return Vec::new();
    }
    if let Some(name) = access(fields) {
        return vec![name];
    }
    let mut names = Vec::new();
    if ["parentId", "parent_id", "children"].iter().any(|key| fields.has(key)) {
        streams(fields, None, 0, &mut names);
    }
    names
}

/// The names in the replies to `GET accesses`, living and deleted, and to `GET streams`,
/// and those of earlier versions in that to `GET accesses/{id}`; nothing else of them is
/// kept.
pub(crate) fn of_reply(body: &[u8]) -> Vec<Name> {
    let text = String::from_utf8_lossy(body);
    let Some(reply) = Fields::read(&text) else { return Vec::new() };
    let listed = |key: &str| reply.objects(key).iter().filter_map(access).collect::<Vec<_>>();
    let mut names = listed("accesses");
    names.extend(listed("accessDeletions").into_iter().map(|name| match former(name) {
        Name::FormerAccess(name) if !matches!(name.state, AccessState::Deleted(_)) => {
            Name::FormerAccess(AccessName { state: AccessState::Deleted(None), ..name })
        }
        name => name,
    }));
    names.extend(reply.object("access").as_ref().and_then(access));
    names.extend(listed("history").into_iter().map(former));
    reply.objects("streams").iter().for_each(|fields| streams(fields, None, 0, &mut names));
    names
}

fn former(name: Name) -> Name {
    match name {
        Name::Access(name) => Name::FormerAccess(name),
        other => other,
    }
}

/// An access as it tells itself (`GET access-info`). It never says its version's number, and
/// lists two permissions that every access has, which nobody gave it.
pub(crate) fn of_itself(fields: &Fields) -> Option<AccessName> {
    let (Name::Access(mut name) | Name::FormerAccess(mut name)) = access(fields)? else { return None };
    if let Some(grant) = name.grant.as_mut() {
        let own = format!(":_audit:access-{}", name.base);
        grant.permissions.retain(|it| (&*it.id, &*it.level) != (":_system:account", "none") && it.id != own);
        grant.unnumbered = grant.created_ms.is_none() || grant.created_ms != grant.modified_ms;
    }
    Some(name)
}

/// The name of an access of a list of them, or of a backup.
fn access(fields: &Fields) -> Option<Name> {
    let kind = fields.text("type").filter(|kind| matches!(kind.as_str(), "personal" | "app" | "shared"))?;
    let name = fields.text("name").filter(|name| !name.is_empty())?;
    // An earlier version has an id of its own, and names the access that it was one of.
    let of = fields.text("headId").or_else(|| fields.text("head_id"));
    let id = of.clone().or_else(|| fields.text("id"))?;
    let (base, serial) = super::event::split_serial(&id);
    // The API writes the number behind the id, a backup beside it.
    let beside = || fields.count("serial").and_then(|serial| u32::try_from(serial).ok());
    let state = if fields.raw("deleted").is_some() {
        AccessState::Deleted(fields.time_ms("deleted"))
    } else {
        fields.time_ms("expires").map_or(AccessState::InUse, AccessState::Expires)
    };
    let device = ["deviceName", "device_name"].iter().find_map(|key| fields.text(key));
    let name = AccessName {
        base: base.to_owned(),
        name,
        kind,
        device: device.filter(|device| !device.is_empty()),
        serial: serial.or_else(beside),
        state,
        grant: Some(Box::new(grant::read(fields))),
    };
    let gone = matches!(state, AccessState::Deleted(_));
    Some(if gone || of.is_some() { Name::FormerAccess(name) } else { Name::Access(name) })
}

fn streams(fields: &Fields, within: Option<&str>, depth: u32, names: &mut Vec<Name>) {
    let (id, name) = (fields.text("id"), fields.text("name").filter(|name| !name.is_empty()));
    if let Some((id, name)) = id.clone().zip(name) {
        let said = ["parentId", "parent_id"].iter().find_map(|key| fields.text(key));
        let parent = said.or_else(|| within.map(str::to_owned)).filter(|parent| !parent.is_empty());
        names.push(Name::Stream(StreamName { id, name, parent }));
    }
    if depth < DEEPEST {
        for child in &fields.objects("children") {
            streams(child, id.as_deref(), depth + 1, names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gives_names() {
        let cases = [
            (r#"{"id":"a:2","name":"Diet","type":"app","token":"t0k3n"}"#, "access a Diet app 2"),
            (
                r#"{"id":"a","name":"Diet","type":"app","deviceName":"Phone","expires":1.5}"#,
                "access a Diet app on Phone Expires(1500)",
            ),
            (r#"{"id":"a","name":"Diet","type":"app","deviceName":null}"#, "access a Diet app"),
            (r#"{"id":"x","headId":"a","serial":1,"name":"Old","type":"app"}"#, "was a Old app 1"),
            (r#"{"id":"x","head_id":"a","name":"Old","type":"app"}"#, "was a Old app"),
            (
                r#"{"id":"a","headId":null,"name":"Gone","type":"shared","deleted":1.5}"#,
                "was a Gone shared Deleted(Some(1500))",
            ),
            (r#"{"id":"a","name":"Gone","type":"app","deleted":true,"expires":9}"#, "was a Gone app Deleted(None)"),
            (r#"{"id":"a","name":"","type":"app"}"#, ""),
            (r#"{"id":"s","name":"Diary","parentId":null}"#, "stream s Diary"),
            (r#"{"id":"s","name":"Diary","parent_id":"r"}"#, "stream s Diary in r"),
            (
                r#"{"id":"s","name":"S","children":[{"id":"t","name":"T","children":[{"id":"u"}]}]}"#,
                "stream s S, stream t T in s",
            ),
            // Records, and what is none of the three.
            (r#"{"id":"a","name":"n","type":"app","action":"GET /events"}"#, ""),
            (r#"{"id":"a","name":"n","type":"app","content":{}}"#, ""),
            (r#"{"id":"a","name":"n","type":"note/txt"}"#, ""),
        ];
        for (json, expected) in cases {
            let names = read(&Fields::read(json).unwrap());
            let access = |name: &AccessName| {
                let serial = name.serial.map(|serial| format!(" {serial}")).unwrap_or_default();
                let device = name.device.as_ref().map(|device| format!(" on {device}")).unwrap_or_default();
                let state = match name.state {
                    AccessState::InUse => String::new(),
                    state => format!(" {state:?}"),
                };
                format!("{} {} {}{serial}{device}{state}", name.base, name.name, name.kind)
            };
            let said: Vec<String> = names
                .iter()
                .map(|name| match name {
                    Name::Access(name) => format!("access {}", access(name)),
                    Name::FormerAccess(name) => format!("was {}", access(name)),
                    Name::Stream(StreamName { id, name, parent: None }) => format!("stream {id} {name}"),
                    Name::Stream(StreamName { id, name, parent: Some(of) }) => format!("stream {id} {name} in {of}"),
                })
                .collect();
            assert_eq!(said.join(", "), expected, "{json}");
            assert!(!format!("{names:?}").contains("t0k3n"), "no token is kept");
        }
    }
}
