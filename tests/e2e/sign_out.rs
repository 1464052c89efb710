//! Signing out: what is wiped, what becomes of the access, and staying signed in.

use fake_pryv::{Account, FakePryv};
use serde_json::{Value, json};

use crate::connect::{connect, typed};
use crate::support::App;

/// Accesses of four kinds, each with the word of its token in its name.
async fn platform() -> FakePryv {
    let access = |id: &str, kind: &str, name: &str, by: &str, permissions: Value| {
        json!({"id": id, "token": format!("{id}-token"), "name": name, "type": kind, "createdBy": by,
            "permissions": permissions})
    };
    let audit = json!({"streamId": ":_audit:", "level": "read"});
    let no = json!({"feature": "selfRevoke", "setting": "forbidden"});
    let accesses = [
        access("person", "personal", "pryv-browser", "system", Value::Null),
        access("viewer", "app", "audit-viewer", "person", json!([audit])),
        access("diet", "app", "Diet app", "person", json!([audit])),
        access("doctor", "shared", "For my doctor", "diet", json!([audit])),
        access("study", "shared", "Sleep study", "person", json!([audit, no])),
    ];
    FakePryv::builder().account(Account::new("alice").accesses(accesses)).start().await.unwrap()
}

fn endpoint(server: &FakePryv, access: &str) -> String {
    server.url().replacen("://", &format!("://{access}-token@"), 1) + "alice/"
}

/// What was asked of the server but reading, as `METHOD path authorization`.
fn writes(server: &FakePryv) -> Vec<String> {
    let writes = server.requests().into_iter().filter(|it| !matches!(it.method.as_str(), "GET" | "OPTIONS"));
    writes.map(|it| format!("{} {} {}", it.method, it.path, it.authorization.unwrap_or_default())).collect()
}

/// Opens the log of an access, and signs out of it.
async fn sign_out(app: &App, server: &FakePryv, access: &str) {
    connect(app, &endpoint(server, access)).await;
    app.says("all loaded").await;
    app.click("button", "Sign out").await;
    app.find("heading", "You signed out. Nothing of the log is left here.").await;
    let page = app.run("return document.documentElement.outerHTML", vec![]).await;
    assert!(!page.as_str().unwrap().contains("access-info"), "records are gone");
}

#[tokio::test]
async fn an_access_of_this_app_is_withdrawn_when_the_person_says_so() {
    let server = platform().await;
    let app = App::open("").await;
    sign_out(&app, &server, "viewer").await;
    app.says("The access “audit-viewer” to alice on 127.0.0.1").await;
    app.says("All your browsers share it").await;
    app.audit().await;
    assert_eq!(writes(&server), [""; 0], "nothing is withdrawn by itself");
    app.click("button", "Withdraw the access").await;
    app.says("It is withdrawn. 127.0.0.1").await;
    app.audit().await;
    assert_eq!(writes(&server), ["DELETE /alice/accesses/viewer viewer-token audit-viewer"]);
    app.click("button", "Close").await;
    app.gone("heading", "You signed out").await;
    app.holds("document.activeElement.id === 'title'").await;
    typed(&app, &endpoint(&server, "viewer")).await;
    app.says("The key is not valid, or it was withdrawn").await;
    app.finish().await;
}

#[tokio::test]
async fn what_ends_with_an_access_is_said_before_and_after() {
    let server = platform().await;
    let app = App::open("").await;
    sign_out(&app, &server, "diet").await;
    app.says("The key belongs to the access “Diet app”").await;
    app.says("as do the accesses it made for others").await;
    app.click("button", "Withdraw the access").await;
    app.says("It is withdrawn, and with it 1 access that it had made.").await;

    // A session of the person's own is ended, not deleted.
    sign_out(&app, &server, "person").await;
    app.says("The key is a session of alice").await;
    app.click("button", "End the session").await;
    app.says("It is withdrawn.").await;
    assert_eq!(
        writes(&server),
        ["DELETE /alice/accesses/diet diet-token audit-viewer", "POST /alice/auth/logout person-token audit-viewer"]
    );

    app.gone("link", "See on the platform").await;
    app.finish().await;
}

#[tokio::test]
async fn an_access_that_may_not_withdraw_itself_is_not_asked_to() {
    let server = platform().await;
    let app = App::open_with_config(r#"{"accountPage": "https://pryv.example/account"}"#).await;
    sign_out(&app, &server, "study").await;
    app.says("It is not allowed to withdraw itself").await;
    app.gone("button", "Withdraw the access").await;
    // The person can do it where the operator says.
    let link = app.find("link", "See on the platform what has access to the account").await;
    assert_eq!(link.attr("href").await.unwrap().as_deref(), Some("https://pryv.example/account"));
    assert_eq!(link.attr("rel").await.unwrap().as_deref(), Some("noopener noreferrer"));
    app.audit().await;
    app.finish().await;
}

#[tokio::test]
async fn an_access_that_is_left_as_it_is_can_no_longer_be_withdrawn_here() {
    let server = platform().await;
    let app = App::open("").await;
    sign_out(&app, &server, "viewer").await;
    app.click("button", "Leave it as it is").await;
    app.gone("button", "Withdraw the access").await;
    app.holds("document.activeElement.id === 'title'").await;
    // Nor when another log was opened meanwhile.
    sign_out(&app, &server, "viewer").await;
    app.click("button", "Look around with demo data").await;
    app.says("all loaded").await;
    app.click("button", "Close").await;
    app.find("heading", "See who used your data").await;
    app.gone("button", "Withdraw the access").await;
    assert_eq!(writes(&server), [""; 0]);
    app.finish().await;
}

/// Requests that delete something fail, until the page is told that they do not.
const CANNOT_DELETE: &str = "let cut = true; new BroadcastChannel('network').onmessage = () => { cut = false; }; \
    const ask = self.fetch; self.fetch = (request, more) => cut && (request.method ?? more?.method) === 'DELETE' \
    ? Promise.reject(new TypeError('Failed to fetch')) : ask(request, more);";

#[tokio::test]
async fn signing_out_needs_no_network_and_withdrawing_can_be_tried_again() {
    let server = platform().await;
    let app = App::open_with_worker(CANNOT_DELETE).await;
    sign_out(&app, &server, "viewer").await;
    app.click("button", "Withdraw the access").await;
    app.says("The access may still exist.").await;
    app.audit().await;
    app.run("new BroadcastChannel('network').postMessage('')", vec![]).await;
    app.click("button", "Withdraw the access").await;
    app.says("It is withdrawn.").await;
    app.finish().await;
}

/// What the browser keeps for the tab.
async fn kept(app: &App) -> String {
    app.run("return JSON.stringify(sessionStorage)", vec![]).await.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_tab_stays_signed_in_where_somebody_asked_for_it_until_they_sign_out() {
    let server = platform().await;
    let app = App::open("").await;
    connect(&app, &endpoint(&server, "viewer")).await;
    app.says("all loaded").await;
    assert_eq!(kept(&app).await, "{}", "nothing is kept unasked");
    app.click("button", "Sign out").await;

    app.click("checkbox", "Stay signed in when this tab is reloaded").await;
    app.audit().await;
    connect(&app, &endpoint(&server, "viewer")).await;
    app.fill("combobox", "Search", "status:error\u{e007}").await;
    app.find("button", "Remove status:error").await;
    app.holds("sessionStorage.length === 1").await;
    assert!(kept(&app).await.contains("viewer-token"));
    assert!(!app.run("return JSON.stringify(localStorage)", vec![]).await.to_string().contains("viewer-token"));
    app.driver.refresh().await.unwrap();
    app.find("heading", "Audit log of alice on 127.0.0.1").await;
    app.find("button", "Remove status:error").await;
    // And once more: it is still kept.
    app.driver.refresh().await.unwrap();
    app.find("heading", "Audit log of alice on 127.0.0.1").await;
    app.click("button", "Sign out").await;
    app.find("button", "Withdraw the access").await;
    assert_eq!(kept(&app).await, "{}");
    app.driver.refresh().await.unwrap();
    app.find("heading", "See who used your data").await;
    app.finish().await;
}

#[tokio::test]
async fn what_takes_the_place_of_a_log_or_closes_it_ends_staying_signed_in() {
    let server = platform().await;
    let app = App::open("").await;
    app.click("checkbox", "Stay signed in when this tab is reloaded").await;
    connect(&app, &endpoint(&server, "viewer")).await;
    app.holds("sessionStorage.length === 1").await;
    app.run("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))", vec![]).await;
    app.says("You had left this page, so its log was closed.").await;
    assert_eq!(kept(&app).await, "{}");
    connect(&app, &endpoint(&server, "viewer")).await;
    app.holds("sessionStorage.length === 1").await;
    app.visit("#/v1/demo").await;
    app.find("heading", "Audit log of alice, demo data").await;
    assert_eq!(kept(&app).await, "{}");
    app.finish().await;
}

#[tokio::test]
async fn a_tab_that_was_left_for_too_long_is_not_signed_in_again() {
    let server = platform().await;
    let app = App::open("").await;
    app.click("checkbox", "Stay signed in when this tab is reloaded").await;
    connect(&app, &endpoint(&server, "viewer")).await;
    app.holds("sessionStorage.length === 1").await;
    app.run(&later(3 * 60), vec![]).await;
    app.driver.refresh().await.unwrap();
    app.says("The log was closed because nobody used it.").await;
    assert_eq!(kept(&app).await, "{}");
    app.finish().await;
}

/// A script after which the page leaves what it kept as if it had been kept so long before:
/// the browser writes no more into it.
fn later(minutes: u32) -> String {
    format!(
        "const [opened, used, ...rest] = sessionStorage['audit-viewer.kept'].split(' '); const by = {minutes} * 60000; \
         sessionStorage['audit-viewer.kept'] = [opened - by, used - by, ...rest].join(' '); \
         Storage.prototype.setItem = () => {{}};"
    )
}

#[tokio::test]
async fn a_key_that_was_withdrawn_meanwhile_is_kept_no_longer() {
    let server = platform().await;
    let app = App::open("").await;
    app.click("checkbox", "Stay signed in when this tab is reloaded").await;
    connect(&app, &endpoint(&server, "viewer")).await;
    app.holds("sessionStorage.length === 1").await;
    server.revoke("alice", "audit-viewer");
    app.driver.refresh().await.unwrap();
    app.says("You had asked to stay signed in, but the log could not be opened again.").await;
    app.says("The key is not valid, or it was withdrawn").await;
    app.audit().await;
    assert_eq!(kept(&app).await, "{}");
    app.click("button", "Close").await;
    app.gone("button", "Close").await;
    app.finish().await;
}
