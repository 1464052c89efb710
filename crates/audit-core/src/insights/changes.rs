//! What was created, modified and removed, by whom, and when; and the history of one item.
//!
//! The log names an item only where it was created or modified by `events.create`,
//! `events.update` or `accesses.create`. Of any other change it is known that it happened, and
//! not to what: those are counted, never assigned.

pub(crate) mod list;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::items::ItemIndex;
use crate::engine::MAX_ROWS;
use crate::integrity::Key;
use crate::names::Names;
use crate::query::{Field, Filter, Query};
use crate::record::{Integrity, Operation, Outcome};
use crate::store::{Method, Store, WrittenItem, sort_rows};

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was made.
    Created,
    /// It was changed.
    Modified,
    /// It was removed, or marked for it: `events.delete` does first the one and then the other,
    /// and the log does not tell them apart.
    Removed,
}

impl Change {
    /// What a method does, if it changes anything of the account's data or settings.
    pub fn of(method: &str, operation: Operation) -> Option<Self> {
        match operation {
            Operation::Create => Some(Self::Created),
            Operation::Modify => Some(Self::Modified),
            Operation::Remove => Some(Self::Removed),
            _ => match method.to_ascii_lowercase().as_str() {
                "accesses.create" | "events.start" => Some(Self::Created),
                "accesses.update" | "events.stop" | "series.add" => Some(Self::Modified),
                "accesses.delete" => Some(Self::Removed),
                _ => None,
            },
        }
    }

    fn of_method(method: &Method) -> Option<Self> {
        Self::of(&method.name, method.operation)
    }
}

/// What kind of item a record names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemClass {
    /// An event.
    Event,
    /// An access.
    Access,
}

impl ItemClass {
    /// The kind that a method says it wrote.
    pub(crate) fn written_by(method: &str) -> Option<Self> {
        match method {
            "events.create" | "events.update" => Some(Self::Event),
            "accesses.create" => Some(Self::Access),
            _ => None,
        }
    }

    /// What begins the keys of its items.
    pub(crate) fn lead(self) -> &'static str {
        match self {
            Self::Event => "EVENT:0:",
            Self::Access => "ACCESS:0:",
        }
    }

    /// Whether an item is of this kind.
    pub(crate) fn begins(self, item: &WrittenItem) -> bool {
        match item {
            WrittenItem::Packed { lead, .. } => lead.starts_with(self.lead()),
            WrittenItem::Text(text) => text.starts_with(self.lead()) && text.len() > self.lead().len(),
        }
    }

    /// Whether a method may change items of this kind. Who deletes a stream may delete its
    /// events with it.
    fn may_be_changed_by(self, method: &str) -> bool {
        let resource = method.split('.').next().unwrap_or_default();
        match self {
            Self::Event => matches!(resource, "events" | "series") || method == "streams.delete",
            Self::Access => resource == "accesses",
        }
    }
}

/// Changes of the whole log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// What was done, in numbers.
    pub totals: Totals,
    /// By access and method, most calls first; at most [`MAX_ROWS`].
    pub counts: Vec<ChangeCount>,
    /// How many of those there are.
    pub count_lines: u32,
    /// Items that the log names, those changed last first.
    pub items: ItemsWindow,
}

/// Changes in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Calls that created something.
    pub created: u32,
    /// Calls that modified something.
    pub modified: u32,
    /// Calls that removed something.
    pub removed: u32,
    /// Of these, calls of which the log names the item.
    pub assigned: u32,
    /// Of these, calls of which it does not.
    pub unassigned: u32,
    /// Calls that tried to, and changed nothing.
    pub failed: u32,
}

/// Changes by one access with one method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeCount {
    /// The access, without a version; `None` for records that name none.
    pub access: Option<String>,
    /// Its name, where known.
    pub name: Option<String>,
    /// The method.
    pub method: String,
    /// What it does.
    pub change: Change,
    /// Calls that did so.
    pub done: u32,
    /// Calls that failed, and changed nothing.
    pub failed: u32,
    /// Of those that did, calls of which the log names the item.
    pub assigned: u32,
    /// The time of the oldest, in milliseconds.
    pub first_ms: i64,
    /// The time of the newest.
    pub last_ms: i64,
    /// The filter that leaves just these records, where one can say it.
    pub query: Option<String>,
}

/// A window of items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsWindow {
    /// How many there are.
    pub total: u32,
    /// Index of the first.
    pub first: u32,
    /// Items.
    pub items: Vec<ChangedItem>,
}

/// An item that the log names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedItem {
    /// What kind of item.
    pub class: ItemClass,
    /// Its id.
    pub id: String,
    /// Records that name it.
    pub changes: u32,
    /// The log holds the call that created it; else it is older than what is held, or was
    /// created by a call that this reader does not see.
    pub creation_seen: bool,
    /// The time of the oldest of those records, in milliseconds.
    pub first_ms: i64,
    /// The time of the newest.
    pub last_ms: i64,
    /// The newest of those records.
    pub last_record: String,
    /// The access that made that call.
    pub last_by: Option<String>,
    /// Its name, where known.
    pub last_by_name: Option<String>,
}

/// The history of one item, as far as the log proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemHistory {
    /// What kind of item.
    pub class: ItemClass,
    /// Its id.
    pub id: String,
    /// The first of its changes is the one that created it.
    pub creation_seen: bool,
    /// The time of the last of its changes, in milliseconds.
    pub last_ms: i64,
    /// How many changes the log names it in.
    pub total: u32,
    /// Index of the first change.
    pub first: u32,
    /// Changes, the oldest first.
    pub changes: Vec<ItemChange>,
    /// What may have happened to it besides, since the first of its changes.
    pub at_most: AtMost,
    /// The filter that leaves just the changes of this window, where one can say it.
    pub query: Option<String>,
}

/// A change of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemChange {
    /// The record that proves it.
    pub record: String,
    /// When, in milliseconds.
    pub time_ms: i64,
    /// Whether it was created or modified.
    pub change: Change,
    /// The access that did it.
    pub access: Option<String>,
    /// Its name, where known.
    pub access_name: Option<String>,
    /// The key and the hash of what was written: [`compare`](crate::integrity::compare) holds
    /// them to the item.
    pub integrity: Integrity,
}

/// Calls that changed items of a kind, and of which the log does not say which.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtMost {
    /// Calls that modified one.
    pub modified: u32,
    /// Calls that removed one or more.
    pub removed: u32,
}

/// Which accesses and methods a store knows, by code, each with a number for what counts as
/// the same.
struct Told<'a> {
    bases: Vec<Option<&'a str>>,
    base_of: Vec<u32>,
    method_of: Vec<u32>,
    done: Vec<bool>,
}

impl<'a> Told<'a> {
    fn of(store: &'a Store) -> Self {
        let (mut bases, mut base_of, mut known) = (Vec::new(), Vec::new(), HashMap::new());
        for code in (0..).take(store.accesses.texts.codes()) {
            let base = store.access(code).map(|(base, _)| base);
            base_of.push(*known.entry(base).or_insert_with(|| {
                bases.push(base);
                number(bases.len() - 1)
            }));
        }
        let mut known = HashMap::new();
        let methods = store.methods().iter().enumerate();
        let method_of = methods.map(|(code, it)| *known.entry(it.name.as_str()).or_insert(number(code))).collect();
        let done = store.outcomes().into_iter().map(|outcome| outcome == Outcome::Done).collect();
        Self { bases, base_of, method_of, done }
    }

    fn base(&self, store: &Store, row: u32) -> u32 {
        self.base_of[store.accesses.codes.get(row) as usize]
    }

    fn base_text(&self, store: &Store, row: u32) -> Option<String> {
        self.bases[self.base(store, row) as usize].map(str::to_owned)
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Changes of a sorted store; a window of the items, of those that one access changed if one
/// is given.
pub(crate) fn changes(
    store: &Store,
    names: &Names,
    items: &ItemIndex,
    by: Option<&str>,
    window: (u32, u32),
) -> Changes {
    let told = Told::of(store);
    let kinds: Vec<Option<Change>> = store.methods().iter().map(Change::of_method).collect();
    let assigned = items.selection(store);
    let (mut totals, mut places) = (Totals::default(), HashMap::new());
    let mut counts: Vec<(u32, ChangeCount)> = Vec::new();
    for row in store.oldest_first().iter().copied() {
        let action = store.actions.codes.get(row) as usize;
        let Some(change) = kinds[action] else { continue };
        let (time, base, method) = (store.times[row as usize], told.base(store, row), told.method_of[action]);
        let place = *places.entry((base, method)).or_insert_with(|| {
            let access = told.bases[base as usize].map(str::to_owned);
            counts.push((base, ChangeCount::new(access, &store.methods()[action].name, change, time)));
            counts.len() - 1
        });
        let count = &mut counts[place].1;
        count.last_ms = time;
        if told.done[store.statuses.codes.get(row) as usize] {
            let is_assigned = u32::from(assigned.holds(row));
            count.done += 1;
            count.assigned += is_assigned;
            totals.take(change, is_assigned);
        } else {
            count.failed += 1;
            totals.failed += 1;
        }
    }
    let mut order: Vec<u32> = (0..).take(counts.len()).collect();
    let calls = |place: u32| counts[place as usize].1.done + counts[place as usize].1.failed;
    sort_rows(&mut order, &|a, b| calls(b).cmp(&calls(a)));
    order.truncate(MAX_ROWS as usize);
    let line = |place: u32| {
        let mut count = counts[place as usize].1.clone();
        count.name = count.access.as_deref().and_then(|base| names.get(base)).map(str::to_owned);
        count.query = count.query();
        count
    };
    Changes {
        totals,
        count_lines: number(counts.len()),
        counts: order.into_iter().map(line).collect(),
        items: window_of(store, names, items, &told, by, window),
    }
}

impl Totals {
    fn take(&mut self, change: Change, assigned: u32) {
        *match change {
            Change::Created => &mut self.created,
            Change::Modified => &mut self.modified,
            Change::Removed => &mut self.removed,
        } += 1;
        self.assigned += assigned;
        self.unassigned += 1 - assigned;
    }
}

impl ChangeCount {
    fn new(access: Option<String>, method: &str, change: Change, time_ms: i64) -> Self {
        Self {
            access,
            name: None,
            method: method.to_owned(),
            change,
            done: 0,
            failed: 0,
            assigned: 0,
            first_ms: time_ms,
            last_ms: time_ms,
            query: None,
        }
    }

    fn query(&self) -> Option<String> {
        let access = Filter::of_value(Field::Access, self.access.as_deref()?)?;
        let action = Filter::of_value(Field::Action, &self.method)?;
        Some(Query::default().only(&access).only(&action).to_string())
    }
}

fn window_of(
    store: &Store,
    names: &Names,
    items: &ItemIndex,
    told: &Told,
    by: Option<&str>,
    (first, count): (u32, u32),
) -> ItemsWindow {
    let wanted = by.map(|by| told.bases.iter().map(|base| *base == Some(by)).collect::<Vec<bool>>());
    let mut window = ItemsWindow { total: 0, first, items: Vec::new() };
    let room = count.min(MAX_ROWS) as usize;
    for mut rows in items.groups() {
        let is_wanted =
            wanted.as_ref().is_none_or(|wanted| rows.clone().any(|row| wanted[told.base(store, row) as usize]));
        if !is_wanted {
            continue;
        }
        let place = window.total;
        window.total += 1;
        if place < first || window.items.len() >= room {
            continue;
        }
        let changes = number(rows.clone().count());
        let Some(oldest) = rows.next() else { continue };
        let newest = rows.last().unwrap_or(oldest);
        let Some((key, _)) = store.integrity.get(newest) else { continue };
        let Some(key) = Key::read(&key) else { continue };
        let last_by = told.base_text(store, newest);
        window.items.push(ChangedItem {
            class: if key.is_access() { ItemClass::Access } else { ItemClass::Event },
            id: key.id.to_owned(),
            changes,
            creation_seen: is_creation(store, oldest),
            first_ms: store.times[oldest as usize],
            last_ms: store.times[newest as usize],
            last_record: store.id(newest).into_owned(),
            last_by_name: last_by.as_deref().and_then(|base| names.get(base)).map(str::to_owned),
            last_by,
        });
    }
    window
}

fn is_creation(store: &Store, row: u32) -> bool {
    Change::of_method(store.method(row)) == Some(Change::Created)
}

/// The history of one item of a sorted store, a window of it; `None` where no record names it.
pub(crate) fn history(
    store: &Store,
    names: &Names,
    items: &ItemIndex,
    (class, id): (ItemClass, &str),
    (first, count): (u32, u32),
) -> Option<ItemHistory> {
    let rows = items.of(class, id);
    let (oldest, newest) = (*rows.first()?, *rows.last()?);
    let told = Told::of(store);
    let change = |row: u32| {
        let (key, hash) = store.integrity.get(row)?;
        let access = told.base_text(store, row);
        Some(ItemChange {
            record: store.id(row).into_owned(),
            time_ms: store.times[row as usize],
            change: Change::of_method(store.method(row))?,
            access_name: access.as_deref().and_then(|base| names.get(base)).map(str::to_owned),
            access,
            integrity: Integrity { key: key.into_owned(), hash: hash.into_owned() },
        })
    };
    let window = rows.iter().skip(first as usize).take(count.min(MAX_ROWS) as usize);
    let changes: Vec<ItemChange> = window.filter_map(|row| change(*row)).collect();
    Some(ItemHistory {
        class,
        id: id.to_owned(),
        creation_seen: is_creation(store, oldest),
        last_ms: store.times[newest as usize],
        total: number(rows.len()),
        first,
        at_most: at_most(store, items, &told, class, store.times[oldest as usize]),
        query: by_ids(&changes),
        changes,
    })
}

/// Calls since a time that changed items of a kind, and of which no record names the item.
fn at_most(store: &Store, items: &ItemIndex, told: &Told, class: ItemClass, since_ms: i64) -> AtMost {
    let may = |method: &Method| Change::of_method(method).filter(|_| class.may_be_changed_by(&method.name));
    let kinds: Vec<Option<Change>> = store.methods().iter().map(may).collect();
    let assigned = items.selection(store);
    let mut found = AtMost::default();
    for row in (0..store.len()).filter(|row| store.times[*row as usize] >= since_ms) {
        if !told.done[store.statuses.codes.get(row) as usize] || assigned.holds(row) {
            continue;
        }
        match kinds[store.actions.codes.get(row) as usize] {
            Some(Change::Modified) => found.modified += 1,
            Some(Change::Removed) => found.removed += 1,
            Some(Change::Created) | None => {}
        }
    }
    found
}

/// The filter that leaves just these records; none where it would be longer than a filter
/// may be.
fn by_ids(changes: &[ItemChange]) -> Option<String> {
    /// Ids of some 32 letters, in a text of at most 2,000.
    const MOST: usize = 50;
    if changes.is_empty() || changes.len() > MOST {
        return None;
    }
    let ids = changes.iter().map(|change| Field::Id.exactly(&change.record)).collect();
    let query = Query::default().only(&Filter::new(Field::Id, ids));
    let (read, diagnostics) = Query::parse(&query.to_string());
    (read == query && diagnostics.is_empty()).then(|| query.to_string())
}
