//! The methods that answer at once, by themselves or in a batch.

use crate::account::{Access, Gone};
use crate::apps;
use crate::error::ApiError;
use crate::events::{self, Found};
use crate::log_in::revoke;
use crate::params::{EventsParams, Params};
use crate::record::Call;
use crate::routes::{Incoming, refuse};
use crate::server::State;
use crate::trees;
use axum::body::Body;
use axum::http::Response;
use serde_json::{Map, Value, json};

/// A batch gives up beyond so many events, as measured.
const BATCH_MOST: usize = 100_000;

pub(crate) fn batch(state: &State, incoming: &Incoming, access: &Access, body: &Value, call: Call) -> Response<Body> {
    let Some(calls) = body.as_array() else {
        return refuse(state, &incoming.cors, call, ApiError::wrong_type("array", "#"));
    };
    let mut results = vec![];
    for inner in calls {
        let name = inner["method"].as_str().unwrap_or_default();
        let params = inner["params"].as_object().cloned().unwrap_or_default();
        let Some(method) = BATCHED.iter().find(|known| **known == name) else {
            let error = ApiError::unknown_resource(format!("Unknown method \"{name}\""));
            results.push(json!({"error": error.json()}));
            continue;
        };
        let mut sub = Call { method, query: Map::new(), ..call.clone() };
        let result = if *method == "events.get" {
            batched_events(state, incoming, access, &params).map(|(body, more)| {
                sub.more = more;
                body
            })
        } else {
            invoke(state, incoming, access, method, &params)
        };
        match result {
            Ok(body) => results.push(Value::Object(body)),
            Err(error) => {
                results.push(json!({"error": error.json()}));
                sub.error = Some(error);
            }
        }
        state.record(sub);
    }
    state.record(call);
    let mut reply = Map::new();
    reply.insert("results".into(), results.into());
    state.json(&incoming.cors, 200, reply)
}

const BATCHED: [&str; 5] = ["events.get", "accesses.get", "accesses.getOne", "streams.get", "getAccessInfo"];

type Reply = Map<String, Value>;

fn batched_events(
    state: &State,
    incoming: &Incoming,
    access: &Access,
    params: &Params,
) -> Result<(Reply, Map<String, Value>), ApiError> {
    let query = EventsParams::read(params, false)?;
    let found: Found = {
        let inner = state.lock();
        match inner.users.get(&incoming.user) {
            Some(user) => events::get(user, access, &query, state.audit_store(), state.now(), 0)?,
            None => Found::default(),
        }
    };
    if found.rows.len() > BATCH_MOST {
        return Err(ApiError::too_many(format!(
            "Your request gave too many results (the limit is {BATCH_MOST}). Call this method \
             directly, without batching, to get all of them."
        )));
    }
    let events: Vec<Value> = found.rows.iter().filter_map(|row| serde_json::from_str(row).ok()).collect();
    let mut more = found.scope;
    more.insert("recordCount".into(), events.len().into());
    let mut body = Map::new();
    body.insert("events".into(), events.into());
    Ok((body, more))
}

/// The methods that answer at once.
pub(crate) fn invoke(
    state: &State,
    incoming: &Incoming,
    access: &Access,
    method: &str,
    params: &Params,
) -> Result<Reply, ApiError> {
    let mut inner = state.lock();
    let now = state.now();
    let flag = |name: &str| params.get(name).is_some_and(|v| *v == true || v == "true");
    let text = |name: &str| params.get(name).and_then(Value::as_str);
    let mut reply = Map::new();
    if method == "auth.logout" {
        revoke(&mut inner, &incoming.user, access.token(), Gone::LoggedOut);
        return Ok(reply);
    }
    if method == "accesses.create" {
        inner.serial += 1;
        let serial = inner.serial;
        let user = inner.users.get_mut(&incoming.user).ok_or_else(ApiError::unknown_token)?;
        return apps::create(user, access, params, serial, now, &incoming.host);
    }
    if method == "accesses.delete" {
        let user = inner.users.get_mut(&incoming.user).ok_or_else(ApiError::unknown_token)?;
        return apps::delete(user, access, text("id").unwrap_or_default(), now);
    }
    let Some(user) = inner.users.get(&incoming.user) else {
        return Err(ApiError::unknown_token());
    };
    match method {
        "accesses.checkApp" => reply = apps::check(user, params)?,
        "getAccessInfo" => reply = user.access_info(access, state.audit_store()),
        "accesses.get" => {
            if access.kind() == "shared" {
                return Err(ApiError::forbidden("You cannot access accesses.get resource using the given access"));
            }
            let accesses = user.accesses_for(access, flag("includeExpired"), now, &incoming.host);
            reply.insert("accesses".into(), accesses);
            if flag("includeDeletions") {
                reply.insert("accessDeletions".into(), user.deletions_for(access));
            }
        }
        "accesses.getOne" => {
            let id = text("id").unwrap_or_default();
            let (access, history) = user
                .access_for(access, id, &incoming.host)
                .ok_or_else(|| ApiError::unknown_resource(format!("Unknown access \"{id}\"")))?;
            reply.insert("access".into(), access);
            if flag("includeHistory") {
                reply.insert("history".into(), history);
            }
        }
        "streams.get" => {
            let mut streams = trees::get(user, access, text("parentId"), state.audit_store())?;
            if text("state") != Some("all") {
                trees::leave_out_trashed(&mut streams);
            }
            reply.insert("streams".into(), streams.into());
        }
        "events.getOne" if !id_in_path(incoming).starts_with(":_audit:") => {
            reply.insert("event".into(), events::get_one(user, access, id_in_path(incoming))?);
        }
        "events.create" => return Err(unwritable("events.create")),
        _ => {
            // Single audit events cannot be read, changed or deleted (captures 247 to 249).
            let id = id_in_path(incoming);
            if id.starts_with(":_audit:") {
                return Err(ApiError::unexpected("Unexpected error: Error from data store \"_audit\": events.getOne"));
            }
            return Err(ApiError::unknown_resource(format!("Unknown event \"{id}\"")));
        }
    }
    Ok(reply)
}

/// The id in a path.
fn id_in_path(incoming: &Incoming) -> &str {
    incoming.path.get(1).map_or("", String::as_str)
}

fn unwritable(what: &str) -> ApiError {
    ApiError::unavailable(format!("Error from data store \"_audit\": {what}"))
}
