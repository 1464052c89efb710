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

pub(super) fn read(fields: &Fields, id: String) -> Result<Record, Reject> {
    let kind = fields.text("type").unwrap_or_default();
    let stream_ids = fields.texts("streamIds");
    let content = fields.object("content").ok_or(Reject::NotAudit)?;
    let named = content.text("action").or_else(|| suffix(&stream_ids, "action-").map(str::to_owned));
    let action = match named {
        Some(action) => action,
        // Shown truthfully, with the little it says; but not any event at all.
        None if kind.starts_with("audit") || kind.starts_with("log/") => String::new(),
        None => return Err(Reject::NotAudit),
    };
    let time_ms = fields.time_ms("time").ok_or(Reject::Time)?;
    let error_id = content.text("id");
    let failed = kind.ends_with("-error") || error_id.is_some();
    let source = content.object("source");
    let oauth = kind == "audit-log/oauth";
    let addresses =
        source.as_ref().and_then(|source| source.text("ip")).map_or_else(Vec::new, |list| super::addresses(&list));
    Ok(Record {
        id,
        time_ms,
        access: access(&stream_ids),
        caller: content.text("callerId"),
        method: method::normal_form(&action),
        operation: method::operation(&method::normal_form(&action)),
        status: match (&error_id, failed) {
            (Some(id), _) => status::of_error(id),
            (None, true) => Status::Error,
            // These record that something was refused, without an error id.
            (None, false) if oauth && REFUSALS.iter().any(|end| action.ends_with(end)) => Status::Error,
            (None, false) => Status::Class(2),
        },
        error_message: content.text("message").filter(|text| !text.is_empty()),
        error_id,
        addresses,
        source: source.as_ref().and_then(|source| source.text("name")).or_else(|| content.text("source")),
        query: content.raw("query").map(|raw| super::fields::text(raw).unwrap_or_else(|| raw.to_owned())),
        record_count: content.count("recordCount"),
        record_count_incomplete: content.raw("recordCountIncomplete") == Some("true"),
        scoped_streams: content.texts("scopedStreamIds"),
        scoped_stream_count: content.count("scopedStreamCount"),
        integrity: (!oauth && WRITES.contains(&action.as_str())).then(|| integrity(&content)).flatten(),
        action,
        kind,
        stream_ids,
        form: Form::Event,
    })
}

/// What follows `[:_audit:]access-` or `action-` in the first stream id with it.
fn suffix<'a>(stream_ids: &'a [String], prefix: &str) -> Option<&'a str> {
    stream_ids.iter().find_map(|id| id.strip_prefix(":_audit:").unwrap_or(id).strip_prefix(prefix))
}

/// The access of a row: a versioned access is named twice, with and without its
/// serial.
fn access(stream_ids: &[String]) -> Option<AccessRef> {
    let ids = stream_ids.iter().filter_map(|id| id.strip_prefix(":_audit:").unwrap_or(id).strip_prefix("access-"));
    let mut access: Option<AccessRef> = None;
    for id in ids {
        let (base, serial) = id.split_once(':').map_or((id, None), |(base, serial)| (base, serial.parse().ok()));
        match &mut access {
            None => access = Some(AccessRef { base: base.to_owned(), serial }),
            Some(known) if known.base == base => known.serial = known.serial.max(serial),
            Some(_) => {}
        }
    }
    access
}

fn integrity(content: &Fields) -> Option<Integrity> {
    let record = content.object("record")?;
    Some(Integrity { key: record.text("key")?, hash: record.text("integrity")? })
}
