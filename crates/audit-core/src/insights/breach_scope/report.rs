//! The report's shape: in JSON the same names and nesting as the tool's.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::permission::Permission;
use crate::engine::AccessState;
use crate::insights::seconds::Seconds;
use crate::names::Names;

/// On what the streams of a report rest: the tool's words, part of its format.
pub(super) const BASIS: &str = "audit query scope (streams + counts); event bodies/types are never in the audit log";

/// The whole report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Of the format: 1.
    pub report_version: u32,
    /// When it was made, ISO 8601; for the caller to fill in.
    pub generated_at: Option<String>,
    /// What made it.
    pub tool: Tool,
    /// The server.
    pub instance: Instance,
    /// What was asked.
    pub input: Input,
    /// Whose data it is.
    pub subject: Subject,
    /// The access.
    pub access: Access,
    /// Its calls.
    pub activity: Activity,
    /// What they read and wrote.
    pub records: Records,
    /// Of which streams.
    pub data_categories: DataCategories,
    /// What it does not show.
    pub caveats: Vec<Caveat>,
    /// What the server does not record.
    pub audit_filter_config: FilterConfig,
    /// For the operator to fill in.
    pub operator_narrative: Narrative,
}

impl Report {
    /// As the tool writes it: JSON, indented.
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// What made a report; for the caller to fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// The program.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
}

/// The server, as far as a client knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// Its address; for the caller to fill in.
    pub core_url: Option<String>,
    /// Known to the operator alone.
    pub core_id: (),
    /// Known to the operator alone.
    pub pii_mode: (),
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Input {
    /// The access, as it was given.
    pub access_id: String,
    /// Without its version.
    pub base_access_id: String,
    /// The period's first instant, ISO 8601.
    pub since: String,
    /// Its last one.
    pub until: String,
    /// The same in seconds.
    pub since_ts: Seconds,
    /// The same in seconds.
    pub until_ts: Seconds,
}

/// Whose data it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// An access is of one account.
    pub count: u32,
    /// Its name; for the caller to fill in.
    pub username: Option<String>,
    /// Known to the operator alone.
    pub user_id: (),
}

/// The access, as far as it is known by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// Its id, without a version.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// `personal`, `app` or `shared`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// When it was made, where a list of accesses says it.
    pub created: Option<Seconds>,
    /// When it expires; none, or not known.
    pub expires: Option<Seconds>,
    /// When it was deleted; none, or not known.
    pub deleted: Option<Seconds>,
    /// What it may do now, where a list of accesses says it.
    pub permissions: Option<Vec<Permission>>,
    /// Versions of it that made calls in the period; the first has no number.
    pub serials_seen: Vec<String>,
    /// The server's index of accesses: known to the operator alone.
    pub index_row: (),
    /// Whether that index contradicts the account: known to the operator alone.
    pub index_divergence: (),
}

impl Access {
    pub(super) fn named(base: &str, names: &Names, serials_seen: Vec<String>) -> Self {
        let known = names.access(base);
        let state = known.map(|known| known.state);
        let grant = known.and_then(|known| known.grant.as_ref());
        Self {
            id: base.to_owned(),
            name: known.map(|known| known.name.clone()),
            kind: known.map(|known| known.kind.clone()).filter(|kind| !kind.is_empty()),
            created: grant.and_then(|grant| grant.created_ms).map(Seconds),
            expires: if let Some(AccessState::Expires(ms)) = state { Some(Seconds(ms)) } else { None },
            deleted: if let Some(AccessState::Deleted(Some(ms))) = state { Some(Seconds(ms)) } else { None },
            permissions: grant.map(|grant| grant.permissions.iter().map(Permission::from).collect()),
            serials_seen,
            index_row: (),
            index_divergence: (),
        }
    }
}

/// Calls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// All.
    pub total_calls: u32,
    /// Those that failed: attempts, which read and wrote nothing.
    pub error_calls: u32,
    /// By action.
    pub by_action: ByAction,
    /// The first.
    pub first_call_ts: Option<Seconds>,
    /// The last.
    pub last_call_ts: Option<Seconds>,
}

impl Activity {
    /// Counts a call; the oldest come first.
    pub(super) fn count(&mut self, place: usize, failed: bool, time: Seconds) {
        self.total_calls += 1;
        self.error_calls += u32::from(failed);
        let calls = &mut self.by_action.0[place].1;
        *(if failed { &mut calls.error } else { &mut calls.valid }) += 1;
        self.first_call_ts = self.first_call_ts.or(Some(time));
        self.last_call_ts = Some(time);
    }
}

/// Calls of each action, in the order in which they came first; in JSON an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByAction(pub Vec<(String, Calls)>);

impl ByAction {
    pub(super) fn add(&mut self, name: &str) -> usize {
        self.0.push((name.to_owned(), Calls::default()));
        self.0.len() - 1
    }
}

/// Calls of an action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls {
    /// Those that succeeded.
    pub valid: u32,
    /// Those that failed.
    pub error: u32,
}

impl Serialize for ByAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, calls)| (name, calls)))
    }
}

impl<'de> Deserialize<'de> for ByAction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = ByAction;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("calls by action")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(ByAction(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// What calls read and wrote; those that failed are not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Records {
    /// Data.
    pub read: DataRead,
    /// Files.
    pub attachment_reads: u32,
    /// Streams, accesses, the account.
    pub metadata_read_calls: u32,
    /// What was created or changed.
    pub written: Written,
    /// What was deleted.
    pub deleted: Deleted,
    /// Signing in and out.
    pub auth_calls: u32,
    /// Anything else.
    pub other_calls: u32,
}

/// Reads of data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataRead {
    /// Calls.
    pub calls: u64,
    /// Records that they returned, where that was counted.
    pub records_read: u64,
    /// Calls of which it was not.
    pub calls_with_unknown_count: u64,
    /// Calls that broke off, so that the count is a minimum.
    pub incomplete_count_calls: u64,
}

/// Writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Written {
    /// Calls.
    pub calls: u32,
    /// Keys and hashes of what was written, oldest first, where a record can be trusted on
    /// them. The tool trusts every record; a batch repeats the last one on calls that wrote
    /// something else.
    pub integrity_evidence: Vec<Evidence>,
}

/// What a call wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The action.
    pub action: String,
    /// `EVENT:0:<id>:<modified>`.
    pub key: String,
    /// `EVENT:0:sha256-<base64>`.
    pub integrity: String,
    /// When the call was recorded.
    pub time: Seconds,
}

/// Deletions; which item it was, no record says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// Calls.
    pub calls: u32,
}

/// Streams that reads could reach: at most these, and not necessarily all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataCategories {
    /// What it rests on.
    pub basis: String,
    /// Streams of the account, in the order in which they came first.
    pub streams: Vec<Stream>,
    /// Reads of everything.
    pub full_scope_reads: FullScope,
    /// Streams of other stores, the audit log among them.
    pub external_store_streams: Vec<ExternalStream>,
    /// Some record names fewer streams than the call could reach.
    pub streams_truncated: bool,
    /// The most streams that one call could reach.
    pub max_scoped_stream_count: u64,
}

/// A stream that reads could reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stream {
    /// Its id.
    pub id: String,
    /// Its name, where known.
    pub name: Option<String>,
    /// Whether it is.
    pub resolved_at_report_time: bool,
    /// Calls.
    pub read_calls: u64,
    /// Records that they returned, of all their streams together.
    pub records_upper_bound: u64,
}

/// Reads of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FullScope {
    /// Calls.
    pub calls: u64,
    /// Records that they returned.
    pub records_read: u64,
}

/// A stream of another store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalStream {
    /// Its id.
    pub id: String,
    /// Calls.
    pub read_calls: u64,
}

impl DataCategories {
    /// Counts calls that could reach a stream.
    pub(super) fn count(
        &mut self,
        id: String,
        calls: u64,
        records: u64,
        names: &Names,
        places: &mut HashMap<String, usize>,
    ) {
        let known = places.get(&id).copied();
        if id.starts_with(':') {
            let place = known.unwrap_or_else(|| {
                self.external_store_streams.push(ExternalStream { id: id.clone(), read_calls: 0 });
                self.external_store_streams.len() - 1
            });
            self.external_store_streams[place].read_calls += calls;
            places.insert(id, place);
            return;
        }
        let place = known.unwrap_or_else(|| {
            let name = names.stream(&id).map(str::to_owned);
            let resolved_at_report_time = name.is_some();
            let id = id.clone();
            self.streams.push(Stream { id, name, resolved_at_report_time, read_calls: 0, records_upper_bound: 0 });
            self.streams.len() - 1
        });
        self.streams[place].read_calls += calls;
        self.streams[place].records_upper_bound += records;
        places.insert(id, place);
    }
}

/// What a report does not show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caveat {
    /// The tool's code, one of [`CAVEATS`](super::CAVEATS).
    pub code: String,
    /// In words; for the caller to fill in.
    pub text: String,
}

impl Caveat {
    pub(super) fn of(code: &str) -> Self {
        Self { code: code.to_owned(), text: String::new() }
    }
}

/// What the server is set to leave out of its log: known to the operator alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterConfig {
    /// Of the log.
    pub storage: (),
    /// Of syslog.
    pub syslog: (),
}

/// For whoever hands the report on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Narrative {
    /// What may come of it.
    pub likely_consequences: String,
    /// What was done, or will be.
    pub measures_taken_or_proposed: String,
    /// Whom to ask.
    pub contact_point: String,
}
