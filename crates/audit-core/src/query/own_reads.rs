//! What the page itself asked of the platform: it is recorded like every call, and would
//! stand on top of every log.
//!
//! Anybody can send the page's caller id, with any token. So it takes more than that: the
//! access of the token in use, and a call that the page makes. Another access, a write, and
//! a read of anything but the log are never taken for the page's own.

use super::eval::accesses;
use super::streams_of;
use super::{Clause, Field, Query, Test};
use crate::pryv::CALLER_ID;
use crate::store::{Selection, Store};

/// The methods by which the page asks.
const ASKED: [&str; 5] = ["getAccessInfo", "accesses.get", "accesses.getOne", "streams.get", "events.get"];
/// The word of `is:`.
const FLAG: &str = "viewer";
/// Before the id of every stream of the log.
const AUDIT: &str = ":_audit:";

/// The rows that the page caused with the token of this access.
pub(crate) fn own_reads(store: &Store, access: &str) -> Selection {
    let callers = store.callers.texts.matching(|text| text == Some(CALLER_ID));
    if !callers.contains(&true) {
        return Selection::none(store.len());
    }
    let mut marked = Selection::all(store.len());
    marked.keep(&store.callers.codes, &callers);
    marked.keep(&store.accesses.codes, &accesses(store, |base| base == access));
    let methods = store.methods();
    marked.keep(&store.actions.codes, &methods.iter().map(|it| ASKED.contains(&&*it.name)).collect::<Vec<_>>());
    let mut own = Selection::none(store.len());
    marked.for_each(|row| {
        let Ok(row) = u32::try_from(row) else { return };
        let record = store.record(row);
        let is_of_events = methods.get(store.actions.codes.get(row) as usize).is_some_and(|it| it.name == "events.get");
        let streams = || record.query.as_deref().map(streams_of).unwrap_or_default();
        let is_of_log = |streams: Vec<String>| !streams.is_empty() && streams.iter().all(|id| id.starts_with(AUDIT));
        if !is_of_events || is_of_log(streams()) {
            own.insert(row);
        }
    });
    own
}

impl Query {
    /// Whether the filter itself says something of what the page asked: then its word counts.
    pub fn asks_for_own_reads(&self) -> bool {
        let asks = |clause: &Clause| match &clause.test {
            Test::Field(filter) => {
                filter.field == Field::Is && filter.values.iter().any(|value| value.eq_ignore_ascii_case(FLAG))
            }
            Test::Text(_) => false,
            Test::Any(alternatives) => alternatives.iter().any(Query::asks_for_own_reads),
        };
        self.clauses.iter().any(asks)
    }
}
