//! Who made the call of a record: its access, by name and by all that is known of it.

use audit_core::engine::{AccessName, AccessState, Detail, Hidden, Row};
use audit_core::labels::Labeled;
use audit_core::query::{Field, Filter};
use audit_core::record::{AccessRef, PSEUDO_ACCESSES};

use super::fields::explained;
use super::value::{Line, Value, line};
use crate::i18n::{I18n, fill};
use crate::messages::Messages;
use crate::phrases;
use crate::state::{AppState, Source};
use crate::worker_protocol::Identity;
use leptos::prelude::*;

/// The access and the caller.
pub(super) fn lines(i18n: I18n, state: AppState, detail: &Detail) -> Vec<Line> {
    let texts = i18n.texts();
    let mut lines = Vec::new();
    let access = detail.row.access.as_ref();
    let by = |id: &str| Filter::of_value(Field::Access, id);
    let mut named = Value::new(phrases::who(texts, access, detail.row.access_name.as_deref()));
    if let Some(access) = access {
        named = named.by(by(&access.base)).labeled(Labeled::Access, &access.base, 0);
    }
    lines.push(Line::of(texts.field_access, named));
    if let Some(access) = access {
        // Words stand for the id where it is a word of the platform's own.
        if detail.row.access_name.is_some() || is_of_platform(&access.base) {
            lines.push(line(texts.field_access_id, access.base.clone()));
        }
        let known = detail.access.as_ref();
        lines.extend(known.map(|known| about(i18n, state, known)).unwrap_or_default());
        lines.extend(detail.access_was.as_ref().map(|was| line(texts.field_access_was, was)));
        lines.extend(version(texts, access, known.and_then(|known| known.serial)));
    }
    let caller = detail.record.caller.as_deref();
    lines.extend(caller.map(|caller| {
        Line::of(
            texts.field_caller,
            explained(i18n, detail, Hidden::Caller, caller).by(Filter::of_value(Field::Caller, caller)),
        )
    }));
    lines
}

/// What kind of access it is, for which device, and whether it is still in use.
fn about(i18n: I18n, state: AppState, known: &AccessName) -> Vec<Line> {
    let texts = i18n.texts();
    let kind = phrases::access_kind(texts, &known.kind);
    let mut lines = Vec::new();
    lines.extend(kind.map(|kind| line(texts.field_access_kind, kind).copying(None)));
    lines.extend(known.device.as_ref().map(|device| line(texts.field_access_device, device)));
    let dated = |text: &str, time_ms: i64| {
        let date = state.zone.with(|zone| i18n.medium_date(&zone.name, time_ms));
        fill(text, &[("date", &date)])
    };
    let words = match known.state {
        AccessState::InUse => None,
        AccessState::Expires(time_ms) if time_ms < state.now_ms() => Some(dated(texts.access_expired, time_ms)),
        AccessState::Expires(time_ms) => Some(dated(texts.access_expires, time_ms)),
        AccessState::Deleted(Some(time_ms)) => Some(dated(texts.access_deleted, time_ms)),
        AccessState::Deleted(None) => Some(texts.access_deleted_once.to_owned()),
    };
    lines.extend(words.map(|words| line(texts.field_access_state, words).copying(None)));
    lines
}

/// In which version the access made the call, and which it has now. One that never
/// changed has no number.
fn version(texts: &Messages, access: &AccessRef, now: Option<u32>) -> Option<Line> {
    let words = |serial: Option<u32>| serial.map_or_else(|| texts.version_first.to_owned(), |it| it.to_string());
    let then = access.serial;
    then.or(now)?;
    let filter = then.and_then(|serial| Filter::of_value(Field::Access, &format!("{}:{serial}", access.base)));
    let shown = match now {
        Some(now) if then.unwrap_or_default() < now => {
            fill(texts.version_since, &[("version", &words(then)), ("now", &now.to_string())])
        }
        _ => words(then),
    };
    Some(line(texts.field_access_version, shown).by(filter).copying(then.map(|serial| serial.to_string())))
}

fn is_of_platform(base: &str) -> bool {
    PSEUDO_ACCESSES.contains(&base)
}

/// Whether it was made by an access whose name is missing, where names can be loaded.
pub(super) fn is_unnamed(state: AppState, row: &Row) -> bool {
    let by_unnamed = row.access.as_ref().is_some_and(|access| !is_of_platform(&access.base));
    let source_has_names = state.source.with_untracked(|source| matches!(source, Source::Open(Identity::Demo { .. })));
    by_unnamed && row.access_name.is_none() && !source_has_names
}

/// Why an id is shown and no name; or what an id of the platform's own stands for.
pub(super) fn note(i18n: I18n, state: AppState, row: &Row) -> Option<&'static str> {
    let texts = i18n.texts();
    let access = row.access.as_ref()?;
    if row.access_name.is_some() {
        return None;
    }
    if is_of_platform(&access.base) {
        return match access.base.as_str() {
            "invalid" => Some(texts.about_invalid),
            "valid-password" => Some(texts.about_password),
            _ => Some(texts.about_platform),
        };
    }
    let some_are_known = state.viewed.with_untracked(|viewed| viewed.snapshot.some_named);
    state.source.with_untracked(|source| match source {
        Source::Open(Identity::File { .. }) => Some(texts.names_file),
        Source::Open(_) if some_are_known => Some(texts.names_unlisted),
        Source::Open(_) => Some(texts.names_unread),
        Source::None => None,
    })
}
