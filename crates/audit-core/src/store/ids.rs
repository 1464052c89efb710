//! The ids of records: a row's id, and the row of an id.
//!
//! Nearly all ids are made alike: 24 letters or digits, with `:_audit:` before them,
//! today; with `c` before them on older platforms. Those take 16 bytes instead of 33;
//! any other id is kept as text.
//!
//! The older ones begin with the time at which they were made, so they come nearly in
//! their own order, from either end. While ids do, an id beyond all but the latest is new, and
//! only the latest are looked through: a table of all ids would take a third of the
//! memory and of the time. It is made when one comes that is not so.

use std::borrow::Cow;
use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::texts::Arena;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Digits to base 36 in each half: 36¹² is below 2⁶³.
const HALF: usize = 12;
/// Digits of a usual id.
pub(super) const DIGITS_OF_ID: usize = 2 * HALF;
/// In the second half: no usual id.
const MARK: u64 = 1 << 63;
/// How many first halves there are: 36¹². The one of an id's form is added so many times
/// as its place in [`FORMS`] says.
const FIRST_HALVES: u64 = FOUR * FOUR * FOUR;
/// What stands before the digits.
const FORMS: [&str; 3] = ["c", ":_audit:c", ":_audit:"];

/// See the module's description.
#[derive(Debug, Default)]
pub(super) struct Ids {
    packed: Vec<[u64; 2]>,
    others: Arena,
    /// The rows of all ids, if ids did not come in their own order.
    all: Option<HashTable<u32>>,
    latest: Latest,
    hasher: DefaultHashBuilder,
}

/// How many rows are the latest: at least one time, at most two times so many.
const LATEST: usize = 4096;

/// The rows of the latest ids, and what the others lie between.
#[derive(Debug, Default)]
struct Latest {
    young: HashTable<u32>,
    aged: HashTable<u32>,
    /// The smallest and the largest of the ids in neither.
    settled: Option<([u64; 2], [u64; 2])>,
}

impl Latest {
    /// Makes room among the young ones.
    fn age(&mut self, packed: &[[u64; 2]]) {
        for id in self.aged.iter().map(|row| packed[*row as usize]) {
            let (low, high) = self.settled.unwrap_or((id, id));
            self.settled = Some((low.min(id), high.max(id)));
        }
        self.aged.clear();
        std::mem::swap(&mut self.aged, &mut self.young);
    }

    /// Whether an id can be among the settled ones.
    fn may_be_settled(&self, id: [u64; 2]) -> bool {
        self.settled.is_some_and(|(low, high)| (low..=high).contains(&id))
    }
}

/// An id, made ready to be looked for.
struct Key<'a> {
    hash: u64,
    packed: Result<[u64; 2], &'a str>,
}

impl Ids {
    /// Adds the id of the next row.
    ///
    /// # Errors
    /// The row that has it already.
    pub(super) fn push(&mut self, id: &str) -> Result<(), u32> {
        let key = self.key(id);
        if self.all.is_none() && key.packed.is_ok_and(|id| !self.latest.may_be_settled(id)) {
            return self.push_in_order(&key);
        }
        if self.all.is_none() {
            self.make_table();
        }
        let row = self.next_row();
        let Self { packed, others, all, hasher, .. } = self;
        let entry = all.get_or_insert_default().entry(
            key.hash,
            |row| is_held(packed[*row as usize], others, &key),
            |row| hash(hasher, packed[*row as usize]),
        );
        let place = match entry {
            Entry::Vacant(place) => place,
            Entry::Occupied(held) => return Err(*held.get()),
        };
        place.insert(row);
        packed.push(key.packed.unwrap_or_else(|other| {
            others.push(other);
            [key.hash, MARK | u64::from(others.len() - 1)]
        }));
        Ok(())
    }

    /// Adds a usual id that is none of the settled ones.
    fn push_in_order(&mut self, key: &Key) -> Result<(), u32> {
        let row = self.next_row();
        let Self { packed, others, latest, hasher, .. } = self;
        let is_it = |row: &u32| is_held(packed[*row as usize], others, key);
        if let Some(held) = latest.aged.find(key.hash, is_it) {
            return Err(*held);
        }
        let place = match latest.young.entry(key.hash, is_it, |row| hash(hasher, packed[*row as usize])) {
            Entry::Vacant(place) => place,
            Entry::Occupied(held) => return Err(*held.get()),
        };
        place.insert(row);
        packed.extend(key.packed.ok());
        if latest.young.len() == LATEST {
            latest.age(packed);
        }
        Ok(())
    }

    fn next_row(&self) -> u32 {
        u32::try_from(self.packed.len()).unwrap_or(u32::MAX)
    }

    fn make_table(&mut self) {
        let Self { packed, hasher, .. } = self;
        let hash = |row: &u32| hash(hasher, packed[*row as usize]);
        let mut all = HashTable::with_capacity(packed.capacity());
        for row in (0..).take(packed.len()) {
            all.insert_unique(hash(&row), row, hash);
        }
        self.all = Some(all);
        self.latest = Latest::default();
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        let table = self.all.as_ref().map_or(0, HashTable::allocation_size);
        size_of_val(self.packed.as_slice()) + self.others.bytes() + table
    }

    /// Makes room for more rows.
    pub(super) fn reserve(&mut self, rows: usize) {
        let Self { packed, all, hasher, .. } = self;
        packed.reserve_exact(rows);
        if let Some(table) = all {
            table.reserve(rows, |row| hash(hasher, packed[*row as usize]));
        }
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
        let mut id = Vec::with_capacity(FORMS[1].len() + 2 * HALF);
        self.write_usual(row, &mut id);
        String::from_utf8(id).unwrap_or_default().into()
    }

    /// Writes the id of a row if it is not kept as text; whether it is not.
    pub(super) fn write_usual(&self, row: u32, out: &mut Vec<u8>) -> bool {
        let [first, second] = self.packed[row as usize];
        if second & MARK != 0 {
            return false;
        }
        let form = usize::try_from(first / FIRST_HALVES).unwrap_or_default();
        out.extend_from_slice(FORMS.get(form).map_or(&[], |form| form.as_bytes()));
        write_digits([first % FIRST_HALVES, second], out);
        true
    }

    fn key<'a>(&self, id: &'a str) -> Key<'a> {
        match pack(id) {
            Some(packed) => Key { hash: hash(&self.hasher, packed), packed: Ok(packed) },
            None => Key { hash: self.hasher.hash_one(id), packed: Err(id) },
        }
    }

    fn find(&self, key: &Key) -> Option<u32> {
        let is_it = |held: &[u64; 2]| is_held(*held, &self.others, key);
        match &self.all {
            Some(all) => all.find(key.hash, |row| is_it(&self.packed[*row as usize])).copied(),
            // Asked for once in a while: a walk through all is a few milliseconds.
            None => self.packed.iter().position(is_it).and_then(|row| u32::try_from(row).ok()),
        }
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
    let (before, digits) = id.as_bytes().split_last_chunk::<DIGITS_OF_ID>()?;
    let form = (0_u64..).zip(FORMS).find(|(_, form)| form.as_bytes() == before)?.0;
    let [first, second] = pack_digits(digits)?;
    Some([first + form * FIRST_HALVES, second])
}

/// The digits of an id as two halves.
pub(super) fn pack_digits(digits: &[u8; DIGITS_OF_ID]) -> Option<[u64; 2]> {
    let [first, second, third] = digits.as_chunks::<8>().0 else { return None };
    let [first, second, third] = [eight_digits(*first)?, eight_digits(*second)?, eight_digits(*third)?];
    // The twelfth digit ends the first half: the middle eight are four and four.
    Some([first * FOUR + second / FOUR, (second % FOUR) * FOUR * FOUR + third])
}

/// Writes the digits of an id.
pub(super) fn write_digits(halves: [u64; 2], out: &mut Vec<u8>) {
    for half in halves {
        // Four digits fit into a small number, with which it is faster to divide.
        for four in [half / (FOUR * FOUR), half / FOUR % FOUR, half % FOUR] {
            let four = u32::try_from(four).unwrap_or_default();
            out.extend([36 * 36 * 36, 36 * 36, 36, 1].map(|unit| DIGITS[(four / unit % 36) as usize]));
        }
    }
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
            ":_audit:a057qoibfebuxhaji2h7v0h2",
            ":_audit:zzzzzzzzzzzzzzzzzzzzzzzz",
            ":_audit:000000000000000000000000",
            "a057qoibfebuxhaji2h7v0h2",
            ":_audit:xk8g69df1001n1rpv2k650lt3",
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
            assert_eq!(held.push(id), Ok(()), "{id}");
            assert_eq!(held.push(id), Err(row), "{id}");
            assert_eq!((held.get(row).as_ref(), held.row(id)), (id, Some(row)));
        }
    }

    /// The id with a number, in the order of the numbers.
    fn numbered(number: usize) -> String {
        format!(":_audit:c{number:024}")
    }

    #[test]
    fn ids_in_their_order_need_no_table_and_come_once() {
        let last = 5 * LATEST;
        let upwards: Vec<usize> = (0..last).collect();
        let downwards: Vec<usize> = (0..last).rev().collect();
        // Neighbours change places, and pages overlap.
        let mixed: Vec<usize> = upwards.chunks(3).flat_map(|few| few.iter().rev()).copied().collect();
        let pages: Vec<usize> =
            downwards.chunks(1000).flat_map(|page| page.iter().chain(&page[page.len() - 20..])).copied().collect();
        for order in [upwards, downwards, mixed, pages] {
            let mut held = Ids::default();
            let mut seen = std::collections::HashMap::new();
            for number in &order {
                let next = u32::try_from(seen.len()).unwrap();
                let expected = seen.insert(*number, next).map_or(Ok(()), Err);
                assert_eq!(held.push(&numbered(*number)), expected, "{number}");
                seen.entry(*number).and_modify(|row| *row = expected.err().unwrap_or(*row));
            }
            assert!(held.all.is_none());
            assert_eq!(held.packed.len(), last);
            assert_eq!(held.row(&numbered(order[0])), Some(0));
            assert_eq!(held.row(&numbered(last)), None);
            // One from long ago is known, and from then on any other.
            for again in [order[0], order[last / 2], order[last - 1]] {
                assert_eq!(held.push(&numbered(again)), Err(seen[&again]));
            }
            assert!(held.all.is_some());
            assert_eq!([held.push(&numbered(last)), held.push("other")], [Ok(()); 2]);
            assert_eq!(held.push("other"), Err(u32::try_from(last + 1).unwrap()));
            assert_eq!(held.row(&numbered(last)).map(|row| row as usize), Some(last));
        }
    }
}
