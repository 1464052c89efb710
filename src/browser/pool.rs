//! Copies of an element, used again and again: of a list of a million lines some forty
//! are in the document at a time. What a copy says is written only where it changes.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// Copies of one element, each showing the item with its key.
pub(crate) struct Pool<T> {
    template: Element,
    used: Vec<Slot<T>>,
    spare: Vec<Slot<T>>,
}

impl<T: Default> Pool<T> {
    /// Without a copy so far. What is written anew in a copy is marked `data-part`.
    pub(crate) fn new(template: Element) -> Self {
        Self { template, used: Vec::new(), spare: Vec::new() }
    }

    /// Has a copy for each key and no others; whether any has come or gone. One whose
    /// key stays keeps its place in the document.
    pub(crate) fn keep(&mut self, keys: &[u32]) -> bool {
        if self.used.iter().map(|slot| slot.key).eq(keys.iter().copied()) {
            return false;
        }
        let mut before: Vec<_> = std::mem::take(&mut self.used).into_iter().map(Some).collect();
        let mut take = |key: u32| before.iter_mut().find(|it| it.as_ref().is_some_and(|it| it.key == key))?.take();
        let kept: Vec<_> = keys.iter().map(|key| take(*key)).collect();
        for slot in before.into_iter().flatten() {
            slot.root.remove();
            self.spare.push(slot);
        }
        for (slot, key) in kept.into_iter().zip(keys) {
            let slot = slot.or_else(|| self.spare.pop()).or_else(|| Slot::copy(&self.template));
            self.used.extend(slot.map(|slot| Slot { key: *key, ..slot }));
        }
        true
    }

    /// The copy with a key.
    pub(crate) fn slot(&mut self, key: u32) -> Option<&mut Slot<T>> {
        self.used.iter_mut().find(|slot| slot.key == key)
    }
}

/// One copy.
pub(crate) struct Slot<T> {
    key: u32,
    /// What it shows, for whoever writes it; at first nothing.
    pub(crate) shown: T,
    root: HtmlElement,
    top: String,
    parts: Vec<Part>,
}

/// An element whose words or attributes change, and what they are now.
struct Part {
    element: Element,
    text: Option<Node>,
    words: String,
    attributes: Vec<(&'static str, String)>,
}

impl<T: Default> Slot<T> {
    fn copy(template: &Element) -> Option<Self> {
        let root = template.clone_node_with_deep(true).ok()?.dyn_into::<HtmlElement>().ok()?;
        let marked = root.query_selector_all("[data-part]").ok()?;
        let marked = (0..marked.length()).filter_map(|at| marked.get(at)?.dyn_into().ok());
        let parts = std::iter::once(Element::from(root.clone())).chain(marked);
        let part = |element| Part { element, text: None, words: String::new(), attributes: Vec::new() };
        Some(Self { key: 0, shown: T::default(), parts: parts.map(part).collect(), root, top: String::new() })
    }

    /// Places its upper edge.
    pub(crate) fn place(&mut self, top: String) {
        if self.top != top {
            let _ = self.root.style().set_property("top", &top);
            self.top = top;
        }
    }

    /// Writes the words of a part, from 1: the copy itself is 0.
    pub(crate) fn say(&mut self, part: usize, words: &str) {
        let Some(part) = self.parts.get_mut(part) else { return };
        if part.words == words {
            return;
        }
        if part.text.is_none() {
            part.element.set_text_content(Some(words));
            part.text = part.element.first_child();
        } else if let Some(text) = &part.text {
            text.set_node_value(Some(words));
        }
        words.clone_into(&mut part.words);
    }

    /// Writes an attribute of a part; the copy itself is 0.
    pub(crate) fn set(&mut self, part: usize, name: &'static str, value: &str) {
        let Some(part) = self.parts.get_mut(part) else { return };
        match part.attributes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, before)) if before == value => return,
            Some((_, before)) => value.clone_into(before),
            None => part.attributes.push((name, value.to_owned())),
        }
        let _ = part.element.set_attribute(name, value);
    }
}

/// The children of an element, put behind each other from its first.
pub(crate) struct Sequence<'a> {
    parent: &'a Element,
    next: Option<Node>,
}

impl<'a> Sequence<'a> {
    /// At the beginning.
    pub(crate) fn of(parent: &'a Element) -> Self {
        Self { parent, next: parent.first_child() }
    }

    /// Puts a copy here, unless it stands here already.
    pub(crate) fn put<T>(&mut self, slot: &Slot<T>) {
        let node: &Node = &slot.root;
        if self.next.as_ref() == Some(node) {
            self.next = node.next_sibling();
        } else {
            let _ = self.parent.insert_before(node, self.next.as_ref());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn element(name: &str) -> Element {
        web_sys::window().unwrap().document().unwrap().create_element(name).unwrap()
    }

    #[wasm_bindgen_test]
    fn copies_follow_their_keys() {
        let template = element("p");
        let part = element("b");
        part.set_attribute("data-part", "").unwrap();
        template.append_child(&part).unwrap();
        let (mut pool, parent) = (Pool::<u32>::new(template), element("div"));
        let mut made = Vec::<Element>::new();
        let steps: [(&[u32], &str); 5] =
            [(&[1, 2, 3], "123"), (&[2, 3, 4], "234"), (&[2, 9, 3, 4], "2934"), (&[], ""), (&[4, 2], "42")];
        for (keys, expected) in steps {
            assert!(pool.keep(keys), "{keys:?}");
            assert!(!pool.keep(keys), "{keys:?}");
            let mut sequence = Sequence::of(&parent);
            for key in keys {
                let slot = pool.slot(*key).unwrap();
                slot.say(1, &key.to_string());
                slot.set(0, "id", &format!("n{key}"));
                sequence.put(slot);
                if !made.contains(&slot.root) {
                    made.push(slot.root.clone().into());
                }
            }
            assert_eq!(parent.text_content().unwrap(), expected);
            assert_eq!(parent.child_element_count() as usize, keys.len());
        }
        // Four were needed at a time; none was made twice.
        assert_eq!(made.len(), 4);
        assert_eq!(parent.first_element_child().unwrap().id(), "n4");
    }
}
