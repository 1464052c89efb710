//! What allowed a call, at its moment.

use audit_core::engine::{Answer, Command, Engine, Question};
use audit_core::insights::allowed::{Allowed, AllowedBy, Because, InForce, Over};
use audit_core::insights::versions::{NotKnown, VersionBy};
use audit_core::pryv::AccessInfo;
use demo_account::Generation;
use serde_json::{Value, json};

use super::support::{
    ACCESSES, DOCTOR, EXPIRED, FITNESS, HEART, MUM, OWNER, ROWS, TRACKER, VERSIONED, ask, base_of, demo, found, open,
    recorded, rows,
};

fn allowed(engine: &mut Engine, id: &str) -> Allowed {
    match ask(engine, Question::Allowed { id: id.to_owned() }) {
        Answer::Allowed(Some(allowed)) => *allowed,
        other => panic!("expected what allowed it, got {other:?}"),
    }
}

fn in_force(engine: &mut Engine, id: &str) -> InForce {
    match allowed(engine, id).because {
        Because::Grant(in_force) => *in_force,
        other => panic!("expected a grant, got {other:?}"),
    }
}

fn permissions(in_force: &InForce) -> Vec<String> {
    let grant = in_force.version.grant.as_ref().unwrap();
    grant.permissions.iter().map(|it| format!("{} {}", it.level, it.id)).collect()
}

/// The ids of the recorded rows of an access, newest first, that pass.
fn ids(base: &str, passes: impl Fn(&Value) -> bool) -> Vec<String> {
    let rows = rows().into_iter().filter(|row| base_of(row).as_deref() == Some(base) && passes(row));
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_call_was_allowed_by_the_version_in_force() {
    let mut engine = recorded();
    let reads = ids(VERSIONED, |row| row["content"]["action"] == "events.get");
    let told: Vec<_> = reads
        .iter()
        .map(|id| {
            let it = in_force(&mut engine, id);
            let streams: Vec<_> = it.streams.iter().map(|stream| (stream.id.clone(), stream.by)).collect();
            (it.version.serial, it.by, permissions(&it), streams, it.over)
        })
        .collect();
    let by = |id: &str, place: u32| (id.to_owned(), AllowedBy::Permission(place));
    let may = |permissions: &[&str]| permissions.iter().map(ToString::to_string).collect::<Vec<_>>();
    let number = VersionBy::Number;
    let both = || vec![by("diary", 0), by("work", 1)];
    assert_eq!(
        told,
        [
            (Some(2), number, may(&["contribute diary", "read work"]), both(), None),
            (Some(1), number, may(&["read diary", "read work"]), both(), None),
            (None, number, may(&["read diary"]), vec![by("diary", 0)], None),
        ]
    );
    // With the text that somebody agreed to.
    let tracker = in_force(&mut engine, &ids(TRACKER, |_| true)[0]);
    let texts = &tracker.version.grant.as_ref().unwrap().texts;
    assert_eq!(texts[0].text, "Lab tracker: reads your diary and writes your health data.");
    assert_eq!(permissions(&tracker), ["contribute health", "read diary"]);
    assert_eq!(tracker.permission_names, [Some("Health".to_owned()), Some("Diary".to_owned())]);
}

#[test]
fn what_was_refused_stands_beside_what_was_allowed() {
    let mut engine = recorded();
    let work = ids(HEART, |row| row["content"]["query"]["streams"] == "[\"work\"]");
    let refused = in_force(&mut engine, &work[0]);
    assert_eq!(permissions(&refused), ["read heart"]);
    assert_eq!((refused.streams[0].id.as_str(), refused.streams[0].by), ("work", AllowedBy::Nothing));
    let expired = in_force(&mut engine, &ids(EXPIRED, |_| true)[0]);
    assert_eq!(expired.over, Some(Over::Expired(1_795_460_314_744)));
}

#[test]
fn the_owner_may_everything_and_nobody_nothing() {
    let mut engine = recorded();
    let because = |engine: &mut Engine, base: &str| allowed(engine, &ids(base, |_| true)[0]).because;
    assert_eq!(because(&mut engine, OWNER), Because::Owner);
    for pseudo in ["invalid", "valid-password", "password-reset-request"] {
        assert_eq!(because(&mut engine, pseudo), Because::NoAccess);
    }
    assert_eq!(ask(&mut engine, Question::Allowed { id: "none".to_owned() }), Answer::Allowed(None));
}

#[test]
fn what_cannot_be_known_is_told_with_the_reason() {
    let last = &ids(VERSIONED, |row| row["content"]["action"] == "events.get")[2];
    let because = |lists: &[&str]| allowed(&mut open(lists, ROWS), last).because;
    assert_eq!(because(&[]), Because::NotKnown(NotKnown::NoNames));
    assert_eq!(because(&[ACCESSES]), Because::NotKnown(NotKnown::EarlierVersion));
    let another = r#"{"accesses":[{"id":"a","type":"app","name":"x"}]}"#;
    assert_eq!(because(&[another]), Because::NotKnown(NotKnown::NotListed));
    let mut engine = open(&[], ROWS);
    let name =
        audit_core::engine::AccessName { base: VERSIONED.to_owned(), name: "x".to_owned(), ..Default::default() };
    engine.handle(Command::Names(vec![name.into()]));
    assert_eq!(allowed(&mut engine, last).because, Because::NotKnown(NotKnown::NameAlone));
    // A row of the older generation never says its version.
    let row = json!({"id": "1", "type": "audit/core", "time": 5, "forwardedFor": "", "action": "GET /events",
        "query": "", "accessId": VERSIONED, "status": 200});
    let body = json!({ "auditLogs": [row] }).to_string();
    let of_older = |lists: &[&str]| allowed(&mut open(lists, &body), "1").because;
    assert_eq!(of_older(&[ACCESSES]), Because::NotKnown(NotKnown::OlderGeneration));
    let row = json!({"id": ":_audit:1", "streamIds": [], "time": 5, "type": "audit-log/pryv-api",
        "content": {"action": "events.get", "source": {"name": "http", "ip": ""}, "query": {}}});
    let body = json!({ "events": [row] }).to_string();
    assert_eq!(allowed(&mut open(&[], &body), ":_audit:1").because, Because::Nameless);
}

#[test]
fn an_access_that_asks_about_itself_knows_what_it_may() {
    let body = json!({"id": VERSIONED, "type": "app", "name": "lab-versioned", "created": 1_795_460_313.787,
        "modified": 1_795_460_318.317, "permissions": [{"streamId": "diary", "level": "contribute"},
        {"streamId": format!(":_audit:access-{VERSIONED}"), "level": "read"}]});
    let info = AccessInfo::read(200, body.to_string().as_bytes()).unwrap();
    let mut engine = open(&[], ROWS);
    engine.handle(Command::Names(vec![info.access.unwrap().into()]));
    let calls = ids(VERSIONED, |_| true);
    let now = in_force(&mut engine, &calls[0]);
    assert_eq!((permissions(&now), now.by), (vec!["contribute diary".to_owned()], VersionBy::Time));
    assert_eq!(allowed(&mut engine, &calls[6]).because, Because::NotKnown(NotKnown::EarlierVersion));
}

#[test]
fn the_doctors_calls_were_allowed_each_in_its_time() {
    for generation in [Generation::Events, Generation::Legacy] {
        let mut engine = demo(generation);
        let by = if generation == Generation::Events { VersionBy::Number } else { VersionBy::Time };
        let calls = found(&mut engine, &format!("access:{DOCTOR}"));
        let (latest, first) = (in_force(&mut engine, &calls[0]), in_force(&mut engine, calls.last().unwrap()));
        assert_eq!((permissions(&latest), latest.by), (vec!["read health".to_owned(), "read diary".to_owned()], by));
        assert_eq!((permissions(&first), first.by), (vec!["read heart".to_owned()], VersionBy::Number));
        assert_eq!((first.until_ms, latest.over), (latest.from_ms, None));
        let after = found(&mut engine, &format!("access:{FITNESS}"));
        let after = in_force(&mut engine, &after[0]);
        assert!(matches!(after.over, Some(Over::Expired(_))));
    }
    let mut engine = demo(Generation::Events);
    let refused = found(&mut engine, &format!("access:{MUM} status:4xx"));
    assert_eq!(in_force(&mut engine, &refused[0]).streams[0].by, AllowedBy::Nothing);
}
