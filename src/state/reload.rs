//! Asking the server again: for another period, or for less.

use audit_core::names::Names;
use audit_core::pryv::Scope;
use audit_core::query::push_down;
use audit_core::record::Generation;
use leptos::prelude::*;

use super::{AppState, Source, Target};
use crate::worker_protocol::{Identity, ToWorker};

impl AppState {
    /// Loads the wanted period again from the same server.
    pub(crate) fn reload(self) {
        self.ask_again(None);
    }

    /// Loads again only what the filter can match, as far as the server can tell.
    pub(crate) fn reload_matching(self) {
        self.ask_again(Some(self.query.with_untracked(ToString::to_string)));
    }

    /// Whether the server could leave out much that the filter does not want.
    pub(crate) fn can_ask_for_less(self) -> bool {
        let able = |identity: &Identity| {
            let Identity::Server { scope, generation, .. } = identity else { return false };
            *scope == Scope::Everything && *generation == Generation::Events
        };
        // Of pseudonyms a server knows nothing.
        !self.support.get()
            && self.source.with(|source| matches!(source, Source::Open(identity) if able(identity)))
            && self.query.with(|query| push_down(query, &Names::default(), None).is_some())
    }

    fn ask_again(self, only: Option<String>) {
        let host = self.source.with_untracked(|source| match source {
            Source::Open(Identity::Server { host, .. }) => Some(host.clone()),
            _ => None,
        });
        let Some(host) = host else { return };
        let window = untrack(|| self.window());
        // Also when it fails: it is not asked for again by itself.
        self.asked.update_value(|asked| asked.window = Some(window));
        let load = self.begin(Target::Again { host, window });
        self.tell_by_rules(load, move |rules| ToWorker::Reload { load, days: window.days(), only, rules });
    }
}
