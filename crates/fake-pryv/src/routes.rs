//! What is answered to whom: from a request to a method, from a method to a reply.

use crate::account::{Access, Gone};
use crate::auth::{self, Credentials};
use crate::error::ApiError;
use crate::events;
use crate::fault::Fault;
use crate::legacy;
use crate::log_in::{login, revoke, second};
use crate::methods::{batch, invoke};
use crate::page::{self, Page};
use crate::params::{self, EventsParams, Params};
use crate::record::Call;
use crate::reply::Cors;
use crate::server::{Generation, Inner, Request as Seen, State};
use crate::sign_in;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// All routes; one handler, since the platform's paths start with a user's name.
pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new().fallback(handle).with_state(state)
}

/// Longer requests are refused (capture 370).
const LONGEST: usize = 16 * 1024;
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// A request, taken apart.
pub(crate) struct Incoming {
    pub(crate) cors: Cors,
    headers: HeaderMap,
    method: String,
    pub(crate) host: String,
    /// The segments after the user's name.
    pub(crate) path: Vec<String>,
    pub(crate) user: String,
    query: Params,
    query_text: String,
    body: Vec<u8>,
    /// A batch call without trailing slash.
    bare: bool,
}

impl Incoming {
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }
}

async fn handle(Shared(state): Shared<Arc<State>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let header = |name: &str| {
        let value = parts.headers.get(name).and_then(|v| v.to_str().ok());
        value.map(str::to_owned)
    };
    let target = parts.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
    let headers: usize = parts.headers.iter().map(|(n, v)| n.as_str().len() + v.len()).sum();
    if target.len() + headers > LONGEST {
        let mut refused = Response::new(Body::empty());
        *refused.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        refused.headers_mut().insert("connection", HeaderValue::from_static("close"));
        return refused;
    }
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return state.malformed_json();
    };
    state.lock().requests.push(Seen {
        method: parts.method.to_string(),
        path: target.to_owned(),
        authorization: header("authorization"),
        body: String::from_utf8_lossy(&body).into_owned(),
        origin: header("origin"),
        cookie: header("cookie"),
    });
    let cors = Cors::of(&parts.headers);
    if parts.method == "OPTIONS" {
        return state.respond(&cors, 200, "text/plain; charset=utf-8", "OK".into());
    }
    let (path, query_text) = target.split_once('?').unwrap_or((target, ""));
    let segments: Vec<String> = path.split('/').skip(1).map(params::decode).collect();
    let mut incoming = Incoming {
        cors,
        method: parts.method.to_string(),
        host: header("host").unwrap_or_else(|| "127.0.0.1".into()),
        user: segments.first().cloned().unwrap_or_default(),
        bare: segments.len() == 1,
        path: segments.iter().skip(1).filter(|s| !s.is_empty()).cloned().collect(),
        query: params::parse_query(query_text),
        query_text: query_text.to_owned(),
        body: body.to_vec(),
        headers: parts.headers,
    };
    override_method(&mut incoming);
    answer(&state, incoming)
}

/// A form may carry another method, so that a call needs no preflight (capture 361).
fn override_method(incoming: &mut Incoming) {
    let kind = incoming.headers.get("content-type").and_then(|v| v.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return;
    }
    let form = params::parse_query(&String::from_utf8_lossy(&incoming.body));
    if let Some(method) = form.get("_method").and_then(Value::as_str) {
        incoming.method = method.to_uppercase();
    }
    if let Some(token) = form.get("_auth") {
        incoming.query.entry("auth").or_insert_with(|| token.clone());
    }
    incoming.body.clear();
}

fn answer(state: &Arc<State>, incoming: Incoming) -> Response<Body> {
    let path: Vec<&str> = incoming.path.iter().map(String::as_str).collect();
    let cors = incoming.cors.clone();
    if incoming.user.is_empty() {
        let mut body = Map::new();
        body.insert("cheersFrom".into(), "Pryv API".into());
        body.insert("learnMoreAt".into(), "https://pryv.github.io/".into());
        return state.json(&cors, 200, body);
    }
    if incoming.user == "reg" && path == ["service", "info"] {
        return state.json(&cors, 200, service_info(state, &incoming.host));
    }
    if let ("reg", ["access", rest @ ..]) = (incoming.user.as_str(), &path[..]) {
        return sign_ins(state, &incoming, rest);
    }
    if (incoming.user.as_str(), &path[..]) == ("access", &["access.html"]) {
        return state.respond(&cors, 200, "text/html; charset=utf-8", sign_in::PAGE.into());
    }
    if !state.lock().users.contains_key(&incoming.user) {
        let message = format!("Unknown user \"{}\"", incoming.user);
        return state.error(&cors, &ApiError::unknown_resource(message));
    }
    if matches!(path[..], ["service", "info" | "infos"]) {
        return state.json(&cors, 200, service_info(state, &incoming.host));
    }
    let Some(method) = method_of(&incoming.method, &path, state) else {
        return state.error(&cors, &ApiError::unknown_resource("Unknown resource "));
    };
    run(state, incoming, method)
}

/// Sign-ins of apps: outside of any account.
fn sign_ins(state: &State, incoming: &Incoming, rest: &[&str]) -> Response<Body> {
    let cors = &incoming.cors;
    if let ("GET", [key]) = (incoming.method.as_str(), rest) {
        return sign_in::poll(state, cors, key);
    }
    let Ok(body) = serde_json::from_slice(&incoming.body) else { return state.malformed_json() };
    match (incoming.method.as_str(), rest) {
        ("POST", []) => sign_in::ask(state, cors, &incoming.host, &body),
        ("POST", [key]) => sign_in::settle(state, cors, key, &body),
        _ => state.error(cors, &ApiError::unknown_resource("Unknown resource ")),
    }
}

pub(crate) fn service_info(state: &State, host: &str) -> Map<String, Value> {
    let info = json!({
        "access": format!("http://{host}/reg/access/"),
        "api": format!("http://{host}/{{username}}/"),
        "assets": {"definitions": format!("http://{host}/assets/index.json")},
        "eventTypes": "https://pryv.github.io/event-types/flat.json",
        "features": {"noHF": true, "contentQueries": true},
        "home": format!("http://{host}/"),
        "name": "Pryv Lab",
        "register": format!("http://{host}/reg/"),
        "serial": "2026112301",
        "support": format!("http://{host}/support"),
        "terms": format!("http://{host}/terms"),
        "version": state.api_version,
    });
    let mut info = info.as_object().cloned().unwrap_or_default();
    info.extend(state.lock().sign_ins.service.clone());
    info
}

/// The platform's name of a call.
fn method_of(verb: &str, path: &[&str], state: &State) -> Option<&'static str> {
    Some(match (verb, path) {
        ("POST", []) => "callBatch",
        ("GET" | "HEAD", ["access-info"]) => "getAccessInfo",
        ("GET" | "HEAD", ["accesses"]) => "accesses.get",
        ("GET" | "HEAD", ["accesses", _]) => "accesses.getOne",
        ("POST", ["accesses"]) => "accesses.create",
        ("DELETE", ["accesses", _]) => "accesses.delete",
        ("POST", ["accesses", "check-app"]) => "accesses.checkApp",
        ("GET" | "HEAD", ["streams"]) => "streams.get",
        ("GET" | "HEAD", ["events"]) => "events.get",
        ("GET" | "HEAD", ["events", _]) => "events.getOne",
        ("POST", ["events"]) => "events.create",
        ("PUT", ["events", _]) => "events.update",
        ("DELETE", ["events", _]) => "events.delete",
        ("POST", ["auth", "login"]) => "auth.login",
        ("POST", ["auth", "logout"]) => "auth.logout",
        ("POST", ["mfa", "challenge"]) => "mfa.challenge",
        ("POST", ["mfa", "verify"]) => "mfa.verify",
        ("GET", ["audit", "logs"]) if state.audit && state.generation != Generation::Events => "audit.getLogs",
        _ => return None,
    })
}

fn run(state: &Arc<State>, mut incoming: Incoming, method: &'static str) -> Response<Body> {
    let bare = incoming.bare && method == "callBatch";
    let credentials = auth::credentials(&incoming.headers, &mut incoming.query, bare);
    // As the platform does, whatever text a proxy or a caller put there is recorded.
    let forwarded = incoming.headers.get("x-forwarded-for");
    let forwarded = forwarded.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let verb = if incoming.method == "HEAD" { "GET" } else { &incoming.method };
    let mut call = Call {
        user: incoming.user.clone(),
        method,
        query: incoming.query.clone(),
        caller: credentials.caller.clone(),
        ip: forwarded.unwrap_or_else(|| "127.0.0.1".into()),
        http: (format!("{verb} /{}", incoming.path.join("/")), incoming.query_text.clone()),
        ..Call::default()
    };
    let parsed: Result<Value, _> = match incoming.body.as_slice() {
        [] => Ok(Value::Null),
        bytes => serde_json::from_slice(bytes),
    };
    let Ok(body) = parsed else {
        return state.malformed_json();
    };
    let moved = state.lock().moved.get(&incoming.user).cloned();
    if let Some(core_url) = moved {
        return refuse(state, &incoming.cors, call, ApiError::wrong_core(&core_url));
    }
    match method {
        "auth.login" => return login(state, &incoming, &body, call),
        "mfa.challenge" | "mfa.verify" => return second(state, &incoming, &body, call),
        _ => {}
    }
    let access = match authorize(state, &incoming.user, &credentials) {
        Ok(access) => access,
        Err((error, id)) => {
            call.access = id.unwrap_or_default();
            return refuse(state, &incoming.cors, call, error);
        }
    };
    access.id().clone_into(&mut call.access);
    let mut response = match method {
        "callBatch" => batch(state, &incoming, &access, &body, call),
        "events.get" | "audit.getLogs" => page_of(state, &incoming, &access, call),
        _ => {
            let params = merged(&incoming, method, body);
            match invoke(state, &incoming, &access, method, &params) {
                Ok(body) => {
                    state.record(call);
                    state.json(&incoming.cors, if method == "accesses.create" { 201 } else { 200 }, body)
                }
                Err(error) => refuse(state, &incoming.cors, call, error),
            }
        }
    };
    if let Ok(id) = HeaderValue::from_str(access.base()) {
        response.headers_mut().insert("pryv-access-id", id);
    }
    response
}

/// Query parameters, what the body says, and the identifier in the path.
fn merged(incoming: &Incoming, method: &str, body: Value) -> Params {
    let mut params = incoming.query.clone();
    if let Value::Object(body) = body {
        params.extend(body);
    }
    if let ("accesses.getOne" | "accesses.delete", Some(id)) = (method, incoming.path.get(1)) {
        params.insert("id".into(), id.clone().into());
    }
    params
}

/// Finds the caller's access; an error comes with the access it is recorded under.
fn authorize(state: &State, user: &str, credentials: &Credentials) -> Result<Access, (ApiError, Option<String>)> {
    let inner = state.lock();
    let Some(user) = inner.users.get(user) else {
        return Err((ApiError::unknown_token(), None));
    };
    auth::access(user, credentials, state.now())
        .cloned()
        .map_err(|(error, access)| (error, access.map(|access| access.id().to_owned())))
}

pub(crate) fn refuse(state: &State, cors: &Cors, mut call: Call, error: ApiError) -> Response<Body> {
    let response = state.error(cors, &error);
    call.error = Some(error);
    state.record(call);
    response
}

/// A page of records: what faults apply to.
fn page_of(state: &Arc<State>, incoming: &Incoming, access: &Access, mut call: Call) -> Response<Body> {
    let cors = &incoming.cors;
    let now = state.now();
    let mut inner = state.lock();
    let of_log = call.method == "audit.getLogs" || touches_audit(&incoming.query);
    let fault = if of_log { next_fault(&mut inner) } else { None };
    let foreign = match fault {
        Some(Fault::ForeignRows(count)) => count,
        _ => 0,
    };
    let found = {
        let Some(user) = inner.users.get(&incoming.user) else {
            return state.error(cors, &ApiError::unknown_token());
        };
        let query = &incoming.query;
        if call.method == "events.get" {
            EventsParams::read(query, true)
                .and_then(|query| events::get(user, access, &query, state.audit_store(), now, foreign))
        } else {
            legacy::logs(user, access, query, state.generation, now, foreign)
        }
    };
    match &fault {
        Some(Fault::RevokeToken) => {
            revoke(&mut inner, &incoming.user, access.token(), Gone::Deleted);
            drop(inner);
            call.access = String::new();
            return refuse(state, cors, call, ApiError::unknown_token());
        }
        Some(Fault::ServerError(_)) => {
            drop(inner);
            let error = ApiError::unexpected("Unexpected error: on purpose");
            return refuse(state, cors, call, error);
        }
        Some(Fault::WrongCore(url)) => {
            drop(inner);
            return refuse(state, cors, call, ApiError::wrong_core(url));
        }
        Some(Fault::Busy(seconds)) => {
            drop(inner);
            let mut busy = refuse(state, cors, call, ApiError::busy());
            busy.headers_mut().insert(header::RETRY_AFTER, (*seconds).into());
            busy.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After"));
            return busy;
        }
        Some(Fault::TooLarge(most)) if asks_for_more_than(&incoming.query, *most) => {
            return state.respond(cors, 413, "text/plain; charset=utf-8", "Payload Too Large".into());
        }
        Some(Fault::Redirect(url)) => {
            let mut elsewhere = state.respond(cors, 302, "text/plain; charset=utf-8", Body::empty());
            if let Ok(url) = HeaderValue::from_str(url) {
                elsewhere.headers_mut().insert(header::LOCATION, url);
            }
            return elsewhere;
        }
        Some(Fault::ErrorCutOff) => {
            return state.respond(cors, 403, "application/json; charset=utf-8", page::cut_off());
        }
        Some(Fault::Html) => {
            let page = "<!doctype html><title>Sign in to the network</title>";
            return state.respond(cors, 200, "text/html; charset=utf-8", page.into());
        }
        _ => {}
    }
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            drop(inner);
            return refuse(state, cors, call, error);
        }
    };
    let user = inner.users.get(&incoming.user);
    let deletions = user.filter(|_| found.deletions).map(|user| user.event_deletions.clone());
    drop(inner);
    call.more = found.scope;
    if found.plain {
        call.more.insert("recordCount".into(), 0.into());
        state.record(call);
        let mut body = Map::new();
        body.insert("events".into(), json!([]));
        return state.json(cors, 200, body);
    }
    let key = if call.method == "events.get" { "events" } else { "auditLogs" };
    let page = Page::new(state.clone(), key, found.rows, deletions.as_ref(), fault, call);
    state.respond(cors, 200, "application/json", page.into_body())
}

fn asks_for_more_than(query: &Params, most: u32) -> bool {
    let limit = query.get("limit").and_then(Value::as_str).and_then(|limit| limit.parse::<u32>().ok());
    limit.is_none_or(|limit| limit > most)
}

fn touches_audit(query: &Params) -> bool {
    query.get("streams").is_some_and(|streams| streams.to_string().contains(":_audit:"))
}

/// The fault for this page; counted ones stay until they are used up.
fn next_fault(inner: &mut Inner) -> Option<Fault> {
    let fault = inner.faults.pop_front()?;
    match fault {
        Fault::Pass(0) | Fault::ServerError(0) => next_fault(inner),
        Fault::Pass(count) => {
            inner.faults.push_front(Fault::Pass(count - 1));
            None
        }
        Fault::ServerError(count) => {
            inner.faults.push_front(Fault::ServerError(count - 1));
            Some(Fault::ServerError(count))
        }
        Fault::WrongCore(url) => {
            inner.faults.push_front(Fault::WrongCore(url.clone()));
            Some(Fault::WrongCore(url))
        }
        Fault::TooLarge(most) => {
            inner.faults.push_front(Fault::TooLarge(most));
            Some(Fault::TooLarge(most))
        }
        other => Some(other),
    }
}
