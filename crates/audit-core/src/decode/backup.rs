//! Rows of an account's backup (`bin/backup.js` of the platform), as its two engines store
//! audit events: `SQLite` in camel case with the content as a JSON text, `PostgreSQL` in snake
//! case with the content as an object. Both write the ids of streams as one text, ended by
//! `..`, and leave out the `:_audit:` that the API puts before ids. It is put back, so that
//! a record is the same one wherever it was read.

use super::Reject;
use super::event::{self, Parts};
use super::fields::Fields;
use crate::record::{Form, Record};

/// The id of a row: what tells it from every other form.
const ID: &str = "eventid";
/// What the API puts before ids of the audit store.
const STORE: &str = ":_audit:";
/// Ends the list of streams.
const END: &str = "..";

/// Reads a row; `None` when the object is something else.
pub(super) fn from_row(fields: &Fields) -> Option<Result<Record, Reject>> {
    let id = fields.text(ID).filter(|id| !id.is_empty())?;
    Some(read(fields, &id))
}

fn read(fields: &Fields, id: &str) -> Result<Record, Reject> {
    let text = fields.text("content");
    let content = match &text {
        Some(text) => Fields::read(text),
        None => fields.object("content"),
    };
    let streams = fields.text("streamIds").or_else(|| fields.text("stream_ids")).unwrap_or_default();
    event::record(Parts {
        id: in_store(id),
        kind: fields.text("type").unwrap_or_default(),
        time_ms: fields.time_ms("time"),
        stream_ids: streams.split_whitespace().filter(|id| *id != END).map(in_store).collect(),
        content: content.ok_or(Reject::NotAudit)?,
        form: Form::Backup,
    })
}

/// An id as the API writes it.
pub(super) fn in_store(id: &str) -> String {
    if id.starts_with(STORE) { id.to_owned() } else { format!("{STORE}{id}") }
}
