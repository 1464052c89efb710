//! What somebody can do about one record.

use serde_json::json;

use crate::connect::open_first;
use crate::files::{open, write};
use crate::findings::CATCH_COPIES;
use crate::log_page::event;
use crate::support::App;

/// Opens the only record of a log, and what can be done about it.
async fn record(record: &serde_json::Value, config: Option<&str>) -> App {
    let app = match config {
        Some(config) => App::open_with_config(config).await,
        None => App::open("").await,
    };
    app.open_after(CATCH_COPIES).await;
    let path = write(&app, "records.json", &json!([record]).to_string());
    open(&app, &path).await;
    app.says("1 of 1 record").await;
    open_first(&app).await;
    app.find("heading", "What you can do").await;
    app.run("document.querySelector('.record-steps > summary').click()", vec![]).await;
    app
}

#[tokio::test]
async fn a_call_of_an_access_leads_to_it_and_to_a_text_that_names_the_record() {
    let config = json!({"accountPage": "https://account.example.com/"}).to_string();
    let refused = json!({"id": "forbidden", "message": "no"});
    let app = record(&event("a1", "events.get", &refused), Some(&config)).await;
    app.says("withdraw it: nobody can then use its key").await;
    let link = app.find("link", "See on the platform what has access to the account").await;
    assert_eq!(link.attr("href").await.unwrap().as_deref(), Some("https://account.example.com/"));
    app.run("document.querySelector('.record-steps details summary').click()", vec![]).await;
    app.says("I found something that I cannot explain:").await;
    app.says("you can turn to the data protection authority").await;
    app.audit().await;
    app.click("button", "Copy the text").await;
    app.holds("window.copied !== null").await;
    let copied = app.run("return window.copied", vec![]).await;
    let copied = copied.as_str().unwrap();
    for part in ["- a1 · ", "2026-11-23T21:40:00.000Z", "Action: events.get", "403", "(id ckq1)", "198.51.100.7"] {
        assert!(copied.contains(part), "{part} in {copied}");
    }
    // In a narrow page the record lies over the list.
    app.resize(320, 900).await;
    app.holds("document.querySelector('dialog .record-steps') !== null").await;
    app.run("document.querySelector('.record-steps > summary').click()", vec![]).await;
    app.run("document.querySelector('.record-steps details summary').click()", vec![]).await;
    app.says("Action: events.get").await;
    for colors in ["light", "dark"] {
        app.prefer(colors).await;
        app.audit().await;
        app.fits().await;
    }
    // What allowed the call has a link of that name, too.
    app.run("document.querySelector('.record-steps > ul > li > button').click()", vec![]).await;
    app.holds("location.hash.includes('t=accesses&a=ckq1')").await;
    app.finish().await;
}

#[tokio::test]
async fn what_to_do_fits_the_record() {
    let mut login = event("b", "auth.login", &json!({"id": "invalid-credentials", "message": "no"}));
    login["streamIds"] = json!([":_audit:access-invalid"]);
    let app = record(&login, None).await;
    app.says("If this was not you, change your password").await;
    app.gone("button", "Look at what this access may do, and did").await;
    let mut unknown = event(
        "c",
        "events.get",
        &json!({"id": "invalid-access-token",
        "message": "Cannot find access from token."}),
    );
    unknown["streamIds"] = json!([":_audit:access-invalid"]);
    let other = record(&unknown, None).await;
    other.says("If you still use the app, sign in to it again.").await;
    app.finish().await;
    other.finish().await;
}
