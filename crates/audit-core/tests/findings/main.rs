//! What looks odd: on the demo account, whose story is known, and on a labeled corpus.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod cases;
mod corpus;
mod demo;
mod incidents;
mod lookalikes;
mod measure;
mod support;
