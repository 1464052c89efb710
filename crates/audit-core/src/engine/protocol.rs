//! What the page asks of the engine, and what it gets: plain data, the same in
//! the worker, in native tests and in benches.

use serde::{Deserialize, Serialize};

use super::grant::Grant;
use super::questions::{Answer, Question};
use super::tally::Tally;
use crate::insights::facts::Facts;
use crate::pryv::Rights;
use crate::query::{Completions, Diagnostic, Said, TermCounts};
use crate::record::{AccessRef, Generation, Operation, Outcome, Record, Status};
use crate::sorting::Order;
use crate::time::Zone;

/// One thing asked of the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Forget every record and name; what follows comes from `Origin`.
    Open(Origin),
    /// Start of one body, a reply or a file; [`Engine::feed`](super::Engine::feed)
    /// then takes its bytes.
    BodyStart,
    /// The body ended, whole or not. `Reply::Fed` tells what it held.
    BodyEnd,
    /// Start of a body of records that are newer than those of the log, up to a time in
    /// milliseconds; [`Engine::feed_newer`](super::Engine::feed_newer) then takes its bytes.
    NewerStart {
        /// Nothing is expected behind it.
        until_ms: i64,
    },
    /// That body ended, whole or not. `Reply::Newer` tells what it held.
    NewerEnd,
    /// Bring in what waits. `Reply::Fed` tells what is held then.
    NewerTake,
    /// Names for accesses and streams, added to those already known.
    Names(Vec<Name>),
    /// What the page says of records, in the place of what it said in another
    /// language: free text looks at it. The core itself holds no prose.
    SearchTexts(Said),
    /// Apply a filter and describe what is left.
    View(ViewRequest),
    /// What can be written at a place of the filter's text. `Reply::Completions` answers.
    Complete {
        /// The text.
        text: String,
        /// The byte of it before which the cursor stands.
        cursor: u32,
        /// How many are wanted at most.
        most: u32,
    },
    /// What each term of a filter does, for somebody who finds nothing with it.
    /// `Reply::Explained` answers.
    Explain {
        /// The filter, as text.
        query: String,
        /// The zone for times in it.
        zone: Zone,
        /// Now, in milliseconds.
        now_ms: i64,
    },
    /// A window of rows of the last view, in its order.
    Rows {
        /// Index of the first row wanted.
        first: u32,
        /// How many, at most 500.
        count: u32,
    },
    /// The first row of the last view at a time or behind it, in an order of time:
    /// newest first, the newest before `until_ms`; oldest first, the oldest not
    /// before `from_ms`. `Reply::Found` answers.
    Find {
        /// The first millisecond of what is looked for.
        from_ms: i64,
        /// The first millisecond after it.
        until_ms: i64,
    },
    /// One record, whole.
    Record {
        /// Its id.
        id: String,
    },
    /// One value of a record that is masked, as it was recorded: somebody asked to see it.
    /// `Reply::Revealed` answers.
    Reveal {
        /// The record's id.
        id: String,
        /// Which of its values.
        what: Hidden,
    },
    /// Begin exporting everything that the last view matched, in the place of
    /// an export that is going on. `Reply::ExportStarted` answers.
    ExportStart(ExportRequest),
    /// The next slice of an export, at most about 1 MiB.
    ExportNext {
        /// Which export, as `Reply::ExportStarted` named it.
        export: u32,
    },
    /// One more thing about the last view. `Reply::Explored` answers.
    Explore(Question),
}

/// What the engine answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The command was carried out.
    Done,
    /// Bytes were read.
    Fed(Tally),
    /// Newer records were read, and wait.
    Newer(Box<Newer>),
    /// The filtered log.
    View(Box<Snapshot>),
    /// What can be written at the cursor.
    Completions(Completions),
    /// The terms of a filter, one by one.
    Explained(Vec<TermCounts>),
    /// Rows of the list.
    Rows {
        /// Index of the first.
        first: u32,
        /// The rows.
        rows: Vec<Row>,
    },
    /// The index of a row; none where the list ends before it, or is in another order.
    Found(Option<u32>),
    /// One record, or none with that id.
    Record(Option<Box<Detail>>),
    /// A value as it was recorded, or none where there is no such value.
    Revealed(Option<String>),
    /// An export began.
    ExportStarted {
        /// Its number, never used again.
        export: u32,
        /// The name of its file: of what was seen when it began.
        file_name: String,
    },
    /// The export is no more: another one began, or the log was closed. What was
    /// written of it is no whole file.
    ExportGone,
    /// The export ended early: the file that holds the records verbatim has
    /// changed, moved, or is no more. What was written of it is no whole file.
    SourceGone,
    /// What was asked about the last view.
    Explored(Answer),
    /// A slice of the export; empty when nothing is left. It is not sent as it is, and
    /// stands last: formats that number variants count those that are skipped on one side
    /// alone.
    #[serde(skip)]
    Slice {
        /// The bytes.
        bytes: Vec<u8>,
        /// Records written so far.
        written: u32,
        /// Cells changed so far to make spreadsheet formulas harmless.
        neutralized: u32,
        /// Records so far in which something is masked.
        masked: u32,
    },
}

/// A value that is masked until somebody asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hidden {
    /// The caller id.
    Caller,
    /// The error message.
    Message,
    /// The query, whole.
    Query,
    /// One of its [`parameters`](crate::query::parameters), by its place among them.
    Parameter(u32),
    /// The record's own bytes.
    Raw,
}

/// Where records come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Origin {
    /// A server; what this token may see decides which rows belong.
    Server {
        /// What the token may see.
        rights: Rights,
        /// The base id of the token's access.
        access: String,
        /// The generation that the server speaks.
        generation: Generation,
        /// The period that was asked for, in milliseconds, both inclusive. The
        /// legacy generation answers whole days; the rest of them is left out.
        period_ms: (i64, i64),
    },
    /// A file or the demo: every row belongs.
    File,
}

/// A name, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Name {
    /// Of an access, as it is now.
    Access(AccessName),
    /// Of an access as it was, which counts where nothing else is known.
    FormerAccess(AccessName),
    /// Of a stream.
    Stream(StreamName),
}

impl From<AccessName> for Name {
    fn from(name: AccessName) -> Self {
        Self::Access(name)
    }
}

/// A name for an access, from a source that has no tokens in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessName {
    /// The id without its version.
    pub base: String,
    /// The name that a person gave it.
    pub name: String,
    /// `personal`, `app` or `shared`.
    pub kind: String,
    /// The device that it was given to, where an app said one.
    pub device: Option<String>,
    /// The version that this is said of; the first has no number.
    pub serial: Option<u32>,
    /// Whether it can still be used.
    pub state: AccessState,
    /// What it may do, and what was agreed, where the source says that.
    pub grant: Option<Box<Grant>>,
}

/// Whether an access can be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessState {
    /// Until somebody takes it away.
    #[default]
    InUse,
    /// Until a time, in milliseconds since 1970, that may have passed.
    Expires(i64),
    /// It was deleted, at a time where that is known.
    Deleted(Option<i64>),
}

/// A name for a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamName {
    /// The stream's id.
    pub id: String,
    /// The name that a person gave it.
    pub name: String,
    /// The id of the stream that it is in; none where it is in no other.
    pub parent: Option<String>,
}

/// How to look at the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ViewRequest {
    /// The filter, as text.
    pub query: String,
    /// It is still being typed: it is shown if it can be understood, but a mistake
    /// does not fall back to half a word.
    pub draft: bool,
    /// What the page itself asked is shown too, and not folded away.
    pub own_reads: bool,
    /// The order of the rows.
    pub order: Order,
    /// The zone for days, bars and times in the filter.
    pub zone: Zone,
    /// How many bars the chart has room for (at least 1).
    pub bars: u32,
    /// The window of rows that comes with the answer: the first, and how many.
    pub rows: (u32, u32),
    /// Now, in milliseconds.
    pub now_ms: i64,
}

/// The filtered log, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// What is to be said of the filter. With a mistake ([`Diagnostic::is_mistake`])
    /// the rest still describes the last filter that was understood.
    pub diagnostics: Vec<Diagnostic>,
    /// The order of the rows.
    pub order: Order,
    /// Records held.
    pub loaded: u32,
    /// Records that match.
    pub matched: u32,
    /// What the page itself asked, among what matches the filter.
    pub own_reads: OwnReads,
    /// Times of the oldest and the newest record held.
    pub span: Option<(i64, i64)>,
    /// Times of the oldest and the newest record that matches.
    pub matched_span: Option<(i64, i64)>,
    /// Days with matches, in the order of the rows; none unless that is one of time.
    pub days: Vec<Day>,
    /// The chart.
    pub bars: Bars,
    /// The rows of the window that was asked for, as far as there are any.
    pub rows: Vec<Row>,
    /// Some access of the log is named by a list of them, or none lacks a name.
    pub some_named: bool,
    /// Ids of accesses and streams that stand in the filter, and what they are called.
    pub called: Vec<(String, String)>,
    /// Records that wait and would match.
    pub newer: u32,
}

/// What waits beside the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newer {
    /// Records that the last view would show.
    pub matching: u32,
    /// All that wait.
    pub waiting: u32,
    /// What the last body held.
    pub tally: Tally,
}

/// What the page itself asked of the platform, among what matches a filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnReads {
    /// How many records.
    pub count: u32,
    /// They are left out of everything else that is counted and shown.
    pub folded: bool,
    /// Of those that are held, with any filter.
    pub held: u32,
}

/// A day with matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The first instant of the day in the shown zone, in milliseconds.
    pub start_ms: i64,
    /// `2026-11-23`.
    pub date: String,
    /// Index of its first row in the list.
    pub first_row: u32,
    /// Its rows.
    pub count: u32,
}

/// Bars of equal meaning (an hour, a day, a week, a month), oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bars {
    /// What one bar covers.
    pub unit: BarUnit,
    /// The bars, without gaps.
    pub bars: Vec<Bar>,
}

/// What one bar covers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BarUnit {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A calendar day.
    #[default]
    Day,
    /// A week from Monday.
    Week,
    /// A calendar month.
    Month,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// First instant, in milliseconds.
    pub start_ms: i64,
    /// First instant after it, in milliseconds.
    pub end_ms: i64,
    /// Matches by outcome, in the order of [`Outcome::ALL`].
    pub counts: [u32; 4],
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The record's id.
    pub id: String,
    /// When, in milliseconds.
    pub time_ms: i64,
    /// The action's normal form.
    pub method: String,
    /// What kind of act.
    pub operation: Operation,
    /// How it ended.
    pub status: Status,
    /// Its outcome.
    pub outcome: Outcome,
    /// The access, where the row names one.
    pub access: Option<AccessRef>,
    /// That access's name, where known.
    pub access_name: Option<String>,
    /// To which data, how much, why not.
    pub facts: Box<Facts>,
    /// The error's id.
    pub error_id: Option<String>,
    /// Reported addresses.
    pub addresses: Vec<String>,
}

/// One record, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// The row as in the list.
    pub row: Row,
    /// Its index in the list of the last view, if it matches.
    pub index: Option<u32>,
    /// The id before it and after it in the list; where the filter leaves it out, those
    /// between which it happened, if the list is in the order of time.
    pub neighbors: (Option<String>, Option<String>),
    /// What is known of its access.
    pub access: Option<AccessName>,
    /// What that access was called when the call was made, where it was another name.
    pub access_was: Option<String>,
    /// Names of streams that it speaks of, by their ids, where known.
    pub stream_names: Vec<(String, String)>,
    /// Everything it says, with what may be a key masked.
    pub record: Record,
    /// The record's bytes, indented for reading, secrets masked.
    pub raw_pretty: String,
    /// The record's own bytes, white space between tokens removed, secrets masked.
    pub raw: String,
    /// Something in those bytes is masked.
    pub raw_masked: bool,
    /// What else came under its id and said other things, in the same form, secrets masked.
    pub versions: Vec<String>,
}

/// What to export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRequest {
    /// In which form.
    pub format: ExportFormat,
    /// Whose log it is, for the name of the file: the account's short name.
    pub subject: String,
    /// The account, as `user @ host`; empty for files and the demo.
    pub account: String,
    /// Whether everything in the period is held.
    pub complete: bool,
    /// The period that was asked for, in milliseconds.
    pub period: Option<(i64, i64)>,
    /// Somebody asked that what may be a key is in it as well.
    pub secrets: bool,
    /// Now, in milliseconds.
    pub now_ms: i64,
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportFormat {
    /// RFC 4180, one row a record, in the order of the last view.
    Csv,
    /// One record a line, verbatim but for what is masked, newest first: of equal times the first one is the
    /// newer, also when the file is opened again.
    JsonLines,
    /// The same with hashes: evidence that can be checked again ([`crate::evidence`]).
    Evidence,
}
