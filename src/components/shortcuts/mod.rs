//! Keyboard shortcuts: hearing them, and the list of them, in which letters can be
//! switched off for whoever speaks to the device or holds keys by mistake.

mod table;

use audit_core::query::Field;
use audit_core::view_state::Layout;
use leptos::prelude::*;

use self::table::{Act, Place, Press, SHORTCUTS, act_of};
use super::record;
use super::search_bar::FIELD;
use super::zone_select::other_zone;
use crate::app::Room;
use crate::browser::document;
use crate::browser::storage::{self, Preference};
use crate::i18n::{fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::pages::Opened;
use crate::state::{AppState, use_state};
use crate::ui::Sheet;

/// The list of records.
const LIST: &str = "records";
/// What is remembered where letters are switched off.
const OFF: &str = "off";

/// Whether the list of shortcuts is open, and whether letters are heard.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys {
    open: RwSignal<bool>,
    letters: RwSignal<bool>,
}

impl Keys {
    /// As the device remembers them.
    pub(crate) fn remembered() -> Self {
        let off = storage::read(Preference::Keys).as_deref() == Some(OFF);
        Self { open: RwSignal::new(false), letters: RwSignal::new(!off) }
    }

    /// Opens the list of shortcuts.
    pub(crate) fn show(self) {
        self.open.set(true);
    }

    fn switch(self, on: bool) {
        storage::write(Preference::Keys, if on { "on" } else { OFF });
        self.letters.set(on);
    }
}

/// Hears the shortcuts of the log page, and lists them.
#[component]
pub(crate) fn Shortcuts(
    /// Their state.
    keys: Keys,
    /// The open record.
    opened: RwSignal<Opened>,
    /// It is to be closed.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let is_open = move || state.view.with_untracked(|view| view.selected.is_some());
    // What had the focus, a term of the filter or the list, may go when the answer comes.
    let back = StoredValue::new(false);
    let version = Memo::new(move |_| state.viewed.with(|viewed| viewed.version));
    Effect::new(move |_| {
        let _ = version.get();
        if back.try_update_value(std::mem::take) == Some(true) {
            request_animation_frame(|| document::focus_if_lost(LIST));
        }
    });
    let hear = window_event_listener(leptos::ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let over = is_open() && !room.record_beside.get_untracked();
        // Any other sheet has keys of its own.
        if document::open_dialogs() > usize::from(over) {
            return;
        }
        let place = match over {
            _ if document::is_inside(&event, FIELD) => Place::Search,
            _ if document::is_typing(&event) => Place::Field,
            true => Place::Over,
            false => Place::Page,
        };
        let press = Press {
            key: event.key(),
            modified: event.ctrl_key() || event.alt_key() || event.meta_key(),
            shifted: event.shift_key(),
            repeated: event.repeat(),
            place,
        };
        let Some(act) = act_of(&press, keys.letters.get_untracked()) else { return };
        let leaves = place == Place::Search;
        if act == Act::Close && !is_open() && !leaves {
            return;
        }
        // A `/` would open the browser's own search, and stand in ours.
        event.prevent_default();
        match act {
            Act::Help => keys.show(),
            // The browser would empty the field.
            Act::Close if leaves => document::focus(LIST),
            Act::Close => on_close(),
            Act::Next | Act::Previous if is_open() => record::step(state, opened, act == Act::Previous),
            Act::Next => in_list("ArrowDown"),
            Act::Previous => in_list("ArrowUp"),
            Act::Zone => {
                record::keep_focus();
                let (zone, name) = other_zone(state);
                state.go(|view| view.zone = zone);
                state.announcement.set(format!("{} {name}", untrack(|| i18n.texts().zone_label)));
            }
            act => {
                change(state, act);
                back.set_value(true);
                request_animation_frame(|| document::focus_if_lost(LIST));
            }
        }
    });
    on_cleanup(move || hear.remove());
    view! {
        <Show when=move || keys.open.get()>
            <Sheet
                label=Signal::derive(move || i18n.texts().keys_title.to_owned())
                on_close=move || keys.open.set(false)
            >
                <List keys/>
            </Sheet>
        </Show>
    }
}

/// What changes what is looked at.
fn change(state: AppState, act: Act) {
    match act {
        Act::Search => document::focus(FIELD),
        Act::Timeline => state.go(|view| view.layout = Layout::List),
        Act::Groups => state.go(|view| view.layout = Layout::Groups),
        Act::Fold => state.go(|view| view.folded = !view.folded),
        Act::Errors => state.filter(|query| {
            let errors = ["error".to_owned()];
            let only_errors = query.values(Field::Status) == errors;
            query.with_field(Field::Status, if only_errors { &[] } else { &errors })
        }),
        Act::Clear => state.go(|view| view.query.clear()),
        Act::Help | Act::Next | Act::Previous | Act::Zone | Act::Close => {}
    }
}

/// Moves in the list; from elsewhere, to the place in it where one stood.
fn in_list(arrow: &str) {
    if document::has_focus(LIST) {
        document::press(LIST, arrow);
    } else {
        document::focus(LIST);
    }
}

/// The list of shortcuts.
#[component]
fn List(keys: Keys) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |shortcut: &'static table::Shortcut| {
        let off = move || shortcut.act != Act::Close && !keys.letters.get();
        view! {
            <div class:off=off>
                <dt>
                    <kbd>{if shortcut.act == Act::Close { "Esc" } else { shortcut.key }}</kbd>
                </dt>
                <dd>{move || (shortcut.text)(i18n.texts())}</dd>
            </div>
        }
    };
    view! {
        <div class="shortcuts">
            // The browser closes it, and gives the focus back to what had it.
            <form method="dialog" class="shortcuts-bar">
                <h2>{move || i18n.texts().keys_title}</h2>
                <button class="button compact">{move || i18n.texts().close}</button>
            </form>
            <dl>{SHORTCUTS.iter().map(line).collect_view()}</dl>
            <label class="tick">
                <input
                    type="checkbox"
                    prop:checked=move || keys.letters.get()
                    on:change=move |event| keys.switch(event_target_checked(&event))
                />
                {move || i18n.texts().keys_on}
            </label>
            <p class="hint">{move || i18n.texts().keys_note} " " {move || i18n.texts().keys_done}</p>
        </div>
    }
}

/// The button that opens the list: a sign, or in words.
#[component]
pub(crate) fn ShortcutsButton(
    /// The state of shortcuts.
    keys: Keys,
    /// In words.
    #[prop(optional)]
    words: bool,
    /// Runs before.
    on_open: impl Fn() + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let label = move || {
        let texts = i18n.texts();
        fill(texts.value_action, &[("action", texts.keys_title), ("value", "?")])
    };
    view! {
        <button
            class="button compact"
            aria-label=label
            title=move || i18n.texts().keys_title
            on:click=move |_| {
                on_open();
                keys.show();
            }
        >
            {move || if words { i18n.texts().keys_title } else { "?" }}
        </button>
    }
}
