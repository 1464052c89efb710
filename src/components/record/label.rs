//! The person's own words for an access or an address: shown beside it, and written here.

use audit_core::labels::{LONGEST, Labeled};
use leptos::prelude::*;

use crate::browser::document;
use crate::i18n::{fill, use_i18n};
use crate::phrases::visible;
use crate::state::use_state;

/// The label of a value, and the way to write it.
#[component]
pub(super) fn Label(
    /// What kind of value it is.
    of: Labeled,
    /// The value.
    value: String,
    /// As it is shown.
    shown: String,
    /// Its place among those of its kind in the record.
    place: usize,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let kind = match of {
        Labeled::Access => "access",
        Labeled::Address => "address",
    };
    let (button, field) = (format!("label-{kind}-{place}"), format!("label-field-{kind}-{place}"));
    let label = untrack(|| state.words.with(|words| words.get(of, &value).map(str::to_owned)));
    let has_label = label.is_some();
    let open = RwSignal::new(false);
    let text = RwSignal::new(label.clone().unwrap_or_default());
    let (value, back, field) = (StoredValue::new(value), StoredValue::new(button.clone()), StoredValue::new(field));
    let close = move || {
        let button = back.get_value();
        open.set(false);
        // With another label, the record is drawn anew.
        request_animation_frame(move || document::focus(&button));
    };
    let set = move |wanted: &str| {
        let done = value.with_value(|value| state.set_label(of, value, wanted));
        let texts = untrack(|| i18n.texts());
        let words = match (done, wanted.trim().is_empty()) {
            (false, _) => texts.label_too_many,
            (true, true) => texts.label_removed,
            (true, false) => texts.label_kept,
        };
        state.announcement.set(String::new());
        state.announcement.set(words.to_owned());
    };
    let begin = move |_| {
        open.set(true);
        request_animation_frame(move || field.with_value(|field| document::focus(field)));
    };
    let action = move || {
        let texts = i18n.texts();
        if has_label { texts.label_change } else { texts.label_add }
    };
    let name = move || fill(i18n.texts().value_action, &[("action", action()), ("value", &visible(&shown))]);
    let quoted = label.map(|label| {
        view! {
            <bdi translate="no" class="own-words">
                {move || fill(i18n.texts().label_quoted, &[("label", &visible(&label))])}
            </bdi>
            " "
            <span class="hint">{move || i18n.texts().label_own}</span>
            " "
        }
    });
    view! {
        <dd class="value-label">
            {quoted}
            <button
                class="link"
                id=button
                aria-label=name
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=begin
            >
                {action}
            </button>
            <Show when=move || open.get()>
                <Form field text has_label set close/>
            </Show>
        </dd>
    }
}

/// Where it is written.
#[component]
fn Form(
    /// The field's id.
    field: StoredValue<String>,
    /// What is written.
    text: RwSignal<String>,
    /// There is one that can be removed.
    has_label: bool,
    /// Keeps it; an empty one removes it.
    set: impl Fn(&str) + Copy + Send + Sync + 'static,
    /// It is to be closed.
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <form
            class="label-form"
            on:submit=move |event| {
                event.prevent_default();
                close();
                set(&text.get_untracked());
            }
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    // It closes this alone, not the record around it.
                    event.prevent_default();
                    event.stop_propagation();
                    close();
                }
            }
        >
            <label for=field.get_value()>{move || i18n.texts().label_field}</label>
            <input
                id=field.get_value()
                class="compact"
                type="text"
                maxlength=LONGEST.to_string()
                autocomplete="off"
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            />
            <div class="buttons">
                <button class="button compact">{move || i18n.texts().view_keep}</button>
                <Show when=move || has_label>
                    <button
                        type="button"
                        class="button compact"
                        on:click=move |_| {
                            close();
                            set("");
                        }
                    >
                        {move || i18n.texts().label_remove}
                    </button>
                </Show>
                <button type="button" class="button compact" on:click=move |_| close()>
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
