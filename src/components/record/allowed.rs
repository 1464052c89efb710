//! Why the open record's call was allowed: the permission and the consent in force at that
//! moment, or why they are not known.

use std::sync::Arc;

use audit_core::engine::{Answer, Permission, Question};
use audit_core::insights::allowed::{Allowed, AllowedBy, Because, InForce, Over, StreamAllowed};
use audit_core::insights::versions::VersionBy;
use audit_core::record::Outcome;
use leptos::prelude::*;

use crate::components::grants::{consent_texts, not_known, permission_view};
use crate::components::insights::show_access;
use crate::explored::explored;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::phrases::visible;
use crate::state::{AppState, use_state};

/// What allowed the open record's call.
#[component]
pub(super) fn AllowedThen(
    /// The record's id, and how its call ended.
    of: Memo<Option<(String, Outcome)>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let id = Memo::new(move |_| of.get().map(|(id, _)| id));
    let answer = explored(Memo::new(move |_| id.get().map(|id| Question::Allowed { id })));
    // The answer about the record before stays until the next one is here.
    let allowed = Memo::new(move |_| {
        answer.with(|it| match it.as_ref().map(|it| &it.answer) {
            Some(Answer::Allowed(Some(allowed))) if id.with(|id| id.as_ref() == Some(&allowed.id)) => {
                Some(Arc::new((**allowed).clone()))
            }
            _ => None,
        })
    });
    // Nothing allowed what was refused.
    let is_done = Memo::new(move |_| of.with(|of| of.as_ref().is_some_and(|(_, outcome)| *outcome == Outcome::Done)));
    view! {
        <section class="allowed">
            <h3>
                {move || {
                    let texts = i18n.texts();
                    if is_done.get() { texts.allowed_because } else { texts.allowed_then }
                }}
            </h3>
            {move || match allowed.get() {
                None => view! { <p>{i18n.texts().row_loading}</p> }.into_any(),
                Some(allowed) => said(i18n, state, &allowed).into_any(),
            }}
        </section>
    }
}

fn said(i18n: I18n, state: AppState, allowed: &Allowed) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let body = match &allowed.because {
        Because::Grant(it) => in_force(i18n, state, it).into_any(),
        Because::Owner => view! { <p>{texts.allowed_owner}</p> }.into_any(),
        // There is no page of what nobody was given.
        Because::NoAccess => return view! { <p>{texts.allowed_no_access}</p> }.into_any(),
        Because::Nameless => return view! { <p>{texts.allowed_nameless}</p> }.into_any(),
        Because::NotKnown(why) => not_known(i18n, state, *why).into_any(),
    };
    let page = allowed.base.clone().map(|base| {
        view! {
            <button class="link" on:click=move |_| show_access(state, &base)>{texts.step_access}</button>
        }
    });
    view! { {body} {page} }.into_any()
}

fn in_force(i18n: I18n, state: AppState, it: &InForce) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let date = |time_ms| state.zone.with(|zone| i18n.medium_date(&zone.name, time_ms));
    let over = it.over.map(|over| match over {
        Over::Expired(time_ms) => fill(texts.allowed_expired, &[("date", &date(time_ms))]),
        Over::Withdrawn(time_ms) => fill(texts.allowed_withdrawn, &[("date", &date(time_ms))]),
    });
    let grant = it.version.grant.as_deref();
    let all = grant.map_or(&[][..], |grant| &grant.permissions);
    let permissions = all.iter().zip(&it.permission_names).enumerate().map(|(place, (permission, name))| {
        let covered = it.streams.iter().filter(|stream| is_covered_by(stream, place)).collect::<Vec<_>>();
        (permission, name.as_deref(), named(&covered))
    });
    let (covering, others): (Vec<_>, Vec<_>) = permissions.partition(|(.., covered)| !covered.is_empty());
    let those = |by| named(&it.streams.iter().filter(|stream| stream.by == by).collect::<Vec<_>>());
    let notes = [(texts.allowed_uncovered, AllowedBy::Nothing), (texts.allowed_unsure, AllowedBy::NotKnown)]
        .map(|(text, by)| (text, those(by)))
        .into_iter()
        .filter(|(_, streams)| !streams.is_empty())
        .map(|(text, streams)| view! { <p>{fill(text, &[("streams", &streams)])}</p> })
        .collect_view();
    let list = |permissions: Vec<(&Permission, Option<&str>, String)>| {
        let lines = permissions.into_iter().map(|(permission, name, covered)| {
            // Of a stream itself nothing more is to say.
            let is_more = !covered.is_empty() && covered != visible(name.unwrap_or(&permission.id));
            let covered = is_more.then(|| {
                let covered = fill(texts.allowed_covers, &[("streams", &covered)]);
                view! { " " <span class="hint"><bdi>{covered}</bdi></span> }
            });
            view! { <li>{permission_view(texts, permission, name)} {covered}</li> }
        });
        view! { <ul>{lines.collect_view()}</ul> }
    };
    let unread = grant.map_or(0, |grant| u64::from(grant.unread_permissions));
    let body = match (covering.is_empty(), all.is_empty()) {
        (_, true) => view! { <p>{texts.granted_nothing}</p> }.into_any(),
        // None of it held any more.
        _ if over.is_some() => view! { <p>{texts.allowed_until}</p> {list(covering)} {list(others)} }.into_any(),
        (true, _) => {
            let intro = if it.everything { texts.allowed_everything } else { texts.allowed_which };
            view! { <p>{intro}</p> {list(others)} }.into_any()
        }
        (false, _) => view! {
            <p>{texts.allowed_covered}</p>
            {list(covering)}
            {(!others.is_empty()).then(|| view! {
                <details>
                    <summary>{texts.allowed_others}</summary>
                    {list(others)}
                </details>
            })}
        }
        .into_any(),
    };
    let since = it.from_ms.map(|from| fill(texts.granted_since, &[("date", &date(from))]));
    let version = it.version.serial.map(|serial| fill(texts.granted_version, &[("number", &serial.to_string())]));
    let which: Vec<String> = version.into_iter().chain(since).collect();
    let said = grant.map(|grant| consent_texts(i18n, &grant.texts));
    view! {
        {over.map(|over| view! { <p>{over}</p> })}
        {body}
        {notes}
        {(unread > 0).then(|| view! { <p class="hint">{i18n.plural(|texts| texts.granted_more, unread)}</p> })}
        {said}
        <p class="hint">
            {which.join(" · ")}
            {(it.by == VersionBy::Time).then(|| view! { " " {texts.allowed_by_time} })}
        </p>
    }
}

fn is_covered_by(stream: &StreamAllowed, place: usize) -> bool {
    matches!(stream.by, AllowedBy::Permission(by) if by as usize == place)
}

/// Streams by name, or by id.
fn named(streams: &[&StreamAllowed]) -> String {
    let names: Vec<String> =
        streams.iter().map(|stream| visible(stream.name.as_deref().unwrap_or(&stream.id))).collect();
    names.join(", ")
}
