//! What can be written at the cursor of the search: fields, operators, and values that
//! the log holds, offered under it.

use audit_core::engine::{Command, Reply};
use audit_core::query::{CompletionKind, Completions};
use leptos::html;
use leptos::prelude::*;

use super::search_bar::FIELD;
use crate::browser::clock::Timer;
use crate::browser::document;
use crate::engine_client::EngineClient;
use crate::i18n::use_i18n;
use crate::lasting::RwSignal;
use crate::phrases::visible;
use crate::state::use_state;

/// How many are offered.
const MOST: u32 = 8;
/// How long after the last key: the records come first, and a list that changes with
/// every key cannot be read.
const PAUSE_MS: i32 = 80;

/// The id of the list.
pub(super) const OFFERS: &str = "search-offers";
const PLACE: &str = "data-offer";

/// The id of one of them.
pub(super) fn offer_id(place: usize) -> String {
    format!("search-offer-{place}")
}

/// What is offered in a field, and which of it is stood on.
#[derive(Clone, Copy)]
pub(super) struct Offers {
    engine: EngineClient,
    field: NodeRef<html::Input>,
    timer: StoredValue<Option<Timer>, LocalStorage>,
    shown: RwSignal<Option<Shown>>,
    at: RwSignal<Option<usize>>,
}

/// Completions, and the text that they complete.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    text: String,
    completions: Completions,
}

impl Shown {
    /// The text with one of them in it, and the byte behind that.
    fn with(&self, place: usize) -> Option<(String, usize)> {
        let item = self.completions.items.get(place)?;
        let before = self.text.get(..self.completions.start as usize)?;
        let after = self.text.get(self.completions.end as usize..)?;
        // Behind a field comes its value, behind everything else another term.
        let space = if item.kind == CompletionKind::Field || after.starts_with(char::is_whitespace) { "" } else { " " };
        let begun = format!("{before}{}{space}", item.insert);
        Some((format!("{begun}{after}"), begun.len()))
    }
}

impl Offers {
    /// Of a field that is empty so far.
    pub(super) fn of(field: NodeRef<html::Input>) -> Self {
        Self {
            engine: use_state().engine,
            field,
            timer: StoredValue::new_local(None),
            shown: RwSignal::new(None),
            at: RwSignal::new(None),
        }
    }

    /// Whether there is something to choose from.
    pub(super) fn are_there(self) -> bool {
        self.shown.with(Option::is_some)
    }

    /// The one that is stood on.
    pub(super) fn at(self) -> Option<usize> {
        self.at.get()
    }

    /// Offers something for what was typed, when that pauses.
    pub(super) fn typed(self) {
        self.timer.set_value(Some(Timer::after(PAUSE_MS, move || self.ask())));
    }

    /// Offers nothing any more.
    pub(super) fn close(self) {
        self.timer.set_value(None);
        self.at.set(None);
        if self.shown.with_untracked(Option::is_some) {
            self.shown.set(None);
        }
    }

    /// Asks for what fits where the cursor is.
    fn ask(self) {
        let Some(field) = self.field.get_untracked() else { return };
        let text = field.value();
        let units = field.selection_end().ok().flatten().unwrap_or_default();
        let Ok(cursor) = u32::try_from(byte_at(&text, units)) else { return };
        let command = Command::Complete { text: text.clone(), cursor, most: MOST };
        self.engine.ask(command, move |answer| {
            let Reply::Completions(completions) = answer.reply else { return };
            // Meanwhile somebody may have typed on, gone elsewhere, or closed the page.
            let now = self.field.try_get_untracked().flatten();
            if now.is_none_or(|field| field.value() != text) || !document::has_focus(FIELD) {
                return;
            }
            let shown = Shown { text, completions };
            // What stands there already is no offer.
            let any = (0..shown.completions.items.len())
                .any(|place| shown.with(place).is_some_and(|(with, _)| with.trim_end() != shown.text.trim_end()));
            self.at.set(None);
            self.shown.set(any.then_some(shown));
        });
    }

    /// Goes to the next or the one before, around the field itself.
    fn go(self, forward: bool) {
        let count = self.shown.with_untracked(|shown| shown.as_ref().map_or(0, |it| it.completions.items.len()));
        self.at.update(|at| {
            *at = match (*at, forward) {
                (None, true) => Some(0),
                (None, false) => count.checked_sub(1),
                (Some(place), true) => Some(place + 1).filter(|next| *next < count),
                (Some(place), false) => place.checked_sub(1),
            }
        });
    }

    /// Takes a key if it is meant for what is offered; what is then in the field, if it
    /// changes that.
    pub(super) fn key(self, event: &leptos::ev::KeyboardEvent) -> Option<String> {
        let open = self.shown.with_untracked(Option::is_some);
        match (event.key().as_str(), self.at.get_untracked()) {
            ("ArrowDown", _) if !open => {
                event.prevent_default();
                self.ask();
            }
            ("ArrowDown" | "ArrowUp", _) if open => {
                event.prevent_default();
                self.go(event.key() == "ArrowDown");
            }
            ("Enter" | "Tab", Some(place)) => {
                event.prevent_default();
                return self.take(place);
            }
            // The browser would empty the field.
            ("Escape", _) if open => {
                event.prevent_default();
                self.close();
            }
            _ => {}
        }
        None
    }

    /// Writes one of them into the field; what is then in it.
    fn take(self, place: usize) -> Option<String> {
        let (text, cursor) = self.shown.with_untracked(|shown| shown.as_ref()?.with(place))?;
        let field = self.field.get_untracked()?;
        let cursor = u32::try_from(text.get(..cursor)?.encode_utf16().count()).unwrap_or(u32::MAX);
        field.set_value(&text);
        let _ = field.set_selection_range(cursor, cursor);
        self.close();
        self.typed();
        Some(text)
    }
}

/// The byte behind so many units of UTF-16, in which browsers count.
fn byte_at(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    let before = |(_, character): &(usize, char)| {
        let there = left > 0;
        left = left.saturating_sub(character.len_utf16());
        !there
    };
    text.char_indices().find(before).map_or(text.len(), |(at, _)| at)
}

/// The list.
#[component]
pub(super) fn OfferList(
    /// What is offered.
    offers: Offers,
    /// The field has another text.
    on_text: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let items = move || {
        let items = offers.shown.get().map(|shown| shown.completions.items).unwrap_or_default();
        let line = |(place, item): (usize, audit_core::query::Completion)| {
            view! {
                <li
                    id=offer_id(place)
                    role="option"
                    data-offer=place
                    aria-selected=move || if offers.at.get() == Some(place) { "true" } else { "false" }
                >
                    <bdi translate="no">{visible(&item.insert).into_owned()}</bdi>
                    <span class="count">{item.count.map(|count| i18n.number(count))}</span>
                </li>
            }
        };
        items.into_iter().enumerate().map(line).collect_view()
    };
    view! {
        <ul
            id=OFFERS
            class="offers"
            role="listbox"
            aria-label=move || i18n.texts().offers_label
            hidden=move || !offers.are_there()
            // The field keeps the focus.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |event| {
                if let Some(text) = document::number_at(&event, PLACE).and_then(|place| offers.take(place)) {
                    on_text(text);
                }
            }
        >
            {items}
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audit_core::query::Completion;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn bytes_are_found_by_units() {
        let cases = [(0, 0), (1, 1), (2, 3), (4, 7), (5, 8), (99, 8)];
        for (units, byte) in cases {
            assert_eq!(byte_at("aé😀b", units), byte, "{units}");
        }
    }

    #[wasm_bindgen_test]
    fn a_value_is_followed_by_a_space_and_a_field_by_its_value() {
        let item = |insert: &str, kind| Completion { insert: insert.to_owned(), kind, count: None };
        let shown = Shown {
            text: "é act diary".to_owned(),
            completions: Completions {
                start: 3,
                end: 6,
                items: vec![item("action:", CompletionKind::Field), item("AND", CompletionKind::Operator)],
            },
        };
        assert_eq!(shown.with(0), Some(("é action: diary".to_owned(), 10)));
        assert_eq!(shown.with(1), Some(("é AND diary".to_owned(), 6)));
        let last = Shown { text: "é act".to_owned(), ..shown };
        assert_eq!(last.with(1), Some(("é AND ".to_owned(), 7)));
        assert_eq!(last.with(2), None);
    }
}
