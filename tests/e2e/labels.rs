//! A person's own words for accesses and addresses.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::connect::{connect, export, open_first, server};
use crate::support::App;

/// An address of the demo.
const ADDRESS: &str = "198.51.100.20";

/// The demo, with the newest record of a filter open.
async fn record_of(filter: &str) -> App {
    let app = App::open(&format!("#/v1/demo?q={filter}")).await;
    app.says("all loaded").await;
    app.find("button", "Remove ").await;
    open_first(&app).await;
    app.find("heading", "Around this call").await;
    app
}

/// Writes a label by the keyboard alone.
async fn label(app: &App, button: &str, words: &str) {
    app.find("button", button).await.send_keys(Key::Enter + "").await.unwrap();
    app.find("textbox", "Your own words for it").await;
    app.holds("document.activeElement.id.startsWith('label-field-')").await;
    let field = app.driver.active_element().await.unwrap();
    field.send_keys(Key::Control + "a").await.unwrap();
    field.send_keys(words).await.unwrap();
    field.send_keys(Key::Enter + "").await.unwrap();
    app.gone("textbox", "Your own words for it").await;
    // Where one was, one goes on.
    app.holds("document.activeElement.id.startsWith('label-') && document.activeElement.tagName === 'BUTTON'").await;
}

/// Closes the record; beside it the list has no room for addresses.
async fn close_record(app: &App) {
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
    app.gone("heading", "Around this call").await;
}

#[tokio::test]
async fn a_label_stands_wherever_the_value_does_and_is_found() {
    let app = record_of("access%3Awq37hn0c5sy9l2fkx6urm4za").await;
    app.audit().await;
    app.click("button", "Add a label: Watch sync").await;
    app.find("textbox", "Your own words for it").await;
    app.says("Labels are kept on this device, for this account alone.").await;
    app.audit().await;
    // Escape closes the field alone.
    app.driver.active_element().await.unwrap().send_keys(Key::Escape + "").await.unwrap();
    app.gone("textbox", "Your own words for it").await;
    app.find("heading", "Record").await;
    label(&app, "Add a label: Watch sync", "my <b>watch</b>").await;
    app.says("“my <b>watch</b>” your label").await;
    app.audit().await;
    for (role, name) in [
        ("row", "Watch sync “my <b>watch</b>” added"),
        ("button", "Watch sync “my <b>watch</b>” 52"),
        ("button", "Change the label: Watch sync"),
    ] {
        app.find(role, name).await;
    }
    let address = app.run("return document.querySelector('.cell-address bdi').textContent", vec![]).await;
    let address = address.as_str().unwrap().to_owned();
    label(&app, &format!("Add a label: {address}"), "Büro").await;
    close_record(&app).await;
    app.find("row", &format!("{address} “Büro”")).await;
    app.click("button", "Address").await;
    app.find("button", &format!("{address} “Büro”")).await;
    // Text finds it, whatever its case and accents.
    app.fill("combobox", "Search", "buro\u{e007}").await;
    app.find("button", "Remove buro").await;
    app.find("row", &format!("{address} “Büro”")).await;
    app.fill("combobox", "Search", "\"MY <b>watch\"\u{e007}").await;
    app.find("button", "Remove \"MY <b>watch\"").await;
    app.find("row", "Watch sync “my <b>watch</b>”").await;
    // In groups and in the chart's legend, too.
    app.visit("?#/v1/demo?v=groups&g=access.ip&c=access").await;
    app.find("row", "Watch sync “my <b>watch</b>”").await;
    app.find("button", "Only Watch sync “my <b>watch</b>”").await;
    app.audit().await;
    // They are the person's alone, and in no export.
    export(&app, "CSV").await;
    let (_, csv) = app.download(".csv").await;
    assert!(!String::from_utf8(csv).unwrap().contains("my <b>"));
    app.finish().await;
}

#[tokio::test]
async fn labels_last_are_changed_removed_and_taken_along() {
    let app = record_of(&format!("ip%3A{ADDRESS}")).await;
    let add = format!("Add a label: {ADDRESS}");
    label(&app, &add, "office").await;
    app.visit(&format!("?#/v1/demo?q=ip%3A{ADDRESS}")).await;
    app.find("row", &format!("{ADDRESS} “office”")).await;
    app.click("button", "My views").await;
    app.click("button", "Save views and labels to a file").await;
    let (name, file) = app.download(".json").await;
    let saved: serde_json::Value = serde_json::from_slice(&file).unwrap();
    assert_eq!(saved["labels"], json!([{"account": "", "of": "address", "value": ADDRESS, "label": "office"}]));
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
    open_first(&app).await;
    label(&app, &format!("Change the label: {ADDRESS}"), "the office in town").await;
    app.says("“the office in town” your label").await;
    app.click("button", &format!("Change the label: {ADDRESS}")).await;
    app.click("button", "Remove it").await;
    app.find("button", &add).await;
    close_record(&app).await;
    app.gone("row", "office").await;
    // A file brings it back.
    let path = app.downloads.with_file_name(name);
    std::fs::write(&path, &file).unwrap();
    app.click("button", "My views").await;
    let input = app.driver.find(By::Css("input[accept*=json]")).await.unwrap();
    input.send_keys(path.to_string_lossy()).await.unwrap();
    app.find("row", &format!("{ADDRESS} “office”")).await;
    app.finish().await;
}

#[tokio::test]
async fn labels_are_of_one_account_and_fit_a_narrow_page() {
    let app = record_of(&format!("ip%3A{ADDRESS}")).await;
    label(&app, &format!("Add a label: {ADDRESS}"), &"office ".repeat(8)).await;
    for (width, colors) in [(320, "light"), (320, "dark"), (1280, "dark")] {
        app.resize(width, 800).await;
        app.prefer(colors).await;
        app.click("button", "Change the label").await;
        app.find("textbox", "Your own words for it").await;
        app.audit().await;
        app.holds("document.documentElement.scrollWidth <= document.documentElement.clientWidth").await;
        app.holds("[...document.querySelectorAll('.label-form *')].every(it => it.getBoundingClientRect().right <= innerWidth)").await;
        app.driver.active_element().await.unwrap().send_keys(Key::Escape + "").await.unwrap();
        app.gone("textbox", "Your own words for it").await;
        app.find("heading", "Around this call").await;
    }
    app.driver.cdp().send_raw("Emulation.clearDeviceMetricsOverride", json!({})).await.unwrap();
    // Another account has none of it.
    app.visit("").await;
    let server = server(fake_pryv::Generation::Events).await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    assert!(!app.text().await.contains("office"));
    app.finish().await;
}

#[tokio::test]
async fn where_nothing_is_kept_a_label_says_so() {
    let app = App::open("#/v1/demo").await;
    app.open_after("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };")
        .await;
    app.says("all loaded").await;
    open_first(&app).await;
    app.find("heading", "Around this call").await;
    app.click("button", "Add a label").await;
    app.says("This browser keeps nothing for this page.").await;
    app.audit().await;
    app.holds("document.activeElement.id.startsWith('label-field-')").await;
    app.driver.active_element().await.unwrap().send_keys("a word\u{e007}").await.unwrap();
    app.says("“a word” your label").await;
    app.finish().await;
}
