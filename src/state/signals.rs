//! What the page is made of: signals, and the way to the worker.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use audit_core::config::{Config, ConfigMistake};
use audit_core::known_findings::KnownFindings;
use audit_core::labels::{Labels, OwnWords};
use audit_core::pryv::Live;
use audit_core::pseudonyms::PseudonymKey;
use audit_core::query::Query;
use audit_core::saved_views::SavedViews;
use audit_core::time::Zone;
use audit_core::view_state::{ViewState, ZoneChoice};
use leptos::prelude::*;

use super::check::Checking;
use super::export::Attached;
use super::lock::Use;
use super::settings::Waiting;
use super::support::Who;
use super::views::account_of;
use super::{AppState, Closed, Comparing, Left, Naming, Viewed, known, labels, views};
use crate::asked::Asked;
use crate::attempt::{Attempt, Source};
use crate::browser::clock::Timer;
use crate::browser::popup::Popup;
use crate::browser::tabs::Tabs;
use crate::browser::worker::Breakage;
use crate::browser::{location, storage, zone};
use crate::engine_client::EngineClient;
use crate::lasting::{Memo, RwSignal};
use crate::row_cache::RowCache;
use crate::worker_protocol::{ExportProgress, Identity, LoadStatus, Pause, SupportMade};

/// Everything that the page knows. There is one of it, which lasts as long as the page.
pub(crate) struct Signals {
    /// What is looked at, as the address says it.
    pub(crate) view: RwSignal<ViewState>,
    /// What is shown is in pseudonyms.
    pub(crate) support: Memo<bool>,
    /// The key to them, as long as nothing can be kept.
    pub(super) pseudonyms: StoredValue<Option<PseudonymKey>>,
    /// Whose log is open, and how far its loading is, as it is.
    pub(super) identity: StoredValue<Option<Identity>>,
    pub(super) load_as_it_is: StoredValue<LoadStatus>,
    /// How far the log in pseudonyms is.
    pub(crate) support_made: RwSignal<Option<SupportMade>>,
    /// What somebody asked of a pseudonym, and what it stands for.
    pub(crate) who: RwSignal<Who>,
    /// The filter while it is being typed: shown at once, and a step of the address
    /// only when the typing pauses.
    pub(crate) draft: RwSignal<Option<String>>,
    /// The filter as text, typed or from the address.
    pub(crate) query_text: Memo<String>,
    /// Where records come from.
    pub(crate) source: RwSignal<Source>,
    /// What is to take its place.
    pub(crate) attempt: RwSignal<Attempt>,
    /// Why it does not answer at the moment.
    pub(crate) attempt_pause: RwSignal<Option<Pause>>,
    /// How far the loading of what is open is.
    pub(crate) load: RwSignal<LoadStatus>,
    /// The latest filtered log.
    pub(crate) viewed: RwSignal<Viewed>,
    /// The same for what stands around the list: while a log grows, a frame later, so
    /// that no frame draws everything.
    pub(crate) aside: RwSignal<Viewed>,
    /// Rows of it, around those that are seen.
    pub(crate) rows: RwSignal<RowCache>,
    /// How far the person is with loading names.
    pub(crate) naming: RwSignal<Naming>,
    /// The last request for names.
    pub(super) naming_request: StoredValue<u32>,
    /// The item that is compared with what the log says of it, or was the last.
    pub(crate) comparing: RwSignal<Comparing>,
    /// The last request for that.
    pub(super) comparing_request: StoredValue<u32>,
    /// The export that is going on, or was the last.
    pub(crate) export: RwSignal<Option<ExportProgress>>,
    /// Files of evidence that are checked.
    pub(crate) checking: Checking,
    /// The export that goes with the report.
    pub(crate) attached: RwSignal<Option<Attached>>,
    /// When newer records are looked for, and what came of it.
    pub(crate) live: RwSignal<Live>,
    /// How many wait that the view would show.
    pub(crate) newer: RwSignal<u32>,
    /// How often some were let in.
    pub(crate) taken: RwSignal<u32>,
    pub(super) live_timer: StoredValue<Option<Timer>, LocalStorage>,
    /// Views that the person gave a name, of all accounts.
    pub(crate) views: RwSignal<SavedViews>,
    /// The person's own words for accesses and addresses, of all accounts.
    pub(crate) labels: RwSignal<Labels>,
    /// Those of the account that is open.
    pub(crate) words: Memo<Arc<OwnWords>>,
    /// Findings of which the person said that they know them, of all accounts.
    pub(super) known: RwSignal<KnownFindings>,
    /// The keys of those of the account that is open.
    pub(crate) known_here: Memo<Arc<BTreeSet<String>>>,
    /// They are there after a reload, and so are views.
    pub(crate) views_are_kept: RwSignal<bool>,
    /// An address with a key that a link handed over, until it is open or the
    /// person declined it.
    pub(crate) offered: RwSignal<Option<String>>,
    /// Spoken by screen readers.
    pub(crate) announcement: RwSignal<String>,
    /// There is no worker; nothing can go on.
    pub(crate) broken: RwSignal<Option<Breakage>>,
    /// The filter of what is shown. Another one comes with what it leaves, so that
    /// nothing is drawn twice, and the page never says one thing and shows another.
    pub(crate) query: Memo<Arc<Query>>,
    /// The zone of times and days.
    pub(crate) zone: Memo<Zone>,
    /// What the operator set, and what of it cannot be used.
    pub(crate) config: RwSignal<Config>,
    pub(crate) config_mistakes: RwSignal<Vec<ConfigMistake>>,
    /// What waits for the settings; none waits when they were read.
    pub(super) waiting_for_settings: StoredValue<Option<Waiting>, LocalStorage>,
    /// When the log is closed unless somebody says that they are there, in milliseconds.
    pub(crate) ends_ms: RwSignal<Option<i64>>,
    /// Why the last log was closed by itself.
    pub(crate) closed: RwSignal<Option<Closed>>,
    /// The access whose log was signed out of last, as long as something can be done about it.
    pub(crate) left: RwSignal<Option<Left>>,
    /// The person wants to stay signed in when this tab is loaded again.
    pub(crate) keep: RwSignal<bool>,
    /// When the log that is opened again was opened first, in milliseconds.
    pub(super) opened_before: StoredValue<Option<i64>>,
    pub(super) in_use: StoredValue<Use>,
    pub(super) next_look: StoredValue<Option<Timer>, LocalStorage>,
    pub(super) tabs: StoredValue<Option<Tabs>, LocalStorage>,
    /// The worker.
    pub(crate) engine: EngineClient,
    /// The zone of this device.
    pub(super) local_zone: Memo<Zone>,
    // The load that fills what is open; 0 when nothing is.
    pub(super) open_load: RwSignal<u32>,
    /// What was asked for.
    pub(super) asked: StoredValue<Asked>,
    /// Where the person signs in.
    pub(super) popup: StoredValue<Option<Popup>, LocalStorage>,
}

impl Signals {
    /// What the page knows before anything is opened: what the address says.
    pub(super) fn new() -> Self {
        // First of all, so that the key is not left in the address bar.
        let offered = RwSignal::new(location::take_endpoint());
        let view = RwSignal::new(location::current());
        // Not before it is needed: the first look at the zone takes a browser a third of
        // the time in which the page starts.
        let local_zone = Memo::new(|_| zone::local());
        let choice = Memo::new(move |_| view.with(|view| view.zone.clone()));
        let zone = Memo::new(move |_| match choice.get() {
            ZoneChoice::Utc => Zone::utc(),
            ZoneChoice::Named(name) => zone::named(&name).unwrap_or_else(|| local_zone.get()),
            ZoneChoice::Local => local_zone.get(),
        });
        let draft = RwSignal::new(None);
        let viewed = RwSignal::<Viewed>::default();
        let support = Memo::new(move |_| view.with(|view| view.support));
        let query_text = Memo::new(move |_| draft.get().unwrap_or_else(|| view.with(|view| view.query.clone())));
        let source = RwSignal::new(Source::None);
        let labels = RwSignal::new(labels::kept_labels());
        let known = RwSignal::new(known::kept_findings());
        // What the person says of their own is not for others.
        let account = move || (!support.get()).then(|| account_of(&source)).flatten();
        Self {
            view,
            support,
            pseudonyms: StoredValue::new(None),
            identity: StoredValue::new(None),
            load_as_it_is: StoredValue::default(),
            support_made: RwSignal::new(None),
            who: RwSignal::default(),
            draft,
            query_text,
            source,
            attempt: RwSignal::new(Attempt::None),
            attempt_pause: RwSignal::new(None),
            load: RwSignal::default(),
            viewed,
            aside: RwSignal::default(),
            rows: RwSignal::default(),
            naming: RwSignal::default(),
            naming_request: StoredValue::default(),
            comparing: RwSignal::default(),
            comparing_request: StoredValue::default(),
            export: RwSignal::new(None),
            checking: Checking::new(),
            attached: RwSignal::new(None),
            live: RwSignal::default(),
            newer: RwSignal::default(),
            taken: RwSignal::default(),
            live_timer: StoredValue::new_local(None),
            views: RwSignal::new(views::kept_views()),
            labels,
            words: Memo::new(move |_| Arc::new(AppState::watch_words(labels, account))),
            known,
            known_here: Memo::new(move |_| Arc::new(AppState::watch_known(known, account))),
            views_are_kept: RwSignal::new(storage::keeps()),
            offered,
            announcement: RwSignal::default(),
            broken: RwSignal::new(None),
            query: Memo::new(move |_| viewed.with(|viewed| viewed.query.clone())),
            zone,
            config: RwSignal::default(),
            config_mistakes: RwSignal::default(),
            waiting_for_settings: StoredValue::new_local(Some(Vec::new())),
            ends_ms: RwSignal::new(None),
            closed: RwSignal::new(None),
            left: RwSignal::new(None),
            keep: RwSignal::new(false),
            opened_before: StoredValue::new(None),
            in_use: StoredValue::default(),
            next_look: StoredValue::new_local(None),
            tabs: StoredValue::new_local(None),
            engine: EngineClient::new(),
            local_zone,
            open_load: RwSignal::new(0),
            asked: StoredValue::default(),
            popup: StoredValue::new_local(None),
        }
    }
}

impl Deref for AppState {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}
