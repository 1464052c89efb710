//! The address holds the view: Back, reload, a shared link.

use serde_json::json;

use crate::connect::{choose, connect, held_after, server};
use crate::files::{open, write};
use crate::support::App;

#[tokio::test]
async fn the_demo_reopens_by_itself() {
    let app = App::open("").await;
    app.click("button", "Look around with demo data").await;
    app.find("heading", "Audit log of alice, demo data").await;
    app.says("all loaded").await;
    app.click("button", "events.get").await;
    app.says("action:=events.get").await;
    let narrowed = app.address().await;
    assert!(narrowed.contains("#/v1/demo?q=action%3A%3Devents.get"), "{narrowed}");
    app.driver.back().await.unwrap();
    app.gone("button", "Remove").await;
    assert!(!app.address().await.contains("q="));
    app.driver.forward().await.unwrap();
    app.find("button", "Remove").await;
    app.driver.refresh().await.unwrap();
    app.find("heading", "Audit log of alice, demo data").await;
    app.find("button", "Remove").await;
    app.finish().await;
}

#[tokio::test]
async fn a_log_asks_to_be_opened_again_and_keeps_its_view() {
    let server = server(fake_pryv::Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.fill("combobox", "Search", "status:error\u{e007}").await;
    app.find("button", "Remove").await;
    app.driver.refresh().await.unwrap();
    app.says("Open the log again to see this view").await;
    app.audit().await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.find("button", "Remove").await;
    assert!(app.address().await.contains("q=status%3Aerror"));
    app.finish().await;
}

#[tokio::test]
async fn times_are_shown_in_any_zone_and_a_link_keeps_it() {
    let app = App::open("").await;
    // 23 November 2026, 21:40:00 UTC.
    let record = json!({"id": "r1", "type": "audit-log/pryv-api", "time": 1_795_470_000,
        "streamIds": [":_audit:access-a", ":_audit:action-events.get"],
        "content": {"action": "events.get", "source": {"name": "http", "ip": "198.51.100.7"}}});
    let path = write(&app, "records.json", &json!([record]).to_string());
    open(&app, &path).await;
    app.says("1 of 1 record").await;
    let zones = app.find("combobox", "Times in").await;
    app.audit().await;
    app.driver.action_chain().move_to_element_center(&zones).perform().await.unwrap();
    app.holds("document.querySelector('optgroup')?.children.length === Intl.supportedValuesOf('timeZone').length")
        .await;
    for (zone, clock, key) in [
        ("Australia/Darwin", "07:10:00", "z=Australia%2FDarwin"),
        ("America/New_York", "16:40:00", "z=America%2FNew_York"),
    ] {
        choose(&app, "Times in", zone).await;
        app.says(clock).await;
        app.holds(&format!("location.hash.includes({})", json!(key))).await;
    }
    // Hours of the filter are those that are seen.
    app.fill("combobox", "Search", "hour:16\u{e007}").await;
    app.says("1 of 1 record").await;
    // One key leads to UTC.
    zones.send_keys("\u{e00c}").await.unwrap();
    app.run("document.getElementById('records').focus()", vec![]).await;
    app.driver.active_element().await.unwrap().send_keys("z").await.unwrap();
    app.says("0 of 1 record").await;
    app.driver.back().await.unwrap();
    app.says("1 of 1 record").await;
    // A name that the browser does not know changes nothing, and is no error.
    let own = app.run("return Intl.DateTimeFormat().resolvedOptions().timeZone", vec![]).await;
    app.visit("#/v1/log?z=Mars/Olympus").await;
    app.says(&format!("· {} ·", own.as_str().unwrap())).await;
    app.finish().await;
}

#[tokio::test]
async fn every_language_dark_and_narrow() {
    let app = App::open("").await;
    app.driver.set_window_rect(0, 0, 500, 900).await.unwrap();
    let mut language = "Language";
    for (name, next, code, dark, demo) in [
        ("Deutsch", "Sprache", "de", ("Farben", "Dunkel"), "Demodaten"),
        ("Français", "Langue", "fr", ("Couleurs", "Sombre"), "démo"),
        ("Italiano", "Lingua", "it", ("Colori", "Scuro"), "dimostrativi"),
        ("English", "Language", "en", ("Colors", "Dark"), "demo"),
    ] {
        app.visit("#/v1/").await;
        choose(&app, language, name).await;
        choose(&app, dark.0, dark.1).await;
        app.audit().await;
        app.click("button", demo).await;
        app.find("grid", "").await;
        app.audit().await;
        let fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(app.run(fits, vec![]).await, true, "no scrolling sideways in {name}");
        assert_eq!(app.run("return document.documentElement.lang", vec![]).await, code);
        language = next;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_load_that_is_left_does_not_disturb_the_next() {
    let (_server, gate, app) = held_after(20).await;
    app.driver.back().await.unwrap();
    app.click("button", "Look around with demo data").await;
    gate.open();
    app.find("heading", "Audit log of alice, demo data").await;
    app.says("60,000 of 60,000 records").await;
    app.says("all loaded").await;
    app.finish().await;
}
