//! Where on an element the pointer is, and with what it presses.

use wasm_bindgen::JsCast;

/// How far across the element that listens the pointer is, from 0 to 1.
pub(crate) fn across(event: &web_sys::MouseEvent) -> f64 {
    let element = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    let Some(element) = element else { return 0.0 };
    let bounds = element.get_bounding_client_rect();
    ((f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0)).clamp(0.0, 1.0)
}

/// Whether this is a finger, a pen, or the first button of a mouse: others have
/// meanings of their own.
pub(crate) fn is_primary(event: &web_sys::PointerEvent) -> bool {
    event.is_primary() && event.button() == 0
}

/// Lets the element hear of this pointer until it is released, wherever it goes.
pub(crate) fn capture(event: &web_sys::PointerEvent) {
    let element = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    if let Some(element) = element {
        // It fails only for a pointer that is gone already.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}
