//! JSON, pulled value by value out of bytes: compact, and as servers write it.

use super::Field;
use super::keys::Keys;
use crate::decode::fields;

/// Values nested deeper are left to the lenient reader.
const DEEPEST: u32 = 32;

/// Where a text stands: between its quotes, or with its brackets.
pub(super) type Span = std::ops::Range<usize>;

/// A place in the text. Every method leaves it behind what it read; `None` ends
/// the whole attempt, so where it stands then does not matter.
pub(super) struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pub(super) at: usize,
    /// The number read last. A record repeats its time, in other words.
    last_number: Span,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, last_number: 0..0 }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// An object, entry by entry; `take` reads the value of the field it is given.
    #[inline]
    pub(super) fn object(
        &mut self,
        keys: &mut Keys,
        named: fn(&[u8]) -> Field,
        mut take: impl FnMut(&mut Self, Field) -> Option<()>,
    ) -> Option<()> {
        self.eat(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        let mut next = 0;
        loop {
            let before = next;
            let field = if let Some((field, length)) = keys.expected(self.bytes, self.at, &mut next) {
                self.at += length;
                field
            } else {
                next = before;
                self.unexpected(keys, named, &mut next)?
            };
            if self.peek()? == b'n' {
                // Of a key that occurs twice a `null` may be the one that counts.
                return None;
            }
            take(self, field)?;
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

    fn unexpected(&mut self, keys: &mut Keys, named: fn(&[u8]) -> Field, next: &mut usize) -> Option<Field> {
        let start = self.at;
        let key = self.plain_string()?;
        self.eat(b':')?;
        let field = named(&self.bytes[key]);
        keys.learn(&self.bytes[start..self.at], field, next);
        Some(field)
    }

    /// The inside of a string without escapes.
    #[inline]
    pub(super) fn plain_string(&mut self) -> Option<Span> {
        let (inside, escaped) = self.quoted()?;
        (!escaped).then_some(inside)
    }

    /// A string: where its inside stands, and its text if that is not what stands
    /// there.
    pub(super) fn string(&mut self, text: &mut Option<String>) -> Option<Span> {
        let start = self.at;
        let (inside, escaped) = self.quoted()?;
        if escaped {
            *text = Some(fields::text(self.text.get(start..self.at)?)?);
        }
        Some(inside)
    }

    /// The inside of a string, and whether it holds escapes (which are checked
    /// only as far as finding its end needs).
    #[inline]
    fn quoted(&mut self) -> Option<(Span, bool)> {
        self.eat(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at = plain_end(self.bytes, self.at);
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

    /// A compact array of strings without escapes, as it stands; `each` is told
    /// where the inside of each string is.
    #[inline]
    pub(super) fn strings(&mut self, mut each: impl FnMut(&'a str)) -> Option<Span> {
        let start = self.at;
        self.eat(b'[')?;
        if self.peek()? != b']' {
            loop {
                let item = self.plain_string()?;
                each(self.text.get(item)?);
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
        if let Some(time) = self.usual_time() {
            self.last_number = start..self.at;
            return Some(time);
        }
        self.at = start;
        self.number()?;
        fields::time_ms(self.text.get(start..self.at)?.parse().ok()?)
    }

    /// A time of nine or ten digits and up to three more behind a dot: exact where
    /// floating point, rounded to milliseconds, is exact too.
    fn usual_time(&mut self) -> Option<i64> {
        let first = word(self.bytes, self.at)?;
        if self.peek()? == b'0' || !are_digits(first) {
            return None;
        }
        self.at += 8;
        let mut time = eight_digits(first);
        for _ in 0..2 {
            if let Some(digit @ b'0'..=b'9') = self.peek() {
                time = time * 10 + i64::from(digit - b'0');
                self.at += 1;
            }
        }
        let mut scale = 1000;
        if self.peek()? == b'.' {
            self.at += 1;
            while let digit @ b'0'..=b'9' = self.peek()? {
                scale /= 10;
                time = time * 10 + i64::from(digit - b'0');
                self.at += 1;
            }
            // No digit, or more than three, are for others.
            if !matches!(scale, 1 | 10 | 100) {
                return None;
            }
        }
        matches!(self.peek()?, b',' | b'}').then_some(time * scale)
    }

    /// A query: the text of a string, or the JSON of something else.
    pub(super) fn query(&mut self, text: &mut Option<String>) -> Option<Span> {
        if self.peek()? == b'"' {
            return self.string(text);
        }
        let start = self.at;
        self.skip(0)?;
        Some(start..self.at)
    }

    /// Any value, checked for being JSON.
    pub(super) fn skip(&mut self, depth: u32) -> Option<()> {
        match self.peek()? {
            b'"' => {
                let start = self.at;
                let (_, escaped) = self.quoted()?;
                if escaped {
                    serde_json::from_slice::<serde::de::IgnoredAny>(&self.bytes[start..self.at]).ok()?;
                }
                Some(())
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

    /// The same number as the one before it.
    #[inline]
    fn repeated(&mut self) -> Option<()> {
        let Span { start, end } = self.last_number;
        let length = end - start;
        if !(8..=16).contains(&length) {
            return None;
        }
        let (first, last) = (word(self.bytes, self.at)?, word(self.bytes, self.at + length - 8)?);
        let same = first == word(self.bytes, start)? && last == word(self.bytes, end - 8)?;
        let ends = matches!(self.bytes.get(self.at + length)?, b',' | b'}' | b']');
        (same && ends).then(|| self.at += length)
    }

    /// A number as JSON writes it.
    fn number(&mut self) -> Option<()> {
        if self.repeated().is_some() {
            return Some(());
        }
        let start = self.at;
        self.new_number()?;
        self.last_number = start..self.at;
        Some(())
    }

    fn new_number(&mut self) -> Option<()> {
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

/// Eight bytes from `at` on, the first one lowest.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    <[u8; 8]>::try_from(eight).ok().map(u64::from_le_bytes)
}

const ONES: u64 = u64::MAX / 255;
const HIGH: u64 = ONES * 128;

/// Where, from `at` on, the first quote, backslash or control character stands.
/// Eight bytes at a time: most strings are short.
#[inline]
pub(super) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
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

/// Whether eight bytes are digits.
fn are_digits(word: u64) -> bool {
    // The upper half of a digit is 3, also when the lower half is raised by 6.
    let upper = |word: u64| word & (ONES * 0xF0) == ONES * 0x30;
    upper(word) && upper(word.wrapping_add(ONES * 0x06))
}

/// The number that eight digits write: pairs, fours, then all, side by side.
fn eight_digits(word: u64) -> i64 {
    let digits = word & (ONES * 0x0F);
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    let all = (fours * 10_000 + (fours >> 32)) & 0x0000_0000_FFFF_FFFF;
    i64::try_from(all).unwrap_or_default()
}
