//! What goes wrong, each with its own sentence, keeping what was typed.

use fake_pryv::{FakePryv, Fault, Generation};

use crate::connect::{connect, load_everything, options, server};
use crate::support::App;

async fn typed(app: &App, endpoint: &str) {
    app.fill("textbox", "Address with key", endpoint).await;
    app.click("button", "Connect").await;
}

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
    app.says("sees only a part of the log").await;
    app.says("7 records were left out, because this key has no right to them").await;
    app.finish().await;
}

#[tokio::test]
async fn an_answer_that_breaks_off_keeps_what_came() {
    let server = server(Generation::Events).await;
    server.inject(Fault::TruncateAfter(50));
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("The answer broke off").await;
    app.says("50 of 50 records").await;
    app.says("not everything is loaded").await;
    crate::connect::export(&app, "CSV").await;
    let (name, _) = app.download(".csv").await;
    assert!(name.contains("PARTIAL"), "{name}");
    app.finish().await;
}

#[tokio::test]
async fn a_record_that_cannot_be_read_is_counted() {
    let server = server(Generation::Events).await;
    server.inject(Fault::MalformedRecord(3));
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    app.says("1 record could not be read").await;
    app.finish().await;
}

#[tokio::test]
async fn a_filter_with_a_mistake_points_at_it() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    app.fill("searchbox", "Search", "acton:x").await;
    app.says("Did you mean “action”").await;
    app.says("The list still shows the last search that was understood").await;
    app.audit().await;
    app.fill("searchbox", "Search", "zzzzqqqq").await;
    app.says("Nothing matches").await;
    app.finish().await;
}
