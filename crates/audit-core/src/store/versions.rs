//! What else came under the id of a record: one of two is kept, and what the other said is
//! not lost.

use std::collections::BTreeMap;

/// The verbatim bytes of other versions, by the row of the one that is kept.
#[derive(Debug, Default)]
pub(super) struct Versions {
    of: BTreeMap<u32, Vec<Box<[u8]>>>,
    bytes: usize,
}

impl Versions {
    /// Says what those of a row are now.
    pub(super) fn set(&mut self, row: u32, others: Vec<Box<[u8]>>) {
        let size = |others: &[Box<[u8]>]| others.iter().map(|other| other.len()).sum::<usize>();
        self.bytes += size(&others);
        let before = if others.is_empty() { self.of.remove(&row) } else { self.of.insert(row, others) };
        self.bytes -= before.map_or(0, |before| size(&before));
    }

    /// Those of a row.
    pub(super) fn of(&self, row: u32) -> &[Box<[u8]>] {
        self.of.get(&row).map_or(&[], Vec::as_slice)
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}
