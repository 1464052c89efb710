//! Files of evidence: saved, checked, and compared.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use thirtyfour::By;

use crate::connect::{choose, export, fits_in_every_language};
use crate::files::{open, write};
use crate::support::App;

const LOG: &str = include_str!("../../crates/audit-core/tests/fixtures/events-one-account.json");

/// What the page saves as evidence of a log, and what it says of it.
async fn saved(app: &App, name: &str, log: &str) -> (PathBuf, String) {
    let path = write(app, name, log);
    app.visit("#/v1/").await;
    app.driver.refresh().await.unwrap();
    open(app, &path).await;
    app.find("heading", &format!("Audit log in {name}")).await;
    app.says("all loaded").await;
    export(app, "Evidence").await;
    app.says("SHA-256 of the file: ").await;
    let said = app.text().await;
    let (file_name, bytes) = app.download(".jsonl").await;
    assert!(file_name.starts_with("pryv-evidence_file_"), "{file_name}");
    let path = write(app, &format!("{name}l"), &String::from_utf8(bytes).unwrap());
    (path, said)
}

/// What the browser itself computes of a text.
async fn sha256(app: &App, text: &str) -> String {
    const DIGEST: &str = "const [text, done] = arguments; \
        crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)).then(hash => \
        done([...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('')))";
    let hash = app.driver.execute_async(DIGEST, vec![json!(text)]).await.unwrap();
    hash.json().as_str().unwrap().to_owned()
}

async fn check(app: &App, paths: &[&Path]) {
    let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let input = app.driver.find(By::Css("input[type=file]")).await.unwrap();
    input.send_keys(paths.join("\n")).await.unwrap();
}

#[tokio::test]
async fn a_file_is_intact_until_a_letter_of_it_is_another() {
    let app = App::open("").await;
    let (path, said) = saved(&app, "log.json", LOG).await;
    let file = std::fs::read_to_string(&path).unwrap();
    let hash = sha256(&app, &file).await;
    assert!(said.contains(&hash), "{hash} is not in {said}");
    // The page that checks it is reached from the start, and needs no log.
    app.visit("#/v1/").await;
    app.driver.refresh().await.unwrap();
    app.click("button", "Check a file of evidence").await;
    app.find("heading", "Check evidence").await;
    app.audit_everywhere().await;
    check(&app, &[&path]).await;
    app.says("Checked: Intact").await;
    for words in [&hash, "496 of 496 that were loaded", "Everything in the period was loaded.", "audit-viewer 0."] {
        app.says(words).await;
    }
    app.audit_everywhere().await;

    let lines: Vec<&str> = file.split_inclusive('\n').collect();
    let changed = |place: usize| {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        lines[place] = lines[place].replacen("\"id\":\"", "\"id\":\"x", 1);
        lines.concat()
    };
    let all_but = |place: usize| {
        let left = lines.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, line)| *line);
        left.collect::<String>()
    };
    for (name, text, verdict, words) in [
        ("changed.jsonl", changed(3), "Altered", "Among the lines of records 1 to 256, something is another."),
        ("less.jsonl", all_but(300), "Altered", "Lines of records written: 496. Lines that are there: 495."),
        ("cut.jsonl", all_but(lines.len() - 1), "Cut off", "496 lines of records are there."),
        ("other.jsonl", "{\"id\":1}\n".to_owned(), "Not evidence", "nothing in it can be checked"),
    ] {
        check(&app, &[&write(&app, name, &text)]).await;
        app.find("heading", name).await;
        app.says(&format!("Checked: {verdict}")).await;
        app.says(words).await;
        assert!(!app.text().await.contains("Everything in it fits"), "{name}");
    }
    app.finish().await;
}

#[tokio::test]
async fn two_files_tell_what_vanished_and_changed() {
    let app = App::open("").await;
    let mut log: Value = serde_json::from_str(LOG).unwrap();
    let (first, _) = saved(&app, "first.json", &log.to_string()).await;
    let events = log["events"].as_array_mut().unwrap();
    let gone = events.remove(7)["id"].as_str().unwrap().to_owned();
    events[20]["content"]["source"]["ip"] = json!("203.0.113.77");
    let other = events[20]["id"].as_str().unwrap().to_owned();
    let (second, _) = saved(&app, "second.json", &log.to_string()).await;
    app.visit("#/v1/check").await;
    app.find("heading", "Check evidence").await;
    // Whatever the order in which they are chosen, the one that was made first is the first.
    check(&app, &[&second, &first]).await;
    app.says("Checked: Intact · Intact").await;
    app.says("“first.jsonl” was made before “second.jsonl”").await;
    app.says("494 records are the same in both.").await;
    app.find("heading", "Vanished: 1").await;
    app.find("heading", "Changed: 1").await;
    for id in [&gone, &other] {
        app.says(id).await;
    }
    app.audit_everywhere().await;
    fits_in_every_language(&app, ["Beweis prüfen", "Vérifier une preuve", "Verificare una prova"]).await;
    app.resize(1280, 900).await;
    choose(&app, "Lingua", "English").await;
    // As a log they are one with the other.
    app.click("button", "Open as a log").await;
    app.says("496 of 496 records").await;
    app.finish().await;
}
