//! Reading: every record, as it is, whatever stands beside it.

use std::collections::BTreeMap;

use audit_core::decode::{Decoded, Decoder};
use audit_core::engine::{Command, Engine, Origin, UnreadableReason};
use audit_core::pryv::Rights;
use audit_core::record::{Form, Generation, Outcome, Record};
use proptest::prelude::*;
use serde_json::Value;

use super::support::{EACH_KIND, LEGACY, ONE_ACCOUNT, all_rows, decode, detail, feed, groups, opened, view};

#[test]
fn a_whole_account() {
    let (mut engine, tally) = opened(ONE_ACCOUNT);
    assert_eq!((tally.records, tally.unreadable_count, tally.duplicates), (496, 0, 0));
    assert!(tally.complete);
    let snapshot = view(&mut engine, "");
    assert_eq!((snapshot.loaded, snapshot.matched), (496, 496));
    assert_eq!(groups(&mut engine).values().flat_map(BTreeMap::values).sum::<u32>(), 496);
    assert_eq!(snapshot.days.iter().map(|day| day.count).sum::<u32>(), 496);
    assert_eq!(snapshot.bars.bars.iter().flat_map(|bar| bar.counts).sum::<u32>(), 496);
    let rows = all_rows(&mut engine);
    assert!(rows.is_sorted_by(|a, b| a.time_ms >= b.time_ms), "newest first");
}

#[test]
fn each_kind_without_loss() {
    let file: Value = serde_json::from_slice(EACH_KIND).unwrap();
    let events = file["events"].as_array().unwrap();
    let records = decode(EACH_KIND);
    assert_eq!((events.len(), records.len()), (79, 79));
    for (event, (record, raw)) in events.iter().zip(&records) {
        let kept: Value = serde_json::from_slice(raw).unwrap();
        assert_eq!(&kept, event, "raw JSON in equals raw JSON out");
        assert!(!raw.windows(2).any(|pair| pair == b"\n "), "white space between tokens is removed");
        let content = &event["content"];
        assert_eq!(record.id, event["id"].as_str().unwrap());
        assert_eq!(record.kind, event["type"].as_str().unwrap());
        assert_eq!(record.action, content["action"].as_str().unwrap());
        assert_eq!(record.time_ms as f64 / 1000.0, event["time"].as_f64().unwrap());
        assert_eq!(record.caller.as_deref(), content["callerId"].as_str());
        assert_eq!(record.record_count, content["recordCount"].as_u64());
        assert_eq!(record.error_id.as_deref(), content["id"].as_str());
        assert_eq!(record.error_message.as_deref(), content["message"].as_str());
        assert_eq!(record.source.as_deref(), content["source"]["name"].as_str());
        assert_eq!(record.status.outcome() == Outcome::Done, content.get("id").is_none(), "{}", record.id);
        let query = record.query.as_ref().map(|query| serde_json::from_str::<Value>(query).unwrap());
        assert_eq!(query.as_ref(), content.get("query"));
    }
}

#[test]
fn integrity_is_trusted_only_on_rows_that_wrote_something() {
    let mut trusted = BTreeMap::new();
    for (record, raw) in decode(EACH_KIND) {
        let row: Value = serde_json::from_slice(&raw).unwrap();
        if row["content"].get("record").is_some() {
            *trusted.entry((record.action, record.integrity.is_some())).or_insert(0) += 1;
        }
    }
    let seen: Vec<_> = trusted.into_iter().map(|((action, trusted), count)| (action, trusted, count)).collect();
    let seen: Vec<_> = seen.iter().map(|(action, trusted, count)| (action.as_str(), *trusted, *count)).collect();
    assert_eq!(
        seen,
        [
            ("accesses.create", true, 1),
            ("callBatch", false, 2),
            ("events.create", true, 4),
            ("events.get", false, 2),
            ("events.update", true, 1),
            ("getAccessInfo", false, 1),
            ("oauth.token.issued.client_credentials", false, 1),
        ]
    );
}

#[test]
fn the_older_generation() {
    let (mut engine, tally) = opened(LEGACY);
    assert_eq!((tally.records, tally.complete), (3, true));
    view(&mut engine, "");
    let expected = BTreeMap::from([("events.get".to_owned(), BTreeMap::from([("403".to_owned(), 3)]))]);
    assert_eq!(groups(&mut engine), expected);
    let first = detail(&mut engine, "ck8g69df1001n1rpv2k650lt3").unwrap();
    assert_eq!(first.record.action, "GET /events");
    assert_eq!(first.record.query.as_deref(), Some("streamId=diary"));
    assert_eq!(first.row.addresses, ["172.18.0.7"]);
    assert_eq!(first.record.form, Form::Legacy);
    assert!(!first.raw_masked);
}

#[test]
fn audit_events_under_the_old_address() {
    let body = String::from_utf8_lossy(ONE_ACCOUNT).replace("\"events\"", "\"auditLogs\"");
    let (_, tally) = opened(body.as_bytes());
    assert_eq!((tally.records, tally.complete), (496, true));
}

#[test]
fn versioned_accesses_and_masked_callers() {
    let records = decode(EACH_KIND);
    let versioned: Vec<_> = records.iter().filter_map(|(record, _)| record.access.as_ref()?.serial).collect();
    assert_eq!(versioned.len(), 4);
    let leaked = records.iter().find(|(record, _)| record.caller.as_deref() == Some("rioa9lqseaf7gis5p6cvf9aw"));
    assert_eq!(leaked.unwrap().0.shown_caller(), Some("••••••"));
    let (mut engine, _) = opened(EACH_KIND);
    let shown = detail(&mut engine, &leaked.unwrap().0.id).unwrap();
    assert!(!format!("{shown:?}").contains("rioa9lqseaf7gis5p6cvf9aw"));
    assert!(shown.raw_masked, "and the page can say so");
}

#[test]
fn migrated_rows_without_id_or_access() {
    let row = r#"{"type":"audit-log/pryv-api","time":1600000000.5,"streamIds":[":_audit:action-events.get"],"content":{"source":{"name":"http","ip":"198.51.100.7"},"action":"events.get","query":"limit=2"},"createdBy":"migration"}"#;
    let (mut engine, tally) = opened(format!("[{row},{row}]").as_bytes());
    assert_eq!((tally.records, tally.duplicates), (1, 1), "the same row twice is one row");
    view(&mut engine, "");
    let row = &all_rows(&mut engine)[0];
    assert!(row.id.starts_with("content:"));
    assert_eq!(row.access, None);
}

#[test]
fn a_bad_record_costs_only_itself() {
    let good =
        |id: u32| format!(r#"{{"id":"g{id}","type":"audit/core","time":{id},"action":"GET /events","status":200}}"#);
    let cases = [
        ("{\"id\":nope}", UnreadableReason::Syntax),
        ("{\"id\":\"x\",\"time\":null,\"action\":\"GET /events\"}", UnreadableReason::Time),
        ("{\"id\":\"x\",\"time\":1e400,\"action\":\"GET /events\"}", UnreadableReason::Time),
        ("{\"id\":\"x\",\"time\":9e99,\"action\":\"GET /events\"}", UnreadableReason::Time),
        ("{\"id\":\"x\",\"time\":1,\"type\":\"note/txt\",\"content\":\"dear diary\"}", UnreadableReason::NotAudit),
        ("42", UnreadableReason::NotAudit),
        ("{\"a\":[1}", UnreadableReason::Syntax),
    ];
    for (bad, reason) in cases {
        let (_, tally) = opened(format!("{{\"auditLogs\":[{},{bad},{}]}}", good(1), good(2)).as_bytes());
        assert_eq!((tally.records, tally.unreadable_count, tally.complete), (2, 1, true), "{bad}");
        assert_eq!((tally.unreadable[0].reason, tally.unreadable[0].raw.as_str()), (reason, bad));
    }
}

#[test]
fn odd_values_cost_only_themselves() {
    let row = r#"{"id":"x","type":"audit-log/brand-new","time":1,"streamIds":[1,":_audit:access-a"],"content":{"action":"brand.new","source":"carrier-pigeon","query":{"q":"\ud800"},"recordCount":"many","callerId":{},"futureField":[1]}}"#;
    let (mut engine, tally) = opened(row.as_bytes());
    assert_eq!((tally.records, tally.unreadable_count), (1, 0));
    view(&mut engine, "");
    let shown = detail(&mut engine, "x").unwrap();
    assert_eq!((shown.row.method.as_str(), shown.record.kind.as_str()), ("brand.new", "audit-log/brand-new"));
    assert_eq!(shown.record.source.as_deref(), Some("carrier-pigeon"));
    assert_eq!((shown.record.record_count, shown.record.caller), (None, None));
    assert_eq!(shown.raw, row);
    assert!(!shown.raw_masked);
}

#[test]
fn a_body_that_ends_early_says_so() {
    let whole = r#"{"events":[{"id":"a","time":2,"type":"audit-log/pryv-api","content":{"action":"events.get"}},{"id":"b","time":1,"type":"audit-log/pryv-api","content":{"action":"events.get"}}],"meta":{"serverTime":3}}"#;
    let origin = Origin::Server {
        rights: Rights::Everything,
        access: "me".to_owned(),
        generation: Generation::Events,
        period_ms: (0, 10_000),
    };
    for length in 0..=whole.len() {
        let mut engine = Engine::default();
        engine.handle(Command::Open(origin.clone()));
        let tally = feed(&mut engine, &whole.as_bytes()[..length], 50);
        assert_eq!(tally.complete, length == whole.len(), "{}", &whole[..length]);
    }
    // A proxy that closes the JSON does not make it whole.
    let mut engine = Engine::default();
    engine.handle(Command::Open(origin));
    assert!(!feed(&mut engine, br#"{"events":[]}"#, 50).complete);
}

#[test]
fn what_is_no_audit_log_is_told() {
    for text in ["", "hello", "<!DOCTYPE html><p>hi</p>", "{\"a\":1}", "\u{0}\u{1}\u{2}", "%PDF-1.7\n%\n1 0 obj\n"] {
        let (_, tally) = opened(text.as_bytes());
        assert!(tally.not_a_log, "{text:?}: {tally:?}");
        assert_eq!(tally.records, 0);
    }
    for text in ["[]", "{\"events\":[]}", "{\"auditLogs\":[]}"] {
        let (_, tally) = opened(text.as_bytes());
        assert!(!tally.not_a_log && tally.complete, "{text}");
    }
}

#[test]
fn rows_that_do_not_belong_are_dropped_and_counted() {
    let exchange: Value =
        serde_json::from_slice(include_bytes!("../fixtures/exchange-rows-outside-the-requested-access.json")).unwrap();
    let own = "t5za6604mvl7sp3qfd539fjq";
    let events = exchange["response"]["body"]["events"].as_array().unwrap();
    let stream = format!(":_audit:access-{own}");
    let mine = events
        .iter()
        .filter(|event| event["streamIds"].as_array().unwrap().contains(&Value::from(stream.as_str())))
        .count();
    assert!(mine < events.len(), "the fixture holds foreign rows");
    let rights = Rights::Only { own: own.to_owned(), accesses: Vec::new(), actions: Vec::new() };
    let mut engine = Engine::default();
    let period_ms = (0, 1_800_000_000_000);
    engine.handle(Command::Open(Origin::Server {
        rights,
        access: own.to_owned(),
        generation: Generation::Events,
        period_ms,
    }));
    let tally = feed(&mut engine, exchange["response"]["body"].to_string().as_bytes(), 1000);
    assert_eq!((tally.records as usize, tally.foreign as usize), (mine, events.len() - mine));
    view(&mut engine, "");
    assert!(all_rows(&mut engine).iter().all(|row| row.access.as_ref().unwrap().base == own));
}

#[test]
fn what_overlapping_pages_leave_out_counts_once() {
    let page = br#"{"events":[
        {"id":"mine","time":5,"type":"audit-log/pryv-api","streamIds":[":_audit:access-a"],"content":{"action":"x.y"}},
        {"id":"theirs","time":5,"type":"audit-log/pryv-api","streamIds":[":_audit:access-b"],"content":{"action":"x.y"}},
        {"id":"early","time":0.5,"type":"audit-log/pryv-api","streamIds":[":_audit:access-a"],"content":{"action":"x.y"}},
        {"id":"timeless","type":"audit-log/pryv-api","streamIds":[":_audit:access-a"],"content":{"action":"x.y"}},
        {"broken":1},{"broken":1}],"meta":{}}"#;
    let rights = Rights::Only { own: "a".to_owned(), accesses: Vec::new(), actions: Vec::new() };
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::Server {
        rights,
        access: "a".to_owned(),
        generation: Generation::Events,
        period_ms: (1000, 9000),
    }));
    for page_number in 0..3 {
        let tally = feed(&mut engine, page, 50);
        let counts = (tally.records, tally.foreign, tally.outside, tally.unreadable_count, tally.duplicates);
        assert_eq!(counts, (1, 1, 1, 3, page_number));
    }
}

/// What a decoder made of a body.
#[derive(Debug, Default, PartialEq)]
struct Pieces {
    records: Vec<(Record, Vec<u8>)>,
    unreadable: Vec<(UnreadableReason, Vec<u8>)>,
    /// How much else there was.
    others: usize,
    /// Whether it was closed, and held a log.
    ending: (bool, bool),
}

/// Reads a body, cut at these places.
fn pieces(body: &[u8], mut cuts: Vec<usize>) -> Pieces {
    cuts.sort_unstable();
    cuts.push(body.len());
    let (mut decoder, mut read, mut from) = (Decoder::default(), Pieces::default(), 0);
    let mut take = |decoded: Decoded<'_>| match decoded {
        Decoded::Record(record, raw, _) => read.records.push((record.to_record(), raw.to_vec())),
        Decoded::Unreadable(reason, raw) => read.unreadable.push((reason, raw)),
        _ => read.others += 1,
    };
    for cut in cuts {
        decoder.feed(&body[from..cut], &mut take);
        from = cut;
    }
    let ending = decoder.finish(&mut take);
    Pieces { ending: (ending.closed, ending.has_log), ..read }
}

/// Parts of bodies, whole and broken.
const PARTS: [&str; 24] = [
    r#"{"events":["#,
    r#"{"auditLogs":[ "#,
    r#"{"id":"a","time":5,"action":"GET /x"}"#,
    r#"{"id":"b","time":5,"streamIds":["x"],"content":{"action":"x.y","query":{"streams":[{"any":["a"]},{"not":[]}]}}}"#,
    r#"{"id":"c","time":5,"streamIds":["x"],"content":{"action":"x.y","a":[1,{"b":2}],"streamIds":["y"]}}"#,
    r#"{"id":"d","streamIds":["x"#,
    r#"{"id":"e","time":"#,
    r#""content":{"action":"x.y"}"#,
    r#","meta":{"serial":"1"}}"#,
    "{",
    "}",
    "[",
    "]",
    ",",
    ",{",
    ":",
    "\"",
    "\\",
    "\n",
    " ",
    "é",
    "\u{feff}",
    "word",
    r#"red.","errorId":"x"#,
];

proptest! {
    /// Any cut of the bytes gives the same records.
    #[test]
    fn any_split_reads_the_same(cuts in proptest::collection::vec(0..EACH_KIND.len(), 0..30)) {
        let read = pieces(EACH_KIND, cuts);
        prop_assert_eq!(read.unreadable.len(), 0);
        prop_assert_eq!(read.records, decode(EACH_KIND));
    }

    /// And of what broke, the same remains.
    #[test]
    fn any_split_breaks_the_same(
        parts in proptest::collection::vec(prop::sample::select(&PARTS), 0..30),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let body = parts.concat();
        let cuts = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
        prop_assert_eq!(pieces(body.as_bytes(), cuts), pieces(body.as_bytes(), Vec::new()), "{}", body);
    }

    /// Whatever the bytes, reading ends without a panic.
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0..2000_usize) {
        let mut file = EACH_KIND[..at].to_vec();
        file.extend(bytes);
        file.extend(&EACH_KIND[at..at + 500]);
        opened(&file);
    }

    /// A record that ends anywhere inside costs no other record.
    #[test]
    fn a_record_cut_anywhere_costs_only_itself(which in 0..79_usize, at in 1..400_usize, chunk in 1..5000_usize) {
        let mut raws: Vec<Vec<u8>> = decode(EACH_KIND).into_iter().map(|(_, raw)| raw).collect();
        let length = raws[which].len();
        raws[which].truncate(at.min(length - 1));
        let body = [&b"{\"events\":["[..], &raws.join(&b','), &b"],\"meta\":{}}"[..]].concat();
        let mut engine = Engine::default();
        engine.handle(Command::Open(Origin::File));
        let tally = feed(&mut engine, &body, chunk);
        prop_assert_eq!(tally.records, 78);
        prop_assert!(tally.unreadable_count >= 1);
        // The last record may take the end of the log with it, which is then told.
        prop_assert!(tally.complete || which == 78);
    }
}

#[test]
fn the_memory_that_a_log_takes_grows_with_it() {
    let (engine, _) = opened(EACH_KIND);
    let few = engine.bytes();
    let (mut engine, tally) = opened(ONE_ACCOUNT);
    let all = engine.bytes();
    assert!(few > 0 && few < all, "{few} {all}");
    // More than the columns of numbers, less than the text that was read.
    assert!((tally.records as usize * 30..ONE_ACCOUNT.len()).contains(&all), "{all}");
    view(&mut engine, "");
    assert_eq!(engine.bytes(), all + tally.records as usize * 4);
}
