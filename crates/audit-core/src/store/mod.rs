//! Records in columns.
//!
//! ```text
//! time       one number a row
//! id         16 bytes a row, and a table from ids to rows
//! integrity  56 bytes a row that has it
//! the rest   one code a row (1, 2 or 4 bytes) into a dictionary of distinct values
//! verbatim   a place in the file, or bytes packed in blocks
//! ```
//!
//! A record is put together again from its columns; only its verbatim bytes are
//! fetched. Filters test each distinct value once and then compare codes; what
//! free text looks at is folded once for each distinct value. Every place where
//! memory grows is a column or a piece of about 1 MiB, so that no second copy of
//! the log ever exists.

mod codes;
mod dictionary;
mod ids;
mod integrity;
mod order;
mod raws;
mod selection;
mod texts;
mod versions;

use std::borrow::Cow;
use std::ops::Range;

pub use codes::Codes;
pub(crate) use codes::{index, with_codes};
pub use dictionary::{Column, Dictionary};
pub use raws::Source;
pub use selection::Selection;
pub use texts::{TextColumn, Texts};

use crate::decode;
use crate::method;
use crate::record::{Form, MASKED, Operation, Outcome, Status};
use crate::record_ref::RecordRef;
use crate::secrets::{holds_more, mask_message, masked_query};
use crate::text::fold;
use ids::Ids;
use integrity::IntegrityColumn;
pub(crate) use integrity::WrittenItem;
use order::Order;
pub(crate) use order::sort_rows;
use raws::Raws;
use versions::Versions;

/// All records held. A row is an index into every column, in the order of arrival;
/// [`Store::oldest_first`] is their order in time.
#[derive(Debug)]
pub struct Store {
    ids: Ids,
    order: Order,
    raws: Raws,
    /// Milliseconds since 1970.
    pub times: Vec<i64>,
    /// Actions as written.
    pub actions: TextColumn,
    /// The normal form of each distinct action, by the action's code.
    methods: Vec<Method>,
    /// How calls ended.
    pub statuses: Column<Status>,
    /// Accesses, `base[:serial]`.
    pub accesses: TextColumn,
    /// Reported address lists, with `, ` between addresses.
    pub addresses: TextColumn,
    /// Error ids.
    pub errors: TextColumn,
    pub(crate) messages: TextColumn,
    pub(crate) queries: TextColumn,
    /// Which distinct queries hold a secret, by code.
    secret_queries: Vec<bool>,
    /// The same of messages.
    secret_messages: Vec<bool>,
    pub(crate) sources: TextColumn,
    /// Caller ids that may be shown, and those that may be keys.
    pub(crate) callers: TextColumn,
    pub(crate) hidden_callers: TextColumn,
    pub(crate) kinds: TextColumn,
    pub(crate) scoped_streams: TextColumn,
    pub(crate) stream_ids: TextColumn,
    pub(crate) counts: Column<Counts>,
    pub(crate) integrity: IntegrityColumn,
    forms: Column<Form>,
    replaced: u32,
    versions: Versions,
}

/// The numbers of a record; most records share them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Counts {
    pub(crate) records: Option<u64>,
    pub(crate) incomplete: bool,
    pub(crate) scoped_streams: Option<u64>,
}

/// What follows from an action alone.
#[derive(Debug, Clone)]
pub struct Method {
    /// Its normal form.
    pub name: String,
    /// What kind of act it is.
    pub operation: Operation,
}

/// Every column of texts, borrowed in one way or the other.
macro_rules! text_columns {
    ($store:ident, $($borrow:tt)+) => {
        [
            $($borrow)+ $store.actions,
            $($borrow)+ $store.accesses,
            $($borrow)+ $store.addresses,
            $($borrow)+ $store.errors,
            $($borrow)+ $store.messages,
            $($borrow)+ $store.queries,
            $($borrow)+ $store.sources,
            $($borrow)+ $store.callers,
            $($borrow)+ $store.hidden_callers,
            $($borrow)+ $store.kinds,
            $($borrow)+ $store.scoped_streams,
            $($borrow)+ $store.stream_ids,
        ]
    };
}

impl Default for Store {
    fn default() -> Self {
        let text = || TextColumn::searchable(fold);
        Self {
            ids: Ids::default(),
            order: Order::default(),
            raws: Raws::default(),
            times: Vec::new(),
            // An action is found by what it is called too, whichever way it is written.
            actions: TextColumn::searchable(|action| {
                format!("{}\n{}", fold(action), fold(&method::normal_form(action)))
            }),
            methods: vec![Method::of("")],
            statuses: Column::default(),
            accesses: text(),
            addresses: text(),
            errors: text(),
            messages: TextColumn::searchable(|message| fold(&mask_message(message))),
            // What is masked on the screen must not be found letter by letter.
            queries: TextColumn::searchable(|query| fold(&masked_query(query).text)),
            secret_queries: vec![false],
            secret_messages: vec![false],
            sources: text(),
            callers: text(),
            hidden_callers: TextColumn::default(),
            kinds: TextColumn::default(),
            scoped_streams: text(),
            stream_ids: TextColumn::default(),
            counts: Column::default(),
            integrity: IntegrityColumn::default(),
            forms: Column::default(),
            replaced: 0,
            versions: Versions::default(),
        }
    }
}

impl Method {
    fn of(action: &str) -> Self {
        let name = method::normal_form(action);
        Self { operation: method::operation(&name), name }
    }
}

impl Store {
    /// Lets verbatim bytes be read again from where they came from, instead of
    /// being kept.
    pub fn read_from(&mut self, source: Box<dyn Source>) {
        self.raws.read_from(source);
    }

    /// Makes room for more rows at once, where it is known how many are to come:
    /// tables that grow by doubling move all they hold each time.
    pub fn reserve(&mut self, rows: u32) {
        let rows = rows as usize;
        self.ids.reserve(rows);
        self.raws.reserve(rows);
        self.times.reserve_exact(rows);
        for column in text_columns!(self, &mut) {
            column.codes.reserve(rows);
        }
        self.statuses.codes.reserve(rows);
        self.counts.codes.reserve(rows);
        self.integrity.reserve(rows);
        self.forms.codes.reserve(rows);
    }

    /// Adds a record with its verbatim bytes, which stand at `at` in the source if
    /// there is one.
    ///
    /// # Errors
    /// The row that has its id already.
    pub fn push(&mut self, record: &RecordRef, raw: &[u8], at: Option<u64>) -> Result<(), u32> {
        self.ids.push(&record.id)?;
        self.add(record, raw, at);
        self.integrity.push(written_by(record));
        Ok(())
    }

    /// Puts a record in the place of one with the same id.
    pub(crate) fn replace(&mut self, row: u32, record: &RecordRef, raw: &[u8], at: Option<u64>) {
        self.add(record, raw, at);
        self.raws.move_last_to(row);
        if let Some(time) = self.times.pop() {
            self.times[row as usize] = time;
        }
        for column in text_columns!(self, &mut) {
            column.codes.move_last_to(row);
        }
        for codes in [&mut self.statuses.codes, &mut self.counts.codes, &mut self.forms.codes] {
            codes.move_last_to(row);
        }
        self.integrity.replace(row, written_by(record));
        self.order = Order::default();
        self.replaced += 1;
    }

    /// Says what else came under the id of a row.
    pub(crate) fn set_versions(&mut self, row: u32, others: Vec<Box<[u8]>>) {
        self.versions.set(row, others);
    }

    /// The verbatim bytes of what else came under the id of a row, and said other things.
    pub fn versions(&self, row: u32) -> &[Box<[u8]>] {
        self.versions.of(row)
    }

    /// How often a record took the place of another: what was made of rows before is
    /// then no longer true.
    pub(crate) fn replaced(&self) -> u32 {
        self.replaced
    }

    /// Adds what a record says, but for its id and what it wrote.
    fn add(&mut self, record: &RecordRef, raw: &[u8], at: Option<u64>) {
        self.raws.push(raw, at);
        self.times.push(record.time_ms);
        self.actions.push(Some(&record.action));
        if self.methods.len() < self.actions.texts.codes() {
            self.methods.push(Method::of(&record.action));
        }
        self.statuses.push(&record.status);
        match record.access {
            Some((base, Some(serial))) => self.accesses.push(Some(&format!("{base}:{serial}"))),
            access => self.accesses.push(access.map(|(base, _)| base)),
        }
        self.addresses.push(Some(&record.addresses).filter(|list| !list.is_empty()).map(AsRef::as_ref));
        self.errors.push(record.error_id.as_deref());
        self.messages.push(record.error_message.as_deref());
        self.queries.push(record.query.as_deref());
        if self.secret_queries.len() < self.queries.texts.codes() {
            self.secret_queries.push(record.query.as_deref().is_some_and(|query| masked_query(query).values > 0));
        }
        if self.secret_messages.len() < self.messages.texts.codes() {
            let hides = |message: &str| mask_message(message) != message;
            self.secret_messages.push(record.error_message.as_deref().is_some_and(hides));
        }
        self.sources.push(record.source.as_deref());
        let hidden = record.shown_caller() == Some(MASKED);
        self.callers.push(record.caller.as_deref().filter(|_| !hidden));
        self.hidden_callers.push(record.caller.as_deref().filter(|_| hidden));
        self.kinds.push(Some(&record.kind));
        self.scoped_streams.push(Some(record.scoped_streams.as_ref()).filter(|list| !list.is_empty()));
        self.stream_ids.push(Some(record.stream_ids.as_ref()).filter(|list| !list.is_empty()));
        self.counts.push(&Counts {
            records: record.record_count,
            incomplete: record.record_count_incomplete,
            scoped_streams: record.scoped_stream_count,
        });
        self.forms.push(&record.form);
    }

    /// Bytes of memory that the records take, near enough to know when to stop.
    pub fn bytes(&self) -> usize {
        // The time of a row, and its place in the order of time.
        let rows = self.times.len() * (size_of::<i64>() + size_of::<u32>());
        let texts: usize = text_columns!(self, &).into_iter().map(TextColumn::bytes).sum();
        let codes = self.statuses.codes.bytes() + self.counts.codes.bytes() + self.forms.codes.bytes();
        rows + self.versions.bytes() + self.ids.bytes() + self.raws.bytes() + self.integrity.bytes() + texts + codes
    }

    /// Records held.
    pub fn len(&self) -> u32 {
        u32::try_from(self.times.len()).unwrap_or(u32::MAX)
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Brings [`Store::oldest_first`] up to date after records were added.
    pub fn sort(&mut self) {
        self.order.update(&self.times);
    }

    /// Rows from the oldest to the newest, as of the last [`Store::sort`].
    pub fn oldest_first(&self) -> &[u32] {
        self.order.rows()
    }

    /// The selected rows, newest first, as of the last [`Store::sort`].
    pub(crate) fn newest_first(&self, selection: &Selection, rows: &mut Vec<u32>) {
        self.order.newest_first(&self.times, selection, rows);
    }

    /// The rows from `from` on and before `until` (milliseconds) as one range, as of
    /// the last [`Store::sort`]; `None` when rows came in no order.
    pub(crate) fn between(&self, from: i64, until: i64) -> Option<Range<usize>> {
        self.order.between(&self.times, from, until)
    }

    /// The row of a record.
    pub fn row(&self, id: &str) -> Option<u32> {
        self.ids.row(id)
    }

    /// A record's id.
    pub fn id(&self, row: u32) -> Cow<'_, str> {
        self.ids.get(row)
    }

    /// Writes a record's id if it is one of the usual kind, of ASCII letters, digits
    /// and `:_` alone; whether it is.
    pub(crate) fn write_usual_id(&self, row: u32, out: &mut Vec<u8>) -> bool {
        self.ids.write_usual(row, out)
    }

    /// A record's verbatim bytes; `None` when the file that holds them has changed.
    pub fn raw(&self, row: u32) -> Option<Cow<'_, [u8]>> {
        let raw = self.raws.get(row)?;
        // Not every browser notices that a file was written to meanwhile.
        let is_same = !self.raws.is_in_file(row) || decode::still_holds(&raw, &self.id(row));
        is_same.then_some(raw)
    }

    /// Whether a row's caller may be a key, and must not be shown.
    pub fn hides_caller(&self, row: u32) -> bool {
        self.hidden_callers.codes.get(row) != 0
    }

    /// A row's query as it may be shown: values of keys that look like secrets are
    /// masked.
    pub fn shown_query(&self, row: u32) -> Option<Cow<'_, str>> {
        self.shown_query_of(self.queries.codes.get(row))
    }

    /// The same of a distinct query, by its code.
    pub(crate) fn shown_query_of(&self, code: u32) -> Option<Cow<'_, str>> {
        let query = self.queries.texts.get(code)?;
        Some(if self.secret_queries[code as usize] { masked_query(query).text.into() } else { query.into() })
    }

    /// A row's error message as it may be shown.
    pub(crate) fn shown_message(&self, row: u32) -> Option<Cow<'_, str>> {
        let code = self.messages.codes.get(row);
        let message = self.messages.texts.get(code)?;
        Some(if self.secret_messages[code as usize] { mask_message(message).into() } else { message.into() })
    }

    /// Whether anything of a row may be a key, and must not be shown.
    pub(crate) fn hides(&self, row: u32) -> bool {
        self.hides_caller(row)
            || self.secret_queries[self.queries.codes.get(row) as usize]
            || self.secret_messages[self.messages.codes.get(row) as usize]
    }

    /// The same of its verbatim form, in which there may be more than what was read of it.
    pub(crate) fn hides_in(&self, row: u32, raw: &[u8]) -> bool {
        let (query, message) = (self.queries.codes.get(row) != 0, self.messages.codes.get(row) != 0);
        self.hides(row) || holds_more(raw, [query, message, self.shows_caller(row)])
    }

    /// Whether a row's caller was read, and is no key.
    pub(crate) fn shows_caller(&self, row: u32) -> bool {
        self.callers.codes.get(row) != 0
    }

    /// The access of a code of [`Store::accesses`]: its base id and its serial.
    pub fn access(&self, code: u32) -> Option<(&str, Option<u32>)> {
        let text = self.accesses.texts.get(code)?;
        // Only a serial was put behind a colon; a base id has none.
        Some(text.split_once(':').map_or((text, None), |(base, serial)| (base, serial.parse().ok())))
    }

    /// The normal form of a row's action.
    pub fn method(&self, row: u32) -> &Method {
        &self.methods[self.actions.codes.get(row) as usize]
    }

    /// The normal form of each distinct action, by the code of [`Store::actions`];
    /// that of code 0, which no row has, is empty.
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// A record, put together from its columns.
    pub fn record(&self, row: u32) -> RecordRef<'_> {
        let counts = self.counts.value(row);
        RecordRef {
            id: self.ids.get(row),
            time_ms: self.times[row as usize],
            kind: self.kinds.get(row).unwrap_or_default().into(),
            access: self.access(self.accesses.codes.get(row)),
            caller: self.callers.get(row).or_else(|| self.hidden_callers.get(row)).map(Cow::Borrowed),
            action: self.actions.get(row).unwrap_or_default().into(),
            status: *self.statuses.value(row),
            error_id: self.errors.get(row).map(Cow::Borrowed),
            error_message: self.messages.get(row).map(Cow::Borrowed),
            addresses: self.addresses.get(row).unwrap_or_default().into(),
            source: self.sources.get(row).map(Cow::Borrowed),
            query: self.queries.get(row).map(Cow::Borrowed),
            record_count: counts.records,
            record_count_incomplete: counts.incomplete,
            scoped_streams: self.scoped_streams.get(row).unwrap_or_default().into(),
            scoped_stream_count: counts.scoped_streams,
            integrity: self.integrity.get(row),
            stream_ids: self.stream_ids.get(row).unwrap_or_default().into(),
            form: *self.forms.value(row),
        }
    }

    /// Every column that free text looks at, with which of its values hold the
    /// needle ([`fold`]ed). Columns of which none does are left out.
    pub(crate) fn holding(&self, needle: &memchr::memmem::Finder) -> Vec<(&Codes, Vec<bool>)> {
        let columns = [
            &self.actions,
            &self.accesses,
            &self.addresses,
            &self.errors,
            &self.messages,
            &self.queries,
            &self.sources,
            &self.callers,
            &self.scoped_streams,
        ];
        columns
            .into_iter()
            .map(|column| (&column.codes, column.texts.holding(needle)))
            .filter(|(_, holds)| holds.contains(&true))
            .collect()
    }

    /// The rows whose id holds the needle ([`fold`]ed). Ids are letters at random:
    /// a short word would be found in some of them by chance, so it is not looked for.
    pub(crate) fn ids_holding(&self, needle: &memchr::memmem::Finder) -> Vec<u32> {
        const SHORTEST: usize = 8;
        if needle.needle().len() < SHORTEST {
            return Vec::new();
        }
        (0..self.len()).filter(|row| needle.find(fold(&self.ids.get(*row)).as_bytes()).is_some()).collect()
    }

    /// The outcome of each distinct status, by its code.
    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        self.statuses.dictionary.values().iter().map(|status| status.outcome()).collect()
    }
}

/// The key and the hash that a record says.
fn written_by<'a>(record: &'a RecordRef) -> Option<(&'a str, &'a str)> {
    record.integrity.as_ref().map(|(key, hash)| (key.as_ref(), hash.as_ref()))
}
