//! The few things set on the document itself.

use wasm_bindgen::JsCast;

fn root() -> Option<web_sys::Element> {
    web_sys::window()?.document()?.document_element()
}

/// Whether nobody sees the page: it is in another tab, or its window is covered or small.
pub(crate) fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

/// Sets the language of the document.
pub(crate) fn set_language(tag: &str) {
    if let Some(root) = root() {
        let _ = root.set_attribute("lang", tag);
    }
}

/// Sets the title of the document.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Chooses between the light and the dark colors; `None` follows the system.
pub(crate) fn set_theme(dark: Option<bool>) {
    let Some(root) = root() else { return };
    let classes = root.class_list();
    let _ = classes.toggle_with_force("theme-dark", dark == Some(true));
    let _ = classes.toggle_with_force("theme-light", dark == Some(false));
}

/// Prints the page: browsers ask on which printer, or into which file.
pub(crate) fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

/// Removes the help text that stands there until the app has started.
pub(crate) fn remove_help() {
    if let Some(help) = element("help") {
        help.remove();
    }
}

/// Shows the text that says that the page broke.
pub(crate) fn show_broken() {
    if let Some(broken) = element("broken") {
        let _ = broken.remove_attribute("hidden");
    }
}

/// Puts the focus on an element, if it is there.
pub(crate) fn focus(id: &str) {
    if let Some(element) = element(id).and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Brings an element into sight in a row that begins at the edge of the page and scrolls
/// sideways, moving nothing else.
pub(crate) fn show_in_row(id: &str) {
    let Some(element) = element(id).and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    let Some(row) = element.parent_element() else { return };
    let (start, end) = (element.offset_left(), element.offset_left() + element.offset_width());
    if start < row.scroll_left() {
        row.set_scroll_left(start);
    } else if end > row.scroll_left() + row.client_width() {
        row.set_scroll_left(end - row.client_width());
    }
}

/// Scrolls what is in an element to its beginning.
pub(crate) fn scroll_to_top(id: &str) {
    if let Some(element) = element(id) {
        element.set_scroll_top(0);
    }
}

/// Whether the element with an id has the focus.
pub(crate) fn has_focus(id: &str) -> bool {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    active.is_some_and(|active| active.id() == id)
}

/// Whether the focus is in the element with an id.
pub(crate) fn holds_focus(id: &str) -> bool {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    element(id).is_some_and(|element| element.contains(active.as_deref()))
}

/// Puts the focus on an element where it would otherwise be nowhere.
pub(crate) fn focus_if_lost(id: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let body = document.body().map(web_sys::Element::from);
    if document.active_element().is_none_or(|active| Some(active) == body) {
        focus(id);
    }
}

/// The number that the closest element with an attribute has in it, at or around where
/// an event happened.
pub(crate) fn number_at(event: &web_sys::Event, attribute: &str) -> Option<usize> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    target.closest(&format!("[{attribute}]")).ok()??.get_attribute(attribute)?.parse().ok()
}

/// Whether what an event happened to has left the document since.
pub(crate) fn is_gone(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<web_sys::Node>().ok());
    target.is_some_and(|target| !target.is_connected())
}

/// Whether an event happened in the element with an id.
pub(crate) fn is_inside(event: &web_sys::Event, id: &str) -> bool {
    contains(id, event.target())
}

/// Whether the focus goes to something outside of the element with an id. That it
/// goes nowhere, or to another window, is no such move.
pub(crate) fn moves_out(event: &web_sys::FocusEvent, id: &str) -> bool {
    event.related_target().is_some_and(|to| !contains(id, Some(to)))
}

/// Whether the focus leaves the element with an id, as long as the window keeps it.
pub(crate) fn leaves(event: &web_sys::FocusEvent, id: &str) -> bool {
    if let Some(to) = event.related_target() {
        return !contains(id, Some(to));
    }
    let document = web_sys::window().and_then(|window| window.document());
    document.and_then(|document| document.has_focus().ok()).unwrap_or(true)
}

/// Whether a key goes into a text, or chooses from a list by its first letters.
pub(crate) fn is_typing(event: &web_sys::Event) -> bool {
    const FIELDS: &str = "textarea, select, [contenteditable], [role=listbox], [role=menu], [role=tree], \
        input:not([type=checkbox], [type=radio], [type=button], [type=file], [type=range])";
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.closest(FIELDS).ok().flatten().is_some())
}

/// How many dialogs are open.
pub(crate) fn open_dialogs() -> usize {
    let document = web_sys::window().and_then(|window| window.document());
    let open = document.and_then(|document| document.query_selector_all("dialog[open]").ok());
    open.map_or(0, |open| open.length() as usize)
}

/// Presses a key on an element, as if the person had.
pub(crate) fn press(id: &str, key: &str) {
    let init = web_sys::KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    if let (Some(element), Ok(event)) =
        (element(id), web_sys::KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init))
    {
        let _ = element.dispatch_event(&event);
    }
}

fn contains(id: &str, target: Option<web_sys::EventTarget>) -> bool {
    let target = target.and_then(|it| it.dyn_into::<web_sys::Node>().ok());
    element(id).is_some_and(|element| element.contains(target.as_ref()))
}

/// Reloads the page.
pub(crate) fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Runs an action when files are dropped anywhere but on a drop zone: without
/// it, a file that misses the zone would replace the page.
pub(crate) fn ignore_stray_drops() {
    use wasm_bindgen::prelude::Closure;
    let Some(window) = web_sys::window() else { return };
    for name in ["dragover", "drop"] {
        let ignore = Closure::<dyn Fn(web_sys::DragEvent)>::new(|event: web_sys::DragEvent| {
            event.prevent_default();
        });
        let _ = window.add_event_listener_with_callback(name, ignore.as_ref().unchecked_ref());
        // It listens for as long as the page lives.
        ignore.forget();
    }
}

fn element(id: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
