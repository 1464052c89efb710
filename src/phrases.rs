//! Sentences about records: who did, or tried to do, what. Never more than the
//! record says.

use audit_core::engine::Row;
use audit_core::labels::{Labeled, OwnWords};
use audit_core::query::{Said, SearchText};
use audit_core::record::{AccessRef, Operation, Outcome, PSEUDO_ACCESSES, Status};
pub(crate) use audit_core::text::visible;

use crate::i18n::{I18n, fill};
use crate::messages::{Act, Messages};

/// How much of an id is shown where there is little room: its end, since many
/// begin alike.
const SHORT_ID: usize = 8;

/// `Diet app read entries · 37 entries`. Where there is little room, ids are cut.
pub(crate) fn sentence(i18n: I18n, words: &OwnWords, row: &Row, short: bool) -> String {
    let texts = i18n.texts();
    let access = row.access.as_ref();
    // Who signs in has no key yet: `invalid` then stands for nobody in particular.
    let unknown = row.operation == Operation::Auth && access.is_some_and(|access| access.base == "invalid");
    let mut who = who(texts, access.filter(|_| !unknown), row.access_name.as_deref());
    if let Some(access) = access
        && short
        && access.base.len() > 2 * SHORT_ID
        && let Some(end) = access.base.get(access.base.len() - SHORT_ID..)
    {
        who = who.replace(&access.base, &format!("…{end}"));
    }
    let label = access.and_then(|access| words.get(Labeled::Access, &access.base));
    who = labeled(texts, &who, label);
    let act = act(texts, &row.method, row.operation);
    let (frame, words) = match row.outcome {
        Outcome::Done => (texts.sentence_done, act.done),
        Outcome::Refused | Outcome::Failed | Outcome::Error => (texts.sentence_tried, act.tried),
    };
    let words = fill(words, &[("method", action_name(texts, &row.method))]);
    let mut sentence = fill(frame, &[("who", &who), ("act", &words)]);
    if let Some(count) = returned(i18n, row) {
        sentence.push_str(" · ");
        sentence.push_str(&count);
    }
    if let Some(error) = &row.error_id {
        sentence.push_str(" · ");
        sentence.push_str(&visible(error));
    }
    sentence
}

/// What is said of records that ended in each way, for free text to find: as it stands
/// in the list, in the language in use.
pub(crate) fn search_texts(texts: &Messages, words: &OwnWords) -> Said {
    let of = |act: &Act, outcome_: Outcome| {
        let (frame, words) = match outcome_ {
            Outcome::Done => (texts.sentence_done, act.done),
            Outcome::Refused | Outcome::Failed | Outcome::Error => (texts.sentence_tried, act.tried),
        };
        let said = fill(frame, &[("who", ""), ("act", words)]);
        let text = format!("{} {}", said.trim(), outcome(texts, outcome_));
        SearchText { method: act.method.to_owned(), outcome: outcome_, text }
    };
    let own = |of| words.all(of).map(|(value, label)| (value.to_owned(), label.to_owned()));
    Said {
        acts: texts.acts.iter().flat_map(|act| Outcome::ALL.map(|outcome| of(act, outcome))).collect(),
        accesses: PSEUDO_ACCESSES
            .into_iter()
            .map(|id| (id.to_owned(), access_name(texts, id)))
            .chain(own(Labeled::Access))
            .collect(),
        addresses: own(Labeled::Address).collect(),
    }
}

/// A value with the person's own words for it, in quotes: `203.0.113.9 “office”`.
pub(crate) fn labeled(texts: &Messages, value: &str, label: Option<&str>) -> String {
    match label {
        Some(label) => fill(texts.label_beside, &[("value", value), ("label", label)]),
        None => value.to_owned(),
    }
}

/// Reported addresses, each with its label.
pub(crate) fn addresses(texts: &Messages, words: &OwnWords, addresses: &[String]) -> String {
    let labeled = |address: &String| labeled(texts, address, words.get(Labeled::Address, address));
    visible(&addresses.iter().map(labeled).collect::<Vec<_>>().join(", "))
}

/// An action by its own name, where it has one.
pub(crate) fn action_name<'a>(texts: &Messages, method: &'a str) -> &'a str {
    if method.is_empty() { texts.no_action } else { method }
}

/// How many entries a call returned: `37 entries`, `at least 37 entries`.
pub(crate) fn returned(i18n: I18n, row: &Row) -> Option<String> {
    let words = i18n.plural(|texts| texts.rows_count, row.record_count?);
    Some(if row.record_count_incomplete { fill(i18n.texts().field_count_least, &[("count", &words)]) } else { words })
}

/// Who made a call, as far as it is known.
pub(crate) fn who(texts: &Messages, access: Option<&AccessRef>, name: Option<&str>) -> String {
    if let Some(name) = name {
        return name.to_owned();
    }
    let Some(access) = access else { return texts.who_nobody.to_owned() };
    access_name(texts, &access.base)
}

/// An access without a name, in words.
pub(crate) fn access_name(texts: &Messages, id: &str) -> String {
    let words = match id {
        "invalid" => texts.who_invalid,
        "valid-password" => texts.who_password,
        "password-reset-request" => texts.who_reset_request,
        "password-reset-token" => texts.who_reset_token,
        "email-verification-token" => texts.who_email,
        "admin" => texts.who_admin,
        "public" => texts.who_public,
        id => return fill(texts.who_access, &[("id", id)]),
    };
    words.to_owned()
}

/// The kind of an access, in words.
pub(crate) fn access_kind(texts: &Messages, kind: &str) -> Option<&'static str> {
    match kind {
        "personal" => Some(texts.access_personal),
        "app" => Some(texts.access_app),
        "shared" => Some(texts.access_shared),
        _ => None,
    }
}

/// The kind of act, in a word.
pub(crate) fn operation(texts: &Messages, operation: Operation) -> &'static str {
    match operation {
        Operation::Read => texts.kind_read,
        Operation::Create => texts.kind_create,
        Operation::Modify => texts.kind_modify,
        Operation::Remove => texts.kind_remove,
        Operation::Auth => texts.kind_auth,
        Operation::Consent => texts.kind_consent,
        Operation::Other => texts.kind_other,
    }
}

/// An outcome, in a word.
pub(crate) fn outcome(texts: &Messages, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => texts.outcome_done,
        Outcome::Refused => texts.outcome_refused,
        Outcome::Failed => texts.outcome_failed,
        Outcome::Error => texts.outcome_error,
    }
}

/// The mark of an outcome, beside its word: shapes first, colors second.
pub(crate) fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "✓",
        Outcome::Refused => "✕",
        Outcome::Failed => "‼",
        Outcome::Error => "!",
    }
}

/// The class of an outcome in the style sheets.
pub(crate) fn outcome_class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Refused => "refused",
        Outcome::Failed => "failed",
        Outcome::Error => "error",
    }
}

/// `refused 403`, `done`.
pub(crate) fn status(texts: &Messages, status: Status) -> String {
    let word = outcome(texts, status.outcome());
    match (status, status.code()) {
        (Status::Class(2) | Status::Error, _) | (_, Some(200..=299)) => word.to_owned(),
        (status, _) => format!("{word} {}", status.label()),
    }
}

/// `403 refused`, `done`: where the number matters most.
pub(crate) fn status_words(texts: &Messages, status: Status) -> String {
    let word = outcome(texts, status.outcome());
    match status.code() {
        Some(code) => format!("{code} {word}"),
        None => word.to_owned(),
    }
}

fn act(texts: &'static Messages, method: &str, operation: Operation) -> &'static Act {
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
