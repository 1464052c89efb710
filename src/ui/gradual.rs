//! What comes into the document a part a frame: no task then takes long.

use leptos::prelude::*;

use crate::lasting::{Memo, RwSignal};

/// Follows a growing length by `step` a frame, so that no frame waits for all of a list.
pub(crate) fn gradually(length: Memo<usize>, step: usize) -> RwSignal<usize> {
    let there = RwSignal::new(0);
    Effect::new(move |_| {
        let (now, wanted) = (there.get(), length.get());
        let next = wanted.min(now + step);
        if wanted < now {
            there.set(wanted);
        } else if now < next {
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

/// Counts the frames from now on, up to `most`.
pub(crate) fn frames_since(most: u32) -> RwSignal<u32> {
    let frames = RwSignal::new(0);
    count_frame(frames, most);
    frames
}

fn count_frame(frames: RwSignal<u32>, most: u32) {
    request_animation_frame(move || {
        // What waits for it may be gone by now.
        let Some(now) = frames.try_get_untracked() else { return };
        frames.set(now + 1);
        if now + 1 < most {
            count_frame(frames, most);
        }
    });
}
