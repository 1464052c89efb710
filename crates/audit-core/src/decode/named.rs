//! What gives names and is no record: accesses and streams, as the API lists them and as
//! backups hold them. An access holds its token as well; nothing but what is read here
//! is kept of it.

use super::fields::Fields;
use crate::engine::{AccessName, StreamName};

/// Streams in streams, in streams: deeper ones are left out.
const DEEPEST: u32 = 100;

/// A name, and of what.
#[derive(Debug)]
pub enum Name {
    /// Of an access, as it is now.
    Access(AccessName),
    /// Of an access as it was, which counts where nothing else is known.
    FormerAccess(AccessName),
    /// Of a stream.
    Stream(StreamName),
}

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
        streams(fields, 0, &mut names);
    }
    names
}

/// The name of an access of a list of them, or of a backup.
fn access(fields: &Fields) -> Option<Name> {
    let kind = fields.text("type").filter(|kind| matches!(kind.as_str(), "personal" | "app" | "shared"))?;
    let name = fields.text("name").filter(|name| !name.is_empty())?;
    // An earlier version has an id of its own, and names the access that it was one of.
    let of = fields.text("headId").or_else(|| fields.text("head_id"));
    let id = of.clone().or_else(|| fields.text("id"))?;
    let base = super::event::split_serial(&id).0.to_owned();
    let deleted = fields.raw("deleted").is_some();
    let name = AccessName { base, name, kind, deleted };
    Some(if deleted || of.is_some() { Name::FormerAccess(name) } else { Name::Access(name) })
}

fn streams(fields: &Fields, depth: u32, names: &mut Vec<Name>) {
    let name = fields.text("name").filter(|name| !name.is_empty());
    if let Some((id, name)) = fields.text("id").zip(name) {
        names.push(Name::Stream(StreamName { id, name }));
    }
    if depth < DEEPEST {
        fields.objects("children").iter().for_each(|child| streams(child, depth + 1, names));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gives_names() {
        let cases = [
            (r#"{"id":"a:2","name":"Diet","type":"app","token":"t0k3n"}"#, "access a Diet app"),
            (r#"{"id":"x","headId":"a","name":"Old","type":"app"}"#, "was a Old app"),
            (r#"{"id":"x","head_id":"a","name":"Old","type":"app"}"#, "was a Old app"),
            (r#"{"id":"a","headId":null,"name":"Gone","type":"shared","deleted":1.5}"#, "was a Gone shared"),
            (r#"{"id":"a","name":"","type":"app"}"#, ""),
            (r#"{"id":"s","name":"Diary","parentId":null}"#, "stream s Diary"),
            (
                r#"{"id":"s","name":"S","children":[{"id":"t","name":"T","children":[{"id":"u"}]}]}"#,
                "stream s S, stream t T",
            ),
            // Records, and what is none of the three.
            (r#"{"id":"a","name":"n","type":"app","action":"GET /events"}"#, ""),
            (r#"{"id":"a","name":"n","type":"app","content":{}}"#, ""),
            (r#"{"id":"a","name":"n","type":"note/txt"}"#, ""),
        ];
        for (json, expected) in cases {
            let names = read(&Fields::read(json).unwrap());
            let access = |name: &AccessName| format!("{} {} {}", name.base, name.name, name.kind);
            let said: Vec<String> = names
                .iter()
                .map(|name| match name {
                    Name::Access(name) => format!("access {}", access(name)),
                    Name::FormerAccess(name) => format!("was {}", access(name)),
                    Name::Stream(name) => format!("stream {} {}", name.id, name.name),
                })
                .collect();
            assert_eq!(said.join(", "), expected, "{json}");
            assert!(!format!("{names:?}").contains("t0k3n"), "no token is kept");
        }
    }
}
