//! The foot of the list: to a time, and from page to page.

use audit_core::engine::{Command, Reply};
use audit_core::sorting::Column;
use audit_core::time::parse_moment;
use leptos::prelude::*;

use super::pager::rows_in_words;
use super::paging::{Paging, SIZES};
use super::periods::{clock, date};
use crate::browser::storage::{self, Preference};
use crate::i18n::{fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;

/// The rows in the list, as the device remembers it.
pub(super) fn remembered() -> Paging {
    storage::read(Preference::Rows).map(|key| Paging::from_key(&key)).unwrap_or_default()
}

/// The foot.
#[component]
pub(super) fn ListFoot(
    /// Which rows the list holds.
    paging: RwSignal<Paging>,
    /// How many there are in all.
    rows: Memo<u32>,
    /// The row that one stands on.
    active: RwSignal<u32>,
    /// The time of the row at the top, in milliseconds.
    top_time: Signal<Option<i64>>,
    /// A row is wanted: its page, its place, and the keyboard on it.
    on_row: impl Fn(u32) + Copy + Send + Sync + 'static,
    /// A page is wanted, by its first row.
    on_page: impl Fn(u32) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let paged = Memo::new(move |_| paging.get().size().is_some());
    let steps = Memo::new(move |_| paging.get().steps(rows.get()));
    let step = move |at: usize| {
        let to = move || steps.with(|steps| steps[at]);
        view! {
            // At an end it says so and does nothing; disabled, it would lose the focus.
            <button
                class="button compact"
                aria-disabled=move || to().is_none().then_some("true")
                on:click=move |_| {
                    if let Some(row) = untrack(to) {
                        on_page(row);
                    }
                }
            >
                {move || {
                    let texts = i18n.texts();
                    [texts.page_first, texts.step_previous, texts.step_next, texts.page_last][at]
                }}
            </button>
        }
    };
    let place = move || {
        let window = paging.get().window(rows.get());
        rows_in_words(i18n, window.start.saturating_add(1).min(window.end), window.end, rows.get())
    };
    let choose = move |key: String| {
        storage::write(Preference::Rows, &key);
        // The row that one stood on stays in what is shown.
        paging.set(Paging::from_key(&key).at(active.get_untracked()));
        on_page(paging.get_untracked().window(rows.get_untracked()).start);
    };
    let option = move |size: Option<u32>| {
        let key = size.map_or_else(|| "all".to_owned(), |size| size.to_string());
        view! {
            <option value=key prop:selected=move || paging.get().size() == size>
                {move || match size {
                    Some(size) => fill(i18n.texts().rows_page, &[("count", &i18n.number(size))]),
                    None => i18n.texts().rows_all.to_owned(),
                }}
            </option>
        }
    };
    view! {
        <div class="list-foot">
            <GoTo top_time on_row/>
            <Show when=move || paged.get()>
                <nav class="buttons" aria-label=move || i18n.texts().pages_label>
                    {[0, 1, 2, 3].map(step)}
                    <span class="count">{place}</span>
                </nav>
            </Show>
            <select
                class="compact"
                aria-label=move || i18n.texts().rows_label
                on:change=move |event| choose(event_target_value(&event))
            >
                {option(None)}
                {SIZES.map(|size| option(Some(size)))}
            </select>
        </div>
    }
}

/// The field for a time.
#[component]
fn GoTo(top_time: Signal<Option<i64>>, on_row: impl Fn(u32) + Copy + Send + Sync + 'static) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let by_time = Memo::new(move |_| state.viewed.with(|viewed| viewed.snapshot.order.column == Column::Time));
    let typed = RwSignal::new(String::new());
    let told = RwSignal::new(String::new());
    let moment = move |time: i64| {
        state.zone.with_untracked(|zone| format!("{}, {}", i18n.short_date(&zone.name, time), clock(zone, time)))
    };
    let go = move || {
        let texts = i18n.texts();
        let text = typed.get_untracked();
        let extent = state.zone.with_untracked(|zone| {
            // A time without a day is one of the day in view.
            let day = top_time.get_untracked().map(|time| date(zone, time)).unwrap_or_default();
            parse_moment(&text, &day, zone)
        });
        let Some((from_ms, until_ms)) = extent else {
            return told.set(fill(texts.go_to_wrong, &[("text", &text)]));
        };
        match state.viewed.with_untracked(|viewed| viewed.snapshot.span) {
            Some((oldest, _)) if until_ms <= oldest => {
                return told.set(fill(texts.go_to_older, &[("time", &moment(oldest))]));
            }
            Some((_, newest)) if from_ms > newest => {
                return told.set(fill(texts.go_to_newer, &[("time", &moment(newest))]));
            }
            _ => {}
        }
        let beyond = texts.go_to_beyond;
        told.set(String::new());
        state.engine.ask(Command::Find { from_ms, until_ms }, move |answer| match answer.reply {
            Reply::Found(Some(row)) => on_row(row),
            // The list may be gone by now.
            _ => drop(told.try_set(beyond.to_owned())),
        });
    };
    view! {
        <form
            class="go-to"
            on:submit=move |event| {
                event.prevent_default();
                untrack(go);
            }
        >
            <Show
                when=move || by_time.get()
                fallback=move || view! { <span class="hint">{move || i18n.texts().go_to_unsorted}</span> }
            >
                <label for="go-to">{move || i18n.texts().go_to}</label>
                <input
                    id="go-to"
                    type="text"
                    autocomplete="off"
                    placeholder="2026-03-01 14:30"
                    aria-describedby="go-to-told"
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        told.set(String::new());
                    }
                />
                <button class="button compact">{move || i18n.texts().go_to_button}</button>
            </Show>
            <span id="go-to-told" role="status">{move || told.get()}</span>
        </form>
    }
}
