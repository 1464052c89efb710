//! Signing in with a user name and a password, and with the code that some accounts ask for.

use audit_core::pryv::{AddressError, CodeBy, Problem, ServiceAddress, SignInProblem, is_username};
use leptos::prelude::*;

use crate::browser::address::parse as parser;
use crate::browser::document;
use crate::failure;
use crate::i18n::{fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;
use crate::ui::TextField;
use crate::worker_protocol::Failure;

const USERNAME: &str = "username";
const PASSWORD: &str = "password";
const CODE: &str = "code";

/// What is wrong with what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    NoUsername,
    NotUsername,
    NoPassword,
}

/// A user name and a password, for the platform that is named beside it.
#[component]
pub(super) fn PasswordForm(
    /// The platform, as it was typed.
    service: RwSignal<String>,
    /// Something is wrong with the platform.
    refuse: impl Fn(AddressError) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let (username, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<Wrong>);
    // Where the platform's refusal is told: at the field that it is about, or below both.
    let refused = Memo::new(move |_| {
        state.attempt.with(|attempt| {
            let (host, problem) = attempt.refused_password()?;
            let at = match problem {
                Failure::SignIn(SignInProblem::Server(Problem::UnknownUser)) => Some(USERNAME),
                Failure::SignIn(SignInProblem::Credentials) => Some(PASSWORD),
                _ => None,
            };
            Some((at, failure::load(i18n, problem, host)))
        })
    });
    let refused_at = move |at: Option<&'static str>| {
        refused.with(|refused| refused.as_ref().filter(|(place, _)| *place == at).map(|(_, text)| text.clone()))
    };
    let problem_at = move |id: &'static str| {
        Signal::derive(move || {
            let texts = i18n.texts();
            match (wrong.get(), id) {
                (Some(Wrong::NoUsername), USERNAME) => Some(texts.username_empty.to_owned()),
                (Some(Wrong::NotUsername), USERNAME) => Some(texts.username_wrong.to_owned()),
                (Some(Wrong::NoPassword), PASSWORD) => Some(texts.password_empty.to_owned()),
                (Some(_), _) => None,
                (None, _) => refused_at(Some(id)),
            }
        })
    };
    // Another language says it in other words, and moves nobody.
    Effect::new(move |_| {
        if state.attempt.with(|attempt| attempt.refused_password().is_some()) {
            document::focus(match untrack(|| refused.get()) {
                Some((Some(USERNAME), _)) => USERNAME,
                _ => PASSWORD,
            });
        }
    });
    let log_in = move || {
        let text = service.get_untracked();
        let address = match ServiceAddress::parse(&text, parser) {
            Ok(address) => address,
            Err(error) => return refuse(error),
        };
        let name = username.with_untracked(|name| name.trim().to_owned());
        let found = match name.as_str() {
            "" => Some(Wrong::NoUsername),
            name if !is_username(name) => Some(Wrong::NotUsername),
            _ if password.with_untracked(String::is_empty) => Some(Wrong::NoPassword),
            _ => None,
        };
        wrong.set(found);
        match found {
            Some(Wrong::NoPassword) => document::focus(PASSWORD),
            Some(_) => document::focus(USERNAME),
            None => {
                let secret = password.get_untracked();
                // Whatever comes of it, the page has it no longer.
                password.set(String::new());
                state.log_in(address.host().to_owned(), text, name, secret);
            }
        }
    };
    view! {
        <details class="parts">
            <summary>{move || i18n.texts().log_in_summary}</summary>
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    log_in();
                }
            >
                <p class="hint">{move || i18n.texts().log_in_hint}</p>
                <TextField
                    id=USERNAME
                    label=Signal::derive(move || i18n.texts().username_label.to_owned())
                    problem=problem_at(USERNAME)
                    value=username
                    autocomplete="username"
                />
                <TextField
                    id=PASSWORD
                    label=Signal::derive(move || i18n.texts().password_label.to_owned())
                    problem=problem_at(PASSWORD)
                    value=password
                    secret=true
                    autocomplete="current-password"
                />
                <p class="problem" role="alert">{move || refused_at(None)}</p>
                <button class="button" type="submit">{move || i18n.texts().log_in}</button>
            </form>
        </details>
    }
}

/// The code that an account asks for behind its password.
#[component]
pub(super) fn CodeForm() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let code = RwSignal::new(String::new());
    let empty = RwSignal::new(false);
    let asked = Memo::new(move |_| {
        state.attempt.with(|attempt| attempt.code().map(|(host, asked)| (host.to_owned(), asked.clone())))
    });
    let problem = Signal::derive(move || {
        let refused = asked.with(|asked| {
            let (host, asked) = asked.as_ref()?;
            Some(failure::code(i18n, asked.problem.as_ref()?, host))
        });
        if empty.get() { Some(i18n.texts().code_empty.to_owned()) } else { refused }
    });
    Effect::new(move |_| {
        if asked.with(Option::is_some) {
            // When it is there.
            request_animation_frame(|| document::focus(CODE));
        }
    });
    let go_on = move || {
        let typed = code.with_untracked(|code| code.trim().to_owned());
        empty.set(typed.is_empty());
        if typed.is_empty() {
            document::focus(CODE);
        } else {
            code.set(String::new());
            state.type_code(typed);
        }
    };
    let words = move || {
        asked.get().map(|(host, asked)| {
            let texts = i18n.texts();
            let text = match asked.by {
                CodeBy::Authenticator => texts.code_authenticator,
                CodeBy::Message => texts.code_message,
            };
            (fill(texts.code_title, &[("host", &host)]), text)
        })
    };
    view! {
        <Show when=move || asked.with(Option::is_some)>
            <section class="notice offered" aria-labelledby="code-title">
                <h2 id="code-title">{move || words().map(|(title, _)| title)}</h2>
                <p>{move || words().map(|(_, text)| text)}</p>
                <form
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        go_on();
                    }
                >
                    <TextField
                        id=CODE
                        label=Signal::derive(move || i18n.texts().code_label.to_owned())
                        problem
                        value=code
                        autocomplete="one-time-code"
                    />
                    <div class="buttons">
                        <button class="button primary" type="submit">{move || i18n.texts().code_go_on}</button>
                        <button
                            class="button"
                            type="button"
                            on:click=move |_| {
                                state.cancel_attempt();
                                document::focus(PASSWORD);
                            }
                        >
                            {move || i18n.texts().cancel}
                        </button>
                    </div>
                </form>
            </section>
        </Show>
    }
}
