//! Counts over the rows that match: groups, days, bars, choices.
//!
//! Groups are counted over the selection, in the order of arrival; days and bars
//! are ranges of the matches in time, found by halving.

use std::collections::HashMap;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use crate::engine::{Bar, BarUnit, Bars, Choices, Day, Group};
use crate::names::Names;
use crate::record::{Outcome, Status};
use crate::record_ref::split_addresses;
use crate::sorting::{Column, Order};
use crate::store::{Selection, Store, index, sort_rows, with_codes};
use crate::time::{Zone, week_start};

/// Counts over all records, by their codes. Kept from one view to the next: only what
/// was added is counted.
#[derive(Debug, Default)]
pub struct Totals {
    /// Of each action with each status.
    pairs: Vec<Vec<u32>>,
    accesses: Vec<u32>,
    addresses: Vec<u32>,
    rows: usize,
}

impl Totals {
    /// Counts the records that were added.
    pub fn update(&mut self, store: &Store) {
        let statuses = store.statuses.dictionary.values().len();
        self.pairs.resize(store.methods().len(), Vec::new());
        self.pairs.iter_mut().for_each(|counts| counts.resize(statuses, 0));
        with_codes!(&store.actions.codes, actions => with_codes!(&store.statuses.codes, codes => {
            for (action, status) in actions[self.rows..].iter().zip(&codes[self.rows..]) {
                self.pairs[index(*action)][index(*status)] += 1;
            }
        }));
        for (counts, column) in [(&mut self.accesses, &store.accesses), (&mut self.addresses, &store.addresses)] {
            counts.resize(column.texts.codes(), 0);
            with_codes!(&column.codes, codes => {
                for code in &codes[self.rows..] {
                    counts[index(*code)] += 1;
                }
            });
        }
        self.rows = store.len() as usize;
    }

    fn statuses(&self) -> Vec<u32> {
        let mut counts = vec![0; self.pairs.first().map_or(0, Vec::len)];
        for statuses in &self.pairs {
            counts.iter_mut().zip(statuses).for_each(|(sum, count)| *sum += count);
        }
        counts
    }
}

/// Matches by action and, inside, by status, most frequent first. The totals are up
/// to date.
pub fn groups(store: &Store, selection: &Selection, totals: &Totals) -> Vec<Group> {
    let statuses = store.statuses.dictionary.values();
    let selected;
    let pairs: Vec<&[u32]> = if selection.is_all() {
        totals.pairs.iter().map(Vec::as_slice).collect()
    } else {
        selected = pairs(store, selection);
        selected.chunks(statuses.len().max(1)).collect()
    };
    let mut groups: HashMap<&str, Vec<(Status, u32)>> = HashMap::new();
    for (action, counts) in pairs.into_iter().enumerate() {
        for (status, count) in statuses.iter().zip(counts).filter(|(_, count)| **count > 0) {
            // An action can be written in more than one way.
            groups.entry(&store.methods()[action].name).or_default().push((*status, *count));
        }
    }
    let total = |statuses: &[(Status, u32)]| statuses.iter().map(|(_, count)| count).sum::<u32>();
    let totals: Vec<_> = groups.iter().map(|(method, statuses)| (*method, total(statuses))).collect();
    let group = |(method, count): (&str, u32)| {
        let statuses = most_first(&by_label(groups.get(method).into_iter().flatten().copied()));
        Group { method: method.to_owned(), count, statuses }
    };
    most_first(&totals).into_iter().map(group).collect()
}

/// Whether a code was recorded or follows from the error makes no group of its own:
/// both are filtered by the same number.
fn by_label(statuses: impl IntoIterator<Item = (Status, u32)>) -> Vec<(Status, u32)> {
    let mut merged: Vec<(Status, u32)> = Vec::new();
    for (status, count) in statuses {
        let same = |known: &&mut (Status, u32)| {
            known.0 == status || (status.code().is_some() && known.0.code() == status.code())
        };
        match merged.iter_mut().find(same) {
            Some(known) => *known = (known.0.min(status), known.1 + count),
            None => merged.push((status, count)),
        }
    }
    merged
}

/// How many selected rows have each pair of codes, statuses next to each other.
fn pairs(store: &Store, selection: &Selection) -> Vec<u32> {
    let statuses = store.statuses.dictionary.values().len();
    let mut counts = vec![0; store.methods().len() * statuses];
    with_codes!(&store.actions.codes, actions => with_codes!(&store.statuses.codes, codes => {
        selection.for_each(|row| counts[index(actions[row]) * statuses + index(codes[row])] += 1);
    }));
    counts
}

/// How many of `matches` (newest first) are at `time` or later.
pub(crate) fn from_on(store: &Store, matches: &[u32], time: i64) -> usize {
    matches.partition_point(|row| store.times[*row as usize] >= time)
}

/// Days with matches, as they stand in an order: none unless it is one of time.
/// `matches` are newest first.
pub fn days(store: &Store, matches: &[u32], zone: &Zone, order: Order) -> Vec<Day> {
    if order.column != Column::Time {
        return Vec::new();
    }
    let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    let (mut days, mut first) = (Vec::<Day>::new(), 0);
    while let Some(row) = matches.get(first) {
        let time = store.times[*row as usize];
        let date = zone.local(time).map(|local| local.date());
        // A time outside of the calendar is a section of its own.
        let start_ms = date.map_or(time, |date| zone.day_start(date));
        let rows = from_on(store, &matches[first..], start_ms.min(time));
        days.push(Day {
            start_ms,
            date: date.map_or_else(String::new, |date| date.to_string()),
            first_row: count(first),
            count: count(rows),
        });
        first += rows;
    }
    if !order.descending {
        days.reverse();
        let all = count(matches.len());
        for day in &mut days {
            day.first_row = all - day.first_row - day.count;
        }
    }
    days
}

/// Bars over `[from, to]`, at most about `most` of them, of the finest unit
/// that fits; `matches` are newest first.
pub fn bars(store: &Store, matches: &[u32], (from, to): (i64, i64), zone: &Zone, most: u32) -> Bars {
    const UNITS: [(BarUnit, i64); 4] = [
        (BarUnit::Minute, 60_000),
        (BarUnit::Hour, 3_600_000),
        (BarUnit::Day, 86_400_000),
        (BarUnit::Week, 7 * 86_400_000),
    ];
    let length = to.saturating_sub(from);
    let fits = |(_, unit): &&(BarUnit, i64)| length / unit < i64::from(most.max(1));
    let unit = UNITS.iter().find(fits).map_or(BarUnit::Month, |(unit, _)| *unit);
    let mut bars = empty_bars((from, to), unit, zone);
    let outcomes: Vec<usize> = store.outcomes().into_iter().map(outcome_index).collect();
    if matches.len() == store.len() as usize
        && let Some(rows) = bars.iter().map(|bar| store.between(bar.start_ms, bar.end_ms)).collect::<Option<Vec<_>>>()
    {
        for (bar, rows) in bars.iter_mut().zip(rows) {
            with_codes!(&store.statuses.codes, codes => {
                // Four counts by turns: most records share a code, and would wait for it.
                let mut counts = vec![[0; 4]; outcomes.len()];
                for four in codes[rows].chunks(4) {
                    for (turn, code) in four.iter().enumerate() {
                        counts[index(*code)][turn] += 1;
                    }
                }
                for (outcome, counts) in outcomes.iter().zip(&counts) {
                    bar.counts[*outcome] += counts.iter().sum::<u32>();
                }
            });
        }
        return Bars { unit, bars };
    }
    let mut older = bars.last().map_or(matches, |last| &matches[from_on(store, matches, last.end_ms)..]);
    for bar in bars.iter_mut().rev() {
        let (inside, rest) = older.split_at(from_on(store, older, bar.start_ms));
        with_codes!(&store.statuses.codes, codes => {
            for row in inside {
                bar.counts[outcomes[index(codes[*row as usize])]] += 1;
            }
        });
        older = rest;
    }
    Bars { unit, bars }
}

pub(crate) fn outcome_index(outcome: Outcome) -> usize {
    Outcome::ALL.iter().position(|known| *known == outcome).unwrap_or(Outcome::ALL.len() - 1)
}

/// No chart has use for more.
const MOST_BARS: usize = 2000;

fn empty_bars((from, to): (i64, i64), unit: BarUnit, zone: &Zone) -> Vec<Bar> {
    let mut bars = Vec::new();
    let Some(mut start) = zone.local(from).and_then(|local| floor(local, unit)) else { return bars };
    loop {
        let Some(next) = step(start, unit) else { return bars };
        let (start_ms, end_ms) = (zone.instant(start), zone.instant(next));
        if start_ms > to || bars.len() == MOST_BARS {
            return bars;
        }
        // An hour that a clock change skips has no length and no bar.
        if end_ms > start_ms {
            bars.push(Bar { start_ms, end_ms, counts: [0; 4] });
        }
        start = next;
    }
}

/// The start of the unit that a time of the wall clock is in.
pub(crate) fn floor(local: NaiveDateTime, unit: BarUnit) -> Option<NaiveDateTime> {
    let date = local.date();
    let midnight = |date: NaiveDate| date.and_hms_opt(0, 0, 0);
    match unit {
        BarUnit::Minute => date.and_hms_opt(local.hour(), local.minute(), 0),
        BarUnit::Hour => date.and_hms_opt(local.hour(), 0, 0),
        BarUnit::Day => midnight(date),
        BarUnit::Week => midnight(week_start(date)?),
        BarUnit::Month => midnight(date.with_day(1)?),
    }
}

/// The start of the unit after one.
pub(crate) fn step(start: NaiveDateTime, unit: BarUnit) -> Option<NaiveDateTime> {
    match unit {
        BarUnit::Minute => start.checked_add_signed(TimeDelta::minutes(1)),
        BarUnit::Hour => start.checked_add_signed(TimeDelta::hours(1)),
        BarUnit::Day => start.checked_add_days(Days::new(1)),
        BarUnit::Week => start.checked_add_days(Days::new(7)),
        BarUnit::Month => start.checked_add_months(Months::new(1)),
    }
}

/// Most values of one kind that are offered: nobody reads a longer list, and a log
/// can hold a million addresses.
const MOST_CHOICES: usize = 500;

/// Values that occur in everything held, most frequent first. The totals are up to
/// date.
pub fn choices(store: &Store, names: &Names, totals: &Totals) -> Choices {
    let actions = totals.pairs.iter().map(|statuses| statuses.iter().sum());
    let bases = coded(&totals.accesses).filter_map(|(code, count)| Some((store.access(code)?.0, count)));
    let addresses =
        coded(&totals.addresses).filter_map(|(code, count)| Some((store.addresses.texts.get(code)?, count)));
    Choices {
        actions: ranked(&mut store.methods().iter().map(|method| method.name.as_str()).zip(actions)),
        statuses: most_first(&by_label(
            store.statuses.dictionary.values().iter().copied().zip(totals.statuses()).filter(|(_, count)| *count > 0),
        )),
        accesses: ranked(&mut bases.into_iter())
            .into_iter()
            .map(|(base, count)| {
                let name = names.get(&base).map(str::to_owned);
                (base, name, count)
            })
            .collect(),
        addresses: ranked(
            &mut addresses.flat_map(|(list, count)| split_addresses(list).map(move |address| (address, count))),
        ),
    }
}

fn coded(counts: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    (0_u32..).zip(counts.iter().copied())
}

/// Values with the sum of their counts, most frequent first, none without a count.
fn ranked(counts: &mut dyn Iterator<Item = (&str, u32)>) -> Vec<(String, u32)> {
    let mut sums: HashMap<&str, u32> = HashMap::new();
    for (value, count) in counts.filter(|(_, count)| *count > 0) {
        *sums.entry(value).or_default() += count;
    }
    let ranked = most_first(&sums.into_iter().collect::<Vec<_>>());
    ranked.into_iter().take(MOST_CHOICES).map(|(value, count)| (value.to_owned(), count)).collect()
}

/// The same, most frequent first; of equal counts in the order of the values.
fn most_first<T: Copy + Ord>(counts: &[(T, u32)]) -> Vec<(T, u32)> {
    let mut order: Vec<u32> = (0..).take(counts.len()).collect();
    sort_rows(&mut order, &|a, b| {
        let ((a, a_count), (b, b_count)) = (counts[a as usize], counts[b as usize]);
        b_count.cmp(&a_count).then_with(|| a.cmp(&b))
    });
    order.into_iter().map(|place| counts[place as usize]).collect()
}
