//! Audit events: the log of Pryv.io 1.7 to 2.x.

use super::Reject;
use super::fields::Fields;
use crate::method;
use crate::record::{AccessRef, Form, Integrity, Record, Status};
use crate::status;

/// Actions whose `record` says what was written. In a batch and on a socket the
/// server repeats the last `record` on later rows that wrote nothing.
const WRITES: [&str; 3] = ["events.create", "events.update", "accesses.create"];

/// How the names of oauth actions end that tell of a refusal.
const REFUSALS: [&str; 4] = [".reuse_detected", ".dpop_mismatch", ".refused", ".reused"];

/// The type of events that the OAuth server writes.
const OAUTH: &str = "audit-log/oauth";

/// An audit event in parts, as the API and the backups of either engine write them.
pub(super) struct Parts<'a> {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) time_ms: Option<i64>,
    pub(super) stream_ids: Vec<String>,
    pub(super) content: Fields<'a>,
    pub(super) form: Form,
}

pub(super) fn read(fields: &Fields, id: String) -> Result<Record, Reject> {
    record(Parts {
        id,
        kind: fields.text("type").unwrap_or_default(),
        time_ms: fields.time_ms("time"),
        stream_ids: fields.texts("streamIds"),
        content: fields.object("content").ok_or(Reject::NotAudit)?,
        form: Form::Event,
    })
}

/// The record that the parts make.
pub(super) fn record(parts: Parts) -> Result<Record, Reject> {
    let Parts { id, kind, time_ms, stream_ids, content, form } = parts;
    let named = content.text("action").or_else(|| suffix(&stream_ids, "action-").map(str::to_owned));
    let action = match named {
        Some(action) => action,
        // Shown truthfully, with the little it says; but not any event at all.
        None if kind.starts_with("audit") || kind.starts_with("log/") => String::new(),
        None => return Err(Reject::NotAudit),
    };
    let time_ms = time_ms.ok_or(Reject::Time)?;
    let error_id = content.text("id");
    let source = content.object("source");
    let mut access = AccessStreams::default();
    for id in &stream_ids {
        access.note(id);
    }
    let addresses =
        source.as_ref().and_then(|source| source.text("ip")).map_or_else(Vec::new, |list| super::addresses(&list));
    Ok(Record {
        id,
        time_ms,
        access: access.access.map(|(base, serial)| AccessRef { base: base.to_owned(), serial }),
        caller: content.text("callerId"),
        method: method::normal_form(&action),
        operation: method::operation(&method::normal_form(&action)),
        status: status(&kind, error_id.as_deref(), &action),
        error_message: content.text("message").filter(|text| !text.is_empty()),
        error_id,
        addresses,
        source: source.as_ref().and_then(|source| source.text("name")).or_else(|| content.text("source")),
        query: content.raw("query").map(|raw| super::fields::text(raw).unwrap_or_else(|| raw.to_owned())),
        record_count: content.count("recordCount"),
        record_count_incomplete: content.raw("recordCountIncomplete") == Some("true"),
        scoped_streams: content.texts("scopedStreamIds"),
        scoped_stream_count: content.count("scopedStreamCount"),
        integrity: says_what_it_wrote(&kind, &action).then(|| integrity(&content)).flatten(),
        action,
        kind,
        stream_ids,
        form,
    })
}

/// What follows `[:_audit:]access-` or `action-` in the first stream id with it.
fn suffix<'a>(stream_ids: &'a [String], prefix: &str) -> Option<&'a str> {
    stream_ids.iter().find_map(|id| id.strip_prefix(":_audit:").unwrap_or(id).strip_prefix(prefix))
}

/// How a call of a kind ended.
pub(super) fn status(kind: &str, error_id: Option<&str>, action: &str) -> Status {
    match error_id {
        Some(id) => status::of_error(id),
        None if kind.ends_with("-error") => Status::Error,
        // These record that something was refused, without an error id.
        None if kind == OAUTH && REFUSALS.iter().any(|end| action.ends_with(end)) => Status::Error,
        None => Status::Class(2),
    }
}

/// Whether the `record` of a row tells what the call wrote.
pub(super) fn says_what_it_wrote(kind: &str, action: &str) -> bool {
    kind != OAUTH && WRITES.contains(&action)
}

/// The access that the streams of a row name, base id and serial: a versioned access
/// is named twice, with and without its serial.
#[derive(Debug, Default)]
pub(super) struct AccessStreams<'a> {
    pub(super) access: Option<(&'a str, Option<u32>)>,
}

impl<'a> AccessStreams<'a> {
    /// Takes note of the id of a stream.
    #[inline]
    pub(super) fn note(&mut self, id: &'a str) {
        let Some(id) = id.strip_prefix(":_audit:").unwrap_or(id).strip_prefix("access-") else { return };
        let (base, serial) = split_serial(id);
        match &mut self.access {
            None => self.access = Some((base, serial)),
            Some((known, highest)) if *known == base => *highest = serial.max(*highest),
            Some(_) => {}
        }
    }
}

/// `base[:serial]`, in its parts.
pub(super) fn split_serial(id: &str) -> (&str, Option<u32>) {
    // Ids are short and come with every record: the general search costs more.
    match id.bytes().position(|byte| byte == b':') {
        Some(colon) => (&id[..colon], id[colon + 1..].parse().ok()),
        None => (id, None),
    }
}

fn integrity(content: &Fields) -> Option<Integrity> {
    let record = content.object("record")?;
    Some(Integrity { key: record.text("key")?, hash: record.text("integrity")? })
}
