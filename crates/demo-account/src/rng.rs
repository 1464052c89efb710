//! A small seeded generator, so that the account needs neither a clock nor a crate.

/// Splitmix64: one addition and three mixes per number, and any seed is a good seed.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// Numbers that depend on `seed` only.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Numbers of one record: they do not depend on how many others were drawn before,
    /// so records can be written lazily and in any order.
    pub(crate) fn of_record(seed: u64, serial: u32) -> Self {
        let mut rng = Self(seed ^ (u64::from(serial) << 20));
        rng.next();
        rng
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound` − 1; the slight bias does not matter here.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// As [`Rng::below`], for times and spans.
    pub(crate) fn below_i64(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).unwrap_or(1);
        i64::try_from(self.below(bound)).unwrap_or(0)
    }

    /// True once in `n` draws.
    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of `items`.
    pub(crate) fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        let index = usize::try_from(self.below(items.len() as u64)).unwrap_or(0);
        items.get(index).copied().unwrap_or_default()
    }

    /// An identifier as the platform makes them: 24 lower-case letters and digits, a letter first.
    pub(crate) fn cuid(&mut self) -> String {
        const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let mut id = String::with_capacity(24);
        let mut bits = 0;
        for place in 0..24_u64 {
            // Twelve characters of 36 fit into one number.
            if place % 12 == 0 {
                bits = self.next();
            }
            let base = if place == 0 { 26 } else { 36 };
            let index = usize::try_from(bits % base).unwrap_or(0);
            id.push(char::from(ALPHABET[index]));
            bits /= base;
        }
        id
    }

    /// What looks like the Base64 form of a SHA-256 digest; nobody can recompute it.
    pub(crate) fn digest(&mut self) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::with_capacity(44);
        let mut bits = 0;
        for place in 0..43_u64 {
            if place % 10 == 0 {
                bits = self.next();
            }
            // The last character carries four bits only.
            let mask = if place == 42 { 0b11_1100 } else { 0b11_1111 };
            text.push(char::from(ALPHABET[usize::try_from(bits & mask).unwrap_or(0)]));
            bits >>= 6;
        }
        text.push('=');
        text
    }
}
