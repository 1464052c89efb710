//! How far the loading is, how it ended, and what was left out of the list.

use audit_core::engine::{Tally, UnreadableReason};
use leptos::prelude::*;

use super::Patience;
use super::files_read::FilesRead;
use crate::failure;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::Memo;
use crate::phrases::visible;
use crate::state::{AppState, Attempt, Source, Target, use_state};
use crate::ui::decimal;
use crate::worker_protocol::{Identity, LoadStatus, Phase};

/// Progress, ends that need words, and notices.
#[component]
pub(crate) fn LoadState() -> impl IntoView {
    let state = use_state();
    let busy = Memo::new(move |_| state.load.with(LoadStatus::is_busy));
    // What is loaded again will take the place of what this tells of.
    let again = Memo::new(move |_| state.attempt.with(Attempt::is_again));
    view! {
        <AttemptState/>
        <Show when=move || !again.get()>
            <Show when=move || busy.get() fallback=Ended>
                <Progress/>
            </Show>
        </Show>
        <Less/>
        <FilesRead/>
        <Notices/>
    }
}

/// That the server was asked for a part of the period, and how to get the rest.
#[component]
fn Less() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let only = Memo::new(move |_| state.load.with(|load| load.only.clone()));
    view! {
        {move || {
            only.get()
                .map(|filter| {
                    let texts = i18n.texts();
                    view! {
                        <div class="notice">
                            <p>
                                <bdi>{fill(texts.asked_for_less, &[("filter", &visible(&filter))])}</bdi>
                            </p>
                            <button class="button compact" on:click=move |_| state.reload()>
                                {texts.ask_for_all}
                            </button>
                        </div>
                    }
                })
        }}
    }
}

/// What is to take the place of what is shown, or could not.
#[component]
fn AttemptState() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let opening = Memo::new(move |_| {
        let texts = i18n.texts();
        state.attempt.with(|attempt| {
            let target = attempt.opening()?;
            if attempt.is_again() { Some(texts.asking_again.to_owned()) } else { opening_words(i18n, target) }
        })
    });
    let ended = Memo::new(move |_| {
        let texts = i18n.texts();
        state.attempt.with(|attempt| match attempt {
            Attempt::Refused(target, failure) => {
                let failure = failure::load(i18n, failure, target.place());
                Some(if attempt.is_again() {
                    format!("{} {failure} {}", texts.again_failed, texts.loaded_before)
                } else {
                    let not_opened = fill(texts.not_opened, &[("name", target.place())]);
                    format!("{not_opened} {failure} {}", texts.open_before)
                })
            }
            Attempt::Stopped(_) => Some(format!("{} {}", texts.again_stopped, texts.loaded_before)),
            Attempt::None | Attempt::Opening(_) => None,
        })
    });
    let again = move || state.attempt.with(Attempt::is_again);
    let go_on = move |_| {
        if untrack(again) {
            state.reload();
        } else {
            state.attempt.set(Attempt::None);
        }
    };
    view! {
        <Show when=move || opening.with(Option::is_some)>
            <div class="progress-line">
                <progress aria-label=move || i18n.texts().loading_label></progress>
                <span>{move || opening.get()}</span>
                <button class="button compact" on:click=move |_| state.cancel_attempt()>
                    {move || i18n.texts().cancel_loading}
                </button>
            </div>
            <AttemptPatience/>
        </Show>
        <div role="alert">
            <Show when=move || ended.with(Option::is_some)>
                <div class="notice warning">
                    <p>{move || ended.get()}</p>
                    <button class="button compact" on:click=go_on>
                        {move || {
                            let texts = i18n.texts();
                            if again() { texts.load_again } else { texts.close }
                        }}
                    </button>
                </div>
            </Show>
        </div>
    }
}

/// Why what is being opened does not answer.
#[component]
pub(crate) fn AttemptPatience() -> impl IntoView {
    let state = use_state();
    let pause = Memo::new(move |_| state.attempt_pause.get());
    view! { <Patience pause bytes=Memo::new(|_| 0)/> }
}

/// What is being opened, in words; the demo is there at once, and what is loaded
/// again is told where it is shown.
pub(crate) fn opening_words(i18n: I18n, target: &Target) -> Option<String> {
    let texts = i18n.texts();
    match target {
        Target::Server { host, .. } | Target::SignIn { host, page: None, .. } | Target::LogIn { host, .. } => {
            Some(fill(texts.connecting, &[("host", host)]))
        }
        Target::SignIn { page: Some(page), .. } => Some(fill(texts.sign_in_waits, &[("host", &page.host)])),
        Target::Files { name, others: 0 } => Some(fill(texts.opening_file, &[("name", name)])),
        Target::Files { name, others } => {
            Some(i18n.plural_with(|texts| texts.opening_files, *others, &[("name", name)]))
        }
        Target::Again { .. } | Target::Demo => None,
    }
}

#[component]
fn Progress() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let less = Memo::new(move |_| state.load.with(|load| load.only.is_none()) && state.can_ask_for_less());
    let share =
        move || state.load.with(|load| load.total.map(|total| decimal(load.bytes as f64 / total.max(1) as f64)));
    view! {
        <div class="progress-line">
            <progress max="1" value=share aria-label=move || i18n.texts().loading_label></progress>
            <span>{move || state.load.with(|load| progress(i18n, state, load))}</span>
            <button class="button compact" on:click=move |_| state.stop_loading()>
                {move || i18n.texts().cancel_loading}
            </button>
            <Show when=move || less.get()>
                <button class="button compact" on:click=move |_| state.reload_matching()>
                    {move || i18n.texts().ask_for_less}
                </button>
            </Show>
        </div>
        <Patience
            pause=Memo::new(move |_| state.load.with(|load| load.pause.clone()))
            bytes=Memo::new(move |_| state.load.with(|load| load.bytes))
        />
    }
}

fn progress(i18n: I18n, state: AppState, load: &LoadStatus) -> String {
    let texts = i18n.texts();
    if load.phase == Phase::Asking {
        return texts.asking.to_owned();
    }
    let (count, bytes) = (i18n.number(load.tally.records), i18n.bytes(load.bytes));
    let mut line = match load.total {
        Some(total) => {
            let total = i18n.bytes(total);
            fill(texts.loading_of, &[("count", &count), ("bytes", &bytes), ("total", &total)])
        }
        None => fill(texts.loading, &[("count", &count), ("bytes", &bytes)]),
    };
    if let Some(reached) = load.reached_ms.filter(|_| load.tally.records > 0) {
        let date = i18n.short_date(&state.zone.with(|zone| zone.name.clone()), reached);
        line.push_str(", ");
        line.push_str(&fill(texts.loading_reached, &[("date", &date)]));
    }
    line
}

/// Why not everything is here.
#[component]
fn Ended() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let words = move || {
        let texts = i18n.texts();
        state.load.with(|load| match &load.phase {
            Phase::Full => Some(full(i18n, state, load)),
            Phase::Cancelled => Some(texts.cancelled.to_owned()),
            Phase::Done { complete: false } if load.files.len() > 1 => Some(texts.done_cut_files.to_owned()),
            // An export that says it was not complete has its own line.
            Phase::Done { complete: false } if load.tally.export_note.as_ref().is_some_and(|note| !note.complete) => {
                None
            }
            Phase::Done { complete: false } => Some(texts.done_cut.to_owned()),
            Phase::Stopped(problem) => {
                let count = i18n.number(load.tally.records);
                let place = state.source.with(|source| match source {
                    Source::Open(Identity::Server { host, .. }) => host.clone(),
                    Source::Open(Identity::File { name, .. }) => name.clone(),
                    _ => String::new(),
                });
                let stopped = fill(texts.stopped, &[("count", &count)]);
                Some(format!("{stopped} {}", failure::load(i18n, problem, &place)))
            }
            _ => None,
        })
    };
    let can_go_on = Memo::new(move |_| state.load.with(|load| load.can_go_on));
    // Where there was no memory for more, there is none the next time either.
    let again = Memo::new(move |_| {
        let server = state.source.with(|source| matches!(source, Source::Open(Identity::Server { .. })));
        server && state.load.with(|load| load.phase != Phase::Full)
    });
    view! {
        <div role="alert">
            <Show when=move || words().is_some()>
                <div class="notice warning">
                    <p>{words}</p>
                    <div class="buttons">
                        <Show when=move || can_go_on.get()>
                            <button class="button compact" on:click=move |_| state.go_on_loading()>
                                {move || i18n.texts().go_on_loading}
                            </button>
                        </Show>
                        <Show when=move || again.get()>
                            <button class="button compact" on:click=move |_| state.reload()>
                                {move || i18n.texts().load_again}
                            </button>
                        </Show>
                    </div>
                </div>
            </Show>
        </div>
    }
}

/// That there is no memory for more: what is here, and how to see the rest.
fn full(i18n: I18n, state: AppState, load: &LoadStatus) -> String {
    let texts = i18n.texts();
    let zone = state.zone.with(|zone| zone.name.clone());
    let span = state.viewed.with(|viewed| viewed.snapshot.span).map_or_else(String::new, |(from, to)| {
        let (from, to) = (i18n.short_date(&zone, from), i18n.short_date(&zone, to));
        fill(texts.span_line, &[("from", &from), ("to", &to)])
    });
    let held = i18n.plural_with(|texts| texts.full, u64::from(load.tally.records), &[("span", &span)]);
    let server = state.source.with(|source| matches!(source, Source::Open(Identity::Server { .. })));
    format!("{held} {}", if server { texts.full_server } else { texts.full_file })
}

/// What was left out, or is shown with a reservation.
#[component]
fn Notices() -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    // The tally changes ten times a second while loading; these rarely do.
    let tally = Memo::new(move |_| {
        state.load.with(|load| Tally {
            unreadable: load.tally.unreadable.clone(),
            unreadable_count: load.tally.unreadable_count,
            foreign: load.tally.foreign,
            from_csv: load.tally.from_csv,
            assumed_times: load.tally.assumed_times,
            conflicts: load.tally.conflicts,
            // What one of several says of itself stands in its own line.
            export_note: load.tally.export_note.clone().filter(|_| load.files.is_empty()),
            ..Tally::default()
        })
    });
    view! {
        {move || {
            tally.with(|tally| {
                let mut lines = Vec::new();
                lines.extend(clock_off(i18n, state));
                if let Some(note) = &tally.export_note {
                    let texts = i18n.texts();
                    let date = note.exported_at.chars().take(10).collect::<String>();
                    let values = [("date", &*date), ("query", &*visible(&note.query))];
                    let text = if note.query.is_empty() { texts.export_note_all } else { texts.export_note_line };
                    let mut line = fill(text, &values);
                    if !note.complete {
                        line.push(' ');
                        line.push_str(texts.export_note_partial);
                    }
                    if note.own_reads_left_out > 0 {
                        line.push(' ');
                        line.push_str(&i18n.plural(|texts| texts.export_note_own_reads, note.own_reads_left_out));
                    }
                    if note.unreadable > 0 {
                        line.push(' ');
                        line.push_str(&i18n.plural(|texts| texts.export_note_unreadable, note.unreadable));
                    }
                    lines.push(line);
                }
                if tally.foreign > 0 {
                    lines.push(i18n.plural(|texts| texts.foreign, u64::from(tally.foreign)));
                }
                if tally.conflicts > 0 {
                    lines.push(i18n.plural(|texts| texts.conflicts, u64::from(tally.conflicts)));
                }
                if tally.from_csv > 0 {
                    lines.push(i18n.plural(|texts| texts.from_csv, u64::from(tally.from_csv)));
                }
                if tally.assumed_times > 0 {
                    lines.push(i18n.plural(|texts| texts.assumed_times, u64::from(tally.assumed_times)));
                }
                lines.into_iter().map(|line| view! { <p class="notice">{line}</p> }).collect_view()
            })
        }}
        {move || {
            tally.with(|tally| (tally.unreadable_count > 0).then(|| unreadable(i18n, tally)))
        }}
    }
}

/// That this device's clock is wrong, or the platform's: whichever it is, one counts.
fn clock_off(i18n: I18n, state: AppState) -> Option<String> {
    const MINUTE_MS: u64 = 60_000;
    let ahead_ms = state.clock_difference_ms()?;
    let minutes = (ahead_ms.unsigned_abs() + MINUTE_MS / 2) / MINUTE_MS;
    let (hours, minutes) = (i18n.number(minutes / 60), i18n.number(minutes % 60));
    let texts = i18n.texts();
    let text = if ahead_ms > 0 { texts.clock_behind } else { texts.clock_ahead };
    Some(fill(text, &[("hours", &hours), ("minutes", &minutes)]))
}

fn unreadable(i18n: I18n, tally: &Tally) -> impl IntoView + use<> {
    let texts = i18n.texts();
    let count = i18n.plural(|texts| texts.unreadable, u64::from(tally.unreadable_count));
    let more = tally.unreadable.len() < tally.unreadable_count as usize;
    let items = tally
        .unreadable
        .iter()
        .map(|record| {
            let reason = match record.reason {
                UnreadableReason::Syntax => texts.unreadable_syntax,
                UnreadableReason::Time => texts.unreadable_time,
                UnreadableReason::NotAudit => texts.unreadable_not_audit,
            };
            view! {
                <li>
                    {reason}
                    <pre class="raw" tabindex="0" translate="no">{visible(&record.raw)}</pre>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="notice warning">
            <p>{count}</p>
            <details>
                <summary>{texts.show_raw}</summary>
                <ul>{items}</ul>
                {more.then(|| view! { <p class="hint">{texts.unreadable_more}</p> })}
            </details>
        </div>
    }
}
