//! What the page itself asked: folded where it is that, and nowhere else.

use audit_core::engine::{
    Answer, Command, Engine, ExportFormat, ExportRequest, FacetRequest, Origin, OwnReads, Question, Reply, Snapshot,
    ViewRequest,
};
use audit_core::explore::Dimension;
use audit_core::pryv::Rights;
use audit_core::query::Query;
use audit_core::record::Generation;
use audit_core::sorting::Order;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::support::{opened, opened_from, zurich};

fn event(id: &str, caller: Option<&str>, access: &[&str], action: &str, query: &Value) -> Value {
    let streams: Vec<String> = access.iter().map(|it| format!(":_audit:access-{it}")).collect();
    let mut content = json!({"action": action, "source": {"name": "http", "ip": "127.0.0.1"}, "query": query});
    if let Some(caller) = caller {
        content["callerId"] = caller.into();
    }
    json!({"id": id, "type": "audit-log/pryv-api", "time": 1_792_627_200, "streamIds": streams, "content": content})
}

/// The query as the page writes it and the platform records it.
fn of_the_log() -> Value {
    json!({"streams": "[\":_audit:\"]", "fromTime": "0", "limit": "10000"})
}

fn log_of(events: &[Value]) -> Engine {
    let origin = Origin::Server {
        rights: Rights::Everything,
        access: "cka".to_owned(),
        generation: Generation::Events,
        period_ms: (0, i64::MAX),
    };
    opened_from(origin, &json!({"events": events, "meta": {}}).to_string())
}

fn look(engine: &mut Engine, query: &str, own_reads: bool) -> Snapshot {
    let request = ViewRequest {
        query: query.to_owned(),
        own_reads,
        draft: false,
        order: Order::default(),
        zone: zurich(),
        bars: 60,
        rows: (0, 500),
        now_ms: 0,
    };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => *snapshot,
        other => panic!("expected a view, got {other:?}"),
    }
}

fn ids(snapshot: &Snapshot) -> Vec<&str> {
    let mut ids: Vec<&str> = snapshot.rows.iter().map(|row| row.id.as_str()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn the_callers_name_alone_folds_nothing() {
    let viewer = Some("audit-viewer");
    let cases = [
        ("its own", event("its own", viewer, &["cka"], "events.get", &of_the_log()), true),
        ("of a version", event("of a version", viewer, &["cka", "cka:2"], "getAccessInfo", &json!({})), true),
        ("names", event("names", viewer, &["cka"], "accesses.get", &json!({})), true),
        ("versions", event("versions", viewer, &["cka"], "accesses.getOne", &json!({"id": "x"})), true),
        ("streams", event("streams", viewer, &["cka"], "streams.get", &json!({"state": "all"})), true),
        (
            "one access",
            event("one access", viewer, &["cka"], "events.get", &json!({"streams": ":_audit:access-x"})),
            true,
        ),
        ("another token", event("another token", viewer, &["ckb"], "events.get", &of_the_log()), false),
        ("no token", event("no token", viewer, &["invalid"], "getAccessInfo", &json!({})), false),
        ("a write", event("a write", viewer, &["cka"], "events.create", &json!({})), false),
        ("a deletion", event("a deletion", viewer, &["cka"], "accesses.delete", &json!({})), false),
        ("data", event("data", viewer, &["cka"], "events.get", &json!({"streams": "diary"})), false),
        ("both", event("both", viewer, &["cka"], "events.get", &json!({"streams": [":_audit:", "diary"]})), false),
        ("no streams", event("no streams", viewer, &["cka"], "events.get", &json!({})), false),
        ("nobody", event("nobody", None, &["cka"], "events.get", &of_the_log()), false),
        ("alike", event("alike", Some("Audit-Viewer"), &["cka"], "events.get", &of_the_log()), false),
        ("batch", event("batch", viewer, &["cka"], "callBatch", &json!({})), false),
    ];
    for (what, event, folded) in cases {
        let mut engine = log_of(&[event]);
        assert_eq!(look(&mut engine, "", false).matched == 0, folded, "{what}");
        assert_eq!(look(&mut engine, "is:viewer", false).matched == 1, folded, "{what}");
        assert_eq!(look(&mut engine, "", true).matched, 1, "{what} is shown when it is asked for");
    }
}

#[test]
fn they_are_counted_within_the_filter_and_left_out_of_all_that_is_counted() {
    let viewer = Some("audit-viewer");
    let mut engine = log_of(&[
        event("a", viewer, &["cka"], "events.get", &of_the_log()),
        event("b", viewer, &["cka"], "getAccessInfo", &json!({})),
        event("c", Some("app"), &["cka"], "events.get", &json!({"streams": "diary"})),
    ]);
    let own = |count, folded| OwnReads { count, folded, held: 2 };
    let cases: [(&str, bool, &[&str], OwnReads); 9] = [
        ("", false, &["c"], own(2, true)),
        ("", true, &["a", "b", "c"], own(2, false)),
        ("action:events.get", false, &["c"], own(1, true)),
        ("action:events.create", false, &[], own(0, true)),
        // What the filter says of them counts.
        ("is:viewer", false, &["a", "b"], own(2, false)),
        ("-is:viewer", false, &["c"], own(0, false)),
        ("is:viewer OR caller:app", false, &["a", "b", "c"], own(2, false)),
        ("is:viewer,error", true, &["a", "b"], own(2, false)),
        ("caller:audit-viewer", false, &[], own(2, true)),
    ];
    for (query, shown, expected, counted) in cases {
        let snapshot = look(&mut engine, query, shown);
        assert_eq!((ids(&snapshot), snapshot.own_reads), (expected.to_vec(), counted), "{query} {shown}");
        assert_eq!(snapshot.loaded, 3, "{query}: they are held");
    }
    // With the address of the record they can still be looked at.
    look(&mut engine, "", false);
    let Reply::Record(Some(detail)) = engine.handle(Command::Record { id: "a".to_owned() }) else {
        panic!("no record")
    };
    assert_eq!(detail.index, None);
    let Reply::Explained(terms) =
        engine.handle(Command::Explain { query: "action:events status:403".to_owned(), zone: zurich(), now_ms: 0 })
    else {
        panic!("no counts")
    };
    assert_eq!((terms[0].alone, terms[1].without), (1, 1), "nor do they count as what a term would leave");
}

#[test]
fn of_a_file_nothing_is_folded() {
    let event = event("a", Some("audit-viewer"), &["cka"], "events.get", &of_the_log());
    let mut engine = opened(&json!({"events": [event]}).to_string());
    let snapshot = look(&mut engine, "", false);
    assert_eq!((snapshot.matched, snapshot.own_reads.count), (1, 0), "no token is in use");
    assert_eq!(look(&mut engine, "is:viewer", false).matched, 0);
}

#[test]
fn a_file_says_how_many_it_leaves_out() {
    let mut engine = log_of(&[
        event("a", Some("audit-viewer"), &["cka"], "events.get", &of_the_log()),
        event("c", None, &["cka"], "events.get", &json!({"streams": "diary"})),
    ]);
    let mut file = |query: &str, own_reads: bool| {
        look(&mut engine, query, own_reads);
        let request = ExportRequest {
            secrets: true,
            format: ExportFormat::JsonLines,
            subject: "alice".to_owned(),
            account: String::new(),
            complete: true,
            period: None,
            now_ms: 0,
        };
        let Reply::ExportStarted { export, file_name } = engine.handle(Command::ExportStart(request)) else {
            panic!("no export")
        };
        let mut file = Vec::new();
        while let Reply::Slice { bytes, .. } = engine.handle(Command::ExportNext { export })
            && !bytes.is_empty()
        {
            file.extend(bytes);
        }
        (file_name.contains("filtered"), String::from_utf8(file).unwrap())
    };
    for (query, own_reads, filtered, left_out, records) in
        [("", false, true, 1, 1), ("", true, false, 0, 2), ("-is:viewer", false, true, 0, 1)]
    {
        let (is_filtered, file) = file(query, own_reads);
        let lines: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for note in [&lines[0], &lines[lines.len() - 1]] {
            assert_eq!((&note["ownReadsLeftOut"], &note["records"]), (&json!(left_out), &json!(records)), "{query}");
        }
        assert_eq!((is_filtered, lines.len()), (filtered, records + 2), "{query}");
    }
    // Opened again, it says so.
    let (_, file) = file("", false);
    let mut again = Engine::default();
    again.handle(Command::Open(Origin::File));
    again.handle(Command::BodyStart);
    again.feed(file.as_bytes());
    let Reply::Fed(tally) = again.handle(Command::BodyEnd) else { panic!("no tally") };
    assert_eq!(tally.export_note.unwrap().own_reads_left_out, 1);
}

#[derive(Debug, Clone)]
struct Call {
    caller: Option<&'static str>,
    access: &'static str,
    action: &'static str,
    streams: &'static str,
}

fn call() -> impl Strategy<Value = Call> {
    let caller = select(vec![Some("audit-viewer"), Some("audit-viewer"), Some("app"), Some("AUDIT-VIEWER"), None]);
    let access = select(vec!["cka", "cka", "ckb", "invalid"]);
    let action =
        select(vec!["events.get", "events.get", "getAccessInfo", "accesses.get", "events.create", "streams.get"]);
    let streams = select(vec![":_audit:", r#"[":_audit:access-ckb"]"#, "diary", r#"[":_audit:","diary"]"#, ""]);
    (caller, access, action, streams).prop_map(|(caller, access, action, streams)| Call {
        caller,
        access,
        action,
        streams,
    })
}

impl Call {
    /// Read as simply as it can be.
    fn is_own(&self) -> bool {
        let of_log = [":_audit:", r#"[":_audit:access-ckb"]"#].contains(&self.streams);
        let asked = matches!(self.action, "getAccessInfo" | "accesses.get" | "streams.get")
            || self.action == "events.get" && of_log;
        self.caller == Some("audit-viewer") && self.access == "cka" && asked
    }

    fn fits(&self, query: &str) -> bool {
        match query {
            "action:events.get" => self.action == "events.get",
            "access:cka" => self.access == "cka",
            // Where there is no access, what was sent beside the token may be the token.
            "-caller:app" => self.access == "invalid" || self.caller != Some("app"),
            "is:viewer" => self.is_own(),
            "-is:viewer" => !self.is_own(),
            _ => true,
        }
    }
}

proptest! {
    #[test]
    fn every_count_is_that_of_a_naive_reading(
        calls in proptest::collection::vec(call(), 0..40),
        query in select(vec!["", "action:events.get", "access:cka", "-caller:app", "is:viewer", "-is:viewer"]),
        shown in any::<bool>(),
    ) {
        let events: Vec<Value> = calls.iter().enumerate()
            .map(|(at, call)| event(&at.to_string(), call.caller, &[call.access], call.action, &json!({"streams": call.streams})))
            .collect();
        let mut engine = log_of(&events);
        let folds = !shown && !Query::parse(query).0.asks_for_own_reads();
        let fitting: Vec<&Call> = calls.iter().filter(|call| call.fits(query)).collect();
        let own = fitting.iter().filter(|call| call.is_own()).count();
        let left: Vec<&&Call> = fitting.iter().filter(|call| !(folds && call.is_own())).collect();
        let snapshot = look(&mut engine, query, shown);
        prop_assert_eq!(snapshot.matched as usize, left.len());
        prop_assert_eq!((snapshot.own_reads.count as usize, snapshot.own_reads.folded), (own, folds));
        let in_bars: u32 = snapshot.bars.bars.iter().flat_map(|bar| bar.counts).sum();
        let in_days: u32 = snapshot.days.iter().map(|day| day.count).sum();
        prop_assert_eq!((in_bars as usize, in_days as usize), (left.len(), left.len()));
        let asked = FacetRequest { dimension: Dimension::Action, search: String::new(), first: 0, count: 50 };
        let Reply::Explored(Answer::Facets(facets)) =
            engine.handle(Command::Explore(Question::Facets(vec![asked]))) else { panic!("no facets") };
        // A value counts whatever the filter says of its own dimension.
        let wide: Vec<&Call> = calls.iter()
            .filter(|call| query == "action:events.get" || call.fits(query))
            .filter(|call| !(folds && call.is_own()))
            .collect();
        for value in &facets[0].values {
            let expected = wide.iter().filter(|call| call.action == value.value).count();
            prop_assert_eq!(value.count as usize, expected, "{}", &value.value);
        }
    }
}
