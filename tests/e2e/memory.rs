//! A log that is larger than the memory for it.

use std::path::Path;

use demo_account::Options;
use fake_pryv::FakePryv;

use crate::connect::{choose, connect, export, options};
use crate::files::{open, write};
use crate::support::{App, table};

const RECORDS: usize = 20_000;

/// How many records the page says are loaded.
async fn loaded(app: &App) -> usize {
    let count = app.run("return document.querySelector('#count-line strong').textContent", vec![]).await;
    let count = count.as_str().unwrap().split(" of ").nth(1).unwrap().replace(',', "");
    count.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().unwrap()
}

#[tokio::test]
async fn a_server_sends_more_than_there_is_memory_for() {
    // Far more than arrives in one piece; a month of it has room.
    let server = FakePryv::builder().demo(Options { records: RECORDS, ..options() }).start().await.unwrap();
    let app = App::open_with_worker("self.auditViewerMemory = 500_000;").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    choose(&app, "Loaded period", "Everything").await;
    app.says("There is no memory for a larger log.").await;
    app.says("To see others, choose a shorter loaded period.").await;
    app.says("not everything is loaded").await;
    app.audit().await;
    let some = loaded(&app).await;
    assert!((1..RECORDS).contains(&some), "{some}");
    app.says(&format!("{} records are loaded (", crate::large_log::grouped(some))).await;
    // What is here is whole, and says that it is not all.
    export(&app, "CSV").await;
    let (name, csv) = app.download(".csv").await;
    assert!(name.contains("PARTIAL"), "{name}");
    let records = server.records("alice");
    let ids: Vec<String> = table(&csv).into_iter().map(|row| row["id"].clone()).collect();
    // But for what the page itself asked, which is folded away and counted.
    let folded = app.run("return parseInt(document.getElementById('own-reads-told').textContent)", vec![]).await;
    assert_eq!(ids.len() + usize::try_from(folded.as_u64().unwrap()).unwrap(), some);
    let newest: Vec<&str> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
    assert!(ids.iter().all(|id| newest.contains(&id.as_str())));
    // Also then they are shown when somebody says so.
    app.click("button", "Show them").await;
    app.find("button", "Fold them away").await;
    // What was let go leaves room: the next load begins anew.
    choose(&app, "Loaded period", "Last 30 days").await;
    app.says("all loaded").await;
    app.gone("alert", "There is no memory").await;
    app.fill("combobox", "Search", "events.create").await;
    app.find("button", "Remove").await;
    app.finish().await;
}

#[tokio::test]
async fn a_file_that_is_too_large_is_read_in_part() {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/audit-core/tests/fixtures/events-one-account.json");
    let whole = std::fs::read_to_string(fixture).unwrap();
    let app = App::open_with_worker("self.auditViewerMemory = 10_000;").await;
    let path = write(&app, "large.json", &whole);
    open(&app, &path).await;
    app.says("There is no memory for a larger log.").await;
    app.says("open them one by one").await;
    app.gone("button", "Load again").await;
    let some = loaded(&app).await;
    assert!((1..496).contains(&some), "{some}");
    assert!(!app.text().await.contains("all loaded"));
    app.finish().await;
}

#[tokio::test]
async fn a_log_for_which_there_is_memory_is_whole() {
    let app = App::open_with_worker("self.auditViewerMemory = 100_000_000;").await;
    app.click("button", "Look around with demo data").await;
    app.says("60,000 of 60,000 records").await;
    app.says("all loaded").await;
    app.finish().await;
}
