//! The order of rows in time, kept up to date as rows arrive.

use std::cmp::{Ordering, Reverse};
use std::ops::Range;

use super::Selection;

/// Puts numbers of rows, or of places in a list, in order; the same ones stay as they
/// are. There is one sort for all of them: each is four kilobytes of code.
pub(crate) fn sort_rows(rows: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    rows.sort_by(|a, b| compare(*a, *b));
}

/// Rows from the oldest to the newest. Of equal times the one that arrived first
/// is the newer: pages, newest first, then keep the order of the server.
#[derive(Debug)]
pub(super) struct Order {
    rows: Vec<u32>,
    /// Whether no row is older, or younger, than the one that came before it: then
    /// rows between two times stand next to each other as they came.
    oldest_came_first: bool,
    newest_came_first: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { rows: Vec::new(), oldest_came_first: true, newest_came_first: true }
    }
}

impl Order {
    pub(super) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The rows from `from` on and before `until`, as they came; `None` when rows came
    /// in no order, and those are not together.
    pub(super) fn between(&self, times: &[i64], from: i64, until: i64) -> Option<Range<usize>> {
        let times = &times[..self.rows.len()];
        if self.oldest_came_first {
            let start = times.partition_point(|time| *time < from);
            return Some(start..start + times[start..].partition_point(|time| *time < until));
        }
        let start = times.partition_point(|time| *time >= until);
        self.newest_came_first.then(|| start..start + times[start..].partition_point(|time| *time >= from))
    }

    /// The selected rows, newest first.
    pub(super) fn newest_first(&self, times: &[i64], selection: &Selection, rows: &mut Vec<u32>) {
        rows.clear();
        if selection.is_all() {
            rows.extend(self.rows.iter().rev());
        } else if self.newest_came_first {
            selection.for_each(|row| rows.extend(u32::try_from(row)));
        } else if self.oldest_came_first {
            selection.for_each(|row| rows.extend(u32::try_from(row)));
            rows.reverse();
            // Of equal times the one that came first is the newer.
            rows.chunk_by_mut(|a, b| times[*a as usize] == times[*b as usize]).for_each(<[u32]>::reverse);
        } else {
            rows.extend(self.rows.iter().rev().filter(|row| selection.holds(**row)));
        }
    }

    /// Takes in the rows that were added since. Rows arrive nearly in order, from
    /// either end: only what overlaps with what is there is moved.
    pub(super) fn update(&mut self, times: &[i64]) {
        let key = |row: &u32| (times[*row as usize], Reverse(*row));
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        for pair in times[self.rows.len().saturating_sub(1)..].windows(2) {
            self.oldest_came_first &= pair[0] <= pair[1];
            self.newest_came_first &= pair[0] >= pair[1];
        }
        let mut new: Vec<u32> = (count(self.rows.len())..count(times.len())).collect();
        let (Some(first), Some(last)) = (new.first().copied(), new.last().copied()) else { return };
        if key(&first) > key(&last) {
            new.reverse();
        }
        // Fast on what is nearly sorted, as this is.
        sort_rows(&mut new, &|a, b| key(&a).cmp(&key(&b)));
        let overlap = self.rows.partition_point(|row| key(row) < key(&new[0]));
        if overlap == 0 && self.rows.first().is_some_and(|row| key(row) > key(&new[new.len() - 1])) {
            new.append(&mut self.rows);
            self.rows = new;
            return;
        }
        let tail = self.rows.split_off(overlap);
        self.rows.reserve(tail.len() + new.len());
        let (mut tail, mut new) = (tail.into_iter().peekable(), new.into_iter().peekable());
        while let (Some(old), Some(added)) = (tail.peek(), new.peek()) {
            let next = if key(old) <= key(added) { &mut tail } else { &mut new };
            self.rows.extend(next.next());
        }
        self.rows.extend(tail);
        self.rows.extend(new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_from_any_side_are_merged() {
        let cases: [&[&[i64]]; 6] = [
            &[&[1, 2, 3], &[4, 5]],
            &[&[5, 4], &[3, 2, 1]],
            &[&[5, 5, 4], &[4, 4, 3], &[3]],
            &[&[1, 3, 2, 5], &[4, 6, 5], &[]],
            &[&[10, 1], &[9, 2], &[5]],
            &[&[], &[7], &[7], &[7]],
        ];
        for batches in cases {
            let (mut order, mut times) = (Order::default(), Vec::new());
            for batch in batches {
                times.extend_from_slice(batch);
                order.update(&times);
            }
            let mut expected: Vec<u32> = (0..).take(times.len()).collect();
            // Newest first; of equal times in the order of arrival.
            expected.sort_by_key(|row| Reverse(times[*row as usize]));
            expected.reverse();
            assert_eq!(order.rows(), expected, "{batches:?}");
            // Every part of them comes in the same order.
            for skipped in 0..times.len() {
                let mut selection = Selection::none(u32::try_from(times.len()).unwrap());
                let part: Vec<u32> = (0..).take(times.len()).filter(|row| *row as usize != skipped).collect();
                for row in &part {
                    selection.insert(*row);
                }
                let mut rows = Vec::new();
                order.newest_first(&times, &selection, &mut rows);
                let newest_first: Vec<u32> =
                    expected.iter().rev().copied().filter(|row| *row as usize != skipped).collect();
                assert_eq!(rows, newest_first, "{batches:?} without {skipped}");
            }
            for (from, until) in [(0, 20), (2, 5), (5, 5), (4, 6), (7, 8)] {
                if let Some(between) = order.between(&times, from, until) {
                    let inside: Vec<usize> =
                        (0..times.len()).filter(|row| (from..until).contains(&times[*row])).collect();
                    assert_eq!(between.collect::<Vec<_>>(), inside, "{batches:?} from {from} until {until}");
                }
            }
        }
    }
}
