//! What was changed and what the log can tell of it, held to a walk over the rows as the
//! server wrote them.

use std::collections::{BTreeMap, BTreeSet};

use audit_core::engine::{Answer, Engine, Question};
use audit_core::insights::{AtMost, Change, ChangedItem, Changes, ItemClass, ItemHistory};
use audit_core::integrity::{Comparison, Item, compare};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::support::{ACCESSES, LOG, ask, feed, log, opened, row, view};

fn changes(engine: &mut Engine, by: Option<&str>, first: u32, count: u32) -> Changes {
    match ask(engine, Question::Changes { by: by.map(str::to_owned), first, count }) {
        Answer::Changes(changes) => *changes,
        other => panic!("expected changes, got {other:?}"),
    }
}

fn history(engine: &mut Engine, class: ItemClass, id: &str) -> Option<ItemHistory> {
    match ask(engine, Question::ItemHistory { class, id: id.to_owned(), first: 0, count: 500 }) {
        Answer::ItemHistory(history) => history.map(|history| *history),
        other => panic!("expected a history, got {other:?}"),
    }
}

/// All items, window by window.
fn all_items(engine: &mut Engine) -> Vec<ChangedItem> {
    let mut all = Vec::new();
    loop {
        let window = changes(engine, None, u32::try_from(all.len()).unwrap(), 7).items;
        if window.items.is_empty() {
            assert_eq!(window.total as usize, all.len());
            return all;
        }
        all.extend(window.items);
    }
}

fn names_it(row: &Value) -> Option<(ItemClass, String)> {
    let content = &row["content"];
    let class = match content["action"].as_str()? {
        "events.create" | "events.update" => ItemClass::Event,
        "accesses.create" => ItemClass::Access,
        _ => return None,
    };
    let lead = if class == ItemClass::Event { "EVENT:0:" } else { "ACCESS:0:" };
    let rest = content["record"]["key"].as_str()?.strip_prefix(lead)?;
    content["record"]["integrity"].as_str()?;
    let id = rest.rsplit_once(':')?.0;
    (row["type"] == "audit-log/pryv-api" && !id.is_empty()).then(|| (class, id.to_owned()))
}

/// The records of each item, oldest first.
type Histories = BTreeMap<(String, String), Vec<String>>;

/// What a walk over rows, newest first, finds.
fn walk(rows: &[Value]) -> Histories {
    let mut histories = Histories::new();
    for row in rows.iter().rev() {
        if let Some((class, id)) = names_it(row) {
            let id = (format!("{class:?}"), id);
            histories.entry(id).or_default().push(row["id"].as_str().unwrap().to_owned());
        }
    }
    histories
}

fn check(engine: &mut Engine, expected: &Histories) {
    let items = all_items(engine);
    let found: BTreeSet<_> = items.iter().map(|item| (format!("{:?}", item.class), item.id.clone())).collect();
    assert_eq!(found, expected.keys().cloned().collect());
    assert_eq!(items.len(), found.len());
    assert!(items.is_sorted_by_key(|item| std::cmp::Reverse(item.last_ms)));
    for item in items {
        let history = history(engine, item.class, &item.id).unwrap();
        let records: Vec<&String> = history.changes.iter().map(|change| &change.record).collect();
        let expected = &expected[&(format!("{:?}", item.class), item.id.clone())];
        assert_eq!(records, expected.iter().collect::<Vec<_>>(), "{}", item.id);
        assert_eq!((item.changes as usize, history.total), (history.changes.len(), item.changes));
        assert_eq!(Some(&&item.last_record), records.last());
        assert_eq!(history.creation_seen, history.changes[0].change == Change::Created);
        assert_eq!(item.creation_seen, history.creation_seen);
        let shown = view(engine, &history.query.unwrap());
        assert_eq!(shown.rows.iter().rev().map(|row| &row.id).collect::<Vec<_>>(), records);
    }
}

#[test]
fn items_and_their_histories_are_those_of_the_log() {
    let source: Value = serde_json::from_slice(LOG).unwrap();
    let rows = source["events"].as_array().unwrap();
    let mut engine = opened(&[LOG, ACCESSES]);
    let expected = walk(rows);
    assert!(expected.len() > 50);
    check(&mut engine, &expected);
    let made = changes(&mut engine, None, 0, 0);
    assert_eq!(made.totals.assigned as usize, expected.values().map(Vec::len).sum::<usize>());
    // Every line is what its filter leaves, and all lines are all changes.
    let (mut done, mut failed) = (0, 0);
    for line in &made.counts {
        assert_eq!(view(&mut engine, line.query.as_ref().unwrap()).matched, line.done + line.failed, "{line:?}");
        assert!(line.assigned <= line.done && line.first_ms <= line.last_ms);
        (done, failed) = (done + line.done, failed + line.failed);
    }
    let totals = made.totals;
    assert_eq!(made.count_lines as usize, made.counts.len());
    assert_eq!((totals.created + totals.modified + totals.removed, totals.failed), (done, failed));
    assert_eq!(totals.assigned + totals.unassigned, done);
    let by_action = |end: &str, ok: bool| {
        let is_it = |row: &&Value| {
            row["content"]["action"].as_str().unwrap().ends_with(end) && (row["type"] == "audit-log/pryv-api") == ok
        };
        u32::try_from(rows.iter().filter(is_it).count()).unwrap()
    };
    assert_eq!(totals.removed, by_action(".delete", true));
    assert_eq!(totals.created, by_action(".create", true));
    let app = made.counts.iter().find(|line| line.name.as_deref() == Some("lab-tracker")).unwrap();
    assert_eq!((app.method.as_str(), app.done, app.failed, app.assigned), ("events.create", 47, 1, 47));
    let of_app = changes(&mut engine, app.access.as_deref(), 0, 500).items;
    assert_eq!(of_app.total as usize, of_app.items.len());
    assert!(of_app.total >= 47 && of_app.total < u32::try_from(expected.len()).unwrap());
}

#[test]
fn an_item_can_be_compared_with_each_of_its_changes() {
    #[derive(serde::Deserialize)]
    struct Captured {
        capture: String,
        event: Value,
    }
    let events: Vec<Captured> = serde_json::from_str(include_str!("../fixtures/events-with-integrity.json")).unwrap();
    let event = events.iter().find(|it| it.capture.starts_with("30-")).unwrap().event.clone();
    let mut engine = opened(&[LOG]);
    let history = history(&mut engine, ItemClass::Event, event["id"].as_str().unwrap()).unwrap();
    let compared: Vec<Comparison> =
        history.changes.iter().map(|change| compare(&change.integrity, Item::Read(&event.to_string()))).collect();
    // As it was created; both updates came later.
    assert_eq!(compared, [Comparison::Unchanged, Comparison::Contradicts, Comparison::Contradicts]);
}

#[test]
fn a_record_that_is_repeated_names_no_item() {
    let said = |key: &str| json!({"key": key, "integrity": "EVENT:0:sha256-x"});
    let write = |action: &str, key: &str| json!({"action": action, "record": said(key)});
    let mut refused = write("events.update", "EVENT:0:a:1");
    refused["id"] = "forbidden".into();
    let rows = [
        row(1, "cka", &write("events.create", "EVENT:0:a:1")),
        row(2, "cka", &write("callBatch", "EVENT:0:a:1")),
        row(3, "cka", &write("events.get", "EVENT:0:a:1")),
        row(4, "cka", &write("streams.create", "EVENT:0:a:1")),
        row(5, "cka", &write("accesses.create", "EVENT:0:a:1")),
        row(6, "cka", &write("events.delete", "EVENT:0:a:1")),
        row(7, "cka", &refused),
        row(8, "cka", &write("events.update", "EVENT:0:")),
        row(9, "cka", &write("events.update", "nothing")),
        row(10, "cka", &json!({"action": "events.update"})),
        row(11, "cka", &json!({"action": "streams.delete"})),
        row(12, "cka", &json!({"action": "accesses.delete"})),
    ];
    let mut engine = opened(&[&log(&rows)]);
    let totals = changes(&mut engine, None, 0, 500).totals;
    assert_eq!((totals.assigned, totals.unassigned, totals.failed), (1, 8, 1));
    let history = history(&mut engine, ItemClass::Event, "a").unwrap();
    assert_eq!((history.total, history.creation_seen), (1, true));
    // Three updates that name nothing, and two deletions that may have been its own.
    assert_eq!(history.at_most, AtMost { modified: 3, removed: 2 });
    assert_eq!(super::changes::history(&mut engine, ItemClass::Access, "a"), None);
    assert_eq!(super::changes::history(&mut engine, ItemClass::Event, ""), None);
}

#[test]
fn newer_records_and_other_versions_of_records_are_seen() {
    let write = |nth: u32, id: &str| {
        let record = json!({"key": format!("EVENT:0:{id}:{nth}"), "integrity": "EVENT:0:sha256-x"});
        row(nth, "cka", &json!({"action": "events.update", "record": record}))
    };
    let mut engine = opened(&[&log(&[write(1, "a")])]);
    assert_eq!(all_items(&mut engine).len(), 1);
    feed(&mut engine, &log(&[write(2, "a"), write(3, "b")]));
    assert_eq!(history(&mut engine, ItemClass::Event, "a").unwrap().total, 2);
    assert!(!history(&mut engine, ItemClass::Event, "b").unwrap().creation_seen);
    // The first record again, changed since: it was another item.
    let mut other = write(1, "c");
    other["modified"] = 99.into();
    feed(&mut engine, &log(&[other]));
    assert_eq!(history(&mut engine, ItemClass::Event, "a").unwrap().total, 1);
    assert_eq!(history(&mut engine, ItemClass::Event, "c").unwrap().total, 1);
}

proptest! {
    /// Ids of every form, usual or not, with times of every form: what is one item is one.
    #[test]
    fn items_are_told_apart_as_a_walk_does(written in prop::collection::vec((
        select(vec!["events.create", "events.update", "accesses.create", "streams.create"]),
        select(vec!["EVENT:0:", "ACCESS:0:", "EVENT:1:", ""]),
        select(vec![
            "dsdc713wn6kmong4egmal4jt", "cdsdc713wn6kmong4egmal4jt", "ddsdc713wn6kmong4egmal4jt", "x", ":system:email",
            "DSDC713WN6KMONG4EGMAL4JT", "é", "dsdc713wn6kmong4egmal4jt:dsdc713wn6kmong4egmal4jt",
        ]),
        select(vec!["1", "1795460559.79", "1795460559.79001", "1e3", "05"]),
        any::<bool>(),
    ), 0..40)) {
        let rows: Vec<Value> = (1..).zip(&written).map(|(nth, (action, lead, id, modified, usual))| {
            let hash = if *usual { "EVENT:0:sha256-cd8+uEmXnv3dsKYlRh6V7wtUGYXYbQjdkXCpbJ6Bwt4=" } else { "h" };
            let record = json!({"key": format!("{lead}{id}:{modified}"), "integrity": hash});
            row(nth, "cka", &json!({"action": action, "record": record}))
        }).collect();
        let mut newest_first = rows.clone();
        newest_first.reverse();
        check(&mut opened(&[&log(&rows)]), &walk(&newest_first));
    }
}
