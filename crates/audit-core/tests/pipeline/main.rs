//! The core as its users meet it: commands in, replies out, on recorded data.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![expect(clippy::float_cmp, reason = "times have to come back to the last bit")]

mod export;
mod facts;
mod files;
mod filter;
mod model;
mod newer;
mod paging;
mod read;
mod secrets;
mod sort;
mod support;
mod support_view;
