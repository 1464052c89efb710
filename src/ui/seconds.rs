//! The time of day, for what counts down.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::clock::now_ms;

/// Now, in milliseconds since 1970, read anew every second as long as the part that asked
/// is there.
pub(crate) fn every_second() -> ReadSignal<i64> {
    let (now, set_now) = signal(now_ms());
    if let Ok(second) = set_interval_with_handle(move || set_now.set(now_ms()), Duration::from_secs(1)) {
        on_cleanup(move || second.clear());
    }
    now
}
