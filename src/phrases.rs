//! What the page says of records and of what stands in them. Never more than a record
//! says.

pub(crate) mod consent;
pub(crate) mod findings;
pub(crate) mod grants;
mod letter;
pub(crate) mod over;
pub(crate) mod rights;
mod sentence;
#[cfg(test)]
mod tests;

use audit_core::engine::Row;
use audit_core::labels::{Labeled, OwnWords};
use audit_core::query::{Said, SearchText};
use audit_core::reason::Reason;
use audit_core::record::{AccessRef, Operation, Outcome, PSEUDO_ACCESSES, Record, Status};
pub(crate) use audit_core::text::visible;
pub(crate) use sentence::{act_done, refused};

use crate::i18n::{I18n, fill};
use crate::messages::{Act, Messages};

/// `Diet app read your Diary · 37 entries`. Where there is little room, ids are cut.
pub(crate) fn sentence(i18n: I18n, words: &OwnWords, row: &Row, short: bool) -> String {
    sentence::line(i18n.locale(), words, row, short)
}

/// The same in full: `Diet app tried to read your Work: refused, it has no permission. No
/// data was given.`
pub(crate) fn told(i18n: I18n, words: &OwnWords, row: &Row) -> String {
    sentence::told(i18n.locale(), words, row)
}

/// What is said of records that ended in each way, for free text to find: as it stands
/// in the list, in the language in use.
pub(crate) fn search_texts(texts: &'static Messages, words: &OwnWords) -> Said {
    let said = |act: &Act, outcome: Outcome| {
        let (frame, act) = sentence::framed(texts, act, outcome);
        fill(frame, &[("who", ""), ("act", act)]).trim().to_owned()
    };
    let of = |act: &Act, outcome_: Outcome| {
        // What is named in its place is found by itself, a stream by its name.
        let (name, more) = (texts.what_your, texts.acts_on.iter().find(|on| on.method == act.method));
        let more = more.map(|on| fill(&said(on, outcome_), &[("what", &fill(name, &[]))])).unwrap_or_default();
        let text = format!("{}\n{more}\n{}", said(act, outcome_), outcome(texts, outcome_));
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
        // Of an error that is not known its id stands in the list, which is found as such.
        reasons: Reason::ALL
            .into_iter()
            .filter(|reason| *reason != Reason::Other)
            .map(|reason| (reason, sentence::reason_words(texts, reason).to_owned()))
            .collect(),
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
pub(crate) fn returned(i18n: I18n, record: &Record) -> Option<String> {
    let words = i18n.plural(|texts| texts.rows_count, record.record_count?);
    Some(if record.record_count_incomplete {
        fill(i18n.texts().field_count_least, &[("count", &words)])
    } else {
        words
    })
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

/// An access in words, with the person's own: by its name or else its id.
pub(crate) fn labeled_access(i18n: I18n, words: &OwnWords, base: Option<&str>, name: Option<&str>) -> String {
    let texts = i18n.texts();
    let unnamed = || base.map_or_else(|| texts.who_nobody.to_owned(), |base| access_name(texts, base));
    let called = name.map_or_else(unnamed, str::to_owned);
    labeled(texts, &called, base.and_then(|base| words.get(Labeled::Access, base)))
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
