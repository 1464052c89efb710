//! The person's own words for an access or an address: shown beside it, and written here.

use audit_core::labels::{LONGEST, Labeled};
use leptos::prelude::*;

use crate::browser::document;
use crate::i18n::{fill, use_i18n};
use crate::lasting::RwSignal;
use crate::messages::Messages;
use crate::phrases::visible;
use crate::state::{AppState, use_state};

/// What the label of a value needs, beside the value and below it.
#[derive(Clone, Copy)]
pub(super) struct Labeling {
    of: Labeled,
    value: StoredValue<String>,
    /// The label, as it is kept.
    label: StoredValue<Option<String>>,
    open: RwSignal<bool>,
    text: RwSignal<String>,
    /// The ids of the button, and of the field.
    button: StoredValue<String>,
    field: StoredValue<String>,
}

impl Labeling {
    /// For a value at a place among those of its kind in the record.
    pub(super) fn new(state: AppState, of: Labeled, value: String, place: usize) -> Self {
        let kind = match of {
            Labeled::Access => "access",
            Labeled::Address => "address",
        };
        let label = untrack(|| state.words.with(|words| words.get(of, &value).map(str::to_owned)));
        Self {
            of,
            value: StoredValue::new(value),
            open: RwSignal::new(false),
            text: RwSignal::new(label.clone().unwrap_or_default()),
            label: StoredValue::new(label),
            button: StoredValue::new(format!("label-{kind}-{place}")),
            field: StoredValue::new(format!("label-field-{kind}-{place}")),
        }
    }

    fn has_label(self) -> bool {
        self.label.with_value(Option::is_some)
    }

    fn begin(self) {
        self.open.set(true);
        let field = self.field.get_value();
        request_animation_frame(move || document::focus(&field));
    }

    fn close(self) {
        let button = self.button.get_value();
        self.open.set(false);
        // With another label, the record is drawn anew.
        request_animation_frame(move || document::focus(&button));
    }

    /// Keeps a label; an empty one removes it.
    fn set(self, state: AppState, texts: &'static Messages, wanted: &str) {
        self.close();
        let done = self.value.with_value(|value| state.set_label(self.of, value, wanted));
        let words = match (done, wanted.trim().is_empty()) {
            (false, _) => texts.label_too_many,
            (true, true) => texts.label_removed,
            (true, false) => texts.label_kept,
        };
        state.announcement.set(String::new());
        state.announcement.set(words.to_owned());
    }
}

/// The button beside the value.
#[component]
pub(super) fn LabelButton(
    labeling: Labeling,
    /// The value as it is shown.
    shown: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let action = move || {
        let texts = i18n.texts();
        if labeling.has_label() { texts.label_change } else { texts.label_add }
    };
    let name = move || fill(i18n.texts().value_action, &[("action", action()), ("value", &visible(&shown))]);
    view! {
        <button
            class="value-tool"
            id=labeling.button.get_value()
            aria-label=name
            title=action
            aria-expanded=move || if labeling.open.get() { "true" } else { "false" }
            on:click=move |_| labeling.begin()
        >
            <span aria-hidden="true">"✎"</span>
        </button>
    }
}

/// The label, and where it is written.
#[component]
pub(super) fn Label(labeling: Labeling) -> impl IntoView {
    let i18n = use_i18n();
    let quoted = labeling.label.get_value().map(|label| {
        view! {
            <bdi translate="no" class="own-words">
                {move || fill(i18n.texts().label_quoted, &[("label", &visible(&label))])}
            </bdi>
            " "
            <span class="hint">{move || i18n.texts().label_own}</span>
        }
    });
    view! {
        {quoted.map(|quoted| view! { <dd class="value-label">{quoted}</dd> })}
        <Show when=move || labeling.open.get()>
            <dd class="value-label">
                <Form labeling/>
            </dd>
        </Show>
    }
}

/// Where it is written.
#[component]
fn Form(labeling: Labeling) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <form
            class="label-form"
            on:submit=move |event| {
                event.prevent_default();
                let texts = untrack(|| i18n.texts());
                labeling.set(state, texts, &labeling.text.get_untracked());
            }
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    // It closes this alone, not the record around it.
                    event.prevent_default();
                    event.stop_propagation();
                    labeling.close();
                }
            }
        >
            <label for=labeling.field.get_value()>{move || i18n.texts().label_field}</label>
            <input
                id=labeling.field.get_value()
                class="compact"
                type="text"
                maxlength=LONGEST.to_string()
                autocomplete="off"
                prop:value=move || labeling.text.get()
                on:input=move |event| labeling.text.set(event_target_value(&event))
            />
            <div class="buttons">
                <button class="button compact">{move || i18n.texts().view_keep}</button>
                <Show when=move || labeling.has_label()>
                    <button
                        type="button"
                        class="button compact"
                        on:click=move |_| {
                            let texts = untrack(|| i18n.texts());
                            labeling.set(state, texts, "");
                        }
                    >
                        {move || i18n.texts().label_remove}
                    </button>
                </Show>
                <button type="button" class="button compact" on:click=move |_| labeling.close()>
                    {move || i18n.texts().cancel}
                </button>
            </div>
            <p class="hint">
                {move || {
                    let texts = i18n.texts();
                    if state.views_are_kept.get() { texts.label_note } else { texts.views_not_kept }
                }}
            </p>
        </form>
    }
}
