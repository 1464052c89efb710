//! What must not be shown by accident: values of keys that name a secret.
//! Platforms record queries as they came, tokens in them included.

use crate::record::MASKED;

/// Whether a key names something that opens a door.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key == "auth"
        || key == "key"
        || ["token", "secret", "password", "apikey", "api_key"].iter().any(|word| key.contains(word))
}

/// A recorded query with the values of secret keys masked: JSON, or the
/// `name=value&…` of older rows.
pub fn mask_query(query: &str) -> String {
    if query.starts_with(['{', '[']) {
        return rewrite(query, Layout::Compact, false);
    }
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((key, _)) if is_secret(key) => format!("{key}={MASKED}"),
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// How [`rewrite`] sets out its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As it is.
    Compact,
    /// Two spaces a level, one value a line.
    Indented,
    /// As it is, and only the caller id is ever masked: for verbatim exports.
    Verbatim,
}

/// Rewrites compact JSON: masks secrets, and the caller id if it may be a key.
/// Numbers and texts keep their own spelling.
pub(crate) fn rewrite(json: &str, layout: Layout, mask_caller: bool) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 2);
    let (mut depth, mut at, mut key) = (0_usize, 0, None::<&str>);
    let indented = layout == Layout::Indented;
    let line = |out: &mut String, depth: usize| {
        if indented {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        }
    };
    while let Some(char) = json[at..].chars().next() {
        let rest = &json[at..];
        match char {
            '"' => {
                let end = at + string_length(rest);
                let text = &json[at..end];
                let is_key = json[end..].starts_with(':');
                let hide = key.take().is_some_and(|key| {
                    (layout != Layout::Verbatim && is_secret(key)) || (mask_caller && key == "callerId")
                });
                if hide && !is_key {
                    out.push('"');
                    out.push_str(MASKED);
                    out.push('"');
                } else {
                    out.push_str(text);
                }
                if is_key {
                    key = Some(text.trim_matches('"'));
                }
                at = end;
                continue;
            }
            '{' | '[' => {
                key = None;
                out.push(char);
                let closes = rest[1..].starts_with(['}', ']']);
                if !closes {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                if !out.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    line(&mut out, depth);
                }
                out.push(char);
            }
            ',' => {
                key = None;
                out.push(',');
                line(&mut out, depth);
            }
            ':' => out.push_str(if indented { ": " } else { ":" }),
            other => out.push(other),
        }
        at += char.len_utf8();
    }
    out
}

/// Length in bytes of the JSON string that a text begins with.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_nothing_else() {
        let cases = [
            (r#"{"readToken":"abc","limit":"1"}"#, r#"{"readToken":"••••••","limit":"1"}"#),
            (r#"{"a":{"PASSWORD":"x\"y"},"b":["token"]}"#, r#"{"a":{"PASSWORD":"••••••"},"b":["token"]}"#),
            ("streamId=diary&auth=abc", "streamId=diary&auth=••••••"),
            ("", ""),
            ("monkey=1", "monkey=1"),
        ];
        for (query, masked) in cases {
            assert_eq!(mask_query(query), masked);
        }
    }

    #[test]
    fn layouts() {
        let json = r#"{"a":[],"b":[1,2.50],"c":{"callerId":"k","t":"x, {y}"},"d":{}}"#;
        assert_eq!(rewrite(json, Layout::Verbatim, false), json);
        assert_eq!(
            rewrite(json, Layout::Indented, true),
            "{\n  \"a\": [],\n  \"b\": [\n    1,\n    2.50\n  ],\n  \"c\": {\n    \"callerId\": \"••••••\",\n    \"t\": \"x, {y}\"\n  },\n  \"d\": {}\n}"
        );
    }
}
