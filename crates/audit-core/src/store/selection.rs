//! Which rows are selected: one bit a row.

use std::ops::Range;

use super::codes::{Codes, index, with_codes};

const WORD: usize = u64::BITS as usize;
/// How many counts of one code are kept side by side.
const TURNS: usize = 4;

/// A set of rows, in the order of arrival.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    words: Vec<u64>,
    rows: usize,
}

impl Selection {
    /// All of the first `rows` rows.
    pub fn all(rows: u32) -> Self {
        let rows = rows as usize;
        let mut words = vec![u64::MAX; rows.div_ceil(WORD)];
        if let Some(last) = words.last_mut().filter(|_| !rows.is_multiple_of(WORD)) {
            *last = (1 << (rows % WORD)) - 1;
        }
        Self { words, rows }
    }

    /// Whether a row is selected.
    pub fn holds(&self, row: u32) -> bool {
        self.words[row as usize / WORD] >> (row as usize % WORD) & 1 == 1
    }

    /// Rows selected.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether every row is selected.
    pub fn is_all(&self) -> bool {
        self.count() as usize == self.rows
    }

    /// Keeps the rows for which `keep` holds of any of the columns' codes.
    pub(crate) fn keep_any(&mut self, columns: &[(&Codes, Vec<bool>)]) {
        match columns {
            [] => self.words.fill(0),
            [(codes, allowed)] => self.keep(codes, allowed),
            [first, rest @ ..] => {
                let mut any = self.clone();
                any.keep(first.0, &first.1);
                for (codes, allowed) in rest {
                    let mut more = self.clone();
                    more.keep(codes, allowed);
                    any.unite(&more);
                }
                *self = any;
            }
        }
    }

    /// Keeps the rows whose code is allowed.
    pub(crate) fn keep(&mut self, codes: &Codes, allowed: &[bool]) {
        if allowed.iter().all(|allowed| *allowed) {
            return;
        }
        match codes {
            Codes::Same { code, .. } => {
                if !allowed[index(*code)] {
                    self.words.fill(0);
                }
            }
            // Most columns: whatever the code, it is in the table.
            Codes::Bytes(slice) => {
                let mut table = [false; 1 << u8::BITS];
                table.iter_mut().zip(allowed).for_each(|(flag, allowed)| *flag = *allowed);
                self.keep_codes(slice, |code| table[usize::from(code)]);
            }
            codes => with_codes!(codes, slice => self.keep_codes(slice, |code| allowed[index(code)])),
        }
    }

    fn keep_codes<T: Copy>(&mut self, codes: &[T], allowed: impl Fn(T) -> bool) {
        for (word, codes) in self.words.iter_mut().zip(codes.chunks(WORD)) {
            if *word != 0 {
                *word &= bits(codes.iter().map(|code| allowed(*code)));
            }
        }
    }

    /// Keeps the rows whose value passes.
    pub(crate) fn keep_if<T: Copy>(&mut self, values: &[T], mut passes: impl FnMut(T) -> bool) {
        for (word, values) in self.words.iter_mut().zip(values.chunks(WORD)) {
            if *word != 0 {
                *word &= bits(values.iter().map(|value| passes(*value)));
            }
        }
    }

    /// Keeps what another set of as many rows holds too.
    pub(crate) fn intersect(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Drops what another set of as many rows holds.
    pub(crate) fn subtract(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// Whether no row is selected.
    pub(crate) fn is_none(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Adds what another set of as many rows holds.
    pub(crate) fn unite(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Adds one row.
    pub(crate) fn insert(&mut self, row: u32) {
        self.words[row as usize / WORD] |= 1 << (row as usize % WORD);
    }

    /// Leaves out the rows from `rows` on.
    pub(crate) fn truncate(&mut self, rows: usize) {
        self.rows = self.rows.min(rows);
        self.words.truncate(self.rows.div_ceil(WORD));
        if let Some(last) = self.words.last_mut().filter(|_| !self.rows.is_multiple_of(WORD)) {
            *last &= (1 << (self.rows % WORD)) - 1;
        }
    }

    /// How many rows there are, selected or not.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds the rows of a range.
    pub(crate) fn insert_range(&mut self, range: Range<usize>) {
        let (first, last) = (range.start / WORD, range.end / WORD);
        let from = u64::MAX << (range.start % WORD);
        let before = !(u64::MAX << (range.end % WORD));
        if first == last {
            if let Some(word) = self.words.get_mut(first) {
                *word |= from & before;
            }
            return;
        }
        self.words[first] |= from;
        self.words[first + 1..last].fill(u64::MAX);
        if let Some(word) = self.words.get_mut(last) {
            *word |= before;
        }
    }

    /// Nothing of `rows` rows.
    pub(crate) fn none(rows: u32) -> Self {
        Self { words: vec![0; (rows as usize).div_ceil(WORD)], rows: rows as usize }
    }

    /// Counts the selected rows by their codes, which are below `codes`.
    pub(crate) fn count_codes(&self, column: &Codes, codes: usize) -> Vec<u32> {
        match column {
            Codes::Same { code, .. } => {
                let mut counts = vec![0; codes];
                if let Some(count) = counts.get_mut(index(*code)) {
                    *count = self.count();
                }
                counts
            }
            // Every byte has a count: none is looked at twice to see that it has.
            Codes::Bytes(slice) => {
                let mut turns = [[0_u32; 256]; TURNS];
                self.each_by_turns(slice, |turn, code| turns[turn][index(code)] += 1);
                (0..codes).map(|code| turns.iter().map(|counts| counts[code]).sum()).collect()
            }
            Codes::Shorts(slice) => self.count_wide(slice, codes),
            Codes::Words(slice) => self.count_wide(slice, codes),
        }
    }

    fn count_wide<T: Copy + Into<u32>>(&self, slice: &[T], codes: usize) -> Vec<u32> {
        let mut counts = vec![0; codes];
        self.each_by_turns(slice, |_, code| counts[index(code)] += 1);
        counts
    }

    /// Calls `each` with the code of every selected row, and with one of [`TURNS`] by
    /// turns: neighbors mostly share a code, and would wait for its count.
    #[inline]
    fn each_by_turns<T: Copy>(&self, slice: &[T], mut each: impl FnMut(usize, T)) {
        for (word, codes) in self.words.iter().zip(slice.chunks(WORD)) {
            if *word == u64::MAX {
                for four in codes.as_chunks::<TURNS>().0 {
                    for (turn, code) in four.iter().enumerate() {
                        each(turn, *code);
                    }
                }
                continue;
            }
            let (mut word, mut turn) = (*word, 0);
            while word != 0 {
                each(turn, codes[word.trailing_zeros() as usize]);
                turn = (turn + 1) % TURNS;
                word &= word - 1;
            }
        }
    }

    /// Calls `each` with every selected row, in the order of arrival.
    pub(crate) fn for_each(&self, mut each: impl FnMut(usize)) {
        for (index, word) in self.words.iter().enumerate() {
            let first = index * WORD;
            if *word == u64::MAX {
                (first..first + WORD).for_each(&mut each);
                continue;
            }
            let mut word = *word;
            while word != 0 {
                each(first + word.trailing_zeros() as usize);
                word &= word - 1;
            }
        }
    }
}

fn bits(flags: impl Iterator<Item = bool>) -> u64 {
    flags.enumerate().fold(0, |word, (bit, flag)| word | u64::from(flag) << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_counted_whatever_their_width() {
        const ROWS: u32 = 1000;
        for most in [0, 6, 255, 300, 70_000] {
            let code = |row: u32| if most == 0 { 7 } else { row * 7919 % (most + 1) };
            let (mut column, mut selection) = (Codes::default(), Selection::none(ROWS));
            (0..ROWS).for_each(|row| column.push(code(row)));
            selection.insert_range(100..600);
            (0..ROWS).step_by(3).for_each(|row| selection.insert(row));
            let mut expected = vec![0; most.max(7) as usize + 1];
            (0..ROWS).filter(|row| selection.holds(*row)).for_each(|row| expected[code(row) as usize] += 1);
            assert_eq!(selection.count_codes(&column, expected.len()), expected, "{most}");
        }
    }

    #[test]
    fn ranges_are_the_rows_in_them() {
        const ROWS: u32 = 200;
        for (start, end) in [(0, 0), (0, 200), (3, 60), (3, 64), (64, 128), (63, 65), (10, 190), (199, 200), (200, 200)]
        {
            let mut selection = Selection::none(ROWS);
            selection.insert_range(start..end);
            let rows: Vec<usize> = (0..ROWS).filter(|row| selection.holds(*row)).map(|row| row as usize).collect();
            assert_eq!(rows, (start..end).collect::<Vec<_>>());
            for length in [0, 1, 63, 64, 100, 128, 200, 300] {
                let mut first = selection.clone();
                first.truncate(length);
                let rows: Vec<usize> = (start..end).filter(|row| *row < length).collect();
                assert_eq!(first.count() as usize, rows.len());
                assert!(rows.iter().all(|row| first.holds(u32::try_from(*row).unwrap())));
            }
        }
    }
}
