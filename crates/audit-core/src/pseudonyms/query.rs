//! Queries of pseudonyms: JSON, or the `name=value&…` of older rows.

use serde_json::{Map, Value};

use super::known::{CONDITIONS, PARAMETERS, Parameter, STREAMS, one_of};
use super::{Kind, Pseudonyms};
use crate::form;
use crate::record::MASKED;

/// The longest number that anybody writes.
const MOST_DIGITS: usize = 24;

impl Pseudonyms {
    /// A recorded query of a method, with its values replaced.
    pub(super) fn query(&mut self, query: &str, method: &str) -> String {
        if let Ok(Value::Object(pairs)) = serde_json::from_str(query) {
            let mut made = Map::new();
            for (name, value) in &pairs {
                let (name, value) = self.pair(name, value, method);
                made.insert(name, value);
            }
            return Value::Object(made).to_string();
        }
        // A text, or a list: nothing is known of its parts.
        if !query.contains('=') || serde_json::from_str::<Value>(query).is_ok_and(|value| !value.is_string()) {
            return if query.is_empty() { String::new() } else { self.of(Kind::Query, query) };
        }
        let mut made = String::new();
        for (name, value) in form::pairs(query.trim_matches('"').trim_start_matches('?')) {
            let name = name.split('[').next().unwrap_or_default();
            let (name, value) = self.pair(name, &Value::String(value), method);
            form::push(&mut made, &name, &text_of(&value));
        }
        made
    }

    fn pair(&mut self, name: &str, value: &Value, method: &str) -> (String, Value) {
        match PARAMETERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((known, parameter)) => ((*known).to_owned(), self.value(*parameter, value, method)),
            None => (self.of(Kind::Key, name), self.unknown(value)),
        }
    }

    fn value(&mut self, parameter: Parameter, value: &Value, method: &str) -> Value {
        let is_harmless = match (parameter, value) {
            (_, Value::Null) | (Parameter::Flag, Value::Bool(_)) | (Parameter::Number, Value::Number(_)) => true,
            (Parameter::Flag, Value::String(text)) => matches!(text.as_str(), "true" | "false" | "1" | "0" | ""),
            (Parameter::Number, Value::String(text)) => is_number(text),
            (Parameter::Word(words), Value::String(text)) => words.contains(&text.as_str()),
            _ => false,
        };
        match (parameter, value) {
            _ if is_harmless => value.clone(),
            (Parameter::Secret, _) => MASKED.into(),
            (Parameter::Streams, _) => self.streams(value),
            (Parameter::Type, Value::Array(types)) => {
                types.iter().map(|value| self.value(parameter, value, method)).collect()
            }
            (_, Value::String(text)) => match parameter {
                Parameter::Id => self.id(text, method),
                Parameter::Event => self.of(Kind::Event, text),
                Parameter::Access => self.versioned_access(text),
                Parameter::File => self.of(Kind::File, text),
                Parameter::Account => self.of(Kind::Account, text),
                Parameter::Type => self.of(Kind::Type, text),
                _ => self.of(Kind::Value, text),
            }
            .into(),
            _ => self.unknown(value),
        }
    }

    /// An id, of what a method is about.
    fn id(&mut self, id: &str, method: &str) -> String {
        match method.split('.').next() {
            Some("events" | "series") => self.of(Kind::Event, id),
            Some("streams") => self.stream(id),
            Some("accesses") => self.versioned_access(id),
            Some("webhooks") => self.of(Kind::Webhook, id),
            _ => self.of(Kind::Value, id),
        }
    }

    /// Ids of streams, in lists, in conditions, and in texts of such.
    fn streams(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => match serde_json::from_str(text) {
                Ok(inside @ (Value::Array(_) | Value::Object(_))) => self.streams(&inside).to_string().into(),
                _ => self.stream(text).into(),
            },
            Value::Array(items) => items.iter().map(|item| self.streams(item)).collect(),
            Value::Object(pairs) => {
                let mut made = Map::new();
                for (name, value) in pairs {
                    match one_of(&CONDITIONS, name) {
                        Some(known) => made.insert(known.to_owned(), self.streams(value)),
                        None => made.insert(self.of(Kind::Key, name), self.unknown(value)),
                    };
                }
                Value::Object(made)
            }
            Value::Null => Value::Null,
            other => self.unknown(other),
        }
    }

    /// The id of a stream. Those of the log say which access, and which action.
    pub(super) fn stream(&mut self, id: &str) -> String {
        if STREAMS.contains(&id) {
            return id.to_owned();
        }
        match id.strip_prefix(":_audit:") {
            Some(of_log) => format!(":_audit:{}", self.stream_of_log(of_log)),
            None => self.of(Kind::Stream, id),
        }
    }

    /// The same without what is before the ids of the log.
    pub(super) fn stream_of_log(&mut self, id: &str) -> String {
        if let Some(access) = id.strip_prefix("access-") {
            return format!("access-{}", self.versioned_access(access));
        }
        match id.strip_prefix("action-") {
            Some(action) => format!("action-{}", self.action(action)),
            None => self.of(Kind::Stream, id),
        }
    }

    fn unknown(&mut self, value: &Value) -> Value {
        self.of(Kind::Value, &text_of(value)).into()
    }
}

fn is_number(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
    text.len() <= MOST_DIGITS && is_plain && text.parse::<f64>().is_ok()
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
