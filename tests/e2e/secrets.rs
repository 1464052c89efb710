//! What may be a key: masked everywhere, until somebody asks to see it or to save it.

use serde_json::{Value, json};
use thirtyfour::By;

use crate::connect::{export, open_first};
use crate::files::{open, write};
use crate::support::{App, table};

/// What somebody copied last is in `window.copied`.
const CATCH_COPIES: &str = "window.copied = null; navigator.clipboard.writeText = \
    text => { window.copied = text; return Promise.resolve(); };";

const ONE: &str = "s3cr3t-one";
const TWO: &str = "s3cr3t-two";
const CALLER: &str = "s3cr3t-caller";
const MESSAGE: &str = "s3cr3t-message";

/// Opens a log of one record, which holds four secrets, and that record.
async fn a_record_with_secrets() -> App {
    let app = App::open("").await;
    app.open_after(CATCH_COPIES).await;
    let content = json!({
        "action": "events.get", "source": {"name": "http", "ip": "198.51.100.7"}, "callerId": CALLER,
        "query": {"limit": "20", "auth": ONE, "deep": {"readToken": TWO}},
        "id": "invalid-access-token", "message": format!("Cannot find access from token \"{MESSAGE}\"."),
    });
    let record = json!([{"id": "r1", "type": "audit-log/pryv-api-error", "time": 1_795_470_000, "content": content,
        "streamIds": [":_audit:access-invalid", ":_audit:action-events.get"]}]);
    let path = write(&app, "records.json", &record.to_string());
    open(&app, &path).await;
    app.says("1 of 1 record").await;
    open_first(&app).await;
    app.says("hidden, because it may be a key").await;
    app
}

/// Which of the secrets are anywhere in the page.
async fn seen(app: &App) -> Vec<&'static str> {
    let page = app.run("return document.documentElement.outerHTML + location.href", vec![]).await;
    let page = page.as_str().unwrap().to_owned();
    [ONE, TWO, CALLER, MESSAGE].into_iter().filter(|secret| page.contains(secret)).collect()
}

#[tokio::test]
async fn each_value_is_shown_when_somebody_asks_and_no_other() {
    let app = a_record_with_secrets().await;
    app.audit().await;
    assert_eq!(seen(&app).await, Vec::<&str>::new());
    for (name, secret) in [
        ("Show: Query: auth", ONE),
        ("Show: Query: deep.readToken", TWO),
        ("Show: Caller id", CALLER),
        ("Show: Message", MESSAGE),
    ] {
        app.click("button", name).await;
        app.says(secret).await;
        assert_eq!(seen(&app).await, [secret]);
        let name = name.trim_start_matches("Show: ");
        // The keyboard stays where it was.
        app.holds(&format!("document.activeElement.ariaLabel === {}", json!(format!("Hide: {name}")))).await;
        app.audit().await;
        app.click("button", &format!("Copy: {name}")).await;
        app.holds(&format!("copied.includes({})", json!(secret))).await;
        app.click("button", &format!("Hide: {name}")).await;
        app.find("button", &format!("Show: {name}")).await;
        assert_eq!(seen(&app).await, Vec::<&str>::new());
    }
    app.driver.find(By::Css("details.raw-frame > summary")).await.unwrap().click().await.unwrap();
    app.click("button", "Copy the raw record").await;
    app.holds("copied.includes('••••••') && !copied.includes('s3cr3t')").await;
    app.click("button", "Show: Raw record").await;
    app.says("Nothing is hidden here.").await;
    assert_eq!(seen(&app).await, [ONE, TWO, CALLER, MESSAGE]);
    app.audit().await;
    app.click("button", "Copy the raw record").await;
    app.holds("JSON.parse(copied).content.query.deep.readToken === 's3cr3t-two'").await;
    // What was shown is hidden when the record is opened again.
    app.driver.find(By::Css(".detail-bar > .button")).await.unwrap().click().await.unwrap();
    open_first(&app).await;
    app.says("hidden, because it may be a key").await;
    app.driver.find(By::Css("details.raw-frame > summary")).await.unwrap().click().await.unwrap();
    app.says("What stands as •••••• is hidden").await;
    assert_eq!(seen(&app).await, Vec::<&str>::new());
    app.finish().await;
}

#[tokio::test]
async fn a_file_holds_what_may_be_a_key_only_when_that_is_chosen() {
    let app = a_record_with_secrets().await;
    let secrets = |text: &str| [ONE, TWO, CALLER, MESSAGE].iter().filter(|secret| text.contains(**secret)).count();
    for (format, ending) in [("CSV", ".csv"), ("JSON Lines", ".jsonl")] {
        export(&app, format).await;
        app.says("Saved 1 record. In 1 record, what may be a key is hidden.").await;
        let masked = String::from_utf8(app.download(ending).await.1).unwrap();
        assert_eq!(secrets(&masked), 0, "{masked}");
        app.click("button", "Close").await;
        app.click("button", "Export").await;
        app.click("checkbox", "With what may be a key").await;
        app.audit().await;
        app.click("button", format).await;
        app.says("Saved 1 record.").await;
        assert!(!app.text().await.contains("is hidden. "), "nothing was");
        let whole = String::from_utf8(app.download(ending).await.1).unwrap();
        assert_eq!(secrets(&whole), 4, "{whole}");
        if ending == ".csv" {
            assert_eq!(table(masked.as_bytes())[0]["caller_id"], "••••••");
            assert_eq!(table(whole.as_bytes())[0]["caller_id"], CALLER);
        } else {
            let last = |file: &str| serde_json::from_str::<Value>(file.lines().last().unwrap()).unwrap();
            assert_eq!((&last(&masked)["maskedValues"], &last(&whole)["maskedValues"]), (&json!(4), &json!(0)));
        }
        app.click("button", "Close").await;
        // A choice for one file, not for the next one.
        app.click("button", "Export").await;
        app.holds("document.querySelector('#export-menu-panel input').checked === false").await;
        app.click("button", "Export").await;
    }
    app.finish().await;
}
