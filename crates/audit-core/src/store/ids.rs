//! The ids of records: a row's id, and the row of an id.
//!
//! Nearly all ids are made alike, `c` and 24 letters or digits, with `:_audit:`
//! before it today. Those take 16 bytes instead of 33; any other id is kept as text.

use std::borrow::Cow;
use std::hash::BuildHasher;

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
        if self.find(&key).is_some() {
            return false;
        }
        let row = u32::try_from(self.packed.len()).unwrap_or(u32::MAX);
        self.packed.push(key.packed.unwrap_or_else(|other| {
            self.others.push(other);
            [key.hash, MARK | u64::from(self.others.len() - 1)]
        }));
        let (packed, hasher) = (&self.packed, &self.hasher);
        self.rows.insert_unique(key.hash, row, |row| hash(hasher, packed[*row as usize]));
        true
    }

    /// The row of an id.
    pub(super) fn row(&self, id: &str) -> Option<u32> {
        self.find(&self.key(id))
    }

    /// The id of a row.
    pub(super) fn get(&self, row: u32) -> Cow<'_, str> {
        let [first, second] = self.packed[row as usize];
        if second & MARK != 0 {
            return self.others.get(u32::try_from(second & !MARK).unwrap_or(u32::MAX)).into();
        }
        let mut id = String::with_capacity(PREFIX.len() + 1 + 2 * HALF);
        if first & MARK != 0 {
            id.push_str(PREFIX);
        }
        id.push('c');
        for half in [first & !MARK, second] {
            let (mut digits, mut rest) = ([0; HALF], half);
            for digit in digits.iter_mut().rev() {
                *digit = DIGITS[(rest % 36) as usize];
                rest /= 36;
            }
            id.extend(digits.map(char::from));
        }
        id.into()
    }

    fn key<'a>(&self, id: &'a str) -> Key<'a> {
        match pack(id) {
            Some(packed) => Key { hash: hash(&self.hasher, packed), packed: Ok(packed) },
            None => Key { hash: self.hasher.hash_one(id), packed: Err(id) },
        }
    }

    fn find(&self, key: &Key) -> Option<u32> {
        let same = |row: &u32| {
            let held = self.packed[*row as usize];
            match key.packed {
                Ok(packed) => held == packed,
                Err(other) => held[1] & MARK != 0 && self.get(*row) == other,
            }
        };
        self.rows.find(key.hash, same).copied()
    }
}

fn hash(hasher: &DefaultHashBuilder, packed: [u64; 2]) -> u64 {
    // Of an id kept as text the first half is its hash.
    if packed[1] & MARK != 0 { packed[0] } else { hasher.hash_one(packed) }
}

fn pack(id: &str) -> Option<[u64; 2]> {
    let (mark, body) = id.strip_prefix(PREFIX).map_or((0, id), |body| (MARK, body));
    let digits = body.strip_prefix('c')?.as_bytes();
    if digits.len() != 2 * HALF {
        return None;
    }
    let mut halves = [0_u64; 2];
    for (half, digits) in halves.iter_mut().zip(digits.chunks(HALF)) {
        for digit in digits {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'z' => digit - b'a' + 10,
                _ => return None,
            };
            *half = *half * 36 + u64::from(value);
        }
    }
    Some([halves[0] | mark, halves[1]])
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
