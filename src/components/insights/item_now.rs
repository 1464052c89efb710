//! Whether an item is still what the log says was written: asked of the platform when somebody
//! wants to know, never by itself.

use audit_core::insights::{ItemClass, ItemRef};
use audit_core::pryv::Verdict;
use leptos::prelude::*;

use crate::components::periods::moment;
use crate::failure;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::state::{AppState, Comparing, Source, use_state};
use crate::worker_protocol::Identity;

/// Who could be asked.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    /// The platform at this host.
    Host(String),
    /// Nobody: the account is invented.
    Demo,
    /// Nobody: the log is that of files.
    File,
}

/// The question, and what came of it.
#[component]
pub(super) fn ItemNow(
    /// The item.
    item: ItemRef,
    /// When the log last names it, in milliseconds.
    last_ms: Memo<i64>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let is_access = item.class == ItemClass::Access;
    let asked = Memo::new(move |_| {
        state.source.with(|source| match source {
            Source::Open(Identity::Server { host, .. }) => Asked::Host(host.clone()),
            Source::Open(Identity::Demo { .. }) => Asked::Demo,
            Source::Open(Identity::File { .. }) | Source::None => Asked::File,
        })
    });
    let about = move || {
        let texts = i18n.texts();
        match asked.get() {
            _ if is_access => texts.now_access.to_owned(),
            Asked::Host(host) => fill(texts.now_about, &[("host", &host)]),
            Asked::Demo => texts.now_demo.to_owned(),
            Asked::File => texts.now_file.to_owned(),
        }
    };
    let can_be = Memo::new(move |_| !is_access && matches!(asked.get(), Asked::Host(_)));
    let of = item.clone();
    let said = move || {
        let host = match asked.get() {
            Asked::Host(host) => host,
            Asked::Demo | Asked::File => String::new(),
        };
        let comparing = state.comparing.get();
        match &comparing {
            _ if comparing.item() != Some(&of) => String::new(),
            Comparing::Done(_, verdict) => in_words(i18n, state, verdict, last_ms.get(), &host),
            _ => fill(i18n.texts().now_asking, &[("host", &host)]),
        }
    };
    let is_asking = move || state.comparing.with(|comparing| matches!(comparing, Comparing::Asking(_)));
    let compare = StoredValue::new(item);
    view! {
        <h3>{move || i18n.texts().now_title}</h3>
        <p class="item-about">{about}</p>
        <Show when=move || can_be.get()>
            <button
                class="button item-compare"
                aria-disabled=move || is_asking().then_some("true")
                on:click=move |_| {
                    if !untrack(is_asking) {
                        compare.with_value(|item| state.compare(item));
                    }
                }
            >
                {move || i18n.texts().now_compare}
            </button>
        </Show>
        <p class="item-verdict" role="status">{said}</p>
    }
}

/// What was found out. `last_ms` is when the log last names the item.
fn in_words(i18n: I18n, state: AppState, verdict: &Verdict, last_ms: i64, host: &str) -> String {
    let texts = i18n.texts();
    let dated = |text: &str, time_ms: i64| fill(text, &[("date", &moment(i18n, state, time_ms))]);
    let and = |first: String, more: Option<String>| more.map_or(first.clone(), |more| format!("{first} {more}"));
    match verdict {
        Verdict::Unchanged => dated(texts.now_unchanged, last_ms),
        Verdict::ChangedLater { modified_ms, trashed } => {
            let said = dated(texts.now_later, modified_ms.unwrap_or(last_ms));
            and(said, trashed.then(|| texts.now_trash.to_owned()))
        }
        Verdict::Gone { deleted_ms } => {
            and(texts.now_gone.to_owned(), deleted_ms.map(|time_ms| dated(texts.now_gone_on, time_ms)))
        }
        Verdict::Contradicts => dated(texts.now_contradicts, last_ms),
        Verdict::MayNotRead => texts.now_may_not.to_owned(),
        Verdict::NotReached(problem) => {
            format!("{} {}", texts.now_not_reached, failure::server(i18n, problem, host))
        }
        Verdict::CannotBeChecked(_) => texts.now_cannot.to_owned(),
    }
}
