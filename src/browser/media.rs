//! The width of the window, as far as the layout asks.

use wasm_bindgen::prelude::*;

/// Tells whether a media query holds, now and whenever that changes.
pub(crate) fn watch(query: &str, action: impl Fn(bool) + 'static) {
    let list = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
    let Some(list) = list else { return };
    action(list.matches());
    let action = Closure::<dyn Fn(web_sys::MediaQueryListEvent)>::new(move |event: web_sys::MediaQueryListEvent| {
        action(event.matches());
    });
    let _ = list.add_event_listener_with_callback("change", action.as_ref().unchecked_ref());
    // It listens for as long as the page lives.
    action.forget();
}
