//! Choose a source: an address with a key, a file, or the demo.

use audit_core::pryv::{AddressError, Endpoint};
use audit_core::view_state::Page;
use leptos::prelude::*;

use super::sign_in::{LinkIgnored, SignIn};
use crate::app::title;
use crate::browser::address::parse as parser;
use crate::browser::{document, file};
use crate::components::{AttemptPatience, Closing, NotReopened, Operator, SignedOut, StaySignedIn, opening_words};
use crate::failure;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::state::{Attempt, NamedBy, Source, Target, use_state};
use crate::ui::{DropZone, Preferences, TextField};

const ADDRESS: &str = "address";
const PARTS_ADDRESS: &str = "parts-address";
const PARTS_KEY: &str = "parts-key";

/// The page.
#[component]
pub(crate) fn OpenPage() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let open = move || state.source.with(|source| matches!(source, Source::Open(_)));
    let reconnect = move || state.view.with(|view| view.page == Page::Log) && !open();
    view! {
        <header class="bar bar-plain">
            <Preferences/>
        </header>
        <main class="open">
            <div class="card">
                {move || state.offered.get().map(|address| match state.locked_to() {
                    Some(only) => view! { <LinkIgnored only close=move || state.decline()/> }.into_any(),
                    None => view! { <Offered address/> }.into_any(),
                })}
                <Operator/>
                <h1 id="title" tabindex="-1">{move || i18n.texts().open_title}</h1>
                <p>{move || i18n.texts().open_intro}</p>
                <Closing/>
                <SignedOut/>
                <NotReopened/>
                <Show when=reconnect>
                    <p class="notice">{move || i18n.texts().open_reconnect}</p>
                </Show>
                <Show when=move || open() && state.offered.with(Option::is_none)>
                    <StillOpen/>
                </Show>
                <SignIn/>
                <Connect/>
                <StaySignedIn/>
                <FileOrDemo/>
                <Opening/>
            </div>
        </main>
    }
}

/// The log that stays open until another one is.
#[component]
fn StillOpen() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let words = move || {
        state.source.with(|source| match source {
            Source::Open(identity) => {
                let title = title(i18n, Some(identity));
                Some(fill(i18n.texts().still_open, &[("title", &title)]))
            }
            Source::None => None,
        })
    };
    view! {
        <div class="notice">
            <p>{words}</p>
            <button class="button compact" on:click=move |_| state.back_to_log()>
                {move || i18n.texts().back_to_log}
            </button>
        </div>
    }
}

/// A link handed over an address: nothing is asked before the person agrees.
#[component]
fn Offered(address: String) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let refuse = move |_| state.decline();
    match Endpoint::parse(&address, parser) {
        Err(error) => view! {
            <section class="notice offered" role="alert">
                <p>{move || i18n.texts().offered_wrong}</p>
                <p>{move || failure::address(i18n, error)}</p>
                <button class="button" on:click=refuse>{move || i18n.texts().close}</button>
            </section>
        }
        .into_any(),
        Ok(endpoint) => {
            let host = endpoint.host();
            let user = endpoint.user().to_owned();
            let shown_host = host.clone();
            let title = move || {
                let texts = i18n.texts();
                fill(texts.confirm_title, &[("user", &user), ("host", &shown_host)])
            };
            // It stays until it is open: an attempt that fails can be made again.
            let agree = move |_| state.connect(host.clone(), NamedBy::Link, address.clone(), None);
            let problem = Memo::new(move |_| {
                state.attempt.with(|attempt| {
                    let (host, failure) = attempt.refused_server(NamedBy::Link)?;
                    Some(failure::load(i18n, failure, host))
                })
            });
            view! {
                <section class="notice offered" aria-labelledby="offered-title">
                    <h2 id="offered-title">{title}</h2>
                    <Show when=move || problem.with(Option::is_none)>
                        <p>{move || i18n.texts().confirm_text}</p>
                    </Show>
                    <p class="problem" role="alert">{move || problem.get()}</p>
                    <div class="buttons">
                        <button class="button primary" on:click=agree>
                            {move || i18n.texts().confirm_open}
                        </button>
                        <button class="button" on:click=refuse>{move || i18n.texts().cancel}</button>
                    </div>
                </section>
            }
            .into_any()
        }
    }
}

/// The two ways to type an address and a key.
#[component]
fn Connect() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let address = RwSignal::new(String::new());
    let parts_address = RwSignal::new(String::new());
    let key = RwSignal::new(String::new());
    // Which field is wrong, and how.
    let wrong = RwSignal::new(None::<(&'static str, AddressError)>);

    let problem_at = move |id: &'static str| {
        Signal::derive(move || {
            if let Some((at, error)) = wrong.get() {
                return (at == id).then(|| failure::address(i18n, error).to_owned());
            }
            state.attempt.with(|attempt| refused_at(i18n, attempt).filter(|(at, _)| *at == id).map(|it| it.1))
        })
    };
    let refuse = move |id: &'static str, error: AddressError| {
        wrong.set(Some((id, error)));
        document::focus(id);
    };
    // A server's refusal takes the person to the field that it is about.
    Effect::new(move |_| {
        if let Some((at, _)) = state.attempt.with(|attempt| untrack(|| refused_at(i18n, attempt))) {
            document::focus(at);
        }
    });
    let connect = move || {
        wrong.set(None);
        let text = address.get_untracked();
        match Endpoint::parse(&text, parser) {
            Ok(endpoint) => state.connect(endpoint.host(), NamedBy::Address, text, None),
            Err(error) => refuse(ADDRESS, error),
        }
    };
    let connect_parts = move || {
        wrong.set(None);
        let (text, key) = (parts_address.get_untracked(), key.get_untracked());
        match Endpoint::from_parts(&text, &key, parser) {
            Ok(endpoint) => state.connect(endpoint.host(), NamedBy::Parts, text, Some(key)),
            Err(error) => refuse(if error.is_about_key() { PARTS_KEY } else { PARTS_ADDRESS }, error),
        }
    };
    view! {
        <h2>{move || i18n.texts().key_title}</h2>
        <form
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                connect();
            }
        >
            <TextField
                id=ADDRESS
                label=Signal::derive(move || i18n.texts().address_label.to_owned())
                hint=Signal::derive(move || i18n.texts().address_hint.to_owned())
                problem=problem_at(ADDRESS)
                value=address
            />
            <button class="button" type="submit">{move || i18n.texts().connect}</button>
        </form>
        <details class="parts">
            <summary>{move || i18n.texts().parts_summary}</summary>
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    connect_parts();
                }
            >
                <TextField
                    id=PARTS_ADDRESS
                    label=Signal::derive(move || i18n.texts().parts_address_label.to_owned())
                    hint=Signal::derive(move || i18n.texts().parts_address_hint.to_owned())
                    problem=problem_at(PARTS_ADDRESS)
                    value=parts_address
                />
                <TextField
                    id=PARTS_KEY
                    label=Signal::derive(move || i18n.texts().parts_key_label.to_owned())
                    problem=problem_at(PARTS_KEY)
                    value=key
                    secret=true
                />
                <button class="button" type="submit">{move || i18n.texts().connect}</button>
            </form>
        </details>
        <p class="hint">{move || i18n.texts().key_note}</p>
    }
}

/// The field that a server's refusal is about, and its words.
fn refused_at(i18n: I18n, attempt: &Attempt) -> Option<(&'static str, String)> {
    let [by_address, by_parts] = [NamedBy::Address, NamedBy::Parts].map(|by| attempt.refused_server(by));
    let (host, failure) = by_address.or(by_parts)?;
    let about_key = failure.is_about_key();
    let at = match (by_parts, about_key) {
        (None, _) => ADDRESS,
        (Some(_), false) => PARTS_ADDRESS,
        (Some(_), true) => PARTS_KEY,
    };
    Some((at, failure::load(i18n, failure, host)))
}

/// A file, by button or dropped; and the demo.
#[component]
fn FileOrDemo() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let problem = move || {
        state.attempt.with(|attempt| match attempt {
            Attempt::Refused(Target::Files { name, .. }, problem) => Some(failure::load(i18n, problem, name)),
            _ => None,
        })
    };
    view! {
        <DropZone labelled_by="file-title" on_files=move |files| state.open_files(files)>
            <h2 id="file-title">{move || i18n.texts().file_label}</h2>
            <label class="button file-button">
                {move || i18n.texts().file_button}
                <input
                    type="file"
                    class="hidden"
                    multiple
                    accept=".json,.jsonl,.ndjson,.csv,.txt,.log,.gz,application/json,text/csv,application/gzip"
                    aria-describedby="file-hint file-problem"
                    on:change=move |event| state.open_files(&file::chosen(&event))
                />
            </label>
            <p class="hint" id="file-hint">{move || i18n.texts().file_hint}</p>
            <p class="problem" id="file-problem" role="alert">{problem}</p>
        </DropZone>
        <section class="demo" aria-labelledby="demo-title">
            <h2 id="demo-title">{move || i18n.texts().demo_label}</h2>
            <button class="button" on:click=move |_| state.open_demo()>
                {move || i18n.texts().demo_button}
            </button>
            <p class="hint">{move || i18n.texts().demo_hint}</p>
            <button class="link" on:click=move |_| state.go(|view| view.page = Page::Check)>
                {move || i18n.texts().evidence_link}
            </button>
        </section>
    }
}

/// What is being opened, and a way out.
#[component]
fn Opening() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let words = Memo::new(move |_| {
        state.attempt.with(|attempt| {
            // What waits for the person says so where they began it.
            let target = attempt.opening().filter(|_| attempt.awaited().is_none() && attempt.code().is_none())?;
            opening_words(i18n, target)
        })
    });
    view! {
        <div role="status">
            <Show when=move || words.with(Option::is_some)>
                <p class="progress-line">
                    {move || words.get()}
                    <button class="button compact" on:click=move |_| state.cancel_attempt()>
                        {move || i18n.texts().cancel}
                    </button>
                </p>
            </Show>
        </div>
        <Show when=move || words.with(Option::is_some)>
            <AttemptPatience/>
        </Show>
    }
}
