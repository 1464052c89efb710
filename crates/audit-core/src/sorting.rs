//! The order of the list: by time, or by what a column says.
//!
//! The distinct values of a column are ranked once; rows are then counted into
//! place by the rank of their code, so that no two rows are ever compared. Rows
//! with the same value stand in order of time, newest first; rows without one
//! stand last, whichever way the column is sorted.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::names::Names;
use crate::record::Status;
use crate::record_ref::split_addresses;
use crate::store::{Codes, Store, index, with_codes};

/// What the list can be sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Column {
    /// When.
    #[default]
    Time,
    /// The name of the access, or its id.
    Access,
    /// The action's normal form.
    Action,
    /// How it ended.
    Status,
    /// The first reported address.
    Address,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Order {
    /// By what.
    pub column: Column,
    /// From the greatest to the smallest: of times, newest first.
    pub descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { column: Column::Time, descending: true }
    }
}

impl Column {
    /// All of them, as they stand in the list.
    pub const ALL: [Self; 5] = [Self::Time, Self::Access, Self::Action, Self::Address, Self::Status];

    /// As the address writes it.
    fn key(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Access => "access",
            Self::Action => "action",
            Self::Status => "status",
            Self::Address => "address",
        }
    }
}

impl Order {
    /// As the address writes it: `address`, or `-address` for the other way round.
    pub fn key(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column.key())
    }

    /// Reads what [`Order::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        let (descending, name) = key.strip_prefix('-').map_or((false, key), |name| (true, name));
        let column = Column::ALL.into_iter().find(|column| column.key() == name)?;
        Some(Self { column, descending })
    }

    /// The order after a column was chosen: the one it begins with (of times the
    /// newest first, of anything else the smallest), or the other way round where it
    /// was chosen before.
    #[must_use]
    pub fn choose(self, column: Column) -> Self {
        let descending = if self.column == column { !self.descending } else { column == Column::Time };
        Self { column, descending }
    }
}

/// The rank of each code of a column, the smallest value first; values that read the
/// same share one. Kept from one view to the next, as long as no value is added.
#[derive(Debug, Default)]
pub(crate) struct Ranks {
    of: Option<(Column, usize)>,
    by_code: Vec<u32>,
    /// How many different ranks there are.
    count: usize,
}

/// What stands for no value.
const NOTHING: u32 = u32::MAX;

impl Ranks {
    /// Puts rows, newest first, into an order.
    pub(crate) fn sort(&mut self, store: &Store, names: &Names, newest_first: &[u32], order: Order) -> Vec<u32> {
        if order.column == Column::Time {
            return if order.descending { newest_first.to_vec() } else { newest_first.iter().rev().copied().collect() };
        }
        self.update(store, names, order.column);
        with_codes!(codes_of(store, order.column), codes => {
            self.place(newest_first, order.descending, |row| index(codes[row as usize]))
        })
    }

    /// Counts rows into place.
    fn place(&self, rows: &[u32], descending: bool, code: impl Fn(u32) -> usize) -> Vec<u32> {
        // Behind all ranks are the rows without a value.
        let slot = |row: u32| match self.by_code[code(row)] {
            NOTHING => self.count,
            rank if descending => self.count - 1 - rank as usize,
            rank => rank as usize,
        };
        let mut places = vec![0_u32; self.count + 1];
        for row in rows {
            places[slot(*row)] += 1;
        }
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        let mut sorted = vec![0; rows.len()];
        for row in rows {
            let place = &mut places[slot(*row)];
            sorted[*place as usize] = *row;
            *place += 1;
        }
        sorted
    }

    /// Ranks the values of a column.
    fn update(&mut self, store: &Store, names: &Names, column: Column) {
        let codes = match column {
            Column::Status | Column::Time => store.statuses.dictionary.values().len(),
            Column::Access => store.accesses.texts.codes(),
            Column::Action => store.methods().len(),
            Column::Address => store.addresses.texts.codes(),
        };
        // Names come without a new code.
        if self.of == Some((column, codes)) && column != Column::Access {
            return;
        }
        self.of = Some((column, codes));
        match column {
            Column::Status | Column::Time => {
                let values = store.statuses.dictionary.values();
                self.rank(codes, |code| values.get(code as usize).map(|status| weight(*status)));
            }
            Column::Access => self.rank(codes, |code| {
                let (base, serial) = store.access(code)?;
                let name = names.get(base).unwrap_or(base);
                Some((name.to_lowercase(), name, base, serial))
            }),
            Column::Action => self.rank(codes, |code| {
                let name = &store.methods().get(code as usize)?.name;
                // Code 0 is no row's.
                (code > 0).then(|| (name.to_lowercase(), name))
            }),
            Column::Address => self.rank(codes, |code| {
                let list = store.addresses.texts.get(code)?;
                let first = split_addresses(list).next()?;
                let number = first.parse::<Ipv4Addr>().ok().map(u32::from);
                // Numbers before texts; a number needs no text of its own.
                let words = number.map_or_else(|| first.to_lowercase(), |_| String::new());
                Some((number.is_none(), number, words, list))
            }),
        }
    }

    fn rank<K: Ord>(&mut self, codes: usize, key: impl Fn(u32) -> Option<K>) {
        let codes = u32::try_from(codes).unwrap_or(u32::MAX);
        let mut keys: Vec<(K, u32)> = (0..codes).filter_map(|code| Some((key(code)?, code))).collect();
        keys.sort_unstable();
        self.by_code = vec![NOTHING; codes as usize];
        self.count = 0;
        for (at, (key, code)) in keys.iter().enumerate() {
            if at == 0 || keys[at - 1].0 != *key {
                self.count += 1;
            }
            self.by_code[*code as usize] = u32::try_from(self.count - 1).unwrap_or(NOTHING);
        }
    }
}

fn codes_of(store: &Store, column: Column) -> &Codes {
    match column {
        Column::Status | Column::Time => &store.statuses.codes,
        Column::Access => &store.accesses.codes,
        Column::Action => &store.actions.codes,
        Column::Address => &store.addresses.codes,
    }
}

/// Statuses by their numbers. One of which only the class is known stands before
/// those of its class, one of which nothing is known behind all. What was done reads
/// the same, whatever its number.
fn weight(status: Status) -> u32 {
    match status {
        Status::Recorded(200..=299) | Status::Derived(200..=299) => 400,
        Status::Recorded(code) | Status::Derived(code) => u32::from(code) * 2 + 1,
        Status::Class(class) => u32::from(class) * 200,
        Status::Error => NOTHING,
    }
}
