//! The verbatim bytes of records: of a file, where they stand in it; of anything
//! else, packed.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

/// Bytes that can be read again: a file on the person's device.
pub trait Source: fmt::Debug {
    /// Reads `length` bytes from `start` on. `None` when they are no longer there:
    /// the file was changed, moved or removed.
    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>>;
}

/// Bytes are packed together up to this length: what is alike in neighbours packs
/// away, and one record is unpacked in a blink.
const BLOCK: usize = 64 << 10;

/// How many bytes of a file are read at once. Neighbours are usually wanted next.
const READ: usize = 1 << 20;

/// A place is one number: whether it is in the file, its start, and its length.
const IN_FILE: u64 = 1 << 63;
/// A row of CSV of 1 MiB can become six as JSON, when all of it has to be escaped.
const LENGTH_BITS: u32 = 24;

/// See the module's description.
#[derive(Debug, Default)]
pub(super) struct Raws {
    places: Vec<u64>,
    source: Option<Box<dyn Source>>,
    /// Where each packed block starts, were all unpacked and end to end.
    starts: Vec<u64>,
    blocks: Vec<Box<[u8]>>,
    /// Bytes of all blocks.
    packed: usize,
    /// The block that is being filled, and its start.
    open: Vec<u8>,
    open_start: u64,
    /// What was unpacked or read last, and where it starts (as a place, length 0).
    recent: RefCell<(u64, Vec<u8>)>,
}

impl Raws {
    pub(super) fn read_from(&mut self, source: Box<dyn Source>) {
        self.source = Some(source);
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.places.as_slice()) + self.packed + self.open.len()
    }

    /// Makes room for more rows.
    pub(super) fn reserve(&mut self, rows: usize) {
        self.places.reserve_exact(rows);
    }

    /// Adds the bytes of the next row, which stand at `at` in the file if there
    /// is one.
    pub(super) fn push(&mut self, raw: &[u8], at: Option<u64>) {
        let (mark, start) = if let Some(at) = at.filter(|_| self.source.is_some()) {
            (IN_FILE, at)
        } else {
            if !self.open.is_empty() && self.open.len() + raw.len() > BLOCK {
                self.seal();
            }
            let start = self.open_start + self.open.len() as u64;
            self.open.extend_from_slice(raw);
            (0, start)
        };
        self.places.push(mark | start << LENGTH_BITS | raw.len() as u64);
    }

    /// Moves the bytes of the last row to another, in the place of what that one had.
    pub(super) fn move_last_to(&mut self, row: u32) {
        if let Some(last) = self.places.pop() {
            self.places[row as usize] = last;
        }
    }

    fn seal(&mut self) {
        self.starts.push(self.open_start);
        self.open_start += self.open.len() as u64;
        let block: Box<[u8]> = lz4_flex::block::compress_prepend_size(&self.open).into();
        self.packed += block.len();
        self.blocks.push(block);
        self.open.clear();
    }

    /// Whether the bytes of a row stand in the file alone.
    pub(super) fn is_in_file(&self, row: u32) -> bool {
        self.places[row as usize] & IN_FILE != 0
    }

    /// The bytes of a row; `None` when the file no longer holds them.
    pub(super) fn get(&self, row: u32) -> Option<Cow<'_, [u8]>> {
        let place = self.places[row as usize];
        let length = usize::try_from(place & ((1 << LENGTH_BITS) - 1)).ok()?;
        let start = (place & !IN_FILE) >> LENGTH_BITS;
        if place & IN_FILE != 0 {
            return self.recent(IN_FILE, start, length, || {
                let source = self.source.as_ref()?;
                // The end of the file may be nearer.
                let read = source.read(start, READ.max(length)).or_else(|| source.read(start, length))?;
                Some((start, read))
            });
        }
        if start >= self.open_start {
            return self.open.get(usize::try_from(start - self.open_start).ok()?..)?.get(..length).map(Cow::Borrowed);
        }
        self.recent(0, start, length, || {
            let block = self.starts.partition_point(|first| *first <= start).checked_sub(1)?;
            Some((self.starts[block], lz4_flex::block::decompress_size_prepended(&self.blocks[block]).ok()?))
        })
    }

    /// `length` bytes from `start`, from what was fetched last or fetched now.
    fn recent(
        &self,
        mark: u64,
        start: u64,
        length: usize,
        fetch: impl FnOnce() -> Option<(u64, Vec<u8>)>,
    ) -> Option<Cow<'_, [u8]>> {
        let mut recent = self.recent.borrow_mut();
        let inside = |(first, bytes): &(u64, Vec<u8>)| {
            let from = usize::try_from(start.checked_sub(first.checked_sub(mark)?)?).ok()?;
            Some(bytes.get(from..from.checked_add(length)?)?.to_vec())
        };
        if recent.0 & IN_FILE == mark
            && let Some(bytes) = inside(&recent)
        {
            return Some(Cow::Owned(bytes));
        }
        let (first, bytes) = fetch()?;
        *recent = (mark | first, bytes);
        inside(&recent).map(Cow::Owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct File(Vec<u8>);

    impl Source for File {
        fn read(&self, start: u64, length: usize) -> Option<Vec<u8>> {
            let start = usize::try_from(start).ok()?;
            Some(self.0.get(start..(start + length).min(self.0.len()))?.to_vec())
        }
    }

    #[test]
    fn bytes_come_back_as_they_were() {
        let texts: Vec<Vec<u8>> =
            (0..3000_usize).map(|row| format!("{row}{}", "x".repeat(row * 7 % 200)).into_bytes()).collect();
        let file: Vec<u8> = texts.concat();
        for in_file in [false, true] {
            let mut raws = Raws::default();
            if in_file {
                raws.read_from(Box::new(File(file.clone())));
            }
            let mut at = 0;
            for text in &texts {
                raws.push(text, Some(at));
                at += text.len() as u64;
            }
            // A piece that the file does not hold as it is, and one larger than a block.
            raws.push(&vec![7; 100_000], None);
            raws.push(b"last", None);
            let all = 0..u32::try_from(texts.len()).unwrap();
            for row in all.clone().chain(all.rev()) {
                assert_eq!(raws.get(row).unwrap().as_ref(), &texts[row as usize], "{row}");
            }
            assert_eq!(raws.get(3000).unwrap().into_owned(), vec![7; 100_000]);
            assert_eq!(raws.get(3001).unwrap().as_ref(), b"last");
        }
    }

    #[test]
    fn a_file_that_shrank_is_told() {
        let mut raws = Raws::default();
        raws.read_from(Box::new(File(b"short".to_vec())));
        raws.push(b"longer", Some(0));
        assert_eq!(raws.get(0), None);
    }
}
