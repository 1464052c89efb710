//! Who changed what, by kind and by access, and one by one: held to the rows as the server
//! wrote them, and every number to the filter that it names.

use std::collections::BTreeMap;

use audit_core::engine::{Answer, Command, Engine, Question, Reply};
use audit_core::insights::{ChangeKind, ChangeList, Counted, ItemClass, ItemRef};
use serde_json::{Value, json};

use super::support::{ACCESSES, LOG, ask, log, opened, row, view};

fn list(engine: &mut Engine, kind: Option<ChangeKind>, first: u32, count: u32) -> ChangeList {
    match ask(engine, Question::ChangeList { kind, first, count }) {
        Answer::ChangeList(list) => *list,
        other => panic!("expected changes, got {other:?}"),
    }
}

/// What a method does, told from its name alone.
fn kind_of(record: &Value) -> Option<ChangeKind> {
    let kind = match record["content"]["action"].as_str()?.rsplit_once('.')? {
        (_, "create") => ChangeKind::Created,
        ("events", "deleteAttachment") | (_, "update" | "updateApp") => ChangeKind::Modified,
        (_, "delete") => ChangeKind::Removed,
        _ => return None,
    };
    Some(if record["type"] == "audit-log/pryv-api" { kind } else { ChangeKind::NotDone })
}

#[test]
fn every_change_of_an_account_is_told_and_every_number_leads_to_its_records() {
    let rows: Value = serde_json::from_slice(LOG).unwrap();
    let rows: Vec<&Value> = rows["events"].as_array().unwrap().iter().collect();
    let expected: BTreeMap<&str, ChangeKind> =
        rows.iter().filter_map(|row| Some((row["id"].as_str()?, kind_of(row)?))).collect();
    let mut engine = opened(&[ACCESSES, LOG]);
    for kind in ChangeKind::ALL.map(Some).into_iter().chain([None]) {
        let whole = list(&mut engine, kind, 0, 500);
        let told: BTreeMap<&str, ChangeKind> = whole.rows.iter().map(|it| (it.row.id.as_str(), it.kind)).collect();
        let of_kind = |found: ChangeKind| kind.map_or(found != ChangeKind::NotDone, |kind| kind == found);
        let expected: BTreeMap<&str, ChangeKind> =
            expected.iter().filter(|(_, found)| of_kind(**found)).map(|(id, found)| (*id, *found)).collect();
        assert_eq!(told, expected, "{kind:?}");
        assert_eq!(whole.total as usize, whole.rows.len());
        assert!(whole.rows.is_sorted_by_key(|it| std::cmp::Reverse(it.row.time_ms)));
        // Window by window it is the same.
        let mut windows = Vec::new();
        for first in (0..whole.total).step_by(7) {
            windows.extend(list(&mut engine, kind, first, 7).rows);
        }
        assert_eq!(windows, whole.rows);
        assert_eq!(view(&mut engine, whole.query.as_deref().unwrap()).matched, whole.total);
    }
    let told = list(&mut engine, None, 0, 0);
    let mut sum = [0; 4];
    for line in &told.accesses {
        for (kind, counted) in ChangeKind::ALL.into_iter().zip(&line.kinds) {
            sum[kind as usize] += counted.count;
            leads(&mut engine, counted);
        }
    }
    assert_eq!(sum, told.kinds.clone().map(|counted| counted.count));
    told.kinds.iter().for_each(|counted| leads(&mut engine, counted));
    assert_eq!(told.access_lines as usize, told.accesses.len());
    assert!(told.accesses.iter().any(|line| line.name.as_deref() == Some("lab-tracker")));
}

/// The filter of a number leaves as many records.
fn leads(engine: &mut Engine, counted: &Counted) {
    match &counted.query {
        Some(query) => assert_eq!(view(engine, query).matched, counted.count, "{query}"),
        None => assert_eq!(counted.count, 0),
    }
}

#[test]
fn a_call_names_its_item_only_where_its_record_proves_it() {
    let wrote = |action: &str, key: &str| json!({"action": action, "record": {"key": key, "integrity": "h"}});
    let mut refused = wrote("events.update", "EVENT:0:c6:1");
    refused["id"] = "forbidden".into();
    let item = |class, id: &str| Some(ItemRef { class, id: id.to_owned() });
    let cases = [
        (wrote("events.create", "EVENT:0:c1:1"), ChangeKind::Created, item(ItemClass::Event, "c1")),
        (
            wrote("events.update", "EVENT:0::system:email:1"),
            ChangeKind::Modified,
            item(ItemClass::Event, ":system:email"),
        ),
        (wrote("accesses.create", "ACCESS:0:c3:1"), ChangeKind::Created, item(ItemClass::Access, "c3")),
        (wrote("accesses.create", "EVENT:0:c4:1"), ChangeKind::Created, None),
        (wrote("streams.create", "EVENT:0:c5:1"), ChangeKind::Created, None),
        (refused, ChangeKind::NotDone, None),
        (json!({"action": "events.delete"}), ChangeKind::Removed, None),
        (wrote("events.update", "EVENT:1:c7:1"), ChangeKind::Modified, None),
    ];
    let rows: Vec<Value> = (1..).zip(&cases).map(|(nth, (content, ..))| row(nth, "cka", content)).collect();
    let mut engine = opened(&[&log(&rows)]);
    let mut told = list(&mut engine, None, 0, 500).rows;
    told.extend(list(&mut engine, Some(ChangeKind::NotDone), 0, 500).rows);
    assert_eq!(told.len(), cases.len());
    for (record, (content, kind, item)) in rows.iter().zip(&cases) {
        let line = told.iter().find(|line| record["id"] == line.row.id).unwrap();
        assert_eq!((line.kind, &line.item), (*kind, item), "{content}");
        // The record says the same of itself.
        let Reply::Record(Some(detail)) = engine.handle(Command::Record { id: line.row.id.clone() }) else {
            panic!("no record {}", line.row.id);
        };
        assert_eq!(&ItemRef::of(&detail.record), item, "{content}");
    }
    assert_eq!(list(&mut engine, None, 0, 0).named, 3);
}

#[test]
fn what_no_filter_can_say_has_a_number_alone() {
    // So many methods that no filter holds them all; and a record without an access.
    let mut rows: Vec<Value> =
        (1..=150).map(|nth| row(nth, "cka", &json!({"action": format!("things{nth}.create")}))).collect();
    let mut nobody = row(200, "cka", &json!({"action": "events.create"}));
    nobody["streamIds"] = json!([":_audit:action-events.create"]);
    rows.push(nobody);
    let mut engine = opened(&[&log(&rows)]);
    let told = list(&mut engine, None, 0, 0);
    let created = |line: &[Counted; 4]| (line[0].count, line[0].query.is_some());
    assert_eq!((created(&told.kinds), told.query), ((151, false), None));
    let lines: Vec<_> = told.accesses.iter().map(|line| (line.access.as_deref(), created(&line.kinds))).collect();
    assert_eq!(lines, [(Some("cka"), (150, false)), (None, (1, false))]);
}
