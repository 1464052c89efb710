//! One finding: what happened, what it may mean, and what to do.

use std::sync::Arc;

use audit_core::insights::findings::{Finding, Rule, Severity};
use leptos::prelude::*;

use super::TITLE;
use super::go::{show_access, show_records};
use super::odd::use_odd;
use crate::browser::document;
use crate::components::letter::{AccountPage, Letter, telling};
use crate::components::periods::{clock, date};
use crate::i18n::{I18n, fill, use_i18n};
use crate::phrases::findings::{mark, rule, severity};
use crate::phrases::over::{nothing_left, over};
use crate::state::{AppState, use_state};

/// A finding that the person knows, or does not.
#[component]
pub(super) fn FindingCard(finding: Arc<Finding>, known: bool) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let class = match finding.severity {
        Severity::Serious => "finding serious",
        Severity::Notable => "finding notable",
        Severity::Note => "finding",
    };
    let (rule_of, severity_of) = (finding.rule, finding.severity);
    let id = heading_id(&finding.key);
    let support = state.support.get_untracked();
    let told = finding.clone();
    let happened = move || telling(i18n, state, |it| it.happened(&told));
    let told = finding.clone();
    let more = move || {
        let lines = telling(i18n, state, |it| it.more(&told));
        lines.into_iter().map(|line| view! { <li><bdi>{line}</bdi></li> }).collect_view()
    };
    view! {
        <li class=class>
            <p class="finding-severity">
                <span aria-hidden="true">{mark(severity_of)} " "</span>
                {move || severity(i18n.texts(), severity_of)}
            </p>
            <h3 id=id tabindex="-1"><bdi>{happened}</bdi></h3>
            <ul class="finding-more">{more}</ul>
            <dl class="finding-facts">
                <Circumstances finding=finding.clone()/>
                <dt>{move || i18n.texts().finding_mean}</dt>
                <dd>{move || rule(i18n.texts(), rule_of).mean}</dd>
                <dt>{move || i18n.texts().finding_harmless}</dt>
                <dd>{move || rule(i18n.texts(), rule_of).harmless}</dd>
                <dt>{move || i18n.texts().finding_next}</dt>
                <dd>
                    <NextSteps finding=finding.clone()/>
                </dd>
            </dl>
            // What is kept for the account is not for others.
            {(!support).then(|| view! { <Knowing finding known/> })}
        </li>
    }
}

/// When, by whom, from where, and how many records.
#[component]
fn Circumstances(finding: Arc<Finding>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let (span, count, pseudo) = ((finding.from_ms, finding.until_ms), finding.count, finding.subject().is_none());
    let has_addresses = !finding.addresses.is_empty();
    let (actor, addresses) = (finding.clone(), finding);
    view! {
        <dt>{move || i18n.texts().when}</dt>
        <dd>{move || when(i18n, state, span)}</dd>
        <dt>{move || if pseudo { i18n.texts().who } else { i18n.texts().field_access }}</dt>
        <dd><bdi>{move || telling(i18n, state, |it| it.actor(&actor))}</bdi></dd>
        {has_addresses.then(|| view! {
            <dt>{move || i18n.texts().field_addresses}</dt>
            <dd>
                <bdi>{move || telling(i18n, state, |it| it.addresses(&addresses))}</bdi>
                <span class="hint">" " {move || i18n.texts().field_addresses_note}</span>
            </dd>
        })}
        <dt>{move || i18n.texts().topic_records}</dt>
        <dd>{move || i18n.number(count)}</dd>
    }
}

/// What to do, one after the other.
#[component]
fn NextSteps(finding: Arc<Finding>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let rule_of = finding.rule;
    let over = over(&finding, state.now_ms());
    let about = move || view! { <span class="hidden">": " {move || rule(i18n.texts(), rule_of).name}</span> };
    let records = finding.evidence.query.clone().map(|query| {
        view! {
            <li>
                <button class="link" on:click=move |_| show_records(state, &query)>
                    {move || i18n.texts().insight_records}
                    {about()}
                </button>
            </li>
        }
    });
    let access = finding.subject().map(str::to_owned).map(|base| {
        view! {
            <li>
                <button class="link" on:click=move |_| show_access(state, &base)>
                    {move || i18n.texts().step_access}
                    {about()}
                </button>
            </li>
        }
    });
    view! {
        <ul class="finding-steps">
            {records}
            {access}
            <li>
                {move || match over {
                    Some(over) => state.zone.with(|zone| nothing_left(i18n.locale(), zone, over)),
                    None => rule(i18n.texts(), rule_of).step.to_owned(),
                }}
                {(on_the_platform(rule_of) && over.is_none()).then(|| view! { " " <AccountPage/> })}
            </li>
            <li>
                <details>
                    <summary>{move || i18n.texts().step_ask} {about()}</summary>
                    <Letter say=move |telling, account| telling.letter(&finding, account)/>
                </details>
            </li>
        </ul>
    }
}

/// "I know this", and back.
#[component]
fn Knowing(finding: Arc<Finding>, known: bool) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let odd = use_odd();
    let rule_of = finding.rule;
    let turn = move |_| {
        let beside = neighbor(&odd.of(state, false), &finding.key);
        state.set_known(&finding.key, !known);
        let words = if known {
            i18n.texts().findings_undone.to_owned()
        } else {
            i18n.plural(|texts| texts.findings_left, odd.of(state, false).len() as u64)
        };
        state.announcement.set(words);
        // Where the card was is another one; where it is again, it is looked at.
        let next = if known { Some(heading_id(&finding.key)) } else { beside };
        request_animation_frame(move || document::focus(next.as_deref().unwrap_or(TITLE)));
    };
    view! {
        <button class="button compact finding-know" on:click=move |event| untrack(|| turn(event))>
            {move || {
                let texts = i18n.texts();
                if known { texts.finding_undo } else { texts.finding_know }
            }}
            <span class="hidden">": " {move || rule(i18n.texts(), rule_of).name}</span>
        </button>
    }
}

/// From when until when: once where that is the same minute.
pub(super) fn when(i18n: I18n, state: AppState, (from_ms, until_ms): (i64, i64)) -> String {
    state.zone.with(|zone| {
        let moment = |time_ms| format!("{}, {}", i18n.medium_date(&zone.name, time_ms), clock(zone, time_ms));
        let (from, until) = (moment(from_ms), moment(until_ms));
        let span = match (from == until, date(zone, from_ms) == date(zone, until_ms)) {
            (true, _) => from,
            (_, true) => fill(i18n.texts().span_line, &[("from", &from), ("to", &clock(zone, until_ms))]),
            _ => fill(i18n.texts().span_line, &[("from", &from), ("to", &until)]),
        };
        format!("{span} ({})", zone.name)
    })
}

/// Whether what to do is done on the platform.
fn on_the_platform(rule: Rule) -> bool {
    !matches!(rule, Rule::AfterExpiry | Rule::AfterWithdrawal)
}

fn heading_id(key: &str) -> String {
    format!("finding-{key}")
}

/// The heading of the finding that will stand in the place of one, or before it.
fn neighbor(findings: &[Arc<Finding>], key: &str) -> Option<String> {
    let at = findings.iter().position(|it| it.key == key)?;
    let beside = findings.get(at + 1).or_else(|| findings.get(at.checked_sub(1)?))?;
    Some(heading_id(&beside.key))
}
