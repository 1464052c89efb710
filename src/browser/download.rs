//! Building a file piece by piece, and saving it.

use wasm_bindgen::{JsCast, JsValue};

use super::clock;

/// A finished file, still in the browser's memory.
#[derive(Clone)]
pub(crate) struct Parcel(pub(crate) web_sys::Blob);

/// Collects the parts of a file outside of our own memory.
#[derive(Default)]
pub(crate) struct Parts(js_sys::Array);

/// The browser has no room for more.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoRoom;

impl Parts {
    /// Adds the next part. Each goes into a blob at once, which browsers can move
    /// to the disk.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), NoRoom> {
        let copy = array_of(bytes).map_err(|_| NoRoom)?;
        let blob = web_sys::Blob::new_with_u8_array_sequence(&js_sys::Array::of1(&copy)).map_err(|_| NoRoom)?;
        self.0.push(&blob);
        Ok(())
    }

    /// The file made of all parts. `None` where the browser cannot hold it.
    pub(crate) fn finish(&self, media_type: &str) -> Option<Parcel> {
        let options = web_sys::BlobPropertyBag::new();
        options.set_type(media_type);
        let blob = web_sys::Blob::new_with_blob_sequence_and_options(&self.0, &options);
        blob.ok().map(Parcel)
    }
}

/// A copy outside of our own memory. Where there is no room for it the browser
/// throws, which the direct way (`Uint8Array::from`) would not catch.
pub(super) fn array_of(bytes: &[u8]) -> Result<js_sys::Uint8Array, JsValue> {
    let constructor: js_sys::Function = js_sys::Reflect::get(&js_sys::global(), &"Uint8Array".into())?.dyn_into()?;
    let length = JsValue::from_f64(bytes.len() as f64);
    let array = js_sys::Reflect::construct(&constructor, &js_sys::Array::of1(&length))?;
    let array: js_sys::Uint8Array = array.dyn_into()?;
    array.copy_from(bytes);
    Ok(array)
}

impl Parcel {
    /// As it arrives in the page.
    pub(crate) fn from_value(value: &JsValue) -> Option<Self> {
        value.dyn_ref::<web_sys::Blob>().cloned().map(Self)
    }
}

/// Saves a small text under a name; says whether there was room for it.
pub(crate) fn save_text(text: &str, media_type: &str, name: &str) -> bool {
    let mut parts = Parts::default();
    let parcel = parts.push(text.as_bytes()).ok().and_then(|()| parts.finish(media_type));
    if let Some(parcel) = &parcel {
        save(parcel, name);
    }
    parcel.is_some()
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

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_futures::JsFuture;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    async fn parts_make_a_file() {
        let mut parts = Parts::default();
        for part in [&b"a\xff"[..], b"", b"bc\n"] {
            assert_eq!(parts.push(part), Ok(()));
        }
        let Parcel(blob) = parts.finish("text/csv").expect("there is room for five bytes");
        assert_eq!(blob.type_(), "text/csv");
        let buffer = JsFuture::from(blob.array_buffer()).await.expect("a blob can be read");
        assert_eq!(js_sys::Uint8Array::new(&buffer).to_vec(), b"a\xffbc\n");
    }

    #[wasm_bindgen_test]
    fn no_room_is_an_error() {
        let (global, name) = (js_sys::global(), JsValue::from("Blob"));
        let real = js_sys::Reflect::get(&global, &name).expect("browsers have blobs");
        let full = js_sys::Function::new_no_args("throw new RangeError('Array buffer allocation failed')");
        js_sys::Reflect::set(&global, &name, &full).expect("it can be replaced");
        let pushed = Parts::default().push(b"a");
        js_sys::Reflect::set(&global, &name, &real).expect("and put back");
        assert_eq!(pushed, Err(NoRoom));
    }
}
