//! The history of one item, as far as the log proves it.

use std::sync::Arc;

use audit_core::engine::{Answer, Question};
use audit_core::insights::{Change, ChangeKind, ItemChange, ItemClass, ItemHistory, ItemRef};
use leptos::prelude::*;

use super::TITLE;
use super::changes::kind_name;
use super::go::{show_item, show_record};
use super::item_now::ItemNow;
use crate::browser::document;
use crate::components::load_names::NamesMissing;
use crate::components::pager::{Pager, rows_in_words};
use crate::components::paging::Paging;
use crate::components::periods::moment;
use crate::explored::explored;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::phrases::labeled_access;
use crate::state::{AppState, use_state};
use crate::ui::Each;

/// Changes of a page.
const PAGE: u32 = 50;
/// What the changes are called.
const CHANGES: &str = "item-changes";

/// What the engine said of it.
#[derive(Debug, Clone, PartialEq)]
enum Found {
    NotYet,
    Nothing,
    History(Arc<ItemHistory>),
}

/// All that the log says of one item.
#[component]
pub(super) fn ItemPage(item: ItemRef) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let ItemRef { class, id } = item;
    let paging = RwSignal::new(Paging::of(PAGE));
    // As in the list of all.
    let rows = RwSignal::new(u32::MAX);
    let first = Memo::new(move |_| paging.get().window(rows.get()).start);
    let (asked, shown) = (id.clone(), id.clone());
    let answer = explored(Memo::new(move |_| {
        Some(Question::ItemHistory { class, id: asked.clone(), first: first.get(), count: PAGE })
    }));
    let found = Memo::new(move |_| {
        answer.with(|it| match it.as_ref().map(|it| &it.answer) {
            Some(Answer::ItemHistory(Some(history))) => Found::History(Arc::new((**history).clone())),
            Some(Answer::ItemHistory(None)) => Found::Nothing,
            _ => Found::NotYet,
        })
    });
    let last_ms = Memo::new(move |_| of(found, |it| it.last_ms).unwrap_or_default());
    let total = Memo::new(move |_| of(found, |it| it.total).unwrap_or_default());
    Effect::new(move |_| rows.set(of(found, |it| it.total).unwrap_or(u32::MAX)));
    let is_there = Memo::new(move |_| found.with(|found| matches!(found, Found::History(_))));
    let changes = move || of(found, |it| it.changes.clone()).unwrap_or_default();
    view! {
        <article class="insight" aria-labelledby=TITLE>
            <div class="item-head">
                <h2 id=TITLE tabindex="-1">{move || item_title(i18n, class)}</h2>
                <button class="link" on:click=move |_| show_item(state, None)>
                    <span aria-hidden="true">"← "</span>
                    {move || i18n.texts().item_back}
                </button>
            </div>
            <p class="item-id">
                <bdi translate="no">{move || {
                    let texts = i18n.texts();
                    let text = if class == ItemClass::Event { texts.told_entry } else { texts.told_access };
                    fill(text, &[("id", &id)])
                }}</bdi>
            </p>
            <Show when=move || found.with(|found| *found == Found::NotYet)>
                <p>{move || i18n.texts().row_loading}</p>
            </Show>
            <Show when=move || found.with(|found| *found == Found::Nothing)>
                <p>{move || i18n.texts().item_none}</p>
            </Show>
            <Show when=move || is_there.get()>
                <NamesMissing/>
                <h3 id=CHANGES tabindex="-1">{move || i18n.texts().item_changes}</h3>
                <Show when=move || of(found, |it| !it.creation_seen).unwrap_or_default()>
                    <p class="hint">{move || i18n.texts().item_older}</p>
                </Show>
                <ol class="change-rows">
                    <Each each=changes key=|change: &ItemChange| format!("{change:?}") let:change>
                        <Line change/>
                    </Each>
                </ol>
                <div class="change-foot">
                    <Pager
                        paging
                        total
                        words=move |from, to, of| rows_in_words(i18n, from, to, of)
                        on_page=move || document::focus(CHANGES)
                    />
                </div>
                <p>{move || at_most(i18n, found)}</p>
                {
                    let item = ItemRef { class, id: shown.clone() };
                    move || view! { <ItemNow item=item.clone() last_ms/> }
                }
            </Show>
        </article>
    }
}

/// What an item's history is called.
pub(crate) fn item_title(i18n: I18n, class: ItemClass) -> &'static str {
    let texts = i18n.texts();
    match class {
        ItemClass::Event => texts.item_entry,
        ItemClass::Access => texts.item_access,
    }
}

fn of<T>(found: Memo<Found>, what: impl FnOnce(&ItemHistory) -> T) -> Option<T> {
    found.with(|found| match found {
        Found::History(history) => Some(what(history)),
        Found::NotYet | Found::Nothing => None,
    })
}

/// What may have happened to it besides.
fn at_most(i18n: I18n, found: Memo<Found>) -> String {
    let texts = i18n.texts();
    let (modified, removed) = of(found, |it| (it.at_most.modified, it.at_most.removed)).unwrap_or_default();
    if (modified, removed) == (0, 0) {
        return texts.item_at_most_none.to_owned();
    }
    let (modified, removed) = (i18n.number(modified), i18n.number(removed));
    fill(texts.item_at_most, &[("modified", &modified), ("removed", &removed)])
}

/// One change: when, what, and by whom.
#[component]
fn Line(change: ItemChange) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let ItemChange { record, time_ms, change, access, access_name, .. } = change;
    let said = move || said(i18n, state, change, access.as_deref(), access_name.as_deref());
    view! {
        <li>
            <span class="change-when">{move || moment(i18n, state, time_ms)}</span>
            <bdi class="change-what" translate="no">{said}</bdi>
            <button class="link change-which" on:click=move |_| show_record(state, &record, Some(""))>
                {move || i18n.texts().item_record}
                <span class="hidden">" " {move || moment(i18n, state, time_ms)}</span>
            </button>
        </li>
    }
}

/// `Created: Diet app`.
fn said(i18n: I18n, state: AppState, change: Change, access: Option<&str>, name: Option<&str>) -> String {
    let texts = i18n.texts();
    let kind = match change {
        Change::Created => ChangeKind::Created,
        Change::Modified => ChangeKind::Modified,
        Change::Removed => ChangeKind::Removed,
    };
    let who = labeled_access(i18n, &state.words.get(), access, name);
    fill(texts.item_line, &[("kind", kind_name(texts, kind)), ("who", &who)])
}
