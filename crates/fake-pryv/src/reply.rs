//! Replies: CORS headers on everything, JSON bodies with `meta`.

use crate::error::ApiError;
use crate::server::State;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};

/// What of a request its reply's headers depend on.
#[derive(Clone, Debug)]
pub(crate) struct Cors {
    origin: HeaderValue,
    methods: HeaderValue,
    headers: HeaderValue,
}

impl Cors {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let echo = |name: &str, otherwise: &'static str| {
            let asked = headers.get(name).cloned();
            asked.unwrap_or(HeaderValue::from_static(otherwise))
        };
        Self {
            origin: echo("origin", "*"),
            methods: echo("access-control-request-method", "POST, GET, PUT, DELETE, OPTIONS"),
            headers: echo("access-control-request-headers", "Authorization, Content-Type"),
        }
    }
}

impl State {
    /// A reply with the headers every reply has.
    pub(crate) fn respond(&self, cors: &Cors, status: u16, kind: &'static str, body: Body) -> Response<Body> {
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, cors.origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, cors.methods.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, cors.headers.clone());
        for (name, value) in [
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, "API-Version"),
            (header::ACCESS_CONTROL_MAX_AGE, "31536000"),
            (header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(version) = HeaderValue::from_str(&self.api_version) {
            headers.insert(HeaderName::from_static("api-version"), version);
        }
        response
    }

    /// A JSON object as reply; `meta` is added.
    pub(crate) fn json(&self, cors: &Cors, status: u16, mut body: Map<String, Value>) -> Response<Body> {
        body.insert("meta".into(), self.meta());
        let text = Value::Object(body).to_string();
        self.respond(cors, status, "application/json; charset=utf-8", text.into())
    }

    /// JSON as it is, as sign-ins are answered.
    pub(crate) fn bare_json(&self, cors: &Cors, status: u16, body: &Value) -> Response<Body> {
        self.respond(cors, status, "application/json; charset=utf-8", body.to_string().into())
    }

    pub(crate) fn error(&self, cors: &Cors, error: &ApiError) -> Response<Body> {
        let mut body = Map::new();
        body.insert("error".into(), error.json());
        self.json(cors, error.status, body)
    }

    /// What every reply says of the server.
    pub(crate) fn meta(&self) -> Value {
        json!({
            "apiVersion": self.api_version,
            "serverTime": self.now(),
            "serial": "2026112301",
        })
    }

    /// The reply to a body that is no JSON: it alone, as measured, has no CORS headers.
    pub(crate) fn malformed_json(&self) -> Response<Body> {
        let error = ApiError::structure("Unexpected end of JSON input");
        let body = json!({"error": error.json(), "meta": self.meta()}).to_string();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::BAD_REQUEST;
        let kind = HeaderValue::from_static("application/json; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}
