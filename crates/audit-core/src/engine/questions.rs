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
    /// The bars of the chart, each divided. `Answer::Series`.
    Series(SeriesBy),
}

/// What a [`Question`] is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Values with counts, for each facet that was asked for.
    Facets(Vec<Facet>),
    /// Matches by outcome, in the order of [`Outcome::ALL`](crate::record::Outcome::ALL),
    /// for each of the 168 hours of a week in the shown zone, from Monday's first.
    Heat(Vec<[u32; 4]>),
    /// The bars, divided.
    Series(Series),
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

/// What bars are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesBy {
    /// How calls ended.
    Outcome,
    /// What kind of act they were.
    Operation,
    /// Who made them: the five accesses with most of them, and all others.
    Access,
}

/// The bars of the last view's chart, each divided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// By what.
    pub by: SeriesBy,
    /// What the parts of each bar are.
    pub keys: Vec<SeriesKey>,
    /// A count for each key, bar after bar.
    pub counts: Vec<u32>,
}

/// A part of each bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesKey {
    /// Calls with this value.
    Value {
        /// An outcome, an operation or the id of an access.
        value: String,
        /// The name of the access, where known.
        name: Option<String>,
    },
    /// Calls with any other, or none.
    Rest,
}
