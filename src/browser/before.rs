//! Hearing of what a person does before the part of the page that it is meant for.

use wasm_bindgen::prelude::*;

/// What a person decides with: a click, by whatever means, and a new value.
const DECISIONS: [&str; 2] = ["click", "change"];

/// Listens for as long as this lives.
pub(crate) struct BeforeDecisions(Closure<dyn Fn(web_sys::Event)>);

impl BeforeDecisions {
    /// Runs an action before every click and every change in the page.
    pub(crate) fn run(action: impl Fn(&web_sys::Event) + 'static) -> Self {
        let action = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| action(&event));
        if let Some(window) = web_sys::window() {
            for name in DECISIONS {
                let heard = action.as_ref().unchecked_ref();
                let _ = window.add_event_listener_with_callback_and_bool(name, heard, true);
            }
        }
        Self(action)
    }
}

impl Drop for BeforeDecisions {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            for name in DECISIONS {
                let heard = self.0.as_ref().unchecked_ref();
                let _ = window.remove_event_listener_with_callback_and_bool(name, heard, true);
            }
        }
    }
}
