//! A table of groups: by what they are told apart, and in which order they stand.

use crate::explore::{Dimension, GroupColumn};

/// A table of groups: what they are told apart by, and their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grouping {
    /// By what.
    pub by: Dimension,
    /// By what else, inside of each.
    pub then: Option<Dimension>,
    /// By which column they are sorted.
    pub column: GroupColumn,
    /// From the greatest to the smallest.
    pub descending: bool,
}

impl Default for Grouping {
    fn default() -> Self {
        Self { by: Dimension::Action, then: Some(Dimension::Status), column: GroupColumn::Count, descending: true }
    }
}

impl Grouping {
    /// The dimensions to choose from.
    pub const DIMENSIONS: [Dimension; 8] = [
        Dimension::Action,
        Dimension::Status,
        Dimension::Access,
        Dimension::Address,
        Dimension::Day,
        Dimension::Hour,
        Dimension::Error,
        Dimension::Operation,
    ];

    /// This table sorted by a column: the greatest first but for names, or the other way
    /// round where it is sorted by that column.
    #[must_use]
    pub fn sorted(self, column: GroupColumn) -> Self {
        let descending = if self.column == column { !self.descending } else { column != GroupColumn::Value };
        Self { column, descending, ..self }
    }

    /// This table of something else. Where that is told apart inside, they change places.
    #[must_use]
    pub fn grouped_by(self, by: Dimension) -> Self {
        let then = if self.then == Some(by) { Some(self.by) } else { self.then };
        Self { by, then: then.filter(|then| *then != by), ..self }
    }

    /// This table with something else inside of each group, or nothing.
    #[must_use]
    pub fn then_by(self, then: Option<Dimension>) -> Self {
        Self { then: then.filter(|then| *then != self.by), ..self }
    }

    /// As the address writes it: `access.status.-count`; `none` for one dimension alone.
    pub(super) fn key(self) -> String {
        let then = self.then.map_or("none", Dimension::key);
        let way = if self.descending { "-" } else { "" };
        format!("{}.{then}.{way}{}", self.by.key(), self.column.key())
    }

    /// Reads what [`Grouping::key`] wrote; a part that is missing is at its default.
    pub(super) fn from_key(key: &str) -> Option<Self> {
        let mut parts = key.split('.');
        let named = |key: &str| Self::DIMENSIONS.into_iter().find(|dimension| dimension.key() == key);
        let by = named(parts.next()?)?;
        let then = parts.next().and_then(named).filter(|then| *then != by);
        let mut grouping = Self { by, then, ..Self::default() };
        if let Some(order) = parts.next() {
            let (descending, name) = order.strip_prefix('-').map_or((false, order), |name| (true, name));
            grouping.column = GroupColumn::from_key(name)?;
            grouping.descending = descending;
        }
        Some(grouping)
    }
}
