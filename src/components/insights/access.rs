//! One access: what it is, what was said when it was given, what it may do beside what it
//! did, and its calls.

mod about;
mod calls;
mod granted;
mod hours;
mod lines;

use std::sync::Arc;

use audit_core::engine::{Answer, Question};
use audit_core::insights::access::{AccessReport, Standing};
use leptos::prelude::*;

use self::about::{About, Agreed};
use self::calls::{Made, Methods, Places, Reached, Refused};
use self::granted::Granted;
use self::hours::HoursOfDay;
use super::TITLE;
use super::accesses::{AccessList, called};
use super::go::focus_heading;
use crate::components::load_names::NamesMissing;
use crate::components::periods::clock;
use crate::explored::explored;
use crate::i18n::{I18n, use_i18n};
use crate::lasting::Memo;
use crate::state::{AppState, use_state};
use crate::worker_protocol::LoadStatus;

/// All accesses, or the one that the address names.
#[component]
pub(super) fn AccessPages() -> impl IntoView {
    let state = use_state();
    let shown = Memo::new(move |_| state.view.with(|view| view.access.clone()));
    move || match shown.get() {
        Some(base) => view! { <AccessPage base/> }.into_any(),
        None => view! { <AccessList/> }.into_any(),
    }
}

/// What is said of the access; nothing before the answer is here.
type Report = Memo<Option<Arc<AccessReport>>>;

/// One access.
#[component]
fn AccessPage(base: String) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let answer = explored(Memo::new(move |_| Some(Question::Access { base: base.clone() })));
    let report: Report = Memo::new(move |_| {
        answer.with(|it| match it.as_ref().map(|it| &it.answer) {
            Some(Answer::Access(Some(report))) => Some(Arc::new((**report).clone())),
            _ => None,
        })
    });
    let is_loading = Memo::new(move |_| state.load.with(LoadStatus::is_busy));
    let is_asked = Memo::new(move |_| answer.with(Option::is_none));
    let is_missing =
        Memo::new(move |_| answer.with(|it| it.as_ref().is_some_and(|it| matches!(it.answer, Answer::Access(None)))));
    let standing = Memo::new(move |_| report.with(|it| it.as_deref().map(|it| it.line.standing)));
    let is_real = Memo::new(move |_| standing.get().is_some_and(|it| it != Standing::Pseudo));
    let is_told = Memo::new(move |_| standing.with(Option::is_some));
    let name = move || match report.get() {
        Some(report) => called(i18n, state, &report.line),
        None => i18n.texts().field_access.to_owned(),
    };
    view! {
        <article class="insight access-page" aria-labelledby=TITLE>
            <button class="link access-back" on:click=move |_| show_all(state)>
                <span aria-hidden="true">"← "</span>
                {move || i18n.texts().access_all}
            </button>
            <h2 id=TITLE tabindex="-1"><bdi>{name}</bdi></h2>
            <p class="hint">{move || i18n.texts().insight_scope}</p>
            <Show when=move || is_loading.get()>
                <p class="notice">{move || i18n.texts().access_loading}</p>
            </Show>
            <NamesMissing/>
            <Show when=move || is_asked.get()>
                <p>{move || i18n.texts().row_loading}</p>
            </Show>
            <Show when=move || is_missing.get()>
                <p>{move || i18n.texts().access_missing}</p>
            </Show>
            <Show when=move || is_told.get()>
                <About report/>
                <Show when=move || is_real.get()>
                    <Agreed report/>
                    <Granted report/>
                    <Refused report/>
                </Show>
                <div class="access-parts">
                    <Places report/>
                    <HoursOfDay report/>
                    <Methods report/>
                    <Show when=move || is_real.get()>
                        <Reached report/>
                        <Made report/>
                    </Show>
                </div>
            </Show>
        </article>
    }
}

/// Draws a part of the report, again when it or the language changes.
fn drawn<V: IntoView + 'static>(report: Report, draw: impl Fn(&AccessReport) -> V + Send + 'static) -> impl IntoView {
    move || report.get().map(|report| draw(&report).into_any())
}

fn show_all(state: AppState) {
    state.go(|view| view.access = None);
    focus_heading();
}

/// `Mon, 23 Nov 2026, 14:02 (Europe/Zurich)`.
fn moment(i18n: I18n, state: AppState, time_ms: i64) -> String {
    state
        .zone
        .with(|zone| format!("{}, {} ({})", i18n.medium_date(&zone.name, time_ms), clock(zone, time_ms), zone.name))
}
