//! What a rule takes into account and what not, on logs of a few calls.

use audit_core::engine::{Engine, Origin};
use audit_core::insights::findings::{Facts, Finding, Rule, Severity};
use audit_core::pryv::Rights;
use audit_core::record::Generation;
use audit_core::time::Zone;
use serde_json::{Value, json};

use super::support::{findings, line, opened};

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
/// 2026-11-01T12:00Z, in seconds.
const NOON: i64 = 1_793_534_400;

/// A call at a time in seconds; an empty error is none.
fn call(time: i64, access: &str, action: &str, address: &str, error: &str) -> Value {
    let mut content = json!({"action": action, "source": {"name": "http", "ip": address}, "query": {}});
    if !error.is_empty() {
        content["id"] = error.into();
        content["message"] = "No.".into();
    }
    let kind = if error.is_empty() { "audit-log/pryv-api" } else { "audit-log/pryv-api-error" };
    json!({"type": kind, "time": time, "streamIds": [format!(":_audit:access-{access}")], "content": content})
}

fn log(mut calls: Vec<Value>, origin: Origin) -> Engine {
    calls.sort_by_key(|call| -call["time"].as_i64().unwrap());
    for (number, call) in calls.iter_mut().enumerate() {
        call["id"] = format!(":_audit:c{number:024}").into();
    }
    opened(origin, &[json!({"events": calls, "meta": {}}).to_string()])
}

fn found(calls: Vec<Value>) -> Vec<Finding> {
    findings(&mut log(calls, Origin::File), &Zone::utc())
}

fn told(findings: &[Finding]) -> String {
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The owner signs in and out at home, days before.
fn owner(address: &str) -> Vec<Value> {
    let day = |day: i64| {
        let time = NOON - (20 - day) * DAY;
        [
            call(time, "valid-password", "auth.login", address, ""),
            call(time + MINUTE, "owner", "auth.logout", address, ""),
        ]
    };
    (0..10).flat_map(day).collect()
}

fn failures(count: i64, every: i64, address: impl Fn(i64) -> String) -> Vec<Value> {
    let failure =
        |number| call(NOON + number * every, "invalid", "auth.login", &address(number), "invalid-credentials");
    (0..count).map(failure).collect()
}

#[test]
fn an_empty_log_has_nothing_odd() {
    assert_eq!(found(Vec::new()), []);
}

#[test]
fn failures_are_a_burst_from_five_on_and_from_twenty_at_home() {
    let cases = [
        ("45.155.1.1", 4, MINUTE, None),
        ("45.155.1.1", 5, MINUTE, Some(Severity::Notable)),
        ("45.155.1.1", 19, MINUTE, Some(Severity::Notable)),
        ("45.155.1.1", 20, MINUTE, Some(Severity::Serious)),
        // A try every hour or two is the same story; one a day is not.
        ("45.155.1.1", 6, 119 * MINUTE, Some(Severity::Notable)),
        ("45.155.1.1", 6, 121 * MINUTE, None),
        ("85.5.1.1", 19, MINUTE, None),
        // Providers give another address now and then.
        ("85.5.200.7", 19, MINUTE, None),
        ("85.5.1.1", 20, MINUTE, Some(Severity::Notable)),
        // What is no address is no place that the owner is known at.
        ("unknown", 5, MINUTE, Some(Severity::Notable)),
    ];
    for (address, count, every, severity) in cases {
        let mut calls = owner("85.5.1.1");
        calls.extend(failures(count, every, |_| address.to_owned()));
        let found = found(calls);
        let what: Vec<_> = found.iter().map(|it| (it.rule, it.severity)).collect();
        let expected: Vec<_> = severity.into_iter().map(|severity| (Rule::RefusedBurst, severity)).collect();
        assert_eq!(what, expected, "{count} from {address} every {every} s\n{}", told(&found));
    }
}

#[test]
fn a_sign_in_after_failures_is_serious_unless_it_is_the_owners() {
    let got_in = (Rule::SignInAfterFailures, Severity::Serious);
    let in_vain = (Rule::RefusedBurst, Severity::Notable);
    let cases = [
        ("45.155.1.1", 6 * MINUTE, got_in),
        ("103.97.1.1", 6 * MINUTE, got_in),
        ("45.155.1.1", 64 * MINUTE, got_in),
        ("45.155.1.1", 66 * MINUTE, in_vain),
        // The owner signs in at home meanwhile.
        ("85.5.9.9", 6 * MINUTE, in_vain),
        // Before the fifth failure it says nothing.
        ("103.97.1.1", 3 * MINUTE + 1, in_vain),
    ];
    for (address, after, expected) in cases {
        let mut calls = owner("85.5.1.1");
        calls.extend(failures(6, MINUTE, |_| "45.155.1.1".to_owned()));
        calls.push(call(NOON + after, "valid-password", "auth.login", address, ""));
        let found = found(calls);
        let what: Vec<_> = found.iter().map(|it| (it.rule, it.severity)).collect();
        assert_eq!(what, [expected], "{address} {after}\n{}", told(&found));
    }
    // Where the log does not know from where the owner signs in, it does not say that it was
    // somebody else.
    let mut calls = failures(6, MINUTE, |_| "45.155.1.1".to_owned());
    calls.push(call(NOON + 6 * MINUTE, "valid-password", "auth.login", "45.155.1.1", ""));
    let found = found(calls);
    assert!(
        matches!(&found[..], [it] if it.severity == Severity::Notable
            && matches!(it.facts, Facts::SignInAfterFailures { new_place: false, same_place: true, .. })),
        "{}",
        told(&found)
    );
}

#[test]
fn passwords_from_many_places_are_one_burst_and_keys_of_the_same_night_belong_to_it() {
    let mut calls = owner("85.5.1.1");
    calls.extend(failures(30, MINUTE, |number| format!("45.{}.1.1", number + 1)));
    calls.push(call(NOON + 90, "invalid", "getAccessInfo", "45.2.1.1", "invalid-access-token"));
    // Another one's key, once, is nothing.
    calls.push(call(NOON + 95, "invalid", "getAccessInfo", "103.97.1.1", "invalid-access-token"));
    let found = found(calls);
    assert!(
        matches!(
            found[..],
            [Finding {
                count: 31,
                facts: Facts::RefusedBurst { sign_ins: 30, keys: 1, addresses: 30, known_place: false },
                ..
            }]
        ),
        "{}",
        told(&found)
    );
}

#[test]
fn what_the_viewer_asked_is_nobodys_act() {
    let read = |access: &str, number: i64| {
        let mut call = call(NOON + number * MINUTE, access, "accesses.get", "85.5.1.1", "forbidden");
        call["content"]["callerId"] = "audit-viewer".into();
        call
    };
    for (access, count) in [("viewer", 0), ("another", 1)] {
        let origin = Origin::Server {
            rights: Rights::Everything,
            access: "viewer".to_owned(),
            generation: Generation::Events,
            period_ms: (0, i64::MAX),
        };
        let mut calls = owner("85.5.1.1");
        calls.extend((0..9).map(|number| read(access, number)));
        let found = findings(&mut log(calls, origin), &Zone::utc());
        assert_eq!(found.len(), count, "{access}\n{}", told(&found));
    }
}

#[test]
fn records_without_an_access_at_any_time_and_with_any_text_are_no_harm() {
    let strange = ["", "<b>", "203.0.113.9, 10.0.0.1", "::1", "\u{202e}", "999.1.1.1", ",,,"];
    let mut calls = Vec::new();
    for (number, time) in (0_i64..).zip([-8_640_000_000_000_i64, -1, 0, 1, NOON, 8_640_000_000_000]) {
        for address in strange {
            for action in ["auth.login", "events.get", "accesses.update", "accesses.delete", "no\nmethod"] {
                for error in ["", "forbidden", "invalid-access-token", "brand-new"] {
                    for access in ["invalid", "valid-password", "cka", "cka:2", "cka:x:1", ""] {
                        calls.push(call(time.saturating_add(number), access, action, address, error));
                    }
                }
            }
        }
        let mut bare = call(NOON, "", "events.get", "", "");
        bare["streamIds"] = json!([]);
        calls.push(bare);
    }
    for finding in found(calls) {
        assert!(finding.from_ms <= finding.until_ms && finding.count > 0, "{}", line(&finding));
    }
}
