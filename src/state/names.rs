//! Names for a log whose own key cannot read them.

use leptos::prelude::*;

use super::{AppState, Source};
use crate::browser::file::LocalFile;
use crate::worker_protocol::{Identity, NamesProblem, NamesRead, ToWorker};

/// How far the person is with loading names.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Naming {
    /// It is not asked for.
    #[default]
    Closed,
    /// A key or files are asked for.
    Asked,
    /// They are being read.
    Reading,
    /// They are there.
    Done(NamesRead),
    /// They are not.
    Failed(NamesProblem),
}

impl AppState {
    /// Whether names are missing that somebody else than the key in use could tell.
    pub(crate) fn names_are_missing(self) -> bool {
        let can_be =
            self.source.with(|source| matches!(source, Source::Open(Identity::Server { .. } | Identity::File { .. })));
        can_be && self.viewed.with(|viewed| viewed.snapshot.loaded > 0 && !viewed.snapshot.some_named)
    }

    /// Asks for a key or files.
    pub(crate) fn ask_for_names(self) {
        self.naming.set(Naming::Asked);
    }

    /// Does not wait for names any more.
    pub(crate) fn close_naming(self) {
        self.naming_request.update_value(|request| *request = request.wrapping_add(1));
        self.naming.set(Naming::Closed);
    }

    /// Reads names with a key, which is not kept.
    pub(crate) fn load_names(self, key: String) {
        let request = self.next_naming();
        self.engine.tell(&ToWorker::Names { request, key });
    }

    /// Reads names out of files. Without any, nothing happens.
    pub(crate) fn load_names_of(self, files: &[LocalFile]) {
        if !files.is_empty() {
            let request = self.next_naming();
            self.engine.tell_with(&ToWorker::NameFiles { request }, files);
        }
    }

    fn next_naming(self) -> u32 {
        self.naming.set(Naming::Reading);
        self.naming_request.update_value(|request| *request = request.wrapping_add(1));
        self.naming_request.get_value()
    }

    /// Names were read, or not: what is shown says them.
    pub(super) fn named(self, request: u32, result: Result<NamesRead, NamesProblem>) {
        if result.is_ok() {
            self.request_view();
        }
        if self.naming_request.get_value() == request {
            self.naming.set(result.map_or_else(Naming::Failed, Naming::Done));
        }
    }
}
