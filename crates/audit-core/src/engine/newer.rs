//! What was recorded since the log was read: it waits beside the log, so that nothing moves
//! under somebody's eyes, and comes in when it is told to.

use super::Engine;
use super::intake::Intake;
use super::protocol::Newer;
use super::tally::Tally;
use crate::query::select;
use crate::store::Store;

/// Records that are not in the log yet.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    intake: Intake,
    store: Store,
}

impl Waiting {
    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        self.store.bytes()
    }
}

impl Engine {
    /// Reads the next bytes of a body of newer records, cut anywhere.
    pub fn feed_newer(&mut self, bytes: &[u8]) {
        if let Some(Waiting { intake, store }) = self.waiting.as_deref_mut() {
            intake.feed(bytes, store, Some(&self.store), &mut self.names);
        }
    }

    pub(super) fn newer_start(&mut self, until_ms: i64) {
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::new(Waiting { intake: Intake::beside(&self.intake), store: Store::default() }));
        for intake in [&mut self.intake, &mut waiting.intake] {
            intake.widen(until_ms);
        }
        waiting.intake.start();
    }

    pub(super) fn newer_end(&mut self) -> Newer {
        let tally = self.waiting.as_deref_mut().map_or_else(Tally::default, |Waiting { intake, store }| {
            intake.end(store, Some(&self.store), &mut self.names);
            intake.tally.clone()
        });
        Newer { matching: self.newer_matching(), waiting: self.newer_waiting(), tally }
    }

    /// Brings in what waits.
    pub(super) fn newer_take(&mut self) -> Tally {
        if let Some(Waiting { intake, store }) = self.waiting.as_deref_mut() {
            let waited = std::mem::take(store);
            for row in 0..waited.len() {
                // It was kept, so that it can be read again.
                let raw = waited.raw(row).unwrap_or_default();
                // One that has come otherwise meanwhile is here already.
                let _ = self.store.push(&waited.record(row), &raw, None);
            }
            self.intake.take_over(intake);
            self.intake.tally.records = self.store.len();
        }
        self.intake.tally.clone()
    }

    /// How many records wait.
    pub fn newer_waiting(&self) -> u32 {
        self.waiting.as_ref().map_or(0, |waiting| waiting.store.len())
    }

    /// How many of them the last view would show.
    pub(super) fn newer_matching(&mut self) -> u32 {
        if self.newer_waiting() == 0 {
            return 0;
        }
        let (zone, now_ms) = self.explored.seen();
        let Some(mut waiting) = self.waiting.take() else { return 0 };
        waiting.store.sort();
        let matching = select(&self.query, &waiting.store, &self.context(&zone, now_ms)).count();
        self.waiting = Some(waiting);
        matching
    }
}
