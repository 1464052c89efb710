//! What records say of that which they wrote: its key, and a hash of it.
//!
//! No two are alike, so a dictionary would only cost. Nearly all are made alike, though:
//! `EVENT:0:<24 letters or digits>:<seconds>` and `EVENT:0:sha256-<base64 of 32 bytes>`.
//! Those take 56 bytes instead of some 100, and one code of what both begin with; any
//! other pair is kept as texts.

use std::borrow::Cow;
use std::collections::HashMap;

use super::codes::Codes;
use super::ids::{self, DIGITS_OF_ID};
use super::texts::Texts;
use crate::digest::{read_base64, write_base64};

/// See the module's description.
#[derive(Debug, Default)]
pub(crate) struct IntegrityColumn {
    /// [`NONE`], [`TEXTS`], or from [`USUAL`] on what a usual key begins with.
    codes: Codes,
    rows: usize,
    /// How many of the rows before each block of [`BLOCK`] rows have a value.
    before: Vec<u32>,
    /// The values of the rows that have one, in pieces, so that no growth copies them.
    pieces: Vec<Vec<Packed>>,
    /// What usual keys begin with.
    leads: Texts,
    /// Keys and hashes that are not usual.
    others: Texts,
    /// What rows have in the place of what they had: few ever have.
    replaced: HashMap<u32, Option<(String, String)>>,
}

const NONE: u32 = 0;
const TEXTS: u32 = 1;
/// The code of a text of [`IntegrityColumn::leads`] is at least 1.
const USUAL: u32 = 1;

/// Rows whose values are counted to find where one's stands.
const BLOCK: usize = 64;
/// Values of a piece: just below 1 MiB.
const PIECE: usize = 1 << 14;

#[derive(Debug, Clone, Copy)]
struct Packed {
    /// As [`ids`] packs it; the codes of both texts, where they are not usual.
    id: [u64; 2],
    /// When it was last changed, in thousandths of a second.
    modified: u64,
    sha256: [u8; 32],
}

impl IntegrityColumn {
    /// Adds the key and the hash of the next row.
    pub(super) fn push(&mut self, pair: Option<(&str, &str)>) {
        if self.rows.is_multiple_of(BLOCK) {
            self.before.push(self.values());
        }
        self.rows += 1;
        let Some((key, hash)) = pair else { return self.codes.push(NONE) };
        let (code, packed) = if let Some((lead, packed)) = pack(key, hash) {
            (USUAL + self.leads.code(lead), packed)
        } else {
            let id = [key, hash].map(|text| self.others.code(text).into());
            (TEXTS, Packed { id, modified: 0, sha256: [0; 32] })
        };
        self.codes.push(code);
        if self.pieces.last().is_none_or(|piece| piece.len() == PIECE) {
            // Few logs hold many: the first piece grows as it has to.
            let room = if self.pieces.is_empty() { 0 } else { PIECE };
            self.pieces.push(Vec::with_capacity(room));
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.push(packed);
        }
    }

    /// Gives a row another key and hash.
    pub(super) fn replace(&mut self, row: u32, pair: Option<(&str, &str)>) {
        self.replaced.insert(row, pair.map(|(key, hash)| (key.to_owned(), hash.to_owned())));
    }

    /// How many rows have a value.
    fn values(&self) -> u32 {
        let whole = self.pieces.len().saturating_sub(1) * PIECE;
        u32::try_from(whole + self.pieces.last().map_or(0, Vec::len)).unwrap_or(u32::MAX)
    }

    /// Makes room for more rows.
    pub(super) fn reserve(&mut self, rows: usize) {
        self.codes.reserve(rows);
        self.before.reserve_exact(rows.div_ceil(BLOCK));
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        let packed: usize = self.pieces.iter().map(|piece| piece.capacity() * size_of::<Packed>()).sum();
        self.codes.bytes() + size_of_val(self.before.as_slice()) + packed + self.leads.bytes() + self.others.bytes()
    }

    /// The code of a row, and its value if it has one.
    fn value(&self, row: u32) -> (u32, Option<&Packed>) {
        let code = self.codes.get(row);
        if code == NONE {
            return (code, None);
        }
        let row = row as usize;
        let place = self.before[row / BLOCK] as usize + self.codes.filled(row / BLOCK * BLOCK..row);
        (code, self.pieces.get(place / PIECE).and_then(|piece| piece.get(place % PIECE)))
    }

    /// The key and the hash of a row.
    pub(crate) fn get(&self, row: u32) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
        if let Some(pair) = self.replaced.get(&row) {
            return pair.as_ref().map(|(key, hash)| (key.as_str().into(), hash.as_str().into()));
        }
        match self.value(row) {
            (_, None) => None,
            (TEXTS, Some(packed)) => {
                let [key, hash] = packed.id.map(|code| u32::try_from(code).ok().and_then(|code| self.others.get(code)));
                key.zip(hash).map(|(key, hash)| (key.into(), hash.into()))
            }
            (code, Some(packed)) => {
                let lead = self.leads.get(code - USUAL).unwrap_or_default();
                let text = |out| String::from_utf8(out).unwrap_or_default();
                let (mut key, mut hash) = (Vec::with_capacity(64), Vec::with_capacity(64));
                packed.write_key(lead, &mut key);
                packed.write_hash(lead, &mut hash);
                Some((text(key).into(), text(hash).into()))
            }
        }
    }

    /// The item that a row is about; without the texts of its key and hash, where those are usual.
    pub(crate) fn item(&self, row: u32) -> Option<WrittenItem<'_>> {
        if !self.replaced.contains_key(&row)
            && let (code, Some(packed)) = self.value(row)
            && let Some(lead) = self.leads.get(code - USUAL)
            && code != TEXTS
        {
            return Some(WrittenItem::Packed { lead: lead.into(), id: packed.id });
        }
        let (key, _) = self.get(row)?;
        WrittenItem::of_key(&key)
    }

    /// Writes the key and the hash of a row with `between` before each, if they are usual,
    /// of ASCII letters, digits and `:._+/=-` alone, and begin with a letter or digit;
    /// whether they are.
    pub(crate) fn write_usual(&self, row: u32, between: u8, out: &mut Vec<u8>) -> bool {
        let (code, Some(packed)) = self.value(row) else { return false };
        if self.replaced.contains_key(&row) {
            return false;
        }
        let Some(lead) = self.leads.get(code - USUAL) else { return false };
        out.push(between);
        packed.write_key(lead, out);
        out.push(between);
        packed.write_hash(lead, out);
        true
    }
}

/// An item that a call wrote, told apart from others without regard to when that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WrittenItem<'a> {
    /// One with a usual id: what stands before its digits, and those.
    Packed { lead: Cow<'a, str>, id: [u64; 2] },
    /// Any other: what begins its key, and its id.
    Text(String),
}

impl WrittenItem<'_> {
    /// The item of a key, `EVENT:0:<id>:<modified>`.
    fn of_key(key: &str) -> Option<Self> {
        key.rsplit_once(':').map(|(item, _)| Self::of(item))
    }

    /// The item of what begins a key, `EVENT:0:<id>`.
    pub(crate) fn of(item: &str) -> Self {
        let usual = || {
            let (lead, digits) = item.as_bytes().split_last_chunk::<DIGITS_OF_ID>()?;
            let lead = item.get(..lead.len()).filter(|lead| is_plain(lead))?;
            Some(Self::Packed { lead: lead.to_owned().into(), id: ids::pack_digits(digits)? })
        };
        usual().unwrap_or_else(|| Self::Text(item.to_owned()))
    }
}

impl Packed {
    fn write_key(&self, lead: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(lead.as_bytes());
        ids::write_digits(self.id, out);
        out.push(b':');
        write_seconds(self.modified, out);
    }

    fn write_hash(&self, lead: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(class(lead).unwrap_or_default().as_bytes());
        out.extend_from_slice(SHA256.as_bytes());
        write_base64(&self.sha256, out);
    }
}

/// What stands in a hash before its base64.
const SHA256: &str = "sha256-";

/// A usual key and hash, and what stands in the key before the digits of the id.
fn pack<'a>(key: &'a str, hash: &str) -> Option<(&'a str, Packed)> {
    let (before, seconds) = key.rsplit_once(':')?;
    let (lead, digits) = before.as_bytes().split_last_chunk::<DIGITS_OF_ID>()?;
    let id = ids::pack_digits(digits)?;
    let lead = key.get(..lead.len()).filter(|lead| is_plain(lead))?;
    let base64 = hash.strip_prefix(class(lead)?)?.strip_prefix(SHA256)?;
    Some((lead, Packed { id, modified: thousandths(seconds)?, sha256: read_base64(base64)? }))
}

/// What begins a hash, of what begins a key: older ids have a letter before their digits.
fn class(lead: &str) -> Option<&str> {
    lead.rfind(':').map(|colon| &lead[..=colon])
}

/// Whether it stands in a table as it is.
fn is_plain(lead: &str) -> bool {
    lead.starts_with(|first: char| first.is_ascii_alphanumeric())
        && lead.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-'))
}

/// Seconds as JavaScript writes them, with up to three decimals; `None` for any other
/// text, such as the same number with a zero more.
fn thousandths(seconds: &str) -> Option<u64> {
    let (whole, decimals) = match seconds.split_once('.') {
        None => (seconds, ""),
        Some((_, decimals)) if decimals.is_empty() || decimals.ends_with('0') => return None,
        Some(split) => split,
    };
    let whole_is_usual = whole == "0" || (1..=12).contains(&whole.len()) && !whole.starts_with('0');
    if !whole_is_usual || decimals.len() > 3 {
        return None;
    }
    let mut number = 0;
    for digit in whole.bytes().chain(decimals.bytes()) {
        number = number * 10 + u64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    Some((decimals.len()..3).fold(number, |number, _| number * 10))
}

fn write_seconds(thousandths: u64, out: &mut Vec<u8>) {
    let (mut whole, mut rest) = (thousandths / 1000, thousandths % 1000);
    let start = out.len();
    out.resize(start + whole.checked_ilog10().map_or(1, |power| power as usize + 1), b'0');
    for digit in out[start..].iter_mut().rev() {
        *digit = digit_of(whole % 10);
        whole /= 10;
    }
    if rest > 0 {
        out.push(b'.');
    }
    while rest > 0 {
        out.push(digit_of(rest / 100));
        rest = rest % 100 * 10;
    }
}

fn digit_of(number: u64) -> u8 {
    b'0' + u8::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "EVENT:0:dsdc713wn6kmong4egmal4jt:1795460559.79";
    const HASH: &str = "EVENT:0:sha256-cd8+uEmXnv3dsKYlRh6V7wtUGYXYbQjdkXCpbJ6Bwt4=";

    #[track_caller]
    fn check(key: &str, hash: &str, is_usual: bool) {
        let mut column = IntegrityColumn::default();
        column.push(None);
        column.push(Some((key, hash)));
        assert_eq!(column.get(0), None);
        assert_eq!(column.get(1), Some((key.into(), hash.into())));
        let mut written = Vec::new();
        assert_eq!(column.write_usual(1, b',', &mut written), is_usual, "{key} {hash}");
        assert_eq!(written, if is_usual { format!(",{key},{hash}") } else { String::new() }.as_bytes());
    }

    #[test]
    fn usual_pairs_are_packed() {
        check(KEY, HASH, true);
        check("EVENT:0:zzzzzzzzzzzzzzzzzzzzzzzz:0", HASH, true);
        check("EVENT:0:000000000000000000000000:999999999999.999", HASH, true);
        check("EVENT:0:ck8g69df1001n1rpv2k650lt3:1795460559.005", HASH, true);
        check(&KEY.replace("EVENT", "ACCESS"), &HASH.replace("EVENT", "ACCESS"), true);
        check(&KEY.replace(":0:", ":1:"), &HASH.replace(":0:", ":1:"), true);
    }

    #[test]
    fn any_other_pair_is_kept_as_it_is() {
        check("", "", false);
        check("é", "é", false);
        check(HASH, KEY, false);
        check(&KEY.replace("EVENT", "ACCESS"), HASH, false);
        check(&KEY.replace("EVENT:0:", ""), &HASH.replace("EVENT:0:", ""), false);
        check(&KEY.replace("EVENT", "=EVENT"), &HASH.replace("EVENT", "=EVENT"), false);
        check(&KEY.replace("EVENT", "É"), &HASH.replace("EVENT", "É"), false);
        for id in ["dsdc713wn6kmong4egmal4jT", "dsdc713wn6kmong4egmal4j", "dsdc713wn6kmong4egmalé4j"] {
            check(&KEY.replace("dsdc713wn6kmong4egmal4jt", id), HASH, false);
        }
        for seconds in ["", ".5", "5.", "5.50", "5.0", "05", "00", "+5", "-5", "5e3", "5.1234", "1234567890123", "５"]
        {
            check(&KEY.replace("1795460559.79", seconds), HASH, false);
        }
        for end in ["t4", "t4==", "t5=", "t4A=", "t=", "t4-", "t_=", "t4=\n", "é="] {
            check(KEY, &HASH.replace("t4=", end), false);
        }
        check(KEY, &HASH.replace("sha256", "sha512"), false);
        check(KEY, &HASH.replace("sha256", "SHA256"), false);
    }

    #[test]
    fn rows_find_their_values() {
        let mut column = IntegrityColumn::default();
        column.reserve(100);
        let key = |row: usize| format!("EVENT:0:{row:024}:{row}");
        let has = |row: usize| row % 200 > 70 && !row.is_multiple_of(3);
        let rows = 3 * PIECE;
        for row in 0..rows {
            column.push(has(row).then_some((key(row).as_str(), if row % 7 == 0 { "other" } else { HASH })));
        }
        for row in 0..rows {
            let held = column.get(u32::try_from(row).unwrap());
            assert_eq!(held.map(|(key, _)| key.into_owned()), has(row).then(|| key(row)), "{row}");
        }
        assert!(column.bytes() > column.values() as usize * size_of::<Packed>());
        // Others in the place of one that has a value, and of one that has none.
        for (row, pair) in [(199, None), (0, Some((KEY, HASH))), (199, Some(("k", "h")))] {
            column.replace(row, pair);
            assert_eq!(column.get(row), pair.map(|(key, hash)| (key.into(), hash.into())));
            assert!(!column.write_usual(row, b',', &mut Vec::new()));
            assert_eq!(column.get(271).unwrap().0, key(271));
        }
    }

    #[test]
    fn no_values_take_next_to_nothing() {
        let mut column = IntegrityColumn::default();
        (0..6400).for_each(|_| column.push(None));
        assert!(column.bytes() <= 6400 / 16 + 64, "{}", column.bytes());
    }

    proptest::proptest! {
        /// Whatever is held comes back: random texts, those near the usual ones, and both mixed.
        #[test]
        fn pairs_come_back(pairs in proptest::collection::vec(proptest::option::of((
            proptest::prop_oneof![
                "(EVENT|ACCESS|é|=a|):[01]:c?[0-9a-z]{24}:[0-9]{1,13}(\\.[0-9]{0,4})?",
                "[A-Zé]{0,5}:0:[0-9a-zA-Z]{23,25}:[0-9.+e]{0,5}",
                "\\PC*",
            ],
            proptest::prop_oneof![
                "(EVENT|ACCESS|é|=a|):[01]:sha256-[0-9a-zA-Z+/]{43}=",
                "(EVENT|ACCESS|é|=a|):[01]:sha256-[0-9a-zA-Z+/]{42}[AEIMQUYcgkosw048]=",
                "EVENT:0:(sha256-|sha512-|md5-)[0-9a-zA-Z+/_=-]{40,46}",
                "\\PC*",
            ],
        )), 0..200)) {
            let mut column = IntegrityColumn::default();
            for pair in &pairs {
                column.push(pair.as_ref().map(|(key, hash)| (key.as_str(), hash.as_str())));
            }
            for (row, pair) in (0..).zip(&pairs) {
                let held = column.get(row);
                let held = held.as_ref().map(|(key, hash)| (key.as_ref(), hash.as_ref()));
                proptest::prop_assert_eq!(held, pair.as_ref().map(|(key, hash)| (key.as_str(), hash.as_str())));
                let mut written = Vec::new();
                if column.write_usual(row, b',', &mut written) {
                    let (key, hash) = pair.as_ref().unwrap();
                    proptest::prop_assert_eq!(written, format!(",{key},{hash}").into_bytes());
                }
            }
        }
    }
}
