//! Staying signed in when the tab is loaded again.

use leptos::prelude::*;

use crate::failure;
use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::state::{NamedBy, use_state};

/// Whether the person wants it.
#[component]
pub(crate) fn StaySignedIn() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <div class="stay">
            <label class="tick">
                <input
                    type="checkbox"
                    aria-describedby="stay-hint"
                    prop:checked=move || state.keep.get()
                    on:change=move |event| state.keep.set(event_target_checked(&event))
                />
                {move || i18n.texts().stay_label}
            </label>
            <p class="hint" id="stay-hint">{move || i18n.texts().stay_hint}</p>
        </div>
    }
}

/// Why the log whose key was kept does not open.
#[component]
pub(crate) fn NotReopened() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let problem = Memo::new(move |_| {
        state.attempt.with(|attempt| {
            let (host, failure) = attempt.refused_server(NamedBy::Kept)?;
            Some((failure::load(i18n, failure, host), failure.is_about_key()))
        })
    });
    view! {
        <div role="status">
            {move || {
                let (words, is_about_key) = problem.get()?;
                Some(view! {
                    <section class="notice">
                        <p>{move || i18n.texts().stay_failed}</p>
                        <p>{words}</p>
                        <div class="buttons">
                            {(!is_about_key).then(|| view! {
                                <button class="button" on:click=move |_| state.open_kept()>
                                    {move || i18n.texts().try_now}
                                </button>
                            })}
                            <button class="button" on:click=move |_| state.give_up_kept()>
                                {move || i18n.texts().left_close}
                            </button>
                        </div>
                    </section>
                })
            }}
        </div>
    }
}
