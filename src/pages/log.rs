//! One log: search, filters, chart, groups, records, and one record in full.

use audit_core::engine::{Command, Detail, Reply};
use audit_core::view_state::Topic;
use leptos::prelude::*;

use crate::app::Room;
use crate::browser::clock::Timer;
use crate::components::{
    Chart, Chips, CountLine, Facets, Filters, Keys, Limits, LoadState, LogHeader, NamesStep, OwnReadsLine, Presets,
    RecordDetail, RecordList, SearchBar, Shortcuts, SupportBanner, TopicPage, Topics, focus_records, look_for_consent,
    look_for_odd,
};
use crate::i18n::use_i18n;
use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;
use crate::ui::{Sheet, frames_since};
use crate::worker_protocol::{Identity, LoadStatus};

/// How long a count must stand still before it is spoken.
const SPEAK_AFTER_MS: i32 = 1_200;

/// The record that the address names, as far as it was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Opened {
    /// The address names none.
    None,
    /// It was asked for.
    Asked,
    /// It is not there.
    Gone,
    /// Here it is.
    Found(Box<Detail>),
}

/// The page.
#[component]
pub(crate) fn LogPage(identity: Identity) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let opened = opened_record();
    speak_counts();
    look_for_odd();
    look_for_consent();
    let keys = Keys::remembered();
    let topic = Memo::new(move |_| state.view.with(|view| view.topic));
    let close = move || {
        state.go(|view| view.selected = None);
        // After the record, or its sheet, has gone.
        request_animation_frame(focus_records);
    };
    let records = identity.clone();
    view! {
        <Show when=move || topic.get() == Topic::Records>
            <button class="skip-link" on:click=move |_| focus_records()>
                {move || i18n.texts().skip_to_records}
            </button>
        </Show>
        <LogHeader identity keys/>
        <SupportBanner/>
        <Topics/>
        {move || match topic.get() {
            Topic::Records => view! { <Records identity=records.clone() opened close/> }.into_any(),
            topic => view! {
                <main class="topic">
                    <LoadState/>
                    <TopicPage topic/>
                </main>
            }
            .into_any(),
        }}
        <NamesStep/>
        <Shortcuts keys opened on_close=close/>
    }
}

/// The records of the log: search, filters, chart, list, and one of them in full.
#[component]
fn Records(
    identity: Identity,
    opened: RwSignal<Opened>,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let is_open = Memo::new(move |_| state.view.with(|view| view.selected.is_some()));
    let open = move |id: String| state.go(|view| view.selected = Some(id));
    let opened_row = Memo::new(move |_| {
        opened.with(|opened| match opened {
            Opened::Found(detail) => detail.index.map(|index| (detail.record.id.clone(), index)),
            _ => None,
        })
    });
    let filters_open = RwSignal::new(false);
    // The head first, then the list, then what stands between them: each has its room
    // meanwhile, and none of them keeps the page from answering for long.
    let frames = frames_since(3);
    let list = Memo::new(move |_| frames.get() >= 1);
    let filters = Memo::new(move |_| frames.get() >= 2);
    let counts = Memo::new(move |_| frames.get() >= 3);
    let server = matches!(identity, Identity::Server { .. });
    let (empty_identity, limits_identity) = (identity.clone(), identity.clone());
    view! {
        <main class="log">
            <div class="log-top">
                <SearchBar/>
                <div class="log-tools">
                <Presets/>
                <details
                    class="filters-frame"
                    prop:open=move || room.groups_beside.get() || filters_open.get()
                >
                    <summary
                        on:click=move |event| {
                            event.prevent_default();
                            filters_open.update(|open| *open = !*open);
                        }
                    >
                        {move || i18n.texts().filters_summary}
                    </summary>
                    <Show
                        when=move || filters.get()
                        fallback=|| view! { <div class="filters-coming"></div> }
                    >
                        <Filters server/>
                        <Show when=move || counts.get() && !room.groups_beside.get()>
                            <Facets/>
                        </Show>
                    </Show>
                </details>
                </div>
                <div class="matches">
                    <CountLine/>
                    <OwnReadsLine/>
                    <Chips/>
                </div>
                <LoadState/>
                <Show when=move || counts.get() fallback=|| view! { <div class="chart"></div> }>
                    <Chart/>
                </Show>
                <Limits identity=limits_identity/>
            </div>
            <div class="columns" class:with-record=move || is_open.get() && room.record_beside.get()>
                <Show when=move || room.groups_beside.get()>
                    <aside class="groups-column" aria-label=move || i18n.texts().facets_title>
                        <Show when=move || counts.get()>
                            <Facets/>
                        </Show>
                    </aside>
                </Show>
                <Show when=move || list.get() fallback=|| view! { <div class="records"></div> }>
                    <RecordList identity=empty_identity.clone() opened=opened_row on_open=open/>
                </Show>
                <Show when=move || is_open.get() && room.record_beside.get()>
                    <aside class="record-column" aria-label=move || i18n.texts().detail_title>
                        <RecordDetail opened on_close=close/>
                    </aside>
                </Show>
            </div>
        </main>
        <Show when=move || is_open.get() && !room.record_beside.get()>
            <Sheet
                label=Signal::derive(move || i18n.texts().detail_title.to_owned())
                on_close=close
            >
                <RecordDetail opened on_close=close/>
            </Sheet>
        </Show>
    }
}

/// Fetches the record that the address names, again whenever the view changes:
/// its neighbors change with it.
fn opened_record() -> RwSignal<Opened> {
    let state = use_state();
    let opened = RwSignal::new(Opened::None);
    let selected = Memo::new(move |_| state.view.with(|view| view.selected.clone()));
    let version = Memo::new(move |_| state.viewed.with(|viewed| viewed.version));
    Effect::new(move |_| {
        // Read, not only tracked: a memo that nobody reads never changes.
        let _ = version.get();
        let Some(id) = selected.get() else {
            if opened.with_untracked(|opened| *opened != Opened::None) {
                opened.set(Opened::None);
            }
            return;
        };
        if opened.with_untracked(|opened| *opened == Opened::None) {
            opened.set(Opened::Asked);
        }
        state.engine.ask(Command::Record { id: id.clone() }, move |answer| {
            // Meanwhile the person may have gone on, or closed the page.
            if selected.try_get_untracked().flatten().as_ref() != Some(&id) {
                return;
            }
            if let Reply::Record(record) = answer.reply {
                let found = record.map_or(Opened::Gone, Opened::Found);
                // While a log loads it comes again and again, unchanged.
                if opened.with_untracked(|opened| *opened != found) {
                    opened.set(found);
                }
            }
        });
    });
    opened
}

/// Tells screen readers how many records match, once that stands still.
fn speak_counts() {
    let i18n = use_i18n();
    let state = use_state();
    let waiting = StoredValue::new_local(None::<Timer>);
    let matched = Memo::new(move |_| {
        let busy = state.load.with(LoadStatus::is_busy);
        state.viewed.with(|viewed| (busy, viewed.snapshot.matched))
    });
    Effect::new(move |_| {
        let (busy, matched) = matched.get();
        if busy {
            return;
        }
        waiting.set_value(Some(Timer::after(SPEAK_AFTER_MS, move || {
            let words = untrack(|| i18n.plural(|texts| texts.records_count, u64::from(matched)));
            state.announcement.set(words);
        })));
    });
}
