use std::fmt::Write;

use super::*;
use crate::record::{AccessRef, Form, Integrity, Operation, Record, Status};

fn made() -> Pseudonyms {
    Pseudonyms::new(&PseudonymKey::new([7; 32]))
}

#[test]
fn hashes_are_those_of_the_standard() {
    // RFC 4231, test case 2, whose key is shorter than a block, as this one.
    let mut key = [0; 32];
    key[..4].copy_from_slice(b"Jefe");
    let hash = Keyed::new(&PseudonymKey::new(key)).of(&[b"what do ya want ", b"for nothing?"]);
    assert_eq!(hex(&hash), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

#[test]
fn a_key_is_kept_as_text_and_says_nothing_of_itself() {
    let key = PseudonymKey::new(std::array::from_fn(|at| u8::try_from(at * 7).unwrap()));
    assert_eq!(PseudonymKey::parse(&key.text()), Some(key.clone()));
    assert_eq!(format!("{key:?}"), "PseudonymKey");
    assert_ne!(key.of_account("alice @ pryv.example"), key.of_account("bob @ pryv.example"));
    for text in ["", "0", "zz", &"0".repeat(63), &"g".repeat(64), &"é".repeat(32)] {
        assert_eq!(PseudonymKey::parse(text), None, "{text}");
    }
}

#[test]
fn the_same_value_has_the_same_pseudonym_every_time_and_by_this_key_alone() {
    let (mut one, mut again) = (made(), made());
    let mut other = Pseudonyms::new(&PseudonymKey::new([8; 32]));
    for text in ["ck1", "ck2", "", "é"] {
        let pseudonym = one.access(text);
        assert_eq!((one.access(text), again.access(text)), (pseudonym.clone(), pseudonym.clone()));
        assert_ne!(other.access(text), pseudonym);
        assert_eq!(pseudonym.len(), "access-".len() + SHORT, "{pseudonym}");
    }
    assert_eq!((one.access("invalid"), one.access("valid-password")), ("invalid".into(), "valid-password".into()));
}

#[test]
fn of_sixty_thousand_values_no_two_have_one_pseudonym() {
    let mut pseudonyms = made();
    let mut seen = std::collections::HashSet::new();
    for nth in 0..60_000_u32 {
        assert!(seen.insert(pseudonyms.access(&format!("access {nth}"))));
        assert!(seen.insert(pseudonyms.of(Kind::Record, &format!("record {nth}"))));
        assert!(seen.insert(pseudonyms.address(&format!("10.{}.{}.{}", nth >> 16, nth >> 8 & 255, nth & 255))));
    }
}

#[test]
fn of_two_that_would_be_equal_one_is_longer() {
    let mut pseudonyms = made();
    let digest = pseudonyms.keyed.hash("access", "ck1");
    pseudonyms.originals.insert(format!("access-{}", digits(&digest, SHORT)), "another".to_owned());
    assert_eq!(pseudonyms.access("ck1"), format!("access-{}", digits(&digest, SHORT + 1)));
}

#[test]
fn addresses_of_one_network_begin_alike() {
    let mut pseudonyms = made();
    let mut of = |address: &str| pseudonyms.address(address);
    let lead = |made: &str| made.rsplit_once('-').unwrap().0.to_owned();
    let [home, near, far] = ["203.0.113.9", "203.0.7.1", "198.51.100.1"].map(&mut of);
    assert_eq!(lead(&home), lead(&near));
    assert_ne!(home, near);
    assert_ne!(lead(&home), lead(&far));
    assert_eq!(of("::ffff:203.0.113.9"), home);
    assert_eq!(lead(&of("2001:db8::1")), lead(&of("2001:db8:1::2")));
    assert_eq!(lead(&of("alice's phone")), "ip", "what is no address is of no network");
    for address in [&home, &near, &far] {
        assert!(network(address).is_some() && address.parse::<std::net::IpAddr>().is_err(), "{address}");
    }
    assert_eq!((network(&home), network("ip-x"), network("ip-abc-d")), (network(&near), None, None));
}

/// A query of a method, with `…` in the place of the digits of pseudonyms.
fn query(query: &str, method: &str) -> String {
    let made = made().query(query, method);
    let mut short = String::new();
    for part in made.split_inclusive(['"', '&', '=', ',', ':', ']']) {
        let end = part.trim_end_matches(['"', '&', '=', ',', ':', ']', '\\']);
        let behind = &part[end.len()..];
        match end.rsplit_once('-') {
            Some((lead, digits)) if digits.len() >= SHORT && !digits.contains('.') => {
                let _ = write!(short, "{lead}-…{behind}");
            }
            _ => short.push_str(part),
        }
    }
    short
}

#[test]
fn of_a_query_what_is_harmless_stays() {
    for (given, method, expected) in [
        (r#"{"fromTime":1795461580.48,"limit":"20","sortAscending":true}"#, "events.get", None),
        (r#"{"includeDeletions":"true","state":"all","streams":["*",":_system:email"]}"#, "events.get", None),
        (r#"{"streams":["diary"]}"#, "events.get", Some(r#"{"streams":["stream-…"]}"#)),
        (
            r#"{"streams":"[{\"any\":[\"diary\"],\"not\":[\"*\"]}]"}"#,
            "events.get",
            Some(r#"{"streams":"[{\"any\":[\"stream-…\"],\"not\":[\"*\"]}]"}"#),
        ),
        (
            r#"{"streams":[":_audit:access-ck1:2",":_audit:action-events.get",":_audit:accesses"]}"#,
            "events.get",
            Some(r#"{"streams":[":_audit:access-access-…:2",":_audit:action-events.get",":_audit:accesses"]}"#),
        ),
        (r#"{"id":"ck1","fileId":"f"}"#, "events.getAttachment", Some(r#"{"fileId":"file-…","id":"event-…"}"#)),
        (r#"{"id":"ck1"}"#, "accesses.getOne", Some(r#"{"id":"access-…"}"#)),
        (r#"{"id":"ck1"}"#, "system.x", Some(r#"{"id":"value-…"}"#)),
        (r#"{"username":"alice"}"#, "auth.login", Some(r#"{"username":"account-…"}"#)),
        (r#"{"types":["mass/kg"],"type":"a/b"}"#, "events.get", Some(r#"{"type":"type-…","types":["type-…"]}"#)),
        (r#"{"readToken":"abc"}"#, "events.get", Some(r#"{"readToken":"••••••"}"#)),
        (r#"{"limit":"Alice"}"#, "events.get", Some(r#"{"limit":"value-…"}"#)),
        (r#"{"limit":["Alice"]}"#, "events.get", Some(r#"{"limit":"value-…"}"#)),
        (r#"{"running":"Alice","state":"Alice"}"#, "events.get", Some(r#"{"running":"value-…","state":"value-…"}"#)),
        (r#"{"Alice":{"Bob":["Carol",1]}}"#, "events.get", Some(r#"{"key-…":"value-…"}"#)),
        (
            r#"{"streams":[{"Alice":1,"any":[5]}]}"#,
            "events.get",
            Some(r#"{"streams":[{"any":["value-…"],"key-…":"value-…"}]}"#),
        ),
        ("streamId=diary&limit=5&Alice=Bob", "events.get", Some("streamId=stream-…&limit=5&key-…=value-…")),
        ("?streams[]=diary", "events.get", Some("streams=stream-…")),
        ("Alice", "events.get", Some("query-…")),
        (r#"["Alice"]"#, "events.get", Some("query-…")),
        ("", "events.get", Some("")),
    ] {
        // In which order an object has its members is that of whatever reads JSON here.
        let value = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| serde_json::Value::from(text));
        assert_eq!(value(&query(given, method)), value(expected.unwrap_or(given)), "{given}");
    }
}

/// A record of which every text may be somebody's.
fn foreign(form: Form) -> Record {
    let text = |nth: u32| format!("Alice-{nth}");
    Record {
        id: text(0),
        time_ms: 1_795_461_580_480,
        kind: text(1),
        access: Some(AccessRef { base: text(2), serial: Some(3) }),
        caller: Some(text(4)),
        action: text(5),
        method: text(6),
        operation: Operation::Other,
        status: Status::Error,
        error_id: Some(text(7)),
        error_message: Some(text(8)),
        addresses: vec![text(9), text(10)],
        source: Some(text(11)),
        query: Some(format!(r#"{{"{}":"{}"}}"#, text(12), text(13))),
        record_count: Some(5),
        record_count_incomplete: true,
        scoped_streams: vec![text(14), format!(":_system:{}", text(15)), format!(":_audit:{}", text(16))],
        scoped_stream_count: Some(9),
        integrity: Some(Integrity { key: format!("EVENT:0:{}:1.5", text(17)), hash: text(18) }),
        stream_ids: vec![format!(":_audit:access-{}:3", text(19)), format!("action-{}", text(20)), text(21)],
        form,
    }
}

#[test]
fn of_texts_that_nobody_knows_none_stays() {
    for form in [Form::Event, Form::Legacy, Form::Csv, Form::Backup, Form::Syslog { assumed: true }] {
        let (record, raw) = made().record(&foreign(form));
        let said = format!("{record:?} {}", String::from_utf8(raw).unwrap());
        assert!(!said.contains("Alice"), "{said}");
        assert!(said.contains("action-") && said.contains("error-") && said.contains("audit-log/other"), "{said}");
    }
}

#[test]
fn paths_keep_their_words_alone() {
    for (given, lead, method) in [
        ("GET /events/ck1", "GET /events/event-", "events.getOne"),
        ("GET /events/ck1/ck2?readToken=x", "GET /events/event-", "events.getAttachment"),
        ("PUT /accesses/ck1", "PUT /accesses/access-", "accesses.update"),
        ("DELETE /streams/Alice", "DELETE /streams/stream-", "streams.delete"),
        ("POST /webhooks/ck1/test", "POST /webhooks/webhook-", "webhooks.test"),
        ("PUT /profile/Alice", "PUT /profile/value-", "profile.update"),
        ("POST /series/batch", "POST /series/batch", "series.add"),
        ("GET /events", "GET /events", "events.get"),
        ("POST /", "POST /", "callBatch"),
        ("GET /Alice/Bob", "action-", "action-"),
        ("EVENTS.GETONE", "events.getOne", "events.getOne"),
        ("Alice", "action-", "action-"),
    ] {
        let action = made().action(given);
        assert!(action.starts_with(lead) && !action.contains("Alice") && !action.contains("ck"), "{given}: {action}");
        assert!(crate::method::normal_form(&action).starts_with(method), "{given}: {action}");
    }
}

#[test]
fn the_reason_of_an_error_stays_without_its_words() {
    use crate::reason::Reason;
    for (method, id, message) in [
        ("events.get", "forbidden", "Access has expired."),
        ("events.get", "forbidden", "stream [Alice] has not sufficent permission to get events"),
        ("events.get", "invalid-access-token", "Cannot find access from token Alice."),
        ("events.get", "invalid-access-token", "Access session has expired. Alice"),
        ("auth.login", "invalid-credentials", "The given username/password pair of Alice is invalid."),
        ("account.changePassword", "invalid-operation", "The given password does not match, Alice."),
        ("events.get", "unknown-resource", "Unknown event \"Alice\""),
    ] {
        let made = made().message(message);
        assert!(!made.contains("Alice"), "{made}");
        assert_eq!(Reason::of(method, id, Some(&made)), Reason::of(method, id, Some(message)), "{message}");
    }
}

#[test]
fn who_looks_for_a_pseudonym_finds_what_it_stands_for() {
    let key = PseudonymKey::new([7; 32]);
    let (record, _) = made().record(&foreign(Form::Event));
    let access = record.access.unwrap().base;
    let mut looking = Pseudonyms::looking_for(&key, &format!(" {} ", access.to_uppercase()));
    assert_eq!(looking.found(), None);
    looking.record(&foreign(Form::Event));
    assert_eq!(looking.found(), Some("Alice-2"));
}
