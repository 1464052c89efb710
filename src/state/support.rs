//! Showing a log to somebody who must not know whose it is: the worker answers in pseudonyms,
//! and what the page itself knows of the account is replaced here. What changes between the
//! two is dropped first, so that nothing of the one stands in the other.

use audit_core::engine::Tally;
use audit_core::pryv::{Problem, Withdrawal};
use audit_core::pseudonyms::{PseudonymKey, Pseudonyms};
use audit_core::view_state::ViewState;
use leptos::prelude::*;

use super::{AppState, Source};
use crate::browser::random;
use crate::browser::storage::{self, Preference};
use crate::worker_protocol::{Failure, Identity, LoadStatus, Pause, Phase, SupportMade, ToWorker};

/// Stands for a text that is not said.
const UNSAID: &str = "…";

/// What somebody asked of a pseudonym.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Who {
    /// Nothing.
    #[default]
    NotAsked,
    /// What this one stands for.
    Asked(String),
    /// The key was forgotten.
    Forgotten,
    /// It stands for this, or for nothing in the log.
    Answered(String, Option<String>),
}

impl AppState {
    /// Looks at something else. Whatever changes between pseudonyms and what they stand for,
    /// by a click, by Back or by a link, comes through here.
    pub(super) fn look_at(self, next: ViewState) {
        let (before, support) = (self.view.with_untracked(|view| view.support), next.support);
        if before == support {
            return self.view.set(next);
        }
        self.engine.forget_questions();
        self.forget_view();
        self.close_naming();
        self.engine.tell(&ToWorker::CancelExport);
        self.export.set(None);
        self.draft.set(None);
        self.announcement.set(String::new());
        self.support_made.set(None);
        self.who.set(Who::default());
        self.view.set(next);
        let identity = self.identity.get_value();
        self.tell_key();
        self.set_load(self.load_as_it_is.get_value());
        if let Some(identity) = identity {
            self.source.set(Source::Open(self.shown_as(identity)));
        }
    }

    /// Shows the log in pseudonyms. The filter, and what is opened, would say what they
    /// replace.
    pub(crate) fn enter_support(self) {
        self.go(|view| *view = ViewState { support: true, ..without_values(view) });
    }

    /// Shows it as it is. What was looked for in pseudonyms is not in it.
    pub(crate) fn leave_support(self) {
        self.go(|view| *view = ViewState { support: false, ..without_values(view) });
    }

    /// Tells the worker how to answer.
    pub(super) fn tell_key(self) {
        let key = self.view.with_untracked(|view| view.support).then(|| self.account_key());
        self.engine.tell(&ToWorker::Support { key });
    }

    /// The key for the account that is open.
    fn account_key(self) -> PseudonymKey {
        let account = self.identity.with_value(|identity| identity.as_ref().map(Identity::account));
        self.device_key().of_account(&account.unwrap_or_default())
    }

    /// The key of this device, made when it is needed first.
    fn device_key(self) -> PseudonymKey {
        let kept = storage::read(Preference::Pseudonyms).and_then(|text| PseudonymKey::parse(&text));
        let held = kept.or_else(|| self.pseudonyms.get_value());
        held.unwrap_or_else(|| {
            // Every browser that runs this page has such bytes.
            let key = PseudonymKey::new(random::bytes());
            storage::write(Preference::Pseudonyms, &key.text());
            self.pseudonyms.set_value(Some(key.clone()));
            key
        })
    }

    /// Forgets the key: what was shown can no longer be looked up, and later pseudonyms are
    /// others.
    pub(crate) fn forget_pseudonyms(self) {
        storage::forget(Preference::Pseudonyms);
        self.pseudonyms.set_value(None);
        self.who.set(Who::Forgotten);
    }

    /// Asks what a pseudonym stands for in the log that is open.
    pub(crate) fn look_up(self, pseudonym: &str) {
        let pseudonym = pseudonym.trim().to_owned();
        if !pseudonym.is_empty() {
            self.who.set(Who::Asked(pseudonym.clone()));
            self.engine.tell(&ToWorker::WhoIs { key: self.account_key(), pseudonym });
        }
    }

    pub(super) fn looked_up(self, pseudonym: &str, stands_for: Option<String>) {
        // What is late is not said where it must not be.
        if self.who.with_untracked(|who| matches!(who, Who::Asked(asked) if asked == pseudonym)) {
            self.who.set(Who::Answered(pseudonym.to_owned(), stands_for));
        }
    }

    pub(super) fn support_goes_on(self, load: u32, made: SupportMade) {
        if self.open_load.get_untracked() != load || !self.support.get_untracked() {
            return;
        }
        self.support_made.set(Some(made));
        self.request_view();
    }

    /// Whose log it is, as it may be shown.
    pub(super) fn shown_as(self, identity: Identity) -> Identity {
        if !self.view.with_untracked(|view| view.support) {
            return identity;
        }
        let mut pseudonyms = Pseudonyms::new(&self.account_key());
        match identity {
            Identity::Server {
                user,
                host,
                access,
                withdrawal,
                obtained,
                scope,
                is_broader,
                generation,
                api_version,
            } => Identity::Server {
                user: pseudonyms.account(&user),
                host: pseudonyms.host(&host),
                access: pseudonyms.app(&access),
                withdrawal: match withdrawal {
                    Withdrawal::Access { id, own } => Withdrawal::Access { id: pseudonyms.access(&id), own },
                    other => other,
                },
                obtained,
                scope: pseudonyms.scope(&scope),
                is_broader,
                generation,
                api_version,
            },
            Identity::File { name, others } => Identity::File { name: pseudonyms.file(&name), others },
            Identity::Demo { user } => Identity::Demo { user: pseudonyms.account(&user) },
        }
    }

    /// Says how far the loading is.
    pub(super) fn set_load(self, load: LoadStatus) {
        self.load_as_it_is.set_value(load.clone());
        let support = self.view.with_untracked(|view| view.support);
        self.load.set(if support { self.without_names(load) } else { load });
    }

    pub(super) fn change_load(self, change: impl FnOnce(&mut LoadStatus)) {
        let mut load = self.load_as_it_is.get_value();
        change(&mut load);
        self.set_load(load);
    }

    /// How far the loading is, without what files, servers and records say in their own words.
    fn without_names(self, mut load: LoadStatus) -> LoadStatus {
        let mut pseudonyms = Pseudonyms::new(&self.account_key());
        for file in &mut load.files {
            file.name = pseudonyms.file(&file.name);
        }
        if let Some(only) = &mut load.only {
            UNSAID.clone_into(only);
        }
        load.pause = load.pause.map(|pause| match pause {
            Pause::Offline => Pause::Offline,
            Pause::Elsewhere { from, to } => {
                Pause::Elsewhere { from: pseudonyms.host(&from), to: pseudonyms.host(&to) }
            }
            Pause::Until { time_ms, problem, failed } => {
                Pause::Until { time_ms, problem: without_words(problem), failed }
            }
        });
        load.phase = match load.phase {
            Phase::Stopped(Failure::Server(problem)) => Phase::Stopped(Failure::Server(without_words(problem))),
            Phase::Stopped(Failure::Locked(host)) => Phase::Stopped(Failure::Locked(pseudonyms.host(&host))),
            Phase::Stopped(Failure::SignIn(_)) => Phase::Stopped(Failure::Unreadable),
            phase => phase,
        };
        let note = load.tally.export_note.take().map(|mut note| {
            note.account.clear();
            if !note.query.is_empty() {
                UNSAID.clone_into(&mut note.query);
            }
            note
        });
        load.tally = Tally { unreadable: Vec::new(), error: None, export_note: note, ..load.tally };
        load
    }
}

/// What is looked at, without the values that are looked for.
fn without_values(view: &ViewState) -> ViewState {
    ViewState { query: String::new(), selected: None, access: None, ..view.clone() }
}

/// A problem without what a server said of it in its own words.
fn without_words(problem: Problem) -> Problem {
    match problem {
        Problem::Redirected { .. } => Problem::Redirected { host: None },
        Problem::Rejected { status, .. } => {
            Problem::Rejected { status, id: UNSAID.to_owned(), message: UNSAID.to_owned() }
        }
        problem => problem,
    }
}
