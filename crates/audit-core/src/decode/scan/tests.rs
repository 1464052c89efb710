use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::Value;

use super::Scanner;
use super::cursor::plain_end;
use crate::record::Record;

/// Records as servers sent them, one of each kind, compact.
static RECORDED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let read = |bytes: &[u8], key: &str| -> Vec<Vec<u8>> {
        let body: Value = serde_json::from_slice(bytes).unwrap();
        body[key].as_array().unwrap().iter().map(|record| record.to_string().into_bytes()).collect()
    };
    let mut records = read(include_bytes!("../../../tests/fixtures/events-one-of-each-kind.json"), "events");
    records.extend(read(include_bytes!("../../../tests/fixtures/legacy-three-rows.json"), "auditLogs"));
    records
});

/// The record at the start of the text, and its length.
fn read(bytes: &[u8]) -> Option<(Record, usize)> {
    read_with(&mut Scanner::default(), bytes)
}

fn read_with(scanner: &mut Scanner, bytes: &[u8]) -> Option<(Record, usize)> {
    let mut read = None;
    let done = scanner.record(std::str::from_utf8(bytes).ok()?, |record, length| {
        read = Some((record.to_record(), length));
    });
    assert_eq!(done, read.is_some());
    read
}

/// What follows a record decides where a number ends.
fn with_end(record: &[u8]) -> Vec<u8> {
    [record, b","].concat()
}

#[test]
fn the_usual_records_are_read_here() {
    let records = &*RECORDED;
    let read = records.iter().filter(|record| read(&with_end(record)).is_some()).count();
    // Those left to the lenient reader hold a `null`, or a record of another form.
    assert!(read >= records.len() - 8, "{read} of {}", records.len());
}

#[test]
fn what_is_unusual_is_left_alone() {
    let cases = [
        r#"{"id":"a","time":1,"action":"x","action":"y"}"#,
        r#"{"id":"a","time":1,"action":null,"status":200}"#,
        r#"{"id":"a","time":1, "action":"x"}"#,
        r#"{"id":"a\u0062","time":1,"action":"x"}"#,
        r#"{"id":"","time":1,"action":"x"}"#,
        r#"{"id":"a","time":"1","action":"x"}"#,
        r#"{"id":"a","time":01,"action":"x"}"#,
        r#"{"id":"a","time":1,"action":"x","status":2.5}"#,
        r#"{"id":"a","time":1,"action":"x","query":{"a":[{"streamIds":[]}]}}"#,
        r#"{"id":"a","time":1,"action":"x","query":{"a":tru}}"#,
        r#"{"id":"a","time":1,"action":"x","query":"\q"}"#,
        r#"{"events":[],"id":"a","time":1,"action":"x"}"#,
        r#"{"csv":{"id":"a"},"id":"a","time":1,"action":"x"}"#,
        r#"{"id":"a","time":1,"action":"x""#,
    ];
    for record in cases {
        assert_eq!(read(&with_end(record.as_bytes())), None, "{record}");
    }
}

#[test]
fn runs_end_at_the_first_special_byte() {
    for length in 0..20 {
        for special in [b'"', b'\\', 0, 0x1f] {
            let mut bytes = vec![b'a'; length];
            assert_eq!(plain_end(&bytes, 0), length);
            bytes.extend([special, 0x80, b'"']);
            assert_eq!(plain_end(&bytes, 0), length, "{special}");
        }
    }
    assert_eq!(plain_end("é\u{7f}ü ÿ€x".as_bytes(), 0), "é\u{7f}ü ÿ€x".len());
}

proptest! {
    /// What is read here is what the lenient reader reads, however the bytes were
    /// changed: bytes replaced, taken out, or doubled.
    #[test]
    fn both_readers_agree(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), 0..3_u8, "[-\\[\\]{}\",:0-9eE.+ntab\\\\ \u{e9}]"), 0..4),
    ) {
        let mut bytes = with_end(&RECORDED[which.index(RECORDED.len())]);
        for (place, change, new) in &changes {
            let at = place.index(bytes.len() - 1);
            match change {
                0 => drop(bytes.splice(at..=at, new.bytes())),
                1 => drop(bytes.remove(at)),
                _ => {
                    let end = (at + 30).min(bytes.len() - 1);
                    let part = bytes[at..end].to_vec();
                    drop(bytes.splice(at..at, part));
                }
            }
        }
        // What was read before says which keys are expected, and never what is read.
        let mut experienced = Scanner::default();
        for record in &*RECORDED {
            read_with(&mut experienced, &with_end(record));
        }
        let found = read_with(&mut experienced, &bytes);
        prop_assert_eq!(&found, &read(&bytes));
        if let Some((record, length)) = found {
            let lenient = crate::decode::read_record(&bytes[..length]);
            prop_assert_eq!(lenient, Ok(record), "{}", String::from_utf8_lossy(&bytes));
        }
    }
}
