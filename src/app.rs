//! The root of the page: contexts, which page is shown, and what is spoken.

use audit_core::view_state::Page;
use leptos::prelude::*;

use crate::browser::worker::Breakage;
use crate::browser::{document, media};
use crate::components::LockWarning;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::pages::{CheckPage, LogPage, OpenPage};
use crate::phrases::search_texts;
use crate::state::{AppState, Attempt, Source, Target};
use crate::ui::preferences;
use crate::worker_protocol::Identity;

/// Draws the page.
pub(crate) fn start() {
    preferences::apply_theme();
    document::ignore_stray_drops();
    mount_to_body(App);
    document::remove_help();
}

/// How much room there is, as far as the layout changes with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// Records take one line, not two.
    pub(crate) one_line: RwSignal<bool>,
    /// Groups stand beside the records.
    pub(crate) groups_beside: RwSignal<bool>,
    /// A record stands beside the list.
    pub(crate) record_beside: RwSignal<bool>,
}

impl Room {
    fn watch() -> Self {
        let watch = |query: &str| {
            let signal = RwSignal::new(false);
            media::watch(query, move |matches| signal.set(matches));
            signal
        };
        Self {
            one_line: watch("(min-width: 40rem)"),
            groups_beside: watch("(min-width: 56.25rem)"),
            record_beside: watch("(min-width: 75rem)"),
        }
    }
}

#[component]
fn App() -> impl IntoView {
    let i18n = I18n::start();
    provide_context(i18n);
    provide_context(Room::watch());
    let state = AppState::start();
    provide_context(state);

    let identity = Memo::new(move |_| {
        // A link's address waits for an answer before anything else is shown.
        if state.offered.with(Option::is_some) {
            return None;
        }
        let source = state.source.get();
        let page = state.view.with(|view| view.page);
        match (source, page) {
            (Source::Open(identity @ Identity::Demo { .. }), Page::Demo) => Some(identity),
            (Source::Open(Identity::Demo { .. }), _) | (_, Page::Demo | Page::Open | Page::Check) => None,
            (Source::Open(identity), Page::Log) => Some(identity),
            (_, Page::Log) => None,
        }
    });
    let checking =
        Memo::new(move |_| state.view.with(|view| view.page == Page::Check) && state.offered.with(Option::is_none));
    // Free text finds what the page says, in the language that it says it in, and the
    // person's own words.
    Effect::new(move |_| {
        let (texts, words) = (i18n.texts(), state.words.get());
        state.say(|| search_texts(texts, &words));
    });
    // The demo needs nothing to open again, after a reload or from a link.
    Effect::new(move |_| {
        let wanted = state.view.with(|view| view.page == Page::Demo) && state.offered.with(Option::is_none);
        let there = state.source.with_untracked(|source| matches!(source, Source::Open(Identity::Demo { .. })));
        let coming = state.attempt.with_untracked(|attempt| *attempt == Attempt::Opening(Target::Demo));
        if wanted && !there && !coming {
            state.open_demo();
        }
    });
    Effect::new(move |before: Option<(bool, bool)>| {
        let title = identity.with(|identity| title(i18n, identity.as_ref()));
        let title = if checking.get() { i18n.texts().evidence_title.to_owned() } else { title };
        document::set_title(&title);
        let open = (identity.with(Option::is_some), checking.get());
        if before.is_some_and(|before| before != open) {
            // When the frame is laid out anyway: the focus asks for it.
            request_animation_frame(|| document::focus("title"));
        }
        open
    });

    view! {
        <Show when=move || state.broken.get() == Some(Breakage::Broke)>
            <Broken/>
        </Show>
        // Without its other half the page can do nothing at all.
        <Show when=move || state.broken.get() != Some(Breakage::NotStarted) fallback=NotStarted>
            {move || match (identity.get(), checking.get()) {
                (_, true) => view! { <CheckPage/> }.into_any(),
                (Some(identity), false) => view! { <LogPage identity/> }.into_any(),
                (None, false) => view! { <OpenPage/> }.into_any(),
            }}
        </Show>
        <LockWarning/>
        <div class="hidden" role="status">{move || state.announcement.get()}</div>
    }
}

/// Whose log is open, as the heading and the window's title say it.
pub(crate) fn title(i18n: I18n, identity: Option<&Identity>) -> String {
    let texts = i18n.texts();
    match identity {
        None => texts.app_name.to_owned(),
        Some(Identity::Server { user, host, .. }) => fill(texts.log_of_server, &[("user", user), ("host", host)]),
        Some(Identity::File { name, others: 0 }) => fill(texts.log_of_file, &[("name", name)]),
        Some(Identity::File { name, others }) => {
            i18n.plural_with(|texts| texts.log_of_files, *others, &[("name", name)])
        }
        Some(Identity::Demo { user }) => fill(texts.log_of_demo, &[("user", user)]),
    }
}

#[component]
fn Broken() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="broken" role="alert">
            <h2>{move || i18n.texts().broken_title}</h2>
            <p>{move || i18n.texts().broken_text}</p>
            <button class="button primary" on:click=move |_| document::reload()>
                {move || i18n.texts().reload}
            </button>
        </section>
    }
}

#[component]
fn NotStarted() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main class="open">
            <section class="card" role="alert">
                <h1>{move || i18n.texts().not_started_title}</h1>
                <p>{move || i18n.texts().not_started_text}</p>
                <button class="button primary" on:click=move |_| document::reload()>
                    {move || i18n.texts().reload}
                </button>
            </section>
        </main>
    }
}
