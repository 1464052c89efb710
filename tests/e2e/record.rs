//! One record: what can be done with its values, what happened around it, and links to it.

use fake_pryv::Generation;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{connect, load_everything, open_first, server};
use crate::files::{open, write};
use crate::support::App;

/// What somebody copied last is in `window.copied`.
const CATCH_COPIES: &str = "window.copied = null; navigator.clipboard.writeText = \
    text => { window.copied = text; return Promise.resolve(); };";

/// The filter, as the address has it.
const FILTER: &str = "new URLSearchParams(location.hash.split('?')[1]).get('q')";

/// The open record, as the address has it.
const OPEN: &str = "new URLSearchParams(location.hash.split('?')[1]).get('sel')";

/// A record of a second, with what differs between records.
fn event(second: u32, access: &str, action: &str, more: &Value) -> Value {
    let mut content = json!({"action": action, "source": {"name": "http", "ip": "198.51.100.7"}});
    content.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"id": format!("r{second}"), "type": "audit-log/pryv-api", "time": 1_795_470_000 + second,
        "content": content, "streamIds": [format!(":_audit:access-{access}"), format!(":_audit:action-{action}")]})
}

/// Opens a log of four records, and the newest of them, which says the most.
async fn full_record() -> App {
    let app = App::open("").await;
    let full = json!({"callerId": "watch-3", "id": "forbidden", "message": "no right to read",
        "query": {"limit": 20, "streams": ["diary", "work"], "auth": "s3cr3t"},
        "source": {"name": "http", "ip": "198.51.100.7, 203.0.113.4"}});
    let records = json!([
        event(190, "aaa:2", "events.get", &full),
        event(150, "bbb", "streams.get", &json!({})),
        event(30, "aaa", "events.create", &json!({})),
        event(0, "ccc", "auth.login", &json!({})),
    ]);
    let path = write(&app, "records.json", &records.to_string());
    open(&app, &path).await;
    app.says("4 of 4 records").await;
    open_first(&app).await;
    app.find("heading", "Around this call").await;
    app
}

async fn filter_is(app: &App, filter: &str) {
    app.holds(&format!("({FILTER} ?? '') === {}", json!(filter))).await;
}

#[tokio::test]
async fn every_value_filters_and_is_left_out() {
    let app = full_record().await;
    app.audit().await;
    for (value, term, matches) in [
        ("Access aaa", "access:aaa", 2),
        ("2", "access:aaa:2", 1),
        ("watch-3", "caller:watch-3", 1),
        ("events.get", "action:=events.get", 1),
        ("Read", "operation:read", 2),
        ("events", "action:events.*", 2),
        ("GET", "verb:GET", 2),
        ("/events", "path:/events", 2),
        ("20", "query.limit:20", 1),
        ("work", "stream:=work", 1),
        ("198.51.100.7", "ip:198.51.100.7", 4),
        ("203.0.113.4", "ip:203.0.113.4", 1),
        ("http", "source:http", 4),
        ("403, derived from the error", "status:403", 1),
        ("forbidden", "error:=forbidden", 1),
        ("no right to read", "error:\"no right to read\"", 1),
        ("r190", "id:r190", 1),
        ("audit-log/pryv-api", "type:audit-log/pryv-api", 4),
    ] {
        let of = |count: u32| format!("{count} of 4 record");
        press(&app, &format!("Only this: {value}")).await;
        filter_is(&app, term).await;
        app.says(&of(matches)).await;
        app.driver.back().await.unwrap();
        app.says(&of(4)).await;
        press(&app, &format!("Not this: {value}")).await;
        filter_is(&app, &format!("-{term}")).await;
        app.says(&of(4 - matches)).await;
        app.driver.back().await.unwrap();
        app.says(&of(4)).await;
    }
    // Times are wider than the moment itself.
    app.click("button", "Only this minute: ").await;
    app.says("1 of 4 record").await;
    app.click("button", "Only this day: ").await;
    app.says("4 of 4 records").await;
    app.find("button", "Remove Time").await;
    // A value that is left out is not asked for as well.
    press(&app, "Only this: events.get").await;
    press(&app, "Not this: events.get").await;
    app.holds(&format!("{FILTER}.endsWith('-action:=events.get') && !{FILTER}.includes(' action:')")).await;
    // A button that is half scrolled away is smaller than it is.
    app.run(
        "for (let it = document.getElementById('detail-body'); it; it = it.parentElement) it.scrollTop = 0",
        vec![],
    )
    .await;
    app.finish().await;
}

#[tokio::test]
async fn a_record_that_was_left_out_is_not_a_dead_end() {
    let app = full_record().await;
    app.click("button", "Older").await;
    app.holds(&format!("{OPEN} === 'r150'")).await;
    press(&app, "Not this: streams.get").await;
    app.says("3 of 4 record").await;
    app.says("The filter leaves this record out of the list.").await;
    app.audit().await;
    // Those between which it happened.
    app.click("button", "Newer").await;
    app.holds(&format!("{OPEN} === 'r190'")).await;
    app.driver.back().await.unwrap();
    app.holds(&format!("{OPEN} === 'r150' && {FILTER} === null")).await;
    app.driver.forward().await.unwrap();
    app.holds(&format!("{FILTER} === '-action:=streams.get'")).await;
    app.finish().await;
}

/// Clicks the button with exactly this name: the names of others hold it too.
async fn press(app: &App, name: &str) {
    let button = app.driver.find(By::Css(format!("[aria-label={}]", json!(name)))).await.unwrap();
    button.scroll_into_view().await.unwrap();
    button.click().await.unwrap();
}

#[tokio::test]
async fn every_value_is_copied_and_what_is_hidden_is_not() {
    let app = full_record().await;
    app.run(CATCH_COPIES, vec![]).await;
    let names = app
        .run("return [...document.querySelectorAll('.detail [aria-label^=Copy]')].map(it => it.ariaLabel)", vec![])
        .await;
    let names: Vec<String> = names.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect();
    for value in ["watch-3", "events.get", "GET", "/events", "20", "diary", "work", "198.51.100.7", "http"] {
        assert!(names.contains(&format!("Copy: {value}")), "{value} in {names:?}");
    }
    assert!(names.len() > 20, "{names:?}");
    assert!(!names.iter().any(|name| name.contains("hidden") || name.contains("••")), "{names:?}");
    for name in &names {
        app.run("window.copied = null", vec![]).await;
        press(&app, name).await;
        let value = name.trim_start_matches("Copy: ");
        app.holds(&format!("window.copied !== null && {}.startsWith(window.copied)", json!(value))).await;
    }
    app.holds("[...document.querySelectorAll('[role=status]')].some(it => it.textContent === 'Copied.')").await;
    assert!(!app.text().await.contains("s3cr3t"));
    app.finish().await;
}

#[tokio::test]
async fn what_happened_around_is_seen_whatever_the_filter() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    app.fill("combobox", "Search", "error:invalid-credentials\u{e007}").await;
    app.find("button", "Remove error").await;
    open_first(&app).await;
    app.find("heading", "Around this call").await;
    app.holds("document.querySelectorAll('.around-list li').length === 7").await;
    let id = app.run(&format!("return {OPEN}"), vec![]).await;
    let mut records = server.records("alice");
    records.sort_by(|a, b| a["time"].as_f64().unwrap().total_cmp(&b["time"].as_f64().unwrap()));
    let access = |record: &Value| record["streamIds"][0].as_str().unwrap().to_owned();
    let at = records.iter().position(|record| record["id"] == id).unwrap();
    // The one before it, which the filter hides.
    let before = &records[at - 1];
    press_around(&app, 4).await;
    app.holds(&format!("{OPEN} === {}", before["id"])).await;
    app.holds("document.querySelector('.around-list [aria-current]') !== null").await;
    app.holds("document.activeElement.id === 'detail-title'").await;
    app.driver.back().await.unwrap();
    app.holds(&format!("{OPEN} === {id}")).await;
    // More of them, and then of the same access alone.
    app.click("button", "Show more").await;
    app.holds("document.querySelectorAll('.around-list li').length === 27").await;
    app.click("checkbox", "Only the same access").await;
    let records_at = records[at].clone();
    let same = records[..at].iter().rev().find(|record| access(record) == access(&records[at])).unwrap();
    // The list of before is there until the next one is.
    let of_it = |records: &[Value]| records.iter().filter(|it| access(it) == access(&records_at)).count().min(13);
    let lines = of_it(&records[..at]) + 1 + of_it(&records[at + 1..]);
    app.holds(&format!("document.querySelectorAll('.around-list li').length === {lines}")).await;
    let index =
        app.run("return [...document.querySelectorAll('.around-list li')].findIndex(it => it.ariaCurrent)", vec![]);
    let index = index.await.as_u64().unwrap();
    assert!(index <= 13, "{index}");
    app.audit().await;
    press_around(&app, index + 1).await;
    app.holds(&format!("{OPEN} === {}", same["id"])).await;
    app.finish().await;
}

/// Opens the call at a place in the list of those around.
async fn press_around(app: &App, place: u64) {
    let call = app.driver.find(By::Css(format!(".around-list li:nth-child({}) button", place + 1))).await.unwrap();
    call.scroll_into_view().await.unwrap();
    call.click().await.unwrap();
}

#[tokio::test]
async fn distances_are_in_words_and_ends_are_told() {
    let app = full_record().await;
    let lines = "[...document.querySelectorAll('.around-when')].map(it => it.textContent).join()";
    app.holds(&format!("{lines} === 'this call,40 s before,3 min before,3 min before'")).await;
    app.says("Nothing newer is loaded.").await;
    app.find("button", "Show more").await.click().await.unwrap();
    app.says("Nothing older is loaded. Something may still have happened.").await;
    app.click("checkbox", "Only the same access").await;
    app.holds(&format!("{lines} === 'this call,3 min before'")).await;
    app.says("Nothing older of this access is loaded.").await;
    // What was chosen stays for the next record.
    app.click("button", "Older").await;
    app.holds(&format!("{lines} === 'this call'")).await;
    app.finish().await;
}

#[tokio::test]
async fn a_link_opens_the_same_record() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    app.fill("combobox", "Search", "action:events.create\u{e007}").await;
    app.find("button", "Remove action").await;
    open_first(&app).await;
    let id = app.find("button", "Only this: :_audit:").await.attr("aria-label").await.unwrap().unwrap();
    app.run(CATCH_COPIES, vec![]).await;
    app.click("button", "Copy link").await;
    app.holds("window.copied !== null").await;
    let link = app.run("return window.copied", vec![]).await.as_str().unwrap().to_owned();
    let endpoint = server.api_endpoint("alice");
    let (key, host) = endpoint.trim_start_matches("http://").split_once('@').unwrap();
    assert!(!link.contains(key) && !link.contains(host.trim_end_matches('/')), "{link}");
    assert!(link.starts_with(&app.url), "{link}");
    app.driver.goto("about:blank").await.unwrap();
    app.driver.goto(&link).await.unwrap();
    app.find("button", "Connect").await;
    connect(&app, &endpoint).await;
    let same = app.find("button", "Only this: :_audit:").await;
    assert_eq!(same.attr("aria-label").await.unwrap().as_deref(), Some(&*id));
    filter_is(&app, "action:events.create").await;
    app.finish().await;
}

#[tokio::test]
async fn a_record_that_is_not_loaded_says_what_is() {
    let server = server(Generation::Events).await;
    let day = |days: f64| days * 86_400.0;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64();
    let records = server.records("alice");
    let age = |record: &&Value| (day(40.0)..day(80.0)).contains(&(now - record["time"].as_f64().unwrap()));
    let id = records.iter().find(age).unwrap()["id"].as_str().unwrap().to_owned();
    let app = App::open(&format!("#/v1/log?from=30d&sel={id}")).await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("This record is not among those that are loaded.").await;
    app.says("all loaded").await;
    app.says("What is loaded goes from ").await;
    app.audit().await;
    app.click("button", "Load more: Last 90 days").await;
    app.find("heading", "Around this call").await;
    app.holds("document.activeElement.id === 'detail-title'").await;
    app.finish().await;
}
