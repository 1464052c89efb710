//! A filter, understood.

use super::Field;
use super::value::is_range;

/// Terms that all have to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The terms.
    pub clauses: Vec<Clause>,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The term must not hold.
    pub negated: bool,
    /// What must hold.
    pub test: Test,
}

/// What a term asks of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// A field has one of some values.
    Field(Filter),
    /// The record's text holds these words, whatever their case and accents.
    Text(String),
    /// One of these filters holds.
    Any(Vec<Query>),
}

/// What a term asks of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The field.
    pub field: Field,
    /// The parameter, for `query.limit`; else empty.
    pub key: String,
    /// The field is there and has none of the values (`!=`), in the place of one of them.
    pub differs: bool,
    /// The values, as typed. A text that holds a `*` and, beside it, a space, a comma,
    /// a quote or a parenthesis cannot be printed: in quotes a `*` stands for itself.
    pub values: Vec<String>,
}

impl Filter {
    /// A field with one of these values.
    pub fn new(field: Field, values: Vec<String>) -> Self {
        Self { field, key: String::new(), differs: false, values }
    }

    /// Whether this is an alternative to others of its field that stand beside it:
    /// comparisons and ranges narrow each other, and so does what a record `is`.
    pub(super) fn is_alternative(&self) -> bool {
        !self.differs && self.field != Field::Is && !self.values.iter().any(|value| is_range(self.field, value))
    }
}

impl Clause {
    /// A filter as one term.
    pub fn group(negated: bool, query: Query) -> Self {
        let Query { mut clauses } = query;
        match (clauses.pop(), clauses.is_empty()) {
            (Some(only), true) => Self { negated: only.negated != negated, ..only },
            (last, _) => {
                clauses.extend(last);
                Self { negated, test: Test::Any(vec![Query { clauses }]) }
            }
        }
    }

    fn positive(field: Field, values: &[String]) -> Self {
        Self { negated: false, test: Test::Field(Filter::new(field, values.to_vec())) }
    }

    /// The values of a positive term of a field.
    fn values(&self, field: Field) -> Option<&[String]> {
        match &self.test {
            Test::Field(filter) if !self.negated && filter.is_about(field) => Some(&filter.values),
            _ => None,
        }
    }
}

impl Filter {
    pub(super) fn is_about(&self, field: Field) -> bool {
        self.field == field && self.key.is_empty() && !self.differs
    }
}

impl Query {
    /// A filter of which one of these has to hold.
    pub fn either(alternatives: Vec<Query>) -> Self {
        let mut flat = Vec::new();
        for mut query in alternatives {
            match query.clauses.pop() {
                Some(Clause { negated: false, test: Test::Any(inner) }) if query.clauses.is_empty() => {
                    flat.extend(inner);
                }
                last => {
                    query.clauses.extend(last);
                    flat.push(query);
                }
            }
        }
        match (flat.pop(), flat.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                flat.extend(last);
                Self { clauses: vec![Clause { negated: false, test: Test::Any(flat) }] }
            }
        }
    }

    /// The values of all positive terms of a field, those inside of groups left out.
    pub fn values(&self, field: Field) -> Vec<String> {
        self.clauses.iter().filter_map(|clause| clause.values(field)).flatten().cloned().collect()
    }

    /// This filter with one positive term of a field in the place of all there
    /// are; without values, with none.
    #[must_use]
    pub fn with_field(&self, field: Field, values: &[String]) -> Self {
        let term = (!values.is_empty()).then(|| Clause::positive(field, values));
        self.replacing(|clause| clause.values(field).is_some(), term)
    }

    /// The words of all positive free-text terms, with spaces between.
    pub fn text(&self) -> String {
        let words = self.clauses.iter().filter(|clause| !clause.negated).filter_map(|clause| match &clause.test {
            Test::Text(text) => Some(text.as_str()),
            Test::Field(_) | Test::Any(_) => None,
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// This filter with one phrase in the place of all positive free text.
    #[must_use]
    pub fn with_text(&self, text: &str) -> Self {
        let replaced = |clause: &Clause| !clause.negated && matches!(clause.test, Test::Text(_));
        let term = (!text.is_empty()).then(|| Clause { negated: false, test: Test::Text(text.to_owned()) });
        self.replacing(replaced, term)
    }

    /// Puts `term` where the first replaced clause stood, or at the end.
    pub(super) fn replacing(&self, replaced: impl Fn(&Clause) -> bool, term: Option<Clause>) -> Self {
        let at = self.clauses.iter().position(&replaced).unwrap_or(self.clauses.len());
        let mut clauses: Vec<Clause> = self.clauses[..at].to_vec();
        clauses.extend(term);
        clauses.extend(self.clauses[at..].iter().filter(|clause| !replaced(clause)).cloned());
        Self { clauses }
    }

    /// This filter without one of its terms.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        let mut clauses = self.clauses.clone();
        if index < clauses.len() {
            clauses.remove(index);
        }
        Self { clauses }
    }
}
