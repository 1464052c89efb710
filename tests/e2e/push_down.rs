//! The server leaves out what the filter cannot match; what is shown stays the same.

use serde_json::Value;

use crate::connect::held_after;

const COUNT: &str = "return document.querySelector('#count-line strong').textContent";

#[tokio::test]
async fn less_is_asked_for_and_the_same_matches() {
    let (server, gate, app) = held_after(100).await;
    // A filter of which the server can tell nothing is not offered to it.
    app.fill("combobox", "Search", "diary\u{e007}").await;
    app.find("button", "Remove diary").await;
    app.gone("button", "Ask only for what this filter can match").await;
    app.fill("combobox", "Search", "access:\"Fitness challenge\" status:4xx\u{e007}").await;
    app.click("button", "Ask only for what this filter can match").await;
    gate.open();
    app.says("The server was asked only for what can match “access:\"Fitness challenge\" status:4xx”").await;
    app.says("not everything is loaded").await;
    app.audit().await;
    let asked = server.requests();
    let narrow = asked.iter().rev().find(|request| request.path.contains("/events?")).unwrap();
    let query = format!("{narrow:?}");
    assert!(query.contains("access-") && query.contains("pryv-api-error"), "{query}");
    // What matches is what the server has of it in the period.
    let matched = |app_text: &Value| app_text.as_str().unwrap().split_once(" of ").unwrap().0.to_owned();
    let less = app.run(COUNT, vec![]).await;
    app.click("button", "Ask for everything").await;
    app.says("all loaded").await;
    let all = app.run(COUNT, vec![]).await;
    assert_eq!(matched(&less), matched(&all));
    assert_ne!(less, all, "less was loaded before");
    assert_ne!(matched(&all), "0", "there is something to find");
    app.gone("button", "Ask for everything").await;
    app.finish().await;
}
