//! SHA-256, and the ways in which it is written: base64 in what the platform records,
//! hexadecimal digits where people compare it with what other programs say of a file.

use sha2::{Digest as _, Sha256};

/// The SHA-256 of bytes.
pub type Digest = [u8; 32];

/// Takes bytes as they come, for one hash of all.
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that was taken.
    pub fn finish(self) -> Digest {
        self.0.finalize().into()
    }
}

/// The hash of bytes that are all there.
pub fn digest(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// As hexadecimal digits, in lower case: as `sha256sum` writes it.
pub fn hex(digest: &Digest) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// No digit of base64.
const NO_DIGIT: u8 = 64;

/// The value of each byte as a digit of base64.
const VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < NO_DIGIT {
        values[BASE64[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// The 32 bytes that a text stands for, if it is the one that is written for them.
pub(crate) fn read_base64(text: &str) -> Option<[u8; 32]> {
    let digits: &[u8; 43] = text.strip_suffix('=')?.as_bytes().try_into().ok()?;
    let values = digits.map(|digit| VALUES[digit as usize]);
    // The last digit has two bits more than there are.
    if values.iter().fold(0, |all, value| all | value) >= NO_DIGIT || values[42] & 3 != 0 {
        return None;
    }
    let mut bytes = [0; 32];
    for (three, four) in bytes.chunks_mut(3).zip(values.chunks(4)) {
        let word = four.iter().zip([26, 20, 14, 8]).fold(0, |word, (value, bits)| word | u32::from(*value) << bits);
        three.copy_from_slice(&word.to_be_bytes()[..three.len()]);
    }
    Some(bytes)
}

pub(crate) fn write_base64(bytes: &[u8; 32], out: &mut Vec<u8>) {
    for three in bytes.chunks(3) {
        let word = three.iter().zip([24, 16, 8]).fold(0, |word, (byte, bits)| word | u32::from(*byte) << bits);
        let digits = [26, 20, 14, 8].map(|bits| BASE64[(word >> bits) as usize % BASE64.len()]);
        out.extend_from_slice(&digits[..=three.len()]);
    }
    out.push(b'=');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_standard() {
        // FIPS 180-2, appendix B, and the hash of nothing.
        let cases = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(hex(&digest(text.as_bytes())), expected);
            let mut hasher = Hasher::default();
            text.as_bytes().chunks(7).for_each(|bytes| hasher.feed(bytes));
            assert_eq!(hex(&hasher.finish()), expected);
        }
    }
}
