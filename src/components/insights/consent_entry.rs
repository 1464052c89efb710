//! One entry of the line of consent: what changed, when, by whom, and how that is known.

use std::sync::Arc;

use audit_core::engine::Permission;
use audit_core::insights::consent::{AfterEnd, Circumstances, Consent, ConsentKind, Transition};
use leptos::prelude::*;

use super::accesses::calls_words;
use super::consented::in_a_line;
use super::go::{show_record, show_records};
use crate::components::periods::{moment, moment_in_zone};
use crate::i18n::use_i18n;
use crate::phrases::consent::{author, evidence, permission};
use crate::phrases::grants::consent_key;
use crate::phrases::{addresses, visible, who};
use crate::state::{AppState, use_state};

/// The heading of the entry with a key.
pub(super) fn entry_id(key: &str) -> String {
    format!("consent-{key}")
}

/// An entry.
#[component]
pub(super) fn Entry(consent: Arc<Consent>, it: Arc<Transition>, after: Option<AfterEnd>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let is_end = matches!(it.kind, ConsentKind::Withdrawn | ConsentKind::Expired | ConsentKind::OauthRevoked);
    let id = entry_id(&it.key());
    let (time_ms, expires_ms) = (it.time_ms, it.expires_ms);
    let (titled, known) = (it.clone(), it.clone());
    let record = it.circumstances.as_ref().map(|it| it.record.clone());
    let show = move |record: String| {
        let key = known.key();
        let named = it.clone();
        view! {
            " "
            <button class="link" on:click=move |_| show_its_record(state, &key, &record)>
                {move || i18n.texts().consent_show}
                <span class="hidden">": " <bdi>{
                    let named = named.clone();
                    move || in_a_line(i18n, state, &named)
                }</bdi></span>
            </button>
        }
    };
    let (changed, done, how) = (titled.clone(), titled.clone(), titled.clone());
    view! {
        <li class="consent-entry" class:over=is_end>
            <h3 id=id tabindex="-1">
                <span class="consent-mark" aria-hidden="true">{if is_end { "◇" } else { "◆" }}</span>
                <bdi>{move || in_a_line(i18n, state, &titled)}</bdi>
            </h3>
            <p class="consent-when">
                {move || match time_ms {
                    Some(time_ms) => moment_in_zone(i18n, state, time_ms),
                    None => i18n.texts().consent_time_unknown.to_owned(),
                }}
            </p>
            <dl class="finding-facts">
                {(!is_end).then(|| view! { <Changes consent=consent.clone() it=changed/> })}
                {expires_ms.filter(|_| !is_end).map(|until| view! {
                    <dt>{move || i18n.texts().consent_until}</dt>
                    <dd>{move || moment(i18n, state, until)}</dd>
                })}
                <Done consent it=done/>
                <dt>{move || i18n.texts().consent_known}</dt>
                <dd>{move || evidence(i18n.texts(), &how)} {record.map(show)}</dd>
                {after.map(|after| view! {
                    <dt>{move || i18n.texts().consent_after}</dt>
                    <dd><After after/></dd>
                })}
            </dl>
        </li>
    }
}

/// Permissions that came and went, and what was said of it.
#[component]
fn Changes(consent: Arc<Consent>, it: Arc<Transition>) -> impl IntoView {
    let i18n = use_i18n();
    let is_given = matches!(it.kind, ConsentKind::Given | ConsentKind::OauthGranted);
    let is_widened = it.kind == ConsentKind::Widened;
    let came = move || {
        let texts = i18n.texts();
        if is_given { texts.consent_allowed } else { texts.consent_came }
    };
    let list = move |permissions: Vec<Permission>| {
        let consent = consent.clone();
        let line = move |it: Permission| {
            let consent = consent.clone();
            view! { <li><bdi>{move || permission(i18n.texts(), &consent, &it)}</bdi></li> }
        };
        view! { <ul>{permissions.into_iter().map(line).collect_view()}</ul> }
    };
    let between = u64::from(it.versions_between);
    let before = move || {
        let texts = i18n.texts();
        let more = if between > 0 { i18n.plural(|texts| texts.consent_between, between) } else { String::new() };
        format!("{} {more}", texts.consent_before_unknown)
    };
    let changes = match (it.change.clone(), it.holds.clone()) {
        (None, Some(holds)) => view! {
            <dt>{came}</dt>
            <dd>
                {list(holds)}
                <p>{before}</p>
            </dd>
        }
        .into_any(),
        (None, None) => view! {
            <dt>{came}</dt>
            <dd>
                {move || {
                    let texts = i18n.texts();
                    if is_given { texts.consent_first_unknown } else { texts.consent_change_unknown }
                }}
            </dd>
        }
        .into_any(),
        (Some(change), _) if change.added.is_empty() && change.removed.is_empty() => view! {
            <dt>{came}</dt>
            <dd>{move || i18n.texts().consent_same}</dd>
        }
        .into_any(),
        (Some(change), _) => view! {
            {(!change.added.is_empty()).then(|| view! {
                <dt>{came}</dt>
                <dd>{list.clone()(change.added)}</dd>
            })}
            // What was widened lost nothing: what went is part of what came.
            {(!change.removed.is_empty()).then(|| view! {
                <dt>
                    {move || {
                        let texts = i18n.texts();
                        if is_widened { texts.consent_replaced } else { texts.consent_went }
                    }}
                </dt>
                <dd>{list(change.removed)}</dd>
            })}
        }
        .into_any(),
    };
    let texts = it.texts.clone().into_iter().map(move |it| {
        let text = format!("{}{}", visible(&it.text), if it.cut { "…" } else { "" });
        view! {
            <p class="hint">{move || consent_key(i18n.texts(), it.key)}</p>
            <blockquote><bdi>{text}</bdi></blockquote>
        }
    });
    view! {
        {changes}
        {(!it.texts.is_empty()).then(|| view! {
            <dt>{move || i18n.texts().consent_said}</dt>
            <dd>{texts.collect_view()}</dd>
        })}
    }
}

/// By whom, and from where.
#[component]
fn Done(consent: Arc<Consent>, it: Arc<Transition>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let is_known = it.by.is_some() || it.circumstances.as_ref().is_some_and(|it| it.access.is_some());
    let by = it.clone();
    let by = move || {
        let texts = i18n.texts();
        match (&by.by, &by.circumstances) {
            (Some(by), _) => state.words.with(|words| author(texts, words, &consent, by)),
            (None, Some(it)) => visible(&who(texts, it.access.as_ref(), it.name.as_deref())),
            (None, None) => String::new(),
        }
    };
    view! {
        {is_known.then(|| view! {
            <dt>{move || i18n.texts().consent_by}</dt>
            <dd><bdi>{by}</bdi></dd>
        })}
        {it.circumstances.clone().map(|it| view! { <From it/> })}
    }
}

/// From where, as the record says.
#[component]
fn From(it: Circumstances) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let Circumstances { addresses: reported, source, client, .. } = it;
    let has_addresses = !reported.is_empty();
    let said = move || state.words.with(|words| addresses(i18n.texts(), words, &reported));
    view! {
        {has_addresses.then(|| view! {
            <dt>{move || i18n.texts().field_addresses}</dt>
            <dd>
                <bdi>{said}</bdi>
                <span class="hint">" " {move || i18n.texts().field_addresses_note}</span>
            </dd>
        })}
        {source.map(|source| view! {
            <dt>{move || i18n.texts().field_source}</dt>
            <dd><bdi>{visible(&source)}</bdi></dd>
        })}
        {client.map(|client| view! {
            <dt>{move || i18n.texts().consent_client}</dt>
            <dd><bdi>{visible(&client)}</bdi></dd>
        })}
    }
}

/// What was called after the end, as far as records tell whose calls they were.
#[component]
pub(super) fn After(after: AfterEnd) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let AfterEnd { kind, own, query, unknown_key, unknown_key_same_addresses, unknown_key_query, .. } = after;
    let is_withdrawn = kind == ConsentKind::Withdrawn;
    let own_words = move || {
        let texts = i18n.texts();
        if own.count == 0 {
            texts.consent_after_none.to_owned()
        } else {
            crate::i18n::fill(texts.consent_after_own, &[("calls", &calls_words(i18n, state, &own))])
        }
    };
    let unknown_words = move || {
        let same = i18n.number(unknown_key_same_addresses.count);
        if unknown_key.count == 0 {
            i18n.texts().consent_after_no_key.to_owned()
        } else {
            let count = u64::from(unknown_key.count);
            i18n.plural_with(|texts| texts.consent_after_unknown, count, &[("same", &same)])
        }
    };
    view! {
        <p>{own_words} {(own.count > 0).then(|| view! { <Records query words=own_words/> })}</p>
        {is_withdrawn.then(|| view! {
            <p>
                {unknown_words}
                {(unknown_key.count > 0)
                    .then(|| view! { <Records query=unknown_key_query words=unknown_words/> })}
            </p>
            {(unknown_key.count > 0).then(|| view! {
                <p class="hint">{move || i18n.texts().consent_after_caveat}</p>
            })}
        })}
    }
}

/// Leads to records.
#[component]
fn Records(query: String, words: impl Fn() -> String + Copy + Send + Sync + 'static) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        " "
        <button class="link" on:click=move |_| show_records(state, &query)>
            {move || i18n.texts().insight_records}
            <span class="hidden">": " {words}</span>
        </button>
    }
}

/// Opens a record; Back returns to the entry that it is of.
fn show_its_record(state: AppState, key: &str, record: &str) {
    state.adjust(|view| view.entry = Some(key.to_owned()));
    show_record(state, record, None);
}
