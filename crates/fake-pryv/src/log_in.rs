//! Sessions: begun with a password, and with a code where the account asks for one. The
//! codes follow the platform's source; no exchange with one was recorded.

use crate::account::{Access, Gone, User};
use crate::error::ApiError;
use crate::record::{Call, cuid};
use crate::routes::{Incoming, refuse};
use crate::server::{Inner, State};
use axum::body::Body;
use axum::http::Response;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A session ends with so many wrong codes.
const CODES: u32 = 3;

/// What a test wants of sessions, and those that wait for a code.
#[derive(Debug, Default)]
pub(crate) struct LogIns {
    /// The only origins whose apps may send passwords; every one without.
    pub(crate) trusted: Option<Vec<String>>,
    /// Nobody may.
    pub(crate) off: bool,
    /// Every password and code is refused, for so many seconds.
    pub(crate) busy: Option<u32>,
    /// The codes of accounts that ask for one.
    pub(crate) codes: BTreeMap<String, String>,
    /// Sessions that wait for one, by the token that stands for them.
    waiting: BTreeMap<String, Waiting>,
}

#[derive(Debug)]
struct Waiting {
    user: String,
    app: String,
    wrong: u32,
}

impl LogIns {
    /// Forgets whoever waits, as after half an hour.
    pub(crate) fn forget(&mut self) {
        self.waiting.clear();
    }
}

/// `POST auth/login`.
pub(crate) fn login(state: &State, incoming: &Incoming, body: &Value, mut call: Call) -> Response<Body> {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let (app, origin) = (text("appId"), incoming.header("origin").unwrap_or_default());
    let mut inner = state.lock();
    let found = match &inner.log_ins {
        LogIns { off: true, .. } => Err(ApiError::unknown_resource("Unknown resource ")),
        _ if ["username", "password", "appId"].iter().any(|name| body.get(name).is_none()) => {
            Err(ApiError::operation("Missing parameters: username, password and appId are required."))
        }
        LogIns { busy: Some(seconds), .. } => Err(ApiError::too_many_attempts(*seconds)),
        LogIns { trusted: Some(trusted), .. } if !trusted.contains(&origin) => Err(ApiError::untrusted_app()),
        _ => right_user(&mut inner, &incoming.user, body),
    };
    if let Err(error) = found {
        drop(inner);
        return refuse(state, &incoming.cors, call, error);
    }
    let mut reply = Map::new();
    if inner.log_ins.codes.contains_key(&incoming.user) {
        inner.serial += 1;
        let token = cuid(!inner.serial);
        let waiting = Waiting { user: incoming.user.clone(), app, wrong: 0 };
        inner.log_ins.waiting.insert(token.clone(), waiting);
        reply.insert("mfaToken".into(), token.into());
    } else {
        reply = begin(&mut inner, &incoming.user, &app, state.now(), &incoming.host);
        reply.insert("preferredLanguage".into(), "en".into());
    }
    drop(inner);
    call.access = "valid-password".into();
    state.record(call);
    state.json(&incoming.cors, 200, reply)
}

fn right_user<'a>(inner: &'a mut Inner, name: &str, body: &Value) -> Result<&'a mut User, ApiError> {
    let user = inner.users.get_mut(name).filter(|user| {
        let given = body["password"].as_str();
        body["username"] == *user.name && user.password.is_some() && user.password.as_deref() == given
    });
    user.ok_or_else(ApiError::wrong_password)
}

/// The session of an app: the one that it has, or a new one.
fn begin(inner: &mut Inner, name: &str, app: &str, now: f64, host: &str) -> Map<String, Value> {
    inner.serial += 1;
    let serial = inner.serial;
    let mut reply = Map::new();
    let Some(user) = inner.users.get_mut(name) else { return reply };
    let same = |access: &&Access| access.personal() && access.gone.is_none() && access.json["name"] == app;
    let found = user.accesses.iter().find(same).map(|access| access.json.clone());
    let json = found.unwrap_or_else(|| {
        let (id, token) = (cuid(serial), cuid(!serial));
        let json = json!({
            "id": id, "token": token, "name": app, "type": "personal",
            "created": now, "createdBy": "system", "modified": now, "modifiedBy": "system",
        });
        user.accesses.push(Access::new(json.clone()));
        json
    });
    let shown = user.shown(&json, host);
    for name in ["token", "apiEndpoint"] {
        reply.insert(name.into(), shown[name].clone());
    }
    reply
}

/// `POST mfa/challenge` and `POST mfa/verify`: the token of a session that waits stands in
/// the place of an access's.
pub(crate) fn second(state: &State, incoming: &Incoming, body: &Value, mut call: Call) -> Response<Body> {
    let token = incoming.header("authorization").unwrap_or_default();
    // It is no access: the platform does not record it as a caller.
    call.caller = None;
    let mut inner = state.lock();
    let result = if call.method == "mfa.challenge" {
        challenge(&mut inner, &incoming.user, &token)
    } else {
        verify(&mut inner, incoming, &token, body, state.now())
    };
    drop(inner);
    match result {
        Ok(reply) => {
            state.record(call);
            state.json(&incoming.cors, 200, reply)
        }
        Err(error) => refuse(state, &incoming.cors, call, error),
    }
}

fn waiting<'a>(inner: &'a mut Inner, user: &str, token: &str) -> Result<&'a mut Waiting, ApiError> {
    let waiting = inner.log_ins.waiting.get_mut(token).filter(|waiting| waiting.user == user);
    waiting.ok_or_else(|| ApiError::no_session("Invalid or expired MFA session token."))
}

fn challenge(inner: &mut Inner, user: &str, token: &str) -> Result<Map<String, Value>, ApiError> {
    waiting(inner, user, token)?;
    let mut reply = Map::new();
    reply.insert("message".into(), "Please verify the MFA challenge.".into());
    reply.insert("method".into(), "totp".into());
    Ok(reply)
}

fn verify(
    inner: &mut Inner,
    incoming: &Incoming,
    token: &str,
    body: &Value,
    now: f64,
) -> Result<Map<String, Value>, ApiError> {
    waiting(inner, &incoming.user, token)?;
    if let Some(seconds) = inner.log_ins.busy {
        return Err(ApiError::too_many_attempts(seconds));
    }
    let right = inner.log_ins.codes.get(&incoming.user).is_some_and(|code| body["code"] == **code);
    let waiting = waiting(inner, &incoming.user, token)?;
    if !right {
        waiting.wrong += 1;
        if waiting.wrong < CODES {
            return Err(ApiError::wrong_code());
        }
        inner.log_ins.waiting.remove(token);
        return Err(ApiError::no_session(
            "Too many failed MFA attempts; the MFA session has been invalidated. Please log in again.",
        ));
    }
    let app = waiting.app.clone();
    inner.log_ins.waiting.remove(token);
    Ok(begin(inner, &incoming.user, &app, now, &incoming.host))
}

/// `POST auth/logout`, and every other way to make a token worthless.
pub(crate) fn revoke(inner: &mut Inner, user: &str, token: &str, how: Gone) {
    let accesses = inner.users.get_mut(user).map(|user| &mut user.accesses);
    for access in accesses.into_iter().flatten() {
        if access.token() == token {
            access.gone = Some(how);
        }
    }
}
