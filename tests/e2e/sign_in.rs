//! Signing in as apps of the platform do it, in a real window beside the page.

use std::time::Instant;

use fake_pryv::{FakePryv, Generation};
use serde_json::{Value, json};
use thirtyfour::WindowHandle;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::connect::{load_everything, server};
use crate::support::{App, PATIENCE};
use crate::traces::{LISTEN_TO_WORKER, place, traces};

/// The windows of the browser, as soon as there are so many.
async fn windows(app: &App, count: usize) -> Vec<WindowHandle> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let windows = app.driver.windows().await.unwrap();
        if windows.len() == count {
            return windows;
        }
        assert!(Instant::now() < deadline, "{} windows, not {count}", windows.len());
        tokio::task::yield_now().await;
    }
}

/// The page's own window, and the one beside it.
struct Windows {
    page: WindowHandle,
    other: WindowHandle,
}

impl Windows {
    async fn of(app: &App) -> Self {
        let page = app.driver.window().await.unwrap();
        let other = windows(app, 2).await.into_iter().find(|window| *window != page).unwrap();
        Self { page, other }
    }
}

async fn go_to(app: &App, window: &WindowHandle) {
    app.driver.switch_to_window(window.clone()).await.unwrap();
}

/// Goes to the platform's page, as soon as the window shows it.
async fn go_to_platform(app: &App, windows: &Windows) {
    go_to(app, &windows.other).await;
    let deadline = Instant::now() + PATIENCE;
    while !app.address().await.contains("/access/access.html") {
        assert!(Instant::now() < deadline, "the window stays empty");
        tokio::task::yield_now().await;
    }
}

/// Closes the platform's page, and goes back.
async fn close_platform(app: &App, windows: &Windows) {
    go_to_platform(app, windows).await;
    app.driver.close_window().await.unwrap();
    go_to(app, &windows.page).await;
}

/// Begins a sign-in, up to where the page waits.
async fn begin(app: &App, server: &FakePryv) -> Windows {
    app.fill("textbox", "Your platform", &format!("{}reg/", server.url())).await;
    app.click("button", "Sign in").await;
    app.says("Waiting for you to sign in on 127.0.0.1").await;
    Windows::of(app).await
}

/// What a person does on the platform's page, and back.
async fn accept(app: &App, windows: &Windows) {
    go_to_platform(app, windows).await;
    app.says("audit-viewer asks for: read Audit logs").await;
    assert_eq!(app.run("return window.opener", vec![]).await, Value::Null, "it has no hold on the page");
    app.fill("textbox", "User name", "alice").await;
    let password = app.driver.find(thirtyfour::By::Id("password")).await.unwrap();
    password.send_keys("demo").await.unwrap();
    app.click("button", "Accept").await;
    go_to(app, &windows.page).await;
    app.find("heading", "Audit log of alice on 127.0.0.1").await;
}

#[tokio::test]
async fn the_log_opens_and_the_token_is_in_no_place_but_its_header() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    app.open_after(LISTEN_TO_WORKER).await;
    app.audit().await;
    let beside = begin(&app, &server).await;
    app.audit().await;
    accept(&app, &beside).await;
    windows(&app, 1).await;
    app.says("“audit-viewer” sees everything").await;
    assert!(!app.text().await.contains("may do more"), "the access is what was asked for");
    // Another period is asked of the same server with the same token.
    load_everything(&app).await;

    let token = server.token_of("alice", "audit-viewer").unwrap();
    let traces = traces(&app).await;
    assert!(place(&traces, "document").contains("audit-viewer"), "the page's words are among them");
    let heard = place(&traces, "worker");
    assert!(heard.contains("alice") && heard.contains("/access.html"), "so is what the worker said");
    for (place, text) in &traces {
        assert!(!text.contains(&token), "{place}: {text}");
    }
    let page = app.url.trim_end_matches('/').to_owned();
    let mut with_token = 0;
    for request in server.requests().into_iter().filter(|it| it.origin.as_deref() == Some(&page)) {
        assert!(!request.path.contains(&token), "{}", request.path);
        assert_eq!(request.cookie, None);
        let of_account = request.path.starts_with("/alice/") && request.method == "GET";
        let expected = of_account.then(|| format!("{token} audit-viewer"));
        assert_eq!(request.authorization, expected, "{} {}", request.method, request.path);
        with_token += u32::from(of_account);
    }
    assert!(with_token > 2, "access-info and two periods were asked for");
    app.finish().await;
}

#[tokio::test]
async fn who_refuses_is_told_so_and_can_sign_in_again() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    let beside = begin(&app, &server).await;
    go_to_platform(&app, &beside).await;
    app.click("button", "Refuse").await;
    go_to(&app, &beside.page).await;
    app.says("The access was not allowed").await;
    app.gone("link", "Open the sign-in page").await;
    let field = app.find("textbox", "Your platform").await;
    assert_eq!(field.prop("value").await.unwrap(), Some(format!("{}reg/", server.url())), "what was typed is kept");
    assert_eq!(field.attr("aria-invalid").await.unwrap().as_deref(), Some("true"));
    app.holds("document.activeElement.id === 'platform'").await;
    app.audit().await;
    windows(&app, 1).await;
    field.send_keys(thirtyfour::Key::Enter + "").await.unwrap();
    accept(&app, &Windows::of(&app).await).await;
    app.finish().await;
}

#[tokio::test]
async fn a_sign_in_can_be_cancelled_and_outlives_its_window() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    let beside = begin(&app, &server).await;
    app.click("button", "Cancel").await;
    app.gone("link", "Open the sign-in page").await;
    app.holds("document.activeElement.id === 'platform'").await;
    let text = app.text().await;
    assert!(!text.contains("Waiting for you") && !text.contains("not allowed"), "{text}");
    close_platform(&app, &beside).await;

    let beside = begin(&app, &server).await;
    close_platform(&app, &beside).await;
    app.says("Waiting for you to sign in on 127.0.0.1").await;
    app.click("link", "Open the sign-in page again").await;
    accept(&app, &Windows::of(&app).await).await;
    app.finish().await;
}

#[tokio::test]
async fn every_other_end_is_told_and_the_person_can_try_again() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    let elsewhere = format!("{}reg/access/elsewhere", server.url());
    let ends = [
        (json!({"status": "ERROR", "message": "<b>Full</b>"}), "could not finish the sign-in and says: “<b>Full</b>”"),
        (json!({"status": "ERROR"}), "could not finish the sign-in. Try again"),
        (json!({"status": "REDIRECTED", "poll": "javascript:alert(1)"}), "named an address that is not safe"),
        // It is followed, and there nobody knows it.
        (json!({"status": "REDIRECTED", "poll": elsewhere}), "does not know this sign-in any more"),
        (json!({"status": "ACCEPTED", "apiEndpoint": "http://key@evil.example/alice/"}), "cannot be used"),
        (json!({"status": "ACCEPTED", "username": "alice", "token": "wrong"}), "The key is not valid"),
    ];
    for (how, told) in ends {
        let beside = begin(&app, &server).await;
        close_platform(&app, &beside).await;
        server.end_sign_ins(&how);
        app.says(told).await;
    }
    assert!(server.requests().iter().any(|request| request.path == "/reg/access/elsewhere"));
    let beside = begin(&app, &server).await;
    close_platform(&app, &beside).await;
    server.forget_sign_ins();
    app.says("does not know this sign-in any more").await;
    app.audit().await;
    accept(&app, &begin(&app, &server).await).await;
    app.finish().await;
}

#[tokio::test]
async fn a_sign_in_goes_on_at_another_host_only_when_the_person_says_so() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    let beside = begin(&app, &server).await;
    close_platform(&app, &beside).await;
    let elsewhere = server.url().replace("127.0.0.1", "localhost");
    let host = elsewhere.trim_start_matches("http://").trim_end_matches('/').to_owned();
    server.end_sign_ins(&json!({"status": "REDIRECTED", "poll": format!("{elsewhere}reg/access/elsewhere")}));
    app.says(&format!("sends you on to {host}")).await;
    app.audit().await;
    let asked = || server.requests().iter().any(|request| request.path == "/reg/access/elsewhere");
    assert!(!asked(), "nothing is asked there unasked");
    app.click("button", "Cancel").await;
    app.gone("button", "Go on at").await;

    let beside = begin(&app, &server).await;
    close_platform(&app, &beside).await;
    server.end_sign_ins(&json!({"status": "REDIRECTED", "poll": format!("{elsewhere}reg/access/elsewhere")}));
    app.click("button", &format!("Go on at {host}")).await;
    // There nobody knows it.
    app.says("does not know this sign-in any more").await;
    assert!(asked());
    app.finish().await;
}

#[tokio::test]
async fn a_hostile_platform_opens_nothing() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    app.fill("textbox", "Your platform", &server.url()).await;
    app.click("button", "Sign in").await;
    app.says("knows no account of this name").await;
    windows(&app, 1).await;
    let refused = async |field: &str, says: &str, answer: bool| {
        if answer {
            server.sign_in_says(field, json!(says));
        } else {
            server.service_says(field, json!(says));
        }
        app.fill("textbox", "Your platform", &format!("{}reg/", server.url())).await;
        let asked = server.requests().len();
        app.click("button", "Sign in").await;
        app.says("named an address that is not safe").await;
        // Neither is it opened, nor does the empty window stay.
        windows(&app, 1).await;
        assert!(server.requests().len() > asked);
        // Gone before the next one is looked for.
        app.fill("textbox", "Your platform", "").await;
        app.click("button", "Sign in").await;
        app.says("There is no address here").await;
    };
    refused("authUrl", "javascript:document.title='run'", true).await;
    refused("authUrl", "http://evil.example/", true).await;
    refused("authUrl", "data:text/html,<script>1</script>", true).await;
    refused("poll", "http://evil.example/", true).await;
    refused("access", "javascript:alert(1)", false).await;
    refused("access", "http://evil.example/", false).await;
    for text in ["http://pryv.example/", "https://key@pryv.example/alice/", "javascript:alert(1)"] {
        app.fill("textbox", "Your platform", text).await;
        app.click("button", "Sign in").await;
        app.holds("document.getElementById('platform-problem').innerText.length > 20").await;
    }
    windows(&app, 1).await;
    app.finish().await;
}

/// A server that answers everything with a way to another one.
async fn redirecting(to: String) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/reg/", listener.local_addr().unwrap());
    let reply = format!(
        "HTTP/1.1 302 Found\r\nLocation: {to}\r\nAccess-Control-Allow-Origin: *\r\n\
         Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            drop(stream.read(&mut [0; 4096]).await);
            drop(stream.write_all(reply.as_bytes()).await);
        }
    });
    url
}

#[tokio::test]
async fn an_answer_from_another_address_is_not_taken() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    let platform = redirecting(format!("{}reg/service/info", server.url())).await;
    app.fill("textbox", "Your platform", &platform).await;
    app.click("button", "Sign in").await;
    app.says("sends this sign-in on to another address").await;
    assert!(server.requests().iter().all(|request| !request.path.contains("/access")), "nothing more was asked");
    app.finish().await;
}

#[tokio::test]
async fn a_link_that_names_a_platform_asks_first() {
    let server = server(Generation::Events).await;
    let link = |url: &str| format!("?pryvServiceInfoUrl={}", url.replace(':', "%3A").replace('/', "%2F"));
    let named = link(&format!("{}reg/service/info", server.url()));
    let app = App::open(&named).await;
    app.find("heading", "Sign in on 127.0.0.1").await;
    app.audit().await;
    app.click("button", "Cancel").await;
    app.gone("heading", "Sign in on").await;
    app.visit(&named).await;
    app.find("heading", "Sign in on 127.0.0.1").await;
    assert_eq!(server.requests().len(), 0, "nothing is asked before the person agrees");
    app.click("button", "Sign in").await;
    app.says("Waiting for you to sign in on 127.0.0.1").await;
    app.gone("heading", "Sign in on").await;
    accept(&app, &Windows::of(&app).await).await;
    app.visit(&link("javascript:alert(1)")).await;
    app.says("carried an address that cannot be used").await;
    app.click("button", "Close").await;
    app.finish().await;
}

#[tokio::test]
async fn where_the_window_is_blocked_a_link_opens_it() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    app.open_after("window.open = () => null;").await;
    app.fill("textbox", "Your platform", &format!("{}alice/", server.url())).await;
    app.click("button", "Sign in").await;
    app.says("Your browser did not open the window").await;
    app.audit_everywhere().await;
    // Meanwhile something else can be looked at, and the platform's pages can be found.
    app.find("link", "Help").await;
    app.click("link", "Open the sign-in page").await;
    accept(&app, &Windows::of(&app).await).await;
    app.finish().await;
}
