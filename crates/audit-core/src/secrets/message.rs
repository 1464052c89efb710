//! Error messages: sentences, in which a platform may repeat the key that it did not know.

use super::{Masked, is_secret, mask_users, rewriter};
use crate::record::looks_like_token;

/// A recorded error message with what may be a key masked: what stands behind a name of one
/// (`auth=…`, `token "…"`, `Bearer …`), before the `@` of an address, or, where the message
/// speaks of keys at all, what has the form of one.
pub fn mask_message(message: &str) -> String {
    masked_message(message).text
}

pub(super) fn masked_message(message: &str) -> Masked {
    if message.starts_with(['{', '[']) {
        let text = rewriter::rewrite_unread(message);
        let values = u32::from(text != message);
        return Masked { text, values };
    }
    let (text, users) = mask_users(message);
    let mut scan = Scan { speaks_of_keys: speaks_of_keys(&text), ..Scan::default() };
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let length = if is_part(first) { rest.find(|letter| !is_part(letter)).unwrap_or(rest.len()) } else { 0 };
        rest = if length == 0 {
            scan.mark(first, &rest[first.len_utf8()..])
        } else {
            scan.word(&rest[..length], &rest[length..])
        };
    }
    Masked { values: scan.out.values + users, ..scan.out }
}

fn speaks_of_keys(text: &str) -> bool {
    let text = text.to_lowercase();
    ["token", "password", "secret", "credential", "auth", "bearer", "key"].iter().any(|word| text.contains(word))
}

/// What keys, and names of them, are made of.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || "_-+/=.%~•".contains(letter)
}

const QUOTES: [char; 6] = ['"', '\'', '`', '“', '”', '’'];

#[derive(Default)]
struct Scan {
    out: Masked,
    speaks_of_keys: bool,
    /// The last sign that was no part of a word.
    before: Option<char>,
    /// The last word names a secret, and nothing but signs stood behind it.
    named: Option<Named>,
}

/// A word that names a secret.
struct Named {
    /// The quote that it stands in.
    within: Option<char>,
    /// What it names follows without a quote too: `Bearer …`.
    bare: bool,
    /// Something stood between it and here: `token 'a'`, but not `the token's access`.
    apart: bool,
}

impl Scan {
    /// A sign; what is left behind it.
    fn mark<'a>(&mut self, mark: char, rest: &'a str) -> &'a str {
        self.out.text.push(mark);
        self.before = Some(mark);
        match self.named.take() {
            Some(named) if QUOTES.contains(&mark) => {
                if named.within == Some(mark) {
                    // The quote around the name ends.
                    self.named = Some(Named { within: None, ..named });
                } else if named.apart {
                    return self.hide_until(mark, rest);
                }
            }
            Some(named) if mark == ' ' || mark == ':' => self.named = Some(Named { apart: true, ..named }),
            _ => {}
        }
        rest
    }

    /// Masks what stands in quotes.
    fn hide_until<'a>(&mut self, quote: char, rest: &'a str) -> &'a str {
        let closing = if quote == '“' { '”' } else { quote };
        let end = rest.find(closing).unwrap_or(rest.len());
        if end > 0 {
            self.out.mask();
        }
        &rest[end..]
    }

    fn word<'a>(&mut self, word: &str, rest: &'a str) -> &'a str {
        let bare = self.named.take().is_some_and(|named| named.bare);
        // A sentence ends with a point, which is no part of its last word.
        let core = word.trim_end_matches('.');
        let tail = &word[core.len()..];
        if let Some((name, value)) = core.split_once('=').filter(|(name, _)| is_secret(name)) {
            self.out.text.push_str(name);
            self.out.text.push('=');
            if value.is_empty() {
                self.named = Some(Named { within: None, bare: true, apart: true });
            } else {
                self.out.mask();
            }
        } else if bare || (self.speaks_of_keys && has_form_of_key(core)) {
            self.out.mask();
        } else {
            self.out.text.push_str(core);
            let lower = core.to_ascii_lowercase();
            let bare = lower == "bearer" || lower == "basic";
            if bare || is_secret(core) {
                let within = self.before.filter(|mark| QUOTES.contains(mark));
                self.named = Some(Named { within, bare, apart: false });
            }
        }
        self.out.text.push_str(tail);
        self.before = tail.chars().next_back();
        rest
    }
}

/// Words of sentences are no base64 that ends with a colon; so long ones hardly ever are.
fn has_form_of_key(word: &str) -> bool {
    word.len() >= 12 && looks_like_token(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_sentences() {
        let token = "rioa9lqseaf7gis5p6cvf9aw";
        let cases = [
            ("Cannot find access from token.", "Cannot find access from token."),
            ("Unknown event \"rioa9lqseaf7gis5p6cvf9aw\"", "Unknown event \"rioa9lqseaf7gis5p6cvf9aw\""),
            ("Cannot find access from token TOKEN.", "Cannot find access from token ••••••."),
            ("Cannot find access from token \"s 3\".", "Cannot find access from token \"••••••\"."),
            ("Invalid password: 'hunter 2' (of 3)", "Invalid password: '••••••' (of 3)"),
            ("The parameter \"token\" is required", "The parameter \"token\" is required"),
            ("got {\"token\":\"abc\"}", "got {\"token\":\"••••••\"}"),
            ("{\"token\":\"abc\"}", "{\"token\":\"••••••\"}"),
            ("GET /x?auth=abc&a=b failed", "GET /x?auth=••••••&a=b failed"),
            ("The given token's access may not", "The given token's access may not"),
            ("auth=\"a b\" is no key", "auth=\"••••••\" is no key"),
            ("Authorization: Bearer abc.def is unknown", "Authorization: Bearer •••••• is unknown"),
            ("at https://abc@pryv.example/alice/", "at https://••••••@pryv.example/alice/"),
            ("token “abc”, token 'abc", "token “••••••”, token '••••••"),
            ("", ""),
        ];
        for (message, shown) in cases {
            assert_eq!(mask_message(&message.replace("TOKEN", token)), shown, "{message}");
        }
    }
}
