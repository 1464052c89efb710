//! The few signals of the page, and what changes them. The address says what is
//! looked at; the worker says what there is to see.

use std::sync::Arc;

use audit_core::engine::{Command, ExportFormat, ExportRequest, Reply, Snapshot, ViewRequest};
use audit_core::query::Query;
use audit_core::time::Zone;
use audit_core::view_state::{Page, ViewState, Window, ZoneChoice};
use leptos::prelude::*;

use crate::browser::file::LocalFile;
use crate::browser::storage::{self, Preference};
use crate::browser::worker::Heard;
use crate::browser::{clock, download, location, zone};
use crate::engine_client::EngineClient;
use crate::worker_protocol::{ExportEnd, ExportProgress, Failure, FromWorker, Identity, LoadStatus, Phase, ToWorker};

/// Bars that the chart has room for.
const BARS: u32 = 90;

/// Where records come from, as far as the person has got with it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    /// None was chosen.
    None,
    /// One was chosen, and has not answered yet.
    Opening(Attempt),
    /// It did not open.
    Refused(Attempt, Failure),
    /// It is open.
    Open(Identity),
}

/// A source that was chosen, by the name that is shown: never with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// A server, by host.
    Server(String),
    /// A file, by name.
    File(String),
    /// The demo.
    Demo,
}

/// A filtered log, and which view of the worker it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Viewed {
    /// The version of the view; rows of other views do not belong to it.
    pub(crate) version: u32,
    /// The log in numbers.
    pub(crate) snapshot: Arc<Snapshot>,
}

/// Everything that the page knows.
#[derive(Clone, Copy)]
pub(crate) struct AppState {
    /// What is looked at, as the address says it.
    pub(crate) view: RwSignal<ViewState>,
    /// Where records come from.
    pub(crate) source: RwSignal<Source>,
    /// How far the loading is.
    pub(crate) load: RwSignal<LoadStatus>,
    /// The latest filtered log.
    pub(crate) viewed: RwSignal<Viewed>,
    /// The export that is going on, or was the last.
    pub(crate) export: RwSignal<Option<ExportProgress>>,
    /// An address with a key that a link handed over, until the person decides.
    pub(crate) offered: RwSignal<Option<String>>,
    /// Spoken by screen readers.
    pub(crate) announcement: RwSignal<String>,
    /// The worker broke; nothing can go on.
    pub(crate) broken: RwSignal<bool>,
    /// The filter, understood.
    pub(crate) query: Memo<Query>,
    /// The zone of times and days.
    pub(crate) zone: Memo<Zone>,
    /// The worker.
    pub(crate) engine: EngineClient,
    local_zone: StoredValue<Zone>,
    // A view is being computed; and something changed since it was asked for.
    view_pending: StoredValue<(bool, bool)>,
}

impl AppState {
    /// Reads the address, starts the worker, and keeps the view up to date.
    pub(crate) fn start() -> Self {
        // First of all, so that the key is not left in the address bar.
        let offered = RwSignal::new(location::take_endpoint());
        let view = RwSignal::new(location::current());
        let local_zone = StoredValue::new(zone::local());
        let zone = Memo::new(move |_| match view.with(|view| view.zone) {
            ZoneChoice::Local => local_zone.get_value(),
            ZoneChoice::Utc => Zone::utc(),
        });
        let heard = StoredValue::new_local(None::<Self>);
        let engine = EngineClient::start(move |message| {
            if let Some(state) = heard.get_value() {
                state.hear(message);
            }
        });
        let query_text = Memo::new(move |_| view.with(|view| view.query.clone()));
        let state = Self {
            view,
            source: RwSignal::new(Source::None),
            load: RwSignal::default(),
            viewed: RwSignal::default(),
            export: RwSignal::new(None),
            offered,
            announcement: RwSignal::default(),
            broken: RwSignal::new(false),
            query: Memo::new(move |_| query_text.with(|text| Query::parse(text).0)),
            zone,
            engine,
            local_zone,
            view_pending: StoredValue::new((false, false)),
        };
        heard.set_value(Some(state));
        location::on_change(move || {
            // A link with a key can also be pasted into the open page.
            if let Some(endpoint) = location::take_endpoint() {
                state.offered.set(Some(endpoint));
            }
            state.view.set(location::current());
        });

        // Outside of the signals is the worker: it is asked again whenever the
        // filter, the zone, or what is loaded changes.
        let loaded = Memo::new(move |_| state.load.with(|load| (load.tally.records, load.is_busy())));
        let open = Memo::new(move |_| state.source.with(|source| matches!(source, Source::Open(_))));
        Effect::new(move |_| {
            // Read, not only tracked: a memo that nobody reads never changes.
            let _ = (query_text.get(), zone.get(), loaded.get());
            if open.get() {
                state.request_view();
            }
        });
        // So is the server, when another period is chosen, by Back as well.
        let window = Memo::new(move |_| state.window());
        Effect::new(move |before: Option<Window>| {
            let window = window.get();
            let server = state.source.with_untracked(|source| matches!(source, Source::Open(Identity::Server { .. })));
            if server && before.is_some_and(|before| before != window) {
                state.reload();
            }
            window
        });
        state
    }

    /// Goes to another view; Back returns.
    pub(crate) fn go(self, change: impl FnOnce(&mut ViewState)) {
        let mut next = self.view.get_untracked();
        change(&mut next);
        if self.view.with_untracked(|view| *view != next) {
            location::push(&next);
            self.view.set(next);
        }
    }

    /// Changes the view without a step in the history.
    pub(crate) fn adjust(self, change: impl FnOnce(&mut ViewState)) {
        let mut next = self.view.get_untracked();
        change(&mut next);
        if self.view.with_untracked(|view| *view != next) {
            location::replace(&next);
            self.view.set(next);
        }
    }

    /// Filters by something else. The opened record stays open, and so do terms that
    /// were not understood: they are the person's, to mend or to remove.
    pub(crate) fn filter(self, change: impl FnOnce(&Query) -> Query) {
        let mut text = self.query.with_untracked(change).to_string();
        self.view.with_untracked(|view| {
            for term in Query::not_understood(&view.query) {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(term);
            }
        });
        self.go(|view| view.query = text);
    }

    /// The zone that the switch would change to.
    pub(crate) fn other_zone(self) -> (ZoneChoice, String) {
        match self.view.with(|view| view.zone) {
            ZoneChoice::Local => (ZoneChoice::Utc, "UTC".to_owned()),
            ZoneChoice::Utc => (ZoneChoice::Local, self.local_zone.with_value(|zone| zone.name.clone())),
        }
    }

    /// The period that is loaded from servers.
    pub(crate) fn window(self) -> Window {
        self.view.with(|view| view.window).unwrap_or_else(remembered_window)
    }

    /// Connects to a server.
    pub(crate) fn connect(self, host: String, address: String, key: Option<String>) {
        let days = untrack(|| self.window()).days();
        self.begin(Attempt::Server(host));
        self.engine.tell(&ToWorker::Connect { address, key, days });
    }

    /// Chooses the period that is loaded from servers, and remembers it.
    pub(crate) fn choose_window(self, window: Window) {
        storage::write(Preference::Window, window.key());
        self.go(|view| view.window = Some(window));
    }

    /// Loads the period again from the same server.
    pub(crate) fn reload(self) {
        let days = untrack(|| self.window()).days();
        self.engine.tell(&ToWorker::Reload { days });
    }

    /// Opens a file.
    pub(crate) fn open_file(self, file: &LocalFile) {
        self.begin(Attempt::File(file.name()));
        self.engine.tell_with(&ToWorker::File { name: file.name() }, file);
    }

    /// Opens the demo.
    pub(crate) fn open_demo(self) {
        self.begin(Attempt::Demo);
        self.engine.tell(&ToWorker::Demo);
    }

    fn begin(self, attempt: Attempt) {
        self.load.set(LoadStatus { phase: Phase::Asking, ..LoadStatus::default() });
        self.source.set(Source::Opening(attempt));
    }

    /// Stops loading; what is loaded stays.
    pub(crate) fn cancel(self) {
        self.engine.tell(&ToWorker::Cancel);
        if self.source.with_untracked(|source| matches!(source, Source::Opening(_))) {
            self.source.set(Source::None);
        }
    }

    /// Closes the source: the worker ends, and with it every record and key.
    pub(crate) fn close(self) {
        self.source.set(Source::None);
        self.load.set(LoadStatus::default());
        self.viewed.set(Viewed::default());
        self.export.set(None);
        self.view_pending.set_value((false, false));
        self.engine.restart();
        self.go(|view| *view = ViewState { zone: view.zone, ..ViewState::default() });
    }

    /// Writes a file of everything that matches.
    pub(crate) fn export(self, format: ExportFormat) {
        let account = self.source.with_untracked(|source| match source {
            Source::Open(identity) => identity.account(),
            _ => String::new(),
        });
        let (complete, period) = self.load.with_untracked(|load| (load.is_complete(), load.period));
        self.engine.tell(&ToWorker::Export(ExportRequest {
            format,
            account,
            complete,
            period,
            now_ms: clock::now_ms(),
        }));
    }

    fn request_view(self) {
        let (pending, _) = self.view_pending.get_value();
        self.view_pending.set_value((true, pending));
        if pending {
            return;
        }
        let request = ViewRequest {
            query: self.view.with_untracked(|view| view.query.clone()),
            zone: self.zone.get_untracked(),
            bars: BARS,
            now_ms: clock::now_ms(),
        };
        self.engine.ask(Command::View(request), move |answer| {
            let (_, again) = self.view_pending.get_value();
            self.view_pending.set_value((false, false));
            if let Reply::View(snapshot) = answer.reply {
                self.viewed.set(Viewed { version: answer.view, snapshot: Arc::new(*snapshot) });
            }
            if again {
                self.request_view();
            }
        });
    }

    fn hear(self, heard: Heard) {
        let (message, parcel) = match heard {
            Heard::Broken => return self.broken.set(true),
            Heard::Message(message, parcel) => (*message, parcel),
        };
        match message {
            FromWorker::Opened(identity) => self.opened(identity),
            FromWorker::Load(status) => self.loaded(status),
            FromWorker::Export(progress) => {
                if progress.end == ExportEnd::Finished
                    && let Some(parcel) = parcel
                {
                    download::save(&parcel, &self.file_name(&progress));
                }
                self.export.set(Some(progress));
            }
            // Answers find their question by themselves.
            FromWorker::Answer { .. } => {}
        }
    }

    fn opened(self, identity: Identity) {
        let page = match &identity {
            Identity::Demo { .. } => Page::Demo,
            Identity::Server { .. } | Identity::File { .. } => Page::Log,
        };
        self.source.set(Source::Open(identity));
        if self.view.with_untracked(|view| view.page != page) {
            self.go(|view| view.page = page);
        }
    }

    fn loaded(self, status: LoadStatus) {
        let source = self.source.get_untracked();
        if let (Phase::Stopped(failure), Source::Opening(attempt)) = (&status.phase, source) {
            self.source.set(Source::Refused(attempt, failure.clone()));
        }
        self.load.set(status);
    }

    /// `pryv-audit_alice_2026-10-25--2026-11-23_1204-records_filtered.csv`.
    fn file_name(self, progress: &ExportProgress) -> String {
        let user = self.source.with_untracked(|source| match source {
            Source::Open(Identity::Server { user, .. } | Identity::Demo { user }) => user.clone(),
            _ => "file".to_owned(),
        });
        let span = self.viewed.with_untracked(|viewed| viewed.snapshot.matched_span);
        let day = |time| audit_core::time::iso_utc(time).chars().take(10).collect::<String>();
        let span = span.map_or_else(|| "nothing".to_owned(), |(from, to)| format!("{}--{}", day(from), day(to)));
        let filtered = self.view.with_untracked(|view| !view.query.trim().is_empty());
        let partial = self.load.with_untracked(|load| !load.is_complete());
        let ending = match progress.format {
            ExportFormat::Csv => "csv",
            ExportFormat::JsonLines => "jsonl",
        };
        let name = format!(
            "pryv-audit_{}_{span}_{}-records{}{}.{ending}",
            user.chars().take(40).collect::<String>(),
            progress.written,
            if filtered { "_filtered" } else { "" },
            if partial { "_PARTIAL" } else { "" },
        );
        // Nothing that a file system or a mail program could trip over.
        name.replace(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c)), "-")
    }
}

fn remembered_window() -> Window {
    storage::read(Preference::Window).and_then(|key| Window::from_key(&key)).unwrap_or_default()
}

/// What the page knows.
pub(crate) fn use_state() -> AppState {
    expect_context()
}
