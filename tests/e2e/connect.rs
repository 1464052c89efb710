//! From a token to an exported log, for both generations.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use demo_account::Options;
use fake_pryv::{FakePryv, Fault, Gate, Generation};
use serde_json::Value;

use crate::support::{App, milliseconds, table};

pub(crate) fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// A demo account of 3,000 records.
pub(crate) fn options() -> Options {
    Options { records: 3000, ..Options::new(now_ms()) }
}

pub(crate) async fn server(generation: Generation) -> FakePryv {
    let options = match generation {
        Generation::LegacyLogs => Options { generation: demo_account::Generation::Legacy, ..options() },
        Generation::Events | Generation::AliasLogs => options(),
    };
    FakePryv::builder().generation(generation).demo(options).start().await.unwrap()
}

/// Pastes an endpoint and opens everything there is.
/// Types an address with a key, and asks for its log.
pub(crate) async fn typed(app: &App, endpoint: &str) {
    app.fill("textbox", "Address with key", endpoint).await;
    app.click("button", "Connect").await;
}

pub(crate) async fn connect(app: &App, endpoint: &str) {
    typed(app, endpoint).await;
    app.find("heading", "Audit log of alice on 127.0.0.1").await;
}

/// Connects to a server that holds its first page after so many records, until the gate is
/// opened.
pub(crate) async fn held_after(records: usize) -> (FakePryv, Gate, App) {
    let server = server(Generation::Events).await;
    let gate = Gate::new();
    server.inject(Fault::Hold(records, gate.clone()));
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    gate.reached().await;
    (server, gate, app)
}

pub(crate) async fn load_everything(app: &App) {
    app.says("all loaded").await;
    choose(app, "Loaded period", "Everything").await;
    // The story begins 18 months ago; the period before did not reach there.
    app.says(" 2025 – ").await;
    app.says("all loaded").await;
}

pub(crate) async fn choose(app: &App, field: &str, option: &str) {
    let select = app.find("combobox", field).await;
    thirtyfour::components::SelectElement::new(&select).await.unwrap().select_by_partial_text(option).await.unwrap();
}

/// The page that is shown, whose heading is one of `titles` in German, French and Italian, has
/// no fault of accessibility and fits a narrow page in each of them.
pub(crate) async fn fits_in_every_language(app: &App, titles: [&str; 3]) {
    let languages = [("Deutsch", "Sprache"), ("Français", "Langue"), ("Italiano", "Lingua")];
    let mut label = "Language";
    for ((language, its_label), title) in languages.into_iter().zip(titles) {
        app.resize(1280, 900).await;
        choose(app, label, language).await;
        app.find("heading", title).await;
        app.resize(320, 900).await;
        app.fits().await;
        app.audit().await;
        label = its_label;
    }
}

#[tokio::test]
async fn events_from_token_to_csv() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    app.audit().await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("Audit events").await;
    load_everything(&app).await;

    // Group, and filter by what the group says.
    app.click("button", "auth.login").await;
    app.click("button", "401 refused").await;
    app.says("status:401").await;
    let refused: Vec<Value> = server
        .records("alice")
        .into_iter()
        .filter(|record| {
            record["content"]["action"] == "auth.login" && record["content"]["id"] == "invalid-credentials"
        })
        .collect();
    assert!(!refused.is_empty(), "the story has a night of failed sign-ins");
    app.says(&format!("{} of ", refused.len())).await;
    app.audit().await;

    // One record, in full.
    let list = app.find("grid", "Records").await;
    list.send_keys(thirtyfour::Key::Home + "").await.unwrap();
    app.click("row", "Somebody tried to sign in · wrong password").await;
    open_first(&app).await;
    app.find("heading", "Record").await;
    app.says("invalid-credentials").await;
    app.audit().await;

    // What matches, as CSV, against the server's own records.
    export(&app, "CSV").await;
    let (name, csv) = app.download(".csv").await;
    assert!(name.starts_with("pryv-audit_alice_") && name.contains("filtered") && !name.contains("PARTIAL"), "{name}");
    compare(&table(&csv), &refused, &|record, row| {
        assert_eq!(row["action"], record["content"]["action"].as_str().unwrap());
        assert_eq!(row["error_id"], record["content"]["id"].as_str().unwrap());
        assert_eq!(row["addresses"], record["content"]["source"]["ip"].as_str().unwrap());
        assert_eq!(row["status"], "401");
    });

    // The token was sent in its header alone, and only to its own host.
    let token = server.api_endpoint("alice");
    let token = token.trim_start_matches("http://").split('@').next().unwrap().to_owned();
    for request in server.requests() {
        assert!(!request.path.contains(&token), "{}", request.path);
        assert_eq!(request.cookie, None);
        if request.method == "GET" && request.authorization.is_some() {
            assert_eq!(request.authorization.as_deref(), Some(format!("{token} audit-viewer").as_str()));
        }
    }
    assert!(!app.address().await.contains(&token));
    app.finish().await;
}

#[tokio::test]
async fn everything_as_json_lines_and_back() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    export(&app, "JSON Lines").await;
    let (name, lines) = app.download(".jsonl").await;
    let lines: Vec<Value> =
        String::from_utf8(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let exported: BTreeMap<&str, &Value> =
        lines[1..lines.len() - 1].iter().map(|record| (record["id"].as_str().unwrap(), record)).collect();
    for record in server.records("alice") {
        // What the viewer itself asked after the log was read is not in it.
        if let Some(exported) = exported.get(record["id"].as_str().unwrap()) {
            assert_eq!(*exported, &record);
        } else {
            assert_eq!(record["content"]["callerId"], "audit-viewer");
        }
    }
    assert_eq!(lines[0]["complete"], true);
    assert_eq!(lines[0]["records"], exported.len());
    assert!(!name.contains("PARTIAL"), "{name}");
    app.finish().await;
}

#[tokio::test]
async fn the_older_generation_from_token_to_csv() {
    let server = server(Generation::LegacyLogs).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("Older audit log").await;
    load_everything(&app).await;
    // An expired app keeps calling: rows of another access, asked for by its id.
    app.click("button", "events.get").await;
    app.click("button", "403 refused").await;
    let refused: Vec<Value> = server
        .records("alice")
        .into_iter()
        .filter(|record| {
            record["action"] == "GET /events" && record["status"] == 403 && record["accessId"] != "invalid"
        })
        .collect();
    assert!(!refused.is_empty(), "the story has an expired app");
    app.says(&format!("{} of ", refused.len())).await;
    open_first(&app).await;
    app.says("GET /events").await;
    app.audit().await;
    export(&app, "CSV").await;
    let (_, csv) = app.download(".csv").await;
    compare(&table(&csv), &refused, &|record, row| {
        assert_eq!(row["action"], "GET /events");
        assert_eq!(row["method"], "events.get");
        assert_eq!(row["status"], record["status"].to_string());
        assert_eq!(row["status_basis"], "recorded");
        assert_eq!(row["addresses"], record["forwardedFor"].as_str().unwrap());
    });
    app.finish().await;
}

#[tokio::test]
async fn events_under_the_older_address_are_read_as_events() {
    let server = server(Generation::AliasLogs).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("Audit events").await;
    load_everything(&app).await;
    app.finish().await;
}

#[tokio::test]
async fn a_link_with_a_key_asks_first_and_leaves_no_trace() {
    for before in ["?", "#", "#/v1/log?"] {
        link_with_a_key(before).await;
    }
}

async fn link_with_a_key(before: &str) {
    let server = server(Generation::Events).await;
    let endpoint = server.api_endpoint("alice");
    let token = endpoint.trim_start_matches("http://").split('@').next().unwrap().to_owned();
    let encoded = endpoint.replace(':', "%3A").replace('/', "%2F").replace('@', "%40");
    let app = App::open(&format!("{before}pryvApiEndpoint={encoded}")).await;
    app.find("heading", "Open the log of alice on 127.0.0.1").await;
    assert!(!app.address().await.contains(&token), "the key leaves the address bar");
    assert_eq!(server.requests().len(), 0, "nothing is asked before the person agrees");
    app.audit().await;
    app.click("button", "Open the log").await;
    app.find("heading", "Audit log of alice on 127.0.0.1").await;
    // A link to a view is the first entry there is: Back would leave the app.
    if !before.contains("/v1/") {
        app.driver.back().await.unwrap();
        assert!(!app.address().await.contains(&token), "nor does Back bring it back");
    }
    app.finish().await;
}

/// A link that hands over an address, before `#` or `?` and what follows.
fn link(before: &str, endpoint: &str) -> String {
    let encoded = endpoint.replace(':', "%3A").replace('/', "%2F").replace('@', "%40");
    format!("{before}pryvApiEndpoint={encoded}")
}

#[tokio::test]
async fn a_platform_comes_before_a_key_and_both_before_what_a_sign_in_left() {
    let server = server(Generation::Events).await;
    let service = format!("{}reg/service/info", server.url()).replace(':', "%3A").replace('/', "%2F");
    let left = "prYvkey=0ne5hot&prYvstatus=ACCEPTED&prYvtoken=0ne5hot&pryvPoll=0ne5hot";
    let endpoint = server.api_endpoint("alice");
    let token = endpoint.trim_start_matches("http://").split('@').next().unwrap().to_owned();
    let app = App::open(&format!("{}&{left}&pryvServiceInfoUrl={service}&lang=en", link("?", &endpoint))).await;
    app.find("heading", "Sign in on 127.0.0.1").await;
    app.gone("button", "Open the log").await;
    let address = app.address().await;
    assert!(!address.contains(&token) && !address.contains("0ne5hot"), "{address}");
    assert!(address.contains("pryvServiceInfoUrl=") && address.contains("lang=en"), "{address}");
    // A reload asks again; a key without a platform is offered, wherever it stands.
    app.driver.refresh().await.unwrap();
    app.find("heading", "Sign in on 127.0.0.1").await;
    app.visit(&format!("{}&{left}", link("?", &endpoint))).await;
    app.find("heading", "Open the log of alice on 127.0.0.1").await;
    app.visit(&format!("?{left}#/v1/log?q=status%3A401")).await;
    app.find("heading", "With your platform").await;
    let address = app.address().await;
    assert!(address.ends_with("/#/v1/log?q=status%3A401"), "{address}");
    assert_eq!(server.requests().len(), 0, "nothing is asked before the person agrees");
    app.finish().await;
}

#[tokio::test]
async fn an_offer_stays_until_it_is_taken_or_declined() {
    let server = server(Generation::Events).await;
    let demo = demo_account::DemoAccount::new(options());
    let endpoint = server.api_endpoint("alice").replace(demo.personal_token(), demo.expired_token());
    // Not even the demo, which opens by itself, opens over it.
    let app = App::open(&link("#/v1/demo?", &endpoint)).await;
    app.find("heading", "Open the log of alice on 127.0.0.1").await;
    app.click("button", "Open the log").await;
    app.says("The key has expired").await;
    app.find("heading", "Open the log of alice on 127.0.0.1").await;
    let field = app.find("textbox", "Address with key").await;
    assert_eq!(field.attr("aria-invalid").await.unwrap(), None, "nothing was typed");
    app.audit().await;
    // Another link takes its place, with its own address.
    let other = server.api_endpoint("alice").replace("127.0.0.1", "localhost");
    app.visit(&link("#/v1/demo?", &other)).await;
    app.find("heading", "Open the log of alice on localhost").await;
    app.click("button", "Cancel").await;
    app.find("heading", "Audit log of alice, demo data").await;
    // Once more, and taken.
    app.visit(&link("#/v1/demo?", &other)).await;
    app.click("button", "Open the log").await;
    app.find("heading", "Audit log of alice on localhost").await;
    app.finish().await;
}

#[tokio::test]
async fn the_address_of_a_log_holds_its_period_from_the_start() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    let entries = app.run("return history.length", vec![]).await.as_u64().unwrap();
    connect(&app, &server.api_endpoint("alice")).await;
    assert!(app.address().await.ends_with("#/v1/log?from=30d"), "{}", app.address().await);
    assert_eq!(app.run("return history.length", vec![]).await, entries + 1);
    // A link of before, which leaves the period to the device.
    app.visit("#/v1/log?q=status%3A401").await;
    app.driver.refresh().await.unwrap();
    let entries = app.run("return history.length", vec![]).await;
    connect(&app, &server.api_endpoint("alice")).await;
    assert!(app.address().await.ends_with("#/v1/log?q=status%3A401&from=30d"), "{}", app.address().await);
    assert_eq!(app.run("return history.length", vec![]).await, entries, "replaced, not pushed");
    app.finish().await;
}

#[tokio::test]
async fn nothing_of_the_log_before_stands_under_the_next_name() {
    let server = server(Generation::Events).await;
    let gate = fake_pryv::Gate::new();
    server.inject(fake_pryv::Fault::Hold(0, gate.clone()));
    let app = App::open("").await;
    app.click("button", "Look around with demo data").await;
    app.says("60,000 of 60,000 records").await;
    app.driver.back().await.unwrap();
    connect(&app, &server.api_endpoint("alice")).await;
    gate.reached().await;
    app.says("0 of 0 records").await;
    app.gone("grid", "Records").await;
    gate.open();
    app.says("all loaded").await;
    app.finish().await;
}

/// Opens the newest record by keyboard.
pub(crate) async fn open_first(app: &App) {
    let list = app.find("grid", "Records").await;
    list.send_keys(thirtyfour::Key::Home + thirtyfour::Key::Enter).await.unwrap();
}

pub(crate) async fn export(app: &App, format: &str) {
    app.click("button", "Export").await;
    app.click("button", format).await;
    app.says("Saved ").await;
}

/// The same records, each once, and `same` for each pair.
fn compare(rows: &[BTreeMap<String, String>], records: &[Value], same: &dyn Fn(&Value, &BTreeMap<String, String>)) {
    assert_eq!(rows.len(), records.len());
    let ids: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "no record twice");
    for record in records {
        let row = rows.iter().find(|row| row["id"] == record["id"].as_str().unwrap()).unwrap();
        assert_eq!(row["time_ms"], milliseconds(&record["time"]));
        same(record, row);
    }
}
