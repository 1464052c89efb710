//! What records are told apart by, and its values, in words.

use audit_core::explore::Dimension;
use audit_core::labels::{Labeled, OwnWords};
use audit_core::query::WEEKDAYS;
use audit_core::record::{Operation, Status};
use audit_core::time::{Zone, parse_extent};

use crate::i18n::I18n;
use crate::messages::Messages;
use crate::phrases::{access_name, action_name, labeled, operation, status_words, visible};

/// What records are told apart by, as a choice and as a head.
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
        Dimension::Source => texts.facet_source,
        Dimension::Caller => texts.facet_caller,
        Dimension::Stream => texts.facet_stream,
        Dimension::Weekday => texts.facet_weekday,
    }
}

/// A value in words; `None` stands for records without any.
pub(super) fn value_words(
    i18n: I18n,
    own: &OwnWords,
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
        Dimension::Status => {
            Status::from_label(value).map_or_else(|| value.to_owned(), |status| status_words(texts, status))
        }
        Dimension::Access => name.map_or_else(|| access_name(texts, value), str::to_owned),
        Dimension::Operation => {
            Operation::from_label(value).map_or_else(|| value.to_owned(), |it| operation(texts, it).to_owned())
        }
        Dimension::Day => {
            parse_extent(value, zone).map_or_else(|| value.to_owned(), |(start, _)| i18n.medium_date(&zone.name, start))
        }
        Dimension::Weekday => {
            let day = WEEKDAYS.iter().position(|day| *day == value);
            day.map_or_else(|| value.to_owned(), |day| i18n.weekday(day, false))
        }
        Dimension::Stream if value == "*" => texts.facet_all_streams.to_owned(),
        Dimension::Stream => name.unwrap_or(value).to_owned(),
        Dimension::Hour => value.parse().map_or_else(|_| value.to_owned(), hour_words),
        _ => value.to_owned(),
    };
    let of = match dimension {
        Dimension::Access => Labeled::Access,
        Dimension::Address => Labeled::Address,
        _ => return visible(&words),
    };
    visible(&labeled(texts, &words, own.get(of, value)))
}

/// `14:00–15:00`
fn hour_words(hour: u32) -> String {
    format!("{hour:02}:00–{:02}:00", hour.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn an_hour_is_said_with_its_end() {
        assert_eq!(hour_words(7), "07:00–08:00");
        assert_eq!(hour_words(23), "23:00–24:00");
    }
}
