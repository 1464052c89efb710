//! Language and colors, remembered on the device.

use leptos::prelude::*;

use crate::browser::document;
use crate::browser::storage::{self, Preference};
use crate::i18n::{Locale, use_i18n};
use crate::lasting::RwSignal;

/// Applies the remembered colors, before anything is drawn.
pub(crate) fn apply_theme() {
    document::set_theme(dark(&theme()));
}

/// The two switches.
#[component]
pub(crate) fn Preferences() -> impl IntoView {
    let i18n = use_i18n();
    let chosen = RwSignal::new(theme());
    let choose_theme = move |value: String| {
        storage::write(Preference::Theme, &value);
        document::set_theme(dark(&value));
        chosen.set(value);
    };
    let choose_language = move |code: &str| {
        if let Some(locale) = Locale::from_tag(code) {
            i18n.choose(locale);
        }
    };
    view! {
        <div class="preferences">
            <select
                class="compact"
                aria-label=move || i18n.texts().language_label
                on:change=move |event| choose_language(&event_target_value(&event))
            >
                {Locale::ALL
                    .map(|locale| {
                        view! {
                            <option
                                value=locale.code()
                                lang=locale.code()
                                prop:selected=move || i18n.locale() == locale
                            >
                                {locale.name()}
                            </option>
                        }
                    })}
            </select>
            <select
                class="compact"
                aria-label=move || i18n.texts().theme_label
                on:change=move |event| choose_theme(event_target_value(&event))
            >
                {["system", "light", "dark"]
                    .map(|value| {
                        view! {
                            <option value=value prop:selected=move || chosen.get() == value>
                                {move || {
                                    let texts = i18n.texts();
                                    match value {
                                        "light" => texts.theme_light,
                                        "dark" => texts.theme_dark,
                                        _ => texts.theme_system,
                                    }
                                }}
                            </option>
                        }
                    })}
            </select>
        </div>
    }
}

fn theme() -> String {
    storage::read(Preference::Theme).unwrap_or_else(|| "system".to_owned())
}

fn dark(theme: &str) -> Option<bool> {
    match theme {
        "dark" => Some(true),
        "light" => Some(false),
        _ => None,
    }
}
