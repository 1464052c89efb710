//! Now, and waiting. Works in the page and in the worker.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // Both global scopes have these; web-sys binds them to one each.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, delay_ms: i32) -> i32;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: i32);
}

/// Now, in milliseconds since 1970 (UTC).
#[expect(clippy::cast_possible_truncation, reason = "milliseconds of a calendar date fit")]
pub(crate) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Waits, letting everything else go on meanwhile.
pub(crate) async fn sleep(delay_ms: i32) {
    let promise: js_sys::Promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, delay_ms);
    });
    // The promise never rejects.
    let _ = JsFuture::from(promise).await;
}

/// A timer that runs its action once, unless it is dropped before.
pub(crate) struct Timer {
    id: i32,
    _action: Closure<dyn FnMut()>,
}

impl Timer {
    /// Runs `action` after a delay.
    pub(crate) fn after(delay_ms: i32, action: impl FnMut() + 'static) -> Self {
        let action = Closure::<dyn FnMut()>::new(action);
        let id = set_timeout(action.as_ref().unchecked_ref(), delay_ms);
        Self { id, _action: action }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(self.id);
    }
}
