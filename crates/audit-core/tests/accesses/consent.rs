//! When somebody agreed, to what, and when that ended.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use audit_core::engine::{Answer, Engine, Permission, Question};
use audit_core::insights::consent::{Consent, Transition};
use demo_account::Generation;
use serde_json::{Value, json};

use super::support::{
    ACCESSES, DELETED, DOCTOR, EXPIRED, FITNESS, HISTORY, ROWS, STREAMS, STUDY, VERSIONED, ask, demo, found, look,
    open, recorded,
};

fn consent(engine: &mut Engine) -> Consent {
    match ask(engine, Question::Consent) {
        Answer::Consent(consent) => *consent,
        other => panic!("expected consent, got {other:?}"),
    }
}

/// A transition in a line: what, which version, what came and went, how it is known.
fn told(it: &Transition) -> String {
    let list = |sign: char, permissions: &[Permission]| {
        permissions.iter().fold(String::new(), |mut text, it| {
            write!(text, " {sign}{} {}", it.level, it.id).unwrap();
            text
        })
    };
    let change = it
        .change
        .as_ref()
        .map_or_else(|| " ?".to_owned(), |change| list('+', &change.added) + &list('-', &change.removed));
    let serial = it.serial.map(|serial| format!(" {serial}")).unwrap_or_default();
    let between = if it.versions_between > 0 { format!(" after {}", it.versions_between) } else { String::new() };
    format!("{:?}{serial}{change}{between} {:?}", it.kind, it.evidence)
}

fn told_of(consent: &Consent, base: Option<&str>) -> Vec<String> {
    consent.transitions.iter().filter(|it| it.base.as_deref() == base).map(told).collect()
}

#[test]
fn every_version_of_the_recorded_account_is_a_transition() {
    let mut engine = recorded();
    let consent = consent(&mut engine);
    assert_eq!(
        told_of(&consent, Some(VERSIONED)),
        [
            "Given +read diary Record",
            "Widened 1 +read work MatchedByTime",
            "Widened 2 +contribute diary -read diary MatchedByTime",
        ]
    );
    assert_eq!(told_of(&consent, Some(DELETED)), ["Given +contribute work Record", "Withdrawn ? MatchedByTime"]);
    assert_eq!(told_of(&consent, Some(EXPIRED)), ["Given +read diary Record", "Expired ? List"]);
    // Made after the list was read: a record alone says it.
    assert_eq!(told_of(&consent, Some("nf0q453f1bbwq9uu58zt3x4p")), ["Given ? Record"]);
    // Two updates, 43 ms apart, are told apart; nothing is left that is of no access.
    assert_eq!(told_of(&consent, None), [""; 0]);
    let matched = consent.transitions.iter().filter_map(|it| Some((it.time_ms?, it.circumstances.as_ref()?.time_ms)));
    assert!(
        matched.clone().count() == 21 && matched.clone().all(|(said, recorded)| (0..50).contains(&(recorded - said)))
    );
    assert_eq!(consent.total, 22);
    let times: Vec<_> = consent.transitions.iter().map(|it| it.time_ms.unwrap()).collect();
    assert!(times.is_sorted());
    let given = consent.transitions.iter().find(|it| it.base.as_deref() == Some(VERSIONED)).unwrap();
    let circumstances = given.circumstances.as_ref().unwrap();
    assert_eq!((circumstances.source.as_deref(), circumstances.name.as_deref()), (Some("http"), Some("pryv-lab")));
    assert_eq!(circumstances.addresses, ["127.0.0.1"]);
}

#[test]
fn without_names_records_alone_are_told_and_no_access_is_guessed() {
    let without = consent(&mut open(&[], ROWS));
    assert_eq!(told_of(&without, None), ["Withdrawn ? Record", "Changed ? Record", "Changed ? Record"]);
    assert_eq!(told_of(&without, Some(VERSIONED)), ["Given ? Record"]);
    assert_eq!((without.total, without.after.len()), (21, 0));
    // A list without histories says what is now: whether it was widened is not known.
    let list = consent(&mut open(&[ACCESSES, STREAMS], ROWS));
    assert_eq!(told_of(&list, Some(VERSIONED)), ["Given ? Record", "Changed 2 ? after 2 MatchedByTime"]);
    assert_eq!(told_of(&list, None), ["Changed ? Record"]);
    let changed = list.transitions.iter().find(|it| it.serial == Some(2)).unwrap();
    assert_eq!(changed.holds.as_ref().map(Vec::len), Some(2), "what it may do now is known: {changed:?}");
    // Nor without the records, from where.
    let lists = consent(&mut open(&[ACCESSES, HISTORY, STREAMS], r#"{"events":[]}"#));
    assert!(lists.transitions.iter().all(|it| it.circumstances.is_none() && told(it).ends_with("List")));
    assert_eq!(told_of(&lists, Some(VERSIONED)).len(), 3);
}

#[test]
fn the_story_of_the_demo_account_is_told() {
    let mut engine = demo(Generation::Events);
    let consent = consent(&mut engine);
    assert_eq!(
        told_of(&consent, Some(DOCTOR)),
        [
            "Given +read heart Record",
            // A heart is of a health, so nothing was taken away.
            "Widened 1 +read health +read diary -read heart MatchedByTime",
            "Withdrawn 1 ? MatchedByTime",
        ]
    );
    assert_eq!(told_of(&consent, Some(FITNESS)), ["Given +read steps Record", "Expired ? List"]);
    assert_eq!(told_of(&consent, Some(STUDY)), ["OauthGranted +read sleep Record"]);
    let study = consent.transitions.iter().find(|it| it.base.as_deref() == Some(STUDY)).unwrap();
    assert_eq!(study.circumstances.as_ref().unwrap().client.as_deref(), Some("sleep-study"));
    assert_eq!(study.texts[0].text, "Research on sleep; reads once a month.");
    // Names come with it, of streams and of who gave what.
    assert_eq!(consent.streams.get("heart").map(String::as_str), Some("Heart rate"));
    let author = study.by.as_ref().and_then(|by| consent.authors.get(&by.base));
    assert_eq!(author.map(String::as_str), Some("Pryv account"));
    let withdrawn = consent.transitions.iter().find(|it| told(it).starts_with("Withdrawn")).unwrap();
    let circumstances = withdrawn.circumstances.as_ref().unwrap();
    assert_eq!(circumstances.addresses, ["203.0.113.24"]);
    assert_eq!(circumstances.name.as_deref(), Some("Pryv account"));
    assert_eq!(told_of(&consent, None), [""; 0]);
    assert_eq!(consent.total, 10);
    let keys: BTreeSet<String> = consent.transitions.iter().map(Transition::key).collect();
    assert_eq!(keys.len(), 10, "{keys:?}");
}

#[test]
fn what_expires_while_a_log_is_looked_at_is_told() {
    let list = json!({"accesses": [{"id": "a", "type": "app", "name": "App", "permissions": [], "created": 10,
        "modified": 10, "expires": 5000}]});
    let mut engine = open(&[&list.to_string()], r#"{"events":[]}"#);
    for (now_ms, kinds) in [(4_000_000, 1), (5_060_000, 2), (4_000_000, 1)] {
        look(&mut engine, now_ms, audit_core::time::Zone::utc());
        assert_eq!(consent(&mut engine).total, kinds, "{now_ms}");
    }
}

#[test]
fn an_entry_has_the_same_key_whatever_names_are_known() {
    let keys = |names: &[&str]| -> Vec<String> {
        let consent = consent(&mut open(names, ROWS));
        let of = consent.transitions.iter().filter(|it| it.base.as_deref() == Some(VERSIONED));
        of.map(Transition::key).collect()
    };
    // A change that a list alone tells of is not there without the list.
    let (few, all) = (keys(&[ACCESSES, STREAMS]), keys(&[ACCESSES, HISTORY, STREAMS]));
    assert!(few.len() == 2 && all.len() == 3, "{few:?} {all:?}");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 3, "{all:?}");
    assert!(few.iter().skip(1).all(|key| all.contains(key)), "{few:?} {all:?}");
}

#[test]
fn in_the_older_generation_paths_name_the_access() {
    let mut engine = demo(Generation::Legacy);
    let consent = consent(&mut engine);
    assert_eq!(
        told_of(&consent, Some(DOCTOR)),
        [
            "Given +read heart MatchedByTime",
            "Widened 1 +read health +read diary -read heart Record",
            "Withdrawn 1 ? Record",
        ]
    );
    assert_eq!((told_of(&consent, None), consent.total), (vec![], 10));
}

#[test]
fn calls_after_the_end_are_counted_and_blamed_on_nobody() {
    let mut engine = demo(Generation::Events);
    let consent = consent(&mut engine);
    let after = |base: &str| consent.after.iter().find(|it| it.base == base).unwrap();
    let (fitness, doctor) = (after(FITNESS), after(DOCTOR));
    // What expired is still recorded under its own id.
    assert_eq!((fitness.own.count, fitness.own.unsuccessful), (13, 13));
    assert!(fitness.own.span.unwrap().0 > fitness.end_ms && fitness.unknown_key.count == 0);
    assert_eq!(found(&mut engine, &fitness.query).len(), 13);
    // What was withdrawn is not: there are calls with keys that nobody knows, some of them from
    // where the practice called before.
    assert_eq!((doctor.own.count, doctor.unknown_key.count, doctor.unknown_key_same_addresses.count), (0, 3, 2));
    assert_eq!(found(&mut engine, &doctor.unknown_key_query).len(), 3);
    let recorded = &super::consent::consent(&mut recorded()).after;
    let own: Vec<_> = recorded.iter().map(|it| (it.base.as_str(), it.own.count)).collect();
    assert_eq!(own, [(DELETED, 0), (EXPIRED, 4)]);
}

#[test]
fn who_did_it_must_fit_and_each_record_is_used_once() {
    let row = |id: u32, access: &str, action: &str, time: f64| {
        json!({"id": format!(":_audit:c{id}"), "streamIds": [format!(":_audit:access-{access}")], "time": time,
            "type": "audit-log/pryv-api",
            "content": {"source": {"name": "http", "ip": "192.0.2.1"}, "action": action, "query": {}}})
    };
    let told_with = |rows: &[Value], accesses: &Value| {
        let mut engine = open(&[&accesses.to_string()], &json!({ "events": rows }).to_string());
        look(&mut engine, 1_000_000, audit_core::time::Zone::utc());
        consent(&mut engine).transitions.iter().map(|it| format!("{:?} {}", it.base, told(it))).collect::<Vec<_>>()
    };
    let access = |id: &str, more: Value| {
        let mut access =
            json!({"id": id, "type": "shared", "name": id, "permissions": [], "created": 1, "modified": 1});
        access.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        access
    };
    // One record, two accesses that were taken away at the same time: it is of either.
    let gone = json!({"accesses": [], "accessDeletions": [
        access("a", json!({"deleted": 100})), access("b", json!({"deleted": 100.5}))]});
    let withdrawn = told_with(&[row(1, "me", "accesses.delete", 100.6)], &gone);
    let ends: Vec<_> = withdrawn.iter().filter(|it| it.contains("Withdrawn")).collect();
    assert_eq!(ends, [r#"Some("a") Withdrawn ? OneOfSeveral"#, r#"Some("b") Withdrawn ? List"#]);
    let both = told_with(&[row(1, "me", "accesses.delete", 100.1), row(2, "me", "accesses.delete", 100.6)], &gone);
    assert_eq!(both.iter().filter(|it| it.ends_with("Withdrawn ? MatchedByTime")).count(), 2, "{both:?}");
    // Too late, and by somebody else.
    let late = told_with(&[row(1, "me", "accesses.delete", 103.0)], &gone);
    assert!(late.contains(&"None Withdrawn ? Record".to_owned()), "{late:?}");
    let changed = json!({"accesses": [access("a:1", json!({"modified": 50, "modifiedBy": "me phone"}))]});
    let by = |who: &str| told_with(&[row(1, who, "accesses.update", 50.1)], &changed);
    assert!(by("me").contains(&r#"Some("a") Changed 1 ? after 1 MatchedByTime"#.to_owned()), "{:?}", by("me"));
    assert!(by("other").contains(&"None Changed ? Record".to_owned()), "{:?}", by("other"));
    // A grant through OAuth that comes again, and is revoked.
    let oauth = |id: u32, action: &str, time: f64| {
        json!({"id": format!(":_audit:c{id}"), "streamIds": [":_audit:access-a"], "time": time, "type": "audit-log/oauth",
            "content": {"action": action, "source": {"name": "oauth2", "clientId": "study"}}})
    };
    let rows = [
        oauth(1, "oauth.consent.granted", 1.2),
        oauth(2, "oauth.consent.granted", 60.0),
        oauth(3, "oauth.token.revoked", 70.0),
        oauth(4, "oauth.token.refreshed", 65.0),
    ];
    let granted = told_with(&rows, &json!({"accesses": [access("a", json!({}))]}));
    let expected = ["OauthGranted Record", "OauthGranted ? Record", "OauthRevoked ? Record"];
    assert_eq!(granted, expected.map(|it| format!(r#"Some("a") {it}"#)));
}
