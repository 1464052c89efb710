//! Groups as a table of one level and of two.

use std::collections::BTreeMap;

use audit_core::engine::{Answer, GroupOf, Groups, GroupsRequest, Question};
use audit_core::explore::{Dimension, GroupColumn};
use audit_core::query::Query;
use audit_core::record::{Outcome, Record};
use audit_core::time::Zone;
use proptest::prelude::*;
use proptest::sample::select;

use super::log::{Log, bodies, name, terms, text, values, zone};

pub(crate) fn question(by: Dimension) -> Question {
    Question::Groups(request(by))
}

fn request(by: Dimension) -> GroupsRequest {
    GroupsRequest { by, within: None, column: GroupColumn::Count, descending: true, first: 0, count: 500 }
}

fn groups(log: &mut Log, request: GroupsRequest) -> Groups {
    match log.ask(Question::Groups(request)) {
        Answer::Groups(groups) => groups,
        other => panic!("expected groups, got {other:?}"),
    }
}

/// Records by each of their values, those without one by none.
fn by_value(records: &[Record], by: Dimension, zone: &Zone) -> BTreeMap<Option<String>, Vec<Record>> {
    let mut groups: BTreeMap<Option<String>, Vec<Record>> = BTreeMap::new();
    for record in records {
        let mut values: Vec<Option<String>> = values(record, by, zone).into_iter().map(Some).collect();
        if values.is_empty() {
            values.push(None);
        }
        for value in values {
            groups.entry(value).or_default().push(record.clone());
        }
    }
    groups
}

/// A group as the walk counts it, but for its terms.
fn expected(value: Option<String>, records: &[Record], by: Dimension) -> GroupOf {
    let done = |record: &&Record| record.status.outcome() == Outcome::Done;
    GroupOf {
        name: value.as_deref().and_then(|value| name(by, value)),
        value,
        count: u32::try_from(records.len()).unwrap(),
        unsuccessful: u32::try_from(records.len() - records.iter().filter(done).count()).unwrap(),
        first_ms: records.iter().map(|record| record.time_ms).min().unwrap(),
        last_ms: records.iter().map(|record| record.time_ms).max().unwrap(),
        terms: None,
    }
}

fn without_terms(groups: &Groups) -> BTreeMap<Option<String>, GroupOf> {
    let groups = groups.groups.iter().cloned();
    groups.map(|group| (group.value.clone(), GroupOf { terms: None, ..group })).collect()
}

/// What is sorted, as one number: shares in parts of a million.
fn weight(group: &GroupOf, column: GroupColumn) -> i64 {
    match column {
        GroupColumn::Value => 0,
        GroupColumn::Count => group.count.into(),
        GroupColumn::Unsuccessful => group.unsuccessful.into(),
        GroupColumn::Share => i64::from(group.unsuccessful) * 1_000_000 / i64::from(group.count),
        GroupColumn::First => group.first_ms,
        GroupColumn::Last => group.last_ms,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn groups_are_the_records_with_a_value(
        bodies in bodies(),
        terms in terms(),
        zone in zone(),
        by in select(Dimension::ALL.to_vec()),
        within in select(Dimension::ALL.to_vec()),
    ) {
        let mut log = Log::open(&bodies);
        let filter = text(&terms);
        log.view(&filter, &zone);
        let records = log.matching();
        let found = groups(&mut log, request(by));
        let model = by_value(&records, by, &zone);
        let expected_groups: BTreeMap<_, _> =
            model.iter().map(|(value, records)| (value.clone(), expected(value.clone(), records, by))).collect();
        prop_assert_eq!(found.total as usize, expected_groups.len());
        prop_assert_eq!(without_terms(&found), expected_groups);
        // The groups within one of another dimension.
        for (value, records) in by_value(&records, within, &zone) {
            let inside = by_value(&records, by, &zone);
            let inside: BTreeMap<_, _> =
                inside.iter().map(|(value, records)| (value.clone(), expected(value.clone(), records, by))).collect();
            let found = groups(&mut log, GroupsRequest { within: Some((within, value.clone())), ..request(by) });
            prop_assert_eq!(without_terms(&found), inside, "{:?} within {:?} {:?}", by, within, value);
            if by != within {
                prop_assert!(terms_open_each(&mut log, &filter, &zone, &found));
            }
            log.view(&filter, &zone);
        }
    }

    #[test]
    fn groups_are_sorted_by_any_column_and_come_in_windows(
        bodies in bodies(),
        by in select(Dimension::ALL.to_vec()),
        column in select(vec![GroupColumn::Count, GroupColumn::Unsuccessful, GroupColumn::Share, GroupColumn::First,
            GroupColumn::Last, GroupColumn::Value]),
        descending in any::<bool>(),
    ) {
        let mut log = Log::open(&bodies);
        log.view("", &Zone::utc());
        let request = GroupsRequest { column, descending, ..request(by) };
        let all = groups(&mut log, request.clone()).groups;
        for pair in all.windows(2) {
            let (first, second) = (weight(&pair[0], column), weight(&pair[1], column));
            prop_assert!(if descending { first >= second } else { first <= second }, "{:?}", pair);
        }
        let mut pages = Vec::new();
        for first in (0..).step_by(2).take(all.len()) {
            let page = groups(&mut log, GroupsRequest { first, count: 2, ..request.clone() });
            prop_assert_eq!((page.first, page.total as usize), (first, all.len()));
            pages.extend(page.groups);
        }
        prop_assert_eq!(pages, all);
    }
}

/// Whether the terms of every group leave just its records, when they are added.
fn terms_open_each(log: &mut Log, filter: &str, zone: &Zone, groups: &Groups) -> bool {
    groups.groups.iter().filter(|group| group.terms.is_some()).all(|group| {
        let mut query = Query::parse(filter).0;
        for term in group.terms.iter().flatten() {
            query = query.narrowed(term.negated, term.field, &term.value);
        }
        log.view(&query.to_string(), zone).matched == group.count
    })
}

#[test]
fn values_stand_in_the_order_that_a_person_expects() {
    let call = |number: u32, addresses: &str| {
        serde_json::json!({
            "id": format!(":_audit:c{number:024}"),
            "streamIds": [],
            "time": 1_792_843_200 + number * 3600,
            "type": "audit-log/pryv-api",
            "content": {"action": "events.get", "source": {"name": "http", "ip": addresses}, "query": {}},
        })
    };
    let addresses = ["", "10.0.0.10", "10.0.0.9", "unknown", "9.9.9.9", "2001:db8::1"];
    let mut log = Log::open(&[(0..).zip(addresses).map(|(number, list)| call(number, list)).collect()]);
    log.view("", &Zone::utc());
    let mut values = |by, descending| {
        let request = GroupsRequest { column: GroupColumn::Value, descending, ..request(by) };
        let groups = groups(&mut log, request).groups;
        groups.into_iter().map(|group| group.value.unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(values(Dimension::Address, false), ["9.9.9.9", "10.0.0.9", "10.0.0.10", "2001:db8::1", "unknown", ""]);
    assert_eq!(values(Dimension::Address, true), ["unknown", "2001:db8::1", "10.0.0.10", "10.0.0.9", "9.9.9.9", ""]);
    assert_eq!(values(Dimension::Hour, false), ["12", "13", "14", "15", "16", "17"]);
}
