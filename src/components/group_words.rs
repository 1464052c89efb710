//! Groups in words: what they have in common, and their share of failures.

use audit_core::explore::Dimension;
use audit_core::record::{Operation, Outcome, Status};
use audit_core::time::{Zone, parse_extent};

use crate::i18n::{I18n, fill};
use crate::messages::Messages;
use crate::phrases::{access_name, action_name, operation, status_words, visible};

/// What groups are told apart by, as a choice and as the head of a column.
pub(super) fn dimension_name(texts: &Messages, dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Action => texts.filter_action,
        Dimension::Status => texts.filter_status,
        Dimension::Access => texts.filter_access,
        Dimension::Address => texts.filter_address,
        Dimension::Day => texts.dimension_day,
        Dimension::Hour => texts.dimension_hour,
        Dimension::Error => texts.dimension_error,
        Dimension::Operation => texts.dimension_operation,
        // Of these no table is made.
        Dimension::Source | Dimension::Caller | Dimension::Stream | Dimension::Weekday => "",
    }
}

/// What the records of a group have in common; `None` where they lack it.
pub(super) fn value_words(
    i18n: I18n,
    zone: &Zone,
    dimension: Dimension,
    value: Option<&str>,
    name: Option<&str>,
) -> String {
    let texts = i18n.texts();
    let Some(value) = value else {
        return match dimension {
            Dimension::Access => texts.who_nobody,
            Dimension::Action => texts.no_action,
            Dimension::Error => texts.no_error,
            Dimension::Address => texts.no_address,
            _ => texts.no_value,
        }
        .to_owned();
    };
    let words = match dimension {
        Dimension::Action => action_name(texts, value).to_owned(),
        Dimension::Status => status_of(value).map_or_else(|| value.to_owned(), |status| status_words(texts, status)),
        Dimension::Access => name.map_or_else(|| access_name(texts, value), str::to_owned),
        Dimension::Operation => {
            operation_of(value).map_or_else(|| value.to_owned(), |it| operation(texts, it).to_owned())
        }
        Dimension::Day => {
            parse_extent(value, zone).map_or_else(|| value.to_owned(), |(start, _)| i18n.medium_date(&zone.name, start))
        }
        Dimension::Hour => value.parse().map_or_else(|_| value.to_owned(), hour_words),
        _ => value.to_owned(),
    };
    visible(&words)
}

/// How the calls of a group ended, where that is what they have in common.
pub(super) fn outcome_of(dimension: Dimension, value: Option<&str>) -> Option<Outcome> {
    value.filter(|_| dimension == Dimension::Status).and_then(status_of).map(Status::outcome)
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

/// `14:00–15:00`
fn hour_words(hour: u32) -> String {
    format!("{hour:02}:00–{:02}:00", hour.saturating_add(1))
}

/// A status as the filter writes it.
fn status_of(value: &str) -> Option<Status> {
    if value == "error" {
        return Some(Status::Error);
    }
    match value.strip_suffix("xx") {
        Some(class) => class.parse().ok().map(Status::Class),
        None => value.parse().ok().map(Status::Derived),
    }
}

fn operation_of(value: &str) -> Option<Operation> {
    use Operation::{Auth, Consent, Create, Modify, Other, Read, Remove};
    [Read, Create, Modify, Remove, Auth, Consent, Other].into_iter().find(|operation| operation.label() == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_status_is_what_it_was_written_from() {
        for status in [Status::Derived(403), Status::Class(4), Status::Error] {
            assert_eq!(status_of(&status.label()), Some(status));
        }
        assert_eq!(status_of("moon"), None);
        assert_eq!(operation_of("consent"), Some(Operation::Consent));
        assert_eq!(hour_words(7), "07:00–08:00");
    }

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
