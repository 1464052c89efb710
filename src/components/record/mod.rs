//! One record in full: in words, value by value, with what happened around it, and as
//! it was recorded.

mod allowed;
mod around;
pub(super) mod copy;
mod fields;
mod gone;
mod label;
mod secret;
mod steps;
mod value;
mod versions;
mod who;

use audit_core::engine::{Detail, Hidden};
use audit_core::insights::ItemRef;
use audit_core::query::Filter;
use audit_core::secrets::indented;
use audit_core::sorting::Column;
use leptos::prelude::*;

use self::allowed::AllowedThen;
use self::around::Around;
use self::copy::CopyButton;
use self::fields::{Section, origin, sections};
use self::gone::Gone;
use self::secret::{Secret, ShowSecret};
use self::steps::Steps;
use self::value::{Edit, lines};
use self::versions::versions;
use super::insights::{item_title, show_item};
use super::load_names::LoadNames;
use crate::app::Room;
use crate::browser::{document, location};
use crate::i18n::{I18n, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::pages::Opened;
use crate::phrases::{self, mark, outcome_class, told, visible};
use crate::state::{AppState, use_state};

/// Takes the focus when what had it goes with the record before.
const TITLE: &str = "detail-title";
/// What changes from one record to the next.
const BODY: &str = "detail-body";

/// Opens the record before or after the open one in the list, if there is one.
pub(crate) fn step(state: AppState, opened: RwSignal<Opened>, before: bool) {
    let neighbor = opened.with_untracked(|opened| neighbor(opened, before).map(str::to_owned));
    if let Some(id) = neighbor {
        keep_focus();
        state.adjust(|view| view.selected = Some(id));
    }
}

/// Before what the record says is drawn anew.
pub(crate) fn keep_focus() {
    if document::holds_focus(BODY) {
        document::focus(TITLE);
    }
}

fn neighbor(opened: &Opened, before: bool) -> Option<&str> {
    let Opened::Found(detail) = opened else { return None };
    let (previous, next) = &detail.neighbors;
    if before { previous.as_deref() } else { next.as_deref() }
}

/// The record that is open.
#[component]
pub(crate) fn RecordDetail(
    /// The record.
    opened: RwSignal<Opened>,
    /// It is to be closed.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let edit = move |edit: Edit, filter: &Filter| {
        state.filter(|query| match edit {
            Edit::Only => query.only(filter),
            Edit::Not => query.excluding(filter),
        });
        // Over the list, the record would hide what came of it.
        if !room.record_beside.get_untracked() {
            on_close();
        }
    };
    // Its place in the list changes while records arrive; what it says does not.
    let shown = Memo::new(move |_| match opened.get() {
        Opened::Found(detail) => Opened::Found(Box::new(Detail { index: None, neighbors: (None, None), ..*detail })),
        other => other,
    });
    let id = Memo::new(move |_| {
        shown.with(|shown| match shown {
            Opened::Found(detail) => Some(detail.row.id.clone()),
            _ => None,
        })
    });
    let is_found = Memo::new(move |_| id.with(Option::is_some));
    let of = Memo::new(move |_| {
        shown.with(|shown| match shown {
            Opened::Found(detail) => Some((detail.row.id.clone(), detail.row.outcome)),
            _ => None,
        })
    });
    let is_outside =
        Memo::new(move |_| opened.with(|opened| matches!(opened, Opened::Found(detail) if detail.index.is_none())));
    // Both stay as they are from one record to the next.
    let raw_open = RwSignal::new(false);
    let same_access = RwSignal::new(false);
    let go = move |id: String| {
        // The line that was clicked goes.
        document::focus(TITLE);
        state.go(|view| view.selected = Some(id));
    };
    view! {
        <article class="detail" aria-labelledby=TITLE>
            <div class="detail-bar">
                <h2 id=TITLE tabindex="-1">{move || i18n.texts().detail_title}</h2>
                <div class="detail-steps">
                    <Stepper opened before=true/>
                    <Stepper opened before=false/>
                </div>
                <button class="button compact" on:click=move |_| on_close()>
                    {move || i18n.texts().close}
                </button>
            </div>
            <Show when=move || is_outside.get()>
                <p class="hint detail-outside">{move || i18n.texts().detail_outside}</p>
            </Show>
            <div class="detail-body" id=BODY>
                {move || match shown.get() {
                    Opened::None => ().into_any(),
                    Opened::Asked => view! { <p>{i18n.texts().row_loading}</p> }.into_any(),
                    Opened::Gone => view! { <Gone/> }.into_any(),
                    Opened::Found(detail) => in_words(i18n, state, &detail, edit).into_any(),
                }}
                <Show when=move || is_found.get()>
                    <AllowedThen of/>
                    <Around id same_access on_open=go/>
                </Show>
                {move || shown.with(|shown| match shown {
                    Opened::Found(detail) => Some(view! { <Steps row=detail.row.clone()/> }),
                    _ => None,
                })}
                {move || match shown.get() {
                    Opened::Found(detail) => as_recorded(i18n, state, &detail, raw_open, edit).into_any(),
                    _ => ().into_any(),
                }}
            </div>
        </article>
    }
}

/// The button to the record before or after this one.
#[component]
fn Stepper(opened: RwSignal<Opened>, before: bool) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let is_last = move || opened.with(|opened| neighbor(opened, before).is_none());
    // What stands before and after a record follows the order of the list.
    let words = move || {
        let (texts, order) = (i18n.texts(), state.view.with(|view| view.order));
        match order.column {
            Column::Time if order.descending == before => texts.detail_previous,
            Column::Time => texts.detail_next,
            _ if before => texts.step_previous,
            _ => texts.step_next,
        }
    };
    view! {
        // At the end of the list it says so and does nothing; disabled, it would
        // lose the focus of whoever pressed it.
        <button
            class="button compact"
            aria-disabled=move || is_last().then_some("true")
            on:click=move |_| step(state, opened, before)
        >
            <span aria-hidden="true">{if before { "↑ " } else { "↓ " }}</span>
            {words}
        </button>
    }
}

/// A function, not a component: the language may change.
fn in_words<F: Fn(Edit, &Filter) + Copy + Send + 'static>(
    i18n: I18n,
    state: AppState,
    detail: &Detail,
    on_edit: F,
) -> impl IntoView + use<F> {
    let texts = i18n.texts();
    let outcome = detail.row.outcome;
    let words = state.words.get();
    let sections = sections(i18n, state, detail).into_iter().map(|section| part(i18n, section, on_edit));
    view! {
        <p class="detail-sentence">
            <bdi translate="no">{told(i18n, &words, &detail.row)}</bdi>
        </p>
        <p class=format!("outcome {}", outcome_class(outcome))>
            <span aria-hidden="true">{mark(outcome)}</span>
            " "
            {phrases::status(texts, detail.row.status)}
        </p>
        {ItemRef::of(&detail.record).map(|item| {
            view! {
                <button class="link detail-item" on:click=move |_| show_item(state, Some(&item))>
                    {item_title(i18n, item.class)}
                </button>
            }
        })}
        // Each of those buttons says so by its name.
        <p class="hint" aria-hidden="true">{texts.value_hint}</p>
        {sections.collect_view()}
    }
}

fn part<F: Fn(Edit, &Filter) + Copy + Send + 'static>(
    i18n: I18n,
    section: Section,
    on_edit: F,
) -> impl IntoView + use<F> {
    view! {
        <section>
            <h3>{section.title}</h3>
            <dl>{lines(i18n, section.lines, on_edit)}</dl>
            {section.note.map(|note| {
                view! {
                    <p class="hint">
                        {note}
                        {section.offers_names.then(|| view! { " " <LoadNames/> })}
                    </p>
                }
            })}
        </section>
    }
}

/// The record as it came, and what can be copied of it as a whole.
fn as_recorded<F: Fn(Edit, &Filter) + Copy + Send + 'static>(
    i18n: I18n,
    state: AppState,
    detail: &Detail,
    raw_open: RwSignal<bool>,
    on_edit: F,
) -> impl IntoView + use<F> {
    let texts = i18n.texts();
    let (raw, pretty, id) = (detail.raw.clone(), detail.raw_pretty.clone(), detail.row.id.clone());
    let secret = detail.raw_masked.then(|| Secret::new(id.clone(), Hidden::Raw));
    let bare = move || secret.and_then(Secret::get);
    let written = move || visible_lines(bare().as_deref().map(indented).as_ref().unwrap_or(&pretty));
    let link = move || state.view.with_untracked(location::link);
    view! {
        {part(i18n, origin(i18n, detail), on_edit)}
        <details class="raw-frame" prop:open=move || raw_open.get()>
            <summary on:click=move |event| {
                event.prevent_default();
                raw_open.update(|open| *open = !*open);
            }>{texts.raw_summary}</summary>
            {raw.is_empty().then(|| view! { <p class="hint">{texts.raw_gone}</p> })}
            {secret.map(|secret| {
                let hint = move || if bare().is_some() { texts.raw_shown } else { texts.raw_masked };
                view! {
                    <div class="raw-hidden">
                        <p class="hint">{hint}</p>
                        <ShowSecret secret name=texts.raw_summary/>
                    </div>
                }
            })}
            <pre class="raw" tabindex="0" translate="no">{written}</pre>
        </details>
        {versions(i18n, &detail.versions)}
        <div class="buttons">
            <CopyButton label=texts.copy_link text=link/>
            <CopyButton
                label=texts.copy_raw
                text=move || secret.and_then(Secret::get_untracked).or_else(|| Some(raw.clone()))
            />
            <CopyButton label=texts.copy_id text=move || Some(id.clone())/>
        </div>
    }
}

/// Text of several lines, each with its hidden characters made visible.
fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}
