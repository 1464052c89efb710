//! The engine against a plain reading of the language: random records, missing fields
//! among them, walked through for every random filter.

use std::collections::BTreeMap;

use audit_core::engine::{AccessName, Command, Engine};
use audit_core::names::Names;
use audit_core::query::{Query, push_down};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::support::{found, opened};

const HOUR_S: i64 = 3600;
/// 2026-10-22T00:00Z, a Thursday; three days later clocks in Zurich are set back.
const START_S: i64 = 1_792_627_200;
const NOW_S: i64 = START_S + 8 * 24 * HOUR_S;

#[derive(Debug, Clone)]
struct Row {
    hours: i64,
    legacy: bool,
    action: (&'static str, &'static str),
    access: Option<(&'static str, Option<u32>)>,
    error: Option<(&'static str, &'static str, u16)>,
    addresses: Vec<&'static str>,
    caller: Option<&'static str>,
    query: Option<&'static str>,
    scoped: Vec<&'static str>,
    records: Option<u64>,
}

impl Row {
    fn json(&self, id: usize) -> Value {
        let time = START_S + self.hours * HOUR_S;
        let access = self.access.map(|(base, serial)| match serial {
            Some(serial) => format!("{base}:{serial}"),
            None => base.to_owned(),
        });
        let ip = self.addresses.join(", ");
        let mut row = if self.legacy {
            let mut row = json!({"id": format!("r{id:03}"), "type": "audit/core", "time": time,
                "action": self.action.1, "status": self.error.map_or(200, |error| error.2)});
            row["accessId"] = access.into();
            row["forwardedFor"] = ip.into();
            row["query"] = self.query().into();
            row["callerId"] = self.caller.into();
            if let Some((error, message, _)) = self.error {
                row["errorId"] = error.into();
                row["errorMessage"] = message.into();
            }
            row
        } else {
            let kind = if self.error.is_some() { "audit-log/pryv-api-error" } else { "audit-log/pryv-api" };
            let mut content = json!({"action": self.action.0, "source": {"name": "http", "ip": ip}});
            content["callerId"] = self.caller.into();
            content["recordCount"] = self.records.into();
            content["scopedStreamIds"] = self.scoped.clone().into();
            if let Some(query) = self.query() {
                content["query"] = serde_json::from_str(query).unwrap_or_default();
            }
            if let Some((error, message, _)) = self.error {
                content["id"] = error.into();
                content["message"] = message.into();
            }
            let streams: Vec<String> = access.iter().map(|access| format!(":_audit:access-{access}")).collect();
            json!({"id": format!("r{id:03}"), "streamIds": streams, "time": time, "type": kind, "content": content})
        };
        if let Some(fields) = row.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        row
    }

    /// The query as this generation writes it.
    fn query(&self) -> Option<&'static str> {
        match (self.query?, self.legacy) {
            ("diary", false) => Some(r#"{"streams":["diary"],"limit":20}"#),
            ("diary", true) => Some("streams[]=diary&limit=20"),
            (_, false) => Some(r#"{"parentId":"work","limit":5}"#),
            (_, true) => Some("parentId=work&limit=5"),
        }
    }

    fn streams(&self) -> Vec<&'static str> {
        let scoped = if self.legacy { vec![] } else { self.scoped.clone() };
        self.query.into_iter().chain(scoped).collect()
    }

    fn limit(&self) -> Option<u32> {
        self.query.map(|query| if query == "diary" { 20 } else { 5 })
    }

    fn records(&self) -> Option<u64> {
        self.records.filter(|_| !self.legacy)
    }

    /// Hours since 1970 on a clock in Zurich.
    fn local_hours(&self) -> i64 {
        let utc = START_S / HOUR_S + self.hours;
        if utc < 1_792_890_000 / HOUR_S { utc + 2 } else { utc + 1 }
    }

    fn local_hour(&self) -> i64 {
        self.local_hours() % 24
    }

    /// Days since 1970-01-01, a Thursday.
    fn local_day(&self) -> i64 {
        self.local_hours() / 24
    }

    /// From Monday.
    fn weekday(&self) -> i64 {
        (self.local_day() + 3) % 7
    }

    fn code(&self) -> Option<u16> {
        match (self.legacy, self.error) {
            (true, error) => Some(error.map_or(200, |error| error.2)),
            // 401 or 403; nothing but the class is known.
            (false, Some(("invalid-access-token", ..)) | None) => None,
            (false, Some(error)) => Some(error.2),
        }
    }

    fn class(&self) -> u16 {
        self.error.map_or(2, |error| error.2 / 100)
    }

    fn read(&self) -> bool {
        self.action.0.contains("get")
    }

    fn text_holds(&self, word: &str) -> bool {
        let access = self.access.map(|(base, serial)| match serial {
            Some(serial) => format!("{base}:{serial}"),
            None => base.to_owned(),
        });
        let name = self.access.filter(|(base, _)| *base == "cka").map(|_| "Médecin de famille".to_owned());
        let action = if self.legacy { self.action.1 } else { self.action.0 };
        let mut texts = vec![action.to_owned(), self.action.0.to_owned(), self.addresses.join(", ")];
        texts.extend(
            [access, name, self.caller.map(str::to_owned), self.query().map(str::to_owned)].into_iter().flatten(),
        );
        texts.extend(self.error.iter().flat_map(|(id, message, _)| [(*id).to_owned(), (*message).to_owned()]));
        if !self.legacy {
            texts.push("http".to_owned());
            texts.extend((!self.scoped.is_empty()).then(|| json!(self.scoped).to_string()));
        }
        texts.iter().any(|text| folded(text).contains(&folded(word)))
    }
}

fn folded(text: &str) -> String {
    text.to_lowercase().replace(['é', 'è'], "e")
}

fn row() -> impl Strategy<Value = Row> {
    let actions = vec![
        ("events.get", "GET /events"),
        ("events.getOne", "GET /events/ck1"),
        ("events.create", "POST /events"),
        ("streams.delete", "DELETE /streams/diary"),
        ("auth.login", "POST /auth/login"),
    ];
    (
        0..240_i64,
        any::<bool>(),
        select(actions),
        select(vec![None, Some(("cka", None)), Some(("cka", Some(2))), Some(("ckb", None)), Some(("invalid", None))]),
        select(vec![
            None,
            None,
            None,
            Some(("forbidden", "The session has expired.", 403)),
            Some(("invalid-access-token", "Accès inconnu", 401)),
            Some(("unexpected-error", "Unexpected", 500)),
        ]),
        select(vec![
            vec![],
            vec!["203.0.113.9"],
            vec!["203.0.113.9", "10.0.0.1"],
            vec!["2001:db8::1"],
            vec!["::ffff:10.0.0.2"],
            vec!["no address"],
        ]),
        select(vec![None, Some("nurse-17"), Some("Nurse")]),
        select(vec![None, Some("diary"), Some("work")]),
        select(vec![vec![], vec!["diary", "work"], vec!["*"]]),
        select(vec![None, Some(0), Some(3), Some(100)]),
    )
        .prop_map(|(hours, legacy, action, access, error, addresses, caller, query, scoped, records)| Row {
            hours,
            legacy,
            action,
            access,
            error,
            addresses,
            // A call with an unknown token is recorded with what may be the token.
            caller: caller.filter(|_| access.is_none_or(|(base, _)| base != "invalid")),
            query,
            scoped,
            records,
        })
}

/// A term as it is typed, the field that makes it an alternative to its like (none for
/// ranges, texts, flags), and what it means.
type Term = (&'static str, &'static str, fn(&Row) -> bool);

const TERMS: &[Term] = &[
    ("action:events.get", "action", |row| row.action.0 == "events.get"),
    ("method:events", "action", |row| row.action.0.starts_with("events.")),
    ("action:EVENTS.*", "action", |row| row.action.0.starts_with("events.")),
    ("action:\"GET /events\"", "action", |row| row.action.0 == "events.get"),
    ("action:*.get*", "action", |row| row.action.0.contains(".get")),
    ("action:=streams.delete", "action", |row| row.action.0 == "streams.delete"),
    ("action!=events.get", "", |row| row.action.0 != "events.get"),
    ("op:read", "operation", Row::read),
    ("op:write", "operation", |row| matches!(row.action.0, "events.create" | "streams.delete")),
    ("verb:get", "verb", |row| row.action.1.starts_with("GET ")),
    ("verb:DELETE", "verb", |row| row.action.1.starts_with("DELETE ")),
    ("path:/events*", "path", |row| row.action.1.contains(" /events")),
    ("path:/streams/diary", "path", |row| row.legacy && row.action.1.ends_with("/streams/diary")),
    ("status:ok", "status", |row| row.error.is_none()),
    ("status:error", "status", |row| row.error.is_some()),
    ("status:403", "status", |row| row.code() == Some(403)),
    ("status = 401", "status", |row| row.code() == Some(401)),
    ("status:4xx", "status", |row| row.class() == 4),
    ("status >= 400", "", |row| row.class() >= 4),
    ("status:400..499", "", |row| row.class() == 4),
    ("status<403", "", |row| row.code().map_or(row.class() == 2, |code| code < 403)),
    ("status!=403", "", |row| row.code() != Some(403)),
    ("error:forbidden", "error", |row| row.error.is_some_and(|it| it.0 == "forbidden")),
    ("error:\"has expired\"", "error", |row| row.error.is_some_and(|it| it.0 == "forbidden")),
    ("error:acces", "error", |row| row.error.is_some_and(|it| it.0 == "invalid-access-token")),
    ("error:=unexpected", "error", |_| false),
    ("error:*", "error", |row| row.error.is_some()),
    ("error!=forbidden", "", |row| row.error.is_some_and(|it| it.0 != "forbidden")),
    ("access:cka", "access", |row| row.access.is_some_and(|it| it.0 == "cka")),
    ("access:cka:2", "access", |row| row.access == Some(("cka", Some(2)))),
    ("by:\"medecin de famille\"", "access", |row| row.access.is_some_and(|it| it.0 == "cka")),
    ("access:MÉD*", "access", |row| row.access.is_some_and(|it| it.0 == "cka")),
    ("access:invalid", "access", |row| row.access.is_some_and(|it| it.0 == "invalid")),
    ("access:*", "access", |row| row.access.is_some()),
    ("access!=cka", "", |row| row.access.is_some_and(|it| it.0 != "cka")),
    ("caller:nurse", "caller", |row| row.caller == Some("Nurse")),
    ("caller:nurse*", "caller", |row| row.caller.is_some()),
    ("caller!=nurse", "", |row| row.caller == Some("nurse-17")),
    ("ip:203.0.113.9", "ip", |row| row.addresses.contains(&"203.0.113.9")),
    ("ip:203.*", "ip", |row| row.addresses.contains(&"203.0.113.9")),
    ("ip:10.0.0.0/8", "ip", |row| row.addresses.iter().any(|it| it.contains("10.0.0."))),
    ("ip:private", "ip", |row| row.addresses.iter().any(|it| it.contains("10.0.0."))),
    ("ip:2001:db8::/32", "ip", |row| row.addresses.contains(&"2001:db8::1")),
    ("ip:\"=no address\"", "ip", |row| row.addresses.contains(&"no address")),
    ("ip!=private", "", |row| !row.addresses.is_empty() && !row.addresses.iter().any(|it| it.contains("10.0.0."))),
    ("source:http", "source", |row| !row.legacy),
    ("source!=http", "", |_| false),
    ("type:audit/core", "type", |row| row.legacy),
    ("stream:diary", "stream", |row| row.streams().contains(&"diary")),
    ("stream:wor*", "stream", |row| row.streams().contains(&"work")),
    ("stream:\"*\"", "stream", |row| row.streams().contains(&"*")),
    ("stream:*", "stream", |row| !row.streams().is_empty()),
    ("stream!=diary", "", |row| !row.streams().is_empty() && !row.streams().contains(&"diary")),
    ("records:3", "records", |row| row.records() == Some(3)),
    ("records:>=3", "", |row| row.records() >= Some(3)),
    ("records<3", "", |row| row.records() == Some(0)),
    ("records:*", "records", |row| row.records().is_some()),
    ("query:limit", "query", |row| row.query.is_some()),
    ("query.limit:20", "query.limit", |row| row.limit() == Some(20)),
    ("query.LIMIT:5", "query.limit", |row| row.limit() == Some(5)),
    ("query.limit!=20", "", |row| row.limit() == Some(5)),
    ("query.streams:diary", "query.streams", |row| row.query == Some("diary")),
    ("time:2026-10-25", "time", |row| row.local_day() == 20_751),
    ("time:2026-10-24..2026-10-26", "", |row| (20_750..=20_752).contains(&row.local_day())),
    ("since:2026-10-25", "", |row| row.local_day() >= 20_751),
    ("until:2026-10-25", "", |row| row.local_day() < 20_751),
    ("time:>2026-10-25", "", |row| row.local_day() > 20_751),
    ("time:yesterday", "time", |row| row.local_day() == 20_755),
    ("time:48h", "time", |row| (144..=192).contains(&row.hours)),
    ("time:..48h", "", |row| row.hours <= 144),
    ("hour:2", "hour", |row| row.local_hour() == 2),
    ("hour:22..6", "", |row| !(7..22).contains(&row.local_hour())),
    ("hour>=22", "", |row| row.local_hour() >= 22),
    ("weekday:sun,mon", "weekday", |row| [6, 0].contains(&row.weekday())),
    ("weekday:sat..mon", "", |row| [5, 6, 0].contains(&row.weekday())),
    ("is:error", "", |row| row.error.is_some()),
    ("is:derived", "", |row| !row.legacy),
    ("is:mine", "", |_| false),
    ("id:r001,r002", "id", |_| false),
    ("médecin", "", |row| row.text_holds("médecin")),
    ("EXPIRED", "", |row| row.text_holds("expired")),
    ("acces", "", |row| row.text_holds("acces")),
    ("\"has expired\"", "", |row| row.text_holds("has expired")),
    ("20", "", |row| row.text_holds("20")),
];

/// A filter as a tree.
#[derive(Debug, Clone)]
enum Tree {
    Term(usize),
    Not(Box<Tree>),
    And(Vec<Tree>),
    Or(Vec<Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = (0..TERMS.len()).prop_map(Tree::Term);
    leaf.prop_recursive(4, 16, 4, |inner| {
        let not = |tree| match tree {
            Tree::Not(_) => tree,
            tree => Tree::Not(Box::new(tree)),
        };
        prop_oneof![
            inner.clone().prop_map(not),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Tree::And),
            proptest::collection::vec(inner, 2..4).prop_map(Tree::Or),
        ]
    })
}

impl Tree {
    fn text(&self, is_whole: bool) -> String {
        let join = |trees: &[Tree], between: &str| {
            let inside = trees.iter().map(|tree| tree.text(false)).collect::<Vec<_>>().join(between);
            if is_whole { inside } else { format!("({inside})") }
        };
        match self {
            Self::Term(term) => TERMS[*term].0.to_owned(),
            Self::Not(tree) if matches!(**tree, Self::Term(_)) => format!("NOT {}", tree.text(false)),
            Self::Not(tree) => format!("-{}", tree.text(false)),
            Self::And(trees) => join(trees, " "),
            Self::Or(trees) => join(trees, " OR "),
        }
    }

    fn holds(&self, row: &Row, id: usize) -> bool {
        match self {
            Self::Term(term) if TERMS[*term].1 == "id" => (1..=2).contains(&id),
            Self::Term(term) => TERMS[*term].2(row),
            Self::Not(tree) => !tree.holds(row, id),
            Self::Or(trees) => trees.iter().any(|tree| tree.holds(row, id)),
            Self::And(trees) => {
                let mut alternatives: BTreeMap<&str, bool> = BTreeMap::new();
                let mut all = true;
                for tree in trees {
                    match tree {
                        Self::Term(term) if !TERMS[*term].1.is_empty() => {
                            *alternatives.entry(TERMS[*term].1).or_default() |= tree.holds(row, id);
                        }
                        tree => all &= tree.holds(row, id),
                    }
                }
                all && alternatives.values().all(|any| *any)
            }
        }
    }
}

fn engine(rows: &[Row]) -> Engine {
    let rows: Vec<String> = rows.iter().enumerate().map(|(id, row)| row.json(id).to_string()).collect();
    let mut engine = opened(&format!("[{}]", rows.join(",")));
    engine.handle(Command::Names(vec![doctor().into()]));
    engine
}

fn doctor() -> AccessName {
    AccessName {
        base: "cka".to_owned(),
        name: "Médecin de famille".to_owned(),
        kind: "app".to_owned(),
        ..AccessName::default()
    }
}

fn agree(rows: &[Row], trees: &[Tree]) -> Result<(), TestCaseError> {
    let mut engine = engine(rows);
    for tree in trees {
        let text = tree.text(true);
        let held = rows.iter().enumerate().filter(|(id, row)| tree.holds(row, *id));
        let expected: Vec<String> = held.map(|(id, _)| format!("r{id:03}")).collect();
        prop_assert_eq!(found(&mut engine, &text, NOW_S * 1000), expected, "{}", text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn filters_mean_what_they_say(
        rows in proptest::collection::vec(row(), 0..60),
        trees in proptest::collection::vec(tree(), 1..8),
    ) {
        agree(&rows, &trees)?;
    }
}

/// Terms that a server can be asked for.
const ACCESSES: [&str; 6] =
    ["access:cka", "access:ckb", "access:\"médecin de famille\"", "access:=cka", "access:invalid", "access:ckb:2"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_server_may_leave_out_nothing_that_a_filter_wants(
        rows in proptest::collection::vec(row(), 0..60),
        terms in proptest::collection::vec(tree(), 1..3),
        accesses in proptest::collection::vec(select(ACCESSES.to_vec()), 1..3),
        status in select(vec!["status:403", "status:4xx,5xx", "status:error", "status:>=400", "is:error", "status:ok"]),
    ) {
        let mut names = Names::default();
        names.add(doctor().into());
        for text in [accesses.join(" "), format!("{} {status}", accesses[0]), status.to_owned()] {
            let text = terms.iter().fold(text, |text, tree| format!("{text} {}", tree.text(false)));
            let Some(narrow) = push_down(&Query::parse(&text).0, &names, None) else { continue };
            let mut engine = engine(&rows);
            for id in found(&mut engine, &text, NOW_S * 1000) {
                let row = &rows[id[1..].parse::<usize>().unwrap()];
                // The older generation is asked for everything.
                if row.legacy {
                    continue;
                }
                let asked = |ids: &Vec<String>| row.access.is_some_and(|(base, _)| ids.iter().any(|id| id == base));
                prop_assert!(narrow.accesses.as_ref().is_none_or(asked), "{}: {:?} of {:?}", text, row, narrow);
                prop_assert!(!narrow.only_errors || row.error.is_some(), "{}: {:?} of {:?}", text, row, narrow);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Each term alone, and turned around: none is left to chance.
    #[test]
    fn every_term_means_what_it_says(mut rows in proptest::collection::vec(row(), 60), sorted in 0..3) {
        match sorted {
            0 => rows.sort_by_key(|row| row.hours),
            1 => rows.sort_by_key(|row| -row.hours),
            _ => {}
        }
        let terms: Vec<Tree> = (0..TERMS.len()).map(Tree::Term).collect();
        agree(&rows, &terms)?;
        let others: Vec<Tree> = terms.into_iter().map(|term| Tree::Not(Box::new(term))).collect();
        agree(&rows, &others)?;
    }
}
