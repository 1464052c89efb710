use super::*;

const CHANGED: &str = "2026-11-28T10:00:00Z";
const REST: &str = r#" lab pryv-audit[57]: user audit-log/pryv-api createdBy:system ["access-a","action-events.get"] "#;
const CONTENT: &str = r#"{"source":{"name":"http"},"action":"events.get","query":{}}"#;

fn instant(text: &str) -> i64 {
    parse_extent(text, &Zone::utc()).unwrap().0
}

/// What is read of a file: the records, and why others are none.
fn read_all(text: &str, step: usize) -> (Vec<Record>, Vec<(Reject, String)>, bool) {
    let mut reader = SyslogReader::new(Some(instant(CHANGED)));
    let (mut records, mut rejects) = (Vec::new(), Vec::new());
    let mut take = |decoded: Decoded| match decoded {
        Decoded::Record(record, ..) => records.push(record.to_record()),
        Decoded::Unreadable(reject, raw) => rejects.push((reject, String::from_utf8(raw).unwrap())),
        other => panic!("{other:?}"),
    };
    text.as_bytes().chunks(step).for_each(|bytes| reader.feed(bytes, &mut take));
    let whole = reader.finish(&mut take);
    (records, rejects, whole)
}

#[test]
fn years_and_zones() {
    let cases = [
        // The last time that it was so, as seen from the file.
        ("Nov 23 19:15:16", "2026-11-23T19:15:16Z", true),
        ("<133>Nov 23 19:15:16", "2026-11-23T19:15:16Z", true),
        ("Jan  3 00:00:59", "2026-01-03T00:00:59Z", true),
        ("Nov 30 00:00:00", "2025-11-30T00:00:00Z", true),
        ("Dec 31 23:59:60", "2025-12-31T23:59:59Z", true),
        // The clock of the host may be ahead of UTC.
        ("Nov 28 23:59:00", "2026-11-28T23:59:00Z", true),
        ("Feb 29 12:00:00", "2024-02-29T12:00:00Z", true),
        // Hosts that write both.
        ("2026-11-23T19:15:16.123456+01:00", "2026-11-23T18:15:16.123Z", false),
        ("<13>2019-02-03T04:05:06Z", "2019-02-03T04:05:06Z", false),
    ];
    for (stamp, expected, assumed) in cases {
        let (records, rejects, _) = read_all(&format!("{stamp}{REST}{CONTENT}\n"), 7);
        assert_eq!(rejects, [], "{stamp}");
        assert_eq!((records[0].time_ms, records[0].form), (instant(expected), Form::Syslog { assumed }), "{stamp}");
        let access = records[0].access.as_ref().unwrap();
        assert_eq!((access.base.as_str(), records[0].method.as_str()), ("a", "events.get"));
    }
}

#[test]
fn what_was_written_says_when() {
    let line = |key: &str, action: &str| {
        let rest = REST.replace("events.get", action);
        format!(r#"Nov 23 20:15:16{rest}{{"action":"{action}","record":{{"key":"EVENT:0:x:{key}","integrity":"i"}}}}"#)
    };
    let hour_off = instant("2024-11-23T19:15:15.311Z");
    let cases = [
        (line("1732389315.311", "events.create"), hour_off, false),
        // Of another day, or of a call that wrote nothing: the line is believed.
        (line("1732129315.311", "events.create"), instant("2026-11-23T20:15:16Z"), true),
        (line("1732389315.311", "events.get"), instant("2026-11-23T20:15:16Z"), true),
    ];
    for (text, time_ms, assumed) in cases {
        let (records, _, _) = read_all(&text, 100);
        assert_eq!((records[0].time_ms, records[0].form), (time_ms, Form::Syslog { assumed }), "{text}");
    }
}

#[test]
fn lines_that_are_none_are_kept() {
    let good = format!("Nov 23 19:15:16{REST}{CONTENT}");
    let other = "Nov 23 19:15:17 lab sshd[1]: Accepted publickey for root";
    let cut = &good[..good.len() - 9];
    let text = format!("{good}\r\n\n{other}\n{cut}\nNov 31 19:15:16{REST}{CONTENT}\n");
    for step in [1, 3, 1000] {
        let (records, rejects, whole) = read_all(&text, step);
        assert_eq!((records.len(), whole), (1, true));
        let seen: Vec<_> = rejects.iter().map(|(reject, line)| (*reject, line.as_str())).collect();
        let impossible = &text.lines().last().unwrap();
        assert_eq!(seen, [(Reject::NotAudit, other), (Reject::Syntax, cut), (Reject::Time, impossible)]);
        assert!(!read_all(cut, step).2, "a line that is cut at the end is told");
        assert!(read_all(&good, step).2);
    }
}

#[test]
fn calls_alike_are_as_many_as_they_were() {
    let line = |second: u32| format!("Nov 23 19:15:{second}{REST}{CONTENT}\n");
    let (records, ..) = read_all(&format!("{0}{0}{0}{1}{1}", line(16), line(17)), 50);
    let ids: std::collections::HashSet<_> = records.iter().map(|record| record.id.clone()).collect();
    assert_eq!(ids.len(), 5);
    // The same lines from elsewhere have the same ids.
    let (again, ..) = read_all(&format!("{0}{0}", line(17)), 50);
    assert!(again.iter().all(|record| ids.contains(&record.id)));
}

#[test]
fn beginnings() {
    let cases = [
        ("<133>Nov 23 19:15:16 lab", true),
        ("Nov  3 19:15:16 lab", true),
        ("2026-11-23T19:15:16.123456+01:00 lab", true),
        ("\n\nNov 23 19:15:16 lab", true),
        ("<!DOCTYPE html><p>", false),
        ("{\"events\":[", false),
        ("November rain is falling", false),
        ("2026-11-23 was a day of rain", false),
        ("1732129315.311,something", false),
        ("", false),
    ];
    for (text, expected) in cases {
        assert_eq!(starts(text.as_bytes(), true), Some(expected), "{text}");
        for length in 0..text.len() {
            let told = starts(&text.as_bytes()[..length], false);
            assert!(told.is_none() || told == Some(expected), "{text} at {length}");
        }
    }
}
