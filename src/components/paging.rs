//! Which of the rows the list holds: all of them, or one page.

use std::ops::Range;

/// How many rows a page can have.
pub(super) const SIZES: [u32; 2] = [100, 500];

/// The rows in the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Paging {
    /// Rows of a page; `None` for all in one list.
    size: Option<u32>,
    /// The page, from 0.
    page: u32,
}

impl Paging {
    /// Pages of a size as the device remembers it, `100`, or one list of all.
    pub(super) fn from_key(key: &str) -> Self {
        let size = key.parse().ok().filter(|size| SIZES.contains(size));
        Self { size, page: 0 }
    }

    /// Pages of a size, the first of them.
    pub(super) fn of(size: u32) -> Self {
        Self { size: Some(size), page: 0 }
    }

    /// How many rows a page has, where there are pages.
    pub(super) fn size(self) -> Option<u32> {
        self.size
    }

    /// The page with a row.
    #[must_use]
    pub(super) fn at(self, row: u32) -> Self {
        Self { page: self.size.map_or(0, |size| row / size), ..self }
    }

    /// The rows of the page out of `rows`; of the last one when it has gone.
    pub(super) fn window(self, rows: u32) -> Range<u32> {
        let Some(size) = self.size else { return 0..rows };
        let first = self.page.min(rows.saturating_sub(1) / size) * size;
        first..first.saturating_add(size).min(rows)
    }

    /// The first rows of the first page, the one before, the one after and the last
    /// page; `None` where one is there already.
    pub(super) fn steps(self, rows: u32) -> [Option<u32>; 4] {
        let window = self.window(rows);
        let Some(size) = self.size else { return [None; 4] };
        let before = window.start.checked_sub(size);
        let after = Some(window.end).filter(|end| *end < rows);
        let last = after.map(|_| rows.saturating_sub(1) / size * size);
        [before.map(|_| 0), before, after, last]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn pages_cover_all_rows_once() {
        for rows in [0, 1, 99, 100, 101, 250, 1000] {
            let mut paging = Paging::from_key("100");
            let mut next = 0;
            loop {
                let window = paging.window(rows);
                assert_eq!(window.start, next, "{rows}");
                next = window.end;
                let [.., Some(after), last] = paging.steps(rows) else { break };
                assert_eq!(paging.at(last.unwrap_or_default()).window(rows).end, rows);
                paging = paging.at(after);
            }
            assert_eq!(next, rows);
        }
    }

    #[wasm_bindgen_test]
    fn a_page_that_has_gone_is_the_last() {
        let third = Paging::from_key("100").at(250);
        assert_eq!(third.window(1000), 200..300);
        assert_eq!(third.steps(1000), [Some(0), Some(100), Some(300), Some(900)]);
        assert_eq!(third.window(150), 100..150);
        assert_eq!(third.steps(150), [Some(0), Some(0), None, None]);
        assert_eq!(Paging::from_key("500").at(250).window(1000), 0..500);
        assert_eq!(Paging::from_key("all").at(250).window(1000), 0..1000);
    }

    #[wasm_bindgen_test]
    fn what_is_remembered_is_read_again() {
        for (key, size) in [("all", None), ("100", Some(100)), ("500", Some(500))] {
            assert_eq!(Paging::from_key(key).size(), size);
        }
        for key in ["", "0", "7", "-100"] {
            assert_eq!(Paging::from_key(key), Paging::default(), "{key}");
        }
    }
}
