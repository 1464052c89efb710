//! Checking files of evidence, which needs no log that is open.

use audit_core::view_state::Page;
use leptos::prelude::*;

use super::AppState;
use crate::browser::file::LocalFile;
use crate::lasting::RwSignal;
use crate::worker_protocol::{Checks, ToWorker};

/// Files that are checked, or were last.
pub(crate) struct Checking {
    /// How far that is; nothing before files were chosen.
    pub(crate) checks: RwSignal<Option<Checks>>,
    request: StoredValue<u32>,
    files: StoredValue<Vec<LocalFile>, LocalStorage>,
}

impl Checking {
    pub(super) fn new() -> Self {
        Self { checks: RwSignal::new(None), request: StoredValue::new(0), files: StoredValue::new_local(Vec::new()) }
    }
}

impl AppState {
    /// Checks files, in the place of others. Without any, nothing happens.
    pub(crate) fn check(self, files: &[LocalFile]) {
        if files.is_empty() {
            return;
        }
        if self.broken.get_untracked().is_some() {
            self.start_over();
        }
        let request = self.next_check();
        self.checking.files.set_value(files.to_vec());
        self.checking.checks.set(Some(Checks::default()));
        self.engine.tell_with(&ToWorker::Check { request }, files);
    }

    /// Opens what was checked as one log.
    pub(crate) fn open_checked(self) {
        let files = self.checking.files.get_value();
        // What opening them may have to say is said there.
        self.go(|view| view.page = Page::Open);
        self.open_files(&files);
    }

    /// Forgets what was checked.
    pub(crate) fn forget_checks(self) {
        self.next_check();
        self.engine.tell(&ToWorker::CancelCheck);
        self.checking.files.set_value(Vec::new());
        self.checking.checks.set(None);
    }

    /// A number for a request; answers to the ones before are dropped.
    fn next_check(self) -> u32 {
        self.checking.request.update_value(|request| *request = request.wrapping_add(1));
        self.checking.request.get_value()
    }

    pub(super) fn checked(self, request: u32, checks: Checks) {
        if self.checking.request.get_value() == request {
            self.checking.checks.set(Some(checks));
        }
    }
}
