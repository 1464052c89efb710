//! Copying text.

use wasm_bindgen_futures::JsFuture;

/// Copies a text. `false` where the browser does not let us.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    // Pages that are not served securely have no clipboard.
    if js_sys::Reflect::get(&navigator, &"clipboard".into()).map_or(true, |it| it.is_undefined()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
