//! Records of pseudonyms.

use super::known::{KINDS, METHODS, OTHER_KIND, REASONS, SOURCES, one_of};
use super::{Kind, Pseudonyms, write};
use crate::method::{ROUTES, http_halves, normal_form, operation};
use crate::pryv::CALLER_ID;
use crate::record::{AccessRef, Form, Integrity, Record, Status};
use crate::status;

/// Stands for the hash of what was written: who has that and guesses what was written can
/// check the guess.
const REMOVED: &str = "removed";

impl Pseudonyms {
    /// A record with pseudonyms in the place of all that may be somebody's, and the bytes
    /// that say it: of the same generation, whatever it was read from.
    pub fn record(&mut self, record: &Record) -> (Record, Vec<u8>) {
        let made = self.replaced(record);
        let raw = write::record(&made);
        (made, raw)
    }

    fn replaced(&mut self, record: &Record) -> Record {
        let action = self.action(&record.action);
        let method = normal_form(&action);
        Record {
            id: self.record_id(&record.id),
            time_ms: record.time_ms,
            kind: kind(&record.kind).to_owned(),
            access: record
                .access
                .as_ref()
                .map(|access| AccessRef { base: self.access(&access.base), serial: access.serial }),
            caller: record.caller.as_deref().map(|caller| self.caller(caller)),
            operation: operation(&method),
            status: record.status,
            error_id: record.error_id.as_deref().map(|id| self.error(id)),
            error_message: record.error_message.as_deref().map(|message| self.message(message)),
            addresses: record.addresses.iter().map(|address| self.address(address)).collect(),
            source: record.source.as_deref().map(|source| match one_of(&SOURCES, source) {
                Some(known) => known.to_owned(),
                None => self.of(Kind::Source, source),
            }),
            query: record.query.as_deref().map(|query| self.query(query, &method)),
            record_count: record.record_count,
            record_count_incomplete: record.record_count_incomplete,
            scoped_streams: record.scoped_streams.iter().map(|id| self.stream(id)).collect(),
            scoped_stream_count: record.scoped_stream_count,
            integrity: record.integrity.as_ref().and_then(|integrity| self.integrity(integrity)),
            stream_ids: record.stream_ids.iter().map(|id| self.own_stream(id)).collect(),
            form: match record.form {
                form @ (Form::Event | Form::Legacy | Form::Csv) => form,
                Form::Backup | Form::Syslog { .. } => Form::Event,
            },
            action,
            method,
        }
    }

    /// Of the id of a record.
    pub fn record_id(&mut self, id: &str) -> String {
        match id.strip_prefix(":_audit:") {
            Some(id) => format!(":_audit:{}", self.of(Kind::Record, id)),
            None => self.of(Kind::Record, id),
        }
    }

    /// Of an access, `base[:serial]`.
    pub(super) fn versioned_access(&mut self, id: &str) -> String {
        match id.split_once(':').map(|(base, serial)| (base, serial.parse::<u32>())) {
            Some((base, Ok(serial))) => format!("{}:{serial}", self.access(base)),
            _ => self.access(id),
        }
    }

    /// A stream of a record: the log's own, with what is before its ids or without.
    fn own_stream(&mut self, id: &str) -> String {
        let is_bare = ["access-", "action-"].iter().any(|lead| id.starts_with(lead));
        if is_bare { self.stream_of_log(id) } else { self.stream(id) }
    }

    pub(super) fn caller(&mut self, caller: &str) -> String {
        if caller == CALLER_ID { caller.to_owned() } else { self.of(Kind::Caller, caller) }
    }

    /// An action: a method of the platform, or a verb with a path in which ids are replaced.
    pub(super) fn action(&mut self, action: &str) -> String {
        let methods = || METHODS.into_iter().chain(ROUTES.into_iter().map(|(method, _)| method));
        if action.is_empty() {
            return String::new();
        }
        if let Some(known) = methods().find(|known| known.eq_ignore_ascii_case(action)) {
            return known.to_owned();
        }
        let path = http_halves(action).filter(|_| methods().any(|known| known == normal_form(action)));
        match path {
            Some((verb, path)) => format!("{verb} {}", self.path(path)),
            None => self.of(Kind::Action, action),
        }
    }

    fn path(&mut self, path: &str) -> String {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let is_word = |part: &str| ROUTES.iter().any(|(_, route)| route.split(['/', ' ']).any(|word| word == part));
        let (mut made, mut kind) = (String::new(), Kind::Value);
        for part in path.split('/').filter(|part| !part.is_empty()) {
            made.push('/');
            kind = match part {
                _ if !is_word(part) && part != "batch" && part != "infos" => {
                    match kind {
                        Kind::Access => made.push_str(&self.versioned_access(part)),
                        Kind::Stream => made.push_str(&self.stream(part)),
                        kind => made.push_str(&self.of(kind, part)),
                    }
                    if kind == Kind::Event { Kind::File } else { Kind::Value }
                }
                word => {
                    made.push_str(word);
                    match word {
                        "accesses" => Kind::Access,
                        "events" => Kind::Event,
                        "streams" => Kind::Stream,
                        "webhooks" => Kind::Webhook,
                        _ => Kind::Value,
                    }
                }
            };
        }
        if made.is_empty() { "/".to_owned() } else { made }
    }

    fn error(&mut self, id: &str) -> String {
        if status::of_error(id) == Status::Error { self.of(Kind::Error, id) } else { id.to_owned() }
    }

    /// Messages repeat what was asked for: nothing of them is left but why it failed.
    pub(super) fn message(&mut self, message: &str) -> String {
        let lower = message.to_ascii_lowercase();
        match REASONS.into_iter().find(|words| lower.contains(words)) {
            Some(words) => format!("… {words} …"),
            None => self.of(Kind::Message, message),
        }
    }

    /// Which item was written, and when; not the hash of it.
    fn integrity(&mut self, integrity: &Integrity) -> Option<Integrity> {
        let parts: Vec<&str> = integrity.key.split(':').collect();
        let [class @ ("EVENT" | "ACCESS"), version, id, time] = parts.as_slice() else { return None };
        let (version, time) = (version.parse::<u32>().ok()?, time.parse::<f64>().ok()?);
        let id = if *class == "EVENT" { self.of(Kind::Event, id) } else { self.access(id) };
        let hash = format!("{class}:{version}:{REMOVED}");
        Some(Integrity { key: format!("{class}:{version}:{id}:{time}"), hash })
    }
}

fn kind(kind: &str) -> &'static str {
    let [other, other_error] = OTHER_KIND;
    one_of(&KINDS, kind).unwrap_or(if kind.ends_with("-error") { other_error } else { other })
}
