//! The address names a record that is not among those that are loaded.

use leptos::prelude::*;

use crate::browser::document;
use crate::components::filters::period_words;
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::state::{Source, use_state};
use crate::worker_protocol::{Identity, LoadStatus};

/// That it is not there, what is, and what helps.
#[component]
pub(super) fn Gone() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let server =
        Memo::new(move |_| state.source.with(|source| matches!(source, Source::Open(Identity::Server { .. }))));
    let busy = Memo::new(move |_| state.load.with(LoadStatus::is_busy));
    let longer = Memo::new(move |_| state.window().longer().filter(|_| server.get()));
    let span = move || {
        let (from, to) = state.viewed.with(|viewed| viewed.snapshot.span)?;
        let date = |time| state.zone.with(|zone| i18n.short_date(&zone.name, time));
        Some(fill(i18n.texts().gone_period, &[("from", &date(from)), ("to", &date(to))]))
    };
    let what_helps = move || {
        let texts = i18n.texts();
        match (busy.get(), server.get()) {
            (true, _) => Some(texts.still_loading),
            (false, false) => Some(texts.gone_file),
            (false, true) => None,
        }
    };
    view! {
        <div class="notice">
            <p>{move || i18n.texts().detail_gone} " " {span} " " {what_helps}</p>
            <Show when=move || longer.get().is_some() && !busy.get()>
                <button
                    class="button"
                    on:click=move |_| {
                        if let Some(window) = longer.get_untracked() {
                            // The button goes while that is loaded.
                            document::focus(super::TITLE);
                            state.choose_window(window);
                        }
                    }
                >
                    {move || {
                        let texts = i18n.texts();
                        let period = longer.get().map_or("", |window| period_words(texts, window));
                        fill(texts.load_longer, &[("period", period)])
                    }}
                </button>
            </Show>
        </div>
    }
}
