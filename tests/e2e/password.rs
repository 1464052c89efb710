//! Signing in with a user name and a password, and with a code behind them.

use demo_account::DemoAccount;
use fake_pryv::{Account, FakePryv};
use serde_json::{Value, json};

use crate::connect::{load_everything, options};

use crate::support::App;
use crate::traces::{LISTEN_TO_WORKER, place, traces};

/// No other text of a log, a page or a request looks like it.
pub(crate) const PASSWORD: &str = "c4nary-Pa55/wörd";
const CODE: &str = "739154";

pub(crate) async fn server() -> FakePryv {
    let account = Account::demo(&DemoAccount::new(options())).password(PASSWORD);
    FakePryv::builder().account(account).start().await.unwrap()
}

/// Opens the second way to sign in.
pub(crate) async fn open_form(app: &App) {
    app.find("button", "Connect").await;
    app.run("document.querySelector('.sign-in details.parts').open = true", vec![]).await;
}

pub(crate) async fn log_in(app: &App, platform: &str, user: &str, password: &str) {
    app.fill("textbox", "Your platform", platform).await;
    app.fill("textbox", "User name", user).await;
    type_password(app, password).await;
}

async fn type_password(app: &App, password: &str) {
    let field = app.driver.find(thirtyfour::By::Id("password")).await.unwrap();
    // What was not sent is still there.
    field.send_keys(thirtyfour::Key::Control + "a").await.unwrap();
    field.send_keys(thirtyfour::Key::Delete + "").await.unwrap();
    field.send_keys(password).await.unwrap();
    field.send_keys(thirtyfour::Key::Enter + "").await.unwrap();
}

async fn value(app: &App, id: &str) -> Value {
    app.run("return document.getElementById(arguments[0]).value", vec![json!(id)]).await
}

/// Neither the password nor the token stands in any place of the page.
async fn no_trace(app: &App, secrets: &[&str]) {
    let traces = traces(app).await;
    assert!(place(&traces, "worker").contains("alice"), "what the worker said is among them");
    for secret in secrets {
        // In whatever way it may be written, its first letters are the same.
        let start = secret.get(..6).unwrap_or(secret);
        for (place, text) in &traces {
            assert!(!text.contains(start), "{secret} in the {place}: {text}");
        }
    }
}

#[tokio::test]
async fn the_log_opens_and_the_password_is_in_one_request_alone() {
    let server = server().await;
    let app = App::open("").await;
    app.open_after(LISTEN_TO_WORKER).await;
    open_form(&app).await;
    app.audit().await;
    let expected = json!([["username", "username"], ["password", "current-password"]]);
    let filled = "return [...document.querySelectorAll('.sign-in details input')].map(it => [it.id, it.autocomplete])";
    assert_eq!(app.run(filled, vec![]).await, expected, "keepers of passwords know the fields");
    // Names are known in small letters.
    log_in(&app, &format!("{}reg/", server.url()), " Alice", PASSWORD).await;
    app.find("heading", "Audit log of alice on 127.0.0.1").await;
    app.says("You signed in with your password").await;
    app.says("This key may do more than read the audit log").await;
    load_everything(&app).await;
    // A personal key names accesses.
    app.says("Diet app").await;

    let token = server.token_of("alice", "audit-viewer").unwrap();
    no_trace(&app, &[PASSWORD, &token]).await;
    let page = app.url.trim_end_matches('/').to_owned();
    let requests: Vec<_> = server.requests().into_iter().filter(|it| it.origin.as_deref() == Some(&page)).collect();
    let with_password: Vec<_> = requests
        .iter()
        .filter(|request| format!("{request:?}").contains("c4nary") || request.body.contains(PASSWORD))
        .collect();
    let [only] = with_password.as_slice() else { panic!("{with_password:?}") };
    assert_eq!((only.method.as_str(), only.path.as_str()), ("POST", "/alice/auth/login"));
    assert_eq!((&only.authorization, &only.cookie), (&None, &None));
    let body: Value = serde_json::from_str(&only.body).unwrap();
    assert_eq!(body, json!({"username": "alice", "password": PASSWORD, "appId": "audit-viewer"}));
    for request in requests {
        assert!(!request.path.contains(&token) && !request.body.contains(&token) && request.cookie.is_none());
    }
    app.finish().await;
}

/// Who, with what; what is told, and where the person is taken; what the platform does.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str, &'a dyn Fn());

#[tokio::test]
async fn every_refusal_is_told_and_keeps_what_was_typed_but_the_password() {
    let server = server().await;
    let app = App::open("").await;
    let platform = format!("{}reg/", server.url());
    open_form(&app).await;
    let untrusted = || server.trust_only(&["https://other.example"]);
    let cases: [Case; 8] = [
        ("alice", "wr0ng-guess", "did not accept this user name with this password", "password", &|| ()),
        ("nobody", PASSWORD, "knows no account of this name", "username", &|| ()),
        ("alice@example.com", PASSWORD, "This is not a user name", "username", &|| ()),
        ("", PASSWORD, "There is no user name here", "username", &|| ()),
        ("alice", "", "There is no password here", "password", &|| ()),
        ("alice", PASSWORD, "Try again in 7 seconds", "password", &|| server.slow_down(Some(7))),
        ("alice", PASSWORD, "does not trust this app with passwords", "password", &|| {
            server.slow_down(None);
            untrusted();
        }),
        ("alice", PASSWORD, "takes no passwords here", "password", &|| server.take_no_passwords()),
    ];
    for (user, password, told, focused, prepare) in cases {
        prepare();
        log_in(&app, &platform, user, password).await;
        app.says(told).await;
        app.holds(&format!("document.activeElement.id === '{focused}'")).await;
        assert_eq!(value(&app, "platform").await, platform);
        assert_eq!(value(&app, "username").await, user);
        let left = value(&app, "password").await;
        if told.contains("user name here") || told.contains("not a user name") {
            // It was not sent: the page keeps it until it is.
            assert_eq!(left, password, "{told}");
        } else {
            assert_eq!(left, "", "{told}");
        }
        app.audit().await;
    }
    for (platform, told) in [
        ("http://127.0.0.1:9/reg/".to_owned(), "cannot be reached"),
        // The page's own files are no platform.
        (app.url.clone(), "did not answer like a Pryv server"),
    ] {
        log_in(&app, &platform, "alice", PASSWORD).await;
        app.says(told).await;
        app.holds("document.activeElement.id === 'password'").await;
    }
    log_in(&app, "pryv", "alice", PASSWORD).await;
    app.holds("document.activeElement.id === 'platform'").await;
    assert!(server.records("alice").iter().any(|record| record["streamIds"][0] == ":_audit:access-invalid"));
    app.finish().await;
}

#[tokio::test]
async fn a_code_is_asked_for_until_it_is_right() {
    let server = server().await;
    server.ask_for_code("alice", CODE);
    let app = App::open("").await;
    app.open_after(LISTEN_TO_WORKER).await;
    open_form(&app).await;
    let platform = format!("{}reg/", server.url());
    log_in(&app, &platform, "alice", PASSWORD).await;
    app.find("heading", "A code for 127.0.0.1").await;
    app.says("your authenticator app shows").await;
    app.holds("document.activeElement.id === 'code'").await;
    app.holds("document.getElementById('code').autocomplete === 'one-time-code'").await;
    app.audit_everywhere().await;
    type_code(&app, " ").await;
    app.says("There is no code here").await;
    type_code(&app, "111 111").await;
    app.says("This code is wrong or too old").await;
    app.holds("document.activeElement.id === 'code'").await;
    server.slow_down(Some(9));
    type_code(&app, CODE).await;
    app.says("Try again in 9 seconds").await;
    server.slow_down(None);
    app.audit().await;
    type_code(&app, "739 154").await;
    app.find("heading", "Audit log of alice on 127.0.0.1").await;
    app.says("You signed in with your password").await;
    let token = server.token_of("alice", "audit-viewer").unwrap();
    no_trace(&app, &[PASSWORD, &token, CODE]).await;
    app.finish().await;
}

async fn type_code(app: &App, code: &str) {
    app.fill("textbox", "Code", code).await;
    app.click("button", "Continue").await;
}

#[tokio::test]
async fn a_code_that_comes_too_late_and_one_that_is_not_typed() {
    let server = server().await;
    server.ask_for_code("alice", CODE);
    let app = App::open("").await;
    open_form(&app).await;
    let platform = format!("{}reg/", server.url());
    log_in(&app, &platform, "alice", PASSWORD).await;
    app.find("heading", "A code for 127.0.0.1").await;
    server.forget_log_ins();
    type_code(&app, CODE).await;
    app.says("no longer waits for a code").await;
    app.holds("document.activeElement.id === 'password'").await;
    app.gone("heading", "A code for").await;
    app.audit().await;
    // Too many wrong ones end in the same way.
    type_password(&app, PASSWORD).await;
    for _ in 0..2 {
        type_code(&app, "1").await;
        app.says("This code is wrong or too old").await;
    }
    type_code(&app, "1").await;
    app.says("no longer waits for a code").await;
    type_password(&app, PASSWORD).await;
    app.find("heading", "A code for 127.0.0.1").await;
    let asked = server.requests().len();
    app.click("button", "Cancel").await;
    app.gone("heading", "A code for").await;
    assert_eq!(server.requests().len(), asked, "a code that nobody typed is not sent");
    app.finish().await;
}
