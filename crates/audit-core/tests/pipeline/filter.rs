//! Filtering and counting.

use std::collections::BTreeMap;

use audit_core::engine::{AccessName, BarUnit, Command, ViewRequest};
use audit_core::query::{Field, Query};
use audit_core::time::Zone;
use serde_json::Value;

use super::support::{ONE_ACCOUNT, all_rows, an_access, groups, opened, request, rows, view};

fn events() -> Vec<Value> {
    let file: Value = serde_json::from_slice(ONE_ACCOUNT).unwrap();
    file["events"].as_array().unwrap().clone()
}

fn ids(events: &[Value], keep: impl Fn(&Value) -> bool) -> Vec<String> {
    let mut ids: Vec<String> =
        events.iter().filter(|event| keep(event)).map(|event| event["id"].as_str().unwrap().to_owned()).collect();
    ids.sort_unstable();
    ids
}

type Keep<'a> = Box<dyn Fn(&Value) -> bool + 'a>;

/// Each filter beside a plain reading of the same JSON.
#[test]
fn filters_agree_with_a_plain_reading() {
    let action = |event: &Value| event["content"]["action"].as_str().unwrap().to_owned();
    let error = |event: &Value| event["content"]["id"].as_str().map(str::to_owned);
    let on = |event: &Value, access: &str| {
        event["streamIds"]
            .as_array()
            .unwrap()
            .iter()
            .any(|id| id.as_str().unwrap() == format!(":_audit:access-{access}"))
    };
    let cases: Vec<(&str, Keep)> = vec![
        ("", Box::new(|_| true)),
        ("action:events.get", Box::new(|event| action(event) == "events.get")),
        ("action:events", Box::new(|event| action(event).starts_with("events."))),
        (
            "action:events.get action:streams.get",
            Box::new(|event| matches!(action(event).as_str(), "events.get" | "streams.get")),
        ),
        (
            "action:events.get,streams.get",
            Box::new(|event| matches!(action(event).as_str(), "events.get" | "streams.get")),
        ),
        ("-action:events.get", Box::new(|event| action(event) != "events.get")),
        ("status:ok", Box::new(|event| error(event).is_none())),
        ("-status:ok", Box::new(|event| error(event).is_some())),
        ("status:403", Box::new(|event| error(event).as_deref() == Some("forbidden"))),
        ("error:unknown-*", Box::new(|event| error(event).is_some_and(|id| id.starts_with("unknown-")))),
        ("action:events.get status:error", Box::new(|event| action(event) == "events.get" && error(event).is_some())),
        (
            "status:>=400 status:<500",
            Box::new(|event| {
                error(event).is_some_and(|id| !matches!(id.as_str(), "unexpected-error" | "api-unavailable"))
            }),
        ),
        ("time:2026-11-23T19:00Z.. time:..2026-11-23T18:59Z", Box::new(|_| false)),
        ("access:invalid", Box::new(|event| on(event, "invalid"))),
        (
            "ip:203.0.113.*",
            Box::new(|event| {
                event["content"]["source"]["ip"]
                    .as_str()
                    .unwrap_or_default()
                    .split(", ")
                    .any(|ip| ip.starts_with("203.0.113."))
            }),
        ),
        ("time:2026-11-23T19:00Z..", Box::new(|event| event["time"].as_f64().unwrap() >= 1_795_460_400.0)),
        ("time:..2026-11-23T18:59Z", Box::new(|event| event["time"].as_f64().unwrap() < 1_795_460_400.0)),
        ("time:2025", Box::new(|_| false)),
        (
            "\"cannot find access\"",
            Box::new(|event| {
                event["content"]["message"].as_str().unwrap_or_default().to_lowercase().contains("cannot find access")
            }),
        ),
        (
            "op:auth",
            Box::new(|event| {
                [
                    "auth.",
                    "mfa.",
                    "oauth.token",
                    "account.changePassword",
                    "account.requestPasswordReset",
                    "account.resetPassword",
                    "account.verifyEmail",
                ]
                .iter()
                .any(|start| action(event).starts_with(start))
            }),
        ),
    ];
    let (mut engine, _) = opened(ONE_ACCOUNT);
    for (query, keep) in cases {
        let snapshot = view(&mut engine, query);
        assert_eq!(snapshot.diagnostics, [], "{query}");
        let mut found: Vec<String> = all_rows(&mut engine).into_iter().map(|row| row.id).collect();
        found.sort_unstable();
        assert_eq!(found, ids(&events(), keep), "{query}");
        assert_eq!(snapshot.matched as usize, found.len(), "{query}");
        assert_eq!(groups(&mut engine).values().flat_map(BTreeMap::values).sum::<u32>(), snapshot.matched);
        assert_eq!(snapshot.days.iter().map(|day| day.count).sum::<u32>(), snapshot.matched);
        assert_eq!(snapshot.bars.bars.iter().flat_map(|bar| bar.counts).sum::<u32>(), snapshot.matched, "{query}");
    }
}

#[test]
fn groups_are_counts_of_the_records() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    view(&mut engine, "");
    for (method, statuses) in groups(&mut engine) {
        let same = events().iter().filter(|event| event["content"]["action"] == method.as_str()).count();
        assert_eq!(statuses.values().sum::<u32>() as usize, same, "{method}");
    }
}

/// What is clicked in the groups is what they count, whatever else is like it.
#[test]
fn a_group_filters_to_its_own_count() {
    let event = |id: &str, action: &str, error: &str| {
        let error = if error.is_empty() { String::new() } else { format!(r#","id":"{error}""#) };
        format!(r#"{{"id":"{id}","type":"audit-log/x","time":1,"content":{{"action":"{action}"{error}}}}}"#)
    };
    let rows = [
        event("a", "events.get", ""),
        // A 4xx of which the number is not known, beside exact ones.
        event("b", "events.get", "invalid-access-token"),
        event("c", "events.get", "forbidden"),
        event("d", "events.get", "unknown-resource"),
        // An error of which nothing is known.
        event("e", "events.get", "brand-new"),
        event("f", "oauth.token.issued", ""),
        event("g", "oauth.token.issued.client_credentials", ""),
        event("h", "oauth.token.issued.client_credentials", ""),
        // The older log records statuses: 403 is one group, and 200 is not `2xx`.
        r#"{"id":"i","time":1,"action":"GET /events","status":403}"#.to_owned(),
        r#"{"id":"j","time":1,"action":"GET /events","status":200}"#.to_owned(),
        r#"{"id":"k","time":1,"action":"GET /events","status":999}"#.to_owned(),
        r#"{"id":"l","time":1,"action":"*","status":200}"#.to_owned(),
    ];
    let expected = [
        ("events.get", "403", 2),
        ("events.get", "200", 1),
        ("events.get", "999", 1),
        ("events.get", "404", 1),
        ("events.get", "2xx", 1),
        ("events.get", "4xx", 1),
        ("events.get", "error", 1),
        ("oauth.token.issued.client_credentials", "2xx", 2),
        ("oauth.token.issued", "2xx", 1),
        ("*", "200", 1),
    ];
    let (mut engine, _) = opened(format!("[{}]", rows.join(",")).as_bytes());
    view(&mut engine, "");
    let mut found: Vec<(String, String, u32)> = groups(&mut engine)
        .into_iter()
        .flat_map(|(method, statuses)| statuses.into_iter().map(move |(status, count)| (method.clone(), status, count)))
        .collect();
    let mut wanted: Vec<_> =
        expected.iter().map(|(method, status, count)| ((*method).to_owned(), (*status).to_owned(), *count)).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    for (method, status, count) in expected {
        let query = Query::default()
            .with_field(Field::Action, &[Field::Action.exactly(method)])
            .with_field(Field::Status, &[Field::Status.exactly(status)]);
        let (again, diagnostics) = Query::parse(&query.to_string());
        assert_eq!((&again, diagnostics), (&query, vec![]));
        assert_eq!(view(&mut engine, &query.to_string()).matched, count, "{query}");
    }
    // The shorter words keep their wider meaning.
    for (query, count) in [("status:4xx", 4), ("status:error", 6), ("status:ok", 6), ("action:oauth.token.issued", 3)] {
        assert_eq!(view(&mut engine, query).matched, count, "{query}");
    }
}

#[test]
fn a_mistake_keeps_the_last_good_result() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    let good = (view(&mut engine, "status:403").matched, groups(&mut engine));
    let bad = view(&mut engine, "acton:x");
    assert_eq!(bad.diagnostics.len(), 1);
    assert_eq!((bad.matched, groups(&mut engine)), good);
}

#[test]
fn a_mistake_does_not_fall_back_to_half_a_word() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    let settled = view(&mut engine, "status:403").matched;
    let mut typed = |query: &str| {
        let request = ViewRequest { draft: true, ..request(query) };
        match engine.handle(Command::View(request)) {
            audit_core::engine::Reply::View(snapshot) => (snapshot.matched, snapshot.diagnostics.len()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(typed("zzzqqq"), (0, 0), "shown while it is typed");
    assert_eq!(typed("zzzqqq:"), (settled, 1));
    assert_eq!(typed("status:ok").1, 0);
    assert_eq!(view(&mut engine, "acton:x").matched, settled);
}

#[test]
fn accesses_are_found_by_name() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    assert!(!view(&mut engine, "").some_named);
    let base = an_access(&mut engine);
    let by_id = view(&mut engine, &format!("access:{base}")).matched;
    let name = AccessName { base, name: "Diet App".to_owned(), kind: "app".to_owned(), ..AccessName::default() };
    engine.handle(Command::Names(vec![name.into()]));
    assert!(view(&mut engine, "").some_named);
    for query in ["access:\"diet app\"", "access:Diet*", "\"Diet app\""] {
        let snapshot = view(&mut engine, query);
        assert_eq!(snapshot.matched, by_id, "{query}");
    }
    assert!(by_id > 0 && all_rows(&mut engine).iter().all(|row| row.access_name.as_deref() == Some("Diet App")));
}

#[test]
fn rows_come_with_the_view() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    let asked = ViewRequest { rows: (1, 2), ..request("status:403") };
    let audit_core::engine::Reply::View(snapshot) = engine.handle(Command::View(asked)) else { panic!() };
    assert_eq!(snapshot.rows.len(), 2);
    assert_eq!(snapshot.rows, rows(&mut engine, 1, 2));
}

#[test]
fn days_and_bars_follow_the_zone() {
    // Two records an hour apart, on either side of midnight in Zurich.
    let file = br#"[{"id":"a","time":1795473000,"action":"GET /events","status":200},{"id":"b","time":1795476600,"action":"GET /events","status":500}]"#;
    let (mut engine, _) = opened(file);
    let zurich = Zone { name: "Europe/Zurich".to_owned(), first_offset_s: 3600, transitions: Vec::new() };
    let request = ViewRequest { zone: zurich, bars: 2, ..request("") };
    let audit_core::engine::Reply::View(snapshot) = engine.handle(Command::View(request)) else { panic!() };
    let days: Vec<_> = snapshot.days.iter().map(|day| (day.date.as_str(), day.first_row, day.count)).collect();
    assert_eq!(days, [("2026-11-24", 0, 1), ("2026-11-23", 1, 1)]);
    assert_eq!(snapshot.bars.unit, BarUnit::Hour);
    let counts: Vec<_> = snapshot.bars.bars.iter().map(|bar| bar.counts).collect();
    assert_eq!(counts, [[1, 0, 0, 0], [0, 0, 1, 0]]);
}

#[test]
fn one_wrong_time_does_not_take_the_chart() {
    let bars = |times: &[i64]| {
        let rows: Vec<String> = times
            .iter()
            .map(|time| format!(r#"{{"id":"{time}","time":{time},"action":"x.y","status":200}}"#))
            .collect();
        let (mut engine, _) = opened(format!("[{}]", rows.join(",")).as_bytes());
        let request = ViewRequest { now_ms: 1_795_000_000_000, ..request("") };
        match engine.handle(Command::View(request)) {
            audit_core::engine::Reply::View(snapshot) => snapshot.bars.bars,
            other => panic!("{other:?}"),
        }
    };
    let drawn = |times: &[i64]| bars(times).iter().flat_map(|bar| bar.counts).sum::<u32>();
    // The year 9999; long before computers; and both.
    let usual = [1_794_000_000, 1_794_900_000];
    assert_eq!(drawn(&[usual[0], usual[1], 253_400_000_000]), 2);
    assert_eq!(drawn(&[usual[0], usual[1], -60_000_000_000]), 2);
    assert_eq!(drawn(&[usual[0], usual[1], -60_000_000_000, 253_400_000_000]), 2);
    // A log of another century alone is drawn where it is.
    assert_eq!(drawn(&[253_400_000_000, 253_400_000_100]), 2);
    assert_eq!(drawn(&[-60_000_000_000, -60_000_000_100]), 2);
}
