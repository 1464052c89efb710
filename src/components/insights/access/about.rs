//! What an access is, who gave it and since when, and what was said then.

use audit_core::engine::ConsentText;
use audit_core::insights::access::{AccessReport, Standing};
use audit_core::query::{Field, Filter, Query};
use leptos::prelude::*;

use super::super::accesses::standing_words;
use super::super::go::show_record;
use super::lines::{counted, link};
use super::{Report, drawn, moment};
use crate::components::grants::consent_texts;
use crate::components::periods::day;
use crate::i18n::{I18n, fill, use_i18n};
use crate::phrases::{access_kind, grants, visible};
use crate::state::{AppState, use_state};

/// A platform notes the last use of an access now and then: what it says may lag by a day.
const LAG_MS: i64 = 86_400_000;

/// The facts of it.
#[component]
pub(super) fn About(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <section>
            <h3>{move || i18n.texts().access_about}</h3>
            {drawn(report, move |report| facts(i18n, state, report))}
        </section>
    }
}

fn facts(i18n: I18n, state: AppState, report: &AccessReport) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let line = &report.line;
    let known = line.known.as_ref();
    let is_real = line.standing != Standing::Pseudo;
    let note = match (is_real, line.base.as_str()) {
        (true, _) => known.is_none().then_some(texts.access_unknown),
        (false, "invalid") => Some(texts.about_invalid),
        (false, "valid-password") => Some(texts.about_password),
        (false, _) => Some(texts.about_platform),
    };
    let mut rows: Vec<(&'static str, AnyView)> = Vec::new();
    if let Some(kind) = known.and_then(|known| access_kind(texts, &known.kind)) {
        rows.push((texts.field_access_kind, kind.into_any()));
    }
    if let Some(device) = known.and_then(|known| known.device.as_deref()) {
        let device = visible(device);
        rows.push((texts.field_access_device, view! { <bdi>{device}</bdi> }.into_any()));
    }
    let standing = standing_words(i18n, state, line.standing);
    if !standing.is_empty() {
        rows.push((texts.field_access_state, standing.into_any()));
    }
    if is_real {
        rows.push((texts.access_given, given(i18n, state, report).into_any()));
    }
    rows.push((texts.access_calls, calls(i18n, state, report).into_any()));
    if let Some((first, last)) = line.calls.span {
        rows.push((texts.access_first, moment(i18n, state, first).into_any()));
        rows.push((texts.access_last, moment(i18n, state, last).into_any()));
    }
    let said = known.and_then(|known| known.grant.as_ref()?.last_used_ms);
    let is_news = |said: &i64| line.calls.last_ms().is_none_or(|last| *said > last.saturating_add(LAG_MS));
    let said = said.filter(is_news).map(|said| fill(texts.access_last_said, &[("date", &day(i18n, state, said))]));
    rows.push((texts.field_access_id, view! { <code>{visible(&line.base)}</code> }.into_any()));
    let rows = rows.into_iter().map(|(name, value)| view! { <dt>{name}</dt> <dd>{value}</dd> }).collect_view();
    view! {
        {note.map(|note| view! { <p>{note}</p> })}
        <dl class="access-facts">{rows}</dl>
        {said.map(|said| view! { <p class="hint">{said}</p> })}
    }
}

/// When and by whom it was given.
fn given(i18n: I18n, state: AppState, report: &AccessReport) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let given = &report.given;
    let words = match given.time_ms {
        Some(time_ms) => {
            format!("{}, {}", moment(i18n, state, time_ms), grants::by(texts, given.by.as_ref()))
        }
        None => texts.access_given_unknown.to_owned(),
    };
    let record = given.record.clone().map(|id| {
        view! {
            " "
            <button class="link" on:click=move |_| show_record(state, &id, None)>{texts.access_given_record}</button>
        }
    });
    view! { <bdi>{words}</bdi> {record} }
}

/// How many calls; those that did not succeed lead to records of their own.
fn calls(i18n: I18n, state: AppState, report: &AccessReport) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let line = &report.line;
    let mut calls = line.calls;
    let failed = std::mem::take(&mut calls.unsuccessful);
    if calls.count == 0 {
        return texts.calls_none.into_any();
    }
    let name = super::called(i18n, state, line);
    let all = counted(i18n, state, &calls, Some(line.query.clone()), &name);
    let failed = (failed > 0).then(|| {
        let words = i18n.plural(|texts| texts.calls_not_done, u64::from(failed));
        let is_error = Filter::new(Field::Status, vec!["error".to_owned()]);
        let query = Query::parse(&line.query).0.only(&is_error).to_string();
        view! { " · " {link(state, words, Some(query), &name)} }
    });
    view! { {all} {failed} }.into_any()
}

/// What was said to the person who gave it.
#[component]
pub(super) fn Agreed(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let said = move |report: &AccessReport| {
        // Of several versions each says its own beside what it may do.
        let (last, before) = report.versions.split_last()?;
        let texts_of = |it: &audit_core::insights::granted::VersionReport| -> Option<Vec<ConsentText>> {
            Some(it.known.as_ref().ok()?.grant.as_ref()?.texts.clone())
        };
        let texts = texts_of(last)?;
        let is_personal = last.known.as_ref().is_ok_and(|known| known.kind == "personal");
        let title = i18n.texts().agreed_title;
        let others = before
            .iter()
            .rev()
            .filter_map(texts_of)
            .filter(|other| *other != texts && !other.is_empty())
            .map(|other| consent_texts(i18n, &other))
            .collect_view();
        (!is_personal).then(|| {
            view! {
                <section>
                    <h3>{title}</h3>
                    {texts.is_empty().then(|| view! { <p>{i18n.texts().agreed_none}</p> })}
                    {consent_texts(i18n, &texts)}
                    {others}
                </section>
            }
        })
    };
    drawn(report, said)
}
