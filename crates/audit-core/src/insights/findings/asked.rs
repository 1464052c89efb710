//! Filters that list the records of a finding.

use crate::query::{Clause, Field, Filter, Query, Test};
use crate::time::{Zone, write_range};

/// Most values of a field that a filter lists.
const MOST: usize = 20;

/// A filter under construction; `None` inside where no text can say it.
#[derive(Debug, Clone)]
pub(super) struct Ask(Option<Query>);

impl Default for Ask {
    fn default() -> Self {
        Self(Some(Query::default()))
    }
}

impl Ask {
    /// Records with one of these values, and nothing beside them.
    pub(super) fn is(self, field: Field, values: &[&str]) -> Self {
        let exact: Option<Vec<String>> =
            values.iter().map(|value| Filter::of_value(field, value)?.values.into_iter().next()).collect();
        match exact.filter(|values| !values.is_empty() && values.len() <= MOST) {
            Some(values) => self.and(false, Test::Field(Filter::new(field, values))),
            None => Self(None),
        }
    }

    /// Records for which a value holds, as the language reads it.
    pub(super) fn says(self, field: Field, value: &str) -> Self {
        self.and(false, Test::Field(Filter::new(field, vec![value.to_owned()])))
    }

    /// The same of several values, with commas between.
    pub(super) fn each(self, field: Field, values: &str) -> Self {
        self.and(false, Test::Field(Filter::new(field, values.split(',').map(str::to_owned).collect())))
    }

    /// Records for which it does not.
    pub(super) fn not(self, field: Field, value: &str) -> Self {
        self.and(true, Test::Field(Filter::new(field, vec![value.to_owned()])))
    }

    /// Records for which either holds.
    pub(super) fn either(self, one: Self, other: Self) -> Self {
        match (one.0, other.0) {
            (Some(one), Some(other)) => self.and(false, Test::Any(vec![one, other])),
            _ => Self(None),
        }
    }

    /// Records of a span of time, both ends included.
    pub(super) fn between(self, from_ms: i64, until_ms: i64, zone: &Zone) -> Self {
        match write_range(Some(from_ms), until_ms.checked_add(1), zone) {
            Some(range) => self.says(Field::Time, &range),
            None => Self(None),
        }
    }

    fn and(mut self, negated: bool, test: Test) -> Self {
        if let Some(query) = &mut self.0 {
            query.clauses.push(Clause { negated, test });
        }
        self
    }

    /// The text, if it is read as the same filter again.
    pub(super) fn text(&self) -> Option<String> {
        let query = self.0.as_ref()?;
        let text = query.to_string();
        let (read, diagnostics) = Query::parse(&text);
        (read == *query && diagnostics.is_empty()).then_some(text)
    }
}
