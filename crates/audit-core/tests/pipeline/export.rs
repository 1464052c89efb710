//! Exports: complete, harmless in a spreadsheet, and readable again.

use audit_core::engine::{AccessName, Command, Engine, ExportFormat};
use serde_json::Value;

use super::support::{EACH_KIND, ONE_ACCOUNT, all_rows, an_access, detail, export, export_start, groups, opened, view};

fn table(file: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    (header, rows)
}

#[test]
fn csv_holds_every_match_and_only_those() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    let snapshot = view(&mut engine, "action:events status:error");
    let (file, _) = export(&mut engine, ExportFormat::Csv);
    assert!(file.ends_with(b"\r\n"));
    let (header, rows) = table(&file);
    assert_eq!(rows.len(), snapshot.matched as usize);
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let source: Value = serde_json::from_slice(ONE_ACCOUNT).unwrap();
    for row in &rows {
        let event = source["events"]
            .as_array()
            .unwrap()
            .iter()
            .find(|event| event["id"] == row[column("id")].as_str())
            .unwrap();
        assert_eq!(row[column("action")], event["content"]["action"].as_str().unwrap());
        assert_eq!(row[column("error_id")], event["content"]["id"].as_str().unwrap());
        let ms = row[column("time_ms")].parse::<f64>().unwrap();
        assert_eq!(ms / 1000.0, event["time"].as_f64().unwrap());
        assert_eq!(row[column("time_utc")].len(), "2026-11-23T19:00:38.079Z".len());
    }
}

#[test]
fn formulas_are_made_harmless_and_numbers_left_alone() {
    let file = r#"[{"id":"=1+1","time":-5,"action":"@evil","query":"+x","forwardedFor":"-2","status":200,"errorMessage":"\t=a","errorId":"'quoted"},
                   {"id":"plain","time":1,"action":"GET /events","query":"a=b, \"c\"\nd","status":200}]"#;
    let (mut engine, _) = opened(file.as_bytes());
    view(&mut engine, "");
    let (csv, changed) = export(&mut engine, ExportFormat::Csv);
    let (header, rows) = table(&csv);
    let cell = |row: usize, name: &str| rows[row][header.iter().position(|column| column == name).unwrap()].as_str();
    assert_eq!(cell(0, "id"), "plain");
    assert_eq!(cell(0, "query"), "a=b, \"c\"\nd");
    let cells = ["id", "time_ms", "action", "method", "query", "addresses", "error_message", "error_id"]
        .map(|name| cell(1, name));
    assert_eq!(cells, ["'=1+1", "-5000", "'@evil", "'@evil", "'+x", "'-2", "'\t'=a", "''quoted"]);
    assert_eq!(changed, 7);
}

#[test]
fn json_lines_keep_every_record_verbatim_but_for_keys() {
    let (mut engine, _) = opened(EACH_KIND);
    view(&mut engine, "");
    let order: Vec<String> = all_rows(&mut engine).into_iter().map(|row| row.id).collect();
    let (file, _) = export(&mut engine, ExportFormat::JsonLines);
    let lines: Vec<Value> = file
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let (first, rest) = lines.split_first().unwrap();
    let (last, records) = rest.split_last().unwrap();
    for note in [first, last] {
        assert_eq!(note["records"], 79);
        assert_eq!(note["loaded"], 79);
        assert_eq!(note["complete"], true);
        assert_eq!(note["query"], "");
        assert_eq!(note["zone"], "UTC");
        assert_eq!((&note["unreadable"], &note["foreign"]), (&0.into(), &0.into()));
        assert_eq!(note["account"], "alice @ pryv.example");
        assert_eq!(note["period"]["from"], "1970-01-01T00:00:00.000Z");
    }
    let source: Value = serde_json::from_slice(EACH_KIND).unwrap();
    let events = source["events"].as_array().unwrap();
    // The caller id, and secrets in queries.
    let mut masked = 1;
    for (record, id) in records.iter().zip(&order) {
        assert_eq!(record["id"], id.as_str());
        let mut event = events.iter().find(|event| event["id"] == id.as_str()).unwrap().clone();
        if event["content"]["callerId"] == "rioa9lqseaf7gis5p6cvf9aw" {
            event["content"]["callerId"] = "••••••".into();
        }
        for key in ["readToken", "auth"] {
            if let Some(value) = event["content"].get_mut("query").and_then(|query| query.get_mut(key)) {
                *value = "••••••".into();
                masked += 1;
            }
        }
        assert_eq!(record, &event);
    }
    assert_eq!(records.len(), 79);
    assert!(masked > 1);
    assert_eq!(last["maskedValues"], masked);
}

#[test]
fn exports_open_again() {
    for format in [ExportFormat::JsonLines, ExportFormat::Csv] {
        let (mut engine, _) = opened(ONE_ACCOUNT);
        let before = view(&mut engine, "");
        let rows_before = all_rows(&mut engine);
        let (file, _) = export(&mut engine, format);
        let (mut again, tally) = opened(&file);
        assert_eq!((tally.records, tally.unreadable_count, tally.complete), (496, 0, true), "{format:?}");
        assert_eq!(tally.from_csv, if format == ExportFormat::Csv { 496 } else { 0 });
        let after = view(&mut again, "");
        assert_eq!((after.days, after.bars), (before.days, before.bars), "{format:?}");
        assert_eq!(groups(&mut again), groups(&mut engine), "{format:?}");
        let rows_after = all_rows(&mut again);
        assert_eq!(rows_before, rows_after, "{format:?}");
        assert_eq!(tally.export_note.is_some(), format == ExportFormat::JsonLines);
        // And once more from there: the same again.
        let (second, _) = export(&mut again, format);
        assert_eq!(table_or_lines(&file, format), table_or_lines(&second, format));
        assert!(detail(&mut again, &rows_after[0].id).is_some());
    }
}

#[test]
fn csv_brings_names_and_evidence_back() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    view(&mut engine, "");
    let base = an_access(&mut engine);
    let name = AccessName {
        base: base.clone(),
        name: "=Diet \"app\"".to_owned(),
        kind: String::new(),
        ..AccessName::default()
    };
    engine.handle(Command::Names(vec![name.into()]));
    view(&mut engine, "");
    let evidence = |engine: &mut Engine| -> Vec<_> {
        let ids: Vec<String> = all_rows(engine).into_iter().map(|row| row.id).collect();
        ids.iter().filter_map(|id| detail(engine, id)?.record.integrity).collect()
    };
    let before = evidence(&mut engine);
    let (file, _) = export(&mut engine, ExportFormat::Csv);
    let (mut again, _) = opened(&file);
    view(&mut again, &format!("access:{base}"));
    assert!(all_rows(&mut again).iter().all(|row| row.access_name.as_deref() == Some("=Diet \"app\"")));
    view(&mut again, "");
    assert!(!before.is_empty());
    assert_eq!(evidence(&mut again), before);
}

#[test]
fn a_row_of_nothing_but_escapes_is_kept_whole() {
    let (mut engine, _) = opened(br#"[{"id":"first","time":2,"action":"x.y","status":200,"query":"q"}]"#);
    view(&mut engine, "");
    let (file, _) = export(&mut engine, ExportFormat::Csv);
    // Six bytes of JSON each.
    let query = "\u{1}".repeat(700_000);
    let file = String::from_utf8(file).unwrap().replace(",q,", &format!(",{query},"));
    let (mut again, tally) = opened(file.as_bytes());
    assert_eq!((tally.records, tally.unreadable_count), (1, 0));
    view(&mut again, "");
    assert!(detail(&mut again, "first").unwrap().raw.len() > query.len() * 6);
}

#[test]
fn a_row_that_was_cut_is_no_record() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    view(&mut engine, "");
    let (file, _) = export(&mut engine, ExportFormat::Csv);
    // The last line needs no end; the last cells are empty, and one comma is missed.
    for (cut, whole) in [(0, 1), (1, 0), (30, 0), (60, 0)] {
        let (_, tally) = opened(&file[..file.len() - 2 - cut]);
        assert_eq!((tally.records, tally.unreadable_count), (495 + whole, 1 - whole), "{cut}");
    }
}

#[test]
fn the_name_of_a_file_tells_what_was_seen_when_it_began() {
    let file = r#"[{"id":"a","time":86400,"action":"GET /events","status":200},
                   {"id":"b","time":172800,"action":"GET /events","status":403}, 17]"#;
    let whole = file.replace(", 17", "");
    let cases = [
        (whole.as_str(), "", "pryv-audit_alice_1970-01-02--1970-01-03_2-records.csv"),
        (&whole, "status:403", "pryv-audit_alice_1970-01-03--1970-01-03_1-records_filtered.csv"),
        // What was typed and not understood filters nothing.
        (&whole, "stat:403", "pryv-audit_alice_1970-01-02--1970-01-03_2-records.csv"),
        (&whole, "  ", "pryv-audit_alice_1970-01-02--1970-01-03_2-records.csv"),
        (&whole, "status:500", "pryv-audit_alice_nothing_0-records_filtered.csv"),
        // What could not be read is missing from the file.
        (file, "", "pryv-audit_alice_1970-01-02--1970-01-03_2-records_PARTIAL.csv"),
    ];
    for (file, query, expected) in cases {
        let (mut engine, _) = opened(file.as_bytes());
        view(&mut engine, query);
        let (_, name) = export_start(&mut engine, ExportFormat::Csv);
        assert_eq!(name, expected, "{query}");
    }
}

#[test]
fn a_note_tells_what_could_not_be_read() {
    let (mut engine, _) = opened(br#"[{"id":"a","time":1,"action":"GET /events","status":200}, 17, {}]"#);
    view(&mut engine, "");
    let (file, _) = export(&mut engine, ExportFormat::JsonLines);
    let first: Value = serde_json::from_slice(file.split(|byte| *byte == b'\n').next().unwrap()).unwrap();
    assert_eq!(first["unreadable"], 2);
    let (_, tally) = opened(&file);
    assert_eq!(tally.export_note.map(|note| note.unreadable), Some(2));
}

#[test]
fn an_export_that_was_cut_is_not_whole() {
    let (mut engine, _) = opened(ONE_ACCOUNT);
    view(&mut engine, "");
    let (file, _) = export(&mut engine, ExportFormat::JsonLines);
    let text = String::from_utf8(file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let cases = [
        (lines.join("\n"), 496, true),
        (lines[..lines.len() - 1].join("\n"), 496, false),
        (lines[..100].join("\n"), 99, false),
        // A record lost from the middle.
        ([&lines[..50], &lines[51..]].concat().join("\n"), 495, false),
        (text.replace("\"complete\":true", "\"complete\":false"), 496, false),
    ];
    for (text, records, complete) in cases {
        let (_, tally) = opened(text.as_bytes());
        assert_eq!((tally.records, tally.complete), (records, complete));
    }
}

fn table_or_lines(file: &[u8], format: ExportFormat) -> Vec<Vec<String>> {
    match format {
        ExportFormat::Csv => table(file).1,
        // The last line counts what was masked: what came so is not masked again.
        ExportFormat::JsonLines | ExportFormat::Evidence => {
            let text = String::from_utf8_lossy(file);
            let records = text.lines().filter(|line| !line.starts_with(r#"{"audit-viewer":"end""#));
            records.map(|line| vec![line.to_owned()]).collect()
        }
    }
}
