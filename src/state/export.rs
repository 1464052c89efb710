//! Saving what matches: straight into a file where the browser can, else as a
//! download.

use audit_core::engine::{ExportFormat, ExportRequest};
use audit_core::file_name::{Contents, file_name};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{AppState, Source};
use crate::browser::save::{self, Choice};
use crate::worker_protocol::{ExportProgress, ToWorker};

/// An export that was made to go with a report.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attached {
    /// Of which records.
    pub(crate) of: ExportOf,
    /// The file, once it is whole.
    pub(crate) file: Option<ExportProgress>,
}

/// Which records an export is of: another filter, and more records, make another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExportOf {
    query: String,
    matched: u32,
    loaded: u32,
}

impl AppState {
    /// Writes a file of everything that matches, with what may be a key or without. To be called in the turn of a click:
    /// only then do browsers ask where.
    pub(crate) fn export(self, format: ExportFormat, secrets: bool) {
        self.write_export(format, secrets, format == ExportFormat::Evidence);
    }

    /// Writes the file that goes with a report: every record as it was recorded, keys masked,
    /// and its hash is told. To be called in the turn of a click, too.
    pub(crate) fn export_for_report(self) {
        self.attached.set(Some(Attached { of: untrack(|| self.export_of()), file: None }));
        self.write_export(ExportFormat::JsonLines, false, true);
    }

    /// Which records an export would be of now.
    pub(crate) fn export_of(self) -> ExportOf {
        let query = self.query.with(ToString::to_string);
        self.viewed.with(|viewed| ExportOf { query, matched: viewed.snapshot.matched, loaded: viewed.snapshot.loaded })
    }

    /// Takes a file that is whole as the one that goes with the report, if it is.
    pub(super) fn attach(self, progress: &ExportProgress) {
        if progress.sha256.is_some() && !progress.is_evidence {
            self.attached.update(|attached| {
                if let Some(attached) = attached {
                    attached.file = Some(progress.clone());
                }
            });
        }
    }

    fn write_export(self, format: ExportFormat, secrets: bool, hashed: bool) {
        let load = self.open_load.get_untracked();
        let message = move || ToWorker::Export { request: self.request(format, secrets), hashed };
        let Some(asked) = save::ask(&self.suggested_name(format)) else {
            return self.engine.tell(&message());
        };
        spawn_local(async move {
            let choice = asked.await;
            // What was chosen was a place for another log.
            if self.open_load.try_get_untracked() != Some(load) {
                return;
            }
            match choice {
                Choice::File(target) => {
                    self.engine.tell_with(&message(), &target);
                }
                Choice::Dismissed => {}
                Choice::NotAsked => self.engine.tell(&message()),
            }
        });
    }

    fn request(self, format: ExportFormat, secrets: bool) -> ExportRequest {
        let (subject, account) = self.source.with_untracked(|source| match source {
            Source::Open(identity) => (identity.subject(), identity.account()),
            Source::None => Default::default(),
        });
        let (complete, period) = self.load.with_untracked(|load| (load.is_whole(), load.period));
        ExportRequest { format, subject, account, complete, period, secrets, now_ms: self.now_ms() }
    }

    /// What the engine would call the file; it cannot be asked within the click.
    fn suggested_name(self, format: ExportFormat) -> String {
        let request = self.request(format, false);
        let unreadable = self.load.with_untracked(|load| load.tally.unreadable_count);
        let filtered = self.query.with_untracked(|query| !query.to_string().is_empty());
        self.viewed.with_untracked(|viewed| {
            let own = viewed.snapshot.own_reads;
            let contents = Contents {
                records: viewed.snapshot.matched,
                span: viewed.snapshot.matched_span,
                filtered: filtered || own.folded && own.count > 0,
                partial: !request.complete || unreadable > 0,
            };
            file_name(&request, &contents)
        })
    }
}
