//! What the page itself asks is recorded as well: folded, counted, and never in silence.

use fake_pryv::FakePryv;
use serde_json::{Value, json};

use crate::connect::export;
use crate::log_page::{event, focused};
use crate::scope::{account, open};
use crate::support::App;

/// Opens a log for the second time: the first reading of it is recorded.
async fn opened_again() -> (FakePryv, App) {
    let server = account().start().await.unwrap();
    server.add_records("alice", 5);
    open(&server, "ckp").await.finish().await;
    let app = open(&server, "ckp").await;
    (server, app)
}

/// The first number of the line above the list.
async fn matched(app: &App) -> u64 {
    let text = app.run("return document.querySelector('#count-line strong').textContent", vec![]).await;
    text.as_str().unwrap().split(" of ").next().unwrap().replace(',', "").parse().unwrap()
}

/// The first number of the line about them.
async fn told(app: &App) -> u64 {
    let text = app.run("return document.getElementById('own-reads-told').textContent", vec![]).await;
    text.as_str().unwrap().split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn they_are_folded_and_one_click_shows_them() {
    let (server, app) = opened_again().await;
    app.says("reads by this page are folded away.").await;
    app.audit().await;
    let (before, folded) = (matched(&app).await, told(&app).await);
    let all = server.records("alice");
    let caused = all.iter().filter(|record| record["content"]["callerId"] == "audit-viewer").count() as u64;
    // The last of them were recorded after the log was read.
    assert!(folded >= 3 && folded <= caused, "{folded} of {caused}");
    app.click("button", "Show them").await;
    app.says("reads by this page are shown.").await;
    assert_eq!((matched(&app).await, told(&app).await), (before + folded, folded));
    assert!(app.address().await.contains("own=1"), "{}", app.address().await);
    assert!(focused(&app).await.contains("Fold them away"), "the focus stays");
    app.audit().await;
    // A filter counts them within it; one that says something of them needs no line.
    app.fill("combobox", "Search", "is:viewer\u{e007}").await;
    app.says(&format!("{folded} of ")).await;
    app.fill("combobox", "Search", "").await;
    app.click("button", "Fold them away").await;
    app.says("reads by this page are folded away.").await;
    assert_eq!(matched(&app).await, before);
    app.driver.back().await.unwrap();
    app.says("reads by this page are shown.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_file_leaves_them_out_and_says_so() {
    let (_server, app) = opened_again().await;
    let folded = told(&app).await;
    app.click("button", "Export").await;
    app.says(&format!("Without {folded} reads by this page.")).await;
    app.audit().await;
    app.click("button", "Export").await;
    export(&app, "JSON Lines").await;
    let (name, file) = app.download(".jsonl").await;
    assert!(name.contains("filtered"), "{name}");
    let file = String::from_utf8(file).unwrap();
    let lines: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["content"]["callerId"] != "audit-viewer"));
    for note in [&lines[0], &lines[lines.len() - 1]] {
        assert_eq!(note["ownReadsLeftOut"], folded);
    }
    // Opened again it says so too, and a file folds nothing.
    app.click("button", "Sign out").await;
    let path = crate::files::write(&app, "again.jsonl", &file);
    crate::files::open(&app, &path).await;
    app.says(&format!("It leaves out {folded} reads by the page that saved it.")).await;
    app.gone("button", "Show them").await;
    app.finish().await;
}

#[tokio::test]
async fn what_pretends_to_be_the_page_is_shown() {
    // Of a file nobody is the viewer: whoever wrote the name is shown like everybody.
    let caller = json!({"callerId": "audit-viewer", "query": {"streams": ":_audit:"}});
    let app = crate::log_page::with_records(&[event("a", "events.get", &caller)]).await;
    app.says("1 of 1 record").await;
    app.gone("button", "Show them").await;
    app.finish().await;
}
