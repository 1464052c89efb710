//! Not waiting any longer for a server.

use leptos::prelude::*;

use super::AppState;
use crate::worker_protocol::ToWorker;

impl AppState {
    /// Asks the server at once, where a load waits before it does.
    pub(crate) fn go_on_loading(self) {
        let load = if self.attempt.with_untracked(|attempt| attempt.opening().is_some()) {
            self.asked.with_value(|asked| asked.load)
        } else {
            self.open_load.get_untracked()
        };
        self.engine.tell(&ToWorker::GoOn { load });
    }

    /// Does so whenever the device is connected again.
    pub(super) fn go_on_when_online(self) {
        let _ = window_event_listener(leptos::ev::online, move |_| self.go_on_loading());
    }
}
