//! What a server may leave out because a filter wants none of it. It may leave in too
//! much, and never too little: the filter itself is applied to whatever comes.
//!
//! Actions are not among it: rows that were written by an older platform name them in
//! another way, and would be lost.

use super::ast::{Filter, Query, Test};
use super::fields::Field;
use super::matching::Patterns;
use super::value::StatusTest;
use crate::names::Names;
use crate::record::{Outcome, Status};

/// Accesses that a request may name: an address has no room for thousands.
const MOST_ACCESSES: usize = 50;

/// What a request asks for in the place of everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrow {
    /// Calls of accesses with these ids, whatever their version; `None` for all.
    pub accesses: Option<Vec<String>>,
    /// Calls that did not succeed.
    pub only_errors: bool,
}

/// What is enough for a filter; `None` where that is everything. `names` are all that
/// accesses are called, and `me` is the id of the access in use.
pub fn push_down(query: &Query, names: &Names, me: Option<&str>) -> Option<Narrow> {
    let filters = || {
        let positive = query.clauses.iter().filter(|clause| !clause.negated);
        positive.filter_map(|clause| match &clause.test {
            Test::Field(filter) if !filter.differs => Some(filter),
            _ => None,
        })
    };
    let of = |field: Field| filters().filter(move |filter| filter.field == field);
    let narrow = Narrow {
        accesses: accesses(&of(Field::Access).flat_map(|filter| filter.values.clone()).collect::<Vec<_>>(), names, me),
        only_errors: only_errors(of(Field::Status)) || of(Field::Is).any(is_error),
    };
    (narrow != Narrow::default()).then_some(narrow)
}

/// The ids of all accesses that one of the values can mean.
fn accesses(values: &[String], names: &Names, me: Option<&str>) -> Option<Vec<String>> {
    let plain: Vec<&str> = values.iter().map(|value| value.strip_prefix('=').unwrap_or(value)).collect();
    // A wildcard can also stand for an id that nobody has a name for.
    if values.is_empty() || plain.iter().any(|value| value.contains('*')) {
        return None;
    }
    let patterns = Patterns::of(values);
    let called = names.all().filter(|(base, name)| patterns.fit(base) || patterns.fit(name)).map(|(base, _)| base);
    let own = me.filter(|_| values.iter().any(|value| value.eq_ignore_ascii_case("me")));
    // An id is asked for without its version, which brings all of them.
    let written = plain.iter().filter_map(|value| value.split(':').next());
    let mut ids: Vec<String> = called.chain(own).chain(written).map(str::to_owned).collect();
    ids.sort_unstable();
    ids.dedup();
    (ids.len() <= MOST_ACCESSES).then_some(ids)
}

/// Whether the terms of one field leave out all that succeeded: together as far as they
/// are alternatives, each for itself where they narrow.
fn only_errors<'a>(filters: impl Iterator<Item = &'a Filter>) -> bool {
    let (alternatives, narrowing): (Vec<_>, Vec<_>) = filters.partition(|filter| filter.is_alternative());
    let excludes = |filter: &&Filter| {
        let tests: Option<Vec<StatusTest>> = filter.values.iter().map(|value| StatusTest::of(value)).collect();
        tests.is_some_and(|tests| {
            let done = (0..=999).map(Status::Recorded).chain((0..=9).map(Status::Class));
            let mut done = done.filter(|status| status.outcome() == Outcome::Done);
            !tests.is_empty() && done.all(|status| !tests.iter().any(|test| test.holds(status)))
        })
    };
    !alternatives.is_empty() && alternatives.iter().all(excludes) || narrowing.iter().any(excludes)
}

fn is_error(filter: &Filter) -> bool {
    filter.values.iter().all(|value| value.eq_ignore_ascii_case("error"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::AccessName;

    #[test]
    fn accesses_and_errors_are_asked_for_where_nothing_else_is_wanted() {
        let mut names = Names::default();
        let name = |base: &str, name: &str| AccessName {
            base: base.to_owned(),
            name: name.to_owned(),
            kind: "app".to_owned(),
            ..AccessName::default()
        };
        for name in [name("cka", "Diet app"), name("ckb", "Diet app"), name("ckc", "cka")] {
            names.add(name.into());
        }
        let cases: [(&str, &[&str], bool); 22] = [
            ("", &[], false),
            ("diary -access:cka -status:403", &[], false),
            ("access:\"Diet app\"", &["Diet app", "cka", "ckb"], false),
            // An id that is also somebody's name.
            ("access:cka", &["cka", "ckc"], false),
            ("access:ckb:3 diary", &["ckb"], false),
            ("access:=unknown", &["unknown"], false),
            ("access:me", &["ckme", "me"], false),
            ("access:ckb access:ckx", &["ckb", "ckx"], false),
            ("access:ck*", &[], false),
            ("access:ckb,*", &[], false),
            ("access!=ckb", &[], false),
            ("access:ckb OR status:403", &[], false),
            ("status:403", &[], true),
            ("status:4xx,5xx", &[], true),
            ("status:error access:ckb", &["ckb"], true),
            ("status:>=400", &[], true),
            ("status:>=200 status:>=400", &[], true),
            ("status:403,ok", &[], false),
            ("status:403 status:200", &[], false),
            ("status:200..499", &[], false),
            ("is:error", &[], true),
            ("is:error,mine", &[], false),
        ];
        for (query, accesses, only_errors) in cases {
            let accesses = (!accesses.is_empty()).then(|| accesses.iter().map(|id| (*id).to_owned()).collect());
            let expected = Narrow { accesses, only_errors };
            let expected = (expected != Narrow::default()).then_some(expected);
            assert_eq!(push_down(&Query::parse(query).0, &names, Some("ckme")), expected, "{query}");
        }
    }
}
