//! Holds the fake server's replies to exchanges captured from a real one.
//!
//! Each capture in `fixtures/` is replayed against a server that holds what the real one
//! held at that moment: the same accesses and streams, and the audit records that had been
//! written by then. Status, CORS headers, content type and framing must be equal, and so
//! must the body: every key, every type, every string, the records found and their order.
//! Numbers, which are times and counts, are compared by type only. Addresses are compared
//! after the captured host was replaced by this one.
//!
//! The accounts and tokens belonged to a throw-away server that no longer exists.

#[path = "conformance/sign_in.rs"]
mod sign_in;
mod util;

use fake_pryv::{Account, FakePryv, Fault};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

// Captures that are deliberately not here, and why:
// - 00 to 67 but 53 and 55: registration, sign-in with a password, writes, webhooks: the
//   viewer writes nothing; it does withdraw its own access.
// - 371: a batch of 500 streams; the same as 350 with a longer list.
// - 372 to 374: entity tags and HEAD, which the viewer does not use.
// - 380 to 382: single records and attachments, no exchanges.
// - 400: socket.io.
// - 500 to 512: an account of 120,000 records; what they add is size.
// - 608 to 623 but 618: the other engine; 618 stands for what it can do wrong.
// - 700 to 722: reports, syslog, renames.
// - 800 to 823: one conversation, which `conformance/sign_in.rs` repeats in its order.
// - 900 to 950: data sets; the accounts here are made of 900.

/// How many exchanges there are, so that none gets lost.
const EXCHANGES: usize = 228;

/// Keys that a reply may have or lack: they appear with an access's first use.
const OPTIONAL: [&str; 2] = ["lastUsed", "calls"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn capture(name: &str) -> Value {
    let path = folder().join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).expect(name);
    serde_json::from_str(&text).expect(name)
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn rows() -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join("900-audit-rows.jsonl")).expect("the rows");
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// The captured accounts as they were at `now`, in seconds.
fn lab(now: f64, rows: &[Value]) -> [Account; 2] {
    let accesses = &capture("123-accesses-get-includeBoth")["response"]["body"];
    let streams = list(&capture("130-streams-get-root-personal")["response"]["body"]["streams"]);
    let local = list(&capture("227-audit-star-local")["response"]["body"]["events"]);
    let mixed = list(&capture("219-audit-and-local-array")["response"]["body"]["events"]);
    let diary = mixed.into_iter().filter(|event| event["streamIds"][0] == "diary");
    let deletions = &capture("241-audit-modifiedSince-includeDeletions")["response"]["body"];
    // The reply was on its way for less than that.
    let deleted_later = |access: &Value| access["deleted"].as_f64().is_some_and(|time| time > now - 0.1);
    let (later, before): (Vec<_>, Vec<_>) = list(&accesses["accessDeletions"]).into_iter().partition(deleted_later);
    let alice = Account::new("alice-lab")
        .accesses(list(&accesses["accesses"]).into_iter().chain(later))
        .deletions(before)
        .streams(streams.into_iter().filter(|stream| stream["id"] != ":_audit:"))
        .events(local.into_iter().chain(diary))
        .event_deletions(list(&deletions["eventDeletions"]))
        .records(rows.iter().filter(|row| row["time"].as_f64().is_some_and(|time| time < now)).cloned());
    [alice, Account::new("bob-lab")]
}

/// The account in whose log a real server found more than it was asked for.
fn carol(capture: &Value) -> Account {
    let access = serde_json::json!({
        "id": "t5za6604mvl7sp3qfd539fjq",
        "token": capture["request"]["headers"]["Authorization"],
        "name": "Carol's app",
        "type": "app",
        "permissions": [{"streamId": "diary", "level": "read"}],
    });
    Account::new("carol-pg").accesses([access]).records(list(&capture["response"]["body"]["events"]))
}

/// A batch writes records while it runs; the real server's own must not be there yet. It
/// began after the newest record its first query found, where that is its first call;
/// capture 360 found the record of its own first call.
fn batch_start(body: &Value) -> Option<f64> {
    let first = body["results"].as_array()?.first()?;
    match first["events"][0]["time"].as_f64() {
        Some(newest) => Some(newest + 0.000_5),
        None => body["results"][1]["events"][0]["time"].as_f64(),
    }
}

/// Replays one capture and lists the differences.
async fn replay(name: &str, rows: &[Value]) -> Vec<String> {
    let capture = capture(name);
    let (request, expected) = (&capture["request"], &capture["response"]);
    let now = expected["body"]["meta"]["serverTime"].as_f64().unwrap_or(1_795_460_440.5);
    let before = batch_start(&expected["body"]).unwrap_or(now);
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of today")]
    let mut builder = FakePryv::builder().now_ms((now * 1000.0).round() as i64);
    for account in lab(before, rows) {
        builder = builder.account(account);
    }
    if name.starts_with("39") {
        builder = builder.audit_off();
    }
    if name.starts_with("618") {
        builder = builder.account(carol(&capture)).fault(Fault::ForeignRows(43));
    }
    let server = builder.start().await.expect("a server");
    let url = server.url();
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let target = request["url"].as_str().expect("a url");
    let target = target.trim_start_matches("http://127.0.0.1:3000");
    let headers: Vec<(&str, &str)> = request["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
        .collect();
    let body = match &request["body"] {
        Value::Null => String::new(),
        Value::String(form) => form.clone(),
        json => json.to_string(),
    };
    let method = request["method"].as_str().expect("a method");
    let reply = util::send(host, method, target, &headers, &body).await;

    let mut differences = vec![];
    if expected["status"] != reply.status {
        differences.push(format!("status {} became {}", expected["status"], reply.status));
    }
    headers_differ(expected, &reply, &mut differences);
    let wanted = expected["body"].to_string().replace("127.0.0.1:3000", host);
    let wanted: Value = serde_json::from_str(&wanted).expect("a body");
    let found = match &wanted {
        Value::String(_) => reply.text().into(),
        _ => reply.json(),
    };
    differ("", &wanted, &found, &mut differences);
    differences
}

fn headers_differ(expected: &Value, reply: &util::Reply, differences: &mut Vec<String>) {
    let captured: Vec<(String, &str)> = expected["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.to_lowercase(), value.as_str()?)))
        .collect();
    for (name, value) in &captured {
        let found = reply.header(name);
        // Lengths differ with times; that there is one does not.
        if found != Some(value) && !(name == "content-length" && found.is_some()) {
            differences.push(format!("{name}: {value} became {found:?}"));
        }
    }
    let compared = |name: &str| {
        name.starts_with("access-control-") || ["api-version", "transfer-encoding", "vary"].contains(&name)
    };
    for (name, value) in &reply.headers {
        if compared(name) && !captured.iter().any(|(known, _)| known == name) {
            differences.push(format!("{name}: {value} was not there"));
        }
    }
}

fn differ(path: &str, wanted: &Value, found: &Value, differences: &mut Vec<String>) {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            let note = |key: &str| key.starts_with("__captureNote_");
            let keys: BTreeSet<_> = wanted.keys().chain(found.keys()).collect();
            for key in keys.into_iter().filter(|key| !note(key)) {
                let here = format!("{path}/{key}");
                // What is counted differs with what else the server was asked before, and a
                // record made by the batch itself has an identifier of its own.
                if here.ends_with("/calls") || here == "/results/1/events/0/id" {
                    continue;
                }
                let trimmed = wanted.get(&format!("__captureNote_{key}"));
                match (wanted.get(key), found.get(key)) {
                    (Some(wanted), Some(found)) => match (trimmed, wanted, found) {
                        (Some(note), Value::Array(first), Value::Array(all)) => {
                            whole_list(&here, note, first, all, differences);
                        }
                        _ => differ(&here, wanted, found, differences),
                    },
                    _ if OPTIONAL.contains(&key.as_str()) => {}
                    (Some(_), None) => differences.push(format!("{here} is missing")),
                    (None, _) => differences.push(format!("{here} was not there")),
                }
            }
        }
        (Value::Array(wanted), Value::Array(found)) => {
            if wanted.len() != found.len() {
                let (before, after) = (wanted.len(), found.len());
                differences.push(format!("{path}: {before} items became {after}"));
            }
            for (place, (wanted, found)) in wanted.iter().zip(found).enumerate() {
                differ(&format!("{path}/{place}"), wanted, found, differences);
            }
        }
        (Value::Number(_), Value::Number(_)) => {}
        _ if wanted == found => {}
        _ => differences.push(format!("{path}: {wanted} became {found}")),
    }
}

/// A list of which the capture kept only the first items, and says how many there were.
fn whole_list(path: &str, note: &Value, first: &[Value], all: &[Value], differences: &mut Vec<String>) {
    let total = note.as_str().and_then(|note| note.split(' ').find_map(|word| word.parse::<usize>().ok()));
    if total != Some(all.len()) {
        differences.push(format!("{path}: {total:?} items became {}", all.len()));
    }
    for (place, (wanted, found)) in first.iter().zip(all).enumerate() {
        differ(&format!("{path}/{place}"), wanted, found, differences);
    }
}

#[tokio::test]
async fn every_captured_exchange_is_repeated() {
    let rows = rows();
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .expect("the fixtures")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    assert_eq!(names.len(), EXCHANGES);
    let mut report = String::new();
    for name in &names {
        let differences = replay(name, &rows).await;
        if !differences.is_empty() {
            let _ = writeln!(report, "{name}\n    {}", differences.join("\n    "));
        }
    }
    assert!(report.is_empty(), "differences:\n{report}");
}
