//! Looking for newer records: by itself where somebody switched it on, or once. When is
//! decided in the core; here it is asked whenever something changed that it depends on.

use audit_core::engine::Tally;
use audit_core::pryv::{Live, Turn};
use audit_core::record::Generation;
use audit_core::view_state::Page;
use leptos::prelude::*;

use super::{AppState, Attempt, Source, Target};
use crate::browser::clock::{Timer, now_ms, random};
use crate::browser::{document, fetch};
use crate::lasting::Memo;
use crate::worker_protocol::{Identity, LoadStatus, LookEnd, Looked, Phase, ToWorker};

impl AppState {
    /// Takes a turn whenever the page is seen or connected again, or a log was loaded.
    pub(super) fn watch_live(self) {
        let _ = window_event_listener_untyped("visibilitychange", move |_| self.take_turn());
        let _ = window_event_listener(leptos::ev::online, move |_| self.take_turn());
        let _ = window_event_listener(leptos::ev::offline, move |_| self.take_turn());
        let ready = Memo::new(move |_| self.is_ready_to_look());
        Effect::new(move |_| {
            let _ = ready.get();
            self.take_turn();
        });
    }

    /// Whether newer records can be asked for at all: only of a server, and the older
    /// generation answers whole days, access by access.
    pub(crate) fn can_look(self) -> bool {
        let events = |identity: &Identity| matches!(identity, Identity::Server { generation: Generation::Events, .. });
        self.source.with(|source| matches!(source, Source::Open(identity) if events(identity)))
    }

    /// Whether nothing else is asked, and the log is looked at.
    fn is_ready_to_look(self) -> bool {
        self.can_look()
            && self.view.with(|view| view.page == Page::Log)
            && !self.load.with(LoadStatus::is_busy)
            && self.load.with(|load| load.phase != Phase::Full)
            && !self.attempt.with(Attempt::is_again)
    }

    /// How often it looks, in milliseconds.
    fn live_interval_ms(self) -> i64 {
        self.config.with_untracked(|config| config.live_ms)
    }

    /// Begins or ends looking by itself.
    pub(crate) fn switch_live(self, on: bool) {
        self.live.update(|live| live.switch(on, now_ms()));
        self.take_turn();
    }

    /// Looks once.
    pub(crate) fn look_for_newer(self) {
        self.live.update(|live| live.look(now_ms()));
        self.take_turn();
    }

    /// Lets in what waits.
    pub(crate) fn show_newer(self) {
        self.engine.tell(&ToWorker::TakeNewer { load: self.open_load.get_untracked() });
    }

    fn take_turn(self) {
        self.live_timer.set_value(None);
        let is_seen = !document::is_hidden() && untrack(|| self.is_ready_to_look());
        let turn = self.live.with_untracked(|live| live.turn(now_ms(), is_seen, !fetch::is_offline()));
        match turn {
            Turn::Look => {
                self.live.update(Live::asks);
                self.engine.tell(&ToWorker::LookForNewer { load: self.open_load.get_untracked() });
            }
            Turn::Wait(wait_ms) => {
                let wait_ms = i32::try_from(wait_ms).unwrap_or(i32::MAX);
                self.live_timer.set_value(Some(Timer::after(wait_ms, move || self.take_turn())));
            }
            Turn::Rest => {}
        }
    }

    /// A look ended. What is late is of another log.
    pub(super) fn looked(self, load: u32, looked: Looked) {
        if self.open_load.get_untracked() != load {
            return;
        }
        let problem = match looked.end {
            LookEnd::Done => None,
            LookEnd::Failed(problem) => Some(problem),
            LookEnd::Full => {
                self.change_load(|load| load.phase = Phase::Full);
                self.live.update(|live| live.switch(false, now_ms()));
                None
            }
        };
        self.live.update(|live| live.ended(now_ms(), looked.answers, problem, self.live_interval_ms(), random()));
        if let Some(matching) = looked.matching {
            self.newer_waits(matching);
        }
        self.take_turn();
    }

    /// So many records wait that the view would show.
    pub(super) fn newer_waits(self, matching: u32) {
        if self.newer.get_untracked() != matching {
            self.newer.set(matching);
        }
    }

    /// What waited is in the log.
    pub(super) fn took_newer(self, load: u32, tally: Tally, until_ms: i64) {
        if self.open_load.get_untracked() != load {
            return;
        }
        self.newer.set(0);
        self.change_load(|load| {
            load.tally = tally;
            if let Some((_, until)) = &mut load.period {
                *until = until_ms.max(*until);
            }
        });
        self.taken.update(|taken| *taken = taken.wrapping_add(1));
    }

    /// Another log is open, or the same once more.
    pub(super) fn live_opens(self, target: &Target) {
        self.newer.set(0);
        if matches!(target, Target::Again { .. }) {
            self.live.update(|live| live.restart(now_ms(), self.live_interval_ms()));
        } else {
            self.live.set(Live::default());
        }
    }

    /// No log is open.
    pub(super) fn live_ends(self) {
        self.live_timer.set_value(None);
        self.newer.set(0);
        self.live.set(Live::default());
    }
}
