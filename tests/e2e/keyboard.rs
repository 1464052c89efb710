//! The keyboard alone: shortcuts, their list, and switching them off.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::log_page::{event, with_records};
use crate::support::App;

const SELECTED: &str = "new URLSearchParams(location.hash.split('?')[1]).get('sel')";

/// Presses keys where the focus is.
async fn keys(app: &App, keys: impl Into<TypingData>) {
    let keys: TypingData = keys.into();
    let chain = app.driver.action_chain();
    chain.send_keys(keys).perform().await.unwrap();
}

async fn log() -> App {
    let app = with_records(&[
        event("a", "events.get", &json!({"id": "forbidden"})),
        event("b", "events.get", &json!({})),
        event("c", "streams.get", &json!({})),
    ])
    .await;
    app.find("grid", "Records").await;
    app
}

#[tokio::test]
async fn one_key_does_one_thing() {
    let app = log().await;
    let at_first = app.address().await;
    // Nothing has the focus: the first press goes to the list.
    keys(&app, "j").await;
    app.holds("document.activeElement.id === 'records'").await;
    keys(&app, "j").await;
    app.holds("document.activeElement.getAttribute('aria-activedescendant') === 'row-1'").await;
    keys(&app, "k").await;
    app.holds("document.activeElement.getAttribute('aria-activedescendant') === 'row-0'").await;
    // With a record open, records are what is next.
    keys(&app, Key::Enter).await;
    app.find("heading", "Around this call").await;
    keys(&app, "j").await;
    app.holds(&format!("{SELECTED} === 'b'")).await;
    app.holds("document.querySelector('.detail').innerText.includes('this call')").await;
    app.find("button", "Only this: b").await;
    keys(&app, "k").await;
    app.holds(&format!("{SELECTED} === 'a'")).await;
    app.find("button", "Only this: a").await;
    app.audit().await;
    keys(&app, Key::Escape).await;
    app.holds(&format!("{SELECTED} === null")).await;
    app.holds("document.activeElement.id === 'records'").await;
    // What is looked at.
    for (key, before, after) in [("g", "", "v=groups"), ("t", "v=groups", ""), ("f", "", "fold=1"), ("f", "fold=1", "")]
    {
        let has = |part: &str| if part.is_empty() { String::new() } else { format!("?{part}") };
        app.holds(&format!("location.href === {}", json!(format!("{at_first}{}", has(before))))).await;
        keys(&app, key).await;
        app.holds(&format!("location.href === {}", json!(format!("{at_first}{}", has(after))))).await;
    }
    keys(&app, "z").await;
    app.holds("location.hash.includes('z=utc')").await;
    keys(&app, "z").await;
    app.holds("!location.hash.includes('z=utc')").await;
    keys(&app, "e").await;
    app.says("1 of 3 record").await;
    app.holds("location.hash.includes('status%3Aerror')").await;
    keys(&app, "e").await;
    app.says("3 of 3 records").await;
    keys(&app, "e").await;
    app.says("1 of 3 record").await;
    keys(&app, "x").await;
    app.says("3 of 3 records").await;
    app.driver.back().await.unwrap();
    app.says("1 of 3 record").await;
    app.finish().await;
}

#[tokio::test]
async fn typing_is_no_shortcut() {
    let app = log().await;
    keys(&app, "/").await;
    app.holds("document.activeElement.id === 'search'").await;
    keys(&app, "jkgtfzex?/").await;
    app.holds("document.getElementById('search').value === 'jkgtfzex?/'").await;
    app.holds("location.hash.includes('q=jkgtfzex')").await;
    app.holds("!/v=groups|fold|z=utc|error/.test(location.hash)").await;
    app.holds("document.querySelector('dialog') === null").await;
    // A list chooses by first letters.
    app.fill("combobox", "Search", "").await;
    app.says("3 of 3 records").await;
    let list = app.find("combobox", "Language").await;
    app.run("arguments[0].focus()", vec![list.to_json().unwrap()]).await;
    keys(&app, "g").await;
    app.holds("!location.hash.includes('v=groups')").await;
    app.finish().await;
}

#[tokio::test]
async fn shortcuts_are_listed_and_switched_off_for_good() {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    keys(&app, "j").await;
    keys(&app, "?").await;
    app.find("dialog", "Keyboard shortcuts").await;
    for text in ["Go to the search", "Next record", "Previous record", "Fold routine calls", "close the record"] {
        app.says(text).await;
    }
    app.audit().await;
    // Letters mean nothing else in here, and the focus stays inside.
    keys(&app, "g").await;
    for _ in 0..3 {
        keys(&app, Key::Tab).await;
        app.holds("document.activeElement === document.body || document.activeElement.closest('dialog')").await;
    }
    keys(&app, Key::Escape).await;
    app.gone("dialog", "Keyboard shortcuts").await;
    app.holds("document.activeElement.id === 'records'").await;
    app.holds("!location.hash.includes('v=groups')").await;
    keys(&app, "g").await;
    app.holds("location.hash.includes('v=groups')").await;
    keys(&app, "t").await;
    app.holds("!location.hash.includes('v=groups')").await;
    // Off, after a reload as well; the button still opens the list.
    keys(&app, "?").await;
    app.click("checkbox", "Use these keys").await;
    app.audit().await;
    app.click("button", "Close").await;
    app.gone("dialog", "Keyboard shortcuts").await;
    keys(&app, "g").await;
    keys(&app, "?").await;
    app.driver.refresh().await.unwrap();
    app.says("all loaded").await;
    keys(&app, "g").await;
    keys(&app, "?").await;
    app.click("button", "Keyboard shortcuts").await;
    app.find("dialog", "Keyboard shortcuts").await;
    assert!(!app.address().await.contains("v=groups"));
    let switch = app.find("checkbox", "Use these keys").await;
    assert!(!switch.is_selected().await.unwrap());
    switch.click().await.unwrap();
    keys(&app, Key::Escape).await;
    app.gone("dialog", "Keyboard shortcuts").await;
    app.holds("document.activeElement.textContent === '?'").await;
    keys(&app, "g").await;
    app.holds("location.hash.includes('v=groups')").await;
    app.finish().await;
}

/// Goes on with Tab until something with this text, or name, has the focus.
async fn tab_to(app: &App, name: &str) {
    for _ in 0..60 {
        let here = app
            .run(
                "const it = document.activeElement; return it === document.body ? '' : it.ariaLabel ?? it.innerText",
                vec![],
            )
            .await;
        if here.as_str().unwrap_or_default().contains(name) {
            return;
        }
        keys(app, Key::Tab).await;
    }
    panic!("Tab does not get to {name}");
}

#[tokio::test]
async fn from_the_first_page_to_a_filtered_record_and_back_by_keys_alone() {
    let app = App::open("").await;
    app.find("button", "Look around with demo data").await;
    tab_to(&app, "Look around with demo data").await;
    keys(&app, Key::Enter).await;
    app.says("60,000 of 60,000 records").await;
    app.says("all loaded").await;
    keys(&app, "/").await;
    keys(&app, "action:auth.login status:401").await;
    keys(&app, Key::Enter).await;
    app.find("button", "Remove status").await;
    // Escape leaves the field, and what is written in it.
    keys(&app, Key::Escape).await;
    app.holds("document.activeElement.id === 'records'").await;
    app.find("button", "Remove status").await;
    keys(&app, "j").await;
    keys(&app, Key::Enter).await;
    app.find("heading", "Around this call").await;
    app.audit().await;
    tab_to(&app, "Not this: 401").await;
    keys(&app, Key::Enter).await;
    app.holds("location.hash.includes('-status%3A401')").await;
    app.holds("document.activeElement.ariaLabel.startsWith('Not this: 401')").await;
    // The next record takes with it what had the focus.
    app.driver.back().await.unwrap();
    app.find("button", "Remove status:401").await;
    let before = app.run(&format!("return {SELECTED}"), vec![]).await;
    app.holds("document.querySelector('.detail-steps button:nth-of-type(2)').ariaDisabled !== 'true'").await;
    keys(&app, "j").await;
    app.holds(&format!("{SELECTED} !== {before}")).await;
    app.holds("document.activeElement.id === 'detail-title'").await;
    keys(&app, Key::Escape).await;
    app.holds("document.activeElement.id === 'records'").await;
    keys(&app, "x").await;
    app.says("60,000 of 60,000 records").await;
    app.finish().await;
}

#[tokio::test]
async fn a_record_over_the_list_has_keys_too() {
    let app = log().await;
    app.driver.set_window_rect(0, 0, 500, 900).await.unwrap();
    keys(&app, "j").await;
    keys(&app, Key::Enter).await;
    app.find("dialog", "Record").await;
    app.find("button", "Only this: a").await;
    keys(&app, "j").await;
    app.find("button", "Only this: b").await;
    keys(&app, "g").await;
    keys(&app, "?").await;
    app.find("dialog", "Keyboard shortcuts").await;
    app.audit().await;
    keys(&app, Key::Escape).await;
    app.gone("dialog", "Keyboard shortcuts").await;
    app.find("dialog", "Record").await;
    assert!(!app.address().await.contains("v=groups"), "what is covered is not changed");
    app.audit().await;
    keys(&app, Key::Escape).await;
    app.gone("dialog", "Record").await;
    app.holds("document.activeElement.id === 'records'").await;
    // In a narrow page the list of shortcuts is in the menu.
    app.click("button", "Settings").await;
    app.click("button", "Keyboard shortcuts").await;
    app.find("dialog", "Keyboard shortcuts").await;
    keys(&app, Key::Escape).await;
    app.gone("dialog", "Keyboard shortcuts").await;
    app.holds("document.activeElement.id === 'settings-menu'").await;
    app.finish().await;
}
