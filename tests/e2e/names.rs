//! Accesses and streams by the names that people gave them, wherever they are shown.

use demo_account::DemoAccount;
use fake_pryv::{Account, FakePryv, Generation};
use serde_json::{Value, json};

use crate::connect::{choose, connect, load_everything, open_first, options, server};
use crate::support::App;

/// The account of the demo with its personal token, everything loaded.
async fn everything() -> (FakePryv, App) {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    (server, app)
}

/// How many records the count line says match.
async fn matched(app: &App) -> String {
    let count = "return document.querySelector('.count-line').innerText.split(' of ')[0]";
    app.run(count, vec![]).await.as_str().unwrap().to_owned()
}

/// Filters by a text, waits for its chip or its results, and opens the first record.
async fn first_of(app: &App, filter: &str) {
    app.fill("combobox", "Search", &format!("{filter}\u{e007}")).await;
    app.find("button", "Remove ").await;
    open_first(app).await;
    app.find("heading", "Around this call").await;
}

#[tokio::test]
async fn a_record_says_all_that_is_known_of_its_access() {
    let (_server, app) = everything().await;
    for (name, said) in [
        ("Watch sync", &["Kind of access App", "Device Watch 5", "Access id wq37hn0c5sy9l2fkx6urm4za"][..]),
        ("Fitness challenge", &["Kind of access App", "State of the access Expired on "]),
        (
            "Dr. Weber's practice",
            &[
                "Kind of access Shared with somebody",
                "State of the access Deleted on ",
                "Access id hb59y2ncx7o4wdq1k8mzt3va",
                "Version of the access 1",
            ],
        ),
        ("Pryv account", &["Kind of access Personal: you, signed in with your password"]),
    ] {
        first_of(&app, &format!("access:\"{name}\"")).await;
        for words in said {
            app.holds(&format!(
                "document.querySelector('.detail').innerText.replace(/\\s+/g, ' ').includes({})",
                json!(words)
            ))
            .await;
        }
        app.audit().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn an_access_is_found_by_its_name_and_by_its_id() {
    let (_server, app) = everything().await;
    let mut counts = Vec::new();
    // Of free text and of the field, in the name and in the id.
    for filter in
        ["Weber", "hb59y2ncx7o4wdq1k8mzt3va", "access:\"Dr. Weber's practice\"", "access:hb59y2ncx7o4wdq1k8mzt3va"]
    {
        first_of(&app, filter).await;
        app.says("Dr. Weber's practice").await;
        counts.push(matched(&app).await);
    }
    assert!(counts.iter().all(|count| *count == counts[0]) && counts[0] != "0", "{counts:?}");
    // A chip reads as people call it, whatever the filter writes.
    app.find("button", "Remove access:\"Dr. Weber's practice\"").await;
    // The value to choose says the id it stands for.
    let facet = app.find("button", &format!("Dr. Weber's practice {}", counts[0])).await;
    assert_eq!(facet.attr("title").await.unwrap().as_deref(), Some("hb59y2ncx7o4wdq1k8mzt3va"));
    app.finish().await;
}

#[tokio::test]
async fn the_platforms_own_accesses_are_said_in_words_and_found_by_them() {
    let ids = [
        ("invalid", "Somebody without a valid key"),
        ("valid-password", "Somebody with the right password"),
        ("password-reset-request", "Somebody who asked for a new password"),
        ("password-reset-token", "Somebody with a password reset link"),
        ("email-verification-token", "Somebody with a link from an email"),
        ("admin", "An administrator"),
        ("public", "Somebody (no key needed)"),
    ];
    let records: Vec<Value> = (0_u32..)
        .zip(ids)
        .map(|(second, (id, _))| {
            json!({"id": format!("r{id}"), "type": "audit-log/pryv-api", "time": 1_795_470_000 + second,
                "content": {"action": "events.get", "source": {"name": "http", "ip": "198.51.100.7"}},
                "streamIds": [format!(":_audit:access-{id}"), ":_audit:action-events.get"]})
        })
        .collect();
    let app = App::open("").await;
    let path = crate::files::write(&app, "records.json", &json!(records).to_string());
    crate::files::open(&app, &path).await;
    for (id, words) in ids {
        first_of(&app, &format!("\"{words}\"")).await;
        assert_eq!(matched(&app).await, "1", "{words}");
        app.says("This is no access of yours").await;
        app.holds(&format!("document.querySelector('.detail').innerText.includes({})", json!(id))).await;
        app.find("row", words).await;
        app.find("button", words).await;
    }
    choose(&app, "Language", "Français").await;
    app.says("Ce n’est pas un de vos accès").await;
    app.says("Quelqu’un (sans besoin de clé)").await;
    app.finish().await;
}

#[tokio::test]
async fn streams_are_called_by_their_names() {
    let demo = DemoAccount::new(options());
    let mut account = Account::demo(&demo);
    // One in the trash has a name as well.
    account = account.streams([json!({"id": "lunches", "name": "Old lunches", "parentId": null, "trashed": true,
        "children": [{"id": "lunches-2", "name": "Older lunches", "children": []}]})]);
    account = account.records([json!({"id": ":_audit:lunch", "type": "audit-log/pryv-api",
        "time": seconds_ago(60), "streamIds": [":_audit:access-dk81vz5o3rjq6m0ynwx4tb2c", ":_audit:action-events.get"],
        "content": {"action": "events.get", "source": {"name": "http", "ip": "198.51.100.7"},
            "query": {"streams": ["lunches", "heart"]}, "scopedStreamIds": ["lunches-2", "heart", "unheard-of"]}})]);
    let server = FakePryv::builder().account(account).start().await.unwrap();
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    first_of(&app, "stream:\"Old lunches\"").await;
    assert_eq!(matched(&app).await, "1");
    for words in ["Old lunches (lunches)", "Older lunches (lunches-2)", "Heart rate (heart)", "unheard-of"] {
        app.says(words).await;
    }
    app.audit().await;
    // A click means the id; the chip reads as people call it.
    app.click("button", "Only this: Heart rate (heart)").await;
    app.find("button", "Remove stream:\"Heart rate\"").await;
    assert!(app.address().await.contains("stream%3A%3Dheart"), "{}", app.address().await);
    // Text finds the same by the name, and so does the field.
    let by_id = matched(&app).await;
    app.fill("combobox", "Search", "stream:\"heart RATE\"\u{e007}").await;
    app.find("button", "Remove stream:\"heart RATE\"").await;
    assert_eq!(matched(&app).await, by_id);
    // The values to choose from are called so too, and say their ids.
    app.click("button", "Stream").await;
    let facet = app.find("button", "Nutrition").await;
    assert_eq!(facet.attr("title").await.unwrap().as_deref(), Some("nutrition"));
    app.click("button", "Close").await;
    app.finish().await;
}

/// A time so many seconds ago, in seconds.
fn seconds_ago(seconds: u64) -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    now.as_secs() - seconds
}
