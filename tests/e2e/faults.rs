//! What a server or the way to it does wrong for a while: asked again, told, and nothing
//! is lost.

use std::collections::BTreeSet;

use demo_account::Options;
use fake_pryv::{FakePryv, Fault, Generation};

use crate::connect::{connect, export, held_after, load_everything, options, server, typed};
use crate::files::open;
use crate::support::{App, table};

/// The worker's requests fail as those of a device without a network do, until it is told
/// that there is one again.
const OFFLINE: &str = "const send = self.fetch; let online = false; \
    new BroadcastChannel('network').onmessage = () => { online = true; }; \
    Object.defineProperty(navigator, 'onLine', { get: () => online }); \
    self.fetch = (...request) => online ? send(...request) : Promise.reject(new TypeError('Failed to fetch'));";

#[tokio::test]
async fn what_broke_off_is_asked_for_again_from_there() {
    let server = server(Generation::Events).await;
    for fault in [Fault::TruncateAfter(50), Fault::DropAfter(80), Fault::ServerError(1)] {
        server.inject(fault);
    }
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    let asked = server.requests();
    let pages: Vec<_> = asked
        .iter()
        .filter(|request| request.method == "GET" && request.path.contains("/events?"))
        .map(|request| request.path.split('&').find(|part| part.starts_with("toTime=")).unwrap())
        .collect();
    // One for each fault, and the two of a log that needs one page.
    assert_eq!(pages.len(), 5);
    // A connection that is dropped may take with it what was on the way; a body that ends
    // early does not.
    assert_ne!(pages[0], pages[1], "what came is not asked for again: {pages:?}");
    assert_eq!(pages[2], pages[3], "nothing came with an error");
    app.finish().await;
}

#[tokio::test]
async fn a_busy_server_is_waited_for_and_nobody_has_to_wait() {
    let server = server(Generation::Events).await;
    server.inject(Fault::Busy(120));
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("The server asks to slow down (status 429).").await;
    app.says("(1 of 4 failed)").await;
    app.says("Next try in 1").await;
    app.audit().await;
    app.click("button", "Try now").await;
    app.says("all loaded").await;
    app.gone("button", "Try now").await;
    // So can be given up.
    server.inject(Fault::Busy(120));
    crate::connect::choose(&app, "Loaded period", "Everything").await;
    app.says("The server asks to slow down (status 429).").await;
    app.click("button", "Stop loading").await;
    app.says("You stopped the loading.").await;
    app.gone("button", "Try now").await;
    app.finish().await;
}

#[tokio::test]
async fn a_server_that_does_not_recover_is_asked_when_somebody_says_so() {
    let server = server(Generation::Events).await;
    server.inject(Fault::TruncateAfter(50));
    server.inject(Fault::ServerError(4));
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("The server has a problem (status 500). Try again later.").await;
    // The newest of them is what the page asked first.
    app.says("49 of 50 records").await;
    app.says("not everything is loaded").await;
    app.audit().await;
    export(&app, "CSV").await;
    let (name, _) = app.download(".csv").await;
    assert!(name.contains("PARTIAL"), "{name}");
    app.click("button", "Go on loading").await;
    app.says("all loaded").await;
    app.gone("button", "Go on loading").await;
    app.finish().await;
}

#[tokio::test]
async fn a_server_that_gives_fewer_at_once_is_asked_for_fewer() {
    let server = server(Generation::Events).await;
    server.inject(Fault::TooLarge(700));
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    let held = server.records("alice").len();
    // What the page asked itself after that is not in it.
    let text = app.text().await;
    let loaded =
        text.split(" of ").find_map(|part| part.split(" records").next()?.replace(',', "").parse::<usize>().ok());
    assert!(loaded.is_some_and(|loaded| (3_000..=held).contains(&loaded)), "{loaded:?} of {held}");
    let limits = server
        .requests()
        .into_iter()
        .filter_map(|it| it.path.split("limit=").nth(1)?.split('&').next()?.parse::<u32>().ok());
    let limits: BTreeSet<u32> = limits.collect();
    assert!(limits.contains(&10_000) && limits.contains(&625), "halved until it was small enough: {limits:?}");
    app.finish().await;

    // One that gives none at all is told.
    let server = crate::connect::server(Generation::Events).await;
    server.inject(Fault::TooLarge(0));
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("its answer would be too large (status 413)").await;
    app.audit().await;
    app.finish().await;
}

#[tokio::test]
async fn a_device_that_is_offline_goes_on_by_itself() {
    let server = server(Generation::Events).await;
    let app = App::open_with_worker(OFFLINE).await;
    typed(&app, &server.api_endpoint("alice")).await;
    app.says("This device is offline.").await;
    app.audit().await;
    assert_eq!(server.requests().len(), 0);
    app.run("new BroadcastChannel('network').postMessage(''); dispatchEvent(new Event('online'))", vec![]).await;
    app.says("all loaded").await;
    app.finish().await;
}

#[tokio::test]
async fn a_server_that_takes_its_time_is_still_waited_for() {
    let (_server, gate, app) = held_after(20).await;
    app.says("Still waiting for the server…").await;
    app.find("button", "Stop loading").await;
    app.audit().await;
    gate.open();
    app.says("all loaded").await;
    assert!(!app.text().await.contains("Still waiting"));
    app.finish().await;
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told_and_the_platforms_counts() {
    const HOUR_MS: i64 = 3_600_000;
    let now_ms = options().now_ms;
    for (ahead, sentence) in [
        (3 * HOUR_MS, "This device’s clock is 3 h 0 min behind the platform’s."),
        (-50 * HOUR_MS, "This device’s clock is 50 h 0 min ahead of the platform’s."),
    ] {
        let platform_ms = now_ms + ahead;
        let demo = Options { now_ms: platform_ms, ..options() };
        let server = FakePryv::builder().demo(demo).now_ms(platform_ms).start().await.unwrap();
        let app = App::open("").await;
        connect(&app, &server.api_endpoint("alice")).await;
        app.says("all loaded").await;
        app.says(sentence).await;
        app.audit().await;
        // Reading the log is in the log: that day is the platform's today.
        app.says("Today, ").await;
        app.finish().await;
    }
}

#[tokio::test]
async fn what_is_loaded_stays_when_the_key_is_withdrawn_meanwhile() {
    let server = FakePryv::builder().demo(Options { records: 30_000, ..options() }).start().await.unwrap();
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    server.inject(Fault::Pass(2));
    server.inject(Fault::RevokeToken);
    crate::connect::choose(&app, "Loaded period", "Everything").await;
    app.says("The key is not valid, or it was withdrawn").await;
    app.says("not everything is loaded").await;
    app.fill("combobox", "Search", "action:events.create\u{e007}").await;
    app.find("button", "Remove action").await;
    export(&app, "CSV").await;
    let (name, csv) = app.download(".csv").await;
    assert!(name.contains("PARTIAL"), "{name}");
    assert!(table(&csv).len() > 1_000, "what came is here");
    app.finish().await;
}

#[tokio::test]
async fn every_record_arrives_although_every_second_reply_fails() {
    let server = FakePryv::builder().demo(Options { records: 100_000, ..options() }).start().await.unwrap();
    let before: BTreeSet<String> =
        server.records("alice").iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    for fault in [
        Fault::DropAfter(4_000),
        Fault::TruncateAfter(9_999),
        Fault::ServerError(2),
        Fault::TruncateAfter(0),
        Fault::DropAfter(1),
        Fault::DropAfter(7_500),
        Fault::ServerError(1),
        Fault::TruncateAfter(5_000),
    ] {
        server.inject(Fault::Pass(1));
        server.inject(fault);
    }
    load_everything(&app).await;
    export(&app, "JSON Lines").await;
    let (_, file) = app.download(".jsonl").await;
    let lines: Vec<serde_json::Value> =
        String::from_utf8(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = lines.iter().filter_map(|record| record["id"].as_str()).collect();
    let distinct: BTreeSet<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(distinct.len(), ids.len(), "none twice");
    let missing: Vec<_> = before.difference(&distinct).collect();
    assert!(missing.is_empty(), "{} are missing, such as {:?}", missing.len(), missing.first());
    app.finish().await;
}

#[tokio::test]
async fn records_that_cannot_be_are_counted_and_the_others_shown() {
    let good = |id: &str, more: &str| {
        format!(
            "{{\"id\":\":_audit:{id}\",\"type\":\"audit-log/pryv-api\",\"time\":1795470000,\"streamIds\":[\":_audit:access-a\",\
             \":_audit:action-events.get\"],\"content\":{{\"action\":\"events.get\",\"query\":{{\"q\":\"{more}\"}}}}}}"
        )
    };
    let odd = |time: &str| good("odd", "x").replace("1795470000", time);
    let mut file = b"\xef\xbb\xbf[".to_vec();
    let texts = [
        good("one", "x"),
        // Times outside of any calendar, or none.
        odd("1e400"),
        odd("8640000000001"),
        odd("null"),
        odd("\"soon\""),
        good("two", "half of a pair: \\ud83d"),
        "{\"id\":\"x\", oh no}".to_owned(),
        format!("{{\"id\":\"deep\",\"content\":{}{}}}", "[".repeat(500), "]".repeat(500)),
    ];
    for text in &texts {
        file.extend_from_slice(text.as_bytes());
        file.push(b',');
    }
    // Bytes that are no text.
    file.extend_from_slice(good("three", "?\u{fffd}").replace('?', "\u{1}").as_bytes());
    let mark = file.iter().rposition(|byte| *byte == 1).unwrap();
    file[mark] = 0xff;
    file.push(b']');
    let app = App::open("").await;
    let path = app.downloads.with_file_name("odd.json");
    std::fs::write(&path, file).unwrap();
    open(&app, &path).await;
    app.says("3 of 3 records").await;
    app.says("6 records could not be read").await;
    app.audit().await;
    app.finish().await;
}
