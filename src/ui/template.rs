//! Elements to make copies of.

use leptos::prelude::*;
use leptos::tachys::renderer::types::Element;
use leptos::tachys::view::{Mountable, Render};

/// The first element of a view, which is in no document and follows no signal.
pub(crate) fn template(view: impl IntoView) -> Option<Element> {
    view.into_view().build().elements().into_iter().next()
}
