//! What the topics share: random logs, the engine that reads them, and the walk over
//! their records.

use std::collections::{BTreeMap, BTreeSet};

use audit_core::engine::{AccessName, Answer, Command, Engine, Origin, Question, Reply, Snapshot, ViewRequest};
use audit_core::explore::Dimension;
use audit_core::record::{MASKED, Outcome, Record};
use audit_core::sorting::Order;
use audit_core::time::Zone;
use chrono::{Datelike, Timelike};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const MINUTE_MS: i64 = 60_000;
/// 2026-10-24T12:00Z: in the night that follows, clocks in Zurich show an hour twice.
const FIRST_MS: i64 = 1_792_843_200_000;

/// Where the tests are: clocks go forward in March and back in October.
pub(crate) fn zurich() -> Zone {
    Zone {
        name: "Europe/Zurich".to_owned(),
        first_offset_s: 3600,
        transitions: vec![(1_774_746_000_000, 7200), (1_792_890_000_000, 3600)],
    }
}

/// Three zones; clocks of one are put forward by half an hour in the middle of the log.
pub(crate) fn zone() -> impl Strategy<Value = Zone> {
    let far = Zone { name: "far".to_owned(), first_offset_s: -36_000, transitions: vec![(FIRST_MS, -34_200)] };
    select(vec![Zone::utc(), zurich(), far])
}

/// One call as a server sends it, all but its id.
fn call() -> impl Strategy<Value = Value> {
    let accesses = vec![None, Some("cka"), Some("cka:2"), Some("ckb"), Some("ckc"), Some("invalid")];
    let times = prop_oneof![3 => 0..3000_i64, 1 => select(vec![-304_440_i64, -304_321, 780, 840, 7000])];
    let what = (
        select(vec!["events.get", "events.get", "events.getOne", "GET /events", "auth.login", "accesses.create"]),
        select(vec![None, None, Some("forbidden"), Some("invalid-access-token"), Some("brand-new")]),
        select(vec!["", "203.0.113.9", "203.0.113.9, 10.0.0.1, 203.0.113.9", "2001:db8::1", "10.0.0.10", "Ünknown"]),
        select(vec!["{}", r#"{"streams":["Diary"],"limit":"2"}"#, r#"{"limit":"9","streams":"[\"work\"]"}"#]),
    );
    let more = (
        select(vec!["http", "socket.io"]),
        select(vec![None, Some("nurse-17"), Some("doctor")]),
        select(vec![None, Some(vec!["Diary"]), Some(vec!["work", "Diary"]), Some(vec!["*"])]),
    );
    (times, select(accesses), what, more).prop_map(
        |(minute, access, (action, error, addresses, query), (source, caller, scoped))| {
            let mut content = json!({
                "action": action,
                "source": {"name": source, "ip": addresses},
                "query": serde_json::from_str::<Value>(query).unwrap(),
            });
            if let Some(error) = error {
                content["id"] = error.into();
                content["message"] = "No.".into();
            }
            if let Some(caller) = caller {
                content["callerId"] = caller.into();
            }
            if let Some(scoped) = scoped {
                content["scopedStreamIds"] = json!(scoped);
            }
            let kind = if error.is_some() { "audit-log/pryv-api-error" } else { "audit-log/pryv-api" };
            let streams: Vec<String> = access.iter().map(|access| format!(":_audit:access-{access}")).collect();
            json!({
                "streamIds": streams,
                "time": (FIRST_MS + minute * MINUTE_MS) / 1000,
                "type": kind,
                "content": content,
            })
        },
    )
}

/// Bodies of calls, in any order of time, or in one.
pub(crate) fn bodies() -> impl Strategy<Value = Vec<Vec<Value>>> {
    let bodies = prop::collection::vec(prop::collection::vec(call(), 0..60), 1..4);
    (bodies, any::<bool>()).prop_map(|(mut bodies, in_order)| {
        let mut number = 0;
        if in_order {
            bodies = vec![bodies.concat()];
            bodies[0].sort_by_key(|call| std::cmp::Reverse(call["time"].as_i64()));
        }
        for call in bodies.iter_mut().flatten() {
            number += 1;
            call["id"] = format!(":_audit:c{number:024}").into();
        }
        bodies
    })
}

pub(crate) struct Log {
    pub(crate) engine: Engine,
    /// Newest first.
    pub(crate) records: Vec<Record>,
}

impl Log {
    pub(crate) fn open(bodies: &[Vec<Value>]) -> Self {
        let mut engine = Engine::default();
        engine.handle(Command::Open(Origin::File));
        let name = |base: &str, name: &str| AccessName {
            base: base.to_owned(),
            name: name.to_owned(),
            kind: "app".to_owned(),
            ..AccessName::default()
        };
        engine.handle(Command::Names(vec![name("cka", "Diet app").into(), name("ckb", "Apple watch").into()]));
        for body in bodies {
            engine.handle(Command::BodyStart);
            engine.feed(json!({ "events": body }).to_string().as_bytes());
            engine.handle(Command::BodyEnd);
            // What is asked in between must not disturb what follows.
            ask_view(&mut engine, "", &Zone::utc(), Order::default());
            for dimension in Dimension::ALL {
                engine.handle(Command::Explore(super::groups::question(dimension)));
            }
            engine.handle(Command::Explore(Question::Items { first: 0, count: 1 }));
        }
        let mut log = Self { engine, records: Vec::new() };
        log.view("", &Zone::utc());
        log.records = log.shown().iter().map(|id| log.record(id)).collect();
        log
    }

    /// Looks through a filter.
    pub(crate) fn view(&mut self, query: &str, zone: &Zone) -> Snapshot {
        self.view_in(query, zone, Order::default())
    }

    pub(crate) fn view_in(&mut self, query: &str, zone: &Zone, order: Order) -> Snapshot {
        let snapshot = ask_view(&mut self.engine, query, zone, order);
        assert_eq!(snapshot.diagnostics, [], "{query}");
        snapshot
    }

    pub(crate) fn ask(&mut self, question: Question) -> Answer {
        match self.engine.handle(Command::Explore(question)) {
            Reply::Explored(answer) => answer,
            other => panic!("expected an answer, got {other:?}"),
        }
    }

    fn record(&mut self, id: &str) -> Record {
        match self.engine.handle(Command::Record { id: id.to_owned() }) {
            Reply::Record(Some(detail)) => detail.record,
            other => panic!("expected a record, got {other:?}"),
        }
    }

    /// The ids of the last view, in its order.
    pub(crate) fn shown(&mut self) -> Vec<String> {
        match self.engine.handle(Command::Rows { first: 0, count: 500 }) {
            Reply::Rows { rows, .. } => rows.into_iter().map(|row| row.id).collect(),
            other => panic!("expected rows, got {other:?}"),
        }
    }

    /// The records of the last view, in its order.
    pub(crate) fn matching(&mut self) -> Vec<Record> {
        let shown = self.shown();
        let by_id: BTreeMap<&str, &Record> = self.records.iter().map(|it| (it.id.as_str(), it)).collect();
        shown.iter().map(|id| by_id[id.as_str()].clone()).collect()
    }
}

fn ask_view(engine: &mut Engine, query: &str, zone: &Zone, order: Order) -> Snapshot {
    let request = ViewRequest {
        query: query.to_owned(),
        own_reads: false,
        draft: false,
        order,
        zone: zone.clone(),
        bars: 40,
        rows: (0, 0),
        now_ms: 1_795_000_000_000,
    };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => *snapshot,
        other => panic!("expected a view, got {other:?}"),
    }
}

/// The distinct values of a record.
pub(crate) fn values(record: &Record, dimension: Dimension, zone: &Zone) -> BTreeSet<String> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let local = zone.local(record.time_ms).unwrap();
    match dimension {
        Dimension::Action => [record.method.clone()].into(),
        Dimension::Operation => [record.operation.label().to_owned()].into(),
        Dimension::Status => [record.status.label()].into(),
        Dimension::Error => record.error_id.iter().cloned().collect(),
        Dimension::Access => record.access.iter().map(|access| access.base.clone()).collect(),
        Dimension::Address => record.addresses.iter().cloned().collect(),
        Dimension::Source => record.source.iter().cloned().collect(),
        Dimension::Caller => record.caller.iter().filter(|caller| *caller != MASKED).cloned().collect(),
        Dimension::Stream => {
            let query = record.query.as_deref().unwrap_or_default();
            let asked = ["Diary", "work"].into_iter().filter(|stream| query.contains(stream));
            asked.map(str::to_owned).chain(record.scoped_streams.iter().cloned()).collect()
        }
        Dimension::Hour => [local.hour().to_string()].into(),
        Dimension::Weekday => [DAYS[local.weekday().num_days_from_monday() as usize].to_owned()].into(),
        Dimension::Day => [local.date().to_string()].into(),
    }
}

/// A name that the tests gave to an access.
pub(crate) fn name(dimension: Dimension, value: &str) -> Option<String> {
    let name = match value {
        "cka" => "Diet app",
        "ckb" => "Apple watch",
        _ => return None,
    };
    (dimension == Dimension::Access).then(|| name.to_owned())
}

pub(crate) fn outcome_place(record: &Record) -> usize {
    Outcome::ALL.iter().position(|outcome| *outcome == record.status.outcome()).unwrap()
}

/// A term of a filter: of which dimension, and whether a value alone passes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Term {
    pub(crate) dimension: Option<Dimension>,
    pub(crate) text: &'static str,
    pub(crate) fits: fn(&str) -> bool,
}

impl Term {
    pub(crate) fn is_negated(&self) -> bool {
        self.text.starts_with('-')
    }
}

pub(crate) fn terms() -> impl Strategy<Value = Vec<Term>> {
    let term = |dimension, text, fits| Term { dimension: Some(dimension), text, fits };
    let terms = vec![
        term(Dimension::Action, "action:=events.get", |value| value == "events.get"),
        term(Dimension::Action, "action:events", |value| value.starts_with("events.")),
        term(Dimension::Action, "-action:auth.login", |value| value == "auth.login"),
        term(Dimension::Operation, "operation:read", |value| value == "read"),
        term(Dimension::Operation, "-operation:auth,consent", |value| ["auth", "consent"].contains(&value)),
        term(Dimension::Status, "status:403", |value| value == "403"),
        term(Dimension::Status, "-status:4xx", |value| value.starts_with('4')),
        term(Dimension::Status, "status:=4xx", |value| value == "4xx"),
        term(Dimension::Error, "error:forbidden,brand-new", |value| ["forbidden", "brand-new"].contains(&value)),
        term(Dimension::Access, "access:ckb", |value| value == "ckb"),
        term(Dimension::Access, "access:\"Diet app\"", |value| value == "cka"),
        term(Dimension::Access, "-access:=invalid", |value| value == "invalid"),
        term(Dimension::Address, "ip:10.0.0.1", |value| value == "10.0.0.1"),
        term(Dimension::Address, "-ip:203.*", |value| value.starts_with("203.")),
        term(Dimension::Day, "time:2026-10-25", |value| value == "2026-10-25"),
        term(Dimension::Day, "-time:2026-10-26", |value| value == "2026-10-26"),
        Term { dimension: None, text: "diary", fits: |_| false },
        Term { dimension: None, text: "-doctor", fits: |_| false },
    ];
    prop::collection::vec(select(terms), 0..4)
}

pub(crate) fn text<'a>(terms: impl IntoIterator<Item = &'a Term>) -> String {
    terms.into_iter().map(|term| term.text).collect::<Vec<_>>().join(" ")
}
