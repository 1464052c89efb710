//! Findings of which the person said "I know this", kept on this device for the account that
//! is open.

use std::collections::BTreeSet;

use audit_core::known_findings::KnownFindings;
use leptos::prelude::*;

use super::AppState;
use crate::browser::storage::{self, Preference};
use crate::lasting::RwSignal;

impl AppState {
    /// The keys of the account whose log is open, and none without one.
    pub(super) fn watch_known(
        known: RwSignal<KnownFindings>,
        account: impl Fn() -> Option<String>,
    ) -> BTreeSet<String> {
        account().map(|account| known.with(|known| known.of(&account))).unwrap_or_default()
    }

    /// Takes a finding as known, or no longer.
    pub(crate) fn set_known(self, finding: &str, is_known: bool) {
        let Some(account) = untrack(|| self.account()) else { return };
        let mut known = self.latest_known();
        known.set(&account, finding, is_known);
        self.keep_known(known);
    }

    /// All that are known. Another tab may have kept one meanwhile; unless nothing can be kept.
    pub(super) fn latest_known(self) -> KnownFindings {
        if self.views_are_kept.get_untracked() { kept_findings() } else { self.known.get_untracked() }
    }

    pub(super) fn keep_known(self, known: KnownFindings) {
        self.views_are_kept.set(storage::write(Preference::Known, &known.text()));
        self.known.set(known);
    }
}

/// All that are kept on this device.
pub(super) fn kept_findings() -> KnownFindings {
    storage::read(Preference::Known).map(|text| KnownFindings::parse(&text)).unwrap_or_default()
}
