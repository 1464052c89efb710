//! The breach-scope report, held to the one that the platform's tool made of the same records.

use audit_core::engine::{Answer, Command, Engine, Origin, Question};
use audit_core::insights::{BreachScope, CAVEATS};
use audit_core::pryv::Rights;
use audit_core::record::Generation;
use serde_json::{Value, json};

use super::support::{ACCESSES, LOG, STREAMS, ask, feed, log, opened, row, view};

const REPORT: &str = include_str!("../fixtures/breach-scope-report.json");
const ACCESS: &str = "jonzp46xv4g9kjefkmd3xcb7";
/// The period of that report.
const FROM_MS: i64 = 1_793_491_200_000;
const UNTIL_MS: i64 = 1_795_461_172_681;

/// What a client cannot know, or leaves to whoever hands the report on; docs/reports.md says
/// why of each.
const UNKNOWN: [&str; 13] = [
    "/generatedAt",
    "/tool/name",
    "/tool/version",
    "/instance/coreUrl",
    "/instance/coreId",
    "/instance/piiMode",
    "/subject/username",
    "/subject/userId",
    "/access/indexRow",
    "/access/indexDivergence",
    "/auditFilterConfig/storage",
    "/auditFilterConfig/syslog",
    "/caveats/text",
];

fn report(engine: &mut Engine, access: &str, from_ms: i64, until_ms: i64) -> BreachScope {
    match ask(engine, Question::BreachScope { access: access.to_owned(), from_ms, until_ms }) {
        Answer::BreachScope(report) => *report,
        other => panic!("expected a report, got {other:?}"),
    }
}

/// The places at which two values differ; places of a list have no number.
fn differences(ours: &Value, theirs: &Value, place: &str, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(left), Value::Object(right)) => {
            let names: Vec<&String> = left.keys().collect();
            assert_eq!(names, right.keys().collect::<Vec<_>>(), "{place}");
            for (name, value) in left {
                differences(value, &right[name], &format!("{place}/{name}"), found);
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            assert_eq!(left.len(), right.len(), "{place}");
            left.iter().zip(right).for_each(|(left, right)| differences(left, right, place, found));
        }
        _ if ours != theirs => {
            assert!(ours.is_null() || ours == "", "{place} says something else: {ours}, not {theirs}");
            found.push(place.to_owned());
        }
        _ => {}
    }
}

#[test]
fn it_equals_the_report_of_the_platforms_tool() {
    let mut engine = opened(&[LOG, ACCESSES, STREAMS]);
    let made = report(&mut engine, ACCESS, FROM_MS, UNTIL_MS);
    let (ours, theirs) = (serde_json::to_value(&made.report).unwrap(), serde_json::from_str(REPORT).unwrap());
    let mut found = Vec::new();
    differences(&ours, &theirs, "", &mut found);
    assert_eq!(serde_json::from_str::<Value>(&made.report.json()).unwrap(), ours, "as a file");
    found.dedup();
    let mut expected = UNKNOWN.map(str::to_owned);
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!((made.own_reads, made.more_evidence), (0, 0));
    assert_eq!(made.report.records.written.integrity_evidence.len(), 54);
    // Its evidence is a filter.
    assert_eq!(view(&mut engine, &made.query.unwrap()).matched, made.report.activity.total_calls);
}

#[test]
fn actions_stand_in_the_order_in_which_they_came_first() {
    let made = report(&mut opened(&[LOG]), ACCESS, FROM_MS, UNTIL_MS);
    let json = serde_json::to_string(&made.report).unwrap();
    let first = json.find("\"events.create\":").unwrap();
    assert!(first < json.find("\"streams.get\":").unwrap());
    assert!(json.contains("\"sinceTs\":1793491200,\"untilTs\":1795461172.681"));
    // The same again, whichever way it went.
    let again: audit_core::insights::Report = serde_json::from_str(&json).unwrap();
    assert_eq!(again, made.report);
}

#[test]
fn every_kind_of_row_is_counted_where_the_tool_counts_it() {
    let read = |count: Option<u64>, scoped: Value, total: u64| {
        let mut content = json!({"action": "events.get", "scopedStreamIds": scoped, "scopedStreamCount": total});
        if let Some(count) = count {
            content["recordCount"] = count.into();
        }
        content
    };
    let mut cut = read(Some(7), json!(["a", "b"]), 2);
    cut["recordCountIncomplete"] = true.into();
    let contents = [
        read(Some(2), json!(["a"]), 1),
        read(None, json!(["b", ":_audit:x"]), 500),
        read(Some(100), json!(["*"]), 1),
        cut,
        json!({"action": "events.getOne", "recordCount": 1}),
        json!({"action": "events.getAttachment"}),
        json!({"action": "accesses.get"}),
        json!({"action": "accesses.getOne"}),
        json!({"action": "auth.logout"}),
        json!({"action": "events.delete"}),
        json!({"action": "events.update", "record": {"key": "EVENT:0:i:1", "integrity": "EVENT:0:sha256-x"}}),
        // A batch repeats what an earlier call wrote.
        json!({"action": "streams.create", "record": {"key": "EVENT:0:i:1", "integrity": "EVENT:0:sha256-x"}}),
        json!({"action": "events.get", "id": "forbidden", "message": "No.", "recordCount": 9}),
    ];
    let versions = ["cka", "cka:10", "cka:2"];
    let mut rows: Vec<Value> =
        (1..).zip(&contents).map(|(nth, content)| row(nth, versions[nth as usize % 3], content)).collect();
    rows.push(row(50, "ckb", &json!({"action": "events.get"})));
    let mut engine = opened(&[&log(&rows)]);
    let made = report(&mut engine, "cka:2", 1000, 13_000).report;
    assert_eq!((made.access.id.as_str(), made.input.access_id.as_str()), ("cka", "cka:2"));
    assert_eq!(made.access.serials_seen, ["10", "2"]);
    assert_eq!((made.activity.total_calls, made.activity.error_calls), (13, 1));
    let read = &made.records.read;
    assert_eq!(
        (read.calls, read.records_read, read.calls_with_unknown_count, read.incomplete_count_calls),
        (5, 110, 1, 1)
    );
    let records = &made.records;
    let counts = [records.attachment_reads, records.metadata_read_calls, records.auth_calls, records.other_calls];
    assert_eq!((counts, records.deleted.calls, records.written.calls), ([1, 1, 1, 1], 1, 2));
    assert_eq!(records.written.integrity_evidence.len(), 1);
    let categories = &made.data_categories;
    let streams: Vec<_> =
        categories.streams.iter().map(|it| (it.id.as_str(), it.read_calls, it.records_upper_bound)).collect();
    assert_eq!(streams, [("a", 2, 9), ("b", 2, 7)]);
    assert_eq!((categories.full_scope_reads.calls, categories.full_scope_reads.records_read), (1, 100));
    assert_eq!(categories.external_store_streams.len(), 1);
    assert_eq!((categories.streams_truncated, categories.max_scoped_stream_count), (true, 500));
    // Both ends of the period belong to it, and nothing beyond.
    for ((from, until), calls) in [((2000, 3000), 2), ((2001, 2999), 0), ((0, 999), 0), ((13_000, i64::MAX), 1)] {
        let made = report(&mut engine, "cka", from, until);
        assert_eq!(made.report.activity.total_calls, calls, "{from} {until}");
        assert!(made.query.is_none() == (until == i64::MAX));
    }
    let nobody = report(&mut engine, "nobody", 0, 99_000).report;
    assert_eq!((nobody.activity.total_calls, nobody.activity.first_call_ts), (0, None));
    assert_eq!(nobody.caveats.len(), CAVEATS.len());
}

#[test]
fn what_pretends_to_be_this_page_is_counted_and_said() {
    let own = json!({"action": "events.get", "callerId": "audit-viewer", "query": {"streams": "[\":_audit:\"]"}});
    let rows = [row(1, "cka", &own), row(2, "cka", &json!({"action": "events.get"}))];
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::Server {
        rights: Rights::Everything,
        access: "cka".to_owned(),
        generation: Generation::Events,
        period_ms: (0, 10_000),
    }));
    feed(&mut engine, &log(&rows));
    let made = report(&mut engine, "cka", 0, 10_000);
    assert_eq!((made.report.activity.total_calls, made.own_reads), (2, 1));
}

#[test]
fn the_older_generation_is_counted_by_what_its_actions_mean() {
    let rows = json!({"auditLogs": [
        {"id": "a", "type": "audit/core", "time": 1, "action": "GET /events", "accessId": "ck1", "status": 200},
        {"id": "b", "type": "audit/core", "time": 2, "action": "POST /events", "accessId": "ck1", "status": 201},
        {"id": "c", "type": "audit/core", "time": 3, "action": "DELETE /events/ck9", "accessId": "ck1", "status": 403,
         "errorId": "forbidden"},
    ]});
    let made = report(&mut opened(&[rows.to_string().as_bytes()]), "ck1", 0, 9000).report;
    let actions: Vec<_> =
        made.activity.by_action.0.iter().map(|(name, it)| (name.as_str(), it.valid, it.error)).collect();
    assert_eq!(actions, [("events.get", 1, 0), ("events.create", 1, 0), ("events.delete", 0, 1)]);
    assert_eq!((made.records.read.calls_with_unknown_count, made.records.deleted.calls), (1, 0));
}
