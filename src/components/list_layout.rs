//! Where everything in the list of records stands: plain numbers, no markup.
//!
//! Day headings and rows form one flow. An item's place in the flow is its
//! number, from 0; a row's number among the rows is its index.

use std::ops::Range;

use audit_core::engine::Day;

/// No browser lays out more than this; longer lists are scaled onto it.
const LONGEST: f64 = 12_000_000.0;

/// Something in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    /// The heading of a day, by its index.
    Day(u32),
    /// A row, by its index.
    Row(u32),
}

/// A list of days and rows, or one page of it, and the heights of both.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ListLayout {
    /// The first row of each day, counted from the first row that is laid out.
    firsts: Vec<u32>,
    /// The index of the first of those days.
    first_day: u32,
    /// The first row that is laid out, and how many are.
    first_row: u32,
    rows: u32,
    row_height: f64,
    day_height: f64,
}

impl ListLayout {
    /// Lays out the rows of a window, in days or without any.
    pub(crate) fn new(days: &[Day], window: Range<u32>, row_height: f64, day_height: f64) -> Self {
        let before = days.partition_point(|day| day.first_row + day.count <= window.start);
        let inside = days[before..].iter().take_while(|day| day.first_row < window.end);
        Self {
            firsts: inside.map(|day| day.first_row.saturating_sub(window.start)).collect(),
            first_day: u32::try_from(before).unwrap_or(u32::MAX),
            first_row: window.start,
            rows: window.end.saturating_sub(window.start),
            row_height,
            day_height,
        }
    }

    /// The row nearest to one, of those that are laid out.
    pub(crate) fn nearest(&self, row: u32) -> u32 {
        row.clamp(self.first_row, self.first_row + self.rows.saturating_sub(1))
    }

    /// How many items there are.
    pub(crate) fn items(&self) -> u32 {
        self.rows + self.days()
    }

    /// Whether there are headings.
    pub(crate) fn has_days(&self) -> bool {
        !self.firsts.is_empty()
    }

    fn days(&self) -> u32 {
        u32::try_from(self.firsts.len()).unwrap_or(u32::MAX)
    }

    /// The height of everything.
    pub(crate) fn height(&self) -> f64 {
        f64::from(self.rows) * self.row_height + f64::from(self.days()) * self.day_height
    }

    /// The height that is scrolled through.
    pub(crate) fn scroll_height(&self) -> f64 {
        self.height().min(LONGEST)
    }

    /// The place in the whole that a scroll position shows at its top.
    pub(crate) fn offset(&self, scroll_top: f64, viewport: f64) -> f64 {
        let (whole, scrolled) = (self.height() - viewport, self.scroll_height() - viewport);
        if whole <= scrolled { scroll_top } else { scroll_top / scrolled.max(1.0) * whole }
    }

    /// The scroll position that shows a place of the whole at its top.
    pub(crate) fn scroll_to(&self, offset: f64, viewport: f64) -> f64 {
        let (whole, scrolled) = (self.height() - viewport, self.scroll_height() - viewport);
        if whole <= scrolled { offset } else { offset / whole.max(1.0) * scrolled }
    }

    /// The number of an item in the flow.
    pub(crate) fn number(&self, item: Item) -> u32 {
        match item {
            Item::Day(day) => {
                let day = day.saturating_sub(self.first_day);
                self.firsts.get(day as usize).map_or(0, |first| first + day)
            }
            Item::Row(row) => {
                let row = row.saturating_sub(self.first_row);
                row + self.days_up_to(row)
            }
        }
    }

    /// The item with a number.
    pub(crate) fn item(&self, number: u32) -> Item {
        let (mut low, mut high) = (0, self.days());
        while low < high {
            let middle = low.midpoint(high);
            if self.firsts[middle as usize] + middle <= number { low = middle + 1 } else { high = middle }
        }
        let days_before = low;
        match days_before.checked_sub(1) {
            Some(day) if self.firsts[day as usize] + day == number => Item::Day(self.first_day + day),
            _ => Item::Row(self.first_row + number - days_before),
        }
    }

    /// Where an item begins in the whole.
    pub(crate) fn top(&self, item: Item) -> f64 {
        let (rows, days) = match item {
            Item::Day(day) => {
                let day = day.saturating_sub(self.first_day);
                (self.firsts.get(day as usize).copied().unwrap_or_default(), day)
            }
            Item::Row(row) => {
                let row = row.saturating_sub(self.first_row);
                (row, self.days_up_to(row))
            }
        };
        f64::from(rows) * self.row_height + f64::from(days) * self.day_height
    }

    /// The height of an item.
    pub(crate) fn height_of(&self, item: Item) -> f64 {
        match item {
            Item::Day(_) => self.day_height,
            Item::Row(_) => self.row_height,
        }
    }

    /// The number of the item at a place in the whole.
    pub(crate) fn at(&self, offset: f64) -> u32 {
        let (mut low, mut high) = (0, self.items());
        while low < high {
            let middle = low.midpoint(high);
            let item = self.item(middle);
            if self.top(item) + self.height_of(item) <= offset { low = middle + 1 } else { high = middle }
        }
        low.min(self.items().saturating_sub(1))
    }

    /// How many headings stand before a row, counted from the first that is laid out.
    fn days_up_to(&self, row: u32) -> u32 {
        u32::try_from(self.firsts.partition_point(|first| *first <= row)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn days(counts: &[u32]) -> Vec<Day> {
        let mut first_row = 0;
        let day = |count: &u32| {
            let day = Day { start_ms: 0, date: String::new(), first_row, count: *count };
            first_row += count;
            day
        };
        counts.iter().map(day).collect()
    }

    #[wasm_bindgen_test]
    fn numbers_and_items_are_inverses() {
        let layout = ListLayout::new(&days(&[2, 1, 3]), 0..6, 32.0, 40.0);
        let expected = [
            (Item::Day(0), 0.0),
            (Item::Row(0), 40.0),
            (Item::Row(1), 72.0),
            (Item::Day(1), 104.0),
            (Item::Row(2), 144.0),
            (Item::Day(2), 176.0),
            (Item::Row(3), 216.0),
            (Item::Row(4), 248.0),
            (Item::Row(5), 280.0),
        ];
        assert_eq!(layout.items(), 9);
        for (number, (item, top)) in (0u32..).zip(expected) {
            assert_eq!(layout.item(number), item, "{number}");
            assert_eq!(layout.number(item), number);
            assert!((layout.top(item) - top).abs() < 0.01, "{item:?}");
            assert_eq!(layout.at(top), number);
            assert_eq!(layout.at(top + layout.height_of(item) - 1.0), number);
        }
        assert!((layout.height() - 312.0).abs() < 0.01);
    }

    #[wasm_bindgen_test]
    fn rows_without_days_follow_each_other() {
        let layout = ListLayout::new(&[], 0..3, 32.0, 40.0);
        assert_eq!(layout.items(), 3);
        assert_eq!((layout.item(2), layout.number(Item::Row(2)), layout.at(64.0)), (Item::Row(2), 2, 2));
        assert!((layout.height() - 96.0).abs() < 0.01);
    }

    #[wasm_bindgen_test]
    fn a_page_repeats_the_heading_of_the_day_it_begins_in() {
        let layout = ListLayout::new(&days(&[2, 4, 3, 9]), 4..8, 32.0, 40.0);
        let expected = [Item::Day(1), Item::Row(4), Item::Row(5), Item::Day(2), Item::Row(6), Item::Row(7)];
        assert_eq!(layout.items(), 6);
        let mut top = 0.0;
        for (number, item) in (0u32..).zip(expected) {
            assert_eq!((layout.item(number), layout.number(item)), (item, number));
            assert!((layout.top(item) - top).abs() < 0.01, "{item:?}");
            assert_eq!(layout.at(top), number);
            top += layout.height_of(item);
        }
        assert!((layout.height() - top).abs() < 0.01);
        assert_eq!([0, 5, 99].map(|row| layout.nearest(row)), [4, 5, 7]);
    }

    #[wasm_bindgen_test]
    fn long_lists_are_scaled() {
        let layout = ListLayout::new(&days(&[1_000_000]), 0..1_000_000, 32.0, 40.0);
        let bottom = layout.scroll_height() - 600.0;
        assert!(layout.scroll_height() <= LONGEST);
        assert!((layout.offset(bottom, 600.0) - (layout.height() - 600.0)).abs() < 0.01);
        assert!((layout.scroll_to(layout.offset(5_000.0, 600.0), 600.0) - 5_000.0).abs() < 0.01);
    }

    #[wasm_bindgen_test]
    fn an_empty_list_has_no_height() {
        let layout = ListLayout::new(&[], 0..0, 32.0, 40.0);
        assert_eq!((layout.items(), layout.at(100.0)), (0, 0));
        assert!(layout.height() < 0.01);
    }
}
