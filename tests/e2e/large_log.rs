//! A hundred thousand records with ties, while new ones arrive.

use std::collections::BTreeSet;

use demo_account::Options;
use fake_pryv::{FakePryv, Fault, Gate};

use crate::connect::{connect, export, load_everything, options};
use crate::support::App;

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
