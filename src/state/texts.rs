//! What the page says of records, told to the log that is open.

use audit_core::engine::Command;
use audit_core::query::Said;
use leptos::prelude::*;

use super::AppState;

impl AppState {
    /// Tells the log that is open what the page says of its records, in a language; to be
    /// called where something follows another log and another language.
    pub(crate) fn say(self, texts: impl FnOnce() -> Said) {
        // What is shown in pseudonyms is a log of its own.
        let _ = self.support.get();
        if self.open_load.get() != 0 {
            self.engine.ask(Command::SearchTexts(texts()), move |_| self.request_view());
        }
    }
}
