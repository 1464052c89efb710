//! A line of the table of groups: one group, of either level, and what is inside of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use audit_core::engine::{Answer, GroupOf, Groups, GroupsRequest, Question, Term};
use audit_core::explore::Dimension;
use audit_core::labels::OwnWords;
use audit_core::query::Query;
use audit_core::time::{Zone, iso_utc};
use audit_core::view_state::{Grouping, Layout};
use leptos::prelude::*;

use super::dimensions::value_words;
use super::empty::focus_records;
use super::group_words::{outcome_of, share_words};
use super::paging::Paging;
use super::periods::clock;
use super::tree_grid::{self, level};
use crate::explored::{Explored, explored};
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::phrases::{mark, outcome_class};
use crate::state::{AppState, use_state};
use crate::ui::{Each, decimal};

/// Groups that come at once.
pub(super) const AT_ONCE: u32 = 100;

/// What the records of a group have in common; `None` where they lack it.
pub(super) type Value = Option<String>;

/// What of the table is there again when one comes back to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remembered {
    /// Groups that are open, by their value.
    pub(super) open: RwSignal<BTreeSet<Value>>,
    /// The page.
    pub(super) paging: RwSignal<Paging>,
    /// The group of the first level by which one left.
    pub(super) left: RwSignal<Option<Value>>,
}

impl Remembered {
    pub(super) fn new() -> Self {
        Self { open: RwSignal::default(), paging: RwSignal::new(Paging::of(AT_ONCE)), left: RwSignal::new(None) }
    }
}

/// Groups, and what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) request: GroupsRequest,
    pub(super) groups: Groups,
}

/// What an answer says of groups.
pub(super) fn asked(answer: Option<&Arc<Explored>>) -> Option<Arc<Asked>> {
    match answer.map(|it| (&it.question, &it.answer)) {
        Some((Question::Groups(request), Answer::Groups(groups))) => {
            Some(Arc::new(Asked { request: request.clone(), groups: groups.clone() }))
        }
        _ => None,
    }
}

/// What the lines of the table share.
#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) remembered: Remembered,
    /// The line that one stands on.
    pub(super) active: RwSignal<String>,
    /// What is told apart, and the order.
    pub(super) grouping: Memo<Grouping>,
}

/// A group of a level, by its value.
pub(super) fn group_of(asked: Memo<Option<Arc<Asked>>>, value: Option<String>) -> Memo<Option<GroupOf>> {
    Memo::new(move |_| {
        asked.with(|asked| asked.as_ref()?.groups.groups.iter().find(|group| group.value == value).cloned())
    })
}

/// The groups that are inside of one, from one on.
pub(super) fn inner_groups(
    table: Table,
    parent: &str,
    within: (Dimension, Option<String>),
    then: Dimension,
    first: u32,
    of: Signal<u32>,
) -> AnyView {
    let i18n = use_i18n();
    let question = {
        let within = within.clone();
        Memo::new(move |_| {
            let Grouping { column, descending, .. } = table.grouping.get();
            let within = Some(within.clone());
            Some(Question::Groups(GroupsRequest { by: then, within, column, descending, first, count: AT_ONCE }))
        })
    };
    let answer = explored(question);
    let groups = Memo::new(move |_| asked(answer.get().as_ref()));
    let values = Memo::new(move |_| {
        let of = |it: &Arc<Asked>| it.groups.groups.iter().map(|group| group.value.clone()).collect::<Vec<_>>();
        groups.with(|it| it.as_ref().map(of).unwrap_or_default())
    });
    let next = first.saturating_add(AT_ONCE);
    let rest = Memo::new(move |_| groups.with(|it| it.as_ref().map_or(0, |it| it.groups.total.saturating_sub(next))));
    let coming = Memo::new(move |_| groups.with(Option::is_none));
    let more = RwSignal::new(false);
    let id_of = move |parent: &str, place: u32| format!("{parent}-{place}");
    let (line_parent, next_parent) = (parent.to_owned(), parent.to_owned());
    let line = move |value: Option<String>| {
        let parent = line_parent.clone();
        let group = group_of(groups, value.clone());
        let id = Memo::new(move |_| {
            let place = values.with(|values| values.iter().position(|it| *it == value)).unwrap_or_default();
            id_of(&parent, first.saturating_add(u32::try_from(place).unwrap_or(u32::MAX)))
        });
        let within = Some(within.clone());
        view! { <GroupLine table id group by=then within of is_open=None/> }
    };
    view! {
        <Show when=move || coming.get()>
            <div role="row" class="group-row inner" {..level("2")}>
                <div role="gridcell" class="group-value">{move || i18n.texts().row_loading}</div>
            </div>
        </Show>
        <Each each=move || values.get() key=Clone::clone children=line/>
        {move || {
            let parent = &next_parent;
            if more.get() {
                return inner_groups(table, parent, within_of(question), then, next, of);
            }
            if rest.get() == 0 {
                return ().into_any();
            }
            view! { <MoreLine id=id_of(parent, next) active=table.active rest more/> }.into_any()
        }}
    }
    .into_any()
}

/// In which group a question asks for groups.
fn within_of(question: Memo<Option<Question>>) -> (Dimension, Option<String>) {
    match question.get_untracked() {
        Some(Question::Groups(GroupsRequest { within: Some(within), .. })) => within,
        _ => (Dimension::Action, None),
    }
}

/// A line that shows more of what is inside.
#[component]
pub(super) fn MoreLine(
    /// Its id: that of the first line that comes in its place.
    id: String,
    active: RwSignal<String>,
    /// How many are not shown.
    rest: Memo<u32>,
    more: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_active = {
        let id = id.clone();
        move || active.with(|active| *active == id)
    };
    view! {
        <div role="row" {..level("2")} class="more-row" class:active=is_active id=id data-line="2">
            <div role="gridcell">
                <button class="link" tabindex="-1" data-open="" on:click=move |_| more.set(true)>
                    {move || i18n.plural(|texts| texts.show_more, u64::from(rest.get().min(AT_ONCE)))}
                </button>
            </div>
        </div>
    }
}

/// What the cells of a line say.
#[derive(Debug, Clone, Default, PartialEq)]
struct Words {
    name: String,
    count: String,
    /// How many did not succeed, where any did not, and their share.
    unsuccessful: Option<String>,
    share: String,
    first: (String, String),
    last: (String, String),
    /// The length of the bar, in percent.
    bar: String,
    can_open: bool,
}

/// How the times of a group are written.
fn moment(i18n: I18n, zone: &Zone, dated: bool, time_ms: i64) -> (String, String) {
    let clock = clock(zone, time_ms);
    let words = if dated { format!("{}, {clock}", i18n.short_date(&zone.name, time_ms)) } else { clock };
    (iso_utc(time_ms), words)
}

fn words(i18n: I18n, own: &OwnWords, zone: &Zone, by: Dimension, dated: bool, of: u32, group: &GroupOf) -> Words {
    let GroupOf { count, unsuccessful, .. } = *group;
    Words {
        name: value_words(i18n, own, zone, by, group.value.as_deref(), group.name.as_deref()),
        count: i18n.number(count),
        unsuccessful: (unsuccessful > 0).then(|| i18n.number(unsuccessful)),
        share: share_words(i18n.texts(), unsuccessful, count),
        first: moment(i18n, zone, dated, group.first_ms),
        last: moment(i18n, zone, dated, group.last_ms),
        bar: format!("{}%", decimal(f64::from(count) / f64::from(of.max(1)) * 100.0)),
        can_open: group.terms.is_some(),
    }
}

/// A group.
#[component]
pub(super) fn GroupLine(
    table: Table,
    /// The id of its element.
    #[prop(into)]
    id: Signal<String>,
    group: Memo<Option<GroupOf>>,
    /// What it has in common.
    by: Dimension,
    /// The group that it is in.
    within: Option<(Dimension, Option<String>)>,
    /// How many records the whole length of its bar is.
    of: Signal<u32>,
    /// Whether it is open, where there is something inside.
    is_open: Option<Memo<bool>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let inner = within.is_some();
    let level = if inner { "2" } else { "1" };
    let dated = by != Dimension::Day && !matches!(within, Some((Dimension::Day, _)));
    let words = Memo::new(move |_| {
        let (of, own) = (of.get(), state.words.get());
        group
            .with(|group| {
                let group = group.as_ref()?;
                Some(state.zone.with(|zone| words(i18n, &own, zone, by, dated, of, group)))
            })
            .unwrap_or_default()
    });
    let outcome = Memo::new(move |_| group.with(|group| outcome_of(by, group.as_ref()?.value.as_deref())));
    let show = move || {
        let left = within.as_ref().map(|(_, value)| value.clone());
        show_records(state, table, group, left);
    };
    let name = move || {
        let (name, count) = words.with(|words| (words.name.clone(), words.count.clone()));
        fill(i18n.texts().group_records, &[("name", &name), ("count", &count)])
    };
    let toggle_name = move |open: bool| {
        let texts = i18n.texts();
        let text = if open { texts.group_close } else { texts.group_open };
        words.with(|words| fill(text, &[("name", &words.name)]))
    };
    let shown_name = move || {
        let parts = words.with(|words| words.name.clone());
        // A long name breaks behind its dots.
        let parts = parts.split_inclusive('.').map(|part| view! { {part.to_owned()}<wbr/> }).collect_view();
        let outcome = outcome.get();
        view! {
            <span class=outcome.map_or_else(String::new, |it| format!("outcome {}", outcome_class(it)))>
                {outcome.map(|outcome| view! { <span aria-hidden="true">{mark(outcome)}" "</span> })}
                <bdi translate="no">{parts}</bdi>
            </span>
        }
    };
    let can_open = Memo::new(move |_| words.with(|words| words.can_open));
    view! {
        <div
            role="row"
            {..tree_grid::level(level)}
            class="group-row"
            class:inner=inner
            class:flat=is_open.is_none() && !inner
            class:active=move || table.active.with(|active| id.with(|id| active == id))
            id=move || id.get()
            aria-expanded=move || is_open.map(|open| if open.get() { "true" } else { "false" })
            data-line=level
        >
            <div role="gridcell" class="group-value">
                {is_open
                    .map(|open| {
                        view! {
                            <button
                                class="tree-toggle"
                                tabindex="-1"
                                data-toggle=""
                                aria-label=move || toggle_name(open.get())
                                on:click=move |_| toggle(table, group)
                            >
                                <span aria-hidden="true">{move || if open.get() { "▾" } else { "▸" }}</span>
                            </button>
                        }
                    })}
                {move || {
                    let show = show.clone();
                    if can_open.get() {
                        view! {
                            <button
                                class="group-name"
                                tabindex="-1"
                                aria-label=name
                                data-open=""
                                on:click=move |_| show()
                            >
                                {shown_name}
                            </button>
                        }
                        .into_any()
                    } else {
                        view! {
                            <span class="group-name">
                                {shown_name} " " <span class="hint">{move || i18n.texts().group_no_filter}</span>
                            </span>
                        }
                        .into_any()
                    }
                }}
            </div>
            {number_cells(i18n, words)}
        </div>
    }
}

/// How many records, how they ended and when they were.
fn number_cells(i18n: I18n, words: Memo<Words>) -> impl IntoView {
    let part = move |part: fn(&Words) -> &str| move || words.with(|words| part(words).to_owned());
    let none = move || words.with(|words| words.unsuccessful.is_none());
    view! {
        <div role="gridcell" class="group-count">
            <span class="group-bar" aria-hidden="true">
                <span style:inline-size=part(|it| &it.bar)></span>
            </span>
            <span>{part(|it| &it.count)}</span>
        </div>
        <div
            role="gridcell"
            class="group-errors"
            class:none=none
        >
            <span aria-hidden="true" class="group-mark">"✕ "</span>
            {move || words.with(|words| words.unsuccessful.clone()).unwrap_or_else(|| i18n.number(0_u32))}
        </div>
        <div
            role="gridcell"
            class="group-share"
            class:none=none
        >
            {part(|it| &it.share)}
        </div>
        <div role="gridcell" class="group-first">
            <time datetime=part(|it| &it.first.0)>{part(|it| &it.first.1)}</time>
        </div>
        <div role="gridcell" class="group-last">
            <span class="group-dash" aria-hidden="true">"– "</span>
            <time datetime=part(|it| &it.last.0)>{part(|it| &it.last.1)}</time>
        </div>
    }
}

fn toggle(table: Table, group: Memo<Option<GroupOf>>) {
    let Some(GroupOf { value, .. }) = group.get_untracked() else { return };
    table.remembered.open.update(|open| {
        if !open.remove(&value) {
            open.insert(value);
        }
    });
}

/// Filters by what a group is, and shows its records one after the other.
fn show_records(state: AppState, table: Table, group: Memo<Option<GroupOf>>, within: Option<Value>) {
    let Some(GroupOf { value, terms: Some(terms), .. }) = group.get_untracked() else { return };
    table.remembered.left.set(Some(within.unwrap_or(value)));
    state.filter_and(
        |query| {
            let narrowed = |query: Query, term: &Term| query.narrowed(term.negated, term.field, &term.value);
            terms.iter().fold(query.clone(), narrowed)
        },
        |view| view.layout = Layout::List,
    );
    // Once the list is there in the place of the table.
    request_animation_frame(focus_records);
}
