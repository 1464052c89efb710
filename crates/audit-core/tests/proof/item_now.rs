//! What a platform answers about an event now, held to what its log recorded: with the bodies
//! that a server sent.

use audit_core::engine::{Answer, Question};
use audit_core::insights::ItemClass;
use audit_core::integrity::Why;
use audit_core::pryv::{Problem, Verdict};
use audit_core::record::Integrity;
use serde_json::{Value, json};

use super::support::{LOG, ask, opened};

const READ: &str = include_str!("../fixtures/item/read.json");
const UNKNOWN: &str = include_str!("../fixtures/item/unknown.json");
const FORBIDDEN: &str = include_str!("../fixtures/item/forbidden.json");

/// What the log recorded of the event that was read, the oldest first.
fn recorded() -> Vec<Integrity> {
    let id = "gv9d54aoh5msckiuonkzfk9i".to_owned();
    let question = Question::ItemHistory { class: ItemClass::Event, id, first: 0, count: 500 };
    match ask(&mut opened(&[LOG]), question) {
        Answer::ItemHistory(Some(history)) => history.changes.into_iter().map(|change| change.integrity).collect(),
        other => panic!("expected a history, got {other:?}"),
    }
}

fn reply(event: &Value) -> String {
    json!({"meta": {"apiVersion": "2.0.0"}, "event": event}).to_string()
}

#[test]
fn an_event_is_compared_with_each_of_its_changes() {
    let verdicts: Vec<Verdict> = recorded().iter().map(|it| Verdict::of(it, 200, READ.as_bytes())).collect();
    // It was read after the last of them.
    let later = Verdict::ChangedLater { modified_ms: Some(1_795_460_316_103), trashed: false };
    assert_eq!(verdicts, [later.clone(), later, Verdict::Unchanged]);
}

#[test]
fn each_answer_has_its_verdict() {
    let written = recorded().swap_remove(2);
    let event: Value = serde_json::from_str::<Value>(READ).unwrap()["event"].take();
    let changed = |name: &str, value: Value| {
        let mut event = event.clone();
        event[name] = value;
        reply(&event)
    };
    let mut later = event.clone();
    (later["modified"], later["trashed"]) = (json!(1_795_460_400.5), json!(true));
    let rejected = |status, id: &str, message: &str| {
        Verdict::NotReached(Problem::Rejected { status, id: id.to_owned(), message: message.to_owned() })
    };
    let error = |id: &str, message: &str| json!({"error": {"id": id, "message": message}}).to_string();
    let cases = [
        (200, READ.to_owned(), Verdict::Unchanged),
        // Nobody wrote it since, and it is something else.
        (200, changed("content", json!(72)), Verdict::Contradicts),
        (200, reply(&later), Verdict::ChangedLater { modified_ms: Some(1_795_460_400_500), trashed: true }),
        (
            200,
            reply(&json!({"id": event["id"], "deleted": 1_795_460_500})),
            Verdict::Gone { deleted_ms: Some(1_795_460_500_000) },
        ),
        (200, changed("id", json!("another")), Verdict::CannotBeChecked(Why::AnotherItem)),
        (200, "<html>".to_owned(), Verdict::NotReached(Problem::NotPryv)),
        (200, r#"{"events":[]}"#.to_owned(), Verdict::NotReached(Problem::NotPryv)),
        (404, UNKNOWN.to_owned(), Verdict::Gone { deleted_ms: None }),
        // What is not known is the account, or the whole path: that says nothing of the event.
        (404, error("unknown-resource", "Unknown user \"x\""), Verdict::NotReached(Problem::UnknownUser)),
        (404, error("unknown-resource", "Unknown resource"), rejected(404, "unknown-resource", "Unknown resource")),
        (404, "Not found".to_owned(), Verdict::NotReached(Problem::NotPryv)),
        (403, FORBIDDEN.to_owned(), Verdict::MayNotRead),
        (403, error("forbidden", "Access has expired."), Verdict::NotReached(Problem::AccessExpired)),
        (403, error("invalid-access-token", "Cannot find"), Verdict::NotReached(Problem::WrongToken)),
        (500, String::new(), Verdict::NotReached(Problem::Server { status: 500 })),
    ];
    for (status, body, expected) in cases {
        assert_eq!(Verdict::of(&written, status, body.as_bytes()), expected, "{status} {body}");
    }
    // An access was hashed with its token.
    let access = Integrity { key: "ACCESS:0:ck1:5".to_owned(), hash: "ACCESS:0:sha256-x".to_owned() };
    assert_eq!(Verdict::of(&access, 200, READ.as_bytes()), Verdict::CannotBeChecked(Why::Access));
    assert_eq!(Verdict::of(&access, 404, UNKNOWN.as_bytes()), Verdict::CannotBeChecked(Why::Access));
}
