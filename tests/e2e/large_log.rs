//! A hundred thousand records with ties, while new ones arrive.

use std::collections::BTreeSet;

use demo_account::Options;
use fake_pryv::{FakePryv, Fault, Gate};
use serde_json::Value;

use crate::connect::{connect, export, load_everything, options};
use crate::support::{App, table};

#[tokio::test]
async fn every_record_arrives_exactly_once() {
    let server = FakePryv::builder().demo(Options { records: 100_000, ..options() }).start().await.unwrap();
    let before: BTreeSet<String> =
        server.records("alice").iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    assert!(before.len() >= 100_000);
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    // The third page of the whole log stands still while new records are added.
    let gate = Gate::new();
    app.says("all loaded").await;
    server.inject(Fault::Pass(2));
    server.inject(Fault::Hold(500, gate.clone()));
    let adding = async {
        gate.reached().await;
        server.add_records("alice", 500);
        gate.open();
    };
    tokio::join!(load_everything(&app), adding);
    export(&app, "JSON Lines").await;
    let (_, file) = app.download(".jsonl").await;
    let ids: Vec<String> = String::from_utf8(file)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter_map(|record| record["id"].as_str().map(str::to_owned))
        .collect();
    let distinct: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(distinct.len(), ids.len(), "none twice");
    let missing: Vec<_> = before.difference(&distinct).collect();
    assert!(missing.is_empty(), "{} are missing, such as {:?}", missing.len(), missing.first());
    app.finish().await;
}

/// As many as `AUDIT_VIEWER_RECORDS` says, 100,000 without it.
fn records() -> usize {
    std::env::var("AUDIT_VIEWER_RECORDS").map_or(100_000, |text| text.parse().unwrap())
}

#[tokio::test]
async fn every_count_is_that_of_the_server() {
    let server = FakePryv::builder().demo(Options { records: records(), ..options() }).start().await.unwrap();
    let all = server.records("alice");
    let action = |record: &Value| record["content"]["action"].as_str().unwrap().to_owned();
    let expired: Vec<&Value> = all
        .iter()
        .filter(|record| action(record) == "events.get" && record["content"]["message"] == "Access has expired.")
        .collect();
    assert!(!expired.is_empty(), "the story has an app that keeps knocking");
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    // Reading the log is in the log, and folded away at first.
    app.click("button", "Show them").await;
    app.gone("button", "Show them").await;
    let all = server.records("alice");
    let loaded = app.run("return document.querySelector('#count-line strong').textContent", vec![]).await;
    let loaded = loaded.as_str().unwrap().split_once(" of ").unwrap().0.replace(',', "").parse::<usize>().unwrap();
    assert!((records()..=all.len()).contains(&loaded), "{loaded} of {}", all.len());
    // The last row is reached, however long the list is, and each one on the way.
    let list = app.find("grid", "Records").await;
    list.send_keys(thirtyfour::Key::End + "").await.unwrap();
    app.holds(&format!("document.querySelector('#row-{} time')?.textContent", loaded - 1)).await;
    let counted = |name: &str| all.iter().filter(|record| action(record) == name).count();
    app.click("button", "Action: Show all").await;
    for name in ["events.create", "auth.login", "accesses.create"] {
        app.find("button", &format!("{name} {}", grouped(counted(name)))).await;
    }
    app.fill("combobox", "Search", "action:events.get status:4xx \"access has expired\"\u{e007}").await;
    app.says(&format!("{} of {} records", grouped(expired.len()), grouped(loaded))).await;
    export(&app, "CSV").await;
    let (_, csv) = app.download(".csv").await;
    let saved: BTreeSet<String> = table(&csv).into_iter().map(|row| row["id"].clone()).collect();
    let ids = |records: &[&Value]| records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(saved, ids(&expired));
    app.fill("combobox", "Search", "").await;
    app.says(&format!("{0} of {0} records", grouped(loaded))).await;
    export(&app, "CSV").await;
    let (_, csv) = app.download(".csv").await;
    let saved: Vec<String> = table(&csv).into_iter().map(|row| row["id"].clone()).collect();
    assert_eq!(saved.len(), loaded);
    let saved: BTreeSet<String> = saved.into_iter().collect();
    assert_eq!(saved.len(), loaded, "none twice");
    assert!(saved.is_subset(&ids(&all.iter().collect::<Vec<_>>())));
    app.finish().await;
}

/// A number as the page writes it.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let head = digits.len() % 3;
    let groups = (head..digits.len()).step_by(3).map(|at| &digits[at..at + 3]);
    let groups: Vec<&str> = digits.get(..head).filter(|head| !head.is_empty()).into_iter().chain(groups).collect();
    groups.join(",")
}
