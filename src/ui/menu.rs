//! A button that opens a panel beneath it. Escape, a click elsewhere and leaving it
//! with Tab close it; a focus that would be lost with the panel returns to the button.

use leptos::prelude::*;

use crate::browser::document;
use crate::lasting::RwSignal;

/// A menu, from outside and from within: open or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MenuState {
    id: &'static str,
    open: RwSignal<bool>,
}

impl MenuState {
    /// A closed menu. The id is that of its button; other ids follow from it.
    pub(crate) fn new(id: &'static str) -> Self {
        Self { id, open: RwSignal::new(false) }
    }

    /// Closes it, as something in it was chosen or dismissed: the focus goes to its button.
    pub(crate) fn close(self) {
        if self.open.get_untracked() {
            self.open.set(false);
            document::focus(self.id);
        }
    }

    fn frame(self) -> String {
        format!("{}-frame", self.id)
    }
}

/// The button and its panel.
#[component]
pub(crate) fn Menu(
    /// Whether it is open.
    menu: MenuState,
    /// What the button says.
    #[prop(into)]
    label: Signal<String>,
    /// The button stands out.
    #[prop(optional)]
    primary: bool,
    /// What the panel holds.
    children: Children,
) -> impl IntoView {
    let MenuState { id, open } = menu;
    let panel = format!("{id}-panel");
    let elsewhere = window_event_listener(leptos::ev::click, move |event| {
        // What a click in it took away was in it.
        let elsewhere = !document::is_inside(&event, &menu.frame()) && !document::is_gone(&event);
        if open.get_untracked() && elsewhere {
            open.set(false);
            // What was clicked may have taken the focus; nothing else does.
            document::focus_if_lost(id);
        }
    });
    on_cleanup(move || elsewhere.remove());
    view! {
        <div
            class="menu"
            id=menu.frame()
            on:keydown=move |event| {
                if event.key() == "Escape" && open.get_untracked() {
                    // A sheet or a record behind it stays.
                    event.stop_propagation();
                    menu.close();
                }
            }
            on:focusout=move |event| {
                if document::moves_out(&event, &menu.frame()) {
                    open.set(false);
                }
            }
        >
            <button
                id=id
                class="button compact"
                class:primary=primary
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=panel.clone()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {label}
                <span aria-hidden="true">" ▾"</span>
            </button>
            <div class="menu-items" id=panel hidden=move || !open.get()>
                {children()}
            </div>
        </div>
    }
}
