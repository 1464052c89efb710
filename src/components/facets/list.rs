//! One facet: its values, a search among them, and the way to all of them.

use std::sync::Arc;

use audit_core::engine::{Facet, FacetValue};
use audit_core::explore::Dimension;
use audit_core::query::{Choice, Query};
use leptos::prelude::*;

use super::super::dimensions::dimension_name;
use super::super::load_names::NamesMissing;
use super::value::Value;
use super::{FEW, Handle, MANY};
use crate::browser::document;
use crate::i18n::{fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::state::{AppState, use_state};
use crate::ui::{Each, gradually};

/// What the buttons of a value are known by.
pub(super) const CHOOSE: &str = "data-choose";
pub(super) const EXCLUDE: &str = "data-exclude";

/// Lines that are new in one frame.
const A_FRAME: usize = 24;

/// The values of a facet in the order that is shown.
#[derive(Clone, Copy)]
pub(super) struct List {
    pub(super) handle: Handle,
    /// Values in their places.
    pub(super) values: Memo<Vec<FacetValue>>,
    /// The place that the Tab key goes to.
    pub(super) active: RwSignal<usize>,
}

impl List {
    /// The id of one of the two buttons in a place.
    pub(super) fn id(self, attribute: &str, place: usize) -> String {
        format!("{}-{}-{place}", attribute.trim_start_matches("data-"), self.handle.dimension.key())
    }

    fn change(self, state: AppState, place: usize, change: impl FnOnce(&Query, Choice) -> Query) {
        let Some(field) = self.handle.dimension.field() else { return };
        let Some(value) = self.values.with_untracked(|values| values.get(place).cloned()) else { return };
        let choice = Choice { field, value: &value.value, name: value.name.as_deref(), mark: value.mark };
        state.filter(|query| change(query, choice));
    }

    fn choose(self, state: AppState, place: usize) {
        self.change(state, place, Query::toggle_chosen);
    }

    fn exclude(self, state: AppState, place: usize) {
        self.change(state, place, Query::toggle_excluded);
    }

    /// Moves the focus, by the keys that lists know.
    fn key(self, state: AppState, event: &leptos::ev::KeyboardEvent) {
        let place = document::number_at(event, CHOOSE);
        let Some(at) = place.or_else(|| document::number_at(event, EXCLUDE)) else { return };
        let last = self.values.with_untracked(Vec::len).saturating_sub(1);
        let side = if place.is_some() { CHOOSE } else { EXCLUDE };
        let (side, to) = match event.key().as_str() {
            "ArrowDown" => (side, at.saturating_add(1).min(last)),
            "ArrowUp" => (side, at.saturating_sub(1)),
            "Home" => (side, 0),
            "End" => (side, last),
            "ArrowRight" => (EXCLUDE, at),
            "ArrowLeft" => (CHOOSE, at),
            "-" | "Delete" => {
                event.prevent_default();
                return self.exclude(state, at);
            }
            _ => return,
        };
        event.prevent_default();
        self.active.set(to);
        document::focus(&self.id(side, to));
    }
}

/// Values in the order to show. While somebody is among them, those that were there keep
/// their place: a key would choose another than the one that is read.
fn in_order(before: &[FacetValue], facet: Option<&Arc<Facet>>, keep: bool) -> Vec<FacetValue> {
    let now = facet.map_or(&[][..], |facet| &facet.values);
    if !keep {
        return now.to_vec();
    }
    let stay = before.iter().filter_map(|value| now.iter().find(|it| it.value == value.value));
    let new = now.iter().filter(|value| before.iter().all(|it| it.value != value.value));
    stay.chain(new).cloned().collect()
}

/// The facet.
#[component]
pub(super) fn FacetList(handle: Handle) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let Handle { dimension, wanted, facet } = handle;
    let open = Memo::new(move |_| wanted.with(|wanted| wanted.open));
    let focused = RwSignal::new(false);
    let values = Memo::new(move |before: Option<&Vec<FacetValue>>| {
        facet.with(|facet| in_order(before.map_or(&[], Vec::as_slice), facet.as_ref(), focused.get()))
    });
    let list = List { handle, values, active: RwSignal::default() };
    let places = Memo::new(move |_| values.with(Vec::len));
    let there = gradually(places, A_FRAME);
    // A list that became shorter still has a place for the Tab key.
    Effect::new(move |_| {
        let lowest = places.get().saturating_sub(1);
        if list.active.get_untracked() > lowest {
            list.active.set(lowest);
        }
    });
    let id = format!("facet-{}", dimension.key());
    let own_id = id.clone();
    let title = move || dimension_name(i18n.texts(), dimension);
    view! {
        <div class="facet">
            <h3>
                <button
                    class="facet-title"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=move || open.get().then(|| id.clone())
                    on:click=move |_| wanted.update(|wanted| wanted.open = !wanted.open)
                >
                    <span aria-hidden="true">{move || if open.get() { "▾" } else { "▸" }}</span>
                    {title}
                </button>
            </h3>
            {move || {
                let own_id = own_id.clone();
                open.get().then(move || {
                    let leave_id = own_id.clone();
                    view! {
                        <Search list/>
                        <ul
                            id=own_id
                            aria-label=title
                            aria-describedby="facets-keys"
                            on:focusin=move |_| focused.set(true)
                            on:focusout=move |event| {
                                if document::leaves(&event, &leave_id) {
                                    focused.set(false);
                                }
                            }
                            on:keydown=move |event| list.key(state, &event)
                            on:click=move |event| {
                                if let Some(place) = document::number_at(&event, CHOOSE) {
                                    list.active.set(place);
                                    list.choose(state, place);
                                } else if let Some(place) = document::number_at(&event, EXCLUDE) {
                                    list.active.set(place);
                                    list.exclude(state, place);
                                }
                            }
                        >
                            <Each each=move || 0..there.get() key=|place| *place let:place>
                                <Value list place/>
                            </Each>
                        </ul>
                        <Pages list/>
                        {(dimension == Dimension::Access).then(|| view! { <NamesMissing/> })}
                    }
                })
            }}
        </div>
    }
}

/// A field that looks for values, where all of them are shown: one that comes and goes
/// with their number would move them.
#[component]
fn Search(list: List) -> impl IntoView {
    let i18n = use_i18n();
    let Handle { dimension, wanted, .. } = list.handle;
    let many = Memo::new(move |_| wanted.with(|wanted| wanted.count > FEW));
    let label = move || fill(i18n.texts().facet_search, &[("what", dimension_name(i18n.texts(), dimension))]);
    view! {
        <Show when=move || many.get()>
            <input
                type="search"
                class="compact facet-search"
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                prop:value=move || wanted.with(|wanted| wanted.search.clone())
                on:input=move |event| {
                    wanted.update(|wanted| {
                        wanted.search = event_target_value(&event);
                        wanted.first = 0;
                    });
                }
            />
        </Show>
    }
}

/// What is not shown, and how to get there.
#[component]
fn Pages(list: List) -> impl IntoView {
    let i18n = use_i18n();
    let Handle { dimension, wanted, facet } = list.handle;
    let total = Memo::new(move |_| facet.with(|facet| facet.as_ref().map_or(0, |facet| facet.total)));
    let answered = Memo::new(move |_| facet.with(Option::is_some));
    let all = Memo::new(move |_| wanted.with(|wanted| wanted.count > FEW));
    let first = Memo::new(move |_| wanted.with(|wanted| wanted.first));
    let turn = move |first: u32| wanted.update(|wanted| wanted.first = first);
    let name = move || dimension_name(i18n.texts(), dimension);
    view! {
        <Show when=move || answered.get() && total.get() == 0>
            <p class="hint">{move || i18n.texts().facet_none}</p>
        </Show>
        <Show when=move || all.get() || { total.get() > FEW }>
            <div class="facet-pages">
                <button
                    class="link"
                    aria-label=move || {
                        let text = if all.get() { i18n.texts().facet_few } else { i18n.texts().facet_all };
                        format!("{}: {}", name(), fill(text, &[("count", &i18n.number(total.get()))]))
                    }
                    on:click=move |_| {
                        wanted.update(|wanted| {
                            wanted.first = 0;
                            wanted.search.clear();
                            wanted.count = if wanted.count > FEW { FEW } else { MANY };
                        });
                    }
                >
                    {move || {
                        let text = if all.get() { i18n.texts().facet_few } else { i18n.texts().facet_all };
                        fill(text, &[("count", &i18n.number(total.get()))])
                    }}
                </button>
                <Show when=move || all.get() && { total.get() > MANY }>
                    <button
                        class="button compact"
                        aria-label=move || format!("{}: {}", name(), i18n.texts().facet_previous)
                        aria-disabled=move || (first.get() == 0).then_some("true")
                        on:click=move |_| turn(first.get_untracked().saturating_sub(MANY))
                    >
                        "‹"
                    </button>
                    <span class="count">
                        {move || {
                            let last = total.get().min(first.get() + MANY);
                            format!("{}–{}", i18n.number(first.get() + 1), i18n.number(last))
                        }}
                    </span>
                    <button
                        class="button compact"
                        aria-label=move || format!("{}: {}", name(), i18n.texts().facet_next)
                        aria-disabled=move || (first.get() + MANY >= total.get()).then_some("true")
                        on:click=move |_| {
                            if first.get_untracked() + MANY < total.get_untracked() {
                                turn(first.get_untracked() + MANY);
                            }
                        }
                    >
                        "›"
                    </button>
                </Show>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audit_core::query::Mark;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn values_keep_their_place_while_somebody_is_among_them() {
        let value = |value: &str, count| FacetValue { value: value.to_owned(), name: None, count, mark: Mark::None };
        let facet = |values: &[(&str, u32)]| {
            let values = values.iter().map(|(text, count)| value(text, *count)).collect();
            Arc::new(Facet { dimension: Dimension::Action, total: 3, first: 0, values })
        };
        let before = [value("a", 3), value("b", 2)];
        let now = facet(&[("b", 9), ("a", 4), ("c", 1)]);
        let told = |keep| in_order(&before, Some(&now), keep).iter().map(|it| it.value.clone()).collect::<Vec<_>>();
        assert_eq!(told(false), ["b", "a", "c"]);
        assert_eq!(told(true), ["a", "b", "c"]);
        assert_eq!(in_order(&before, Some(&now), true)[0].count, 4, "what is said of it is new");
        assert_eq!(in_order(&before, Some(&facet(&[("b", 1)])), true).len(), 1, "what is gone is gone");
        assert!(in_order(&before, None, true).is_empty());
    }
}
