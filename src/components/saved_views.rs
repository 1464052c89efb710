//! Views that the person gave a name: to go to, to keep, to forget, to take along.

use audit_core::saved_views::SavedView;
use leptos::prelude::*;

use crate::browser::document;
use crate::browser::file::chosen;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::phrases::visible;
use crate::state::{AppState, use_state};
use crate::ui::{Each, Menu, MenuState};

const MENU: &str = "views-menu";
const NAME: &str = "view-name";

/// The menu.
#[component]
pub(crate) fn SavedViewsMenu() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let menu = MenuState::new(MENU);
    let views = Memo::new(move |_| {
        let account = state.account().unwrap_or_default();
        state.views.with(|views| views.of(&account))
    });
    let none = Memo::new(move |_| views.with(Vec::is_empty));
    let nothing = Memo::new(move |_| {
        none.get() && state.words.with(|words| words.is_empty()) && state.known_here.with(|known| known.is_empty())
    });
    view! {
        <Menu menu label=Signal::derive(move || i18n.texts().views_menu.to_owned())>
            <div class="views">
                <Show
                    when=move || !none.get()
                    fallback=move || view! { <p class="hint">{move || i18n.texts().views_none}</p> }
                >
                    <ul>
                        <Each each=move || views.get() key=|view| view.name.clone() let:kept>
                            <Kept kept menu/>
                        </Each>
                    </ul>
                </Show>
                <Keep/>
                <Files nothing/>
                <p class="hint" role="status">
                    {move || {
                        let texts = i18n.texts();
                        if state.views_are_kept.get() { texts.views_note } else { texts.views_not_kept }
                    }}
                </p>
            </div>
        </Menu>
    }
}

/// One view.
#[component]
fn Kept(kept: SavedView, menu: MenuState) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let shown = visible(&kept.name);
    let (name, label) = (kept.name.clone(), shown.clone());
    view! {
        <li class="view-line">
            <button
                class="menu-item"
                on:click=move |_| {
                    menu.close();
                    state.show_view(&kept);
                }
            >
                <bdi translate="no">{shown}</bdi>
            </button>
            <button
                class="button compact"
                aria-label=move || fill(i18n.texts().view_forget, &[("name", &label)])
                on:click=move |_| {
                    state.forget_view_named(&name);
                    document::focus(NAME);
                }
            >
                <span aria-hidden="true">"×"</span>
            </button>
        </li>
    }
}

/// Keeps what is looked at.
#[component]
fn Keep() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let name = RwSignal::new(String::new());
    let keep = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wanted = name.get_untracked();
        let text = if state.keep_view(&wanted) { i18n.texts().view_kept } else { i18n.texts().view_not_kept };
        announce(state, &fill(text, &[("name", &visible(wanted.trim()))]));
        name.set(String::new());
    };
    view! {
        <form class="view-keep" on:submit=keep>
            <label for=NAME>{move || i18n.texts().view_name}</label>
            <input
                id=NAME
                class="compact"
                type="text"
                required=true
                maxlength="80"
                autocomplete="off"
                prop:value=move || name.get()
                on:input=move |event| name.set(event_target_value(&event))
            />
            <button class="button compact">{move || i18n.texts().view_keep}</button>
        </form>
    }
}

/// To take them along, and back.
#[component]
fn Files(nothing: Memo<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let open = move |event: leptos::ev::Event| {
        if let Some(file) = chosen(&event).into_iter().next() {
            state.open_views(file, move |count| announce(state, &added(i18n, count)));
        }
    };
    view! {
        <div class="buttons">
            <Show when=move || !nothing.get()>
                <button
                    class="link"
                    on:click=move |_| {
                        state.save_views("audit-views.json");
                    }
                >
                    {move || i18n.texts().views_save}
                </button>
            </Show>
            <label class="link file-link">
                {move || i18n.texts().views_open}
                <input type="file" class="hidden" accept="application/json,.json" on:change=open/>
            </label>
        </div>
    }
}

fn added(i18n: I18n, count: usize) -> String {
    untrack(|| match count {
        0 => i18n.texts().views_no_file.to_owned(),
        count => i18n.plural(|texts| texts.views_added, count as u64),
    })
}

/// Spoken, also when the same was spoken before.
fn announce(state: AppState, words: &str) {
    state.announcement.set(String::new());
    state.announcement.set(words.to_owned());
}
