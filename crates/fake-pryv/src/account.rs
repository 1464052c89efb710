//! The accounts a server holds: accesses, streams, a few events, and the audit log.

use crate::audit::AuditLog;
use demo_account::DemoAccount;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// An account to serve, given as the JSON in which a server shows its parts.
#[derive(Clone, Debug, Default)]
pub struct Account {
    pub(crate) username: String,
    pub(crate) password: Option<String>,
    pub(crate) accesses: Vec<Value>,
    pub(crate) deletions: Vec<Value>,
    pub(crate) history: Vec<Value>,
    pub(crate) streams: Vec<Value>,
    pub(crate) events: Vec<Value>,
    pub(crate) event_deletions: Vec<Value>,
    pub(crate) records: Vec<String>,
}

impl Account {
    /// An empty account.
    pub fn new(username: impl Into<String>) -> Self {
        Self { username: username.into(), ..Self::default() }
    }

    /// The account of `demo_account`.
    pub fn demo(account: &DemoAccount) -> Self {
        let accesses = list(&account.accesses_json());
        let deletions = list(&account.access_deletions_json());
        let history = accesses
            .iter()
            .chain(&deletions)
            .filter_map(|access| access["id"].as_str())
            .flat_map(|id| list(&account.access_history_json(id)))
            .collect();
        Self {
            username: account.username().to_owned(),
            password: Some("demo".into()),
            accesses,
            deletions,
            history,
            streams: list(&account.streams_json()),
            records: account.records().collect(),
            ..Self::default()
        }
    }

    /// Lets `auth/login` accept this password; it answers with the first personal token.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Accesses as `GET accesses?includeExpired=true` shows them.
    #[must_use]
    pub fn accesses(mut self, accesses: impl IntoIterator<Item = Value>) -> Self {
        self.accesses.extend(accesses);
        self
    }

    /// Deleted accesses as `accessDeletions` shows them.
    #[must_use]
    pub fn deletions(mut self, deletions: impl IntoIterator<Item = Value>) -> Self {
        self.deletions.extend(deletions);
        self
    }

    /// Earlier versions of accesses, as `history` shows them.
    #[must_use]
    pub fn history(mut self, versions: impl IntoIterator<Item = Value>) -> Self {
        self.history.extend(versions);
        self
    }

    /// The tree of streams as `GET streams` shows it to a personal token, without audit.
    #[must_use]
    pub fn streams(mut self, streams: impl IntoIterator<Item = Value>) -> Self {
        self.streams.extend(streams);
        self
    }

    /// Events of the account's own store, newest first.
    #[must_use]
    pub fn events(mut self, events: impl IntoIterator<Item = Value>) -> Self {
        self.events.extend(events);
        self
    }

    /// Deletions of own events, as `eventDeletions` shows them.
    #[must_use]
    pub fn event_deletions(mut self, deletions: impl IntoIterator<Item = Value>) -> Self {
        self.event_deletions.extend(deletions);
        self
    }

    /// Audit records, in the form of the server's generation and in any order. One without
    /// `time` or `type` is left out: see [`Fault::MalformedRecord`](crate::Fault) for those.
    #[must_use]
    pub fn records(mut self, records: impl IntoIterator<Item = Value>) -> Self {
        self.records.extend(records.into_iter().map(|record| record.to_string()));
        self
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// An account that is being served.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: Option<String>,
    pub(crate) accesses: Vec<Access>,
    pub(crate) deletions: Vec<Value>,
    pub(crate) history: Vec<Value>,
    pub(crate) streams: Vec<Value>,
    pub(crate) events: Vec<Value>,
    pub(crate) event_deletions: Vec<Value>,
    pub(crate) log: AuditLog,
    /// Calls by access and method, as access-info counts them.
    calls: BTreeMap<String, BTreeMap<String, u64>>,
}

impl User {
    pub(crate) fn new(account: Account) -> Self {
        let mut log = AuditLog::default();
        log.extend(account.records);
        Self {
            name: account.username,
            password: account.password,
            accesses: account.accesses.into_iter().map(Access::new).collect(),
            deletions: account.deletions,
            history: account.history,
            streams: account.streams,
            events: account.events,
            event_deletions: account.event_deletions,
            log,
            calls: BTreeMap::new(),
        }
    }

    pub(crate) fn count_call(&mut self, base: &str, method: &str) {
        let calls = self.calls.entry(base.to_owned()).or_default();
        *calls.entry(method.replace('.', ":")).or_insert(0) += 1;
    }

    /// The body of access-info, without `meta`.
    pub(crate) fn access_info(&self, access: &Access, audit: bool) -> Map<String, Value> {
        let mut info = access.json.as_object().cloned().unwrap_or_default();
        for hidden in ["integrity", "apiEndpoint", "deleted"] {
            info.remove(hidden);
        }
        info.retain(|_, value| !value.is_null());
        info.insert("id".into(), access.base().into());
        if !access.personal() {
            let mut permissions = vec![json!({"streamId": ":_system:account", "level": "none"})];
            permissions.extend(list(&access.json["permissions"]));
            if audit && access.self_audit() {
                let own = format!(":_audit:access-{}", access.base());
                permissions.push(json!({"streamId": own, "level": "read"}));
            }
            info.insert("permissions".into(), permissions.into());
        }
        if let Some(calls) = self.calls.get(access.base()) {
            info.insert("calls".into(), json!(calls));
        }
        info.insert("user".into(), json!({"username": self.name}));
        info
    }

    /// The access objects `accesses.get` shows to `reader`; an app sees what it created.
    pub(crate) fn accesses_for(&self, reader: &Access, expired: bool, now: f64, host: &str) -> Value {
        self.accesses
            .iter()
            .filter(|access| access.gone.is_none())
            .filter(|access| reader.personal() || access.created_by() == reader.base())
            .filter(|access| expired || !access.expired(now))
            .map(|access| self.shown(&access.json, host))
            .collect()
    }

    /// The deletions `reader` may see, by the same rule.
    pub(crate) fn deletions_for(&self, reader: &Access) -> Value {
        self.deletions
            .iter()
            .filter(|json| reader.personal() || Access::new((*json).clone()).created_by() == reader.base())
            .cloned()
            .collect()
    }

    /// One access and its earlier versions, if `reader` may see it.
    pub(crate) fn access_for(&self, reader: &Access, id: &str, host: &str) -> Option<(Value, Value)> {
        let base = id.split(':').next().unwrap_or(id);
        let access = self.accesses.iter().find(|access| access.base() == base)?;
        let visible = reader.personal() || access.created_by() == reader.base() || access.base() == reader.base();
        if !visible || access.gone.is_some() {
            return None;
        }
        let older = |json: &&Value| Access::new((*json).clone()).base() == base;
        let history = self.history.iter().filter(older).map(|json| self.shown(json, host)).collect();
        Some((self.shown(&access.json, host), history))
    }

    /// An access with the address of this server in it.
    pub(crate) fn shown(&self, access: &Value, host: &str) -> Value {
        let mut access = access.clone();
        let token = access["token"].as_str().unwrap_or_default().to_owned();
        access["apiEndpoint"] = format!("http://{token}@{host}/{}/", self.name).into();
        access
    }
}

/// Why a token that was good is so no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    Deleted,
    LoggedOut,
}

/// An access, read once.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) json: Value,
    pub(crate) gone: Option<Gone>,
}

impl Access {
    pub(crate) fn new(json: Value) -> Self {
        Self { json, gone: None }
    }

    fn text(&self, name: &str) -> &str {
        self.json[name].as_str().unwrap_or_default()
    }

    pub(crate) fn token(&self) -> &str {
        self.text("token")
    }

    /// Its identifier with the serial of its version.
    pub(crate) fn id(&self) -> &str {
        self.text("id")
    }

    /// Its identifier without serial.
    pub(crate) fn base(&self) -> &str {
        let id = self.id();
        id.split(':').next().unwrap_or(id)
    }

    pub(crate) fn kind(&self) -> &str {
        self.text("type")
    }

    pub(crate) fn personal(&self) -> bool {
        self.kind() == "personal"
    }

    pub(crate) fn created_by(&self) -> &str {
        self.text("createdBy").split(' ').next().unwrap_or_default()
    }

    pub(crate) fn expired(&self, now: f64) -> bool {
        self.json["expires"].as_f64().is_some_and(|at| at < now)
    }

    /// The streams it may at least read.
    pub(crate) fn granted_streams(&self) -> Vec<&str> {
        let permissions = self.json["permissions"].as_array();
        permissions
            .into_iter()
            .flatten()
            .filter(|permission| !matches!(permission["level"].as_str(), None | Some("none" | "create-only")))
            .filter_map(|permission| permission["streamId"].as_str())
            .collect()
    }

    /// Whether it may read its own records.
    pub(crate) fn self_audit(&self) -> bool {
        self.allows("selfAudit")
    }

    /// Whether a feature is not taken from it.
    pub(crate) fn allows(&self, feature: &str) -> bool {
        let permissions = self.json["permissions"].as_array();
        !permissions.into_iter().flatten().any(|p| p["feature"] == feature && p["setting"] == "forbidden")
    }
}
