//! Names for a log whose own key cannot read them: the step that reads them once.

use demo_account::{DemoAccount, tokens};
use fake_pryv::{Account, FakePryv};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{choose, connect, export, open_first, options};
use crate::files::write;
use crate::support::App;

/// An access that was changed twice, and called otherwise before.
const CHANGED: &str = "ch3k9d0qpalw0v5hk3ezb822";

fn changed(id: &str, name: &str) -> Value {
    json!({"id": id, "token": "k3y-of-the-changed-one", "name": name, "type": "app", "deviceName": "Tablet",
        "permissions": [], "created": 1_790_000_000, "createdBy": "pt4c9x2mq7alw0v5hk3ezb81",
        "modified": 1_790_000_000, "modifiedBy": "pt4c9x2mq7alw0v5hk3ezb81"})
}

/// The demo account with an access that was changed, and a call of its first change.
async fn account() -> FakePryv {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let account = Account::demo(&DemoAccount::new(options()))
        .accesses([changed(&format!("{CHANGED}:2"), "Sleep coach")])
        .history([changed(CHANGED, "Beta"), changed(&format!("{CHANGED}:1"), "Dream diary")])
        .records([json!({"id": ":_audit:changed", "type": "audit-log/pryv-api", "time": now - 60,
            "streamIds": [format!(":_audit:access-{CHANGED}"), format!(":_audit:access-{CHANGED}:1"),
                ":_audit:action-events.get"],
            "content": {"action": "events.get", "source": {"name": "http", "ip": "198.51.100.7"},
                "query": {"streams": ["heart"]}}})]);
    FakePryv::builder().account(account).start().await.unwrap()
}

/// The log of the account with a key that reads all of it, and no name.
async fn without_names(server: &FakePryv) -> App {
    let app = App::open("").await;
    connect(&app, &server.api_endpoint(tokens::VIEWER)).await;
    app.says("all loaded").await;
    app.says("Accesses are shown by their ids: the key in use cannot read their names.").await;
    app
}

async fn paste(app: &App, key: &str) {
    let field = app.driver.find(By::Id("names-key")).await.unwrap();
    field.send_keys(key).await.unwrap();
    app.click("button", "Read names").await;
}

#[tokio::test]
async fn a_personal_key_is_used_once_and_dropped() {
    let server = account().await;
    let app = without_names(&server).await;
    open_first(&app).await;
    app.says("The list of accesses could not be read with this key").await;
    app.audit().await;
    app.click("button", "Close").await;
    app.click("button", "Load names").await;
    app.find("dialog", "Load names").await;
    app.audit().await;
    // From the keyboard alone: the field, and Enter.
    let endpoint = server.api_endpoint(tokens::PERSONAL);
    let field = app.driver.find(By::Id("names-key")).await.unwrap();
    assert_eq!(field.attr("type").await.unwrap().as_deref(), Some("password"));
    field.send_keys(Key::Enter + "").await.unwrap();
    app.says("There is no key here.").await;
    app.driver.active_element().await.unwrap().send_keys(endpoint.as_str()).await.unwrap();
    app.driver.active_element().await.unwrap().send_keys(Key::Enter + "").await.unwrap();
    app.says("Names of accesses: 9. Names of streams: 9.").await;
    app.audit().await;
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
    app.gone("dialog", "Load names").await;

    // Names are where ids were, and are found.
    app.find("button", "Sleep coach 1").await;
    app.gone("button", "Load names").await;
    app.fill("combobox", "Search", "sleep coach\u{e007}").await;
    app.find("button", "Remove ").await;
    open_first(&app).await;
    app.find("heading", "Around this call").await;
    for words in ["Dream diary", "1 (changed since; now 2)", "Tablet", CHANGED, "Heart rate (heart)"] {
        app.says(words).await;
    }
    app.click("button", "Close").await;
    app.click("button", "Clear all filters").await;
    // They are known of another period, too.
    choose(&app, "Loaded period", "Everything").await;
    app.says(" 2025 – ").await;
    app.says("all loaded").await;
    app.find("button", "Watch sync").await;
    export(&app, "CSV").await;
    let (_, csv) = app.download(".csv").await;
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains("Sleep coach"), "names are in the table");

    // The key was in one header of four kinds of request, and is nowhere else.
    let mut asked: Vec<String> = Vec::new();
    for request in server.requests() {
        assert!(!request.path.contains(tokens::PERSONAL), "{}", request.path);
        let authorization = request.authorization.unwrap_or_default();
        if authorization.contains(tokens::PERSONAL) {
            assert_eq!(authorization, format!("{} audit-viewer", tokens::PERSONAL));
            asked.push(request.path);
        }
    }
    let history = format!("/alice/accesses/{CHANGED}?includeHistory=true");
    let accesses = "/alice/accesses?includeExpired=true&includeDeletions=true";
    assert_eq!(asked, ["/alice/access-info", accesses, "/alice/streams?state=all", history.as_str()]);
    assert!(!csv.contains(tokens::PERSONAL) && !app.address().await.contains(tokens::PERSONAL));
    let page = "return document.documentElement.outerHTML + JSON.stringify([{...localStorage}, {...sessionStorage}]) \
        + [...document.querySelectorAll('input')].map(input => input.value).join()";
    let page = app.run(page, vec![]).await;
    for secret in [tokens::PERSONAL, "k3y-of-the-changed-one"] {
        assert!(!page.as_str().unwrap().contains(secret), "{secret} is in the page");
        assert!(!csv.contains(secret), "{secret} is in the table");
    }
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_used_is_told_where_it_was_pasted() {
    let server = account().await;
    let app = without_names(&server).await;
    app.click("button", "Load names").await;
    let elsewhere = server.api_endpoint(tokens::PERSONAL).replace("/alice/", "/bob/");
    for (pasted, told) in [
        (" ", "There is no key here."),
        ("two words", "This is no key, and no address with one."),
        (elsewhere.as_str(), "This key is of another account or host. Use one of alice on 127.0.0.1"),
        (tokens::DIET, "This is no personal key, so it cannot read names."),
        ("nobodys-key", "The key is not valid, was withdrawn, or is not of alice."),
    ] {
        paste(&app, pasted).await;
        app.says(told).await;
        // The person can go on typing, and hears what was wrong.
        app.holds("document.activeElement.id === 'names-key' && document.activeElement.value === ''").await;
        app.holds("document.activeElement.getAttribute('aria-invalid') === 'true'").await;
    }
    app.audit().await;
    for width in [1280, 320] {
        for colors in ["light", "dark"] {
            app.resize(width, 700).await;
            app.prefer(colors).await;
            app.audit().await;
            let fits = "[...document.querySelectorAll('dialog *')].every(it => it.getBoundingClientRect().right <= innerWidth)";
            app.holds(fits).await;
        }
    }
    // What is open stays, also when the server is gone.
    drop(server);
    paste(&app, tokens::PERSONAL).await;
    app.says("127.0.0.1").await;
    app.holds("document.activeElement.id === 'names-key'").await;
    app.click("button", "Close").await;
    app.says("all loaded").await;
    app.finish().await;
}

#[tokio::test]
async fn a_backups_lists_give_names() {
    let server = account().await;
    let app = without_names(&server).await;
    app.click("button", "Load names").await;
    app.find("dialog", "Load names").await;
    let input = app.driver.find(By::Css("dialog input[type=file]")).await.unwrap();
    let wrong = write(&app, "notes.jsonl", "{\"note\":1}\n");
    input.send_keys(wrong.to_string_lossy()).await.unwrap();
    app.says("notes.jsonl names no access and no stream.").await;
    app.audit().await;
    let accesses = write(
        &app,
        "accesses.jsonl",
        &format!(
            "{}\n",
            json!({"id": CHANGED, "headId": null, "serial": 2, "token": "k3y", "name": "From a backup", "type": "app"})
        ),
    );
    let streams = write(&app, "streams.jsonl", "{\"id\":\"heart\",\"name\":\"My heart\",\"parentId\":\"health\"}\n");
    let both = format!("{}\n{}", accesses.display(), streams.display());
    let input = app.driver.find(By::Css("dialog input[type=file]")).await.unwrap();
    input.send_keys(both).await.unwrap();
    app.says("Names of accesses: 1. Names of streams: 1.").await;
    app.click("button", "Close").await;
    app.find("button", "From a backup 1").await;
    app.fill("combobox", "Search", "\"my heart\"\u{e007}").await;
    app.find("button", "Remove ").await;
    app.find("row", "From a backup").await;
    assert!(server.requests().iter().all(|request| request.authorization.as_deref() != Some("k3y audit-viewer")));
    app.finish().await;
}

#[tokio::test]
async fn a_log_from_a_file_takes_names_from_files_alone() {
    let app = App::open("").await;
    let record = json!([{"id": "a", "type": "audit-log/pryv-api", "time": 1_795_470_000,
        "content": {"action": "events.get", "source": {"name": "http"}}, "streamIds": [":_audit:access-cka"]}]);
    let path = write(&app, "records.json", &record.to_string());
    crate::files::open(&app, &path).await;
    app.says("no open file gives them names").await;
    app.click("button", "Load names").await;
    app.find("dialog", "Load names").await;
    assert!(app.driver.find_all(By::Id("names-key")).await.unwrap().is_empty());
    let accesses = write(&app, "accesses.jsonl", "{\"id\":\"cka\",\"name\":\"Diet\",\"type\":\"app\"}\n");
    let input = app.driver.find(By::Css("dialog input[type=file]")).await.unwrap();
    input.send_keys(accesses.to_string_lossy()).await.unwrap();
    app.says("Names of accesses: 1.").await;
    app.click("button", "Close").await;
    app.find("row", "Diet read entries").await;
    app.finish().await;
}
