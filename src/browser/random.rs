//! Bytes that nobody can guess.

use super::clock::random;

/// So many of them. Every browser that runs this page has them; where one refuses, what it
/// has instead is still better than a key that everybody knows.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number from 0 to 255")]
pub(crate) fn bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    if crypto.is_none_or(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_err()) {
        bytes = std::array::from_fn(|_| (random() * 256.0) as u8);
    }
    bytes
}
