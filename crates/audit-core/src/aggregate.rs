//! Counts over the rows that match: groups, days, bars, choices.

use std::collections::HashMap;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use crate::engine::{Bar, BarUnit, Bars, Choices, Day, Group};
use crate::names::Names;
use crate::record::{Outcome, Status};
use crate::store::{Column, Store};
use crate::time::{Zone, week_start};

/// Matches by action and, inside, by status, most frequent first.
pub fn groups(store: &Store, matches: &[u32]) -> Vec<Group> {
    let mut counts: HashMap<(u32, u32), u32> = HashMap::new();
    for row in matches {
        let row = *row as usize;
        *counts.entry((store.methods.ordinals[row], store.statuses.ordinals[row])).or_default() += 1;
    }
    let mut groups: HashMap<u32, Vec<(Status, u32)>> = HashMap::new();
    for ((method, status), count) in counts {
        groups.entry(method).or_default().push((store.statuses.dictionary.values()[status as usize], count));
    }
    let mut groups: Vec<Group> = groups
        .into_iter()
        .map(|(method, statuses)| {
            let mut statuses = by_label(statuses);
            statuses.sort_by_key(|(status, count)| (std::cmp::Reverse(*count), *status));
            Group {
                method: store.methods.dictionary.values()[method as usize].clone(),
                count: statuses.iter().map(|(_, count)| count).sum(),
                statuses,
            }
        })
        .collect();
    groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.method.cmp(&b.method)));
    groups
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

/// Days with matches; `matches` are newest first.
pub fn days(store: &Store, matches: &[u32], zone: &Zone) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for (index, row) in (0_u32..).zip(matches) {
        let time = store.times[*row as usize];
        match days.last_mut() {
            Some(day) if time >= day.start_ms => day.count += 1,
            _ => {
                let date = zone.local(time).map(|local| local.date());
                days.push(Day {
                    // A time outside of the calendar is a section of its own.
                    start_ms: date.map_or(time, |date| zone.day_start(date)),
                    date: date.map_or_else(String::new, |date| date.to_string()),
                    first_row: index,
                    count: 1,
                });
            }
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
    let mut bar = bars.len();
    for row in matches {
        let time = store.times[*row as usize];
        while bar > 0 && (bar == bars.len() || time < bars[bar].start_ms) {
            bar -= 1;
        }
        if let Some(bar) = bars.get_mut(bar).filter(|bar| (bar.start_ms..bar.end_ms).contains(&time)) {
            bar.counts[outcome_index(*store.statuses.value(*row))] += 1;
        }
    }
    Bars { unit, bars }
}

fn outcome_index(status: Status) -> usize {
    Outcome::ALL.iter().position(|outcome| *outcome == status.outcome()).unwrap_or(Outcome::ALL.len() - 1)
}

/// No chart has use for more; a log that spans millennia has a wrong time in it.
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

fn floor(local: NaiveDateTime, unit: BarUnit) -> Option<NaiveDateTime> {
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

fn step(start: NaiveDateTime, unit: BarUnit) -> Option<NaiveDateTime> {
    match unit {
        BarUnit::Minute => start.checked_add_signed(TimeDelta::minutes(1)),
        BarUnit::Hour => start.checked_add_signed(TimeDelta::hours(1)),
        BarUnit::Day => start.checked_add_days(Days::new(1)),
        BarUnit::Week => start.checked_add_days(Days::new(7)),
        BarUnit::Month => start.checked_add_months(Months::new(1)),
    }
}

/// Values that occur in everything held, most frequent first.
pub fn choices(store: &Store, names: &Names) -> Choices {
    let mut addresses: HashMap<&str, u32> = HashMap::new();
    for (list, count) in by_ordinal(&store.addresses) {
        for address in list {
            *addresses.entry(address).or_default() += count;
        }
    }
    Choices {
        actions: ranked(by_ordinal(&store.methods).map(|(method, count)| (method.clone(), count))),
        statuses: ranked(by_label(by_ordinal(&store.statuses).map(|(status, count)| (*status, count))).into_iter()),
        accesses: ranked(
            by_ordinal(&store.accesses).filter(|(base, _)| !base.is_empty()).map(|(base, count)| (base.clone(), count)),
        )
        .into_iter()
        .map(|(base, count)| {
            let name = names.get(&base).map(str::to_owned);
            (base, name, count)
        })
        .collect(),
        addresses: ranked(addresses.into_iter().map(|(address, count)| (address.to_owned(), count))),
    }
}

fn by_ordinal<T: Clone + Eq + std::hash::Hash>(column: &Column<T>) -> impl Iterator<Item = (&T, u32)> {
    let mut counts = vec![0_u32; column.dictionary.values().len()];
    for ordinal in &column.ordinals {
        counts[*ordinal as usize] += 1;
    }
    column.dictionary.values().iter().zip(counts)
}

fn ranked<T: Ord>(counts: impl Iterator<Item = (T, u32)>) -> Vec<(T, u32)> {
    let mut counts: Vec<(T, u32)> = counts.collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}
