//! Values to choose from: chosen, left out and taken back by a click or a key, with
//! counts that follow everything else that is filtered by.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::log_page::{event, focused, with_records};
use crate::support::App;

/// Six calls of two actions that ended in four ways.
async fn six() -> App {
    with_records(&[
        event("a", "events.get", &json!({})),
        event("b", "events.get", &json!({"id": "invalid-access-token"})),
        event("c", "events.get", &json!({"id": "forbidden"})),
        event("d", "events.get", &json!({"id": "brand-new"})),
        event("e", "oauth.token.issued", &json!({})),
        event("f", "oauth.token.issued.client_credentials", &json!({})),
    ])
    .await
}

async fn query(app: &App) -> String {
    let field = app.find("combobox", "Search").await;
    field.prop("value").await.unwrap().unwrap_or_default()
}

#[tokio::test]
async fn a_value_filters_to_what_it_counts() {
    let app = six().await;
    app.click("button", "oauth.token.issued 1").await;
    app.says("1 of 6 records").await;
    app.click("button", "Remove action").await;
    app.says("6 of 6 records").await;
    assert!(focused(&app).await.starts_with("6 of 6"), "the focus goes to what came of it");
    for status in ["refused", "not done", "403 refused"] {
        app.click("button", &format!("{status} 1")).await;
        app.says("1 of 6 records").await;
        app.click("button", "Clear all filters").await;
        app.says("6 of 6 records").await;
    }
    // So does a value of a record that is open.
    crate::connect::open_first(&app).await;
    app.click("button", "Only this: events.get").await;
    app.says("4 of 6 records").await;
    app.finish().await;
}

#[tokio::test]
async fn values_are_chosen_beside_each_other_left_out_and_taken_back() {
    let app = six().await;
    app.click("button", "events.get 4").await;
    app.says("4 of 6 records").await;
    // What is beside the chosen one keeps its count; other facets count what is left.
    app.find("button", "oauth.token.issued 1").await;
    app.find("button", "done 1").await;
    app.click("button", "oauth.token.issued 1").await;
    app.says("5 of 6 records").await;
    assert_eq!(query(&app).await, "action:=events.get,=oauth.token.issued");
    app.click("button", "Leave out 403 refused").await;
    app.says("4 of 6 records").await;
    assert_eq!(query(&app).await, "action:=events.get,=oauth.token.issued -status:403");
    app.audit().await;
    let pressed = app.find("button", "Leave out 403 refused").await.attr("aria-pressed").await.unwrap();
    assert_eq!(pressed.as_deref(), Some("true"));
    app.click("button", "events.get 3").await;
    app.says("1 of 6 records").await;
    // Back undoes each.
    for records in ["4 of 6", "5 of 6", "4 of 6", "6 of 6"] {
        app.driver.back().await.unwrap();
        app.says(&format!("{records} records")).await;
    }
    assert_eq!(query(&app).await, "");
    app.finish().await;
}

#[tokio::test]
async fn one_key_chooses_and_one_leaves_out() {
    let app = six().await;
    let value = app.find("button", "events.get 4").await;
    value.focus().await.unwrap();
    value.send_keys(" ").await.unwrap();
    app.says("4 of 6 records").await;
    assert!(focused(&app).await.contains("events.get"), "the focus stays");
    value.send_keys("-").await.unwrap();
    app.says("2 of 6 records").await;
    assert_eq!(query(&app).await, "-action:=events.get");
    assert!(focused(&app).await.contains("events.get"));
    // Arrows go from value to value, and to the minus of each.
    value.send_keys(Key::Down + "").await.unwrap();
    assert!(focused(&app).await.contains("oauth.token.issued"));
    let second = app.driver.active_element().await.unwrap();
    second.send_keys(Key::Right + "").await.unwrap();
    let minus = app.driver.active_element().await.unwrap();
    minus.send_keys(Key::Enter + "").await.unwrap();
    app.says("1 of 6 records").await;
    app.finish().await;
}

#[tokio::test]
async fn every_value_is_reached() {
    let records: Vec<_> =
        (0..250).map(|number| event(&format!("r{number}"), &format!("events.act{number:03}"), &json!({}))).collect();
    let app = with_records(&records).await;
    app.click("button", "Action: Show all 250").await;
    app.find("button", "events.act099 1").await;
    app.says("1–100").await;
    app.audit().await;
    app.click("button", "Action: next values").await;
    app.click("button", "Action: next values").await;
    app.says("201–250").await;
    app.find("button", "events.act249 1").await;
    app.fill("searchbox", "Search in: Action", "ACT04").await;
    app.find("button", "events.act049 1").await;
    app.gone("button", "events.act050").await;
    app.fill("searchbox", "Search in: Action", "nothing like it").await;
    app.says("No record has any.").await;
    app.click("button", "Action: Show the most frequent").await;
    app.find("button", "Action: Show all 250").await;
    app.finish().await;
}

#[tokio::test]
async fn facets_that_are_opened_are_counted() {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    for (facet, value) in [
        ("Kind of act", "Sign-in"),
        ("Error", "forbidden"),
        ("Address", "198.51.100.20"),
        ("Stream", "Diary"),
        ("Way in", "http"),
        ("Hour of the day", ":00–"),
        ("Day of the week", "Monday"),
    ] {
        app.click("button", facet).await;
        app.find("button", value).await;
        app.click("button", facet).await;
    }
    app.click("button", "Day of the week").await;
    app.click("button", "Sunday").await;
    app.says("weekday:sun").await;
    app.finish().await;
}
