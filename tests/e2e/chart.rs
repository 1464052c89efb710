//! The chart: bars by pointer and by keyboard, what they are divided by, the hours of the
//! week, and the same as tables.

use std::collections::BTreeMap;

use fake_pryv::Generation;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::connect::{connect, held_after, load_everything, server};
use crate::files::{open, write};
use crate::support::App;

/// Noon of 15 November 2026, a Sunday, in UTC: the same day nearly everywhere.
const NOON: i64 = 1_794_744_000;
const DAY: i64 = 86_400;

fn record(id: usize, time: i64, action: &str, error: Option<&str>) -> Value {
    json!({"id": format!("r{id}"), "type": "audit-log/pryv-api", "time": time,
        "content": {"action": action, "id": error, "source": {"name": "http", "ip": "198.51.100.7"}},
        "streamIds": [":_audit:access-ckq1", format!(":_audit:action-{action}")]})
}

async fn with(path: &str, mut records: Vec<Value>) -> App {
    records.sort_by_key(|record| -record["time"].as_i64().unwrap());
    let app = App::open(path).await;
    let file = write(&app, "records.json", &json!(records).to_string());
    open(&app, &file).await;
    app.says(&format!("{0} of {0} records", records.len())).await;
    app
}

/// Ten days: one record on the first, two on the second, and so on, 55 in all. The last
/// call of each day was refused.
async fn ten_days() -> App {
    let day = |day: i64| (0..=day).map(move |call| (NOON + day * DAY + call, call == day));
    let calls = (0..10).flat_map(day).enumerate();
    let record = |(id, (time, last)): (usize, (i64, bool))| {
        record(id, time, if last { "streams.get" } else { "events.create" }, last.then_some("forbidden"))
    };
    with("", calls.map(record).collect()).await
}

/// Waits until the slider says so.
async fn speaks(app: &App, text: &str) {
    app.holds(&format!(
        "document.querySelector('[role=slider]').getAttribute('aria-valuetext').includes({})",
        json!(text)
    ))
    .await;
}

/// Waits until the time is not filtered by.
async fn all_times(app: &App) {
    app.holds("!location.hash.includes('time')").await;
}

#[tokio::test]
async fn bars_are_chosen_by_keys() {
    let app = ten_days().await;
    let slider = app.find("slider", "Activity over time").await;
    // It begins at the newest bar; of the whole page one step of Tab reaches it.
    speaks(&app, "10 records; done: 9; refused: 1").await;
    slider.focus().await.unwrap();
    for (keys, spoken, bar) in [
        (Key::Home + "", ": 1 record; refused: 1", "1"),
        (Key::Left + "", ": 1 record; refused: 1", "1"),
        (Key::Right + "", ": 2 records; done: 1; refused: 1", "2"),
        (Key::End + "", ": 10 records; done: 9; refused: 1", "10"),
        (Key::Home + Key::Right, ": 2 records", "2"),
        // The second to the fourth day.
        (Key::Shift + Key::Right + Key::Right, "16 Nov 2026 – 18 Nov 2026: 9 records; done: 6; refused: 3", "4"),
        (Key::Escape + "", ": 4 records", "4"),
        (Key::Shift + Key::Left, "17 Nov 2026 – 18 Nov 2026: 7 records", "3"),
    ] {
        slider.send_keys(keys).await.unwrap();
        speaks(&app, spoken).await;
        assert_eq!(slider.attr("aria-valuenow").await.unwrap().as_deref(), Some(bar));
    }
    app.audit().await;
    slider.send_keys(Key::Enter + "").await.unwrap();
    app.says("7 of 55 records").await;
    app.find("button", "Remove Time: 17 Nov 2026 – 18 Nov 2026").await;
    app.holds("document.activeElement.getAttribute('role') === 'slider'").await;
    app.driver.back().await.unwrap();
    app.says("55 of 55 records").await;
    all_times(&app).await;
    app.finish().await;
}

#[tokio::test]
async fn bars_are_chosen_by_a_pointer() {
    let app = ten_days().await;
    let slider = app.find("slider", "Activity over time").await;
    // From the middle of the chart: 10 bars share its width.
    let width = app.run("return document.querySelector('[role=slider]').clientWidth", vec![]).await;
    let width = width.as_i64().unwrap();
    let middle_of = |bar: i64| (bar * 2 + 1 - 10) * width / 20;
    // It says what it would narrow to, and lets go with Escape.
    let from = |bar| app.driver.action_chain().move_to_element_with_offset(&slider, middle_of(bar), 0).click_and_hold();
    from(6).move_to_element_with_offset(&slider, middle_of(4), 0).perform().await.unwrap();
    speaks(&app, "19 Nov 2026 – 21 Nov 2026: 18 records").await;
    app.says("19 Nov 2026 – 21 Nov 2026: 18 records").await;
    app.audit().await;
    app.driver.action_chain().send_keys(Key::Escape + "").release().perform().await.unwrap();
    all_times(&app).await;
    from(4).move_to_element_with_offset(&slider, middle_of(6), 0).release().perform().await.unwrap();
    app.says("18 of 55 records").await;
    app.find("button", "Remove Time: 19 Nov 2026 – 21 Nov 2026").await;
    app.driver.back().await.unwrap();
    app.says("55 of 55 records").await;
    all_times(&app).await;
    app.finish().await;
}

#[tokio::test]
async fn times_widen_step_by_step() {
    let app = ten_days().await;
    app.gone("button", "Widen").await;
    app.click("button", "As a table").await;
    app.click("button", "Narrow to Thursday, 19 November 2026").await;
    app.says("5 of 55 records").await;
    app.click("button", "Widen to 18 Nov 2026 – 20 Nov 2026").await;
    app.says("15 of 55 records").await;
    app.audit().await;
    // Nine days, within what there is.
    app.click("button", "Widen to 15 Nov 2026 – 23 Nov 2026").await;
    app.says("45 of 55 records").await;
    let widen = app.find("button", "Widen to all times").await;
    widen.focus().await.unwrap();
    widen.send_keys(Key::Enter + "").await.unwrap();
    app.says("55 of 55 records").await;
    app.gone("button", "Widen").await;
    app.holds("document.activeElement.getAttribute('role') === 'slider'").await;
    for left in ["45 of 55 records", "15 of 55 records", "5 of 55 records"] {
        app.driver.back().await.unwrap();
        app.says(left).await;
    }
    app.click("button", "All times").await;
    app.says("55 of 55 records").await;
    all_times(&app).await;
    app.driver.back().await.unwrap();
    app.says("5 of 55 records").await;
    app.finish().await;
}

/// The table beneath the chart: the words of each row, from its head.
async fn rows(app: &App) -> Vec<Vec<String>> {
    let script = "return [...document.querySelectorAll('.table-frame tr')].map(row => \
        [...row.children].map(cell => cell.textContent.trim()))";
    serde_json::from_value(app.run(script, vec![]).await).unwrap()
}

fn count(cell: &str) -> usize {
    cell.replace(',', "").parse().unwrap()
}

/// The sum of each column but the first, by its head; every row's parts make its sum.
fn columns(rows: &[Vec<String>]) -> Vec<(String, usize)> {
    let (head, rows) = rows.split_first().unwrap();
    for row in rows {
        assert_eq!(count(&row[1]), row[2..].iter().map(|cell| count(cell)).sum::<usize>(), "{row:?}");
    }
    let sum = |column: usize| rows.iter().map(|row| count(&row[column])).sum();
    (1..head.len()).map(|column| (head[column].clone(), sum(column))).collect()
}

#[tokio::test]
async fn kinds_of_acts_and_accesses_are_those_of_the_log() {
    let server = server(Generation::Events).await;
    // What the viewer itself asks is in the log as well, after this.
    let before = server.records("alice").iter().filter_map(|record| record["time"].as_f64()).fold(0.0, f64::max);
    let minute = (before / 60.0).floor() * 60.0;
    let records: Vec<Value> =
        server.records("alice").into_iter().filter(|it| it["time"].as_f64().unwrap() < minute).collect();
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    let until = app.run("return new Date(arguments[0] * 1000).toISOString().slice(0, 16) + 'Z'", vec![json!(minute)]);
    let until = until.await.as_str().unwrap().to_owned();
    app.fill("combobox", "Search", &format!("until:{until}\u{e007}")).await;
    app.says(&format!("{},{:03} of ", records.len() / 1000, records.len() % 1000)).await;
    app.click("button", "As a table").await;

    app.click("button", "Kind of act").await;
    app.find("button", "Only Sign-in").await;
    app.find("columnheader", "Sign-in").await;
    app.audit().await;
    let action = |record: &Value| record["content"]["action"].as_str().unwrap_or_default().to_owned();
    let kind = |action: &str| match action.split_once('.').unwrap_or(("", action)) {
        ("auth" | "mfa" | "oauth", verb) if !verb.starts_with("consent") => "Sign-in",
        ("account", "changePassword" | "requestPasswordReset" | "resetPassword" | "verifyEmail") => "Sign-in",
        ("accesses", "create" | "update" | "delete") | ("oauth", _) => "Consent",
        (_, "create") => "Create",
        ("events", "deleteAttachment") => "Change",
        (_, "delete") => "Remove",
        (_, verb) if verb.starts_with("update") => "Change",
        (_, verb) if verb.starts_with("get") => "Read",
        _ => "Other",
    };
    let mut kinds = BTreeMap::<&str, usize>::new();
    for record in &records {
        *kinds.entry(kind(&action(record))).or_default() += 1;
    }
    let found = columns(&rows(&app).await);
    assert_eq!(found[0], ("All".to_owned(), records.len()));
    for (name, sum) in &found[1..] {
        assert_eq!(*sum, kinds.get(name.as_str()).copied().unwrap_or(0), "{name}");
    }
    assert_eq!(found[1..].iter().filter(|(_, sum)| *sum > 0).count(), kinds.len(), "{kinds:?}");

    app.click("button", "Access").await;
    app.find("columnheader", "All others").await;
    app.audit().await;
    let access = |record: &Value| {
        let streams = record["streamIds"].as_array().cloned().unwrap_or_default();
        let of = |id: &Value| Some(id.as_str()?.strip_prefix(":_audit:access-")?.split(':').next()?.to_owned());
        streams.iter().find_map(of).unwrap_or_default()
    };
    let mut accesses = BTreeMap::<String, usize>::new();
    for record in &records {
        *accesses.entry(access(record)).or_default() += 1;
    }
    accesses.remove("");
    let mut most: Vec<usize> = accesses.into_values().collect();
    most.sort_unstable_by(|a, b| b.cmp(a));
    most.truncate(5);
    most.push(records.len() - most.iter().sum::<usize>());
    most.insert(0, records.len());
    let found = columns(&rows(&app).await);
    assert_eq!(found.iter().map(|(_, sum)| *sum).collect::<Vec<_>>(), most, "{found:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_part_is_a_filter() {
    let app = ten_days().await;
    for (chart, part, left) in [("Outcome", "refused: 10", 10), ("Kind of act", "Create: 45", 45)] {
        app.click("button", chart).await;
        app.click("button", &format!("Only {part}")).await;
        app.says(&format!("{left} of 55 records")).await;
        let button = app.find("button", &format!("Only {part}")).await;
        assert_eq!(button.attr("aria-pressed").await.unwrap().as_deref(), Some("true"));
        app.audit().await;
        button.click().await.unwrap();
        app.says("55 of 55 records").await;
    }
    app.click("button", "Access").await;
    app.click("button", "Only Access ckq1: 55").await;
    app.find("button", "Remove access:ckq1").await;
    app.finish().await;
}

/// Calls of three hours of the week, of which the first is on two Mondays.
async fn hours() -> App {
    const MONDAY_14: i64 = NOON + DAY + 2 * 3600;
    let calls = [
        (MONDAY_14, None),
        (MONDAY_14 + 60, Some("forbidden")),
        (MONDAY_14 + 7 * DAY, None),
        (MONDAY_14 + 2 * DAY, None),
        (MONDAY_14 + 2 * DAY + 1, None),
        (MONDAY_14 - 12 * 3600, None),
    ];
    let record = |(id, (time, error)): (usize, (i64, Option<&str>))| record(id, time, "events.get", error);
    with("#/v1/?z=utc&c=heat", calls.into_iter().enumerate().map(record).collect()).await
}

#[tokio::test]
async fn hours_of_the_week_are_filters() {
    let app = hours().await;
    app.find("grid", "Activity by hour and weekday").await;
    app.audit().await;
    app.click("gridcell", "Monday, 14:00–15:00: 3 records; done: 2; refused: 1").await;
    app.says("3 of 6 records").await;
    let address = app.address().await;
    assert!(address.contains("weekday%3Amon") && address.contains("hour%3A14"), "{address}");
    let cell = app.find("gridcell", "Monday, 14:00–15:00: 3 records").await;
    assert_eq!(cell.attr("aria-selected").await.unwrap().as_deref(), Some("true"));
    app.audit().await;
    app.driver.back().await.unwrap();
    app.says("6 of 6 records").await;
    // By keys, from there to the heads, each of which filters alone.
    for (keys, name, left) in [
        (Key::Up + "", "14:00–15:00: 5 records", 5),
        (Key::Down + Key::Home, "Monday: 4 records", 4),
        (Key::Right + Key::Right + Key::Right, "Monday, 02:00–03:00: 1 record", 1),
        (Key::Control + Key::Home, "02:00–03:00: 1 record", 1),
    ] {
        app.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
        let active = app.driver.active_element().await.unwrap();
        let label = active.attr("aria-label").await.unwrap().unwrap_or_default();
        assert!(label.starts_with(name), "{label}");
        assert_eq!(active.attr("tabindex").await.unwrap().as_deref(), Some("0"));
        assert_eq!(number(&app, "return document.querySelectorAll('.heat [tabindex=\"0\"]').length").await, 1);
        active.send_keys(Key::Enter + "").await.unwrap();
        app.says(&format!("{left} of 6 records")).await;
        active.send_keys(" ").await.unwrap();
        app.says("6 of 6 records").await;
    }
    app.finish().await;
}

async fn number(app: &App, script: &str) -> i64 {
    app.run(script, vec![]).await.as_i64().unwrap()
}

#[tokio::test]
async fn hours_of_the_week_are_a_table_and_a_scale() {
    let app = hours().await;
    app.click("button", "As a table").await;
    app.find("columnheader", "Wednesday").await;
    let rows = rows(&app).await;
    assert_eq!(rows[0][..4], ["Hour", "All", "Monday", "Tuesday"]);
    assert_eq!(rows.len(), 25);
    assert_eq!(rows[15][..5], ["14:00–15:00", "5", "3", "0", "2"]);
    assert_eq!(rows[3][..4], ["02:00–03:00", "1", "1", "0"]);
    let shade = "return document.querySelector('[aria-label^=\"Monday, 14:00\"]').className.slice(6)";
    assert_eq!(app.run(shade, vec![]).await, json!("3"));
    let shades = "return [...document.querySelectorAll('.legend li')].map(it => it.textContent.trim())";
    assert_eq!(app.run(shades, vec![]).await, json!(["0", "1", "2", "3"]));
    app.finish().await;
}

#[tokio::test]
async fn the_choice_of_chart_stays_and_fits_any_width() {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    let mut before = "Outcome";
    for (name, key) in [("Kind of act", "operation"), ("Access", "access"), ("Hours", "heat")] {
        app.click("button", name).await;
        app.holds(&format!("location.hash.includes('c={key}')")).await;
        app.driver.back().await.unwrap();
        app.holds(&format!("document.querySelector('.switch [aria-pressed=true]').innerText === '{before}'")).await;
        app.driver.forward().await.unwrap();
        app.driver.refresh().await.unwrap();
        app.says("all loaded").await;
        app.holds(&format!("document.querySelector('.switch [aria-pressed=true]').innerText === '{name}'")).await;
        before = name;
        if key == "heat" {
            app.find("gridcell", "Tuesday, 02:00–03:00").await;
        } else {
            app.find("button", if key == "access" { "Only Watch sync" } else { "Only Create" }).await;
        }
        app.driver.set_window_rect(0, 0, 500, 900).await.unwrap();
        app.run("document.documentElement.style.inlineSize = '320px'", vec![]).await;
        app.holds("document.querySelector('.chart').getBoundingClientRect().right <= 320").await;
        app.holds("document.querySelector('.chart').scrollWidth <= document.querySelector('.chart').clientWidth").await;
        app.audit().await;
        app.driver.set_window_rect(0, 0, 1280, 900).await.unwrap();
    }
    app.finish().await;
}

#[tokio::test]
async fn each_chart_tells_what_is_not_loaded() {
    let (_server, gate, app) = held_after(60).await;
    // The newest of them is what the page asked first.
    app.says("59 of 60 records").await;
    for chart in ["Outcome", "Kind of act", "Access", "Hours"] {
        app.click("button", chart).await;
        if chart == "Hours" {
            app.find("grid", "Activity by hour and weekday").await;
        } else {
            app.holds("document.querySelector('.chart-bars rect[fill]').getBoundingClientRect().width > 10").await;
        }
        app.says("; what is older is not loaded").await;
        app.find("listitem", "not loaded").await;
        app.audit().await;
    }
    gate.open();
    app.says("all loaded").await;
    app.gone("listitem", "not loaded").await;
    app.finish().await;
}
