//! A link that leads away.

use leptos::prelude::*;

/// A link to a page of somebody else, in a window of its own that has no hold on this one.
/// Its address was checked where it was read.
#[component]
pub(crate) fn Elsewhere(url: String, children: Children) -> impl IntoView {
    view! {
        <a href=url target="_blank" rel="noopener noreferrer">{children()}</a>
    }
}
