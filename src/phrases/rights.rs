//! A person's rights, in words: what each means, what the log cannot show of it, and a text
//! that asks the platform for it.

use audit_core::insights::rights::{ByWhom, Exercise, OfRight, Right};

use super::findings::Telling;
use crate::i18n::{Locale, fill};
use crate::messages::Messages;

/// What is said of a right, whatever the log shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RightWords {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What it means.
    pub(crate) mean: &'static str,
    /// What the log cannot show of it.
    pub(crate) beyond: &'static str,
    /// What asks for it.
    ask: &'static str,
    /// Articles of the GDPR and of the FADP.
    articles: (&'static str, &'static str),
}

/// The words of a right.
pub(crate) fn right(texts: &Messages, right: Right) -> RightWords {
    let (name, mean, beyond, ask) = match right {
        Right::Access => {
            (texts.right_access, texts.right_access_mean, texts.right_access_beyond, texts.right_access_ask)
        }
        Right::Rectification => {
            (texts.right_correct, texts.right_correct_mean, texts.right_correct_beyond, texts.right_correct_ask)
        }
        Right::Erasure => (texts.right_erase, texts.right_erase_mean, texts.right_erase_beyond, texts.right_erase_ask),
        Right::Consent => {
            (texts.right_consent, texts.right_consent_mean, texts.right_consent_beyond, texts.right_consent_ask)
        }
        Right::Security => (texts.right_safe, texts.right_safe_mean, texts.right_safe_beyond, texts.right_safe_ask),
        Right::Objection => {
            (texts.right_object, texts.right_object_mean, texts.right_object_beyond, texts.right_object_ask)
        }
    };
    let articles = match right {
        Right::Access => ("15, 20", "25, 28"),
        Right::Rectification => ("16", "32"),
        Right::Erasure => ("17", "32"),
        Right::Consent => ("7", "6, 30"),
        Right::Security => ("32", "8"),
        Right::Objection => ("18, 21", "30, 32"),
    };
    RightWords { name, mean, beyond, ask, articles }
}

/// Where the law says so.
pub(crate) fn law(texts: &Messages, of: Right) -> String {
    let (eu, ch) = right(texts, of).articles;
    fill(texts.rights_law, &[("eu", eu), ("ch", ch)])
}

/// What was done, as the name of a kind.
pub(crate) fn exercise(texts: &Messages, exercise: Exercise) -> &'static str {
    match exercise {
        Exercise::WholeRead => texts.exercise_whole,
        Exercise::LogRead => texts.exercise_log,
        Exercise::AccessesRead => texts.exercise_accesses,
        Exercise::AccountRead => texts.exercise_account,
        Exercise::AccountChanged => texts.exercise_account_change,
        Exercise::DataChanged => texts.exercise_data_change,
        Exercise::DataRemoved => texts.exercise_data_remove,
        Exercise::AccountRemoved => texts.exercise_account_remove,
        Exercise::AccessGiven => texts.exercise_given,
        Exercise::AccessChanged => texts.exercise_changed,
        Exercise::AccessWithdrawn => texts.exercise_withdrawn,
        Exercise::PasswordChanged => texts.exercise_password,
        Exercise::PasswordAsked => texts.exercise_password_ask,
        Exercise::EmailConfirmed => texts.exercise_email,
        Exercise::SecondFactor => texts.exercise_second,
    }
}

/// By whom calls were made: `by you: 2 · not known by whom: 1`.
pub(crate) fn by_whom(locale: Locale, by: ByWhom) -> String {
    let texts = locale.messages();
    let said = [
        (texts.rights_by_owner, by.owner),
        (texts.rights_by_platform, by.platform),
        (texts.rights_by_others, by.others),
        (texts.rights_by_unknown, by.unknown),
    ];
    let said = said.into_iter().filter(|(_, count)| *count > 0);
    said.map(|(text, count)| fill(text, &[("count", &locale.number(count))])).collect::<Vec<_>>().join(" · ")
}

impl Telling<'_> {
    /// A text to send to the platform: what is asked for, by which law, and what the log
    /// shows of it, in the time between the oldest and the newest record that is held.
    pub(crate) fn letter_of_right(
        self,
        of: &OfRight,
        span: Option<(i64, i64)>,
        account: Option<(&str, &str)>,
    ) -> String {
        let texts = self.locale.messages();
        let words = right(texts, of.right);
        let (eu, ch) = words.articles;
        let mut lines = vec![
            match account {
                Some((user, host)) => fill(texts.letter_account, &[("user", user), ("host", host)]),
                None => texts.letter_account_file.to_owned(),
            },
            String::new(),
            words.ask.to_owned(),
            fill(texts.letter_law, &[("eu", eu), ("ch", ch)]),
            String::new(),
        ];
        // What no call does the log cannot be asked for.
        if let Some((from, until)) = span.filter(|_| of.right != Right::Objection) {
            lines.push(if of.latest.is_empty() { texts.letter_unseen } else { texts.letter_seen }.to_owned());
            lines.push(self.span_line(from, until));
            let shown = of.latest.len() as u64;
            if shown > 0 {
                lines.push(if shown < u64::from(of.calls.count) {
                    let all = self.locale.number(of.calls.count);
                    self.locale.count_with(texts.letter_latest, shown, &[("all", &all)])
                } else {
                    self.locale.count(texts.letter_records, shown)
                });
            }
            lines.extend(of.latest.iter().map(|row| self.record_line(&row.id, row.time_ms)));
            lines.push(String::new());
        }
        lines.push(texts.letter_reply.to_owned());
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use audit_core::insights::activity::Calls;
    use audit_core::labels::OwnWords;
    use audit_core::time::Zone;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_right_and_kind_of_call_has_words_of_its_own_in_every_language() {
        for locale in Locale::ALL {
            let texts = locale.messages();
            let mut said = BTreeSet::new();
            for of in Right::ALL {
                let words = right(texts, of);
                for text in [words.name, words.mean, words.beyond, words.ask] {
                    assert!(!text.is_empty() && said.insert(text), "{locale:?} {of:?} {text}");
                }
                assert!(!law(texts, of).contains('{'), "{locale:?} {of:?}");
            }
            for of in Exercise::ALL {
                assert!(said.insert(exercise(texts, of)), "{locale:?} {of:?}");
            }
            let all = ByWhom { owner: 1, platform: 2, others: 3, unknown: 4 };
            assert_eq!(by_whom(locale, all).matches(" · ").count(), 3, "{locale:?}");
            assert_eq!(by_whom(locale, ByWhom::default()), "");
        }
    }

    #[wasm_bindgen_test]
    fn the_text_to_send_names_the_right_the_account_and_the_time_in_every_language() {
        let zone = Zone { name: "Europe/Zurich".to_owned(), first_offset_s: 3600, transitions: Vec::new() };
        let words = OwnWords::default();
        for locale in Locale::ALL {
            let telling = Telling { locale, words: &words, zone: &zone };
            for of in Right::ALL {
                let none = OfRight {
                    right: of,
                    calls: Calls::default(),
                    exercises: Vec::new(),
                    latest: Vec::new(),
                    query: None,
                };
                let span = Some((1_795_431_600_000, 1_795_435_200_000));
                let letter = telling.letter_of_right(&none, span, Some(("alice", "pryv.example")));
                let (eu, ch) = right(locale.messages(), of).articles;
                for part in ["alice", "pryv.example", eu, ch, right(locale.messages(), of).ask] {
                    assert!(letter.contains(part), "{locale:?} {part} in {letter}");
                }
                // That an objection is not in the log says nothing.
                let says_times = letter.contains("2026-11-23T12:00:00.000+01:00");
                assert_eq!(says_times, of != Right::Objection, "{locale:?} {letter}");
                assert!(!letter.contains(['{', '}']), "{locale:?} {letter}");
            }
        }
    }
}
