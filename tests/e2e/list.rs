//! The list of records: its order, and how one gets about in it.

use fake_pryv::Generation;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{connect, export, server};
use crate::files::{open, write};
use crate::support::{App, table};

/// A record of a second, with what differs between records.
fn event(second: u32, access: &str, action: &str, error: Option<&str>, address: &str) -> Value {
    json!({"id": format!("r{second}"), "type": "audit-log/pryv-api", "time": 1_795_470_000 + second,
        "content": {"action": action, "id": error, "source": {"name": "http", "ip": address}},
        "streamIds": [format!(":_audit:access-{access}"), format!(":_audit:action-{action}")]})
}

/// Opens the log in a file with four records, newest first.
async fn four() -> App {
    let app = App::open("").await;
    let records = json!([
        event(4, "bbb", "streams.get", Some("forbidden"), "198.51.100.9"),
        event(3, "aaa", "events.get", None, "198.51.100.10"),
        event(2, "ccc", "events.create", Some("unexpected-error"), "9.0.0.1"),
        event(1, "aaa", "streams.get", None, "198.51.100.10"),
    ]);
    let path = write(&app, "records.json", &records.to_string());
    open(&app, &path).await;
    app.says("4 of 4 records").await;
    app
}

/// Waits until the list shows these records, by the seconds of their times.
async fn shows(app: &App, seconds: &str) {
    let script = format!(
        "[...document.querySelectorAll('[role=row] time')].map(time => [time.getBoundingClientRect().top, \
         time.dateTime.slice(18, 19)]).sort((a, b) => a[0] - b[0]).map(it => it[1]).join('') === '{seconds}'"
    );
    app.holds(&script).await;
}

async fn sort_of(app: &App, column: &str) -> Option<String> {
    app.find("columnheader", column).await.attr("aria-sort").await.unwrap()
}

#[tokio::test]
async fn every_column_sorts_both_ways() {
    let app = four().await;
    shows(&app, "4321").await;
    assert_eq!(sort_of(&app, "Time").await.as_deref(), Some("descending"));
    for (column, up, down) in [
        ("Access", "3142", "2431"),
        ("Action", "2341", "4132"),
        ("Address", "2431", "3142"),
        ("Status", "3142", "2431"),
        ("Time", "4321", "1234"),
    ] {
        let header = app.find("columnheader", column).await;
        header.click().await.unwrap();
        shows(&app, up).await;
        header.click().await.unwrap();
        shows(&app, down).await;
        let sorted = if column == "Time" { "ascending" } else { "descending" };
        assert_eq!(sort_of(&app, column).await.as_deref(), Some(sorted));
        app.says(&if column == "Time" { "oldest first".to_owned() } else { format!("sorted by {column}, backwards") })
            .await;
        // Rows that stand in no order of time say their day themselves.
        let dated = app.run("return document.querySelector('[role=row] time').textContent", vec![]).await;
        assert_eq!(dated.as_str().unwrap().starts_with("23 Nov 2026, "), column != "Time", "{column}");
        app.audit().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn the_order_is_in_the_address_and_in_the_table() {
    let app = four().await;
    app.find("columnheader", "Address").await.click().await.unwrap();
    shows(&app, "2431").await;
    assert!(app.address().await.contains("o=address"), "{}", app.address().await);
    export(&app, "CSV").await;
    let (_, csv) = app.download(".csv").await;
    let saved: Vec<String> = table(&csv).into_iter().map(|row| row["id"].clone()).collect();
    assert_eq!(saved, ["r2", "r4", "r3", "r1"]);
    export(&app, "JSON Lines").await;
    let (_, lines) = app.download(".jsonl").await;
    let lines = String::from_utf8(lines).unwrap();
    let saved = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone());
    assert_eq!(saved.filter(|id| !id.is_null()).collect::<Vec<_>>(), ["r4", "r3", "r2", "r1"]);
    // By keyboard, from the list into its head; Enter there opens no record.
    let list = app.find("grid", "Records").await;
    list.send_keys(Key::Tab + Key::Enter).await.unwrap();
    shows(&app, "4321").await;
    app.driver.active_element().await.unwrap().send_keys(" ").await.unwrap();
    shows(&app, "1234").await;
    assert!(!app.address().await.contains("sel="));
    app.driver.back().await.unwrap();
    shows(&app, "4321").await;
    app.driver.back().await.unwrap();
    shows(&app, "2431").await;
    app.driver.back().await.unwrap();
    shows(&app, "4321").await;
    // What stands before and after a record is what stands so in the list.
    app.find("columnheader", "Status").await.click().await.unwrap();
    shows(&app, "3142").await;
    list.send_keys(Key::Home + Key::Enter).await.unwrap();
    app.find("heading", "Record").await;
    app.click("button", "Next").await;
    app.holds("location.hash.endsWith('sel=r1')").await;
    app.finish().await;
}

#[tokio::test]
async fn the_columns_fit_a_narrow_page_in_either_language() {
    let app = four().await;
    app.driver.set_window_rect(0, 0, 500, 900).await.unwrap();
    app.find("columnheader", "Address").await.click().await.unwrap();
    shows(&app, "2431").await;
    app.says("198.51.100.10").await;
    app.audit().await;
    app.click("button", "Settings").await;
    crate::connect::choose(&app, "Language", "Français").await;
    app.find("columnheader", "Adresse").await;
    app.says("trié par Adresse").await;
    app.holds("document.documentElement.scrollWidth <= document.documentElement.clientWidth").await;
    app.finish().await;
}

/// The row that one stands on, from 1, as the screen reader hears it, and whether it
/// is in sight.
async fn standing(app: &App) -> u32 {
    let script = "const grid = document.querySelector('[role=grid]'); \
        const row = document.getElementById(grid.getAttribute('aria-activedescendant')); \
        const head = grid.querySelector('.list-head').getBoundingClientRect().bottom; \
        const box = row.getBoundingClientRect(), frame = grid.getBoundingClientRect(); \
        return box.top >= head - 1 && box.bottom <= frame.bottom + 1 ? Number(row.id.slice(4)) + 1 : 0";
    let row = app.run(script, vec![]).await;
    u32::try_from(row.as_u64().unwrap()).unwrap()
}

/// Waits until one stands on a row, and sees it with what it says.
async fn stands_on(app: &App, row: u32) {
    for _ in 0..2000 {
        if standing(app).await == row {
            break;
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(standing(app).await, row);
    app.holds(&format!("document.querySelector('#row-{} time')?.textContent", row - 1)).await;
}

#[tokio::test]
async fn keys_and_the_bar_reach_every_row() {
    let app = App::open("#/v1/demo").await;
    app.says("60,000 of 60,000 records").await;
    app.says("all loaded").await;
    let list = app.find("grid", "Records").await;
    for (key, row) in [(Key::End, 60_000), (Key::Home, 1), (Key::Down, 2), (Key::Down, 3), (Key::Up, 2)] {
        list.send_keys(key + "").await.unwrap();
        stands_on(&app, row).await;
    }
    list.send_keys(Key::PageDown + "").await.unwrap();
    let page = standing(&app).await;
    assert!(page > 4, "{page}");
    list.send_keys(Key::PageUp + "").await.unwrap();
    stands_on(&app, 2).await;
    list.send_keys(Key::End + Key::PageUp + Key::PageDown).await.unwrap();
    stands_on(&app, 60_000).await;
    // In letters so large that the list is longer than browsers draw, and is scaled.
    app.run("document.documentElement.style.fontSize = '700%'", vec![]).await;
    app.holds("document.querySelector('[role=grid]').scrollHeight > 12e6").await;
    app.holds("document.querySelector('.row').clientHeight > 200").await;
    for (keys, row) in [
        (Key::Home + Key::Down, 2),
        (Key::End + "", 60_000),
        (Key::PageUp + Key::PageDown, 60_000),
        (Key::Up + "", 59_999),
        (Key::Home + "", 1),
    ] {
        list.send_keys(keys).await.unwrap();
        stands_on(&app, row).await;
    }
    // The bar reaches both ends as well.
    app.run("document.querySelector('[role=grid]').scrollTop = 0", vec![]).await;
    app.holds("document.querySelector('#row-0 time')?.textContent").await;
    app.run("document.querySelector('[role=grid]').scrollTop = 1e9", vec![]).await;
    app.holds("document.querySelector('#row-59999 time')?.textContent").await;
    app.finish().await;
}

#[tokio::test]
async fn a_page_at_a_time() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    crate::connect::load_everything(&app).await;
    let all = app.run("return document.querySelector('#count-line strong').textContent", vec![]).await;
    let all: u32 = all.as_str().unwrap().split(" of ").next().unwrap().replace(',', "").parse().unwrap();
    crate::connect::choose(&app, "Rows on a page", "100 on a page").await;
    app.says("1–100 of 3,").await;
    app.audit().await;
    app.click("button", "Next").await;
    app.says("101–200 of 3,").await;
    app.holds("document.querySelector('#row-100 time')?.textContent").await;
    app.holds("document.querySelector('#row-99') === null").await;
    app.click("button", "Last").await;
    let first_of_last = (all - 1) / 100 * 100;
    app.holds(&format!("document.querySelector('#row-{first_of_last} time')?.textContent")).await;
    app.holds("document.querySelector('[role=grid]').contains(document.activeElement) === false").await;
    // Keys go on where a page ends.
    let list = app.find("grid", "Records").await;
    list.send_keys(Key::Home + "").await.unwrap();
    stands_on(&app, 1).await;
    list.send_keys(Key::End + "").await.unwrap();
    stands_on(&app, all).await;
    app.click("button", "First").await;
    app.says("1–100 of 3,").await;
    // Another filter begins at its first page; the size is remembered.
    app.click("button", "Last").await;
    app.click("button", "events.create").await;
    app.says("1–100 of ").await;
    app.driver.refresh().await.unwrap();
    connect(&app, &server.api_endpoint("alice")).await;
    app.find("navigation", "Pages").await;
    crate::connect::choose(&app, "Rows on a page", "All in one list").await;
    app.gone("navigation", "Pages").await;
    app.finish().await;
}

#[tokio::test]
async fn a_time_is_gone_to() {
    let app = four().await;
    let zone = app.run("return -new Date(1795470000000).getTimezoneOffset()", vec![]).await.as_i64().unwrap();
    let clock = |minute: i64| {
        let minutes = (21 * 60 + 40 + minute + zone).rem_euclid(24 * 60);
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    };
    let go = async |text: &str| app.fill("textbox", "Go to", &format!("{text}\u{e007}")).await;
    let list = app.find("grid", "Records").await;
    list.send_keys(Key::End + "").await.unwrap();
    stands_on(&app, 4).await;
    // The newest of the minute, since that is where it begins in this list.
    go(&clock(0)).await;
    stands_on(&app, 1).await;
    app.holds("document.activeElement.id === 'records'").await;
    go(&format!("{}:02", clock(0))).await;
    stands_on(&app, 3).await;
    for (text, told) in [
        ("soon", "“soon” is not a time. Write it like 2026-03-01, 2026-03-01 14:30 or 14:30."),
        ("2026-03-01 14:30", "Nothing from before 23 Nov 2026, "),
        ("2027-01", "Nothing from after 23 Nov 2026, "),
    ] {
        go(text).await;
        app.says(told).await;
        app.audit().await;
    }
    app.fill("combobox", "Search", "access:aaa\u{e007}").await;
    app.says("2 of 4 records").await;
    go(&format!("{}:02", clock(0))).await;
    stands_on(&app, 2).await;
    app.fill("combobox", "Search", "access:bbb\u{e007}").await;
    app.says("1 of 4 records").await;
    go(&format!("{}:02", clock(0))).await;
    app.says("The list ends before it gets to that time.").await;
    app.find("columnheader", "Status").await.click().await.unwrap();
    app.says("To go to a time, sort the list by time.").await;
    app.finish().await;
}
