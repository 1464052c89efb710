//! Views that the person gave a name, kept on this device for the account that is open.

use audit_core::labels::Kept;
use audit_core::saved_views::{SavedView, SavedViews};
use audit_core::view_state::ViewState;
use leptos::prelude::*;

use super::{AppState, Source};
use crate::browser::download;
use crate::browser::file::LocalFile;
use crate::browser::storage::{self, Preference};

/// What a file of views may have at most: some thousand of them.
const MOST_BYTES: u64 = 1 << 20;

impl AppState {
    /// Whose log is open; of files and the demo nobody's. Where it is shown in pseudonyms,
    /// what is kept for the account is not.
    pub(crate) fn account(self) -> Option<String> {
        (!self.support.get()).then(|| account_of(&self.source)).flatten()
    }

    /// Keeps what is looked at under a name; says whether it was kept.
    pub(crate) fn keep_view(self, name: &str) -> bool {
        let view = self.view.get_untracked();
        self.change_views(|views, account| views.keep(account, name, &view)).unwrap_or(false)
    }

    /// Forgets the view of a name.
    pub(crate) fn forget_view_named(self, name: &str) {
        self.change_views(|views, account| views.forget(account, name));
    }

    /// Goes to a view that was kept. The log that is open stays open.
    pub(crate) fn show_view(self, kept: &SavedView) {
        let kept = ViewState::parse(&kept.view);
        self.go(|view| {
            // What the address of the account says, and the period while none was chosen.
            let (page, window) = (view.page, kept.window.or(view.window));
            *view = ViewState { page, window, ..kept };
        });
    }

    /// Saves the views, the labels and the known findings of this account as a file.
    pub(crate) fn save_views(self, file_name: &str) -> bool {
        let Some(account) = untrack(|| self.account()) else { return false };
        let (labels, known) = (self.labels.get_untracked(), self.known.get_untracked());
        let text = self.views.with_untracked(|views| Kept::of(&account, views, &labels, &known).text());
        download::save_text(&text, "application/json", file_name)
    }

    /// Adds what a file holds of these, and tells how many.
    pub(crate) fn open_views(self, file: LocalFile, told: impl FnOnce(usize) + 'static) {
        leptos::task::spawn_local(async move {
            let coming = Kept::parse(&file.text(MOST_BYTES).await.unwrap_or_default());
            let (mut labels, mut known) = (self.latest_labels(), self.latest_known());
            let added = self.change_views(|views, account| coming.add_to(account, views, &mut labels, &mut known));
            self.keep_labels(labels);
            self.keep_known(known);
            told(added.unwrap_or(0));
        });
    }

    fn change_views<T>(self, change: impl FnOnce(&mut SavedViews, &str) -> T) -> Option<T> {
        let account = untrack(|| self.account())?;
        // Another tab may have kept one meanwhile; unless nothing can be kept.
        let keeps = self.views_are_kept.get_untracked();
        let mut views = if keeps { kept_views() } else { self.views.get_untracked() };
        let result = change(&mut views, &account);
        self.views_are_kept.set(storage::write(Preference::Views, &views.text()));
        self.views.set(views);
        Some(result)
    }
}

/// Whose log is open; of files and the demo nobody's.
pub(super) fn account_of(source: &impl With<Value = Source>) -> Option<String> {
    source.with(|source| match source {
        Source::Open(identity) => Some(identity.account()),
        Source::None => None,
    })
}

/// All views that are kept on this device.
pub(super) fn kept_views() -> SavedViews {
    storage::read(Preference::Views).map(|text| SavedViews::parse(&text)).unwrap_or_default()
}
