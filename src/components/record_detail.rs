//! One record in full: in words, field by field, and as it was recorded.

use std::borrow::Cow;

use audit_core::engine::{Detail, Row};
use audit_core::method::verb_and_resource;
use audit_core::query::Field;
use audit_core::record::{Form, MASKED, PSEUDO_ACCESSES, Status};
use audit_core::sorting::Column;
use audit_core::time::iso_utc;
use leptos::prelude::*;

use super::periods::clock_seconds;
use crate::app::Room;
use crate::browser::clipboard;
use crate::browser::clock::Timer;
use crate::i18n::{I18n, fill, use_i18n};
use crate::pages::Opened;
use crate::phrases::{self, mark, outcome_class, sentence, visible};
use crate::state::{AppState, Source, use_state};
use crate::worker_protocol::Identity;

/// How long a button says that it copied.
const COPIED_MS: i32 = 2_000;

/// A field's name, its value, and what to filter by to see all with this value.
struct Line {
    name: Cow<'static, str>,
    value: String,
    only: Option<(Field, String)>,
}

fn line(name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Line {
    Line { name: name.into(), value: value.into(), only: None }
}

impl Line {
    /// One click filters by what `value` holds in a field.
    fn only(self, field: Field, value: &str) -> Self {
        Self { only: Some((field, field.exactly(value))), ..self }
    }
}

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
    let neighbor = move |before: bool| {
        opened.with(|opened| match opened {
            Opened::Found(detail) if before => detail.neighbors.0.clone(),
            Opened::Found(detail) => detail.neighbors.1.clone(),
            _ => None,
        })
    };
    let step = move |before: bool| {
        if let Some(id) = untrack(|| neighbor(before)) {
            state.adjust(|view| view.selected = Some(id));
        }
    };
    let only = move |field: Field, exact: &str| {
        state.filter(|query| query.with_field(field, &[exact.to_owned()]));
        // Over the list, the record would hide what came of it.
        if !room.record_beside.get_untracked() {
            on_close();
        }
    };
    // Its place in the list changes while records arrive; what it says does not.
    let shown = Memo::new(move |_| match opened.get() {
        Opened::Found(detail) => Opened::Found(Box::new(Detail { index: None, neighbors: (None, None), ..*detail })),
        other => other,
    });
    // Stays open from one record to the next.
    let raw_open = RwSignal::new(false);
    // What stands before and after a record follows the order of the list.
    let step_words = move |before: bool| {
        let (texts, order) = (i18n.texts(), state.view.with(|view| view.order));
        match order.column {
            Column::Time if order.descending == before => texts.detail_previous,
            Column::Time => texts.detail_next,
            _ if before => texts.step_previous,
            _ => texts.step_next,
        }
    };
    let stepper = move |before: bool| {
        let arrow = if before { "↑ " } else { "↓ " };
        view! {
            // At the end of the list it says so and does nothing; disabled, it would
            // lose the focus of whoever pressed it.
            <button
                class="button compact"
                aria-disabled=move || neighbor(before).is_none().then_some("true")
                on:click=move |_| step(before)
            >
                <span aria-hidden="true">{arrow}</span>
                {move || step_words(before)}
            </button>
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
                {stepper(true)}
                {stepper(false)}
                <button class="button compact" on:click=move |_| on_close()>
                    {move || i18n.texts().close}
                </button>
            </div>
            {move || match shown.get() {
                Opened::None => ().into_any(),
                Opened::Asked => view! { <p>{i18n.texts().row_loading}</p> }.into_any(),
                Opened::Gone => view! { <p class="notice">{i18n.texts().detail_gone}</p> }.into_any(),
                Opened::Found(detail) => found(i18n, state, &detail, raw_open, only).into_any(),
            }}
        </article>
    }
}

/// A record in words. A function, not a component: the language may change.
fn found<F: Fn(Field, &str) + Copy + Send + 'static>(
    i18n: I18n,
    state: AppState,
    detail: &Detail,
    raw_open: RwSignal<bool>,
    on_only: F,
) -> impl IntoView + use<F> {
    let texts = i18n.texts();
    let sections = [
        (texts.who, who(i18n, detail), why_id(i18n, state, &detail.row)),
        (texts.what, what(i18n, detail), None),
        (texts.when, when(i18n, state, &detail.row), None),
        (
            texts.where_,
            from_where(i18n, detail),
            (!detail.row.addresses.is_empty()).then_some(texts.field_addresses_note),
        ),
        (texts.result_, result(i18n, detail), None),
        (texts.origin, origin(i18n, detail), None),
    ];
    let sections = sections
        .into_iter()
        .filter(|(_, lines, _)| !lines.is_empty())
        .map(|(title, lines, note)| {
            let lines = lines
                .into_iter()
                .map(|Line { name, value, only }| {
                    let only = only.map(|(field, exact)| {
                        let label = format!("{}: {}", texts.only_this, visible(&value));
                        view! {
                            <button class="link" aria-label=label on:click=move |_| on_only(field, &exact)>
                                {texts.only_this}
                            </button>
                        }
                    });
                    view! {
                        <div>
                            <dt>{name}</dt>
                            <dd>
                                <bdi translate="no">{visible(&value)}</bdi>
                                {only}
                            </dd>
                        </div>
                    }
                })
                .collect_view();
            view! {
                <section>
                    <h3>{title}</h3>
                    <dl>{lines}</dl>
                    {note.map(|note| view! { <p class="hint">{note}</p> })}
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
        <details class="raw-frame" prop:open=move || raw_open.get()>
            <summary on:click=move |event| {
                event.prevent_default();
                raw_open.update(|open| *open = !*open);
            }>{texts.raw_summary}</summary>
            {raw.is_empty().then(|| view! { <p class="hint">{texts.raw_gone}</p> })}
            {detail.raw_masked.then(|| view! { <p class="hint">{texts.raw_masked}</p> })}
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
    let timer = StoredValue::new_local(None::<Timer>);
    let copy = move |_| {
        let text = text.clone();
        // The same words are spoken again only after others.
        state.announcement.set(String::new());
        leptos::task::spawn_local(async move {
            let done = clipboard::copy(&text).await;
            let texts = untrack(|| i18n.texts());
            state.announcement.set(if done { texts.copied } else { texts.not_copied }.to_owned());
            // The record may have been closed meanwhile.
            let _ = copied.try_set(Some(done));
            if done {
                let back = Timer::after(COPIED_MS, move || {
                    let _ = copied.try_set(None);
                });
                let _ = timer.try_set_value(Some(back));
            }
        });
    };
    view! {
        <button class="button compact" on:click=copy>
            {label}
            <span aria-hidden="true">{move || (copied.get() == Some(true)).then_some(" ✓")}</span>
        </button>
        // That it did not work needs an answer, and stays.
        {move || {
            (copied.get() == Some(false)).then(|| view! { <span class="hint">{i18n.texts().not_copied}</span> })
        }}
    }
}

fn who(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let mut lines = Vec::new();
    let access = detail.row.access.as_ref();
    let named = line(texts.field_access, phrases::who(texts, access, detail.row.access_name.as_deref()));
    lines.push(match access {
        Some(access) => named.only(Field::Access, &access.base),
        None => named,
    });
    if let Some(access) = access {
        // Words stand for the id where it is a word of the platform's own.
        if detail.row.access_name.is_some() || PSEUDO_ACCESSES.contains(&access.base.as_str()) {
            lines.push(line(texts.field_access_id, access.base.clone()));
        }
        if let Some(serial) = access.serial {
            lines.push(line(texts.field_access_version, serial.to_string()));
        }
    }
    let caller = detail.record.caller.as_deref();
    lines.extend(caller.map(|caller| line(texts.field_caller, explained(i18n, caller))));
    lines
}

/// A value, and why a part of it is hidden.
fn explained(i18n: I18n, value: &str) -> String {
    if value.contains(MASKED) { format!("{value} ({})", i18n.texts().masked_note) } else { value.to_owned() }
}

/// Why an id is shown and no name.
fn why_id(i18n: I18n, state: AppState, row: &Row) -> Option<&'static str> {
    let texts = i18n.texts();
    let access = row.access.as_ref()?;
    if row.access_name.is_some() || PSEUDO_ACCESSES.contains(&access.base.as_str()) {
        return None;
    }
    let some_are_known = state
        .viewed
        .with_untracked(|viewed| viewed.snapshot.choices.accesses.iter().any(|(_, name, _)| name.is_some()));
    state.source.with_untracked(|source| match source {
        Source::Open(Identity::File { .. }) => Some(texts.names_file),
        Source::Open(_) if some_are_known => Some(texts.names_unlisted),
        Source::Open(_) => Some(texts.names_unread),
        Source::None => None,
    })
}

fn what(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let kind = phrases::operation(texts, detail.row.operation);
    let action = format!("{} ({kind})", phrases::action_name(texts, &detail.row.method));
    let mut lines = vec![line(texts.field_action, action).only(Field::Action, &detail.row.method)];
    let record = &detail.record;
    if record.action != record.method {
        lines.push(line(texts.field_written, record.action.clone()));
    }
    let (verb, resource) = verb_and_resource(&record.action);
    if !resource.is_empty() {
        lines.push(line(texts.field_verb, verb));
        lines.push(line(texts.field_resource, resource));
    }
    // An empty query says nothing; the raw record still shows it.
    let query = record.query.as_deref().filter(|query| *query != "{}" && !query.is_empty());
    lines.extend(query.map(|query| line(texts.field_query, explained(i18n, query))));
    lines.extend(streams(i18n, detail).map(|streams| line(texts.field_streams, streams)));
    lines
}

/// The streams that the call could read: those that are listed, and how many more.
fn streams(i18n: I18n, detail: &Detail) -> Option<String> {
    let (listed, count) = (&detail.record.scoped_streams, detail.record.scoped_stream_count);
    if listed.is_empty() {
        return count.map(|count| i18n.plural(|texts| texts.streams_count, count));
    }
    let mut streams = listed.join(", ");
    let more = count.and_then(|all| all.checked_sub(listed.len() as u64)).filter(|more| *more > 0);
    if let Some(more) = more {
        streams.push(' ');
        streams.push_str(&i18n.plural(|texts| texts.streams_more, more));
    }
    Some(streams)
}

fn when(i18n: I18n, state: AppState, row: &Row) -> Vec<Line> {
    let texts = i18n.texts();
    let mut lines = Vec::new();
    let zone = state.zone.get();
    if zone.name != "UTC" {
        let name = fill(texts.field_time_local, &[("zone", &zone.name)]);
        let date = i18n.long_date(&zone.name, row.time_ms);
        lines.push(line(name, format!("{date}, {}", clock_seconds(&zone, row.time_ms))));
    }
    lines.push(line(texts.field_time_utc, iso_utc(row.time_ms)));
    lines.push(line(texts.field_time_epoch, row.time_ms.to_string()));
    lines
}

fn from_where(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let address = |address: &String| line(texts.field_addresses, address.clone()).only(Field::Ip, address);
    let mut lines: Vec<Line> = detail.row.addresses.iter().map(address).collect();
    lines.extend(detail.record.source.clone().map(|source| line(texts.field_source, source)));
    lines
}

fn result(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let status = detail.row.status;
    let label = status.label();
    let shown = match status {
        Status::Recorded(_) => label,
        Status::Derived(_) => fill(texts.field_status_derived, &[("status", &label)]),
        Status::Class(_) => fill(texts.field_status_class, &[("status", &label)]),
        Status::Error => texts.field_status_error.to_owned(),
    };
    let mut lines = vec![line(texts.field_status, shown).only(Field::Status, &status.label())];
    let error = |error: &String| line(texts.field_error, error.clone()).only(Field::Error, error);
    lines.extend(detail.row.error_id.as_ref().map(error));
    lines.extend(detail.record.error_message.clone().map(|message| line(texts.field_message, message)));
    lines.extend(phrases::returned(i18n, &detail.row).map(|count| line(texts.field_count, count)));
    if let Some(integrity) = &detail.record.integrity {
        lines.push(line(texts.field_integrity, format!("{} {}", integrity.key, integrity.hash)));
    }
    lines
}

fn origin(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let form = match detail.record.form {
        Form::Event => texts.form_event,
        Form::Legacy => texts.form_legacy,
        Form::Csv => texts.form_csv,
    };
    let mut lines = vec![
        line(texts.field_id, detail.row.id.clone()),
        line(texts.field_type, detail.record.kind.clone()),
        line(texts.field_form, form),
    ];
    if !detail.record.stream_ids.is_empty() {
        lines.push(line(texts.field_stream_ids, detail.record.stream_ids.join(", ")));
    }
    lines
}

/// Text of several lines, each with its hidden characters made visible.
fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}
