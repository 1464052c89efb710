//! One value of a facet: what it is called, how often it occurs, and its two buttons.

use audit_core::engine::FacetValue;
use audit_core::explore::Dimension;
use audit_core::query::Mark;
use audit_core::record::{Operation, Status};
use leptos::prelude::*;

use super::list::{CHOOSE, EXCLUDE, List};
use crate::i18n::{I18n, fill, use_i18n};
use crate::phrases::{self, access_name, action_name, visible};

/// The value in a place of a list.
#[component]
pub(super) fn Value(list: List, place: usize) -> impl IntoView {
    let i18n = use_i18n();
    let dimension = list.handle.dimension;
    let value = Memo::new(move |_| list.values.with(|values| values.get(place).cloned()));
    let words = Memo::new(move |_| {
        value.with(|value| value.as_ref().map(|value| value_words(i18n, dimension, value)).unwrap_or_default())
    });
    let count = Memo::new(move |_| value.with(|value| value.as_ref().map_or(0, |value| value.count)));
    let mark = Memo::new(move |_| value.with(|value| value.as_ref().map(|value| value.mark).unwrap_or_default()));
    let pressed = move |wanted: Mark| if mark.get() == wanted { "true" } else { "false" };
    let tab = move || if list.active.get() == place { "0" } else { "-1" };
    view! {
        <li class="facet-value" class:excluded=move || mark.get() == Mark::Excluded>
            <button
                id=list.id(CHOOSE, place)
                class="facet-choose"
                aria-pressed=move || pressed(Mark::Chosen)
                tabindex=tab
                data-choose=place
            >
                <bdi class="name" translate="no">
                    {move || {
                        // A long name breaks behind its dots.
                        words.with(|words| {
                            let parts = words.split_inclusive('.');
                            parts.map(|part| view! { {part.to_owned()}<wbr/> }).collect_view()
                        })
                    }}
                </bdi>
                " "
                <span class="count">{move || i18n.number(count.get())}</span>
            </button>
            <button
                id=list.id(EXCLUDE, place)
                class="facet-exclude"
                aria-label=move || words.with(|words| fill(i18n.texts().facet_exclude, &[("value", words)]))
                title=move || words.with(|words| fill(i18n.texts().facet_exclude, &[("value", words)]))
                aria-pressed=move || pressed(Mark::Excluded)
                tabindex="-1"
                data-exclude=place
            >
                <span aria-hidden="true">"−"</span>
            </button>
        </li>
    }
}

/// A value in words.
pub(super) fn value_words(i18n: I18n, dimension: Dimension, value: &FacetValue) -> String {
    let texts = i18n.texts();
    let text = value.value.as_str();
    match dimension {
        Dimension::Action => visible(action_name(texts, text)),
        Dimension::Access => match &value.name {
            Some(name) => visible(name),
            None => visible(&access_name(texts, text)),
        },
        Dimension::Operation => {
            let operation = Operation::ALL.into_iter().find(|operation| operation.label() == text);
            operation.map_or_else(|| visible(text), |operation| phrases::operation(texts, operation).to_owned())
        }
        Dimension::Status => match Status::from_label(text) {
            Some(status) => phrases::status_words(texts, status),
            None => visible(text),
        },
        Dimension::Hour => format!("{text:0>2}:00–{text:0>2}:59"),
        Dimension::Weekday => i18n.weekday(text),
        Dimension::Stream if text == "*" => texts.facet_all_streams.to_owned(),
        _ => visible(text),
    }
}
