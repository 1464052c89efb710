//! What must not be shown by accident: values of keys that name a secret, and what has the
//! form of a key where people would not look for one. Platforms record queries and error
//! messages as they came, tokens in them included.
//!
//! Which values are meant is a guess from names and forms: too much is masked rather than
//! too little, and whoever looks at a record can have each value shown.

mod message;
mod rewriter;

use crate::form;
use crate::record::{MASKED, looks_like_token};

pub use message::mask_message;
use message::masked_message;
pub use rewriter::indented;
pub(crate) use rewriter::{Layout, holds_more, rewrite, rewrite_unread};

/// A text with what may be a key masked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Masked {
    /// The text.
    pub(crate) text: String,
    /// How many values of it are masked.
    pub(crate) values: u32,
}

impl Masked {
    fn nothing_of(text: &str) -> Self {
        Self { text: text.to_owned(), values: 0 }
    }

    fn mask(&mut self) {
        self.text.push_str(MASKED);
        self.values += 1;
    }
}

/// Texts are looked for in texts so deep. What stands deeper is masked without a look:
/// nobody writes so, but to hide something.
const DEEPEST: usize = 8;

/// Whether a key names something that opens a door: one of these words, or with one of
/// those in it.
fn is_secret(key: &str) -> bool {
    const WORDS: [&str; 3] = ["auth", "_auth", "key"];
    const PARTS: [&str; 9] =
        ["token", "secret", "password", "passwd", "apikey", "api_key", "apiendpoint", "authorization", "credential"];
    let key = if key.contains('%') { form::percent_decode(key) } else { key.to_owned() }.to_ascii_lowercase();
    PARTS.iter().any(|part| key.contains(part))
        || key.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|part| WORDS.contains(&part))
}

/// A text that a person or an app wrote, such as what an access is for, with everything
/// masked that may be a key: what a message would not show, and any word that has the form
/// of one.
pub(crate) fn mask_prose(text: &str) -> String {
    let decoded = form::percent_decode(text);
    if decoded != text && prose(&decoded) != decoded {
        // Written anew, the rest of it would be spelled otherwise.
        return MASKED.to_owned();
    }
    prose(text)
}

fn prose(text: &str) -> String {
    let (masked, mut out) = (mask_message(text), String::with_capacity(text.len()));
    let is_end = |letter: char| letter.is_whitespace() || "/?#&=@:;,.\"'<>()[]{}|".contains(letter);
    let mut rest = masked.as_str();
    // The word before names a secret, and a colon stands behind it: `token: …`.
    let (mut is_name, mut is_named) = (false, false);
    while let Some(first) = rest.chars().next() {
        let length = rest.find(is_end).map_or(rest.len(), |end| end.max(first.len_utf8()));
        let (word, behind) = rest.split_at(length);
        if is_end(first) {
            is_named = (is_named || (is_name && first == ':')) && !".,)".contains(first);
            is_name = is_name && (first.is_whitespace() || "\"'".contains(first));
            out.push_str(word);
        } else {
            out.push_str(if is_named || is_like_key(word) { MASKED } else { word });
            (is_name, is_named) = (is_secret(word), false);
        }
        rest = behind;
    }
    out
}

/// Whether a word of a text has the form of a key: a token, a UUID, or letters and digits
/// at random, longer than words are.
fn is_like_key(word: &str) -> bool {
    const LONG: usize = 20;
    let is_random = |part: &str| {
        let has = |test: fn(&u8) -> bool| part.as_bytes().iter().any(test);
        part.len() >= LONG && part.is_ascii() && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
    };
    let is_uuid = || {
        let lengths = word.split('-').map(str::len);
        lengths.eq([8, 4, 4, 4, 12]) && word.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
    };
    looks_like_token(word) || is_uuid() || word.split(['-', '_']).any(is_random)
}

/// A recorded query with the values of secret keys masked: JSON, or the
/// `name=value&…` of older rows.
pub fn mask_query(query: &str) -> String {
    masked_query(query).text
}

pub(crate) fn masked_query(query: &str) -> Masked {
    mask_text(query, 0)
}

/// A query, or a text in one: JSON, a JSON text of it, or pairs.
fn mask_text(text: &str, depth: usize) -> Masked {
    let is_plain = !text.contains(['=', '{', '[', '@', '%', '"']);
    if is_plain {
        return Masked::nothing_of(text);
    }
    if depth > DEEPEST {
        return Masked { text: MASKED.to_owned(), values: 1 };
    }
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        let masked = rewriter::rewrite_query(text, depth);
        if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
            return masked;
        }
        // It only looks like JSON, or is deeper than anybody reads it.
        let more = mask_pairs(&masked.text, depth);
        return Masked { values: masked.values + more.values, ..more };
    }
    if start.starts_with('"')
        && let Ok(inner) = serde_json::from_str::<String>(text)
    {
        let masked = mask_text(&inner, depth + 1);
        let written = serde_json::to_string(&masked.text).ok().filter(|_| masked.values > 0);
        return written.map_or_else(|| Masked::nothing_of(text), |text| Masked { text, ..masked });
    }
    let pairs = mask_pairs(text, depth);
    let (text, users) = mask_users(&pairs.text);
    Masked { text, values: pairs.values + users }
}

/// `name=value&…`, with or without quotes around it, or behind the rest of an address.
fn mask_pairs(text: &str, depth: usize) -> Masked {
    let mut out = Masked::default();
    for (nth, pair) in text.split('&').enumerate() {
        if nth > 0 {
            out.text.push('&');
        }
        mask_pair(pair, depth, &mut out);
    }
    out
}

fn mask_pair(pair: &str, depth: usize, out: &mut Masked) {
    let mut rest = pair;
    while let Some((key, value)) = rest.split_once('=') {
        out.text.push_str(key);
        out.text.push('=');
        let name = key.rsplit(['?', '#', '/', ';', '"', ' ', '{', ',']).next().unwrap_or(key);
        if is_secret(name) {
            // An empty value hides nothing.
            let bare = value.trim_end_matches('"');
            if !bare.is_empty() {
                out.mask();
            }
            return out.text.push_str(&value[bare.len()..]);
        }
        // Some wrote a semicolon between pairs.
        let (value, more) = value.split_once(';').map_or((value, None), |(value, more)| (value, Some(more)));
        mask_value(value, depth, out);
        let Some(more) = more else { return };
        out.text.push(';');
        rest = more;
    }
    out.text.push_str(rest);
}

/// A value whose name says nothing, but which may be JSON, or an address.
fn mask_value(value: &str, depth: usize, out: &mut Masked) {
    let plain = form::percent_decode(&value.replace('+', " "));
    let masked = mask_text(&plain, depth + 1);
    if masked.values == 0 {
        out.text.push_str(value);
    } else if plain == value {
        out.text.push_str(&masked.text);
        out.values += masked.values;
    } else {
        // Written anew, the rest of it would be spelled otherwise.
        out.mask();
    }
}

/// What stands before the `@` of addresses: of a Pryv API endpoint, the token.
fn mask_users(text: &str) -> (String, u32) {
    let (mut out, mut values, mut rest) = (String::new(), 0, text);
    while let Some(at) = rest.find("://") {
        let (before, behind) = rest.split_at(at + 3);
        out.push_str(before);
        let end = behind.find(|letter: char| letter.is_whitespace() || "/?#\"'<>".contains(letter));
        let host = &behind[..end.unwrap_or(behind.len())];
        let user = host.rfind('@').filter(|user| *user > 0 && host[..*user] != *MASKED);
        if let Some(user) = user {
            out.push_str(MASKED);
            values += 1;
            out.push_str(&host[user..]);
        } else {
            out.push_str(host);
        }
        rest = &behind[host.len()..];
    }
    out.push_str(rest);
    (out, values)
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
            (r#"{"au\u0074h":"abc"}"#, r#"{"au\u0074h":"••••••"}"#),
            // JSON in a text, and addresses.
            (r#"{"p":"{\"auth\":\"abc\",\"a\":1}"}"#, r#"{"p":"{\"auth\":\"••••••\",\"a\":1}"}"#),
            (r#"{"p":"{\"auth\":\"ab","a":"\u0062"}"#, r#"{"p":"{\"auth\":\"••••••\"","a":"\u0062"}"#),
            (r#"{"u":"https://x/?a=1&auth=abc"}"#, r#"{"u":"https://x/?a=1&auth=••••••"}"#),
            (r#"{"u":"https://abc@x/y"}"#, r#"{"u":"https://••••••@x/y"}"#),
            (r#"{"u":"https://x/y?z=a@b"}"#, r#"{"u":"https://x/y?z=a@b"}"#),
            (r#"["auth",{"key":"abc"}]"#, r#"["auth",{"key":"••••••"}]"#),
            ("?auth=abc&limit=2", "?auth=••••••&limit=2"),
            ("streamId=diary&auth=abc", "streamId=diary&auth=••••••"),
            ("a=1;auth=abc;def", "a=1;auth=••••••"),
            ("read%54oken=abc", "read%54oken=••••••"),
            ("a[auth]=abc", "a[auth]=••••••"),
            ("p=%7B%22auth%22:%22abc%22%7D&a=%20", "p=••••••&a=%20"),
            ("\"{\\\"auth\\\":\\\"abc\\\"}\"", "\"{\\\"auth\\\":\\\"••••••\\\"}\""),
            ("{auth=abc", "{auth=••••••"),
            ("auth=&a=b", "auth=&a=b"),
            ("auth=\"\"", "auth=\"\""),
            ("", ""),
            ("monkey=1", "monkey=1"),
        ];
        for (query, masked) in cases {
            assert_eq!(mask_query(query), masked);
        }
    }

    #[test]
    fn what_is_nested_without_end_is_masked_unread() {
        for query in ["a=".repeat(100_000) + "auth=abc", format!("{}auth=abc", "%5B".repeat(50_000))] {
            assert!(!mask_query(&query).contains("abc"));
        }
    }
}
