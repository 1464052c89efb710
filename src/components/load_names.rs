//! Names where the key in use cannot read them: why ids are shown, and the step that reads
//! names once, with another key or out of a backup.

use leptos::prelude::*;

use crate::browser::document;
use crate::browser::file::chosen;
use crate::failure;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::state::{AppState, Naming, Source, use_state};
use crate::ui::{Sheet, TextField};
use crate::worker_protocol::{Identity, NamesProblem};

const KEY: &str = "names-key";
const TITLE: &str = "names-title";

/// Why ids are shown, and the button that asks for what can tell names; nothing where
/// names are known.
#[component]
pub(crate) fn NamesMissing() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let missing = Memo::new(move |_| state.names_are_missing());
    view! {
        <Show when=move || missing.get()>
            <p class="hint names-missing">
                {move || {
                    let texts = i18n.texts();
                    if server(state).is_some() { texts.names_missing } else { texts.names_missing_file }
                }}
                " "
                <LoadNames/>
            </p>
        </Show>
    }
}

/// The button alone.
#[component]
pub(crate) fn LoadNames() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <button class="link" on:click=move |_| state.ask_for_names()>{move || i18n.texts().names_load}</button>
    }
}

/// The account and host of the open log, where it is a server's.
fn server(state: AppState) -> Option<(String, String)> {
    state.source.with(|source| match source {
        Source::Open(Identity::Server { user, host, .. }) => Some((user.clone(), host.clone())),
        _ => None,
    })
}

/// The step, as long as it is asked for.
#[component]
pub(crate) fn NamesStep() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let open = Memo::new(move |_| state.naming.with(|naming| *naming != Naming::Closed));
    view! {
        <Show when=move || open.get()>
            <Sheet
                label=Signal::derive(move || i18n.texts().names_load.to_owned())
                small=true
                on_close=move || state.close_naming()
            >
                <Step/>
            </Sheet>
        </Show>
    }
}

#[component]
fn Step() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let of_server = Memo::new(move |_| server(state).is_some());
    let done = Memo::new(move |_| {
        state.naming.with(|naming| match naming {
            Naming::Done(read) => Some(*read),
            _ => None,
        })
    });
    let said = move || {
        let texts = i18n.texts();
        if let Some(read) = done.get() {
            let (accesses, streams) = (i18n.number(read.accesses), i18n.number(read.streams));
            return fill(texts.names_done, &[("accesses", &accesses), ("streams", &streams)]);
        }
        let reading = state.naming.with(|naming| *naming == Naming::Reading);
        if reading { texts.names_reading.to_owned() } else { String::new() }
    };
    // What had the focus goes when names are there, and waits where it failed.
    Effect::new(move |_| match state.naming.get() {
        Naming::Done(_) => document::focus(TITLE),
        Naming::Failed(problem) if !problem.is_about_file() => document::focus(KEY),
        _ => {}
    });
    view! {
        <div class="question names-step">
            // The browser closes it, and gives the focus back to what had it.
            <form method="dialog" class="shortcuts-bar">
                <h2 id=TITLE tabindex="-1">{move || i18n.texts().names_load}</h2>
                <button class="button compact">{move || i18n.texts().close}</button>
            </form>
            <Show when=move || done.with(Option::is_none)>
                <Show when=move || of_server.get()>
                    <KeyForm/>
                </Show>
                <FileField/>
            </Show>
            <p role="status">{said}</p>
        </div>
    }
}

/// A personal key, used once.
#[component]
fn KeyForm() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let key = RwSignal::new(String::new());
    let problem = Signal::derive(move || problem(i18n, state, |problem| !problem.is_about_file()));
    let read = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // It stays nowhere, whatever comes of it.
        state.load_names(key.try_update(std::mem::take).unwrap_or_default());
    };
    view! {
        <p>{move || i18n.texts().names_text}</p>
        <form novalidate on:submit=read>
            <TextField
                id=KEY
                label=Signal::derive(move || i18n.texts().names_key_label.to_owned())
                hint=Signal::derive(move || i18n.texts().names_key_hint.to_owned())
                problem
                value=key
                secret=true
            />
            <button class="button primary" type="submit">{move || i18n.texts().names_read}</button>
        </form>
    }
}

/// A backup's lists.
#[component]
fn FileField() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <p>{move || i18n.texts().names_files_text}</p>
        <label class="button file-button">
            {move || i18n.texts().names_files}
            <input
                type="file"
                class="hidden"
                multiple=true
                aria-describedby="names-file-problem"
                on:change=move |event| state.load_names_of(&chosen(&event))
            />
        </label>
        <p class="problem" id="names-file-problem" role="alert">
            {move || problem(i18n, state, NamesProblem::is_about_file)}
        </p>
    }
}

/// What went wrong, in words, if it belongs to a field.
fn problem(i18n: I18n, state: AppState, belongs: impl Fn(&NamesProblem) -> bool) -> Option<String> {
    state.naming.with(|naming| match naming {
        Naming::Failed(problem) if belongs(problem) => {
            Some(failure::names(i18n, problem, &server(state).unwrap_or_default()))
        }
        _ => None,
    })
}
