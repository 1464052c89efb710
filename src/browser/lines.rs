//! Lines of a tree in the document, in the order in which they are seen: those that
//! have [`LINE`], which is their level, and an id.

use wasm_bindgen::prelude::*;

/// The attribute of a line: how deep in the tree it is, from 1.
pub(crate) const LINE: &str = "data-line";

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The id of its element.
    pub(crate) id: String,
    /// How deep in the tree it is, from 1.
    pub(crate) level: u32,
    /// Whether what is inside is shown, where there is something.
    pub(crate) expanded: Option<bool>,
}

/// The lines in the element with an id.
pub(crate) fn lines(container: &str) -> Vec<Line> {
    let lines = element(container).and_then(|it| it.query_selector_all(&format!("[{LINE}]")).ok());
    let Some(lines) = lines else { return Vec::new() };
    let line = |index: u32| {
        let line = lines.get(index)?.dyn_into::<web_sys::Element>().ok()?;
        Some(Line {
            id: line.id(),
            level: line.get_attribute(LINE)?.parse().ok()?,
            expanded: line.get_attribute("aria-expanded").map(|expanded| expanded == "true"),
        })
    };
    (0..lines.length()).filter_map(line).collect()
}

/// The id of the line that an event happened in.
pub(crate) fn line_at(event: &web_sys::Event) -> Option<String> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    Some(target.closest(&format!("[{LINE}]")).ok()??.id())
}

/// Presses what opens or closes a line: the element in it with an attribute, or itself.
pub(crate) fn press(line: &str, attribute: &str) {
    let Some(line) = element(line) else { return };
    let inside = line.query_selector(&format!("[{attribute}]")).ok().flatten();
    let pressed = inside.or_else(|| line.has_attribute(attribute).then_some(line));
    if let Some(pressed) = pressed.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        pressed.click();
    }
}

#[wasm_bindgen]
extern "C" {
    type Shown;
    #[wasm_bindgen(method, js_name = scrollIntoView)]
    fn scroll_into_view(this: &Shown, options: &js_sys::Object);
}

/// Brings a line into sight, moving as little as possible.
pub(crate) fn show(line: &str) {
    let Some(line) = element(line) else { return };
    let options = js_sys::Object::new();
    if js_sys::Reflect::set(&options, &"block".into(), &"nearest".into()).is_ok() {
        line.unchecked_ref::<Shown>().scroll_into_view(&options);
    }
}

fn element(id: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
