//! Drawing a report: on the screen and on paper alike.

use leptos::prelude::*;

use super::document::{Block, Cell, Document, Kind, Leads, Part, Table};
use crate::components::insights::go::{show_record, show_records};
use crate::i18n::{I18n, use_i18n};
use crate::state::{AppState, use_state};

/// All of its parts.
pub(super) fn parts(document: &Document) -> impl IntoView + use<> {
    document.parts.iter().map(part).collect_view()
}

/// One of them.
pub(super) fn part(part: &Part) -> impl IntoView + use<> {
    let (i18n, state) = (use_i18n(), use_state());
    view! {
        <section class="report-part">
            <h3>{part.heading.clone()}</h3>
            {part.blocks.iter().map(|it| block(i18n, state, it)).collect_view()}
        </section>
    }
}

fn block(i18n: I18n, state: AppState, block: &Block) -> AnyView {
    match block {
        Block::Text(text) => view! { <p><bdi>{text.clone()}</bdi></p> }.into_any(),
        Block::Note(text) => view! { <p class="hint"><bdi>{text.clone()}</bdi></p> }.into_any(),
        Block::List(lines) => {
            let line = |line: &String| view! { <li><bdi>{line.clone()}</bdi></li> };
            view! { <ul class="report-list">{lines.iter().map(line).collect_view()}</ul> }.into_any()
        }
        Block::Facts(facts) => {
            let fact = |(name, value): &(String, String)| {
                view! {
                    <dt>{name.clone()}</dt>
                    <dd><bdi>{value.clone()}</bdi></dd>
                }
            };
            view! { <dl class="report-facts">{facts.iter().map(fact).collect_view()}</dl> }.into_any()
        }
        Block::Table(it) => table(i18n, state, it).into_any(),
    }
}

/// A table. On a narrow screen its cells stand under each other; it stays a table for those
/// who hear it, which a browser alone would forget then: hence the roles.
fn table(i18n: I18n, state: AppState, table: &Table) -> impl IntoView + use<> {
    let row = |cells: &Vec<Cell>| {
        let about = cells.first().map(|cell| cell.text.clone()).unwrap_or_default();
        let cells = cells.iter().zip(&table.head).enumerate().map(|(place, (it, head))| {
            let class = class(it);
            let inside = cell(i18n, state, it, (place > 0).then_some(about.as_str()));
            if place == 0 {
                view! { <th role="rowheader" scope="row" class=class>{inside}</th> }.into_any()
            } else {
                view! { <td role="cell" class=class data-head=head.clone()>{inside}</td> }.into_any()
            }
        });
        view! { <tr role="row">{cells.collect_view()}</tr> }
    };
    let head = |(place, text): (usize, &String)| {
        // A head stands over its numbers.
        let class = table.rows.first().and_then(|cells| cells.get(place)).map_or("", class);
        view! { <th role="columnheader" scope="col" class=class>{text.clone()}</th> }
    };
    view! {
        <table role="table" class=format!("report-table {}", table.class) aria-label=table.name.clone()>
            <thead role="rowgroup">
                <tr role="row">{table.head.iter().enumerate().map(head).collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">{table.rows.iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn class(cell: &Cell) -> &'static str {
    match cell.kind {
        Kind::Text => "",
        Kind::Number => "number",
        Kind::Id => "id",
        Kind::Time => "time",
    }
}

/// What stands in a cell, of a row about something.
fn cell(i18n: I18n, state: AppState, cell: &Cell, about: Option<&str>) -> impl IntoView + use<> {
    let text = view! { <bdi>{cell.text.clone()}</bdi> };
    let text = match cell.leads.clone() {
        None => text.into_any(),
        Some(leads) => {
            let what = match leads {
                Leads::Records(_) => i18n.texts().insight_records,
                Leads::Record(_) => i18n.texts().report_open,
            };
            let about = about.map(|about| format!(" {about}"));
            view! {
                <button class="link" on:click=move |_| go(state, &leads)>
                    {text}
                    <span class="hidden">". " {what} <bdi>{about}</bdi></span>
                </button>
            }
            .into_any()
        }
    };
    let more = |line: &String| view! { <span class="report-more"><bdi>{line.clone()}</bdi></span> };
    view! { {text} {cell.more.iter().map(more).collect_view()} }
}

fn go(state: AppState, leads: &Leads) {
    match leads {
        Leads::Records(query) => show_records(state, query),
        Leads::Record(id) => show_record(state, id, None),
    }
}
