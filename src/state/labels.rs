//! The person's own words for accesses and addresses, kept on this device for the account
//! that is open.

use audit_core::labels::{Labeled, Labels, OwnWords};
use leptos::prelude::*;

use super::AppState;
use crate::browser::storage::{self, Preference};
use crate::lasting::RwSignal;

impl AppState {
    /// The labels of the account whose log is open, and none without one.
    pub(super) fn watch_words(labels: RwSignal<Labels>, account: impl Fn() -> Option<String>) -> OwnWords {
        account().map(|account| labels.with(|labels| labels.of(&account))).unwrap_or_default()
    }

    /// Gives a value a label; an empty one removes it. Says whether it is so now.
    pub(crate) fn set_label(self, of: Labeled, value: &str, label: &str) -> bool {
        let Some(account) = untrack(|| self.account()) else { return false };
        let mut labels = self.latest_labels();
        let done = labels.set(&account, of, value, label);
        self.keep_labels(labels);
        done
    }

    /// All labels. Another tab may have kept one meanwhile; unless nothing can be kept.
    pub(super) fn latest_labels(self) -> Labels {
        if self.views_are_kept.get_untracked() { kept_labels() } else { self.labels.get_untracked() }
    }

    pub(super) fn keep_labels(self, labels: Labels) {
        self.views_are_kept.set(storage::write(Preference::Labels, &labels.text()));
        self.labels.set(labels);
    }
}

/// All labels that are kept on this device.
pub(super) fn kept_labels() -> Labels {
    storage::read(Preference::Labels).map(|text| Labels::parse(&text)).unwrap_or_default()
}
