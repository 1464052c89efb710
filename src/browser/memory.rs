//! How much memory a log may take.

use std::hint::black_box;

use wasm_bindgen::JsValue;

/// What a log may take: far below the 4 GiB of WebAssembly, and what a computer has.
const MOST: f64 = 1.5 * 1_073_741_824.0;

/// What must be left for the next piece of a log and for looking at it. Devices with
/// little memory refuse it long before a log takes [`MOST`]; to be refused in the
/// middle of a record would end the worker.
const SPARE: usize = 64 << 20;

/// Whether a log of so many bytes must not grow.
pub(crate) fn is_full(bytes: usize) -> bool {
    bytes as f64 >= most() || !has(SPARE)
}

/// In bytes, as whoever hosts the page may set it in `worker.js`.
fn most() -> f64 {
    let set = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("auditViewerMemory"));
    set.ok().and_then(|set| set.as_f64()).unwrap_or(MOST)
}

/// Whether there is memory; it is given back at once, untouched.
fn has(bytes: usize) -> bool {
    let mut memory: Vec<u8> = Vec::new();
    let reserved = memory.try_reserve_exact(bytes).is_ok();
    // What nobody looks at need not be asked for.
    black_box(memory);
    reserved
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn more_than_there_is_is_refused() {
        assert!(has(1 << 20));
        // Twice as much as this is more than WebAssembly can have.
        let mut half: Vec<u8> = Vec::new();
        let _ = half.try_reserve_exact(isize::MAX as usize);
        assert!(!has(isize::MAX as usize));
        black_box(half);
    }

    #[wasm_bindgen_test]
    fn the_limit_can_be_set() {
        let set = |value: JsValue| {
            js_sys::Reflect::set(&js_sys::global(), &"auditViewerMemory".into(), &value).expect("a global can be set");
        };
        assert!(!is_full(1_000_000_000));
        set(JsValue::from_f64(1000.0));
        assert!(is_full(1000) && !is_full(999));
        set(JsValue::from_str("plenty"));
        assert!(!is_full(1_000_000_000) && is_full(1_700_000_000));
        set(JsValue::UNDEFINED);
    }
}
