//! Lengths in markup.

/// A length with at most two decimals, which is finer than any screen: the standard
/// library's way of writing floating point would be a fortieth of the page.
pub(crate) fn decimal(length: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "lengths are far below 2^52")]
    let hundredths = (length * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    match (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, rest) => format!("{sign}{whole}.{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn two_decimals_where_they_are_needed() {
        let cases = [(0.0, "0"), (-0.001, "0"), (-12.5, "-12.50"), (98.756, "98.76"), (12_000_000.0, "12000000")];
        for (length, expected) in cases {
            assert_eq!(decimal(length), expected);
        }
    }
}
