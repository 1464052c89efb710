//! What a log tells about people, accesses and data, in words.

mod access;
mod accesses;
mod changes;
mod consent;
mod consent_entry;
pub(super) mod consented;
mod finding_card;
mod findings;
mod go;
mod item;
mod item_now;
mod odd;
mod report;
mod rights;

use audit_core::view_state::Topic;
use leptos::prelude::*;

use self::access::AccessPages;
use self::changes::ChangesPage;
use self::consent::ConsentLine;
pub(crate) use self::consented::look_for_consent;
use self::findings::FindingList;
pub(crate) use self::go::{show_access, show_entry, show_item};
pub(super) use self::item::item_title;
pub(super) use self::odd::NotKnownYet;
pub(crate) use self::odd::look_for_odd;
use self::report::ReportPage;
use self::rights::RightList;

/// The heading of what is shown: it takes the focus when something else is asked.
pub(super) const TITLE: &str = "topic-title";

/// What was asked of the log, beside its records.
#[component]
pub(crate) fn TopicPage(
    /// What.
    topic: Topic,
) -> impl IntoView {
    match topic {
        Topic::Findings => view! { <FindingList/> }.into_any(),
        Topic::Accesses => view! { <AccessPages/> }.into_any(),
        Topic::Consent => view! { <ConsentLine/> }.into_any(),
        Topic::Changes => view! { <ChangesPage/> }.into_any(),
        Topic::Rights => view! { <RightList/> }.into_any(),
        Topic::Report => view! { <ReportPage/> }.into_any(),
        Topic::Records => ().into_any(),
    }
}
