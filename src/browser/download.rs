//! Building a file piece by piece, and saving it.

use wasm_bindgen::{JsCast, JsValue};

use super::clock;

/// A finished file, still in the browser's memory.
#[derive(Clone)]
pub(crate) struct Parcel(pub(crate) web_sys::Blob);

/// Collects the parts of a file outside of our own memory.
#[derive(Default)]
pub(crate) struct Parts(js_sys::Array);

impl Parts {
    /// Adds the next part.
    pub(crate) fn push(&self, bytes: &[u8]) {
        self.0.push(&js_sys::Uint8Array::from(bytes));
    }

    /// The file made of all parts. `None` where the browser cannot hold it.
    pub(crate) fn finish(&self, media_type: &str) -> Option<Parcel> {
        let options = web_sys::BlobPropertyBag::new();
        options.set_type(media_type);
        let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&self.0, &options);
        blob.ok().map(Parcel)
    }
}

impl Parcel {
    /// As it arrives in the page.
    pub(crate) fn from_value(value: &JsValue) -> Option<Self> {
        value.dyn_ref::<web_sys::Blob>().cloned().map(Self)
    }
}

/// Saves a file under a name, as a click on a link would.
pub(crate) fn save(parcel: &Parcel, name: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&parcel.0) else { return };
    if let Some(link) =
        document.create_element("a").ok().and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok())
    {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // Some browsers read the file only after a while.
    wasm_bindgen_futures::spawn_local(async move {
        clock::sleep(60_000).await;
        let _ = web_sys::Url::revoke_object_url(&url);
    });
}
