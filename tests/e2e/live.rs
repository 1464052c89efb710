//! Looking for what is recorded meanwhile: it waits for the person, and costs what is said.

use std::collections::BTreeSet;

use fake_pryv::{FakePryv, Fault};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{connect, export};
use crate::log_page::focused;
use crate::scope::account;
use crate::support::App;

/// An account with some records, looked at with its owner's key; it asks every second.
async fn opened(more: &Value) -> (FakePryv, App) {
    let server = account().start().await.unwrap();
    server.add_records("alice", 3);
    let mut config = json!({"live": {"seconds": 1}});
    config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let app = App::open_with_config(&config.to_string()).await;
    connect(&app, &server.api_endpoint("token-ckp")).await;
    app.says("all loaded").await;
    app.says("3 of 4 records").await;
    (server, app)
}

async fn switch(app: &App) {
    app.click("button", "Live: o").await;
    app.click("button", "Look for newer records by itself").await;
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
}

/// How often the log was asked for.
fn asked(server: &FakePryv) -> usize {
    server.requests().iter().filter(|it| it.method == "GET" && it.path.contains("/events?")).count()
}

/// Waits in the page for two turns and more.
async fn turns_pass(app: &App) {
    let now = app.run("return performance.now()", vec![]).await.as_f64().unwrap();
    app.holds(&format!("performance.now() > {now} + 2500")).await;
}

#[tokio::test]
async fn newer_records_wait_for_the_button() {
    let (server, app) = opened(&json!({})).await;
    let loaded = asked(&server);
    app.click("button", "Live: off").await;
    app.says("It asks the platform every second, as long as this page is in sight. Each time adds one record").await;
    app.audit().await;
    app.click("button", "Look for newer records by itself").await;
    app.find("button", "Live: on").await;
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
    server.add_records("alice", 2);
    let before = app.run("return document.querySelector('main').innerText", vec![]).await;
    app.find("button", "2 newer – show").await;
    app.audit().await;
    // Nothing moved: the list, the counts and the chart are those of before.
    app.says("3 of 4 records").await;
    let after = app.run("return document.querySelector('main').innerText", vec![]).await;
    let plain = |text: &Value| text.as_str().unwrap().replace("2 newer – show\n", "");
    assert_eq!(plain(&after), plain(&before));
    server.add_records("alice", 1);
    app.click("button", "3 newer – show").await;
    app.says("6 of ").await;
    app.gone("button", "newer – show").await;
    assert!(
        focused(&app).await.contains("events.create")
            || app.run("return document.activeElement.id", vec![]).await == "records"
    );
    // What it costs is said, and true: every answer is a record, and those are folded.
    app.click("button", "Live: on").await;
    app.click("button", "Look for newer records by itself").await;
    app.find("button", "Live: off").await;
    let told = app.run("return document.querySelector('.live-panel > p:last-child').textContent", vec![]).await;
    let told: usize = told.as_str().unwrap().split(' ').next().unwrap().parse().unwrap();
    let asked = asked(&server) - loaded;
    assert!(told == asked || told + 1 == asked, "{told} of {asked}, the last of which may be under way");
    app.says("reads by this page are folded away.").await;
    app.finish().await;
}

#[tokio::test]
async fn late_records_come_in_at_their_place_and_none_twice() {
    let (server, app) = opened(&json!({})).await;
    switch(&app).await;
    server.add_records("alice", 1);
    app.click("button", "1 newer – show").await;
    app.says("4 of ").await;
    // A call that took long is written late, below what is shown already.
    server.add_late_record("alice", 20.0);
    server.add_late_record("alice", 40.0);
    app.click("button", "2 newer – show").await;
    app.says("6 of ").await;
    switch(&app).await;
    app.find("button", "Live: off").await;
    app.click("button", "Show them").await;
    export(&app, "JSON Lines").await;
    let (_, file) = app.download(".jsonl").await;
    let file = String::from_utf8(file).unwrap();
    let lines: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let records = &lines[1..lines.len() - 1];
    let ids: BTreeSet<&str> = records.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), records.len(), "none twice");
    assert!(records.iter().map(|it| it["time"].as_f64().unwrap()).is_sorted_by(|a, b| a >= b), "newest first");
    let written = server.records("alice");
    for record in written.iter().filter(|it| it["content"]["action"] == "events.create") {
        assert!(records.contains(record), "{record}");
    }
    assert_eq!(lines[0]["complete"], true);
    app.finish().await;
}

#[tokio::test]
async fn a_page_that_nobody_sees_asks_nothing() {
    let (server, app) = opened(&json!({})).await;
    switch(&app).await;
    server.add_records("alice", 1);
    app.find("button", "1 newer – show").await;
    let hide = "Object.defineProperty(document, 'hidden', { configurable: true, get: () => arguments_[0] });
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));";
    let hidden = |hidden: &str| hide.replace("arguments_[0]", hidden);
    app.run(&hidden("true"), vec![]).await;
    // What is under way may still arrive.
    turns_pass(&app).await;
    let before = asked(&server);
    server.add_records("alice", 1);
    turns_pass(&app).await;
    assert_eq!(asked(&server), before);
    app.run(&hidden("false"), vec![]).await;
    app.find("button", "2 newer – show").await;
    app.finish().await;
}

#[tokio::test]
async fn a_failure_is_told_and_it_goes_on() {
    let (server, app) = opened(&json!({})).await;
    server.inject(Fault::ServerError(2));
    switch(&app).await;
    app.says("Newer records are asked for again by themselves.").await;
    server.add_records("alice", 1);
    app.find("button", "1 newer – show").await;
    assert!(!app.text().await.contains("asked for again"), "what is over is not told any more");
    app.find("button", "Live: on").await;
    // What would not help is not asked again, and told.
    server.inject(Fault::RevokeToken);
    app.says("Looking for newer records ended. The key is not valid, or it was withdrawn").await;
    app.find("button", "Live: off").await;
    app.find("button", "1 newer – show").await;
    app.audit().await;
    app.finish().await;
}

#[tokio::test]
async fn one_look_is_one_look() {
    let (server, app) = opened(&json!({})).await;
    app.click("button", "Look for newer").await;
    app.says("Nothing newer that would be shown here.").await;
    server.add_records("alice", 2);
    // Only what the filter would show is promised.
    app.fill("combobox", "Search", "status:403\u{e007}").await;
    app.find("button", "Remove status:403").await;
    app.click("button", "Look for newer").await;
    app.says("Nothing newer that would be shown here.").await;
    app.click("button", "Remove status:403").await;
    app.find("button", "2 newer – show").await;
    let before = asked(&server);
    turns_pass(&app).await;
    assert_eq!(asked(&server), before);
    app.click("button", "2 newer – show").await;
    app.says("5 of ").await;
    app.finish().await;
}

#[tokio::test]
async fn it_ends_with_the_log_and_keeps_none_open() {
    let (server, app) = opened(&json!({"lock": {"idleSeconds": 6, "warningSeconds": 0, "longestSeconds": 0}})).await;
    switch(&app).await;
    app.says("The log was closed because nobody used it.").await;
    let before = asked(&server);
    assert!(before > 3, "it had looked all the time");
    turns_pass(&app).await;
    assert_eq!(asked(&server), before, "a log that is closed is not looked at");
    // The next one begins without it.
    connect(&app, &server.api_endpoint("token-ckp")).await;
    app.find("button", "Live: off").await;
    app.click("button", "Sign out").await;
    app.finish().await;
}

#[tokio::test]
async fn on_a_phone_it_is_read_and_used_as_well() {
    let (server, app) = opened(&json!({})).await;
    app.resize(320, 800).await;
    let fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    app.click("button", "“pryv-lab” sees everything").await;
    app.says("whoever made it").await;
    app.holds(fits).await;
    app.audit().await;
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
    app.run("document.querySelector('.filters-frame > summary').click()", vec![]).await;
    app.click("button", "Live: off").await;
    app.click("button", "Look for newer records by itself").await;
    app.holds(fits).await;
    app.audit().await;
    server.add_records("alice", 1);
    app.click("button", "1 newer – show").await;
    app.says("4 of ").await;
    app.holds(fits).await;
    app.finish().await;
}
