//! The records as a table of groups, by one thing or by two.

use std::collections::BTreeSet;

use audit_core::engine::{GroupOf, GroupsRequest, Question};
use audit_core::explore::{Dimension, GroupColumn};
use audit_core::view_state::Grouping;
use leptos::prelude::*;

use super::dimensions::dimension_name;
use super::group_line::{AT_ONCE, GroupLine, Remembered, Table, asked, group_of, inner_groups};
use super::list_head::LIST_HEAD;
use super::pager::Pager;
use super::tree_grid::{TreeGrid, new_id};
use crate::browser::{document, lines};
use crate::explored::explored;
use crate::i18n::use_i18n;
use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;
use crate::ui::Each;

/// The table.
#[component]
pub(super) fn GroupTable(
    /// What of it stays while the records of a group are looked at.
    remembered: Remembered,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let grouping = Memo::new(move |_| state.view.with(|view| view.grouping));
    let active = RwSignal::new(String::new());
    let table = Table { remembered, active, grouping };
    let paging = remembered.paging;
    start_over_with_others(table);
    let question = Memo::new(move |_| {
        let Grouping { by, column, descending, .. } = grouping.get();
        let first = paging.get().window(u32::MAX).start;
        Some(Question::Groups(GroupsRequest { by, within: None, column, descending, first, count: AT_ONCE }))
    });
    let answer = explored(question);
    // Words follow what was answered, not what is asked meanwhile.
    let groups = Memo::new(move |_| asked(answer.get().as_ref()));
    let total = Memo::new(move |_| groups.with(|it| it.as_ref().map_or(0, |it| it.groups.total)));
    let most = Memo::new(move |_| {
        groups.with(|it| it.as_ref().and_then(|it| it.groups.groups.iter().map(|group| group.count).max()).unwrap_or(0))
    });
    let keys = Memo::new(move |_| {
        groups.with(|it| {
            let Some(it) = it else { return Vec::new() };
            it.groups.groups.iter().map(|group| (it.request.by, group.value.clone())).collect::<Vec<_>>()
        })
    });
    // A page that is not there any more is left for the last one.
    Effect::new(move |_| {
        let (total, first) = (total.get(), paging.get().window(u32::MAX).start);
        if total > 0 && first >= total {
            paging.update(|paging| *paging = paging.at(total - 1));
        }
    });
    let coming = Memo::new(move |_| groups.with(Option::is_none));
    let words = move |from: u32, to: u32, total: u32| {
        let (from, to) = (i18n.number(from), i18n.number(to));
        i18n.plural_with(|texts| texts.groups_shown, u64::from(total), &[("from", &from), ("to", &to)])
    };
    view! {
        <TreeGrid label=Signal::derive(move || i18n.texts().groups_table) class="groups-grid" active>
            <Head grouping/>
            <div role="rowgroup">
                <Show when=move || coming.get()>
                    <div role="row" class="group-row">
                        <div role="gridcell" class="group-value">{move || i18n.texts().row_loading}</div>
                    </div>
                </Show>
                <Each each=move || keys.get() key=Clone::clone let:key>
                    {
                        let group = group_of(groups, key.1.clone());
                        top_line(table, group, key.0, key.1, most.into())
                    }
                </Each>
            </div>
        </TreeGrid>
        <div class="list-foot">
            <Pager paging total words on_page=move || {
                active.set(String::new());
                document::scroll_to_top("records");
            }/>
            <span class="hint keys-hint">{move || i18n.texts().groups_keys}</span>
        </div>
    }
}

/// Another filter, other groups or another order are seen from their beginning.
fn start_over_with_others(table: Table) {
    let state = use_state();
    let Table { remembered, active, grouping } = table;
    Effect::new(move |before: Option<(String, Grouping)>| {
        let now = (state.query_text.get(), grouping.get());
        if let Some(before) = before
            && before != now
        {
            remembered.paging.update(|paging| *paging = paging.at(0));
            active.set(String::new());
            if (before.1.by, before.1.then) != (now.1.by, now.1.then) {
                remembered.open.set(BTreeSet::new());
            }
        }
        now
    });
}

/// A group of the first level, and those inside of it where it is open.
fn top_line(
    table: Table,
    group: Memo<Option<GroupOf>>,
    by: Dimension,
    value: Option<String>,
    of: Signal<u32>,
) -> impl IntoView {
    let id = new_id();
    let then = Memo::new(move |_| table.grouping.with(|it| it.then.filter(|_| it.by == by)));
    let is_open = {
        let value = value.clone();
        Memo::new(move |_| then.get().is_some() && table.remembered.open.with(|open| open.contains(&value)))
    };
    // Who left by this group is back on it.
    if table.remembered.left.with_untracked(|left| left.as_ref() == Some(&value)) {
        table.remembered.left.set(None);
        table.active.set(id.clone());
        let id = id.clone();
        request_animation_frame(move || {
            lines::show(&id);
            document::focus_if_lost("records");
        });
    }
    let count = Signal::derive(move || group.with(|group| group.as_ref().map_or(0, |group| group.count)));
    let line_id = id.clone();
    view! {
        {move || {
            let id = Signal::stored(line_id.clone());
            let is_open = then.get().map(|_| is_open);
            view! { <GroupLine table id group by within=None of is_open/> }
        }}
        {move || {
            let then = then.get().filter(|_| is_open.get())?;
            Some(inner_groups(table, &id, (by, value.clone()), then, 0, count))
        }}
    }
}

/// The names of the columns; each sorts by its column, once more the other way round.
#[component]
fn Head(grouping: Memo<Grouping>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let header = move |column: GroupColumn| {
        let sorted = move || grouping.with(|it| (it.column == column).then_some(it.descending));
        let name = move || {
            let texts = i18n.texts();
            match column {
                GroupColumn::Value => dimension_name(texts, grouping.get().by),
                GroupColumn::Count => texts.column_count,
                GroupColumn::Unsuccessful => texts.column_unsuccessful,
                GroupColumn::Share => texts.column_share,
                GroupColumn::First => texts.column_first,
                GroupColumn::Last => texts.column_last,
            }
        };
        view! {
            <div
                role="columnheader"
                class=format!("head-{}", column.key())
                aria-sort=move || sorted().map(|descending| if descending { "descending" } else { "ascending" })
            >
                <button on:click=move |_| state.go(|view| view.grouping = view.grouping.sorted(column))>
                    {name}
                    <span aria-hidden="true">
                        {move || sorted().map(|descending| if descending { " ▼" } else { " ▲" })}
                    </span>
                </button>
            </div>
        }
    };
    view! {
        <div id=LIST_HEAD class="list-head group-head" role="row">
            {GroupColumn::ALL.map(header)}
        </div>
    }
}
