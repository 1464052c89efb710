//! Everything about audit records that can be decided without a browser.
//!
//! ```text
//! bytes ─ decode ─▶ Record ─ store ─▶ columns ─ query ─▶ rows ─ aggregate ─▶ counts
//!                                                          └─── export ────▶ CSV, JSON Lines
//! ```
//!
//! [`engine::Engine`] is the whole of it behind one function: a command in, a
//! reply out. It runs in a Web Worker in the product and directly in tests.
//! [`pryv`] knows the platform's protocol: which request comes next and what a
//! reply means. [`view_state`] is what a person is looking at, as a link says it.
//!
//! There is no clock, no network, no browser and no prose in here: `now` and the
//! time zone are arguments, and words for people live in the shell.

pub mod aggregate;
pub mod apart;
pub mod chart;
pub mod config;
pub mod decode;
pub mod digest;
pub mod engine;
pub mod evidence;
pub mod explore;
pub mod export;
pub mod file_name;
mod form;
pub mod insights;
pub mod integrity;
pub mod known_findings;
pub mod labels;
pub mod method;
pub mod names;
pub mod pryv;
pub mod pseudonyms;
pub mod query;
pub mod reason;
pub mod record;
pub mod record_ref;
pub mod saved_views;
pub mod secrets;
pub mod sorting;
pub mod status;
pub mod store;
pub mod text;
pub mod time;
pub mod view_state;
