//! What was created, changed and removed: in numbers by kind and by access, and one by one.

use std::sync::Arc;

use audit_core::engine::{Answer, Question};
use audit_core::insights::{AccessChanges, ChangeKind, ChangeList, ChangedRow, Counted, ItemClass, ItemRef};
use leptos::prelude::*;

use super::TITLE;
use super::go::{show_item, show_record, show_records};
use super::item::ItemPage;
use crate::browser::document;
use crate::components::load_names::NamesMissing;
use crate::components::pager::{Pager, rows_in_words};
use crate::components::paging::Paging;
use crate::components::periods::moment;
use crate::explored::answered;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::messages::Messages;
use crate::phrases::{labeled_access, mark, outcome_class, sentence};
use crate::state::{AppState, use_state};
use crate::ui::Each;

/// Calls of a page.
const PAGE: u32 = 50;
/// What the calls one by one are called.
const ONE_BY_ONE: &str = "changes-one-by-one";

/// All of it, or the history of one item.
#[component]
pub(super) fn ChangesPage() -> impl IntoView {
    let state = use_state();
    let item = Memo::new(move |_| state.view.with(|view| view.item.clone()));
    // It outlasts the look at one item.
    let paging = RwSignal::new(Paging::of(PAGE));
    move || match item.get() {
        Some(item) => view! { <ItemPage item/> }.into_any(),
        None => view! { <Everything paging/> }.into_any(),
    }
}

#[component]
fn Everything(paging: RwSignal<Paging>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let kind = Memo::new(move |_| state.view.with(|view| view.changes));
    // How many there are comes with the answer, of which the question is a part: where there
    // are fewer pages than that, the last is asked for.
    let rows = RwSignal::new(u32::MAX);
    let first = Memo::new(move |_| paging.get().window(rows.get()).start);
    let question = Memo::new(move |_| Some(Question::ChangeList { kind: kind.get(), first: first.get(), count: PAGE }));
    let list = answered(question, |answer| match answer {
        Answer::ChangeList(list) => Some(&**list),
        _ => None,
    });
    let total = Memo::new(move |_| list.with(|it| it.as_deref().map_or(0, |it| it.total)));
    Effect::new(move |_| rows.set(list.with(|it| it.as_deref().map_or(u32::MAX, |it| it.total))));
    let nothing = Memo::new(move |_| {
        list.with(|it| it.as_deref().is_some_and(|it| it.kinds.iter().all(|counted| counted.count == 0)))
    });
    let something = Memo::new(move |_| list.with(Option::is_some) && !nothing.get());
    view! {
        <article class="insight" aria-labelledby=TITLE>
            <h2 id=TITLE tabindex="-1">{move || i18n.texts().changes_title}</h2>
            <p class="hint">{move || i18n.texts().insight_scope} " " {move || i18n.texts().changes_about}</p>
            <NamesMissing/>
            <Show when=move || list.with(Option::is_none)>
                <p>{move || i18n.texts().row_loading}</p>
            </Show>
            <Show when=move || nothing.get()>
                <p>{move || i18n.texts().changes_none}</p>
            </Show>
            <Show when=move || something.get()>
                <ByAccess list/>
                <h3 id=ONE_BY_ONE tabindex="-1">{move || i18n.texts().changes_one_by_one}</h3>
                <Kinds list kind paging/>
                <p class="hint">{move || about(i18n, state, list, kind.get())}</p>
                <Show when=move || { total.get() == 0 }>
                    <p>{move || i18n.texts().changes_none_kind}</p>
                </Show>
                <ol class="change-rows">
                    <Each each=move || rows_of(list) key=told let:row>
                        <Line row/>
                    </Each>
                </ol>
                <div class="change-foot">
                    <Pager
                        paging
                        total
                        words=move |from, to, of| rows_in_words(i18n, from, to, of)
                        on_page=move || document::focus(ONE_BY_ONE)
                    />
                    {move || list.with(|it| it.as_deref().and_then(|it| it.query.clone())).map(|query| {
                        view! {
                            <button class="link" on:click=move |_| show_records(state, &query)>
                                {move || i18n.texts().insight_records}
                            </button>
                        }
                    })}
                </div>
            </Show>
        </article>
    }
}

type Listed = Memo<Option<Arc<ChangeList>>>;

fn rows_of(list: Listed) -> Vec<ChangedRow> {
    list.with(|it| it.as_deref().map(|it| it.rows.clone()).unwrap_or_default())
}

/// What is drawn anew when anything of it changes.
fn told(row: &ChangedRow) -> String {
    format!("{row:?}")
}

/// The name of a kind of change.
pub(super) fn kind_name(texts: &Messages, kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Created => texts.changes_created,
        ChangeKind::Modified => texts.changes_modified,
        ChangeKind::Removed => texts.changes_removed,
        ChangeKind::NotDone => texts.changes_tried,
    }
}

/// What can be said of the calls that are shown, and what not.
fn about(i18n: I18n, state: AppState, list: Listed, kind: Option<ChangeKind>) -> String {
    let texts = i18n.texts();
    let mut said = format!("{} {}.", texts.zone_label, state.zone.with(|zone| zone.name.clone()));
    let (named, done) = list.with(|it| {
        it.as_deref().map_or((0, 0), |it| (it.named, it.kinds[..3].iter().map(|counted| counted.count).sum()))
    });
    let more = match kind {
        Some(ChangeKind::NotDone) => texts.changes_tried_note.to_owned(),
        _ if named < done => fill(texts.changes_named, &[("named", &i18n.number(named)), ("all", &i18n.number(done))]),
        _ => String::new(),
    };
    let removed = if kind == Some(ChangeKind::Removed) { texts.changes_removed_note } else { "" };
    for more in [&*more, removed].into_iter().filter(|more| !more.is_empty()) {
        said.push(' ');
        said.push_str(more);
    }
    said
}

/// Which kind is listed, each with how many there are.
#[component]
fn Kinds(list: Listed, kind: Memo<Option<ChangeKind>>, paging: RwSignal<Paging>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let choice = move |of: Option<ChangeKind>| {
        let count = move || {
            list.with(|it| {
                let counts = it.as_deref().map(|it| it.kinds.clone().map(|counted| counted.count)).unwrap_or_default();
                of.map_or_else(|| counts[..3].iter().sum(), |kind| counts[kind as usize])
            })
        };
        let name = move || {
            let texts = i18n.texts();
            let name = of.map_or(texts.changes_all, |kind| kind_name(texts, kind));
            fill(texts.changes_counted, &[("kind", name), ("count", &i18n.number(count()))])
        };
        view! {
            <button
                class="button compact"
                aria-pressed=move || if kind.get() == of { "true" } else { "false" }
                on:click=move |_| {
                    paging.update(|paging| *paging = paging.at(0));
                    state.go(|view| view.changes = of);
                }
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="change-kinds" role="group" aria-label=move || i18n.texts().changes_kinds>
            {choice(None)}
            {ChangeKind::ALL.map(|kind| choice(Some(kind)))}
        </div>
    }
}

/// Who changed something, and how often.
#[component]
fn ByAccess(list: Listed) -> impl IntoView {
    let i18n = use_i18n();
    let lines = move || list.with(|it| it.as_deref().map(|it| it.accesses.clone()).unwrap_or_default());
    let more = move || {
        list.with(|it| {
            it.as_deref().map_or(0, |it| u64::from(it.access_lines).saturating_sub(it.accesses.len() as u64))
        })
    };
    view! {
        <h3>{move || i18n.texts().changes_by_access}</h3>
        <ul class="change-accesses">
            <Each each=lines key=|line: &AccessChanges| format!("{line:?}") let:line>
                <AccessLine line/>
            </Each>
        </ul>
        <Show when=move || { more() > 0 }>
            <p class="hint">{move || i18n.plural(|texts| texts.changes_more, more())}</p>
        </Show>
    }
}

#[component]
fn AccessLine(line: AccessChanges) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let AccessChanges { access, name, kinds } = line;
    let who = move || labeled_access(i18n, &state.words.get(), access.as_deref(), name.as_deref());
    let of_whom = who.clone();
    let counts = ChangeKind::ALL.into_iter().zip(kinds).filter(|(_, counted)| counted.count > 0);
    let count = move |(kind, counted): (ChangeKind, Counted)| {
        let words = move || {
            let texts = i18n.texts();
            let count = i18n.number(counted.count);
            fill(texts.changes_counted, &[("kind", kind_name(texts, kind)), ("count", &count)])
        };
        let of_whom = of_whom.clone();
        match counted.query {
            Some(query) => view! {
                <button class="link" on:click=move |_| show_records(state, &query)>
                    {words}
                    <span class="hidden">" · " <bdi>{of_whom}</bdi></span>
                </button>
            }
            .into_any(),
            None => view! { <span>{words}</span> }.into_any(),
        }
    };
    let counts = counts.map(count).collect_view();
    view! {
        <li>
            <bdi class="change-who">{who}</bdi>
            <span class="change-counts">{counts}</span>
        </li>
    }
}

/// One call: when, who did what, and to which item where the log says it.
#[component]
fn Line(row: ChangedRow) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let ChangedRow { row, kind, item } = row;
    let (id, time_ms, outcome) = (row.id.clone(), row.time_ms, row.outcome);
    let target = match &row.facts.target {
        audit_core::insights::facts::Target::Access { name, .. } => name.clone(),
        _ => None,
    };
    let which = match item.map(|item| (item.clone(), item)) {
        Some((item, named)) => view! {
            <button class="link" on:click=move |_| show_item(state, Some(&item))>
                {move || item_link(i18n, state, &named, target.as_deref())}
            </button>
        }
        .into_any(),
        None if kind == ChangeKind::NotDone => ().into_any(),
        None => view! { <span class="hint">{move || i18n.texts().change_unnamed}</span> }.into_any(),
    };
    view! {
        <li>
            <span class="change-when">{move || moment(i18n, state, time_ms)}</span>
            <span class="change-what">
                <span class=format!("outcome {}", outcome_class(outcome)) aria-hidden="true">{mark(outcome)}</span>
                <button class="link" on:click=move |_| show_record(state, &id, Some(""))>
                    <bdi translate="no">{move || sentence(i18n, &state.words.get(), &row, false)}</bdi>
                </button>
            </span>
            <span class="change-which">{which}</span>
        </li>
    }
}

/// What leads to the history of an item.
fn item_link(i18n: I18n, state: AppState, item: &ItemRef, name: Option<&str>) -> String {
    let texts = i18n.texts();
    match item.class {
        ItemClass::Event => fill(texts.change_entry, &[("id", &item.id)]),
        ItemClass::Access => {
            let name = name.map_or_else(
                || item.id.clone(),
                |name| labeled_access(i18n, &state.words.get(), Some(&item.id), Some(name)),
            );
            fill(texts.change_access, &[("name", &name)])
        }
    }
}
