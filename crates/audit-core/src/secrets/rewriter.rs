//! JSON with what may be a key masked, and all else as it was spelled.

use std::borrow::Cow;

use memchr::memmem;

use super::{Masked, is_secret, mask_text, masked_message, masked_query};
use crate::decode;
use crate::record::MASKED;

/// How [`rewrite`] sets out its result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As it is.
    #[default]
    Compact,
    /// Two spaces a level, one value a line.
    Indented,
}

/// Indentation stops here: a record nested deeper is made to fill the memory.
const MOST_INDENT: usize = 32;

/// Rewrites a record's compact JSON. In its `query` the values of secret keys are
/// masked, whatever they are; in its message, what may be a key; its caller id, if it may
/// be one. Of a key that occurs twice, both: whoever reads the file may read the other one.
/// All else keeps its own spelling: a record is evidence.
pub(crate) fn rewrite(json: &str, layout: Layout, mask_caller: bool) -> Masked {
    let (masked, callers) = Rewriter { layout, mask_caller, ..Rewriter::default() }.counted(json);
    if mask_caller || callers < 2 {
        return masked;
    }
    // Only one of them was looked at.
    Rewriter { layout, mask_caller: true, ..Rewriter::default() }.run(json)
}

/// Whether a record may hold something to be masked where its reader did not look: under a
/// key that occurs twice, or in another place. `read` is whether it read a query, a message
/// and a caller id. What it says of a record that holds none may be wrong.
pub(crate) fn holds_more(raw: &[u8], read: [bool; 3]) -> bool {
    let words: [&[u8]; 3] = [b"query", b"essage", b"aller"];
    let more = |(word, read): (&[u8], bool)| memmem::find_iter(raw, word).nth(usize::from(read)).is_some();
    // Keys may be spelled with escapes.
    words.into_iter().zip(read).any(more) || memmem::find(raw, br"\u").is_some()
}

/// A record's compact JSON, indented for reading, with nothing masked.
pub fn indented(json: &str) -> String {
    Rewriter { layout: Layout::Indented, reach: Reach::Nowhere, ..Rewriter::default() }.run(json).text
}

/// A query that is JSON, `depth` texts deep in another.
pub(super) fn rewrite_query(json: &str, depth: usize) -> Masked {
    Rewriter { query: Some(0), reach: Reach::Query, texts: depth, ..Rewriter::default() }.run(json)
}

/// Masks, in something that is no record, the value of every secret key, wherever it stands:
/// it can be a piece of a list of accesses, which holds their tokens.
pub(crate) fn rewrite_unread(text: &str) -> String {
    Rewriter { reach: Reach::Everywhere, mask_caller: true, ..Rewriter::default() }.run(text).text
}

/// Where secrets are looked for.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Reach {
    /// In the query of a record and in its message.
    #[default]
    Record,
    /// Under every key.
    Everywhere,
    /// All of it is a query.
    Query,
    /// Nowhere.
    Nowhere,
}

#[derive(Default)]
struct Rewriter<'a> {
    layout: Layout,
    mask_caller: bool,
    reach: Reach,
    /// How many texts this one stands in.
    texts: usize,
    /// This is a JSON text inside of another.
    nested: bool,
    out: String,
    /// How many values were masked.
    values: u32,
    /// How many caller ids the record has.
    callers: u32,
    depth: usize,
    /// The key whose value comes next.
    key: Option<Cow<'a, str>>,
    /// Depth of the `query` that is being read; secrets are looked for inside.
    query: Option<usize>,
    /// Depth of the object or array under a secret key: all of it is masked.
    hidden: Option<usize>,
}

impl<'a> Rewriter<'a> {
    fn run(self, json: &'a str) -> Masked {
        self.counted(json).0
    }

    /// And how many caller ids it came by.
    fn counted(mut self, json: &'a str) -> (Masked, u32) {
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
        (Masked { text: self.out, values: self.values }, self.callers)
    }

    fn text(&mut self, text: &'a str, is_key: bool) {
        if is_key {
            // Whoever reads the record reads what a key stands for, however it is spelled.
            self.key = match decode::json_text(text).filter(|_| text.contains('\\')) {
                Some(key) => Some(key.into()),
                None => Some(text.trim_matches('"').into()),
            };
            self.out.push_str(text);
            return;
        }
        let key = self.key.take();
        let key = key.as_deref();
        self.callers += u32::from(self.query.is_none() && is_caller(key));
        if self.hides(key) || (self.mask_caller && is_caller(key)) {
            self.masked();
        } else if self.reach == Reach::Nowhere {
            self.out.push_str(text);
        } else if self.query.is_some() {
            let depth = self.texts + 1;
            self.inner(text, |inner| mask_text(inner, depth));
        } else {
            match key {
                Some("query") => self.inner(text, masked_query),
                Some("message" | "errorMessage" | "error_message") => self.inner(text, masked_message),
                // Backups of one engine hold the content of a record as a JSON text.
                Some("content") if self.depth == 1 && !self.nested => {
                    let (mask_caller, reach) = (self.mask_caller, self.reach);
                    let rewriter = Rewriter { mask_caller, reach, nested: true, ..Rewriter::default() };
                    let mut callers = 0;
                    self.inner(text, |inner| {
                        if !inner.starts_with('{') {
                            return Masked::nothing_of(inner);
                        }
                        let (masked, found) = rewriter.counted(inner);
                        callers = found;
                        masked
                    });
                    self.callers += callers;
                }
                _ => self.out.push_str(text),
            }
        }
    }

    /// A text whose own text may hold secrets. It keeps its spelling where none does.
    fn inner(&mut self, text: &str, mask: impl FnOnce(&str) -> Masked) {
        let masked = decode::json_text(text).map(|inner| mask(&inner)).filter(|masked| masked.values > 0);
        let written = masked.and_then(|masked| Some((serde_json::to_string(&masked.text).ok()?, masked.values)));
        let Some((written, values)) = written else { return self.out.push_str(text) };
        self.out.push_str(&written);
        self.values += values;
    }

    fn scalar(&mut self, text: &str) {
        // Space before a colon or a value is neither.
        if text.trim().is_empty() {
            return self.out.push_str(text);
        }
        let key = self.key.take();
        if self.hides(key.as_deref()) {
            self.masked();
        } else {
            self.out.push_str(text);
        }
    }

    fn masked(&mut self) {
        self.values += 1;
        self.out.push('"');
        self.out.push_str(MASKED);
        self.out.push('"');
    }

    fn hides(&self, key: Option<&str>) -> bool {
        if self.reach == Reach::Nowhere {
            return false;
        }
        let inside = self.query.is_some();
        // Outside of a query, `key` names what was written.
        let beside = self.reach == Reach::Everywhere && key != Some("key");
        self.hidden.is_some() || ((inside || beside) && key.is_some_and(is_secret))
    }

    fn open(&mut self, bracket: char, closes: bool) {
        let key = self.key.take();
        let key = key.as_deref();
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
        self.hidden = self.hidden.filter(|depth| *depth < self.depth);
        self.query = self.query.filter(|depth| self.reach == Reach::Query || *depth < self.depth);
    }

    fn line(&mut self) {
        if self.layout == Layout::Indented {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", self.depth.min(MOST_INDENT)));
        }
    }
}

fn is_caller(key: Option<&str>) -> bool {
    matches!(key, Some("callerId" | "caller_id"))
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
    fn only_the_query_of_a_record_hides_secrets() {
        let cases = [
            (
                r#"{"content":{"query":{"auth":"x"},"record":{"key":"EVENT:0:a","oldTokenId":"t"}}}"#,
                r#"{"content":{"query":{"auth":"••••••"},"record":{"key":"EVENT:0:a","oldTokenId":"t"}}}"#,
            ),
            (r#"{"query":"a=b&auth=x","key":"k"}"#, r#"{"query":"a=b&auth=••••••","key":"k"}"#),
            (r#"{"query":"auth=x"}"#, r#"{"query":"auth=••••••"}"#),
            (r#"{"query":"{\"auth\":\"x\"}"}"#, r#"{"query":"{\"auth\":\"••••••\"}"}"#),
            (r#"{"qu\u0065ry":{"auth":"x"}}"#, r#"{"qu\u0065ry":{"auth":"••••••"}}"#),
            (r#"{"message":"token\u0020'x'"}"#, r#"{"message":"token '••••••'"}"#),
        ];
        for (json, shown) in cases {
            assert_eq!(rewrite(json, Layout::Compact, false).text, shown);
            assert_eq!(indented(json).replace(['\n', ' '], ""), json);
        }
    }

    #[test]
    fn the_content_of_a_backup_row_hides_the_same() {
        let row = r#"{"eventid":"a","content":"{\"query\":{\"auth\":\"x\"},\"callerId\":\"k\",\"token\":1}"}"#;
        let shown = row.replace(r#"\"x\""#, r#"\"••••••\""#);
        for layout in [Layout::Compact, Layout::Indented] {
            let masked = rewrite(row, layout, false);
            assert_eq!((masked.text.replace(['\n', ' '], ""), masked.values), (shown.clone(), 1));
        }
        let without_caller = shown.replace(r#"\"k\""#, r#"\"••••••\""#);
        assert_eq!(rewrite(row, Layout::Compact, true), Masked { text: without_caller, values: 2 });
        // Nothing else is spelled anew, nor what only looks like one.
        for other in [r#"{"content":"{\u0022a\u0022:1}"}"#, r#"{"a":{"content":"{\"query\":\"auth=x\"}"}}"#] {
            assert_eq!(rewrite(other, Layout::Compact, false).text, other);
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
        assert!(rewrite(&json, Layout::Indented, false).text.len() < 4_000_000);
    }

    #[test]
    fn layouts() {
        let json = r#"{"a":[],"b":[1,2.50],"c":{"callerId":"k","t":"x, {y}"},"d":{}}"#;
        assert_eq!(rewrite(json, Layout::Compact, false).text, json);
        assert_eq!(
            rewrite(json, Layout::Indented, true).text,
            "{\n  \"a\": [],\n  \"b\": [\n    1,\n    2.50\n  ],\n  \"c\": {\n    \"callerId\": \"••••••\",\n    \"t\": \"x, {y}\"\n  },\n  \"d\": {}\n}"
        );
    }
}
