//! What a report says of accesses, of consent, and of what looks odd.

use std::sync::Arc;

use audit_core::insights::access::{AccessLine, Accesses, Standing};
use audit_core::insights::consent::{Consent, ConsentKind, Evidence, Transition};
use audit_core::insights::findings::Finding;
use audit_core::insights::rights::{Exercised, OfRight, Rights};
use leptos::prelude::*;

use super::document::{Block, Cell, Part, Table};
use crate::components::insights::accesses::{called, standing_words};
use crate::components::insights::finding_card::when;
use crate::components::insights::findings::looked_at;
use crate::components::letter::telling;
use crate::components::periods::day;
use crate::i18n::{I18n, fill};
use crate::messages::Messages;
use crate::phrases::findings::{mark, severity};
use crate::phrases::rights::{self, exercise};
use crate::phrases::{access_kind, access_name, visible};
use crate::state::AppState;

/// Most lines about consent: all of them are on a page of their own.
const MOST_TRANSITIONS: usize = 100;

/// Who can see the data.
pub(super) fn accesses(i18n: I18n, state: AppState, accesses: &Accesses) -> Part {
    let texts = i18n.texts();
    let mut blocks = vec![Block::Note(texts.insight_scope.to_owned())];
    let lines: Vec<&AccessLine> = accesses.accesses.iter().chain(&accesses.pseudo).collect();
    if lines.is_empty() {
        blocks.push(Block::Text(texts.accesses_none.to_owned()));
    } else {
        blocks.push(Block::Table(Table {
            name: texts.accesses_title.to_owned(),
            class: "report-accesses",
            head: [
                texts.field_access,
                texts.field_access_state,
                texts.report_calls,
                texts.column_unsuccessful,
                texts.column_last,
            ]
            .map(str::to_owned)
            .into(),
            rows: lines.into_iter().map(|line| access(i18n, state, line)).collect(),
        }));
    }
    let left_out = u64::from(accesses.total).saturating_sub(accesses.accesses.len() as u64);
    if left_out > 0 {
        blocks.push(Block::Text(i18n.plural(|texts| texts.accesses_more, left_out)));
    }
    if accesses.nameless.count > 0 {
        let count = u64::from(accesses.nameless.count);
        blocks.push(Block::Text(i18n.plural(|texts| texts.accesses_nameless, count)));
    }
    Part { heading: texts.accesses_title.to_owned(), blocks }
}

fn access(i18n: I18n, state: AppState, line: &AccessLine) -> Vec<Cell> {
    let texts = i18n.texts();
    let kind = line.known.as_ref().and_then(|known| access_kind(texts, &known.kind)).unwrap_or_default();
    let standing = match line.standing {
        Standing::Pseudo => texts.accesses_pseudo.to_owned(),
        Standing::Unknown => texts.report_unknown.to_owned(),
        standing => standing_words(i18n, state, standing),
    };
    let query = (line.calls.count > 0).then(|| line.query.clone());
    let last = line.calls.span.map(|(_, last)| day(i18n, state, last));
    let id = if line.standing == Standing::Pseudo || line.known.is_none() { "" } else { &line.base };
    vec![
        Cell::text(visible(&called(i18n, state, line))).and(kind).and(visible(id)),
        Cell::text(standing),
        Cell::number(i18n.number(line.calls.count)).leading_to(query),
        Cell::number(i18n.number(line.calls.unsuccessful)),
        Cell::text(last.unwrap_or_default()),
    ]
}

/// How consent was given and ended.
pub(super) fn consent(i18n: I18n, state: AppState, consent: &Consent) -> Part {
    let texts = i18n.texts();
    let mut blocks = vec![Block::Note(texts.insight_scope.to_owned())];
    let first = consent.transitions.len().saturating_sub(MOST_TRANSITIONS);
    let shown = consent.transitions.get(first..).unwrap_or_default();
    if shown.is_empty() {
        blocks.push(Block::Text(texts.report_consent_none.to_owned()));
    } else {
        blocks.push(Block::Table(Table {
            name: texts.report_consent.to_owned(),
            class: "report-consent",
            head: [texts.when, texts.field_access, texts.what, texts.report_known].map(str::to_owned).into(),
            rows: shown.iter().map(|it| transition(i18n, state, it)).collect(),
        }));
    }
    let left_out = u64::from(consent.total).saturating_sub(shown.len() as u64);
    if left_out > 0 {
        blocks.push(Block::Text(i18n.plural(|texts| texts.report_consent_left, left_out)));
    }
    Part { heading: texts.report_consent.to_owned(), blocks }
}

fn transition(i18n: I18n, state: AppState, it: &Transition) -> Vec<Cell> {
    let texts = i18n.texts();
    let time = it.time_ms.map(|time| state.zone.with(|zone| Cell::time(time, zone)));
    let name = match (&it.name, &it.base) {
        (Some(name), _) => name.clone(),
        (None, Some(base)) => access_name(texts, base),
        (None, None) => texts.report_some_access.to_owned(),
    };
    let known = match it.evidence {
        Evidence::Record => texts.report_by_record,
        Evidence::MatchedByTime => texts.report_by_match,
        Evidence::OneOfSeveral => texts.report_by_several,
        Evidence::List => texts.report_by_list,
    };
    vec![
        time.unwrap_or_else(|| Cell::text(texts.report_time_unknown)),
        Cell::text(visible(&name)),
        Cell::text(kind_words(texts, it.kind)),
        Cell::text(known),
    ]
}

fn kind_words(texts: &Messages, kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::Given => texts.report_given,
        ConsentKind::Widened => texts.report_widened,
        ConsentKind::Narrowed => texts.report_narrowed,
        ConsentKind::Changed => texts.report_changed,
        ConsentKind::Withdrawn => texts.report_withdrawn,
        ConsentKind::Expired => texts.report_expired,
        ConsentKind::OauthGranted => texts.report_oauth_granted,
        ConsentKind::OauthRevoked => texts.report_oauth_revoked,
    }
}

/// What shows a person using their rights, or somebody serving them.
pub(super) fn rights(i18n: I18n, state: AppState, rights: &Rights) -> Part {
    let texts = i18n.texts();
    let table = Table {
        name: texts.rights_title.to_owned(),
        class: "report-accesses",
        head: [texts.topic_rights, texts.what, texts.report_calls, texts.column_unsuccessful, texts.column_last]
            .map(str::to_owned)
            .into(),
        rows: rights.rights.iter().map(|of| right(i18n, state, of)).collect(),
    };
    let blocks = vec![Block::Note(texts.rights_about.to_owned()), Block::Table(table)];
    Part { heading: texts.rights_title.to_owned(), blocks }
}

fn right(i18n: I18n, state: AppState, of: &OfRight) -> Vec<Cell> {
    let texts = i18n.texts();
    let done = |it: &Exercised| {
        let (name, count) = (exercise(texts, it.exercise), i18n.number(it.calls.count));
        fill(texts.may_line, &[("may", name), ("what", &count)])
    };
    let done: Vec<_> = of.exercises.iter().map(done).collect();
    let last = of.calls.span.map(|(_, last)| day(i18n, state, last));
    vec![
        Cell::text(rights::right(texts, of.right).name),
        Cell::text(done.join(" · ")),
        Cell::number(i18n.number(of.calls.count)).leading_to(of.query.clone().filter(|_| of.calls.count > 0)),
        Cell::number(i18n.number(of.calls.unsuccessful)),
        Cell::text(last.unwrap_or_default()),
    ]
}

/// What looks odd; each with whether the person knows it.
pub(super) fn findings(i18n: I18n, state: AppState, findings: &[(Arc<Finding>, bool)]) -> Part {
    let texts = i18n.texts();
    let mut blocks = vec![Block::Note(looked_at(i18n, state))];
    if findings.is_empty() {
        blocks.push(Block::Text(texts.findings_none.to_owned()));
        blocks.push(Block::Text(texts.findings_proves.to_owned()));
    } else {
        blocks.push(Block::Note(texts.findings_about.to_owned()));
        blocks.push(Block::Table(Table {
            name: texts.findings_title.to_owned(),
            class: "report-findings",
            head: [texts.report_severity, texts.what, texts.when, texts.topic_records].map(str::to_owned).into(),
            rows: findings.iter().map(|(finding, known)| odd(i18n, state, finding, *known)).collect(),
        }));
    }
    Part { heading: texts.findings_title.to_owned(), blocks }
}

fn odd(i18n: I18n, state: AppState, finding: &Finding, known: bool) -> Vec<Cell> {
    let texts = i18n.texts();
    let (of, span) = (finding.severity, (finding.from_ms, finding.until_ms));
    let acknowledged = if known { texts.report_acknowledged } else { "" };
    let happened = telling(i18n, state, |it| it.happened(finding));
    let more = telling(i18n, state, |it| it.more(finding)).join(" ");
    vec![
        Cell::text(format!("{} {}", mark(of), severity(texts, of))),
        Cell::text(happened).and(more).and(acknowledged),
        Cell::text(when(i18n, state, span)),
        Cell::number(i18n.number(finding.count)).leading_to(finding.evidence.query.clone()),
    ]
}
