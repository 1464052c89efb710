//! `GET audit/logs`, the older way to the audit log.
//!
//! No reply of such a server was captured: 1.5 and 1.6 follow their documentation, 1.7 to
//! 1.9 the source of that time.

use crate::account::{Access, User};
use crate::error::ApiError;
use crate::events::{self, Found};
use crate::params::{EventsParams, Params};
use crate::server::Generation;
use serde_json::{Value, json};
use std::sync::Arc;

/// The records `audit/logs` answers with.
pub(crate) fn logs(
    user: &User,
    access: &Access,
    params: &Params,
    generation: Generation,
    now: f64,
    foreign: usize,
) -> Result<Found, ApiError> {
    match generation {
        Generation::Events => Err(ApiError::unknown_resource("Unknown resource ")),
        Generation::AliasLogs => alias(user, access, params, now, foreign),
        Generation::LegacyLogs => rows(user, access, params),
    }
}

/// Audit events under the old address; an app or a shared access sees only its own.
fn alias(user: &User, access: &Access, params: &Params, now: f64, foreign: usize) -> Result<Found, ApiError> {
    let mut query = EventsParams::read(params, true)?;
    if access.personal() {
        query.streams.get_or_insert_with(|| json!([":_audit:"]));
    } else {
        query.streams = Some(json!([format!(":_audit:access-{}", access.base())]));
    }
    let audit = |id: &Value| id.as_str().is_none_or(|id| id.starts_with(":_audit:"));
    let every = match &query.streams {
        Some(Value::Array(ids)) => ids.iter().all(audit),
        Some(single) => audit(single),
        None => true,
    };
    if !every {
        return Err(ApiError::structure("Invalid \"streams\" parameter: only audit streams"));
    }
    events::get(user, access, &query, true, now, foreign)
}

const DAY: f64 = 86_400.0;
const KNOWN: [&str; 8] = ["accessId", "fromTime", "toTime", "status", "ip", "httpVerb", "resource", "errorId"];

/// Rows of 1.5 and 1.6: one's own, or those of the access a personal token names.
fn rows(user: &User, access: &Access, params: &Params) -> Result<Found, ApiError> {
    crate::params::refuse_unknown(params, &KNOWN)?;
    let text = |name: &str| params.get(name).and_then(Value::as_str);
    let wanted = text("accessId").unwrap_or(access.base());
    if wanted != access.base() && !access.personal() {
        return Err(ApiError::forbidden("You cannot access the audit logs of the given access"));
    }
    let day = |name: &str| -> Result<Option<f64>, ApiError> {
        let Some(digits) = text(name) else {
            return Ok(None);
        };
        let path = format!("#/{name}");
        let time: f64 = digits.parse().map_err(|_| ApiError::wrong_type("number", &path))?;
        Ok(Some((time / DAY).floor() * DAY))
    };
    // Whole days: both bounds name a day, and both days are given.
    let (from, to) = (day("fromTime")?, day("toTime")?.map(|start| start + DAY));
    let fits = |row: &Value| {
        let time = row["time"].as_f64().unwrap_or(0.0);
        let status = row["status"].to_string();
        let action = row["action"].as_str().unwrap_or_default();
        let (verb, resource) = action.split_once(' ').unwrap_or((action, ""));
        row["accessId"] == wanted
            && from.is_none_or(|from| time >= from)
            && to.is_none_or(|to| time < to)
            && text("status").is_none_or(|asked| status.starts_with(asked))
            && text("ip").is_none_or(|ip| row["forwardedFor"] == ip)
            && text("httpVerb").is_none_or(|asked| asked.eq_ignore_ascii_case(verb))
            && text("resource").is_none_or(|asked| resource.contains(asked))
            && text("errorId").is_none_or(|id| row["errorId"] == id)
    };
    let mut rows: Vec<Arc<str>> =
        user.log.all().filter(|row| serde_json::from_str(row).is_ok_and(|row| fits(&row))).cloned().collect();
    rows.reverse();
    Ok(Found { rows, ..Found::default() })
}
