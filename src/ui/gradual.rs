//! What comes into the document a part a frame: no task then takes long.

use leptos::prelude::*;

/// Follows a growing length by `step` a frame, so that no frame waits for all of a list.
pub(crate) fn gradually(length: Memo<usize>, step: usize) -> RwSignal<usize> {
    let there = RwSignal::new(0);
    Effect::new(move |_| {
        let (now, wanted) = (there.get(), length.get());
        let next = wanted.min(now + step);
        if now < next {
            request_animation_frame(move || {
                // The list may be gone by now, or this have been asked for twice.
                if there.try_get_untracked() == Some(now) {
                    there.set(next);
                }
            });
        }
    });
    there
}

/// Becomes true in the next frame.
pub(crate) fn a_frame_later() -> RwSignal<bool> {
    let later = RwSignal::new(false);
    request_animation_frame(move || {
        // What waits for it may be gone by now.
        let _ = later.try_set(true);
    });
    later
}
