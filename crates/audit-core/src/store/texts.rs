//! Texts that repeat, each kept once, with what a search looks at.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use memchr::memmem::Finder;

use super::codes::Codes;

/// Texts longer than this together get a new piece of memory, so that no growth
/// ever copies more.
const CHUNK: usize = 1 << 20;

/// Between two texts: no part of UTF-8, so that nothing found spans it.
const SEPARATOR: u8 = 0xFF;

/// Texts end to end, in pieces of memory of about 1 MiB.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    chunks: Vec<Vec<u8>>,
    /// The number of the first text of each chunk.
    firsts: Vec<u32>,
    /// Where each text starts in its chunk, and how long it is.
    places: Vec<(u32, u32)>,
}

impl Arena {
    pub(crate) fn push(&mut self, text: &str) {
        let fits = |chunk: &Vec<u8>| chunk.is_empty() || chunk.len() + text.len() < CHUNK;
        if !self.chunks.last().is_some_and(fits) {
            let size = if self.chunks.is_empty() { 0 } else { CHUNK };
            self.chunks.push(Vec::with_capacity(size));
            self.firsts.push(self.len());
        }
        if let Some(chunk) = self.chunks.last_mut() {
            let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            self.places.push((size(chunk.len()), size(text.len())));
            chunk.extend_from_slice(text.as_bytes());
            chunk.push(SEPARATOR);
        }
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn get(&self, number: u32) -> &str {
        let (start, length) = self.places[number as usize];
        let chunk = &self.chunks[self.firsts.partition_point(|first| *first <= number) - 1];
        // Only whole texts are pushed.
        std::str::from_utf8(&chunk[start as usize..][..length as usize]).unwrap_or_default()
    }

    /// Calls `found` with the number of every text that holds the needle.
    fn search(&self, needle: &Finder, mut found: impl FnMut(u32)) {
        for (index, chunk) in self.chunks.iter().enumerate() {
            let first = self.firsts[index];
            let end = self.firsts.get(index + 1).map_or(self.len(), |next| *next);
            let places = &self.places[first as usize..end as usize];
            let mut from = 0;
            while let Some(at) = needle.find(&chunk[from..]) {
                let at = from + at;
                let text = places.partition_point(|(start, _)| *start as usize <= at) - 1;
                found(first + u32::try_from(text).unwrap_or(u32::MAX));
                let (start, length) = places[text];
                from = start as usize + length as usize;
            }
        }
    }
}

/// Distinct texts in order of first appearance. A text has a code, its number
/// plus 1; code 0 stands for no text.
#[derive(Debug, Default)]
pub struct Texts {
    whole: Arena,
    /// What a search looks at, where it is not the text itself.
    folded: Arena,
    fold: Option<fn(&str) -> String>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The code found last: neighbours are often alike.
    last: u32,
}

impl Texts {
    /// Texts that can be searched: `fold` makes what the search looks at.
    pub(crate) fn searchable(fold: fn(&str) -> String) -> Self {
        Self { fold: Some(fold), ..Self::default() }
    }

    /// The code of a text, new or known.
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        if self.last != 0 && self.whole.get(self.last - 1) == text {
            return self.last;
        }
        let texts = &self.whole;
        let hash = self.hasher.hash_one(text);
        let known = self.table.find(hash, |number| texts.get(*number) == text).copied();
        let number = known.unwrap_or_else(|| {
            let number = self.whole.len();
            self.whole.push(text);
            if let Some(fold) = self.fold {
                self.folded.push(&fold(text));
            }
            let (texts, hasher) = (&self.whole, &self.hasher);
            self.table.insert_unique(hash, number, |number| hasher.hash_one(texts.get(*number)));
            number
        });
        self.last = number + 1;
        self.last
    }

    /// Distinct texts, plus one for none: every code is below.
    pub fn codes(&self) -> usize {
        self.whole.len() as usize + 1
    }

    /// The text of a code.
    pub fn get(&self, code: u32) -> Option<&str> {
        code.checked_sub(1).map(|number| self.whole.get(number))
    }

    /// What `test` says of each code's text.
    pub fn matching(&self, test: impl FnMut(Option<&str>) -> bool) -> Vec<bool> {
        let codes = u32::try_from(self.codes()).unwrap_or(u32::MAX);
        (0..codes).map(|code| self.get(code)).map(test).collect()
    }

    /// Which codes' texts hold the needle, as they were folded.
    pub(crate) fn holding(&self, needle: &Finder) -> Vec<bool> {
        let mut holds = vec![false; self.codes()];
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

    pub(crate) fn push(&mut self, text: Option<&str>) {
        let code = text.map_or(0, |text| self.texts.code(text));
        self.codes.push(code);
    }

    /// The text of a row.
    pub fn get(&self, row: u32) -> Option<&str> {
        self.texts.get(self.codes.get(row))
    }
}
