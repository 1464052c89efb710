//! The demo account: each of its stories is found, and nothing beside them is serious.

use audit_core::engine::{AccessState, Engine, Origin};
use audit_core::insights::findings::{Facts, Finding, Rule, Severity};
use audit_core::time::Zone;
use demo_account::{DemoAccount, Generation, Options};
use serde_json::json;

use super::support::{feed, findings, line, matching, opened, zurich};

const DOCTOR: &str = "hb59y2ncx7o4wdq1k8mzt3va";
const WATCH: &str = "wq37hn0c5sy9l2fkx6urm4za";
const FITNESS: &str = "fz28m5kq0wrt7y3cxn9hl4sb";

/// The account, and its log with or without names.
fn opened_account(options: Options, with_names: bool) -> Engine {
    let account = DemoAccount::new(options);
    let key = if options.generation == Generation::Events { "events" } else { "auditLogs" };
    let records: Vec<String> = account.records().collect();
    let log = format!("{{\"{key}\":[{}],\"meta\":{{}}}}", records.join(","));
    let names = json!({"accesses": account.accesses_json(), "accessDeletions": account.access_deletions_json()});
    let bodies = if with_names { vec![names.to_string(), log] } else { vec![log] };
    opened(Origin::File, &bodies)
}

fn lines(findings: &[Finding]) -> String {
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The accounts that are looked at: several seeds, ends in summer and in winter, at noon
/// and at midnight, and two zones.
fn accounts() -> impl Iterator<Item = (Options, Zone)> {
    let ends = [1_795_500_000_000, 1_783_000_000_000, 1_774_746_000_000, 1_788_220_800_000];
    [42, 7, 2026, 1]
        .into_iter()
        .zip(ends)
        .zip([zurich(), Zone::utc()].into_iter().cycle())
        .map(|((seed, now_ms), zone)| (Options { seed, ..Options::new(now_ms) }, zone))
}

#[test]
fn every_story_is_found_and_nothing_else_is_serious() {
    for (number, (options, zone)) in accounts().enumerate() {
        for with_names in [true, false].into_iter().take(if number == 0 { 2 } else { 1 }) {
            let mut engine = opened_account(options, with_names);
            let found = findings(&mut engine, &zone);
            let told = lines(&found);
            let one = |rule: Rule, base: &str, severity: Severity| {
                let fits = |it: &&Finding| it.rule == rule && it.access.as_deref() == Some(base);
                let fitting: Vec<&Finding> = found.iter().filter(fits).collect();
                assert!(matches!(fitting[..], [it] if it.severity == severity), "{rule:?} {options:?}\n{told}");
                fitting[0]
            };
            let night = one(Rule::RefusedBurst, "invalid", Severity::Serious);
            assert_eq!(night.count, 132, "{told}");
            assert!(matches!(night.facts, Facts::RefusedBurst { sign_ins: 118, keys: 14, .. }), "{told}");
            let copy = one(Rule::ManyRecords, DOCTOR, Severity::Serious);
            assert_eq!(copy.count, 2, "{told}");
            let refused = one(Rule::AfterWithdrawal, "invalid", Severity::Note);
            assert_eq!(refused.count, 6, "{told}");
            assert!(
                matches!(&refused.facts, Facts::AfterWithdrawal { likely: Some(it), .. } if it == DOCTOR),
                "{told}"
            );
            assert_eq!(one(Rule::AfterExpiry, FITNESS, Severity::Notable).count, 139, "{told}");
            let elsewhere = one(Rule::NewPlace, WATCH, Severity::Notable);
            assert_eq!(elsewhere.addresses, ["192.0.2.150"], "{told}");
            // What can still be withdrawn is known where names are.
            let deleted = |it: &Finding| matches!(it.state, Some(AccessState::Deleted(Some(_))));
            assert_eq!((deleted(copy), deleted(refused)), (with_names, with_names), "{told}");
            assert_eq!(elsewhere.state, with_names.then_some(AccessState::InUse), "{told}");
            assert_eq!((night.subject(), night.state), (None, None), "{told}");
            let serious = found.iter().filter(|it| it.severity == Severity::Serious).count();
            assert_eq!(serious, 2, "{told}");
            // Beside the stories, the change of the doctor's access alone is told.
            let rest: Vec<&Finding> = found.iter().filter(|it| it.rule != Rule::Widened).collect();
            assert_eq!(rest.len(), 5, "{told}");
            let order: Vec<_> = found.iter().map(|it| (it.severity, it.until_ms)).collect();
            assert!(order.windows(2).all(|pair| pair[0] >= pair[1]), "most serious first, then newest\n{told}");
        }
    }
}

#[test]
fn the_older_generation_tells_what_it_records() {
    for (options, zone) in accounts().take(2) {
        let options = Options { generation: Generation::Legacy, ..options };
        let found = findings(&mut opened_account(options, true), &zone);
        let of = |rule: Rule| found.iter().filter(|it| it.rule == rule).count();
        let told = lines(&found);
        // It counts no records and knows no scopes.
        for (rule, count) in [
            (Rule::RefusedBurst, 1),
            (Rule::AfterWithdrawal, 1),
            (Rule::AfterExpiry, 1),
            (Rule::NewPlace, 1),
            (Rule::ManyRecords, 0),
            (Rule::Widened, 0),
        ] {
            assert_eq!(of(rule), count, "{rule:?}\n{told}");
        }
        assert_eq!(found.len(), 4, "{told}");
    }
}

#[test]
fn evidence_is_what_the_filter_lists() {
    for (options, zone) in accounts().take(2) {
        let mut engine = opened_account(options, true);
        for finding in findings(&mut engine, &zone) {
            let query = finding.evidence.query.clone().unwrap();
            assert_eq!(matching(&mut engine, &query, &zone), finding.count, "{}", line(&finding));
            assert_eq!(finding.evidence.ids.len(), (finding.count as usize).min(20), "{}", line(&finding));
            let times = &finding.evidence.times_ms;
            assert_eq!(times.len(), finding.evidence.ids.len(), "{}", line(&finding));
            assert_eq!(times.first(), Some(&finding.from_ms), "{}", line(&finding));
            assert!(times.is_sorted() && times.iter().all(|time| *time <= finding.until_ms), "{}", line(&finding));
        }
    }
}

#[test]
fn names_and_records_that_come_later_are_told() {
    let (options, zone) = accounts().next().unwrap();
    let account = DemoAccount::new(options);
    let (newest, log): (Vec<_>, Vec<_>) = account.records().enumerate().partition(|(number, _)| *number < 5_000);
    let body = |records: Vec<(usize, String)>| {
        format!("{{\"events\":[{}]}}", records.into_iter().map(|it| it.1).collect::<Vec<_>>().join(","))
    };
    let mut engine = opened(Origin::File, &[body(log)]);
    let before = findings(&mut engine, &zone);
    assert!(before.iter().all(|it| it.access_name.is_none() && it.names.is_empty()), "{}", lines(&before));
    assert_eq!(findings(&mut engine, &zone), before, "the same log, asked twice");
    let names = json!({"accesses": account.accesses_json(), "accessDeletions": account.access_deletions_json()});
    feed(&mut engine, &names.to_string());
    let told = findings(&mut engine, &zone);
    let refused = told.iter().find(|it| it.rule == Rule::AfterWithdrawal).unwrap();
    assert_eq!(refused.names.get(DOCTOR).map(String::as_str), Some("Dr. Weber's practice"));
    feed(&mut engine, &body(newest));
    let after = findings(&mut engine, &zone);
    assert!(after.len() > before.len(), "{}", lines(&after));
    let in_utc = findings(&mut engine, &Zone::utc());
    assert_ne!(lines(&in_utc), lines(&after), "the filters say days and hours of the zone");
}

#[test]
fn a_finding_has_the_same_key_when_the_log_goes_on() {
    let (options, zone) = accounts().next().unwrap();
    let keys = |records: usize| {
        let account = DemoAccount::new(options);
        // The newest records are not there yet.
        let log: Vec<String> = account.records().skip(60_000 - records).collect();
        let mut engine = opened(Origin::File, &[format!("{{\"events\":[{}]}}", log.join(","))]);
        findings(&mut engine, &zone).into_iter().map(|it| it.key).collect::<Vec<_>>()
    };
    let (before, after) = (keys(58_500), keys(60_000));
    assert!(before.len() >= 6, "{before:?}");
    assert!(before.iter().all(|key| after.contains(key)), "{before:?}\n{after:?}");
    for key in &after {
        assert!(!key.contains("192.0.2") && !key.contains("198.51"), "{key}");
    }
}
