//! The window of rows that the page holds; the worker holds all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use audit_core::engine::Row;

/// How many rows are asked for at once.
const WINDOW: u32 = 200;
/// Rows further from what is seen than this are dropped.
const KEEP: u32 = 600;

/// Rows of one view.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowCache {
    version: u32,
    rows: BTreeMap<u32, Arc<Row>>,
}

impl RowCache {
    /// A row, possibly still of the view before: better than a gap.
    pub(crate) fn get(&self, index: u32) -> Option<Arc<Row>> {
        self.rows.get(&index).cloned()
    }

    /// The window to ask for so that `first..=last` of a view is held; `None`
    /// when it is.
    pub(crate) fn missing(&self, version: u32, first: u32, last: u32) -> Option<(u32, u32)> {
        let held = version == self.version && (first..=last).all(|index| self.rows.contains_key(&index));
        if held {
            return None;
        }
        let seen = last.saturating_sub(first) + 1;
        let before = WINDOW.saturating_sub(seen) / 2;
        Some((first.saturating_sub(before), WINDOW.max(seen).min(500)))
    }

    /// Takes rows of a view; those of earlier views go.
    pub(crate) fn insert(&mut self, version: u32, first: u32, rows: Vec<Row>) {
        if version != self.version {
            self.rows.clear();
            self.version = version;
        }
        self.rows.extend((first..).zip(rows.into_iter().map(Arc::new)));
        let (from, to) = (first.saturating_sub(KEEP), first.saturating_add(KEEP + WINDOW));
        self.rows.retain(|index, _| (from..to).contains(index));
    }
}
