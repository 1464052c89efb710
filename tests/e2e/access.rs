//! One access: what it is, what it may do beside what it did, and its calls.

use demo_account::{DemoAccount, tokens};
use fake_pryv::{Account, FakePryv, Fault, Gate, Generation};
use serde_json::json;
use thirtyfour::prelude::*;

use crate::connect::{connect, fits_in_every_language, load_everything, open_first, options, server};
use crate::support::App;

const ALICE: &str = "pt4c9x2mq7alw0v5hk3ezb81";
const DOCTOR: &str = "hb59y2ncx7o4wdq1k8mzt3va";
const WATCH: &str = "wq37hn0c5sy9l2fkx6urm4za";
const FITNESS: &str = "fz28m5kq0wrt7y3cxn9hl4sb";
const STUDY: &str = "sj14w9zt6xkc3v0hmq8byn5l";

async fn page_of(base: &str, name: &str) -> App {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    go(&app, base, name).await;
    app
}

/// Goes to the page of another access.
async fn go(app: &App, base: &str, name: &str) {
    app.run("location.hash = arguments[0]", vec![json!(format!("#/v1/demo?t=accesses&a={base}"))]).await;
    app.find("heading", name).await;
}

/// What a part of the page says, white space made plain.
async fn part(app: &App, title: &str) -> String {
    app.find("heading", title).await;
    let script = "const section = [...document.querySelectorAll('.access-page section')]
        .find(it => it.querySelector('h3')?.textContent === arguments[0]);
        return section?.innerText.replace(/\\s+/g, ' ') ?? ''";
    app.run(script, vec![json!(title)]).await.as_str().unwrap().to_owned()
}

/// The number at the beginning of a text.
fn number(text: &str) -> u32 {
    text.chars()
        .take_while(|it| it.is_ascii_digit() || *it == ',')
        .filter(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .unwrap()
}

#[tokio::test]
async fn an_access_that_was_changed_and_withdrawn_tells_both_versions() {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    app.click("button", "Accesses").await;
    app.find("heading", "Who can see your data").await;
    // From the keyboard: the name leads there, and what is there is read from its beginning.
    app.find("button", "Dr. Weber's practice").await.send_keys(Key::Enter + "").await.unwrap();
    app.find("heading", "Dr. Weber's practice").await;
    app.holds("document.activeElement.id === 'topic-title'").await;
    assert!(app.address().await.ends_with(&format!("t=accesses&a={DOCTOR}")), "{}", app.address().await);
    let about = part(&app, "What it is").await;
    for said in ["Shared with somebody", "Deleted on ", "by somebody who was signed in as the account’s owner", DOCTOR]
    {
        assert!(about.contains(said), "{said} in {about}");
    }
    assert!(part(&app, "What was said when it was given").await.contains("holds no consent text and no purpose"));
    // The latest version first, and what it may do beside what it did.
    let granted = part(&app, "What it may do, and what it did").await;
    let (second, first) = (granted.find("Version 1").unwrap(), granted.find("First version").unwrap());
    assert!(second < first, "{granted}");
    let (second, first) = granted.split_at(first);
    for said in ["Read Health ✓ Used", "Read Diary ✓ Used", "the last time on"] {
        assert!(second.contains(said), "{said} in {second}");
    }
    assert!(first.contains("Read Heart rate ✓ Used") && !first.contains("Diary"), "{first}");
    // Nobody is told to do without what is over.
    assert!(!granted.contains("You could do without it."), "{granted}");
    assert!(part(&app, "Reported addresses").await.contains("192.0.2.40"));
    let reached = part(&app, "Streams it could read").await;
    assert!(reached.contains("At most these") && reached.contains("Heart rate"), "{reached}");
    app.audit_everywhere().await;
    // There and back.
    app.resize(1280, 900).await;
    app.click("button", "All accesses").await;
    app.find("heading", "Who can see your data").await;
    app.holds("document.activeElement.id === 'topic-title'").await;
    app.driver.back().await.unwrap();
    app.find("heading", "Dr. Weber's practice").await;
    app.finish().await;
}

#[tokio::test]
async fn every_number_leads_to_its_records() {
    let app = page_of(WATCH, "Watch sync").await;
    let about = part(&app, "What it is").await;
    for said in ["Kind of access App", "Device Watch 5", "Can be used until somebody withdraws it"] {
        assert!(about.contains(said), "{said} in {about}");
    }
    let agreed = part(&app, "What was said when it was given").await;
    assert!(agreed.contains("Copies your watch's readings every quarter of an hour."), "{agreed}");
    let links = [
        ("Calls", " calls: Watch sync", "Remove access"),
        ("an address", " calls: 192.0.2.150", "Remove ip:192.0.2.150"),
        ("an hour", " calls: 03:00–04:00", "Remove hour:3"),
        ("an action", " calls: added", "Remove action:=events.create"),
        ("those that failed", "139 were not done: Fitness challenge", "Remove status:error"),
    ];
    for (what, name, chip) in links {
        let of = if name.ends_with("challenge") { (FITNESS, "Fitness challenge") } else { (WATCH, "Watch sync") };
        go(&app, of.0, of.1).await;
        if what == "an hour" {
            app.run("document.querySelectorAll('.access-parts details').forEach(it => it.open = true)", vec![]).await;
        }
        let link = app.find("button", name).await;
        let words = app.run("return arguments[0].textContent", vec![link.to_json().unwrap()]).await;
        let count = number(words.as_str().unwrap());
        link.scroll_into_view().await.unwrap();
        link.click().await.unwrap();
        app.find("button", chip).await;
        let all = "document.querySelector('.count-line').innerText.replaceAll(',', '')";
        app.holds(&format!("{all}.startsWith('{count} of ')")).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn what_is_never_used_could_be_done_without() {
    let app = page_of("av73kcm1y5wz8q2hxn4tb0rs", "Audit viewer").await;
    let granted = part(&app, "What it may do, and what it did").await;
    assert!(granted.contains("Read the audit log"), "{granted}");
    go(&app, STUDY, "Sleep study").await;
    let granted = part(&app, "What it may do, and what it did").await;
    assert!(granted.contains("Read Sleep"), "{granted}");
    let agreed = part(&app, "What was said when it was given").await;
    assert!(agreed.contains("Research on sleep; reads once a month."), "{agreed}");
    // The owner's own may do everything, and made others.
    go(&app, ALICE, "Pryv account").await;
    app.says("may do everything, so there is nothing to compare").await;
    app.click("button", "Fitness challenge").await;
    app.holds("document.activeElement.id === 'topic-title'").await;
    app.find("heading", "Fitness challenge").await;
    app.says("Fitness challenge tried to read ").await;
    app.says("refused, the access had expired.").await;
    // What no list and no record knows.
    go(&app, "nobody", "Access").await;
    app.says("This access is not in what is loaded, and no list names it.").await;
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn only_of_all_of_a_log_somebody_is_told_to_do_without() {
    // Given two months ago, and never used.
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() - 60 * 86_400;
    let unused = json!({"id": "un8k9d0qpalw0v5hk3ezb822", "token": "k3y-of-the-unused-one", "name": "Sleep coach",
        "type": "app", "permissions": [{"streamId": "diary", "level": "read"}], "created": seconds,
        "createdBy": ALICE, "modified": seconds, "modifiedBy": ALICE});
    let account = Account::demo(&DemoAccount::new(options())).accesses([unused]);
    let server = FakePryv::builder().account(account).start().await.unwrap();
    let gate = Gate::new();
    server.inject(Fault::Hold(500, gate.clone()));
    let app = App::open("").await;
    connect(&app, &server.api_endpoint("alice")).await;
    gate.reached().await;
    app.click("button", "Accesses").await;
    app.click("button", "Sleep coach").await;
    app.says("The log is still loading: these numbers still grow.").await;
    app.says("Never used in what is loaded").await;
    assert!(!app.text().await.contains("do without"), "{}", app.text().await);
    app.audit().await;
    gate.open();
    // A month is loaded: it may have been used before.
    app.says("If it was never used before either, you could do without it.").await;
    app.gone("paragraph", "The log is still loading").await;
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    app.click("button", "Records").await;
    load_everything(&app).await;
    app.click("button", "Accesses").await;
    app.click("button", "Sleep coach").await;
    app.says("You could do without it.").await;
    app.finish().await;
}

#[tokio::test]
async fn without_names_it_says_what_is_not_known_and_what_would_tell() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint(tokens::VIEWER)).await;
    app.says("all loaded").await;
    app.click("button", "Accesses").await;
    app.click("button", &format!("Access {WATCH}")).await;
    app.says("Nothing is known of it but its id.").await;
    app.says("This cannot be known: no list that is loaded holds this access.").await;
    let places = part(&app, "Reported addresses").await;
    assert!(places.contains(" calls"), "{places}");
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    app.click("button", "Load names").await;
    app.driver.find(By::Id("names-key")).await.unwrap().send_keys(server.api_endpoint(tokens::PERSONAL)).await.unwrap();
    app.click("button", "Read names").await;
    app.says("Names of accesses: ").await;
    app.driver.action_chain().send_keys(Key::Escape + "").perform().await.unwrap();
    app.find("heading", "Watch sync").await;
    app.says("Add and modify Heart rate").await;
    app.finish().await;
}

#[tokio::test]
async fn it_fits_a_narrow_page_in_every_language() {
    let app = page_of(DOCTOR, "Dr. Weber's practice").await;
    let titles = [
        "Was er darf, und was er getan hat",
        "Ce qu’il peut faire, et ce qu’il a fait",
        "Che cosa può fare e che cosa ha fatto",
    ];
    fits_in_every_language(&app, titles).await;
    app.finish().await;
}

/// The first record that a filter leaves, opened.
async fn record_of(app: &App, filter: &str) {
    app.run("location.hash = arguments[0]", vec![json!("#/v1/demo")]).await;
    app.fill("combobox", "Search", &format!("{filter}\u{e007}")).await;
    app.find("button", "Remove ").await;
    open_first(app).await;
    app.find("heading", "Around this call").await;
}

/// Waits until the open record says why its call was allowed, or what was.
async fn allowed(app: &App, title: &str, said: &[&str]) {
    app.find("heading", title).await;
    for said in said {
        let text = "document.querySelector('.allowed')?.innerText.replace(/\\s+/g, ' ')";
        app.holds(&format!("{text}.includes({})", json!(said))).await;
    }
}

#[tokio::test]
async fn a_record_says_what_allowed_its_call() {
    let app = App::open("#/v1/demo").await;
    app.says("all loaded").await;
    // The second version of what was given, which the record names, and what it covered.
    record_of(&app, &format!("access:{DOCTOR}:1 stream:=heart")).await;
    allowed(&app, "Allowed because…", &["the record names: Read Health (here: ", "Heart rate", "Version 1 · Since "])
        .await;
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    app.click("button", "Look at what this access may do, and did").await;
    app.find("heading", "Dr. Weber's practice").await;
    app.holds("document.activeElement.id === 'topic-title'").await;
    app.driver.back().await.unwrap();
    app.find("heading", "Allowed because…").await;
    for (filter, title, said) in [
        // What was written where stands in no record.
        (
            WATCH,
            "Allowed because…",
            &[
                "The record does not say which permission was used.",
                "Add and modify Heart rate",
                "Copies your watch's readings every quarter of an hour.",
            ][..],
        ),
        (
            &format!("{FITNESS} status:403"),
            "What was allowed at that moment",
            &[
                "The access had expired on ",
                "Until then it was allowed: Read Steps",
                "Ranks the steps of everyone who takes part, for one year.",
            ],
        ),
        (
            "\"Pryv account\" status:ok",
            "Allowed because…",
            &["signed in as the account’s owner, who may do everything"],
        ),
        ("=invalid status:401", "What was allowed at that moment", &["Nothing was given to anybody"]),
    ] {
        record_of(&app, &format!("access:{filter}")).await;
        allowed(&app, title, said).await;
    }
    app.audit_everywhere().await;
    app.finish().await;
}

#[tokio::test]
async fn what_allowed_a_call_is_not_guessed() {
    let server = server(Generation::Events).await;
    let app = App::open("").await;
    connect(&app, &server.api_endpoint(tokens::VIEWER)).await;
    app.says("all loaded").await;
    app.fill("combobox", "Search", &format!("access:{WATCH}\u{e007}")).await;
    app.find("button", "Remove ").await;
    open_first(&app).await;
    allowed(&app, "Allowed because…", &["This cannot be known: no list that is loaded holds this access. Load names"])
        .await;
    app.audit_everywhere().await;
    app.finish().await;
}
