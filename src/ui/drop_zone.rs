//! A place on which files are dropped.

use leptos::prelude::*;

use crate::browser::file::{LocalFile, dropped};
use crate::lasting::RwSignal;

/// The place, which shows when files are over it.
#[component]
pub(crate) fn DropZone(
    /// The id of what names it.
    labelled_by: &'static str,
    /// Files were dropped.
    on_files: impl Fn(&[LocalFile]) + 'static,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let over = RwSignal::new(false);
    view! {
        <section
            class="drop-zone"
            class:over=move || over.get()
            aria-labelledby=labelled_by
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=move |event| {
                event.prevent_default();
                over.set(false);
                on_files(&dropped(&event));
            }
        >
            {children()}
        </section>
    }
}
