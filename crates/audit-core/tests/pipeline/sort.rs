//! The order of the list, beside a plain sort of the same rows.

use std::cmp::{Ordering, Reverse};
use std::net::Ipv4Addr;

use audit_core::engine::{AccessName, Command, ExportFormat, Reply, Row};
use audit_core::record::Status;
use audit_core::sorting::{Column, Order};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{ONE_ACCOUNT, all_rows, detail, export, opened, view, view_in};

fn both(column: Column) -> [Order; 2] {
    [false, true].map(|descending| Order { column, descending })
}

/// How two rows stand to each other, as a person would put them; nothing stands last.
fn compare(a: &Row, b: &Row, order: Order) -> Ordering {
    fn beside<K: Ord>(a: Option<K>, b: Option<K>, descending: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if descending => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
    let down = order.descending;
    match order.column {
        Column::Time => beside(Some(a.time_ms), Some(b.time_ms), down),
        Column::Access => {
            let key = |row: &Row| {
                let access = row.access.clone()?;
                let name = row.access_name.clone().unwrap_or_else(|| access.base.clone());
                Some((name.to_lowercase(), name, access.base, access.serial))
            };
            beside(key(a), key(b), down)
        }
        Column::Action => {
            let key = |row: &Row| Some((row.method.to_lowercase(), row.method.clone()));
            beside(key(a), key(b), down)
        }
        Column::Status => {
            let key = |row: &Row| match row.status {
                Status::Recorded(200..=299) | Status::Derived(200..=299) | Status::Class(2) => (200, 0),
                Status::Recorded(code) | Status::Derived(code) => (code, 1),
                Status::Class(class) => (u16::from(class) * 100, 0),
                Status::Error => (u16::MAX, 0),
            };
            beside(Some(key(a)), Some(key(b)), down)
        }
        Column::Address => {
            let key = |row: &Row| {
                let first = row.addresses.first()?;
                Some(match first.parse::<Ipv4Addr>() {
                    Ok(address) => (0, address.octets(), String::new(), row.addresses.clone()),
                    Err(_) => (1, [0; 4], first.to_lowercase(), row.addresses.clone()),
                })
            };
            beside(key(a), key(b), down)
        }
    }
}

fn event(number: usize, time: i64, access: Option<&str>, action: &str, error: Option<&str>, ip: &str) -> Value {
    let mut streams = vec![format!(":_audit:action-{action}")];
    streams.extend(access.map(|access| format!(":_audit:access-{access}")));
    json!({"id": format!("id{number}"), "type": "audit-log/pryv-api", "time": time, "streamIds": streams,
        "content": {"action": action, "id": error, "source": {"name": "http", "ip": ip}}})
}

fn log(events: &[Value]) -> Vec<u8> {
    serde_json::to_vec(&json!({"events": events, "meta": {}})).unwrap()
}

/// The rows in an order are those of the default order, sorted without changing the
/// places of rows that are alike.
fn check(engine: &mut audit_core::engine::Engine, query: &str) {
    view(engine, query);
    let newest_first = all_rows(engine);
    for order in Column::ALL.into_iter().flat_map(both) {
        let snapshot = view_in(engine, query, order);
        assert_eq!(snapshot.order, order);
        let mut expected = newest_first.clone();
        if order == (Order { column: Column::Time, descending: false }) {
            expected.reverse();
        } else {
            expected.sort_by(|a, b| compare(a, b, order));
        }
        let ids = |rows: Vec<Row>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(all_rows(engine)), ids(expected), "{order:?} of {query:?}");
        if order.column == Column::Time {
            assert_eq!(snapshot.days.iter().map(|day| day.count).sum::<u32>(), snapshot.matched);
        } else {
            assert_eq!(snapshot.days, []);
        }
    }
}

#[test]
fn a_real_log_in_every_order() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    for query in ["", "status:error", "action:events.get", "nothing-holds-this"] {
        check(&mut engine, query);
    }
}

#[test]
fn addresses_stand_as_numbers_and_names_as_words() {
    let access = ["zed", "abc", "abd", "abd"];
    let ips = ["10.0.0.9", "9.0.0.10", "fe80::1", "10.0.0.10, 1.2.3.4"];
    let events: Vec<Value> = (0..4)
        .map(|at| event(at, 100 - i64::try_from(at).unwrap(), Some(access[at]), "events.get", None, ips[at]))
        .chain([event(4, 90, None, "events.get", None, "")])
        .collect();
    let (mut engine, _) = opened(&log(&events));
    // A name comes after the log was first sorted.
    let ids = |engine: &mut audit_core::engine::Engine, key: &str| {
        view_in(engine, "", Order::from_key(key).unwrap());
        all_rows(engine).into_iter().map(|row| row.id.trim_start_matches("id").to_owned()).collect::<String>()
    };
    assert_eq!(ids(&mut engine, "address"), "10324");
    assert_eq!(ids(&mut engine, "-address"), "23014");
    assert_eq!(ids(&mut engine, "access"), "12304");
    let name = |base: &str, name: &str| AccessName {
        base: base.to_owned(),
        name: name.to_owned(),
        kind: "app".to_owned(),
        ..AccessName::default()
    };
    engine.handle(Command::Names(vec![
        name("zed", "Écran").into(),
        name("abd", "bank").into(),
        name("abc", "Cash").into(),
    ]));
    assert_eq!(ids(&mut engine, "access"), "23104");
    assert_eq!(ids(&mut engine, "-access"), "01234");
}

#[test]
fn an_action_written_in_two_ways_is_one() {
    let events = [
        event(0, 40, None, "GET /events", None, ""),
        event(1, 30, None, "events.get", None, ""),
        event(2, 20, None, "GET /events", None, ""),
        event(3, 10, None, "accesses.get", None, ""),
    ];
    let (mut engine, _) = opened(&log(&events));
    check(&mut engine, "");
}

#[test]
fn neighbors_and_days_follow_the_order() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    let newest = view(&mut engine, "");
    let oldest = view_in(&mut engine, "", Order::from_key("time").unwrap());
    let rows = all_rows(&mut engine);
    for day in &oldest.days {
        let first = &rows[day.first_row as usize];
        assert!(first.time_ms >= day.start_ms);
        assert!(day.first_row == 0 || rows[day.first_row as usize - 1].time_ms < day.start_ms);
    }
    let dates = |days: &[audit_core::engine::Day]| days.iter().map(|day| day.date.clone()).collect::<Vec<_>>();
    let mut turned = dates(&oldest.days);
    turned.reverse();
    assert_eq!(turned, dates(&newest.days));
    view_in(&mut engine, "", Order::from_key("-status").unwrap());
    let rows = all_rows(&mut engine);
    let second = detail(&mut engine, &rows[1].id).unwrap();
    assert_eq!(second.index, Some(1));
    assert_eq!(second.neighbors, (Some(rows[0].id.clone()), Some(rows[2].id.clone())));
}

#[test]
fn a_record_that_the_filter_leaves_out_stands_between_those_of_its_time() {
    let actions = ["a.a", "b.b", "a.a", "b.b", "a.a"];
    let times = [50, 40, 30, 20, 10];
    let events: Vec<Value> = (0..5).map(|at| event(at, times[at], None, actions[at], None, "")).collect();
    let (mut engine, _) = opened(&log(&events));
    view(&mut engine, "");
    let ids: Vec<String> = all_rows(&mut engine).into_iter().map(|row| row.id).collect();
    let at = |index: usize| Some(ids[index].clone());
    for (order, query, opened, before, after) in [
        ("-time", "action:a.a", 1, at(0), at(2)),
        ("time", "action:a.a", 1, at(2), at(0)),
        ("-time", "action:b.b", 0, None, at(1)),
        ("-time", "action:b.b", 4, at(3), None),
        ("-time", "action:c.c", 2, None, None),
        ("status", "action:a.a", 1, None, None),
    ] {
        view_in(&mut engine, query, Order::from_key(order).unwrap());
        let shown = detail(&mut engine, &ids[opened]).unwrap();
        assert_eq!((shown.index, shown.neighbors), (None, (before, after)), "{order} {query} {opened}");
    }
}

#[test]
fn a_table_follows_the_order_and_verbatim_lines_do_not() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    view(&mut engine, "");
    let (lines, _) = export(&mut engine, ExportFormat::JsonLines);
    view_in(&mut engine, "", Order::from_key("address").unwrap());
    let shown: Vec<String> = all_rows(&mut engine).into_iter().map(|row| row.id).collect();
    let (table, _) = export(&mut engine, ExportFormat::Csv);
    let mut reader = csv::Reader::from_reader(&*table);
    let saved: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
    assert_eq!(saved, shown);
    assert_eq!(export(&mut engine, ExportFormat::JsonLines).0, lines);
}

#[test]
fn keys_are_read_back_and_choosing_twice_turns_round() {
    for order in Column::ALL.into_iter().flat_map(both) {
        assert_eq!(Order::from_key(&order.key()), Some(order));
        assert_eq!(order.choose(order.column), Order { descending: !order.descending, ..order });
    }
    assert_eq!(Order::default().choose(Column::Status), Order::from_key("status").unwrap());
    assert_eq!(Order::from_key("status").unwrap().choose(Column::Time), Order::default());
    for key in ["", "-", "--time", "Time", "size"] {
        assert_eq!(Order::from_key(key), None, "{key}");
    }
}

#[test]
fn a_time_is_found_in_either_order() {
    let times = [50, 40, 40, 30, 10];
    let events: Vec<Value> =
        times.iter().enumerate().map(|(at, time)| event(at, *time, None, "events.get", None, "")).collect();
    let (mut engine, _) = opened(&log(&events));
    let mut found = |key: &str, from: i64, until: i64| {
        view_in(&mut engine, "", Order::from_key(key).unwrap());
        engine.handle(Command::Find { from_ms: from * 1000, until_ms: until * 1000 })
    };
    // From, until, the row newest first, and the one oldest first.
    let cases = [
        (40, 41, Some(1), Some(2)),
        (35, 36, Some(3), Some(2)),
        (10, 60, Some(0), Some(0)),
        (51, 60, Some(0), None),
        (0, 10, None, Some(0)),
    ];
    for (from, until, newest_first, oldest_first) in cases {
        assert_eq!(found("-time", from, until), Reply::Found(newest_first), "{from}..{until}");
        assert_eq!(found("time", from, until), Reply::Found(oldest_first), "{from}..{until}");
        assert_eq!(found("status", from, until), Reply::Found(None));
    }
}

proptest! {
    #[test]
    fn any_log_in_every_order(
        rows in prop::collection::vec(
            (0..4_i64, prop::option::of("[abAB]{1,2}"), "[a-c]\\.(get|GET)", 0..5_usize, "([0-9]{1,2}(\\.[0-9]{1,3}){3}|[a-cA-C]{0,3})"),
            0..60,
        ),
    ) {
        let errors = [None, Some("forbidden"), Some("invalid-access-token"), Some("unexpected-error"), Some("new")];
        let mut events: Vec<Value> = rows
            .iter()
            .enumerate()
            .map(|(at, (time, access, action, error, ip))| {
                event(at, *time, access.as_deref(), action, errors[*error], ip)
            })
            .collect();
        events.sort_by_key(|event| Reverse(event["time"].as_i64()));
        let (mut engine, _) = opened(&log(&events));
        check(&mut engine, "");
        check(&mut engine, "status:error");
    }
}
