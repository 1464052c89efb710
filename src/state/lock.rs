//! A log that nobody looks at is closed by itself, and with it every record and key: on a
//! device that others use too, it would stay open.

use audit_core::config::Idle;
use leptos::prelude::*;

use super::{AppState, Source};
use crate::browser::clock::{Timer, now_ms};
use crate::browser::tabs;
use crate::worker_protocol::Identity;

/// What tabs speak of.
const TOPIC: &str = "audit-viewer.closed";

/// Why a log was closed without a click here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// Nobody used it.
    Unused,
    /// It was open for as long as one may be.
    TooOld,
    /// It was signed out of in another tab.
    Elsewhere,
    /// The page was left, and came back by itself.
    Left,
}

/// When a log was opened and last used, in milliseconds of this device's clock.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Use {
    pub(super) opened_ms: i64,
    pub(super) last_ms: i64,
}

impl AppState {
    /// Watches whether somebody is there.
    pub(super) fn watch_use(self) {
        for event in ["keydown", "pointerdown", "wheel", "input"] {
            let _ = window_event_listener_untyped(event, move |_| self.note_use());
        }
        // Timers stand still while a device sleeps.
        for event in ["focus", "visibilitychange"] {
            let _ = window_event_listener_untyped(event, move |_| self.look_whether_used());
        }
        for event in ["pagehide", "visibilitychange"] {
            let _ = window_event_listener_untyped(event, move |_| self.note_kept_use());
        }
        // What a browser kept of a page that was left would show it to whoever goes back.
        let _ = window_event_listener_untyped("pageshow", move |event| {
            if tabs::came_back(&event) {
                self.lock(Closed::Left);
            }
        });
        self.tabs.set_value(Some(tabs::Tabs::join(TOPIC, move |account| {
            let is_same = self.identity.with_value(|identity| match identity {
                Some(identity @ Identity::Server { .. }) => identity.account() == account,
                _ => false,
            });
            if is_same {
                self.lock(Closed::Elsewhere);
            }
        })));
        Effect::new(move |_| {
            let opened = self.open_load.get() != 0;
            self.config.track();
            if opened {
                self.closed.set(None);
                let now = now_ms();
                let before = self.opened_before.try_update_value(Option::take).flatten();
                self.in_use.set_value(Use { opened_ms: before.unwrap_or(now), last_ms: now });
            }
            self.look_whether_used();
        });
    }

    /// Somebody is there, and says so.
    pub(crate) fn stay(self) {
        self.in_use.update_value(|used| used.last_ms = now_ms());
        self.look_whether_used();
    }

    /// Whether the log that is open ends whatever somebody does.
    pub(crate) fn is_too_old(self) -> bool {
        let open_ms = now_ms() - self.in_use.with_value(|used| used.opened_ms);
        self.config.with(|config| config.lock.is_too_old(open_ms))
    }

    /// Tells the other tabs that this account was signed out of.
    pub(super) fn tell_other_tabs(self) {
        let account = self.identity.with_value(|identity| match identity {
            Some(identity @ Identity::Server { .. }) => Some(identity.account()),
            _ => None,
        });
        if let Some(account) = account {
            self.tabs.with_value(|tabs| tabs.iter().for_each(|tabs| tabs.tell(&account)));
        }
    }

    fn note_use(self) {
        // Once there is a warning, it is answered.
        if self.ends_ms.with_untracked(Option::is_none) {
            self.in_use.update_value(|used| used.last_ms = now_ms());
        }
    }

    fn look_whether_used(self) {
        // The demo is invented.
        let counts = self
            .source
            .with_untracked(|source| matches!(source, Source::Open(Identity::Server { .. } | Identity::File { .. })));
        if !counts {
            self.ends_ms.set(None);
            self.next_look.set_value(None);
            return;
        }
        let (now, used) = (now_ms(), self.in_use.get_value());
        let idle = self.config.with_untracked(|config| config.lock.after(now - used.last_ms, now - used.opened_ms));
        let wait_ms = match idle {
            Idle::Used(wait_ms) => {
                self.ends_ms.set(None);
                wait_ms
            }
            Idle::Ends(left_ms) => {
                if self.ends_ms.with_untracked(Option::is_none) {
                    self.ends_ms.set(Some(now + left_ms));
                }
                left_ms
            }
            Idle::Over => {
                return self.lock(if untrack(|| self.is_too_old()) { Closed::TooOld } else { Closed::Unused });
            }
        };
        let wait_ms = i32::try_from(wait_ms).unwrap_or(i32::MAX);
        self.next_look.set_value(Some(Timer::after(wait_ms, move || self.look_whether_used())));
    }

    /// Closes the log; what was looked at stays in the address.
    fn lock(self, why: Closed) {
        if self.source.with_untracked(|source| matches!(source, Source::Open(Identity::Demo { .. }) | Source::None)) {
            return;
        }
        self.ends_ms.set(None);
        self.start_over();
        self.closed.set(Some(why));
    }
}
