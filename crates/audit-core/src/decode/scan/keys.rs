//! The keys of objects, recognized by the order in which they came before.
//!
//! Records of one log have their keys in one order, so the next key is nearly always
//! the one that stood next last time: comparing eight bytes with what is expected
//! costs a fraction of finding a key's end and looking it up.

use super::Field;

/// Longer keys, as they stand in JSON, are read letter by letter each time.
const LONGEST: usize = 24;
/// Objects with more keys than this are nothing that a server writes.
const MOST: usize = 48;

/// A key as it stands in JSON, `"action":`, in up to three words of eight bytes.
#[derive(Debug)]
struct Known {
    words: [u64; 3],
    masks: [u64; 3],
    length: usize,
    field: Field,
}

impl Known {
    fn new(json: &[u8], field: Field) -> Option<Self> {
        let (mut text, mut mask) = ([0; LONGEST], [0; LONGEST]);
        text.get_mut(..json.len())?.copy_from_slice(json);
        mask[..json.len()].fill(u8::MAX);
        Some(Self { words: words(&text), masks: words(&mask), length: json.len(), field })
    }

    #[inline]
    fn stands_in(&self, words: [u64; 3]) -> bool {
        let fits = |nth: usize| (words[nth] ^ self.words[nth]) & self.masks[nth] == 0;
        fits(0) && (self.length <= 8 || (fits(1) && fits(2)))
    }
}

#[inline]
fn words(bytes: &[u8; LONGEST]) -> [u64; 3] {
    let word = |at: usize| bytes[at..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
    [word(0), word(8), word(16)]
}

/// The keys of one kind of object, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Keys {
    order: Vec<Known>,
}

impl Keys {
    /// The key that stands at `at`, if it is the one at `next` or behind it: its
    /// field, and its length in JSON. `next` moves behind it.
    #[inline]
    pub(super) fn expected(&self, bytes: &[u8], at: usize, next: &mut usize) -> Option<(Field, usize)> {
        // A key that ends with the bytes has no value: it need not be found.
        let words = words(bytes.get(at..)?.first_chunk()?);
        let known = loop {
            let known = self.order.get(*next)?;
            *next += 1;
            if known.stands_in(words) {
                break known;
            }
        };
        Some((known.field, known.length))
    }

    /// Takes note of a key that was not expected. `next` moves behind it.
    pub(super) fn learn(&mut self, json: &[u8], field: Field, next: &mut usize) {
        let Some(new) = Known::new(json, field) else { return };
        let same = |known: &Known| (known.length, known.words) == (new.length, new.words);
        if let Some(at) = self.order.iter().position(same) {
            *next = at + 1;
        } else if self.order.len() < MOST {
            let at = (*next).min(self.order.len());
            self.order.insert(at, new);
            *next = at + 1;
        }
    }
}
