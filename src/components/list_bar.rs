//! Above the list: one after the other or in groups, and what is folded or told apart.

use audit_core::explore::Dimension;
use audit_core::sorting::Column;
use audit_core::view_state::{Grouping, Layout};
use leptos::prelude::*;

use super::dimensions::dimension_name;
use super::folded_list::Folding;
use super::live::{LookOnce, NewerLine};
use crate::app::Room;
use crate::browser::document;
use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::state::use_state;

/// The id of the switch that folds.
const FOLD: &str = "fold-routine";

/// The bar.
#[component]
pub(super) fn ListBar(
    /// The folded list.
    folding: Folding,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let layout = Memo::new(move |_| state.view.with(|view| view.layout));
    let choice = move |of: Layout| {
        view! {
            <button
                aria-pressed=move || if layout.get() == of { "true" } else { "false" }
                on:click=move |_| state.go(|view| view.layout = of)
            >
                {move || match of {
                    Layout::List => i18n.texts().layout_list,
                    Layout::Groups => i18n.texts().layout_groups,
                }}
            </button>
        }
    };
    view! {
        <div class="list-bar" class:grouped=move || layout.get() == Layout::Groups>
            <div class="switch" role="group" aria-label=move || i18n.texts().layout_label>
                {[Layout::List, Layout::Groups].map(choice)}
            </div>
            <NewerLine/>
            // Elsewhere it stands beside the period.
            <Show when=move || room.one_line.get()>
                <LookOnce/>
            </Show>
            {move || match layout.get() {
                Layout::List => view! { <Fold folding/> }.into_any(),
                Layout::Groups => view! { <GroupBy/> }.into_any(),
            }}
        </div>
    }
}

/// The switch that folds routine, and what came of it.
#[component]
fn Fold(folding: Folding) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let folded = Memo::new(move |_| state.view.with(|view| view.folded));
    let by_time = Memo::new(move |_| state.view.with(|view| view.order.column == Column::Time));
    let told = move || {
        if !by_time.get() {
            return i18n.texts().fold_by_time.to_owned();
        }
        match folding.counts().filter(|_| folded.get()) {
            None => String::new(),
            Some((0, _)) => i18n.texts().fold_nothing.to_owned(),
            Some((rows, lines)) => {
                let lines = i18n.plural(|texts| texts.fold_lines, lines.into());
                i18n.plural_with(|texts| texts.folded_into, rows.into(), &[("lines", &lines)])
            }
        }
    };
    let is_folded = move || folded.get() && by_time.get();
    view! {
        <button
            id=FOLD
            class="button compact fold"
            aria-pressed=move || if is_folded() { "true" } else { "false" }
            // In another order it says so and does nothing; disabled, it would lose the focus.
            aria-disabled=move || (!by_time.get()).then_some("true")
            aria-describedby="fold-told"
            on:click=move |_| {
                if by_time.get_untracked() {
                    state.go(|view| view.folded = !view.folded);
                }
            }
        >
            <span aria-hidden="true">"⟲ "</span>
            {move || i18n.texts().fold_routine}
        </button>
        <span class="hint" id="fold-told" role="status">{told}</span>
        <Show when=move || is_folded() && folding.counts().is_some_and(|(rows, _)| rows > 0)>
            <button
                class="link"
                on:click=move |_| {
                    state.go(|view| view.folded = false);
                    document::focus(FOLD);
                }
            >
                {move || i18n.texts().unfold_all}
            </button>
        </Show>
    }
}

/// What groups are told apart by.
#[component]
fn GroupBy() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let grouping = Memo::new(move |_| state.view.with(|view| view.grouping));
    let by = move |dimension: Dimension| {
        view! {
            <option value=dimension.key() prop:selected=move || grouping.get().by == dimension>
                {move || dimension_name(i18n.texts(), dimension)}
            </option>
        }
    };
    let then = move |dimension: Dimension| {
        view! {
            <option
                value=dimension.key()
                hidden=move || grouping.get().by == dimension
                prop:selected=move || grouping.get().then == Some(dimension)
            >
                {move || dimension_name(i18n.texts(), dimension)}
            </option>
        }
    };
    view! {
        <label class="labelled group-by">
            <span class="hint">{move || i18n.texts().group_by}</span>
            <select
                class="compact"
                on:change=move |event| {
                    if let Some(by) = Dimension::from_key(&event_target_value(&event)) {
                        state.go(|view| view.grouping = view.grouping.grouped_by(by));
                    }
                }
            >
                {Grouping::DIMENSIONS.map(by)}
            </select>
        </label>
        <label class="labelled group-by">
            <span class="hint">{move || i18n.texts().group_then}</span>
            <select
                class="compact"
                on:change=move |event| {
                    let then = Dimension::from_key(&event_target_value(&event));
                    state.go(|view| view.grouping = view.grouping.then_by(then));
                }
            >
                <option value="" prop:selected=move || grouping.get().then.is_none()>
                    {move || i18n.texts().group_then_none}
                </option>
                {Grouping::DIMENSIONS.map(then)}
            </select>
        </label>
    }
}
