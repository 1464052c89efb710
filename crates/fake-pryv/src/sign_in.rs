//! Sign-ins of apps: asked for, looked at while a person decides, given or refused.

use crate::record::cuid;
use crate::reply::Cors;
use crate::routes::service_info;
use crate::server::State;
use axum::body::Body;
use axum::http::Response;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How long one is remembered, in seconds.
const REMEMBERED: f64 = 3600.0;

/// All of them, and what a test wants to be said in another way.
#[derive(Debug, Default)]
pub(crate) struct SignIns {
    by_key: BTreeMap<String, SignIn>,
    /// Counts them.
    asked: u64,
    /// Fields of the service's description, as a test has them.
    pub(crate) service: Map<String, Value>,
    /// Fields of the answer to an app that asks, as a test has them.
    pub(crate) answers: Map<String, Value>,
}

#[derive(Debug)]
struct SignIn {
    /// When it is forgotten, in seconds.
    until: f64,
    /// What is told of it while nobody has decided, and after.
    told: (u16, Value),
}

impl SignIns {
    /// Forgets all, as if an hour had gone by.
    pub(crate) fn forget(&mut self) {
        self.by_key.clear();
    }

    /// Ends all in the same way.
    pub(crate) fn end(&mut self, how: &Value) {
        for sign_in in self.by_key.values_mut() {
            sign_in.told = (status_of(how), how.clone());
        }
    }
}

/// `POST /reg/access`: an app asks.
pub(crate) fn ask(state: &State, cors: &Cors, host: &str, body: &Value) -> Response<Body> {
    let app = body["requestingAppId"].as_str().filter(|app| !app.is_empty());
    let permissions = body["requestedPermissions"].as_array().filter(|list| !list.is_empty());
    let Some(app) = app else { return invalid(state, cors, "Missing or invalid requestingAppId") };
    let Some(permissions) = permissions else {
        return invalid(state, cors, "Missing or invalid requestedPermissions");
    };
    let page = state.auth_page.clone().unwrap_or_else(|| format!("http://{host}/access/access.html"));
    let origin = page.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let page = match body["authUrl"].as_str() {
        Some(own) if own.starts_with(&format!("{origin}/")) => own.to_owned(),
        Some(_) => return invalid(state, cors, "authUrl does not match any access:trustedAuthUrls entry"),
        None => page,
    };
    let mut service = service_info(state, host);
    for later in ["features", "version"] {
        service.remove(later);
    }
    let now = state.now();
    let mut inner = state.lock();
    let sign_ins = &mut inner.sign_ins;
    sign_ins.asked += 1;
    let key: String = cuid(sign_ins.asked).chars().take(16).collect();
    let poll = format!("http://{host}/reg/access/{key}");
    let lang = body["languageCode"].as_str().unwrap_or("en");
    let info = format!("http://{host}/reg/service/info");
    let mut page = page.clone() + if page.contains('?') { "&" } else { "?" };
    let pairs = [
        ("lang", lang),
        ("key", &key),
        ("requestingAppId", app),
        ("poll", &poll),
        ("poll_rate_ms", "1000"),
        ("serviceInfo", &info),
        ("returnURL", body["returnURL"].as_str().unwrap_or_default()),
    ];
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(page, "{name}={}&", encode(value));
    }
    page.pop();
    let mut told = json!({
        "status": "NEED_SIGNIN",
        "serviceInfo": service,
        "key": key,
        "requestingAppId": app,
        "requestedPermissions": permissions,
        "poll": poll,
        "authUrl": page,
        "poll_rate_ms": 1000,
        "lang": lang,
        "returnURL": body["returnURL"],
        "oauthState": body["oauthState"],
    });
    if !body["clientData"].is_null() {
        told["clientData"] = body["clientData"].clone();
    }
    let mut answer = Map::new();
    for name in ["status", "key", "authUrl", "poll", "poll_rate_ms"] {
        answer.insert(name.into(), told[name].clone());
    }
    answer.extend(sign_ins.answers.clone());
    sign_ins.by_key.insert(key, SignIn { until: now + REMEMBERED, told: (201, told) });
    drop(inner);
    state.bare_json(cors, 201, &answer.into())
}

/// `GET /reg/access/:key`: how it stands.
pub(crate) fn poll(state: &State, cors: &Cors, key: &str) -> Response<Body> {
    let now = state.now();
    let told = state.lock().sign_ins.by_key.get(key).filter(|it| now < it.until).map(|it| it.told.clone());
    match told {
        Some((status, body)) => state.bare_json(cors, status, &body),
        None => unknown(state, cors),
    }
}

/// `POST /reg/access/:key`: the page of the platform says how it ended.
pub(crate) fn settle(state: &State, cors: &Cors, key: &str, how: &Value) -> Response<Body> {
    let told = (status_of(how), how.clone());
    match state.lock().sign_ins.by_key.get_mut(key) {
        Some(sign_in) => sign_in.told = told.clone(),
        None => return unknown(state, cors),
    }
    state.bare_json(cors, told.0, &told.1)
}

fn status_of(how: &Value) -> u16 {
    match how["status"].as_str() {
        Some("ACCEPTED") => 200,
        Some("REDIRECTED") => 301,
        Some("NEED_SIGNIN") => 201,
        _ => 403,
    }
}

fn invalid(state: &State, cors: &Cors, message: &str) -> Response<Body> {
    state.bare_json(cors, 400, &json!({"error": {"id": "invalid-parameters", "message": message}}))
}

fn unknown(state: &State, cors: &Cors) -> Response<Body> {
    let error = json!({"id": "unknown-access-key", "message": "Unknown or expired access key"});
    state.bare_json(cors, 400, &json!({"error": error}))
}

/// As `encodeURIComponent` does it.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The page on which a person signs in and decides; it does what the platform's own does.
pub(crate) const PAGE: &str = include_str!("sign_in.html");
