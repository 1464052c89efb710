//! The period that is loaded, and the days that are looked at, which edit the text of
//! the filter.

use audit_core::query::Field;
use audit_core::time::{range_of_days, whole_days};
use audit_core::view_state::Window;
use leptos::prelude::*;

use super::live::{LiveSwitch, LookOnce};
use super::periods::range_in_words;
use crate::app::Room;
use crate::i18n::{fill, use_i18n};
use crate::lasting::Memo;
use crate::messages::Messages;
use crate::state::use_state;

/// The row of controls. Only servers have a period to choose.
#[component]
pub(crate) fn Filters(server: bool) -> impl IntoView {
    let room: Room = expect_context();
    view! {
        <div class="filters">
            {server
                .then(|| view! {
                    <Period/>
                    // Where there is room it stands in the head.
                    <Show when=move || !room.one_line.get()>
                        <LiveSwitch/>
                        <LookOnce/>
                    </Show>
                })}
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
                prop:value=move || day.get()
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
