//! A word to the other tabs of this page, and one that was left and came back.

use wasm_bindgen::prelude::*;

/// The other tabs. Without such a thing in the browser, nobody is told.
#[derive(Clone)]
pub(crate) struct Tabs(Option<web_sys::BroadcastChannel>);

impl Tabs {
    /// Joins those that speak of a topic, and hears what they say as long as the page lasts.
    pub(crate) fn join(topic: &str, mut hear: impl FnMut(String) + 'static) -> Self {
        let channel = web_sys::BroadcastChannel::new(topic).ok();
        if let Some(channel) = &channel {
            let listener = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
                if let Some(word) = event.data().as_string() {
                    hear(word);
                }
            });
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
            listener.forget();
        }
        Self(channel)
    }

    /// Tells all others.
    pub(crate) fn tell(&self, word: &str) {
        if let Some(channel) = &self.0 {
            // A text can always be sent.
            let _ = channel.post_message(&word.into());
        }
    }
}

/// Whether a page that is shown is one that the browser had kept as it was left.
pub(crate) fn came_back(event: &web_sys::Event) -> bool {
    js_sys::Reflect::get(event, &"persisted".into()).is_ok_and(|persisted| persisted == true)
}
