//! The captured conversation of a sign-in, repeated in its order: an app asks, the page
//! checks and makes its access, and says how it ended. Keys, ids, tokens and hashes are
//! made anew each time; wherever a captured one stands, the new one has to stand.

use super::{capture, differ, headers_differ, lab, rows, util};
use fake_pryv::{FakePryv, Request};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// When the conversation began, in milliseconds.
const NOW: i64 = 1_795_461_174_000;

/// One that goes on, and what stands here for what was captured.
struct Conversation {
    host: String,
    names: BTreeMap<String, String>,
    report: String,
    /// Exchanges that were repeated.
    repeated: usize,
}

impl Conversation {
    fn here(&self, text: &str) -> String {
        let text = text.replace("127.0.0.1:3000", &self.host);
        let text = text.replace("127.0.0.1%3A3000", &self.host.replace(':', "%3A"));
        self.names.iter().fold(text, |text, (captured, here)| text.replace(captured, here))
    }

    /// Repeats an exchange. `made` are the places where something is made anew.
    async fn repeat(&mut self, name: &str, made: &[&str]) {
        let capture = capture(&format!("sign-in/{name}"));
        let (request, expected) = (&capture["request"], &capture["response"]);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let target = self.here(&text(&request["url"]));
        let target = target.trim_start_matches("http://").trim_start_matches(&self.host).to_owned();
        let headers: Vec<(String, String)> = request["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.clone(), self.here(&text(value))))
            .collect();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let body = if request["body"].is_null() { String::new() } else { self.here(&request["body"].to_string()) };
        let reply = util::send(&self.host, &text(&request["method"]), &target, &headers, &body).await;
        let found = if expected["body"].is_string() { reply.text().into() } else { reply.json() };
        for place in made {
            let captured = text(&expected["body"].pointer(place).cloned().unwrap_or_default());
            let here = found.pointer(place).and_then(Value::as_str).unwrap_or_default();
            assert!(!captured.is_empty() && !here.is_empty() && here != captured, "{name}: {place} is made anew");
            self.names.insert(captured, here.to_owned());
        }
        let wanted: Value = serde_json::from_str(&self.here(&expected.to_string())).expect("a response");
        let mut differences = vec![];
        if wanted["status"] != reply.status {
            differences.push(format!("status {} became {}", wanted["status"], reply.status));
        }
        headers_differ(&wanted, &reply, &mut differences);
        differ("", &wanted["body"], &found, &mut differences);
        if !differences.is_empty() {
            let _ = writeln!(self.report, "{name}\n    {}", differences.join("\n    "));
        }
        self.repeated += 1;
    }
}

async fn start(now_ms: i64) -> (FakePryv, Conversation) {
    let mut builder = FakePryv::builder().now_ms(now_ms).auth_page("http://127.0.0.1:9000/access/access.html");
    for account in lab(NOW as f64 / 1000.0, &rows()) {
        builder = builder.account(account);
    }
    let server = builder.start().await.expect("a server");
    let host = server.url().trim_start_matches("http://").trim_end_matches('/').to_owned();
    (server, Conversation { host, names: BTreeMap::new(), report: String::new(), repeated: 0 })
}

#[tokio::test]
async fn the_captured_sign_in_is_repeated() {
    let (server, mut it) = start(NOW).await;
    it.repeat("819-auth-preflight", &[]).await;
    it.repeat("800-auth-request", &["/key"]).await;
    it.repeat("801-auth-poll-need-signin", &[]).await;
    it.repeat("802-auth-request-trailing-slash", &["/key"]).await;
    it.repeat("803-auth-request-missing-app", &[]).await;
    it.repeat("804-auth-request-empty-permissions-400", &[]).await;
    it.repeat("805-auth-request-own-authUrl-untrusted-400", &[]).await;
    it.repeat("806-auth-request-own-authUrl-trusted", &["/key"]).await;
    it.repeat("807-auth-request-returnURL", &["/key"]).await;
    it.repeat("810-auth-check-app", &[]).await;
    let made = ["/access/id", "/access/token", "/access/integrity"];
    it.repeat("811-auth-accesses-create", &made).await;
    it.repeat("812-auth-check-app-existing", &[]).await;
    it.repeat("813-auth-accept", &[]).await;
    it.repeat("814-auth-poll-accepted", &[]).await;
    it.repeat("814b-auth-poll-accepted-again", &[]).await;
    // The captured refusal is of a request that was not captured.
    let asked = capture("sign-in/800-auth-request")["request"]["body"].to_string();
    let another = util::send(&it.host, "POST", "/reg/access", &[], &asked).await.json();
    it.names.insert("-hUwmj6o6uDK9ZrI".into(), another["key"].as_str().expect("a key").into());
    it.repeat("815-auth-refuse", &[]).await;
    it.repeat("816-auth-poll-refused", &[]).await;
    it.repeat("817-auth-poll-unknown-key", &[]).await;
    it.repeat("820-check-app-one-access", &[]).await;
    it.repeat("821-check-app-star-plus-audit", &[]).await;
    it.repeat("822-check-app-manage-on-audit", &[]).await;
    it.repeat("823-access-info-audit-viewer", &[]).await;
    server.forget_sign_ins();
    it.repeat("818-auth-poll-expired-key", &[]).await;
    assert!(it.report.is_empty(), "differences:\n{}", it.report);
    let folder = super::folder().join("sign-in");
    assert_eq!(it.repeated, std::fs::read_dir(folder).expect("the captures").count(), "none is left out");
    // The requests were seen, and the token of the new access can be asked for.
    assert!(server.requests().iter().any(|Request { path, .. }| path == "/reg/access"));
    assert!(server.token_of("alice-lab", "audit-viewer").is_some());
}
