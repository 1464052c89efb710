//! The ids of records: a row's id, and the row of an id.
//!
//! Nearly all ids are made alike, `c` and 24 letters or digits, with `:_audit:`
//! before it today. Those take 16 bytes instead of 33; any other id is kept as text.

use std::borrow::Cow;
use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::texts::Arena;

const PREFIX: &str = ":_audit:";
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Digits to base 36 in each half: 36¹² is below 2⁶³.
const HALF: usize = 12;
/// In the first half: `:_audit:` stands before. In the second: no usual id.
const MARK: u64 = 1 << 63;

/// See the module's description.
#[derive(Debug, Default)]
pub(super) struct Ids {
    packed: Vec<[u64; 2]>,
    others: Arena,
    rows: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// An id, made ready to be looked for.
struct Key<'a> {
    hash: u64,
    packed: Result<[u64; 2], &'a str>,
}

impl Ids {
    /// Adds the id of the next row; `false` if it is there already.
    pub(super) fn push(&mut self, id: &str) -> bool {
        let key = self.key(id);
        let row = u32::try_from(self.packed.len()).unwrap_or(u32::MAX);
        let Self { packed, others, rows, hasher } = self;
        let entry = rows.entry(
            key.hash,
            |row| is_held(packed[*row as usize], others, &key),
            |row| hash(hasher, packed[*row as usize]),
        );
        let Entry::Vacant(place) = entry else { return false };
        place.insert(row);
        packed.push(key.packed.unwrap_or_else(|other| {
            others.push(other);
            [key.hash, MARK | u64::from(others.len() - 1)]
        }));
        true
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        // A table has place for twice what it holds, as long as room is made for what comes.
        size_of_val(self.packed.as_slice()) + self.others.bytes() + self.rows.len() * 2 * size_of::<u32>()
    }

    /// Makes room for more rows.
    pub(super) fn reserve(&mut self, rows: usize) {
        let Self { packed, rows: table, hasher, .. } = self;
        packed.reserve_exact(rows);
        table.reserve(rows, |row| hash(hasher, packed[*row as usize]));
    }

    /// The row of an id.
    pub(super) fn row(&self, id: &str) -> Option<u32> {
        self.find(&self.key(id))
    }

    /// The id of a row.
    pub(super) fn get(&self, row: u32) -> Cow<'_, str> {
        let held = self.packed[row as usize];
        if held[1] & MARK != 0 {
            return self.others.get(number(held)).into();
        }
        let mut id = Vec::with_capacity(PREFIX.len() + 1 + 2 * HALF);
        self.write_usual(row, &mut id);
        String::from_utf8(id).unwrap_or_default().into()
    }

    /// Writes the id of a row if it is not kept as text; whether it is not.
    pub(super) fn write_usual(&self, row: u32, out: &mut Vec<u8>) -> bool {
        let [first, second] = self.packed[row as usize];
        if second & MARK != 0 {
            return false;
        }
        if first & MARK != 0 {
            out.extend_from_slice(PREFIX.as_bytes());
        }
        out.push(b'c');
        for half in [first & !MARK, second] {
            // Four digits fit into a small number, with which it is faster to divide.
            for four in [half / (FOUR * FOUR), half / FOUR % FOUR, half % FOUR] {
                let four = u32::try_from(four).unwrap_or_default();
                out.extend([36 * 36 * 36, 36 * 36, 36, 1].map(|unit| DIGITS[(four / unit % 36) as usize]));
            }
        }
        true
    }

    fn key<'a>(&self, id: &'a str) -> Key<'a> {
        match pack(id) {
            Some(packed) => Key { hash: hash(&self.hasher, packed), packed: Ok(packed) },
            None => Key { hash: self.hasher.hash_one(id), packed: Err(id) },
        }
    }

    fn find(&self, key: &Key) -> Option<u32> {
        self.rows.find(key.hash, |row| is_held(self.packed[*row as usize], &self.others, key)).copied()
    }
}

/// Whether what is held of a row is the id that is looked for.
fn is_held(held: [u64; 2], others: &Arena, key: &Key) -> bool {
    match key.packed {
        Ok(packed) => held == packed,
        Err(other) => held[1] & MARK != 0 && others.get(number(held)) == other,
    }
}

/// The number of an id that is kept as text.
fn number([_, second]: [u64; 2]) -> u32 {
    u32::try_from(second & !MARK).unwrap_or(u32::MAX)
}

fn hash(hasher: &DefaultHashBuilder, packed: [u64; 2]) -> u64 {
    // Of an id kept as text the first half is its hash.
    if packed[1] & MARK != 0 { packed[0] } else { hasher.hash_one(packed) }
}

/// What four digits to base 36 can write.
const FOUR: u64 = 36 * 36 * 36 * 36;

fn pack(id: &str) -> Option<[u64; 2]> {
    let (mark, body) = id.strip_prefix(PREFIX).map_or((0, id), |body| (MARK, body));
    let digits = body.strip_prefix('c')?.as_bytes();
    let [first, second, third] = digits.as_chunks::<8>().0 else { return None };
    if digits.len() != 2 * HALF {
        return None;
    }
    let [first, second, third] = [eight_digits(*first)?, eight_digits(*second)?, eight_digits(*third)?];
    // The twelfth digit ends the first half: the middle eight are four and four.
    Some([(first * FOUR + second / FOUR) | mark, (second % FOUR) * FOUR * FOUR + third])
}

/// The number that eight digits to base 36 write: all eight made numbers, then
/// pairs, fours and all put together side by side.
fn eight_digits(digits: [u8; 8]) -> Option<u64> {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES * 128;
    let word = u64::from_le_bytes(digits);
    if word & HIGH != 0 {
        return None;
    }
    // The highest bit of each byte that is at least `low` and at most `high`.
    let within =
        |low: u8, high: u8| (word + ONES * u64::from(128 - low)) & !(word + ONES * u64::from(127 - high)) & HIGH;
    let (decimals, letters) = (within(b'0', b'9'), within(b'a', b'z'));
    if decimals | letters != HIGH {
        return None;
    }
    let ones = |marks: u64| marks >> 7;
    let values = word - ones(decimals) * u64::from(b'0') - ones(letters) * u64::from(b'a' - 10);
    let pairs = (values & 0x00FF_00FF_00FF_00FF) * 36 + (values >> 8 & 0x00FF_00FF_00FF_00FF);
    let fours = (pairs & 0x0000_FFFF_0000_FFFF) * (36 * 36) + (pairs >> 16 & 0x0000_FFFF_0000_FFFF);
    Some((fours & 0xFFFF_FFFF) * FOUR + (fours >> 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_as_they_were() {
        let ids = [
            "ck8g69df1001n1rpv2k650lt3",
            ":_audit:ck8g69df1001n1rpv2k650lt3",
            "c000000000000000000000000",
            "czzzzzzzzzzzzzzzzzzzzzzzz",
            "c0123456789abcdefghijklmn",
            "copqrstuvwxyz000000000001",
            "ck8g69df1001n1rpv2k650l/3",
            "ck8g69df1001n1rpv2k650:t3",
            "ck8g69df1001n1rpv2`650lt3",
            "ck8g69df1{01n1rpv2k650lt3",
            "ck8g69df1001n1rpv2k650éé",
            "ck8g69df1001n1rpv2k650lt",
            "ck8g69df1001n1rpv2k650ltX",
            "content:0123456789abcdef",
            ":_audit:",
            "",
            "é",
        ];
        let mut held = Ids::default();
        for (row, id) in (0..).zip(ids) {
            assert_eq!(held.row(id), None, "{id}");
            assert!(held.push(id), "{id}");
            assert!(!held.push(id), "{id}");
            assert_eq!((held.get(row).as_ref(), held.row(id)), (id, Some(row)));
        }
    }
}
