//! Exports straight into a file that somebody chose. A headless browser has no
//! question to answer: the file is one of the browser's own, for this origin alone.

use std::collections::BTreeSet;

use fake_pryv::Generation;
use serde_json::{Value, json};

use crate::connect::{connect, export, load_everything, server};
use crate::support::{App, table};

/// Answers where to save with a file of the origin, and notes what was asked.
const ANSWER: &str = "window.asked = [];
    window.showSaveFilePicker = async ({ suggestedName }) => {
        asked.push([suggestedName, navigator.userActivation.isActive]);
        const folder = await navigator.storage.getDirectory();
        return folder.getFileHandle('chosen', { create: true });
    };";

/// What stands in the file; nothing when there is none.
async fn chosen(app: &App) -> Option<String> {
    const READ: &str = "const done = arguments[0]; navigator.storage.getDirectory() \
        .then(folder => folder.getFileHandle('chosen')).then(handle => handle.getFile()) \
        .then(file => file.text()).then(done, () => done(null));";
    let text = app.driver.execute_async(READ, vec![]).await.unwrap();
    text.json().as_str().map(str::to_owned)
}

/// Opens the demo, which is exported in many slices, in a browser that asks where to
/// save; `worker` is what the worker's own browser does otherwise.
async fn demo(worker: &str) -> App {
    let app = App::open_with_worker(worker).await;
    app.open_after(ANSWER).await;
    app.click("button", "Look around with demo data").await;
    app.says("60,000 of 60,000 records").await;
    app.says("all loaded").await;
    app
}

/// Chooses a format, and waits for what the page says then.
async fn export_says(app: &App, format: &str, words: &str) {
    app.click("button", "Export").await;
    app.click("button", format).await;
    app.says(words).await;
}

#[tokio::test]
async fn what_was_chosen_holds_what_the_server_holds() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    app.open_after(ANSWER).await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    // All of it, also what the page itself asked.
    app.click("button", "Show them").await;
    app.gone("button", "Show them").await;
    export(&app, "JSON Lines").await;
    let text = chosen(&app).await.unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["audit-viewer"], "begin");
    assert_eq!(lines[lines.len() - 1]["written"], lines.len() - 2);
    let records = server.records("alice");
    for line in &lines[1..lines.len() - 1] {
        assert!(records.iter().any(|record| record == line), "{line}");
    }
    let ids = |records: &[Value]| -> BTreeSet<String> {
        records.iter().filter(|it| it["content"]["callerId"] != "audit-viewer").map(|it| it["id"].to_string()).collect()
    };
    assert_eq!(ids(&lines[1..lines.len() - 1]), ids(&records));
    // The next one takes its place, also where it is shorter. What is said of it is not
    // to be taken for what was said of the first.
    app.click("button", "Close").await;
    app.fill("combobox", "Search", "status:403").await;
    app.find("button", "Remove").await;
    export(&app, "CSV").await;
    let rows = table(chosen(&app).await.unwrap().as_bytes());
    assert!(!rows.is_empty() && rows.len() < lines.len());
    assert!(rows.iter().all(|row| row["status"] == "403"));
    // Asked within the click, under the name that a download has.
    let asked = app.run("return asked", vec![]).await;
    for (at, ending) in [(0, ".jsonl"), (1, ".csv")] {
        let name = asked[at][0].as_str().unwrap();
        assert!(name.starts_with("pryv-audit_alice_") && name.ends_with(ending), "{name}");
        assert_eq!(name.contains("filtered"), at == 1, "{name}");
        assert_eq!(asked[at][1], json!(true));
    }
    assert_eq!(std::fs::read_dir(&app.downloads).unwrap().count(), 0, "nothing is downloaded beside it");
    app.finish().await;
}

#[tokio::test]
async fn dismissing_the_question_saves_nothing_and_says_nothing() {
    let app = App::open("").await;
    let script = "window.asked = 0; window.showSaveFilePicker = async () => {
        asked += 1;
        if (asked === 1) throw new DOMException('The user aborted a request.', 'AbortError');
        throw new DOMException('Not here.', 'SecurityError');
    };";
    app.open_after(script).await;
    app.click("button", "Look around with demo data").await;
    app.says("all loaded").await;
    app.click("button", "Export").await;
    app.click("button", "CSV").await;
    app.holds("asked === 1").await;
    app.gone("button", "Cancel").await;
    assert_eq!(std::fs::read_dir(&app.downloads).unwrap().count(), 0);
    // Where the question cannot be asked, the file is downloaded.
    export_says(&app, "CSV", "Saved 60,000 records.").await;
    let (_, csv) = app.download(".csv").await;
    assert_eq!(table(&csv).len(), 60_000);
    app.finish().await;
}

#[tokio::test]
async fn a_cancelled_export_leaves_no_half_of_a_file() {
    // The fourth slice waits for the next message, which is that of Cancel.
    let slow = "const write = FileSystemWritableFileStream.prototype.write;
        let slices = 0;
        FileSystemWritableFileStream.prototype.write = async function (...all) {
            slices += 1;
            if (slices === 4) await new Promise(go => addEventListener('message', go, { once: true }));
            return write.apply(this, all);
        };";
    let app = demo(slow).await;
    export_says(&app, "JSON Lines", "Writing the file.").await;
    app.audit().await;
    app.click("button", "Cancel").await;
    app.says("The export was stopped. Nothing was saved.").await;
    assert_eq!(chosen(&app).await, None);
    // And the next one is whole.
    export_says(&app, "JSON Lines", "Saved 60,000 records.").await;
    assert_eq!(chosen(&app).await.unwrap().lines().count(), 60_002);
    app.finish().await;
}

#[tokio::test]
async fn what_could_not_be_written_is_told_and_nothing_is_complete() {
    for (error, words) in [
        ("QuotaExceededError", "There is not enough room for the file, so nothing was saved."),
        ("NotAllowedError", "Your browser no longer lets this page write into the file"),
        ("NotFoundError", "The file could not be written, so nothing was saved."),
    ] {
        let fails = format!(
            "const write = FileSystemWritableFileStream.prototype.write;
            let slices = 0;
            FileSystemWritableFileStream.prototype.write = async function (...all) {{
                slices += 1;
                if (slices > 2) throw new DOMException('', '{error}');
                return write.apply(this, all);
            }};"
        );
        let app = demo(&fails).await;
        export_says(&app, "CSV", words).await;
        assert_eq!(chosen(&app).await, None);
        assert!(!app.text().await.contains("Saved"));
        app.finish().await;
    }
}
