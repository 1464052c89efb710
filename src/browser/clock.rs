//! Now, chance, and waiting. Works in the page and in the worker.

use std::cell::RefCell;
use std::rc::Rc;

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

/// A number of `[0, 1)`, drawn by chance.
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}

/// Waits, letting everything else go on meanwhile.
pub(crate) async fn sleep(delay_ms: i32) {
    let promise: js_sys::Promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, delay_ms);
    });
    // The promise never rejects.
    let _ = JsFuture::from(promise).await;
}

/// A wait that can be ended from elsewhere. Clones share it; one waits at a time.
#[derive(Clone, Default)]
pub(crate) struct Wait(Rc<RefCell<Option<js_sys::Function>>>);

impl Wait {
    /// Waits at most so long.
    pub(crate) async fn up_to(&self, limit_ms: Option<i32>) {
        let promise: js_sys::Promise = js_sys::Promise::new(&mut |resolve, _| {
            self.0.replace(Some(resolve));
        });
        let ended = self.clone();
        let _limit = limit_ms.map(|limit_ms| Timer::after(limit_ms, move || ended.end()));
        // The promise never rejects.
        let _ = JsFuture::from(promise).await;
    }

    /// Ends the wait, if there is one.
    pub(crate) fn end(&self) {
        if let Some(resolve) = self.0.take() {
            // What resolves a promise does not throw.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    async fn a_wait_ends_in_time_or_when_it_is_told_to() {
        let wait = Wait::default();
        wait.up_to(Some(0)).await;
        // Nobody waits: nothing is ended ahead.
        wait.end();
        let other = wait.clone();
        let _end = Timer::after(0, move || other.end());
        wait.up_to(None).await;
    }
}
