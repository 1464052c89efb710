//! Values that repeat and are no texts.

use std::collections::HashMap;
use std::hash::Hash;

use super::Codes;

/// How many values are compared one by one before the table is asked.
const EARLY: usize = 8;

/// Distinct values in order of first appearance; a value's code is its index.
#[derive(Debug)]
pub struct Dictionary<T> {
    values: Vec<T>,
    codes: HashMap<T, u32>,
    /// The code found last: neighbours are often alike.
    last: u32,
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Self { values: Vec::new(), codes: HashMap::new(), last: 0 }
    }
}

impl<T: Copy + Eq + Hash> Dictionary<T> {
    /// The code of a value, new or known.
    pub fn code(&mut self, value: &T) -> u32 {
        if self.values.get(self.last as usize) == Some(value) {
            return self.last;
        }
        // Most columns have few values, and the first ones are the most frequent.
        if let Some(early) = self.values.iter().take(EARLY).position(|known| known == value) {
            self.last = u32::try_from(early).unwrap_or_default();
            return self.last;
        }
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.last = *self.codes.entry(*value).or_insert(next);
        if self.last == next {
            self.values.push(*value);
        }
        self.last
    }

    /// The distinct values, by their codes.
    pub fn values(&self) -> &[T] {
        &self.values
    }
}

/// A column of values that repeat.
#[derive(Debug)]
pub struct Column<T> {
    /// The distinct values.
    pub dictionary: Dictionary<T>,
    /// One code a row.
    pub codes: Codes,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { dictionary: Dictionary::default(), codes: Codes::default() }
    }
}

impl<T: Copy + Eq + Hash> Column<T> {
    pub(crate) fn push(&mut self, value: &T) {
        let code = self.dictionary.code(value);
        self.codes.push(code);
    }

    /// The value of a row.
    pub fn value(&self, row: u32) -> &T {
        &self.dictionary.values()[self.codes.get(row) as usize]
    }
}
