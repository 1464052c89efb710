//! The whole product, as a person uses it, in headless Chromium.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod canary;
mod chart;
mod connect;
mod elsewhere;
mod empty;
mod every_state;
mod evidence;
mod facets;
mod faults;
mod files;
mod findings;
mod groups;
mod hostile;
mod insights;
mod keyboard;
mod labels;
mod large_log;
mod list;
mod live;
mod load_names;
mod lock;
mod log_page;
mod memory;
mod mistakes;
mod names;
mod operator;
mod own_reads;
mod password;
mod patterns;
mod pictures;
mod push_down;
mod record;
mod saving;
mod scope;
mod search;
mod secrets;
mod sentences;
mod sign_in;
mod sign_out;
mod state;
mod support;
mod traces;
mod views;
mod worker;
