//! Days on which an access does far more than on any of its days before.

use super::calls::{Access, Calls, DAY_MS, HOUR_MS, count};
use super::finding::{Facts, Finding, Rule, Severity};
use crate::explore::clock::Clock;
use crate::query::Field;

/// A habit is what the last sixty days with calls were like, …
const HABIT_DAYS: usize = 60;
/// … and there is none before it has been seen for three weeks, and on eight days; or for two
/// months, and on four: somebody who comes once a fortnight has shown by then what they do.
const SETTLED: [(usize, i64); 2] = [(8, 21 * DAY_MS), (4, 60 * DAY_MS)];
/// Longer silences leave nothing undone.
const MOST_SILENT: u32 = 60;
/// Fewer calls on a day are no sign of a program.
const LEAST_CALLS: u32 = 50;
/// Counts of independent calls spread by the square root of what is usual; ten times that
/// much does not come by chance, however uneven the days are.
const SPREADS: f64 = 10.0;
/// What makes the median of deviations a measure of spread.
const MAD_TO_SPREAD: f64 = 1.4826;
/// And it is far more than the busiest day: days are busy for reasons that the median does
/// not know.
const TIMES_BUSIEST: u32 = 3;
/// What was left undone on quiet days may come at once, and a little more.
const BACKLOG_TIMES: f64 = 1.5;
/// After so many days above the habit, they are the habit: an app was changed.
const NEW_HABIT_DAYS: usize = 14;
/// A person does not look at a thousand entries; a copy has them.
const LEAST_RECORDS: u64 = 1000;
/// More than any day before, by far: data grows, and an app asks for a little more.
const TIMES_MOST: u64 = 5;
/// So much more is a copy of what there is.
const TIMES_MOST_SERIOUS: u64 = 10;
/// Who gave an access anew, to a new phone say, has it read everything once: within an hour.
const GIVEN_MS: i64 = HOUR_MS;

/// Whether days, seen over a time, make a habit.
fn is_settled(days: usize, known_for_ms: i64) -> bool {
    SETTLED.iter().any(|(least, known)| days >= *least && known_for_ms >= *known)
}

/// What an access did on a day of the shown zone.
#[derive(Debug)]
struct Day<'r> {
    number: i64,
    rows: &'r [u32],
}

/// The days of rows, which are oldest first.
fn days<'r>(calls: &Calls, rows: &'r [u32]) -> Vec<Day<'r>> {
    let mut clock = Clock::days(calls.zone, |day| day);
    let mut days = Vec::new();
    let (mut start, mut number) = (0, i64::MIN);
    for (at, row) in rows.iter().enumerate() {
        let today = clock.at(calls.time(*row));
        if today != number {
            if at > start {
                days.push(Day { number, rows: &rows[start..at] });
            }
            (start, number) = (at, today);
        }
    }
    if rows.len() > start {
        days.push(Day { number, rows: &rows[start..] });
    }
    days
}

/// Days with far more calls than its habit. After days without any, what was left undone
/// may come at once.
pub(super) fn many_calls(calls: &Calls, access: &Access) -> Vec<Finding> {
    let days = days(calls, &access.done);
    let mut habit: Vec<u32> = Vec::new();
    // Days in a row that are above it.
    let mut above: Vec<(usize, u32)> = Vec::new();
    let mut odd: Vec<(usize, usize, Facts)> = Vec::new();
    let mut backlog = 0.0;
    for (at, day) in days.iter().enumerate() {
        let known = days[0].rows.first().map_or(0, |first| calls.time(*first));
        let today = count(day.rows.len());
        let limits = is_settled(habit.len(), calls.time(day.rows[0]) - known).then(|| Limits::of(&habit));
        if let Some(limits) = limits {
            let before = at.checked_sub(1).map_or(day.number, |before| days[before].number);
            let silent = u32::try_from(day.number - before - 1).unwrap_or_default();
            backlog += f64::from(silent.min(MOST_SILENT)) * f64::from(limits.median);
        }
        let odd_today = limits.filter(|limits| limits.is_below(today, backlog));
        let missing = limits.map_or(0, |limits| limits.median.saturating_sub(today));
        backlog =
            if limits.is_some_and(|limits| missing * 2 > limits.median) { backlog + f64::from(missing) } else { 0.0 };
        if let Some(limits) = odd_today {
            let follows = above.last().is_some_and(|(last, _)| days[*last].number + 1 == day.number);
            if !follows {
                above.clear();
            }
            above.push((at, today));
            if let Some((_, until, Facts::ManyCalls { most, days, .. })) = odd.last_mut().filter(|_| follows) {
                *until = at;
                *most = (*most).max(today);
                *days += 1;
            } else {
                let (usual, most_before) = (limits.median, limits.busiest);
                odd.push((at, at, Facts::ManyCalls { most: today, usual, most_before, days: 1 }));
            }
            if above.len() >= NEW_HABIT_DAYS {
                habit = above.drain(..).map(|(_, calls)| calls).collect();
            }
            continue;
        }
        habit.push(today);
        if habit.len() > HABIT_DAYS {
            habit.remove(0);
        }
    }
    let severity = if calls.may_be_owner(access) { Severity::Note } else { Severity::Notable };
    let finding = |(from, until, facts): (usize, usize, Facts)| {
        let rows: Vec<u32> = days[from..=until].iter().flat_map(|day| day.rows.iter().copied()).collect();
        let bounds = rows.first().zip(rows.last()).map_or((0, 0), |(a, b)| (calls.time(*a), calls.time(*b)));
        let query = calls.ask(access.base, bounds.0, bounds.1).says(Field::Status, "ok");
        let anchor = days[from].number.to_string();
        calls.finding((Rule::ManyCalls, severity), Some(access.base), &rows, &anchor, &query, facts)
    };
    odd.into_iter().map(finding).collect()
}

/// What is within an access's habit.
#[derive(Debug, Clone, Copy)]
struct Limits {
    median: u32,
    spread: f64,
    busiest: u32,
}

impl Limits {
    fn of(habit: &[u32]) -> Self {
        let middle = |mut values: Vec<u32>| {
            let half = values.len() / 2;
            *values.select_nth_unstable(half).1
        };
        let median = middle(habit.to_vec());
        let mad = middle(habit.iter().map(|calls| calls.abs_diff(median)).collect());
        let spread = (f64::from(mad) * MAD_TO_SPREAD).max(f64::from(median).sqrt()).max(1.0);
        Self { median, spread, busiest: habit.iter().copied().max().unwrap_or_default() }
    }

    /// Whether a day is far above the habit, and above what quiet days left undone.
    fn is_below(&self, today: u32, backlog: f64) -> bool {
        today >= LEAST_CALLS
            && f64::from(today) > f64::from(self.median) + SPREADS * self.spread
            && today > TIMES_BUSIEST.saturating_mul(self.busiest)
            && f64::from(today) > f64::from(self.busiest) + BACKLOG_TIMES * backlog
    }
}

/// Days on which far more records came back than on any before. The owner may copy what is
/// theirs, from where they are known to call from.
pub(super) fn many_records(calls: &Calls, access: &Access) -> Vec<Finding> {
    let read: Vec<u32> =
        access.done.iter().copied().filter(|row| calls.records(*row).is_some_and(|it| it > 0)).collect();
    let Some(known) = read.first().map(|row| calls.time(*row)) else { return Vec::new() };
    let is_owner = calls.may_be_owner(access);
    let (mut most_before, mut days_before, mut last_odd) = (0, 0_u32, i64::MIN);
    let mut found: Vec<Finding> = Vec::new();
    for day in days(calls, &read) {
        let records = day.rows.iter().fold(0_u64, |sum, row| sum.saturating_add(calls.records(*row).unwrap_or(0)));
        let first = calls.time(day.rows[0]);
        let settled = is_settled(days_before as usize, first - known);
        let biggest = day.rows.iter().copied().max_by_key(|row| calls.records(*row)).unwrap_or(day.rows[0]);
        let is_odd = settled
            && records >= LEAST_RECORDS
            && records > TIMES_MOST.saturating_mul(most_before)
            && !(is_owner && calls.owner_calls_from(calls.place(biggest), calls.time(biggest)))
            && !was_given_anew(calls, calls.time(biggest));
        if !is_odd {
            most_before = most_before.max(records);
            days_before += 1;
            continue;
        }
        // A copy that goes on after midnight is the same one.
        if day.number == last_odd + 1
            && let Some(Finding { rule: Rule::ManyRecords, .. }) = found.last()
        {
            last_odd = day.number;
            continue;
        }
        last_odd = day.number;
        let serious = !is_owner && records >= TIMES_MOST_SERIOUS.saturating_mul(most_before);
        let severity = if serious { Severity::Serious } else { Severity::Notable };
        let until = day.rows.last().map_or(first, |row| calls.time(*row));
        let query = calls.ask(access.base, first, until).says(Field::Records, ">=1").says(Field::Status, "ok");
        let facts = Facts::ManyRecords { most: records, most_before, days_before };
        let anchor = day.number.to_string();
        found.push(calls.finding((Rule::ManyRecords, severity), Some(access.base), day.rows, &anchor, &query, facts));
    }
    found
}

/// Whether the owner let somebody authorize an app shortly before: only they can.
fn was_given_anew(calls: &Calls, time_ms: i64) -> bool {
    let asks = |access: &&Access| calls.may_be_owner(access);
    calls.accesses.iter().filter(asks).any(|access| {
        let mut asked = calls.on_accesses(access, "accesses.checkApp").map(|row| calls.time(row));
        asked.any(|asked| (time_ms - GIVEN_MS..=time_ms).contains(&asked))
    })
}
