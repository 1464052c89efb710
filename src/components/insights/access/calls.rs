//! What an access called, from where, what it could read, what it tried, and the accesses that
//! it made.

use audit_core::insights::access::{AccessReport, MadeAccess};
use audit_core::insights::activity::{Calls, ValueCalls, Values};
use audit_core::insights::granted::{Refusal, RefusalReason};
use audit_core::labels::Labeled;
use audit_core::query::Field;
use audit_core::reason::Reason;
use leptos::prelude::*;

use super::super::accesses::called;
use super::super::go::{show_access, show_record};
use super::lines::{Line, list, narrowed};
use super::{Report, drawn, moment};
use crate::components::periods::day;
use crate::i18n::{I18n, use_i18n};
use crate::messages::{Messages, Plural};
use crate::phrases::{access_name, act_done, action_name, labeled, refused, visible};
use crate::state::{AppState, use_state};

/// How many values are in no list.
fn left_out(values: &Values) -> u64 {
    u64::from(values.total).saturating_sub(values.values.len() as u64)
}

/// What it tried and may not do.
#[component]
pub(super) fn Refused(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <section>
            <h3>{move || i18n.texts().refused_title}</h3>
            {drawn(report, move |report| {
                let name = called(i18n, state, &report.line);
                let lines: Vec<_> = report.refused.iter().map(|it| refusal(i18n.texts(), &name, it)).collect();
                let is_empty = lines.is_empty();
                view! {
                    {is_empty.then(|| view! { <p>{i18n.texts().refused_none}</p> })}
                    {(!is_empty).then(|| list(i18n, state, lines, 0))}
                }
            })}
        </section>
    }
}

fn refusal(texts: &'static Messages, who: &str, it: &Refusal) -> Line {
    let reason = match it.reason {
        RefusalReason::NoPermission => Reason::NoPermission,
        RefusalReason::Expired => Reason::Expired,
        RefusalReason::KeyNotValid => Reason::KeyInvalid,
    };
    let stream = it.stream.as_deref().map(|id| (id, it.name.as_deref()));
    let mut calls = it.calls;
    // All of them are: it is said already.
    calls.unsuccessful = 0;
    Line { words: refused(texts, who, &it.method, stream, reason), code: None, calls, query: Some(it.query.clone()) }
}

/// From which addresses it called.
#[component]
pub(super) fn Places(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let line = move |query: &str, it: &ValueCalls| Line {
        words: visible(
            &state.words.with(|words| labeled(i18n.texts(), &it.value, words.get(Labeled::Address, &it.value))),
        ),
        code: None,
        calls: it.calls,
        query: narrowed(query, Field::Ip, &it.value),
    };
    view! {
        <section>
            <h3>{move || i18n.texts().field_addresses}</h3>
            {drawn(report, move |report| {
                let (texts, places) = (i18n.texts(), &report.addresses);
                let note = if places.values.is_empty() { texts.places_none } else { texts.field_addresses_note };
                let lines = places.values.iter().map(|it| line(&report.line.query, it)).collect();
                view! {
                    <p class="hint">{note}</p>
                    {list(i18n, state, lines, left_out(places))}
                }
            })}
        </section>
    }
}

/// What its calls were.
#[component]
pub(super) fn Methods(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let line = move |query: &str, it: &ValueCalls| {
        let texts = i18n.texts();
        Line {
            words: act_done(texts, &it.value),
            code: Some(visible(action_name(texts, &it.value))),
            calls: it.calls,
            query: narrowed(query, Field::Action, &it.value),
        }
    };
    view! {
        <section>
            <h3>{move || i18n.texts().methods_title}</h3>
            {drawn(report, move |report| {
                let methods = &report.methods;
                let lines = methods.values.iter().map(|it| line(&report.line.query, it)).collect();
                view! {
                    {methods.values.is_empty().then(|| view! { <p>{i18n.texts().calls_none}</p> })}
                    {list(i18n, state, lines, left_out(methods))}
                }
            })}
        </section>
    }
}

/// What it could read.
#[component]
pub(super) fn Reached(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <section>
            <h3>{move || i18n.texts().field_streams}</h3>
            {drawn(report, move |report| reached(i18n, state, report))}
        </section>
    }
}

fn reached(i18n: I18n, state: AppState, report: &AccessReport) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let reached = &report.reached;
    let line = |it: &ValueCalls| {
        let words = match (it.value.as_str(), &it.name) {
            (":_audit:", _) => texts.level_log.to_owned(),
            (_, Some(name)) => visible(name),
            (id, None) => visible(id),
        };
        Line { words, code: None, calls: it.calls, query: narrowed(&report.line.query, Field::Stream, &it.value) }
    };
    let lines: Vec<_> = reached.streams.values.iter().map(line).collect();
    let told = |calls: &Calls, text: fn(&'static Messages) -> Plural| {
        (calls.count > 0).then(|| i18n.plural(text, u64::from(calls.count)))
    };
    let others = [
        told(&reached.everything, |texts| texts.reached_everything),
        told(&reached.cut, |texts| texts.reached_cut),
        told(&reached.untold, |texts| texts.reached_untold),
    ];
    let is_empty = lines.is_empty() && others.iter().all(Option::is_none);
    let note = if is_empty { texts.reached_none } else { texts.reached_note };
    let others = others.into_iter().flatten().map(|said| view! { <p>{said}</p> }).collect_view();
    view! {
        <p class="hint">{note}</p>
        {list(i18n, state, lines, left_out(&reached.streams))}
        {others}
    }
}

/// Accesses that it made.
#[component]
pub(super) fn Made(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <section>
            <h3>{move || i18n.texts().made_title}</h3>
            {drawn(report, move |report| {
                let made = report.made.iter().map(|made| made_access(i18n, state, made)).collect_view();
                let is_empty = report.made.is_empty();
                view! {
                    {is_empty.then(|| view! { <p>{i18n.texts().made_none}</p> })}
                    {(!is_empty).then(|| view! { <ul class="access-values">{made}</ul> })}
                }
            })}
        </section>
    }
}

fn made_access(i18n: I18n, state: AppState, made: &MadeAccess) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let name = visible(&made.name.clone().unwrap_or_else(|| access_name(texts, &made.base)));
    let (base, record) = (made.base.clone(), made.record.clone());
    let about = format!("{name}, {}", moment(i18n, state, made.time_ms));
    view! {
        <li>
            <button class="link" on:click=move |_| show_access(state, &base)><bdi>{name}</bdi></button>
            <button class="link" on:click=move |_| show_record(state, &record, None)>
                {day(i18n, state, made.time_ms)}
                <span class="hidden">": " {texts.access_given_record} ", " <bdi>{about}</bdi></span>
            </button>
        </li>
    }
}
