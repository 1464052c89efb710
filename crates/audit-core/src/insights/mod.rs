//! What happened, as facts about people, accesses and data: no prose, no guesses. Each fact
//! names the records that show it, and what the log cannot prove has a value that says so.

pub mod access;
pub mod activity;
pub mod allowed;
pub(crate) mod breach_scope;
pub(crate) mod changes;
pub mod consent;
mod covering;
pub mod facts;
pub mod findings;
pub mod granted;
pub(crate) mod items;
mod owner;
mod reach;
pub mod rights;
pub mod seconds;
pub mod versions;

pub use breach_scope::{BreachScope, CAVEATS, MOST_EVIDENCE, Permission, Records, Report};
pub use changes::list::{AccessChanges, ChangeKind, ChangeList, ChangedRow, Counted, ItemRef, MOST_ACCESSES};
pub use changes::{
    AtMost, Change, ChangeCount, ChangedItem, Changes, ItemChange, ItemClass, ItemHistory, ItemsWindow, Totals,
};
