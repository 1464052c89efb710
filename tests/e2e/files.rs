//! Files that a person saved.

use std::path::{Path, PathBuf};

use thirtyfour::By;

use crate::connect::{export, open_first};
use crate::support::{App, table};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/audit-core/tests/fixtures").join(name).canonicalize().unwrap()
}

/// A file of the test's own, in the folder of the browser.
pub(crate) fn write(app: &App, name: &str, text: &str) -> PathBuf {
    write_bytes(app, name, text.as_bytes())
}

fn write_bytes(app: &App, name: &str, bytes: &[u8]) -> PathBuf {
    let path = app.downloads.with_file_name(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

pub(crate) async fn open(app: &App, path: &Path) {
    app.says("Open a file").await;
    let input = app.driver.find(By::Css("input[type=file]")).await.unwrap();
    input.send_keys(path.to_string_lossy()).await.unwrap();
}

#[tokio::test]
async fn one_account() {
    let app = App::open("").await;
    open(&app, &fixture("events-one-account.json")).await;
    app.find("heading", "Audit log in events-one-account.json").await;
    app.says("496 of 496 records").await;
    app.finish().await;
}

#[tokio::test]
async fn the_older_generation() {
    let app = App::open("").await;
    open(&app, &fixture("legacy-three-rows.json")).await;
    app.says("3 of 3 records").await;
    app.find("button", "events.get 3").await;
    app.find("button", "403 refused 3").await;
    app.finish().await;
}

#[tokio::test]
async fn an_export_opens_again() {
    for (format, ending) in [("CSV", ".csv"), ("JSON Lines", ".jsonl")] {
        let app = App::open("").await;
        open(&app, &fixture("events-one-account.json")).await;
        app.says("496 of 496 records").await;
        app.fill("combobox", "Search", "status:error").await;
        app.says("status:error").await;
        app.find("button", "Remove").await;
        export(&app, format).await;
        let (_, first) = app.download(ending).await;
        let path = write(&app, &format!("again{ending}"), &String::from_utf8(first.clone()).unwrap());
        app.visit("#/v1/").await;
        app.driver.refresh().await.unwrap();
        open(&app, &path).await;
        let records = String::from_utf8(first.clone()).unwrap();
        let count = if ending == ".csv" { table(&first).len() } else { records.lines().count() - 2 };
        app.says(&format!("{count} of {count} records")).await;
        app.finish().await;
    }
}

#[tokio::test]
async fn markup_in_a_record_is_text() {
    let app = App::open("").await;
    let evil = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    let row = serde_json::json!({"id": evil, "type": evil, "time": 1, "action": evil, "query": evil, "accessId": evil,
        "forwardedFor": evil, "status": 200, "errorMessage": evil, "errorId": evil});
    let path = write(&app, "evil.json", &format!("[{row}]"));
    open(&app, &path).await;
    app.says("1 of 1 record").await;
    open_first(&app).await;
    app.find("heading", "Record").await;
    app.says(evil).await;
    let images = app.driver.find_all(By::Css("img, script:not([src])")).await.unwrap();
    assert!(images.is_empty(), "nothing of a log becomes markup");
    app.finish().await;
}

#[tokio::test]
async fn a_file_that_is_no_log_and_one_that_is_cut() {
    let app = App::open("").await;
    let photo = write(&app, "photo.txt", "not a log at all");
    open(&app, &photo).await;
    app.says("photo.txt is not an audit log").await;
    app.audit().await;
    let whole = std::fs::read_to_string(fixture("events-one-account.json")).unwrap();
    let cut = write(&app, "cut.json", &whole[..whole.len() / 2]);
    open(&app, &cut).await;
    app.says("The source ended early. All whole records are shown.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_backup_of_either_engine() {
    for (file, count) in [("backup-sqlite-audit.jsonl", 475), ("backup-postgresql-audit.jsonl", 55)] {
        let app = App::open("").await;
        open(&app, &fixture(file)).await;
        app.says(&format!("{count} of {count} records")).await;
        app.says("all loaded").await;
        open_first(&app).await;
        app.says("a row of an account’s backup").await;
        app.finish().await;
    }
}

#[tokio::test]
async fn a_packed_backup_whole_cut_and_damaged() {
    // Lines that gzip itself gets out of the first half.
    const HALF: u32 = 205;
    let app = App::open("").await;
    open(&app, &fixture("backup-sqlite-audit.jsonl.gz")).await;
    app.says("475 of 475 records").await;
    app.says("all loaded").await;
    // The verbatim record is there without the file.
    open_first(&app).await;
    app.click("button", "Raw record").await;
    app.says("eventid").await;
    let packed = std::fs::read(fixture("backup-sqlite-audit.jsonl.gz")).unwrap();
    // Damaged where its length stands.
    let mut damaged = packed.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let cases = [
        ("cut.jsonl.gz", &packed[..packed.len() / 2], HALF),
        ("end.jsonl.gz", &packed[..packed.len() - 4], 475),
        ("damaged.jsonl.gz", &damaged, 475),
    ];
    for (name, bytes, count) in cases {
        app.visit("#/v1/").await;
        app.driver.refresh().await.unwrap();
        open(&app, &write_bytes(&app, name, bytes)).await;
        app.says(&format!("{count} of {count} records")).await;
        app.says("The source ended early. All whole records are shown.").await;
        app.audit().await;
    }
    let nothing = write_bytes(&app, "broken.gz", &[0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 255, 255, 255]);
    app.visit("#/v1/").await;
    app.driver.refresh().await.unwrap();
    open(&app, &nothing).await;
    app.says("broken.gz is not an audit log").await;
    let log = app.driver.browser_log().await.unwrap();
    let said = log.into_iter().map(|entry| entry.message).find(|message| message.contains("ompressed"));
    assert_eq!(said, None, "no error is left to the console");
    app.finish().await;
}

#[tokio::test]
async fn lines_of_syslog() {
    let app = App::open("").await;
    let lines = std::fs::read_to_string(fixture("syslog.log")).unwrap();
    let other = "Nov 23 19:15:18 lab sshd[1]: Accepted publickey for root";
    let path = write(&app, "syslog.log", &format!("{lines}{other}\n"));
    // The year is read off the file: this one was written on November 28, 2026.
    let written = std::time::UNIX_EPOCH + std::time::Duration::from_hours(498_850);
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(written).unwrap();
    open(&app, &path).await;
    app.says("7 of 7 records").await;
    app.says("23 November 2026").await;
    app.says("6 records come from syslog lines that say neither year nor time zone.").await;
    app.says("1 record could not be read.").await;
    app.click("button", "events.create 1").await;
    open_first(&app).await;
    app.says("a line of a server’s syslog").await;
    app.audit().await;
    app.click("button", "Remove").await;
    export(&app, "JSON Lines").await;
    let (_, file) = app.download(".jsonl").await;
    let again = write(&app, "again.jsonl", &String::from_utf8(file).unwrap());
    app.visit("#/v1/").await;
    app.driver.refresh().await.unwrap();
    open(&app, &again).await;
    app.says("7 of 7 records").await;
    app.says("6 records come from syslog lines").await;
    app.finish().await;
}

/// A drop of files with names and texts.
async fn drop_files(app: &App, files: &[(&str, &str)]) {
    const DROP: &str = r"
        const files = new DataTransfer();
        for (const [name, text] of arguments[1]) files.items.add(new File([text], name));
        arguments[0].dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));";
    let zone = app.find("region", "From a file").await.to_json().unwrap();
    app.run(DROP, vec![zone, serde_json::json!(files)]).await;
}

#[tokio::test]
async fn several_files_are_one_log() {
    let app = App::open("").await;
    let log = std::fs::read_to_string(fixture("legacy-three-rows.json")).unwrap();
    let other =
        log.replace("ck8g69df1001n1rpv2k650lt3", "ck8g69df1001n1rpv2k650lt9").replace("172.18.0.7", "172.18.0.8");
    drop_files(
        &app,
        &[("photo.txt", "dear diary"), ("june.json", &log), ("july.json", &other), ("august.json", &log[..400])],
    )
    .await;
    app.find("heading", "Audit log in june.json and 3 other files").await;
    app.says("4 of 4 records").await;
    app.says("4 files were opened together.").await;
    app.says("photo.txt: not an audit log").await;
    app.says("june.json: 3 records").await;
    app.says("july.json: 1 record, 2 more known already").await;
    app.says("august.json: 0 records, 1 more known already, 1 unreadable, it ended early").await;
    app.says("2 times a record came again and says different things.").await;
    app.says("Not every file was read to its end. All whole records are shown.").await;
    assert!(!app.text().await.contains("dear diary"), "lines of a file that is no log are not shown");
    app.finish().await;
}

#[tokio::test]
async fn several_files_of_which_none_is_a_log() {
    let app = App::open("").await;
    let accesses = std::fs::read_to_string(fixture("backup-sqlite-accesses.jsonl")).unwrap();
    drop_files(&app, &[("photo.txt", "dear diary"), ("accesses.jsonl", &accesses)]).await;
    app.says("None of these 2 files is an audit log.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_whole_backup_has_names_and_shows_no_token() {
    const FAKE: &str = "fak3t0k3nfak3t0k3nfak3t0";
    let app = App::open("").await;
    let mut accesses = std::fs::read_to_string(fixture("backup-sqlite-accesses.jsonl")).unwrap();
    let token =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["token"].as_str().unwrap().to_owned();
    let mut tokens: Vec<String> = accesses.lines().map(token).collect();
    // The log holds one itself, where a call failed that sent it in another way.
    tokens.retain(|token| token != "rioa9lqseaf7gis5p6cvf9aw");
    assert_eq!(tokens.len(), 20);
    tokens.push(FAKE.to_owned());
    // A list that ends in the middle of an access.
    accesses =
        format!(r#"{accesses}{{"id":"x","apiEndpoint":"https://{FAKE}@pryv.example/","token":"{FAKE}","name":"Lo"#);
    let streams = r#"{"id":"diary","name":"My diary","parentId":null}"#;
    let paths = [
        write(&app, "accesses.jsonl", &accesses),
        write(&app, "streams.jsonl", streams),
        fixture("backup-sqlite-audit.jsonl.gz"),
        fixture("events-one-account.json"),
    ];
    let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
    app.says("Open a file").await;
    app.driver.find(By::Css("input[type=file]")).await.unwrap().send_keys(paths.join("\n")).await.unwrap();
    app.find("heading", "Audit log in backup-sqlite-audit.jsonl.gz and 3 other files").await;
    app.says("496 of 496 records").await;
    app.says("accesses.jsonl: 1 unreadable, 19 names, it ended early").await;
    app.says("streams.jsonl: 1 name").await;
    app.says("backup-sqlite-audit.jsonl.gz: 475 records").await;
    app.says("events-one-account.json: 21 records, 475 more known already").await;
    app.says("lab-tracker").await;
    app.click("button", "Show them as they came").await;
    app.says("••••••").await;
    app.fill("combobox", "Search", "stream:diary action:events.get access:lab-tracker").await;
    app.find("button", "Remove stream:\"My diary\"").await;
    open_first(&app).await;
    app.says("My diary (diary)").await;
    let page = app.run("return document.documentElement.outerHTML", vec![]).await;
    app.fill("combobox", "Search", "").await;
    app.says("496 of 496 records").await;
    let mut seen = page.as_str().unwrap().to_owned();
    for (format, ending) in [("CSV", ".csv"), ("JSON Lines", ".jsonl")] {
        export(&app, format).await;
        seen.push_str(&String::from_utf8(app.download(ending).await.1).unwrap());
    }
    assert!(seen.contains("lab-tracker") && seen.len() > 300_000);
    for token in tokens {
        assert!(!seen.contains(&token[..12]), "{token} is shown or exported");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_record_that_came_in_two_versions_shows_both() {
    let record = |modified: u32, action: &str| {
        format!(
            "{{\"id\":\":_audit:two\",\"type\":\"audit-log/pryv-api\",\"time\":1795470000,\"modified\":{modified},\
             \"streamIds\":[\":_audit:access-a\"],\"content\":{{\"action\":\"{action}\",\"query\":{{\"auth\":\"s3cret\"}}}}}}\n"
        )
    };
    let app = App::open("").await;
    let path = app.downloads.with_file_name("versions.jsonl");
    std::fs::write(&path, [record(2, "events.get"), record(1, "events.delete")].concat()).unwrap();
    open(&app, &path).await;
    app.says("1 of 1 record").await;
    app.says("1 record came twice and says different things.").await;
    app.visit("#/v1/log?sel=%3A_audit%3Atwo").await;
    app.find("heading", "It came in other versions").await;
    app.says("1 other record came under the same id and says something else.").await;
    app.says("\"action\": \"events.delete\"").await;
    assert!(!app.text().await.contains("s3cret"), "what may be a key is hidden there too");
    app.audit().await;
    app.finish().await;
}
