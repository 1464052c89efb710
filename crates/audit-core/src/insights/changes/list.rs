//! Calls that changed something, or tried to: in numbers by kind and by access, and one by one,
//! newest first.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Change, ItemClass, Told, number};
use crate::engine::{MAX_ROWS, Row};
use crate::insights::items::ItemIndex;
use crate::integrity::Key;
use crate::names::Names;
use crate::query::{Clause, Field, Filter, Query, Test};
use crate::record::{Outcome, Record};
use crate::store::{Store, sort_rows};

/// What became of something, or that nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChangeKind {
    /// It was made.
    Created,
    /// It was changed.
    Modified,
    /// It was removed, or marked for it.
    Removed,
    /// Somebody tried to, and it was refused or failed. What was refused changed nothing.
    NotDone,
}

impl ChangeKind {
    /// All of them, in the order of [`ChangeList::kinds`].
    pub const ALL: [Self; 4] = [Self::Created, Self::Modified, Self::Removed, Self::NotDone];

    /// As the address of a view writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Modified => "modified",
            Self::Removed => "removed",
            Self::NotDone => "tried",
        }
    }

    /// Reads what [`ChangeKind::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    fn of(change: Change, is_done: bool) -> Self {
        match change {
            _ if !is_done => Self::NotDone,
            Change::Created => Self::Created,
            Change::Modified => Self::Modified,
            Change::Removed => Self::Removed,
        }
    }
}

/// An item that records name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ItemRef {
    /// What kind of item.
    pub class: ItemClass,
    /// Its id.
    pub id: String,
}

impl ItemRef {
    /// The item that a record proves to have been written: the action is one that says so, it
    /// succeeded, and the key is of the kind that the action writes.
    pub fn of(record: &Record) -> Option<Self> {
        let class = ItemClass::written_by(&record.method)?;
        let integrity = record.integrity.as_ref().filter(|_| record.status.outcome() == Outcome::Done)?;
        Self::of_key(class, &integrity.key)
    }

    fn of_key(class: ItemClass, key: &str) -> Option<Self> {
        let key = Key::read(key).filter(|key| key.class == class.lead())?;
        Some(Self { class, id: key.id.to_owned() })
    }

    /// As the address of a view writes it: `event.ck1`.
    pub fn key(&self) -> String {
        format!("{}.{}", self.class.key(), self.id)
    }

    /// Reads what [`ItemRef::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        let (class, id) = key.split_once('.')?;
        let class = [ItemClass::Event, ItemClass::Access].into_iter().find(|known| known.key() == class)?;
        (!id.is_empty()).then(|| Self { class, id: id.to_owned() })
    }
}

impl ItemClass {
    fn key(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Access => "access",
        }
    }
}

/// Calls that changed something, and those that tried to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangeList {
    /// How many there are of each kind, in the order of [`ChangeKind::ALL`].
    pub kinds: [Counted; 4],
    /// The same for each access, most calls first; at most [`MOST_ACCESSES`].
    pub accesses: Vec<AccessChanges>,
    /// How many accesses there are.
    pub access_lines: u32,
    /// Calls that the log names the item of, among those that changed something.
    pub named: u32,
    /// The filter that leaves just the calls of the list, where one can say it.
    pub query: Option<String>,
    /// How many calls of the wanted kind there are.
    pub total: u32,
    /// Index of the first.
    pub first: u32,
    /// Calls, the newest first.
    pub rows: Vec<ChangedRow>,
}

/// Accesses that are told one by one.
pub const MOST_ACCESSES: usize = 100;

/// A number of calls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// How many.
    pub count: u32,
    /// The filter that leaves just these, where one can say it and there are any.
    pub query: Option<String>,
}

/// What one access changed, or tried to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessChanges {
    /// The access, without a version; `None` for records that name none.
    pub access: Option<String>,
    /// Its name, where known.
    pub name: Option<String>,
    /// How many calls of each kind, in the order of [`ChangeKind::ALL`].
    pub kinds: [Counted; 4],
}

/// A call of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangedRow {
    /// The call.
    pub row: Row,
    /// What it did.
    pub kind: ChangeKind,
    /// What it was done to, where the log names it.
    pub item: Option<ItemRef>,
}

/// Calls that changed something in a sorted store: those of a kind, or all that did. The window
/// of them comes as rows of the store.
pub(crate) fn change_list(
    store: &Store,
    names: &Names,
    items: &ItemIndex,
    kind: Option<ChangeKind>,
    (first, count): (u32, u32),
) -> (ChangeList, Vec<(u32, ChangeKind, Option<ItemRef>)>) {
    let told = Told::of(store);
    let changes: Vec<Option<Change>> = store.methods().iter().map(Change::of_method).collect();
    let assigned = items.selection(store);
    let wanted = |found: ChangeKind| kind.map_or(found != ChangeKind::NotDone, |kind| kind == found);
    let (mut of_all, mut of_base) = (Tally::default(), HashMap::<u32, Tally>::new());
    let (mut rows, mut proved) = (Vec::new(), 0);
    for row in store.oldest_first().iter().copied() {
        let action = store.actions.codes.get(row) as usize;
        let Some(change) = changes[action] else { continue };
        let found = ChangeKind::of(change, told.done[store.statuses.codes.get(row) as usize]);
        of_all.add(found, told.method_of[action]);
        of_base.entry(told.base(store, row)).or_default().add(found, told.method_of[action]);
        proved += u32::from(assigned.holds(row));
        if wanted(found) {
            rows.push((row, found));
        }
    }
    let window = rows.iter().rev().skip(first as usize).take(count.min(MAX_ROWS) as usize);
    let item = |row: u32| {
        let class = ItemClass::written_by(&store.method(row).name).filter(|_| assigned.holds(row))?;
        ItemRef::of_key(class, &store.integrity.get(row)?.0)
    };
    let window = window.map(|(row, kind)| (*row, *kind, item(*row))).collect();
    let (access_lines, accesses) = by_access(store, names, &told, &of_base);
    let list = ChangeList {
        kinds: of_all.counted(store, Whose::Everybody),
        accesses,
        access_lines,
        named: proved,
        query: of_all.query(store, Whose::Everybody, wanted),
        total: number(rows.len()),
        first,
        rows: Vec::new(),
    };
    (list, window)
}

fn by_access(store: &Store, names: &Names, told: &Told, of_base: &HashMap<u32, Tally>) -> (u32, Vec<AccessChanges>) {
    let calls: Vec<(u32, u32)> = of_base.iter().map(|(base, tally)| (*base, tally.count.iter().sum())).collect();
    let mut order: Vec<u32> = (0..).take(calls.len()).collect();
    sort_rows(&mut order, &|a, b| {
        let ((left, many), (right, more)) = (calls[a as usize], calls[b as usize]);
        more.cmp(&many).then(left.cmp(&right))
    });
    order.truncate(MOST_ACCESSES);
    let line = |place: u32| {
        let base = calls[place as usize].0;
        let access = told.bases[base as usize];
        AccessChanges {
            access: access.map(str::to_owned),
            name: access.and_then(|base| names.get(base)).map(str::to_owned),
            kinds: of_base[&base].counted(store, Whose::Access(access)),
        }
    };
    (number(calls.len()), order.into_iter().map(line).collect())
}

/// Methods that are kept apart: a filter of more would be too long.
const MOST_METHODS: usize = 100;

/// Whose calls.
#[derive(Debug, Clone, Copy)]
enum Whose<'a> {
    Everybody,
    Access(Option<&'a str>),
}

/// Calls by kind, and the methods that they were made with.
#[derive(Debug, Default)]
struct Tally {
    count: [u32; 4],
    methods: [Vec<u32>; 4],
}

impl Tally {
    fn add(&mut self, kind: ChangeKind, method: u32) {
        self.count[kind as usize] += 1;
        let methods = &mut self.methods[kind as usize];
        if methods.len() < MOST_METHODS && !methods.contains(&method) {
            methods.push(method);
        }
    }

    fn counted(&self, store: &Store, whose: Whose) -> [Counted; 4] {
        ChangeKind::ALL.map(|kind| Counted {
            count: self.count[kind as usize],
            query: self.query(store, whose, |found| found == kind),
        })
    }

    /// The filter that leaves the calls of some kinds, either all of which are done or none.
    fn query(&self, store: &Store, whose: Whose, wanted: impl Fn(ChangeKind) -> bool) -> Option<String> {
        let of_kinds =
            ChangeKind::ALL.into_iter().filter(|kind| wanted(*kind)).map(|kind| &self.methods[kind as usize]);
        let mut methods: Vec<&str> =
            of_kinds.flatten().map(|code| store.methods()[*code as usize].name.as_str()).collect();
        methods.sort_unstable();
        methods.dedup();
        if methods.is_empty() || self.methods.iter().any(|methods| methods.len() == MOST_METHODS) {
            return None;
        }
        let actions = methods.into_iter().map(|method| Field::Action.exactly(method)).collect();
        let ended = if wanted(ChangeKind::NotDone) { "error" } else { "ok" };
        let mut filters = Vec::new();
        if let Whose::Access(access) = whose {
            // No filter can say that there is none.
            filters.push(Filter::of_value(Field::Access, access?)?);
        }
        filters.push(Filter::new(Field::Action, actions));
        filters.push(Filter::new(Field::Status, vec![ended.to_owned()]));
        let clause = |filter| Clause { negated: false, test: Test::Field(filter) };
        let query = Query { clauses: filters.into_iter().map(clause).collect() };
        let (read, diagnostics) = Query::parse(&query.to_string());
        (read == query && diagnostics.is_empty()).then(|| query.to_string())
    }
}
