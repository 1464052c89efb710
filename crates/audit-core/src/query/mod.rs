//! The filter: text a person can type, read and keep in a link.
//!
//! ```text
//! action:events.get status:4xx -ip:private time:2026-11-01.. "session has expired"
//! (ip:private OR ip:85.5.0.0/16) status >= 400 -stream:diary
//! ```
//!
//! **Terms** side by side all have to hold, with or without `AND` between. `OR` is
//! weaker than that, `NOT` and `-` are stronger, `( )` group. Only upper case joins.
//!
//! **Fields** stand before a `:` or a comparison ([`Field`] lists them). Values with
//! commas are alternatives, and so are several positive terms of one field among terms
//! side by side (`access:a access:b`); comparisons, ranges (`status:>=400 status:<500`)
//! and `is:` are not. `a..b` and `[a TO b]` hold both ends, and either may be left open.
//! `since:x` and `until:x` are `time:>=x` and `time:<x`; a day, month or year as a bound
//! means all of it.
//!
//! **Values** are compared whatever their case and accents. `*` stands for any run of
//! characters, and alone for "has one"; in quotes it stands for itself. A `=` before a
//! value means that value and nothing beside it: `action:=events` is not `events.get`,
//! `status:=4xx` is a 4xx of which the number is not known, `status:=error` a failure of
//! which nothing is, and in `ip:=a*` the `*` is a star.
//!
//! **What a record does not hold** matches no term of that field, also none with `!=`;
//! it does match a term with `-`. Of several addresses or streams one has to match.
//!
//! **Text** without a field is looked for in names, ids, queries, messages, addresses
//! and what the page says of a record ([`SearchTexts`]), whatever its case and accents.
//!
//! Times counted back from now (`7d`, `today`) stay as they were typed; they are
//! resolved when the filter is applied. Reading and printing again is identity, and what
//! is not understood is told with its place and kept ([`Query::not_understood`]).
//! Everything a person can click edits this text.

mod ast;
mod called;
mod choose;
mod complete;
mod diagnostic;
mod edit;
mod eval;
mod explain;
mod fields;
mod ip;
mod matching;
mod narrow;
mod occurring;
mod own_reads;
mod parameters;
mod parse;
mod print;
mod push_down;
mod times;
mod value;

use std::borrow::Cow;

pub use ast::{Clause, Filter, Query, Test};
pub use choose::{Choice, Mark};
pub use complete::{Completion, CompletionKind, Completions, complete};
pub use diagnostic::{Diagnostic, DiagnosticKind, Operator};
pub use eval::{Context, Said, SearchText, SearchTexts, select, times_of};
pub use explain::{TermCounts, explain};
pub use fields::{Field, WEEKDAYS};
pub(crate) use ip::network;
pub(crate) use own_reads::own_reads;
pub use parameters::parameters;
pub(crate) use parameters::{asked_streams, parameter_names, streams_of};
pub use push_down::{Narrow, push_down};

impl Query {
    /// Reads a filter. What is not understood is left out and told beside it.
    pub fn parse(text: &str) -> (Self, Vec<Diagnostic>) {
        let parsed = parse::parse(text);
        (parsed.query, parsed.diagnostics)
    }

    /// The terms of a text that [`Query::parse`] left out, as they were typed; in
    /// parentheses where they would mean something else beside other terms.
    pub fn not_understood(text: &str) -> Vec<Cow<'_, str>> {
        parse::parse(text).left_out
    }
}
