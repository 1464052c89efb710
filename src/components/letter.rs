//! What somebody can do about a record or a right: where the account is managed, and a text to
//! send to the platform.

use leptos::prelude::*;

use crate::components::record::copy::CopyButton;
use crate::i18n::{I18n, use_i18n};
use crate::phrases::findings::Telling;
use crate::state::{AppState, Source, use_state};
use crate::ui::Elsewhere;
use crate::worker_protocol::Identity;

/// Says something in the language, the words and the zone in use.
pub(super) fn telling<T>(i18n: I18n, state: AppState, say: impl FnOnce(Telling) -> T) -> T {
    let words = state.words.get();
    state.zone.with(|zone| say(Telling { locale: i18n.locale(), words: &words, zone }))
}

/// Where the account is managed.
#[component]
pub(super) fn AccountPage() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    move || match state.config.with(|config| config.account_page.clone()) {
        Some(url) => view! { <Elsewhere url>{move || i18n.texts().left_page}</Elsewhere> }.into_any(),
        None => i18n.texts().step_where.into_any(),
    }
}

/// A text to send, and the button that copies it.
#[component]
pub(super) fn Letter<F>(
    /// Says it, of the account and its host where they are known.
    say: F,
) -> impl IntoView
where
    F: Fn(Telling, Option<(&str, &str)>) -> String + Clone + Send + Sync + 'static,
{
    let i18n = use_i18n();
    let state = use_state();
    let letter = move || {
        let account = state.source.with(|source| match source {
            Source::Open(Identity::Server { user, host, .. }) => Some((user.clone(), host.clone())),
            _ => None,
        });
        let account = account.as_ref().map(|(user, host)| (user.as_str(), host.as_str()));
        telling(i18n, state, |telling| say(telling, account))
    };
    let copied = letter.clone();
    view! {
        <pre class="letter" tabindex="0">{letter}</pre>
        {move || {
            let copied = copied.clone();
            view! { <CopyButton label=i18n.texts().step_copy text=move || Some(untrack(&copied))/> }
        }}
    }
}
