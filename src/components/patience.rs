//! Why nothing comes from a server at the moment, when it is asked again, and a way not
//! to wait.

use audit_core::pryv::Problem;
use leptos::prelude::*;

use crate::browser::clock::Timer;
use crate::i18n::{fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::messages::Messages;
use crate::state::use_state;
use crate::ui::every_second;
use crate::worker_protocol::Pause;

/// From when on a silence is worth a word.
const SILENCE_MS: i32 = 5_000;

/// Says it, where there is something to say.
#[component]
pub(crate) fn Patience(
    /// The wait that was decided on.
    pause: Memo<Option<Pause>>,
    /// Bytes that have arrived: a sign of life.
    bytes: Memo<u64>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let silent = RwSignal::new(false);
    let timer = StoredValue::new_local(None::<Timer>);
    Effect::new(move |_| {
        let _ = (bytes.get(), pause.get());
        silent.set(false);
        timer.set_value(Some(Timer::after(SILENCE_MS, move || {
            // The line may be gone.
            let _ = silent.try_set(true);
        })));
    });
    let words = Memo::new(move |_| {
        let texts = i18n.texts();
        match pause.get() {
            Some(Pause::Offline) => Some(texts.pause_offline.to_owned()),
            Some(Pause::Elsewhere { from, to }) => Some(fill(texts.pause_elsewhere, &[("from", &from), ("to", &to)])),
            Some(Pause::Until { problem, .. }) => Some(reason(texts, &problem)),
            None => silent.get().then(|| texts.still_waiting.to_owned()),
        }
    });
    let until = Memo::new(move |_| match pause.get() {
        Some(Pause::Until { time_ms, failed, .. }) => Some((time_ms, failed)),
        _ => None,
    });
    let elsewhere = Memo::new(move |_| match pause.get() {
        Some(Pause::Elsewhere { to, .. }) => Some(to),
        _ => None,
    });
    view! {
        // A place for what may have to be said takes no room before.
        <div class="progress-line" class:quiet=move || words.with(Option::is_none)>
            <span role="status">{move || words.get()}</span>
            <Show when=move || until.get().is_some()>
                <Countdown until/>
            </Show>
            <Show when=move || elsewhere.with(Option::is_some)>
                <button class="button compact" on:click=move |_| state.follow()>
                    {move || fill(i18n.texts().follow, &[("to", &elsewhere.get().unwrap_or_default())])}
                </button>
            </Show>
            <Show when=move || pause.with(Option::is_some) && elsewhere.with(Option::is_none)>
                <button class="button compact" on:click=move |_| state.go_on_loading()>
                    {move || i18n.texts().try_now}
                </button>
            </Show>
        </div>
    }
}

/// The seconds that are left. They are read, not spoken.
#[component]
fn Countdown(until: Memo<Option<(i64, u32)>>) -> impl IntoView {
    let i18n = use_i18n();
    let now = every_second();
    let state = use_state();
    let tries = move || state.config.with(|config| u64::from(config.rules.retries.attempts));
    let words = move || {
        let (time_ms, failed) = until.get()?;
        let seconds = u64::try_from(time_ms - now.get()).unwrap_or(0).div_ceil(1_000);
        let (failed, tries) = (i18n.number(failed), i18n.number(tries()));
        Some(i18n.plural_with(|texts| texts.pause_next, seconds, &[("failed", &failed), ("tries", &tries)]))
    };
    view! { <span class="hint">{words}</span> }
}

/// What went wrong, for somebody who need not do anything about it.
pub(super) fn reason(texts: &Messages, problem: &Problem) -> String {
    let (text, status) = match problem {
        Problem::Busy { status, .. } => (texts.pause_busy, Some(status)),
        Problem::Server { status } => (texts.pause_server, Some(status)),
        Problem::Timeout => (texts.pause_timeout, None),
        Problem::CutOff => (texts.pause_cut_off, None),
        // The others end a load, and are told by its end.
        _ => (texts.pause_unreachable, None),
    };
    let status = status.map(ToString::to_string).unwrap_or_default();
    fill(text, &[("status", &status)])
}
