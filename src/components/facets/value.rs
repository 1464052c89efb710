//! One value of a facet: what it is called, how often it occurs, and its two buttons.

use audit_core::query::Mark;
use leptos::prelude::*;

use super::super::dimensions::value_words;
use super::list::{CHOOSE, EXCLUDE, List};
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::phrases::visible;
use crate::state::use_state;

/// The value in a place of a list.
#[component]
pub(super) fn Value(list: List, place: usize) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let dimension = list.handle.dimension;
    let value = Memo::new(move |_| list.values.with(|values| values.get(place).cloned()));
    let words = Memo::new(move |_| {
        value.with(|value| {
            let Some(value) = value else { return String::new() };
            // No facet has days: they alone are told by a zone.
            let own = state.words.get();
            state.zone.with(|zone| value_words(i18n, &own, zone, dimension, Some(&value.value), value.name.as_deref()))
        })
    });
    let count = Memo::new(move |_| value.with(|value| value.as_ref().map_or(0, |value| value.count)));
    let mark = Memo::new(move |_| value.with(|value| value.as_ref().map(|value| value.mark).unwrap_or_default()));
    let pressed = move |wanted: Mark| if mark.get() == wanted { "true" } else { "false" };
    // The id of what is shown by its name.
    let id = move || value.with(|value| value.as_ref().and_then(|it| it.name.is_some().then(|| visible(&it.value))));
    let tab = move || if list.active.get() == place { "0" } else { "-1" };
    view! {
        <li class="facet-value" class:excluded=move || mark.get() == Mark::Excluded>
            <button
                id=list.id(CHOOSE, place)
                class="facet-choose"
                title=id
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
