//! An access that does what it has never done.

use serde::{Deserialize, Serialize};

use super::calls::{Access, Calls, DAY_MS};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::query::Field;

/// What calls do to data. Not the methods: an app that learns a new method in an update
/// still does what it did, and one that reads the structure of streams reads no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Act {
    /// Reads events, series or attachments.
    Read,
    /// Creates or changes events, series or streams.
    Write,
    /// Removes events, attachments or streams.
    Remove,
}

/// What somebody does once a month has been seen after two.
const KNOWN_FOR_MS: i64 = 60 * DAY_MS;
/// What it does has been seen often enough by then, …
const LEAST_CALLS: u32 = 20;
/// … and on more than a few days.
const LEAST_DAYS: u32 = 8;
/// Calls that are told with the first one: what came in the month that followed.
const TOLD_MS: i64 = 30 * DAY_MS;

impl Act {
    /// What a method does to data; `None` for all that concerns no data.
    pub(super) fn of(method: &str) -> Option<Self> {
        match method {
            "events.get" | "events.getOne" | "events.getAttachment" | "series.get" => Some(Self::Read),
            "events.create" | "events.update" | "events.start" | "events.stop" | "series.add" | "streams.create"
            | "streams.update" => Some(Self::Write),
            "events.delete" | "events.deleteAttachment" | "streams.delete" => Some(Self::Remove),
            _ => None,
        }
    }
}

/// An access that begins, after two months, to read, write or remove, and never did before. The
/// owner may do anything for the first time.
pub(super) fn new_acts(calls: &Calls, access: &Access) -> Vec<Finding> {
    if calls.may_be_owner(access) {
        return Vec::new();
    }
    let (mut seen, mut before, mut days, mut last_day) = ([false; 3], 0_u32, 0, i64::MIN);
    let mut known_ms = None;
    let mut found = Vec::new();
    for row in access.done.iter().copied() {
        let time = calls.time(row);
        let known = *known_ms.get_or_insert(time);
        if let Some(act) = calls.act(row)
            && !std::mem::replace(&mut seen[act as usize], true)
            && before >= LEAST_CALLS
            && days >= LEAST_DAYS
            && time.saturating_sub(known) >= KNOWN_FOR_MS
        {
            let is_told =
                |row: &u32| calls.act(*row) == Some(act) && (time..=time + TOLD_MS).contains(&calls.time(*row));
            let rows: Vec<u32> = access.done.iter().copied().filter(is_told).collect();
            let mut methods: Vec<&str> = rows.iter().map(|row| calls.method(*row)).collect();
            methods.sort_unstable();
            methods.dedup();
            let until = rows.last().map_or(time, |row| calls.time(*row));
            let query = calls.ask(access.base, time, until).is(Field::Action, &methods).says(Field::Status, "ok");
            let facts =
                Facts::NewAct { act, method: calls.method(row).to_owned(), calls_before: before, known_ms: known };
            let anchor = match act {
                Act::Read => "read",
                Act::Write => "write",
                Act::Remove => "remove",
            };
            let what = (Rule::NewAct, Severity::Notable);
            found.push(calls.finding(what, Some(access.base), &rows, anchor, &query, facts));
        }
        before += 1;
        let day = time.div_euclid(DAY_MS);
        days += u32::from(day != std::mem::replace(&mut last_day, day));
    }
    found
}
