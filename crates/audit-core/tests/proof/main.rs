//! What the log proves of a person's data, held to what the platform itself recorded.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod breach_scope;
mod change_list;
mod changes;
mod evidence;
mod integrity;
mod item_now;
mod support;
