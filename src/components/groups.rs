//! What matches, by action and inside by status. A name filters; an arrow opens.

use std::collections::BTreeSet;
use std::fmt::Write;

use audit_core::engine::Group;
use audit_core::query::Field;
use audit_core::record::Status;
use leptos::prelude::*;

use crate::browser::document;
use crate::i18n::{fill, use_i18n};
use crate::phrases::{action_name, mark, outcome_class, status_words, visible};
use crate::state::use_state;

const TREE: &str = "groups-tree";

/// The groups in the order to show. While somebody is among them, those that were
/// there keep their place: one that moves in the page would lose the focus.
fn in_order<T: Clone + PartialEq>(before: &[T], now: &[T], keep: bool) -> Vec<T> {
    if !keep {
        return now.to_vec();
    }
    let new = now.iter().filter(|item| !before.contains(item));
    before.iter().chain(new).cloned().collect()
}

/// What the rows of the tree share.
#[derive(Clone, Copy)]
struct Tree {
    groups: Memo<Vec<Group>>,
    /// Actions whose statuses are shown.
    open: RwSignal<BTreeSet<String>>,
    /// The focus is in the tree.
    focused: RwSignal<bool>,
}

impl Tree {
    /// Something of a group; the default where the group is no more.
    fn of<T: Default>(self, method: &str, part: impl FnOnce(&Group) -> T) -> T {
        self.groups.with(|groups| groups.iter().find(|group| group.method == method).map(part).unwrap_or_default())
    }

    /// Keys in their order, as far as they are there.
    fn keys<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        now: impl Fn() -> Vec<T> + Send + Sync + 'static,
    ) -> Memo<Vec<T>> {
        let now = Memo::new(move |_| now());
        let order = Memo::new(move |before: Option<&Vec<T>>| {
            now.with(|now| in_order(before.map_or(&[], Vec::as_slice), now, self.focused.get()))
        });
        Memo::new(move |_| now.with(|now| order.get().into_iter().filter(|key| now.contains(key)).collect()))
    }
}

/// The tree of groups.
#[component]
pub(crate) fn Groups() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let tree = Tree {
        groups: Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.groups.clone())),
        open: RwSignal::default(),
        focused: RwSignal::new(false),
    };
    let methods =
        tree.keys(move || tree.groups.with(|groups| groups.iter().map(|group| group.method.clone()).collect()));
    view! {
        <section class="groups" aria-labelledby="groups-title">
            <h2 id="groups-title">{move || i18n.texts().groups_title}</h2>
            <ul
                class="tree"
                id=TREE
                on:focusin=move |_| tree.focused.set(true)
                on:focusout=move |event| {
                    if document::leaves(&event, TREE) {
                        tree.focused.set(false);
                    }
                }
            >
                <For each=move || methods.get() key=Clone::clone let:method>
                    <ActionGroup method tree/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn ActionGroup(method: String, tree: Tree) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let name = {
        let method = method.clone();
        move || visible(action_name(i18n.texts(), &method))
    };
    let list_id = list_id(&method);
    let count = {
        let method = method.clone();
        Memo::new(move |_| tree.of(&method, |group| group.count))
    };
    let statuses = {
        let method = method.clone();
        tree.keys(move || tree.of(&method, |group| group.statuses.iter().map(|(status, _)| *status).collect()))
    };
    let is_open = {
        let method = method.clone();
        Memo::new(move |_| tree.open.with(|open| open.contains(&method)))
    };
    let toggle = {
        let method = method.clone();
        move |_| {
            tree.open.update(|open| {
                if !open.remove(&method) {
                    open.insert(method.clone());
                }
            });
        }
    };
    let value = Field::Action.exactly(&method);
    let is_chosen = {
        let value = value.clone();
        Memo::new(move |_| state.query.with(|query| query.values(Field::Action) == [value.as_str()]))
    };
    let choose = move |_| {
        let values = if is_chosen.get_untracked() { Vec::new() } else { vec![value.clone()] };
        state.filter(|query| query.with_field(Field::Action, &values));
    };
    let toggle_label = {
        let name = name.clone();
        move || {
            let texts = i18n.texts();
            let text = if is_open.get() { texts.close_group } else { texts.open_group };
            fill(text, &[("action", &name())])
        }
    };
    let spoken = {
        let name = name.clone();
        move || fill(i18n.texts().show_only, &[("action", &name()), ("count", &i18n.number(count.get()))])
    };
    let method = StoredValue::new(method);
    view! {
        <li>
            <div class="tree-row">
                <button
                    class="tree-toggle"
                    aria-expanded=move || if is_open.get() { "true" } else { "false" }
                    aria-controls=list_id.clone()
                    aria-label=toggle_label
                    on:click=toggle
                >
                    <span aria-hidden="true">{move || if is_open.get() { "▾" } else { "▸" }}</span>
                </button>
                <button
                    class="tree-name"
                    aria-pressed=move || if is_chosen.get() { "true" } else { "false" }
                    on:click=choose
                >
                    // The name for screen readers says what the button does; it
                    // holds the words that are seen.
                    <span class="hidden">{spoken}</span>
                    <span class="name" translate="no" aria-hidden="true">
                        {move || {
                            // A long name breaks behind its dots.
                            let parts = name();
                            let parts = parts.split_inclusive('.').map(|part| view! { {part.to_owned()}<wbr/> });
                            parts.collect_view()
                        }}
                    </span>
                    <span class="count" aria-hidden="true">
                        {move || i18n.number(count.get())}
                    </span>
                </button>
            </div>
            <ul id=list_id hidden=move || !is_open.get()>
                // A log has hundreds of these; what is closed costs nothing.
                <Show when=move || is_open.get()>
                    <For each=move || statuses.get() key=|status| *status let:status>
                        <StatusGroup method=method.get_value() status tree/>
                    </For>
                </Show>
            </ul>
        </li>
    }
}

#[component]
fn StatusGroup(method: String, status: Status, tree: Tree) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let count = {
        let method = method.clone();
        Memo::new(move |_| {
            tree.of(&method, |group| group.statuses.iter().find(|it| it.0 == status).map_or(0, |it| it.1))
        })
    };
    let (action, value) = (Field::Action.exactly(&method), Field::Status.exactly(&status.label()));
    let is_chosen = {
        let (action, value) = (action.clone(), value.clone());
        Memo::new(move |_| {
            state.query.with(|query| {
                query.values(Field::Action) == [action.as_str()] && query.values(Field::Status) == [value.as_str()]
            })
        })
    };
    let choose = move |_| {
        let (actions, statuses) = if is_chosen.get_untracked() {
            (Vec::new(), Vec::new())
        } else {
            (vec![action.clone()], vec![value.clone()])
        };
        state.filter(|query| query.with_field(Field::Action, &actions).with_field(Field::Status, &statuses));
    };
    let words = move || status_words(i18n.texts(), status);
    let spoken = move || {
        let values = [
            ("action", action_name(i18n.texts(), &method)),
            ("status", &*words()),
            ("count", &*i18n.number(count.get())),
        ];
        fill(i18n.texts().show_only_status, &values)
    };
    let outcome = status.outcome();
    view! {
        <li>
            <button
                class="tree-name"
                aria-pressed=move || if is_chosen.get() { "true" } else { "false" }
                on:click=choose
            >
                <span class="hidden">{spoken}</span>
                <span class=format!("name outcome {}", outcome_class(outcome)) aria-hidden="true">
                    {mark(outcome)}
                    " "
                    {words}
                </span>
                <span class="count" aria-hidden="true">
                    {move || i18n.number(count.get())}
                </span>
            </button>
        </li>
    }
}

/// An id for the statuses of an action, which may be any text.
fn list_id(method: &str) -> String {
    let mut id = "group-".to_owned();
    for character in method.chars() {
        if character.is_ascii_alphanumeric() {
            id.push(character);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(id, "-{:x}-", u32::from(character));
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn groups_keep_their_place_while_somebody_is_among_them() {
        assert_eq!(in_order(&["a", "b"], &["b", "a", "c"], false), ["b", "a", "c"]);
        assert_eq!(in_order(&["a", "b"], &["c", "b", "a"], true), ["a", "b", "c"]);
        // One that is filtered out and comes back is where it was.
        assert_eq!(in_order(&["a", "b", "c"], &["b"], true), ["a", "b", "c"]);
    }

    #[wasm_bindgen_test]
    fn ids_differ_where_actions_do() {
        assert_eq!(list_id("events.get"), "group-events-2e-get");
        assert_ne!(list_id("events.get"), list_id("events-get"));
    }
}
