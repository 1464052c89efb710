//! Bundles of evidence: written, opened as logs, checked, altered and compared.

use audit_core::engine::{Command, Engine, ExportFormat, ExportRequest, Origin, Reply};
use audit_core::evidence::{Bundle, BundleReader, Mismatch, Verdict, compare};
use audit_core::pryv::Rights;
use audit_core::record::Generation;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{LOG, feed, log, opened, row, view};

/// The bundle of everything that an engine holds and a filter leaves.
fn bundle(engine: &mut Engine, query: &str) -> Vec<u8> {
    view(engine, query);
    let request = ExportRequest {
        format: ExportFormat::Evidence,
        subject: "alice".to_owned(),
        account: "alice @ pryv.example".to_owned(),
        complete: true,
        period: Some((0, 1_800_000_000_000)),
        secrets: true,
        now_ms: 1_795_000_000_000,
    };
    let (export, name) = match engine.handle(Command::ExportStart(request)) {
        Reply::ExportStarted { export, file_name } => (export, file_name),
        other => panic!("expected an export, got {other:?}"),
    };
    assert!(name.starts_with("pryv-evidence_alice_"), "{name}");
    assert_eq!(name.rsplit('.').next(), Some("jsonl"));
    let mut file = Vec::new();
    loop {
        match engine.handle(Command::ExportNext { export }) {
            Reply::Slice { bytes, .. } if bytes.is_empty() => return file,
            Reply::Slice { bytes, .. } => file.extend(bytes),
            other => panic!("expected a slice, got {other:?}"),
        }
    }
}

fn read(file: &[u8]) -> Bundle {
    let mut reader = BundleReader::default();
    file.chunks(777).for_each(|bytes| reader.feed(bytes));
    reader.finish()
}

/// The engine of a server that has answered with rows.
fn served(rows: &[Value], server_time: f64) -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::Server {
        rights: Rights::Everything,
        access: "viewer".to_owned(),
        generation: Generation::Events,
        period_ms: (0, i64::MAX),
    }));
    let body = json!({"events": rows, "meta": {"serverTime": server_time}}).to_string();
    feed(&mut engine, body.as_bytes());
    engine
}

fn lines(file: &[u8]) -> Vec<Vec<u8>> {
    file.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

fn altered(bundle: &Bundle) -> &audit_core::evidence::Altered {
    match &bundle.verdict {
        Verdict::Altered(altered) => altered,
        other => panic!("expected an alteration, got {other:?}"),
    }
}

#[test]
fn a_bundle_is_intact_says_what_it_is_of_and_opens_as_a_log() {
    let file = bundle(&mut opened(&[LOG]), "action:events");
    let read = read(&file);
    assert_eq!(read.verdict, Verdict::Intact);
    let manifest = &read.manifest;
    assert_eq!((manifest.format, manifest.account.as_str()), (1, "alice @ pryv.example"));
    assert_eq!(manifest.app, ("audit-viewer".to_owned(), env!("CARGO_PKG_VERSION").to_owned()));
    assert_eq!(manifest.exported_ms(), Some(1_795_000_000_000));
    assert_eq!(manifest.period_ms(), Some((0, 1_800_000_000_000)));
    assert_eq!((manifest.query.as_str(), manifest.zone.as_str()), ("action:events", "UTC"));
    assert_eq!((manifest.loaded, manifest.complete, manifest.secrets.as_str()), (496, true, "included"));
    assert_eq!((manifest.visible.as_str(), manifest.generation.as_str()), ("file", ""));
    let held = lines(&file).len() - 2;
    assert_eq!(manifest.records, held as u64);
    let mut again = opened(&[&file]);
    assert_eq!(view(&mut again, "").matched as usize, held);
    assert_eq!(again.feed(b"").export_note.as_ref().unwrap().query, "action:events");
    assert!(again.feed(b"").complete);
    // The hash of the records is the one that any other program finds.
    let body: Vec<u8> = lines(&file)[1..=held].concat();
    assert_eq!(read.sha256, audit_core::digest::hex(&audit_core::digest::digest(&body)));
    assert_eq!(read.file_sha256, audit_core::digest::hex(&audit_core::digest::digest(&file)));
}

#[test]
fn the_platforms_clock_and_what_was_visible_are_said() {
    let file = bundle(&mut served(&[row(1, "cka", &json!({"action": "events.get"}))], 9.5), "");
    let manifest = read(&file).manifest;
    assert_eq!(manifest.server_time_ms, Some(9500));
    assert_eq!((manifest.visible.as_str(), manifest.generation.as_str()), ("everything", "events"));
}

#[test]
fn lines_that_were_taken_away_added_or_moved_are_found() {
    let whole = lines(&bundle(&mut opened(&[LOG]), ""));
    let change = |edit: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut lines = whole.clone();
        edit(&mut lines);
        read(&lines.concat())
    };
    let removed = change(&|lines| drop(lines.remove(300)));
    assert_eq!((altered(&removed).written, altered(&removed).found), (496, 495));
    assert_eq!(altered(&removed).lines, [(257, 512)]);
    let added = change(&|lines| lines.insert(3, lines[2].clone()));
    assert_eq!((altered(&added).found, altered(&added).lines.len()), (497, 2));
    let moved = change(&|lines| lines.swap(1, 2));
    assert_eq!(altered(&moved).lines, [(1, 256)]);
    assert!(!altered(&moved).first_line && !altered(&moved).last_line);
    let first = change(&|lines| lines[0] = String::from_utf8(lines[0].clone()).unwrap().replace("alice", "bob").into());
    assert!(altered(&first).first_line && altered(&first).lines.is_empty());
    let hashes = change(&|lines| {
        let last = lines.last_mut().unwrap();
        *last = String::from_utf8(last.clone()).unwrap().replace("\"lines\":496", "\"lines\":497").into();
    });
    assert!(altered(&hashes).last_line);
    assert_eq!(change(&|lines| drop(lines.pop())).verdict, Verdict::Cut(496));
    assert_eq!(change(&|lines| lines.truncate(10)).verdict, Verdict::Cut(9));
    // A line like the last one in the middle of the records is a record that was added.
    let early = change(&|lines| lines.insert(5, lines[497].clone()));
    assert_eq!(altered(&early).found, 497);
    for no_bundle in [&b""[..], b"{}", b"{\"audit-viewer\":\"begin\",\"version\":1}\n", LOG] {
        assert_eq!(read(no_bundle).verdict, Verdict::NotABundle);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// One byte of the records that is another is found, whatever it becomes.
    #[test]
    fn one_altered_byte_is_found(place in any::<prop::sample::Index>(), flip in 1_u8..) {
        let rows: Vec<Value> = (1..40).map(|nth| row(nth, "cka", &json!({"action": "events.get"}))).collect();
        let mut file = bundle(&mut opened(&[&log(&rows)]), "");
        let all = lines(&file);
        let (start, end) = (all[0].len(), file.len() - all[all.len() - 1].len());
        file[start + place.index(end - start)] ^= flip;
        let read = read(&file);
        prop_assert!(matches!(read.verdict, Verdict::Altered(_) | Verdict::Cut(_)), "{:?}", read.verdict);
    }
}

#[test]
fn two_bundles_tell_what_vanished_changed_and_came_late() {
    let call = |nth: u32, action: &str| row(nth, "cka", &json!({"action": action}));
    let rows: Vec<Value> = (1..=4).map(|nth| call(nth, "events.get")).collect();
    let first = read(&bundle(&mut served(&rows, 10.0), ""));
    let later = [rows[0].clone(), call(2, "events.delete"), rows[3].clone(), call(5, "x.y"), call(11, "x.y")];
    let second = read(&bundle(&mut served(&later, 20.0), ""));
    let id = |nth: u32| format!(":_audit:c{nth:024}");
    let compared = compare(&first, &second);
    assert_eq!((compared.same, compared.mismatches.as_slice()), (2, &[][..]));
    assert_eq!((compared.vanished.count, compared.vanished.ids.as_slice()), (1, &[id(3)][..]));
    assert_eq!(compared.changed.ids, [id(2)]);
    assert_eq!(compared.came_late.ids, [id(11)]);
    assert_eq!(compared.appeared.ids, [id(5)]);
    let same = compare(&first, &first);
    assert_eq!((same.same, same.vanished.count + same.changed.count + same.appeared.count), (4, 0));
    let filtered = read(&bundle(&mut served(&rows, 10.0), "action:none"));
    assert_eq!(compare(&first, &filtered).mismatches, [Mismatch::Query]);
    let of_file = read(&bundle(&mut opened(&[&log(&rows)]), ""));
    assert_eq!(compare(&of_file, &second).mismatches, [Mismatch::Visible]);
    let mut cut = bundle(&mut served(&rows, 10.0), "");
    cut.truncate(cut.len() - 1);
    assert_eq!(compare(&first, &read(&cut)).mismatches, [Mismatch::SecondNotIntact]);
}
