//! JSON as the text it stands in: found, checked, unescaped and quoted, never made
//! into a tree. As strict as the standard. This much of it is an eighth of the code
//! of a general library, whose tables for floating point a log has no use for; the
//! tests hold it to such a library's answers.

use std::borrow::Cow;
use std::ops::Range;

/// Whether bytes are one JSON value, with or without white space around it.
pub(crate) fn is_valid(bytes: &[u8]) -> bool {
    let mut reader = Reader { bytes, at: 0 };
    reader.value().is_some() && reader.ends()
}

/// The entries of an object in their order, each value as it stands; `None` when the
/// text is no object.
pub(crate) fn object(text: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let mut entries = Vec::with_capacity(16);
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    reader.items(b'{', b'}', |reader| {
        let key = &text[reader.key()?];
        let inside = &key[1..key.len() - 1];
        let key = if inside.contains('\\') { Cow::Owned(string(key)?) } else { Cow::Borrowed(inside) };
        entries.push((key, &text[reader.value()?]));
        Some(())
    })?;
    Some(entries)
}

/// The items of an array, each as it stands; `None` when the text is no array.
pub(crate) fn array(text: &str) -> Option<Vec<&str>> {
    let mut items = Vec::new();
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    reader.items(b'[', b']', |reader| {
        items.push(&text[reader.value()?]);
        Some(())
    })?;
    Some(items)
}

/// The text of a string; `None` when the text is no string. Halves of surrogate
/// pairs, which JavaScript can write and UTF-8 cannot hold, become U+FFFD.
pub(crate) fn string(json: &str) -> Option<String> {
    let mut rest = json.strip_prefix('"')?;
    let mut text = String::with_capacity(rest.len());
    loop {
        let run = plain_end(rest.as_bytes(), 0);
        text.push_str(&rest[..run]);
        rest = match *rest.as_bytes().get(run)? {
            b'"' => return (run + 1 == rest.len()).then_some(text),
            b'\\' => {
                let (character, rest) = unescape(&rest[run + 1..])?;
                text.push(character);
                rest
            }
            _ => return None,
        };
    }
}

/// Writes a text as a string, in the shortest form.
pub(crate) fn quote(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    let mut rest = text;
    loop {
        let run = plain_end(rest.as_bytes(), 0);
        out.push_str(&rest[..run]);
        let Some(special) = rest.as_bytes().get(run) else { break };
        out.push('\\');
        match special {
            b'"' | b'\\' => out.push(char::from(*special)),
            b'\n' => out.push('n'),
            b'\r' => out.push('r'),
            b'\t' => out.push('t'),
            0x08 => out.push('b'),
            0x0C => out.push('f'),
            control => {
                out.push_str("u00");
                out.push(char::from(HEX[usize::from(control >> 4)]));
                out.push(char::from(HEX[usize::from(control & 15)]));
            }
        }
        rest = &rest[run + 1..];
    }
    out.push('"');
}

/// Texts as an array of strings.
pub(crate) fn quote_all(texts: &[String]) -> String {
    let mut out = "[".to_owned();
    for (place, text) in texts.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        quote(&mut out, text);
    }
    out.push(']');
    out
}

/// What stands behind a backslash, and what follows it.
fn unescape(text: &str) -> Option<(char, &str)> {
    let character = match text.as_bytes().first()? {
        special @ (b'"' | b'\\' | b'/') => char::from(*special),
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let unit = hex(text.get(1..5)?)?;
            let low = text.get(5..11).and_then(|next| hex(next.strip_prefix("\\u")?));
            return Some(match (unit, low) {
                (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                    let code = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), &text[11..])
                }
                _ => (char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), &text[5..]),
            });
        }
        _ => return None,
    };
    Some((character, &text[1..]))
}

fn hex(digits: &str) -> Option<u32> {
    digits.chars().try_fold(0, |sum, digit| Some(sum * 16 + digit.to_digit(16)?))
}

/// A place in the bytes; `None` ends the whole attempt.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn white(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Whether nothing but white space is left.
    fn ends(&mut self) -> bool {
        self.white();
        self.at == self.bytes.len()
    }

    /// What stands between two brackets, item by item, and nothing behind them.
    fn items(&mut self, open: u8, close: u8, mut take: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.white();
        (self.next()? == open).then_some(())?;
        self.white();
        if !self.eat(close) {
            loop {
                take(self)?;
                self.white();
                match self.next()? {
                    b',' => self.white(),
                    byte if byte == close => break,
                    _ => return None,
                }
            }
        }
        self.ends().then_some(())
    }

    /// Where a key stands, with its quotes; goes on to its value.
    fn key(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        (self.next()? == b'"').then_some(())?;
        self.rest_of_string()?;
        let end = self.at;
        self.white();
        (self.next()? == b':').then_some(())?;
        self.white();
        Some(start..end)
    }

    /// Where the next value stands. Without recursion: brackets may be nested as
    /// deep as somebody likes.
    fn value(&mut self) -> Option<Range<usize>> {
        self.white();
        let start = self.at;
        let mut open = Vec::new();
        loop {
            match self.next()? {
                b'"' => self.rest_of_string()?,
                bracket @ (b'{' | b'[') => {
                    // In ASCII the closing bracket is the next but one.
                    let close = bracket + 2;
                    self.white();
                    if !self.eat(close) {
                        open.push(close);
                        if bracket == b'{' {
                            self.key()?;
                        }
                        continue;
                    }
                }
                b't' => self.word(b"rue")?,
                b'f' => self.word(b"alse")?,
                b'n' => self.word(b"ull")?,
                b'-' => {
                    let digit = self.next()?;
                    self.rest_of_number(digit)?;
                }
                digit => self.rest_of_number(digit)?,
            }
            // That ended; what it stands in goes on, or ends as well.
            loop {
                let Some(close) = open.last().copied() else { return Some(start..self.at) };
                self.white();
                match self.next()? {
                    b',' => {
                        self.white();
                        if close == b'}' {
                            self.key()?;
                        }
                        break;
                    }
                    byte if byte == close => {
                        open.pop();
                    }
                    _ => return None,
                }
            }
        }
    }

    /// A string behind its first quote.
    fn rest_of_string(&mut self) -> Option<()> {
        loop {
            self.at = plain_end(self.bytes, self.at);
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => match self.next()? {
                    b'u' => {
                        let digits = self.bytes.get(self.at..self.at + 4)?;
                        digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
                        self.at += 4;
                    }
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    fn word(&mut self, rest: &[u8]) -> Option<()> {
        let there = self.bytes[self.at..].starts_with(rest);
        self.at += rest.len();
        there.then_some(())
    }

    /// A number behind its sign and its first digit.
    fn rest_of_number(&mut self, first: u8) -> Option<()> {
        match first {
            b'0' => {}
            b'1'..=b'9' => self.digits(),
            _ => return None,
        }
        if self.eat(b'.') {
            self.next()?.is_ascii_digit().then(|| self.digits())?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.next()?.is_ascii_digit().then(|| self.digits())?;
        }
        Some(())
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }
}

/// Eight bytes from `at` on, the first one lowest.
#[inline]
pub(crate) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    <[u8; 8]>::try_from(eight).ok().map(u64::from_le_bytes)
}

const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES * 128;

/// Where, from `at` on, the first quote, backslash or control character stands.
/// Eight bytes at a time: most strings are short.
#[inline]
pub(crate) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    // The lowest byte that is marked is exact; those above it may be marked wrongly.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    while let Some(word) = word(bytes, at) {
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let backslash = zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let marked = (quote | backslash | control) & HIGH;
        if marked != 0 {
            return at + (marked.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let end = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(end).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// Everything this module says of a text is what the library says of it.
    fn check(text: &str) {
        let value: Option<Value> = serde_json::from_str(text).ok();
        assert_eq!(is_valid(text.as_bytes()), serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), "{text}");
        let Some(value) = value else { return };
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(object(text).is_some(), value.is_object(), "{text}");
        assert_eq!(array(text).is_some(), value.is_array(), "{text}");
        let object: serde_json::Map<_, _> =
            object(text).into_iter().flatten().map(|(key, value)| (key.into_owned(), parse(value))).collect();
        assert_eq!(object, value.as_object().cloned().unwrap_or_default(), "{text}");
        let array: Vec<Value> = array(text).into_iter().flatten().map(parse).collect();
        assert_eq!(array, value.as_array().cloned().unwrap_or_default(), "{text}");
        assert_eq!(string(text.trim()), value.as_str().map(str::to_owned), "{text}");
        if let Some(text) = value.as_str() {
            let mut quoted = String::new();
            quote(&mut quoted, text);
            assert_eq!(quoted, serde_json::to_string(text).unwrap());
        }
    }

    #[test]
    fn as_the_library_reads_it() {
        let texts = [
            "",
            " ",
            "{",
            "}",
            "[",
            "]",
            "{}",
            "[]",
            " { } ",
            "[[]]",
            "[{}]",
            "{]",
            "[}",
            "[1,]",
            "[,1]",
            "{\"a\":1,}",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{\"a\":1 \"b\":2}",
            "[1 2]",
            "{} {}",
            "1 1",
            "\"a\" b",
            "nul",
            "nulll",
            "null",
            "true",
            "tru",
            "false ",
            "TRUE",
            "-",
            "-0",
            "01",
            "1.",
            ".5",
            "1.5",
            "1e",
            "1e+",
            "1E-7",
            "1e400",
            "+1",
            "--1",
            "\"",
            "\"a",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u00e9\"",
            "\"\\ud83d\\ude00\"",
            "\"\u{1}\"",
            "\"\u{7f}\"",
            "\"\\/\\b\\f\\n\\r\\t\\u0001\"",
            "{\"\\u0061\":[1,{\"b\" : \"c\"}], \"a\":2}",
            "{\"a\" \n:\t{\"b\":[ 1 , -2.5e3 ,null]} , \"\": \"é\"}",
            "\"\\uD83D\\u0041\"",
            "[\"]\",\"}\\\"\"]",
        ];
        for text in texts {
            check(text);
        }
        check(&"[".repeat(200_000));
    }

    #[test]
    fn lone_surrogates_become_replacement_characters() {
        let cases = [
            (r#""a\ud800b""#, "a\u{fffd}b"),
            (r#""\udc00\ud83d\ude00\\ud800""#, "\u{fffd}\u{1f600}\\ud800"),
            (r#""é\ud800""#, "é\u{fffd}"),
            (r#""\ud800\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
        ];
        for (json, expected) in cases {
            assert_eq!(string(json).as_deref(), Some(expected), "{json}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in r#"[\[\]{}":, \\untrefalsbd0-9.eE+\-éx\n]{0,24}"#) {
            check(&text);
        }

        #[test]
        fn any_string(text in any::<String>()) {
            let mut quoted = String::new();
            quote(&mut quoted, &text);
            prop_assert_eq!(&quoted, &serde_json::to_string(&text).unwrap());
            prop_assert_eq!(string(&quoted), Some(text));
        }

        #[test]
        fn strings_with_escapes(inside in r#"(\\["\\/bfnrtu]|\\u00[0-9a-f]{2}|[a-zé]){0,8}"#) {
            check(&format!("\"{inside}\""));
            check(&format!("{{\"{inside}\":[\"{inside}\"]}}"));
        }
    }
}
