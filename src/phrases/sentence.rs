//! Sentences about records: who did, or tried to do, what, to which data, and what came of
//! it. Never more than the record proves.

use audit_core::engine::Row;
use audit_core::insights::facts::{Amount, Effect, Stream, Target};
use audit_core::labels::{Labeled, OwnWords};
use audit_core::method::operation;
use audit_core::reason::Reason;
use audit_core::record::{Operation, Outcome};

use super::{action_name, labeled, outcome, visible, who};
use crate::i18n::{Locale, fill};
use crate::messages::{Act, Messages};

/// How much of an id is shown where there is little room: its end, since many
/// begin alike.
const SHORT_ID: usize = 8;
/// Streams that are named in a line.
const NAMED_IN_LINE: usize = 2;

/// Letters of a stream's name that are shown.
const LONGEST_NAME: usize = 60;

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    /// A part of a line: ids are cut, names stand alone.
    Short,
    /// A line.
    Line,
    /// As much as it takes.
    Full,
}

/// `Diet app read your Diary · 37 entries`, on one line. Where there is little room, ids are
/// cut.
pub(super) fn line(locale: Locale, words: &OwnWords, row: &Row, short: bool) -> String {
    let room = if short { Room::Short } else { Room::Line };
    let mut line = statement(locale, words, row, room);
    // A platform that did not count says so where there is room for it.
    let amount = Some(row.facts.amount).filter(|amount| *amount != Amount::Unknown);
    let count = amount.and_then(|amount| counted(locale, row, amount));
    let reason = row.facts.reason.map(|reason| match (reason, &row.error_id) {
        (Reason::Other, Some(error)) => visible(error),
        _ => because(locale.messages(), reason, row),
    });
    for more in count.into_iter().chain(reason) {
        line.push_str(" · ");
        line.push_str(&more);
    }
    line
}

/// All that can be said: `Diet app tried to read your Work: refused, it has no permission. No
/// data was given.`
pub(super) fn told(locale: Locale, words: &OwnWords, row: &Row) -> String {
    let texts = locale.messages();
    let sentence = statement(locale, words, row, Room::Full);
    let ended = outcome(texts, row.outcome);
    let count = counted(locale, row, row.facts.amount);
    let reason = row.facts.reason.map(|reason| because(texts, reason, row));
    let values = [
        ("sentence", &*sentence),
        ("outcome", ended),
        ("count", count.as_deref().unwrap_or_default()),
        ("reason", reason.as_deref().unwrap_or_default()),
    ];
    let frame = match (row.outcome, &count, &reason) {
        (Outcome::Done, None, _) => texts.told_done,
        (Outcome::Done, Some(_), _) => texts.told_counted,
        (_, _, None) => texts.told_ended,
        (_, _, Some(_)) => texts.told_because,
    };
    let mut told = fill(frame, &values);
    let more = match (row.facts.effect, &row.facts.target) {
        (Effect::NoData, _) => texts.told_no_data.to_owned(),
        (Effect::NoChange, _) => texts.told_no_change.to_owned(),
        (Effect::DataUnknown, _) => texts.told_data_unknown.to_owned(),
        (Effect::ChangeUnknown, _) => texts.told_change_unknown.to_owned(),
        (Effect::Done, Target::Entry { id }) => fill(texts.told_entry, &[("id", id)]),
        (Effect::Done, Target::Access { id, .. }) => fill(texts.told_access, &[("id", id)]),
        (Effect::Done, _) => return told,
    };
    told.push(' ');
    told.push_str(&more);
    told
}

/// Who did, or tried to do, what.
fn statement(locale: Locale, words: &OwnWords, row: &Row, room: Room) -> String {
    let texts = locale.messages();
    let what = what(locale, words, &row.facts.target, room);
    let on = what.as_ref().and_then(|_| texts.acts_on.iter().find(|act| act.method == row.method));
    let act = on.unwrap_or_else(|| plain(texts, &row.method, row.operation));
    let (frame, act) = framed(texts, act, row.outcome);
    let values = [("method", action_name(texts, &row.method)), ("what", what.as_deref().unwrap_or_default())];
    fill(frame, &[("who", &actor(texts, words, row, room)), ("act", &fill(act, &values))])
}

/// The frame of a sentence about what ended so, and what stands in it.
pub(super) fn framed(texts: &'static Messages, act: &Act, outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Done => (texts.sentence_done, act.done),
        Outcome::Refused | Outcome::Failed | Outcome::Error => (texts.sentence_tried, act.tried),
    }
}

fn actor(texts: &Messages, words: &OwnWords, row: &Row, room: Room) -> String {
    let access = row.access.as_ref();
    // Who signs in has no key yet: `invalid` then stands for nobody in particular, as does
    // what a request for a new password is recorded under.
    let stands_for_nobody = |base: &str| base == "invalid" || base == "password-reset-request";
    let unknown = row.operation == Operation::Auth && access.is_some_and(|access| stands_for_nobody(&access.base));
    let mut actor = who(texts, access.filter(|_| !unknown), row.access_name.as_deref());
    if let Some(access) = access {
        actor = actor.replace(&access.base, &cut(&access.base, room));
    }
    let label = access.and_then(|access| words.get(Labeled::Access, &access.base));
    labeled(texts, &actor, label)
}

/// An id, or its end where there is little room.
fn cut(id: &str, room: Room) -> String {
    let end = id.len().checked_sub(SHORT_ID).and_then(|start| id.get(start..));
    match end.filter(|_| room == Room::Short && id.len() > 2 * SHORT_ID) {
        Some(end) => format!("…{end}"),
        None => id.to_owned(),
    }
}

/// To what it was done, where a sentence can name it.
fn what(locale: Locale, words: &OwnWords, target: &Target, room: Room) -> Option<String> {
    let texts = locale.messages();
    match target {
        Target::Everything => Some(texts.what_everything.to_owned()),
        Target::Streams { named, more, at_most } => {
            let shown = if room == Room::Full { named.len() } else { NAMED_IN_LINE };
            let names: Vec<String> = named.iter().take(shown).map(|stream| stream_words(texts, stream, room)).collect();
            let more = more + named.len().saturating_sub(shown) as u64;
            let all = joined(locale, &names, more);
            Some(if *at_most { fill(texts.what_most, &[("what", &all)]) } else { all })
        }
        Target::Access { id, name: Some(name) } => Some(labeled(texts, name, words.get(Labeled::Access, id))),
        Target::Access { name: None, .. } | Target::Entry { .. } | Target::Unknown => None,
    }
}

fn stream_words(texts: &Messages, stream: &Stream, room: Room) -> String {
    match stream {
        Stream::Named(name) if room == Room::Short => bounded(name),
        Stream::Named(name) => fill(texts.what_your, &[("name", &bounded(name))]),
        Stream::Id(id) => fill(texts.what_stream, &[("id", &bounded(&cut(id, room)))]),
        Stream::Log => texts.what_log.to_owned(),
    }
}

/// The beginning of a text, which does not end the quotes that it stands in: anybody can ask
/// for a stream of any name, as long as a sentence.
pub(super) fn bounded(text: &str) -> String {
    let end = text.char_indices().nth(LONGEST_NAME).map(|(end, _)| end);
    let shown = text.get(..end.unwrap_or(text.len())).unwrap_or_default().replace(['“', '”', '«', '»'], "'");
    if end.is_some() { format!("{shown}…") } else { shown }
}

/// `a`, `a and b`, `a, b and 3 more`.
fn joined(locale: Locale, names: &[String], more: u64) -> String {
    let texts = locale.messages();
    if more > 0 {
        return format!("{} {}", names.join(", "), locale.count(texts.streams_more, more));
    }
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{}{}{last}", first.join(", "), texts.scope_and),
        _ => names.concat(),
    }
}

/// How much came back, where there is something to say of it.
fn counted(locale: Locale, row: &Row, amount: Amount) -> Option<String> {
    let texts = locale.messages();
    let of_log = matches!(&row.facts.target, Target::Streams { named, .. } if named == &[Stream::Log]);
    let text = match row.method.as_str() {
        // One entry: what there is more of are its earlier versions.
        "events.getOne" => texts.entry_versions,
        _ if of_log => texts.records_count,
        _ => texts.rows_count,
    };
    match amount {
        Amount::Exactly(1) if row.method == "events.getOne" => None,
        Amount::Exactly(count) => Some(locale.count(text, count)),
        Amount::AtLeast(count) => Some(fill(texts.field_count_least, &[("count", &locale.count(text, count))])),
        Amount::Unknown => Some(texts.count_unknown.to_owned()),
        Amount::None => None,
    }
}

fn because(texts: &Messages, reason: Reason, row: &Row) -> String {
    fill(reason_words(texts, reason), &[("error", row.error_id.as_deref().unwrap_or_default())])
}

/// Why a call did not succeed, in a few words.
pub(super) fn reason_words(texts: &Messages, reason: Reason) -> &'static str {
    match reason {
        Reason::NoPermission => texts.reason_no_permission,
        Reason::KeyMissing => texts.reason_key_missing,
        Reason::KeyUnknown => texts.reason_key_unknown,
        Reason::KeyInvalid => texts.reason_key_invalid,
        Reason::SessionOver => texts.reason_session_over,
        Reason::Expired => texts.reason_expired,
        Reason::WrongPassword => texts.reason_wrong_password,
        Reason::AppNotTrusted => texts.reason_app_not_trusted,
        Reason::LinkInvalid => texts.reason_link_invalid,
        Reason::NotFound => texts.reason_not_found,
        Reason::Exists => texts.reason_exists,
        Reason::Stale => texts.reason_stale,
        Reason::BadRequest => texts.reason_bad_request,
        Reason::TooMuch => texts.reason_too_much,
        Reason::NotOffered => texts.reason_not_offered,
        Reason::Broken => texts.reason_broken,
        Reason::Other => texts.reason_other,
    }
}

/// What calls of a method did, without who it was: `read entries`.
pub(crate) fn act_done(texts: &'static Messages, method: &str) -> String {
    let act = plain(texts, method, operation(method));
    let done = fill(act.done, &[("method", action_name(texts, method))]);
    fill(texts.sentence_done, &[("who", ""), ("act", &done)]).trim().to_owned()
}

/// Why what an access tried was refused: `Diet app tried to read your Work: refused, it has no
/// permission.` A stream has its id, and its name where known.
pub(crate) fn refused(
    texts: &'static Messages,
    who: &str,
    method: &str,
    stream: Option<(&str, Option<&str>)>,
    reason: Reason,
) -> String {
    let named = |(id, name): (&str, Option<&str>)| match name {
        Some(name) => Stream::Named(name.to_owned()),
        None => Stream::Id(id.to_owned()),
    };
    let what = stream.map(|stream| stream_words(texts, &named(stream), Room::Full));
    let on = what.as_ref().and_then(|_| texts.acts_on.iter().find(|act| act.method == method));
    let act = on.unwrap_or_else(|| plain(texts, method, operation(method)));
    let values = [("method", action_name(texts, method)), ("what", what.as_deref().unwrap_or_default())];
    let mut sentence = fill(texts.sentence_tried, &[("who", who), ("act", &fill(act.tried, &values))]);
    if let Some(what) = what.filter(|_| on.is_none()) {
        sentence = format!("{sentence} ({what})");
    }
    let (outcome, reason) = (outcome(texts, Outcome::Refused), reason_words(texts, reason));
    fill(texts.told_because, &[("sentence", &sentence), ("outcome", outcome), ("reason", reason)])
}

fn plain(texts: &'static Messages, method: &str, operation: Operation) -> &'static Act {
    texts.acts.iter().find(|act| act.method == method).unwrap_or(
        &texts.kinds[match operation {
            Operation::Read => 0,
            Operation::Create => 1,
            Operation::Modify => 2,
            Operation::Remove => 3,
            Operation::Auth => 4,
            Operation::Consent => 5,
            Operation::Other => 6,
        }],
    )
}
