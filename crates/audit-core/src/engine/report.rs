//! What a report says of the records that the last view matched: how many of each kind there
//! are, and the newest of them.

use serde::{Deserialize, Serialize};

use super::protocol::Row;
use super::questions::Answer;
use super::{Engine, MAX_ROWS};
use crate::query::Field;
use crate::record::{Operation, Outcome};

/// The records that match the filter, in numbers, and the newest of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChosenRecords {
    /// How many match.
    pub total: u32,
    /// The same by how they ended, in the order of [`Outcome::ALL`].
    pub outcomes: Vec<Share<Outcome>>,
    /// The same by kind of act, in the order of [`Operation::ALL`]; those of which there are
    /// none are left out.
    pub operations: Vec<Share<Operation>>,
    /// The newest, newest first, whatever the order of the list: as many as were asked for.
    pub newest: Vec<Row>,
}

/// Some of the records that match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share<T> {
    /// Which.
    pub of: T,
    /// How many.
    pub count: u32,
    /// How many of those did not succeed.
    pub unsuccessful: u32,
    /// The filter that leaves just them; `None` where there are none, or where the filter
    /// already asks for some of their kind, which cannot be said beside it.
    pub query: Option<String>,
}

impl Engine {
    /// The matches in numbers, and the newest `most` of them, at most 500.
    pub(super) fn chosen_records(&self, most: u32) -> Answer {
        let mut counts = [[0; Outcome::ALL.len()]; Operation::ALL.len()];
        let place = |of: Operation| Operation::ALL.iter().position(|it| *it == of).unwrap_or_default();
        let places: Vec<_> = self.store.methods().iter().map(|method| place(method.operation)).collect();
        for row in &self.matches {
            let outcome = self.store.statuses.value(*row).outcome();
            let operation = places.get(self.store.actions.codes.get(*row) as usize).copied().unwrap_or_default();
            counts[operation][outcome as usize] += 1;
        }
        let done = Outcome::Done as usize;
        let outcomes = Outcome::ALL.map(|of| {
            let count = counts.iter().map(|by_outcome| by_outcome[of as usize]).sum();
            let unsuccessful = if of == Outcome::Done { 0 } else { count };
            self.share(of, (count, unsuccessful), Field::Status, Field::ended(of))
        });
        let operations = Operation::ALL.into_iter().zip(&counts).filter_map(|(of, by_outcome)| {
            let count: u32 = by_outcome.iter().sum();
            (count > 0).then(|| self.share(of, (count, count - by_outcome[done]), Field::Operation, of.label()))
        });
        let newest = self.matches.iter().take(most.min(MAX_ROWS) as usize);
        Answer::Chosen(Box::new(ChosenRecords {
            total: super::count(self.matches.len()),
            outcomes: outcomes.into(),
            operations: operations.collect(),
            newest: newest.map(|row| self.row(&self.store.record(*row).to_record())).collect(),
        }))
    }

    fn share<T>(&self, of: T, (count, unsuccessful): (u32, u32), field: Field, value: &str) -> Share<T> {
        let can_say = count > 0 && self.query.values(field).is_empty();
        let query = can_say.then(|| self.query.narrowed(false, field, value).to_string());
        Share { of, count, unsuccessful, query }
    }
}
