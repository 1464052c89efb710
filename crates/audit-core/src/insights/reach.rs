//! Which streams a call that read events could read, as its record says.

use crate::query::streams_of;
use crate::store::Store;

/// What a call could read: at most this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Everything that its access may read.
    Everything,
    /// These streams.
    Streams {
        /// Their ids, each once.
        ids: Vec<String>,
        /// The platform resolved them: streams inside of those that were asked for are among
        /// them. Otherwise they are those that were asked for.
        resolved: bool,
    },
    /// The record names none.
    Untold,
}

/// The reach of calls with a code of [`Store::scoped_streams`] and one of their query.
pub(crate) fn reach(store: &Store, scope: u32, query: u32) -> Reach {
    let scope = store.scoped_streams.texts.get(scope);
    let scope: Vec<String> = scope.and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default();
    // What is masked must not be shown as the name of a stream.
    let asked = || store.shown_query_of(query).map(|query| each_once(streams_of(&query))).unwrap_or_default();
    of(scope, asked)
}

/// The same of the two lists.
pub(crate) fn of(scope: Vec<String>, asked: impl FnOnce() -> Vec<String>) -> Reach {
    let is_everything = scope.iter().any(|id| id == "*");
    if !scope.is_empty() && !is_everything {
        return Reach::Streams { ids: each_once(scope), resolved: true };
    }
    let asked = asked();
    // A read of the log, or of that and a few streams, is recorded as one of everything.
    if asked.iter().any(|id| id == "*") || (is_everything && asked.is_empty()) {
        Reach::Everything
    } else if asked.is_empty() {
        Reach::Untold
    } else {
        Reach::Streams { ids: asked, resolved: false }
    }
}

fn each_once(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids.dedup();
    ids
}
