//! What a key sees is said at once, near the account's name, and stays in sight.

use fake_pryv::{Account, Builder, FakePryv};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{connect, typed};
use crate::support::App;

fn access(id: &str, name: &str, kind: &str, permissions: &Value) -> Value {
    json!({"id": id, "token": format!("token-{id}"), "name": name, "type": kind, "permissions": permissions,
        "created": 1_795_000_000, "createdBy": "system", "modified": 1_795_000_000, "modifiedBy": "system"})
}

/// An account with a key of every kind; nothing is recorded yet.
pub(crate) fn account() -> Builder {
    let reads = |stream: &str| json!({"streamId": stream, "level": "read"});
    let forbidden = json!({"feature": "selfAudit", "setting": "forbidden"});
    let accesses = [
        json!({"id": "ckp", "token": "token-ckp", "name": "pryv-lab", "type": "personal", "created": 1_795_000_000}),
        access("ckall", "auditor", "app", &json!([reads(":_audit:")])),
        access("ckown", "tracker", "app", &json!([reads("diary")])),
        access(
            "cksome",
            "nurse",
            "shared",
            &json!([reads(":_audit:access-ckown"), reads(":_audit:action-events.get")]),
        ),
        access("ckother", "watcher", "shared", &json!([reads(":_audit:access-ckown"), forbidden])),
        access("ckblind", "blind", "shared", &json!([reads("diary"), forbidden])),
    ];
    FakePryv::builder().account(Account::new("alice").accesses(accesses))
}

pub(crate) async fn open(server: &FakePryv, id: &str) -> App {
    let app = App::open("").await;
    connect(&app, &server.api_endpoint(&format!("token-{id}"))).await;
    app.says("all loaded").await;
    app
}

#[tokio::test]
async fn what_a_key_sees_is_said_at_once_and_what_shows_more() {
    let server = account().start().await.unwrap();
    server.add_records("alice", 3);
    for (id, line, details) in [
        ("ckp", "“pryv-lab” sees everything", vec!["whoever made it"]),
        ("ckall", "“auditor” sees everything", vec!["whoever made it"]),
        (
            "ckown",
            "“tracker” sees only its own activity",
            vec!["What other apps and people did may be in the log", "To see more, sign in to the account"],
        ),
        (
            "cksome",
            "“nurse” sees only its own activity and the calls of 1 other access and 1 kind of call",
            vec!["calls of the access ckown", "events.get, whoever called it", "calls that were made with this key"],
        ),
        ("ckother", "“watcher” sees only the calls of 1 other access", vec!["calls of the access ckown"]),
    ] {
        let app = open(&server, id).await;
        let button = app.find("button", line).await;
        assert_eq!(button.attr("aria-expanded").await.unwrap().as_deref(), Some("false"));
        button.send_keys(Key::Enter + "").await.unwrap();
        for words in details {
            app.says(words).await;
        }
        app.audit().await;
        app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
        assert_eq!(button.attr("aria-expanded").await.unwrap().as_deref(), Some("false"));
        app.finish().await;
    }
}

#[tokio::test]
async fn a_key_that_sees_nothing_is_told_why() {
    // Its permissions forbid it.
    let server = account().start().await.unwrap();
    let app = App::open("").await;
    typed(&app, &server.api_endpoint("token-ckblind")).await;
    app.says("The permissions of this key forbid it to read the audit log, even what it did itself.").await;
    app.audit().await;
    // Nothing is recorded yet but that the page asked.
    let recorded = open(&server, "ckown").await;
    recorded.find("button", "“tracker” sees only its own activity: nothing recorded yet").await;
    recorded.says("So its log is on").await;
    recorded.audit().await;
    // The log is switched off, as far as that can be known.
    let server = account().audit_off().start().await.unwrap();
    let off = open(&server, "ckown").await;
    off.find("button", "“tracker” sees only its own activity: the log seems switched off").await;
    off.says("The platform sent nothing, and does not name the right of this key").await;
    off.gone("grid", "Records").await;
    off.audit().await;
    // To who may see all of it the platform says so.
    typed(&app, &server.api_endpoint("token-ckall")).await;
    app.says("The audit log is switched off on 127.0.0.1").await;
    for app in [app, recorded, off] {
        app.finish().await;
    }
}

#[tokio::test]
async fn it_stays_in_sight_on_a_desktop() {
    let server = account().start().await.unwrap();
    server.add_records("alice", 3);
    let app = open(&server, "ckown").await;
    // A page that is longer than its window.
    app.resize(1280, 700).await;
    app.run("scrollTo(0, document.documentElement.scrollHeight)", vec![]).await;
    app.holds("scrollY > 20").await;
    app.holds("document.getElementById('scope-menu').getBoundingClientRect().top >= 0").await;
    app.audit().await;
    app.finish().await;
}
