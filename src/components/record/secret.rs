//! What may be a key: masked until somebody asks to see it, one value at a time.

use audit_core::engine::{Command, Hidden, Reply};
use audit_core::record::MASKED;
use leptos::prelude::*;

use crate::i18n::{fill, use_i18n};
use crate::lasting::RwSignal;
use crate::state::use_state;

/// A masked value of a record, and whether it is shown. It is asked for when somebody wants
/// to see it, and forgotten when it is hidden again.
#[derive(Clone, Copy)]
pub(super) struct Secret {
    of: StoredValue<(String, Hidden)>,
    shown: RwSignal<Option<String>>,
}

impl Secret {
    /// A value of the record with this id, not shown.
    pub(super) fn new(id: String, what: Hidden) -> Self {
        Self { of: StoredValue::new((id, what)), shown: RwSignal::new(None) }
    }

    /// The value, while it is shown.
    pub(super) fn get(self) -> Option<String> {
        self.shown.get()
    }

    /// The same for what is done once.
    pub(super) fn get_untracked(self) -> Option<String> {
        self.shown.get_untracked()
    }

    /// Whether the file had it hidden already.
    pub(super) fn is_lost(self) -> bool {
        self.shown.with(|shown| shown.as_ref().is_some_and(|text| text.contains(MASKED)))
    }
}

/// The button that shows it, and hides it again.
#[component]
pub(super) fn ShowSecret(
    /// What it shows.
    secret: Secret,
    /// What that is called.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let is_shown = move || secret.shown.with(Option::is_some);
    let action = move || if is_shown() { i18n.texts().secret_hide } else { i18n.texts().secret_show };
    let toggle = move |_| {
        if secret.get_untracked().is_some() {
            return secret.shown.set(None);
        }
        let (id, what) = secret.of.get_value();
        state.engine.ask(Command::Reveal { id, what }, move |answer| {
            if let Reply::Revealed(value) = answer.reply {
                // The record may have been closed meanwhile. What is there no more is not
                // there to be shown either.
                let _ = secret.shown.try_set(Some(value.unwrap_or_else(|| MASKED.to_owned())));
            }
        });
    };
    view! {
        <button
            class="button compact"
            aria-label=move || fill(i18n.texts().value_action, &[("action", action()), ("value", &name)])
            on:click=toggle
        >
            {action}
        </button>
    }
}
