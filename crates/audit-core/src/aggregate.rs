//! Counts over the rows that match that come with every view: days and bars, which are
//! ranges of the matches in time, found by halving.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use crate::engine::{Bar, BarUnit, Bars, Day};
use crate::record::Outcome;
use crate::sorting::{Column, Order};
use crate::store::{Store, index, with_codes};
use crate::time::{Zone, week_start};

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
