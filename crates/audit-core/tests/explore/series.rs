//! Bars, divided.

use std::collections::BTreeMap;

use audit_core::engine::{Answer, Question, Series, SeriesBy, SeriesKey};
use audit_core::explore::Dimension;
use audit_core::record::Record;
use proptest::prelude::*;

use super::log::{Log, bodies, name, outcome_place, terms, text, values, zone};

fn series(log: &mut Log, by: SeriesBy) -> Series {
    match log.ask(Question::Series(by)) {
        Answer::Series(series) => series,
        other => panic!("expected series, got {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn parts_of_bars_are_the_records_in_them(bodies in bodies(), terms in terms(), zone in zone()) {
        let mut log = Log::open(&bodies);
        let snapshot = log.view(&text(&terms), &zone);
        let records = log.matching();
        let outcomes = series(&mut log, SeriesBy::Outcome);
        let bars: Vec<u32> = snapshot.bars.bars.iter().flat_map(|bar| bar.counts).collect();
        prop_assert_eq!(&outcomes.counts, &bars);
        let mut totals: BTreeMap<String, u32> = BTreeMap::new();
        for access in records.iter().flat_map(|record| values(record, Dimension::Access, &zone)) {
            *totals.entry(access).or_default() += 1;
        }
        let mut most: Vec<(String, u32)> = totals.into_iter().collect();
        most.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for by in [SeriesBy::Outcome, SeriesBy::Operation, SeriesBy::Access] {
            let series = series(&mut log, by);
            if by == SeriesBy::Access {
                let expected = most.iter().take(5).map(|(value, _)| {
                    SeriesKey::Value { value: value.clone(), name: name(Dimension::Access, value) }
                });
                prop_assert_eq!(&series.keys, &expected.chain([SeriesKey::Rest]).collect::<Vec<_>>());
            }
            let part = |record: &Record| {
                let value = match by {
                    SeriesBy::Outcome => Some(["done", "refused", "failed", "error"][outcome_place(record)].to_owned()),
                    SeriesBy::Operation => Some(record.operation.label().to_owned()),
                    SeriesBy::Access => record.access.as_ref().map(|access| access.base.clone()),
                };
                let is = |key: &SeriesKey| matches!(key, SeriesKey::Value { value: key, .. } if Some(key) == value.as_ref());
                series.keys.iter().position(is).unwrap_or(series.keys.len() - 1)
            };
            let mut expected = vec![0; snapshot.bars.bars.len() * series.keys.len()];
            for record in &records {
                let inside = |bar: &audit_core::engine::Bar| (bar.start_ms..bar.end_ms).contains(&record.time_ms);
                let bar = snapshot.bars.bars.iter().position(inside).unwrap();
                expected[bar * series.keys.len() + part(record)] += 1;
            }
            prop_assert_eq!(&series.counts, &expected);
        }
    }
}
