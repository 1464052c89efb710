//! Terms made of a value that somebody looks at: only this, or not this.

use super::parameters::streams_of;
use super::{Clause, Field, Filter, Query, Test};
use crate::record::MASKED;

impl Filter {
    /// What asks for a value of a field as a record holds it. `None` where no text can
    /// say so, or where the value hides something.
    pub fn of_value(field: Field, value: &str) -> Option<Self> {
        Self::sayable(Self::new(field, vec![field.exactly(value)]), value)
    }

    /// What asks for words of an error's message, which has no exact form.
    pub fn of_message(message: &str) -> Option<Self> {
        let has_form = message.contains('*') || message.starts_with('=');
        Self::sayable(Self::new(Field::Error, vec![message.to_owned()]), message).filter(|_| !has_form)
    }

    /// What asks for one of the [`parameters`](super::parameters) of a recorded query:
    /// a stream is one wherever it was named.
    pub fn of_parameter(query: &str, key: &str, value: &str) -> Option<Self> {
        let name = key.to_ascii_lowercase();
        if (name.contains("stream") || name == "parentid") && streams_of(query).iter().any(|stream| stream == value) {
            return Self::of_value(Field::Stream, value);
        }
        let has_form = value.contains('*') || value.starts_with('=');
        let exact = if has_form { format!("={value}") } else { value.to_owned() };
        Self::sayable(Self { key: key.to_owned(), ..Self::new(Field::Query, vec![exact]) }, value)
    }

    /// The term, if its text is read as the same term again.
    fn sayable(self, value: &str) -> Option<Self> {
        let query = Query { clauses: vec![Clause { negated: false, test: Test::Field(self.clone()) }] };
        let (read, diagnostics) = Query::parse(&query.to_string());
        (read == query && diagnostics.is_empty() && !value.contains(MASKED)).then_some(self)
    }
}

impl Query {
    /// This filter with one term in the place of all positive ones of its field, and of
    /// the one that leaves the same out.
    #[must_use]
    pub fn only(&self, filter: &Filter) -> Self {
        let opposite = Clause { negated: true, test: Test::Field(filter.clone()) };
        let replaced = |clause: &Clause| asks_of_the_same(clause, filter) || *clause == opposite;
        self.replacing(replaced, Some(Clause { negated: false, test: Test::Field(filter.clone()) }))
    }

    /// This filter with a term that leaves something out, which is then not asked for
    /// any more.
    #[must_use]
    pub fn excluding(&self, filter: &Filter) -> Self {
        let left_out = Clause { negated: true, test: Test::Field(filter.clone()) };
        let is_gone = |value: &str| filter.values.iter().any(|gone| gone == value);
        let mut query = self.without_values(|clause| asks_of_the_same(clause, filter), is_gone);
        if !query.clauses.contains(&left_out) {
            query.clauses.push(left_out);
        }
        query
    }

    /// This filter without some values of terms, and without the terms that hold nothing
    /// else.
    pub(super) fn without_values(&self, is_about: impl Fn(&Clause) -> bool, is_gone: impl Fn(&str) -> bool) -> Self {
        let mut query = self.clone();
        query.clauses.retain_mut(|clause| {
            let is_about = is_about(clause);
            let Test::Field(filter) = &mut clause.test else { return true };
            if is_about {
                filter.values.retain(|value| !is_gone(value));
            }
            !filter.values.is_empty()
        });
        query
    }
}

/// Whether a term asks for values of the field that a filter is about, and of the same
/// parameter of it.
fn asks_of_the_same(clause: &Clause, filter: &Filter) -> bool {
    match &clause.test {
        Test::Field(other) => {
            !clause.negated && !other.differs && other.field == filter.field && other.key == filter.key
        }
        Test::Text(_) | Test::Any(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Query {
        Query::parse(text).0
    }

    #[test]
    fn only_this_and_not_this() {
        let action = Filter::of_value(Field::Action, "events.get").unwrap();
        let limit = Filter::of_parameter(r#"{"limit":20}"#, "limit", "20").unwrap();
        let cases = [
            ("", &action, "action:=events.get", "-action:=events.get"),
            ("access:a", &action, "access:a action:=events.get", "access:a -action:=events.get"),
            ("action:a access:b", &action, "action:=events.get access:b", "action:a access:b -action:=events.get"),
            // What is left out is not asked for as well, and the other way round.
            ("action:a,=events.get b", &action, "action:=events.get b", "action:a b -action:=events.get"),
            ("action:=events.get b", &action, "action:=events.get b", "b -action:=events.get"),
            ("-action:=events.get b", &action, "action:=events.get b", "-action:=events.get b"),
            // Another parameter, and a group, are something else.
            (
                "query.skip:1 query:x",
                &limit,
                "query.skip:1 query:x query.limit:20",
                "query.skip:1 query:x -query.limit:20",
            ),
            ("query.limit:1,20", &limit, "query.limit:20", "query.limit:1 -query.limit:20"),
            ("a OR b", &action, "(a OR b) action:=events.get", "(a OR b) -action:=events.get"),
        ];
        for (text, filter, only, excluding) in cases {
            assert_eq!(read(text).only(filter).to_string(), only, "only in {text}");
            assert_eq!(read(text).excluding(filter).to_string(), excluding, "excluding from {text}");
        }
    }

    #[test]
    fn what_a_value_is_asked_for_with() {
        let said = |filter: Option<Filter>| filter.map(|filter| Query::default().only(&filter).to_string());
        let value = |field, value: &str| said(Filter::of_value(field, value));
        assert_eq!(value(Field::Error, "forbidden").as_deref(), Some("error:=forbidden"));
        assert_eq!(value(Field::Access, "ck1:2").as_deref(), Some("access:ck1:2"));
        assert_eq!(value(Field::Caller, "my app, \"two\"").as_deref(), Some(r#"caller:"my app, \"two\"""#));
        assert_eq!(value(Field::Caller, MASKED), None);
        assert_eq!(value(Field::Type, ""), None, "a field needs a value");
        let message = |text| said(Filter::of_message(text));
        assert_eq!(message("session has expired").as_deref(), Some("error:\"session has expired\""));
        assert_eq!(message("no *"), None);
        let parameter = |query, key, value| said(Filter::of_parameter(query, key, value));
        let query = r#"{"streams":["diary"],"limit":20,"a b":1,"auth":"••••••","name":"x*"}"#;
        assert_eq!(parameter(query, "limit", "20").as_deref(), Some("query.limit:20"));
        assert_eq!(parameter(query, "streams", "diary").as_deref(), Some("stream:=diary"));
        assert_eq!(parameter(query, "name", "x*").as_deref(), Some("query.name:=x*"));
        assert_eq!(parameter(query, "a b", "1"), None);
        assert_eq!(parameter(query, "auth", MASKED), None);
    }
}
