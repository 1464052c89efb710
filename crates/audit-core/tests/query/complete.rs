//! What is offered while somebody types.

use audit_core::engine::{AccessName, Command, Engine, Reply};
use audit_core::query::{Completion, CompletionKind, Completions, Diagnostic, Field, Query};
use proptest::prelude::*;

use super::laws::pieces;
use super::support::opened;

/// Records whose values are plain, and some that need care.
fn engine() -> Engine {
    let row = |id: u32, action: &str, access: &str, content: &str| {
        format!(
            r#"{{"id":"r{id}","type":"audit-log/x","time":1792627200,"streamIds":[":_audit:access-{access}"],"content":{{"action":"{action}",{content}}}}}"#
        )
    };
    let source = |ip: &str| format!(r#""source":{{"name":"http","ip":"{ip}"}}"#);
    let rows = [
        row(1, "events.get", "cka", &source("203.0.113.9, 10.0.0.1")),
        row(2, "events.get", "cka", &source("203.0.113.9")),
        row(3, "events.create", "ckb", &source("no address*")),
        row(4, "*", "ckc", r#""id":"forbidden","message":"No","callerId":"a, (b) \"c\"""#),
        row(5, "events.get", "ckd", r#""id":"=odd","query":{"streams":["Diary","a b"],"limit":20,"token":"secret"}"#),
        row(6, "streams.get", "invalid", r#""callerId":"may-be-a-key","scopedStreamIds":["diary","diary"]"#),
        r#"{"id":"r7","time":1792627200,"action":"GET /events","status":999,"type":">=4"}"#.to_owned(),
        r#"{"id":"r8","time":1792627200,"action":"GET /events","status":403,"type":"!=x"}"#.to_owned(),
    ];
    let mut engine = opened(&format!("[{}]", rows.join(",")));
    let named = |base: &str, name: &str| AccessName {
        base: base.to_owned(),
        name: name.to_owned(),
        kind: "app".to_owned(),
        ..AccessName::default()
    };
    let all = vec![named("cka", "Médecin de famille"), named("ckb", "*starred*"), named("ckd", "")];
    engine.handle(Command::Names(all.into_iter().map(Into::into).collect()));
    engine
}

fn complete(engine: &mut Engine, text: &str, cursor: usize) -> Completions {
    let cursor = u32::try_from(cursor).unwrap_or(u32::MAX);
    match engine.handle(Command::Complete { text: text.to_owned(), cursor, most: 100 }) {
        Reply::Completions(completions) => completions,
        other => panic!("expected completions, got {other:?}"),
    }
}

/// What is offered at the `|` of a text: the first items, and what they replace.
fn offered(engine: &mut Engine, marked: &str) -> (String, Vec<String>) {
    let cursor = marked.find('|').unwrap_or(marked.len());
    let text = marked.replacen('|', "", 1);
    let completions = complete(engine, &text, cursor);
    let items = completions.items.into_iter().map(|item| match item.count {
        Some(count) => format!("{} ({count})", item.insert),
        None => item.insert,
    });
    (text[completions.start as usize..completions.end as usize].to_owned(), items.collect())
}

#[test]
fn names_of_fields_and_operators() {
    let mut engine = engine();
    let (replaced, all) = offered(&mut engine, "|");
    assert_eq!(replaced, "");
    assert_eq!(all[..3], ["action:", "operation:", "status:"]);
    assert!(all.contains(&"since:".to_owned()) && !all.contains(&"op:".to_owned()));
    assert!(!all.contains(&"consent:".to_owned()), "nothing answers it yet");
    let cases: [(&str, &str, &[&str]); 17] = [
        ("stat|", "stat", &["status:"]),
        ("-stat|", "stat", &["status:"]),
        ("NOT stat|", "stat", &["status:"]),
        ("(a OR stat|", "stat", &["status:"]),
        ("a stat| b", "stat", &["status:"]),
        ("st|at", "stat", &["status:", "stream:", "action:streams.get (1)"]),
        ("st|:403", "st:", &["status:", "stream:"]),
        ("st|at >= 3", "stat", &["status:", "stream:", "action:streams.get (1)"]),
        ("by|", "by", &["by:"]),
        ("a o|", "o", &["operation:", "op:", "OR"]),
        ("o|", "o", &["operation:", "op:"]),
        ("a OR o|", "o", &["operation:", "op:"]),
        ("a -o|", "o", &["operation:", "op:"]),
        ("(o|", "o", &["operation:", "op:"]),
        ("(a) an|", "an", &["AND"]),
        ("\"x|", "", &[]),
        ("acton:|", "", &[]),
    ];
    for (marked, replaced, expected) in cases {
        assert_eq!(offered(&mut engine, marked), (replaced.to_owned(), strings(expected)), "{marked}");
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn values() {
    let mut engine = engine();
    let cases: [(&str, &str, &[&str]); 35] = [
        ("action:|", "", &["events.get (5)", "=* (1)", "events.create (1)", "streams.get (1)"]),
        ("action:events.c|", "events.c", &["events.create (1)"]),
        ("method:EVENTS.C|", "EVENTS.C", &["events.create (1)"]),
        ("-action:create|", "create", &["events.create (1)"]),
        ("action:ev|ents", "events", &["events.get (5)", "events.create (1)"]),
        ("action:x,str|", "str", &["streams.get (1)"]),
        ("action:=ev|", "=ev", &["=events.get (5)", "=events.create (1)"]),
        ("action:!=str|", "str", &["streams.get (1)"]),
        ("action != str|", "str", &["streams.get (1)"]),
        ("action:>str|", "", &[]),
        ("access:med|", "med", &["\"Médecin de famille\" (2)"]),
        ("access:\"med|", "\"med", &["\"Médecin de famille\" (2)"]),
        ("access:\"med|\" x", "\"med\"", &["\"Médecin de famille\" (2)"]),
        ("access:ckb|", "ckb", &["ckb (1)"]),
        ("access:=cka|", "=cka", &["=cka (2)"]),
        ("ip:|", "", &["203.0.113.9 (2)", "\"=no address*\" (1)", "10.0.0.1 (1)", "private"]),
        ("ip:10|", "10", &["10.0.0.1 (1)"]),
        ("error:|", "", &["==odd (1)", "forbidden (1)"]),
        ("caller:|", "", &["\"a, (b) \\\"c\\\"\" (1)"]),
        ("type:|", "", &["audit-log/x (6)", "\"!=x\" (1)", "\">=4\" (1)"]),
        ("source:h|", "h", &["http (3)"]),
        ("status:|", "", &["403 (2)", "=999 (1)", "4xx", "5xx", "error", "ok"]),
        ("status>=|", "", &["403 (2)"]),
        ("status:400..|", "", &["403 (2)"]),
        ("status:|..500", "", &[]),
        ("op:re|", "re", &["read (6)", "remove", "create (1)"]),
        ("is:|", "", &["derived", "error", "mine", "viewer"]),
        ("weekday:s|", "s", &["sat", "sun"]),
        ("weekday:sat..s|", "s", &["sat", "sun"]),
        ("time:y|", "y", &["yesterday", "last-year", "this-year", "today"]),
        ("since:yest|", "yest", &["yesterday"]),
        ("stream:d|", "d", &["Diary (1)", "diary (1)"]),
        ("query.limit:|", "", &["20 (1)"]),
        ("query.token:|", "", &["•••••• (1)"]),
        ("verb:g|", "g", &["GET (6)"]),
    ];
    for (marked, replaced, expected) in cases {
        assert_eq!(offered(&mut engine, marked), (replaced.to_owned(), strings(expected)), "{marked}");
    }
}

/// A value without its field.
#[test]
fn whole_terms() {
    let mut engine = engine();
    let cases: [(&str, &[&str]); 5] = [
        ("forb|", &["error:forbidden (1)"]),
        ("a -forb|", &["error:forbidden (1)"]),
        ("famille|", &["access:\"Médecin de famille\" (2)"]),
        ("events.g|", &["action:events.get (5)"]),
        ("x|", &[]),
    ];
    for (marked, expected) in cases {
        assert_eq!(offered(&mut engine, marked).1, strings(expected), "{marked}");
    }
}

#[test]
fn no_more_than_wanted() {
    let mut engine = engine();
    let command = Command::Complete { text: "action:".to_owned(), cursor: 7, most: 2 };
    let Reply::Completions(completions) = engine.handle(command) else { panic!("no completions") };
    let inserts: Vec<&str> = completions.items.iter().map(|item| item.insert.as_str()).collect();
    assert_eq!(inserts, ["events.get", "=*"]);
}

/// A value that the field named by a completion can have.
fn sample(item: &Completion) -> &'static str {
    match item.insert.trim_end_matches(':') {
        "status" => "404",
        "operation" | "op" => "read",
        "is" => "error",
        "time" | "created" | "at" | "since" | "until" => "7d",
        "hour" | "records" => "3",
        "weekday" => "sat",
        "ip" | "from_ip" | "address" => "10.0.0.1",
        _ => "x",
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever is offered, once it is written, is read without a mistake there.
    #[test]
    fn what_is_offered_is_read(text in pieces(), at in any::<prop::sample::Index>()) {
        let cursors: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let cursor = cursors[at.index(cursors.len())];
        let mut engine = engine();
        let completions = complete(&mut engine, &text, cursor);
        let (start, end) = (completions.start as usize, completions.end as usize);
        for item in completions.items {
            prop_assert!((start..=end).contains(&cursor), "{} at {}", text, cursor);
            let (before, after) = (&text[..start], &text[end..]);
            let ends = |character: char| character.is_whitespace() || "(),".contains(character);
            let more = match item.kind {
                // What stood behind the old name is the value of the new one.
                CompletionKind::Field if !after.is_empty() && !after.starts_with(ends) => continue,
                CompletionKind::Field => sample(&item),
                CompletionKind::Operator => " x ",
                CompletionKind::Value(_) => "",
            };
            let written = format!("{before}{}{more}{after}", item.insert);
            let place = start..start + item.insert.len() + more.len();
            let there: Vec<Diagnostic> = Query::parse(&written).1.into_iter()
                .filter(|it| it.is_mistake() && it.start < place.end && it.end > place.start)
                .collect();
            prop_assert_eq!(there, vec![], "{} at {}, with {}", text, cursor, item.insert);
        }
    }

    /// What is offered for a value finds the records that it was counted in.
    #[test]
    fn what_is_counted_is_found(field in prop::sample::select(Field::NAMES.to_vec())) {
        let mut engine = engine();
        let text = format!("{}:", field.0.name());
        for item in complete(&mut engine, &text, text.len()).items {
            let matched = super::support::view(&mut engine, &format!("{text}{}", item.insert), 0).matched;
            prop_assert!(item.count.is_none_or(|count| matched >= count), "{} {}", text, item.insert);
        }
    }
}
