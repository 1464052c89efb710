//! Rows of `GET /audit/logs` as platforms before 1.7 answer it.

use super::Reject;
use super::fields::Fields;
use crate::method;
use crate::record::{AccessRef, Form, Record, Status};
use crate::status;

pub(super) fn read(fields: &Fields, id: String) -> Result<Record, Reject> {
    let action = fields.text("action").ok_or(Reject::NotAudit)?;
    let time_ms = fields.time_ms("time").ok_or(Reject::Time)?;
    let error_id = fields.text("errorId");
    let method = method::normal_form(&action);
    let recorded = fields.count("status").and_then(|status| u16::try_from(status).ok());
    Ok(Record {
        id,
        time_ms,
        kind: fields.text("type").unwrap_or_default(),
        access: fields.text("accessId").map(|id| {
            let (base, serial) = super::event::split_serial(&id);
            AccessRef { base: base.to_owned(), serial }
        }),
        caller: fields.text("callerId"),
        operation: method::operation(&method),
        method,
        status: match (recorded, &error_id) {
            (Some(status), _) => Status::Recorded(status),
            (None, Some(id)) => status::of_error(id),
            // Neither a status nor an error: nothing says how it ended.
            (None, None) => Status::Error,
        },
        error_id,
        error_message: fields.text("errorMessage").filter(|text| !text.is_empty()),
        addresses: fields.text("forwardedFor").map_or_else(Vec::new, |list| super::addresses(&list)),
        source: None,
        query: fields.raw("query").map(|raw| super::fields::text(raw).unwrap_or_else(|| raw.to_owned())),
        record_count: None,
        record_count_incomplete: false,
        scoped_streams: Vec::new(),
        scoped_stream_count: None,
        integrity: None,
        stream_ids: Vec::new(),
        action,
        form: Form::Legacy,
    })
}
