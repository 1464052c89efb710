//! Groups in words: how they ended, and their share of failures.

use audit_core::explore::Dimension;
use audit_core::record::{Outcome, Status};

use crate::i18n::fill;
use crate::messages::Messages;

/// How the calls of a group ended, where that is what they have in common.
pub(super) fn outcome_of(dimension: Dimension, value: Option<&str>) -> Option<Outcome> {
    value.filter(|_| dimension == Dimension::Status).and_then(Status::from_label).map(Status::outcome)
}

/// A share in percent; never none or all of it where that is not so.
pub(super) fn share_words(texts: &Messages, part: u32, whole: u32) -> String {
    let percent = u64::from(part) * 100;
    let (count, text) = match percent.checked_div(whole.into()) {
        Some(0) if part > 0 => (1, texts.share_below),
        _ if part < whole && percent > u64::from(whole) * 99 => (99, texts.share_above),
        _ => ((percent + u64::from(whole) / 2).checked_div(whole.into()).unwrap_or_default(), texts.share),
    };
    fill(text, &[("percent", &count.to_string())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_share_is_never_said_to_be_none_or_all_when_it_is_not() {
        let texts = Locale::English.messages();
        let cases = [(0, 7, "0%"), (7, 7, "100%"), (1, 1000, "<1%"), (999, 1000, ">99%"), (1, 3, "33%"), (2, 3, "67%")];
        for (part, whole, expected) in cases {
            assert_eq!(share_words(texts, part, whole), expected, "{part} of {whole}");
        }
        assert_eq!(share_words(texts, 0, 0), "0%");
    }
}
