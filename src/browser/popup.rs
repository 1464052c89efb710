//! A window beside the page, for a page of somebody else.

use wasm_bindgen::JsValue;

/// A window that this page opened. Dropping it closes it while it is empty; once it shows
/// somebody else's page, that is as far out of reach from here as this page is from there.
pub(crate) struct Popup(web_sys::Window);

impl Popup {
    /// Opens an empty one. To be called in the turn of a click; `None` where the browser
    /// does not let us even then.
    pub(crate) fn open() -> Option<Self> {
        let features = "popup,width=480,height=720";
        let window = web_sys::window()?.open_with_url_and_target_and_features("", "", features).ok()??;
        // What is shown in it must not be able to send this page elsewhere.
        let _ = window.set_opener(&JsValue::NULL);
        Some(Self(window))
    }

    /// Shows an address in it, which the caller has checked.
    pub(crate) fn go(&self, url: &str) {
        let _ = self.0.location().replace(url);
    }
}

impl Drop for Popup {
    fn drop(&mut self) {
        let _ = self.0.close();
    }
}
