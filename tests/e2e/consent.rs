//! When consent was given, changed and ended; and the marks of it beneath the chart.

use demo_account::tokens;
use fake_pryv::Generation;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::connect::{connect, fits_in_every_language, held_after, load_everything, server};
use crate::log_page::{event, with_records};
use crate::support::App;

const TITLE: &str = "When you agreed, and when it ended";

async fn demo() -> App {
    let app = App::open("#/v1/demo?t=consent").await;
    app.find("heading", TITLE).await;
    app.find("heading", "Dr. Weber's practice: access given").await;
    app
}

/// All headings of the line, and what stands in the entry beneath each.
async fn entries(app: &App) -> Vec<(String, String)> {
    let script = "return [...document.querySelectorAll('.consent-entry')].map(it => \
        [it.querySelector('h3 bdi').innerText, it.innerText.replaceAll('\\u00a0', ' ')])";
    serde_json::from_value(app.run(script, vec![]).await).unwrap()
}

/// What the entry with a heading says.
async fn entry(app: &App, heading: &str) -> String {
    let found = entries(app).await.into_iter().find(|(told, _)| told == heading);
    found.unwrap_or_else(|| panic!("no entry {heading}")).1
}

#[tokio::test]
async fn the_story_of_each_access_is_told_newest_first() {
    let app = demo().await;
    let headings: Vec<String> = entries(&app).await.into_iter().map(|(heading, _)| heading).collect();
    let place = |heading: &str| headings.iter().position(|it| it == heading).unwrap();
    let story = [
        "Dr. Weber's practice: access withdrawn",
        "Fitness challenge: access expired",
        "Dr. Weber's practice: allowed more",
        "Sleep study: access given through OAuth",
        "Dr. Weber's practice: access given",
        "Fitness challenge: access given",
    ];
    assert!(story.map(place).is_sorted(), "{headings:?}");
    let told = [
        (
            story[0],
            &[
                "By whom\nPryv account",
                "203.0.113.24",
                "That record does not say which access it is about.",
                "None is recorded as of this access.",
                "calls with a key that the platform does not know, 6 of them from addresses that this access had",
                "without saying whose key it was",
            ][..],
        ),
        (
            story[1],
            &[
                "The platform records nothing when that time comes.",
                "Recorded as of this access: 139 calls",
                "139 were not done",
            ][..],
        ),
        (story[2], &["Allowed since then", "Read: Health", "Read: Diary", "In the place of\nRead: Heart rate"][..]),
        (
            story[3],
            &[
                "Read: Sleep",
                "Research on sleep; reads once a month.",
                "OAuth client\nsleep-study",
                "A record says it.",
            ][..],
        ),
        (story[4], &["What was allowed\nRead: Heart rate", "A record says it."][..]),
        (story[5], &["Valid until"][..]),
    ];
    for (heading, parts) in told {
        let text = entry(&app, heading).await;
        for part in parts {
            assert!(text.contains(part), "{part:?} is not in {text}");
        }
    }
    // Each time with the zone that it is in.
    let zone = app.run("return Intl.DateTimeFormat().resolvedOptions().timeZone", vec![]).await;
    let zone = format!("({})", zone.as_str().unwrap());
    assert!(entries(&app).await.iter().all(|(_, text)| text.contains(&zone)), "{zone}");
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn each_entry_leads_to_its_records_and_back() {
    let app = demo().await;
    app.click("button", "Show the records: Recorded as of this access: 139 calls").await;
    app.says("139 of 60,000 records").await;
    app.driver.back().await.unwrap();
    app.find("heading", TITLE).await;
    app.click("button", "Show the record: Dr. Weber's practice: allowed more").await;
    app.find("heading", "Record").await;
    app.says("changed somebody’s access").await;
    app.driver.back().await.unwrap();
    app.find("heading", TITLE).await;
    // One is where one was.
    app.holds("document.activeElement.matches('h3') && document.activeElement.innerText.includes('allowed more')")
        .await;
    // Another topic is not about that entry.
    app.click("button", "Accesses").await;
    app.find("heading", "Who can see your data").await;
    assert!(!app.address().await.contains("e="), "{}", app.address().await);
    app.finish().await;
}

/// How high the chart is.
const HEIGHT: &str = "return document.querySelector('.chart').getBoundingClientRect().height";

#[tokio::test]
async fn a_mark_beneath_the_chart_leads_to_its_entry() {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    let withdrawn = app.find("button", "Dr. Weber's practice: access withdrawn, ").await;
    // It stands beneath the day that it is about.
    let beneath = "const [mark, chart] = [arguments[0], document.querySelector('.chart-bars')] \
        .map(it => it.getBoundingClientRect()); \
        return (mark.left + mark.width / 2 - chart.left) / chart.width";
    let across = app.run(beneath, vec![withdrawn.to_json().unwrap()]).await.as_f64().unwrap();
    // 60 days before the end of 18 months.
    assert!((0.86..0.92).contains(&across), "{across}");
    app.audit_everywhere().await;
    // Where there is little room, those that stand near each other are one.
    app.resize(320, 900).await;
    app.find("button", "changes of consent: ").await;
    let room = "const marks = [...document.querySelectorAll('.lane button')].map(it => it.getBoundingClientRect()); \
        return marks.length > 1 && marks.every((it, place) => it.left >= 0 && it.right <= 320 && it.width >= 24 \
        && (place === 0 || it.left >= marks[place - 1].right - 0.5))";
    assert_eq!(app.run(room, vec![]).await, json!(true));
    app.resize(1280, 900).await;
    let mark = app.find("button", "Dr. Weber's practice: allowed more, ").await;
    mark.send_keys(Key::Enter + "").await.unwrap();
    app.find("heading", TITLE).await;
    app.holds("document.activeElement.matches('h3') && document.activeElement.innerText.includes(\"Dr. Weber's practice: allowed more\")").await;
    app.holds("(box => box.top >= 0 && box.bottom <= innerHeight)(document.activeElement.getBoundingClientRect())")
        .await;
    app.audit().await;
    // The address holds it.
    app.driver.refresh().await.unwrap();
    app.find("heading", TITLE).await;
    app.holds("document.activeElement.matches('h3') && document.activeElement.innerText.includes(\"Dr. Weber's practice: allowed more\")").await;
    app.driver.back().await.unwrap();
    app.find("button", "Dr. Weber's practice: allowed more, ").await;
    // A time without any change has no marks, and the chart is as high.
    let height = app.run(HEIGHT, vec![]).await;
    app.fill("combobox", "Search", "time:1d").await;
    app.driver.active_element().await.unwrap().send_keys(Key::Enter + "").await.unwrap();
    app.holds("document.querySelectorAll('.lane li').length === 0").await;
    assert_eq!(app.run(HEIGHT, vec![]).await, height);
    app.finish().await;
}

#[tokio::test]
async fn nothing_moves_when_the_marks_come() {
    let (_server, gate, app) = held_after(500).await;
    app.find("slider", "Activity").await;
    let height = app.run(HEIGHT, vec![]).await;
    app.holds("document.querySelectorAll('.lane li').length === 0").await;
    app.click("button", "Consent").await;
    app.says("The log is still loading. Consent is told when all of it is here.").await;
    app.audit().await;
    app.click("button", "Records").await;
    gate.open();
    app.says("all loaded").await;
    app.holds("document.querySelectorAll('.lane li').length > 0").await;
    assert_eq!(app.run(HEIGHT, vec![]).await, height);
    app.finish().await;
}

#[tokio::test]
async fn without_names_no_access_is_guessed_and_names_are_offered() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint(tokens::VIEWER)).await;
    app.says("all loaded").await;
    load_everything(&app).await;
    app.click("button", "Consent").await;
    app.find("heading", "An access that is not named: permissions changed").await;
    app.find("heading", "An access that is not named: access withdrawn").await;
    app.says("Accesses are shown by their ids: the key in use cannot read their names.").await;
    let changed = entry(&app, "An access that is not named: permissions changed").await;
    assert!(changed.contains("Not known: no list of accesses that is loaded says what changed."), "{changed}");
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    app.click("button", "Load names").await;
    let field = app.driver.find(By::Id("names-key")).await.unwrap();
    field.send_keys(server.api_endpoint(tokens::PERSONAL).as_str()).await.unwrap();
    app.click("button", "Read names").await;
    app.says("Names of accesses: ").await;
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
    // The server tells no earlier version of an access that was withdrawn: whether it was
    // widened stays unknown, and what it might do then is told.
    app.find("heading", "Dr. Weber's practice: permissions changed").await;
    app.gone("heading", "An access that is not named").await;
    let changed = entry(&app, "Dr. Weber's practice: permissions changed").await;
    for part in [
        "Read: Health",
        "Read: Diary",
        "What it was allowed before is not known. 1 version before this one is not known.",
    ] {
        assert!(changed.contains(part), "{part:?} is not in {changed}");
    }
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn where_nothing_is_known_it_says_why_and_what_to_do() {
    let app = with_records(&[event("a", "events.get", &json!({}))]).await;
    app.holds("document.querySelector('.lane') !== null").await;
    app.click("button", "Consent").await;
    app.says("Nothing in what is loaded says that an access was given, changed or ended.").await;
    app.says("load a longer period").await;
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn it_fits_a_narrow_page_in_every_language() {
    let app = demo().await;
    let titles = [
        "Wann Sie eingewilligt haben und wann es endete",
        "Quand vous avez consenti, et quand cela a pris fin",
        "Quando ha dato il consenso e quando è finito",
    ];
    fits_in_every_language(&app, titles).await;
    app.finish().await;
}
