//! What was read of a body: records, and what could not be one.

use serde::{Deserialize, Serialize};

use crate::pryv::ErrorReply;

/// What was read so far from the source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Records held.
    pub records: u32,
    /// Records that could not be read; the first few of them are kept raw.
    pub unreadable: Vec<Unreadable>,
    /// How many could not be read in all.
    pub unreadable_count: u32,
    /// Records that came again: pages overlap, and so do files.
    pub duplicates: u32,
    /// Of those, the ones that say something else: the one that was changed last is kept.
    pub conflicts: u32,
    /// Records that this token had no right to, dropped unseen.
    pub foreign: u32,
    /// Records outside of the period that was asked for, dropped.
    pub outside: u32,
    /// The current body ended properly (DECISIONS: JSON closed, `meta` seen).
    pub complete: bool,
    /// How many records the current body held, duplicates among them.
    pub in_body: u32,
    /// Time of the last record of the current body, in milliseconds.
    pub last_time_ms: Option<i64>,
    /// What the body said, when it was an error envelope.
    pub error: Option<Box<ErrorReply>>,
    /// The server's clock, in milliseconds, when `meta` said it.
    pub server_time_ms: Option<i64>,
    /// What the file says about itself, when it is an export of this product.
    pub export_note: Option<ExportNote>,
    /// Records read from a CSV view.
    pub from_csv: u32,
    /// Records whose time stands in lines of syslog that say neither year nor zone.
    pub assumed_times: u32,
    /// Accesses and streams that files gave names to.
    pub names: u32,
    /// The shape was none that an audit log has.
    pub not_a_log: bool,
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// Why.
    pub reason: UnreadableReason,
    /// Its text, as far as it can be shown (at most 2,000 bytes).
    pub raw: String,
}

/// Why a record could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnreadableReason {
    /// Not JSON.
    Syntax,
    /// No time, or one outside of what a calendar holds.
    Time,
    /// No action, or not an audit record.
    NotAudit,
}

/// What an export of this product says about itself in its first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportNote {
    /// The filter it was made with.
    pub query: String,
    /// The account, as `user @ host`; empty for files and the demo.
    pub account: String,
    /// Whether the data behind it was complete.
    pub complete: bool,
    /// Records that it leaves out, since the page that made it had caused them.
    pub own_reads_left_out: u64,
    /// Records of the log that could not be read when it was made.
    pub unreadable: u64,
    /// When it was made, ISO 8601.
    pub exported_at: String,
}
