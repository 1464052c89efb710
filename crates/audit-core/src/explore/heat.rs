//! When in the week calls are made.

use super::Log;
use super::clock::{Clock, WEEK};
use crate::aggregate::outcome_index;
use crate::record::Outcome;
use crate::store::{Selection, index, with_codes};

/// Selected rows by the hour of the week and, inside, by outcome.
pub(crate) fn heat(log: Log, selection: &Selection) -> Vec<[u32; 4]> {
    const TURNS: usize = 4;
    let outcomes: Vec<usize> = log.store.outcomes().into_iter().map(outcome_index).collect();
    // Four counts by turns: neighbors are of one hour, and would wait for its count.
    let mut turns = [[[0_u32; Outcome::ALL.len()]; WEEK]; TURNS];
    let (times, mut clock) = (&log.store.times, Clock::hours(log.zone));
    with_codes!(&log.store.statuses.codes, codes => {
        selection.for_each(|row| {
            turns[row % TURNS][clock.at(times[row])][outcomes[index(codes[row])]] += 1;
        });
    });
    let sum = |hour: usize| std::array::from_fn(|outcome| turns.iter().map(|turn| turn[hour][outcome]).sum());
    (0..WEEK).map(sum).collect()
}
