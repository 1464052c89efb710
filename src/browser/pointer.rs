//! Where on an element the pointer is.

use wasm_bindgen::JsCast;

/// How far across the element that listens the pointer is, from 0 to 1.
pub(crate) fn across(event: &web_sys::MouseEvent) -> f64 {
    let element = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    let Some(element) = element else { return 0.0 };
    let bounds = element.get_bounding_client_rect();
    ((f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0)).clamp(0.0, 1.0)
}
