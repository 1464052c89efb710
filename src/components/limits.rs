//! Where records come from: what was asked of the server, what is done on this device,
//! and what cannot be seen here, and why.

use audit_core::pryv::Scope;
use audit_core::record::Generation;
use leptos::prelude::*;

use super::chips::terms_in_words;
use super::filters::period_words;
use super::load_names::NamesMissing;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::RwSignal;
use crate::messages::Messages;
use crate::phrases::visible;
use crate::state::{AppState, use_state};
use crate::worker_protocol::Identity;

/// The disclosure.
#[component]
pub(crate) fn Limits(identity: Identity) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let open = RwSignal::new(false);
    let identity = StoredValue::new(identity);
    view! {
        <details class="limits" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{move || i18n.texts().limits_summary}</summary>
            <Show when=move || open.get()>
                <ul>
                    {move || {
                        let lines = identity.with_value(|identity| lines(i18n, state, identity));
                        lines.into_iter().map(|line| view! { <li><bdi>{line}</bdi></li> }).collect_view()
                    }}
                </ul>
                <NamesMissing/>
            </Show>
        </details>
    }
}

/// What was asked and done, then what is missing.
pub(super) fn lines(i18n: I18n, state: AppState, identity: &Identity) -> Vec<String> {
    let texts = i18n.texts();
    let asked = match identity {
        Identity::Server { host, .. } => {
            let period = period_words(texts, state.window());
            let less = state.load.with(|load| load.only.clone());
            let text = if less.is_some() { texts.explain_server_less } else { texts.explain_server };
            let less = visible(&less.unwrap_or_default());
            fill(text, &[("host", host), ("period", period), ("less", &less)])
        }
        Identity::File { others: 0, .. } => texts.explain_file.to_owned(),
        Identity::File { .. } => texts.explain_files.to_owned(),
        Identity::Demo { .. } => texts.explain_demo.to_owned(),
    };
    let terms = terms_in_words(i18n, state);
    let done = if terms.is_empty() {
        texts.explain_nothing.to_owned()
    } else {
        fill(texts.explain_filter, &[("filter", &terms.join(" · "))])
    };
    let mut lines = vec![asked, done];
    let from = state.load.with(|load| load.period).map(|(from, _)| from).filter(|from| *from > 0);
    if let Some(from) = from {
        let date = state.zone.with(|zone| i18n.short_date(&zone.name, from));
        lines.push(fill(texts.limit_period, &[("date", &date)]));
    }
    lines.extend(limits(texts, identity).into_iter().map(str::to_owned));
    lines
}

/// What cannot be seen, whatever is filtered.
fn limits(texts: &Messages, identity: &Identity) -> Vec<&'static str> {
    let mut limits = Vec::new();
    match identity {
        Identity::Server { scope, generation, .. } => {
            let legacy = *generation == Generation::Legacy;
            match scope {
                Scope::Everything if legacy => limits.push(texts.limit_accesses),
                Scope::Everything => {}
                Scope::Own { .. } | Scope::Granted { .. } | Scope::Nothing => limits.push(texts.limit_own),
            }
            if legacy {
                limits.extend([texts.limit_legacy_days, texts.limit_legacy_sign_in]);
            }
        }
        Identity::File { .. } => limits.push(texts.limit_file),
        Identity::Demo { .. } => {}
    }
    limits.extend([texts.limit_platform, texts.limit_bodies, texts.limit_addresses]);
    limits
}
