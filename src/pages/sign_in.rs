//! Signing in: which platform, and waiting for the person there.

use audit_core::pryv::{AddressError, ServiceAddress, SignInPage};
use leptos::prelude::*;

use super::password::{CodeForm, PasswordForm};
use crate::browser::address::parse as parser;
use crate::browser::{document, location};
use crate::components::AttemptPatience;
use crate::failure;
use crate::i18n::{fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::phrases::visible;
use crate::state::use_state;
use crate::ui::{Elsewhere, TextField};

const PLATFORM: &str = "platform";

/// The platform to sign in at, and how the sign-in goes.
#[component]
pub(super) fn SignIn() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let service = RwSignal::new(String::new());
    // What the address names is offered each time that there is something to open.
    let offered = RwSignal::new(location::service());
    // Settings may come when the page is there already.
    Effect::new(move |_| {
        if let Some(known) = state.config.with(|config| config.service.clone())
            && (state.locked_to().is_some() || service.with_untracked(String::is_empty))
        {
            service.set(known);
        }
    });
    let wrong = RwSignal::new(None::<AddressError>);
    let refused = Memo::new(move |_| {
        state.attempt.with(|attempt| {
            let (host, failure) = attempt.refused_sign_in()?;
            Some(failure::load(i18n, failure, host))
        })
    });
    let problem = Signal::derive(move || {
        let wrong = wrong.get().map(|error| failure::service_address(i18n, error).to_owned());
        wrong.or_else(|| refused.get())
    });
    // How it ended takes the person to the place where they can try again.
    // Another language says it in other words, and moves nobody.
    Effect::new(move |_| {
        if state.attempt.with(|attempt| attempt.refused_sign_in().is_some()) {
            document::focus(PLATFORM);
        }
    });
    let refuse = move |error: AddressError| {
        wrong.set(Some(error));
        document::focus(PLATFORM);
    };
    let sign_in = move || {
        let text = service.get_untracked();
        match ServiceAddress::parse(&text, parser) {
            Ok(address) => {
                wrong.set(None);
                state.sign_in(address.host().to_owned(), text, untrack(|| i18n.locale()).code());
            }
            Err(error) => refuse(error),
        }
    };
    // The one that a link named is, once taken, as good as typed.
    let agree = move |named: String| {
        service.set(named);
        offered.set(None);
        sign_in();
    };
    let awaited = Memo::new(move |_| {
        state.attempt.with(|attempt| attempt.awaited().map(|(page, blocked)| (page.clone(), blocked)))
    });
    view! {
        {move || offered.get().map(|named| match state.locked_to() {
            Some(only) => view! { <LinkIgnored only close=move || offered.set(None)/> }.into_any(),
            None => view! { <OfferedService named agree refuse=move || offered.set(None)/> }.into_any(),
        })}
        <CodeForm/>
        <section class="sign-in" aria-labelledby="platform-title">
            <h2 id="platform-title">{move || i18n.texts().platform_title}</h2>
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    sign_in();
                }
            >
                <TextField
                    readonly=Signal::derive(move || state.locked_to().is_some())
                    id=PLATFORM
                    label=Signal::derive(move || i18n.texts().platform_label.to_owned())
                    hint=Signal::derive(move || i18n.texts().platform_hint.to_owned())
                    problem
                    value=service
                />
                <button class="button primary" type="submit">{move || i18n.texts().sign_in}</button>
            </form>
            <Show when=move || awaited.with(Option::is_some) && state.attempt_pause.with(Option::is_some)>
                <AttemptPatience/>
            </Show>
            <div role="status">
                {move || awaited.get().map(|(page, blocked)| view! { <Waiting page blocked/> })}
            </div>
            <p class="hint">{move || i18n.texts().sign_in_note}</p>
            <PasswordForm service refuse/>
        </section>
    }
}

/// A link named a platform or handed over a key, and this page opens another one alone.
#[component]
pub(super) fn LinkIgnored(
    /// The host of the platform; empty for none.
    only: String,
    /// Says no more of it.
    close: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="notice offered" role="alert">
            <p>{move || fill(i18n.texts().locked_link, &[("only", &only)])}</p>
            <button class="button" on:click=move |_| close()>{move || i18n.texts().close}</button>
        </section>
    }
}

/// A link named a platform: nothing is asked before the person agrees.
#[component]
fn OfferedService(
    /// What the link said.
    named: String,
    /// Signs in there.
    agree: impl Fn(String) + Copy + 'static,
    /// Does not.
    refuse: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    match ServiceAddress::parse(&named, parser) {
        Err(error) => view! {
            <section class="notice offered" role="alert">
                <p>{move || i18n.texts().offered_wrong}</p>
                <p>{move || failure::service_address(i18n, error)}</p>
                <button class="button" on:click=move |_| refuse()>{move || i18n.texts().close}</button>
            </section>
        }
        .into_any(),
        Ok(address) => view! {
            <section class="notice offered" aria-labelledby="service-title">
                <h2 id="service-title">{move || fill(i18n.texts().service_title, &[("host", address.host())])}</h2>
                <p>{move || i18n.texts().service_text}</p>
                <div class="buttons">
                    <button class="button primary" on:click=move |_| agree(named.clone())>
                        {move || i18n.texts().sign_in}
                    </button>
                    <button class="button" on:click=move |_| refuse()>{move || i18n.texts().cancel}</button>
                </div>
            </section>
        }
        .into_any(),
    }
}

/// What the person has to do elsewhere, and ways back.
#[component]
fn Waiting(
    /// What they have to open.
    page: SignInPage,
    /// They have to open it themselves.
    blocked: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let SignInPage { url, host, platform, pages } = page;
    let name = platform.unwrap_or_else(|| host.clone());
    let others = move || {
        let texts = i18n.texts();
        let pages = [
            (&pages.home, texts.sign_in_home),
            (&pages.support, texts.sign_in_support),
            (&pages.terms, texts.sign_in_terms),
        ];
        let links: Vec<_> = pages
            .into_iter()
            .filter_map(|(url, text)| Some((url.clone()?, text)))
            .map(|(url, text)| view! { " " <Elsewhere url>{text}</Elsewhere> })
            .collect();
        (!links.is_empty()).then(|| {
            view! {
                <p class="hint">
                    <bdi>{fill(texts.sign_in_pages, &[("platform", &visible(&name))])}</bdi>
                    {links}
                </p>
            }
        })
    };
    let cancel = move |_| {
        state.cancel_attempt();
        document::focus(PLATFORM);
    };
    view! {
        <div class="notice offered">
            <p>{move || fill(i18n.texts().sign_in_waits, &[("host", &host)])}</p>
            <p>
                {move || {
                    let texts = i18n.texts();
                    if blocked { texts.sign_in_blocked } else { texts.sign_in_waits_text }
                }}
            </p>
            <p>
                <Elsewhere url>
                    {move || {
                        let texts = i18n.texts();
                        if blocked { texts.sign_in_open } else { texts.sign_in_open_again }
                    }}
                </Elsewhere>
            </p>
            {others}
            <button class="button" on:click=cancel>{move || i18n.texts().cancel}</button>
        </div>
    }
}
