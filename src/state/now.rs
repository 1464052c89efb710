//! What time it is, as the platform says it.

use leptos::prelude::*;

use super::AppState;
use crate::browser::clock;

/// Clocks differ by seconds, and an answer is under way for a while.
const SLACK_MS: i64 = 60_000;

impl AppState {
    /// How far the platform's clock is ahead of this device's, in milliseconds, where
    /// that is worth a word.
    pub(crate) fn clock_difference_ms(self) -> Option<i64> {
        Some(self.load.with(|load| load.ahead_ms)).filter(|ahead| ahead.abs() >= SLACK_MS)
    }

    /// Now, in milliseconds: "today" is the platform's, whatever a device believes.
    pub(crate) fn now_ms(self) -> i64 {
        clock::now_ms() + untrack(|| self.clock_difference_ms()).unwrap_or(0)
    }
}
