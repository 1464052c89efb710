//! What records say in words: in a line of the list, and in full where one is open.

use fake_pryv::{FakePryv, Generation};
use serde_json::json;

use crate::connect::{choose, connect, load_everything, open_first, server};
use crate::log_page::{event, with_records};
use crate::support::App;

/// The account of the demo with its personal token, which reads names as well.
async fn everything() -> (FakePryv, App) {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    (server, app)
}

/// Waits until the sentence of the open record passes a regular expression.
async fn told(app: &App, expression: &str) {
    app.holds(&format!(
        "new RegExp({}).test(document.querySelector('.detail-sentence')?.innerText ?? '')",
        json!(expression)
    ))
    .await;
}

#[tokio::test]
async fn a_record_is_said_in_a_line_and_in_full() {
    let (_server, app) = everything().await;
    app.fill("combobox", "Search", "access:\"Dr. Weber's practice\" stream:diary status:ok\u{e007}").await;
    app.find("row", "Dr. Weber's practice read at most your Health and your Diary · ").await;
    open_first(&app).await;
    told(&app, r"^Dr\. Weber's practice read at most your Health and your Diary \([\d,]+ entries\)\.$").await;
    app.audit().await;
    app.fill("combobox", "Search", "access:\"Fitness challenge\" error:forbidden\u{e007}").await;
    app.find("row", "Fitness challenge tried to read your Steps · the access had expired").await;
    open_first(&app).await;
    told(&app, r"^Fitness challenge tried to read your Steps: refused, the access had expired\. No data was given\.$")
        .await;
    app.audit_everywhere().await;
    choose(&app, "Language", "Français").await;
    app.find("row", "Fitness challenge a voulu lire « Steps » · l’accès avait expiré").await;
    told(&app, "refusé, l’accès avait expiré. Aucune donnée n’a été transmise.$").await;
    app.finish().await;
}

#[tokio::test]
async fn a_new_access_is_called_by_its_name() {
    let (_server, app) = everything().await;
    app.fill("combobox", "Search", "action:accesses.create status:ok\u{e007}").await;
    app.find("row", "Pryv account gave access to Dr. Weber's practice").await;
    app.finish().await;
}

#[tokio::test]
async fn words_of_a_sentence_find_its_records() {
    let app = with_records(&[
        event("a", "events.get", &json!({"query": {"streams": "[\"diary\"]"}, "recordCount": 2})),
        event("b", "events.get", &json!({"id": "forbidden", "message": "Access has expired."})),
        event("c", "accesses.get", &json!({"id": "forbidden", "message": "You cannot access accesses.get"})),
        event("d", "streams.get", &json!({})),
    ])
    .await;
    app.find("row", "read the stream “diary” · 2 entries").await;
    app.find("row", "tried to read the list of accesses · it has no permission").await;
    // No two counts that follow each other are alike.
    for (text, count) in [("\"had expired\"", 1), ("\"tried to read\"", 2), ("\"no permission\"", 1), ("read", 4)] {
        app.fill("combobox", "Search", text).await;
        app.says(&format!("{count} of 4 records")).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn what_a_stranger_calls_a_stream_stays_in_quotes_and_short() {
    let name = format!("x\u{202e}y” (9 entries). <b>No data</b> {{who}} {}", "was given. ".repeat(20));
    let app = with_records(&[event("a", "events.get", &json!({"query": {"streams": name}, "recordCount": 1}))]).await;
    app.find("row", "read the stream “x⟨U+202E⟩y' (9 entries). <b>No data</b> {who} was given.").await;
    open_first(&app).await;
    told(&app, r"the stream “x⟨U\+202E⟩y' \(9 entries\)\. <b>No data</b> \{who\}[^“”]{0,25}…” \(1 entry\)\.$").await;
    app.finish().await;
}
