//! What was created, changed and removed, by whom, and the history of one item.

use fake_pryv::{Account, FakePryv};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{fits_in_every_language, now_ms};
use crate::files::{open, write};
use crate::scope;
use crate::support::App;

const TITLE: &str = "What was created, changed and removed";

/// A record of a second, with what differs between records.
pub(crate) fn record(second: u32, access: &str, action: &str, more: &Value) -> Value {
    let mut content = json!({"action": action, "source": {"name": "http", "ip": "198.51.100.7"}});
    content.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let kind = if more.get("id").is_some() { "audit-log/pryv-api-error" } else { "audit-log/pryv-api" };
    json!({"id": format!("r{second}"), "type": kind, "time": 1_795_470_000 + second, "content": content,
        "streamIds": [format!(":_audit:access-{access}"), format!(":_audit:action-{action}")]})
}

fn wrote(key: &str) -> Value {
    json!({"record": {"key": key, "integrity": "EVENT:0:sha256-x"}})
}

/// Opens what was changed in a log of these records.
async fn changes_of(records: &Value) -> App {
    let app = App::open("").await;
    let path = write(&app, "records.json", &records.to_string());
    open(&app, &path).await;
    app.click("button", "Changes").await;
    app.find("heading", TITLE).await;
    app
}

/// A log in which an entry is created, changed, and perhaps removed.
fn seven() -> Value {
    json!([
        record(60, "aaa", "events.delete", &json!({})),
        record(50, "bbb", "events.update", &wrote("EVENT:0:e1:50")),
        record(40, "bbb", "accesses.create", &wrote("ACCESS:0:k1:40")),
        record(30, "ccc", "events.create", &json!({"id": "forbidden", "message": "no"})),
        record(20, "bbb", "streams.create", &json!({})),
        record(10, "aaa", "events.create", &wrote("EVENT:0:e1:10")),
        record(0, "aaa", "events.get", &json!({})),
    ])
}

/// The lines of the list, each as one text.
async fn lines(app: &App) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.change-rows > li')]
        .map(line => line.innerText.replace(/\\s+/g, ' '))";
    serde_json::from_value(app.run(script, vec![]).await).unwrap()
}

async fn has_lines(app: &App, count: usize) {
    app.holds(&format!("document.querySelectorAll('.change-rows > li').length === {count}")).await;
}

#[tokio::test]
async fn each_change_is_told_and_every_number_leads_to_its_records() {
    let app = changes_of(&seven()).await;
    app.find("button", "All that was done: 5").await;
    has_lines(&app, 5).await;
    let told = lines(&app).await;
    let expected = [
        "Access aaa removed an entry The log does not say which one.",
        "Access bbb changed an entry History of entry e1",
        "Access bbb gave somebody access History of access k1",
        "Access bbb created a stream The log does not say which one.",
        "Access aaa added an entry History of entry e1",
    ];
    for (line, expected) in told.iter().zip(expected) {
        assert!(line.contains("23 Nov 2026") && line.ends_with(expected), "{line}");
    }
    app.says("3 of 5 calls that changed something name their entry or access.").await;
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    for (kind, count, said) in [
        ("Created: 3", 3, "added an entry"),
        ("Changed: 1", 1, "changed an entry"),
        (
            "Removed: 1",
            1,
            "The platform records moving something to the trash and deleting it for good in the same way.",
        ),
        ("Tried, not done: 1", 1, "Access ccc tried to add an entry · it has no permission"),
    ] {
        app.find("button", kind).await.send_keys(Key::Enter + "").await.unwrap();
        has_lines(&app, count).await;
        app.says(said).await;
    }
    assert!(app.address().await.contains("k=tried"));
    app.audit().await;
    app.driver.back().await.unwrap();
    app.says("removed an entry").await;
    app.click("button", "All that was done: 5").await;
    has_lines(&app, 5).await;
    // By access as well; and each number by its records.
    for (number, matches) in [
        ("Created: 2 · Access bbb", "2 of 7 records"),
        ("Removed: 1 · Access aaa", "1 of 7 record"),
        ("Tried, not done: 1 · Access ccc", "1 of 7 record"),
    ] {
        app.click("button", number).await;
        app.says(matches).await;
        app.driver.back().await.unwrap();
        app.find("heading", TITLE).await;
    }
    app.click("button", "Show the records").await;
    app.says("5 of 7 records").await;
    app.finish().await;
}

#[tokio::test]
async fn an_item_that_a_record_proves_has_a_history() {
    let app = changes_of(&seven()).await;
    app.find("button", "History of entry e1").await.send_keys(Key::Enter + "").await.unwrap();
    app.find("heading", "History of this entry").await;
    app.holds("document.activeElement.id === 'topic-title'").await;
    assert!(app.address().await.contains("i=event.e1"));
    app.says("The id of the entry is e1.").await;
    has_lines(&app, 2).await;
    let told = lines(&app).await;
    assert!(told[0].contains("Created: Access aaa") && told[1].contains("Changed: Access bbb"), "{told:?}");
    app.says("Calls that changed something: 0. Calls that removed something: 1.").await;
    app.says("This log comes from a file, so there is no platform to ask.").await;
    app.gone("button", "Compare with the entry").await;
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    // From the record, and back to it.
    app.click("button", "Show the record").await;
    app.find("heading", "Record").await;
    assert!(app.address().await.contains("sel=r10"));
    app.click("button", "History of this entry").await;
    has_lines(&app, 2).await;
    app.click("button", "All changes").await;
    app.find("heading", TITLE).await;
    has_lines(&app, 5).await;
    app.click("button", "History of access k1").await;
    app.find("heading", "History of this access").await;
    app.says("In what is loaded, no other call since then changed or removed one").await;
    app.says("This cannot be checked: the fingerprint of an access is made with its key in it").await;
    app.audit().await;
    // A record that names nothing leads nowhere.
    app.run("location.hash = '#/v1/log?sel=r60'", vec![]).await;
    app.says("removed an entry").await;
    app.gone("button", "History of this").await;
    // A link may name what is not there.
    app.run("location.hash = '#/v1/log?i=event.e2&t=changes'", vec![]).await;
    app.says("No record in what is loaded names it.").await;
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn many_changes_come_page_by_page() {
    let records: Vec<Value> =
        (0..120).rev().map(|nth| record(nth, "aaa", "events.create", &wrote(&format!("EVENT:0:e{nth}:1")))).collect();
    let app = changes_of(&json!(records)).await;
    app.says("1–50 of 120").await;
    app.click("button", "Next").await;
    app.says("51–100 of 120").await;
    app.says("History of entry e69").await;
    app.holds("document.activeElement.id === 'changes-one-by-one'").await;
    app.click("button", "History of entry e69").await;
    app.find("heading", "History of this entry").await;
    app.click("button", "All changes").await;
    app.says("51–100 of 120").await;
    app.click("button", "Last").await;
    app.says("101–120 of 120").await;
    has_lines(&app, 20).await;
    app.click("button", "Created: 120").await;
    app.says("1–50 of 120").await;
    app.finish().await;
}

#[tokio::test]
async fn where_nothing_was_changed_it_says_so() {
    let app = changes_of(&json!([record(0, "aaa", "events.get", &json!({}))])).await;
    app.says("No call in what is loaded created, changed or removed anything, or tried to.").await;
    app.gone("button", "Created").await;
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn they_fit_a_narrow_page_in_every_language() {
    let app = App::open("#/v1/demo?t=changes").await;
    app.find("heading", TITLE).await;
    app.find("button", "Created: ").await;
    app.says("Watch sync added an entry").await;
    let titles = [
        "Was erstellt, geändert und entfernt wurde",
        "Ce qui a été créé, modifié et supprimé",
        "Che cosa è stato creato, modificato ed eliminato",
    ];
    fits_in_every_language(&app, titles).await;
    app.finish().await;
}

/// An entry as a server wrote it, with its hash; and what it was written as.
const ENTRY: &str = "gv9d54aoh5msckiuonkzfk9i";
const HASH: &str = "EVENT:0:sha256-iGzGea+ZlzIfcmKKzQ66fuj2nFM/jRdpsInqVsNZpUo=";

/// A server with four entries: one as the log says, one that was changed since and is in the
/// trash, one that was altered past the platform, and one that it does not have.
async fn four_entries() -> FakePryv {
    let entry = json!({"id": ENTRY, "streamIds": ["heart"], "time": 1_795_460_314.654, "type": "frequency/bpm",
        "content": 71, "clientData": {"k": "v"}, "integrity": HASH, "created": 1_795_460_314.654,
        "createdBy": "jonzp46xv4g9kjefkmd3xcb7", "modified": 1_795_460_316.103,
        "modifiedBy": "jonzp46xv4g9kjefkmd3xcb7"});
    let other = |id: &str, modified: f64, more: &Value| {
        let mut other = entry.clone();
        (other["id"], other["modified"], other["content"]) = (json!(id), json!(modified), json!("my secret"));
        other.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        other
    };
    let later = other("later", 1_795_460_400.0, &json!({"trashed": true}));
    let altered = other("altered", 1_795_460_316.103, &json!({}));
    #[expect(clippy::cast_precision_loss, reason = "a time of today")]
    let now = now_ms() as f64 / 1000.0;
    let wrote = |nth: f64, id: &str| {
        let content = json!({"action": "events.update", "source": {"name": "http", "ip": "198.51.100.7"}, "query": {},
            "record": {"key": format!("EVENT:0:{id}:1795460316.103"), "integrity": HASH}});
        json!({"id": format!(":_audit:cw{id}"), "type": "audit-log/pryv-api", "time": now - 100.0 + nth,
            "content": content, "streamIds": [":_audit:access-ckapp", ":_audit:action-events.update"]})
    };
    let accesses = [
        json!({"id": "ckp", "token": "token-ckp", "name": "pryv-lab", "type": "personal", "created": 1_795_000_000}),
        json!({"id": "ckall", "token": "token-ckall", "name": "auditor", "type": "app", "created": 1_795_000_000,
            "permissions": [{"streamId": ":_audit:", "level": "read"}]}),
    ];
    let account = Account::new("alice").accesses(accesses).events([entry.clone(), later, altered]).records([
        wrote(1.0, ENTRY),
        wrote(2.0, "later"),
        wrote(3.0, "altered"),
        wrote(4.0, "gone"),
    ]);
    FakePryv::builder().account(account).start().await.unwrap()
}

/// How often an entry was asked for.
fn asked(server: &FakePryv, id: &str) -> usize {
    let path = format!("/alice/events/{id}");
    server.requests().iter().filter(|request| request.method == "GET" && request.path == path).count()
}

async fn compare(app: &App, id: &str) {
    app.click("button", &format!("History of entry {id}")).await;
    app.find("heading", "History of this entry").await;
    app.find("button", "Compare with the entry as it is now").await.send_keys(Key::Enter + "").await.unwrap();
}

#[tokio::test]
async fn an_entry_is_compared_with_the_platforms_when_somebody_asks() {
    let server = four_entries().await;
    let app = scope::open(&server, "ckp").await;
    app.click("button", "Changes").await;
    for (id, verdict) in [
        (ENTRY, "Unchanged: the entry is exactly what was written on "),
        ("later", "Changed later: the entry says that it was changed on Mon, 23 Nov 2026"),
        ("altered", "It does not fit: the entry says that it was not changed after "),
        ("gone", "Gone: the platform does not have this entry any more."),
    ] {
        app.find("button", &format!("History of entry {id}")).await;
        assert_eq!(asked(&server, id), 0, "nothing is asked by itself");
        compare(&app, id).await;
        app.says(verdict).await;
        assert_eq!(asked(&server, id), 1, "{id}");
        app.holds("document.activeElement.innerText.startsWith('Compare')").await;
        assert!(!app.text().await.contains("secret"), "what an entry says is not shown");
        app.audit().await;
        app.click("button", "All changes").await;
    }
    // A key that is no longer valid says nothing of the entry.
    server.revoke("alice", "pryv-lab");
    compare(&app, "later").await;
    app.says("The entry could not be asked for, so nothing is known of it. The key is not valid").await;
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn a_key_that_may_not_read_an_entry_and_the_demo_say_so() {
    let server = four_entries().await;
    let app = scope::open(&server, "ckall").await;
    app.click("button", "Changes").await;
    compare(&app, ENTRY).await;
    app.says("The key in use may not read this entry, so nothing is known of it.").await;
    app.audit_everywhere().await;
    app.visit("?#/v1/demo?t=changes").await;
    app.click("button", "History of entry").await;
    app.says("The entries of the demo account are invented and on no platform").await;
    app.gone("button", "Compare with the entry").await;
    app.finish().await;
}
