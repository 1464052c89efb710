//! What depends on more than records: whose token it is, what the page says, now.

use audit_core::engine::{AccessName, Command, Name, Origin, Reply, StreamName};
use audit_core::pryv::Rights;
use audit_core::query::{Said, SearchText};
use audit_core::reason::Reason;
use audit_core::record::{Generation, Outcome};

use super::support::{found, opened, opened_from, view, zurich};

fn event(id: &str, access: &str, action: &str, content: &str) -> String {
    format!(
        r#"{{"id":"{id}","type":"audit-log/x","time":1792627200,"streamIds":[":_audit:access-{access}"],"content":{{"action":"{action}"{content}}}}}"#
    )
}

const REFUSED: &str = r#","id":"forbidden","message":"No""#;

#[test]
fn me_is_the_access_of_the_token() {
    let rows = [event("a", "cka", "events.get", ""), event("b", "ckb", "events.get", "")].join(",");
    let body = format!(r#"{{"events":[{rows}],"meta":{{}}}}"#);
    let rights = Rights::Only { own: "cka".to_owned(), accesses: vec!["ckb".to_owned()], actions: Vec::new() };
    let origin =
        Origin::Server { rights, access: "cka".to_owned(), generation: Generation::Events, period_ms: (0, i64::MAX) };
    let mut engine = opened_from(origin, &body);
    let cases: [(&str, &[&str]); 5] =
        [("access:me", &["a"]), ("is:mine", &["a"]), ("-is:mine", &["b"]), ("access!=me", &["b"]), ("access:=me", &[])];
    for (query, expected) in cases {
        assert_eq!(found(&mut engine, query, 0), expected, "{query}");
    }
    // Of a file nobody is the owner.
    let mut engine = opened(&body);
    assert!(found(&mut engine, "is:mine", 0).is_empty());
    let name =
        AccessName { base: "ckb".to_owned(), name: "me".to_owned(), kind: "app".to_owned(), ..AccessName::default() };
    engine.handle(Command::Names(vec![name.into()]));
    assert_eq!(found(&mut engine, "access:me", 0), ["b"], "an access may be called so");
    assert!(found(&mut engine, "is:mine", 0).is_empty());
    // But who signs in with a password is.
    let kind = "personal".to_owned();
    let name = AccessName { base: "cka".to_owned(), name: "Pryv account".to_owned(), kind, ..AccessName::default() };
    engine.handle(Command::Names(vec![name.into()]));
    assert_eq!(found(&mut engine, "is:mine", 0), ["a"]);
    assert_eq!(found(&mut engine, "-is:mine", 0), ["b"]);
}

fn said(acts: Vec<SearchText>) -> Command {
    Command::SearchTexts(Said { acts, ..Said::default() })
}

#[test]
fn what_the_page_says_is_found() {
    let rows = [
        event("a", "cka", "events.get", ""),
        event("b", "cka", "events.get", REFUSED),
        event("c", "cka", "streams.get", ""),
    ];
    let mut engine = opened(&format!("[{}]", rows.join(",")));
    let text =
        |method: &str, outcome, text: &str| SearchText { method: method.to_owned(), outcome, text: text.to_owned() };
    assert!(found(&mut engine, "evenements", 0).is_empty());
    engine.handle(said(vec![
        text("events.get", Outcome::Done, "A lu des événements"),
        text("events.get", Outcome::Refused, "N’a pas pu lire des événements"),
        text("streams.get", Outcome::Done, "A lu des flux"),
        text("streams.get", Outcome::Refused, "never"),
    ]));
    let cases: [(&str, &[&str]); 7] = [
        ("evenements", &["a", "b"]),
        ("ÉVÉNEMENTS", &["a", "b"]),
        ("\"a lu\"", &["a", "c"]),
        ("-evenements", &["c"]),
        ("evenements status:error", &["b"]),
        ("evenements OR streams", &["a", "b", "c"]),
        ("never", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(found(&mut engine, query, 0), expected, "{query}");
    }
    // Another language takes the place of the one before.
    engine.handle(said(vec![text("events.get", Outcome::Done, "Read events")]));
    assert_eq!((found(&mut engine, "evenements", 0), found(&mut engine, "\"read events\"", 0)).1, ["a"]);
    assert!(found(&mut engine, "evenements", 0).is_empty());
    // It is said of another log too.
    engine.handle(Command::Open(Origin::File));
    engine.handle(Command::BodyStart);
    engine.feed(format!("[{}]", rows[0]).as_bytes());
    engine.handle(Command::BodyEnd);
    assert_eq!(found(&mut engine, "\"read events\"", 0), ["a"]);
}

#[test]
fn times_are_counted_from_now_whenever_that_is() {
    let mut engine = opened(&format!("[{}]", event("a", "cka", "events.get", "")));
    let then = 1_792_627_200_000;
    for (query, later_ms, expected) in [
        ("time:24h", 0, true),
        ("time:24h", 86_400_000, true),
        ("time:24h", 86_400_001, false),
        ("time:today", 0, true),
        ("time:yesterday", 86_400_000, true),
        ("time:..1d", 0, false),
        ("time:last-month", 86_400_000 * 20, true),
    ] {
        assert_eq!(!found(&mut engine, query, then + later_ms).is_empty(), expected, "{query} {later_ms} ms later");
    }
}

/// What is masked cannot be found out by asking.
#[test]
fn secrets_are_not_found_by_their_fields() {
    let secret = r#","callerId":"cabcdefghijklmnopqrstu12","query":{"token":"topsecret","limit":1}"#;
    let mut engine = opened(&format!("[{}]", event("a", "invalid", "events.get", secret)));
    for query in
        ["caller:cabc*", "query:topsecret", "query.token:top*", "query:*topsecret*", "topsecret", "cabcdefghij"]
    {
        assert!(found(&mut engine, query, 0).is_empty(), "{query}");
    }
    for query in ["caller:*", "query.token:*", "query.limit:1", "query:limit"] {
        assert_eq!(found(&mut engine, query, 0), ["a"], "{query}");
    }
}

#[test]
fn hints_run_and_what_is_not_available_is_left_out() {
    let rows = [event("a", "cka", "events.get", ""), event("b", "cka", "events.get", REFUSED)];
    let mut engine = opened(&format!("[{}]", rows.join(",")));
    assert_eq!(found(&mut engine, "is:odd status:403", 0), ["b"]);
    assert!(found(&mut engine, "get and forbidden", 0).is_empty(), "three words, none of them an operator");
    let snapshot = view(&mut engine, "ip:home status:ok", 0);
    assert_eq!((snapshot.matched, snapshot.diagnostics.len()), (1, 1));
    // A mistake keeps what was there.
    assert_eq!(found(&mut engine, "acton:x", 0), ["a"]);
}

#[test]
fn the_chart_covers_what_the_times_leave() {
    let row = |id: &str, time: i64| format!(r#"{{"id":"{id}","time":{time},"action":"x.y","status":200}}"#);
    let day = 86_400;
    let rows: Vec<String> = (0..40).map(|at| row(&format!("r{at}"), 1_792_627_200 + at * day)).collect();
    let mut engine = opened(&format!("[{}]", rows.join(",")));
    let now = (1_792_627_200 + 39 * day) * 1000;
    let span = |engine: &mut _, query: &str| {
        let bars = view(engine, query, now).bars.bars;
        (bars[bars.len() - 1].end_ms - bars[0].start_ms) / 86_400_000
    };
    assert!(span(&mut engine, "") >= 39);
    assert!(span(&mut engine, "time:7d") <= 8);
    assert!(span(&mut engine, "since:2026-11-01 until:2026-11-03") <= 2);
    assert!(span(&mut engine, "time:2026-11-01 time:2026-11-04") <= 4);
    assert!(span(&mut engine, "time:2031") >= 39, "nothing is left of it");
}

#[test]
fn a_filter_that_finds_nothing_is_explained() {
    let rows = [
        event("a", "cka", "events.get", ""),
        event("b", "cka", "events.get", REFUSED),
        event("c", "ckb", "streams.get", ""),
    ];
    let mut engine = opened(&format!("[{}]", rows.join(",")));
    let mut explained = |query: &str| {
        let command = Command::Explain { query: query.to_owned(), zone: zurich(), now_ms: 1_792_627_200_000 };
        match engine.handle(command) {
            Reply::Explained(terms) => terms.into_iter().map(|it| (it.term, it.alone, it.without)).collect::<Vec<_>>(),
            other => panic!("expected terms, got {other:?}"),
        }
    };
    let term = |text: &str, alone, without| (text.to_owned(), alone, without);
    let expected = [
        term("action:events.get", 2, 0),
        term("-(status:ok OR nothing)", 1, 0),
        term("access:ckb", 1, 1),
        term("time:24h", 3, 0),
    ];
    assert_eq!(explained("action:events.get -(status:ok OR nothing) access:ckb time:24h acton:x"), expected);
    assert_eq!(explained("zzz"), [term("zzz", 0, 3)]);
    assert_eq!(explained(""), []);
    assert_eq!(explained(&"a ".repeat(100)).len(), 32);
}

#[test]
fn labels_and_words_about_accesses_and_addresses_are_found() {
    let ip = |ip: &str| format!(r#","source":{{"name":"http","ip":"{ip}"}}"#);
    let rows = [
        event("a", "cka", "events.get", &ip("203.0.113.9, 10.0.0.1")),
        event("b", "valid-password", "auth.login", &ip("198.51.100.7")),
    ];
    let mut engine = opened(&format!("[{}]", rows.join(",")));
    let of = |value: &str, text: &str| (value.to_owned(), text.to_owned());
    engine.handle(Command::SearchTexts(Said {
        acts: Vec::new(),
        accesses: vec![of("cka", "My phone"), of("valid-password", "Quelqu’un avec le mot de passe")],
        addresses: vec![of("10.0.0.1", "Büro"), of("203.0.113", "no address that occurs")],
        ..Said::default()
    }));
    let cases: [(&str, &[&str]); 6] = [
        ("\"my phone\"", &["a"]),
        ("passe", &["b"]),
        ("buro", &["a"]),
        ("-buro", &["b"]),
        ("\"no address\"", &[]),
        // What is said of it is no name of it, so it is asked for by the id alone.
        ("access:\"my phone\"", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(found(&mut engine, query, 0), expected, "{query}");
    }
}

#[test]
fn streams_are_found_by_their_names_and_by_their_ids() {
    let rows = [
        event("a", "cka", "events.get", r#","scopedStreamIds":["ck1","work"]"#),
        event("b", "cka", "events.get", r#","query":{"streams":["ck2"]}"#),
        event("c", "cka", "streams.get", r#","query":{"parentId":"diary"}"#),
        event("d", "cka", "events.get", ""),
    ];
    let mut engine = opened(&format!("[{}]", rows.join(",")));
    let stream =
        |id: &str, name: &str| Name::Stream(StreamName { id: id.to_owned(), name: name.to_owned(), parent: None });
    engine.handle(Command::Names(vec![
        stream("ck1", "Schlaf und Träume"),
        stream("ck2", "Diary"),
        stream("diary", "Old diary"),
        stream("nowhere", "Schlaf"),
    ]));
    let cases: [(&str, &[&str]); 9] = [
        ("traume", &["a"]),
        ("schlaf", &["a"]),
        ("stream:\"schlaf und träume\"", &["a"]),
        ("stream:schlaf*", &["a"]),
        // An id that is also somebody's name.
        ("stream:diary", &["b", "c"]),
        ("stream:=diary", &["c"]),
        ("stream:=Diary", &[]),
        ("stream:ck2", &["b"]),
        ("-stream:diary stream:*", &["a"]),
    ];
    for (query, expected) in cases {
        assert_eq!(found(&mut engine, query, 0), expected, "{query}");
    }
}

#[test]
fn why_a_call_did_not_succeed_is_found_in_the_pages_words() {
    let failed = |id: &str, access: &str, method: &str, error: &str, message: &str| {
        event(id, access, method, &format!(r#","id":"{error}","message":"{message}""#))
    };
    let rows = [
        event("a", "cka", "events.get", ""),
        failed("b", "invalid", "auth.login", "invalid-credentials", "The given username/password pair is invalid."),
        failed("c", "cka", "events.get", "forbidden", "Access has expired."),
        failed("d", "cka", "events.get", "forbidden", "stream [work] has not sufficent permission to get events"),
    ];
    let mut engine = opened(&format!("[{}]", rows.join(",")));
    let reasons = [(Reason::WrongPassword, "Das Kennwort war falsch"), (Reason::Expired, "der Zugang war abgelaufen")];
    let reasons = reasons.map(|(reason, text)| (reason, text.to_owned())).to_vec();
    engine.handle(Command::SearchTexts(Said { reasons, ..Said::default() }));
    let cases: [(&str, &[&str]); 4] =
        [("kennwort", &["b"]), ("abgelaufen", &["c"]), ("war", &["b", "c"]), ("-war", &["a", "d"])];
    for (query, expected) in cases {
        assert_eq!(found(&mut engine, query, 0), expected, "{query}");
    }
}
