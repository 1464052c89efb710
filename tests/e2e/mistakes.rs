//! What goes wrong, each with its own sentence, keeping what was typed.

use fake_pryv::{FakePryv, Fault, Generation};

use crate::connect::{connect, load_everything, options, server, typed};
use crate::support::App;

#[tokio::test]
async fn addresses_that_are_none() {
    let app = App::open("").await;
    let cases = [
        ("", "There is no address here"),
        ("alice", "This is not an address"),
        ("http://key@pryv.example/alice/", "This address is not secure"),
        ("https://pryv.example/alice/", "This address holds no key"),
        ("https://key@pryv.example/", "This address names no account"),
        ("https://a@b@pryv.example/alice/", "There are two @ signs"),
        ("https://key:secret@pryv.example/alice/", "This address holds a user name and a password"),
        ("ftp://key@pryv.example/alice/", "An address of this kind cannot be opened here"),
    ];
    for (address, sentence) in cases {
        typed(&app, address).await;
        app.says(sentence).await;
        let field = app.find("textbox", "Address with key").await;
        assert_eq!(field.prop("value").await.unwrap().unwrap_or_default(), address, "what was typed stays");
        assert_eq!(field.attr("aria-invalid").await.unwrap().as_deref(), Some("true"));
    }
    app.finish().await;
}

#[tokio::test]
async fn mistakes_are_told_at_the_part_that_they_are_about() {
    let server = server(Generation::Events).await;
    let demo = demo_account::DemoAccount::new(options());
    let app = App::open("").await;
    app.find("button", "Connect").await;
    app.driver.find(thirtyfour::By::Css("details:has(#parts-key) summary")).await.unwrap().click().await.unwrap();
    let address = server.api_endpoint("alice").replace(&format!("{}@", demo.personal_token()), "");
    let elsewhere = "http://127.0.0.1:9/alice/";
    let (at_address, at_key) = ("parts-address", "parts-key");
    let cases = [
        (address.as_str(), "", at_key, "There is no key here"),
        (&address, "a key", at_key, "This is not a key"),
        ("https://key@pryv.example/alice/", "key", at_address, "There is a key in this address already"),
        (&address, "wrong", at_key, "The key is not valid, or it was withdrawn"),
        (&address, demo.expired_token(), at_key, "The key has expired"),
        (elsewhere, "key", at_address, "cannot be reached"),
    ];
    for (address, key, at, sentence) in cases {
        parts(&app, address, key).await;
        app.says(sentence).await;
        let wrong = app.run("return [...document.querySelectorAll('[aria-invalid]')].map(it => it.id)", vec![]).await;
        assert_eq!(wrong, serde_json::json!([at]), "{address} {key}");
        let focused = app.run("return document.activeElement.id", vec![]).await;
        assert_eq!(focused, at, "{address} {key}");
    }
    app.finish().await;
}

/// Types an address and a key apart.
async fn parts(app: &App, address: &str, key: &str) {
    for (id, text) in [("parts-address", address), ("parts-key", key)] {
        let field = app.driver.find(thirtyfour::By::Id(id)).await.unwrap();
        field.send_keys(thirtyfour::Key::Control + "a").await.unwrap();
        field.send_keys(thirtyfour::Key::Delete + "").await.unwrap();
        field.send_keys(text).await.unwrap();
        if id == "parts-key" {
            field.send_keys(thirtyfour::Key::Enter + "").await.unwrap();
        }
    }
}

#[tokio::test]
async fn tokens_and_servers_that_refuse() {
    let server = server(Generation::Events).await;
    let demo = demo_account::DemoAccount::new(options());
    let app = App::open("").await;
    let at = |token: &str| server.api_endpoint("alice").replace(demo.personal_token(), token);
    let nobody = server.api_endpoint("alice").replace("/alice/", "/nobody/");
    let cases = [
        (at("wrong"), "The key is not valid, or it was withdrawn"),
        (at(demo.withdrawn_token()), "The key is not valid, or it was withdrawn"),
        (at(demo.expired_token()), "The key has expired"),
        (nobody, "knows no account of this name"),
        ("http://key@127.0.0.1:9/alice/".to_owned(), "cannot be reached"),
        // The app's own files are no Pryv server.
        (format!("{}alice/", app.url.replace("http://", "http://key@")), "did not answer like a Pryv server"),
    ];
    for (endpoint, sentence) in cases {
        typed(&app, &endpoint).await;
        app.says(sentence).await;
        let field = app.find("textbox", "Address with key").await;
        assert_eq!(field.prop("value").await.unwrap().unwrap_or_default(), endpoint, "what was typed stays");
    }
    app.finish().await;
}

#[tokio::test]
async fn audit_switched_off() {
    let server = FakePryv::builder().demo(options()).audit_off().start().await.unwrap();
    let app = App::open("").await;
    typed(&app, &server.api_endpoint("alice")).await;
    app.says("The audit log is switched off on 127.0.0.1").await;
    app.finish().await;
}

#[tokio::test]
async fn a_shared_token_sees_its_own_rows_alone() {
    let server = server(Generation::Events).await;
    server.inject(Fault::ForeignRows(7));
    let demo = demo_account::DemoAccount::new(options());
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice").replace(demo.personal_token(), demo.shared_token())).await;
    app.says("sees only its own activity").await;
    app.says("7 records were left out, because this key has no right to them").await;
    app.finish().await;
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_counted() {
    let server = server(Generation::Events).await;
    server.inject(Fault::MalformedRecord(3));
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded, but 1 record could not be read").await;
    crate::connect::export(&app, "JSON Lines").await;
    let (name, file) = app.download(".jsonl").await;
    assert!(name.contains("PARTIAL"), "{name}");
    let first: serde_json::Value = serde_json::from_slice(file.split(|byte| *byte == b'\n').next().unwrap()).unwrap();
    assert_eq!(first["unreadable"], 1);
    app.finish().await;
}

#[tokio::test]
async fn a_filter_with_a_mistake_points_at_it() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    app.fill("combobox", "Search", "acton:x").await;
    app.says("Did you mean “action”").await;
    app.says("The list still shows the last search that was understood").await;
    app.audit().await;
    // A file of the list as it stands is not filtered, once it has what the page asked.
    app.click("button", "Show them").await;
    app.gone("button", "Show them").await;
    crate::connect::export(&app, "CSV").await;
    let (name, _) = app.download(".csv").await;
    assert!(!name.contains("filtered"), "{name}");
    app.fill("combobox", "Search", "zzzzqqqq").await;
    app.says("Nothing matches").await;
    app.finish().await;
}

/// The page that the log is read from answers with each of these.
#[tokio::test]
async fn what_a_server_answers_is_told() {
    let elsewhere = server(Generation::Events).await;
    let cases = [
        (Fault::WrongCore("http://co2.pryv.example/".to_owned()), "sends you on to another address"),
        (Fault::Redirect(elsewhere.url()), "sends you on to another address"),
        (Fault::Busy(400), "Try again in 400 seconds"),
        (Fault::Html, "did not answer like a Pryv server"),
        (Fault::RevokeToken, "The key is not valid, or it was withdrawn"),
        (Fault::ErrorCutOff, "The server refused (status 403), and its reason did not arrive"),
    ];
    for (fault, sentence) in cases {
        let server = server(Generation::Events).await;
        server.inject(fault);
        let app = App::open("").await;
        connect(&app, &server.api_endpoint("alice")).await;
        app.says(sentence).await;
        app.find("button", "Load again").await;
        app.finish().await;
    }
    assert_eq!(elsewhere.requests().len(), 0, "a key does not follow");
}

#[tokio::test]
async fn an_older_platform_without_an_audit_log() {
    let server = FakePryv::builder().generation(Generation::LegacyLogs).demo(options()).audit_off();
    let server = server.start().await.unwrap();
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("127.0.0.1").await;
    app.says("offers no audit log, so there is nothing to show").await;
    app.finish().await;
}

#[tokio::test]
async fn what_was_open_stays_when_something_else_does_not_open() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    let count = matched(&app).await;
    app.driver.back().await.unwrap();
    app.says("Still open: Audit log of alice on 127.0.0.1").await;
    typed(&app, "http://key@127.0.0.1:9/bob/").await;
    app.says("127.0.0.1:9 cannot be reached").await;
    app.audit().await;
    app.click("button", "Back to this log").await;
    app.find("heading", "Audit log of alice on 127.0.0.1").await;
    app.says("127.0.0.1:9 could not be opened. 127.0.0.1:9 cannot be reached").await;
    app.says("This log was open before and still is").await;
    assert_eq!(matched(&app).await, count);
    app.audit().await;
    app.click("button", "Close").await;
    // With the key that it was opened with.
    crate::connect::load_everything(&app).await;
    app.finish().await;
}

#[tokio::test]
async fn what_was_loaded_stays_when_it_is_not_loaded_again() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("all loaded").await;
    let count = matched(&app).await;
    server.inject(Fault::ServerError(4));
    crate::connect::choose(&app, "Loaded period", "Everything").await;
    app.says("The log could not be loaded again. The server has a problem (status 500)").await;
    app.says("The list still shows what was loaded before").await;
    app.says("not everything is loaded").await;
    assert_eq!(matched(&app).await, count);
    app.audit().await;

    // Nor when the person stops it.
    let gate = fake_pryv::Gate::new();
    server.inject(Fault::Hold(0, gate.clone()));
    app.click("button", "Load again").await;
    gate.reached().await;
    app.says("Loading again. Until the first records arrive").await;
    assert_eq!(matched(&app).await, count);
    app.audit().await;
    app.click("button", "Stop loading").await;
    app.says("You stopped the loading. The list still shows what was loaded before").await;
    gate.open();
    app.click("button", "Load again").await;
    app.says(" 2025 – ").await;
    app.says("all loaded").await;
    app.finish().await;
}

/// How many records the page says that match.
async fn matched(app: &App) -> String {
    app.run("return document.querySelector('.count-line strong').innerText", vec![]).await.to_string()
}
