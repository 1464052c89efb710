//! What a record lets be said in a sentence, beside who did what: to which data, how much,
//! why not, and whether anything was given. Never more than the record proves.

use serde::{Deserialize, Serialize};

use crate::names::Names;
use crate::query::asked_streams;
use crate::reason::Reason;
use crate::record::{Operation, Outcome, Record};
use crate::secrets::mask_query;

/// Streams that a sentence names; of more, it says how many.
pub const MOST_NAMED: usize = 3;

/// What a record lets be said, beside what [`Row`](crate::engine::Row) has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Which data it was about.
    pub target: Target,
    /// How much came back.
    pub amount: Amount,
    /// Why it did not succeed, where an error says so.
    pub reason: Option<Reason>,
    /// What became of it.
    pub effect: Effect,
}

/// Which data a call was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// The log does not say: bodies and paths of calls are not recorded.
    #[default]
    Unknown,
    /// All that the access may read, and nothing else. That the call got all of it is not
    /// said.
    Everything,
    /// Some streams, and what is below them.
    Streams {
        /// The first of them, at most [`MOST_NAMED`].
        named: Vec<Stream>,
        /// How many there are beside.
        more: u64,
        /// Nothing but these; perhaps not each of them.
        at_most: bool,
    },
    /// An entry, as the hash of what was written or the path of an attachment names it.
    Entry {
        /// Its id.
        id: String,
    },
    /// An access that was made.
    Access {
        /// Its id.
        id: String,
        /// What it is called, where that is known.
        name: Option<String>,
    },
}

/// A stream that a call names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// By the name that a person gave it.
    Named(String),
    /// By its id, where no name is known.
    Id(String),
    /// The audit log, or a part of it.
    Log,
}

/// How many entries a call returned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Amount {
    /// It is no call that returns entries, or it did not succeed.
    #[default]
    None,
    /// So many.
    Exactly(u64),
    /// So many, when whoever asked went away before all was sent.
    AtLeast(u64),
    /// Entries are returned by such a call, and this platform did not count them.
    Unknown,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// It did what was asked.
    #[default]
    Done,
    /// It was one that reads, or proves who somebody is; no data was given.
    NoData,
    /// It was one that changes something; nothing was changed.
    NoChange,
    /// It failed, perhaps after a part of the data was sent.
    DataUnknown,
    /// It failed, perhaps after something was changed.
    ChangeUnknown,
}

impl Facts {
    /// What a record lets be said.
    pub fn of(record: &Record, names: &Names) -> Self {
        let done = record.status.outcome() == Outcome::Done;
        let error = record.error_id.as_deref().filter(|_| !done);
        let reason = error.map(|id| Reason::of(&record.method, id, record.error_message.as_deref()));
        Self {
            target: target(record, names, done),
            amount: if done { amount(record) } else { Amount::None },
            reason,
            effect: effect(record, reason),
        }
    }
}

fn target(record: &Record, names: &Names, done: bool) -> Target {
    match record.method.as_str() {
        "events.get" => read_streams(record, names, done),
        "streams.get" => below(record, names),
        // The file is in the path, which is recorded of those that were given.
        "events.getAttachment" if done => {
            let query = record.query.as_deref().and_then(|query| serde_json::from_str(&mask_query(query)).ok());
            let id = query.as_ref().and_then(|query: &serde_json::Value| query.get("id")?.as_str());
            id.map_or(Target::Unknown, |id| Target::Entry { id: id.to_owned() })
        }
        _ => written(record, names),
    }
}

/// What a call wrote, as its hash names it: `EVENT:0:<id>:<modified>`.
fn written(record: &Record, names: &Names) -> Target {
    let parts = record.integrity.as_ref().map(|it| it.key.split(':').collect::<Vec<_>>()).unwrap_or_default();
    match (parts.as_slice(), record.method.as_str()) {
        (["EVENT", _, id, ..], "events.create" | "events.update") => Target::Entry { id: (*id).to_owned() },
        (["ACCESS", _, id, ..], "accesses.create") => {
            Target::Access { id: (*id).to_owned(), name: names.get(id).map(str::to_owned) }
        }
        _ => Target::Unknown,
    }
}

/// The streams that were asked for; or else those that the platform found the call to be
/// about, of which it may have returned entries of some alone.
fn read_streams(record: &Record, names: &Names, done: bool) -> Target {
    let asked = record.query.as_deref().and_then(|query| asked_streams(&mask_query(query)));
    let scope = Some(&record.scoped_streams).filter(|scope| done && !scope.is_empty());
    let is_everything = |ids: &[String]| ids.iter().any(|id| id == "*");
    if let Some((asked, exact)) = asked {
        if is_everything(&asked) {
            return Target::Everything;
        }
        // Below a store there are streams that are not called like it.
        let is_whole = |scope: &[String]| {
            is_everything(scope) || record.scoped_stream_count.is_some_and(|count| count != scope.len() as u64)
        };
        let in_scope = |scope: &[String]| asked.iter().all(|id| id.starts_with(':') || scope.contains(id));
        if scope.is_none_or(|scope| is_whole(scope) || in_scope(scope)) {
            let several = asked.len() > 1 && done;
            let count = asked.len() as u64;
            return streams(names, &asked, count, several || !exact);
        }
    }
    match scope {
        Some(scope) if is_everything(scope) => Target::Everything,
        Some(scope) => {
            let count = record.scoped_stream_count.unwrap_or_default().max(scope.len() as u64);
            streams(names, scope, count, true)
        }
        None => Target::Unknown,
    }
}

/// The stream below which a list of streams was asked for.
fn below(record: &Record, names: &Names) -> Target {
    let query = record.query.as_deref().and_then(|query| serde_json::from_str(&mask_query(query)).ok());
    let parent = query.as_ref().and_then(|query: &serde_json::Value| query.get("parentId")?.as_str());
    match parent.filter(|id| !id.is_empty() && *id != "*" && !is_log(id)) {
        Some(id) => streams(names, &[id.to_owned()], 1, false),
        None => Target::Unknown,
    }
}

fn streams(names: &Names, ids: &[String], count: u64, at_most: bool) -> Target {
    let of_id = |id: &String| match names.stream(id).filter(|name| !name.trim().is_empty()) {
        _ if is_log(id) => Stream::Log,
        Some(name) => Stream::Named(name.to_owned()),
        None => Stream::Id(id.clone()),
    };
    let mut all: Vec<Stream> = Vec::new();
    let mut again = 0;
    for stream in ids.iter().map(of_id) {
        // Two may have one name, and the log has many streams.
        if all.contains(&stream) {
            again += u64::from(stream == Stream::Log);
        } else if all.len() < MOST_NAMED {
            all.push(stream);
        }
    }
    let more = count.saturating_sub(all.len() as u64 + again);
    // A part of the log is said to be of the log: that is at most, too.
    let at_most = at_most && all != [Stream::Log];
    Target::Streams { named: all, more, at_most }
}

fn is_log(id: &str) -> bool {
    id.strip_prefix(":_audit").is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

fn amount(record: &Record) -> Amount {
    match record.record_count {
        Some(count) if record.record_count_incomplete => Amount::AtLeast(count),
        Some(count) => Amount::Exactly(count),
        None if record.method == "events.get" => Amount::Unknown,
        None => Amount::None,
    }
}

fn effect(record: &Record, reason: Option<Reason>) -> Effect {
    let method = record.method.as_str();
    let changes = match record.operation {
        Operation::Create | Operation::Modify | Operation::Remove | Operation::Consent => true,
        Operation::Auth => {
            ["account.", "mfa."].iter().any(|prefix| method.starts_with(prefix))
                || matches!(method, "auth.register" | "auth.delete")
        }
        Operation::Read | Operation::Other => false,
    };
    // These answer bit by bit, or do many things.
    let in_parts = matches!(method, "events.get" | "events.getAttachment" | "series.get" | "callBatch")
        || record.operation == Operation::Other;
    // What the platform does not offer it does not do; and of tokens it says just that it
    // refused.
    let refused = record.status.outcome() == Outcome::Refused
        || reason == Some(Reason::NotOffered)
        || method.starts_with("oauth.");
    match record.status.outcome() {
        Outcome::Done => Effect::Done,
        _ if record.record_count.is_some_and(|count| count > 0) => Effect::DataUnknown,
        _ if changes && refused => Effect::NoChange,
        _ if changes => Effect::ChangeUnknown,
        _ if refused || record.record_count == Some(0) || !in_parts => Effect::NoData,
        _ => Effect::DataUnknown,
    }
}
