//! One control for each common filter. All of them edit the text of the filter.

use audit_core::engine::Choices;
use audit_core::query::Field;
use audit_core::time::{range_of_days, whole_days};
use audit_core::view_state::Window;
use leptos::prelude::*;

use super::periods::range_in_words;
use crate::browser::document;
use crate::i18n::{I18n, fill, use_i18n};
use crate::messages::Messages;
use crate::phrases::{access_name, action_name, visible};
use crate::state::use_state;

/// Choices shown for each field; the search field takes any other value.
const MOST: usize = 200;

/// Fields with a select, in the order of the row.
const SELECTS: [Field; 4] = [Field::Action, Field::Status, Field::Access, Field::Ip];

/// The row of filters. Only servers have a period to choose.
#[component]
pub(crate) fn Filters(server: bool) -> impl IntoView {
    view! {
        <div class="filters">
            {server.then(|| view! { <Period/> })}
            {SELECTS.map(|field| view! { <FieldSelect field/> })}
            <Dates/>
        </div>
    }
}

#[component]
fn Period() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    view! {
        <div class="filter">
            <label for="filter-period">{move || i18n.texts().filter_period}</label>
            <select
                id="filter-period"
                on:change=move |event| {
                    if let Some(window) = Window::from_key(&event_target_value(&event)) {
                        state.choose_window(window);
                    }
                }
            >
                {Window::ALL
                    .map(|window| {
                        view! {
                            <option
                                value=window.key()
                                prop:selected=move || state.window() == window
                            >
                                {move || period_words(i18n.texts(), window)}
                            </option>
                        }
                    })}
            </select>
        </div>
    }
}

/// A period that can be loaded, in words.
pub(super) fn period_words(texts: &Messages, window: Window) -> &'static str {
    match window {
        Window::Month => texts.period_month,
        Window::Quarter => texts.period_quarter,
        Window::Year => texts.period_year,
        Window::Everything => texts.period_everything,
    }
}

/// One choice of a select.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Choice {
    /// As the filter writes it.
    value: String,
    words: String,
    count: u32,
}

/// What a field can be filtered by, each choice meaning just what it counts.
fn choices_of(i18n: I18n, field: Field, choices: &Choices) -> Vec<Choice> {
    let choice =
        |value: &str, words: &str, count: u32| Choice { value: field.exactly(value), words: visible(words), count };
    let plain = |(value, count): &(String, u32)| choice(value, value, *count);
    let action = |(value, count): &(String, u32)| choice(value, action_name(i18n.texts(), value), *count);
    match field {
        Field::Action => choices.actions.iter().take(MOST).map(action).collect(),
        Field::Ip => choices.addresses.iter().take(MOST).map(plain).collect(),
        Field::Status => {
            let exact = choices.statuses.iter().filter(|(status, _)| status.code().is_some());
            exact.take(MOST).map(|(status, count)| choice(&status.label(), &status.label(), *count)).collect()
        }
        Field::Access => {
            let named = |(id, name, count): &(String, Option<String>, u32)| {
                let words = name.clone().unwrap_or_else(|| access_name(i18n.texts(), id));
                choice(id, &words, *count)
            };
            choices.accesses.iter().take(MOST).map(named).collect()
        }
        _ => Vec::new(),
    }
}

fn label(texts: &Messages, field: Field) -> &'static str {
    match field {
        Field::Status => texts.filter_status,
        Field::Access => texts.filter_access,
        Field::Ip => texts.filter_address,
        _ => texts.filter_action,
    }
}

/// The values of a field; several can only be typed, and are shown as such.
#[component]
fn FieldSelect(field: Field) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let id = format!("filter-{}", field.name());
    let own_id = id.clone();
    let chosen = Memo::new(move |_| state.query.with(|query| query.values(field)));
    // Hundreds of values are written when somebody comes to choose; until then the
    // list holds the chosen one alone. What is there does not change under their hand.
    let in_use = RwSignal::new(false);
    let choices = Memo::new(move |before: Option<&(bool, Vec<Choice>)>| match before {
        Some(before @ (true, values)) if in_use.get() && !values.is_empty() => before.clone(),
        _ if in_use.get() => (true, state.choices.with(|choices| choices_of(i18n, field, choices))),
        _ => {
            let one = chosen.with(|chosen| if let [one] = &chosen[..] { Some(one.clone()) } else { None });
            let find = |one: String| {
                let all = state.choices.with(|choices| choices_of(i18n, field, choices));
                all.into_iter().find(|choice| choice.value == one)
            };
            (false, one.and_then(find).into_iter().collect())
        }
    });
    let choose = move |value: String| {
        let values = if value.is_empty() { Vec::new() } else { vec![value] };
        state.filter(|query| query.with_field(field, &values));
    };
    let is_chosen = move |value: &str| chosen.with(|chosen| matches!(&chosen[..], [one] if one == value));
    // A value that was typed, and is none of the choices, is still what is chosen.
    let other = Memo::new(move |_| {
        chosen.with(|chosen| match &chosen[..] {
            [] => None,
            [one] => {
                let known = choices.with(|(_, choices)| choices.iter().any(|it| it.value == *one))
                    || (field == Field::Status && CLASSES.contains(&one.as_str()));
                (!known).then(|| visible(one))
            }
            several => {
                let count = i18n.number(several.len() as u64);
                Some(fill(i18n.texts().filter_several, &[("count", &count)]))
            }
        })
    });
    let classes = (field == Field::Status).then(|| {
        CLASSES.map(|value| {
            view! {
                <option value=value prop:selected=move || is_chosen(value)>
                    {move || class_words(i18n.texts(), value)}
                </option>
            }
        })
    });
    view! {
        <div class="filter">
            <label for=id.clone()>{move || label(i18n.texts(), field)}</label>
            <select
                id=id
                translate="no"
                class:active=move || chosen.with(|chosen| !chosen.is_empty())
                // Before a press opens the list, and before a key changes what is chosen.
                on:pointerdown=move |_| in_use.set(true)
                on:focus=move |_| in_use.set(true)
                on:blur=move |event| {
                    if document::leaves(&event, &own_id) {
                        in_use.set(false);
                    }
                }
                on:change=move |event| choose(event_target_value(&event))
            >
                <option value="" prop:selected=move || chosen.with(Vec::is_empty)>
                    {move || i18n.texts().filter_all}
                </option>
                {move || {
                    other.get().map(|words| view! { <option prop:selected=true disabled=true>{words}</option> })
                }}
                {classes}
                <For each=move || choices.get().1 key=Clone::clone let:choice>
                    {
                        let text = format!("{} ({})", choice.words, i18n.number(choice.count));
                        let value = choice.value.clone();
                        view! {
                            <option value=choice.value prop:selected=move || is_chosen(&value)>
                                {text}
                            </option>
                        }
                    }
                </For>
            </select>
        </div>
    }
}

/// Statuses by outcome, as the filter writes them.
const CLASSES: [&str; 4] = ["ok", "4xx", "5xx", "error"];

fn class_words(texts: &Messages, value: &str) -> &'static str {
    match value {
        "ok" => texts.status_ok,
        "4xx" => texts.status_4xx,
        "5xx" => texts.status_5xx,
        _ => texts.status_error,
    }
}

/// The first and the last day. The filter holds them so that a link means the same
/// days wherever it is opened.
#[component]
fn Dates() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let times = Memo::new(move |_| state.query.with(|query| query.values(Field::Time)));
    // Hours, or several times, are no days: `None`.
    let days = Memo::new(move |_| {
        times.with(|times| match &times[..] {
            [] => Some(<(String, String)>::default()),
            [one] => state.zone.with(|zone| whole_days(one, zone)),
            _ => None,
        })
    });
    let shown = move |last: bool| days.get().map(|(from, to)| if last { to } else { from }).unwrap_or_default();
    let choose = move |last: bool, day: String| {
        if untrack(|| shown(last)) == day {
            return;
        }
        let other = untrack(|| shown(!last));
        let (from, to) = if last { (other, day) } else { (day, other) };
        let value = state.zone.with_untracked(|zone| range_of_days(&from, &to, zone));
        let values: Vec<String> = value.into_iter().collect();
        state.filter(|query| query.with_field(Field::Time, &values));
    };
    // What reads this and what it is made of reads that first: a memo that is brought
    // up to date on the way to another does not wake the one who asks.
    let cut = Memo::new(move |_| days.with(Option::is_none));
    view! {
        <div class="filter-dates">
            <DateField
                id="filter-from"
                label=Signal::derive(move || i18n.texts().filter_from)
                day=Memo::new(move |_| shown(false))
                on_choose=move |day| choose(false, day)
                cut
            />
            <DateField
                id="filter-to"
                label=Signal::derive(move || i18n.texts().filter_to)
                day=Memo::new(move |_| shown(true))
                on_choose=move |day| choose(true, day)
                cut
            />
            // Over what stands below: the page does not move for it.
            <p class="hint filter-note" id="filter-time-note">
                {move || {
                    let times = times.get();
                    cut.get()
                        .then(|| {
                            let words = |value: &String| {
                                let words = state.zone.with(|zone| range_in_words(i18n, zone, value));
                                words.unwrap_or_else(|| value.clone())
                            };
                            let times = times.iter().map(words).collect::<Vec<_>>().join(", ");
                            fill(i18n.texts().filter_time_note, &[("time", &times)])
                        })
                }}
            </p>
        </div>
    }
}

/// One day. A day that is picked counts at once; one that is typed, digit by digit,
/// when it is left or confirmed.
#[component]
fn DateField(
    id: &'static str,
    label: Signal<&'static str>,
    // Not set again where it stays: a browser lays out the page for it.
    day: Memo<String>,
    on_choose: impl Fn(String) + Copy + Send + Sync + 'static,
    /// The filter's times are no whole days.
    cut: Memo<bool>,
) -> impl IntoView {
    let typing = StoredValue::new(false);
    let field = NodeRef::<leptos::html::Input>::new();
    let confirm = move || {
        if typing.try_update_value(std::mem::take) == Some(true)
            && let Some(field) = field.get_untracked()
        {
            on_choose(field.value());
        }
    };
    view! {
        <div class="filter">
            <label for=id>{label}</label>
            <input
                id=id
                type="date"
                node_ref=field
                // The day first: see `Dates`.
                class:active=move || day.with(|day| !day.is_empty()) || cut.get()
                aria-describedby=move || cut.get().then_some("filter-time-note")
                prop:value=day
                on:keydown=move |event| match event.key().as_str() {
                    "Enter" => confirm(),
                    "Tab" | "Shift" => {}
                    _ => typing.set_value(true),
                }
                on:blur=move |_| confirm()
                on:change=move |event| {
                    if !typing.get_value() {
                        on_choose(event_target_value(&event));
                    }
                }
            />
        </div>
    }
}
