//! An empty list: what is known, no more, and what may help.

use audit_core::pryv::Rights;
use audit_core::view_state::Window;
use leptos::prelude::*;

use super::count_line::COUNT_LINE;
use super::filters::period_words;
use crate::browser::document;
use crate::i18n::{I18n, fill, use_i18n};
use crate::state::{AppState, use_state};
use crate::worker_protocol::{Identity, LoadStatus};

/// The next longer period.
fn longer(window: Window) -> Option<Window> {
    let at = Window::ALL.iter().position(|known| *known == window)?;
    Window::ALL.get(at + 1).copied()
}

/// Why the list is empty: a title and a sentence or two.
#[component]
pub(crate) fn Empty(identity: Identity) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let server = matches!(identity, Identity::Server { .. });
    let words = Memo::new(move |_| words(i18n, state, &identity));
    let busy = Memo::new(move |_| state.load.with(LoadStatus::is_busy));
    let wider = Memo::new(move |_| longer(state.window()).filter(|_| server && !busy.get()));
    view! {
        <div class="empty" id="records" tabindex="-1">
            <p class="empty-title">{move || words.get().0}</p>
            <p>{move || words.get().1}</p>
            <div class="buttons">
                <Show when=move || state.view.with(|view| !view.query.is_empty())>
                    <button
                        class="button"
                        on:click=move |_| {
                            state.go(|view| view.query.clear());
                            document::focus(COUNT_LINE);
                        }
                    >
                        {move || i18n.texts().clear_filters}
                    </button>
                </Show>
                {move || {
                    wider
                        .get()
                        .map(|window| {
                            let texts = i18n.texts();
                            let period = period_words(texts, window);
                            view! {
                                <button class="button" on:click=move |_| state.choose_window(window)>
                                    {fill(texts.load_longer, &[("period", period)])}
                                </button>
                            }
                        })
                }}
            </div>
        </div>
    }
}

fn words(i18n: I18n, state: AppState, identity: &Identity) -> (&'static str, String) {
    let texts = i18n.texts();
    let (busy, complete) = state.load.with(|load| (load.is_busy(), load.is_complete()));
    let loaded = state.viewed.with(|viewed| viewed.snapshot.loaded);
    if loaded > 0 {
        let mut text = i18n.plural(|texts| texts.no_match_text, u64::from(loaded));
        if !complete {
            text.push(' ');
            text.push_str(if busy { texts.still_loading } else { texts.no_match_partial });
        }
        return (texts.no_match_title, text);
    }
    let period = period_words(texts, state.window());
    let text = match identity {
        _ if busy => texts.still_loading,
        // Nothing is known about what did not arrive.
        Identity::Server { .. } if !complete => texts.empty_stopped,
        Identity::Server { rights: Rights::Everything, .. } => texts.empty_server,
        Identity::Server { .. } => texts.empty_server_own,
        Identity::File { .. } | Identity::Demo { .. } if !complete => texts.empty_file_cut,
        Identity::File { .. } | Identity::Demo { .. } => texts.empty_file,
    };
    (texts.empty_title, fill(text, &[("period", period)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn there_is_nothing_longer_than_everything() {
        assert_eq!(longer(Window::Month), Some(Window::Quarter));
        assert_eq!(longer(Window::Year), Some(Window::Everything));
        assert_eq!(longer(Window::Everything), None);
    }
}
