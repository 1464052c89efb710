//! When consent was given, changed and ended: one line of time.

use std::sync::Arc;

use audit_core::insights::consent::{AfterEnd, Consent, ConsentKind, Transition};
use leptos::prelude::*;

use super::TITLE;
use super::consent_entry::{After, Entry, entry_id};
use super::consented::use_consent;
use crate::browser::document;
use crate::components::load_names::NamesMissing;
use crate::components::periods::moment;
use crate::i18n::use_i18n;
use crate::lasting::Memo;
use crate::phrases::consent::{heading, whose};
use crate::state::use_state;
use crate::ui::Each;

/// All of it, newest first.
#[component]
pub(super) fn ConsentLine() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let consent = use_consent();
    let told = Memo::new(move |_| consent.with(Option::is_some));
    let entries = move || consent.with(|it| it.as_ref().map(newest_first).unwrap_or_default());
    let others = move || consent.with(|it| it.as_deref().map(other_ends).unwrap_or_default());
    let is_empty = Memo::new(move |_| consent.with(|it| it.as_ref().is_some_and(|it| it.total == 0)));
    let left_out = Memo::new(move |_| {
        let left_out = |it: &Consent| u64::from(it.total).saturating_sub(it.transitions.len() as u64);
        consent.with(|it| it.as_deref().map_or(0, left_out))
    });
    let has_others = Memo::new(move |_| !others().is_empty());
    // The entry that the address names is looked at as soon as it is there.
    let wanted = Memo::new(move |_| {
        let key = state.view.with(|view| view.entry.clone()).filter(|_| told.get())?;
        let is_there =
            consent.with(|it| it.as_deref().is_some_and(|it| it.transitions.iter().any(|it| it.key() == key)));
        is_there.then_some(key)
    });
    Effect::new(move |_| {
        if let Some(key) = wanted.get() {
            request_animation_frame(move || document::focus(&entry_id(&key)));
        }
    });
    view! {
        <article class="insight" aria-labelledby=TITLE>
            <h2 id=TITLE tabindex="-1">{move || i18n.texts().consent_title}</h2>
            <p class="hint">{move || i18n.texts().consent_about}</p>
            <NamesMissing/>
            <Show when=move || !told.get()>
                <p>{move || i18n.texts().consent_loading}</p>
            </Show>
            <Show when=move || is_empty.get()>
                <p>{move || i18n.texts().consent_none}</p>
                <p>{move || i18n.texts().consent_none_why}</p>
            </Show>
            <ol class="consent-line">
                <Each each=entries key=|(_, it, after)| format!("{it:?}{after:?}") let:line>
                    <Entry consent=line.0 it=line.1 after=line.2/>
                </Each>
            </ol>
            <Show when=move || { left_out.get() > 0 }>
                <p class="hint">{move || i18n.plural(|texts| texts.consent_more, left_out.get())}</p>
            </Show>
            <Show when=move || has_others.get()>
                <h3>{move || i18n.texts().consent_after_others}</h3>
            </Show>
            <ul class="consent-others">
                <Each each=others key=|it| format!("{it:?}") let:after>
                    <Other after/>
                </Each>
            </ul>
        </article>
    }
}

/// An access of which it is known that it ended, and of no more.
#[component]
fn Other(after: AfterEnd) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let ended = after.clone();
    let said = move || {
        let texts = i18n.texts();
        let who = state.words.with(|words| whose(texts, words, Some(&ended.base), Some(&ended.name)));
        format!("{}, {}", heading(texts, ended.kind, &who), moment(i18n, state, ended.end_ms))
    };
    view! {
        <li>
            <p><bdi>{said}</bdi></p>
            <After after/>
        </li>
    }
}

type Line = (Arc<Consent>, Arc<Transition>, Option<AfterEnd>);

/// The newest first; what has no time stays at the end. Each end with what was called since.
fn newest_first(consent: &Arc<Consent>) -> Vec<Line> {
    let line = |it: &Transition| (consent.clone(), Arc::new(it.clone()), after(consent, it).cloned());
    let (timed, timeless): (Vec<_>, Vec<_>) = consent.transitions.iter().partition(|it| it.time_ms.is_some());
    timed.into_iter().rev().chain(timeless).map(line).collect()
}

fn after<'a>(consent: &'a Consent, it: &Transition) -> Option<&'a AfterEnd> {
    consent.after.iter().find(|after| is_end(it, after))
}

/// Whether a transition is the end that something is counted after.
fn is_end(it: &Transition, after: &AfterEnd) -> bool {
    let kind = match it.kind {
        ConsentKind::OauthRevoked => ConsentKind::Withdrawn,
        kind => kind,
    };
    it.base.as_ref() == Some(&after.base) && kind == after.kind && it.time_ms == Some(after.end_ms)
}

/// Ends that no entry is about, after which something was called.
fn other_ends(consent: &Consent) -> Vec<AfterEnd> {
    let was_called = |after: &&AfterEnd| after.own.count + after.unknown_key_same_addresses.count > 0;
    let has_entry = |after: &AfterEnd| consent.transitions.iter().any(|it| is_end(it, after));
    consent.after.iter().filter(was_called).filter(|after| !has_entry(after)).cloned().collect()
}
