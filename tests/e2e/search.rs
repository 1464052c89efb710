//! The search under somebody's fingers: what can be written is offered, and a mistake is
//! told with what mends it.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::log_page::{event, with_records};
use crate::support::App;

const TYPED: &str = "document.getElementById('search').value";

/// Two reads and a call that was refused.
async fn three() -> App {
    with_records(&[
        event("a", "events.get", &json!({})),
        event("b", "events.get", &json!({})),
        event("c", "streams.create", &json!({"id": "forbidden"})),
    ])
    .await
}

#[tokio::test]
async fn what_can_be_written_is_offered_by_keyboard() {
    let app = three().await;
    let field = app.find("combobox", "Search").await;
    field.send_keys("acti").await.unwrap();
    app.find("option", "action:").await;
    app.audit().await;
    field.send_keys(Key::Down + Key::Enter).await.unwrap();
    app.holds(&format!("{TYPED} === 'action:'")).await;
    app.find("option", "streams.create").await;
    // The one that most records have stands first.
    let first = app.find("option", "events.get").await;
    assert_eq!(first.attr("id").await.unwrap().as_deref(), Some("search-offer-0"));
    assert!(first.text().await.unwrap().ends_with('2'), "how many records have it");
    field.send_keys(Key::Down + "").await.unwrap();
    assert_eq!(field.attr("aria-activedescendant").await.unwrap().as_deref(), Some("search-offer-0"));
    field.send_keys(Key::Enter + "").await.unwrap();
    app.holds(&format!("{TYPED} === 'action:events.get '")).await;
    app.says("2 of 3 records").await;
    // Escape closes what is offered, and keeps what is written.
    field.send_keys("sta").await.unwrap();
    app.find("option", "status:").await;
    field.send_keys(Key::Escape + "").await.unwrap();
    app.gone("option", "status:").await;
    app.holds(&format!("{TYPED} === 'action:events.get sta'")).await;
    app.finish().await;
}

#[tokio::test]
async fn what_is_offered_can_be_pointed_at() {
    let app = three().await;
    let field = app.find("combobox", "Search").await;
    field.send_keys("-action:str").await.unwrap();
    app.click("option", "streams.create").await;
    app.holds(&format!("{TYPED} === '-action:streams.create '")).await;
    app.says("2 of 3 records").await;
    app.holds("document.activeElement.id === 'search'").await;
    app.finish().await;
}

#[tokio::test]
async fn a_mistake_is_mended_by_its_suggestion() {
    let app = three().await;
    app.fill("combobox", "Search", "status:ok acton:events.get").await;
    app.says("There is no field “acton”. Did you mean “action”?").await;
    app.says("3 of 3 records").await;
    app.audit().await;
    app.click("button", "Write action").await;
    app.holds(&format!("{TYPED} === 'status:ok action:events.get'")).await;
    app.says("2 of 3 records").await;
    // A hint does not keep the search from being made.
    app.fill("combobox", "Search", "status:403 or status:ok").await;
    app.says("Did you mean OR, in upper case?").await;
    app.click("button", "Write OR").await;
    app.says("3 of 3 records").await;
    app.finish().await;
}

#[tokio::test]
async fn the_whole_language_is_understood() {
    let app = three().await;
    // No two counts that follow each other are alike: each is an answer of its own.
    let cases = [
        ("NOT (action:events)", 1),
        ("action:events OR status:403", 3),
        ("(error:* OR status>=400) -action:events", 1),
        ("status:200..299,403", 3),
        ("status:400..499", 1),
        ("ip:198.51.100.0/24 -ip:private", 3),
        ("action:EVENTS.*", 2),
        ("hour:0..23 weekday:mon,tue,wed,thu,fri,sat,sun", 3),
    ];
    for (text, count) in cases {
        app.fill("combobox", "Search", text).await;
        app.says(&format!("{count} of 3 records")).await;
    }
    app.finish().await;
}
