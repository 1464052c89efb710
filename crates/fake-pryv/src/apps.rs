//! What the page of a sign-in asks of the account: may this app have that, and then it has.

use crate::account::{Access, User};
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

/// Permissions as an access holds them.
fn granted(asked: &[Value]) -> Value {
    asked.iter().map(|asked| json!({"level": asked["level"], "streamId": asked["streamId"]})).collect()
}
