//! That a log will be closed because nobody uses it, the way to keep it open, and why it
//! was closed.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::state::{Closed, use_state};
use crate::ui::{Sheet, every_second};

/// The question, as long as it is one.
#[component]
pub(crate) fn LockWarning() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let shown = Memo::new(move |_| state.ends_ms.with(Option::is_some));
    view! {
        <Show when=move || shown.get()>
            <Sheet
                label=Signal::derive(move || i18n.texts().lock_title.to_owned())
                small=true
                on_close=move || state.stay()
            >
                <Question/>
            </Sheet>
        </Show>
    }
}

#[component]
fn Question() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let now = every_second();
    let too_old = state.is_too_old();
    let left = move || {
        let left_ms = state.ends_ms.get().map_or(0, |ends_ms| ends_ms - now.get());
        i18n.plural(|texts| texts.lock_in, u64::try_from(left_ms).unwrap_or(0).div_ceil(1_000))
    };
    view! {
        <div class="question">
            <h2>{move || i18n.texts().lock_title}</h2>
            <p>{move || if too_old { i18n.texts().lock_old } else { i18n.texts().lock_unused }}</p>
            <p>{left}</p>
            // The browser closes the dialog, which is to stay where that is possible.
            <form method="dialog" class="buttons">
                <button class="button primary">
                    {move || if too_old { i18n.texts().close } else { i18n.texts().lock_stay }}
                </button>
                <button type="button" class="button" on:click=move |_| state.close()>
                    {move || i18n.texts().lock_now}
                </button>
            </form>
        </div>
    }
}

/// Why the log before was closed by itself.
#[component]
pub(crate) fn Closing() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let words = move || {
        let texts = i18n.texts();
        Some(match state.closed.get()? {
            Closed::Unused => texts.closed_unused,
            Closed::TooOld => texts.closed_old,
            Closed::Elsewhere => texts.closed_elsewhere,
            Closed::Left => texts.closed_left,
        })
    };
    view! {
        <div role="status">
            {move || words().map(|words| view! { <p class="notice">{words}</p> })}
        </div>
    }
}
