//! The few signals of the page, and what changes them. The address says what is
//! looked at; the worker says what there is to see.

mod check;
mod compare;
mod export;
mod keep;
mod known;
mod labels;
mod leave;
mod live;
mod lock;
mod names;
mod now;
mod pauses;
mod reload;
mod scope;
mod settings;
mod sign_in;
mod signals;
mod support;
mod texts;
mod views;

use std::sync::Arc;

use audit_core::engine::{Command, Reply, Snapshot, ViewRequest};
use audit_core::query::{Diagnostic, Query};
use audit_core::view_state::{Page, ViewState, Window};
use leptos::prelude::*;

use crate::asked::Asked;
use crate::browser::file::LocalFile;
use crate::browser::storage::{self, Preference};
use crate::browser::worker::Heard;
use crate::browser::{clock, download, location, session};
use crate::lasting::Memo;
use crate::row_cache::RowCache;
use crate::worker_protocol::{ExportEnd, FromWorker, Identity, LoadStatus, Phase, ToWorker};

use signals::Signals;

pub(crate) use compare::Comparing;
pub(crate) use leave::{Left, LeftStep};
pub(crate) use lock::Closed;
pub(crate) use names::Naming;
pub(crate) use support::Who;

pub(crate) use crate::attempt::{Attempt, NamedBy, Source, Target};

/// Bars that the chart has room for.
const BARS: u32 = 90;

/// A filtered log, and which view of the worker it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Viewed {
    /// The version of the view; rows of other views do not belong to it.
    pub(crate) version: u32,
    /// The filter that it was asked for with, as far as it was understood.
    query: Arc<Query>,
    /// It was being typed.
    pub(crate) draft: bool,
    /// The log in numbers.
    pub(crate) snapshot: Arc<Snapshot>,
}

impl Viewed {
    /// Whether the filter has a mistake: what is shown is then the one before.
    pub(crate) fn has_mistake(&self) -> bool {
        self.snapshot.diagnostics.iter().any(Diagnostic::is_mistake)
    }
}

/// Everything that the page knows, and what changes it.
#[derive(Clone, Copy)]
pub(crate) struct AppState(&'static Signals);

impl AppState {
    /// Reads the address, starts the worker, and keeps the view up to date.
    pub(crate) fn start() -> Self {
        let signals = Signals::new();
        let Signals { view, draft, query_text, zone, .. } = signals;
        // Every part of the page refers to it, until the page ends.
        let state = Self(Box::leak(Box::new(signals)));
        state.engine.start(move |heard| state.hear(heard));
        state.keep_popup();
        location::on_change(move || {
            // A link with a key can also be pasted into the open page.
            if let Some(endpoint) = location::take_endpoint() {
                if !state.attempt.with_untracked(Attempt::is_again) {
                    state.cancel_attempt();
                }
                state.offered.set(Some(endpoint));
            }
            state.look_at(location::current());
        });

        state.go_on_when_online();
        state.read_settings();
        state.watch_use();
        state.watch_live();
        // Outside of the signals is the worker: it is asked again whenever the
        // filter, the order, the zone, or what is loaded changes.
        let loaded = Memo::new(move |_| state.load.with(to_be_seen));
        let order = Memo::new(move |_| view.with(|view| (view.order, view.own_reads)));
        let typing = Memo::new(move |_| draft.with(Option::<String>::is_some));
        Effect::new(move |_| {
            if state.open_load.get() != 0 {
                // Read, not only tracked: a memo that nobody reads never changes.
                let seen = (query_text.get(), typing.get(), zone.get(), loaded.get(), order.get());
                let _ = (seen, state.support.get());
                state.request_view();
            }
        });
        // The zone is found out while the worker is busy with the first records.
        Effect::new(move |_| {
            if state.attempt.with(|attempt| attempt.opening().is_some()) {
                zone.with_untracked(|_| ());
            }
        });
        // So is the server, when another period is wanted where its log is looked
        // at, by Back as well.
        let wanted = Memo::new(move |_| {
            let server = state.source.with(|source| matches!(source, Source::Open(Identity::Server { .. })));
            let looked_at = state.view.with(|view| view.page == Page::Log) && state.offered.with(Option::is_none);
            (server && looked_at).then(|| state.window())
        });
        Effect::new(move |_| {
            if let Some(window) = wanted.get()
                && state.asked.with_value(|asked| asked.window) != Some(window)
            {
                state.reload();
            }
        });
        state
    }

    /// Goes to another view; Back returns.
    pub(crate) fn go(self, change: impl FnOnce(&mut ViewState)) {
        let mut next = self.view.get_untracked();
        change(&mut next);
        if self.view.with_untracked(|view| *view != next) {
            location::push(&next);
            self.look_at(next);
        }
    }

    /// Changes the view without a step in the history.
    pub(crate) fn adjust(self, change: impl FnOnce(&mut ViewState)) {
        let mut next = self.view.get_untracked();
        change(&mut next);
        if self.view.with_untracked(|view| *view != next) {
            location::replace(&next);
            self.look_at(next);
        }
    }

    /// Filters by something else. The opened record stays open, and so do terms that
    /// were not understood: they are the person's, to mend or to remove.
    pub(crate) fn filter(self, change: impl FnOnce(&Query) -> Query) {
        self.filter_and(change, |_| ());
    }

    /// The same, and changes the view beside: one step.
    pub(crate) fn filter_and(self, change: impl FnOnce(&Query) -> Query, more: impl FnOnce(&mut ViewState)) {
        let mut text = change(&self.query_text.with_untracked(|text| Query::parse(text).0)).to_string();
        self.view.with_untracked(|view| {
            for term in Query::not_understood(&view.query) {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&term);
            }
        });
        self.go(|view| {
            view.query = text;
            more(view);
        });
    }

    /// The name of this device's zone.
    pub(crate) fn local_zone_name(self) -> String {
        self.local_zone.with(|zone| zone.name.clone())
    }

    /// The period that is loaded from servers.
    pub(crate) fn window(self) -> Window {
        self.view.with(|view| view.window).unwrap_or_else(remembered_window)
    }

    /// Connects to a server.
    pub(crate) fn connect(self, host: String, named_by: NamedBy, address: String, key: Option<String>) {
        let window = untrack(|| self.window());
        let load = self.begin(Target::Server { host, named_by, window });
        self.tell_by_rules(load, move |rules| ToWorker::Connect { load, address, key, days: window.days(), rules });
    }

    /// Chooses the period that is loaded from servers, and remembers it.
    pub(crate) fn choose_window(self, window: Window) {
        storage::write(Preference::Window, window.key());
        self.go(|view| view.window = Some(window));
    }

    /// Opens files as one log. Without any, nothing happens.
    pub(crate) fn open_files(self, files: &[LocalFile]) {
        let [first, others @ ..] = files else { return };
        let load = self.begin(Target::Files { name: first.name(), others: others.len() as u64 });
        self.engine.tell_with(&ToWorker::Files { load }, files);
    }

    /// Opens the demo.
    pub(crate) fn open_demo(self) {
        let load = self.begin(Target::Demo);
        self.engine.tell(&ToWorker::Demo { load });
    }

    /// A new number for a load, in the place of one that has not opened.
    fn begin(self, target: Target) -> u32 {
        if self.broken.get_untracked().is_some() {
            self.start_over();
        }
        let load = self.asked.with_value(|asked| asked.load).wrapping_add(1);
        self.asked.update_value(|asked| asked.load = load);
        self.attempt_pause.set(None);
        self.left.set(None);
        self.attempt.set(Attempt::Opening(target));
        load
    }

    /// Gives up what is being opened; what is open stays.
    pub(crate) fn cancel_attempt(self) {
        let Some(target) = self.attempt.with_untracked(|attempt| attempt.opening().cloned()) else { return };
        self.engine.tell(&ToWorker::Cancel { load: self.asked.with_value(|asked| asked.load) });
        self.attempt.set(match target {
            Target::Again { .. } => Attempt::Stopped(target),
            _ => Attempt::None,
        });
    }

    /// Does not open what a link handed over.
    pub(crate) fn decline(self) {
        if !self.attempt.with_untracked(Attempt::is_again) {
            self.cancel_attempt();
            self.attempt.set(Attempt::None);
        }
        self.offered.set(None);
    }

    /// Stops loading what is open; what is loaded stays.
    pub(crate) fn stop_loading(self) {
        self.engine.tell(&ToWorker::Cancel { load: self.open_load.get_untracked() });
    }

    /// Forgets everything but what is looked at, with a worker that is new.
    fn start_over(self) {
        self.forget_all();
        self.engine.restart();
    }

    /// Forgets everything but what is looked at, on the page's side.
    fn forget_all(self) {
        session::forget();
        self.source.set(Source::None);
        self.attempt.set(Attempt::None);
        self.open_load.set(0);
        self.identity.set_value(None);
        self.set_load(LoadStatus::default());
        self.forget_view();
        self.close_naming();
        self.export.set(None);
        self.attached.set(None);
        self.live_ends();
        self.broken.set(None);
    }

    /// Returns to the log that is open.
    pub(crate) fn back_to_log(self) {
        let page = self.source.with_untracked(|source| match source {
            Source::Open(identity) => Some(page_of(identity)),
            Source::None => None,
        });
        if let Some(page) = page {
            self.adjust_or_go(page, self.asked.with_value(|asked| asked.window));
        }
    }

    fn request_view(self) {
        let query = self.query_text.get_untracked();
        let understood = Arc::new(Query::parse(&query).0);
        let (order, own_reads) = self.view.with_untracked(|view| (view.order, view.own_reads));
        let rows = self.asked.try_update_value(|asked| asked.ask(&query, own_reads, order)).flatten();
        let Some((first, count)) = rows else { return };
        let draft = self.draft.with_untracked(Option::is_some);
        let request = ViewRequest {
            query,
            draft,
            own_reads,
            order,
            zone: self.zone.get_untracked(),
            bars: BARS,
            rows: (first, count),
            now_ms: self.now_ms(),
        };
        self.engine.ask(Command::View(request), move |answer| {
            let again = self.asked.try_update_value(Asked::answered) == Some(true);
            if let Reply::View(mut snapshot) = answer.reply {
                let rows = std::mem::take(&mut snapshot.rows);
                self.rows.update(|cache| cache.insert(answer.view, first, rows));
                let viewed = Viewed { version: answer.view, query: understood, draft, snapshot: Arc::new(*snapshot) };
                self.newer_waits(viewed.snapshot.newer);
                self.viewed.set(viewed.clone());
                if self.load.with_untracked(LoadStatus::is_busy) {
                    request_animation_frame(move || self.show_aside(viewed));
                } else {
                    self.aside.set(viewed);
                }
            }
            if again {
                self.request_view();
            }
        });
    }

    /// Shows a view around the list too, unless another has come meanwhile.
    fn show_aside(self, viewed: Viewed) {
        if self.viewed.with_untracked(|now| now.version == viewed.version) {
            self.aside.set(viewed);
        }
    }

    /// Forgets what is shown, and the answer that is waited for.
    fn forget_view(self) {
        self.viewed.set(Viewed::default());
        self.aside.set(Viewed::default());
        self.rows.set(RowCache::default());
        self.comparing.set(Comparing::No);
        self.asked.update_value(Asked::forget_view);
    }

    /// Says which rows the list shows: they come with the next view.
    pub(crate) fn list_shows(self, first: u32, count: u32) {
        self.asked.update_value(|asked| asked.rows = (first, count));
    }

    fn hear(self, heard: Heard) {
        let (message, parcel) = match heard {
            Heard::Broken(breakage) => {
                self.attempt.set(Attempt::None);
                return self.broken.set(Some(breakage));
            }
            Heard::Message(message, parcel) => (*message, parcel),
        };
        match message {
            FromWorker::Opened { load, identity } => self.opened(load, identity),
            FromWorker::SignIn { load, page } => self.sign_in_goes_on(load, page),
            FromWorker::Code { load, code } => self.code_is_asked(load, code),
            FromWorker::Load { load, status } => self.loaded(load, status),
            FromWorker::Looked { load, looked } => self.looked(load, looked),
            FromWorker::TookNewer { load, tally, until_ms } => self.took_newer(load, tally, until_ms),
            FromWorker::Names { request, result } => self.named(request, result),
            FromWorker::Support { load, made } => self.support_goes_on(load, made),
            FromWorker::WhoIs { pseudonym, stands_for } => self.looked_up(&pseudonym, stands_for),
            FromWorker::Compared { request, verdict } => self.compared(request, verdict),
            FromWorker::Export(progress) => {
                if progress.end == ExportEnd::Finished
                    && let Some(parcel) = parcel
                {
                    download::save(&parcel, &progress.file_name);
                }
                self.attach(&progress);
                self.export.set(Some(progress));
            }
            // Answers find their question by themselves; the rest is for those
            // who start the worker.
            FromWorker::Answer { .. } => {}
            FromWorker::Check { request, checks } => self.checked(request, checks),
            FromWorker::Leaving(leaving) => self.leaving(leaving),
            FromWorker::Key(key) => self.keep_key(&key),
        }
    }

    /// What is being opened, if this is its load.
    fn opening(self, load: u32) -> Option<Target> {
        let current = self.asked.with_value(|asked| asked.load) == load;
        self.attempt.with_untracked(|attempt| attempt.opening().filter(|_| current).cloned())
    }

    fn opened(self, load: u32, identity: Identity) {
        // One that was cancelled meanwhile, or replaced, does not open.
        let Some(target) = self.opening(load) else { return };
        self.identity.set_value(Some(identity.clone()));
        self.tell_key();
        self.engine.show(load);
        self.attempt.set(Attempt::None);
        self.asked.update_value(|asked| asked.window = target.window());
        // Nothing of the log before stands under the name of this one.
        self.forget_view();
        self.set_load(LoadStatus { phase: Phase::Loading, ..LoadStatus::default() });
        self.live_opens(&target);
        let page = page_of(&identity);
        if !matches!(target, Target::Again { .. }) {
            self.keep_or_forget(load, &identity);
        }
        self.source.set(Source::Open(self.shown_as(identity)));
        self.open_load.set(load);
        // What is loaded again moves nobody who went elsewhere meanwhile.
        if !matches!(target, Target::Again { .. }) {
            // Taken; or the person opened something else while they could see it.
            self.offered.set(None);
            // A link shows the same period to everybody.
            self.adjust_or_go(page, target.window());
        }
    }

    /// Another page is a step in the history, its period alone is none.
    fn adjust_or_go(self, page: Page, window: Option<Window>) {
        let change = |view: &mut ViewState| {
            view.page = page;
            view.window = window;
        };
        if self.view.with_untracked(|view| view.page == page) {
            self.adjust(change);
        } else {
            self.go(change);
        }
    }

    fn loaded(self, load: u32, status: LoadStatus) {
        if let Some(target) = self.opening(load) {
            self.attempt_pause.set(status.pause);
            if let Phase::Stopped(failure) = status.phase {
                self.attempt.set(Attempt::Refused(target, failure));
                self.forget_useless_key();
            }
        } else if self.open_load.get_untracked() == load {
            self.set_load(status);
        }
    }
}

/// The page that shows a log.
fn page_of(identity: &Identity) -> Page {
    match identity {
        Identity::Demo { .. } => Page::Demo,
        Identity::Server { .. } | Identity::File { .. } => Page::Log,
    }
}

/// What has to change before what is loaded is counted and drawn anew. While it
/// grows, a few times a second are as good as more, and leave the time to load.
fn to_be_seen(load: &LoadStatus) -> (bool, bool, i64) {
    const TICK_MS: i64 = 1_000;
    let records = load.tally.records;
    let busy = load.is_busy();
    (busy, records > 0, if busy { clock::now_ms() / TICK_MS } else { records.into() })
}

fn remembered_window() -> Window {
    storage::read(Preference::Window).and_then(|key| Window::from_key(&key)).unwrap_or_default()
}

/// What the page knows.
pub(crate) fn use_state() -> AppState {
    expect_context()
}
