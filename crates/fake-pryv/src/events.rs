//! `events.get`: from parameters and rights to the records of a page.

use crate::account::{Access, User};
use crate::audit::Selection;
use crate::error::ApiError;
use crate::params::EventsParams;
use crate::streams::{self, Rights, StreamQuery, Target};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What a query found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) rows: Vec<Arc<str>>,
    /// The scope that is recorded with the call.
    pub(crate) scope: Map<String, Value>,
    /// Nothing is readable at all: the reply is plain, not streamed.
    pub(crate) plain: bool,
    pub(crate) deletions: bool,
}

/// Without any time and limit, so many.
const DEFAULT_LIMIT: usize = 20;
const DAY: f64 = 86_400.0;

/// Runs the query for `access`. `audit` says whether there is an audit store, `foreign` how
/// many records nobody asked for slip in.
pub(crate) fn get(
    user: &User,
    access: &Access,
    params: &EventsParams,
    audit: bool,
    now: f64,
    foreign: usize,
) -> Result<Found, ApiError> {
    let asked = streams::read(params.streams.as_ref())?;
    let mut found = Found { deletions: params.deletions && params.since.is_some(), ..Found::default() };
    let rights = Rights::of(access);
    let mut scope = vec![];
    if !audit && !asked.audit.is_empty() {
        without_store(&asked.audit, access, &rights)?;
    }
    let mut queries = vec![];
    for query in asked.audit.iter().filter(|_| audit) {
        let any = rights.scope(&query.any)?;
        if any.is_empty() || query.not.contains(&Target::Root) {
            continue;
        }
        scope.extend(any.iter().map(Target::wire));
        queries.push(StreamQuery { any, all: query.all.clone(), not: query.not.clone() });
    }
    let local = local_scope(user, access, &asked.local)?;
    if params.conditions && !asked.audit.is_empty() {
        return Err(ApiError::operation("Store '_audit': content/clientData query conditions are not supported."));
    }
    if queries.is_empty() && local.is_empty() {
        found.plain = true;
        return Ok(found);
    }
    found.scope = scope_record(&scope, &local);
    let selection = selection(params, queries, now)?;
    if !params.never {
        if !selection.queries.is_empty() {
            found.rows = user.log.select(&selection, foreign);
        }
        // Each store has its own limit, and the lists are not merged (capture 219).
        found.rows.extend(local_events(user, &local, &selection));
    }
    Ok(found)
}

/// One of the account's own events (captures 42 to 44).
pub(crate) fn get_one(user: &User, access: &Access, id: &str) -> Result<Value, ApiError> {
    let event = user.events.iter().find(|event| event["id"] == id);
    let event = event.ok_or_else(|| ApiError::unknown_resource(format!("Unknown event \"{id}\"")))?;
    let mut readable = vec![];
    for stream in access.granted_streams() {
        collect(&user.streams, stream, false, &mut readable);
    }
    let streams = event["streamIds"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let granted = streams.into_iter().any(|id| readable.iter().any(|stream| stream == id));
    if access.personal() || access.granted_streams().contains(&"*") || granted {
        return Ok(event.clone());
    }
    Err(ApiError::forbidden("The given token's access permissions do not allow this operation."))
}

/// What is answered where there is no audit store (captures 390 to 395).
fn without_store(queries: &[StreamQuery<Target>], access: &Access, rights: &Rights) -> Result<(), ApiError> {
    for target in queries.iter().flat_map(|query| &query.any) {
        match target {
            Target::Root if rights.everything() || named(access) => {
                return Err(ApiError::unknown_store("_audit"));
            }
            Target::Root => {}
            Target::Accesses => return Err(ApiError::unknown_stream("accesses")),
            Target::Actions => return Err(ApiError::unknown_stream("actions")),
            Target::Id(id) => return Err(ApiError::unknown_stream(id)),
        }
    }
    Ok(())
}

/// Whether the access was granted anything in the audit store.
fn named(access: &Access) -> bool {
    let granted = access.granted_streams();
    granted.iter().any(|stream| stream.starts_with(":_audit:"))
}

fn selection(params: &EventsParams, queries: Vec<StreamQuery<Target>>, now: f64) -> Result<Selection, ApiError> {
    let bounded = params.from.is_some() || params.to.is_some();
    if params.skip.is_some() && params.limit.is_none() && bounded && !queries.is_empty() {
        return Err(ApiError::unexpected(
            "Error from data store \"_audit\": Error from data store \"_audit\": Unexpected \
             error: near \"OFFSET\": syntax error",
        ));
    }
    // A real server crashes on a fraction; here it is an error, so that tests see it.
    let count = |number: f64| -> Result<usize, ApiError> {
        if number.fract() != 0.0 {
            return Err(ApiError::unexpected("Unexpected error: datatype mismatch"));
        }
        // Zero and less mean everything; beyond any account is everything, too.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number between 0 and 1e9")]
        Ok(number.clamp(0.0, 1e9) as usize)
    };
    let limit = match params.limit {
        None if bounded => None,
        None => Some(DEFAULT_LIMIT),
        Some(limit) => Some(count(limit)?).filter(|limit| *limit > 0),
    };
    let (from, to) = match (params.from, params.to) {
        (None, None) => (f64::NEG_INFINITY, f64::INFINITY),
        (Some(from), None) => (from, now),
        (None, Some(to)) => (to - DAY, to),
        (Some(from), Some(to)) => (from, to),
    };
    Ok(Selection {
        queries,
        types: params.types.clone(),
        from,
        to,
        since: params.since,
        ascending: params.ascending,
        skip: params.skip.map_or(Ok(0), count)?,
        limit,
    })
}

fn scope_record(audit: &[String], local: &[String]) -> Map<String, Value> {
    let (ids, count) = if local.is_empty() && audit == [":_audit:"] {
        // The whole store: its two groups.
        (vec!["*".to_owned()], 2)
    } else {
        let ids: Vec<_> = audit.iter().chain(local).cloned().collect();
        let count = ids.len();
        (ids.into_iter().take(100).collect(), count)
    };
    let mut scope = Map::new();
    scope.insert("scopedStreamIds".into(), json!(ids));
    scope.insert("scopedStreamCount".into(), count.into());
    scope
}

/// The account's own streams a query means, with those below them.
fn local_scope(user: &User, access: &Access, queries: &[StreamQuery<String>]) -> Result<Vec<String>, ApiError> {
    let mut scope = vec![];
    for id in queries.iter().flat_map(|query| &query.any) {
        let granted = access.granted_streams();
        if id == "*" && (access.personal() || granted.contains(&"*")) {
            scope.push("*".to_owned());
        } else if id == "*" {
            for stream in granted {
                collect(&user.streams, stream, false, &mut scope);
            }
        } else {
            let before = scope.len();
            collect(&user.streams, id, false, &mut scope);
            if scope.len() == before {
                return Err(ApiError::unknown_stream(id));
            }
            let mut readable = vec![];
            for stream in granted {
                collect(&user.streams, stream, false, &mut readable);
            }
            if !access.personal() && !access.granted_streams().contains(&"*") && !readable.contains(id) {
                return Err(ApiError::forbidden(format!("stream [{id}] has not sufficent permission to get events")));
            }
        }
    }
    Ok(scope)
}

/// Puts `id` and everything below it into `scope`.
fn collect(streams: &[Value], id: &str, below: bool, scope: &mut Vec<String>) {
    for stream in streams {
        let here = below || stream["id"] == id;
        if let (true, Some(id)) = (here, stream["id"].as_str()) {
            scope.push(id.to_owned());
        }
        if let Some(children) = stream["children"].as_array() {
            collect(children, id, here, scope);
        }
    }
}

/// The account's own events: enough for mixed queries, not a data store.
fn local_events(user: &User, scope: &[String], selection: &Selection) -> Vec<Arc<str>> {
    let every = scope.iter().any(|id| id == "*");
    let inside = |event: &&Value| {
        let streams = event["streamIds"].as_array();
        let named = streams.into_iter().flatten().filter_map(Value::as_str);
        let time = event["time"].as_f64().unwrap_or(0.0);
        (every || named.into_iter().any(|id| scope.iter().any(|own| own == id)))
            && time >= selection.from
            && time <= selection.to
    };
    user.events
        .iter()
        .filter(inside)
        .skip(selection.skip)
        .take(selection.limit.unwrap_or(usize::MAX))
        .map(|event| event.to_string().into())
        .collect()
}
