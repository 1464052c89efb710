//! What a recorded query asked: JSON, or the `name=value&…` of older rows.

use serde_json::Value;

use crate::form;

/// The values of a parameter, whatever the case of its name; `a.b` is the `b` inside of
/// `a`. A list has many.
pub(super) fn parameter(query: &str, key: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(value @ Value::Object(_)) = serde_json::from_str(query) {
        inside(&value, key, &mut found);
    } else {
        let pairs = form::pairs(bare(query)).filter(|(name, _)| plain(name).eq_ignore_ascii_case(key));
        found.extend(pairs.map(|(_, value)| value));
    }
    found
}

/// The parameters of a query, each value by itself: of a list every item, of an object
/// the parameters inside of it (`a.b`). None where the query has no such form.
pub fn parameters(query: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    match serde_json::from_str(query) {
        Ok(Value::Object(pairs)) => pairs.iter().for_each(|(name, value)| pairs_of(name, value, &mut found)),
        Ok(Value::Array(_)) => {}
        _ => {
            let pairs = form::pairs(bare(query)).filter(|(name, value)| !name.is_empty() && !value.is_empty());
            found.extend(pairs.map(|(name, value)| (plain(&name).to_owned(), value)));
        }
    }
    found
}

fn pairs_of(name: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(pairs) if !pairs.is_empty() => {
            pairs.iter().for_each(|(key, value)| pairs_of(&format!("{name}.{key}"), value, found));
        }
        Value::Array(items) if !items.is_empty() => {
            found.extend(items.iter().map(|item| (name.to_owned(), written(item))));
        }
        value => found.push((name.to_owned(), written(value))),
    }
}

/// The streams that a query names: JSON, or the `name=value&…` of older rows. A list in
/// an address, or in a text, is JSON itself. No name has a line break.
pub(crate) fn streams_of(query: &str) -> Vec<String> {
    const KEYS: [&str; 5] = ["streams", "streamids", "streamid", "stream", "parentid"];
    let is_key = |name: &str| KEYS.iter().any(|key| name.eq_ignore_ascii_case(key));
    let mut found = Vec::new();
    if let Ok(Value::Object(pairs)) = serde_json::from_str(query) {
        pairs.iter().filter(|(name, _)| is_key(name)).for_each(|(_, value)| texts(value, &mut found));
    } else {
        let pairs = form::pairs(bare(query)).filter(|(name, _)| is_key(plain(name)));
        pairs.for_each(|(_, value)| texts(&Value::String(value), &mut found));
    }
    found
}

/// The streams whose entries a query asks for, and whether it asks for all of what is in
/// them: a condition may narrow that. `None` where it names none, or in a form that is not
/// known.
pub(crate) fn asked_streams(query: &str) -> Option<(Vec<String>, bool)> {
    const KEYS: [&str; 3] = ["streams", "streamIds", "streamId"];
    let is_key = |name: &str| KEYS.iter().any(|key| name.eq_ignore_ascii_case(key));
    let (mut ids, mut exact) = (Vec::new(), true);
    if let Ok(Value::Object(pairs)) = serde_json::from_str(query) {
        for (_, value) in pairs.iter().filter(|(name, _)| is_key(name)) {
            any_of(value, &mut ids, &mut exact)?;
        }
    } else {
        for (_, value) in form::pairs(bare(query)).filter(|(name, _)| is_key(plain(name))) {
            any_of(&Value::String(value), &mut ids, &mut exact)?;
        }
    }
    (!ids.is_empty()).then_some((ids, exact))
}

/// The streams of a list, of a condition's `any`, or of a text of such.
fn any_of(value: &Value, ids: &mut Vec<String>, exact: &mut bool) -> Option<()> {
    match value {
        Value::String(text) => match serde_json::from_str(text) {
            Ok(inside @ (Value::Array(_) | Value::Object(_))) => any_of(&inside, ids, exact)?,
            _ if ids.contains(text) => {}
            _ => ids.push(text.clone()),
        },
        Value::Array(items) => {
            for item in items {
                any_of(item, ids, exact)?;
            }
        }
        Value::Object(pairs) => {
            *exact &= pairs.len() == 1;
            any_of(pairs.get("any")?, ids, exact)?;
        }
        _ => return None,
    }
    Some(())
}

/// The names of a query's parameters, each once, in the order of the letters. None has a
/// line break.
pub(crate) fn parameter_names(query: &str) -> Vec<String> {
    let mut names = match serde_json::from_str(query) {
        Ok(Value::Object(pairs)) => pairs.into_iter().map(|(name, _)| name).collect(),
        _ => form::pairs(bare(query)).map(|(name, _)| plain(&name).to_owned()).collect::<Vec<_>>(),
    };
    for name in &mut names {
        *name = name.replace('\n', " ");
    }
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names.dedup();
    names
}

/// A query of an address without what some rows put around it.
fn bare(query: &str) -> &str {
    query.trim_matches('"').trim_start_matches('?')
}

/// `streams[]`, `streams[0]` are `streams`.
fn plain(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

fn inside(value: &Value, key: &str, found: &mut Vec<String>) {
    let Value::Object(pairs) = value else { return };
    for (name, value) in pairs {
        if name.eq_ignore_ascii_case(key) {
            match value {
                Value::Array(items) => found.extend(items.iter().map(written)),
                value => found.push(written(value)),
            }
        } else if let Some((first, rest)) = key.split_once('.')
            && name.eq_ignore_ascii_case(first)
        {
            inside(value, rest, found);
        }
    }
}

/// Every text, however deep: streams stand in lists, in lists of conditions, and in
/// texts of such lists.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => match serde_json::from_str(text) {
            Ok(list @ (Value::Array(_) | Value::Object(_))) => texts(&list, found),
            _ => found.push(text.replace('\n', " ")),
        },
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(pairs) => pairs.values().for_each(|item| texts(item, found)),
        _ => {}
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_both_generations() {
        let cases: [(&str, &str, &[&str]); 10] = [
            (r#"{"limit":20,"streams":["diary","work"]}"#, "limit", &["20"]),
            (r#"{"limit":20,"streams":["diary","work"]}"#, "STREAMS", &["diary", "work"]),
            (r#"{"a":{"b":{"c":true}}}"#, "a.b.c", &["true"]),
            (r#"{"a.b":"x"}"#, "a.b", &["x"]),
            (r#"{"a":{"b":1}}"#, "a", &[r#"{"b":1}"#]),
            ("limit=20&streams[]=diary&streams%5B%5D=work", "streams", &["diary", "work"]),
            ("\"?limit=20\"", "limit", &["20"]),
            ("limit=20", "skip", &[]),
            ("{not json", "limit", &[]),
            ("", "limit", &[]),
        ];
        for (query, key, expected) in cases {
            assert_eq!(parameter(query, key), expected, "{key} of {query}");
        }
    }

    #[test]
    fn every_value_has_a_parameter_that_finds_it() {
        let cases: [(&str, &[(&str, &str)]); 6] = [
            (
                r#"{"limit":20,"streams":["diary","work"],"a":{"b":{"c":true}},"none":[]}"#,
                &[("a.b.c", "true"), ("limit", "20"), ("none", "[]"), ("streams", "diary"), ("streams", "work")],
            ),
            (r#"{"streams":[{"any":["x"]}]}"#, &[("streams", r#"{"any":["x"]}"#)]),
            ("limit=20&streams[]=diary&x=", &[("limit", "20"), ("streams", "diary")]),
            ("\"?limit=20\"", &[("limit", "20")]),
            ("[1]", &[]),
            ("plain", &[]),
        ];
        for (query, expected) in cases {
            let mut found = parameters(query);
            found.sort();
            let found: Vec<_> = found.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            assert_eq!(found, expected, "{query}");
            for (key, value) in found.iter().filter(|(_, value)| *value != "[]") {
                assert!(parameter(query, key).iter().any(|it| it == value), "{key} of {query}");
            }
        }
    }

    /// Streams, and whether all of what is in them is asked for.
    type Asked<'a> = Option<(&'a [&'a str], bool)>;

    #[test]
    fn streams_that_are_asked_for() {
        let cases: [(&str, Asked); 13] = [
            (r#"{"streams":"[\"diary\",\"work\"]","limit":"1"}"#, Some((&["diary", "work"], true))),
            (r#"{"streams":["diary","diary"]}"#, Some((&["diary"], true))),
            (r#"{"streams":"diary"}"#, Some((&["diary"], true))),
            (r#"{"streams":"[{\"any\":[\"a\"]}]"}"#, Some((&["a"], true))),
            // What is left out is not asked for.
            (
                r#"{"streams":[{"any":["a","b"],"not":["c"]},{"any":["d"],"all":["e"]}]}"#,
                Some((&["a", "b", "d"], false)),
            ),
            (r#"{"streams":{"any":["a"],"and":[{"any":["b"]}]}}"#, Some((&["a"], false))),
            (r#"{"streams":[{"all":["a"]}]}"#, None),
            (r#"{"streams":[7]}"#, None),
            (r#"{"streams":[]}"#, None),
            (r#"{"parentId":"diary"}"#, None),
            ("streamId=diary", Some((&["diary"], true))),
            ("\"?streams[]=a&streams[]=b\"", Some((&["a", "b"], true))),
            ("", None),
        ];
        for (query, expected) in cases {
            let found = asked_streams(query);
            let expected = expected.map(|(ids, exact)| (ids.iter().map(ToString::to_string).collect(), exact));
            assert_eq!(found, expected, "{query}");
        }
    }

    #[test]
    fn streams_and_names_wherever_they_stand() {
        let cases: [(&str, &[&str], &[&str]); 14] = [
            (r#"{"streams":["diary"],"limit":1}"#, &["diary"], &["limit", "streams"]),
            (r#"{"streams":"[\"diary\",\"work\"]"}"#, &["diary", "work"], &["streams"]),
            (
                r#"{"streams":[{"any":["a","b"],"not":["c"]}],"parentId":"d"}"#,
                &["d", "a", "b", "c"],
                &["parentId", "streams"],
            ),
            (r#"{"streamId":"diary","id":"x"}"#, &["diary"], &["id", "streamId"]),
            (r#"{"streamIds":"*"}"#, &["*"], &["streamIds"]),
            (r#"{"limit":2,"a":{"streams":"x"}}"#, &[], &["a", "limit"]),
            (r#"{"streams":"two\nlines","a\nb":1}"#, &["two lines"], &["a b", "streams"]),
            ("streamId=diary", &["diary"], &["streamId"]),
            ("streams[]=a&streams[1]=b&limit=1", &["a", "b"], &["limit", "streams"]),
            ("streams=%5B%22%3A_audit%3Aaccess-ck1%22%5D&limit=2", &[":_audit:access-ck1"], &["limit", "streams"]),
            ("\"?streamId=diary\"", &["diary"], &["streamId"]),
            (r#"["diary"]"#, &[], &[]),
            ("{}", &[], &[]),
            ("", &[], &[]),
        ];
        for (query, streams, names) in cases {
            let (mut found, mut wanted) = (streams_of(query), streams.to_vec());
            found.sort();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{query}");
            assert_eq!(parameter_names(query), names, "{query}");
        }
    }
}
