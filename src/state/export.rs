//! Saving what matches: straight into a file where the browser can, else as a
//! download.

use audit_core::engine::{ExportFormat, ExportRequest};
use audit_core::file_name::{Contents, file_name};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{AppState, Source};
use crate::browser::save::{self, Choice};
use crate::worker_protocol::ToWorker;

impl AppState {
    /// Writes a file of everything that matches, with what may be a key or without. To be called in the turn of a click:
    /// only then do browsers ask where.
    pub(crate) fn export(self, format: ExportFormat, secrets: bool) {
        let load = self.open_load.get_untracked();
        let Some(asked) = save::ask(&self.suggested_name(format)) else {
            return self.engine.tell(&ToWorker::Export(self.request(format, secrets)));
        };
        spawn_local(async move {
            let choice = asked.await;
            // What was chosen was a place for another log.
            if self.open_load.try_get_untracked() != Some(load) {
                return;
            }
            match choice {
                Choice::File(target) => {
                    self.engine.tell_with(&ToWorker::Export(self.request(format, secrets)), &target);
                }
                Choice::Dismissed => {}
                Choice::NotAsked => self.engine.tell(&ToWorker::Export(self.request(format, secrets))),
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
