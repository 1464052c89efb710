//! Sentences about records: who did, or tried to do, what. Never more than the
//! record says.

use std::fmt::Write;

use audit_core::engine::Row;
use audit_core::record::{AccessRef, Operation, Outcome, Status};

use crate::i18n::{I18n, fill};
use crate::messages::{Act, Messages};

/// How much of an id is shown where there is little room: its end, since many
/// begin alike.
const SHORT_ID: usize = 8;

/// `Diet app read entries · 37 entries`. Where there is little room, ids are cut.
pub(crate) fn sentence(i18n: I18n, row: &Row, short: bool) -> String {
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
    let act = act(texts, &row.method, row.operation);
    let (frame, words) = match row.outcome {
        Outcome::Done => (texts.sentence_done, act.done),
        Outcome::Refused | Outcome::Failed | Outcome::Error => (texts.sentence_tried, act.tried),
    };
    let words = fill(words, &[("method", &visible(&row.method))]);
    let mut sentence = fill(frame, &[("who", &visible(&who)), ("act", &words)]);
    if let Some(count) = row.record_count {
        sentence.push_str(" · ");
        sentence.push_str(&i18n.plural(|texts| texts.rows_count, count));
    }
    if let Some(error) = &row.error_id {
        sentence.push_str(" · ");
        sentence.push_str(&visible(error));
    }
    sentence
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

/// A text from a log with its control and direction characters made visible:
/// unseen, they could reorder or hide what stands around them.
pub(crate) fn visible(text: &str) -> String {
    let hidden = |character: char| {
        character.is_control()
            || matches!(character,
                '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if !text.contains(hidden) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if hidden(character) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    shown
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

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn hidden_characters_are_shown() {
        let cases = [("Élise", "Élise"), ("a\u{202e}b", "a⟨U+202E⟩b"), ("x\ny", "x⟨U+000A⟩y")];
        for (text, expected) in cases {
            assert_eq!(visible(text), expected);
        }
    }
}
