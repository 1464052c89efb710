//! A sheet over the whole window: a native dialog, which holds the focus and
//! gives it back.

use leptos::html;
use leptos::prelude::*;

/// A sheet that is open as long as it is there.
#[component]
pub(crate) fn Sheet(
    /// What it is, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// It is a question in the middle of the window.
    #[prop(optional)]
    small: bool,
    /// It was closed, by Escape or from within.
    on_close: impl Fn() + 'static,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            // It fails only for a dialog that is open or not in the page.
            let _ = dialog.show_modal();
        }
    });
    view! {
        <dialog class="sheet" class:small=small node_ref=dialog aria-label=label on:close=move |_| on_close()>
            {children()}
        </dialog>
    }
}
