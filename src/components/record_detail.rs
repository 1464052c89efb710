//! One record in full: in words, field by field, and as it was recorded.

use std::borrow::Cow;

use audit_core::engine::{Detail, Row};
use audit_core::record::{Form, Status};
use audit_core::time::iso_utc;
use leptos::prelude::*;

use super::periods::clock_seconds;
use crate::app::Room;
use crate::browser::clipboard;
use crate::i18n::{I18n, fill, use_i18n};
use crate::pages::Opened;
use crate::phrases::{self, mark, outcome_class, sentence, visible};
use crate::state::{AppState, use_state};

/// A field's name and its value.
type Line = (Cow<'static, str>, String);

/// The record that is open.
#[component]
pub(crate) fn RecordDetail(
    /// The record.
    opened: RwSignal<Opened>,
    /// It is to be closed.
    on_close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let neighbor = move |newer: bool| {
        opened.with(|opened| match opened {
            Opened::Found(detail) if newer => detail.neighbors.0.clone(),
            Opened::Found(detail) => detail.neighbors.1.clone(),
            _ => None,
        })
    };
    let step = move |newer: bool| {
        if let Some(id) = untrack(|| neighbor(newer)) {
            state.adjust(|view| view.selected = Some(id));
        }
    };
    view! {
        <article
            class="detail"
            aria-labelledby="detail-title"
            on:keydown=move |event| {
                // A sheet closes by itself.
                if event.key() == "Escape" && room.record_beside.get_untracked() {
                    on_close();
                }
            }
        >
            <div class="detail-bar">
                <h2 id="detail-title">{move || i18n.texts().detail_title}</h2>
                <button
                    class="button compact"
                    disabled=move || neighbor(true).is_none()
                    on:click=move |_| step(true)
                >
                    <span aria-hidden="true">"↑ "</span>
                    {move || i18n.texts().detail_previous}
                </button>
                <button
                    class="button compact"
                    disabled=move || neighbor(false).is_none()
                    on:click=move |_| step(false)
                >
                    <span aria-hidden="true">"↓ "</span>
                    {move || i18n.texts().detail_next}
                </button>
                <button class="button compact" on:click=move |_| on_close()>
                    {move || i18n.texts().close}
                </button>
            </div>
            {move || match opened.get() {
                Opened::None => ().into_any(),
                Opened::Asked => view! { <p>{i18n.texts().row_loading}</p> }.into_any(),
                Opened::Gone => view! { <p class="notice">{i18n.texts().detail_gone}</p> }.into_any(),
                Opened::Found(detail) => found(i18n, state, &detail).into_any(),
            }}
        </article>
    }
}

/// A record in words. A function, not a component: the language may change.
fn found(i18n: I18n, state: AppState, detail: &Detail) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let sections = [
        (texts.who, who(i18n, detail)),
        (texts.what, what(i18n, detail)),
        (texts.when, when(i18n, state, &detail.row)),
        (texts.where_, from_where(i18n, detail)),
        (texts.result_, result(i18n, detail)),
        (texts.detail_title, origin(i18n, detail)),
    ];
    let sections = sections
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(title, lines)| {
            let lines = lines
                .into_iter()
                .map(|(name, value)| {
                    view! {
                        <div>
                            <dt>{name}</dt>
                            <dd>
                                <bdi translate="no">{visible(&value)}</bdi>
                            </dd>
                        </div>
                    }
                })
                .collect_view();
            view! {
                <section>
                    <h3>{title}</h3>
                    <dl>{lines}</dl>
                </section>
            }
        })
        .collect_view();
    let outcome = detail.row.outcome;
    let (raw, id) = (detail.raw.clone(), detail.row.id.clone());
    view! {
        <p class="detail-sentence">
            <bdi translate="no">{sentence(i18n, &detail.row, false)}</bdi>
        </p>
        <p class=format!("outcome {}", outcome_class(outcome))>
            <span aria-hidden="true">{mark(outcome)}</span>
            " "
            {phrases::status(texts, detail.row.status)}
        </p>
        {sections}
        <details class="raw-frame">
            <summary>{texts.raw_summary}</summary>
            <pre class="raw" tabindex="0" translate="no">{visible_lines(&detail.raw_pretty)}</pre>
        </details>
        <div class="buttons">
            <CopyButton label=texts.copy_raw text=raw/>
            <CopyButton label=texts.copy_id text=id/>
        </div>
    }
}

#[component]
fn CopyButton(label: &'static str, text: String) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        let text = text.clone();
        leptos::task::spawn_local(async move {
            let done = clipboard::copy(&text).await;
            let texts = untrack(|| i18n.texts());
            state.announcement.set(if done { texts.copied } else { texts.not_copied }.to_owned());
            // The record may have been closed meanwhile.
            let _ = copied.try_set(Some(done));
        });
    };
    view! {
        <button class="button compact" on:click=copy>
            {label}
        </button>
        {move || {
            copied
                .get()
                .map(|done| {
                    let texts = i18n.texts();
                    view! { <span class="hint">{if done { texts.copied } else { texts.not_copied }}</span> }
                })
        }}
    }
}

fn who(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let mut lines = Vec::new();
    let access = detail.row.access.as_ref();
    lines.push((texts.field_access.into(), phrases::who(texts, access, detail.row.access_name.as_deref())));
    if let Some(access) = access {
        if detail.row.access_name.is_some() {
            lines.push((texts.field_access_id.into(), access.base.clone()));
        }
        if let Some(serial) = access.serial {
            lines.push((texts.field_access_version.into(), serial.to_string()));
        }
    }
    lines.extend(detail.caller.clone().map(|caller| (texts.field_caller.into(), caller)));
    lines
}

fn what(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let kind = phrases::operation(texts, detail.row.operation);
    let mut lines = vec![(texts.field_action.into(), format!("{} ({kind})", detail.row.method))];
    if detail.action != detail.row.method {
        lines.push((texts.field_written.into(), detail.action.clone()));
    }
    // An empty query says nothing; the raw record still shows it.
    let query = detail.query.clone().filter(|query| query != "{}" && !query.is_empty());
    lines.extend(query.map(|query| (texts.field_query.into(), query)));
    if !detail.scoped_streams.is_empty() {
        let mut streams = detail.scoped_streams.join(", ");
        let shown = detail.scoped_streams.len() as u64;
        if let Some(more) = detail.scoped_stream_count.and_then(|all| all.checked_sub(shown))
            && more > 0
        {
            streams.push(' ');
            streams.push_str(&i18n.plural(|texts| texts.streams_more, more));
        }
        lines.push((texts.field_streams.into(), streams));
    }
    lines
}

fn when(i18n: I18n, state: AppState, row: &Row) -> Vec<Line> {
    let texts = i18n.texts();
    let mut lines = Vec::new();
    let zone = state.zone.get();
    if zone.name != "UTC" {
        let name = fill(texts.field_time_local, &[("zone", &zone.name)]);
        let date = i18n.long_date(&zone.name, row.time_ms);
        lines.push((name.into(), format!("{date}, {}", clock_seconds(&zone, row.time_ms))));
    }
    lines.push((texts.field_time_utc.into(), iso_utc(row.time_ms)));
    lines.push((texts.field_time_epoch.into(), row.time_ms.to_string()));
    lines
}

fn from_where(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let mut lines = Vec::new();
    if !detail.row.addresses.is_empty() {
        let addresses = detail.row.addresses.join(", ");
        lines.push((texts.field_addresses.into(), format!("{addresses}. {}", texts.field_addresses_note)));
    }
    lines.extend(detail.source.clone().map(|source| (texts.field_source.into(), source)));
    lines
}

fn result(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let status = detail.row.status;
    let label = status.label();
    let shown = match status {
        Status::Recorded(_) => label,
        Status::Derived(_) => fill(texts.field_status_derived, &[("status", &label)]),
        Status::Class(_) | Status::Error => fill(texts.field_status_class, &[("status", &label)]),
    };
    let mut lines = vec![(texts.field_status.into(), shown)];
    lines.extend(detail.row.error_id.clone().map(|error| (texts.field_error.into(), error)));
    lines.extend(detail.error_message.clone().map(|message| (texts.field_message.into(), message)));
    if let Some(count) = detail.row.record_count {
        let words = i18n.plural(|texts| texts.rows_count, count);
        let words =
            if detail.record_count_incomplete { fill(texts.field_count_least, &[("count", &words)]) } else { words };
        lines.push((texts.field_count.into(), words));
    }
    if let Some(integrity) = &detail.integrity {
        lines.push((texts.field_integrity.into(), format!("{} {}", integrity.key, integrity.hash)));
    }
    lines
}

fn origin(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let form = match detail.form {
        Form::Event => texts.form_event,
        Form::Legacy => texts.form_legacy,
        Form::Csv => texts.form_csv,
    };
    let mut lines = vec![
        (texts.field_id.into(), detail.row.id.clone()),
        (texts.field_type.into(), detail.kind.clone()),
        (texts.field_form.into(), form.to_owned()),
    ];
    if !detail.stream_ids.is_empty() {
        lines.push((texts.field_stream_ids.into(), detail.stream_ids.join(", ")));
    }
    lines
}

/// Text of several lines, each with its hidden characters made visible.
fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}
