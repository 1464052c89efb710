//! The terms of the filter, each with a button that removes it.

use audit_core::query::{Clause, Field, Test};
use audit_core::time::Zone;
use leptos::prelude::*;

use super::count_line::{COUNT_LINE, drop_term};
use super::periods::range_in_words;
use crate::browser::document;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::phrases::visible;
use crate::state::{AppState, use_state};

/// The row of chips; nothing without a filter.
#[component]
pub(crate) fn Chips() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let terms = Memo::new(move |_| terms_in_words(i18n, state));
    view! {
        <Show when=move || terms.with(|terms| !terms.is_empty())>
            <ul class="chips" aria-label=move || i18n.texts().chips_label>
                {move || {
                    terms
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(index, term)| {
                            let label = fill(i18n.texts().chip_remove, &[("filter", &term)]);
                            view! {
                                <li>
                                    <button
                                        class="chip"
                                        aria-label=label
                                        on:click=move |_| drop_term(state, index)
                                    >
                                        <bdi translate="no">{term}</bdi>
                                        <span aria-hidden="true">" ×"</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
                <li class="chips-clear">
                    <button
                        class="link"
                        on:click=move |_| {
                            state.go(|view| view.query.clear());
                            document::focus(COUNT_LINE);
                        }
                    >
                        {move || i18n.texts().clear_filters}
                    </button>
                </li>
            </ul>
        </Show>
    }
}

/// The terms of the filter, each as a person reads it.
pub(super) fn terms_in_words(i18n: I18n, state: AppState) -> Vec<String> {
    state.zone.with(|zone| {
        state.viewed.with(|viewed| {
            let named = |clause: &Clause| visible(&clause.with_names(&viewed.snapshot.called).to_string());
            let words = |clause: &Clause| times_in_words(i18n, zone, clause).unwrap_or_else(|| named(clause));
            state.query.with(|query| query.clauses.iter().map(words).collect())
        })
    })
}

/// Times are for computers in the filter's text; a chip says them as people do.
fn times_in_words(i18n: I18n, zone: &Zone, clause: &Clause) -> Option<String> {
    let Test::Field(filter) = &clause.test else { return None };
    if clause.negated || filter.differs || filter.field != Field::Time {
        return None;
    }
    let words: Vec<String> =
        filter.values.iter().map(|value| range_in_words(i18n, zone, value)).collect::<Option<_>>()?;
    Some(fill(i18n.texts().filter_time, &[("time", &words.join(", "))]))
}
