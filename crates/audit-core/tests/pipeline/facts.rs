//! What a record lets be said of it: to which data, how much, why not; and no more.

use audit_core::engine::{AccessName, Command, Name, StreamName};
use audit_core::insights::facts::{Amount, Effect, Facts, Stream, Target};
use audit_core::reason::Reason;

use crate::support::{all_rows, detail, opened, view};

const LOG: &[u8] = include_bytes!("../fixtures/events-one-of-each-kind.json");

/// The facts of one event with this content, in an account where two streams and an access
/// have names.
fn facts(action: &str, content: &str) -> Facts {
    let kind = if content.contains("\"message\"") { "audit-log/pryv-api-error" } else { "audit-log/pryv-api" };
    let kind = if action.starts_with("oauth.") { "audit-log/oauth" } else { kind };
    let row = format!(
        r#"{{"id":"x","type":"{kind}","time":1,"streamIds":[":_audit:access-a",":_audit:action-{action}"],"content":{{"action":"{action}","source":{{"name":"http"}}{content}}}}}"#
    );
    let (mut engine, tally) = opened(row.as_bytes());
    assert_eq!(tally.records, 1, "{row}");
    let stream =
        |id: &str, name: &str| Name::Stream(StreamName { id: id.to_owned(), name: name.to_owned(), parent: None });
    let diet = AccessName { base: "diet".to_owned(), name: "Diet app".to_owned(), ..AccessName::default() };
    engine.handle(Command::Names(vec![stream("diary", "Diary"), stream("work", "Work"), diet.into()]));
    view(&mut engine, "");
    *detail(&mut engine, "x").unwrap().row.facts
}

fn named(names: &[&str]) -> Vec<Stream> {
    names.iter().map(|name| Stream::Named((*name).to_owned())).collect()
}

/// Streams by name, nothing left out; perhaps not each of them.
fn of(names: &[&str], at_most: bool) -> Target {
    Target::Streams { named: named(names), more: 0, at_most }
}

#[test]
fn which_data_a_call_was_about() {
    let ids: Vec<String> = (0..100).map(|id| format!("\"s{id}\"")).collect();
    let capped = format!(r#","scopedStreamIds":[{}],"scopedStreamCount":250"#, ids.join(","));
    let first = |id: &str| Stream::Id(id.to_owned());
    let cases = [
        // Named in the query, and read.
        ("events.get", r#","query":{"streams":"[\"diary\"]"},"recordCount":3"#, of(&["Diary"], false)),
        ("events.get", r#","query":{"streams":"[\"diary\",\"work\"]"},"recordCount":3"#, of(&["Diary", "Work"], true)),
        ("events.get", r#","query":{"streams":[{"any":["diary"],"not":["work"]}]}"#, of(&["Diary"], true)),
        // What was asked for and is not in what could be read was not read.
        (
            "events.get",
            r#","query":{"streams":["diary","work"]},"scopedStreamIds":["work"],"scopedStreamCount":1"#,
            of(&["Work"], true),
        ),
        // Only resolved: an upper bound.
        ("events.get", r#","query":{},"scopedStreamIds":["diary"],"scopedStreamCount":1"#, of(&["Diary"], true)),
        ("events.get", r#","query":{},"scopedStreamIds":["*"],"scopedStreamCount":9"#, Target::Everything),
        ("events.get", r#","query":{"streams":"*"}"#, Target::Everything),
        (
            "events.get",
            &capped,
            Target::Streams { named: ["s0", "s1", "s2"].map(first).to_vec(), more: 247, at_most: true },
        ),
        ("events.get", r#","query":{"limit":"20"}"#, Target::Unknown),
        ("events.get", r#","query":{"streams":[{"all":["diary"]}]}"#, Target::Unknown),
        // The log itself, which has many streams.
        (
            "events.get",
            r#","query":{"streams":"[\":_audit:\"]"},"scopedStreamIds":["*"],"scopedStreamCount":2"#,
            Target::Streams { named: vec![Stream::Log], more: 0, at_most: false },
        ),
        (
            "events.get",
            r#","query":{"streams":[":_audit:access-a",":_audit:access-b","diary"]}"#,
            Target::Streams { named: vec![Stream::Log, named(&["Diary"]).remove(0)], more: 0, at_most: true },
        ),
        // Refused: what was asked for is known, what could be read is not said.
        (
            "events.get",
            r#","query":{"streams":["diary","work"]},"id":"forbidden","message":"m""#,
            of(&["Diary", "Work"], false),
        ),
        ("events.get", r#","scopedStreamIds":["*"],"id":"unexpected-error","message":"m""#, Target::Unknown),
        ("streams.get", r#","query":{"parentId":"diary"}"#, of(&["Diary"], false)),
        ("streams.get", r#","query":{"parentId":":_audit:accesses"}"#, Target::Unknown),
        ("streams.get", r#","query":{}"#, Target::Unknown),
        // Items, where the record proves which.
        (
            "events.create",
            r#","record":{"key":"EVENT:0:ev1:1.5","integrity":"EVENT:0:sha256-x"}"#,
            Target::Entry { id: "ev1".to_owned() },
        ),
        (
            "accesses.create",
            r#","record":{"key":"ACCESS:0:diet:1.5","integrity":"ACCESS:0:sha256-x"}"#,
            Target::Access { id: "diet".to_owned(), name: Some("Diet app".to_owned()) },
        ),
        // The last one's key is repeated on later rows, which wrote nothing.
        ("callBatch", r#","record":{"key":"EVENT:0:ev1:1.5","integrity":"EVENT:0:sha256-x"}"#, Target::Unknown),
        ("accesses.update", r#","record":{"key":"ACCESS:0:diet:1.5","integrity":"x"}"#, Target::Unknown),
        (
            "events.getAttachment",
            r#","query":{"username":"u","id":"ev1","fileId":"f1"}"#,
            Target::Entry { id: "ev1".to_owned() },
        ),
        ("events.getAttachment", r#","query":{"id":"ev1"},"id":"forbidden","message":"m""#, Target::Unknown),
        ("events.delete", r#","query":{}"#, Target::Unknown),
    ];
    for (action, content, expected) in cases {
        assert_eq!(facts(action, content).target, expected, "{action} {content}");
    }
}

#[test]
fn how_much_came_back() {
    let cases = [
        ("events.get", r#","recordCount":37"#, Amount::Exactly(37)),
        ("events.get", r#","recordCount":0"#, Amount::Exactly(0)),
        ("events.get", r#","recordCount":37,"recordCountIncomplete":true"#, Amount::AtLeast(37)),
        ("events.get", "", Amount::Unknown),
        ("events.get", r#","recordCount":37,"id":"unexpected-error","message":"m""#, Amount::None),
        ("events.getOne", r#","recordCount":1"#, Amount::Exactly(1)),
        ("streams.get", "", Amount::None),
    ];
    for (action, content, expected) in cases {
        assert_eq!(facts(action, content).amount, expected, "{action} {content}");
    }
}

#[test]
fn what_became_of_it() {
    let forbidden = r#","id":"forbidden","message":"Access has expired.""#;
    let broken = r#","id":"unexpected-error","message":"m""#;
    let strange = r#","id":"brand-new","message":"m""#;
    let absent = r#","id":"api-unavailable","message":"m""#;
    let part = r#","recordCount":5,"id":"unexpected-error","message":"m""#;
    let none = r#","recordCount":0,"id":"unexpected-error","message":"m""#;
    let cases = [
        ("events.get", "", None, Effect::Done),
        ("events.get", forbidden, Some(Reason::Expired), Effect::NoData),
        ("events.get", broken, Some(Reason::Broken), Effect::DataUnknown),
        ("events.get", part, Some(Reason::Broken), Effect::DataUnknown),
        ("events.get", none, Some(Reason::Broken), Effect::NoData),
        ("events.get", strange, Some(Reason::Other), Effect::DataUnknown),
        ("events.getOne", broken, Some(Reason::Broken), Effect::NoData),
        ("events.create", forbidden, Some(Reason::Expired), Effect::NoChange),
        ("events.create", broken, Some(Reason::Broken), Effect::ChangeUnknown),
        ("mfa.activate", absent, Some(Reason::NotOffered), Effect::NoChange),
        ("accesses.create", forbidden, Some(Reason::Expired), Effect::NoChange),
        ("account.changePassword", forbidden, Some(Reason::Expired), Effect::NoChange),
        ("auth.login", forbidden, Some(Reason::Expired), Effect::NoData),
        ("callBatch", broken, Some(Reason::Broken), Effect::DataUnknown),
        ("brand.new", broken, Some(Reason::Broken), Effect::DataUnknown),
        ("oauth.token.reuse_detected", "", None, Effect::NoData),
        ("oauth.token.refreshed", "", None, Effect::Done),
    ];
    for (action, content, reason, effect) in cases {
        let facts = facts(action, content);
        assert_eq!((facts.reason, facts.effect), (reason, effect), "{action} {content}");
    }
}

#[test]
fn what_may_be_a_key_is_not_taken_for_a_stream() {
    let Target::Streams { named, .. } =
        facts("events.get", r#","query":{"streams":"https://ck2mz9q4tx0hb5wyn3rv8slab@example.com/"}"#).target
    else {
        panic!("a stream was asked for")
    };
    assert!(!format!("{named:?}").contains("ck2mz9q4tx0hb5wyn3rv8slab"), "{named:?}");
}

#[test]
fn recorded_calls_never_say_more_than_they_prove() {
    let (mut engine, tally) = opened(LOG);
    view(&mut engine, "");
    let records = all_rows(&mut engine);
    assert_eq!(tally.records as usize, 79);
    for row in &records {
        let record = detail(&mut engine, &row.id).unwrap().record;
        let done = row.facts.effect == Effect::Done;
        assert_eq!(done, row.error_id.is_none(), "{record:?}");
        assert_eq!(row.facts.reason.is_some(), row.error_id.is_some(), "{record:?}");
        assert!(row.facts.reason != Some(Reason::Other), "every recorded error has a reason: {record:?}");
        if row.facts.amount != Amount::None {
            assert!(done && (record.record_count.is_some() || row.method == "events.get"), "{record:?}");
        }
        if let Target::Entry { id } | Target::Access { id, .. } = &row.facts.target {
            let key = record.integrity.map(|integrity| integrity.key).or(record.query).unwrap();
            assert!(key.contains(id.as_str()), "{key}");
        }
    }
}
