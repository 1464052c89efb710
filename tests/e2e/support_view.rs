//! The log for somebody who must not know whose it is: nothing of the account is on the
//! page, in the address, in the title, or in a file.

use std::collections::BTreeSet;

use demo_account::Options;
use fake_pryv::FakePryv;
use serde_json::json;

use crate::connect::{choose, connect, export, load_everything, open_first, options};
use crate::files::{open, write};
use crate::support::{App, table};

async fn enter(app: &App) {
    app.click("button", "Export").await;
    app.click("button", "Support view…").await;
    app.click("button", "Show the support view").await;
    app.find("button", "Leave the support view").await;
}

/// The demo account, and what in it is somebody's: as a file of it says.
async fn demo() -> (App, BTreeSet<String>) {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    export(&app, "CSV").await;
    let rows = table(&app.download(".csv").await.1);
    app.click("button", "Close").await;
    let mut theirs: BTreeSet<String> =
        ["alice", "Dr. Weber", "Mum (shared)", "Watch sync", "Fitness challenge", "Diary", "Weight"]
            .map(str::to_owned)
            .into();
    for row in &rows {
        theirs.extend(["access_id", "access_name", "addresses"].map(|column| row[column].clone()));
        let streams: Vec<String> = serde_json::from_str(&row["scoped_stream_ids"]).unwrap_or_default();
        theirs.extend(streams);
    }
    // Ids are sixty thousand: some of them are enough.
    theirs.extend(rows.iter().step_by(997).map(|row| row["id"].trim_start_matches(":_audit:").to_owned()));
    let pseudo = ["invalid", "valid-password", "password-reset-request", "admin", "public"];
    theirs.retain(|text| text.len() > 3 && !pseudo.contains(&text.as_str()) && !text.starts_with([':', '*']));
    assert!(theirs.len() > 80, "{theirs:?}");
    (app, theirs)
}

/// Everything that somebody could read of the page: texts, labels, address and title.
async fn said(app: &App) -> String {
    const SCRIPT: &str = "const labels = [...document.querySelectorAll('[aria-label], [title]')]
        .map(it => `${it.ariaLabel} ${it.title}`).concat([...document.querySelectorAll('input')].map(it => it.value));
        return [document.title, document.body.textContent, ...labels].join(' ');";
    let page = app.run(SCRIPT, vec![]).await;
    format!("{} {}", app.address().await, page.as_str().unwrap())
}

/// Whether a text stands in another one as words of its own.
fn stands_in(text: &str, said: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '-');
    said.match_indices(text)
        .any(|(at, _)| !is_letter(said[..at].chars().next_back()) && !is_letter(said[at + text.len()..].chars().next()))
}

fn check(what: &str, said: &str, theirs: &BTreeSet<String>) {
    for text in theirs {
        assert!(!stands_in(text, said), "{what} says {text}");
    }
}

#[tokio::test]
async fn nothing_of_the_account_is_on_the_page_or_in_a_file() {
    let (app, theirs) = demo().await;
    let before = said(&app).await;
    assert!(stands_in("alice", &before) && stands_in("Watch sync", &before), "the check sees what is there");
    app.fill("combobox", "Search", "access:\"Watch sync\" ").await;
    app.find("button", "Remove access").await;
    enter(&app).await;
    app.says("60,000 of 60,000 records").await;
    app.says("Support view: names, ids, addresses and search terms are replaced.").await;
    check("the list", &said(&app).await, &theirs);
    app.audit_everywhere().await;
    open_first(&app).await;
    app.find("heading", "Around this call").await;
    check("a record", &said(&app).await, &theirs);
    app.audit().await;
    for (topic, heading) in [("Accesses", "Who can see your data"), ("Findings", "What looks odd")] {
        app.click("button", topic).await;
        app.find("heading", heading).await;
        app.says("app-").await;
        check(topic, &said(&app).await, &theirs);
    }
    app.click("button", "Records").await;
    app.says("60,000 of 60,000 records").await;
    for (format, ending) in [("CSV", ".csv"), ("JSON Lines", ".jsonl")] {
        export(&app, format).await;
        let (name, bytes) = app.download(ending).await;
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.lines().count() > 60_000);
        // The words of a file of this size are looked up, not searched for.
        let words: BTreeSet<&str> = text.split(|it: char| !it.is_alphanumeric() && !"-._ ".contains(it)).collect();
        let found: Vec<&String> = theirs.iter().filter(|text| words.contains(text.as_str())).collect();
        assert!(found.is_empty(), "{found:?}");
        check("the name of the file", &name, &theirs);
        assert!(name.contains("account-"), "{name}");
        app.click("button", "Close").await;
    }
    app.finish().await;
}

#[tokio::test]
async fn the_same_pseudonym_comes_back_and_can_be_looked_up_here_alone() {
    let (app, theirs) = demo().await;
    enter(&app).await;
    app.says("60,000 of 60,000 records").await;
    let title = || async { app.run("return document.title", vec![]).await.as_str().unwrap().to_owned() };
    let shown = title().await;
    app.click("button", "Accesses").await;
    app.says("app-").await;
    let find = "return document.body.textContent.match(/app-[0-9a-z]{7}/)[0]";
    let pseudonym = app.run(find, vec![]).await.as_str().unwrap().to_owned();
    // After a reload, out of the address alone.
    app.driver.refresh().await.unwrap();
    app.says(&pseudonym).await;
    check("the page that was loaded again", &said(&app).await, &theirs);
    assert_eq!(title().await, shown);
    // Back goes where names are said, by itself.
    app.click("button", "Leave the support view").await;
    app.says("Watch sync").await;
    app.gone("button", "Leave the support view").await;
    app.driver.back().await.unwrap();
    app.find("button", "Leave the support view").await;
    app.says(&pseudonym).await;
    check("the page that was gone back to", &said(&app).await, &theirs);
    app.driver.forward().await.unwrap();
    app.says("Watch sync").await;
    app.click("button", "Export").await;
    app.click("button", "Support view…").await;
    app.fill("textbox", "Pseudonym", &pseudonym).await;
    app.click("button", "Find out").await;
    app.says(&format!("{pseudonym} stands for ")).await;
    let answer = app.run("return document.querySelector('.support-who [role=status]').textContent", vec![]).await;
    let name = answer.as_str().unwrap().rsplit(" stands for ").next().unwrap().to_owned();
    assert!(theirs.contains(&name), "{name}");
    app.audit_everywhere().await;
    // With another key, they are others.
    app.click("button", "Begin new pseudonyms").await;
    app.says("From now on the pseudonyms are others.").await;
    app.click("button", "Find out").await;
    app.says(&format!("{pseudonym} stands for nothing in the log that is open.")).await;
    app.click("button", "Show the support view").await;
    app.find("button", "Leave the support view").await;
    app.says("app-").await;
    assert_ne!(title().await, shown);
    app.finish().await;
}

#[tokio::test]
async fn what_a_file_says_in_its_own_words_is_not_said() {
    let app = App::open("").await;
    let record = json!({"id": "ck1Zoe", "type": "audit-log/pryv-api-error", "time": 1_795_470_000, "created": "Zoe",
        "streamIds": [":_audit:access-ckZoe", ":_audit:action-events.get"], "Zoe": {"Zoe": "Zoe"},
        "content": {"action": "events.get", "source": {"name": "http", "ip": "Zoe"}, "query": {"Zoe": "Zoe"},
            "id": "forbidden", "message": "stream [Zoe] is not for you", "Zoe": "Zoe"}});
    let path = write(&app, "Zoe.json", &json!([record, {"Zoe": "Zoe"}, 7]).to_string());
    open(&app, &path).await;
    app.says("1 of 1 record").await;
    let is_said = |text: &str| text.contains("Zoe");
    assert!(is_said(&said(&app).await), "the check sees what is there");
    enter(&app).await;
    app.says("1 of 1 record").await;
    open_first(&app).await;
    app.find("heading", "Around this call").await;
    let text = said(&app).await;
    assert!(!is_said(&text) && text.contains("file-"), "{text}");
    app.audit().await;
    export(&app, "JSON Lines").await;
    let (name, bytes) = app.download(".jsonl").await;
    let text = String::from_utf8(bytes).unwrap();
    assert!(!is_said(&name) && !is_said(&text) && text.contains("access-access-"), "{text}");
    app.finish().await;
}

#[tokio::test]
async fn where_there_is_no_memory_for_it_nothing_is_shown_until_it_is_left() {
    let memory = "self.auditViewerMemory = 1e12;
        new BroadcastChannel('memory').onmessage = message => { self.auditViewerMemory = message.data; };";
    let app = App::open_with_worker(memory).await;
    app.visit("#/v1/demo").await;
    app.says("60,000 of 60,000 records").await;
    app.says("all loaded").await;
    app.run("new BroadcastChannel('memory').postMessage(1)", vec![]).await;
    enter(&app).await;
    app.says("There is not enough memory for a support view of so many records, so nothing is shown.").await;
    let text = said(&app).await;
    assert!(!stands_in("alice", &text) && !stands_in("Watch sync", &text), "{text}");
    app.audit().await;
    app.click("button", "Leave the support view").await;
    app.says("60,000 of 60,000 records").await;
    app.says("Watch sync").await;
    app.finish().await;
}

#[tokio::test]
async fn an_account_that_is_loaded_again_stays_in_pseudonyms() {
    let server = FakePryv::builder().demo(Options { records: 2_000, ..options() }).start().await.unwrap();
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    enter(&app).await;
    app.says("all loaded").await;
    // The account, its host and the access in use have other names here.
    let host = server.api_endpoint("alice").rsplit('@').next().unwrap().split('/').next().unwrap().to_owned();
    let theirs: BTreeSet<String> = ["alice", "Watch sync", "Dr. Weber", &host].map(str::to_owned).into();
    check("the page", &said(&app).await, &theirs);
    // Another period is another log.
    choose(&app, "Loaded period", "Last 30 days").await;
    app.says("all loaded").await;
    app.find("button", "Leave the support view").await;
    app.says("app-").await;
    check("the page, loaded again", &said(&app).await, &theirs);
    app.audit().await;
    app.finish().await;
}
