//! Routine, folded: what is said of it, what opens, and that nothing is lost.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{choose, export};
use crate::files::{open, write};
use crate::groups::{fits, lines, press, stands_on};
use crate::support::{App, table};

/// The 23rd of November 2026 in UTC.
const DAY: u32 = 1_795_392_000;

/// A call at a minute of the day.
fn call(minute: u32, access: &str, action: &str, error: Option<&str>) -> Value {
    json!({"id": format!("{access}{minute}"), "type": "audit-log/pryv-api", "time": DAY + minute * 60,
        "content": {"action": action, "id": error, "source": {"name": "http", "ip": "198.51.100.7"}},
        "streamIds": [format!(":_audit:access-{access}"), format!(":_audit:action-{action}")]})
}

/// A day: 24 calls in a quarter-hour rhythm, three without one, two that are unusual.
fn a_day() -> Vec<Value> {
    let mut records: Vec<Value> = (0..24).map(|at| call(480 + at * 15, "watch", "events.create", None)).collect();
    records.extend([600, 610, 660].map(|minute| call(minute, "diet", "events.get", None)));
    records.push(call(545, "thief", "streams.get", Some("forbidden")));
    records.push(call(1000, "me", "auth.logout", None));
    records.sort_by_key(|record| std::cmp::Reverse(record["time"].as_u64()));
    records
}

async fn with_file(app: &App, records: &[Value]) {
    let file = write(app, "records.json", &json!(records).to_string());
    open(app, &file).await;
    app.says(&format!("{0} of {0} record", records.len())).await;
}

/// How many lines of a level there are.
async fn waits_for(app: &App, level: u32, count: usize) {
    app.holds(&format!("document.querySelectorAll('[role=row][data-line=\"{level}\"]').length === {count}")).await;
}

#[tokio::test]
async fn routine_is_a_line_that_opens_into_its_records() {
    let app = App::open("#/v1/log?z=utc").await;
    with_file(&app, &a_day()).await;
    app.click("button", "Fold routine").await;
    app.says("27 calls folded into 2 lines").await;
    app.says("1–4 of 4 lines").await;
    let said = lines(&app).await.into_iter().map(|(_, cells)| cells[1].clone()).collect::<Vec<_>>();
    assert_eq!(said.len(), 4);
    assert!(said[0].contains("Access me signed out"), "{said:?}");
    assert!(said[1].ends_with("24 × Access watch added an entry, every 15 minutes, 08:00–13:45"), "{said:?}");
    assert!(said[2].ends_with("3 × Access diet read entries, 10:00–11:00"), "{said:?}");
    assert!(said[3].contains("Access thief tried to read the list of streams"), "{said:?}");
    // The heading counts all of the day's records.
    app.find("row", "23 November 2026 29").await;
    app.audit().await;

    // In place, by mouse.
    app.click("button", "Show each: 24 ×").await;
    waits_for(&app, 2, 24).await;
    assert_eq!(lines(&app).await[2].1[0], "13:45:00");
    app.audit().await;
    app.click("row", "13:30:00").await;
    app.find("heading", "Record").await;
    app.says("2026-11-23T13:30:00.000Z").await;
    app.holds("document.querySelector('[role=row][aria-selected=true] time').textContent === '13:30:00'").await;
    app.audit().await;
    app.run("[...document.querySelectorAll('article button')].find(it => it.innerText === 'Close').click()", vec![])
        .await;
    app.holds("document.querySelector('article') === null").await;
    app.holds("document.activeElement.role === 'treegrid'").await;

    // By keyboard: out of the pattern, closed, to the next, opened, one of its records.
    stands_on(&app, "13:30:00").await;
    press(&app, Key::Left + "").await;
    stands_on(&app, "24 ×").await;
    press(&app, Key::Left + "").await;
    waits_for(&app, 2, 0).await;
    press(&app, Key::Down + Key::Right).await;
    waits_for(&app, 2, 3).await;
    press(&app, Key::Down + Key::Enter).await;
    app.says("2026-11-23T11:00:00.000Z").await;

    // An export holds every record all the same.
    export(&app, "CSV").await;
    assert_eq!(table(&app.download(".csv").await.1).len(), 29);
    app.finish().await;
}

#[tokio::test]
async fn folding_stays_in_the_address_and_is_undone_at_one_click() {
    let app = App::open("#/v1/log?z=utc").await;
    with_file(&app, &a_day()).await;
    app.click("button", "Fold routine").await;
    app.says("27 calls folded into 2 lines").await;
    assert!(app.address().await.contains("fold=1"));
    app.driver.refresh().await.unwrap();
    with_file(&app, &a_day()).await;
    app.says("27 calls folded into 2 lines").await;

    // The oldest first is an order of time too.
    app.find("columnheader", "Time").await.click().await.unwrap();
    app.says("oldest first").await;
    app.holds("document.querySelector('[role=row][data-line] bdi').textContent.startsWith('24 ×')").await;

    // Another order is not: nothing is folded, and why.
    app.find("columnheader", "Access").await.click().await.unwrap();
    app.says("To fold routine, sort the list by time.").await;
    app.find("grid", "Records").await;
    app.holds("document.activeElement.id === 'records'").await;
    app.holds("document.querySelector('.day-now').checkVisibility() === false").await;
    let fold = app.find("button", "Fold routine").await;
    assert_eq!(fold.attr("aria-disabled").await.unwrap().as_deref(), Some("true"));
    fold.click().await.unwrap();
    app.find("grid", "Records").await;
    app.audit().await;
    app.driver.back().await.unwrap();
    app.find("treegrid", "Records").await;

    app.click("button", "Unfold all").await;
    app.find("grid", "Records").await;
    app.holds("document.querySelectorAll('[role=grid] .row time').length >= 10").await;
    assert!(!app.address().await.contains("fold=1"));
    assert!(!app.text().await.contains("folded into"));
    app.holds("document.activeElement.getAttribute('aria-pressed') === 'false'").await;

    // A filter that leaves nothing usual says so.
    app.fill("combobox", "Search", "status:403\u{e007}").await;
    app.says("1 of 29 records").await;
    app.click("button", "Fold routine").await;
    app.says("No routine here: nothing is folded.").await;
    app.finish().await;
}

#[tokio::test]
async fn long_patterns_and_many_lines_are_reached_to_their_end() {
    // A minute apart, 250 of a kind; and 450 each of its own kind.
    let mut records: Vec<Value> = (0..250).map(|at| call(900 + at, "watch", "events.create", None)).collect();
    records.extend((0..450).map(|at| call(at, &format!("app{at}"), "events.get", None)));
    records.sort_by_key(|record| std::cmp::Reverse(record["time"].as_u64()));
    let app = App::open("#/v1/log?z=utc&fold=1").await;
    with_file(&app, &records).await;
    app.says("250 calls folded into 1 line").await;
    app.says("1–200 of 451 lines").await;
    app.run("document.getElementById('records').focus()", vec![]).await;
    stands_on(&app, "250 × Access watch added an entry, every minute, 15:00–19:09").await;
    press(&app, Key::Right + "").await;
    for (more, shown) in [("Show 100 more", 201), ("Show 50 more", 250)] {
        app.click("button", more).await;
        // With the line that shows more, where there is more.
        waits_for(&app, 2, shown).await;
        stands_on(&app, "Access watch").await;
    }
    assert_eq!(lines(&app).await[250].1[0], "15:00:00");
    app.audit().await;
    press(&app, Key::Home + Key::Left).await;
    waits_for(&app, 1, 200).await;
    app.click("button", "Next").await;
    app.says("201–400 of 451 lines").await;
    app.click("button", "Last").await;
    app.says("401–451 of 451 lines").await;
    waits_for(&app, 1, 51).await;
    let last = lines(&app).await.last().unwrap().1.clone();
    assert_eq!(last[..2], ["00:00:00", "Access app0 read entries"]);
    // The day goes on: its heading stands on this page too.
    app.find("row", "23 November 2026 700").await;
    app.finish().await;
}

#[tokio::test]
async fn patterns_fit_a_narrow_page_in_either_language() {
    let app = App::open("#/v1/log?z=utc&fold=1").await;
    with_file(&app, &a_day()).await;
    app.says("27 calls folded into 2 lines").await;
    app.driver.set_window_rect(0, 0, 500, 900).await.unwrap();
    app.click("button", "Show each: 3 ×").await;
    waits_for(&app, 2, 3).await;
    fits(&app).await;
    app.audit().await;
    app.click("button", "Settings").await;
    choose(&app, "Language", "Français").await;
    app.says("27 appels repliés en 2 lignes").await;
    app.says("toutes les 15 minutes").await;
    fits(&app).await;
    app.finish().await;
}
