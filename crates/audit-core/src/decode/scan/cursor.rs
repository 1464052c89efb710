//! JSON, pulled value by value out of bytes: compact, and as servers write it.

use std::borrow::Cow;

use crate::decode::fields;
use crate::json::{self, plain_run};

/// Values nested deeper are left to the lenient reader.
const DEEPEST: u32 = 32;

/// Where a text stands: between its quotes, or with its brackets.
pub(super) type Span = std::ops::Range<usize>;

/// A place in the bytes. Every method leaves it behind what it read; `None` ends
/// the whole attempt, so where it stands then does not matter.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// An object, entry by entry; `take` reads the value of the key it is given,
    /// or leaves it when it is `null`, which counts as absent.
    pub(super) fn object(&mut self, mut take: impl FnMut(&mut Self, &'a [u8]) -> Option<()>) -> Option<()> {
        self.eat(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            let key = self.plain_string()?;
            let key = &self.bytes[key];
            self.eat(b':')?;
            if self.peek()? == b'n' {
                // Of a key that occurs twice a `null` may be the one that counts.
                return None;
            }
            take(self, key)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// The inside of a string without escapes.
    pub(super) fn plain_string(&mut self) -> Option<Span> {
        let (inside, escaped) = self.quoted()?;
        (!escaped).then_some(inside)
    }

    /// The text of a string.
    pub(super) fn string(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at;
        let (inside, escaped) = self.quoted()?;
        if escaped {
            let json = std::str::from_utf8(&self.bytes[start..self.at]).ok()?;
            return json::string(json).map(Cow::Owned);
        }
        std::str::from_utf8(&self.bytes[inside]).ok().map(Cow::Borrowed)
    }

    /// The inside of a string, and whether it holds escapes (which are checked
    /// only as far as finding its end needs).
    fn quoted(&mut self) -> Option<(Span, bool)> {
        self.eat(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain_run(self.bytes.get(self.at..)?);
            match self.peek()? {
                b'"' => {
                    let inside = start..self.at;
                    self.at += 1;
                    return Some((inside, escaped));
                }
                b'\\' => {
                    escaped = true;
                    self.at += 2;
                }
                // Control characters are no JSON.
                _ => return None,
            }
        }
    }

    /// A compact array of strings without escapes, as it stands.
    pub(super) fn strings(&mut self) -> Option<Span> {
        let start = self.at;
        self.eat(b'[')?;
        if self.peek()? != b']' {
            loop {
                self.plain_string()?;
                match self.peek()? {
                    b',' => self.at += 1,
                    _ => break,
                }
            }
        }
        self.eat(b']')?;
        Some(start..self.at)
    }

    /// A whole number of at least 0.
    pub(super) fn count(&mut self) -> Option<u64> {
        let start = self.at;
        let mut value = 0_u64;
        while let digit @ b'0'..=b'9' = self.peek()? {
            value = value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            self.at += 1;
        }
        let digits = &self.bytes[start..self.at];
        let usual = !digits.is_empty() && (digits.len() == 1 || digits[0] != b'0');
        (usual && matches!(self.peek()?, b',' | b'}')).then_some(value)
    }

    pub(super) fn boolean(&mut self) -> Option<bool> {
        let value = self.peek()? == b't';
        self.literal()?;
        Some(value)
    }

    /// A time in seconds: `1795461580.488`, in milliseconds.
    pub(super) fn time_ms(&mut self) -> Option<i64> {
        let start = self.at;
        self.number()?;
        let token = &self.bytes[start..self.at];
        let dot = token.iter().position(|byte| *byte == b'.').unwrap_or(token.len());
        let (whole, fraction) = (&token[..dot], token.get(dot + 1..).unwrap_or_default());
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        if whole.len() <= 10 && fraction.len() <= 3 && digits(whole) && digits(fraction) {
            // Exact where floating point, rounded to milliseconds, is exact too.
            let number = |part: &[u8]| part.iter().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
            let scale = [1000, 100, 10, 1][fraction.len()];
            return Some(number(whole) * 1000 + number(fraction) * scale);
        }
        fields::time_ms(std::str::from_utf8(token).ok()?)
    }

    /// A query: the text of a string, or the JSON of something else.
    pub(super) fn query(&mut self) -> Option<Cow<'a, str>> {
        if self.peek()? == b'"' {
            return self.string();
        }
        let start = self.at;
        self.skip(0)?;
        std::str::from_utf8(&self.bytes[start..self.at]).ok().map(Cow::Borrowed)
    }

    /// Any value, checked for being JSON.
    pub(super) fn skip(&mut self, depth: u32) -> Option<()> {
        match self.peek()? {
            b'"' => {
                let start = self.at;
                let (_, escaped) = self.quoted()?;
                (!escaped || json::is_valid(&self.bytes[start..self.at])).then_some(())
            }
            b'{' if depth < DEEPEST => self.skip_object(depth),
            b'[' if depth < DEEPEST => self.skip_array(depth),
            b't' | b'f' | b'n' => self.literal(),
            _ => self.number(),
        }
    }

    fn skip_object(&mut self, depth: u32) -> Option<()> {
        self.at += 1;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            // A record inside another: brackets that do not pair have swallowed it.
            let key = self.plain_string()?;
            if self.bytes[key] == *b"streamIds" {
                return None;
            }
            self.eat(b':')?;
            self.skip(depth + 1)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn skip_array(&mut self, depth: u32) -> Option<()> {
        self.at += 1;
        if self.peek()? == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.skip(depth + 1)?;
            match self.peek()? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn literal(&mut self) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        let word = [&b"true"[..], b"false", b"null"].into_iter().find(|word| rest.starts_with(word))?;
        self.at += word.len();
        Some(())
    }

    /// A number as JSON writes it.
    fn number(&mut self) -> Option<()> {
        if self.peek()? == b'-' {
            self.at += 1;
        }
        match self.digits()? {
            [] | [b'0', _, ..] => return None,
            _ => {}
        }
        if self.peek()? == b'.' {
            self.at += 1;
            if self.digits()?.is_empty() {
                return None;
            }
        }
        if matches!(self.peek()?, b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek()?, b'+' | b'-') {
                self.at += 1;
            }
            if self.digits()?.is_empty() {
                return None;
            }
        }
        Some(())
    }

    /// The digits from here on; `None` when the bytes end with them.
    fn digits(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        while self.peek()?.is_ascii_digit() {
            self.at += 1;
        }
        Some(&self.bytes[start..self.at])
    }
}
