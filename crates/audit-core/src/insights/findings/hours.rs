//! Calls at hours at which an access was never used.

use std::collections::HashMap;

use super::calls::{Access, Calls, DAY_MS, HOUR_MS, NOWHERE};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::explore::clock::Clock;
use crate::query::Field;

const HOURS: usize = 24;
/// With fewer calls, or days, that an hour is free of them says nothing.
const LEAST_CALLS: u32 = 100;
const LEAST_DAYS: u32 = 30;
/// Hours around, of which each may be the usual one: clocks are put forward and back, and
/// people are late.
const AROUND: usize = 3;
/// One call in two hundred within those hours makes them usual.
const USUAL_IN: u32 = 200;
/// One call at night is somebody who did not sleep.
const FEWEST: usize = 3;
/// Nights in one week are one story.
const PAUSE_MS: i64 = 7 * DAY_MS;
/// Who sleeps at a new place is on a journey, and clocks may differ there; on the way, too.
const NIGHT_MS: i64 = 12 * HOUR_MS;
const AROUND_MS: i64 = 2 * DAY_MS;
/// Who does not call from there for so long has left it.
const AWAY_MS: i64 = 36 * HOUR_MS;
/// A place is new for a month: a journey can be that long.
const STAY_MS: i64 = 30 * DAY_MS;

/// Calls at hours that are far from all at which an access is used. Not of the owner, who
/// may be awake. Calls of a journey say nothing.
pub(super) fn unusual_hours(calls: &Calls, access: &Access) -> Vec<Finding> {
    if calls.may_be_owner(access) {
        return Vec::new();
    }
    if access.done.len() < LEAST_CALLS as usize {
        return Vec::new();
    }
    let journeys = journeys(calls, &access.done);
    let mut clock = Clock::hours(calls.zone);
    let mut habit = Habit::default();
    let mut pending: Vec<(u32, usize)> = Vec::new();
    let mut found = Vec::new();
    for row in access.done.iter().copied() {
        let (time, hour) = (calls.time(row), clock.at(calls.time(row)) % HOURS);
        if is_of_a_journey(time, &journeys) {
            continue;
        }
        if pending.last().is_some_and(|(last, _)| time - calls.time(*last) > PAUSE_MS) {
            found.extend(finding(calls, access, &pending, habit.calls));
            pending.drain(..).for_each(|(row, hour)| habit.add(calls.time(row), hour));
        }
        if habit.is_settled() && !habit.is_usual(hour) {
            pending.push((row, hour));
        } else {
            habit.add(time, hour);
        }
    }
    found.extend(finding(calls, access, &pending, habit.calls));
    found
}

/// Whether a time is within one of the journeys.
fn is_of_a_journey(time_ms: i64, journeys: &[(i64, i64)]) -> bool {
    let after = journeys.partition_point(|(from, _)| *from <= time_ms);
    after.checked_sub(1).is_some_and(|last| time_ms <= journeys[last].1)
}

/// When an access was used.
#[derive(Debug, Default)]
struct Habit {
    hours: [u32; HOURS],
    calls: u32,
    days: u32,
    last_day: Option<i64>,
}

impl Habit {
    fn add(&mut self, time_ms: i64, hour: usize) {
        self.hours[hour] += 1;
        self.calls += 1;
        let day = time_ms.div_euclid(DAY_MS);
        self.days += u32::from(self.last_day.replace(day) != Some(day));
    }

    fn is_settled(&self) -> bool {
        self.calls >= LEAST_CALLS && self.days >= LEAST_DAYS
    }

    fn is_usual(&self, hour: usize) -> bool {
        let around = (HOURS + hour - AROUND..=HOURS + hour + AROUND).map(|hour| self.hours[hour % HOURS]);
        u64::from(around.sum::<u32>()) * u64::from(USUAL_IN) > u64::from(self.calls)
    }
}

/// Spans of time in which the access was on a journey, apart and in order: at a place for a
/// night or longer that it had come to within a month, for the first time or for the first
/// time in a month; with the days around.
fn journeys(calls: &Calls, done: &[u32]) -> Vec<(i64, i64)> {
    let mut stays: HashMap<u32, Stay> = HashMap::new();
    let mut journeys: Vec<(i64, i64)> = Vec::new();
    // Neighbors are mostly of one place and hour.
    let mut last = (NOWHERE, i64::MIN);
    for row in done {
        let (place, time) = (calls.place(*row), calls.time(*row));
        if place == NOWHERE || (place == last.0 && time < last.1 + HOUR_MS) {
            continue;
        }
        last = (place, time);
        let stay = stays.entry(place).or_insert(Stay { since: time, first: time, last: time });
        if time - stay.last > AWAY_MS {
            journeys.extend(stay.journey());
            stay.first = time;
        }
        if time - stay.last > STAY_MS {
            stay.since = time;
        }
        stay.last = time;
    }
    journeys.extend(stays.values().filter_map(Stay::journey));
    journeys.sort_unstable();
    journeys.dedup_by(|next, before| {
        let overlaps = next.0 <= before.1;
        if overlaps {
            before.1 = before.1.max(next.1);
        }
        overlaps
    });
    journeys
}

/// Calls from a place that follow each other.
#[derive(Debug)]
struct Stay {
    /// When the access came to the place, after a month or more without it; in milliseconds,
    /// as the others.
    since: i64,
    first: i64,
    last: i64,
}

impl Stay {
    fn journey(&self) -> Option<(i64, i64)> {
        let until = self.last.min(self.since + STAY_MS);
        (until - self.first >= NIGHT_MS).then_some((self.first - AROUND_MS, until + AROUND_MS))
    }
}

fn finding(calls: &Calls, access: &Access, pending: &[(u32, usize)], calls_before: u32) -> Option<Finding> {
    if pending.len() < FEWEST {
        return None;
    }
    let rows: Vec<u32> = pending.iter().map(|(row, _)| *row).collect();
    let mut hours: Vec<u8> = pending.iter().filter_map(|(_, hour)| u8::try_from(*hour).ok()).collect();
    hours.sort_unstable();
    hours.dedup();
    let (from, until) = (calls.time(*rows.first()?), calls.time(*rows.last()?));
    let listed = hours.iter().map(u8::to_string).collect::<Vec<_>>().join(",");
    let query = calls.ask(access.base, from, until).says(Field::Status, "ok").each(Field::Hour, &listed);
    let facts = Facts::UnusualHours { hours, calls_before };
    let what = (Rule::UnusualHours, Severity::Note);
    Some(calls.finding(what, Some(access.base), &rows, &calls.id(rows[0]), &query, facts))
}
