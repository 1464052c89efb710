//! What the chart shows: the bars of the view, or the answer to what was asked about it.

use std::sync::Arc;

use audit_core::chart::{HOURS, Scale};
use audit_core::engine::{Answer, Bar, BarUnit, Bars, Question, Series, SeriesBy, SeriesKey};
use audit_core::labels::{Labeled, OwnWords};
use audit_core::query::{Field, WEEKDAYS};
use audit_core::record::{Operation, Outcome};
use audit_core::view_state::Chart as Kind;
use leptos::prelude::*;

use crate::explored::{Explored, explored};
use crate::lasting::Memo;
use crate::messages::Messages;
use crate::phrases::{access_name, labeled, operation, outcome, outcome_class, visible};
use crate::state::use_state;

/// Bars, each made of parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Drawn {
    /// What is shown: of a map of hours only the times are here.
    pub(super) kind: Kind,
    pub(super) unit: BarUnit,
    pub(super) bars: Vec<Bar>,
    /// What the parts of each bar are, from the ground up.
    pub(super) parts: Vec<Part>,
    /// How many records each part of each bar has, bar after bar.
    pub(super) counts: Vec<u32>,
}

/// What a part of a bar is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Outcome(Outcome),
    Operation(Operation),
    Access { id: String, name: Option<String> },
    Rest,
}

/// Matches by the hour of the week, from Monday's first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Heat {
    /// By outcome.
    counts: Vec<[u32; 4]>,
    pub(super) scale: Scale,
}

impl Drawn {
    fn by_outcome(bars: &Bars) -> Self {
        Self {
            kind: Kind::Outcome,
            unit: bars.unit,
            parts: Outcome::ALL.map(Part::Outcome).to_vec(),
            counts: bars.bars.iter().flat_map(|bar| bar.counts).collect(),
            bars: bars.bars.clone(),
        }
    }

    fn of_series(kind: Kind, bars: &Bars, series: &Series) -> Self {
        let part = |key: &SeriesKey| match key {
            SeriesKey::Value { value, name } => match (series.by, Operation::from_label(value)) {
                (SeriesBy::Operation, Some(operation)) => Part::Operation(operation),
                _ => Part::Access { id: value.clone(), name: name.clone() },
            },
            SeriesKey::Rest => Part::Rest,
        };
        Self {
            kind,
            unit: bars.unit,
            bars: bars.bars.clone(),
            parts: series.keys.iter().map(part).collect(),
            counts: series.counts.clone(),
        }
    }

    /// The times alone: for a map of hours, and for bars that are still asked for.
    fn of_times(kind: Kind, bars: &Bars) -> Self {
        Self { kind, unit: bars.unit, bars: bars.bars.clone(), ..Self::default() }
    }

    /// How many records each part has in the bars from one to another.
    pub(super) fn sums(&self, first: usize, last: usize) -> Vec<u32> {
        let parts = self.parts.len();
        let mut sums = vec![0; parts];
        for counts in self.counts.chunks(parts.max(1)).take(last + 1).skip(first) {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        sums
    }
}

impl Part {
    /// Its name in words.
    pub(super) fn words(&self, texts: &Messages, own: &OwnWords) -> String {
        match self {
            Self::Outcome(kind) => outcome(texts, *kind).to_owned(),
            Self::Operation(kind) => operation(texts, *kind).to_owned(),
            Self::Access { id, name } => {
                let words = name.clone().unwrap_or_else(|| access_name(texts, id));
                visible(&labeled(texts, &words, own.get(Labeled::Access, id)))
            }
            Self::Rest => texts.chart_rest.to_owned(),
        }
    }

    /// Its class in the style sheets, as the part in a place.
    pub(super) fn class(&self, place: usize) -> String {
        match self {
            Self::Outcome(kind) => outcome_class(*kind).to_owned(),
            Self::Operation(_) | Self::Access { .. } => format!("part-{}", place + 1),
            Self::Rest => "part-7".to_owned(),
        }
    }

    /// The field and the value that mean it and nothing else; none of "all others".
    pub(super) fn term(&self) -> Option<(Field, String)> {
        Some(match self {
            Self::Outcome(kind) => (Field::Status, Field::ended(*kind).to_owned()),
            Self::Operation(kind) => (Field::Operation, Field::Operation.exactly(kind.label())),
            Self::Access { id, .. } => (Field::Access, Field::Access.exactly(id)),
            Self::Rest => return None,
        })
    }
}

impl Heat {
    fn of(counts: &[[u32; 4]]) -> Self {
        Self { counts: counts.to_vec(), scale: Scale::of(counts.iter().map(|counts| counts.iter().sum())) }
    }

    /// Records by outcome in the hours of which `within` holds; days are counted from
    /// Monday.
    pub(super) fn sums(&self, within: impl Fn(usize, usize) -> bool) -> [u32; 4] {
        let inside = self.counts.iter().take(WEEKDAYS.len() * HOURS).enumerate();
        inside.filter(|(place, _)| within(place / HOURS, place % HOURS)).fold([0; 4], |mut sums, (_, counts)| {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            sums
        })
    }

    /// How many records an hour of the week has.
    pub(super) fn count(&self, day: usize, hour: usize) -> u32 {
        self.counts.get(day * HOURS + hour).map_or(0, |counts| counts.iter().sum())
    }
}

/// What is shown: what the address asks for, as soon as it is there; until then what was
/// shown before.
pub(super) fn shown() -> (Memo<Drawn>, Memo<Heat>) {
    let state = use_state();
    let wanted = Memo::new(move |_| state.view.with(|view| view.chart));
    let question = Memo::new(move |_| match wanted.get() {
        // It comes with every view.
        Kind::Outcome => None,
        Kind::Operation => Some(Question::Series(SeriesBy::Operation)),
        Kind::Access => Some(Question::Series(SeriesBy::Access)),
        Kind::Heat => Some(Question::Heat),
    });
    let answer = explored(question);
    let drawn = Memo::new(move |before: Option<&Drawn>| {
        let (wanted, question) = (wanted.get(), question.get());
        state.aside.with(|viewed| {
            let bars = &viewed.snapshot.bars;
            let Some(question) = question else { return Drawn::by_outcome(bars) };
            let answer = answer.get().filter(|it| it.version == viewed.version && it.question == question);
            match answer.as_deref().map(|explored| &explored.answer) {
                Some(Answer::Series(series)) => Drawn::of_series(wanted, bars, series),
                Some(_) => Drawn::of_times(wanted, bars),
                None => match before {
                    Some(before) if !bars.bars.is_empty() && !before.bars.is_empty() => before.clone(),
                    _ => Drawn::of_times(wanted, bars),
                },
            }
        })
    });
    let heat = Memo::new(move |before: Option<&Heat>| {
        let told = |explored: &Arc<Explored>| match &explored.answer {
            Answer::Heat(counts) => Some(Heat::of(counts)),
            _ => None,
        };
        let before = before.filter(|_| state.aside.with(|viewed| viewed.version != 0));
        answer.with(|answer| answer.as_ref().and_then(told)).or_else(|| before.cloned()).unwrap_or_default()
    });
    (drawn, heat)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn sums_are_of_the_bars_between() {
        let drawn = Drawn {
            parts: vec![Part::Outcome(Outcome::Done), Part::Rest],
            counts: vec![1, 10, 2, 20, 4, 40],
            ..Drawn::default()
        };
        let cases = [((0, 0), [1, 10]), ((1, 2), [6, 60]), ((0, 9), [7, 70]), ((7, 9), [0, 0])];
        for ((first, last), expected) in cases {
            assert_eq!(drawn.sums(first, last), expected);
        }
        assert_eq!(Drawn::default().sums(0, 3), Vec::<u32>::new());
    }

    #[wasm_bindgen_test]
    fn hours_are_summed_by_day_and_by_hour() {
        let mut counts = vec![[0; 4]; 168];
        counts[24 + 14] = [3, 1, 0, 0];
        counts[2 * 24 + 14] = [5, 0, 0, 0];
        let heat = Heat::of(&counts);
        assert_eq!(heat.count(1, 14), 4);
        assert_eq!(heat.sums(|day, _| day == 1), [3, 1, 0, 0]);
        assert_eq!(heat.sums(|_, hour| hour == 14), [8, 1, 0, 0]);
        assert_eq!(Heat::default().count(6, 23), 0);
    }
}
