//! The folded list: nothing is lost, and what repeats is one line.

use audit_core::engine::{Answer, Item, Items, Question, Row};
use audit_core::record::Record;
use audit_core::sorting::{Column, Order};
use audit_core::time::Zone;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::log::{Log, bodies, terms, text, zone, zurich};

fn items(log: &mut Log, first: u32, count: u32) -> Option<Items> {
    match log.ask(Question::Items { first, count }) {
        Answer::Items(items) => items,
        other => panic!("expected items, got {other:?}"),
    }
}

fn item_rows(log: &mut Log, item: u32) -> Vec<(u32, Row)> {
    match log.ask(Question::ItemRows { item, first: 0, count: 500 }) {
        Answer::ItemRows(rows) => rows,
        other => panic!("expected rows, got {other:?}"),
    }
}

/// What calls of one kind share.
fn kind(record: &Record) -> (Option<String>, String, String, Vec<String>) {
    let mut names: Vec<String> = match record.query.as_deref().map(serde_json::from_str) {
        Some(Ok(Value::Object(pairs))) => pairs.into_iter().map(|(name, _)| name).collect(),
        _ => Vec::new(),
    };
    names.sort_unstable();
    let base = record.access.as_ref().map(|access| access.base.clone());
    (base, record.method.clone(), record.status.label(), names)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn items_are_the_rows_and_each_is_of_one_kind_on_one_day(
        bodies in bodies(),
        terms in terms(),
        zone in zone(),
        descending in any::<bool>(),
    ) {
        let mut log = Log::open(&bodies);
        let order = Order { column: Column::Time, descending };
        let snapshot = log.view_in(&text(&terms), &zone, order);
        let records = log.matching();
        let folded = items(&mut log, 0, 500).unwrap();
        prop_assert_eq!(folded.total as usize, folded.items.len());
        let (mut seen, mut in_patterns, mut patterns) = (vec![false; records.len()], 0, 0);
        for (number, item) in (0..).zip(&folded.items) {
            let rows = item_rows(&mut log, number);
            let places: Vec<usize> = rows.iter().map(|(place, _)| *place as usize).collect();
            prop_assert_eq!((item.index, &item.row), (rows[0].0, &rows[0].1));
            prop_assert!(places.is_sorted());
            for (place, row) in &rows {
                prop_assert_eq!(&row.id, &records[*place as usize].id);
                prop_assert!(!std::mem::replace(&mut seen[*place as usize], true), "twice: {}", place);
            }
            let of = |place: &usize| &records[*place];
            let first = of(&places[0]);
            prop_assert!(places.iter().map(of).all(|record| kind(record) == kind(first)));
            let day = |record: &Record| zone.local(record.time_ms).unwrap().date();
            prop_assert!(places.iter().map(of).all(|record| day(record) == day(first)));
            let pauses = places.windows(2).map(|pair| of(&pair[0]).time_ms.abs_diff(of(&pair[1]).time_ms));
            prop_assert!(pauses.into_iter().all(|pause| pause < 3 * 3_600_000));
            match &item.pattern {
                None => prop_assert_eq!(rows.len(), 1),
                Some(pattern) => {
                    prop_assert!(rows.len() >= 3);
                    prop_assert_eq!(pattern.count as usize, rows.len());
                    let times = || places.iter().map(|place| of(place).time_ms);
                    prop_assert_eq!(Some(pattern.first_ms), times().min());
                    prop_assert_eq!(Some(pattern.last_ms), times().max());
                    prop_assert_eq!(&pattern.parameters, &kind(first).3);
                    in_patterns += pattern.count;
                    patterns += 1;
                }
            }
        }
        prop_assert!(seen.iter().all(|seen| *seen), "a row is in no item");
        prop_assert_eq!((folded.patterns, folded.folded), (patterns, in_patterns));
        prop_assert!(folded.items.is_sorted_by_key(|item| item.index));
        // Days begin with an item, as they do with a row.
        let first_rows: Vec<u32> = snapshot.days.iter().map(|day| day.first_row).collect();
        let first_items: Vec<u32> = folded.days.iter().map(|item| folded.items[*item as usize].index).collect();
        prop_assert_eq!(first_items, first_rows);
        // In windows the same.
        let window = items(&mut log, 1, 2).unwrap();
        let expected: Vec<Item> = folded.items.iter().skip(1).take(2).cloned().collect();
        prop_assert_eq!(window.items, expected);
    }

    #[test]
    fn what_could_be_folded_is(bodies in bodies(), zone in zone()) {
        let mut log = Log::open(&bodies);
        log.view("", &zone);
        let records = log.records.clone();
        let folded = items(&mut log, 0, 500).unwrap();
        for item in folded.items.iter().filter(|item| item.pattern.is_none()) {
            // At most one other call of its kind on its day is within reach of the row.
            let row = &records[item.index as usize];
            let day = |record: &Record| zone.local(record.time_ms).unwrap().date();
            let mut same: Vec<i64> = records
                .iter()
                .filter(|other| kind(other) == kind(row) && day(other) == day(row))
                .map(|other| other.time_ms)
                .collect();
            same.sort_unstable();
            let runs = same.chunk_by(|a, b| b - a < 3 * 3_600_000);
            let run = runs.into_iter().find(|run| run.contains(&row.time_ms)).unwrap();
            prop_assert!(run.len() < 3, "{:?}", run);
        }
    }
}

fn call(number: u32, access: &str, minute: i64) -> Value {
    json!({
        "id": format!(":_audit:c{number:024}"),
        "streamIds": [format!(":_audit:access-{access}")],
        // From 2026-11-23T00:00 in Zurich.
        "time": 1_795_388_400 + minute * 60,
        "type": "audit-log/pryv-api",
        "content": {"action": "events.get", "source": {"name": "http", "ip": ""}, "query": {"limit": number.to_string()}},
    })
}

#[test]
fn a_watch_among_other_calls_is_a_line_a_day() {
    // Every quarter of an hour for two days, and every other of those one call beside.
    let watch = (0..192).map(|number| call(number, "watch", i64::from(number) * 15));
    let other = (0..4).map(|number| call(1000 + number, "phone", i64::from(number) * 600 + 3));
    let mut log = Log::open(&[watch.chain(other).collect()]);
    log.view("", &zurich());
    let folded = items(&mut log, 0, 500).unwrap();
    let lines: Vec<(u32, Option<i64>)> = folded
        .items
        .iter()
        .map(|item| item.pattern.as_ref().map_or((1, None), |pattern| (pattern.count, pattern.every_ms)))
        .collect();
    let quarter = Some(15 * 60_000);
    assert_eq!(lines, [(96, quarter), (1, None), (96, quarter), (1, None), (1, None), (1, None)]);
    assert_eq!((folded.patterns, folded.folded, folded.days), (2, 192, vec![0, 2]));
}

#[test]
fn a_pause_of_three_hours_ends_a_pattern_and_two_calls_are_none() {
    let minutes = [0, 60, 120, 300, 301, 302, 303, 600, 601];
    let mut log = Log::open(&[(0..).zip(minutes).map(|(number, minute)| call(number, "app", minute)).collect()]);
    log.view("", &zurich());
    let folded = items(&mut log, 0, 500).unwrap();
    let counts: Vec<u32> =
        folded.items.iter().map(|item| item.pattern.as_ref().map_or(1, |pattern| pattern.count)).collect();
    assert_eq!(counts, [1, 1, 4, 3]);
}

#[test]
fn only_an_order_of_time_is_folded() {
    let mut log = Log::open(&[(0..9).map(|number| call(number, "app", i64::from(number))).collect()]);
    log.view_in("", &Zone::utc(), Order { column: Column::Access, descending: false });
    assert_eq!(items(&mut log, 0, 9), None);
    assert_eq!(item_rows(&mut log, 0), []);
    log.view("", &Zone::utc());
    assert_eq!(items(&mut log, 0, 9).unwrap().total, 1);
    assert_eq!(item_rows(&mut log, 1), []);
    log.view("action:nothing", &Zone::utc());
    assert_eq!(items(&mut log, 0, 9).unwrap().total, 0);
}
