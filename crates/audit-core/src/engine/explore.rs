//! Questions about the last view, answered by [`crate::explore`].

use super::protocol::{Bar, Bars, Row, ViewRequest};
use super::questions::{Answer, Around, GroupsRequest, Item, Items, Question};
use super::{Engine, MAX_ROWS};
use crate::explore::around::around;
use crate::explore::facets::{Seen, facet};
use crate::explore::grouping::groups;
use crate::explore::heat::heat;
use crate::explore::patterns::{Folded, pattern};
use crate::explore::readings::Readings;
use crate::explore::series::series;
use crate::explore::{Dimension, Log};
use crate::insights::consent::Consent;
use crate::insights::findings::{Finding, findings};
use crate::insights::items::ItemIndex;
use crate::query::{Query, own_reads, select};
use crate::sorting::Column;
use crate::store::{Selection, Store};
use crate::time::Zone;

/// What questions about the last view need of it, and what was found out for them.
#[derive(Debug, Default)]
pub(super) struct Explored {
    selection: Selection,
    zone: Option<Zone>,
    now_ms: i64,
    bars: Vec<Bar>,
    readings: Readings,
    /// The list, folded, once somebody asked.
    folded: Option<Folded>,
    /// Which records are about which item, once somebody asked.
    pub(super) items: ItemIndex,
    /// What looked odd when somebody asked last, and in what.
    odd: Option<(LookedAt, Vec<Finding>)>,
    /// How consent was given and taken back when somebody asked last, in what and in which minute.
    pub(super) consent: Option<((LookedAt, i64), Consent)>,
}

/// What findings rest on: a filter changes none of it.
#[derive(Debug, PartialEq)]
pub(super) struct LookedAt {
    records: u32,
    own_reads: u32,
    /// Changes of accesses, and streams.
    names: (u32, u32),
    zone: Zone,
}

impl Explored {
    /// Takes another view as the last one.
    pub(super) fn look_at(&mut self, selection: Selection, request: &ViewRequest, bars: &Bars) {
        self.selection = selection;
        self.zone = Some(request.zone.clone());
        self.now_ms = request.now_ms;
        self.bars.clone_from(&bars.bars);
        self.folded = None;
    }

    /// The zone and the time that the last view was asked for with.
    pub(super) fn seen(&self) -> (Zone, i64) {
        (self.zone.clone().unwrap_or_else(Zone::utc), self.now_ms)
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        self.readings.bytes() + self.items.bytes() + self.folded.as_ref().map_or(0, Folded::bytes)
    }
}

impl Engine {
    pub(super) fn explore(&mut self, question: Question) -> Answer {
        self.read_for(&question);
        let utc = Zone::utc();
        let zone = self.explored.zone.as_ref().unwrap_or(&utc);
        let log = Log { store: &self.store, names: &self.names, zone, readings: &self.explored.readings };
        let selection = &self.explored.selection;
        match question {
            Question::Facets(requests) => {
                let context = self.context(zone, self.explored.now_ms);
                let select = |query: &Query, store: &Store| select(query, store, &context);
                let seen = Seen { query: &self.query, selection, select: &select };
                Answer::Facets(requests.iter().map(|request| facet(log, &seen, request)).collect())
            }
            Question::Heat => Answer::Heat(heat(log, selection)),
            Question::Series(by) => Answer::Series(series(log, selection, &self.matches, &self.explored.bars, by)),
            Question::Groups(request) => Answer::Groups(groups(log, selection, &request)),
            Question::Items { first, count } => Answer::Items(self.items(log, first, count)),
            Question::ItemRows { item, first, count } => Answer::ItemRows(self.item_rows(item, first, count)),
            Question::Around { id, count, same_access } => Answer::Around(self.around(&id, count, same_access)),
            Question::Accesses => self.accesses(),
            Question::Chosen { most } => self.chosen_records(most),
            Question::Access { base } => self.access(&base),
            Question::Allowed { id } => self.allowed(&id),
            Question::Consent => self.consent(),
            Question::Rights => self.rights(),
            Question::BreachScope { access, from_ms, until_ms } => self.breach_scope(&access, from_ms, until_ms),
            Question::Changes { by, first, count } => self.changes(by.as_deref(), (first, count)),
            Question::ChangeList { kind, first, count } => self.change_list(kind, (first, count)),
            Question::ItemHistory { class, id, first, count } => self.item_history(class, &id, (first, count)),
            Question::Findings => Answer::Findings(self.odd()),
        }
    }

    /// Brings up to date what a question needs.
    fn read_for(&mut self, question: &Question) {
        match question {
            Question::Facets(requests) if requests.iter().any(|it| it.dimension == Dimension::Stream) => {
                self.explored.readings.read_streams(&self.store);
            }
            Question::Groups(GroupsRequest { by, within, .. })
                if *by == Dimension::Stream || matches!(within, Some((Dimension::Stream, _))) =>
            {
                self.explored.readings.read_streams(&self.store);
            }
            Question::Items { .. } | Question::ItemRows { .. } => self.fold(),
            Question::Around { .. }
            | Question::Accesses
            | Question::Access { .. }
            | Question::Consent
            | Question::Rights
            | Question::BreachScope { .. }
            | Question::Findings => self.store.sort(),
            Question::Changes { .. } | Question::ChangeList { .. } | Question::ItemHistory { .. } => self.index_items(),
            _ => {}
        }
    }

    /// What looks odd. The page asks after every view, so it is found once for each log.
    fn odd(&mut self) -> Vec<Finding> {
        let looked_at = self.looked_at();
        match &self.explored.odd {
            Some((before, found)) if *before == looked_at => found.clone(),
            _ => {
                let own = self.intake.viewer().map(|viewer| own_reads(&self.store, viewer));
                let found = findings(&self.store, &self.names, &looked_at.zone, own.as_ref());
                self.explored.odd = Some((looked_at, found.clone()));
                found
            }
        }
    }

    /// What is held now.
    pub(super) fn looked_at(&self) -> LookedAt {
        let (zone, _) = self.explored.seen();
        let names = (self.names.changes(), self.names.streams_len());
        LookedAt { records: self.store.len(), own_reads: self.own_reads.held, names, zone }
    }

    /// Folds the list, unless it is, or is in an order other than one of time.
    fn fold(&mut self) {
        let Some(zone) = self.explored.zone.as_ref().filter(|_| self.order.column == Column::Time) else { return };
        if self.explored.folded.is_none() {
            self.explored.readings.read_kinds(&self.store);
            let log = Log { store: &self.store, names: &self.names, zone, readings: &self.explored.readings };
            self.explored.folded = Some(Folded::new(log, self.shown()));
        }
    }

    fn items(&self, log: Log, first: u32, count: u32) -> Option<Items> {
        let folded = self.explored.folded.as_ref()?;
        let last = folded.len().min(first.saturating_add(count.min(MAX_ROWS)));
        let item = |item: u32| {
            let places = folded.places(item);
            let index = *places.first()?;
            Some(Item { row: self.row_at(index)?, index, pattern: pattern(log, self.shown(), places) })
        };
        Some(Items {
            total: folded.len(),
            patterns: folded.patterns,
            folded: folded.rows_in_patterns,
            days: folded.days.clone(),
            first,
            items: (first..last).filter_map(item).collect(),
        })
    }

    fn item_rows(&self, item: u32, first: u32, count: u32) -> Vec<(u32, Row)> {
        let places = self.explored.folded.as_ref().map_or(&[][..], |folded| folded.places(item));
        let window = places.iter().skip(first as usize).take(count.min(MAX_ROWS) as usize);
        window.filter_map(|index| Some((*index, self.row_at(*index)?))).collect()
    }

    /// A row of the list.
    fn row_at(&self, index: u32) -> Option<Row> {
        self.shown().get(index as usize).map(|row| self.row(&self.store.record(*row).to_record()))
    }

    fn around(&self, id: &str, count: u32, same_access: bool) -> Option<Around> {
        let row = self.store.row(id)?;
        let (newer, older) = around(&self.store, row, count.min(MAX_ROWS) as usize, same_access);
        let rows = |rows: Vec<u32>| rows.into_iter().map(|row| self.row(&self.store.record(row).to_record())).collect();
        Some(Around { newer: rows(newer), row: self.row(&self.store.record(row).to_record()), older: rows(older) })
    }
}
