//! What must not be shown by accident: values of keys that name a secret.
//! Platforms record queries as they came, tokens in them included.

use crate::decode;
use crate::record::MASKED;

/// Whether a key names something that opens a door.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key == "auth"
        || key == "key"
        || ["token", "secret", "password", "apikey", "api_key", "apiendpoint"].iter().any(|word| key.contains(word))
}

/// A recorded query with the values of secret keys masked: JSON, or the
/// `name=value&…` of older rows.
pub fn mask_query(query: &str) -> String {
    if query.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(query).is_ok() {
        return Rewriter { query: Some(0), ..Rewriter::default() }.run(query);
    }
    mask_pairs(query)
}

/// The same for the text of `name=value&…`, with or without quotes around it.
fn mask_pairs(text: &str) -> String {
    let pairs = text.split('&').map(|pair| match pair.split_once('=') {
        Some((key, value)) if is_secret(key.trim_start_matches(['"', '?'])) => {
            format!("{key}={MASKED}{}", if value.ends_with('"') { "\"" } else { "" })
        }
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// How [`rewrite`] sets out its result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As it is.
    #[default]
    Compact,
    /// Two spaces a level, one value a line.
    Indented,
    /// As it is, and only the caller id is ever masked: for verbatim exports.
    Verbatim,
}

/// Indentation stops here: a record nested deeper is made to fill the memory.
const MOST_INDENT: usize = 32;

/// Rewrites a record's compact JSON. In its `query` the values of secret keys are
/// masked, whatever they are; its caller id, if it may be a key. All else keeps its
/// own spelling: a record is evidence.
pub(crate) fn rewrite(json: &str, layout: Layout, mask_caller: bool) -> String {
    Rewriter { layout, mask_caller, ..Rewriter::default() }.run(json)
}

/// Masks, in something that is no record, the value of every secret key, wherever it stands:
/// it can be a piece of a list of accesses, which holds their tokens.
pub(crate) fn rewrite_unread(text: &str) -> String {
    Rewriter { everywhere: true, mask_caller: true, ..Rewriter::default() }.run(text)
}

#[derive(Default)]
struct Rewriter<'a> {
    layout: Layout,
    mask_caller: bool,
    /// Secrets are looked for outside of `query` too.
    everywhere: bool,
    /// This is a JSON text inside of another.
    nested: bool,
    out: String,
    depth: usize,
    /// The key whose value comes next.
    key: Option<&'a str>,
    /// Depth of the `query` that is being read; secrets are looked for inside.
    query: Option<usize>,
    /// Depth of the object or array under a secret key: all of it is masked.
    hidden: Option<usize>,
}

impl<'a> Rewriter<'a> {
    fn run(mut self, json: &'a str) -> String {
        self.out.reserve(json.len());
        let mut at = 0;
        while let Some(character) = json[at..].chars().next() {
            let rest = &json[at..];
            at += match character {
                '"' => {
                    let length = string_length(rest);
                    self.text(&rest[..length], rest[length..].trim_start().starts_with(':'));
                    length
                }
                '{' | '[' => {
                    self.open(character, rest[1..].starts_with(['}', ']']));
                    1
                }
                '}' | ']' => {
                    self.close(character);
                    1
                }
                ',' => {
                    self.key = None;
                    self.out.push(',');
                    self.line();
                    1
                }
                ':' => {
                    self.out.push_str(if self.layout == Layout::Indented { ": " } else { ":" });
                    1
                }
                _ => {
                    let length = rest.find([',', '}', ']', '{', '[', ':', '"']).unwrap_or(rest.len());
                    self.scalar(&rest[..length]);
                    length
                }
            };
        }
        self.out
    }

    fn text(&mut self, text: &'a str, is_key: bool) {
        if is_key {
            self.key = Some(text.trim_matches('"'));
            self.out.push_str(text);
            return;
        }
        let key = self.key.take();
        if self.hides(key) || (self.mask_caller && key == Some("callerId")) {
            self.masked();
        } else if key == Some("query") && self.query.is_none() && self.layout != Layout::Verbatim {
            self.out.push_str(&mask_pairs(text));
        } else if key == Some("content") && self.depth == 1 && !self.nested {
            self.content(text);
        } else {
            self.out.push_str(text);
        }
    }

    /// Backups of one engine hold the content of a record as a JSON text.
    fn content(&mut self, text: &str) {
        let layout = if self.layout == Layout::Indented { Layout::Compact } else { self.layout };
        let (mask_caller, everywhere) = (self.mask_caller, self.everywhere);
        let rewritten = decode::json_text(text).filter(|inner| inner.starts_with('{')).and_then(|inner| {
            let rewriter = Rewriter { layout, mask_caller, everywhere, nested: true, ..Rewriter::default() };
            let masked = rewriter.run(&inner);
            (masked != inner).then(|| serde_json::to_string(&masked).ok()).flatten()
        });
        self.out.push_str(rewritten.as_deref().unwrap_or(text));
    }

    fn scalar(&mut self, text: &str) {
        // Space before a colon or a value is neither.
        if text.trim().is_empty() {
            return self.out.push_str(text);
        }
        let key = self.key.take();
        if self.hides(key) {
            self.masked();
        } else {
            self.out.push_str(text);
        }
    }

    fn masked(&mut self) {
        self.out.push('"');
        self.out.push_str(MASKED);
        self.out.push('"');
    }

    fn hides(&self, key: Option<&str>) -> bool {
        let inside = self.query.is_some() && self.layout != Layout::Verbatim;
        // Outside of a query, `key` names what was written.
        let beside = self.everywhere && key != Some("key");
        self.hidden.is_some() || ((inside || beside) && key.is_some_and(is_secret))
    }

    fn open(&mut self, bracket: char, closes: bool) {
        let key = self.key.take();
        if self.hidden.is_none() && self.hides(key) {
            self.hidden = Some(self.depth);
        }
        if self.query.is_none() && key == Some("query") {
            self.query = Some(self.depth);
        }
        self.out.push(bracket);
        self.depth += 1;
        if !closes {
            self.line();
        }
    }

    fn close(&mut self, bracket: char) {
        self.depth = self.depth.saturating_sub(1);
        if !self.out.ends_with(['{', '[']) {
            self.line();
        }
        self.out.push(bracket);
        for mark in [&mut self.hidden, &mut self.query] {
            if mark.is_some_and(|depth| depth >= self.depth) {
                *mark = None;
            }
        }
    }

    fn line(&mut self) {
        if self.layout == Layout::Indented {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", self.depth.min(MOST_INDENT)));
        }
    }
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
            (r#"{"readToken":["abc","def"],"a":"b"}"#, r#"{"readToken":["••••••","••••••"],"a":"b"}"#),
            (r#"{"password":{"a":1,"b":[true]},"a":1}"#, r#"{"password":{"a":"••••••","b":["••••••"]},"a":1}"#),
            ("?auth=abc&limit=2", "?auth=••••••&limit=2"),
            ("streamId=diary&auth=abc", "streamId=diary&auth=••••••"),
            ("", ""),
            ("monkey=1", "monkey=1"),
        ];
        for (query, masked) in cases {
            assert_eq!(mask_query(query), masked);
        }
    }

    #[test]
    fn only_the_query_of_a_record_hides_secrets() {
        let cases = [
            (
                r#"{"content":{"query":{"auth":"x"},"record":{"key":"EVENT:0:a","oldTokenId":"t"}}}"#,
                r#"{"content":{"query":{"auth":"••••••"},"record":{"key":"EVENT:0:a","oldTokenId":"t"}}}"#,
            ),
            (r#"{"query":"a=b&auth=x","key":"k"}"#, r#"{"query":"a=b&auth=••••••","key":"k"}"#),
            (r#"{"query":"auth=x"}"#, r#"{"query":"auth=••••••"}"#),
        ];
        for (json, shown) in cases {
            assert_eq!(rewrite(json, Layout::Compact, false), shown);
            assert_eq!(rewrite(json, Layout::Verbatim, true), json);
        }
    }

    #[test]
    fn the_content_of_a_backup_row_hides_the_same() {
        let row = r#"{"eventid":"a","content":"{\"query\":{\"auth\":\"x\"},\"callerId\":\"k\",\"token\":1}"}"#;
        let (shown, caller) = (row.replace(r#"\"x\""#, r#"\"••••••\""#), row.replace(r#"\"k\""#, r#"\"••••••\""#));
        for layout in [Layout::Compact, Layout::Indented] {
            assert_eq!(rewrite(row, layout, false).replace(['\n', ' '], ""), shown);
        }
        assert_eq!(rewrite(row, Layout::Verbatim, true), caller);
        assert_eq!(rewrite(row, Layout::Verbatim, false), row);
        // Nothing else is spelled anew, nor what only looks like one.
        for other in [r#"{"content":"{\u0022a\u0022:1}"}"#, r#"{"a":{"content":"{\"query\":\"auth=x\"}"}}"#] {
            assert_eq!(rewrite(other, Layout::Compact, false), other);
        }
    }

    #[test]
    fn a_piece_of_a_list_of_accesses_shows_no_token() {
        let cases = [
            (r#"{"id":"a","token":"abc","name":"n"}"#, r#"{"id":"a","token":"••••••","name":"n"}"#),
            (r#"{"apiEndpoint":"https://abc@x/","key":"k"}"#, r#"{"apiEndpoint":"••••••","key":"k"}"#),
            (r#"{"id":"a","token":"abc"#, r#"{"id":"a","token":"••••••""#),
            (r#"{"token":abc}"#, r#"{"token":"••••••"}"#),
            (r#"{"token" : "abc"}"#, r#"{"token" : "••••••"}"#),
        ];
        for (text, shown) in cases {
            assert_eq!(rewrite_unread(text), shown);
        }
    }

    #[test]
    fn deep_nesting_is_not_indented_without_end() {
        let json = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        assert!(rewrite(&json, Layout::Indented, false).len() < 4_000_000);
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
