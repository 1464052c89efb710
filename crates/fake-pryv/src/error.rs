//! Errors in the platform's form: a status, an identifier, a message, sometimes data.

use serde_json::{Map, Value, json};

/// An error as the platform answers it.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) id: &'static str,
    pub(crate) message: String,
    pub(crate) data: Option<Value>,
    /// Where the account lives, when it is not here.
    core_url: Option<String>,
}

impl ApiError {
    fn new(status: u16, id: &'static str, message: impl Into<String>) -> Self {
        Self { status, id, message: message.into(), data: None, core_url: None }
    }

    fn with(mut self, data: Value) -> Self {
        self.data = Some(data);
        self
    }

    pub(crate) fn missing_token() -> Self {
        Self::new(
            401,
            "invalid-access-token",
            "The access token is missing: expected an \"Authorization\" header or an \"auth\" \
             query string parameter.",
        )
    }

    pub(crate) fn unknown_token() -> Self {
        Self::new(403, "invalid-access-token", "Cannot find access from token.")
    }

    pub(crate) fn session_expired() -> Self {
        Self::new(403, "invalid-access-token", "Access session has expired.")
    }

    pub(crate) fn access_expired() -> Self {
        Self::new(403, "forbidden", "Access has expired.")
    }

    pub(crate) fn wrong_core(url: &str) -> Self {
        let core_url = Some(url.to_owned());
        Self { core_url, ..Self::new(421, "wrong-core", "This account is on another core.") }
    }

    pub(crate) fn busy() -> Self {
        Self::new(429, "too-many-requests", "Too many requests")
    }

    pub(crate) fn wrong_password() -> Self {
        Self::new(401, "invalid-credentials", "The given username/password pair is invalid.")
    }

    /// An app that may not send passwords (capture 27).
    pub(crate) fn untrusted_app() -> Self {
        Self::new(401, "invalid-credentials", "The app id (\"appId\") is either missing or not trusted.")
    }

    pub(crate) fn too_many_attempts(seconds: u32) -> Self {
        let message = format!("Too many failed attempts for this account; retry in {seconds} s.");
        Self::new(429, "too-many-attempts", message).with(json!({"retryAfterSeconds": seconds}))
    }

    pub(crate) fn wrong_code() -> Self {
        Self::new(400, "invalid-parameters-format", "The provided MFA code is invalid.")
            .with(json!({"id": "invalid-mfa-code"}))
    }

    pub(crate) fn no_session(message: &str) -> Self {
        Self::new(403, "invalid-access-token", message)
    }

    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "forbidden", message)
    }

    pub(crate) fn unknown_resource(message: impl Into<String>) -> Self {
        Self::new(404, "unknown-resource", message)
    }

    pub(crate) fn unknown_store(store: &str) -> Self {
        Self::unknown_resource(format!("Unknown Store \"{store}\""))
    }

    pub(crate) fn unknown_stream(id: &str) -> Self {
        Self::new(400, "unknown-referenced-resource", format!("Unknown referenced stream \"{id}\""))
            .with(json!({"streams": [id]}))
    }

    pub(crate) fn structure(message: impl Into<String>) -> Self {
        Self::new(400, "invalid-request-structure", message)
    }

    pub(crate) fn structure_with(message: impl Into<String>, data: Value) -> Self {
        Self::structure(message).with(data)
    }

    pub(crate) fn operation(message: impl Into<String>) -> Self {
        Self::new(400, "invalid-operation", message)
    }

    /// A parameter does not fit the method's schema; one entry as its checker writes them.
    pub(crate) fn parameter(code: &str, params: &Value, message: &str, path: &str) -> Self {
        Self::new(400, "invalid-parameters-format", "The parameters' format is invalid.")
            .with(json!([{"code": code, "params": params, "message": message, "path": path}]))
    }

    /// An app asks for something and does not say how it is called (captures 66b and 821).
    pub(crate) fn missing_name(stream: &str) -> Self {
        let data = format!(
            "The permission for stream \"{stream}\" (and maybe others) is missing the required \"defaultName\"."
        );
        Self::new(400, "invalid-parameters-format", "The parameters' format is invalid.").with(data.into())
    }

    pub(crate) fn wrong_type(expected: &str, path: &str) -> Self {
        Self::parameter("INVALID_TYPE", &json!([[expected]]), &format!("must be {expected}"), path)
    }

    pub(crate) fn unexpected(message: impl Into<String>) -> Self {
        Self::new(500, "unexpected-error", message)
    }

    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        Self::new(501, "api-unavailable", message)
    }

    pub(crate) fn too_many(message: impl Into<String>) -> Self {
        Self::new(413, "too-many-results", message)
    }

    /// The value of `error` in a reply.
    pub(crate) fn json(&self) -> Value {
        let mut error = Map::new();
        error.insert("id".into(), self.id.into());
        error.insert("message".into(), self.message.clone().into());
        if let Some(data) = &self.data {
            error.insert("data".into(), data.clone());
        }
        if let Some(url) = &self.core_url {
            error.insert("coreUrl".into(), url.clone().into());
        }
        Value::Object(error)
    }
}
