//! Values of a record, each with what can be done with it: filter by it, leave it out,
//! copy it.

use std::borrow::Cow;

use audit_core::labels::Labeled;
use audit_core::query::Filter;
use audit_core::record::MASKED;
use leptos::prelude::*;

use super::copy::CopyButton;
use super::label::{Label, LabelButton, Labeling};
use super::secret::{Secret, ShowSecret};
use crate::i18n::{I18n, fill, use_i18n};
use crate::phrases::visible;
use crate::state::use_state;

/// Values of a line that are shown at once.
const FIRST: usize = 8;

/// How a value changes the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// Only records with it are left.
    Only,
    /// They are left out.
    Not,
}

/// A field's name and its values.
pub(super) struct Line {
    pub(super) name: Cow<'static, str>,
    pub(super) values: Vec<Value>,
    /// What is not listed, in words.
    pub(super) more: Option<String>,
}

/// A value, and what can be done with it.
pub(super) struct Value {
    shown: String,
    /// `None` where it is hidden, or nobody's own word.
    copied: Option<String>,
    /// What asks for it, where a filter can.
    filter: Option<Filter>,
    /// Wider filters that it is a part of, each with its name.
    within: Vec<(&'static str, Filter)>,
    /// What the person's own words for it are of, and its place among those of its kind.
    label: Option<(Labeled, String, usize)>,
    /// It is masked, and can be shown.
    secret: Option<Secret>,
}

/// A line of one value, which can be copied.
pub(super) fn line(name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Line {
    Line::of(name, Value::new(value))
}

impl Line {
    /// A line of one value.
    pub(super) fn of(name: impl Into<Cow<'static, str>>, value: Value) -> Self {
        Self { name: name.into(), values: vec![value], more: None }
    }

    /// What asks for its value.
    pub(super) fn by(self, filter: Option<Filter>) -> Self {
        self.with(|value| value.by(filter))
    }

    /// Its value as the record has it, where more is shown.
    pub(super) fn copying(self, copied: Option<String>) -> Self {
        self.with(|value| value.copying(copied))
    }

    /// What its value is a part of.
    pub(super) fn within(self, within: Vec<(&'static str, Filter)>) -> Self {
        self.with(|value| Value { within, ..value })
    }

    fn with(mut self, change: impl FnOnce(Value) -> Value) -> Self {
        let value = self.values.pop();
        self.values.extend(value.map(change));
        self
    }
}

impl Value {
    /// A value that can be copied.
    pub(super) fn new(value: impl Into<String>) -> Self {
        let shown = value.into();
        Self { copied: Some(shown.clone()), shown, filter: None, within: Vec::new(), label: None, secret: None }
    }

    /// What asks for it.
    pub(super) fn by(self, filter: Option<Filter>) -> Self {
        Self { filter, ..self }
    }

    /// Masked; somebody may want to see it.
    pub(super) fn masking(self, secret: Secret) -> Self {
        Self { secret: Some(secret), copied: None, ..self }
    }

    /// What is copied of it.
    pub(super) fn copying(self, copied: Option<String>) -> Self {
        Self { copied, ..self }
    }

    /// It can have a label: as such, and as this value.
    pub(super) fn labeled(self, of: Labeled, value: &str, place: usize) -> Self {
        Self { label: Some((of, value.to_owned(), place)), ..self }
    }
}

/// The lines of a section.
pub(super) fn lines<F: Fn(Edit, &Filter) + Copy + Send + 'static>(
    i18n: I18n,
    lines: Vec<Line>,
    on_edit: F,
) -> impl IntoView + use<F> {
    let one = move |line: Line| {
        let mut values = line.values;
        let rest = values.split_off(values.len().min(FIRST));
        let field = line.name.clone().into_owned();
        let values = values.into_iter().map(|value| shown(i18n, &field, value, on_edit)).collect_view();
        view! {
            <div>
                <dt>{line.name}</dt>
                {values}
                {(!rest.is_empty()).then(|| view! { <Rest field values=rest on_edit/> })}
                {line.more.map(|more| view! { <dd class="hint">{more}</dd> })}
            </div>
        }
    };
    lines.into_iter().map(one).collect_view()
}

/// Values beyond the first, once somebody wants to see them.
#[component]
fn Rest<F: Fn(Edit, &Filter) + Copy + Send + 'static>(field: String, values: Vec<Value>, on_edit: F) -> impl IntoView {
    let i18n = use_i18n();
    let words = untrack(|| i18n.plural(|texts| texts.streams_show, values.len() as u64));
    let values = values.into_iter().map(|value| shown(i18n, &field, value, on_edit)).collect_view();
    view! {
        <dd>
            <details>
                <summary>{words}</summary>
                <div class="value-rest">{values}</div>
            </details>
        </dd>
    }
}

/// A value with its buttons.
fn shown<F: Fn(Edit, &Filter) + Copy + Send + 'static>(
    i18n: I18n,
    field: &str,
    value: Value,
    on_edit: F,
) -> impl IntoView + use<F> {
    let texts = i18n.texts();
    let Value { shown, copied, filter, within, label, secret } = value;
    let name = |action: &str| fill(texts.value_action, &[("action", action), ("value", &shown)]);
    let edit = |edit: Edit, filter: Filter| {
        let (title, sign) = match edit {
            Edit::Only => (texts.only_this, "="),
            Edit::Not => (texts.not_this, "≠"),
        };
        view! {
            <button
                class="value-tool"
                aria-label=name(title)
                title=title
                on:click=move |_| on_edit(edit, &filter)
            >
                <span aria-hidden="true">{sign}</span>
            </button>
        }
    };
    let edits = filter.map(|filter| [edit(Edit::Only, filter.clone()), edit(Edit::Not, filter)].collect_view());
    let within = within
        .into_iter()
        .map(|(title, filter)| {
            view! {
                <button class="link" aria-label=name(title) on:click=move |_| on_edit(Edit::Only, &filter)>
                    {title}
                </button>
            }
        })
        .collect_view();
    let copy = copied.map(|copied| {
        let label = name(texts.copy_value);
        view! { <CopyButton label small=true text=move || Some(copied.clone())/> }
    });
    // A pseudonym gets no words of the person's own.
    let label = label.filter(|_| !use_state().support.get_untracked());
    let labeling = label.map(|(of, value, place)| Labeling::new(use_state(), of, value, place));
    let button = labeling.map(|labeling| view! { <LabelButton labeling shown=shown.clone()/> });
    let copy_secret = secret.map(|secret| {
        let label = fill(texts.value_action, &[("action", texts.copy_value), ("value", field)]);
        move || {
            let label = label.clone();
            let is_there = secret.get().is_some() && !secret.is_lost();
            is_there.then(|| view! { <CopyButton label small=true text=move || secret.get_untracked()/> })
        }
    });
    let show = secret.map(|secret| view! { <ShowSecret secret name=field/> });
    let masked = visible(&shown);
    let written = move || match secret.and_then(Secret::get) {
        Some(_) if secret.is_some_and(Secret::is_lost) => format!("{MASKED} ({})", texts.secret_lost),
        Some(value) => visible(&value),
        None => masked.clone(),
    };
    view! {
        <dd class="value">
            <bdi translate="no">{written}</bdi>
            <span class="value-tools">{edits} {copy} {copy_secret} {button}</span>
            {show}
            {within}
        </dd>
        {labeling.map(|labeling| view! { <Label labeling/> })}
    }
}
