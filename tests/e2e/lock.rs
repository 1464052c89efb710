//! A log that nobody uses is closed by itself, and what an operator may set.

use fake_pryv::Generation;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::connect::{connect, server};
use crate::support::App;

/// Nothing of a log is left in the page.
async fn nothing_is_left(app: &App) {
    app.find("heading", "See who used your data").await;
    app.gone("grid", "Records").await;
    let text = app.run("return document.documentElement.outerHTML", vec![]).await;
    for word in ["Watch sync", "198.51.100", "events.create"] {
        assert!(!text.as_str().unwrap().contains(word), "{word}");
    }
}

#[tokio::test]
async fn a_log_that_nobody_uses_is_closed_after_a_warning() {
    let server = server(Generation::Events).await;
    let lock = json!({"lock": {"idleSeconds": 8, "warningSeconds": 7, "longestSeconds": 0}}).to_string();
    let app = App::open_with_config(&lock).await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    app.fill("combobox", "Search", "status:error\u{e007}").await;
    app.find("button", "Remove status:error").await;
    app.find("dialog", "Are you still there?").await;
    app.says("It is closed in ").await;
    app.audit().await;
    app.click("button", "Keep it open").await;
    app.gone("dialog", "Are you still there?").await;
    app.find("grid", "Records").await;
    // The next time nobody answers.
    app.find("dialog", "Are you still there?").await;
    app.says("The log was closed because nobody used it.").await;
    nothing_is_left(&app).await;
    app.audit().await;
    assert!(app.address().await.contains("q=status%3Aerror"), "what was looked at stays");
    connect(&app, &server.api_endpoint("alice")).await;
    app.find("button", "Remove status:error").await;
    app.finish().await;
}

#[tokio::test]
async fn no_log_is_open_for_longer_than_an_operator_wants() {
    let server = server(Generation::Events).await;
    let lock = json!({"lock": {"idleSeconds": 0, "warningSeconds": 5, "longestSeconds": 7}}).to_string();
    let app = App::open_with_config(&lock).await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.find("dialog", "Are you still there?").await;
    app.says("This log has been open for a long time.").await;
    app.says("The log was closed because it had been open for so long.").await;
    nothing_is_left(&app).await;
    app.finish().await;
}

#[tokio::test]
async fn signing_out_in_a_tab_signs_out_of_the_others() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    let first = app.driver.window().await.unwrap();
    let demo = app.driver.new_tab().await.unwrap();
    app.driver.switch_to_window(demo.clone()).await.unwrap();
    app.visit("#/v1/demo").await;
    app.says("all loaded").await;
    let second = app.driver.new_tab().await.unwrap();
    app.driver.switch_to_window(second).await.unwrap();
    app.visit("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.click("button", "Sign out").await;
    app.find("heading", "See who used your data").await;
    app.driver.switch_to_window(demo).await.unwrap();
    app.find("heading", "Audit log of alice, demo data").await;
    app.driver.switch_to_window(first).await.unwrap();
    app.says("You signed out in another tab").await;
    nothing_is_left(&app).await;
    app.finish().await;
}

#[tokio::test]
async fn a_page_that_comes_back_by_itself_shows_nothing() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    app.run("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))", vec![]).await;
    app.says("You had left this page, so its log was closed.").await;
    nothing_is_left(&app).await;
    app.finish().await;
}

#[tokio::test]
async fn an_operator_sets_a_name_and_a_picture() {
    let app = App::open_with_config(r#"{"name": "Example <b>Health</b>", "logo": "logo.svg"}"#).await;
    app.says("Example <b>Health</b>").await;
    app.holds("document.querySelector('img.logo')?.naturalWidth > 0").await;
    app.audit().await;
    app.finish().await;
}

#[tokio::test]
async fn an_operators_platform_is_offered_and_not_asked_by_itself() {
    let server = server(Generation::Events).await;
    let config = json!({"service": format!("{}reg/service/info", server.url())}).to_string();
    let app = App::open_with_config(&config).await;
    let field = app.find("textbox", "Your platform").await;
    app.holds(&format!(
        "document.getElementById('platform').value === {}",
        json!(format!("{}reg/service/info", server.url()))
    ))
    .await;
    assert!(server.requests().is_empty(), "nothing is asked before a click");
    // What somebody types instead stays.
    field.clear().await.unwrap();
    field.send_keys("https://reg.pryv.me/").await.unwrap();
    assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("https://reg.pryv.me/"));
    app.finish().await;
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_told_and_change_nothing() {
    for (config, sentence) in [
        (r#"{"logo": "https://evil.example/x.svg"}"#, "logo: the path of a picture beside this page is expected"),
        (r#"{"lock": {"idleSeconds": "5"}}"#, "lock.idleSeconds: a whole number of seconds from 0 to 604800"),
        (r#"{"titel": "x"}"#, "titel: there is no such setting."),
        (r#"{"name": "#, "config.json: a JSON object is expected."),
    ] {
        let app = App::open_with_config(config).await;
        app.says(sentence).await;
        app.audit().await;
        app.click("button", "Look around with demo data").await;
        app.says("all loaded").await;
        let images = app.driver.find_all(By::Css("img")).await.unwrap();
        assert!(images.is_empty());
        app.finish().await;
    }
}
