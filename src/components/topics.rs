//! What can be asked of a log, beside each other above it.

use audit_core::view_state::Topic;
use leptos::prelude::*;

use super::insights::NotKnownYet;
use crate::browser::document;
use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::messages::Messages;
use crate::state::use_state;

/// The choice.
#[component]
pub(crate) fn Topics() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let shown = Memo::new(move |_| state.view.with(|view| (view.topic, view.access.is_some() || view.item.is_some())));
    // On a narrow page the row is wider than the page.
    Effect::new(move |_| {
        let (topic, _) = shown.get();
        request_animation_frame(move || document::show_in_row(&id_of(topic)));
    });
    let choice = move |topic: Topic| {
        view! {
            <button
                id=id_of(topic)
                // Of the page of one access the list of all is not the one that is seen.
                aria-current=move || match shown.get() {
                    (shown, one) if shown == topic => Some(if one { "true" } else { "page" }),
                    _ => None,
                }
                on:click=move |_| state.go(|view| view.turn_to(topic))
            >
                {move || topic_name(i18n.texts(), topic)}
                {(topic == Topic::Findings).then(|| view! { <NotKnownYet/> })}
            </button>
        }
    };
    view! {
        <nav class="topics" aria-label=move || i18n.texts().topics_label>
            {Topic::ALL.map(choice)}
        </nav>
    }
}

fn id_of(topic: Topic) -> String {
    format!("topic-{}", topic.key())
}

fn topic_name(texts: &Messages, topic: Topic) -> &'static str {
    match topic {
        Topic::Records => texts.topic_records,
        Topic::Findings => texts.topic_findings,
        Topic::Accesses => texts.topic_accesses,
        Topic::Consent => texts.topic_consent,
        Topic::Changes => texts.topic_changes,
        Topic::Rights => texts.topic_rights,
        Topic::Report => texts.topic_report,
    }
}
