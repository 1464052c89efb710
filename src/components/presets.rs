//! Filters that a newcomer understands, each at one click. They add their terms to the
//! filter's text, and take them away again.

use audit_core::query::Query;
use leptos::prelude::*;

use super::SavedViewsMenu;
use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::messages::Messages;
use crate::state::use_state;

/// A filter with a name.
struct Preset {
    words: fn(&'static Messages) -> &'static str,
    /// As somebody would type it.
    query: &'static str,
}

const PRESETS: [Preset; 6] = [
    Preset { words: |texts| texts.preset_today, query: "time:today" },
    Preset { words: |texts| texts.preset_refused, query: "status:4xx" },
    Preset { words: |texts| texts.preset_changes, query: "operation:create,modify,remove" },
    Preset { words: |texts| texts.preset_consent, query: "operation:consent" },
    Preset { words: |texts| texts.preset_sign_ins, query: "operation:auth" },
    Preset { words: |texts| texts.preset_not_me, query: "-is:mine" },
];

/// The row of them, and the views that the person gave a name.
#[component]
pub(crate) fn Presets() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let preset = move |Preset { words, query }: Preset| {
        let terms = StoredValue::new(Query::parse(query).0);
        let on = Memo::new(move |_| state.query.with(|query| terms.with_value(|terms| query.has_terms(terms))));
        view! {
            <button
                class="preset"
                aria-pressed=move || if on.get() { "true" } else { "false" }
                title=query
                on:click=move |_| state.filter(|query| terms.with_value(|terms| query.toggle_terms(terms)))
            >
                {move || words(i18n.texts())}
            </button>
        }
    };
    view! {
        <div class="presets" role="group" aria-label=move || i18n.texts().presets_label>
            {PRESETS.map(preset)}
        </div>
        <Show when=move || !state.support.get()>
            <SavedViewsMenu/>
        </Show>
    }
}
