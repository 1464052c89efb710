//! The log as a table of groups: what it counts, how it is sorted and walked, and the
//! way into the records and back.

use std::collections::BTreeMap;

use fake_pryv::Generation;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{choose, connect, load_everything, server};
use crate::files::{open, write};
use crate::support::App;

/// The lines of the table: how deep, and what their cells say.
pub(crate) async fn lines(app: &App) -> Vec<(u64, Vec<String>)> {
    const SCRIPT: &str = r"
        const plain = text => text.replace(/[\s\u202f\u00a0]+/g, ' ').trim();
        const words = cell => plain(cell.innerText).replace(/^[▸▾] /, '');
        const cells = row => [...row.querySelectorAll('[role=gridcell]')].map(words);
        return [...document.querySelectorAll('[role=treegrid] [role=row][id]')]
            .filter(row => row.getAttribute('aria-level'))
            .map(row => [Number(row.getAttribute('aria-level')), cells(row)]);";
    serde_json::from_value(app.run(SCRIPT, vec![]).await).unwrap()
}

/// Values and counts of the lines of a level.
async fn counts(app: &App, level: u64) -> BTreeMap<String, usize> {
    let lines = lines(app).await;
    let of_level = lines.into_iter().filter(|line| line.0 == level);
    of_level.map(|(_, cells)| (cells[0].clone(), cells[1].replace(',', "").parse().unwrap())).collect()
}

/// The values of all lines, one after the other.
async fn values(app: &App) -> Vec<String> {
    lines(app).await.into_iter().map(|(_, cells)| cells[0].clone()).collect()
}

/// Waits until the lines of the table have these values.
async fn shows(app: &App, expected: &str) {
    let script = format!(
        "[...document.querySelectorAll('[role=treegrid] [role=row][data-line]')] \
         .map(row => row.querySelector('bdi').textContent).join(' ') === '{expected}'"
    );
    app.holds(&script).await;
}

/// What one stands on in the table, which has the focus.
pub(crate) async fn stands_on(app: &App, words: &str) {
    let script = format!(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))\
         ?.innerText.includes('{words}')"
    );
    app.holds(&script).await;
}

/// No cell is cut, and the page does not scroll sideways.
pub(crate) async fn fits(app: &App) {
    let script = "const cells = [...document.querySelectorAll('[role=treegrid] [role=gridcell]')]; \
        const grid = document.querySelector('[role=treegrid]'); \
        return [document.documentElement.scrollWidth <= document.documentElement.clientWidth, \
        grid.scrollWidth <= grid.clientWidth, \
        cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.innerText)]";
    assert_eq!(app.run(script, vec![]).await, json!([true, true, []]));
}

pub(crate) async fn press(app: &App, keys: impl Into<TypingData>) {
    app.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

fn call(number: u32, action: &str, access: Option<&str>, error: Option<&str>, address: &str) -> Value {
    let mut streams = vec![format!(":_audit:action-{action}")];
    streams.extend(access.map(|access| format!(":_audit:access-{access}")));
    json!({"id": format!("r{number}"), "type": "audit-log/pryv-api", "time": 1_795_470_000 + number * 60,
        "content": {"action": action, "id": error, "source": {"name": "http", "ip": address}},
        "streamIds": streams})
}

async fn with_file(path: &str, records: &[Value]) -> App {
    let app = App::open(path).await;
    let file = write(&app, "records.json", &json!(records).to_string());
    open(&app, &file).await;
    app.says(&format!("of {} record", records.len())).await;
    app
}

/// Six records: of three actions, two accesses and none.
fn six() -> Vec<Value> {
    vec![
        call(6, "events.get", Some("aaa"), None, "198.51.100.7"),
        call(5, "streams.get", Some("bbb"), Some("forbidden"), "198.51.100.7"),
        call(4, "events.get", Some("aaa"), Some("forbidden"), "198.51.100.8"),
        call(3, "streams.get", Some("bbb"), Some("forbidden"), "198.51.100.8"),
        call(2, "events.get", Some("aaa"), None, "198.51.100.8"),
        call(1, "auth.login", None, None, "9.0.0.1"),
    ]
}

#[tokio::test]
async fn two_levels_count_what_the_server_holds_and_open_into_it() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    // All of it, also what the page itself asked.
    app.click("button", "Show them").await;
    app.gone("button", "Show them").await;
    app.click("button", "Groups").await;
    app.find("treegrid", "Table of groups").await;
    choose(&app, "Group by", "Error").await;
    choose(&app, "then by", "Action").await;
    app.find("columnheader", "Error").await;

    let mut model: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for record in server.records("alice") {
        // The page's own calls are among those that succeeded, and some came later.
        let Some(error) = record["content"]["id"].as_str() else { continue };
        let action = record["content"]["action"].as_str().unwrap().to_owned();
        *model.entry(error.to_owned()).or_default().entry(action).or_default() += 1;
    }
    let mut expected: BTreeMap<String, usize> =
        model.iter().map(|(error, actions)| (error.clone(), actions.values().sum())).collect();
    let loaded = app.run("return document.querySelector('#count-line strong').textContent", vec![]).await;
    let loaded: usize = loaded.as_str().unwrap().split(' ').next().unwrap().replace(',', "").parse().unwrap();
    expected.insert("No error".to_owned(), loaded - expected.values().sum::<usize>());
    app.says(&format!("1–{0} of {0} groups", expected.len())).await;
    assert_eq!(counts(&app, 1).await, expected);
    app.audit().await;

    app.click("button", "Show what is inside forbidden").await;
    let inside = &model["forbidden"];
    app.holds(&format!("document.querySelectorAll('[role=row][aria-level=\"2\"]').length === {}", inside.len())).await;
    assert_eq!(&counts(&app, 2).await, inside);
    app.audit().await;
    let (action, count) = inside.iter().max_by_key(|(_, count)| **count).unwrap();
    app.click("button", &format!("Show the records of {action}: {count}")).await;
    app.find("grid", "Records").await;
    app.says(&format!("{count} of {} records", crate::large_log::grouped(loaded))).await;
    app.holds("document.activeElement.id === 'records'").await;
    let address = app.address().await;
    assert!(address.contains("forbidden") && !address.contains("v=groups"), "{address}");

    // One step back is the table as it was left.
    app.driver.back().await.unwrap();
    app.find("treegrid", "Table of groups").await;
    stands_on(&app, "forbidden").await;
    app.says(&format!("1–{0} of {0} groups", expected.len())).await;
    app.holds("document.querySelectorAll('[role=row][aria-level=\"2\"]').length > 0").await;
    assert_eq!(&counts(&app, 2).await, inside);
    app.finish().await;
}

#[tokio::test]
async fn every_column_sorts_and_the_address_says_how() {
    let app = with_file("", &six()).await;
    app.click("button", "Groups").await;
    shows(&app, "events.get streams.get auth.login").await;
    for (column, once, twice) in [
        ("Action", "auth.login events.get streams.get", "streams.get events.get auth.login"),
        ("Not successful", "streams.get events.get auth.login", "auth.login events.get streams.get"),
        ("Share", "streams.get events.get auth.login", "auth.login events.get streams.get"),
        ("First time", "streams.get events.get auth.login", "auth.login events.get streams.get"),
        ("Last time", "events.get streams.get auth.login", "auth.login streams.get events.get"),
        ("Records", "events.get streams.get auth.login", "auth.login streams.get events.get"),
    ] {
        let sorted = async || app.find("columnheader", column).await.attr("aria-sort").await.unwrap();
        app.find("columnheader", column).await.find(By::Css("button")).await.unwrap().click().await.unwrap();
        shows(&app, once).await;
        let first = if column == "Action" { "ascending" } else { "descending" };
        assert_eq!(sorted().await.as_deref(), Some(first), "{column}");
        app.find("columnheader", column).await.find(By::Css("button")).await.unwrap().click().await.unwrap();
        shows(&app, twice).await;
        assert_ne!(sorted().await.as_deref(), Some(first), "{column}");
    }
    // The shares are of the group, and the times its first and last.
    let words = lines(&app).await.into_iter().map(|(_, cells)| cells[1..4].join(" ")).collect::<Vec<_>>();
    assert_eq!(words, ["1 0 0%", "2 2 100%", "3 1 33%"]);
    // A reload shows the same table, once the file is open again.
    app.click("button", "Timeline").await;
    app.find("grid", "Records").await;
    app.driver.back().await.unwrap();
    choose(&app, "Group by", "Status").await;
    app.find("columnheader", "Status").await;
    assert!(app.address().await.contains("v=groups") && app.address().await.contains("g=status.action.count"));
    app.driver.refresh().await.unwrap();
    let path = write(&app, "records.json", &json!(six()).to_string());
    open(&app, &path).await;
    app.find("columnheader", "Status").await;
    app.find("row", "403 refused").await;
    app.finish().await;
}

#[tokio::test]
async fn hundreds_of_groups_are_all_reached_on_either_level() {
    let records: Vec<Value> = (0..250)
        .map(|number| {
            let address = format!("10.0.{}.{}", number / 100, number % 100);
            call(number, "events.get", Some("aaa"), None, &address)
        })
        .collect();
    let app = with_file("", &records).await;
    app.click("button", "Groups").await;
    choose(&app, "Group by", "Address").await;
    choose(&app, "then by", "nothing else").await;
    app.says("1–100 of 250 groups").await;
    let mut seen = values(&app).await;
    assert_eq!(seen.len(), 100);
    app.click("button", "Next").await;
    app.says("101–200 of 250 groups").await;
    app.holds("document.querySelectorAll('[role=row][aria-level]').length === 100").await;
    app.find("row", "10.0.1.50").await;
    seen.extend(values(&app).await);
    app.click("button", "Next").await;
    app.says("201–250 of 250 groups").await;
    app.holds("document.querySelectorAll('[role=row][aria-level]').length === 50").await;
    seen.extend(values(&app).await);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 250, "each once");
    app.audit().await;

    // Inside of a group, by keyboard.
    choose(&app, "Group by", "Action").await;
    choose(&app, "then by", "Address").await;
    app.says("1–1 of 1 group").await;
    app.run("document.getElementById('records').focus()", vec![]).await;
    stands_on(&app, "events.get").await;
    press(&app, Key::Right + "").await;
    for more in ["Show 100 more", "Show 50 more"] {
        app.find("button", more).await;
        press(&app, Key::End + "").await;
        stands_on(&app, more).await;
        press(&app, Key::Enter + "").await;
        app.gone("button", more).await;
        stands_on(&app, "10.0.").await;
    }
    assert_eq!(counts(&app, 2).await.len(), 250);
    press(&app, Key::Left + "").await;
    stands_on(&app, "events.get").await;
    press(&app, Key::Left + "").await;
    app.holds("document.querySelectorAll('[role=row][aria-level=\"2\"]').length === 0").await;
    stands_on(&app, "events.get").await;
    app.finish().await;
}

#[tokio::test]
async fn the_table_is_walked_by_keyboard_and_says_what_cannot_be_opened() {
    let app = with_file("#/v1/log?v=groups&g=access.address&q=ip:198.51.100.*,9.*", &six()).await;
    app.run("document.getElementById('records').focus()", vec![]).await;
    stands_on(&app, "Access aaa").await;
    press(&app, Key::Down + "").await;
    stands_on(&app, "Access bbb").await;
    press(&app, Key::End + "").await;
    stands_on(&app, "Somebody").await;
    // No filter says that a record has no access: there is no button, and why.
    app.says("The search has no words for these records").await;
    app.gone("button", "Show the records of Somebody").await;
    press(&app, Key::Enter + "").await;
    stands_on(&app, "Somebody").await;
    app.audit().await;
    press(&app, Key::Home + "").await;
    press(&app, Key::Enter + "").await;
    app.says("3 of 6 records").await;
    app.holds("document.activeElement.role === 'grid'").await;
    app.finish().await;
}

#[tokio::test]
async fn groups_are_two_lines_where_there_is_little_room() {
    let app = with_file("#/v1/log?v=groups", &six()).await;
    app.click("button", "Show what is inside streams.get").await;
    app.find("row", "403 refused").await;
    for width in [500, 1440] {
        app.driver.set_window_rect(0, 0, width, 900).await.unwrap();
        app.holds(&format!("window.innerWidth <= {width}")).await;
        app.find("row", "403 refused").await;
        fits(&app).await;
        app.audit().await;
    }
    app.finish().await;
}
