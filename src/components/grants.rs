//! What an access was given, as parts of a page: what was said then, and why something of it
//! is not known.

use audit_core::engine::{ConsentText, Permission};
use audit_core::insights::versions::NotKnown;
use leptos::prelude::*;

use super::load_names::LoadNames;
use crate::i18n::I18n;
use crate::messages::Messages;
use crate::phrases::{grants, visible};
use crate::state::{AppState, Source};
use crate::worker_protocol::Identity;

/// A level, and what it is about.
pub(super) fn permission_view(
    texts: &'static Messages,
    permission: &Permission,
    name: Option<&str>,
) -> impl IntoView + use<> {
    let (level, on) = grants::permission(texts, permission, name);
    view! { <span class="level">{level}</span> " " <bdi>{on}</bdi> }
}

/// Texts that a person agreed to, each with what it is; nothing where there are none.
pub(super) fn consent_texts(i18n: I18n, texts: &[ConsentText]) -> impl IntoView + use<> {
    let words = i18n.texts();
    let line = |said: &ConsentText| {
        let name = grants::consent_key(words, said.key);
        // The lines of the text stay: putting it in otherwise would write out their ends.
        let text = words.label_quoted.replace("{label}", &lines(&said.text));
        let cut = said.cut.then(|| view! { <span class="hint">" " {words.agreed_cut}</span> });
        view! {
            <dt>{name}</dt>
            <dd><bdi class="agreed">{text}</bdi> {cut}</dd>
        }
    };
    (!texts.is_empty()).then(|| {
        let said = texts.iter().map(line).collect_view();
        view! { <dl class="access-facts">{said}</dl> }
    })
}

/// Why it is not known what was allowed; with what can tell it, where that helps.
pub(super) fn not_known(i18n: I18n, state: AppState, why: NotKnown) -> impl IntoView + use<> {
    // The demo names all that it has; a record of the older generation never says more.
    let can_be =
        state.source.with(|source| matches!(source, Source::Open(Identity::Server { .. } | Identity::File { .. })));
    let offers_names = can_be && why != NotKnown::OlderGeneration;
    view! {
        <p>
            {grants::not_known(i18n.texts(), why)}
            {offers_names.then(|| view! { " " <LoadNames/> })}
        </p>
    }
}

/// Text of several lines, each with its hidden characters made visible.
fn lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}
