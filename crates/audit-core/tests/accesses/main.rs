//! What is told about accesses, held to recorded replies of a server, whose rows are walked
//! once more as plain JSON, and to the story of the demo account.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod access;
mod allowed;
mod consent;
mod granted;
mod rights;
mod support;
