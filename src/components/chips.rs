//! The terms of the filter, each with a button that removes it.

use leptos::prelude::*;

use crate::i18n::{fill, use_i18n};
use crate::phrases::visible;
use crate::state::use_state;

/// The row of chips; nothing without a filter.
#[component]
pub(crate) fn Chips() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let terms = Memo::new(move |_| {
        state.query.with(|query| query.clauses.iter().map(|clause| visible(&clause.to_string())).collect::<Vec<_>>())
    });
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
                                        on:click=move |_| state.filter(|query| query.without(index))
                                    >
                                        <bdi translate="no">{term}</bdi>
                                        <span aria-hidden="true">" ×"</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
                <li>
                    <button class="link" on:click=move |_| state.go(|view| view.query.clear())>
                        {move || i18n.texts().clear_filters}
                    </button>
                </li>
            </ul>
        </Show>
    }
}
