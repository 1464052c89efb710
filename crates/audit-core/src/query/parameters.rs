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

/// The streams that a query names.
pub(super) fn streams_of(query: &str) -> Vec<String> {
    const KEYS: [&str; 5] = ["streams", "streamids", "streamid", "stream", "parentid"];
    let mut found = Vec::new();
    let is_key = |name: &str| KEYS.iter().any(|key| name.eq_ignore_ascii_case(key));
    match serde_json::from_str(query) {
        Ok(Value::Object(pairs)) => {
            pairs.iter().filter(|(name, _)| is_key(name)).for_each(|(_, value)| texts(value, &mut found));
        }
        _ => {
            for (_, value) in form::pairs(bare(query)).filter(|(name, _)| is_key(plain(name))) {
                // A list of streams is JSON in an address too.
                match serde_json::from_str(&value) {
                    Ok(list @ (Value::Array(_) | Value::Object(_))) => texts(&list, &mut found),
                    _ => found.push(value),
                }
            }
        }
    }
    found
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

/// Every text, however deep: streams stand in lists, and in lists of conditions.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
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
    fn streams_wherever_they_are_named() {
        let cases: [(&str, &[&str]); 7] = [
            (r#"{"streams":["diary"],"limit":1}"#, &["diary"]),
            (r#"{"streams":[{"any":["a","b"],"not":["c"]}],"parentId":"d"}"#, &["d", "a", "b", "c"]),
            (r#"{"streamId":"diary","id":"x"}"#, &["diary"]),
            (r#"{"streamIds":"*"}"#, &["*"]),
            ("streamId=diary", &["diary"]),
            ("streams=%5B%22%3A_audit%3Aaccess-ck1%22%5D&limit=2", &[":_audit:access-ck1"]),
            (r#"["diary"]"#, &[]),
        ];
        for (query, expected) in cases {
            let (mut found, mut wanted) = (streams_of(query), expected.to_vec());
            found.sort();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{query}");
        }
    }
}
