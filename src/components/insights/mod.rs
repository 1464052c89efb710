//! What a log tells about people, accesses and data, in words.

mod accesses;

use audit_core::view_state::Topic;
use leptos::prelude::*;

use self::accesses::AccessList;

/// The heading of what is shown: it takes the focus when something else is asked.
pub(super) const TITLE: &str = "topic-title";

/// What was asked of the log, beside its records.
#[component]
pub(crate) fn TopicPage(
    /// What.
    topic: Topic,
) -> impl IntoView {
    match topic {
        Topic::Records => ().into_any(),
        Topic::Accesses => view! { <AccessList/> }.into_any(),
    }
}
