//! `streams.get`: the account's own tree, and the names in the audit store.

use crate::account::{Access, User};
use crate::error::ApiError;
use crate::streams::{Rights, Target};
use serde_json::{Value, json};

/// The list of streams below `parent`, or the roots.
pub(crate) fn get(user: &User, access: &Access, parent: Option<&str>, audit: bool) -> Result<Vec<Value>, ApiError> {
    let Some(parent) = parent else {
        return Ok(roots(user, access, audit));
    };
    let Some((store, local)) = parent.strip_prefix(':').and_then(|p| p.split_once(':')) else {
        return below(user, access, parent);
    };
    if store != "_audit" || !audit {
        return Err(ApiError::unknown_store(store));
    }
    let rights = Rights::of(access);
    let target = match local {
        "" => Target::Root,
        "accesses" => Target::Accesses,
        "actions" => Target::Actions,
        id => Target::Id(id.to_owned()),
    };
    let readable = match target {
        Target::Root => rights.everything(),
        _ => rights.may(&target),
    };
    if !readable {
        return Err(ApiError::forbidden(format!("Insufficient permissions or non-existant stream [{parent}]")));
    }
    Ok(match target {
        Target::Root => vec![group("accesses", "Accesses"), group("actions", "Actions")],
        Target::Accesses => names(user, "access-", parent),
        Target::Actions => names(user, "action-", parent),
        Target::Id(_) => vec![],
    })
}

/// What is in the trash comes only to those who ask for it, with all below it.
pub(crate) fn leave_out_trashed(streams: &mut Vec<Value>) {
    streams.retain(|stream| stream["trashed"] != true);
    for stream in streams {
        if let Some(children) = stream["children"].as_array_mut() {
            leave_out_trashed(children);
        }
    }
}

fn group(id: &str, name: &str) -> Value {
    json!({
        "id": format!(":_audit:{id}"),
        "name": name,
        "parentId": ":_audit:",
        "children": [],
        "childrenHidden": true,
    })
}

/// Every access or action that occurs in the log; nobody knows its name here.
fn names(user: &User, prefix: &str, parent: &str) -> Vec<Value> {
    let names = user.log.streams(prefix);
    names
        .iter()
        .map(|name| {
            json!({
                "id": format!(":_audit:{name}"),
                "name": name,
                "children": [],
                "parentId": parent,
            })
        })
        .collect()
}

fn roots(user: &User, access: &Access, audit: bool) -> Vec<Value> {
    let rights = Rights::of(access);
    let mut streams = vec![];
    if audit && rights.everything() {
        streams.push(json!({
            "id": ":_audit:",
            "name": "Audit",
            "parentId": null,
            "created": 10_000_001.000_000_01,
            "modified": 10_000_000.000_000_01,
            "createdBy": "system",
            "modifiedBy": "system",
            "children": [],
            "childrenHidden": true,
        }));
    }
    if access.personal() || access.granted_streams().contains(&"*") {
        streams.extend(user.streams.iter().cloned());
    } else {
        for id in access.granted_streams() {
            streams.extend(find(&user.streams, id).cloned());
        }
    }
    if audit && !access.personal() {
        // Single streams hang below a group only for who sees the whole store.
        let parent = if rights.everything() { json!(":_audit:accesses") } else { Value::Null };
        let own = access.self_audit().then(|| format!(":_audit:access-{}", access.base()));
        let granted = access.granted_streams();
        let single = granted.into_iter().filter(|id| id.starts_with(":_audit:access-")).map(str::to_owned).chain(own);
        for id in single {
            streams.push(json!({
                "id": id,
                "name": id.trim_start_matches(":_audit:"),
                "parentId": parent,
                "children": [],
                "trashed": false,
            }));
        }
    }
    streams
}

fn below(user: &User, access: &Access, parent: &str) -> Result<Vec<Value>, ApiError> {
    let readable = access.personal() || access.granted_streams().contains(&parent);
    match find(&user.streams, parent) {
        Some(stream) if readable => Ok(stream["children"].as_array().cloned().unwrap_or_default()),
        _ if !access.personal() => {
            Err(ApiError::forbidden(format!("Insufficient permissions or non-existant stream [{parent}]")))
        }
        _ => Err(ApiError::unknown_stream(parent)),
    }
}

fn find<'a>(streams: &'a [Value], id: &str) -> Option<&'a Value> {
    streams.iter().find_map(|stream| {
        if stream["id"] == id {
            return Some(stream);
        }
        find(stream["children"].as_array()?, id)
    })
}
