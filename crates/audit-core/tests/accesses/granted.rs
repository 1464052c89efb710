//! What accesses may do beside what they did, and what they tried.

use audit_core::engine::Engine;
use audit_core::insights::granted::{RefusalReason, Verdict};
use audit_core::insights::versions::NotKnown;
use demo_account::Generation;

use super::support::{
    ACCESSES, AUDITOR, CREATE_ONLY, DIET, DOCTOR, EXPIRED, FITNESS, HEART, HISTORY, MANAGER, MUM, OWNER, ROWS, STREAMS,
    TRACKER, VERSIONED, WATCH, access, demo, found, open, recorded,
};

/// Each version with its calls, and each permission: reads, writes, what is not certain, and
/// what follows.
fn told(engine: &mut Engine, base: &str) -> Vec<String> {
    let mut told = Vec::new();
    for version in access(engine, base).versions {
        let number = version.serial.map_or_else(|| "first".to_owned(), |serial| serial.to_string());
        let known = version.known.err().map(|why| format!(" {why:?}")).unwrap_or_default();
        told.push(format!("{number}{known}: {}", version.calls.count));
        for it in version.permissions {
            let numbers = [it.read, it.written, it.perhaps].map(|calls| calls.count);
            told.push(format!("{} {} {numbers:?} {:?}", it.permission.level, it.permission.id, it.verdict));
        }
    }
    told
}

#[test]
fn what_an_access_may_do_stands_beside_what_it_did() {
    let mut engine = recorded();
    let cases: [(&str, &[&str]); 7] = [
        (
            VERSIONED,
            &[
                "first: 1",
                "read diary [1, 0, 0] Used",
                "1: 1",
                "read diary [1, 0, 0] Used",
                "read work [1, 0, 0] Used",
                "2: 5",
                // One permission lets it write, so that is the one it used.
                "contribute diary [1, 1, 0] Used",
                "read work [1, 0, 0] Used",
            ],
        ),
        // No record says of which stream the one event was that it read by its id.
        (TRACKER, &["first: 83", "contribute health [4, 54, 2] Used", "read diary [4, 0, 2] Used"]),
        (MANAGER, &["first: 3", "manage health [0, 0, 0] Never"]),
        (EXPIRED, &["first: 4", "read diary [0, 0, 0] Never"]),
        (CREATE_ONLY, &["first: 7", "create-only work [0, 0, 0] Never"]),
        // The last without a word of what it could read.
        (AUDITOR, &["first: 13", "read :_audit: [6, 0, 1] Used"]),
        (OWNER, &["first: 254"]),
    ];
    for (base, expected) in cases {
        assert_eq!(told(&mut engine, base), expected, "{base}");
    }
    let versions = access(&mut engine, VERSIONED).versions;
    let periods: Vec<_> = versions.iter().map(|it| (it.from_ms, it.until_ms)).collect();
    let [first, second, third] = [1_795_460_313_787, 1_795_460_318_266, 1_795_460_318_317].map(Some);
    assert_eq!(periods, [(first, second), (second, third), (third, None)]);
}

#[test]
fn the_demo_account_shows_what_is_never_and_what_is_perhaps_used() {
    let mut engine = demo(Generation::Events);
    let verdicts = |engine: &mut Engine, base: &str| {
        let permissions = access(engine, base).versions.into_iter().flat_map(|version| version.permissions);
        permissions.map(|it| (it.permission.id, it.name, it.verdict)).collect::<Vec<_>>()
    };
    let said = |id: &str, name: &str, verdict| (id.to_owned(), Some(name.to_owned()), verdict);
    // It writes all the time, and no record says where.
    let watch = verdicts(&mut engine, WATCH);
    assert_eq!(watch[0], said("heart", "Heart rate", Verdict::Perhaps));
    assert!(watch.iter().all(|it| it.2 == Verdict::Perhaps));
    // What is inside of a stream is the stream's.
    assert_eq!(verdicts(&mut engine, MUM), [said("health", "Health", Verdict::Used)]);
    assert_eq!(verdicts(&mut engine, DIET)[1], said("nutrition", "Nutrition", Verdict::Used));
    let doctor = access(&mut engine, DOCTOR).versions;
    let may: Vec<Vec<_>> =
        doctor.iter().map(|it| it.permissions.iter().map(|it| it.permission.id.as_str()).collect()).collect();
    assert_eq!(may, [vec!["heart"], vec!["health", "diary"]]);
    assert_eq!(doctor[0].until_ms, doctor[1].from_ms);
    assert!(doctor[1].until_ms > doctor[1].from_ms);
}

#[test]
fn what_an_access_tried_and_may_not_is_told_with_its_records() {
    let mut engine = recorded();
    let refused = |engine: &mut Engine, base: &str| {
        let refused = access(engine, base).refused;
        for refusal in &refused {
            let records = found(engine, &refusal.query);
            assert!(records.len() >= refusal.calls.count as usize, "{}", refusal.query);
            assert!(records.contains(&refusal.record), "{}", refusal.query);
        }
        let said = refused.into_iter().map(|it| (it.method, it.stream.unwrap_or_default(), it.reason, it.calls.count));
        said.collect::<Vec<_>>()
    };
    let heart = refused(&mut engine, HEART);
    let no_permission = RefusalReason::NoPermission;
    assert!(heart.contains(&("events.get".to_owned(), "work".to_owned(), no_permission, 1)), "{heart:?}");
    assert!(heart.contains(&("events.getOne".to_owned(), String::new(), no_permission, 1)), "{heart:?}");
    let expired = refused(&mut engine, EXPIRED);
    assert!(expired.iter().all(|it| it.2 == RefusalReason::Expired) && expired.len() == 3, "{expired:?}");
    // What is wrongly asked is not refused for want of a right.
    assert_eq!(refused(&mut engine, OWNER).len(), 1);
    let mut engine = demo(Generation::Events);
    assert_eq!(refused(&mut engine, MUM), [("events.get".to_owned(), "diary".to_owned(), no_permission, 1)]);
    let fitness = refused(&mut engine, FITNESS);
    assert_eq!(fitness.iter().map(|it| (it.1.as_str(), it.2)).collect::<Vec<_>>(), [("steps", RefusalReason::Expired)]);
}

#[test]
fn what_is_not_known_is_not_guessed() {
    let first = |lists: &[&str]| told(&mut open(lists, ROWS), VERSIONED);
    assert_eq!(first(&[]), ["first NoNames: 1", "1 NoNames: 1", "2 NoNames: 5"]);
    assert_eq!(first(&[STREAMS]), ["first NoNames: 1", "1 NoNames: 1", "2 NoNames: 5"]);
    // A list says what it is now.
    let now = ["2: 5", "contribute diary [1, 1, 0] Used", "read work [1, 0, 0] Used"];
    let known = first(&[ACCESSES, STREAMS]);
    assert_eq!(known[..2], ["first EarlierVersion: 1", "1 EarlierVersion: 1"]);
    assert_eq!(known[2..], now);
    // The history alone says all of it.
    assert_eq!(first(&[HISTORY]).len(), 8);
    let not_listed = access(&mut open(&[ACCESSES], ROWS), "m6gesz16y7omhryuojb5agv4").versions;
    assert_eq!(not_listed[0].known, Err(NotKnown::NotListed));
    // Without the tree of streams it is not known that a heart is of a health.
    let tracker = told(&mut open(&[ACCESSES], ROWS), TRACKER);
    assert_eq!(tracker[1..], ["contribute health [4, 54, 2] Used", "read diary [4, 0, 2] Used"]);
    let doctor = r#"{"accesses":[{"id":"a","type":"app","name":"x","created":1,"modified":1,
        "permissions":[{"streamId":"health","level":"read"},{"streamId":"diary","level":"read"}]}]}"#;
    let body = r#"{"events":[{"id":":_audit:1","streamIds":[":_audit:access-a"],"time":5,"type":"audit-log/pryv-api",
        "content":{"action":"events.get","source":{"name":"http","ip":""},"query":{},"scopedStreamIds":["heart"]}}]}"#;
    let told_of = |lists: &[&str]| told(&mut open(lists, body), "a");
    let unsure = ["first: 1", "read health [0, 0, 1] Perhaps", "read diary [0, 0, 1] Perhaps"];
    assert_eq!(told_of(&[doctor]), unsure);
    assert_eq!(told_of(&[doctor, STREAMS]), ["first: 1", "read health [1, 0, 0] Used", "read diary [0, 0, 0] Never"]);
}
