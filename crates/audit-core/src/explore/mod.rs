//! Counts for exploring the rows that a filter left, asked for one by one: what is not
//! open on the page costs nothing.
//!
//! A [`Dimension`] is what rows are told apart by: the action, the access, the hour.
//! `facets` counts its values for a list to choose from, `grouping` for a table,
//! `series` over the bars of the chart, `heat` by the hour of the week.
//! `patterns` folds calls of one kind, `around` is what happened beside a record.
//!
//! Everything counts codes over the bits of a selection, never records.

pub(crate) mod around;
pub(crate) mod clock;
pub(crate) mod dimension;
pub(crate) mod facets;
pub(crate) mod grouping;
pub(crate) mod heat;
pub(crate) mod patterns;
pub(crate) mod readings;
mod rhythm;
pub(crate) mod series;

pub use dimension::Dimension;
pub use grouping::GroupColumn;
pub use rhythm::Every;

use crate::names::Names;
use crate::store::Store;
use crate::time::Zone;
use readings::Readings;

/// What counting looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Log<'a> {
    pub(crate) store: &'a Store,
    pub(crate) names: &'a Names,
    /// Where days and hours begin.
    pub(crate) zone: &'a Zone,
    /// What was read out of queries; up to date where it is asked.
    pub(crate) readings: &'a Readings,
}

impl<'a> Log<'a> {
    /// What a value of a dimension is called, where somebody gave it a name.
    fn name(&self, dimension: Dimension, value: &str) -> Option<&'a str> {
        match dimension {
            Dimension::Access => self.names.get(value),
            Dimension::Stream => self.names.stream(value),
            _ => None,
        }
    }
}
