//! A filter writes ids, which mean one thing and stay the same; people read names.

use super::{Clause, Field, Filter, Query, Test};
use crate::names::Names;

impl Query {
    /// The ids of accesses and streams in it that have a name, each with its name, once.
    pub(crate) fn called(&self, names: &Names) -> Vec<(String, String)> {
        let mut called = Vec::new();
        self.find_called(names, &mut called);
        called.sort_unstable();
        called.dedup();
        called
    }

    fn find_called(&self, names: &Names, called: &mut Vec<(String, String)>) {
        for clause in &self.clauses {
            match &clause.test {
                Test::Field(filter) => called.extend(filter.values.iter().filter_map(|value| {
                    let id = value.strip_prefix('=').unwrap_or(value);
                    let name = match filter.field {
                        Field::Access => names.get(id),
                        Field::Stream => names.stream(id),
                        _ => None,
                    };
                    name.filter(|name| *name != id).map(|name| (id.to_owned(), name.to_owned()))
                })),
                Test::Any(alternatives) => alternatives.iter().for_each(|query| query.find_called(names, called)),
                Test::Text(_) => {}
            }
        }
    }
}

impl Clause {
    /// This term with names in the place of ids, for reading: `access:"Diet app"`.
    #[must_use]
    pub fn with_names(&self, called: &[(String, String)]) -> Self {
        let test = match &self.test {
            Test::Field(filter) if matches!(filter.field, Field::Access | Field::Stream) => {
                let named = |value: &String| {
                    let id = value.strip_prefix('=').unwrap_or(value);
                    let name = called.iter().find(|(called, _)| called == id).map(|(_, name)| name);
                    name.unwrap_or(value).clone()
                };
                Test::Field(Filter { values: filter.values.iter().map(named).collect(), ..filter.clone() })
            }
            Test::Any(alternatives) => Test::Any(
                alternatives
                    .iter()
                    .map(|query| Query { clauses: query.clauses.iter().map(|it| it.with_names(called)).collect() })
                    .collect(),
            ),
            other => other.clone(),
        };
        Self { negated: self.negated, test }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{AccessName, Name, StreamName};

    #[test]
    fn ids_are_read_as_names() {
        let mut names = Names::default();
        for (base, name) in [("cka", "Diet app"), ("ckb", "ckb")] {
            let (base, name) = (base.to_owned(), name.to_owned());
            names.add(AccessName { base, name, ..AccessName::default() }.into());
        }
        names.add(Name::Stream(StreamName { id: "s1".to_owned(), name: "Sleep".to_owned(), parent: None }));
        let cases = [
            ("access:cka,ckb,ckc", "access:\"Diet app\",ckb,ckc"),
            ("-access!=cka stream:=s1", "-access:!=\"Diet app\" stream:Sleep"),
            ("(access:cka OR stream:s1) cka action:cka", "(access:\"Diet app\" OR stream:Sleep) cka action:cka"),
            ("access:cka:2", "access:cka:2"),
            ("access:s1 stream:cka", "access:s1 stream:cka"),
        ];
        for (text, expected) in cases {
            let query = Query::parse(text).0;
            let called = query.called(&names);
            let clauses = query.clauses.iter().map(|clause| clause.with_names(&called)).collect();
            assert_eq!(Query { clauses }.to_string(), expected, "{text}");
        }
    }
}
