//! What is done to an account's accesses: may this app have that, then it has, and then it
//! has no longer.

use crate::account::{Access, Gone, User};
use crate::error::ApiError;
use crate::params::Params;
use crate::record::cuid;
use serde_json::{Map, Value, json};

/// Checks what an app asks for: an access that it has already, or what a new one is to hold.
pub(crate) fn check(user: &User, params: &Params) -> Result<Map<String, Value>, ApiError> {
    let asked = params.get("requestedPermissions").and_then(Value::as_array).cloned().unwrap_or_default();
    // A name for what it is about has to come along; for everything there is one.
    let nameless = |asked: &&Value| asked["streamId"] != "*" && !asked["defaultName"].is_string();
    if let Some(nameless) = asked.iter().find(nameless) {
        let stream = nameless["streamId"].as_str().unwrap_or("undefined");
        return Err(ApiError::missing_name(stream));
    }
    let mut reply = Map::new();
    let existing = user.accesses.iter().find(|access| {
        let json = &access.json;
        let same = |name: &str| json.get(name) == params.get(name);
        access.gone.is_none()
            && access.kind() == "app"
            && json.get("name") == params.get("requestingAppId")
            && same("clientData")
            && json["permissions"] == granted(&asked)
    });
    if let Some(access) = existing {
        let mut shown = access.json.clone();
        if let Some(shown) = shown.as_object_mut() {
            shown.remove("apiEndpoint");
        }
        reply.insert("matchingAccess".into(), shown);
        return Ok(reply);
    }
    let checked = asked.iter().map(|asked| {
        let stream = asked["streamId"].as_str().unwrap_or_default();
        let name = match stream.strip_prefix(":_audit:") {
            Some("") => json!("Audit"),
            Some(access) => json!(access),
            None => asked["defaultName"].clone(),
        };
        json!({"streamId": stream, "level": asked["level"], "name": name})
    });
    reply.insert("checkedPermissions".into(), checked.collect());
    Ok(reply)
}

/// Makes an access for an app, as its account's owner. `serial` numbers it.
pub(crate) fn create(
    user: &mut User,
    by: &Access,
    params: &Params,
    serial: u64,
    now: f64,
    host: &str,
) -> Result<Map<String, Value>, ApiError> {
    if !by.personal() {
        return Err(ApiError::forbidden("You cannot access accesses.create resource using the given access"));
    }
    let text = |name: &str| params.get(name).and_then(Value::as_str);
    let (Some(name), Some(kind)) = (text("name"), text("type")) else {
        return Err(ApiError::wrong_type("string", "#/name"));
    };
    let asked = params.get("permissions").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut access = json!({
        "id": cuid(serial),
        "token": cuid(!serial),
        "name": name,
        "type": kind,
        "permissions": granted(&asked),
        "integrity": "ACCESS:0:sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "created": now,
        "createdBy": by.base(),
        "modified": now,
        "modifiedBy": by.base(),
    });
    if let Some(data) = params.get("clientData") {
        access["clientData"] = data.clone();
    }
    let mut reply = Map::new();
    reply.insert("access".into(), user.shown(&access, host));
    user.accesses.push(Access::new(access));
    Ok(reply)
}

/// Deletes an access, and those that it made and that are still good.
pub(crate) fn delete(user: &mut User, by: &Access, id: &str, now: f64) -> Result<Map<String, Value>, ApiError> {
    let found = user.accesses.iter().find(|access| access.gone.is_none() && access.base() == id);
    let Some(access) = found else {
        return Err(ApiError::unknown_resource(format!("Unknown access \"{id}\"")));
    };
    let itself = access.base() == by.base() && access.allows("selfRevoke");
    if !(by.personal() || access.created_by() == by.base() || itself) {
        let message = "Your access token has insufficient permissions to delete this access.";
        return Err(ApiError::forbidden(message));
    }
    let mut related = vec![];
    for access in &mut user.accesses {
        let made = access.created_by() == id && access.base() != id && !access.expired(now);
        if access.gone.is_some() || !(made || access.base() == id) {
            continue;
        }
        access.gone = Some(Gone::Deleted);
        let mut deletion = access.json.clone();
        deletion["deleted"] = now.into();
        if made {
            related.push(json!({"id": access.base()}));
        }
        user.deletions.push(deletion);
    }
    let mut reply = Map::new();
    reply.insert("accessDeletion".into(), json!({"id": id}));
    if !related.is_empty() {
        reply.insert("relatedDeletions".into(), related.into());
    }
    Ok(reply)
}

/// Permissions as an access holds them.
fn granted(asked: &[Value]) -> Value {
    asked.iter().map(|asked| json!({"level": asked["level"], "streamId": asked["streamId"]})).collect()
}
