//! The log for somebody who must not know whose it is: nothing that is anybody's is in
//! anything that is answered, whatever is asked; all else is as in the log itself.

use std::collections::BTreeSet;
use std::fmt::Write;

use audit_core::decode::{Decoded, Decoder, read_record};
use audit_core::engine::{
    Answer, Command, Engine, ExportFormat, ExportRequest, GroupsRequest, Looked, Origin, Question, Reply, Row,
    SupportView, ViewRequest, WhoIs,
};
use audit_core::evidence::{BundleReader, Verdict};
use audit_core::explore::{Dimension, GroupColumn};
use audit_core::pseudonyms::{PseudonymKey, Pseudonyms};
use audit_core::record::{PSEUDO_ACCESSES, Record};
use demo_account::{DemoAccount, Options};
use serde_json::{Value, json};

use super::support::{
    BACKUP_ACCESSES, BACKUP_POSTGRESQL, BACKUP_SQLITE, EACH_KIND, LEGACY, ONE_ACCOUNT, SYSLOG, TIES, decode, feed,
    opened, request,
};

const ACCESSES: &[u8] = include_bytes!("../fixtures/names/accesses.json");
const STREAMS: &[u8] = include_bytes!("../fixtures/names/streams.json");
const NOW_MS: i64 = 1_795_500_000_000;

fn key() -> PseudonymKey {
    PseudonymKey::new([7; 32])
}

/// The whole of a log in pseudonyms.
fn support_view(engine: &Engine) -> SupportView {
    let mut view = SupportView::new(&key());
    assert!(view.catch_up(engine, u32::MAX));
    view
}

/// The demo account, with its names and ten thousand records.
fn demo() -> (Engine, Vec<u8>) {
    let account = DemoAccount::new(Options { records: 10_000, ..Options::new(NOW_MS) });
    let records: Vec<String> = account.records().collect();
    let log = format!("{{\"events\":[{}],\"meta\":{{}}}}", records.join(",")).into_bytes();
    let names = json!({"accesses": account.accesses_json(), "accessDeletions": account.access_deletions_json(),
        "streams": account.streams_json()});
    let (mut engine, _) = opened(names.to_string().as_bytes());
    feed(&mut engine, &log, 1 << 16);
    (engine, log)
}

/// All records of a body; of lines of syslog it is known when they were written.
fn records_of(body: &[u8]) -> Vec<Record> {
    let (mut decoder, mut records) = (Decoder::of_file(Some(NOW_MS)), Vec::new());
    let mut take = |decoded: Decoded<'_>| {
        if let Decoded::Record(record, ..) = decoded {
            records.push(record.to_record());
        }
    };
    decoder.feed(body, &mut take);
    decoder.finish(&mut take);
    assert!(!records.is_empty());
    records
}

/// Texts of a record that are somebody's.
fn somebodys(record: &Record) -> Vec<String> {
    let mut texts = vec![record.id.trim_start_matches(":_audit:").to_owned()];
    texts.extend(record.access.iter().map(|access| access.base.clone()));
    texts.extend(record.caller.iter().filter(|caller| *caller != "audit-viewer").cloned());
    texts.extend(record.addresses.iter().cloned());
    texts
        .extend(record.integrity.iter().flat_map(|it| [it.hash.clone(), it.key.split(':').nth(2).unwrap().to_owned()]));
    texts.extend(record.scoped_streams.iter().filter(|id| !id.starts_with(':')).cloned());
    texts.extend(record.error_message.iter().cloned());
    let query = record.query.as_deref().unwrap_or_default();
    match serde_json::from_str::<Value>(query) {
        Ok(query) => values(&query, &mut texts),
        Err(_) => texts.extend(query.split(['=', '&']).map(str::to_owned)),
    }
    texts
}

/// Every text in JSON, however deep, in texts of it too; numbers are times and limits.
fn values(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(pairs) => pairs.values().for_each(|value| values(value, found)),
        Value::Array(items) => items.iter().for_each(|value| values(value, found)),
        Value::String(text) => match serde_json::from_str(text) {
            Ok(inside @ (Value::Object(_) | Value::Array(_))) => values(&inside, found),
            _ => found.push(text.clone()),
        },
        _ => {}
    }
}

/// Those of names, by the keys that say them.
fn named(body: &Value, found: &mut Vec<String>) {
    const KEYS: [&str; 8] = ["id", "name", "deviceName", "content", "streamId", "parentId", "headId", "token"];
    match body {
        Value::Object(pairs) => pairs.iter().for_each(|(key, value)| match value {
            Value::String(text) if KEYS.contains(&key.as_str()) => found.push(text.clone()),
            value => named(value, found),
        }),
        Value::Array(items) => items.iter().for_each(|value| named(value, found)),
        _ => {}
    }
}

/// Words of the platform, and what is too short to be told from other text.
fn is_nobodys(text: &str) -> bool {
    const WORDS: [&str; 9] =
        ["action", "audit-log", "true", "false", "default", "trashed", "limit", "streamId", "none"];
    let is_number = text.parse::<f64>().is_ok();
    text.chars().count() < 4
        || is_number
        || text.starts_with([':', '*'])
        || text.starts_with("audit-log")
        || WORDS.contains(&text)
        || PSEUDO_ACCESSES.contains(&text)
}

/// Whether a text stands in another one as words of its own.
fn stands_in(text: &str, said: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '-');
    said.match_indices(text)
        .any(|(at, _)| !is_letter(said[..at].chars().next_back()) && !is_letter(said[at + text.len()..].chars().next()))
}

fn answer(view: &mut SupportView, question: Question) -> Answer {
    match view.handle(Command::Explore(question)) {
        Reply::Explored(answer) => answer,
        other => panic!("expected an answer, got {other:?}"),
    }
}

fn rows_of(view: &mut SupportView, query: &str) -> Vec<Row> {
    let Reply::View(snapshot) = view.handle(Command::View(ViewRequest { own_reads: true, ..request(query) })) else {
        panic!("expected a view")
    };
    let mut rows = Vec::new();
    while rows.len() < snapshot.matched as usize {
        match view.handle(Command::Rows { first: u32::try_from(rows.len()).unwrap(), count: 500 }) {
            Reply::Rows { rows: more, .. } => rows.extend(more),
            other => panic!("expected rows, got {other:?}"),
        }
    }
    rows
}

fn export(view: &mut SupportView, format: ExportFormat) -> String {
    let request = ExportRequest {
        format,
        subject: "account-1".to_owned(),
        account: "account-1".to_owned(),
        complete: true,
        period: None,
        secrets: true,
        now_ms: NOW_MS,
    };
    let Reply::ExportStarted { export, file_name } = view.handle(Command::ExportStart(request)) else {
        panic!("expected an export")
    };
    let mut file = file_name.into_bytes();
    loop {
        match view.handle(Command::ExportNext { export }) {
            Reply::Slice { bytes, .. } if bytes.is_empty() => return String::from_utf8(file).unwrap(),
            Reply::Slice { bytes, .. } => file.extend(bytes),
            other => panic!("expected a slice, got {other:?}"),
        }
    }
}

/// Everything that is said of a log: rows, records in full, as they were written, both
/// kinds of files, values to choose from, and findings.
fn all_said(view: &mut SupportView) -> String {
    let rows = rows_of(view, "");
    let mut said = format!("{rows:?}");
    for row in rows.iter().step_by(rows.len() / 500 + 1) {
        let _ = write!(said, "{:?}", view.handle(Command::Record { id: row.id.clone() }));
        let raw = view.handle(Command::Reveal { id: row.id.clone(), what: audit_core::engine::Hidden::Raw });
        let _ = write!(said, "{raw:?}");
    }
    for format in [ExportFormat::Csv, ExportFormat::JsonLines, ExportFormat::Evidence] {
        said.push_str(&export(view, format));
    }
    for within in Dimension::ALL {
        let column = GroupColumn::Count;
        let groups = GroupsRequest { by: within, within: None, column, descending: true, first: 0, count: 500 };
        let _ = write!(said, "{:?}", answer(view, Question::Groups(groups)));
    }
    let _ = write!(said, "{:?}", answer(view, Question::Accesses));
    let _ = write!(said, "{:?}", answer(view, Question::Findings));
    let _ = write!(said, "{:?}", answer(view, Question::Rights));
    let _ = write!(said, "{:?}", answer(view, Question::Chosen { most: 200 }));
    let _ = write!(said, "{:?}", answer(view, Question::ChangeList { kind: None, first: 0, count: 500 }));
    let _ = write!(said, "{:?}", answer(view, Question::Consent));
    let _ = write!(said, "{:?}", answer(view, Question::Changes { by: None, first: 0, count: 500 }));
    for text in ["access:", "ip:", "stream:", "query.streams:", "a"] {
        let command = Command::Complete { text: text.to_owned(), cursor: u32::try_from(text.len()).unwrap(), most: 99 };
        let _ = write!(said, "{:?}", view.handle(command));
    }
    said
}

#[test]
fn nothing_of_anybody_is_in_any_answer() {
    let (account, account_log) = demo();
    let mut logs: Vec<(Engine, Vec<Record>)> = vec![(account, records_of(&account_log))];
    for body in [ONE_ACCOUNT, EACH_KIND, TIES, LEGACY, BACKUP_SQLITE, BACKUP_POSTGRESQL, SYSLOG] {
        let mut engine = Engine::default();
        engine.handle(Command::Open(Origin::File));
        engine.last_changed(NOW_MS);
        feed(&mut engine, body, 4096);
        for names in [BACKUP_ACCESSES, ACCESSES, STREAMS] {
            feed(&mut engine, names, 4096);
        }
        logs.push((engine, records_of(body)));
    }
    let mut names = Vec::new();
    let demo_names = DemoAccount::new(Options::new(NOW_MS));
    for body in [ACCESSES, STREAMS] {
        named(&serde_json::from_slice(body).unwrap(), &mut names);
    }
    named(&json!([demo_names.accesses_json(), demo_names.streams_json()]), &mut names);
    let mut looked_at = 0;
    for (engine, records) in &logs {
        let said = all_said(&mut support_view(engine));
        let words: BTreeSet<&str> = said.split(|letter: char| !letter.is_alphanumeric() && letter != '-').collect();
        let mut theirs: BTreeSet<String> = records.iter().flat_map(somebodys).chain(names.clone()).collect();
        let methods: BTreeSet<&str> = records.iter().map(|record| record.method.as_str()).collect();
        theirs.retain(|text| !is_nobodys(text) && !methods.contains(text.as_str()));
        looked_at += theirs.len();
        // Most are one word, which is found quicker; of the others some are enough.
        let is_word = |text: &String| text.chars().all(char::is_alphanumeric);
        let (one_word, several): (Vec<String>, Vec<String>) = theirs.into_iter().partition(is_word);
        for text in one_word {
            assert!(!words.contains(text.as_str()), "{text}");
        }
        for text in several.iter().step_by(several.len() / 300 + 1) {
            assert!(!stands_in(text, &said), "{text}");
        }
    }
    assert!(looked_at > 10_000, "{looked_at}");
}

#[test]
fn the_bytes_of_a_record_say_the_record() {
    let mut pseudonyms = Pseudonyms::new(&key());
    for body in [ONE_ACCOUNT, EACH_KIND, TIES, LEGACY, BACKUP_SQLITE, BACKUP_POSTGRESQL, SYSLOG, &demo().1] {
        for record in records_of(body) {
            let (made, raw) = pseudonyms.record(&record);
            assert_eq!(read_record(&raw).unwrap(), made, "{}", String::from_utf8(raw).unwrap());
            let kept = |it: &Record| (it.time_ms, it.method.clone(), it.operation, it.status, it.record_count);
            assert_eq!(kept(&made), kept(&record));
        }
    }
}

#[test]
fn all_else_is_as_in_the_log_itself() {
    let (mut engine, _) = demo();
    let mut view = support_view(&engine);
    for query in ["", "status:4xx", "is:consent", "action:events.get -status:2xx", "op:create"] {
        let Reply::View(log) = engine.handle(Command::View(request(query))) else { panic!("expected a view") };
        let Reply::View(made) = view.handle(Command::View(request(query))) else { panic!("expected a view") };
        assert_eq!((made.matched, made.span, &made.days), (log.matched, log.span, &log.days), "{query}");
    }
    let findings = |reply| match reply {
        Reply::Explored(Answer::Findings(found)) => {
            let mut rules: Vec<_> =
                found.iter().map(|it| format!("{:?} {:?} {}", it.rule, it.severity, it.count)).collect();
            rules.sort_unstable();
            rules
        }
        other => panic!("expected findings, got {other:?}"),
    };
    let question = || Command::Explore(Question::Findings);
    let found = findings(engine.handle(question()));
    assert!(found.len() > 3, "{found:?}");
    assert_eq!(findings(view.handle(question())), found);
}

#[test]
fn a_file_of_it_says_that_it_is_of_pseudonyms() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    let mut view = support_view(&engine);
    rows_of(&mut view, "");
    let manifest = |file: &str| {
        let mut reader = BundleReader::default();
        // Its name stands before it.
        reader.feed(&file.as_bytes()[file.find('{').unwrap()..]);
        let bundle = reader.finish();
        assert_eq!(bundle.verdict, Verdict::Intact);
        bundle.manifest.pseudonyms
    };
    assert!(manifest(&export(&mut view, ExportFormat::Evidence)));
    assert!(export(&mut view, ExportFormat::JsonLines).lines().next().unwrap().contains("\"pseudonyms\":true"));
    // The log itself does not.
    let (own, _) = super::support::export(&mut engine, ExportFormat::Evidence);
    assert!(!manifest(&String::from_utf8(own).unwrap()));
}

#[test]
fn what_comes_later_comes_into_it() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    let (mut at_once, mut in_steps) = (support_view(&engine), SupportView::new(&key()));
    while !in_steps.catch_up(&engine, 7) {}
    assert_eq!(rows_of(&mut in_steps, ""), rows_of(&mut at_once, ""));
    // More records, and names.
    feed(&mut engine, EACH_KIND, 4096);
    feed(&mut engine, BACKUP_ACCESSES, 4096);
    assert!(in_steps.catch_up(&engine, u32::MAX));
    assert_eq!(rows_of(&mut in_steps, ""), rows_of(&mut support_view(&engine), ""));
    assert!(rows_of(&mut in_steps, "").iter().any(|row| row.access_name.is_some()));
    // A record that takes the place of another one.
    let (record, raw) = decode(ONE_ACCOUNT).remove(0);
    let raw = String::from_utf8(raw).unwrap().replacen("\"time\":", "\"time\":1", 1).replacen(
        "\"modified\":",
        "\"modified\":9",
        1,
    );
    feed(&mut engine, format!("{{\"events\":[{raw}],\"meta\":{{}}}}").as_bytes(), 4096);
    assert!(in_steps.catch_up(&engine, u32::MAX));
    let Reply::Record(Some(detail)) = engine.handle(Command::Record { id: record.id.clone() }) else {
        panic!("expected a record")
    };
    assert_ne!(detail.record.time_ms, record.time_ms, "{raw}");
    let id = Pseudonyms::new(&key()).record_id(&record.id);
    let row = rows_of(&mut in_steps, "").into_iter().find(|row| row.id == id).unwrap();
    assert_ne!(row.time_ms, record.time_ms);
}

#[test]
fn who_has_the_key_finds_out_what_a_pseudonym_stands_for() {
    let (engine, _) = opened(ONE_ACCOUNT);
    let rows = rows_of(&mut support_view(&engine), "");
    let who = |key: &PseudonymKey, pseudonym: &str| {
        let mut looking = WhoIs::new(key, pseudonym);
        loop {
            match looking.look(&engine, 10) {
                Looked::Goes => {}
                Looked::Found(found) => return Some(found),
                Looked::Nowhere => return None,
            }
        }
    };
    let row = rows.iter().find(|row| row.access.as_ref().is_some_and(|it| it.base.starts_with("access-"))).unwrap();
    let access = who(&key(), &row.access.as_ref().unwrap().base).unwrap();
    let address = who(&key(), &row.addresses[0]).unwrap();
    let originals = records_of(ONE_ACCOUNT);
    assert!(originals.iter().any(|it| it.access.as_ref().is_some_and(|it| it.base == access)), "{access}");
    assert!(originals.iter().any(|it| it.addresses.contains(&address)), "{address}");
    assert_eq!(who(&key(), "access-nobody"), None);
    assert_eq!(who(&PseudonymKey::new([8; 32]), &row.addresses[0]), None);
}
