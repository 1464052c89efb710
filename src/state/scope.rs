//! Why nothing is seen, from what has arrived so far.

use audit_core::pryv::{FirstReplies, NothingSeen, Scope};
use leptos::prelude::*;

use super::AppState;

impl AppState {
    /// Why a key sees nothing, where it does and the reason can be known.
    pub(crate) fn nothing_seen(self, scope: &Scope) -> Option<NothingSeen> {
        let (records, own_reads) = self.viewed.with(|viewed| (viewed.snapshot.loaded, viewed.snapshot.own_reads.held));
        // While the last records are being counted, they are not all here yet.
        let complete = self.load.with(|load| load.is_whole() && load.tally.records == records);
        scope.nothing_seen(FirstReplies { records, own_reads, complete })
    }
}
