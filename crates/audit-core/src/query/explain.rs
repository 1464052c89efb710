//! What each term of a filter does, for somebody who finds nothing.

use serde::{Deserialize, Serialize};

use super::{Context, Query, select};
use crate::store::Store;

/// Terms that are looked at: each costs two filters.
const MOST: usize = 32;

/// One term of a filter, among those side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermCounts {
    /// The term, as it is printed.
    pub term: String,
    /// Records that match it alone.
    pub alone: u32,
    /// Records that match all the others.
    pub without: u32,
}

/// What each of the first 32 terms of a filter does.
pub fn explain(query: &Query, store: &Store, context: &Context) -> Vec<TermCounts> {
    let count = |query: &Query| select(query, store, context).count();
    let terms = query.clauses.iter().enumerate().take(MOST);
    terms
        .map(|(index, clause)| TermCounts {
            term: clause.to_string(),
            alone: count(&Query { clauses: vec![clause.clone()] }),
            without: count(&query.without(index)),
        })
        .collect()
}
