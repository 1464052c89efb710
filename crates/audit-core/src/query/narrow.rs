//! A filter and one more thing that has to hold.

use super::value::is_range;
use super::{Clause, Field, Filter, Query, Test};

impl Query {
    /// This filter, and beside all of it one more term. Terms of a field that stand side
    /// by side are alternatives, so what is there of the field makes way where the new
    /// term says more, and else is put where it stays a condition of its own.
    #[must_use]
    pub fn narrowed(&self, negated: bool, field: Field, value: &str) -> Self {
        let term = |value: &str| Clause { negated, test: Test::Field(Filter::new(field, vec![value.to_owned()])) };
        let with = |clauses: &[Clause], value: &str| {
            let mut clauses = clauses.to_vec();
            if !clauses.contains(&term(value)) {
                clauses.push(term(value));
            }
            Self { clauses }
        };
        let values = self.values(field);
        let is_alternative = |value: &String| !is_range(field, value);
        if negated || !values.iter().any(is_alternative) {
            return with(&self.clauses, value);
        }
        match field {
            // A range narrows what stands beside it.
            Field::Time if !is_range(field, value) => with(&self.clauses, &format!("{value}..{value}")),
            Field::Time => with(&self.clauses, value),
            // A record has one of these, and all that is asked of it is in them.
            Field::Action | Field::Status | Field::Operation | Field::Hour | Field::Weekday => {
                self.with_field(field, &[value.to_owned()])
            }
            _ if values.iter().all(|known| known == value) => self.clone(),
            // A record has several of these, or they are looked for elsewhere too.
            _ => with(&self.apart(field).clauses, value),
        }
    }

    /// The positive terms of a field in parentheses: what stands beside is no alternative.
    fn apart(&self, field: Field) -> Self {
        let is_about = |clause: &Clause| match &clause.test {
            Test::Field(filter) => {
                !clause.negated && filter.field == field && filter.key.is_empty() && filter.is_alternative()
            }
            Test::Text(_) | Test::Any(_) => false,
        };
        let (about, mut clauses): (Vec<Clause>, Vec<Clause>) = self.clauses.iter().cloned().partition(is_about);
        let mut one = Self { clauses: about };
        // Parentheses around one term are no parentheses.
        if one.clauses.len() == 1 {
            one.clauses.extend(one.clauses.clone());
        }
        clauses.push(Clause::group(false, one));
        Self { clauses }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_narrows_what_is_there() {
        let cases = [
            ("", false, Field::Action, "=events.get", "action:=events.get"),
            ("status:403", false, Field::Action, "=events.get", "status:403 action:=events.get"),
            ("action:events status:4xx", false, Field::Action, "=events.get", "action:=events.get status:4xx"),
            ("status:>=400", false, Field::Status, "403", "status:>=400 status:403"),
            ("time:2026-11", false, Field::Time, "2026-11-23", "time:2026-11 time:2026-11-23..2026-11-23"),
            ("time:2026-11..", false, Field::Time, "2026-11-23", "time:2026-11.. time:2026-11-23"),
            ("ip:9.9.9.9", false, Field::Ip, "9.9.9.9", "ip:9.9.9.9"),
            ("ip:9.9.9.9 a", false, Field::Ip, "8.8.8.8", "a (ip:9.9.9.9 ip:9.9.9.9) ip:8.8.8.8"),
            ("error:forbidden", true, Field::Error, "*", "error:forbidden -error:*"),
            ("-error:*", true, Field::Error, "*", "-error:*"),
            ("a OR b", false, Field::Hour, "7", "(a OR b) hour:7"),
        ];
        for (text, negated, field, value, expected) in cases {
            let narrowed = Query::parse(text).0.narrowed(negated, field, value);
            assert_eq!(narrowed.to_string(), expected, "{text}");
            assert_eq!(Query::parse(expected).0.to_string(), expected, "reading and printing again");
        }
    }
}
