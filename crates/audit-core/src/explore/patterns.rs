//! Calls of one kind, folded: what an app does every quarter of an hour is one line of
//! a day, not ninety-six.
//!
//! A **kind** is an access, an action, a status and the names of the query's parameters,
//! whatever their values. A **pattern** is at least three calls of one kind on one day of
//! the shown zone, with less than three hours from one to the next. Calls of other kinds
//! may stand between: two apps that sync side by side are two lines. So a morning and an
//! evening are two patterns, and a day of the list holds what happened on it.
//!
//! Nothing is lost: every row is in just one item, items stand in the order of their
//! first rows, and rows within an item in the order of the list.

use super::Log;
use super::clock::{Clock, HOUR_MS};
use crate::engine::Pattern;
use crate::store::{index, with_codes};

/// Fewer calls are shown as they are: one line less would hide more than it saves.
const FEWEST: u32 = 3;
/// A longer pause ends a pattern.
const LONGEST_PAUSE_MS: i64 = 3 * HOUR_MS;
/// Calls from which on it is said how often they come.
const FEWEST_FOR_RHYTHM: usize = 5;

/// The list, folded.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// Where the rows of each item start, and where those of the last one end.
    starts: Vec<u32>,
    /// Indexes in the list, by item.
    places: Vec<u32>,
    /// How many items are patterns, and the rows in those.
    pub(crate) patterns: u32,
    pub(crate) rows_in_patterns: u32,
    /// The first item of each day.
    pub(crate) days: Vec<u32>,
}

/// The calls of a kind that can still become one pattern.
#[derive(Debug, Clone, Copy)]
struct Run {
    number: u32,
    day: u32,
    time_ms: i64,
}

impl Folded {
    /// Folds a list that is in an order of time. Readings are up to date.
    pub(crate) fn new(log: Log, rows: &[u32]) -> Self {
        let times = &log.store.times;
        let none = Run { number: 0, day: u32::MAX, time_ms: 0 };
        let mut runs = vec![none; log.readings.kinds.dictionary.values().len()];
        // The run of each row, and the days: runs are counted as they begin.
        let mut run_of: Vec<u32> = Vec::with_capacity(rows.len());
        let mut lengths: Vec<u32> = Vec::new();
        let mut first_rows: Vec<u32> = Vec::new();
        let (mut day, mut calendar) = (i64::MIN, Clock::days(log.zone, |day| day));
        with_codes!(&log.readings.kinds.codes, kinds => {
            for (place, row) in (0_u32..).zip(rows) {
                let time_ms = times[*row as usize];
                let today = calendar.at(time_ms);
                if first_rows.is_empty() || today != day {
                    day = today;
                    first_rows.push(place);
                }
                let number_of_day = u32::try_from(first_rows.len()).unwrap_or(u32::MAX);
                let run = &mut runs[index(kinds[*row as usize])];
                if run.day != number_of_day || time_ms.abs_diff(run.time_ms) >= LONGEST_PAUSE_MS.unsigned_abs() {
                    run.number = u32::try_from(lengths.len()).unwrap_or(u32::MAX);
                    run.day = number_of_day;
                    lengths.push(0);
                }
                run.time_ms = time_ms;
                lengths[run.number as usize] += 1;
                run_of.push(run.number);
            }
        });
        Self::of_runs(run_of, &lengths, &first_rows)
    }

    /// Makes items of runs: each long one is an item, each row of the others is.
    fn of_runs(mut run_of: Vec<u32>, lengths: &[u32], first_rows: &[u32]) -> Self {
        const NONE: u32 = u32::MAX;
        let mut folded = Self::default();
        let mut item_of_run = vec![NONE; lengths.len()];
        let mut first_rows = first_rows.iter().copied().peekable();
        // How long each item is, until the starts are summed up.
        let mut starts: Vec<u32> = Vec::new();
        for (place, run) in (0_u32..).zip(&mut run_of) {
            let next = u32::try_from(starts.len()).unwrap_or(u32::MAX);
            if first_rows.next_if_eq(&place).is_some() {
                folded.days.push(next);
            }
            let length = lengths[*run as usize];
            let known = &mut item_of_run[*run as usize];
            if length < FEWEST {
                *run = next;
                starts.push(1);
            } else if *known == NONE {
                folded.patterns += 1;
                folded.rows_in_patterns += length;
                *known = next;
                *run = next;
                starts.push(length);
            } else {
                *run = *known;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        starts.push(sum);
        let mut next = starts.clone();
        folded.places = vec![0; run_of.len()];
        for (place, item) in (0_u32..).zip(&run_of) {
            let at = &mut next[*item as usize];
            folded.places[*at as usize] = place;
            *at += 1;
        }
        folded.starts = starts;
        folded
    }

    /// How many items there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.starts.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The indexes in the list of an item's rows; none of an item that is not there.
    pub(crate) fn places(&self, item: u32) -> &[u32] {
        let item = item as usize;
        match self.starts.get(item..).and_then(|starts| starts.first().zip(starts.get(1))) {
            Some((start, end)) => &self.places[*start as usize..*end as usize],
            None => &[],
        }
    }

    /// Bytes of memory taken.
    pub(crate) fn bytes(&self) -> usize {
        (self.starts.len() + self.places.len()) * size_of::<u32>()
    }
}

/// What is folded into an item; `None` where that is a row alone. `rows` is the list
/// that was folded.
pub(crate) fn pattern(log: Log, rows: &[u32], places: &[u32]) -> Option<Pattern> {
    let (first, last) = (places.first()?, places.last()?);
    if places.len() < FEWEST as usize {
        return None;
    }
    let time = |place: &u32| log.store.times[rows[*place as usize] as usize];
    Some(Pattern {
        count: u32::try_from(places.len()).unwrap_or(u32::MAX),
        first_ms: time(first).min(time(last)),
        last_ms: time(first).max(time(last)),
        every_ms: rhythm(places.iter().map(time)),
        parameters: log.readings.parameters(rows[*first as usize]),
    })
}

/// The usual time from one call to the next: the median, where four of five are within
/// a fifth of it. A pause now and then does not hide it.
fn rhythm(times: impl Iterator<Item = i64> + Clone) -> Option<i64> {
    let mut pauses: Vec<u64> = times.clone().zip(times.skip(1)).map(|(a, b)| a.abs_diff(b)).collect();
    if pauses.len() + 1 < FEWEST_FOR_RHYTHM {
        return None;
    }
    pauses.sort_unstable();
    let median = pauses[pauses.len() / 2];
    let near = pauses.iter().filter(|pause| pause.abs_diff(median) <= median / 5).count();
    (median > 0 && near * 5 >= pauses.len() * 4).then(|| i64::try_from(median).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rhythm_is_said_only_where_there_is_one() {
        let cases: [(&[i64], Option<i64>); 9] = [
            (&[0, 15, 30, 45, 60], Some(15)),
            (&[60, 45, 30, 15, 0], Some(15)),
            (&[0, 15, 30, 45], None),
            (&[0, 100, 210, 300, 385], Some(100)),
            // One long pause in five, and two.
            (&[0, 10, 20, 80, 90, 100], Some(10)),
            (&[0, 10, 20, 80, 90, 150], None),
            (&[0, 1, 10, 40, 100, 101], None),
            (&[0, 0, 0, 0, 0, 0], None),
            (&[], None),
        ];
        for (times, every) in cases {
            assert_eq!(rhythm(times.iter().copied()), every, "{times:?}");
        }
    }
}
