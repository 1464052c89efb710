//! Lines of a list that come and go.

use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::tachys::view::keyed::{SerializableKey, keyed};

/// How many lines have a bed together.
const LINES: u32 = 64;

/// The library's `For`, whose lines leave next to nothing behind.
///
/// There, what owns a line is noted by what owns the list, and the note, of some hundred
/// bytes, stays until the list goes. Here every few lines have an owner in between, which
/// goes with the last of them.
#[component]
pub(crate) fn Each<I, T, K, V>(
    /// The lines.
    each: impl Fn() -> I + Send + 'static,
    /// What tells them apart.
    key: impl Fn(&T) -> K + Clone + Send + 'static,
    /// Draws one.
    children: impl Fn(T) -> V + Clone + Send + 'static,
) -> impl IntoView
where
    I: IntoIterator<Item = T> + Send + 'static,
    T: Send + 'static,
    K: Eq + Hash + SerializableKey + 'static,
    V: IntoView + 'static,
{
    let beds = Arc::new(Beds::below(Owner::new()));
    let draw = move |_, line| {
        let owner = beds.line();
        let view = owner.with(|| children(line));
        (drop, OwnedView::new_with_owner(view, owner))
    };
    move || keyed(each(), key.clone(), draw.clone())
}

/// Owners of lines.
struct Beds {
    list: Owner,
    /// The latest, and how many lines it was given.
    latest: Mutex<(Owner, u32)>,
}

impl Beds {
    fn below(list: Owner) -> Self {
        let first = list.with(Owner::new);
        Self { list, latest: Mutex::new((first, 0)) }
    }

    /// An owner for another line.
    fn line(&self) -> Owner {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.1 == LINES {
            *latest = (self.list.with(Owner::new), 0);
        }
        latest.1 += 1;
        let bed = latest.0.clone();
        let line = bed.with(Owner::new);
        // The bed lasts as long as one of its lines: they find through it what was provided.
        line.with(|| on_cleanup(move || drop(bed)));
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_line_finds_what_the_list_was_given_and_goes_with_its_bed() {
        let page = Owner::new();
        let beds = page.with(|| {
            provide_context(7_u32);
            Beds::below(Owner::new())
        });
        let lines: Vec<Owner> = (0..=2 * LINES).map(|_| beds.line()).collect();
        for line in &lines {
            assert_eq!(line.with(use_context::<u32>), Some(7));
        }
        let bed = |line: &Owner| line.parent().map(|bed| bed.debug_id());
        assert_eq!(bed(&lines[0]), bed(&lines[LINES as usize - 1]));
        assert_ne!(bed(&lines[0]), bed(&lines[LINES as usize]));
        let (first, last) = (lines[0].parent().map(|bed| bed.downgrade()), lines[2 * LINES as usize].clone());
        drop(lines);
        assert!(first.is_some_and(|bed| bed.upgrade().is_none()), "nothing keeps the first bed");
        assert_eq!(last.with(use_context::<u32>), Some(7));
    }
}
