//! Groups as a table: of each value how many records, when, and how they ended.

use std::cmp::Ordering;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::dimension::Axis;
use super::{Dimension, Log};
use crate::engine::{GroupOf, Groups, GroupsRequest, MAX_ROWS, Term};
use crate::record::Outcome;
use crate::store::{Selection, index, sort_rows, with_codes};
use crate::time::{parse_extent, write_range};

/// A column of the table of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupColumn {
    /// What they are called; of addresses and hours, their numbers. Records without a
    /// value stand last, whichever way it is sorted.
    Value,
    /// How many records.
    Count,
    /// How many that did not succeed.
    Unsuccessful,
    /// Their share.
    Share,
    /// When the first was.
    First,
    /// When the last was.
    Last,
}

impl GroupColumn {
    /// All of them, as they stand in the table.
    pub const ALL: [Self; 6] = [Self::Value, Self::Count, Self::Unsuccessful, Self::Share, Self::First, Self::Last];

    /// As the address writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Count => "count",
            Self::Unsuccessful => "errors",
            Self::Share => "share",
            Self::First => "first",
            Self::Last => "last",
        }
    }

    /// Reads what [`GroupColumn::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }
}

/// What is counted of a group.
#[derive(Debug, Clone, Copy)]
struct Sums {
    count: u32,
    unsuccessful: u32,
    first_ms: i64,
    last_ms: i64,
}

impl Sums {
    const NOTHING: Self = Self { count: 0, unsuccessful: 0, first_ms: i64::MAX, last_ms: i64::MIN };

    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.unsuccessful += other.unsuccessful;
        self.first_ms = self.first_ms.min(other.first_ms);
        self.last_ms = self.last_ms.max(other.last_ms);
    }

    /// Compares the shares of what did not succeed.
    fn compare_share(self, other: Self) -> Ordering {
        let product = |unsuccessful: u32, count: u32| u64::from(unsuccessful) * u64::from(count);
        product(self.unsuccessful, other.count).cmp(&product(other.unsuccessful, self.count))
    }
}

/// A window of the groups of the selected rows. Readings are up to date.
pub(crate) fn groups(log: Log, selection: &Selection, request: &GroupsRequest) -> Groups {
    let inside;
    let selection = match &request.within {
        Some((dimension, value)) => {
            inside = Axis::new(log, *dimension).having(selection, value.as_deref());
            &inside
        }
        None => selection,
    };
    let axis = Axis::new(log, request.by);
    let by_code = sums(log, &axis, selection);
    let values = axis.values(|code| by_code[code].count > 0);
    // The last one is of the rows without a value.
    let mut sums = vec![Sums::NOTHING; values.texts.len() + 1];
    let mut has_value = vec![false; by_code.len()];
    for (code, text) in &values.pairs {
        sums[*text as usize].add(by_code[*code as usize]);
        has_value[*code as usize] = true;
    }
    for (sums_of, _) in by_code.iter().zip(&has_value).filter(|(_, has_value)| !**has_value) {
        sums[values.texts.len()].add(*sums_of);
    }
    let text = |place: u32| values.texts.get(place as usize).map(AsRef::as_ref);
    let name = |value: &str| log.name(request.by, value);
    let mut order: Vec<u32> = (0_u32..).zip(&sums).filter(|(_, sums)| sums.count > 0).map(|(place, _)| place).collect();
    let keys: Vec<Option<(u32, String)>> = if request.column == GroupColumn::Value {
        (0..).take(sums.len()).map(|place| text(place).map(|value| key(value, name(value)))).collect()
    } else {
        Vec::new()
    };
    sort_rows(&mut order, &|a, b| {
        let ((a_sums, a), (b_sums, b)) = ((sums[a as usize], a), (sums[b as usize], b));
        let compared = match request.column {
            GroupColumn::Value => match (&keys[a as usize], &keys[b as usize]) {
                (Some(a), Some(b)) => a.cmp(b),
                // Whichever way it is sorted, what has no value is last.
                (a, b) => return a.is_none().cmp(&b.is_none()),
            },
            GroupColumn::Count => a_sums.count.cmp(&b_sums.count),
            GroupColumn::Unsuccessful => a_sums.unsuccessful.cmp(&b_sums.unsuccessful),
            GroupColumn::Share => a_sums.compare_share(b_sums),
            GroupColumn::First => a_sums.first_ms.cmp(&b_sums.first_ms),
            GroupColumn::Last => a_sums.last_ms.cmp(&b_sums.last_ms),
        };
        let compared = if request.descending { compared.reverse() } else { compared };
        compared.then_with(|| (text(a).is_none(), text(a)).cmp(&(text(b).is_none(), text(b))))
    });
    let window = order.iter().skip(request.first as usize).take(request.count.min(MAX_ROWS) as usize);
    let groups = window.map(|place| {
        let (value, sums) = (text(*place), sums[*place as usize]);
        GroupOf {
            value: value.map(str::to_owned),
            name: value.and_then(name).map(str::to_owned),
            count: sums.count,
            unsuccessful: sums.unsuccessful,
            first_ms: sums.first_ms,
            last_ms: sums.last_ms,
            terms: terms(log, request, value),
        }
    });
    Groups { total: u32::try_from(order.len()).unwrap_or(u32::MAX), first: request.first, groups: groups.collect() }
}

/// What each code sums up to.
fn sums(log: Log, axis: &Axis, selection: &Selection) -> Vec<Sums> {
    let done: Vec<bool> = log.store.outcomes().iter().map(|outcome| *outcome == Outcome::Done).collect();
    let mut sums = vec![Sums::NOTHING; axis.codes()];
    let times = &log.store.times;
    with_codes!(&log.store.statuses.codes, statuses => {
        axis.for_each(selection, |row, code| {
            let sums = &mut sums[code];
            sums.count += 1;
            sums.unsuccessful += u32::from(!done[index(statuses[row])]);
            sums.first_ms = sums.first_ms.min(times[row]);
            sums.last_ms = sums.last_ms.max(times[row]);
        });
    });
    sums
}

/// By what a value is sorted: numbers by what they are and before words, accesses by
/// their name.
fn key(value: &str, name: Option<&str>) -> (u32, String) {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let number = value.parse::<u32>().ok().or_else(|| value.parse::<Ipv4Addr>().ok().map(u32::from));
    let number = number.or_else(|| DAYS.iter().position(|day| *day == value).and_then(|day| u32::try_from(day).ok()));
    (number.unwrap_or(u32::MAX), name.unwrap_or(value).to_lowercase())
}

/// What opens a group, and the one that it is in, into its records.
fn terms(log: Log, request: &GroupsRequest, value: Option<&str>) -> Option<Vec<Term>> {
    let within = request.within.as_ref().map(|(dimension, value)| (*dimension, value.as_deref()));
    within.into_iter().chain([(request.by, value)]).map(|(dimension, value)| term(log, dimension, value)).collect()
}

fn term(log: Log, dimension: Dimension, value: Option<&str>) -> Option<Term> {
    let field = dimension.field()?;
    let Some(value) = value else {
        let has_any = match dimension {
            // A `*` stands for any name of an access, and not every one has a name.
            Dimension::Access => false,
            // It also stands for what is not shown.
            Dimension::Caller => log.store.hidden_callers.texts.codes() <= 1,
            _ => true,
        };
        return has_any.then(|| Term { negated: true, field, value: "*".to_owned() });
    };
    let value = match dimension {
        Dimension::Day => {
            let (start, end) = parse_extent(value, log.zone)?;
            write_range(Some(start), Some(end), log.zone)?
        }
        Dimension::Hour | Dimension::Weekday => value.to_owned(),
        _ => field.exactly(value),
    };
    Some(Term { negated: false, field, value })
}
