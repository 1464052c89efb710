//! What the chart tells apart.

use audit_core::view_state::Chart as Kind;
use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::messages::Messages;
use crate::state::use_state;

/// A button for each chart.
#[component]
pub(super) fn Switch() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let chosen = Memo::new(move |_| state.view.with(|view| view.chart));
    view! {
        <div class="switch" role="group" aria-label=move || i18n.texts().chart_by>
            {Kind::ALL
                .map(|kind| {
                    view! {
                        <button
                            aria-pressed=move || if chosen.get() == kind { "true" } else { "false" }
                            on:click=move |_| state.go(|view| view.chart = kind)
                        >
                            {move || name(i18n.texts(), kind)}
                        </button>
                    }
                })}
        </div>
    }
}

fn name(texts: &Messages, kind: Kind) -> &'static str {
    match kind {
        Kind::Outcome => texts.chart_outcome,
        Kind::Operation => texts.chart_operation,
        Kind::Access => texts.chart_access,
        Kind::Heat => texts.chart_heat,
    }
}
