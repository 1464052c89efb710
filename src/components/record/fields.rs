//! What a record says, field by field, and which filter asks for each of its values.

use audit_core::engine::{Detail, Hidden};
use audit_core::labels::Labeled;
use audit_core::method::{verb_and_path, verb_and_resource};
use audit_core::query::{Field, Filter, parameters};
use audit_core::record::{Form, MASKED, Status};
use audit_core::time::{Zone, iso_utc, write_range};

use super::secret::Secret;
use super::value::{Line, Value, line};
use super::who;
use crate::components::periods::clock_seconds;
use crate::i18n::{I18n, fill};
use crate::phrases;
use crate::state::AppState;
use leptos::prelude::*;

/// Parameters of a query that are lines of their own; the raw record has them all.
const MOST_PARAMETERS: usize = 40;

/// A part of what the record says.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
    pub(super) note: Option<&'static str>,
    /// Names are missing that can be loaded.
    pub(super) offers_names: bool,
}

/// What happened; parts without anything are left out.
pub(super) fn sections(i18n: I18n, state: AppState, detail: &Detail) -> Vec<Section> {
    let texts = i18n.texts();
    let addresses_note = (!detail.row.addresses.is_empty()).then_some(texts.field_addresses_note);
    let sections = [
        (texts.who, who::lines(i18n, state, detail), who::note(i18n, state, &detail.row)),
        (texts.what, what(i18n, detail), None),
        (texts.when, state.zone.with(|zone| when(i18n, zone, detail.row.time_ms)), None),
        (texts.where_, from_where(i18n, detail), addresses_note),
        (texts.result_, result(i18n, detail), None),
    ];
    let unnamed = who::is_unnamed(state, &detail.row);
    let sections = sections.into_iter().map(|(title, lines, note)| {
        let offers_names = unnamed && title == texts.who;
        Section { title, lines, note, offers_names }
    });
    sections.filter(|section| !section.lines.is_empty()).collect()
}

/// A value, and why a part of it is hidden; what is hidden is copied when it is shown.
pub(super) fn explained(i18n: I18n, detail: &Detail, what: Hidden, value: &str) -> Value {
    if value.contains(MASKED) {
        let secret = Secret::new(detail.row.id.clone(), what);
        Value::new(format!("{value} ({})", i18n.texts().masked_note)).masking(secret)
    } else {
        Value::new(value)
    }
}

fn what(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let record = &detail.record;
    let operation = detail.row.operation;
    let method = &detail.row.method;
    let mut lines = vec![
        line(texts.field_action, phrases::action_name(texts, method)).by(Filter::of_value(Field::Action, method)),
        line(texts.field_kind, phrases::operation(texts, operation))
            .by(Filter::of_value(Field::Operation, operation.label())),
    ];
    if record.action != record.method {
        lines.push(line(texts.field_written, record.action.clone()));
    }
    lines.extend(halves(i18n, &record.action));
    // An empty query says nothing; the raw record still shows it.
    if let Some(query) = record.query.as_deref().filter(|query| *query != "{}" && !query.is_empty()) {
        lines.extend(asked(i18n, detail, query));
    }
    lines.extend(streams(i18n, detail));
    lines
}

/// The verb and what it is about, and the call by which that is asked for.
fn halves(i18n: I18n, action: &str) -> Vec<Line> {
    let texts = i18n.texts();
    let mut lines = Vec::new();
    let (verb, resource) = verb_and_resource(action);
    let call = verb_and_path(action);
    let by_call = |field, value: &str| Filter::of_value(field, value);
    let recorded = call == Some((verb, resource));
    if !resource.is_empty() {
        let (by_verb, by_resource) = if recorded {
            (by_call(Field::Verb, verb), by_call(Field::Path, resource))
        } else {
            // All actions on it; a verb by itself is no field.
            (None, Some(Filter::new(Field::Action, vec![format!("{resource}.*")])))
        };
        lines.push(line(texts.field_verb, verb).by(by_verb));
        lines.push(line(texts.field_resource, resource).by(by_resource));
    }
    if let Some((verb, path)) = call.filter(|_| !recorded) {
        lines.push(line(texts.field_http_verb, verb).by(by_call(Field::Verb, verb)));
        lines.push(line(texts.field_path, path).by(by_call(Field::Path, path)));
    }
    lines
}

/// What the query asked, a line for each parameter.
fn asked(i18n: I18n, detail: &Detail, query: &str) -> Vec<Line> {
    let texts = i18n.texts();
    let found = parameters(query);
    if found.is_empty() || found.len() > MOST_PARAMETERS {
        let whole = explained(i18n, detail, Hidden::Query, query).by(Filter::of_value(Field::Query, query));
        return vec![Line::of(texts.field_query, whole)];
    }
    let mut lines: Vec<(String, Line)> = Vec::new();
    for (nth, (key, value)) in (0..).zip(found) {
        let filter = Filter::of_parameter(query, &key, &value);
        let is_stream = filter.as_ref().is_some_and(|filter| filter.field == Field::Stream);
        let hidden = Hidden::Parameter(nth);
        let shown = if is_stream { stream(detail, &value) } else { explained(i18n, detail, hidden, &value) }.by(filter);
        if let Some((_, line)) = lines.last_mut().filter(|(last, _)| *last == key) {
            line.values.push(shown);
        } else {
            let name = fill(texts.field_parameter, &[("name", &key)]);
            lines.push((key, Line::of(name, shown)));
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The streams that the call could read: those that are listed, and how many more.
fn streams(i18n: I18n, detail: &Detail) -> Option<Line> {
    let name = i18n.texts().field_streams;
    let (listed, count) = (&detail.record.scoped_streams, detail.record.scoped_stream_count);
    if listed.is_empty() {
        return count.map(|count| line(name, i18n.plural(|texts| texts.streams_count, count)).copying(None));
    }
    let more = count.and_then(|all| all.checked_sub(listed.len() as u64)).filter(|more| *more > 0);
    let value = |id: &String| stream(detail, id).by(Filter::of_value(Field::Stream, id));
    Some(Line {
        name: name.into(),
        values: listed.iter().map(value).collect(),
        more: more.map(|more| i18n.plural(|texts| texts.streams_more, more)),
    })
}

/// A stream by its name, with the id, which is what is copied.
fn stream(detail: &Detail, id: &str) -> Value {
    let named = detail.stream_names.iter().find(|(named, _)| named == id);
    let shown = named.map_or_else(|| id.to_owned(), |(id, name)| format!("{name} ({id})"));
    Value::new(shown).copying(Some(id.to_owned()))
}

fn when(i18n: I18n, zone: &Zone, time_ms: i64) -> Vec<Line> {
    let texts = i18n.texts();
    let around = [(texts.only_minute, minute(time_ms)), (texts.only_day, day(zone, time_ms))];
    let written = |(name, extent): (&'static str, Option<(i64, i64)>)| {
        let (start, end) = extent?;
        Some((name, Filter::new(Field::Time, vec![write_range(Some(start), Some(end), zone)?])))
    };
    let within: Vec<_> = around.into_iter().filter_map(written).collect();
    let utc = line(texts.field_time_utc, iso_utc(time_ms));
    let epoch = line(texts.field_time_epoch, time_ms.to_string());
    if zone.name == "UTC" {
        return vec![utc.within(within), epoch];
    }
    let name = fill(texts.field_time_local, &[("zone", &zone.name)]);
    let date = i18n.long_date(&zone.name, time_ms);
    vec![line(name, format!("{date}, {}", clock_seconds(zone, time_ms))).within(within), utc, epoch]
}

/// The minute of a time. Offsets of zones are whole minutes where anybody lives.
fn minute(time_ms: i64) -> Option<(i64, i64)> {
    const MINUTE_MS: i64 = 60_000;
    let start = time_ms.div_euclid(MINUTE_MS).checked_mul(MINUTE_MS)?;
    Some((start, start.checked_add(MINUTE_MS)?))
}

fn day(zone: &Zone, time_ms: i64) -> Option<(i64, i64)> {
    Some((zone.day_start(zone.local(time_ms)?.date()), zone.next_day_start(time_ms)?))
}

fn from_where(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let mut lines = Vec::new();
    let address = |(place, address): (usize, &String)| {
        Value::new(address).by(Filter::of_value(Field::Ip, address)).labeled(Labeled::Address, address, place)
    };
    let values: Vec<Value> = detail.row.addresses.iter().enumerate().map(address).collect();
    if !values.is_empty() {
        lines.push(Line { name: texts.field_addresses.into(), values, more: None });
    }
    let source = |source: &String| line(texts.field_source, source).by(Filter::of_value(Field::Source, source));
    lines.extend(detail.record.source.as_ref().map(source));
    lines
}

fn result(i18n: I18n, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let status = detail.row.status;
    let label = status.label();
    let shown = match status {
        Status::Recorded(_) => label.clone(),
        Status::Derived(_) => fill(texts.field_status_derived, &[("status", &label)]),
        Status::Class(_) => fill(texts.field_status_class, &[("status", &label)]),
        Status::Error => texts.field_status_error.to_owned(),
    };
    let filter = Filter::of_value(Field::Status, &label);
    let mut lines = vec![line(texts.field_status, shown).by(filter).copying(Some(label))];
    let error = |error: &String| line(texts.field_error, error).by(Filter::of_value(Field::Error, error));
    lines.extend(detail.row.error_id.as_ref().map(error));
    let message = |message: &String| {
        let shown = explained(i18n, detail, Hidden::Message, message);
        Line::of(texts.field_message, shown.by(Filter::of_message(message)))
    };
    lines.extend(detail.record.error_message.as_ref().map(message));
    if let (Some(shown), Some(count)) = (phrases::returned(i18n, &detail.record), detail.record.record_count) {
        let count = count.to_string();
        let filter = Filter::of_value(Field::Records, &count);
        lines.push(line(texts.field_count, shown).by(filter).copying(Some(count)));
    }
    if let Some(integrity) = &detail.record.integrity {
        lines.push(line(texts.field_integrity, format!("{} {}", integrity.key, integrity.hash)));
    }
    lines
}

/// The record itself.
pub(super) fn origin(i18n: I18n, detail: &Detail) -> Section {
    let texts = i18n.texts();
    let form = match detail.record.form {
        Form::Event => texts.form_event,
        Form::Legacy => texts.form_legacy,
        Form::Csv => texts.form_csv,
        Form::Backup => texts.form_backup,
        Form::Syslog { assumed: false } => texts.form_syslog,
        Form::Syslog { assumed: true } => texts.form_syslog_assumed,
    };
    let (id, kind) = (&detail.row.id, &detail.record.kind);
    let mut lines = vec![
        line(texts.field_id, id).by(Filter::of_value(Field::Id, id)),
        line(texts.field_type, kind).by(Filter::of_value(Field::Type, kind)),
        line(texts.field_form, form).copying(None),
    ];
    let streams: Vec<Value> = detail.record.stream_ids.iter().map(Value::new).collect();
    if !streams.is_empty() {
        lines.push(Line { name: texts.field_stream_ids.into(), values: streams, more: None });
    }
    Section { title: texts.origin, lines, note: None, offers_names: false }
}
