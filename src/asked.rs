//! What the worker was asked for, and what the next view is asked for with.

use audit_core::sorting::Order;
use audit_core::view_state::Window;

/// Rows that come with a view before the list has said which it shows: as many as most
/// windows have room for.
const FIRST_ROWS: u32 = 50;

/// What was asked for last, and what is held.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The number of the last load that was begun.
    pub(crate) load: u32,
    /// The period that the open server was last asked for.
    pub(crate) window: Option<Window>,
    /// A view is being computed.
    pending: bool,
    /// Something changed since it was asked for.
    again: bool,
    /// The filter and the order of the last one.
    query: String,
    own_reads: bool,
    order: Order,
    /// The rows that the list shows: the first, and how many.
    pub(crate) rows: (u32, u32),
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            load: 0,
            window: None,
            pending: false,
            again: false,
            query: String::new(),
            own_reads: false,
            order: Order::default(),
            rows: (0, FIRST_ROWS),
        }
    }
}

impl Asked {
    /// Forgets the log that was shown, and the answer that is waited for.
    pub(crate) fn forget_view(&mut self) {
        *self = Self { load: self.load, window: self.window, ..Self::default() };
    }

    /// The rows to ask for with a filter, with what the page asked or without, and an order; `None` while another answer is waited for.
    pub(crate) fn ask(&mut self, query: &str, own_reads: bool, order: Order) -> Option<(u32, u32)> {
        if self.pending {
            self.again = true;
            return None;
        }
        self.pending = true;
        // Another filter or order is another list, seen from its beginning. It may have
        // fewer headings between its rows, or be longer than the window when this one is not.
        if self.query != query || self.own_reads != own_reads || self.order != order {
            self.rows = (0, self.rows.1.max(FIRST_ROWS));
            self.own_reads = own_reads;
            self.order = order;
            query.clone_into(&mut self.query);
        }
        Some(self.rows)
    }

    /// Says that the answer is here, and whether another has to be asked for.
    pub(crate) fn answered(&mut self) -> bool {
        self.pending = false;
        std::mem::take(&mut self.again)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_changes_meanwhile_is_asked_for_after_the_answer() {
        let mut asked = Asked::default();
        assert_eq!(asked.ask("", false, Order::default()), Some((0, FIRST_ROWS)));
        assert_eq!((asked.ask("a", false, Order::default()), asked.ask("ab", false, Order::default())), (None, None));
        assert!(asked.answered());
        asked.rows = (700, 40);
        assert_eq!(asked.ask("", false, Order::default()), Some((700, 40)), "the list grew, and stays where it is");
        assert!(!asked.answered());
        assert_eq!(asked.ask("ab", false, Order::default()), Some((0, FIRST_ROWS)));
        assert!(!asked.answered());
        asked.rows = (0, 2 * FIRST_ROWS);
        assert_eq!(
            asked.ask("abc", false, Order::default()),
            Some((0, 2 * FIRST_ROWS)),
            "as many as a high window shows"
        );
    }
}
