//! Looking for newer records: a switch, and what waits until somebody wants to see it.

use audit_core::pryv::Live;
use leptos::prelude::*;

use super::empty::focus_records;
use super::patience::reason;
use crate::failure;
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::state::{Source, use_state};
use crate::ui::{Menu, MenuState};
use crate::worker_protocol::{Failure, Identity};

/// The switch, and what it costs; only where a server can be asked.
#[component]
pub(super) fn LiveSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let on = Memo::new(move |_| state.live.with(Live::is_on));
    let added = Memo::new(move |_| state.live.with(Live::added));
    let label = Signal::derive(move || {
        let texts = i18n.texts();
        if on.get() { texts.live_on } else { texts.live_off }.to_owned()
    });
    let seconds = move || state.config.with(|config| u64::try_from(config.live_ms / 1_000).unwrap_or(0));
    view! {
        <Show when=move || state.can_look()>
            <Menu menu=MenuState::new("live-menu") label>
                <div class="live-panel">
                    <button
                        class="button compact"
                        aria-pressed=move || if on.get() { "true" } else { "false" }
                        aria-describedby="live-told"
                        on:click=move |_| state.switch_live(!on.get_untracked())
                    >
                        {move || i18n.texts().live_switch}
                    </button>
                    <p id="live-told">{move || i18n.plural(|texts| texts.live_told, seconds())}</p>
                    <p>{move || i18n.plural(|texts| texts.live_added, u64::from(added.get()))}</p>
                </div>
            </Menu>
        </Show>
    }
}

/// Looks once, where it does not by itself.
#[component]
pub(super) fn LookOnce() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let on = Memo::new(move |_| state.live.with(Live::is_on));
    view! {
        <Show when=move || state.can_look() && !on.get()>
            <button class="button compact look-once" on:click=move |_| state.look_for_newer()>
                {move || i18n.texts().live_look}
            </button>
        </Show>
    }
}

/// What waits, and how the last look ended.
#[component]
pub(super) fn NewerLine() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let newer = Memo::new(move |_| state.newer.get());
    let words = Memo::new(move |_| {
        let texts = i18n.texts();
        state.live.with(|live| match live.problem() {
            Some(problem) if live.is_on() => Some(format!("{} {}", reason(texts, problem), texts.live_goes_on)),
            Some(problem) => {
                let host = state.source.with(|source| match source {
                    Source::Open(Identity::Server { host, .. }) => host.clone(),
                    _ => String::new(),
                });
                let failure = Failure::Server(problem.clone());
                Some(fill(texts.live_failed, &[("reason", &failure::load(i18n, &failure, &host))]))
            }
            None if live.is_asking() => None,
            None => (live.added() > 0 && !live.is_on() && newer.get() == 0).then(|| texts.live_nothing.to_owned()),
        })
    });
    // What came is spoken; the button itself says it to who looks.
    Effect::new(move |before: Option<u32>| {
        let newer = newer.get();
        if newer > before.unwrap_or(0) {
            state.announcement.set(untrack(|| i18n.plural(|texts| texts.newer_waiting, u64::from(newer))));
        }
        newer
    });
    view! {
        <Show when=move || { newer.get() > 0 }>
            <button
                class="button primary compact"
                on:click=move |_| {
                    state.show_newer();
                    // The button goes.
                    focus_records();
                }
            >
                {move || i18n.plural(|texts| texts.newer_show, u64::from(newer.get()))}
            </button>
        </Show>
        <span class="hint" role="status">{move || words.get()}</span>
    }
}
