//! When nothing matches: which term it is that removes the rest; and what cannot be seen.

use fake_pryv::Generation;
use serde_json::json;

use crate::connect::{connect, server};
use crate::log_page::{event, with_records};
use crate::support::App;

#[tokio::test]
async fn each_term_says_what_it_does_and_one_click_drops_it() {
    let app = with_records(&[
        event("a", "events.get", &json!({})),
        event("b", "events.get", &json!({"id": "forbidden"})),
        event("c", "streams.get", &json!({})),
    ])
    .await;
    app.fill("combobox", "Search", "action:events.get status:403 ip:203.0.113.1\u{e007}").await;
    app.says("Nothing matches").await;
    app.says("2 records fit it alone. Without it there is still nothing.").await;
    app.says("1 record fits it alone. Without it there is still nothing.").await;
    app.says("0 records fit it alone. Without it 1 is left.").await;
    app.audit().await;
    app.click("button", "Drop it: status:403").await;
    app.says("Without it 2 are left.").await;
    app.driver.back().await.unwrap();
    app.says("Without it 1 is left.").await;
    app.click("button", "Drop it: ip:203.0.113.1").await;
    app.says("1 of 3 record").await;
    app.finish().await;
}

#[tokio::test]
async fn the_page_says_what_was_asked_and_what_it_cannot_show() {
    let server = server(Generation::LegacyLogs).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    app.fill("combobox", "Search", "status:403\u{e007}").await;
    app.find("button", "Remove status:403").await;
    app.run("document.querySelector('.limits > summary').click()", vec![]).await;
    for words in [
        "Last 30 days, everything that this key may see",
        "Done on this device: status:403.",
        "were not asked for. That is not the same as none.",
        "asked for by whole days",
        "no calls without an access",
        "Addresses are as reported",
    ] {
        app.says(words).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn what_the_page_says_is_found_in_the_language_that_it_says_it_in() {
    let app =
        with_records(&[event("a", "events.get", &json!({})), event("b", "events.create", &json!({"id": "forbidden"}))])
            .await;
    app.fill("combobox", "Search", "\"tried to add\"").await;
    app.says("1 of 2 record").await;
    crate::connect::choose(&app, "Language", "Français").await;
    app.says("0 sur 2").await;
    app.finish().await;
}
