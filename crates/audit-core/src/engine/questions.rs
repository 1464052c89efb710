//! What the page asks about the last view beside its rows, and what it gets.

use serde::{Deserialize, Serialize};

use crate::explore::Dimension;

/// One question about the last view. What is not open on the page is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Values to choose from, with their counts. `Answer::Facets`, in the same order.
    Facets(Vec<FacetRequest>),
    /// Matches by the hour of the week. `Answer::Heat`.
    Heat,
}

/// What a [`Question`] is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Values with counts, for each facet that was asked for.
    Facets(Vec<Facet>),
    /// Matches by outcome, in the order of [`Outcome::ALL`](crate::record::Outcome::ALL),
    /// for each of the 168 hours of a week in the shown zone, from Monday's first.
    Heat(Vec<[u32; 4]>),
}

/// Which values to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetRequest {
    /// Of what.
    pub dimension: Dimension,
    /// Only those that hold this text, whatever its case, themselves or in the name of
    /// the access.
    pub search: String,
    /// Index of the first value wanted.
    pub first: u32,
    /// How many, at most 500.
    pub count: u32,
}

/// Values to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Of what.
    pub dimension: Dimension,
    /// How many values there are that fit the search.
    pub total: u32,
    /// Index of the first value.
    pub first: u32,
    /// Values, most frequent first.
    pub values: Vec<FacetValue>,
}

/// A value to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// As records hold it; [`Field::exactly`](crate::query::Field::exactly) asks for it.
    pub value: String,
    /// The name of the access, where known.
    pub name: Option<String>,
    /// Records that have it, among those that match all of the filter but what it says
    /// of this dimension.
    pub count: u32,
    /// What the filter says of it.
    pub mark: Mark,
}

/// What the filter says of a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// Nothing, or that another one is wanted.
    #[default]
    None,
    /// It is wanted.
    Chosen,
    /// It is not wanted.
    Excluded,
}
