//! What the log shows of a person's rights, and a text that asks for them.

use fake_pryv::Generation;
use serde_json::{Value, json};

use crate::connect::{connect, fits_in_every_language, load_everything, server};
use crate::findings::CATCH_COPIES;
use crate::log_page::{event, with_records};
use crate::support::App;

/// The part of one right.
fn part(right: &str) -> String {
    format!("document.getElementById('right-{right}').closest('section')")
}

async fn demo() -> App {
    let app = App::open("#/v1/demo?t=rights").await;
    app.find("heading", "Your rights, as this log shows them").await;
    app.find("heading", "Keep your account safe").await;
    app
}

#[tokio::test]
async fn each_right_tells_what_was_recorded_and_each_number_leads_to_its_records() {
    let app = demo().await;
    let script = "return [...document.querySelectorAll('.right > h3')].map(it => it.textContent)";
    let headings: Vec<String> = serde_json::from_value(app.run(script, vec![]).await).unwrap();
    assert_eq!(
        headings,
        [
            "See your data and take a copy",
            "Have data corrected",
            "Have data deleted",
            "Agree, and take it back",
            "Keep your account safe",
            "Object, or have a use limited",
        ]
    );
    app.says("A record shows that a call was made and how it ended, not that a right was honored.").await;
    app.says("Whoever knows your password can do that.").await;
    // The doctor's access was given, changed and withdrawn, by the owner.
    let consent = part("Consent");
    for told in ["Giving an access", "Changing an access", "Taking an access back", "by you: ", "GDPR art. 7"] {
        app.holds(&format!("{consent}.innerText.includes({})", json!(told))).await;
    }
    app.holds(&format!("{}.innerText.includes('Setting a password')", part("Security"))).await;
    // What no call does is not told as if none had been made.
    app.holds(&format!("!{}.innerText.includes('No such call')", part("Objection"))).await;
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    let line = "[...document.querySelectorAll('.right-lines > li')].find(it => it.innerText.startsWith('Taking an access back'))";
    let count = app.run(&format!("return {line}.innerText.match(/\\d+/)[0]"), vec![]).await;
    app.click("button", "Show the records: Taking an access back").await;
    app.says(&format!("{} of 60,000 records", count.as_str().unwrap())).await;
    app.driver.back().await.unwrap();
    app.find("heading", "Your rights, as this log shows them").await;
    let all = format!("return {}.innerText.match(/Show all\\D+([\\d,]+)/)[1]", part("Consent"));
    let all = app.run(&all, vec![]).await.as_str().unwrap().to_owned();
    app.click("button", &format!("Show all {all} records: Agree, and take it back")).await;
    app.says(&format!("{all} of 60,000 records")).await;
    app.driver.back().await.unwrap();
    app.find("heading", "Your rights, as this log shows them").await;
    // A sentence leads to its record, among those that were told with it.
    let sentence = format!("{}.querySelector('dd + dt + dd button.link')", part("Security"));
    app.holds(&format!("{sentence} !== null")).await;
    app.run(&format!("{sentence}.click()"), vec![]).await;
    app.find("heading", "Around this call").await;
    let address = app.address().await;
    assert!(address.contains("sel=") && address.contains("account.changePassword"), "{address}");
    app.finish().await;
}

#[tokio::test]
async fn a_text_for_the_platform_names_the_right_the_account_and_the_records() {
    let server = server(Generation::Events).await;
    let app = App::open_with_config(&json!({"accountPage": "https://account.example.com/"}).to_string()).await;
    app.open_after(CATCH_COPIES).await;
    connect(&app, &server.api_endpoint("alice")).await;
    load_everything(&app).await;
    app.click("button", "Your rights").await;
    app.find("heading", "Agree, and take it back").await;
    let link = app.find("link", "See on the platform what has access to the account").await;
    assert_eq!(link.attr("href").await.unwrap().as_deref(), Some("https://account.example.com/"));
    app.run(&format!("{}.querySelector('details summary').click()", part("Consent")), vec![]).await;
    app.says("My account: alice on 127.0.0.1").await;
    app.audit_everywhere().await;
    app.click("button", "Copy the text").await;
    app.holds("window.copied !== null").await;
    let copied = app.run("return window.copied", vec![]).await;
    let copied = copied.as_str().unwrap();
    assert!(copied.contains("I take back my consent") && copied.contains("art. 7 of the GDPR"), "{copied}");
    let records = server.records("alice");
    let named: Vec<&str> = copied.lines().filter_map(|line| line.strip_prefix("- ")?.split(" · ").next()).collect();
    assert!(!named.is_empty() && named.len() <= 20, "{copied}");
    for id in named {
        let record: Option<&Value> = records.iter().find(|record| record["id"] == json!(id));
        let action = record.unwrap()["content"]["action"].as_str().unwrap();
        assert!(action.starts_with("accesses.") || action.starts_with("oauth."), "{action}");
    }
    app.finish().await;
}

#[tokio::test]
async fn where_nothing_was_recorded_it_says_so_and_what_to_ask() {
    let app = with_records(&[event("a", "events.create", &json!({})), event("b", "events.delete", &json!({}))]).await;
    app.click("button", "Your rights").await;
    app.find("heading", "Have data deleted").await;
    app.says("Nothing shows which access is yours").await;
    app.holds(&format!("{}.innerText.includes('not known by whom: 1')", part("Erasure"))).await;
    for right in ["Access", "Rectification", "Consent", "Security"] {
        app.holds(&format!("{}.innerText.includes('No such call is in what is loaded.')", part(right))).await;
    }
    app.run(&format!("{}.querySelector('details summary').click()", part("Rectification")), vec![]).await;
    app.says("My account: [your name there]").await;
    app.says("no such call is recorded").await;
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn it_fits_a_narrow_page_in_every_language() {
    let app = demo().await;
    let titles = [
        "Ihre Rechte, wie dieses Protokoll sie zeigt",
        "Vos droits, tels que ce journal les montre",
        "I Suoi diritti, come li mostra questo registro",
    ];
    fits_in_every_language(&app, titles).await;
    app.finish().await;
}
