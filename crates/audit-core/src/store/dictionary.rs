//! Values that repeat, each kept once: rows hold its ordinal.

use std::collections::HashMap;
use std::hash::Hash;

/// Distinct values in order of first appearance.
#[derive(Debug)]
pub struct Dictionary<T> {
    values: Vec<T>,
    ordinals: HashMap<T, u32>,
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Self { values: Vec::new(), ordinals: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Dictionary<T> {
    /// The ordinal of a value, new or known.
    pub fn ordinal(&mut self, value: &T) -> u32 {
        if let Some(ordinal) = self.ordinals.get(value) {
            return *ordinal;
        }
        let ordinal = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(value.clone());
        self.ordinals.insert(value.clone(), ordinal);
        ordinal
    }

    /// The distinct values; the index is the ordinal.
    pub fn values(&self) -> &[T] {
        &self.values
    }
}

/// A column of values that repeat.
#[derive(Debug)]
pub struct Column<T> {
    /// The distinct values.
    pub dictionary: Dictionary<T>,
    /// One ordinal a row.
    pub ordinals: Vec<u32>,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { dictionary: Dictionary::default(), ordinals: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Column<T> {
    pub(crate) fn push(&mut self, value: &T) {
        let ordinal = self.dictionary.ordinal(value);
        self.ordinals.push(ordinal);
    }

    /// The value of a row.
    pub fn value(&self, row: u32) -> &T {
        &self.dictionary.values()[self.ordinals[row as usize] as usize]
    }
}
