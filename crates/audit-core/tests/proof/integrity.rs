//! Hashes made again, held to those of the server and of the reference program.

use audit_core::decode::{Decoded, Decoder};
use audit_core::digest::{digest, hex};
use audit_core::integrity::{Comparison, Item, Key, Why, compare, of_event, stable_event};
use audit_core::record::Integrity;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Every event with an `integrity` in the recorded exchanges, as its server wrote it.
const EVENTS: &str = include_str!("../fixtures/events-with-integrity.json");
/// What the reference program makes of events that are hard to represent.
const VECTORS: &str = include_str!("../fixtures/integrity-vectors.json");
const LOG: &[u8] = include_bytes!("../fixtures/events-one-account.json");

#[derive(Deserialize)]
struct Captured {
    capture: String,
    event: Box<RawValue>,
}

fn captured() -> Vec<Captured> {
    serde_json::from_str(EVENTS).unwrap()
}

/// Keys and hashes that the log of an account holds.
fn recorded() -> Vec<Integrity> {
    let (mut decoder, mut found) = (Decoder::default(), Vec::new());
    let mut take = |decoded: Decoded<'_>| {
        if let Decoded::Record(record, ..) = decoded {
            found.extend(record.to_record().integrity);
        }
    };
    decoder.feed(LOG, &mut take);
    decoder.finish(&mut take);
    found
}

#[test]
fn every_event_of_the_captures_has_the_hash_that_its_server_wrote() {
    let mut equal = 0;
    for Captured { capture, event } in captured() {
        let said: Value = serde_json::from_str(event.get()).unwrap();
        assert_eq!(of_event(event.get()).as_deref(), said["integrity"].as_str(), "{capture}: {event}");
        equal += 1;
    }
    assert_eq!((equal, EVENTS.matches("\"EVENT:0:sha256-").count()), (17, 17));
}

#[test]
fn what_the_log_says_was_written_is_found_in_the_items() {
    let (log, mut unchanged, mut later, mut gone) = (recorded(), 0, 0, 0);
    for Captured { capture, event } in captured() {
        let said: Value = serde_json::from_str(event.get()).unwrap();
        let id = said["id"].as_str().unwrap();
        for record in log.iter().filter(|record| Key::read(&record.key).unwrap().id == id) {
            let comparison = compare(record, Item::Read(event.get()));
            let is_same = said["integrity"] == record.hash.as_str();
            match comparison {
                Comparison::Unchanged => unchanged += 1,
                Comparison::ChangedLater => later += 1,
                Comparison::Gone => gone += 1,
                // The item was read before the change that this record is of.
                Comparison::Contradicts => assert!(said["modified"].as_f64().unwrap() < modified(record), "{capture}"),
                Comparison::CannotBeChecked(why) => panic!("{capture}: {why:?}"),
            }
            assert_eq!(comparison == Comparison::Unchanged, is_same, "{capture}: {}", record.key);
        }
    }
    assert_eq!((unchanged, later, gone), (10, 7, 2));
}

fn modified(record: &Integrity) -> f64 {
    Key::read(&record.key).unwrap().modified.parse().unwrap()
}

#[test]
fn events_are_represented_as_the_reference_program_does() {
    #[derive(Deserialize)]
    struct Vector {
        event: String,
        stable: String,
        integrity: String,
    }
    let vectors: Vec<Vector> = serde_json::from_str(VECTORS).unwrap();
    assert_eq!(vectors.len(), 52);
    for Vector { event, stable, integrity } in vectors {
        assert_eq!(stable_event(&event).as_deref(), Some(stable.as_str()), "{event}");
        assert_eq!(of_event(&event), Some(integrity), "{event}");
    }
}

#[test]
fn what_cannot_be_represented_has_no_hash() {
    let deep = format!(r#"{{"id":"a","content":{}{}}}"#, "[".repeat(100), "]".repeat(100));
    let cases = [
        "",
        "[]",
        "nothing",
        r#"{"id":"a""#,
        r#"{"id":"a","content":1e400}"#,
        r#"{"id":"a","content":"\ud800"}"#,
        r#"{"id":"a","endTime":5}"#,
        r#"{"id":"a","streamId":"x","streamIds":["y"]}"#,
        r#"{"id":"a","attachments":[1]}"#,
        r#"{"id":"a","attachments":{}}"#,
        &deep,
    ];
    for json in cases {
        assert_eq!(of_event(json), None, "{json}");
    }
}

#[test]
fn an_item_is_compared_with_what_was_recorded() {
    let event = |modified: f64, content: &str| {
        json!({"id": "c1", "streamIds": ["a"], "time": 1, "content": content, "modified": modified}).to_string()
    };
    let was = event(5.5, "was");
    let recorded = |key: &str, hash: &str| Integrity { key: key.to_owned(), hash: hash.to_owned() };
    let of_was = of_event(&was).unwrap();
    let written = recorded("EVENT:0:c1:5.5", &of_was);
    let cannot = Comparison::CannotBeChecked;
    let (altered, later, earlier) = (event(5.5, "is"), event(6.0, "is"), event(5.0, "is"));
    let cases = [
        (&written, Item::Read(&was), Comparison::Unchanged),
        (&written, Item::Read(&later), Comparison::ChangedLater),
        (&written, Item::Read(&altered), Comparison::Contradicts),
        (&written, Item::Read(&earlier), Comparison::Contradicts),
        (&written, Item::Read(r#"{"id":"c1","deleted":7}"#), Comparison::Gone),
        (&written, Item::Unknown, Comparison::Gone),
        (&written, Item::NotRead, cannot(Why::NotRead)),
        (&written, Item::Read(r#"{"id":"c2"}"#), cannot(Why::AnotherItem)),
        (&written, Item::Read(r#"{"id":"c1"}"#), cannot(Why::Unreadable)),
        (&written, Item::Read("{"), cannot(Why::Unreadable)),
        (&recorded("ACCESS:0:c1:5.5", "ACCESS:0:sha256-x"), Item::Read(&was), cannot(Why::Access)),
        (&recorded("ACCESS:0:c1:5.5", "ACCESS:0:sha256-x"), Item::Unknown, cannot(Why::Access)),
        (&recorded("EVENT:1:c1:5.5", &of_was), Item::Read(&was), cannot(Why::UnknownForm)),
        (&recorded("EVENT:0:c1:5.5", "EVENT:0:sha512-x"), Item::Read(&was), cannot(Why::UnknownForm)),
        (&recorded("EVENT:0", &of_was), Item::Read(&was), cannot(Why::UnknownForm)),
        (&recorded("", ""), Item::Unknown, cannot(Why::UnknownForm)),
    ];
    for (record, item, expected) in cases {
        assert_eq!(compare(record, item), expected, "{record:?} {item:?}");
    }
}

#[test]
fn ids_may_hold_colons() {
    let key = Key::read("EVENT:0::system:email:1795460438.95").unwrap();
    assert_eq!((key.class, key.id, key.modified), ("EVENT:0:", ":system:email", "1795460438.95"));
    assert_eq!(hex(&digest(b""))[..8], *"e3b0c442");
}
