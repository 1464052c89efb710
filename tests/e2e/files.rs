//! Files that a person saved.

use std::path::{Path, PathBuf};

use thirtyfour::By;

use crate::connect::{export, open_first};
use crate::support::{App, table};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/audit-core/tests/fixtures").join(name).canonicalize().unwrap()
}

/// A file of the test's own, in the folder of the browser.
pub(crate) fn write(app: &App, name: &str, text: &str) -> PathBuf {
    let path = app.downloads.with_file_name(name);
    std::fs::write(&path, text).unwrap();
    path
}

pub(crate) async fn open(app: &App, path: &Path) {
    app.says("Open a file").await;
    let input = app.driver.find(By::Css("input[type=file]")).await.unwrap();
    input.send_keys(path.to_string_lossy()).await.unwrap();
}

#[tokio::test]
async fn one_account() {
    let app = App::open("").await;
    open(&app, &fixture("events-one-account.json")).await;
    app.find("heading", "Audit log in events-one-account.json").await;
    app.says("496 of 496 records").await;
    app.finish().await;
}

#[tokio::test]
async fn the_older_generation() {
    let app = App::open("").await;
    open(&app, &fixture("legacy-three-rows.json")).await;
    app.says("3 of 3 records").await;
    app.find("button", "events.get 3").await;
    app.find("button", "403 refused 3").await;
    app.finish().await;
}

#[tokio::test]
async fn an_export_opens_again() {
    for (format, ending) in [("CSV", ".csv"), ("JSON Lines", ".jsonl")] {
        let app = App::open("").await;
        open(&app, &fixture("events-one-account.json")).await;
        app.says("496 of 496 records").await;
        app.fill("combobox", "Search", "status:error").await;
        app.says("status:error").await;
        app.find("button", "Remove").await;
        export(&app, format).await;
        let (_, first) = app.download(ending).await;
        let path = write(&app, &format!("again{ending}"), &String::from_utf8(first.clone()).unwrap());
        app.visit("#/v1/").await;
        app.driver.refresh().await.unwrap();
        open(&app, &path).await;
        let records = String::from_utf8(first.clone()).unwrap();
        let count = if ending == ".csv" { table(&first).len() } else { records.lines().count() - 2 };
        app.says(&format!("{count} of {count} records")).await;
        app.finish().await;
    }
}

#[tokio::test]
async fn markup_in_a_record_is_text() {
    let app = App::open("").await;
    let evil = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    let row = serde_json::json!({"id": evil, "type": evil, "time": 1, "action": evil, "query": evil, "accessId": evil,
        "forwardedFor": evil, "status": 200, "errorMessage": evil, "errorId": evil});
    let path = write(&app, "evil.json", &format!("[{row}]"));
    open(&app, &path).await;
    app.says("1 of 1 record").await;
    open_first(&app).await;
    app.find("heading", "Record").await;
    app.says(evil).await;
    let images = app.driver.find_all(By::Css("img, script:not([src])")).await.unwrap();
    assert!(images.is_empty(), "nothing of a log becomes markup");
    app.finish().await;
}

#[tokio::test]
async fn a_file_that_is_no_log_and_one_that_is_cut() {
    let app = App::open("").await;
    let photo = write(&app, "photo.txt", "not a log at all");
    open(&app, &photo).await;
    app.says("photo.txt is not an audit log").await;
    app.audit().await;
    let whole = std::fs::read_to_string(fixture("events-one-account.json")).unwrap();
    let cut = write(&app, "cut.json", &whole[..whole.len() / 2]);
    open(&app, &cut).await;
    app.says("The source ended early. All whole records are shown.").await;
    app.finish().await;
}

#[tokio::test]
async fn of_several_files_the_one_that_is_open_is_named() {
    const DROP: &str = r"
        const files = new DataTransfer();
        for (const [name, text] of arguments[1]) files.items.add(new File([text], name));
        arguments[0].dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));";
    let app = App::open("").await;
    let zone = app.find("region", "From a file").await.to_json().unwrap();
    let log = std::fs::read_to_string(fixture("legacy-three-rows.json")).unwrap();
    let files = serde_json::json!([["june.json", log], ["july.json", log], ["august.json", log]]);
    app.run(DROP, vec![zone, files]).await;
    app.find("heading", "Audit log in june.json").await;
    app.says("Only june.json is open. 2 other files came with it; open them one by one.").await;
    app.finish().await;
}
