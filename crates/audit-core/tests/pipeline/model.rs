//! The engine against a model of it that is too simple to be wrong: a list of
//! records, walked through for every question. Random logs, arriving in random
//! pieces; random filters.

use std::collections::{BTreeMap, BTreeSet};

use audit_core::engine::{Command, Engine, ExportFormat, Origin, Reply};
use audit_core::store::Source;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::support::{all_rows, detail, export, export_start, groups, view};

const DAY_S: i64 = 86_400;
const FIRST_DAY_S: i64 = 1_790_812_800; // 2026-10-01

/// One record, as the model knows it.
#[derive(Debug, Clone)]
struct Row {
    id: u8,
    /// Quarters of a day: many records share a time.
    quarter: i64,
    action: &'static str,
    access: Option<&'static str>,
    error: Option<(&'static str, u16)>,
    addresses: Vec<&'static str>,
    query: Option<&'static str>,
    message: &'static str,
}

impl Row {
    fn event(&self) -> String {
        let mut content = json!({"action": self.action, "source": {"name": "http", "ip": self.addresses.join(", ")}});
        if let Some(query) = self.query {
            content["query"] = serde_json::from_str(query).unwrap();
        }
        if let Some((id, _)) = self.error {
            content["id"] = id.into();
            content["message"] = self.message.into();
        }
        let streams: Vec<String> = self.access.iter().map(|access| format!(":_audit:access-{access}")).collect();
        let kind = if self.error.is_some() { "audit-log/pryv-api-error" } else { "audit-log/pryv-api" };
        json!({"id": format!(":_audit:c{:024}", self.id), "streamIds": streams, "time": self.time_s(), "type": kind,
            "content": content})
        .to_string()
    }

    fn time_s(&self) -> i64 {
        FIRST_DAY_S + self.quarter * DAY_S / 4
    }

    fn status(&self) -> u16 {
        self.error.map_or(200, |(_, status)| status)
    }

    /// What free text may be found in.
    fn texts(&self) -> Vec<String> {
        let mut texts = vec![self.action.to_owned(), self.message_shown().to_owned()];
        texts.extend(self.query.map(str::to_owned));
        texts.extend(self.addresses.iter().map(ToString::to_string));
        texts.extend(self.access.map(str::to_owned));
        texts.extend(self.error.map(|(id, _)| id.to_owned()));
        texts.push("http".to_owned());
        texts
    }

    fn message_shown(&self) -> &str {
        if self.error.is_some() { self.message } else { "" }
    }
}

fn row() -> impl Strategy<Value = Row> {
    (
        0..60_u8,
        0..40_i64,
        select(vec!["events.get", "events.getOne", "events.create", "auth.login", "callBatch"]),
        select(vec![None, Some("cka"), Some("ckb"), Some("ckc")]),
        select(vec![None, None, None, Some(("forbidden", 403)), Some(("unexpected-error", 500))]),
        select(vec![vec![], vec!["203.0.113.9"], vec!["203.0.113.9", "10.0.0.1"], vec!["2001:db8::1"]]),
        select(vec![None, Some("{}"), Some(r#"{"streams":["Diary"]}"#), Some(r#"{"limit":"20"}"#)]),
        select(vec!["Session expired é", "No diary here"]),
    )
        .prop_map(|(id, quarter, action, access, error, addresses, query, message)| Row {
            id,
            quarter,
            action,
            access,
            error,
            addresses,
            query,
            message,
        })
}

/// One term of a filter, and its field: positive terms of one field are alternatives.
#[derive(Debug, Clone)]
struct Term {
    negated: bool,
    field: &'static str,
    value: &'static str,
}

fn term() -> impl Strategy<Value = Term> {
    let terms = vec![
        ("action", "events.get"),
        ("action", "events"),
        ("action", "auth.login"),
        ("operation", "read"),
        ("status", "403"),
        ("status", "4xx"),
        ("status", "ok"),
        ("status", "error"),
        ("access", "cka"),
        ("access", "ckb"),
        ("ip", "10.0.0.1"),
        ("ip", "203.*"),
        ("error", "forbidden"),
        ("time", "2026-10-03"),
        ("time", "2026-10-02..2026-10-05"),
        ("text", "diary"),
        ("text", "É"),
        ("text", "EXPIRED"),
        ("text", "20"),
    ];
    (prop::bool::weighted(0.25), select(terms)).prop_map(|(negated, (field, value))| Term { negated, field, value })
}

impl Term {
    fn holds(&self, row: &Row) -> bool {
        let day = FIRST_DAY_S + row.quarter / 4 * DAY_S;
        match (self.field, self.value) {
            ("action", "events") => row.action.starts_with("events."),
            ("action", value) => row.action == value,
            ("operation", _) => matches!(row.action, "events.get" | "events.getOne"),
            ("status", "4xx") => row.status() / 100 == 4,
            ("status", "ok") => row.error.is_none(),
            ("status", "error") => row.error.is_some(),
            ("status", value) => row.status().to_string() == value,
            ("access", value) => row.access == Some(value),
            ("ip", "203.*") => row.addresses.iter().any(|address| address.starts_with("203.")),
            ("ip", value) => row.addresses.contains(&value),
            ("error", value) => row.error.is_some_and(|(id, _)| id == value),
            ("time", "2026-10-03") => day == FIRST_DAY_S + 2 * DAY_S,
            ("time", _) => (FIRST_DAY_S + DAY_S..=FIRST_DAY_S + 4 * DAY_S).contains(&day),
            (_, word) => row.texts().iter().any(|text| folded(text).contains(&folded(word))),
        }
    }

    fn text(&self) -> String {
        let minus = if self.negated { "-" } else { "" };
        if self.field == "text" {
            format!("{minus}{}", self.value)
        } else {
            format!("{minus}{}:{}", self.field, self.value)
        }
    }

    /// Values side by side are alternatives; ranges and words are not.
    fn is_alternative(&self) -> bool {
        !self.negated && self.field != "text" && !self.value.contains("..")
    }
}

/// Words are found whatever their case and accents.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('é', "e")
}

fn matches(row: &Row, terms: &[Term]) -> bool {
    let mut fields: BTreeMap<&str, bool> = BTreeMap::new();
    for term in terms.iter().filter(|term| term.is_alternative()) {
        *fields.entry(term.field).or_default() |= term.holds(row);
    }
    fields.values().all(|any| *any)
        && terms.iter().filter(|term| !term.is_alternative()).all(|term| term.holds(row) != term.negated)
}

#[derive(Debug)]
struct File(Vec<u8>);

impl Source for File {
    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>> {
        let start = usize::try_from(start).ok()?;
        Some(self.0.get(start..(start + length).min(self.0.len()))?.to_vec())
    }
}

/// Reads bodies in chunks, as one file that can be read again or as replies.
fn read(bodies: &[Vec<Row>], chunk: usize, from_file: bool) -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::File));
    let body = |rows: &[Row]| format!("{{\"events\":[{}]}}", rows.iter().map(Row::event).collect::<Vec<_>>().join(","));
    let texts: Vec<String> =
        if from_file { vec![body(&bodies.concat())] } else { bodies.iter().map(|b| body(b)).collect() };
    if from_file {
        engine.read_from(Box::new(File(texts[0].clone().into_bytes())));
    }
    for text in texts {
        engine.handle(Command::BodyStart);
        for bytes in text.as_bytes().chunks(chunk) {
            engine.feed(bytes);
        }
        engine.handle(Command::BodyEnd);
        // Views in between must not disturb what follows.
        view(&mut engine, "diary");
    }
    engine
}

proptest! {
    #[test]
    fn the_engine_is_the_model(
        bodies in proptest::collection::vec(proptest::collection::vec(row(), 0..40), 1..5),
        filters in proptest::collection::vec(proptest::collection::vec(term(), 0..5), 1..6),
        chunk in 1..3000_usize,
        from_file in any::<bool>(),
    ) {
        let mut engine = read(&bodies, chunk, from_file);
        // Of two with one id, neither of which says when it was changed, the greater text
        // takes the place of the first.
        let mut held: Vec<Row> = Vec::new();
        for row in bodies.concat() {
            match held.iter_mut().find(|held| held.id == row.id) {
                Some(held) if row.event() > held.event() => *held = row,
                Some(_) => {}
                None => held.push(row),
            }
        }
        for terms in filters {
            let mut expected: Vec<&Row> = held.iter().filter(|row| matches(row, &terms)).collect();
            // Newest first; of equal times in the order of arrival.
            expected.sort_by_key(|row| std::cmp::Reverse(row.quarter));
            let query = terms.iter().map(Term::text).collect::<Vec<_>>().join(" ");
            let snapshot = view(&mut engine, &query);
            prop_assert_eq!(&snapshot.diagnostics, &[], "{}", query);
            prop_assert_eq!((snapshot.loaded as usize, snapshot.matched as usize), (held.len(), expected.len()), "{}", query);

            let ids: Vec<String> = all_rows(&mut engine).into_iter().map(|row| row.id).collect();
            let expected_ids: Vec<String> = expected.iter().map(|row| format!(":_audit:c{:024}", row.id)).collect();
            prop_assert_eq!(ids, expected_ids, "{}", query);

            let mut by_action: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
            for row in &expected {
                let label = if row.error.is_none() { "2xx".to_owned() } else { row.status().to_string() };
                *by_action.entry(row.action.to_owned()).or_default().entry(label).or_default() += 1;
            }
            prop_assert_eq!(groups(&mut engine), by_action, "{}", query);

            let mut days: BTreeMap<i64, u32> = BTreeMap::new();
            for row in &expected {
                *days.entry((FIRST_DAY_S + row.quarter / 4 * DAY_S) * 1000).or_default() += 1;
            }
            let found: BTreeMap<i64, u32> = snapshot.days.iter().map(|day| (day.start_ms, day.count)).collect();
            prop_assert_eq!(found, days, "{}", query);
            let bars: u32 = snapshot.bars.bars.iter().flat_map(|bar| bar.counts).sum();
            prop_assert_eq!(bars, snapshot.matched, "{}", query);

            // Verbatim, out of the file or out of memory.
            let (file, _) = export(&mut engine, ExportFormat::JsonLines);
            let lines: Vec<&[u8]> = file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
            // And what else came under its id, behind it.
            let versions = |row: &&Row| {
                let all = bodies.concat().into_iter().filter(|other| other.id == row.id).map(|other| other.event());
                all.collect::<BTreeSet<String>>().into_iter().rev()
            };
            let expected: Vec<String> = expected.iter().flat_map(versions).collect();
            let records: Vec<&str> = lines[1..lines.len() - 1].iter().map(|line| std::str::from_utf8(line).unwrap()).collect();
            prop_assert_eq!(records, expected, "{}", query);
        }
    }
}

#[test]
fn a_file_that_changed_is_told_not_hidden() {
    let record = |id: &str| format!(r#"{{"id":"{id}","time":1,"action":"x.y","status":200}}"#);
    let text = format!("[{},{}]", record("a"), record("b"));
    // Cut off; written anew; and with another record where this one stood.
    let others = [text[..20].to_owned(), "x".repeat(text.len()), text.replace(r#""id":"a""#, r#""id":"c""#)];
    for changed in others {
        let mut engine = Engine::default();
        engine.handle(Command::Open(Origin::File));
        engine.read_from(Box::new(File(changed.into_bytes())));
        engine.handle(Command::BodyStart);
        engine.feed(text.as_bytes());
        engine.handle(Command::BodyEnd);
        view(&mut engine, "");
        // What is in columns is there; the verbatim record is not.
        let ids: Vec<Value> = all_rows(&mut engine).into_iter().map(|row| row.id.into()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(detail(&mut engine, "a").unwrap().raw, "");
        let (export, _) = export_start(&mut engine, ExportFormat::JsonLines);
        assert!(matches!(engine.handle(Command::ExportNext { export }), Reply::Slice { .. }), "the first line");
        assert_eq!(engine.handle(Command::ExportNext { export }), Reply::SourceGone);
    }
}
