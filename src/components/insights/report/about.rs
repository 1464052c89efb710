//! What a report is about: whose log, when, which records; what could be seen; and what all
//! that proves.

use audit_core::time::{iso_local, iso_utc};
use leptos::prelude::*;

use super::document::{Block, Part};
use crate::app::title;
use crate::components::chips::terms_in_words;
use crate::components::count_line::completeness;
use crate::components::limits;
use crate::components::scope_menu;
use crate::i18n::{I18n, fill};
use crate::state::AppState;
use crate::worker_protocol::Identity;

/// A moment on the clock of the zone that is shown, and in UTC.
pub(super) fn moment(i18n: I18n, state: AppState, time_ms: i64) -> String {
    state.zone.with(|zone| {
        let values = [("local", &*iso_local(time_ms, zone)), ("zone", &*zone.name), ("utc", &*iso_utc(time_ms))];
        fill(i18n.texts().report_both, &values)
    })
}

/// Whose log it is, when the report was made, and which records it is about.
pub(super) fn head(i18n: I18n, state: AppState, identity: &Identity, made_ms: i64) -> Part {
    let texts = i18n.texts();
    let mut facts =
        vec![(texts.report_log, title(i18n, Some(identity))), (texts.report_made, moment(i18n, state, made_ms))];
    if let Some((from, to)) = state.load.with(|load| load.period) {
        let from = if from > 0 { moment(i18n, state, from) } else { texts.period_everything.to_owned() };
        facts.push((texts.report_asked, fill(texts.span_line, &[("from", &from), ("to", &moment(i18n, state, to))])));
    }
    let terms = terms_in_words(i18n, state);
    let filter = if terms.is_empty() { texts.report_no_filter.to_owned() } else { terms.join(" · ") };
    facts.push((texts.filters_summary, filter));
    state.aside.with(|viewed| {
        let snapshot = &viewed.snapshot;
        let matched = i18n.number(snapshot.matched);
        let count = i18n.plural_with(|texts| texts.matched_of, u64::from(snapshot.loaded), &[("matched", &matched)]);
        facts.push((texts.topic_records, count));
        if let Some((from, to)) = snapshot.matched_span {
            facts.push((texts.report_oldest, moment(i18n, state, from)));
            facts.push((texts.report_newest, moment(i18n, state, to)));
        }
    });
    facts.push((texts.report_complete, completeness(i18n, state)));
    let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Part { heading: texts.report_what.to_owned(), blocks: vec![Block::Facts(facts)] }
}

/// What could be seen, and what not.
pub(super) fn visible(i18n: I18n, state: AppState, identity: &Identity) -> Part {
    let texts = i18n.texts();
    let mut lines = Vec::new();
    if let Identity::Server { access, scope, generation, .. } = identity {
        let (text, what) = scope_menu::sees(i18n, scope, *generation);
        lines.push(format!("{}.", fill(text, &[("access", access), ("what", &what)])));
        lines.extend(scope_menu::details(i18n, scope, *generation));
    }
    for line in limits::lines(i18n, state, identity) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let own = state.aside.with(|viewed| viewed.snapshot.own_reads);
    if own.folded && own.count > 0 {
        lines.push(i18n.plural(|texts| texts.export_own_reads, u64::from(own.count)));
    }
    let foreign = state.load.with(|load| load.tally.foreign);
    if foreign > 0 {
        lines.push(i18n.plural(|texts| texts.foreign, u64::from(foreign)));
    }
    if state.names_are_missing() {
        let of_server = matches!(identity, Identity::Server { .. });
        lines.push(if of_server { texts.names_missing } else { texts.names_missing_file }.to_owned());
    }
    Part { heading: texts.report_seen.to_owned(), blocks: vec![Block::List(lines)] }
}

/// How it was made, and what it proves.
pub(super) fn proof(i18n: I18n) -> Part {
    let texts = i18n.texts();
    let made = fill(texts.report_how_made, &[("app", texts.app_name), ("version", env!("CARGO_PKG_VERSION"))]);
    let lines = [made, texts.report_how_words.to_owned(), texts.report_how_proves.to_owned()];
    Part { heading: texts.report_how.to_owned(), blocks: lines.into_iter().map(Block::Text).collect() }
}
