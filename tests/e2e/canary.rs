//! Texts that nobody may find again, put wherever a key can stand, and looked for wherever
//! a visit leaves something.

use demo_account::DemoAccount;
use fake_pryv::{Account, FakePryv};
use serde_json::{Value, json};
use thirtyfour::{By, Key};

use crate::connect::{export, options};
use crate::files::write;
use crate::support::App;
use crate::traces::{LISTEN_TO_WORKER, place, traces};

/// In values of queries, in a caller id, in messages. The last one is a word of a message
/// and has the form of a token.
const IN_LOG: [&str; 8] = [
    "canary-auth",
    "canary-deep",
    "canary-json-text",
    "canary-address",
    "canary-pairs",
    "canary-caller",
    "canary-message",
    "canary1word2canary3word45",
];
const IN_FILE: &str = "canary0file0canary0file0";

/// Records of a minute ago whose every field that may hold a key does.
fn seeded(now_ms: i64) -> Vec<Value> {
    let text = json!({"secret": "canary-json-text"}).to_string();
    let queries = [
        json!({"limit": "1", "auth": "canary-auth", "a": {"readToken": ["canary-deep"]}}),
        json!({"params": text, "streams": text, "returnURL": "https://canary-address@pryv.example/"}),
        json!("a=1&b=%7B%22auth%22:%22canary-pairs%22%7D;token=canary-pairs"),
    ];
    let messages = [
        "Cannot find access from token \"canary-message\".",
        "Cannot find access from token canary1word2canary3word45.",
        "GET /events?auth=canary-message was refused",
    ];
    let record = |(nth, (query, message)): (i64, (Value, &str))| {
        json!({"id": format!("seeded{nth}"), "type": "audit-log/pryv-api-error", "time": (now_ms / 1000 - 60 - nth),
            "streamIds": [":_audit:access-invalid", ":_audit:action-events.get"],
            "content": {"action": "events.get", "source": {"name": "http", "ip": "198.51.100.7"},
                "callerId": "canary-caller", "query": query, "id": "invalid-access-token", "message": message}})
    };
    (0..).zip(queries.into_iter().zip(messages)).map(record).collect()
}

/// Fails where one of the canaries is.
fn none_in(place: &str, text: &str, canaries: &[&str]) {
    for canary in canaries {
        let at = text.to_lowercase().find(&canary.to_lowercase());
        let around = at.map(|at| text.chars().skip(at.saturating_sub(80)).take(240).collect::<String>());
        assert_eq!(around, None, "{canary} is in: {place}");
    }
}

async fn none_left(app: &App, canaries: &[&str]) {
    for (place, text) in traces(app).await {
        none_in(&place, &text, canaries);
    }
}

/// Both files of what is shown.
async fn saved(app: &App) -> Vec<String> {
    let mut files = Vec::new();
    for (format, ending) in [("CSV", ".csv"), ("JSON Lines", ".jsonl")] {
        export(app, format).await;
        let (name, bytes) = app.download(ending).await;
        files.push(format!("{name}\n{}", String::from_utf8(bytes).unwrap()));
        app.driver.find(By::Css(".toast button")).await.unwrap().click().await.unwrap();
    }
    files
}

#[tokio::test]
async fn no_key_is_left_anywhere_by_a_whole_visit() {
    let options = options();
    let account = Account::demo(&DemoAccount::new(options)).records(seeded(options.now_ms));
    let server = FakePryv::builder().account(account).start().await.unwrap();
    assert!(server.records("alice").iter().any(|record| record.to_string().contains("canary-json-text")));
    let endpoint = server.api_endpoint("alice");
    let token = endpoint.trim_start_matches("http://").split('@').next().unwrap().to_owned();
    let canaries = [IN_LOG.as_slice(), &[IN_FILE, &token]].concat();

    let app = App::open("").await;
    app.open_after(LISTEN_TO_WORKER).await;
    let link = endpoint.replace(':', "%3A").replace('/', "%2F").replace('@', "%40");
    app.visit(&format!("#pryvApiEndpoint={link}")).await;
    app.click("button", "Open the log").await;
    app.says("all loaded").await;

    // What holds them is looked for, grouped, folded, charted, opened and saved.
    app.fill("combobox", "Search", "access:invalid action:events.get caller:* canary").await;
    app.says("Nothing matches").await;
    app.fill("combobox", "Search", "id:seeded0 OR id:seeded1 OR id:seeded2").await;
    app.says("3 of ").await;
    none_left(&app, &canaries[..8]).await;
    app.click("button", "Groups").await;
    app.find("treegrid", "").await;
    none_left(&app, &canaries).await;
    app.click("button", "Timeline").await;
    let list = app.find("grid", "Records").await;
    list.send_keys(Key::Home + Key::Enter).await.unwrap();
    app.find("heading", "Around this call").await;
    app.driver.find(By::Css("details.raw-frame > summary")).await.unwrap().click().await.unwrap();
    for id in ["seeded0", "seeded1", "seeded2"] {
        app.says(id).await;
        app.says("What stands as •••••• is hidden").await;
        none_left(&app, &canaries).await;
        app.driver.find(By::Css(".detail-steps button:last-child")).await.unwrap().click().await.unwrap();
    }
    for file in saved(&app).await {
        assert!(file.contains("seeded0") && file.contains("••••••"));
        none_in("a file", &file, &canaries);
    }
    app.audit().await;
    app.click("button", "Sign out").await;
    app.find("textbox", "Address with key").await;
    none_left(&app, &canaries).await;

    // The list of accesses of a backup, whole and cut, beside the log that it names.
    let access = json!({"id": "ckq1", "token": IN_FILE, "apiEndpoint": format!("https://{IN_FILE}@pryv.example/"),
        "name": "My app", "type": "app"});
    let cut = format!("{access}\n{{\"id\":\"x\",\"token\":\"{IN_FILE}\",\"name\":\"Lo");
    let log = Value::from(seeded(options.now_ms)).to_string();
    let paths = [write(&app, "accesses.jsonl", &cut), write(&app, "log.json", &log)];
    let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    app.driver.find(By::Css("input[type=file]")).await.unwrap().send_keys(paths.join("\n")).await.unwrap();
    app.says("3 of 3 records").await;
    none_left(&app, &canaries).await;
    for file in saved(&app).await {
        none_in("a file", &file, &canaries);
    }
    let heard = traces(&app).await;
    assert!(place(&heard, "worker").contains("seeded1"), "what the worker said was read");

    // The token went to its own host, in its header.
    let page = app.url.trim_end_matches('/').to_owned();
    let mut with_token = 0;
    for request in server.requests() {
        let path = format!("{} {:?} {:?}", request.path, request.cookie, request.origin);
        none_in("a request", &path, &canaries);
        if let Some(header) = request.authorization {
            assert_eq!(header, format!("{token} audit-viewer"));
            assert_eq!(request.origin.as_deref(), Some(page.as_str()));
            with_token += 1;
        }
    }
    assert!(with_token > 1, "access-info and the log were asked for");
    app.finish().await;
}
