//! A table whose lines open: one stop of the Tab key, walked with the arrow keys. What
//! its lines are and do is in the document; here are the keys.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::attr::custom::{CustomAttr, custom_attribute};
use leptos::prelude::*;

use super::list_head::LIST_HEAD;
use crate::browser::document;
use crate::browser::lines::{self, Line};
use crate::lasting::RwSignal;

/// The id of the table: the same as that of the list, in whose place it stands.
const TREE: &str = "records";
/// What of a line opens and closes it, and what shows its records.
pub(super) const TOGGLE: &str = "data-toggle";
pub(super) const OPEN: &str = "data-open";
/// Lines that a key goes by at once.
const A_PAGE: usize = 10;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    To(usize),
    Toggle(usize),
    Open(usize),
}

/// What a key does on a line.
fn step(lines: &[Line], at: Option<usize>, key: &str) -> Option<Step> {
    let last = lines.len().checked_sub(1)?;
    // From nowhere any of these goes to the first line.
    let Some(at) = at else {
        let moves = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "Enter", " "].contains(&key);
        return if key == "End" { Some(Step::To(last)) } else { moves.then_some(Step::To(0)) };
    };
    let expanded = lines[at].expanded;
    Some(match key {
        "ArrowDown" => Step::To(last.min(at + 1)),
        "ArrowUp" => Step::To(at.saturating_sub(1)),
        "PageDown" => Step::To(last.min(at + A_PAGE)),
        "PageUp" => Step::To(at.saturating_sub(A_PAGE)),
        "Home" => Step::To(0),
        "End" => Step::To(last),
        "ArrowRight" if expanded == Some(true) => Step::To(last.min(at + 1)),
        "ArrowRight" if expanded == Some(false) => Step::Toggle(at),
        "ArrowLeft" if expanded == Some(true) => Step::Toggle(at),
        // To the line that this one is in.
        "ArrowLeft" => Step::To(lines[..at].iter().rposition(|line| line.level < lines[at].level)?),
        "Enter" | " " => Step::Open(at),
        _ => return None,
    })
}

/// How deep in the table a line is, for screen readers: leptos has no name for it.
pub(super) fn level(level: &'static str) -> CustomAttr<&'static str, &'static str> {
    custom_attribute("aria-level", level)
}

/// A new id for a line.
pub(super) fn new_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("line-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The table.
#[component]
pub(super) fn TreeGrid(
    /// What it is, for screen readers.
    #[prop(into)]
    label: Signal<&'static str>,
    /// What is in its head and in its lines looks after this.
    class: &'static str,
    /// The id of the line that one stands on; empty on none.
    active: RwSignal<String>,
    /// Its head and its lines.
    children: Children,
) -> impl IntoView {
    let key = move |event: leptos::ev::KeyboardEvent| {
        // The buttons of the head have their own keys.
        if event.ctrl_key() || event.alt_key() || event.meta_key() || document::is_inside(&event, LIST_HEAD) {
            return;
        }
        let lines = lines::lines(TREE);
        let at = active.with_untracked(|active| lines.iter().position(|line| line.id == *active));
        let Some(step) = step(&lines, at, &event.key()) else { return };
        event.prevent_default();
        match step {
            Step::To(to) => {
                lines::show(&lines[to].id);
                active.set(lines[to].id.clone());
            }
            Step::Toggle(at) => lines::press(&lines[at].id, TOGGLE),
            Step::Open(at) => lines::press(&lines[at].id, OPEN),
        }
    };
    view! {
        <div
            id=TREE
            class=format!("grid {class}")
            role="treegrid"
            tabindex="0"
            aria-label=move || label.get()
            aria-activedescendant=move || Some(active.get()).filter(|active| !active.is_empty())
            on:keydown=key
            on:focus=move |_| {
                // Whoever comes here stands somewhere.
                let lines = lines::lines(TREE);
                let known = active.with_untracked(|active| lines.iter().any(|line| line.id == *active));
                if let Some(first) = lines.into_iter().next().filter(|_| !known) {
                    active.set(first.id);
                }
            }
            on:click=move |event| {
                if let Some(line) = lines::line_at(&event) {
                    active.set(line);
                    // Not on what was pressed in it, which may go.
                    document::focus(TREE);
                }
            }
        >
            {children()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn keys_walk_open_and_close() {
        let line = |level, expanded| Line { id: String::new(), level, expanded };
        let lines = [line(1, Some(true)), line(2, None), line(2, None), line(1, Some(false)), line(1, None)];
        let cases = [
            (None, "ArrowDown", Some(Step::To(0))),
            (None, "End", Some(Step::To(4))),
            (None, "a", None),
            (Some(0), "ArrowDown", Some(Step::To(1))),
            (Some(0), "ArrowUp", Some(Step::To(0))),
            (Some(4), "ArrowDown", Some(Step::To(4))),
            (Some(0), "ArrowRight", Some(Step::To(1))),
            (Some(0), "ArrowLeft", Some(Step::Toggle(0))),
            (Some(2), "ArrowLeft", Some(Step::To(0))),
            (Some(2), "ArrowRight", None),
            (Some(3), "ArrowRight", Some(Step::Toggle(3))),
            (Some(3), "ArrowLeft", None),
            (Some(3), "Home", Some(Step::To(0))),
            (Some(3), "PageDown", Some(Step::To(4))),
            (Some(3), "Enter", Some(Step::Open(3))),
            (Some(3), " ", Some(Step::Open(3))),
            (Some(3), "Tab", None),
        ];
        for (at, key, expected) in cases {
            assert_eq!(step(&lines, at, key), expected, "{key} at {at:?}");
        }
        assert_eq!(step(&[], None, "Home"), None);
    }
}
