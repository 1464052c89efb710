//! What no capture shows: faults, the two older generations, paging while rows are added,
//! and that the server keeps its own books.

mod util;

use demo_account::{DemoAccount, Options};
use fake_pryv::{Builder, FakePryv, Fault, Gate, Generation};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};
use tokio::io::AsyncReadExt as _;

const NOW: i64 = 1_795_500_000_000;
const ALL: &str = "/alice/events?streams=%5B%22%3A_audit%3A%22%5D";

fn options(records: usize) -> Options {
    Options { records, ..Options::new(NOW) }
}

fn demo() -> DemoAccount {
    DemoAccount::new(options(0))
}

fn builder(records: usize) -> Builder {
    FakePryv::builder().now_ms(NOW).demo(options(records))
}

async fn start(builder: Builder) -> (FakePryv, String) {
    let server = builder.start().await.expect("a server");
    let host = server.url().replace("http://", "").replace('/', "");
    (server, host)
}

fn ids(rows: &[Value]) -> BTreeSet<String> {
    rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect()
}

/// Pages through the log by time, as the platform's own advice goes, and returns what came.
async fn page_through(server: &FakePryv, host: &str, size: usize, added: usize) -> Vec<String> {
    let mut cursor = NOW as f64 / 1000.0 + 1_000.0;
    let mut seen = HashSet::new();
    let mut order = vec![];
    loop {
        let target = format!("{ALL}&fromTime=0&toTime={cursor}&limit={size}");
        let reply = util::get(host, &target, demo().personal_token()).await;
        assert!(reply.whole && reply.status == 200);
        let rows = reply.json()["events"].as_array().cloned().unwrap_or_default();
        cursor = rows.last().and_then(|row| row["time"].as_f64()).unwrap_or(cursor);
        order.extend(reply.ids().into_iter().filter(|id| seen.insert(id.clone())));
        if rows.len() < size {
            return order;
        }
        server.add_records("alice", added);
    }
}

#[tokio::test]
async fn paging_by_time_finds_every_record_while_others_are_added() {
    let (server, host) = start(builder(2_000)).await;
    let before = server.records("alice");
    let found = page_through(&server, &host, 300, 3).await;
    let missing: Vec<_> = ids(&before).difference(&found.iter().cloned().collect()).cloned().collect();
    assert_eq!(missing, Vec::<String>::new());
    // The records it added, and one of each page that was read.
    assert_eq!(server.records("alice").len(), 2_000 + 6 * 3 + 7);
}

#[tokio::test]
async fn a_call_is_recorded_after_its_reply() {
    let (server, host) = start(builder(200)).await;
    let target = format!("{ALL}&limit=1&foo=bar");
    let viewer = format!("{} audit-viewer", demo().app_token());
    let headers = [("Authorization", viewer.as_str()), ("X-Forwarded-For", "203.0.113.9, 10.0.0.1")];
    let first = util::send(&host, "GET", &format!("{ALL}&limit=2"), &headers, "").await;
    let second = util::send(&host, "GET", &target, &headers, "").await;
    assert_eq!((first.status, second.status), (200, 400));
    let rows = server.records("alice");
    assert_eq!(rows.len(), 202);
    assert!(!first.ids().contains(&rows[1]["id"].as_str().expect("an id").to_owned()));
    assert_eq!(
        rows[1]["content"],
        json!({
            "action": "events.get",
            "callerId": "audit-viewer",
            "query": {"limit": "2", "streams": "[\":_audit:\"]"},
            "recordCount": 2,
            "scopedStreamCount": 2,
            "scopedStreamIds": ["*"],
            "source": {"ip": "203.0.113.9, 10.0.0.1", "name": "http"},
        })
    );
    assert_eq!(rows[0]["type"], "audit-log/pryv-api-error");
    assert_eq!(rows[0]["content"]["id"], "invalid-parameters-format");
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].path, target);
    assert_eq!(requests[1].authorization.as_deref(), Some(viewer.as_str()));
}

#[tokio::test]
async fn a_refused_bearer_batch_is_recorded_with_the_token_as_caller() {
    let (server, host) = start(builder(100)).await;
    let header = format!("Bearer {}", demo().personal_token());
    let headers = [("Authorization", header.as_str()), ("Content-Type", "application/json")];
    let reply = util::send(&host, "POST", "/alice", &headers, "[]").await;
    assert_eq!(reply.status, 403);
    let row = &server.records("alice")[0];
    assert_eq!(row["streamIds"][0], ":_audit:access-invalid");
    assert_eq!(row["content"]["callerId"], demo().personal_token());
}

#[tokio::test]
async fn pages_fail_as_told_and_in_order() {
    let (server, host) = start(builder(500)).await;
    for fault in [
        Fault::Pass(1),
        Fault::ServerError(2),
        Fault::Html,
        Fault::TruncateAfter(3),
        Fault::DropAfter(3),
        Fault::MalformedRecord(1),
        Fault::BrokenJson(1),
        Fault::ForeignRows(4),
    ] {
        server.inject(fault);
    }
    let target = format!("{ALL}&limit=5");
    let page = || async { util::get(&host, &target, demo().personal_token()).await };
    assert_eq!(page().await.ids().len(), 5);
    for _ in 0..2 {
        let reply = page().await;
        assert_eq!((reply.status, &reply.json()["error"]["id"]), (500, &json!("unexpected-error")));
    }
    let html = page().await;
    assert_eq!((html.status, html.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let cut = page().await;
    assert!(cut.whole && cut.json().is_null());
    assert_eq!(cut.text().matches("\"created\":").count(), 3);
    let dropped = page().await;
    assert!(!dropped.whole);
    assert_eq!((dropped.status, dropped.text().matches("\"created\":").count()), (200, 3));
    assert_eq!(server.records("alice")[0]["content"]["recordCountIncomplete"], true);
    let malformed = page().await.json();
    assert_eq!(malformed["events"][1]["id"], 17);
    assert_eq!(malformed["events"].as_array().map(Vec::len), Some(6));
    assert!(page().await.json().is_null());
    let own = "/alice/events?streams=%5B%22%3A_audit%3Aaccess-mv60tqk8b1xh4zc9s2jwy7re%22%5D&limit=50";
    let foreign = util::get(&host, own, demo().shared_token()).await.json();
    let others = foreign["events"].as_array().expect("rows").iter();
    let others = others.filter(|row| row["streamIds"][0] != ":_audit:access-mv60tqk8b1xh4zc9s2jwy7re");
    assert_eq!(others.count(), 4);
    assert_eq!(page().await.status, 200);
}

#[tokio::test]
async fn pages_are_refused_as_told() {
    let (server, host) = start(builder(50)).await;
    let core = "https://co2.pryv.example/".to_owned();
    let faults = [Fault::ErrorCutOff, Fault::Busy(7), Fault::Redirect(core.clone()), Fault::WrongCore(core.clone())];
    for fault in faults {
        server.inject(fault);
    }
    let page = || async { util::get(&host, ALL, demo().personal_token()).await };
    let cut = page().await;
    assert_eq!((cut.status, cut.whole), (403, false));
    let busy = page().await;
    assert_eq!((busy.status, busy.header("retry-after")), (429, Some("7")));
    assert_eq!(busy.header("access-control-expose-headers"), Some("Retry-After"));
    let redirect = page().await;
    assert_eq!((redirect.status, redirect.header("location")), (302, Some(core.as_str())));
    // A browser asks twice.
    for _ in 0..2 {
        let elsewhere = page().await;
        assert_eq!((elsewhere.status, &elsewhere.json()["error"]["coreUrl"]), (421, &json!(core)));
    }
}

#[tokio::test]
async fn a_gate_holds_a_page_until_it_is_opened() {
    let (server, host) = start(builder(500)).await;
    let gate = Gate::new();
    server.inject(Fault::Hold(2, gate.clone()));
    let token = demo().personal_token();
    let mut stream = util::open(&host, "GET", &format!("{ALL}&limit=9"), &[("Authorization", token)], "").await;
    gate.reached().await;
    let mut text = String::new();
    let mut piece = [0; 4096];
    while text.matches("\"created\":").count() < 2 {
        let read = stream.read(&mut piece).await.expect("the first records");
        text.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
    assert_eq!(text.matches("\"created\":").count(), 2);
    gate.open();
    stream.read_to_string(&mut text).await.expect("the rest");
    assert_eq!(text.matches("\"created\":").count(), 9);
    assert!(text.contains("\"meta\""));
}

#[tokio::test]
async fn a_token_can_be_revoked_between_pages() {
    let (server, host) = start(builder(300).fault(Fault::Pass(1)).fault(Fault::RevokeToken)).await;
    let target = format!("{ALL}&limit=5");
    let token = demo().app_token();
    assert_eq!(util::get(&host, &target, token).await.status, 200);
    for target in [target.as_str(), "/alice/access-info"] {
        let reply = util::get(&host, target, token).await;
        assert_eq!((reply.status, &reply.json()["error"]["id"]), (403, &json!("invalid-access-token")));
    }
    assert_eq!(server.records("alice")[0]["streamIds"][0], ":_audit:access-invalid");
}

#[tokio::test]
async fn the_demo_accounts_tokens_behave_as_the_story_says() {
    let (server, host) = start(builder(1_000)).await;
    let demo = demo();
    let status = |token: &'static str| {
        let host = host.clone();
        async move {
            let reply = util::get(&host, "/alice/access-info", token).await;
            (reply.status, reply.json()["error"]["message"].clone())
        }
    };
    assert_eq!(status(demo.personal_token()).await.0, 200);
    assert_eq!(status(demo.expired_token()).await, (403, json!("Access has expired.")));
    assert_eq!(status(demo.withdrawn_token()).await, (403, json!("Cannot find access from token.")));
    let own = util::get(&host, &format!("{ALL}&fromTime=0&toTime=9999999999"), demo.shared_token()).await.json();
    let own = own["events"].as_array().expect("rows");
    assert!(!own.is_empty());
    assert!(own.iter().all(|row| row["streamIds"][0] == ":_audit:access-mv60tqk8b1xh4zc9s2jwy7re"));
    assert_eq!(server.api_endpoint("alice"), format!("http://{}@{host}/alice/", demo.personal_token()));
    assert_eq!(server.api_endpoint("wrong"), format!("http://wrong@{host}/alice/"));
}

#[tokio::test]
async fn a_password_begins_a_session_until_it_is_logged_out() {
    let (server, host) = start(builder(100)).await;
    let app = [("Content-Type", "application/json"), ("Origin", "https://viewer.example")];
    let login = |password: &str| json!({"username": "alice", "password": password, "appId": "x"}).to_string();
    let wrong = util::send(&host, "POST", "/alice/auth/login", &app, &login("guess")).await;
    assert_eq!((wrong.status, &wrong.json()["error"]["id"]), (401, &json!("invalid-credentials")));
    assert_eq!(server.records("alice")[0]["streamIds"][0], ":_audit:access-invalid");
    let right = util::send(&host, "POST", "/alice/auth/login", &app, &login("demo")).await;
    let token = right.json()["token"].as_str().expect("a token").to_owned();
    assert_eq!(Some(&token), server.token_of("alice", "x").as_ref());
    assert_eq!(server.records("alice")[0]["streamIds"][0], ":_audit:access-valid-password");
    let again = util::send(&host, "POST", "/alice/auth/login", &app, &login("demo")).await;
    assert_eq!(again.json()["token"], token, "an app has one session");
    assert_eq!(util::get(&host, "/alice/access-info", &token).await.json()["type"], "personal");
    let authorization = [("Authorization", token.as_str())];
    assert_eq!(util::send(&host, "POST", "/alice/auth/logout", &authorization, "").await.status, 200);
    let after = util::get(&host, "/alice/access-info", &token).await;
    assert_eq!(after.json()["error"]["message"], "Access session has expired.");
    server.trust_only(&["https://other.example"]);
    let untrusted = util::send(&host, "POST", "/alice/auth/login", &app, &login("demo")).await;
    let message = "The app id (\"appId\") is either missing or not trusted.";
    assert_eq!((untrusted.status, &untrusted.json()["error"]["message"]), (401, &json!(message)));
}

#[tokio::test]
async fn a_code_is_asked_for_behind_a_password() {
    let (server, host) = start(builder(100)).await;
    server.ask_for_code("alice", "123456");
    let json_type = ("Content-Type", "application/json");
    let login = json!({"username": "alice", "password": "demo", "appId": "x"}).to_string();
    let begin = async || {
        let reply = util::send(&host, "POST", "/alice/auth/login", &[json_type], &login).await.json();
        assert!(reply["token"].is_null());
        reply["mfaToken"].as_str().expect("a token").to_owned()
    };
    let send = async |what: &str, token: &str, body: &str| {
        let headers = [json_type, ("Authorization", token)];
        util::send(&host, "POST", &format!("/alice/mfa/{what}"), &headers, body).await
    };
    let token = begin().await;
    assert_eq!(util::get(&host, "/alice/access-info", &token).await.status, 403, "it is no access");
    assert_eq!(send("challenge", &token, "{}").await.json()["method"], "totp");
    assert_eq!(send("challenge", "other", "{}").await.status, 403);
    let wrong = send("verify", &token, r#"{"code":"1"}"#).await;
    assert_eq!((wrong.status, &wrong.json()["error"]["data"]["id"]), (400, &json!("invalid-mfa-code")));
    let right = send("verify", &token, r#"{"code":"123456"}"#).await.json();
    assert_eq!(right["token"].as_str(), server.token_of("alice", "x").as_deref());
    let token = begin().await;
    for expected in [400, 400, 403, 403] {
        assert_eq!(send("verify", &token, r#"{"code":"1"}"#).await.status, expected);
    }
}

#[tokio::test]
async fn the_doctors_access_shows_its_history_only_to_alice() {
    let (_server, host) = start(builder(100)).await;
    let list = util::get(&host, "/alice/accesses?includeDeletions=true", demo().personal_token()).await.json();
    assert_eq!(list["accessDeletions"][0]["name"], "Dr. Weber's practice");
    let names = list["accesses"].as_array().expect("a list").iter();
    assert!(!names.clone().any(|access| access["name"] == "Fitness challenge"));
    let endpoint = format!("http://{}@{host}/alice/", demo().shared_token());
    assert!(names.clone().any(|access| access["apiEndpoint"] == endpoint));
    let shared = util::get(&host, "/alice/accesses", demo().shared_token()).await;
    assert_eq!(shared.status, 403);
}

#[tokio::test]
async fn the_oldest_generation_answers_audit_logs_by_whole_days() {
    let (server, host) = start(builder(3_000).generation(Generation::LegacyLogs)).await;
    let personal = demo().personal_token();
    let info = util::get(&host, "/alice/access-info", personal).await.json();
    assert_eq!(info["meta"]["apiVersion"], "1.6.21");
    let store = util::get(&host, ALL, personal).await;
    assert_eq!(store.json()["error"]["message"], "Unknown Store \"_audit\"");
    let own = util::get(&host, "/alice/audit/logs", personal).await.json();
    let own = own["auditLogs"].as_array().expect("rows");
    assert!(own.iter().all(|row| row["accessId"] == "pt4c9x2mq7alw0v5hk3ezb81"));
    assert_eq!(own[0]["action"], "GET /events");
    let day = NOW / 86_400_000 * 86_400;
    let noon = day - 43_200;
    let watch = format!("/alice/audit/logs?accessId=wq37hn0c5sy9l2fkx6urm4za&fromTime={noon}&toTime={noon}");
    let rows = util::get(&host, &watch, personal).await.json();
    let rows = rows["auditLogs"].as_array().expect("rows");
    let times = rows.iter().filter_map(|row| row["time"].as_f64());
    assert!(!rows.is_empty());
    assert!(times.clone().all(|t| t >= (day - 86_400) as f64 && t < day as f64));
    let failed = "/alice/audit/logs?accessId=invalid&status=4&httpVerb=post&resource=/auth/login";
    let failed = util::get(&host, failed, personal).await.json();
    let failed = failed["auditLogs"].as_array().expect("rows");
    assert!(failed.len() >= 7);
    assert!(failed.iter().all(|row| row["errorId"] == "invalid-credentials"));
    let foreign = util::get(&host, &watch, demo().shared_token()).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(server.records("alice")[0]["type"], "audit/core");
}

#[tokio::test]
async fn the_middle_generation_answers_in_both_ways_and_counts_nothing() {
    let (server, host) = start(builder(500).generation(Generation::AliasLogs)).await;
    let personal = demo().personal_token();
    let events = util::get(&host, &format!("{ALL}&limit=30"), personal).await;
    let logs = util::get(&host, "/alice/audit/logs?limit=31", personal).await;
    assert_eq!(events.ids(), logs.ids()[1..]);
    assert_eq!(logs.json()["meta"]["apiVersion"], "1.9.3");
    for row in server.records("alice") {
        assert!(row["content"].get("recordCount").is_none());
        assert_eq!(row["streamIds"].as_array().map(Vec::len), Some(2));
    }
    let shared = util::get(&host, "/alice/audit/logs?limit=100", demo().shared_token()).await.json();
    let rows = shared["auditLogs"].as_array().expect("rows");
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["streamIds"][0] == ":_audit:access-mv60tqk8b1xh4zc9s2jwy7re"));
}

#[tokio::test]
async fn a_body_that_is_no_json_and_a_long_address_get_no_cors_headers() {
    let (_server, host) = start(builder(10)).await;
    let headers = [("Authorization", demo().personal_token()), ("Content-Type", "application/json")];
    let reply = util::send(&host, "POST", "/alice/", &headers, "[{").await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.header("access-control-allow-origin"), None);
    let long = format!("/alice/events?streams={}", "x".repeat(17_000));
    let reply = util::get(&host, &long, demo().personal_token()).await;
    assert_eq!((reply.status, reply.body.len()), (431, 0));
}

#[tokio::test]
async fn the_routes_can_be_served_by_another_server() {
    let router = builder(50).build_router();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let host = listener.local_addr().expect("an address").to_string();
    let page = axum::routing::get(|| async { "the viewer" });
    let app = axum::Router::new().route("/", page).fallback_service(router);
    tokio::spawn(async move { axum::serve(listener, app).await });
    assert_eq!(util::get(&host, "/", "x").await.text(), "the viewer");
    let info = util::get(&host, "/reg/service/info", "x").await.json();
    assert_eq!(info["api"], format!("http://{host}/{{username}}/"));
}

#[tokio::test]
async fn a_call_that_took_long_is_written_late_below_others() {
    let (server, _) = start(builder(10)).await;
    server.add_records("alice", 1);
    let before = server.records("alice");
    server.add_late_record("alice", 30.0);
    let after = server.records("alice");
    assert_eq!((after.len(), &after[0]), (before.len() + 1, &before[0]), "the newest stays on top");
    let late = after.iter().find(|record| !before.contains(record)).unwrap();
    assert!(late["time"].as_f64().unwrap() < before[0]["time"].as_f64().unwrap() - 29.0);
}

#[tokio::test]
async fn one_event_is_given_to_whom_may_read_it() {
    let event = json!({"id": "ck1", "streamIds": ["heart"], "content": 71});
    let account = fake_pryv::Account::new("bob").accesses([
        json!({"id": "ckp", "token": "personal", "type": "personal"}),
        json!({"id": "cka", "token": "health", "type": "app", "permissions": [{"streamId": "health", "level": "read"}]}),
        json!({"id": "ckb", "token": "diary", "type": "app", "permissions": [{"streamId": "diary", "level": "read"}]}),
    ]);
    let streams = [json!({"id": "health", "children": [{"id": "heart"}]}), json!({"id": "diary"})];
    let (server, host) = start(FakePryv::builder().account(account.streams(streams).events([event.clone()]))).await;
    for (token, id, status) in [
        ("personal", "ck1", 200),
        ("health", "ck1", 200),
        ("diary", "ck1", 403),
        ("personal", "ck2", 404),
        ("personal", ":_audit:ck1", 500),
    ] {
        let reply = util::get(&host, &format!("/bob/events/{id}"), token).await;
        assert_eq!(reply.status, status, "{token} {id}");
        assert_eq!(reply.json()["event"] == event, status == 200, "{token} {id}");
    }
    assert_eq!(server.records("bob").len(), 5);
}
