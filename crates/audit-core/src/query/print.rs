//! [`Query`] → its canonical text: parsing it gives the same filter again.

use std::fmt::{self, Display, Formatter};

use super::parse::{is_plain_text, is_plain_value};
use super::{Clause, Filter, Query, Test};

impl Display for Query {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self.clauses.as_slice() {
            [Clause { negated: false, test: Test::Any(alternatives) }] => write_alternatives(out, alternatives),
            clauses => {
                for (index, clause) in clauses.iter().enumerate() {
                    if index > 0 {
                        out.write_str(" ")?;
                    }
                    write!(out, "{clause}")?;
                }
                Ok(())
            }
        }
    }
}

impl Display for Clause {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        if self.negated {
            out.write_str("-")?;
        }
        match &self.test {
            Test::Text(text) => Printed(text, is_plain_text(text)).fmt(out),
            Test::Field(filter) => filter.fmt(out),
            Test::Any(alternatives) => {
                out.write_str("(")?;
                write_alternatives(out, alternatives)?;
                out.write_str(")")
            }
        }
    }
}

impl Display for Filter {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(self.field.name())?;
        if !self.key.is_empty() {
            write!(out, ".{}", self.key)?;
        }
        out.write_str(if self.differs { ":!=" } else { ":" })?;
        for (index, value) in self.values.iter().enumerate() {
            if index > 0 {
                out.write_str(",")?;
            }
            Printed(value, is_plain_value(self.field, value, self.differs)).fmt(out)?;
        }
        Ok(())
    }
}

fn write_alternatives(out: &mut Formatter<'_>, alternatives: &[Query]) -> fmt::Result {
    for (index, query) in alternatives.iter().enumerate() {
        if index > 0 {
            out.write_str(" OR ")?;
        }
        // An alternative that asks nothing is the text that every record holds.
        if query.clauses.is_empty() {
            out.write_str("\"\"")?;
        }
        query.fmt(out)?;
    }
    Ok(())
}

/// A value, and whether it can stand without quotes.
pub(super) struct Printed<'a>(pub(super) &'a str, pub(super) bool);

impl Display for Printed<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let Self(value, plain) = self;
        if *plain {
            return out.write_str(value);
        }
        write!(out, "\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
