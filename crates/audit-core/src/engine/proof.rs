//! Questions about what can be proved, answered by [`crate::insights`] over all records held.

use serde_json::json;

use super::Engine;
use super::protocol::{ExportFormat, ExportRequest};
use super::questions::Answer;
use crate::evidence::Writer;
use crate::export::{Exporter, Seen};
use crate::insights::ItemClass;
use crate::insights::breach_scope::{Scope, breach_scope};
use crate::insights::changes::list::{ChangeKind, ChangedRow, change_list};
use crate::insights::changes::{changes, history};
use crate::insights::items::ItemIndex;
use crate::query::own_reads;
use crate::store::Selection;

impl Engine {
    /// What the page itself asked, where it is known which access it has.
    fn own_reads_held(&self) -> Option<Selection> {
        self.intake.viewer().map(|viewer| own_reads(&self.store, viewer))
    }

    pub(super) fn breach_scope(&self, access: &str, from_ms: i64, until_ms: i64) -> Answer {
        let scope = Scope { access, from_ms, until_ms };
        let own = self.own_reads_held();
        Answer::BreachScope(Box::new(breach_scope(&self.store, &self.names, scope, own.as_ref())))
    }

    /// Brings the index of items up to date.
    pub(super) fn index_items(&mut self) {
        self.store.sort();
        if !self.explored.items.is_of(&self.store) {
            self.explored.items = ItemIndex::new(&self.store);
        }
    }

    pub(super) fn changes(&self, by: Option<&str>, window: (u32, u32)) -> Answer {
        Answer::Changes(Box::new(changes(&self.store, &self.names, &self.explored.items, by, window)))
    }

    pub(super) fn change_list(&self, kind: Option<ChangeKind>, window: (u32, u32)) -> Answer {
        let (mut list, rows) = change_list(&self.store, &self.names, &self.explored.items, kind, window);
        let row = |(row, kind, item)| ChangedRow { row: self.row(&self.store.record(row).to_record()), kind, item };
        list.rows = rows.into_iter().map(row).collect();
        Answer::ChangeList(Box::new(list))
    }

    pub(super) fn item_history(&self, class: ItemClass, id: &str, window: (u32, u32)) -> Answer {
        let history = history(&self.store, &self.names, &self.explored.items, (class, id), window);
        Answer::ItemHistory(history.map(Box::new))
    }

    /// What writes an export: with hashes, where it is to be evidence.
    pub(super) fn exporter(&self, request: ExportRequest, seen: Seen) -> Exporter {
        if request.format != ExportFormat::Evidence {
            return Exporter::new(request, seen);
        }
        let origin = json!({
            "serverTimeMs": self.intake.tally.server_time_ms,
            "generation": self.intake.generation(),
            "visible": self.intake.visible(),
        });
        let writer = Writer::new(origin, seen.records);
        Exporter::bundle(request, seen, writer)
    }
}
