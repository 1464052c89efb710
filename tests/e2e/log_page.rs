//! The log page under somebody's hands: filters mean what they count, the focus and
//! the place in the list stay, and what is shown says no more than the record.

use fake_pryv::Generation;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::connect::{connect, held_after, open_first, server};
use crate::files::{open, write};
use crate::support::App;

/// Opens the log in a file with these records, newest first.
pub(crate) async fn with_records(records: &[serde_json::Value]) -> App {
    let app = App::open("").await;
    let path = write(&app, "records.json", &json!(records).to_string());
    open(&app, &path).await;
    app.says(&format!("{0} of {0} record", records.len())).await;
    app
}

pub(crate) fn event(id: &str, action: &str, more: &serde_json::Value) -> serde_json::Value {
    let mut content = json!({"action": action, "source": {"name": "http", "ip": "198.51.100.7"}});
    content.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"id": id, "type": "audit-log/pryv-api", "time": 1_795_470_000, "content": content,
        "streamIds": [":_audit:access-ckq1", format!(":_audit:action-{action}")]})
}

/// The text of what has the focus.
pub(crate) async fn focused(app: &App) -> String {
    let script = "return document.activeElement.innerText || document.activeElement.tagName";
    let text = app.driver.execute(script, vec![]).await.unwrap();
    text.json().as_str().unwrap_or_default().to_owned()
}

async fn number(app: &App, script: &str) -> f64 {
    app.driver.execute(script, vec![]).await.unwrap().json().as_f64().unwrap()
}

const SCROLLED: &str = "return document.querySelector('[role=grid]').scrollTop";

#[tokio::test]
async fn the_focus_and_the_place_stay_while_records_arrive() {
    let (_server, gate, app) = held_after(100).await;
    app.says("what is older is not loaded").await;
    app.audit().await;
    open_first(&app).await;
    app.find("heading", "Record").await;
    app.driver.execute("document.querySelector('[role=grid]').scrollTop = 1000", vec![]).await.unwrap();
    let group = app.find("button", "events.create").await;
    app.driver.execute("arguments[0].focus()", vec![group.to_json().unwrap()]).await.unwrap();
    let before = focused(&app).await;
    gate.open();
    app.says("all loaded").await;
    let after = focused(&app).await;
    assert!(before.contains("events.create") && after.contains("events.create"), "{before} / {after}");
    assert_ne!(before, after, "the count has grown");
    assert!((number(&app, SCROLLED).await - 1000.0).abs() < 1.0, "the list stays where it was scrolled to");
    assert!(!app.text().await.contains("is not loaded"));
    app.finish().await;
}

#[tokio::test]
async fn menus_close_and_give_the_focus_back() {
    let app = with_records(&[event("a", "events.get", &json!({}))]).await;
    let button = app.find("button", "Export").await;
    let is_open = || async { button.attr("aria-expanded").await.unwrap().as_deref() == Some("true") };
    button.click().await.unwrap();
    assert!(is_open().await);
    app.audit().await;
    app.find("button", "CSV").await.send_keys(Key::Escape + "").await.unwrap();
    assert!(!is_open().await);
    assert!(focused(&app).await.starts_with("Export"));
    button.click().await.unwrap();
    app.click("heading", "Audit log in").await;
    assert!(!is_open().await, "a click elsewhere closes it");
    button.click().await.unwrap();
    app.click("combobox", "Search").await;
    assert!(!is_open().await);
    assert_eq!(focused(&app).await, "INPUT", "what was clicked has the focus");
    button.click().await.unwrap();
    app.click("button", "CSV").await;
    app.says("Saved 1 record.").await;
    assert!(focused(&app).await.starts_with("Export"));
    app.finish().await;
}

#[tokio::test]
async fn the_last_record_keeps_the_focus_on_its_buttons() {
    let app = with_records(&[event("a", "events.get", &json!({})), event("b", "events.get", &json!({}))]).await;
    open_first(&app).await;
    let older = app.find("button", "Older").await;
    older.click().await.unwrap();
    app.find("button", "Copy the id").await;
    while older.attr("aria-disabled").await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    older.click().await.unwrap();
    assert!(focused(&app).await.contains("Older"));
    assert!(app.address().await.contains("sel=b"));
    app.finish().await;
}

#[tokio::test]
async fn searches_are_steps_and_filters_add_to_them() {
    let app = with_records(&[
        event("a", "events.get", &json!({"id": "forbidden"})),
        event("b", "events.get", &json!({})),
        event("c", "streams.get", &json!({})),
    ])
    .await;
    app.fill("combobox", "Search", "events\u{e007}").await;
    app.says("2 of 3 records").await;
    app.fill("combobox", "Search", "forbidden\u{e007}").await;
    app.says("1 of 3 record").await;
    app.driver.back().await.unwrap();
    app.says("2 of 3 records").await;
    app.driver.back().await.unwrap();
    app.says("3 of 3 records").await;
    // A click right behind the last letter adds to what was typed.
    let group = app.find("button", "events.get 2").await;
    app.fill("combobox", "Search", "forbidden").await;
    group.click().await.unwrap();
    app.says("1 of 3 record").await;
    let address = app.address().await;
    assert!(address.contains("forbidden") && address.contains("events.get"), "{address}");
    // What is not understood stays for the person to mend.
    app.fill("combobox", "Search", "acton:x").await;
    app.says("Did you mean “action”").await;
    app.click("button", "events.get").await;
    let address = app.address().await;
    assert!(address.contains("acton%3Ax") && address.contains("action%3A%3Devents.get"), "{address}");
    app.finish().await;
}

#[tokio::test]
async fn a_record_says_no_more_than_it_knows() {
    let token = "cjpxk2v4f0001n1rp3k8e5tza";
    let mut unknown = event(
        "a",
        "events.get",
        &json!({"id": "invalid-access-token", "query": {"auth": "s3cr3t"}, "recordCount": 37,
            "recordCountIncomplete": true, "scopedStreamCount": 12, "callerId": token}),
    );
    unknown["streamIds"] = json!([":_audit:access-invalid", ":_audit:action-events.get"]);
    let app = with_records(&[unknown, event("b", "events.get", &json!({"id": "brand-new"}))]).await;
    open_first(&app).await;
    for text in [
        "tried to read entries: refused, the key is not valid. Whether data was given is not known.",
        "at least 37 entries",
        "Access id",
        "invalid",
        "12 streams, not named in the record",
        "(hidden, because it may be a key)",
        "Verb",
        "Resource",
    ] {
        app.says(text).await;
    }
    app.click("button", "Older").await;
    app.says("Not done; no status is recorded").await;
    app.says("No file that is open gives this access a name").await;
    app.click("button", "Newer").await;
    // The disclosure has no role of its own.
    app.driver.find(By::Css("details.raw-frame > summary")).await.unwrap().click().await.unwrap();
    app.says("What stands as •••••• is hidden").await;
    let text = app.text().await;
    assert!(!text.contains("s3cr3t") && !text.contains(token));
    app.finish().await;
}

#[tokio::test]
async fn days_that_are_typed_are_one_step() {
    let app = with_records(&[event("a", "events.get", &json!({}))]).await;
    let steps = number(&app, "return history.length").await;
    let from = app.find("textbox", "From").await;
    from.send_keys("11232026").await.unwrap();
    assert!(!app.address().await.contains("time"), "nothing is filtered by half a date");
    from.send_keys(Key::Enter + "").await.unwrap();
    app.find("button", "Remove Time: from 23 Nov 2026").await;
    assert!((number(&app, "return history.length").await - steps - 1.0).abs() < 0.1);
    // A link says which days are meant wherever it is opened.
    let address = app.address().await;
    assert!(address.contains("time%3A2026-11-23Z") || address.contains("time%3A2026-11-23%2B"), "{address}");
    app.fill("combobox", "Search", "time:2026-11-23T21:00Z..").await;
    // Whoever is about to choose a day learns what it replaces.
    from.click().await.unwrap();
    app.says("The filter is set to times, not to whole days: from 23 Nov 2026, 21:00").await;
    app.fill("combobox", "Search", "time:2026-11-23T20:00Z..").await;
    from.click().await.unwrap();
    app.says("not to whole days: from 23 Nov 2026, 20:00").await;
    assert_eq!(from.prop("value").await.unwrap().unwrap_or_default(), "");
    app.finish().await;
}

#[tokio::test]
async fn another_filter_is_seen_from_its_beginning() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    let list = app.find("grid", "Records").await;
    list.send_keys(Key::End + "").await.unwrap();
    assert!(number(&app, SCROLLED).await > 1000.0);
    app.click("button", "events.create").await;
    app.find("button", "Remove").await;
    assert!(number(&app, SCROLLED).await < 1.0);
    assert_eq!(list.attr("aria-activedescendant").await.unwrap().as_deref(), Some("row-0"));
    // What helps when nothing matches.
    app.fill("combobox", "Search", "zzzzqqqq").await;
    app.says("Nothing matches").await;
    app.says("records that are loaded fits all of these filters").await;
    app.audit().await;
    app.click("button", "Load more: Last 90 days").await;
    app.find("button", "Load more: Last year").await;
    app.says("all loaded").await;
    app.finish().await;
}

#[tokio::test]
async fn text_of_twice_the_size_fits() {
    let app = with_records(&[
        event("a", "events.get", &json!({"id": "forbidden"})),
        event("b", "events.get", &json!({})),
        event("c", "events.create", &json!({})),
    ])
    .await;
    for width in [1280, 500] {
        app.driver.set_window_rect(0, 0, width, 900).await.unwrap();
        app.driver.execute("document.documentElement.style.fontSize = '200%'", vec![]).await.unwrap();
        app.find("row", "it has no permission").await;
        let script = "const rows = [...document.querySelectorAll('[role=row]')]; \
            const boxes = rows.map(row => row.getBoundingClientRect()).sort((a, b) => a.top - b.top); \
            return rows.filter(row => row.scrollHeight > row.clientHeight + 1).length \
            + boxes.filter((box, at) => at > 0 && box.top < boxes[at - 1].bottom - 1).length";
        let mut faults = number(&app, script).await;
        // The list learns of the size when it is drawn again.
        for _ in 0..1000 {
            if faults < 0.5 {
                break;
            }
            tokio::task::yield_now().await;
            faults = number(&app, script).await;
        }
        assert!(faults < 0.5, "{faults} rows are cut or overlap at {width}");
        app.audit().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_browser_that_does_not_know_its_zone_shows_utc() {
    let app = App::open("").await;
    let odd = "const real = Intl.DateTimeFormat.prototype.resolvedOptions; \
        Intl.DateTimeFormat.prototype.resolvedOptions = function () { \
            return { ...real.call(this), timeZone: 'Etc/Nowhere' }; };";
    app.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", json!({"source": odd})).await.unwrap();
    app.driver.refresh().await.unwrap();
    app.click("button", "Look around with demo data").await;
    app.says("UTC").await;
    app.says("all loaded").await;
    app.finish().await;
}

#[tokio::test]
async fn only_the_first_button_of_a_mouse_narrows_the_time() {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    let chart = app.find("slider", "Activity over time").await;
    app.driver.action_chain().context_click_element(&chart).perform().await.unwrap();
    assert!(!app.address().await.contains("time"));
    chart.click().await.unwrap();
    app.find("button", "Remove Time:").await;
    app.finish().await;
}

#[tokio::test]
async fn a_bar_says_its_time_and_its_records_under_the_pointer() {
    let app = with_records(&[event("a", "events.get", &json!({})), event("b", "events.get", &json!({}))]).await;
    let chart = app.find("slider", "Activity over time").await;
    app.driver.action_chain().move_to_element_center(&chart).perform().await.unwrap();
    let tip = app.driver.query(By::Css(".chart-tip strong")).first().await.unwrap();
    let said = tip.text().await.unwrap();
    assert!(said.ends_with(": 2 records"), "{said}");
    let outside = app.find("heading", "records.json").await;
    app.driver.action_chain().move_to_element_center(&outside).perform().await.unwrap();
    app.driver.query(By::Css(".chart-tip")).not_exists().await.unwrap();
    app.finish().await;
}
