//! The log for somebody who must not know whose it is: how it is entered and left, and, on
//! this device alone, what a pseudonym stands for.

use leptos::prelude::*;

use crate::browser::document;
use crate::i18n::{fill, use_i18n};
use crate::lasting::RwSignal;
use crate::phrases::visible;
use crate::state::{Who, use_state};
use crate::ui::{Sheet, TextField};
use crate::worker_protocol::SupportMade;

/// Says that what is shown is in pseudonyms, as long as it is, and how far that is.
#[component]
pub(crate) fn SupportBanner() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let leave = move |_| {
        state.leave_support();
        request_animation_frame(|| document::focus("title"));
    };
    let how_far = move || {
        let texts = i18n.texts();
        match state.support_made.get() {
            Some(SupportMade::Going(made)) => fill(texts.support_making, &[("count", &i18n.number(made))]),
            Some(SupportMade::Full) => texts.support_full.to_owned(),
            Some(SupportMade::Whole) | None => String::new(),
        }
    };
    view! {
        <Show when=move || state.support.get()>
            <section class="support-banner" aria-label=move || i18n.texts().support_title>
                <div>
                    <p>{move || i18n.texts().support_banner}</p>
                    <p role="status">{how_far}</p>
                </div>
                <button class="button compact" on:click=leave>
                    {move || i18n.texts().support_leave}
                </button>
            </section>
        </Show>
    }
}

/// The step before, as long as it is asked for.
#[component]
pub(crate) fn SupportStep(
    /// Whether it is.
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Show when=move || open.get()>
            <Sheet
                label=Signal::derive(move || i18n.texts().support_title.to_owned())
                small=true
                on_close=move || open.set(false)
            >
                <Step open/>
            </Sheet>
        </Show>
    }
}

#[component]
fn Step(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let enter = move |_| {
        open.set(false);
        state.enter_support();
        request_animation_frame(|| document::focus("title"));
    };
    view! {
        <div class="question names-step">
            <form method="dialog" class="shortcuts-bar">
                <h2>{move || i18n.texts().support_title}</h2>
                <button class="button compact">{move || i18n.texts().close}</button>
            </form>
            <p>{move || i18n.texts().support_text}</p>
            <p>{move || i18n.texts().support_key}</p>
            <p class="hint">
                {move || (!state.views_are_kept.get()).then(|| i18n.texts().support_not_kept)}
            </p>
            <div class="buttons">
                <button class="button primary" on:click=enter>{move || i18n.texts().support_show}</button>
            </div>
            <LookUp/>
        </div>
    }
}

/// What a pseudonym stands for; it is asked only here, where the log is shown as it is.
#[component]
fn LookUp() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let pseudonym = RwSignal::new(String::new());
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        state.look_up(&pseudonym.get_untracked());
    };
    let answer = move || {
        let texts = i18n.texts();
        state.who.with(|who| match who {
            Who::NotAsked => String::new(),
            Who::Forgotten => texts.support_forgotten.to_owned(),
            Who::Asked(_) => texts.support_who_looking.to_owned(),
            Who::Answered(pseudonym, Some(value)) => {
                let values = [("pseudonym", &*visible(pseudonym)), ("value", &*visible(value))];
                fill(texts.support_who_found, &values)
            }
            Who::Answered(pseudonym, None) => fill(texts.support_who_none, &[("pseudonym", &visible(pseudonym))]),
        })
    };
    view! {
        <form class="support-who" on:submit=ask>
            <h3>{move || i18n.texts().support_who_title}</h3>
            <TextField
                id="support-who"
                label=Signal::derive(move || i18n.texts().support_who_label.to_owned())
                hint=Signal::derive(move || i18n.texts().support_who_hint.to_owned())
                problem=Signal::derive(|| None::<String>)
                value=pseudonym
            />
            <div class="buttons">
                <button class="button" type="submit">{move || i18n.texts().support_who_ask}</button>
                <button class="button" type="button" on:click=move |_| state.forget_pseudonyms()>
                    {move || i18n.texts().support_forget}
                </button>
            </div>
            <p role="status"><bdi>{answer}</bdi></p>
        </form>
    }
}
