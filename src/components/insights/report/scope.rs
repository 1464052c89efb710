//! What an access could reach in a period, in words: the platform's breach-scope report as the
//! person concerned makes it.

use audit_core::insights::{BreachScope, Permission, Records, Report};
use audit_core::time::iso_utc;
use leptos::prelude::*;

use super::about::moment;
use super::document::{Block, Cell, Document, Part, Table};
use crate::app::title;
use crate::components::count_line::completeness;
use crate::i18n::{I18n, fill};
use crate::messages::Messages;
use crate::phrases::{access_kind, access_name, grants, visible};
use crate::state::AppState;
use crate::worker_protocol::Identity;

/// Most hashes that are shown: a file of JSON has more.
const MOST_EVIDENCE: usize = 100;

/// The report as it is read and printed.
pub(super) fn document(
    i18n: I18n,
    state: AppState,
    identity: &Identity,
    scope: &BreachScope,
    made_ms: i64,
) -> Document {
    let report = &scope.report;
    Document {
        parts: vec![
            about(i18n, state, identity, report, made_ms),
            permissions(i18n, report),
            calls(i18n, state, scope),
            affected(i18n, &report.records),
            reach(i18n, report),
            evidence(i18n, state, scope),
            limits(i18n, scope),
            narrative(i18n),
        ],
    }
}

/// The same for a program, in the shape that the platform's tool writes: what the core cannot
/// know is filled in.
pub(super) fn json(i18n: I18n, identity: &Identity, scope: &BreachScope, made_ms: i64) -> String {
    let texts = i18n.texts();
    let mut report = scope.report.clone();
    report.generated_at = Some(iso_utc(made_ms));
    report.tool.name = Some("audit-viewer".to_owned());
    report.tool.version = Some(env!("CARGO_PKG_VERSION").to_owned());
    match identity {
        Identity::Server { user, host, .. } => {
            report.subject.username = Some(user.clone());
            let plain = ["127.0.0.1", "localhost"].iter().any(|local| host.starts_with(local));
            report.instance.core_url = Some(format!("{}://{host}", if plain { "http" } else { "https" }));
        }
        Identity::Demo { user } => report.subject.username = Some(user.clone()),
        Identity::File { .. } => {}
    }
    for caveat in &mut report.caveats {
        caveat_words(texts, &caveat.code).clone_into(&mut caveat.text);
    }
    report.json()
}

fn about(i18n: I18n, state: AppState, identity: &Identity, report: &Report, made_ms: i64) -> Part {
    let texts = i18n.texts();
    let (access, input) = (&report.access, &report.input);
    let at = |time_ms: i64| moment(i18n, state, time_ms);
    let name = access.name.clone().unwrap_or_else(|| access_name(texts, &access.id));
    let kind = access.kind.as_deref().and_then(|kind| access_kind(texts, kind));
    let facts = [
        (texts.report_log, Some(title(i18n, Some(identity)))),
        (texts.report_made, Some(at(made_ms))),
        (texts.report_complete, Some(completeness(i18n, state))),
        (texts.field_access, Some(visible(&name))),
        (texts.field_access_id, Some(visible(&access.id))),
        (texts.field_access_kind, kind.map(str::to_owned)),
        (texts.scope_created, access.created.map(|time| at(time.0))),
        (texts.scope_expires, access.expires.map(|time| at(time.0))),
        (texts.scope_deleted, access.deleted.map(|time| at(time.0))),
        (texts.scope_versions, Some(access.serials_seen.join(", ")).filter(|list| !list.is_empty())),
        (texts.scope_from, Some(at(input.since_ts.0))),
        (texts.scope_until, Some(at(input.until_ts.0))),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Part { heading: texts.report_what.to_owned(), blocks: vec![Block::Facts(facts.collect())] }
}

fn permissions(i18n: I18n, report: &Report) -> Part {
    let texts = i18n.texts();
    let blocks = match report.access.permissions.as_deref() {
        _ if report.access.kind.as_deref() == Some("personal") => {
            vec![Block::Text(texts.scope_permissions_all.to_owned())]
        }
        None => vec![Block::Text(texts.scope_permissions_unknown.to_owned())],
        Some([]) => vec![Block::Text(texts.scope_permissions_none.to_owned())],
        Some(all) => {
            let row = |permission: &Permission| {
                let permission = permission.as_listed();
                let reached = report.data_categories.streams.iter().find(|it| it.id == permission.id);
                let (level, on) =
                    grants::permission(texts, &permission, reached.and_then(|stream| stream.name.as_deref()));
                let on = if on.is_empty() { visible(&permission.id) } else { on };
                vec![Cell::text(on), Cell::text(level)]
            };
            let rows = all.iter().map(row).collect();
            let head = [texts.scope_on, texts.scope_level];
            vec![
                Block::Note(texts.scope_permissions_note.to_owned()),
                table(texts.scope_permissions, "report-counts", &head, rows),
            ]
        }
    };
    Part { heading: texts.scope_permissions.to_owned(), blocks }
}

fn calls(i18n: I18n, state: AppState, scope: &BreachScope) -> Part {
    let texts = i18n.texts();
    let activity = &scope.report.activity;
    let at = |time: Option<i64>| time.map_or_else(|| texts.calls_none.to_owned(), |time| moment(i18n, state, time));
    let facts = [
        (texts.scope_calls_first, at(activity.first_call_ts.map(|time| time.0))),
        (texts.scope_calls_last, at(activity.last_call_ts.map(|time| time.0))),
    ];
    let facts = facts.map(|(name, value)| (name.to_owned(), value));
    let number = |count: u32| Cell::number(i18n.number(count));
    let valid = activity.total_calls.saturating_sub(activity.error_calls);
    let all = vec![
        Cell::text(texts.chart_total),
        number(activity.total_calls).leading_to(scope.query.clone().filter(|_| activity.total_calls > 0)),
        number(valid),
        number(activity.error_calls),
    ];
    let by_action = activity.by_action.0.iter().map(|(action, calls)| {
        let total = calls.valid.saturating_add(calls.error);
        vec![Cell::text(visible(action)), number(total), number(calls.valid), number(calls.error)]
    });
    let head = [texts.filter_action, texts.report_calls, texts.scope_valid, texts.column_unsuccessful];
    let rows = std::iter::once(all).chain(by_action).collect();
    let blocks = vec![Block::Facts(facts.into()), table(texts.scope_calls, "report-counts", &head, rows)];
    Part { heading: texts.scope_calls.to_owned(), blocks }
}

fn affected(i18n: I18n, records: &Records) -> Part {
    let texts = i18n.texts();
    let read = &records.read;
    let counted = |text: fn(&'static Messages) -> crate::messages::Plural, count: u64| {
        if count > 0 { i18n.plural(text, count) } else { String::new() }
    };
    let data = Cell::text(texts.scope_reads)
        .and(i18n.plural(|texts| texts.scope_returned, read.records_read))
        .and(counted(|texts| texts.scope_uncounted, read.calls_with_unknown_count))
        .and(counted(|texts| texts.scope_broken, read.incomplete_count_calls));
    let mut rows = vec![vec![data, Cell::number(i18n.number(read.calls))]];
    let others = [
        (texts.scope_attachments, records.attachment_reads),
        (texts.scope_metadata, records.metadata_read_calls),
        (texts.scope_writes, records.written.calls),
        (texts.scope_deletes, records.deleted.calls),
        (texts.scope_auth, records.auth_calls),
        (texts.scope_other, records.other_calls),
    ];
    rows.extend(others.map(|(name, calls)| vec![Cell::text(name), Cell::number(i18n.number(calls))]));
    let blocks = vec![
        Block::Note(texts.scope_affected_note.to_owned()),
        table(texts.scope_affected, "report-counts", &[texts.what, texts.report_calls], rows),
    ];
    Part { heading: texts.scope_affected.to_owned(), blocks }
}

fn reach(i18n: I18n, report: &Report) -> Part {
    let texts = i18n.texts();
    let data = &report.data_categories;
    let streams = data.streams.iter().map(|stream| {
        let (name, id) = match &stream.name {
            Some(name) => (name, stream.id.as_str()),
            None => (&stream.id, ""),
        };
        vec![
            Cell::text(visible(name)).and(visible(id)),
            Cell::number(i18n.number(stream.read_calls)),
            Cell::number(i18n.number(stream.records_upper_bound)),
        ]
    });
    let external = data.external_store_streams.iter().map(|stream| {
        vec![Cell::text(visible(&stream.id)), Cell::number(i18n.number(stream.read_calls)), Cell::text("")]
    });
    let rows: Vec<_> = streams.chain(external).collect();
    let mut blocks = Vec::new();
    if rows.is_empty() {
        blocks.push(Block::Text(texts.scope_streams_none.to_owned()));
    } else {
        blocks.push(Block::Note(texts.scope_streams_note.to_owned()));
        let head = [texts.facet_stream, texts.report_calls, texts.scope_entries];
        blocks.push(table(texts.scope_streams, "report-counts", &head, rows));
    }
    if data.full_scope_reads.calls > 0 {
        blocks.push(Block::Text(i18n.plural(|texts| texts.scope_everything_reads, data.full_scope_reads.calls)));
    }
    if data.streams_truncated {
        let most = i18n.number(data.max_scoped_stream_count);
        blocks.push(Block::Text(fill(texts.scope_truncated, &[("count", &most)])));
    }
    Part { heading: texts.scope_streams.to_owned(), blocks }
}

fn evidence(i18n: I18n, state: AppState, scope: &BreachScope) -> Part {
    let texts = i18n.texts();
    let all = &scope.report.records.written.integrity_evidence;
    let rows: Vec<_> = all
        .iter()
        .take(MOST_EVIDENCE)
        .map(|it| {
            vec![
                state.zone.with(|zone| Cell::time(it.time.0, zone)),
                Cell::text(visible(&it.action)),
                Cell::id(visible(&it.key)).and(visible(&it.integrity)),
            ]
        })
        .collect();
    let shown = rows.len();
    let mut blocks = Vec::new();
    if rows.is_empty() {
        blocks.push(Block::Text(texts.facet_none.to_owned()));
    } else {
        let head = [texts.when, texts.filter_action, texts.scope_key];
        blocks.push(table(texts.scope_evidence, "report-evidence", &head, rows));
    }
    let more = (all.len() - shown) as u64 + u64::from(scope.more_evidence);
    if more > 0 {
        blocks.push(Block::Text(i18n.plural(|texts| texts.scope_more_evidence, more)));
    }
    Part { heading: texts.scope_evidence.to_owned(), blocks }
}

fn limits(i18n: I18n, scope: &BreachScope) -> Part {
    let texts = i18n.texts();
    let mut lines = vec![texts.scope_loaded.to_owned()];
    lines.extend(scope.report.caveats.iter().map(|caveat| caveat_words(texts, &caveat.code).to_owned()));
    if scope.own_reads > 0 {
        lines.push(i18n.plural(|texts| texts.scope_own_reads, u64::from(scope.own_reads)));
    }
    Part { heading: texts.scope_limits.to_owned(), blocks: vec![Block::List(lines)] }
}

/// What a caveat says, by the tool's code of it.
fn caveat_words(texts: &Messages, code: &str) -> &'static str {
    match code {
        "G2" => texts.caveat_filter,
        "G3" => texts.caveat_streams,
        "G6" => texts.caveat_series,
        "getAttachment" => texts.caveat_attachment,
        "advisory-index" => texts.caveat_index,
        "recordCountIncomplete" => texts.caveat_count,
        "G7" => texts.caveat_after,
        "scope-semantics" => texts.caveat_scope,
        _ => "",
    }
}

/// Lines for whoever hands the report on.
fn narrative(i18n: I18n) -> Part {
    let texts = i18n.texts();
    let line = |name: &str| (name.to_owned(), "…".to_owned());
    let facts = [texts.scope_consequences, texts.scope_measures, texts.scope_contact].map(line);
    Part { heading: texts.scope_complete.to_owned(), blocks: vec![Block::Facts(facts.into())] }
}

fn table(name: &str, class: &'static str, head: &[&str], rows: Vec<Vec<Cell>>) -> Block {
    let head = head.iter().map(|text| (*text).to_owned()).collect();
    Block::Table(Table { name: name.to_owned(), class, head, rows })
}
