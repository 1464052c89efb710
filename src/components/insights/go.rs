//! From one page about the log to another.

use audit_core::insights::ItemRef;
use audit_core::view_state::Topic;

use super::TITLE;
use crate::browser::document;
use crate::state::AppState;
use leptos::prelude::request_animation_frame;

/// Goes to the records that a filter leaves.
pub(super) fn show_records(state: AppState, query: &str) {
    state.go(|view| {
        view.turn_to(Topic::Records);
        view.selected = None;
        query.clone_into(&mut view.query);
    });
}

/// Opens a record in the list of what a filter leaves; without one, of what was filtered last.
pub(super) fn show_record(state: AppState, id: &str, query: Option<&str>) {
    state.go(|view| {
        view.turn_to(Topic::Records);
        view.selected = Some(id.to_owned());
        if let Some(query) = query {
            query.clone_into(&mut view.query);
        }
    });
}

/// Goes to the page of an access; its heading takes the focus.
pub(crate) fn show_access(state: AppState, base: &str) {
    state.go(|view| {
        view.turn_to(Topic::Accesses);
        view.access = Some(base.to_owned());
    });
    focus_heading();
}

/// Goes to the history of an item, or to all changes; the heading takes the focus.
pub(crate) fn show_item(state: AppState, item: Option<&ItemRef>) {
    state.go(|view| {
        view.turn_to(Topic::Changes);
        view.item = item.cloned();
    });
    focus_heading();
}

/// Goes to an entry of the page of consent, which takes the focus there.
pub(crate) fn show_entry(state: AppState, entry: &str) {
    state.go(|view| {
        view.turn_to(Topic::Consent);
        view.entry = Some(entry.to_owned());
    });
}

/// What was clicked is gone.
pub(super) fn focus_heading() {
    request_animation_frame(|| document::focus(TITLE));
}
