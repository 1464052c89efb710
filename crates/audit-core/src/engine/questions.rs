//! What the page asks about the last view beside its rows, and what it gets.

use serde::{Deserialize, Serialize};

use super::protocol::Row;
use super::report::ChosenRecords;
use crate::explore::{Dimension, GroupColumn};
use crate::insights::access::{AccessReport, Accesses};
use crate::insights::allowed::Allowed;
use crate::insights::consent::Consent;
use crate::insights::findings::Finding;
use crate::insights::rights::Rights;
use crate::insights::{BreachScope, ChangeKind, ChangeList, Changes, ItemClass, ItemHistory};
use crate::query::{Field, Mark};

/// One question about the last view. What is not open on the page is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Values to choose from, with their counts. `Answer::Facets`, in the same order.
    Facets(Vec<FacetRequest>),
    /// Matches by the hour of the week. `Answer::Heat`.
    Heat,
    /// The bars of the chart, each divided. `Answer::Series`.
    Series(SeriesBy),
    /// A table of groups. `Answer::Groups`.
    Groups(GroupsRequest),
    /// The list with calls of one kind folded. `Answer::Items`.
    Items {
        /// Index of the first item wanted.
        first: u32,
        /// How many, at most 500.
        count: u32,
    },
    /// Rows of one item of the folded list. `Answer::ItemRows`.
    ItemRows {
        /// Index of the item.
        item: u32,
        /// The first of its rows wanted, counted within the item.
        first: u32,
        /// How many, at most 500.
        count: u32,
    },
    /// What happened before and after a record, whatever the filter. `Answer::Around`.
    Around {
        /// The record's id.
        id: String,
        /// How many rows on either side, at most 500.
        count: u32,
        /// Only calls of the same access.
        same_access: bool,
    },
    /// Who can see the data, and who called, among all records whatever the filter; the zone
    /// and the time of the last view count. `Answer::Accesses`.
    Accesses,
    /// What the filter leaves, in numbers, and its newest records. `Answer::Chosen`.
    Chosen {
        /// How many records, at most 500.
        most: u32,
    },
    /// One access in full, the same way. `Answer::Access`.
    Access {
        /// Its id without a version.
        base: String,
    },
    /// What allowed a call: the permission and the consent in force at that moment.
    /// `Answer::Allowed`.
    Allowed {
        /// The record's id.
        id: String,
    },
    /// How consent was given and taken back, out of all records whatever the filter and all
    /// that is known of accesses. `Answer::Consent`.
    Consent,
    /// What the log shows of a person's rights, of all records whatever the filter.
    /// `Answer::Rights`.
    Rights,
    /// What an access did in a period, as the platform's breach-scope report says it, of all
    /// records held. `Answer::BreachScope`.
    BreachScope {
        /// The access, with or without a version.
        access: String,
        /// The first millisecond of the period.
        from_ms: i64,
        /// The last one.
        until_ms: i64,
    },
    /// What was created, modified and removed, in all records held. `Answer::Changes`.
    Changes {
        /// Only items that this access changed, given without a version.
        by: Option<String>,
        /// Index of the first item wanted.
        first: u32,
        /// How many, at most 500.
        count: u32,
    },
    /// Calls that changed something, or tried to, in all records held. `Answer::ChangeList`.
    ChangeList {
        /// Those of one kind; `None` for all that changed something.
        kind: Option<ChangeKind>,
        /// Index of the first call wanted, counted from the newest.
        first: u32,
        /// How many, at most 500.
        count: u32,
    },
    /// The changes of one item. `Answer::ItemHistory`.
    ItemHistory {
        /// What kind of item.
        class: ItemClass,
        /// Its id.
        id: String,
        /// Index of the first change wanted, counted from the oldest.
        first: u32,
        /// How many, at most 500.
        count: u32,
    },
    /// What looks odd among all records held, whatever the filter; the zone is that of the
    /// last view. `Answer::Findings`.
    Findings,
}

/// What a [`Question`] is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Values with counts, for each facet that was asked for.
    Facets(Vec<Facet>),
    /// Matches by outcome, in the order of [`Outcome::ALL`](crate::record::Outcome::ALL),
    /// for each of the 168 hours of a week in the shown zone, from Monday's first.
    Heat(Vec<[u32; 4]>),
    /// The bars, divided.
    Series(Series),
    /// Groups.
    Groups(Groups),
    /// The folded list; none in an order other than one of time.
    Items(Option<Items>),
    /// Rows of an item, each with its index in the list.
    ItemRows(Vec<(u32, Row)>),
    /// Rows around a record; none if there is no record with that id.
    Around(Option<Around>),
    /// All accesses.
    Accesses(Box<Accesses>),
    /// What the filter leaves.
    Chosen(Box<ChosenRecords>),
    /// One access; none where it is neither in the log nor known by name.
    Access(Option<Box<AccessReport>>),
    /// What allowed a call; none if there is no record with that id.
    Allowed(Option<Box<Allowed>>),
    /// How consent was given and taken back.
    Consent(Box<Consent>),
    /// What the log shows of a person's rights.
    Rights(Box<Rights>),
    /// The report.
    BreachScope(Box<BreachScope>),
    /// Changes.
    Changes(Box<Changes>),
    /// Calls that changed something, or tried to.
    ChangeList(Box<ChangeList>),
    /// The history of an item; none if no record names it.
    ItemHistory(Option<Box<ItemHistory>>),
    /// What looks odd, most serious first, then newest first.
    Findings(Vec<Finding>),
}

/// Which values to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetRequest {
    /// Of what.
    pub dimension: Dimension,
    /// Only those that hold this text, whatever its case, themselves or in the name of
    /// the access.
    pub search: String,
    /// Index of the first value wanted.
    pub first: u32,
    /// How many, at most 500.
    pub count: u32,
}

/// Values to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Of what.
    pub dimension: Dimension,
    /// How many values there are that fit the search.
    pub total: u32,
    /// Index of the first value.
    pub first: u32,
    /// Values, most frequent first.
    pub values: Vec<FacetValue>,
}

/// A value to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// As records hold it; [`Field::exactly`] asks for it.
    pub value: String,
    /// The name of the access, where known.
    pub name: Option<String>,
    /// Records that have it, among those that match all of the filter but what it says
    /// of this dimension.
    pub count: u32,
    /// What the filter says of it.
    pub mark: Mark,
}

/// What bars are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesBy {
    /// How calls ended.
    Outcome,
    /// What kind of act they were.
    Operation,
    /// Who made them: the five accesses with most of them, and all others.
    Access,
}

/// The bars of the last view's chart, each divided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// By what.
    pub by: SeriesBy,
    /// What the parts of each bar are.
    pub keys: Vec<SeriesKey>,
    /// A count for each key, bar after bar.
    pub counts: Vec<u32>,
}

/// A part of each bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesKey {
    /// Calls with this value.
    Value {
        /// An outcome, an operation or the id of an access.
        value: String,
        /// The name of the access, where known.
        name: Option<String>,
    },
    /// Calls with any other, or none.
    Rest,
}

/// Which groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupsRequest {
    /// What they are told apart by.
    pub by: Dimension,
    /// Only rows of one group of another dimension: the second level of a table.
    pub within: Option<(Dimension, Option<String>)>,
    /// By which column they are sorted.
    pub column: GroupColumn,
    /// From the greatest to the smallest.
    pub descending: bool,
    /// Index of the first group wanted.
    pub first: u32,
    /// How many, at most 500.
    pub count: u32,
}

/// Groups of the rows of the last view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// How many groups there are.
    pub total: u32,
    /// Index of the first group.
    pub first: u32,
    /// Groups. A record with several addresses or streams is in as many.
    pub groups: Vec<GroupOf>,
}

/// Rows with one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupOf {
    /// The value; `None` for records without any.
    pub value: Option<String>,
    /// The name of the access, where known.
    pub name: Option<String>,
    /// How many records.
    pub count: u32,
    /// How many of them did not succeed.
    pub unsuccessful: u32,
    /// The time of the oldest.
    pub first_ms: i64,
    /// The time of the newest.
    pub last_ms: i64,
    /// What leaves just these records when it is added to the filter; `None` while no
    /// filter can say it.
    pub terms: Option<Vec<Term>>,
}

/// A term of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// It must not hold.
    pub negated: bool,
    /// The field.
    pub field: Field,
    /// The value, as a filter writes it.
    pub value: String,
}

/// A part of the list in which calls of one kind are folded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Items {
    /// How many items there are in all.
    pub total: u32,
    /// How many of them are patterns.
    pub patterns: u32,
    /// How many rows are folded into those.
    pub folded: u32,
    /// Days with rows, in the order of the list: the index of the first item of each.
    pub days: Vec<u32>,
    /// Index of the first item.
    pub first: u32,
    /// Items, by the first of their rows.
    pub items: Vec<Item>,
}

/// A line of the folded list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The first row of it in the list.
    pub row: Row,
    /// The index of that row in the list.
    pub index: u32,
    /// What is folded into it; `None` for a row alone.
    pub pattern: Option<Pattern>,
}

/// Calls of one kind: of one access, with one action, one status and the same parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// How many.
    pub count: u32,
    /// The time of the oldest.
    pub first_ms: i64,
    /// The time of the newest.
    pub last_ms: i64,
    /// The usual time from one to the next, where there is one.
    pub every_ms: Option<i64>,
    /// The names of their parameters.
    pub parameters: Vec<String>,
}

/// Rows around a record, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Around {
    /// Rows after it in time.
    pub newer: Vec<Row>,
    /// The record.
    pub row: Row,
    /// Rows before it in time.
    pub older: Vec<Row>,
}
