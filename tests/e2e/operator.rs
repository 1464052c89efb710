//! What an operator may set of the platforms that are opened, and how.

use fake_pryv::{FakePryv, Fault, Generation};
use serde_json::{Value, json};

use crate::connect::{connect, load_everything, options, server, typed};
use crate::support::App;

fn host(server: &FakePryv) -> String {
    server.url().trim_start_matches("http://").trim_end_matches('/').to_owned()
}

async fn open_with(config: Value) -> App {
    App::open_with_config(&config.to_string()).await
}

#[tokio::test]
async fn a_key_follows_to_hosts_that_the_operator_named() {
    let (here, there) = (server(Generation::Events).await, server(Generation::Events).await);
    here.moved_to("alice", &there.url());
    let app = open_with(json!({"allowedServices": [format!("{}reg/service/info", there.url())]})).await;
    typed(&app, &here.api_endpoint("alice")).await;
    app.find("heading", &format!("Audit log of alice on {}", host(&there))).await;
    app.finish().await;
}

#[tokio::test]
async fn a_page_that_is_locked_opens_one_platform_alone() {
    let (own, other) = (server(Generation::Events).await, server(Generation::Events).await);
    let config = json!({"service": format!("{}reg/service/info", own.url()), "lockService": true});
    let app = open_with(config).await;
    app.holds("document.getElementById('platform')?.readOnly").await;
    assert_eq!(
        app.run("return document.getElementById('platform').value", vec![]).await,
        json!(format!("{}reg/service/info", own.url()))
    );
    app.audit().await;
    // A key to another one is not sent.
    typed(&app, &other.api_endpoint("alice")).await;
    app.says(&format!("This page opens accounts of {} alone. {} does not belong to it", host(&own), host(&other)))
        .await;
    assert_eq!(other.requests().len(), 0);
    // Nor is a link of any kind followed.
    let encoded = |text: &str| text.replace(':', "%3A").replace('/', "%2F").replace('@', "%40");
    for link in [
        format!("?pryvApiEndpoint={}", encoded(&other.api_endpoint("alice"))),
        format!("?pryvServiceInfoUrl={}", encoded(&format!("{}reg/service/info", other.url()))),
    ] {
        app.visit(&link).await;
        app.says("the link that you followed was not used").await;
        app.gone("button", "Open the log").await;
        app.audit().await;
        app.click("button", "Close").await;
        app.gone("alert", "the link that you followed").await;
    }
    assert_eq!(other.requests().len(), 0);
    // Its own platform does not send a key away either.
    own.inject(Fault::WrongCore(other.url()));
    connect(&app, &own.api_endpoint("alice")).await;
    app.says("sends you on to another address, and this page did not follow").await;
    assert_eq!(other.requests().len(), 0);
    app.visit("").await;
    app.click("button", "Look around with demo data").await;
    app.find("heading", "Audit log of alice, demo data").await;
    app.finish().await;
}

#[tokio::test]
async fn a_lock_without_a_platform_opens_no_account() {
    let server = server(Generation::Events).await;
    let app = open_with(json!({"lockService": true})).await;
    app.says("lockService: this needs a usable “service”").await;
    typed(&app, &server.api_endpoint("alice")).await;
    app.says("does not belong to it, so nothing was sent there").await;
    assert_eq!(server.requests().len(), 0);
    app.finish().await;
}

#[tokio::test]
async fn pages_and_waits_are_as_the_operator_set_them() {
    let server = FakePryv::builder().demo(options()).start().await.unwrap();
    let app = open_with(json!({"pageSize": 500, "retries": {"firstWaitSeconds": 1, "attempts": 2}})).await;
    server.inject(Fault::ServerError(2));
    connect(&app, &server.api_endpoint("alice")).await;
    // After two it does not go on by itself.
    app.says("The server has a problem (status 500)").await;
    app.click("button", "Go on loading").await;
    app.says("all loaded").await;
    load_everything(&app).await;
    let pages: Vec<String> =
        server.requests().into_iter().map(|request| request.path).filter(|path| path.contains("limit=")).collect();
    assert!(pages.iter().all(|path| path.contains("limit=500")), "{pages:?}");
    assert!(pages.len() > 8, "{pages:?}");
    app.finish().await;
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_told() {
    let config = json!({
        "allowedServices": "co2.example.com", "lockService": "yes", "accountPage": "http://example.com/",
        "pageSize": 1, "retries": {"attempts": 0},
    });
    let app = open_with(config).await;
    for told in [
        "allowedServices: a list of addresses of platforms, or of hosts, is expected",
        "lockService: true or false is expected",
        "accountPage: the https address of a page is expected",
        "pageSize: a whole number from 100 to 10000 is expected",
        "retries.attempts: a whole number from 1 to 20 is expected",
    ] {
        app.says(told).await;
    }
    app.finish().await;
}
