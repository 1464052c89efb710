//! One control for each common filter. All of them edit the text of the filter.

use audit_core::query::Field;
use audit_core::view_state::Window;
use leptos::prelude::*;

use super::periods::{between, dates};
use crate::i18n::{I18n, fill, use_i18n};
use crate::phrases::{access_name, visible};
use crate::state::use_state;

/// Choices shown for each field; the search field takes any other value.
const MOST: usize = 200;

/// One choice of a select: its value, its words, its count.
type Choice = (String, String, u32);

/// The row of filters. Only servers have a period to choose.
#[component]
pub(crate) fn Filters(server: bool) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let choices = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.choices.clone()));
    let actions = Memo::new(move |_| {
        choices.with(|choices| {
            let plain = |(value, count): &(String, u32)| (value.clone(), visible(value), *count);
            choices.actions.iter().map(plain).collect::<Vec<Choice>>()
        })
    });
    let statuses = Memo::new(move |_| {
        choices.with(|choices| {
            let exact = choices.statuses.iter().filter(|(status, _)| status.code().is_some());
            exact.map(|(status, count)| (status.label(), status.label(), *count)).collect::<Vec<Choice>>()
        })
    });
    let accesses = Memo::new(move |_| {
        choices.with(|choices| {
            let named = |(id, name, count): &(String, Option<String>, u32)| {
                let words = name.clone().unwrap_or_else(|| access_name(i18n.texts(), id));
                (id.clone(), visible(&words), *count)
            };
            choices.accesses.iter().map(named).collect::<Vec<Choice>>()
        })
    });
    let addresses = Memo::new(move |_| {
        choices.with(|choices| {
            let plain = |(value, count): &(String, u32)| (value.clone(), visible(value), *count);
            choices.addresses.iter().map(plain).collect::<Vec<Choice>>()
        })
    });
    view! {
        <div class="filters">
            {server.then(|| view! { <Period/> })}
            <FieldSelect
                field=Field::Action
                label=Signal::derive(move || i18n.texts().filter_action)
                choices=actions
            />
            <FieldSelect
                field=Field::Status
                label=Signal::derive(move || i18n.texts().filter_status)
                choices=statuses
            />
            <FieldSelect
                field=Field::Access
                label=Signal::derive(move || i18n.texts().filter_access)
                choices=accesses
            />
            <FieldSelect
                field=Field::Ip
                label=Signal::derive(move || i18n.texts().filter_address)
                choices=addresses
            />
            <Dates/>
        </div>
    }
}

#[component]
fn Period() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let words = move |window| {
        let texts = i18n.texts();
        match window {
            Window::Month => texts.period_month,
            Window::Quarter => texts.period_quarter,
            Window::Year => texts.period_year,
            Window::Everything => texts.period_everything,
        }
    };
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
                                {move || words(window)}
                            </option>
                        }
                    })}
            </select>
        </div>
    }
}

/// The values of a field; several can only be typed, and are shown as such.
#[component]
fn FieldSelect(field: Field, #[prop(into)] label: Signal<&'static str>, choices: Memo<Vec<Choice>>) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let id = format!("filter-{}", field.name());
    let chosen = Memo::new(move |_| state.query.with(|query| query.values(field)));
    let choose = move |value: String| {
        let values = if value.is_empty() { Vec::new() } else { vec![value] };
        state.filter(|query| query.with_field(field, &values));
    };
    let is_chosen = move |value: &str| chosen.with(|chosen| matches!(&chosen[..], [one] if one == value));
    // A value that was typed, and is none of the choices, is still what is chosen.
    let other = move || {
        chosen.with(|chosen| match &chosen[..] {
            [] => None,
            [one] => {
                let known = choices.with(|choices| choices.iter().take(MOST).any(|it| it.0 == *one))
                    || (field == Field::Status && CLASSES.contains(&one.as_str()));
                (!known).then(|| visible(one))
            }
            several => {
                let count = i18n.number(several.len() as u64);
                Some(fill(i18n.texts().filter_several, &[("count", &count)]))
            }
        })
    };
    view! {
        <div class="filter">
            <label for=id.clone()>{label}</label>
            <select
                id=id
                translate="no"
                class:active=move || chosen.with(|chosen| !chosen.is_empty())
                on:change=move |event| choose(event_target_value(&event))
            >
                <option value="" prop:selected=move || chosen.with(Vec::is_empty)>
                    {move || i18n.texts().filter_all}
                </option>
                {move || other().map(|words| view! { <option prop:selected=true disabled=true>{words}</option> })}
                {(field == Field::Status)
                    .then(|| {
                        CLASSES
                            .map(|value| {
                                view! {
                                    <option value=value prop:selected=move || is_chosen(value)>
                                        {move || class_words(i18n, value)}
                                    </option>
                                }
                            })
                    })}
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .take(MOST)
                        .map(|(value, words, count)| {
                            let text = format!("{words} ({})", i18n.number(count));
                            let same = value.clone();
                            view! {
                                <option value=value prop:selected=move || is_chosen(&same)>
                                    {text}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </div>
    }
}

/// Statuses by outcome, as the filter writes them.
const CLASSES: [&str; 4] = ["ok", "4xx", "5xx", "error"];

fn class_words(i18n: I18n, value: &str) -> &'static str {
    let texts = i18n.texts();
    match value {
        "ok" => texts.status_ok,
        "4xx" => texts.status_4xx,
        "5xx" => texts.status_5xx,
        _ => texts.status_error,
    }
}

#[component]
fn Dates() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let chosen = Memo::new(move |_| {
        let values = state.query.with(|query| query.values(Field::Time));
        match &values[..] {
            [one] => dates(one),
            _ => Default::default(),
        }
    });
    let choose = move |from: String, to: String| {
        let values: Vec<String> = between(&from, &to).into_iter().collect();
        state.filter(|query| query.with_field(Field::Time, &values));
    };
    view! {
        <div class="filter">
            <label for="filter-from">{move || i18n.texts().filter_from}</label>
            <input
                id="filter-from"
                type="date"
                prop:value=move || chosen.get().0
                on:change=move |event| choose(event_target_value(&event), chosen.get_untracked().1)
            />
        </div>
        <div class="filter">
            <label for="filter-to">{move || i18n.texts().filter_to}</label>
            <input
                id="filter-to"
                type="date"
                prop:value=move || chosen.get().1
                on:change=move |event| choose(chosen.get_untracked().0, event_target_value(&event))
            />
        </div>
    }
}
