//! Staying signed in across a reload of this tab, where the person asked for it: the one
//! case in which the page holds a key, on its way into the browser's storage and back.

use audit_core::config::Idle;
use audit_core::pryv::Endpoint;
use audit_core::view_state::Page;
use leptos::prelude::*;

use super::{AppState, Attempt, Closed, NamedBy, Source};
use crate::browser::clock::now_ms;
use crate::browser::{address, session};
use crate::worker_protocol::{Identity, Key, ToWorker};

/// A key as it is kept, and since when: a log that nobody uses is not opened again either.
#[derive(Debug, PartialEq, Eq)]
struct Kept<'a> {
    opened_ms: i64,
    used_ms: i64,
    address: &'a str,
}

impl<'a> Kept<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        let mut time = || parts.next()?.parse().ok();
        let (opened_ms, used_ms) = (time()?, time()?);
        Some(Self { opened_ms, used_ms, address: parts.next()? })
    }

    fn write(&self) -> String {
        format!("{} {} {}", self.opened_ms, self.used_ms, self.address)
    }
}

impl AppState {
    /// Has the key of a log that opened kept, or forgets the one of before.
    pub(super) fn keep_or_forget(self, load: u32, identity: &Identity) {
        session::forget();
        if self.keep.get_untracked() && matches!(identity, Identity::Server { .. }) {
            self.engine.tell(&ToWorker::Keep { load });
        }
    }

    /// Keeps the key of the log that is open.
    pub(super) fn keep_key(self, Key(address): &Key) {
        // It may have been signed out of meanwhile.
        if self.source.with_untracked(|source| matches!(source, Source::Open(Identity::Server { .. }))) {
            let (opened_ms, used_ms) = self.in_use.with_value(|used| (used.opened_ms, used.last_ms));
            session::keep(&Kept { opened_ms, used_ms, address }.write());
        }
    }

    /// Notes when the log was last used, before the page may go.
    pub(super) fn note_kept_use(self) {
        let Some(text) = session::kept() else { return };
        if let Some(kept) = Kept::read(&text) {
            let used_ms = self.in_use.with_value(|used| used.last_ms).max(kept.used_ms);
            session::keep(&Kept { used_ms, ..kept }.write());
        }
    }

    /// Opens the log whose key is kept, unless it was left for too long or something else
    /// is to be opened.
    pub(crate) fn open_kept(self) {
        let free = self.source.with_untracked(|source| *source == Source::None)
            && self.attempt.with_untracked(|attempt| attempt.opening().is_none())
            && self.offered.with_untracked(Option::is_none)
            && self.view.with_untracked(|view| view.page != Page::Demo);
        let Some(text) = session::kept().filter(|_| free) else { return };
        let Some(kept) = Kept::read(&text) else { return session::forget() };
        let now = now_ms();
        let (idle_ms, open_ms) = (now - kept.used_ms, now - kept.opened_ms);
        let lock = self.config.with_untracked(|config| config.lock);
        if lock.after(idle_ms, open_ms) == Idle::Over {
            session::forget();
            self.closed.set(Some(if lock.is_too_old(open_ms) { Closed::TooOld } else { Closed::Unused }));
            return;
        }
        match Endpoint::parse(kept.address, address::parse) {
            Ok(endpoint) => {
                self.keep.set(true);
                self.opened_before.set_value(Some(kept.opened_ms));
                self.connect(endpoint.host(), NamedBy::Kept, kept.address.to_owned(), None);
            }
            Err(_) => session::forget(),
        }
    }

    /// A key that was kept and opens nothing any more is kept no longer.
    pub(super) fn forget_useless_key(self) {
        let useless = self.attempt.with_untracked(|attempt| {
            attempt.refused_server(NamedBy::Kept).is_some_and(|(_, failure)| failure.is_about_key())
        });
        if useless {
            session::forget();
        }
    }

    /// Does not try any longer to open the log whose key is kept.
    pub(crate) fn give_up_kept(self) {
        session::forget();
        self.attempt.set(Attempt::None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_is_kept_is_read_again_and_nothing_else() {
        let kept = Kept { opened_ms: 1, used_ms: -2, address: "https://tok@pryv.example/a lice/" };
        assert_eq!(Kept::read(&kept.write()), Some(kept));
        for text in ["", "1", "1 2", "x 2 https://tok@pryv.example/", "1 2.5 https://tok@pryv.example/"] {
            assert_eq!(Kept::read(text), None, "{text}");
        }
    }
}
