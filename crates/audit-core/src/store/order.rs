//! The order of rows in time, kept up to date as rows arrive.

use std::cmp::{Ordering, Reverse};

/// Puts numbers of rows, or of places in a list, in order; the same ones stay as they
/// are. There is one sort for all of them: each is four kilobytes of code.
pub(crate) fn sort_rows(rows: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    rows.sort_by(|a, b| compare(*a, *b));
}

/// Rows from the oldest to the newest. Of equal times the one that arrived first
/// is the newer: pages, newest first, then keep the order of the server.
#[derive(Debug, Default)]
pub(super) struct Order {
    rows: Vec<u32>,
}

impl Order {
    pub(super) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Takes in the rows that were added since. Rows arrive nearly in order, from
    /// either end: only what overlaps with what is there is moved.
    pub(super) fn update(&mut self, times: &[i64]) {
        let key = |row: &u32| (times[*row as usize], Reverse(*row));
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
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
        }
    }
}
