//! What a log shows of a person's rights, held to a walk over the rows as they were written.

use std::collections::{BTreeMap, HashSet};

use audit_core::engine::{Answer, Engine, Question};
use audit_core::insights::rights::{ByWhom, Exercise, Exercised, OfRight, Right, Rights};
use audit_core::time::Zone;
use demo_account::Generation;
use serde_json::{Value, json};

use super::support::{ACCESSES, ALICE, NOW_MS, OWNER, base_of, demo, found, look, open, recorded, rows};

fn rights(engine: &mut Engine) -> Rights {
    let asked = super::support::ask(engine, Question::Rights);
    let Answer::Rights(rights) = asked else { panic!("expected rights, got {asked:?}") };
    assert_eq!(rights.rights.iter().map(|it| it.right).collect::<Vec<_>>(), Right::ALL);
    *rights
}

fn of(rights: &Rights, right: Right) -> &OfRight {
    rights.rights.iter().find(|it| it.right == right).unwrap()
}

fn exercised(rights: &Rights, exercise: Exercise) -> Option<&Exercised> {
    of(rights, exercise.right()).exercises.iter().find(|it| it.exercise == exercise)
}

fn row(nth: u32, access: &str, action: &str, more: &Value) -> Value {
    let mut content = json!({"source": {"name": "http", "ip": "192.0.2.1"}, "action": action, "query": {}});
    content.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let kind = if more.get("id").is_some() { "audit-log/pryv-api-error" } else { "audit-log/pryv-api" };
    let access = format!(":_audit:access-{access}");
    json!({"id": format!(":_audit:c{nth:024}"), "time": nth, "type": kind, "streamIds": [access], "content": content})
}

fn log(rows: &[Value]) -> Engine {
    let mut engine = open(&[], &json!({"events": rows, "meta": {}}).to_string());
    look(&mut engine, NOW_MS, Zone::utc());
    engine
}

/// Every number is what its filter leaves, and all kinds of a right together are the right.
fn check_numbers(engine: &mut Engine, rights: &Rights) {
    for of in &rights.rights {
        let sum = |number: fn(&Exercised) -> u32| of.exercises.iter().map(number).sum::<u32>();
        assert_eq!(
            (of.calls.count, of.calls.unsuccessful),
            (sum(|it| it.calls.count), sum(|it| it.calls.unsuccessful))
        );
        assert!(of.latest.is_sorted_by_key(|row| std::cmp::Reverse(row.time_ms)), "{:?}", of.right);
        assert_eq!(of.latest.len(), (of.calls.count as usize).min(20), "{:?}", of.right);
        assert_eq!(of.latest.first().map(|row| row.time_ms), of.calls.last_ms(), "{:?}", of.right);
        let mut all = HashSet::new();
        for it in &of.exercises {
            let ByWhom { owner, platform, others, unknown } = it.by;
            assert_eq!(owner + platform + others + unknown, it.calls.count, "{it:?}");
            let left: Vec<String> = found(engine, it.query.as_deref().unwrap());
            assert_eq!(left.len(), (it.calls.count as usize).min(500), "{it:?}");
            all.extend(left);
        }
        match &of.query {
            Some(query) if of.calls.count <= 500 => {
                assert_eq!(found(engine, query).into_iter().collect::<HashSet<_>>(), all, "{query}");
                assert!(of.latest.iter().all(|row| all.contains(&row.id)));
            }
            Some(_) => {}
            None => assert!(of.exercises.is_empty(), "{:?}", of.right),
        }
    }
}

/// What a row of the recorded account is, by what its server wrote and by who is who there.
fn told(row: &Value, personal: &HashSet<String>) -> Option<Exercise> {
    let content = &row["content"];
    let is_owner = base_of(row).is_some_and(|base| personal.contains(&base));
    let done = row["type"] == "audit-log/pryv-api";
    Some(match content["action"].as_str()? {
        "events.get" => {
            let asked = content["query"]["streams"].to_string();
            let scope: Vec<&str> =
                content["scopedStreamIds"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let is_of_log = asked.contains(":_audit") || scope.iter().any(|id| id.starts_with(":_audit"));
            match is_of_log {
                true => Exercise::LogRead,
                false if scope == ["*"] && done && is_owner => Exercise::WholeRead,
                false => return None,
            }
        }
        "accesses.get" | "accesses.getOne" if is_owner => Exercise::AccessesRead,
        "account.get" | "account.usernameChanges" | "profile.get" => Exercise::AccountRead,
        "account.update" | "profile.update" => Exercise::AccountChanged,
        "events.update" | "streams.update" if is_owner => Exercise::DataChanged,
        "events.delete" | "events.deleteAttachment" | "streams.delete" => Exercise::DataRemoved,
        "accesses.create" => Exercise::AccessGiven,
        "accesses.update" => Exercise::AccessChanged,
        "accesses.delete" => Exercise::AccessWithdrawn,
        "account.changePassword" | "account.resetPassword" => Exercise::PasswordChanged,
        "account.requestPasswordReset" => Exercise::PasswordAsked,
        "account.verifyEmail" => Exercise::EmailConfirmed,
        "mfa.activate" => Exercise::SecondFactor,
        _ => return None,
    })
}

#[test]
fn the_recorded_account_is_told_as_its_server_wrote_it() {
    let list: Value = serde_json::from_str(ACCESSES).unwrap();
    let all = ["accesses", "accessDeletions"].into_iter().filter_map(|key| list[key].as_array()).flatten();
    let personal = all.filter(|it| it["type"] == "personal").filter_map(|it| it["id"].as_str());
    let personal: HashSet<String> = personal.map(str::to_owned).collect();
    assert!(personal.contains(OWNER));
    let mut expected: BTreeMap<Exercise, (u32, u32)> = BTreeMap::new();
    for row in rows() {
        if let Some(exercise) = told(&row, &personal) {
            let counts = expected.entry(exercise).or_default();
            *counts = (counts.0 + 1, counts.1 + u32::from(row["type"] != "audit-log/pryv-api"));
        }
    }
    assert!(expected.len() >= 13, "{expected:?}");
    let mut engine = recorded();
    let rights = rights(&mut engine);
    assert!(rights.knows_owner);
    let counted = rights.rights.iter().flat_map(|it| &it.exercises);
    let counted: BTreeMap<Exercise, (u32, u32)> =
        counted.map(|it| (it.exercise, (it.calls.count, it.calls.unsuccessful))).collect();
    assert_eq!(counted, expected);
    check_numbers(&mut engine, &rights);
    // A person who asks for a new password has no key: nobody knows who it was.
    assert_eq!(exercised(&rights, Exercise::PasswordAsked).unwrap().by, ByWhom { unknown: 1, ..ByWhom::default() });
    assert_eq!(of(&rights, Right::Objection).calls.count, 0);
}

#[test]
fn the_demo_account_is_told_in_both_generations_with_and_without_names() {
    for generation in [Generation::Events, Generation::Legacy] {
        let mut engine = demo(generation);
        let told = rights(&mut engine);
        check_numbers(&mut engine, &told);
        let by_owner = |exercise| exercised(&told, exercise).map_or(0, |it| it.by.owner);
        assert!(by_owner(Exercise::AccessGiven) >= 1 && by_owner(Exercise::AccessWithdrawn) >= 1, "{told:?}");
        assert_eq!(exercised(&told, Exercise::PasswordChanged).map(|it| it.by.owner), Some(1), "{told:?}");
        assert!(told.knows_owner && of(&told, Right::Access).latest.iter().any(|row| row.access_name.is_some()));
        // What only an owner can do shows who that is, where nothing has a name.
        let account = demo_account::DemoAccount::new(demo_account::Options {
            seed: 42,
            now_ms: NOW_MS,
            records: 6000,
            generation,
        });
        let mut nameless = open(&[], &account.records().collect::<Vec<_>>().join("\n"));
        look(&mut nameless, NOW_MS, Zone::utc());
        let without = rights(&mut nameless);
        check_numbers(&mut nameless, &without);
        assert!(without.knows_owner);
        assert_eq!(exercised(&without, Exercise::PasswordChanged).map(|it| it.by.owner), Some(1));
        let counts = |rights: &Rights| rights.rights.iter().map(|it| it.calls.count).collect::<Vec<_>>();
        assert_eq!(counts(&without)[Right::Consent as usize], counts(&told)[Right::Consent as usize]);
        assert!(!found(&mut nameless, &format!("access:{ALICE}")).is_empty());
    }
}

/// An access, what it called, what the record has beside, and what that is.
type Case<'a> = (&'a str, &'a str, &'a Value, Option<(Exercise, ByWhom)>);

#[test]
fn each_call_belongs_to_the_right_that_it_exercises_and_to_whoever_made_it() {
    let (me, app) = ("personal0000000000000001", "app000000000000000000001");
    let whole = json!({"scopedStreamIds": ["*"]});
    let of_the_log = json!({"query": {"streams": "[\":_audit:\"]"}, "scopedStreamIds": ["*"]});
    let refused = json!({"id": "forbidden", "message": "no"});
    let none = json!({});
    let cases: &[Case] = &[
        (me, "events.get", &whole, Some((Exercise::WholeRead, ByWhom { owner: 1, ..ByWhom::default() }))),
        (app, "events.get", &whole, None),
        (me, "events.get", &json!({"scopedStreamIds": ["diary"]}), None),
        (me, "events.get", &json!({"scopedStreamIds": ["*"], "id": "unexpected-error", "message": ""}), None),
        (app, "events.get", &of_the_log, Some((Exercise::LogRead, ByWhom { unknown: 1, ..ByWhom::default() }))),
        (me, "audit.getLogs", &none, Some((Exercise::LogRead, ByWhom { owner: 1, ..ByWhom::default() }))),
        (app, "accesses.get", &none, None),
        (app, "events.update", &none, None),
        (me, "events.update", &none, Some((Exercise::DataChanged, ByWhom { owner: 1, ..ByWhom::default() }))),
        (app, "events.delete", &none, Some((Exercise::DataRemoved, ByWhom { unknown: 1, ..ByWhom::default() }))),
        (
            "admin",
            "system.deleteUser",
            &none,
            Some((Exercise::AccountRemoved, ByWhom { platform: 1, ..ByWhom::default() })),
        ),
        (
            app,
            "oauth.consent.granted",
            &none,
            Some((Exercise::AccessGiven, ByWhom { unknown: 1, ..ByWhom::default() })),
        ),
        (me, "accesses.delete", &refused, Some((Exercise::AccessWithdrawn, ByWhom { owner: 1, ..ByWhom::default() }))),
        (
            "password-reset-token",
            "account.resetPassword",
            &none,
            Some((Exercise::PasswordChanged, ByWhom { unknown: 1, ..ByWhom::default() })),
        ),
        (me, "webhooks.create", &none, None),
        (me, "auth.login", &none, None),
        (me, "streams.get", &none, None),
    ];
    for (nth, (access, action, more, expected)) in (10..).zip(cases) {
        // Only an owner can sign out.
        let mut engine = log(&[row(1, me, "auth.logout", &none), row(nth, access, action, more)]);
        let told = rights(&mut engine);
        let all: Vec<_> = told.rights.iter().flat_map(|it| &it.exercises).map(|it| (it.exercise, it.by)).collect();
        assert_eq!(all, expected.iter().copied().collect::<Vec<_>>(), "{access} {action} {more}");
        check_numbers(&mut engine, &told);
    }
}

#[test]
fn where_nobody_is_known_any_access_may_be_the_owners() {
    let mut engine = log(&[row(1, "somebody", "events.get", &json!({"scopedStreamIds": ["*"]}))]);
    let told = rights(&mut engine);
    assert!(!told.knows_owner);
    assert_eq!(exercised(&told, Exercise::WholeRead).unwrap().by, ByWhom { unknown: 1, ..ByWhom::default() });
    let nothing = rights(&mut log(&[]));
    assert!(nothing.rights.iter().all(|it| it.calls.count == 0 && it.query.is_none() && it.latest.is_empty()));
}

#[test]
fn a_number_whose_records_no_filter_can_list_has_none() {
    // More sessions than a filter lists, each with what an app does as well.
    let mut rows = vec![row(1, "app", "events.update", &json!({}))];
    for session in 0..60 {
        let id = format!("session{session:020}");
        rows.push(row(100 + session, &id, "auth.logout", &json!({})));
        rows.push(row(200 + session, &id, "events.update", &json!({})));
    }
    let mut engine = log(&rows);
    let told = rights(&mut engine);
    let changed = exercised(&told, Exercise::DataChanged).unwrap();
    assert_eq!((changed.calls.count, &changed.query), (60, &None));
    assert_eq!(of(&told, Right::Rectification).query, None);
}
