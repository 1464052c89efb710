//! Buttons that copy a text, and say whether that worked.

use leptos::prelude::*;

use crate::browser::clipboard;
use crate::browser::clock::Timer;
use crate::i18n::use_i18n;
use crate::lasting::RwSignal;
use crate::state::use_state;

/// How long a button says that it copied.
const COPIED_MS: i32 = 2_000;

/// A button that copies.
#[component]
pub(in crate::components) fn CopyButton(
    /// What it says, or is called where it is but a sign.
    #[prop(into)]
    label: String,
    /// It is a sign beside a value.
    #[prop(optional)]
    small: bool,
    /// What it copies.
    text: impl Fn() -> Option<String> + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let copied = RwSignal::new(None::<bool>);
    let timer = StoredValue::new_local(None::<Timer>);
    let copy = move |_| {
        let text = text();
        // The same words are spoken again only after others.
        state.announcement.set(String::new());
        leptos::task::spawn_local(async move {
            let done = match text {
                Some(text) => clipboard::copy(&text).await,
                None => false,
            };
            let texts = untrack(|| i18n.texts());
            state.announcement.set(if done { texts.copied } else { texts.not_copied }.to_owned());
            // The record may have been closed meanwhile.
            let _ = copied.try_set(Some(done));
            if done {
                let back = Timer::after(COPIED_MS, move || {
                    let _ = copied.try_set(None);
                });
                let _ = timer.try_set_value(Some(back));
            }
        });
    };
    let done = move || copied.get() == Some(true);
    let button = if small {
        let title = i18n.texts().copy_value;
        view! {
            <button class="value-tool" aria-label=label title=title on:click=copy>
                // No sign for it is in every font.
                <span class="copy-sign" class:copied=done aria-hidden="true"></span>
            </button>
        }
        .into_any()
    } else {
        view! {
            <button class="button compact" on:click=copy>
                {label}
                <span aria-hidden="true">{move || done().then_some(" ✓")}</span>
            </button>
        }
        .into_any()
    };
    view! {
        {button}
        // That it did not work needs an answer, and stays.
        {move || {
            (copied.get() == Some(false)).then(|| view! { <span class="hint">{i18n.texts().not_copied}</span> })
        }}
    }
}
