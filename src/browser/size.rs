//! The height of an element, whenever it changes.

use wasm_bindgen::prelude::*;

/// Watches an element for as long as this lives.
pub(crate) struct HeightWatch {
    observer: web_sys::ResizeObserver,
    _action: Closure<dyn Fn()>,
}

impl HeightWatch {
    /// Tells the height before it is first painted, and after every change. Not at once:
    /// the whole page would have to be laid out for it, and again for what follows.
    pub(crate) fn start(element: &web_sys::Element, action: impl Fn(f64) + 'static) -> Option<Self> {
        let watched = element.clone();
        let action = Closure::<dyn Fn()>::new(move || action(f64::from(watched.client_height())));
        let observer = web_sys::ResizeObserver::new(action.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _action: action })
    }
}

impl Drop for HeightWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
