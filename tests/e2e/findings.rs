//! What looks odd, what it may mean, and what to do.

use fake_pryv::Generation;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{connect, fits_in_every_language, held_after, load_everything, server};
use crate::log_page::{event, with_records};
use crate::support::App;

/// What somebody copied last is in `window.copied`.
pub(crate) const CATCH_COPIES: &str = "window.copied = null; navigator.clipboard.writeText = \
    text => { window.copied = text; return Promise.resolve(); };";

async fn demo() -> App {
    let app = App::open("#/v1/demo?t=findings").await;
    app.find("heading", "What looks odd").await;
    app.find("button", "I know this").await;
    app
}

/// The headings of findings in a part of the page.
async fn headings(app: &App, of: &str) -> Vec<String> {
    let script = format!("return [...document.querySelectorAll('{of} > h3')].map(it => it.textContent)");
    serde_json::from_value(app.run(&script, vec![]).await).unwrap()
}

async fn severities(app: &App) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.finding-severity')].map(it => it.innerText)";
    serde_json::from_value(app.run(script, vec![]).await).unwrap()
}

#[tokio::test]
async fn each_story_of_the_demo_is_found_and_nothing_else_is_serious() {
    let app = demo().await;
    for story in [
        "118 sign-ins and 14 calls with unknown keys, one after the other",
        "Dr. Weber's practice got at least ",
        "Fitness challenge called 139 times after its time was over: all refused.",
        "Watch sync was used ",
        "A key that is not valid was used 6 times from where an access had called until it was withdrawn on ",
    ] {
        app.find("heading", story).await;
    }
    app.says("times from 192.0.2.150, a place where it never was before.").await;
    app.says("It was probably Dr. Weber's practice; the records do not prove it.").await;
    // What the practice may do was taken away since: nothing is left to withdraw.
    let steps = "return [...document.querySelectorAll('.finding')].find(it => it.querySelector('h3').innerText \
        .startsWith(\"Dr. Weber's practice got\")).querySelector('.finding-steps').innerText";
    let steps = app.run(steps, vec![]).await;
    let steps = steps.as_str().unwrap();
    assert!(steps.contains("This access was withdrawn on ") && !steps.contains("withdraw it"), "{steps}");
    let serious = headings(&app, ".finding.serious").await;
    assert_eq!(serious.len(), 2, "{serious:?}");
    assert!(serious.iter().any(|it| it.contains("118 sign-ins")), "{serious:?}");
    assert!(serious.iter().any(|it| it.contains("Dr. Weber")), "{serious:?}");
    // By word and shape before color, most serious first.
    let words = severities(&app).await;
    let rank = |it: &String| ["▲ Serious", "■ Worth", "○ Good"].iter().position(|mark| it.starts_with(mark)).unwrap();
    assert!(words.is_sorted_by_key(rank), "{words:?}");
    let all = headings(&app, ".finding").await.len();
    app.find("button", &format!("Findings: {all} that you do not know yet")).await;
    app.audit_everywhere().await;
    // Each number leads to its records, and Back to it.
    app.click("button", "Show the records: Calls after an access expired").await;
    app.says("139 of 60,000 records").await;
    app.driver.back().await.unwrap();
    app.find("heading", "What looks odd").await;
    app.click("button", "Look at what this access may do, and did: An access used from a new place").await;
    app.find("heading", "Watch sync").await;
    assert!(app.address().await.contains("t=accesses&a=wq37hn0c5sy9l2fkx6urm4za"));
    app.finish().await;
}

#[tokio::test]
async fn what_somebody_knows_is_folded_and_kept_until_it_is_undone() {
    let app = demo().await;
    let all = headings(&app, ".finding").await.len();
    let badge = |count: usize| format!("Findings: {count} that you do not know yet");
    let know = "I know this: Calls after an access expired";
    app.find("button", know).await.send_keys(Key::Enter + "").await.unwrap();
    app.find("button", &badge(all - 1)).await;
    app.gone("button", know).await;
    app.holds(&format!("document.querySelector('.hidden[role=status]')?.innerText.includes('{} are left.')", all - 1))
        .await;
    app.holds("document.activeElement.id.startsWith('finding-')").await;
    // It is still there after a reload, out of the way.
    app.visit("?#/v1/demo?t=findings").await;
    app.find("button", &badge(all - 1)).await;
    app.gone("button", know).await;
    app.run("document.querySelector('.findings-folded > summary').click()", vec![]).await;
    app.find("heading", "Fitness challenge called 139 times").await;
    app.says("What you know is kept on this device, for this account alone.").await;
    app.audit_everywhere().await;
    // The file of views and labels takes it along.
    app.click("button", "Records").await;
    app.click("button", "My views").await;
    app.click("button", "Save views and labels to a file").await;
    let (_, file) = app.download(".json").await;
    let saved: Value = serde_json::from_slice(&file).unwrap();
    assert_eq!(saved["known"].as_array().map(Vec::len), Some(1), "{saved}");
    assert!(saved["known"][0]["finding"].as_str().unwrap().starts_with("after-expiry/"), "{saved}");
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
    app.click("button", "Findings").await;
    app.run("document.querySelector('.findings-folded > summary').click()", vec![]).await;
    let undo = app.find("button", "I do not know this after all: Calls after an access expired").await;
    undo.send_keys(Key::Enter + "").await.unwrap();
    app.find("button", &badge(all)).await;
    app.find("button", know).await;
    app.holds("document.activeElement.innerText.startsWith('Fitness challenge called')").await;
    app.finish().await;
}

#[tokio::test]
async fn all_that_is_odd_can_be_known() {
    let app = demo().await;
    let all = headings(&app, ".finding").await.len();
    for left in (0..all).rev() {
        app.click("button", "I know this").await;
        app.says(&format!("{} that you know", all - left)).await;
    }
    app.says("You know all that looks odd in what is loaded.").await;
    app.gone("button", "that you do not know yet").await;
    app.holds("document.activeElement.id === 'topic-title'").await;
    app.audit().await;
    app.finish().await;
}

#[tokio::test]
async fn it_fits_a_narrow_page_in_every_language() {
    let app = demo().await;
    let titles = ["Was auffällt", "Ce qui sort de l’ordinaire", "Che cosa è insolito"];
    fits_in_every_language(&app, titles).await;
    app.finish().await;
}

#[tokio::test]
async fn a_text_for_the_platform_names_the_account_and_the_records() {
    let server = server(Generation::Events).await;
    let app = App::open_with_config(&json!({"accountPage": "https://account.example.com/"}).to_string()).await;
    app.open_after(CATCH_COPIES).await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    app.click("button", "Findings").await;
    app.says("Most rules need two months of records").await;
    app.click("button", "Records").await;
    load_everything(&app).await;
    app.click("button", "Findings").await;
    // Of fewer records fewer tell it.
    app.find("heading", "9 sign-ins and 1 call with an unknown key, one after the other").await;
    app.gone("paragraph", "Most rules need two months of records").await;
    let link = app.find("link", "See on the platform what has access to the account").await;
    assert_eq!(link.attr("href").await.unwrap().as_deref(), Some("https://account.example.com/"));
    app.run("document.querySelector('.finding.serious .finding-steps summary').click()", vec![]).await;
    app.says("I found something that I cannot explain:").await;
    app.audit_everywhere().await;
    app.click("button", "Copy the text").await;
    app.holds("window.copied !== null").await;
    let copied = app.run("return window.copied", vec![]).await;
    let copied = copied.as_str().unwrap();
    assert!(copied.contains("In the audit log of my account alice on 127.0.0.1"), "{copied}");
    // Each record that it names is on the server, at that time.
    let records = server.records("alice");
    let named: Vec<Vec<&str>> =
        copied.lines().filter_map(|line| line.strip_prefix("- ")).map(|line| line.split(" · ").collect()).collect();
    assert!(!named.is_empty() && named.len() <= 20, "{copied}");
    for parts in named {
        let [id, local, utc] = parts[..] else { panic!("{parts:?}") };
        let record = records.iter().find(|record| record["id"] == json!(id)).unwrap();
        let milliseconds = app.run("return arguments[0].map(Date.parse)", vec![json!([local, utc])]).await;
        assert_eq!(milliseconds[0], milliseconds[1], "{local} {utc}");
        let difference = record["time"].as_f64().unwrap() * 1000.0 - milliseconds[1].as_f64().unwrap();
        assert!(difference.abs() <= 1.0, "{record} {utc}");
    }
    app.finish().await;
}

#[tokio::test]
async fn where_nothing_is_odd_it_says_where_it_looked() {
    let app = with_records(&[event("a", "events.get", &json!({})), event("b", "events.get", &json!({}))]).await;
    app.gone("button", "that you do not know yet").await;
    app.click("button", "Findings").await;
    app.says("Nothing looks odd in what is loaded.").await;
    app.says("That proves nothing").await;
    app.says("Looked at: 2 records, ").await;
    app.holds("document.querySelectorAll('.findings-rules li').length === 14").await;
    app.says("Many wrong passwords or keys").await;
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn a_part_of_a_log_is_not_judged() {
    let (_server, gate, app) = held_after(500).await;
    app.click("button", "Findings").await;
    app.says("The log is still loading. What looks odd is told when all of it is here.").await;
    app.audit().await;
    gate.open();
    app.says("Looked at: ").await;
    app.gone("paragraph", "The log is still loading.").await;
    app.finish().await;
}
