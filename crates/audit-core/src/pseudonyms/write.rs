//! The bytes of a record of pseudonyms, as its generation would write it: they are made of
//! the record alone, so that nothing else can be in them.

use serde_json::{Map, Value, json};

use crate::record::{AccessRef, Form, Record, Status};

/// The bytes that are read as this record again.
pub(super) fn record(record: &Record) -> Vec<u8> {
    let value = match record.form {
        Form::Legacy => legacy(record),
        Form::Csv => csv(record),
        Form::Event | Form::Backup | Form::Syslog { .. } => event(record),
    };
    value.to_string().into_bytes()
}

/// An object of what there is.
fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let held = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(held.collect::<Map<_, _>>())
}

fn text(text: Option<&String>) -> Option<Value> {
    text.map(|text| text.as_str().into())
}

fn list(texts: &[String]) -> Option<Value> {
    (!texts.is_empty()).then(|| texts.iter().map(String::as_str).collect())
}

fn seconds(time_ms: i64) -> Value {
    if time_ms % 1000 == 0 { json!(time_ms / 1000) } else { json!(time_ms as f64 / 1000.0) }
}

fn query(record: &Record) -> Option<Value> {
    let query = record.query.as_deref()?;
    let object = serde_json::from_str(query).ok().filter(Value::is_object);
    Some(object.unwrap_or_else(|| query.into()))
}

fn access(access: &AccessRef) -> String {
    match access.serial {
        Some(serial) => format!("{}:{serial}", access.base),
        None => access.base.clone(),
    }
}

fn event(record: &Record) -> Value {
    let addresses = (!record.addresses.is_empty()).then(|| record.addresses.join(", ").into());
    let source = (record.source.is_some() || addresses.is_some())
        .then(|| object([("name", text(record.source.as_ref())), ("ip", addresses)]));
    let written = record.integrity.as_ref().map(|it| json!({ "key": it.key, "integrity": it.hash }));
    let content = object([
        ("source", source),
        ("action", Some(record.action.as_str().into())),
        ("query", query(record)),
        ("callerId", text(record.caller.as_ref())),
        ("id", text(record.error_id.as_ref())),
        ("message", text(record.error_message.as_ref())),
        ("recordCount", record.record_count.map(Value::from)),
        ("recordCountIncomplete", record.record_count_incomplete.then_some(Value::Bool(true))),
        ("scopedStreamIds", list(&record.scoped_streams)),
        ("scopedStreamCount", record.scoped_stream_count.map(Value::from)),
        ("record", written),
    ]);
    object([
        ("id", Some(record.id.as_str().into())),
        ("type", Some(record.kind.as_str().into())),
        ("time", Some(seconds(record.time_ms))),
        ("streamIds", list(&record.stream_ids)),
        ("content", Some(content)),
    ])
}

fn legacy(record: &Record) -> Value {
    let status = match record.status {
        Status::Recorded(status) => Some(status.into()),
        _ => None,
    };
    object([
        ("id", Some(record.id.as_str().into())),
        ("type", Some(record.kind.as_str().into())),
        ("time", Some(seconds(record.time_ms))),
        ("forwardedFor", (!record.addresses.is_empty()).then(|| record.addresses.join(", ").into())),
        ("action", Some(record.action.as_str().into())),
        ("query", query(record)),
        ("accessId", record.access.as_ref().map(|it| access(it).into())),
        ("callerId", text(record.caller.as_ref())),
        ("status", status),
        ("errorMessage", text(record.error_message.as_ref())),
        ("errorId", text(record.error_id.as_ref())),
    ])
}

/// As a row of this product's CSV is kept: every cell is a text.
fn csv(record: &Record) -> Value {
    let number = |number: Option<u64>| number.map(|number| Value::from(number.to_string()));
    let array = |texts: &[String]| list(texts).map(|list| Value::from(list.to_string()));
    let basis = matches!(record.status, Status::Recorded(_)).then(|| "recorded".into());
    let cells = object([
        ("id", Some(record.id.as_str().into())),
        ("time_ms", Some(record.time_ms.to_string().into())),
        ("type", Some(record.kind.as_str().into())),
        ("access_id", record.access.as_ref().map(|access| access.base.as_str().into())),
        ("access_serial", number(record.access.as_ref().and_then(|it| it.serial).map(u64::from))),
        ("caller_id", text(record.caller.as_ref())),
        ("action", Some(record.action.as_str().into())),
        ("status", Some(record.status.label().into())),
        ("status_basis", basis),
        ("error_id", text(record.error_id.as_ref())),
        ("error_message", text(record.error_message.as_ref())),
        ("addresses", (!record.addresses.is_empty()).then(|| record.addresses.join(", ").into())),
        ("source", text(record.source.as_ref())),
        ("query", text(record.query.as_ref())),
        ("record_count", number(record.record_count)),
        ("record_count_incomplete", record.record_count_incomplete.then(|| "true".into())),
        ("scoped_stream_ids", array(&record.scoped_streams)),
        ("scoped_stream_count", number(record.scoped_stream_count)),
        ("integrity_key", record.integrity.as_ref().map(|it| it.key.as_str().into())),
        ("integrity", record.integrity.as_ref().map(|it| it.hash.as_str().into())),
        ("stream_ids", array(&record.stream_ids)),
    ]);
    object([("csv", Some(cells))])
}
