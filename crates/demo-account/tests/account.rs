//! The demo account: its size, its order, its story.

use demo_account::{DemoAccount, Generation, Options};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

const NOW: i64 = 1_795_500_000_000;
const DAY: f64 = 86_400.0;

fn account(records: usize, generation: Generation) -> DemoAccount {
    DemoAccount::new(Options { records, generation, ..Options::new(NOW) })
}

fn parsed(account: &DemoAccount) -> Vec<Value> {
    account.records().map(|line| serde_json::from_str(&line).expect(&line)).collect()
}

fn time(row: &Value) -> f64 {
    row["time"].as_f64().expect("a time")
}

#[test]
fn has_as_many_records_as_asked_for_each_with_its_own_id_newest_first() {
    for generation in [Generation::Events, Generation::Legacy] {
        for size in [0, 1, 40, 100, 1_000, 10_000] {
            let rows = parsed(&account(size, generation));
            assert_eq!(rows.len(), size, "{generation:?}");
            let ids: HashSet<_> = rows.iter().map(|r| r["id"].to_string()).collect();
            assert_eq!(ids.len(), size, "{generation:?} {size}");
            assert!(rows.windows(2).all(|w| time(&w[0]) >= time(&w[1])));
        }
    }
}

#[test]
fn a_million_records_are_planned_too() {
    for size in [60_000, 1_000_000] {
        let account = account(size, Generation::Events);
        assert_eq!(account.records().size_hint(), (size, Some(size)));
    }
}

#[test]
fn is_the_same_for_the_same_seed_only() {
    let first: Vec<_> = account(2_000, Generation::Events).records().collect();
    let again: Vec<_> = account(2_000, Generation::Events).records().collect();
    assert_eq!(first, again);
    let other = DemoAccount::new(Options { seed: 7, records: 2_000, ..Options::new(NOW) });
    assert_ne!(first, other.records().collect::<Vec<_>>());
}

#[test]
fn spans_eighteen_months_and_ends_now() {
    for size in [100, 60_000] {
        let rows = parsed(&account(size, Generation::Events));
        let now = NOW as f64 / 1000.0;
        let (newest, oldest) = (time(&rows[0]), time(&rows[size - 1]));
        assert!(newest < now && newest > now - 60.0, "{newest}");
        assert!(oldest < now - 547.0 * DAY && oldest > now - 549.0 * DAY);
    }
}

#[test]
fn every_event_has_the_fields_of_a_real_one() {
    for row in parsed(&account(10_000, Generation::Events)) {
        let mut keys: Vec<_> = row.as_object().expect("an object").keys().cloned().collect();
        keys.sort_unstable();
        assert_eq!(
            keys,
            ["content", "created", "createdBy", "id", "modified", "modifiedBy", "streamIds", "time", "type"]
        );
        let id = row["id"].as_str().expect("an id");
        let cuid = id.strip_prefix(":_audit:").expect("the store's prefix");
        assert_eq!(cuid.len(), 24);
        assert!(cuid.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        let content = &row["content"];
        let action = content["action"].as_str().expect("an action");
        let streams = row["streamIds"].as_array().expect("streams");
        let last = streams.last().expect("the action's stream");
        assert_eq!(*last, format!(":_audit:action-{action}"));
        if let Some(query) = content.get("query") {
            assert!(query.as_object().expect("an object").values().all(Value::is_string));
        }
        let error = row["type"] == "audit-log/pryv-api-error";
        assert_eq!(error, content.get("message").is_some());
        if action == "events.get" && !error {
            assert!(content["recordCount"].is_u64() && content["scopedStreamIds"].is_array());
        }
        if let Some(ip) = content["source"]["ip"].as_str() {
            let documented = ["203.0.113.", "198.51.100.", "192.0.2.", "2001:db8:"];
            assert!(documented.iter().any(|range| ip.starts_with(range)), "{ip}");
        }
    }
}

/// Counts the rows by action, with `!` after it for a failure.
fn actions(rows: &[Value]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        let mut name = row["content"]["action"].as_str().unwrap_or_default().to_owned();
        if let Some(error) = row["content"]["id"].as_str() {
            name = format!("{name}!{error}");
        }
        *counts.entry(name).or_insert(0) += 1;
    }
    counts
}

#[test]
fn the_story_is_there_in_small_and_in_large() {
    for (size, night, expired) in [(100, 8, 4), (60_000, 100, 130)] {
        let rows = parsed(&account(size, Generation::Events));
        let counts = actions(&rows);
        let at_least = |name: &str, least: usize| {
            let found = counts.get(name).copied().unwrap_or(0);
            assert!(found >= least, "{name}: {found} of {least} in {size}");
        };
        at_least("auth.login!invalid-credentials", night);
        at_least("getAccessInfo!invalid-access-token", 1);
        at_least("events.get!invalid-access-token", 2);
        at_least("events.get!forbidden", expired);
        at_least("accesses.create", 6);
        at_least("accesses.update", 1);
        at_least("accesses.delete", 1);
        at_least("account.changePassword", 1);
        at_least("events.getAttachment", 9);
        at_least("oauth.consent.granted", 1);
        at_least("oauth.token.issued.authorization_code", 1);
        at_least("streams.create", 3);
        at_least("streams.delete", 1);
        at_least("events.create!unexpected-error", 3);
        at_least("events.getOne!unknown-resource", 2);
        let versioned = rows.iter().filter(|r| r["streamIds"].as_array().is_some_and(|s| s.len() == 3));
        assert!(versioned.count() >= 4);
        let exports = rows.iter().filter(|r| r["content"]["recordCount"].as_u64() > Some(10_000));
        assert!(exports.count() >= 3);
    }
}

#[test]
fn the_watch_calls_every_quarter_of_an_hour() {
    let account = account(60_000, Generation::Events);
    let rows = parsed(&account);
    let watch = &account.accesses_json()[6];
    assert_eq!(watch["name"], "Watch sync");
    let stream = format!(":_audit:access-{}", watch["id"].as_str().expect("an id"));
    let times: Vec<_> = rows.iter().filter(|r| r["streamIds"][0] == stream).map(time).collect();
    assert!(times.windows(2).all(|w| (w[0] - w[1] - 900.0).abs() < 40.0));
}

#[test]
fn every_access_in_the_log_can_be_named_and_every_token_is_its_own() {
    let account = account(10_000, Generation::Events);
    let accesses = account.accesses_json();
    let deletions = account.access_deletions_json();
    let all: Vec<_> = [&accesses, &deletions].into_iter().flat_map(|list| list.as_array().expect("a list")).collect();
    let known: HashSet<_> =
        all.iter().filter_map(|a| a["id"].as_str()?.split(':').next()).chain(["invalid", "valid-password"]).collect();
    for row in parsed(&account) {
        let stream = row["streamIds"][0].as_str().expect("a stream");
        let id = stream.strip_prefix(":_audit:access-").expect(stream);
        assert!(known.contains(id), "{id}");
    }
    let tokens: HashSet<_> = all.iter().filter_map(|a| a["token"].as_str()).collect();
    assert_eq!(tokens.len(), all.len());
    assert!(account.access_info_json(account.personal_token()).is_some());
    assert!(account.access_info_json(account.expired_token()).is_none());
    assert!(account.access_info_json(account.withdrawn_token()).is_none());
    let viewer = account.access_info_json(account.app_token()).expect("the viewer's");
    assert_eq!(viewer["permissions"][1]["streamId"], ":_audit:");
}

#[test]
fn legacy_rows_have_verbs_and_statuses() {
    for row in parsed(&account(2_000, Generation::Legacy)) {
        assert_eq!(row["type"], "audit/core");
        assert!(row["action"].as_str().is_some_and(|a| a.contains(" /")));
        assert!(row["query"].is_string() && row["accessId"].is_string());
        let status = row["status"].as_u64().expect("a status");
        assert_eq!(status >= 400, row.get("errorId").is_some());
    }
}

#[test]
fn refused_calls_of_the_practice_come_only_after_its_access_was_withdrawn() {
    let rows = parsed(&account(20_000, Generation::Events));
    let action = |row: &&Value, name: &str| row["content"]["action"] == name;
    let withdrawn = rows.iter().find(|row| action(row, "accesses.delete")).map(time).expect("a withdrawal");
    let night = rows.iter().find(|row| action(row, "auth.login") && row["content"]["id"].is_string());
    let night = night.map(time).expect("a failed sign-in");
    for row in rows.iter().filter(|row| row["streamIds"][0] == ":_audit:access-invalid") {
        if row["content"]["source"]["ip"] == "192.0.2.40" {
            assert!(time(row) > withdrawn);
        } else {
            assert_eq!(row["content"]["source"]["ip"], "198.51.100.77");
            assert!((time(row) - night).abs() < 6.0 * 3600.0);
        }
    }
}

#[test]
fn one_afternoon_the_watch_calls_from_two_addresses_in_turns() {
    for generation in [Generation::Events, Generation::Legacy] {
        let rows = parsed(&account(60_000, generation));
        let address = |row: &Value| {
            let event = row["content"]["source"]["ip"].as_str();
            event.or(row["forwardedFor"].as_str()).map(str::to_owned).unwrap_or_default()
        };
        let elsewhere: Vec<f64> = rows.iter().filter(|row| address(row) == "192.0.2.150").map(time).collect();
        assert!((7..=9).contains(&elsewhere.len()), "{}", elsewhere.len());
        assert!(elsewhere[0] - elsewhere[elsewhere.len() - 1] < 6.0 * 3600.0);
        assert!(elsewhere.windows(2).all(|pair| (pair[0] - pair[1] - 2700.0).abs() < 60.0));
    }
}
