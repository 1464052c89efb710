//! The filter: text a person can type, read and keep in a link.
//!
//! ```text
//! action:events.get status:4xx -ip:private time:2026-11-01.. "session has expired"
//! ```
//!
//! Terms side by side all have to hold. Several positive terms of one field are
//! alternatives (`access:a access:b`), as are values with commas; ranges and
//! comparisons are not (`status:>=400 status:<500`). A `-` before a term turns it
//! around. Everything a person can click edits this text.
//!
//! A `=` before a value means that value and nothing beside it: `action:=events`
//! is not `events.get`, `status:=4xx` is a 4xx of which the number is not known,
//! `status:=error` a failure of which nothing is, and in `ip:=a*` the `*` is a star.

mod eval;
mod parse;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use eval::select;

use crate::record::PSEUDO_ACCESSES;

/// A filter, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Terms that all have to hold.
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
    /// A field has one of these values, as typed.
    Field(Field, Vec<String>),
    /// The record's text holds these words, whatever their case.
    Text(String),
}

/// The fields that a term can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// The action; a category (`events`, `events.*`) stands for all of it, `=events` does not.
    Action,
    /// What kind of act: `read`, `create`, `modify`, `remove`, `auth`, `consent`, `other`.
    Operation,
    /// `403`, `4xx`, `>=400`, `400..499`, `ok`, `error`; `=4xx` where the number is not known.
    Status,
    /// The access, by id or name.
    Access,
    /// A reported address; `*` stands for any run of characters.
    Ip,
    /// When: a day, month, year or instant, or a range of them.
    Time,
    /// The error id; `*` stands for any run of characters.
    Error,
}

impl Field {
    /// All fields with their names, the first being the one that is printed.
    pub const NAMES: [(Field, &'static [&'static str]); 7] = [
        (Field::Action, &["action", "method", "api"]),
        (Field::Operation, &["operation", "op"]),
        (Field::Status, &["status"]),
        (Field::Access, &["access", "actor", "by", "app"]),
        (Field::Ip, &["ip", "from_ip", "address"]),
        (Field::Time, &["time", "created", "at"]),
        (Field::Error, &["error"]),
    ];

    /// The field with a name, whatever its case.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
            .map(|(field, _)| field)
    }

    /// The name that is printed.
    pub fn name(self) -> &'static str {
        Self::NAMES.into_iter().find(|(field, _)| *field == self).map_or("", |(_, names)| names[0])
    }

    /// The value that means `value`, as a record holds it, and nothing beside it,
    /// whatever else the log holds.
    pub fn exactly(self, value: &str) -> String {
        let means_more = match self {
            // Everything below an action belongs to its plain name.
            Self::Action => true,
            // These ids are words that a person could also give as a name.
            Self::Access => has_wildcard(value) || PSEUDO_ACCESSES.contains(&value),
            Self::Ip | Self::Error => has_wildcard(value),
            Self::Status => !value.parse().is_ok_and(|code: u16| (100..=599).contains(&code)),
            Self::Operation | Self::Time => false,
        };
        if means_more { format!("={value}") } else { value.to_owned() }
    }
}

fn has_wildcard(value: &str) -> bool {
    value.contains('*') || value.starts_with('=')
}

/// Something wrong in the text of a filter, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Byte at which it starts.
    pub start: usize,
    /// Byte after its end.
    pub end: usize,
    /// What it is.
    pub kind: DiagnosticKind,
}

/// What can be wrong in the text of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiagnosticKind {
    /// No field has this name.
    UnknownField {
        /// The name.
        name: String,
        /// The field that was probably meant.
        suggestion: Option<String>,
    },
    /// A field without a value.
    MissingValue {
        /// The field.
        field: Field,
    },
    /// A value that the field cannot have.
    BadValue {
        /// The field.
        field: Field,
        /// The value.
        value: String,
    },
    /// A quote that is not closed.
    UnclosedQuote,
    /// A `-` before nothing.
    NothingNegated,
    /// More than 2,000 characters or 200 terms.
    TooLong,
}

impl Query {
    /// Reads a filter. What is not understood is left out and told beside it.
    pub fn parse(text: &str) -> (Self, Vec<Diagnostic>) {
        parse::parse(text)
    }

    /// The terms of a text that [`Query::parse`] left out, as they were typed.
    pub fn not_understood(text: &str) -> Vec<&str> {
        parse::not_understood(text)
    }

    /// The values of all positive terms of a field.
    pub fn values(&self, field: Field) -> Vec<String> {
        let values = self.clauses.iter().filter(|clause| !clause.negated).filter_map(|clause| match &clause.test {
            Test::Field(named, values) if *named == field => Some(values.as_slice()),
            _ => None,
        });
        values.flatten().cloned().collect()
    }

    /// This filter with one positive term of a field in the place of all there
    /// are; without values, with none.
    #[must_use]
    pub fn with_field(&self, field: Field, values: &[String]) -> Self {
        let replaced =
            |clause: &Clause| !clause.negated && matches!(&clause.test, Test::Field(named, _) if *named == field);
        let term = (!values.is_empty()).then(|| Clause { negated: false, test: Test::Field(field, values.to_vec()) });
        self.replacing(replaced, term)
    }

    /// The words of all positive free-text terms, with spaces between.
    pub fn text(&self) -> String {
        let words = self.clauses.iter().filter(|clause| !clause.negated).filter_map(|clause| match &clause.test {
            Test::Text(text) => Some(text.as_str()),
            Test::Field(..) => None,
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
    fn replacing(&self, replaced: impl Fn(&Clause) -> bool, term: Option<Clause>) -> Self {
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

/// The canonical text: parsing it gives the same filter again.
impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, clause) in self.clauses.iter().enumerate() {
            if index > 0 {
                out.write_str(" ")?;
            }
            clause.fmt(out)?;
        }
        Ok(())
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negated {
            out.write_str("-")?;
        }
        match &self.test {
            Test::Text(text) => write_value(out, text, parse::is_plain_text(text)),
            Test::Field(field, values) => {
                write!(out, "{}:", field.name())?;
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        out.write_str(",")?;
                    }
                    write_value(out, value, parse::is_plain_value(value))?;
                }
                Ok(())
            }
        }
    }
}

fn write_value(out: &mut fmt::Formatter<'_>, value: &str, plain: bool) -> fmt::Result {
    if plain {
        return out.write_str(value);
    }
    write!(out, "\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
