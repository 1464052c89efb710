//! Files that hold an audit log: backups of the account, syslog, and several at once.

use audit_core::engine::{Command, Engine, ExportFormat, Origin};
use audit_core::record::Form;
use proptest::prelude::*;

use serde_json::Value;

use super::support::{
    BACKUP_ACCESSES, BACKUP_POSTGRESQL, BACKUP_SQLITE, ONE_ACCOUNT, SYSLOG, all_rows, decode, detail, export, feed,
    opened, view,
};

#[test]
fn a_backup_holds_the_records_of_the_api() {
    let mut events = decode(ONE_ACCOUNT);
    let rows = decode(BACKUP_SQLITE);
    assert_eq!(rows.len(), 475);
    events.retain(|(event, _)| rows.iter().any(|(row, _)| row.id == event.id));
    assert_eq!(events.len(), 475, "each of them was asked of the server too");
    for (row, raw) in rows {
        let (event, _) = events.iter().find(|(event, _)| event.id == row.id).unwrap();
        assert_eq!(row.form, Form::Backup);
        assert_eq!(&audit_core::record::Record { form: Form::Event, ..row }, event);
        let line = BACKUP_SQLITE.split(|byte| *byte == b'\n').find(|line| *line == raw);
        assert!(line.is_some(), "the verbatim form is the line");
    }
}

#[test]
fn a_backup_of_either_engine_opens() {
    for (file, count, id, access) in [
        (BACKUP_SQLITE, 475, ":_audit:a3ocwn5pk3vm0zef8g8u0yao", "usrk9gf2i61mfk46xuv5s1fl"),
        (BACKUP_POSTGRESQL, 55, ":_audit:ni9ibvn1wfc2uvl4fne488a8", "tcboman1cv3ywb16kdpnif4l"),
    ] {
        let (mut engine, tally) = opened(file);
        assert_eq!((tally.records, tally.unreadable_count, tally.complete), (count, 0, true));
        view(&mut engine, "");
        assert!(all_rows(&mut engine).iter().all(|row| row.access.is_some() && !row.method.is_empty()));
        let shown = detail(&mut engine, id).unwrap();
        assert_eq!(shown.row.access.unwrap().base, access);
        assert_eq!(shown.record.stream_ids.len(), 2, "the mark at the end of the list is no stream");
        assert!(!shown.raw_masked && shown.raw.contains(&id[8..]));
    }
}

#[test]
fn what_a_backup_hides_is_hidden() {
    let row = r#"{"eventid":"a","streamIds":"access-invalid action-events.get ..","time":1,"type":"audit-log/pryv-api-error","content":"{\"action\":\"events.get\",\"callerId\":\"rioa9lqseaf7gis5p6cvf9aw\",\"query\":{\"readToken\":\"fe41mtne9xnjnwpa1w1zem0v\"}}"}"#;
    let (mut engine, _) = opened(row.as_bytes());
    view(&mut engine, "");
    let shown = detail(&mut engine, ":_audit:a").unwrap();
    let said = format!("{shown:?}");
    assert!(!said.contains("rioa9") && !said.contains("fe41m"), "{said}");
    assert!(shown.raw_masked);
}

/// The tokens in the list of accesses, but for one that the log holds as well.
fn tokens() -> Vec<String> {
    let lines = BACKUP_ACCESSES.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let token = |line: &[u8]| serde_json::from_slice::<Value>(line).unwrap()["token"].as_str().unwrap().to_owned();
    let log = String::from_utf8_lossy(BACKUP_SQLITE);
    let tokens: Vec<String> = lines.map(token).filter(|token| !log.contains(token)).collect();
    assert_eq!(tokens.len(), 20);
    tokens
}

#[test]
fn the_accesses_of_a_backup_name_those_of_its_log() {
    for names_first in [true, false] {
        let (log, names) = (BACKUP_SQLITE, BACKUP_ACCESSES);
        let (mut engine, first) = opened(if names_first { names } else { log });
        assert!(!first.not_a_log);
        let tally = feed(&mut engine, if names_first { log } else { names }, 100);
        assert_eq!((tally.records, tally.unreadable_count, tally.names, tally.complete), (475, 0, 19, true));
        assert!(view(&mut engine, "").some_named);
        let rows = all_rows(&mut engine);
        let name = |base: &str| {
            let mut rows = rows.iter().filter(|row| row.access.as_ref().is_some_and(|access| access.base == base));
            rows.next().unwrap().access_name.as_deref()
        };
        assert_eq!(name("bvwjnrdi44nxwfj4tgxsr59h"), Some("lab-audit-app"));
        // Earlier versions of it are in the list, too.
        assert_eq!(name("pk5e6sbsl8aazvg7gjzjo48r"), Some("lab-versioned"));
        assert_eq!(name("invalid"), None);
        let held = format!("{engine:?}");
        assert!(tokens().iter().all(|token| !held.contains(token)), "no token is kept");
    }
}

#[test]
fn no_token_of_a_broken_list_of_accesses_is_shown() {
    // The token of the last one is in the log as well: the one before it is cut.
    let end = BACKUP_ACCESSES.trim_ascii_end().iter().rposition(|byte| *byte == b'\n').unwrap();
    for cut in (end - 350..end).step_by(7) {
        let (mut engine, _) = opened(BACKUP_SQLITE);
        let tally = feed(&mut engine, &BACKUP_ACCESSES[..cut], 1000);
        let said = format!("{tally:?}");
        assert!(tokens().iter().all(|token| !said.contains(&token[..8])), "{cut}: {said}");
    }
}

#[test]
fn lists_as_the_api_gives_them_name_accesses_and_streams() {
    let accesses =
        br#"{"meta":{},"accesses":[{"id":"usrk9gf2i61mfk46xuv5s1fl:2","token":"t0k3n","name":"Now","type":"app"}],
        "accessDeletions":[{"id":"usrk9gf2i61mfk46xuv5s1fl","token":"t0k3n","name":"Then","type":"app","deleted":1}]}"#;
    let streams =
        br#"{"streams":[{"id":"body","name":"Body","parentId":null,"children":[{"id":"diary","name":"My diary"}]}]}"#;
    let (mut engine, _) = opened(BACKUP_SQLITE);
    feed(&mut engine, accesses, 50);
    let tally = feed(&mut engine, streams, 50);
    assert_eq!((tally.records, tally.unreadable_count, tally.names), (475, 0, 3));
    view(&mut engine, "stream:diary");
    let row = all_rows(&mut engine).into_iter().find(|row| row.access.as_ref().unwrap().base != "invalid").unwrap();
    let shown = detail(&mut engine, &row.id).unwrap();
    assert!(shown.stream_names.contains(&("diary".to_owned(), "My diary".to_owned())), "{:?}", shown.stream_names);
    view(&mut engine, "access:Now");
    assert!(!all_rows(&mut engine).is_empty(), "the name that it has now");
    assert!(!format!("{engine:?}").contains("t0k3n"));
}

#[test]
fn the_lines_of_a_file_that_is_no_log_are_not_kept() {
    let (mut engine, _) = opened(BACKUP_SQLITE);
    let tally = feed(&mut engine, b"{\"id\":\"e\",\"type\":\"note/txt\",\"content\":\"dear diary\"}\n", 50);
    assert!(tally.not_a_log);
    assert_eq!((tally.records, tally.unreadable_count, tally.unreadable.len()), (475, 0, 0));
}

/// An engine that has read lines of syslog from a file of November 28, 2026.
fn opened_syslog() -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::File));
    engine.last_changed(1_795_860_000_000);
    let tally = feed(&mut engine, SYSLOG, 100);
    assert_eq!((tally.records, tally.unreadable_count, tally.complete), (7, 0, true));
    // Of one, the content says when it was.
    assert_eq!(tally.assumed_times, 6);
    engine
}

#[test]
fn lines_of_syslog() {
    let mut engine = opened_syslog();
    view(&mut engine, "");
    let rows = all_rows(&mut engine);
    let mut methods: Vec<_> = rows.iter().map(|row| (row.method.as_str(), row.status.label())).collect();
    methods.sort();
    let expected = [
        ("account.changeUsername", "400"),
        ("auth.login", "2xx"),
        ("auth.register", "2xx"),
        ("events.create", "2xx"),
        ("events.get", "2xx"),
        ("events.get", "4xx"),
        ("getAccessInfo", "2xx"),
    ];
    assert_eq!(methods, expected.map(|(method, status)| (method, status.to_owned())));
    let created = rows.iter().find(|row| row.method == "events.create").unwrap();
    assert_eq!(created.time_ms, 1_795_461_316_311);
    let lines = String::from_utf8_lossy(SYSLOG);
    for row in &rows {
        let shown = detail(&mut engine, &row.id).unwrap();
        assert_eq!(row.time_ms / 10_000, 179_546_131, "November 23, 2026, 19:15, UTC");
        let raw: Value = serde_json::from_str(&shown.raw).unwrap();
        let head = raw["syslog"].as_str().unwrap();
        let line = lines.lines().find(|line| {
            line.strip_prefix(head).is_some_and(|content| {
                serde_json::from_str::<Value>(content).is_ok_and(|content| content == raw["content"])
            })
        });
        assert!(line.is_some(), "the line is whole in the raw record");
    }
}

#[test]
fn syslog_and_backups_survive_an_export() {
    let mut engine = opened_syslog();
    feed(&mut engine, BACKUP_SQLITE, 1000);
    feed(&mut engine, BACKUP_POSTGRESQL, 1000);
    view(&mut engine, "");
    let (file, _) = export(&mut engine, ExportFormat::JsonLines);
    assert!(
        file.split(|byte| *byte == b'\n').all(|line| line.is_empty() || serde_json::from_slice::<Value>(line).is_ok())
    );
    let (mut again, tally) = opened(&file);
    assert_eq!((tally.records, tally.unreadable_count, tally.assumed_times, tally.complete), (537, 0, 6, true));
    view(&mut again, "");
    assert_eq!(all_rows(&mut engine), all_rows(&mut again));
}

#[test]
fn what_two_files_hold_is_one_record() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    view(&mut engine, "");
    let before = all_rows(&mut engine);
    for file in [BACKUP_SQLITE, ONE_ACCOUNT] {
        let tally = feed(&mut engine, file, 1000);
        assert_eq!((tally.records, tally.conflicts, tally.complete), (496, 0, true));
    }
    view(&mut engine, "");
    assert_eq!(all_rows(&mut engine), before);
    let (_, tally) = opened(BACKUP_SQLITE);
    let mut merged = opened(BACKUP_SQLITE).0;
    let other = feed(&mut merged, ONE_ACCOUNT, 1000);
    assert_eq!((tally.records, other.records, other.duplicates, other.conflicts), (475, 496, 475, 0));
}

/// A record with few ids, so that some are the same.
fn version(id: u8, modified: Option<u8>, said: u8) -> String {
    let modified = modified.map_or_else(String::new, |modified| format!(r#","modified":{modified}"#));
    let written = ["events.get", "events.create", "accesses.create"][usize::from(said % 3)];
    format!(
        r#"{{"id":"r{id}","type":"audit-log/pryv-api","time":{said},"streamIds":[":_audit:access-a{said}"],"content":{{"action":"{written}","query":{{"q":"{said}"}},"record":{{"key":"EVENT:0:{said}:1","integrity":"i{said}"}}}}{modified}}}"#
    )
}

proptest! {
    /// Files are merged to the same log in any order, and once more changes nothing: of each
    /// id the version that was changed last.
    #[test]
    fn any_order_of_files_gives_the_same_log(
        versions in proptest::collection::vec((0..6_u8, proptest::option::of(0..4_u8), 0..9_u8), 1..25),
        cut in 0..25_usize,
    ) {
        let lines: Vec<String> = versions.iter().map(|(id, modified, said)| version(*id, *modified, *said)).collect();
        let (first, second) = lines.split_at(cut.min(lines.len()));
        let seen = |files: &[&[String]]| {
            let mut engine = Engine::default();
            engine.handle(Command::Open(Origin::File));
            for (number, file) in files.iter().enumerate() {
                feed(&mut engine, file.join("\n").as_bytes(), 64);
                // Looked at in between, so that nothing is kept of what was.
                if number == 0 { view(&mut engine, ""); }
            }
            view(&mut engine, "");
            let mut rows: Vec<_> = all_rows(&mut engine).iter().map(|row| detail(&mut engine, &row.id).unwrap()).collect();
            rows.sort_by(|a, b| a.row.id.cmp(&b.row.id));
            let (csv, _) = export(&mut engine, ExportFormat::Csv);
            let mut csv: Vec<String> = String::from_utf8(csv).unwrap().lines().map(str::to_owned).collect();
            csv.sort();
            (rows.into_iter().map(|shown| (shown.record, shown.raw, shown.versions)).collect::<Vec<_>>(), csv)
        };
        let merged = seen(&[first, second]);
        prop_assert_eq!(&merged, &seen(&[second, first]));
        prop_assert_eq!(&merged, &seen(&[first, second, first]));
        for (record, raw, others) in &merged.0 {
            let id: u8 = record.id[1..].parse().unwrap();
            let newest = versions.iter().filter(|version| version.0 == id).map(|version| version.1).max().unwrap();
            let modified = serde_json::from_str::<Value>(raw).unwrap()["modified"].as_u64();
            prop_assert_eq!(modified, newest.map(u64::from));
            // Whatever else was said is there, once.
            let said = |text: &str| serde_json::from_str::<Value>(text).unwrap()["time"].as_u64().unwrap();
            let mut told: Vec<u64> = others.iter().map(|other| said(other)).chain([said(raw)]).collect();
            told.sort_unstable();
            let mut all: Vec<u64> = versions.iter().filter(|it| it.0 == id).map(|it| it.2.into()).collect();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(told, all);
        }
    }
}

#[test]
fn every_version_is_in_a_file_for_evidence_and_comes_back() {
    let lines = [version(1, Some(1), 3), version(1, Some(2), 4), version(2, None, 5)];
    let (mut engine, tally) = opened(lines.join("\n").as_bytes());
    assert_eq!((tally.records, tally.conflicts), (2, 1));
    view(&mut engine, "");
    let shown = detail(&mut engine, "r1").unwrap();
    assert_eq!(serde_json::from_str::<Value>(&shown.versions.concat()).unwrap()["time"], 3);
    assert!(detail(&mut engine, "r2").unwrap().versions.is_empty());
    let (file, _) = export(&mut engine, ExportFormat::JsonLines);
    let file = String::from_utf8(file).unwrap();
    assert!(lines.iter().all(|line| file.contains(line)), "{file}");
    assert!(file.lines().last().unwrap().contains(r#""otherVersions":1"#), "{file}");
    let (mut again, tally) = opened(file.as_bytes());
    assert_eq!((tally.records, tally.conflicts, tally.complete), (2, 1, true));
    view(&mut again, "");
    assert_eq!(detail(&mut again, "r1").unwrap().versions, shown.versions);
    // CSV is a view, of one line each.
    let (csv, _) = export(&mut engine, ExportFormat::Csv);
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 3);
}
