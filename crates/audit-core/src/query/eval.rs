//! [`Query`] × [`Store`] → which rows. Values are matched once against each
//! dictionary; a row then costs a look at its code in each column that is asked.

use memchr::memmem::Finder;

use super::{Field, Query, Test};
use crate::method;
use crate::names::Names;
use crate::record::{Operation, Outcome, Status};
use crate::record_ref::split_addresses;
use crate::store::{Selection, Store};
use crate::time::{Zone, parse_range};

/// The rows of a store that a filter leaves.
pub fn select(query: &Query, store: &Store, names: &Names, zone: &Zone) -> Selection {
    let mut selection = Selection::all(store.len());
    for field in Field::NAMES.map(|(field, _)| field) {
        // Equal values are alternatives; ranges and comparisons narrow each other.
        let (ranges, equal): (Vec<_>, Vec<_>) =
            positive(query, field).partition(|values| values.iter().any(|it| is_range(field, it)));
        let equal: Vec<String> = equal.into_iter().flatten().cloned().collect();
        for values in ranges.into_iter().map(Vec::as_slice).chain((!equal.is_empty()).then_some(equal.as_slice())) {
            keep_field(&mut selection, field, values, false, (store, names, zone));
        }
    }
    for clause in &query.clauses {
        if let (Test::Field(field, values), true) = (&clause.test, clause.negated) {
            keep_field(&mut selection, *field, values, true, (store, names, zone));
        }
    }
    // Text last: what is out already is not looked at.
    for clause in &query.clauses {
        if let Test::Text(text) = &clause.test {
            let mut holds = selection.clone();
            keep_text(&mut holds, text, store, names);
            if clause.negated {
                holds.invert();
            }
            selection.intersect(&holds);
        }
    }
    selection
}

fn keep_text(selection: &mut Selection, text: &str, store: &Store, names: &Names) {
    let needle = text.to_lowercase();
    let finder = Finder::new(&needle);
    let mut columns = store.holding(&finder);
    let called = |base: &str| names.get(base).is_some_and(|name| name.to_lowercase().contains(&needle));
    let accesses = accesses(store, called);
    if accesses.contains(&true) {
        columns.push((&store.accesses.codes, accesses));
    }
    let mut ids = Selection::none(store.len());
    store.ids_holding(&finder).into_iter().filter(|row| selection.holds(*row)).for_each(|row| ids.insert(row));
    selection.keep_any(&columns);
    selection.unite(&ids);
}

/// What `test` says of the base id of each code's access; of none, no.
fn accesses(store: &Store, test: impl Fn(&str) -> bool) -> Vec<bool> {
    let codes = u32::try_from(store.accesses.texts.codes()).unwrap_or(u32::MAX);
    (0..codes).map(|code| store.access(code).is_some_and(|(base, _)| test(base))).collect()
}

/// The values of each positive term of a field.
fn positive(query: &Query, field: Field) -> impl Iterator<Item = &Vec<String>> {
    query.clauses.iter().filter(|clause| !clause.negated).filter_map(move |clause| match &clause.test {
        Test::Field(named, values) if *named == field => Some(values),
        _ => None,
    })
}

fn is_range(field: Field, value: &str) -> bool {
    matches!(field, Field::Status | Field::Time) && (value.contains("..") || value.starts_with(['<', '>']))
}

fn keep_field(
    selection: &mut Selection,
    field: Field,
    values: &[String],
    negated: bool,
    (store, names, zone): (&Store, &Names, &Zone),
) {
    let any = |text: &str| values.iter().any(|value| text_matches(text, value));
    let (codes, allowed): (_, Vec<bool>) = match field {
        Field::Action => {
            let fits = |name: &str| values.iter().any(|value| action_matches(name, value));
            (&store.actions.codes, store.methods().iter().map(|method| fits(&method.name)).collect())
        }
        Field::Operation => {
            let fits = |operation| values.iter().any(|value| operations(value).contains(&operation));
            (&store.actions.codes, store.methods().iter().map(|method| fits(method.operation)).collect())
        }
        Field::Status => {
            let fits = |status: &Status| values.iter().any(|value| status_matches(*status, value));
            (&store.statuses.codes, store.statuses.dictionary.values().iter().map(fits).collect())
        }
        Field::Access => {
            let fits = |base: &str, value: &str| match value.strip_prefix('=') {
                Some(exact) => base == exact,
                None => base == value || names.get(base).is_some_and(|name| text_matches(name, value)),
            };
            let fits = |base: &str| values.iter().any(|value| fits(base, value));
            (&store.accesses.codes, accesses(store, fits))
        }
        Field::Ip => {
            let fits = |list: Option<&str>| list.is_some_and(|list| split_addresses(list).any(any));
            (&store.addresses.codes, store.addresses.texts.matching(fits))
        }
        Field::Error => (&store.errors.codes, store.errors.texts.matching(|id| id.is_some_and(any))),
        Field::Time => {
            let extents: Vec<(i64, i64)> = values.iter().filter_map(|value| time_extent(value, zone)).collect();
            let ranges: Option<Vec<_>> = extents.iter().map(|(start, end)| store.between(*start, *end)).collect();
            if let Some(ranges) = ranges {
                let mut inside = Selection::none(store.len());
                for range in ranges {
                    inside.insert_range(range);
                }
                if negated {
                    inside.invert();
                }
                return selection.intersect(&inside);
            }
            let inside = |time| extents.iter().any(|(start, end)| (*start..*end).contains(&time));
            return selection.keep_if(&store.times, |time| inside(time) != negated);
        }
    };
    let allowed: Vec<bool> = allowed.into_iter().map(|allowed| allowed != negated).collect();
    selection.keep(codes, &allowed);
}

/// Whether a field can have a value at all.
pub(super) fn value_is_good(field: Field, value: &str) -> bool {
    match field {
        Field::Status => status_test(value).is_some(),
        Field::Operation => !operations(value).is_empty(),
        Field::Time => time_extent(value, &Zone::utc()).is_some(),
        Field::Action | Field::Access | Field::Ip | Field::Error => true,
    }
}

/// With a `=` the text itself, letter by letter; else whatever its case, with `*`.
fn text_matches(text: &str, value: &str) -> bool {
    value.strip_prefix('=').map_or_else(|| wildcard(&value.to_lowercase(), &text.to_lowercase()), |exact| text == exact)
}

fn action_matches(method: &str, value: &str) -> bool {
    if let Some(exact) = value.strip_prefix('=') {
        return method == exact || method == method::normal_form(exact);
    }
    let value = method::normal_form(value).to_ascii_lowercase();
    let method = method.to_ascii_lowercase();
    let category = value.strip_suffix(".*").unwrap_or(&value);
    method == value
        || method.strip_prefix(category).is_some_and(|rest| rest.starts_with('.'))
        || wildcard(&value, &method)
}

fn operations(value: &str) -> Vec<Operation> {
    match value.to_ascii_lowercase().as_str() {
        "read" | "access" => vec![Operation::Read],
        "create" => vec![Operation::Create],
        "modify" | "update" => vec![Operation::Modify],
        "remove" | "delete" => vec![Operation::Remove],
        "write" => vec![Operation::Create, Operation::Modify, Operation::Remove],
        "auth" => vec![Operation::Auth],
        "consent" => vec![Operation::Consent],
        "other" => vec![Operation::Other],
        _ => Vec::new(),
    }
}

/// What a value of `status:` asks.
enum StatusTest {
    Ok,
    Error,
    Class(u8),
    Codes(u16, u16),
    /// Only the class is known, and it is this one.
    OnlyClass(u8),
    /// It failed, and nothing more is known.
    OnlyError,
}

fn status_test(value: &str) -> Option<StatusTest> {
    let code = |text: &str| text.parse::<u16>().ok().filter(|code| (100..=599).contains(code));
    let lower = value.to_ascii_lowercase();
    let test = match lower.as_str() {
        "ok" => StatusTest::Ok,
        "error" => StatusTest::Error,
        "=error" => StatusTest::OnlyError,
        _ => {
            if let Some(exact) = lower.strip_prefix('=') {
                // Whatever a record can hold, not only what HTTP knows.
                match exact.strip_suffix("xx") {
                    Some(class) => StatusTest::OnlyClass(class.parse().ok()?),
                    None => exact.parse().map(|code| StatusTest::Codes(code, code)).ok()?,
                }
            } else if let Some(class) = lower.strip_suffix("xx") {
                StatusTest::Class(class.parse().ok().filter(|class| (1..=5).contains(class))?)
            } else if let Some((low, high)) = lower.split_once("..") {
                let low = if low.is_empty() { Some(100) } else { code(low) };
                let high = if high.is_empty() { Some(599) } else { code(high) };
                StatusTest::Codes(low?, high?)
            } else if let Some(low) = lower.strip_prefix(">=") {
                StatusTest::Codes(code(low)?, 599)
            } else if let Some(high) = lower.strip_prefix("<=") {
                StatusTest::Codes(100, code(high)?)
            } else if let Some(low) = lower.strip_prefix('>') {
                StatusTest::Codes(code(low)? + 1, 599)
            } else if let Some(high) = lower.strip_prefix('<') {
                StatusTest::Codes(100, code(high)? - 1)
            } else {
                let exact = code(&lower)?;
                StatusTest::Codes(exact, exact)
            }
        }
    };
    Some(test)
}

/// A status of which only the class is certain matches the class and `error`,
/// and a range that holds the whole class; never an exact number.
fn status_matches(status: Status, value: &str) -> bool {
    let Some(test) = status_test(value) else { return false };
    match test {
        StatusTest::Ok => status.outcome() == Outcome::Done,
        StatusTest::Error => status.outcome() != Outcome::Done,
        StatusTest::Class(class) => status.class() == Some(class),
        StatusTest::OnlyClass(class) => status == Status::Class(class),
        StatusTest::OnlyError => status == Status::Error,
        StatusTest::Codes(low, high) => match (status.code(), status.class()) {
            (Some(code), _) => (low..=high).contains(&code),
            (None, Some(class)) => low <= u16::from(class) * 100 && high >= u16::from(class) * 100 + 99,
            (None, None) => false,
        },
    }
}

fn time_extent(value: &str, zone: &Zone) -> Option<(i64, i64)> {
    let (start, end) = parse_range(value, zone)?;
    Some((start.unwrap_or(i64::MIN), end.unwrap_or(i64::MAX)))
}

/// Whether a pattern with `*` for any run of characters fits a whole text.
fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(previous) = last.replace(part) {
            match rest.find(previous) {
                Some(at) => rest = &rest[at + previous.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses() {
        let cases = [
            ("403", Status::Recorded(403), true),
            ("403", Status::Class(4), false),
            ("4xx", Status::Class(4), true),
            ("4xx", Status::Derived(404), true),
            ("error", Status::Error, true),
            ("4xx", Status::Error, false),
            ("ok", Status::Class(2), true),
            (">=400", Status::Class(5), true),
            (">=450", Status::Class(4), false),
            ("400..499", Status::Derived(400), true),
            ("<404", Status::Derived(404), false),
            ("=4xx", Status::Class(4), true),
            ("=4xx", Status::Derived(404), false),
            ("=4xx", Status::Class(5), false),
            ("=error", Status::Error, true),
            ("=error", Status::Class(4), false),
            ("=403", Status::Recorded(403), true),
            ("=403", Status::Class(4), false),
            ("=999", Status::Recorded(999), true),
        ];
        for (value, status, expected) in cases {
            assert_eq!(status_matches(status, value), expected, "{value} on {status:?}");
        }
    }

    #[test]
    fn wildcards() {
        let cases = [
            ("172.18.*", "172.18.0.7", true),
            ("172.18.*", "172.19.0.7", false),
            ("*.7", "172.18.0.7", true),
            ("*", "", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "acb", false),
            ("ab*ba", "aba", false),
            ("plain", "plain", true),
            ("plain", "plainly", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(wildcard(pattern, text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn actions() {
        let cases = [
            ("events", "events.get", true),
            ("events.*", "events.getOne", true),
            ("events.get", "events.getOne", false),
            ("GET /events", "events.get", true),
            ("EVENTS.GET", "events.get", true),
            ("oauth", "oauth.token.refreshed", true),
            ("event", "events.get", false),
            ("=oauth.token.issued", "oauth.token.issued", true),
            ("=oauth.token.issued", "oauth.token.issued.client_credentials", false),
            ("=GET /events", "events.get", true),
            ("=a*", "a*", true),
            ("=a*", "ab", false),
            ("==a", "=a", true),
        ];
        for (value, method, expected) in cases {
            assert_eq!(action_matches(method, value), expected, "{value} on {method}");
        }
    }
}
