//! The head of the list: its columns, and which of them it is sorted by.

use audit_core::sorting::{Column, Order};
use leptos::prelude::*;

use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::messages::Messages;
use crate::state::use_state;

/// The row of buttons; each sorts by its column, once more the other way round.
#[component]
pub(super) fn ListHead(
    /// The order that the rows are in.
    order: Memo<Order>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let header = move |column: Column| {
        let sorted = move || order.with(|order| (order.column == column).then_some(order.descending));
        view! {
            <div
                role="columnheader"
                aria-sort=move || sorted().map(|descending| if descending { "descending" } else { "ascending" })
            >
                <button on:click=move |_| state.go(|view| view.order = view.order.choose(column))>
                    {move || name(i18n.texts(), column)}
                    <span aria-hidden="true">
                        {move || sorted().map(|descending| if descending { " ▼" } else { " ▲" })}
                    </span>
                </button>
            </div>
        }
    };
    view! {
        <div id=LIST_HEAD class="list-head" role="row" aria-rowindex="1">
            {Column::ALL.map(header)}
        </div>
    }
}

/// The id of the head.
pub(super) const LIST_HEAD: &str = "records-head";

/// A column's name.
fn name(texts: &'static Messages, column: Column) -> &'static str {
    match column {
        Column::Time => texts.column_time,
        Column::Access => texts.filter_access,
        Column::Action => texts.filter_action,
        Column::Status => texts.filter_status,
        Column::Address => texts.filter_address,
    }
}

/// An order in words, unless it is the usual one.
pub(super) fn in_words(texts: &'static Messages, order: Order) -> Option<String> {
    if order == Order::default() {
        return None;
    }
    let text = match order {
        Order { column: Column::Time, .. } => texts.sorted_oldest,
        Order { descending: false, .. } => texts.sorted_by,
        Order { descending: true, .. } => texts.sorted_back,
    };
    Some(fill(text, &[("column", name(texts, order.column))]))
}
