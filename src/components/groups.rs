//! What matches, by action and inside by status. A name filters; an arrow opens.

use std::collections::BTreeSet;

use audit_core::engine::Group;
use audit_core::query::Field;
use leptos::prelude::*;

use crate::i18n::{fill, use_i18n};
use crate::phrases::{mark, outcome_class, status_words, visible};
use crate::state::use_state;

/// The tree of groups.
#[component]
pub(crate) fn Groups() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let groups = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.groups.clone()));
    let open = RwSignal::new(BTreeSet::<String>::new());
    view! {
        <section class="groups" aria-labelledby="groups-title">
            <h2 id="groups-title">{move || i18n.texts().groups_title}</h2>
            <ul class="tree">
                <For
                    each=move || groups.get()
                    key=|group| (group.method.clone(), group.count, group.statuses.clone())
                    let:group
                >
                    <ActionGroup group open/>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn ActionGroup(group: Group, open: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let Group { method, count, statuses } = group;
    let shown = visible(&method);
    let list_id = format!("group-{}", method.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    let is_open = {
        let method = method.clone();
        Memo::new(move |_| open.with(|open| open.contains(&method)))
    };
    let toggle = {
        let method = method.clone();
        move |_| {
            open.update(|open| {
                if !open.remove(&method) {
                    open.insert(method.clone());
                }
            });
        }
    };
    let is_chosen = {
        let method = method.clone();
        Memo::new(move |_| state.query.with(|query| query.values(Field::Action) == [method.as_str()]))
    };
    let choose = {
        let method = method.clone();
        move |_| {
            let values = if is_chosen.get_untracked() { Vec::new() } else { vec![method.clone()] };
            state.filter(|query| query.with_field(Field::Action, &values));
        }
    };
    let toggle_label = {
        let shown = shown.clone();
        move || {
            let texts = i18n.texts();
            let text = if is_open.get() { texts.close_group } else { texts.open_group };
            fill(text, &[("action", &shown)])
        }
    };
    let spoken = {
        let shown = shown.clone();
        move || {
            let count = i18n.number(count);
            fill(i18n.texts().show_only, &[("action", &shown), ("count", &count)])
        }
    };
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
                        {shown}
                    </span>
                    <span class="count" aria-hidden="true">
                        {move || i18n.number(count)}
                    </span>
                </button>
            </div>
            <ul id=list_id hidden=move || !is_open.get()>
                {statuses
                    .into_iter()
                    .map(|(status, count)| view! { <StatusGroup method=method.clone() status count/> })
                    .collect_view()}
            </ul>
        </li>
    }
}

#[component]
fn StatusGroup(method: String, status: audit_core::record::Status, count: u32) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let value = match status {
        // A class is more than its name: `2xx` also holds exact ones.
        audit_core::record::Status::Class(2) => "ok".to_owned(),
        status => status.label(),
    };
    let is_chosen = {
        let (method, value) = (method.clone(), value.clone());
        Memo::new(move |_| {
            state.query.with(|query| {
                query.values(Field::Action) == [method.as_str()] && query.values(Field::Status) == [value.as_str()]
            })
        })
    };
    let choose = {
        let method = method.clone();
        move |_| {
            let (actions, statuses) = if is_chosen.get_untracked() {
                (Vec::new(), Vec::new())
            } else {
                (vec![method.clone()], vec![value.clone()])
            };
            state.filter(|query| query.with_field(Field::Action, &actions).with_field(Field::Status, &statuses));
        }
    };
    let words = move || status_words(i18n.texts(), status);
    let spoken = move || {
        let count = i18n.number(count);
        let values = [("action", &*visible(&method)), ("status", &*words()), ("count", &*count)];
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
                    {move || i18n.number(count)}
                </span>
            </button>
        </li>
    }
}
