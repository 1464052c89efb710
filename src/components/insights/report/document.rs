//! What a report says, before it is drawn: parts with headings, and in them texts, lists and
//! tables.

use audit_core::time::{Zone, iso_local, iso_utc};

/// All of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    /// Its parts, one after the other.
    pub(super) parts: Vec<Part>,
}

/// A part under a heading.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// The heading.
    pub(super) heading: String,
    /// What stands under it.
    pub(super) blocks: Vec<Block>,
}

/// A piece of a part.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// A paragraph.
    Text(String),
    /// One that says about what the rest is.
    Note(String),
    /// Sentences, one under the other.
    List(Vec<String>),
    /// What is known of one thing, each by its name.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// What it is called.
    pub(super) name: String,
    /// Which of its columns are wide: the class of the table in the style sheets.
    pub(super) class: &'static str,
    /// The heads of its columns.
    pub(super) head: Vec<String>,
    /// Its rows. The first cell of each says what the row is about.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// What it says.
    pub(super) text: String,
    /// More, on lines of their own.
    pub(super) more: Vec<String>,
    /// How it is set.
    pub(super) kind: Kind,
    /// Where it leads.
    pub(super) leads: Option<Leads>,
}

/// How a cell is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// As text.
    Text,
    /// As a number.
    Number,
    /// As an id, which is broken anywhere.
    Id,
    /// As a time, which is not broken.
    Time,
}

/// Where a cell leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leads {
    /// To the records that a filter leaves.
    Records(String),
    /// To one record.
    Record(String),
}

impl Cell {
    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), more: Vec::new(), kind: Kind::Text, leads: None }
    }

    /// A number, already written as people do.
    pub(super) fn number(text: String) -> Self {
        Self { kind: Kind::Number, ..Self::text(text) }
    }

    /// An id.
    pub(super) fn id(id: String) -> Self {
        Self { kind: Kind::Id, ..Self::text(id) }
    }

    /// A time on the clock of a zone, and in UTC.
    pub(super) fn time(time_ms: i64, zone: &Zone) -> Self {
        let plain = |iso: String| iso.replacen('T', " ", 1);
        Self { kind: Kind::Time, ..Self::text(plain(iso_local(time_ms, zone))) }.and(plain(iso_utc(time_ms)))
    }

    /// The same with another line, if there is anything in it.
    pub(super) fn and(mut self, line: impl Into<String>) -> Self {
        let line = line.into();
        if !line.is_empty() {
            self.more.push(line);
        }
        self
    }

    /// The same with a way to records.
    pub(super) fn leading_to(self, query: Option<String>) -> Self {
        Self { leads: query.map(Leads::Records), ..self }
    }
}
