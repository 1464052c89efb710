//! The whole product, as a person uses it, in headless Chromium.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod connect;
mod files;
mod keyboard;
mod large_log;
mod list;
mod log_page;
mod memory;
mod mistakes;
mod record;
mod saving;
mod search;
mod state;
mod support;
mod worker;
