//! Questions about the last view, answered by [`crate::explore`].

use super::Engine;
use super::protocol::{Bar, Bars, ViewRequest};
use super::questions::{Answer, GroupsRequest, Question};
use crate::explore::facets::{Seen, facet};
use crate::explore::grouping::groups;
use crate::explore::heat::heat;
use crate::explore::readings::Readings;
use crate::explore::series::series;
use crate::explore::{Dimension, Log};
use crate::query::{Query, select};
use crate::store::{Selection, Store};
use crate::time::Zone;

/// What questions about the last view need of it, and what was found out for them.
#[derive(Debug, Default)]
pub(super) struct Explored {
    selection: Selection,
    zone: Option<Zone>,
    bars: Vec<Bar>,
    readings: Readings,
}

impl Explored {
    /// Takes another view as the last one.
    pub(super) fn look_at(&mut self, selection: Selection, request: &ViewRequest, bars: &Bars) {
        self.selection = selection;
        self.zone = Some(request.zone.clone());
        self.bars.clone_from(&bars.bars);
    }

    /// Bytes of memory taken.
    pub(super) fn bytes(&self) -> usize {
        self.readings.bytes()
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
                let select = |query: &Query, store: &Store| select(query, store, &self.names, zone);
                let seen = Seen { query: &self.query, selection, select: &select };
                Answer::Facets(requests.iter().map(|request| facet(log, &seen, request)).collect())
            }
            Question::Heat => Answer::Heat(heat(log, selection)),
            Question::Series(by) => Answer::Series(series(log, selection, &self.matches, &self.explored.bars, by)),
            Question::Groups(request) => Answer::Groups(groups(log, selection, &request)),
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
            _ => {}
        }
    }
}
