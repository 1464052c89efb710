//! What matches, by action and inside by status. A name filters; an arrow opens.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use audit_core::engine::Group;
use audit_core::query::Field;
use audit_core::record::Status;
use leptos::prelude::*;

use crate::browser::document;
use crate::i18n::{fill, use_i18n};
use crate::phrases::{action_name, mark, outcome_class, status_words, visible};
use crate::state::{AppState, use_state};
use crate::ui::gradually;

const TREE: &str = "groups-tree";
/// What the buttons of a line are known by.
const TOGGLE: &str = "data-toggle";
const CHOOSE: &str = "data-choose";
/// Lines that are new in one frame.
const A_FRAME: usize = 24;

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
    lines: Memo<Vec<Line>>,
    /// Actions whose statuses are shown.
    open: RwSignal<BTreeSet<String>>,
    /// The focus is in the tree.
    focused: RwSignal<bool>,
    /// The action that is filtered by, as the filter writes it.
    chosen: Memo<Option<String>>,
}

/// A place in the tree, and the group that stands in it. A place stays in the document
/// and takes what comes: to write a number anew costs a tenth of a new line. One that is
/// not needed is hidden, and keeps its words, since it is mostly needed for them again.
#[derive(Debug, Clone, Default, PartialEq)]
struct Line {
    group: Arc<Group>,
    hidden: bool,
}

impl Line {
    fn hide(&self) -> Self {
        Self { group: self.group.clone(), hidden: true }
    }
}

/// The lines for groups in an order, after the lines before.
fn lines(before: &[Line], order: &[String], groups: &[Group]) -> Vec<Line> {
    let by_method: HashMap<&str, &Group> = groups.iter().map(|group| (&*group.method, group)).collect();
    let line = |(place, method): (usize, &String)| match (by_method.get(&**method), before.get(place)) {
        (Some(group), Some(line)) if *line.group == **group => Line { group: line.group.clone(), hidden: false },
        (Some(group), _) => Line { group: Arc::new((*group).clone()), hidden: false },
        (None, Some(line)) => line.hide(),
        (None, None) => Line { hidden: true, ..Line::default() },
    };
    let unused = before.iter().skip(order.len()).map(Line::hide);
    order.iter().enumerate().map(line).chain(unused).collect()
}

impl Tree {
    fn start() -> Self {
        let state = use_state();
        let (open, focused) = (RwSignal::default(), RwSignal::new(false));
        let methods = Memo::new(move |_| {
            let method = |group: &Group| group.method.clone();
            state.aside.with(|viewed| viewed.snapshot.groups.iter().map(method).collect::<Vec<_>>())
        });
        let order = ordered(methods, focused);
        let lines = Memo::new(move |before: Option<&Vec<Line>>| {
            let before = before.map_or(&[][..], Vec::as_slice);
            state.aside.with(|viewed| order.with(|order| lines(before, order, &viewed.snapshot.groups)))
        });
        let chosen = Memo::new(move |_| {
            let mut values = state.query.with(|query| query.values(Field::Action));
            if values.len() == 1 { values.pop() } else { None }
        });
        Self { lines, open, focused, chosen }
    }

    /// The action that stands in a place.
    fn method(self, place: usize) -> String {
        self.lines.with_untracked(|lines| lines.get(place).map(|line| line.group.method.clone()).unwrap_or_default())
    }

    fn toggle(self, place: usize) {
        let method = self.method(place);
        self.open.update(|open| {
            if !open.remove(&method) {
                open.insert(method);
            }
        });
    }

    fn choose(self, state: AppState, place: usize) {
        let value = Field::Action.exactly(&self.method(place));
        let chosen = self.chosen.with_untracked(|chosen| chosen.as_ref() == Some(&value));
        let values = if chosen { Vec::new() } else { vec![value] };
        state.filter(|query| query.with_field(Field::Action, &values));
    }
}

/// Keys in the order to show.
fn ordered<T: Clone + PartialEq + Send + Sync + 'static>(now: Memo<Vec<T>>, focused: RwSignal<bool>) -> Memo<Vec<T>> {
    Memo::new(move |before: Option<&Vec<T>>| {
        now.with(|now| in_order(before.map_or(&[], Vec::as_slice), now, focused.get()))
    })
}

/// The tree of groups.
#[component]
pub(crate) fn Groups() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let tree = Tree::start();
    let places = gradually(Memo::new(move |_| tree.lines.with(Vec::len)), A_FRAME);
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
                on:click=move |event| {
                    // One ear for all lines: there are hundreds of buttons.
                    if let Some(place) = document::number_at(&event, TOGGLE) {
                        tree.toggle(place);
                    } else if let Some(place) = document::number_at(&event, CHOOSE) {
                        tree.choose(state, place);
                    }
                }
            >
                <For each=move || 0..places.get() key=|place| *place let:place>
                    <ActionGroup place tree/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn ActionGroup(place: usize, tree: Tree) -> impl IntoView {
    let i18n = use_i18n();
    let hidden = Memo::new(move |_| tree.lines.with(|lines| lines.get(place).is_none_or(|line| line.hidden)));
    let group = Memo::new(move |_| {
        tree.lines.with(|lines| lines.get(place).map(|line| line.group.clone()).unwrap_or_default())
    });
    let method = Memo::new(move |_| group.with(|group| group.method.clone()));
    let count = Memo::new(move |_| group.with(|group| group.count));
    let is_open = Memo::new(move |_| method.with(|method| tree.open.with(|open| open.contains(method))));
    let is_chosen = Memo::new(move |_| {
        let value = method.with(|method| Field::Action.exactly(method));
        tree.chosen.with(|chosen| chosen.as_ref() == Some(&value))
    });
    let name = move || method.with(|method| visible(action_name(i18n.texts(), method)));
    let list_id = move || format!("group-{place}");
    let toggle_label = move || {
        let texts = i18n.texts();
        let text = if is_open.get() { texts.close_group } else { texts.open_group };
        fill(text, &[("action", &name())])
    };
    let spoken = move || fill(i18n.texts().show_only, &[("action", &name()), ("count", &i18n.number(count.get()))]);
    view! {
        <li hidden=move || hidden.get()>
            <div class="tree-row">
                <button
                    class="tree-toggle"
                    aria-expanded=move || if is_open.get() { "true" } else { "false" }
                    aria-controls=move || is_open.get().then(list_id)
                    aria-label=toggle_label
                    data-toggle=place
                >
                    <span aria-hidden="true">{move || if is_open.get() { "▾" } else { "▸" }}</span>
                </button>
                <button
                    class="tree-name"
                    aria-pressed=move || if is_chosen.get() { "true" } else { "false" }
                    data-choose=place
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
                    <span class="count" aria-hidden="true">{move || i18n.number(count.get())}</span>
                </button>
            </div>
            // A log has hundreds of these; what is closed costs nothing.
            {move || {
                is_open
                    .get()
                    .then(|| {
                        view! {
                            <ul id=list_id()>
                                <Statuses place tree/>
                            </ul>
                        }
                    })
            }}
        </li>
    }
}

/// The statuses of the group in a place.
#[component]
fn Statuses(place: usize, tree: Tree) -> impl IntoView {
    let statuses = Memo::new(move |_| {
        let of = |line: &Line| {
            let status = |(status, _): &(Status, u32)| (line.group.method.clone(), *status);
            line.group.statuses.iter().map(status).collect::<Vec<_>>()
        };
        tree.lines.with(|lines| lines.get(place).map(of).unwrap_or_default())
    });
    let order = ordered(statuses, tree.focused);
    // One that is gone has its place in the order, and is not shown.
    let shown = move || {
        let now = statuses.get();
        order.get().into_iter().filter(|status| now.contains(status)).collect::<Vec<_>>()
    };
    view! {
        <For each=shown key=Clone::clone let:status>
            <StatusGroup method=status.0 status=status.1 place tree/>
        </For>
    }
}

#[component]
fn StatusGroup(method: String, status: Status, place: usize, tree: Tree) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let count = Memo::new(move |_| {
        let of = |line: &Line| line.group.statuses.iter().find(|it| it.0 == status).map_or(0, |it| it.1);
        tree.lines.with(|lines| lines.get(place).map_or(0, of))
    });
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
    fn a_line_takes_another_group_and_is_hidden_when_there_is_none() {
        let group = |method: &str, count| Group { method: method.to_owned(), count, statuses: Vec::new() };
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let told = |lines: &[Line]| {
            let told = |line: &Line| (line.group.method.clone(), line.group.count, line.hidden);
            lines.iter().map(told).collect::<Vec<_>>()
        };
        let line = |method: &str, count, hidden| (method.to_owned(), count, hidden);
        let all = lines(&[], &names(&["a", "b", "c"]), &[group("a", 3), group("b", 2), group("c", 1)]);
        assert_eq!(told(&all), [line("a", 3, false), line("b", 2, false), line("c", 1, false)]);
        let few = lines(&all, &names(&["c"]), &[group("c", 1)]);
        assert_eq!(told(&few), [line("c", 1, false), line("b", 2, true), line("c", 1, true)]);
        // In an order that is kept, one that is gone is hidden where it was.
        let kept = lines(&all, &names(&["a", "b", "c", "d"]), &[group("c", 1), group("d", 1)]);
        let expected = [line("a", 3, true), line("b", 2, true), line("c", 1, false), line("d", 1, false)];
        assert_eq!(told(&kept), expected);
    }
}
