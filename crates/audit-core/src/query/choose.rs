//! What choosing a value, or taking it away, does to a filter. Its text alone says what
//! matches; so a click is an edit of the text that somebody could have typed.

use super::ast::{Clause, Filter, Query, Test};
use super::fields::Field;

/// What a filter says of a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Mark {
    /// Nothing, or that another one is wanted.
    #[default]
    None,
    /// It is wanted.
    Chosen,
    /// It is not wanted.
    Excluded,
}

/// A value as a filter may write it.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// The field.
    pub field: Field,
    /// As a record holds it.
    pub value: &'a str,
    /// What else it is called.
    pub name: Option<&'a str>,
    /// What the filter says of it now.
    pub mark: Mark,
}

impl Choice<'_> {
    /// Whether a term's value is this one and nothing beside it.
    fn is_called(&self, written: &str) -> bool {
        let plain = written.strip_prefix('=').unwrap_or(written);
        plain == self.value || Some(plain) == self.name
    }

    fn is_named(&self, query: &Query, negated: bool) -> bool {
        let mut values = query.clauses.iter().filter_map(|clause| values(clause, self.field, negated)).flatten();
        values.any(|value| self.is_called(value))
    }
}

impl Query {
    /// Wants the value beside others of its field that are wanted; or no longer, where it
    /// is. One that a wider term brings, such as `4xx`, is then taken away from it.
    #[must_use]
    pub fn toggle_chosen(&self, choice: Choice) -> Self {
        match choice.mark {
            Mark::Chosen if choice.is_named(self, false) => self.without_value(choice, false),
            Mark::Chosen => self.with_value(choice, true),
            Mark::Excluded => self.toggle_excluded(choice).with_value(choice, false),
            Mark::None => self.with_value(choice, false),
        }
    }

    /// Leaves out the value; or no longer, where it is left out. Where a wider term does
    /// that, the field's terms that leave out go with it.
    #[must_use]
    pub fn toggle_excluded(&self, choice: Choice) -> Self {
        match choice.mark {
            Mark::Excluded if choice.is_named(self, true) => self.without_value(choice, true),
            Mark::Excluded => {
                let clauses = self.clauses.iter().filter(|clause| values(clause, choice.field, true).is_none());
                Self { clauses: clauses.cloned().collect() }
            }
            Mark::Chosen | Mark::None => self.without_value(choice, false).with_value(choice, true),
        }
    }

    /// Whether every term of another filter stands in this one.
    pub fn has_terms(&self, other: &Self) -> bool {
        other.clauses.iter().all(|clause| self.clauses.contains(clause))
    }

    /// This filter with the terms of another one added; or without them, where all of
    /// them stand in it.
    #[must_use]
    pub fn toggle_terms(&self, other: &Self) -> Self {
        let mut clauses = self.clauses.clone();
        if self.has_terms(other) {
            clauses.retain(|clause| !other.clauses.contains(clause));
        } else {
            clauses.extend(other.clauses.iter().filter(|clause| !self.clauses.contains(clause)).cloned());
        }
        Self { clauses }
    }

    /// This filter with one more value in the first term of its field, or in a new one.
    fn with_value(&self, choice: Choice, negated: bool) -> Self {
        let mut query = self.clone();
        let exact = choice.field.exactly(choice.value);
        let term = query.clauses.iter_mut().find(|clause| {
            let is_list = |filter: &Filter| negated || filter.is_alternative();
            values(clause, choice.field, negated).is_some()
                && matches!(&clause.test, Test::Field(filter) if is_list(filter))
        });
        match term {
            Some(Clause { test: Test::Field(filter), .. }) if !filter.values.contains(&exact) => {
                filter.values.push(exact);
            }
            Some(_) => {}
            None => {
                let test = Test::Field(Filter::new(choice.field, vec![exact]));
                query.clauses.push(Clause { negated, test });
            }
        }
        query
    }

    /// This filter without a value in terms of its field, and without those that hold
    /// nothing else.
    fn without_value(&self, choice: Choice, negated: bool) -> Self {
        self.without_values(|clause| values(clause, choice.field, negated).is_some(), |value| choice.is_called(value))
    }
}

/// The values of a term, if it is one of the field and wants or leaves out.
fn values(clause: &Clause, field: Field, negated: bool) -> Option<&Vec<String>> {
    match &clause.test {
        Test::Field(filter) if clause.negated == negated && filter.is_about(field) => Some(&filter.values),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(query: &str, value: &str, mark: Mark, chosen: bool) -> String {
        let field = Field::named(if value.contains('.') { "action" } else { "status" }).unwrap();
        let choice = Choice { field, value, name: None, mark };
        let query = Query::parse(query).0;
        if chosen { query.toggle_chosen(choice) } else { query.toggle_excluded(choice) }.to_string()
    }

    #[test]
    fn a_click_chooses_or_takes_back() {
        use Mark::{Chosen, Excluded, None};
        let cases = [
            ("", "403", None, "status:403"),
            ("diary status:401", "403", None, "diary status:401,403"),
            ("status:401,403 diary", "403", Chosen, "status:401 diary"),
            ("status:403", "403", Chosen, ""),
            ("action:=events.get", "events.get", Chosen, ""),
            ("", "events.get", None, "action:=events.get"),
            // A wider term stays, and this one is taken away from it; and comes back.
            ("status:4xx", "403", Chosen, "status:4xx -status:403"),
            ("status:4xx -status:403", "403", Excluded, "status:4xx,403"),
            ("action:events", "events.get", Chosen, "action:events -action:=events.get"),
            ("-status:401,403", "403", Excluded, "-status:401 status:403"),
            ("-status:4xx", "403", Excluded, "status:403"),
            // A range narrows; a value beside it would be no alternative to it.
            ("status:>=400", "403", None, "status:>=400 status:403"),
        ];
        for (query, value, mark, expected) in cases {
            assert_eq!(after(query, value, mark, true), expected, "{value} in {query:?}");
        }
    }

    #[test]
    fn another_click_leaves_out_or_no_longer() {
        use Mark::{Chosen, Excluded, None};
        let cases = [
            ("", "403", None, "-status:403"),
            ("-status:401 diary", "403", None, "-status:401,403 diary"),
            ("status:401,403", "403", Chosen, "status:401 -status:403"),
            ("status:403", "403", Chosen, "-status:403"),
            ("-status:401,403", "403", Excluded, "-status:401"),
            ("-status:403 diary", "403", Excluded, "diary"),
            ("-status:4xx -action:events", "403", Excluded, "-action:events"),
        ];
        for (query, value, mark, expected) in cases {
            assert_eq!(after(query, value, mark, false), expected, "{value} in {query:?}");
        }
    }

    #[test]
    fn terms_of_another_filter_come_and_go() {
        let cases = [
            ("", "status:4xx", "status:4xx"),
            ("diary", "time:today status:4xx", "diary time:today status:4xx"),
            ("status:4xx diary", "time:today status:4xx", "status:4xx diary time:today"),
            ("status:4xx diary time:today", "time:today status:4xx", "diary"),
            ("-is:mine", "-is:mine", ""),
            ("is:mine", "-is:mine", "is:mine -is:mine"),
        ];
        for (query, other, expected) in cases {
            let (query, other) = (Query::parse(query).0, Query::parse(other).0);
            assert_eq!(query.toggle_terms(&other).to_string(), expected, "{query}, {other}");
        }
    }

    #[test]
    fn a_value_is_known_by_its_name_too() {
        let field = Field::named("access").unwrap();
        let choice = |mark| Choice { field, value: "cka", name: Some("Diet app"), mark };
        let query = Query::parse("access:\"Diet app\",ckb -access:ckc").0;
        assert_eq!(query.toggle_chosen(choice(Mark::Chosen)).to_string(), "access:ckb -access:ckc");
        let query = Query::parse("-access:\"Diet app\"").0;
        assert_eq!(query.toggle_excluded(choice(Mark::Excluded)).to_string(), "");
    }
}
