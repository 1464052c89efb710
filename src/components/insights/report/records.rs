//! What a report says of the records that the filter leaves: how many of each kind, and the
//! newest of them one by one.

use audit_core::engine::{ChosenRecords, Row, Share};
use leptos::prelude::*;

use super::document::{Block, Cell, Leads, Part, Table};
use crate::i18n::I18n;
use crate::phrases::{action_name, addresses, operation, outcome, status, told, visible};
use crate::state::AppState;

/// Most records that a report lists: some twenty pages.
pub(super) const MOST_LISTED: u32 = 200;

/// How many there are, by how they ended and by kind of act.
pub(super) fn counts(i18n: I18n, chosen: &ChosenRecords) -> Part {
    let texts = i18n.texts();
    let ended = chosen.outcomes.iter().filter(|share| share.count > 0);
    let ended = ended.map(|share| vec![Cell::text(outcome(texts, share.of)), number(i18n, share)]);
    let acts = chosen.operations.iter().map(|share| {
        let unsuccessful = Cell::number(i18n.number(share.unsuccessful));
        vec![Cell::text(operation(texts, share.of)), number(i18n, share), unsuccessful]
    });
    let table = |name: &str, head: &[&str], rows: Vec<Vec<Cell>>| {
        let head = head.iter().map(|text| (*text).to_owned()).collect();
        Block::Table(Table { name: name.to_owned(), class: "report-counts", head, rows })
    };
    let mut blocks = vec![Block::Note(texts.report_counts_scope.to_owned())];
    if chosen.total > 0 {
        blocks.push(table(texts.chart_outcome, &[texts.chart_outcome, texts.column_count], ended.collect()));
        let head = [texts.chart_operation, texts.column_count, texts.column_unsuccessful];
        blocks.push(table(texts.chart_operation, &head, acts.collect()));
    } else {
        blocks.push(Block::Text(texts.report_records_none.to_owned()));
    }
    Part { heading: texts.report_counts.to_owned(), blocks }
}

fn number<T>(i18n: I18n, share: &Share<T>) -> Cell {
    Cell::number(i18n.number(share.count)).leading_to(share.query.clone())
}

/// The newest of them, one by one.
pub(super) fn list(i18n: I18n, state: AppState, chosen: &ChosenRecords) -> Part {
    let texts = i18n.texts();
    let (shown, total) = (chosen.newest.len() as u64, u64::from(chosen.total));
    let mut blocks = Vec::new();
    if shown == 0 {
        blocks.push(Block::Text(texts.report_records_none.to_owned()));
    } else {
        let all = i18n.number(total);
        blocks.push(Block::Note(i18n.plural_with(|texts| texts.report_latest, shown, &[("all", &all)])));
        blocks.push(Block::Table(Table {
            name: texts.report_records.to_owned(),
            class: "report-records",
            head: [texts.when, texts.what, texts.result_, texts.field_addresses, texts.field_id]
                .map(str::to_owned)
                .into(),
            rows: chosen.newest.iter().map(|row| record(i18n, state, row)).collect(),
        }));
    }
    if total > shown {
        blocks.push(Block::Text(i18n.plural(|texts| texts.report_not_listed, total - shown)));
    }
    Part { heading: texts.report_records.to_owned(), blocks }
}

fn record(i18n: I18n, state: AppState, row: &Row) -> Vec<Cell> {
    let texts = i18n.texts();
    let words = state.words.get();
    let access = row.access.as_ref().map(|access| visible(&access.base));
    let technical: Vec<String> = [visible(action_name(texts, &row.method))].into_iter().chain(access).collect();
    vec![
        state.zone.with(|zone| Cell::time(row.time_ms, zone)),
        Cell::text(visible(&told(i18n, &words, row))).and(technical.join(" · ")),
        Cell::text(status(texts, row.status)),
        Cell::text(addresses(texts, &words, &row.addresses)),
        Cell { leads: Some(Leads::Record(row.id.clone())), ..Cell::id(visible(&row.id)) },
    ]
}
