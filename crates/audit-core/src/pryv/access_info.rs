//! What a token is and may see. Replies hold live tokens: they are read through
//! types that have no field for one.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{ErrorReply, Problem, Scope};
use crate::decode::{Fields, access_of_itself, names_of_reply};
use crate::engine::{AccessName, Name};
use crate::method;
use crate::record::Generation;
use crate::record_ref::RecordRef;

/// A token's own description (`GET access-info`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessInfo {
    /// The access's base id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `personal`, `app` or `shared`.
    pub kind: String,
    /// Whose account it is.
    pub username: Option<String>,
    /// `meta.apiVersion`.
    pub api_version: Option<String>,
    /// `meta.serverTime`, in milliseconds.
    pub server_time_ms: Option<i64>,
    /// Which rows of the log belong to it.
    pub rights: Rights,
    /// The same, as it is told to a person.
    pub scope: Scope,
    /// Whether it may do more than read audit logs.
    pub is_broader: bool,
    /// Whether it may not delete itself (feature `selfRevoke`).
    pub keeps_itself: bool,
    /// What it says of itself as an access, what it may do among that: a token that can read
    /// no list of accesses still knows its own. None where it has no name.
    pub access: Option<AccessName>,
}

/// Which rows of a log belong to a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rights {
    /// All of them.
    Everything,
    /// Those of its own access, and those it was granted.
    Only {
        /// The base id of its own access.
        own: String,
        /// Base ids of other accesses.
        accesses: Vec<String>,
        /// Actions, compared without case.
        actions: Vec<String>,
    },
    /// None: the platform forbids this token to read even its own.
    Nothing,
}

impl Rights {
    /// Whether a row belongs. Servers have been seen to answer with rows that
    /// were not asked for; they must not be shown.
    pub fn include(&self, record: &RecordRef) -> bool {
        let (own, accesses, actions) = match self {
            Self::Everything => return true,
            Self::Nothing => return false,
            Self::Only { own, accesses, actions } => (own, accesses, actions),
        };
        let Some((base, _)) = record.access else { return false };
        let granted = || {
            let method = method::normal_form(&record.action);
            actions.iter().any(|action| action.eq_ignore_ascii_case(&method))
        };
        base == own || accesses.iter().any(|access| access == base) || (!actions.is_empty() && granted())
    }
}

impl AccessInfo {
    /// Reads the reply to `GET access-info`.
    ///
    /// # Errors
    /// What the reply means when it is none of a Pryv server, or an error.
    pub fn read(status: u16, body: &[u8]) -> Result<Self, Problem> {
        if status != 200 {
            return Err(Problem::from_reply(status, ErrorReply::of_body(body)));
        }
        let text = String::from_utf8_lossy(body);
        let fields = Fields::read(&text).ok_or(Problem::NotPryv)?;
        let (id, kind) = fields.text("id").zip(fields.text("type")).ok_or(Problem::NotPryv)?;
        let meta = fields.object("meta");
        let api_version = meta.as_ref().and_then(|meta| meta.text("apiVersion"));
        let rights = rights(&id, &kind, &fields);
        Ok(Self {
            scope: Scope::of(
                &rights,
                forbids(&fields, "selfAudit"),
                own_is_listed(&id, &fields, api_version.as_deref()),
            ),
            rights,
            is_broader: kind == "personal" || fields.objects("permissions").iter().any(is_broader),
            keeps_itself: forbids(&fields, "selfRevoke"),
            access: access_of_itself(&fields),
            id,
            name: fields.text("name").unwrap_or_default(),
            kind,
            username: fields.object("user").and_then(|user| user.text("username")),
            api_version,
            server_time_ms: meta.as_ref().and_then(|meta| meta.time_ms("serverTime")),
        })
    }

    /// The generation that the platform's version speaks: events from 1.7 on.
    /// `None` when the version does not tell; then a request has to.
    pub fn generation(&self) -> Option<Generation> {
        let version = version(self.api_version.as_deref()?)?;
        Some(if version >= (1, 7) { Generation::Events } else { Generation::Legacy })
    }

    /// Whether `GET accesses` tells this token all names: personal ones only.
    pub fn names_accesses(&self) -> bool {
        self.kind == "personal"
    }
}

/// The first two numbers of a version.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split(['.', '-']).map(str::parse::<u32>);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Whether the permissions take a feature from a token: `selfAudit`, to read even its own
/// calls; `selfRevoke`, to delete itself.
fn forbids(fields: &Fields, feature: &str) -> bool {
    let is_it = |it: &Fields| it.text("feature").as_deref() == Some(feature);
    fields.objects("permissions").iter().any(|it| is_it(it) && it.text("setting").as_deref() == Some("forbidden"))
}

/// Whether they list its own calls. Before version 2 it was not measured when they do.
fn own_is_listed(id: &str, fields: &Fields, api_version: Option<&str>) -> Option<bool> {
    let own = format!(":_audit:access-{id}");
    let listed = fields.objects("permissions").iter().any(|it| it.text("streamId").as_ref() == Some(&own));
    let tells = api_version.and_then(version).is_some_and(|version| version >= (2, 0));
    (listed || tells).then_some(listed)
}

/// Whether a permission lets more be done than read audit logs. What a platform adds by
/// itself, such as no right to the account's own data, is no more.
fn is_broader(permission: &Fields) -> bool {
    let audit = permission.text("streamId").is_some_and(|stream| stream.starts_with(":_audit:"));
    match permission.text("level").as_deref() {
        None | Some("none") => false,
        Some("read") => !audit,
        // On the audit log they are no more than reading (measured), and were given as more.
        Some(_) => true,
    }
}

fn rights(id: &str, kind: &str, fields: &Fields) -> Rights {
    if kind == "personal" {
        return Rights::Everything;
    }
    let (mut accesses, mut actions) = (Vec::new(), Vec::new());
    for permission in fields.objects("permissions") {
        // `create-only` and `none` let nothing be read.
        if !matches!(permission.text("level").as_deref(), Some("read" | "contribute" | "manage")) {
            continue;
        }
        let stream = permission.text("streamId").unwrap_or_default();
        if stream == ":_audit:" || stream == ":_audit:accesses" {
            return Rights::Everything;
        }
        if let Some(access) = stream.strip_prefix(":_audit:access-") {
            accesses.push(access.split(':').next().unwrap_or(access).to_owned());
        } else if let Some(action) = stream.strip_prefix(":_audit:action-") {
            actions.push(action.to_owned());
        }
    }
    accesses.retain(|access| access != id);
    if forbids(fields, "selfAudit") && accesses.is_empty() && actions.is_empty() {
        return Rights::Nothing;
    }
    Rights::Only { own: id.to_owned(), accesses, actions }
}

/// Names from a reply to `GET accesses`, `GET accesses/{id}` or `GET streams`; nothing else
/// of it is kept. What cannot be read is no name.
pub fn read_names(body: &[u8]) -> Vec<Name> {
    names_of_reply(body)
}

/// Base ids of all accesses in a reply to `GET accesses`, each once.
pub fn read_access_ids(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body);
    let Some(fields) = Fields::read(&text) else { return Vec::new() };
    let (mut ids, mut seen) = (Vec::new(), HashSet::new());
    for access in ["accesses", "accessDeletions"].iter().flat_map(|key| fields.objects(key)) {
        let id = access.text("id").unwrap_or_default();
        let base = id.split(':').next().unwrap_or_default().to_owned();
        if !base.is_empty() && seen.insert(base.clone()) {
            ids.push(base);
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::AccessState;
    use crate::names::Names;

    fn only(accesses: &[&str], actions: &[&str]) -> Rights {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        Rights::Only { own: "own".to_owned(), accesses: owned(accesses), actions: owned(actions) }
    }

    #[test]
    fn rights_follow_from_permissions() {
        let cases = [
            ("personal", "[]", Rights::Everything),
            ("app", "[]", only(&[], &[])),
            ("app", r#"[{"streamId":"diary","level":"manage"}]"#, only(&[], &[])),
            ("app", r#"[{"streamId":":_audit:","level":"read"}]"#, Rights::Everything),
            ("shared", r#"[{"streamId":":_audit:accesses","level":"contribute"}]"#, Rights::Everything),
            ("app", r#"[{"streamId":":_audit:access-x:3","level":"read"}]"#, only(&["x"], &[])),
            ("app", r#"[{"streamId":":_audit:access-own","level":"read"}]"#, only(&[], &[])),
            ("app", r#"[{"streamId":":_audit:action-events.get","level":"read"}]"#, only(&[], &["events.get"])),
            // What lets nothing be read gives no right.
            ("app", r#"[{"streamId":":_audit:","level":"create-only"}]"#, only(&[], &[])),
            ("app", r#"[{"streamId":":_audit:","level":"none"}]"#, only(&[], &[])),
            ("app", r#"[{"streamId":":_audit:"}]"#, only(&[], &[])),
            ("app", r#"[{"feature":"selfAudit","setting":"forbidden"}]"#, Rights::Nothing),
            (
                "app",
                r#"[{"feature":"selfAudit","setting":"forbidden"},{"streamId":":_audit:access-x","level":"read"}]"#,
                only(&["x"], &[]),
            ),
            ("app", r#"[{"feature":"selfRevoke","setting":"forbidden"}]"#, only(&[], &[])),
        ];
        for (kind, permissions, expected) in cases {
            let body = format!(r#"{{"id":"own","type":"{kind}","permissions":{permissions}}}"#);
            let info = AccessInfo::read(200, body.as_bytes()).unwrap();
            assert_eq!(info.rights, expected, "{kind} {permissions}");
        }
    }

    #[test]
    fn a_token_that_may_do_more_is_told() {
        let recorded = include_str!("../../tests/fixtures/sign-in/access-info.json");
        assert!(!AccessInfo::read(200, recorded.as_bytes()).unwrap().is_broader);
        let cases = [
            ("personal", "[]", true),
            ("app", "[]", false),
            ("app", r#"[{"streamId":":_audit:","level":"read"}]"#, false),
            ("app", r#"[{"streamId":":_audit:action-x","level":"read"}]"#, false),
            ("app", r#"[{"streamId":":_audit:","level":"manage"}]"#, true),
            ("app", r#"[{"streamId":":_audit:","level":"read"},{"streamId":"diary","level":"read"}]"#, true),
            ("shared", r#"[{"streamId":"diary","level":"create-only"}]"#, true),
            ("app", r#"[{"streamId":"*","level":"none"}]"#, false),
            ("app", r#"[{"feature":"selfAudit","setting":"forbidden"}]"#, false),
        ];
        for (kind, permissions, expected) in cases {
            let body = format!(r#"{{"id":"own","type":"{kind}","permissions":{permissions}}}"#);
            assert_eq!(AccessInfo::read(200, body.as_bytes()).unwrap().is_broader, expected, "{kind} {permissions}");
        }
    }

    #[test]
    fn names_and_ids_come_once() {
        let body = br#"{"accesses":[{"id":"a:2","name":"Diet","type":"app","token":"secret"},{"id":"b","name":""}],
            "accessDeletions":[{"id":"a","name":"Old diet","type":"app"},{"id":"c","name":"Gone","type":"shared"}]}"#;
        assert_eq!(read_access_ids(body), ["a", "b", "c"]);
        let names = read_names(body);
        let mut known = Names::default();
        for name in names.clone() {
            known.add(name);
        }
        assert_eq!((known.get("a"), known.get("c"), known.len()), (Some("Diet"), Some("Gone"), 2));
        assert_eq!(known.access("a").unwrap().state, AccessState::InUse);
        assert_eq!(known.access("c").unwrap().state, AccessState::Deleted(None));
        assert!(!format!("{names:?}").contains("secret"));
    }
}
