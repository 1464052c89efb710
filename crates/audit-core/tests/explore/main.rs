//! Counts and groupings for exploring, each held to a walk over all records that is too
//! simple to be wrong.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod around;
mod chosen;
mod facets;
mod groups;
mod heat;
mod log;
mod patterns;
mod series;
