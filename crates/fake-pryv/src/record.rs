//! The records the server makes of the calls it gets.

use crate::error::ApiError;
use crate::server::{Generation, State};
use serde_json::{Map, Value, json};

/// A call, as far as it is recorded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call {
    pub(crate) user: String,
    /// The access it is recorded under; empty for `invalid`.
    pub(crate) access: String,
    pub(crate) method: &'static str,
    pub(crate) query: Map<String, Value>,
    pub(crate) caller: Option<String>,
    pub(crate) ip: String,
    /// It began so many seconds ago, and took until now.
    pub(crate) took_s: f64,
    /// Members of the content that depend on the result: counts, scope.
    pub(crate) more: Map<String, Value>,
    pub(crate) error: Option<ApiError>,
    /// Verb, path, query string: what the oldest generation records.
    pub(crate) http: (String, String),
}

impl State {
    /// Writes a record of `call`. It happens after the reply, so no reply shows its own call.
    pub(crate) fn record(&self, call: Call) {
        if !self.audit {
            return;
        }
        let time = self.now() - call.took_s;
        let mut inner = self.lock();
        inner.serial += 1;
        let id = cuid(inner.serial);
        let Some(user) = inner.users.get_mut(&call.user) else {
            return;
        };
        let access = if call.access.is_empty() { "invalid".to_owned() } else { call.access.clone() };
        let base = access.split(':').next().unwrap_or_default().to_owned();
        user.count_call(&base, call.method);
        let row = match self.generation {
            Generation::LegacyLogs => legacy(call, &base, &id, time),
            generation => event(call, &access, &base, &id, time, generation),
        };
        user.log.add(&row.to_string());
    }

    /// A record of a call that ended now, as if an app had written an event.
    pub(crate) fn add_record(&self, user: &str, took_s: f64) {
        let access = {
            let inner = self.lock();
            let last = inner.users.get(user).and_then(|user| user.accesses.last());
            last.map(|access| access.id().to_owned())
        };
        let now = self.now();
        let key = format!("EVENT:0:{}:{now}", cuid((now * 1000.0).to_bits()));
        let mut more = Map::new();
        let integrity = "EVENT:0:sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        more.insert("record".into(), json!({"key": key, "integrity": integrity}));
        self.record(Call {
            user: user.to_owned(),
            access: access.unwrap_or_default(),
            method: "events.create",
            ip: "198.51.100.20".into(),
            took_s,
            more,
            http: ("POST /events".into(), String::new()),
            ..Call::default()
        });
    }
}

fn event(call: Call, access: &str, base: &str, id: &str, time: f64, generation: Generation) -> Value {
    let mut streams = vec![format!(":_audit:access-{base}")];
    if access != base {
        streams.push(format!(":_audit:access-{access}"));
    }
    streams.push(format!(":_audit:action-{}", call.method));
    let mut content = Map::new();
    content.insert("source".into(), json!({"name": "http", "ip": call.ip}));
    content.insert("action".into(), call.method.into());
    content.insert("query".into(), Value::Object(call.query));
    if let Some(caller) = call.caller {
        content.insert("callerId".into(), caller.into());
    }
    if generation == Generation::Events {
        content.extend(call.more);
    }
    let mut kind = "audit-log/pryv-api";
    if let Some(error) = call.error {
        kind = "audit-log/pryv-api-error";
        content.insert("id".into(), error.id.into());
        content.insert("message".into(), error.message.into());
    }
    json!({
        "id": format!(":_audit:{id}"),
        "streamIds": streams,
        "time": time,
        "type": kind,
        "content": content,
        "created": time,
        "createdBy": "system",
        "modified": time,
        "modifiedBy": "system",
    })
}

fn legacy(call: Call, base: &str, id: &str, time: f64) -> Value {
    let (action, query) = call.http;
    let mut row = json!({
        "id": id,
        "type": "audit/core",
        "time": time,
        "forwardedFor": call.ip,
        "action": action,
        "query": query,
        "accessId": base,
        "status": 200,
    });
    if let Some(error) = call.error {
        row["status"] = error.status.into();
        row["errorMessage"] = error.message.into();
        row["errorId"] = error.id.into();
    }
    row
}

/// A record as 1.7 to 1.9 wrote it: no counts, no scope, no versions of accesses.
pub(crate) fn without_counts(record: &str) -> String {
    let Ok(mut row) = serde_json::from_str::<Value>(record) else {
        return record.to_owned();
    };
    if let Some(content) = row["content"].as_object_mut() {
        for later in ["recordCount", "scopedStreamIds", "scopedStreamCount"] {
            content.remove(later);
        }
    }
    if let Some(streams) = row["streamIds"].as_array_mut() {
        let versioned = |id: &Value| {
            let local = id.as_str().and_then(|id| id.strip_prefix(":_audit:access-"));
            local.is_some_and(|id| id.contains(':'))
        };
        streams.retain(|id| !versioned(id));
    }
    row.to_string()
}

/// An identifier in the platform's form, the same for the same number.
pub(crate) fn cuid(serial: u64) -> String {
    const ALPHABET: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let mut state = serial.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut text = String::with_capacity(24);
    for _ in 0..24 {
        state ^= state >> 29;
        state = state.wrapping_mul(0xbf58_476d_1ce4_e5b9).wrapping_add(serial | 1);
        let index = usize::try_from((state >> 40) % 26).unwrap_or(0);
        text.push(char::from(ALPHABET[index]));
    }
    text
}
