//! A report to keep: what it says, and that it can be printed.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::connect::{choose, fits_in_every_language};
use crate::support::App;

/// A table of the report: its rows, and in each the texts of its cells.
async fn rows(app: &App, table: &str) -> Vec<Vec<String>> {
    app.find("table", table).await;
    let script = "const plain = text => text.replace(/[\\s\\u202f\\u00a0]+/g, ' ').trim(); \
        const table = [...document.querySelectorAll('.report table')].find(it => it.ariaLabel === arguments[0]); \
        return [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => \
        plain(cell.querySelector('bdi').textContent)))";
    serde_json::from_value(app.run(script, vec![json!(table)]).await).unwrap()
}

/// A number as the page writes it.
fn number(text: &str) -> u64 {
    text.replace([',', '\u{2019}'], "").parse().unwrap()
}

/// What the report says of one thing.
async fn fact(app: &App, name: &str) -> String {
    let script = "const name = [...document.querySelectorAll('.report dt')].find(it => it.innerText === arguments[0]); \
        return name?.nextElementSibling.innerText ?? null";
    app.run(script, vec![json!(name)]).await.as_str().unwrap_or_default().to_owned()
}

async fn report_of(address: &str) -> App {
    let app = App::open(address).await;
    app.find("heading", "Report on an audit log").await;
    app.find("heading", "How this report was made, and what it proves").await;
    app
}

/// What Chromium prints.
async fn pdf(app: &App) -> Value {
    let options = json!({"preferCSSPageSize": true});
    app.driver.cdp().send_raw("Page.printToPDF", options).await.unwrap()
}

#[tokio::test]
async fn it_says_what_the_pages_say_and_its_numbers_lead_to_the_records() {
    let app = report_of("#/v1/demo?t=report").await;
    for heading in [
        "What this report is about",
        "What could be seen, and what not",
        "In numbers",
        "Who can see your data",
        "How consent was given and ended",
        "Your rights, as this log shows them",
        "What looks odd",
        "The records",
        "How this report was made, and what it proves",
    ] {
        app.find("heading", heading).await;
    }
    assert_eq!(fact(&app, "Records").await, "60,000 of 60,000 records");
    assert_eq!(fact(&app, "How much is here").await, "all loaded");
    let made = fact(&app, "Made").await;
    let (local, utc) = made.split_once(", that is ").unwrap();
    let times = json!([local.split(' ').next(), utc.split(' ').next()]);
    let age = "const [local, utc] = arguments[0].map(Date.parse); return [local - utc, Math.abs(Date.now() - utc)]";
    let age = app.run(age, vec![times]).await;
    assert!(age[0] == 0 && age[1].as_f64().unwrap() < 120_000.0, "{made} {age}");
    for table in ["Outcome", "Kind of act"] {
        let sum: u64 = rows(&app, table).await.iter().map(|row| number(&row[1])).sum();
        assert_eq!(sum, 60_000, "{table}");
    }
    let accesses = rows(&app, "Who can see your data").await;
    let of = |name: &str| accesses.iter().find(|row| row[0] == name).unwrap();
    assert!(of("Fitness challenge")[1].starts_with("Expired on "), "{accesses:?}");
    assert!(of("Dr. Weber’s practice".replace('’', "'").as_str())[1].starts_with("Deleted on "), "{accesses:?}");
    let odd = rows(&app, "What looks odd").await;
    assert!(odd.iter().any(|row| row[0] == "▲ Serious: look at it now" && row[1].contains("118 sign-ins")), "{odd:?}");
    assert!(!rows(&app, "How consent was given and ended").await.is_empty());
    // The newest records, each with its time in both zones and its id; and how many more there are.
    let records = rows(&app, "The records").await;
    assert_eq!(records.len(), 200);
    app.says("The newest 200 of 60,000, newest first.").await;
    app.says("59,800 more are not listed here").await;
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    let refused = rows(&app, "Outcome").await.into_iter().find(|row| row[0] == "refused").unwrap()[1].clone();
    app.click("button", &format!("{refused}. Show the records refused")).await;
    app.says(&format!("{refused} of 60,000 records")).await;
    app.driver.back().await.unwrap();
    app.click("button", &format!("{}. Open the record", records[0][4])).await;
    app.find("heading", "Record").await;
    app.finish().await;
}

#[tokio::test]
async fn it_is_about_what_the_filter_leaves_and_marks_what_is_known() {
    let app = report_of("#/v1/demo?q=status%3A403&t=report").await;
    assert_eq!(fact(&app, "Filters").await, "status:403");
    let count = fact(&app, "Records").await;
    let outcomes = rows(&app, "Outcome").await;
    assert_eq!(outcomes.len(), 1, "{outcomes:?}");
    assert_eq!(count, format!("{} of 60,000 records", outcomes[0][1]));
    let records = rows(&app, "The records").await;
    assert!(!records.is_empty() && records.iter().all(|row| row[2] == "refused 403"), "{records:?}");
    // What the person knows is still told, and marked.
    app.gone("paragraph", "You marked it with").await;
    app.click("button", "Findings").await;
    app.click("button", "I know this: Calls after an access expired").await;
    app.click("button", "Report").await;
    app.says("You marked it with “I know this”.").await;
    let odd = rows(&app, "What looks odd").await;
    assert!(odd.iter().any(|row| row[1].starts_with("Fitness challenge called")), "{odd:?}");
    // A filter that leaves nothing says so.
    app.visit("#/v1/demo?q=status%3A418&t=report").await;
    app.says("The filter leaves no record.").await;
    app.gone("button", "Make the export").await;
    app.finish().await;
}

#[tokio::test]
async fn paper_shows_the_report_and_nothing_else() {
    let app = report_of("#/v1/demo?q=status%3A403&t=report").await;
    app.prefer("dark").await;
    let printed = pdf(&app).await;
    // Base64 of `%PDF-`.
    assert!(printed["data"].as_str().unwrap().starts_with("JVBERi0"));
    app.driver.cdp().send_raw("Emulation.setEmulatedMedia", json!({"media": "print"})).await.unwrap();
    app.holds("getComputedStyle(document.documentElement).colorScheme === 'light'").await;
    app.holds("!document.querySelector('.topics').checkVisibility()").await;
    app.holds("!document.querySelector('.bar').checkVisibility()").await;
    app.holds("[...document.querySelectorAll('.report button:not(.link)')].every(it => !it.checkVisibility())").await;
    app.holds("document.querySelector('.report-records td .link').checkVisibility()").await;
    app.driver.cdp().send_raw("Emulation.setEmulatedMedia", json!({"media": ""})).await.unwrap();
    // The button asks the browser, which has nobody to ask here.
    app.run("window.print = () => { window.printed = true; }", vec![]).await;
    app.click("button", "Print or save as PDF").await;
    app.holds("window.printed === true").await;
    app.finish().await;
}

/// What the computer's own program says of a file: the one that people are told to use.
fn sha256sum(bytes: &[u8]) -> String {
    let mut program =
        Command::new("sha256sum").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("sha256sum is there");
    program.stdin.take().unwrap().write_all(bytes).unwrap();
    let said = program.wait_with_output().unwrap().stdout;
    String::from_utf8(said).unwrap().split(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_export_is_named_by_its_hash_until_the_records_are_others() {
    let app = report_of("#/v1/demo?q=status%3A403&t=report").await;
    app.says("No export was made with this report.").await;
    app.click("button", "Make the export that belongs to this report").await;
    let (name, file) = app.download(".jsonl").await;
    app.says("sha256sum pryv-audit_alice_").await;
    assert_eq!(fact(&app, "SHA-256").await, sha256sum(&file));
    assert_eq!(fact(&app, "File").await, name);
    assert_eq!(number(fact(&app, "Size").await.strip_suffix(" bytes").unwrap()), file.len() as u64);
    // The first and the last line are about the file.
    let records = file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() - 2;
    assert_eq!(fact(&app, "Records").await, format!("{records} of 60,000 records"));
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    // It is still there for who comes back, and not for other records.
    app.click("button", "Records").await;
    app.click("button", "Report").await;
    app.find("heading", "The export that belongs to this report").await;
    assert_eq!(fact(&app, "SHA-256").await, sha256sum(&file));
    app.visit("#/v1/demo?q=status%3A401&t=report").await;
    app.says("The export that was made is about other records").await;
    assert_eq!(fact(&app, "SHA-256").await, "");
    app.finish().await;
}

#[tokio::test]
async fn what_a_misused_access_could_reach_is_told_printed_and_saved() {
    let app = report_of("#/v1/demo?t=report").await;
    app.click("button", "If an access was misused").await;
    app.find("heading", "What an access could reach").await;
    choose(&app, "Access", "Dr. Weber").await;
    app.holds("document.querySelector('.report-facts')?.innerText.includes('hb59y2ncx7o4wdq1k8mzt3va')").await;
    let calls = rows(&app, "What was called").await;
    assert_eq!(calls[0][0], "All");
    let total = number(&calls[0][1]);
    assert_eq!(calls[1..].iter().map(|row| number(&row[1])).sum::<u64>(), total, "{calls:?}");
    assert_eq!(rows(&app, "What was read and written").await.len(), 7);
    app.says("Calls with the key after the access was withdrawn or expired").await;
    app.audit_everywhere().await;
    app.resize(1280, 900).await;
    assert!(pdf(&app).await["data"].as_str().unwrap().starts_with("JVBERi0"));
    // In the shape of the platform's tool, with what the page knows filled in.
    app.click("button", "Save as JSON").await;
    let (_, file) = app.download(".json").await;
    let report: Value = serde_json::from_slice(&file).unwrap();
    assert_eq!(report["reportVersion"], 1);
    assert_eq!(report["subject"]["username"], "alice");
    assert_eq!(report["access"]["id"], "hb59y2ncx7o4wdq1k8mzt3va");
    assert_eq!(report["activity"]["totalCalls"], total);
    assert!(report["generatedAt"].as_str().is_some_and(|time| time.ends_with('Z')), "{report}");
    let caveats = report["caveats"].as_array().unwrap();
    assert_eq!(caveats.len(), 8);
    assert!(caveats.iter().all(|it| it["text"].as_str().is_some_and(|text| !text.is_empty())), "{caveats:?}");
    app.click("button", "Save as Markdown").await;
    let (_, file) = app.download(".md").await;
    let markdown = String::from_utf8(file).unwrap();
    assert!(markdown.starts_with("# What an access could reach\n"), "{markdown}");
    assert!(markdown.contains(&format!("\n| All | {total} |")), "{markdown}");
    // Another period is another report; one that cannot be is said to be none.
    let until = |day: &str| {
        format!(
            "const field = document.getElementById('scope-until'); field.value = '{day}'; \
             field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
        )
    };
    app.run(&until("2025-01-01"), vec![]).await;
    app.says("This period ends before it begins.").await;
    app.gone("button", "Save as JSON").await;
    app.audit().await;
    app.run(&until(""), vec![]).await;
    app.click("button", &format!("{total}. Show the records All")).await;
    app.says(&format!("{total} of 60,000 records")).await;
    app.finish().await;
}

#[tokio::test]
async fn both_reports_fit_a_narrow_page_in_every_language() {
    let app = report_of("#/v1/demo?t=report").await;
    let titles =
        ["Bericht über ein Audit-Protokoll", "Rapport sur un journal d’audit", "Rapporto su un registro di audit"];
    fits_in_every_language(&app, titles).await;
    app.finish().await;
    let app = report_of("#/v1/demo?t=report").await;
    app.click("button", "If an access was misused").await;
    app.find("heading", "What was called").await;
    let titles = [
        "Was ein Zugang erreichen konnte",
        "Ce qu’un accès pouvait atteindre",
        "Che cosa un accesso poteva raggiungere",
    ];
    fits_in_every_language(&app, titles).await;
    app.finish().await;
}
