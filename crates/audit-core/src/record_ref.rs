//! A record whose texts are borrowed: from the bytes it is read from, or from the
//! columns that hold it.

use std::borrow::Cow;

use crate::method;
use crate::record::{AccessRef, Form, Integrity, MASKED, Record, Status, looks_like_token};

/// [`Record`] without its own copies; what it means is said there. What follows
/// from the action alone (method, operation) is not repeated.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordRef<'a> {
    /// [`Record::id`].
    pub id: Cow<'a, str>,
    /// [`Record::time_ms`].
    pub time_ms: i64,
    /// [`Record::kind`].
    pub kind: Cow<'a, str>,
    /// The access's base id and serial.
    pub access: Option<(&'a str, Option<u32>)>,
    /// [`Record::caller`].
    pub caller: Option<Cow<'a, str>>,
    /// [`Record::action`].
    pub action: Cow<'a, str>,
    /// [`Record::status`].
    pub status: Status,
    /// [`Record::error_id`].
    pub error_id: Option<Cow<'a, str>>,
    /// [`Record::error_message`].
    pub error_message: Option<Cow<'a, str>>,
    /// [`Record::addresses`], with `, ` between them.
    pub addresses: Cow<'a, str>,
    /// [`Record::source`].
    pub source: Option<Cow<'a, str>>,
    /// [`Record::query`].
    pub query: Option<Cow<'a, str>>,
    /// [`Record::record_count`].
    pub record_count: Option<u64>,
    /// [`Record::record_count_incomplete`].
    pub record_count_incomplete: bool,
    /// [`Record::scoped_streams`] as a JSON array; empty for none.
    pub scoped_streams: Cow<'a, str>,
    /// [`Record::scoped_stream_count`].
    pub scoped_stream_count: Option<u64>,
    /// [`Record::integrity`]: its key and its hash.
    pub integrity: Option<(Cow<'a, str>, Cow<'a, str>)>,
    /// [`Record::stream_ids`] as a JSON array; empty for none.
    pub stream_ids: Cow<'a, str>,
    /// [`Record::form`].
    pub form: Form,
}

impl RecordRef<'_> {
    /// [`Record::shown_caller`].
    pub fn shown_caller(&self) -> Option<&str> {
        let caller = self.caller.as_deref()?;
        let invalid = self.access.is_some_and(|(base, _)| base == "invalid");
        Some(if invalid || looks_like_token(caller) { MASKED } else { caller })
    }

    /// A copy of its own.
    pub fn to_record(&self) -> Record {
        let method = method::normal_form(&self.action);
        let owned = |text: &Option<Cow<str>>| text.as_deref().map(str::to_owned);
        Record {
            id: self.id.clone().into_owned(),
            time_ms: self.time_ms,
            kind: self.kind.clone().into_owned(),
            access: self.access.map(|(base, serial)| AccessRef { base: base.to_owned(), serial }),
            caller: owned(&self.caller),
            action: self.action.clone().into_owned(),
            operation: method::operation(&method),
            method,
            status: self.status,
            error_id: owned(&self.error_id),
            error_message: owned(&self.error_message),
            addresses: split_addresses(&self.addresses).map(str::to_owned).collect(),
            source: owned(&self.source),
            query: owned(&self.query),
            record_count: self.record_count,
            record_count_incomplete: self.record_count_incomplete,
            scoped_streams: strings(&self.scoped_streams),
            scoped_stream_count: self.scoped_stream_count,
            integrity: self
                .integrity
                .as_ref()
                .map(|(key, hash)| Integrity { key: key.clone().into_owned(), hash: hash.clone().into_owned() }),
            stream_ids: strings(&self.stream_ids),
            form: self.form,
        }
    }
}

impl<'a> From<&'a Record> for RecordRef<'a> {
    fn from(record: &'a Record) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        Self {
            id: record.id.as_str().into(),
            time_ms: record.time_ms,
            kind: record.kind.as_str().into(),
            access: record.access.as_ref().map(|access| (access.base.as_str(), access.serial)),
            caller: text(&record.caller),
            action: record.action.as_str().into(),
            status: record.status,
            error_id: text(&record.error_id),
            error_message: text(&record.error_message),
            addresses: record.addresses.join(", ").into(),
            source: text(&record.source),
            query: text(&record.query),
            record_count: record.record_count,
            record_count_incomplete: record.record_count_incomplete,
            scoped_streams: array(&record.scoped_streams).into(),
            scoped_stream_count: record.scoped_stream_count,
            integrity: record.integrity.as_ref().map(|it| (it.key.as_str().into(), it.hash.as_str().into())),
            stream_ids: array(&record.stream_ids).into(),
            form: record.form,
        }
    }
}

/// The parts of a reported address list.
pub(crate) fn split_addresses(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|part| !part.is_empty())
}

/// A list of texts as a JSON array; empty for none.
fn array(texts: &[String]) -> String {
    if texts.is_empty() { String::new() } else { serde_json::to_string(texts).unwrap_or_default() }
}

/// The texts of such an array.
fn strings(array: &str) -> Vec<String> {
    serde_json::from_str(array).unwrap_or_default()
}
