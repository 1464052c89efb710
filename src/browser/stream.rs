//! Streams of bytes, read as they arrive.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The next bytes of a stream; `None` at its end.
pub(super) async fn next(reader: &web_sys::ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let read: js_sys::Promise = reader.read();
    let result = JsFuture::from(read).await?;
    let value = js_sys::Reflect::get(&result, &"value".into())?;
    Ok(value.dyn_ref::<js_sys::Uint8Array>().map(js_sys::Uint8Array::to_vec))
}
