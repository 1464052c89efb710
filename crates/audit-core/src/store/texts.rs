//! Texts that repeat, each kept once, with what a search looks at.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use memchr::memmem::Finder;

use super::codes::Codes;

/// Texts lie in pieces of memory of about this size, so that no growth ever copies
/// more.
const CHUNK: usize = 1 << CHUNK_BITS;
const CHUNK_BITS: u32 = 20;

/// Texts end to end.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    chunks: Vec<String>,
    /// Where each text starts (its chunk, and the place in it), and how long it is.
    places: Vec<(u32, u32)>,
}

impl Arena {
    pub(crate) fn push(&mut self, text: &str) {
        let fits = |chunk: &String| chunk.is_empty() || chunk.len() + text.len() < CHUNK;
        if !self.chunks.last().is_some_and(fits) {
            let size = if self.chunks.is_empty() { 0 } else { CHUNK };
            self.chunks.push(String::with_capacity(size));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            let start = chunk.len();
            chunk.push_str(text);
            let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            self.places.push((number(self.chunks.len() - 1) << CHUNK_BITS | number(start), number(text.len())));
        }
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        self.chunks.iter().map(String::capacity).sum::<usize>() + size_of_val(self.places.as_slice())
    }

    pub(crate) fn get(&self, number: u32) -> &str {
        let (place, length) = self.places[number as usize];
        let start = place as usize % CHUNK;
        &self.chunks[place as usize / CHUNK][start..start + length as usize]
    }

    /// Whether a text is the one with a number.
    #[inline]
    fn holds(&self, number: u32, text: &str) -> bool {
        let (place, length) = self.places[number as usize];
        let start = place as usize % CHUNK;
        length as usize == text.len()
            && self.chunks[place as usize / CHUNK]
                .as_bytes()
                .get(start..start + text.len())
                .is_some_and(|held| same(held, text.as_bytes()))
    }

    /// Calls `found` with the number of every text that holds the needle.
    fn search(&self, needle: &Finder, mut found: impl FnMut(u32)) {
        let mut first = 0;
        for (index, chunk) in self.chunks.iter().enumerate() {
            let after = self.places.partition_point(|(place, _)| *place as usize / CHUNK <= index);
            let places = &self.places[first..after];
            let mut from = 0;
            while let Some(at) = needle.find(&chunk.as_bytes()[from..]) {
                let at = from + at;
                let text = places.partition_point(|(place, _)| *place as usize % CHUNK <= at) - 1;
                let end = places[text].0 as usize % CHUNK + places[text].1 as usize;
                // What is found across two texts is in neither.
                let inside = at + needle.needle().len() <= end;
                if inside {
                    found(u32::try_from(first + text).unwrap_or(u32::MAX));
                }
                from = if inside { end } else { at + 1 };
            }
            first = after;
        }
    }
}

/// Whether bytes of one length are the same, eight at a time: the general
/// comparison goes byte by byte in WebAssembly.
#[inline]
fn same(left: &[u8], right: &[u8]) -> bool {
    let (left_words, left_rest) = left.as_chunks::<8>();
    let (right_words, right_rest) = right.as_chunks::<8>();
    if !left_words.iter().zip(right_words).all(|(left, right)| u64::from_le_bytes(*left) == u64::from_le_bytes(*right))
    {
        return false;
    }
    match (left.last_chunk::<8>(), right.last_chunk::<8>()) {
        (Some(left), Some(right)) => u64::from_le_bytes(*left) == u64::from_le_bytes(*right),
        _ => left_rest == right_rest,
    }
}

/// What a text is known by at a glance: its first and last eight bytes, and its
/// length. That is all there is of a text of up to sixteen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Glance {
    first: u64,
    last: u64,
    length: u32,
}

impl Glance {
    #[inline]
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let short = |text: &[u8]| text.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => {
                Self { first: u64::from_le_bytes(*first), last: u64::from_le_bytes(*last), length }
            }
            _ => Self { first: short(bytes), last: 0, length },
        }
    }

    fn is_all(self) -> bool {
        self.length <= 16
    }

    /// Where it is looked for among the texts found before.
    #[inline]
    fn slot(self) -> usize {
        let mixed = self.first ^ self.last.rotate_left(29) ^ u64::from(self.length);
        usize::try_from(mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - RECENT.trailing_zeros())).unwrap_or_default()
    }
}

/// How many texts found before are remembered: a power of two.
const RECENT: usize = 64;

/// Distinct texts in order of first appearance. A text has a code, its number
/// plus 1; code 0 stands for no text.
#[derive(Debug)]
pub struct Texts {
    whole: Arena,
    /// What a search looks at, where it is not the text itself.
    folded: Arena,
    fold: Option<fn(&str) -> String>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Codes found before (0 for none): most texts come again soon.
    recent: Box<[(Glance, u32); RECENT]>,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            whole: Arena::default(),
            folded: Arena::default(),
            fold: None,
            table: HashTable::default(),
            hasher: DefaultHashBuilder::default(),
            recent: Box::new([(Glance::default(), 0); RECENT]),
        }
    }
}

impl Texts {
    /// Texts that can be searched: `fold` makes what the search looks at.
    pub(crate) fn searchable(fold: fn(&str) -> String) -> Self {
        Self { fold: Some(fold), ..Self::default() }
    }

    /// The code of a text, new or known.
    #[inline]
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        let glance = Glance::of(text);
        let (known, code) = self.recent[glance.slot()];
        if code != 0 && known == glance && (glance.is_all() || self.whole.holds(code - 1, text)) {
            return code;
        }
        let code = self.looked_up(text);
        self.recent[glance.slot()] = (glance, code);
        code
    }

    fn looked_up(&mut self, text: &str) -> u32 {
        let (texts, hasher) = (&self.whole, &self.hasher);
        let entry = self.table.entry(
            self.hasher.hash_one(text),
            |number| texts.holds(*number, text),
            |number| hasher.hash_one(texts.get(*number)),
        );
        match entry {
            Entry::Occupied(known) => *known.get() + 1,
            Entry::Vacant(place) => {
                let number = texts.len();
                place.insert(number);
                self.whole.push(text);
                if let Some(fold) = self.fold {
                    self.folded.push(&fold(text));
                }
                number + 1
            }
        }
    }

    /// Distinct texts, plus one for none: every code is below.
    pub fn codes(&self) -> usize {
        self.whole.len() as usize + 1
    }

    /// The text of a code.
    pub fn get(&self, code: u32) -> Option<&str> {
        code.checked_sub(1).map(|number| self.whole.get(number))
    }

    /// The code of a text that is known.
    pub(crate) fn known(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.table.find(hash, |number| self.whole.holds(*number, text)).map(|number| number + 1)
    }

    /// Bytes of memory taken.
    pub(crate) fn bytes(&self) -> usize {
        self.whole.bytes() + self.folded.bytes() + self.table.allocation_size()
    }

    /// What `test` says of each code's text.
    pub fn matching(&self, test: impl FnMut(Option<&str>) -> bool) -> Vec<bool> {
        let codes = u32::try_from(self.codes()).unwrap_or(u32::MAX);
        (0..codes).map(|code| self.get(code)).map(test).collect()
    }

    /// Which codes' texts hold the needle, as they were folded.
    pub(crate) fn holding(&self, needle: &Finder) -> Vec<bool> {
        let mut holds = vec![false; self.codes()];
        // Nothing is in every text; walking from find to find would not end.
        if needle.needle().is_empty() {
            holds[1..].fill(true);
            return holds;
        }
        self.folded.search(needle, |number| holds[number as usize + 1] = true);
        holds
    }
}

/// A column of texts that repeat.
#[derive(Debug, Default)]
pub struct TextColumn {
    /// The distinct texts.
    pub texts: Texts,
    /// One code a row.
    pub codes: Codes,
}

impl TextColumn {
    pub(crate) fn searchable(fold: fn(&str) -> String) -> Self {
        Self { texts: Texts::searchable(fold), codes: Codes::default() }
    }

    #[inline]
    pub(crate) fn push(&mut self, text: Option<&str>) {
        self.codes.push(match text {
            None => 0,
            Some(text) => self.texts.code(text),
        });
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        self.texts.bytes() + self.codes.bytes()
    }

    /// The text of a row.
    pub fn get(&self, row: u32) -> Option<&str> {
        self.texts.get(self.codes.get(row))
    }
}
