//! A made-up Pryv.io account whose audit log tells a story.
//!
//! The account of "alice" is generated from a seed, ends now and spans eighteen months.
//! Several apps with names and permissions, a family member's shared access, a doctor's
//! access that was granted, changed and withdrawn, a watch that syncs every quarter of an
//! hour, one night of failed sign-ins from an unknown address, one afternoon on which the
//! watch's key is used from elsewhere as well, an expired token that keeps calling, and
//! exports by the person herself. Nothing in it is real: addresses come from
//! the ranges kept for documentation, tokens open nothing.
//!
//! It produces the JSON a server would send and nothing else, so that the app's demo and
//! the fake server read it the same way as they would read a real account. It also runs in
//! the browser: no clock, no threads, no dependency but `serde_json`.
//!
//! Where to start: [`Options`], [`DemoAccount`], then `story.rs` for what happens when and
//! `wire.rs` for how it is written.

mod cast;
mod rng;
mod story;
mod wire;

use cast::Cast;
pub use cast::tokens;
use serde_json::Value;
use story::{Calendar, Row};

/// What to generate.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The same seed gives the same account.
    pub seed: u64,
    /// The moment the account ends, in milliseconds since 1970.
    pub now_ms: i64,
    /// How many audit records there are; below about 60 the story is cut short.
    pub records: usize,
    /// The form of the records.
    pub generation: Generation,
}

impl Options {
    /// The usual demo account: seed 42, 60,000 records in the form of today.
    pub fn new(now_ms: i64) -> Self {
        Self { seed: 42, now_ms, records: 60_000, generation: Generation::Events }
    }
}

/// The forms in which servers have sent audit records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Events of the `:_audit:` store, from 1.7 on.
    Events,
    /// Rows of `GET audit/logs` in 1.5 and 1.6: HTTP verbs, statuses, no action names.
    Legacy,
}

/// The generated account.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    options: Options,
    calendar: Calendar,
    cast: Cast,
    rows: Vec<Row>,
}

impl DemoAccount {
    /// Plans the account; the records themselves are written when they are asked for.
    pub fn new(options: Options) -> Self {
        let calendar = Calendar::ending(options.now_ms);
        Self { options, calendar, cast: Cast::new(options.seed, calendar), rows: story::plan(options, calendar) }
    }

    /// The user's name, as in the account's address.
    pub fn username(&self) -> &'static str {
        "alice"
    }

    /// The options it was made from.
    pub fn options(&self) -> Options {
        self.options
    }

    /// Every access that is not deleted, as `GET accesses?includeExpired=true` shows them to
    /// a personal token.
    pub fn accesses_json(&self) -> Value {
        self.cast.accesses()
    }

    /// The deleted accesses, as `accessDeletions` of `GET accesses?includeDeletions=true`.
    pub fn access_deletions_json(&self) -> Value {
        self.cast.deletions()
    }

    /// The earlier versions of an access, as `history` of `accesses/:id?includeHistory=true`.
    /// `id` may carry a serial.
    pub fn access_history_json(&self, id: &str) -> Value {
        self.cast.history(id)
    }

    /// The account's own streams, as a tree.
    pub fn streams_json(&self) -> Value {
        self.cast.streams()
    }

    /// The reply of `GET access-info` (without `meta`) for a token that works;
    /// `None` for one that is unknown, expired or withdrawn.
    pub fn access_info_json(&self, token: &str) -> Option<Value> {
        self.cast.access_info(token)
    }

    /// Alice's own session.
    pub fn personal_token(&self) -> &'static str {
        tokens::PERSONAL
    }

    /// The "Audit viewer" app, which may read the whole log.
    pub fn app_token(&self) -> &'static str {
        tokens::VIEWER
    }

    /// Her mother's shared access, which sees only its own records.
    pub fn shared_token(&self) -> &'static str {
        tokens::MUM
    }

    /// The fitness challenge, whose access has expired.
    pub fn expired_token(&self) -> &'static str {
        tokens::FITNESS
    }

    /// The doctor's practice, whose access was withdrawn.
    pub fn withdrawn_token(&self) -> &'static str {
        tokens::DOCTOR
    }

    /// The audit records, newest first, each as one line of compact JSON.
    pub fn records(&self) -> impl Iterator<Item = String> + '_ {
        self.rows.iter().map(|row| self.write(*row))
    }

    fn write(&self, row: Row) -> String {
        match self.options.generation {
            Generation::Events => wire::event(row, self.options.seed, &self.calendar),
            Generation::Legacy => wire::legacy(row, self.options.seed, &self.calendar),
        }
    }
}
