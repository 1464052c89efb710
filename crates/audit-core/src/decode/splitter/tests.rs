use super::*;

fn split(text: &[u8], step: usize) -> (Vec<String>, bool) {
    let (mut splitter, mut pieces) = (Splitter::default(), Vec::new());
    let mut take = |piece: Piece| {
        pieces.push(match piece {
            Piece::Record(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Piece::Envelope(key, bytes) => format!("{key}={}", String::from_utf8_lossy(&bytes)),
            Piece::Scanned(_, bytes, at) => {
                if let Some(at) = at {
                    assert_eq!(&text[usize::try_from(at).unwrap()..][..bytes.len()], bytes);
                }
                String::from_utf8_lossy(bytes).into_owned()
            }
            Piece::TooLong => "too long".to_owned(),
        });
    };
    for chunk in text.chunks(step) {
        splitter.feed(chunk, &mut take);
    }
    let closed = splitter.finish(&mut take);
    (pieces, closed)
}

#[test]
fn shapes() {
    let cases: [(&str, &[&str], bool); 32] = [
        (
            r#"{"events":[{"a":1},{"b":"x ,]}"}],"meta":{"c":2}}"#,
            &[r#"{"a":1}"#, r#"{"b":"x ,]}"}"#, r#"meta={"c":2}"#],
            true,
        ),
        (r#"{"meta":{},"events":[]}"#, &["meta={}"], true),
        ("\u{feff} { \"auditLogs\" : [ { \"a\" : [ 1 , 2 ] } ] }\n", &[r#"{"a":[1,2]}"#], true),
        (r#"{"note":"n","n":1,"events":[{"a":1}]}"#, &[r#"{"a":1}"#], true),
        ("[{\"a\":1}\n,{\"a\":2}]", &[r#"{"a":1}"#, r#"{"a":2}"#], true),
        ("{\"a\":1}\n{\"a\":\"\\\"}\"}\r\n", &[r#"{"a":1}"#, r#"{"a":"\"}"}"#], true),
        ("{\"a\":1,\"c\":{\"d\":[]}}", &[r#"{"a":1,"c":{"d":[]}}"#], true),
        // Broken records cost only themselves.
        (r#"[{"a":nope},{"b":[1},{"c":3}]"#, &[r#"{"a":nope}"#, r#"{"b":[1}"#, r#"{"c":3}"#], true),
        (r#"[1,"two",null,{"c":3}]"#, &["1", "\"two\"", "null", r#"{"c":3}"#], true),
        // Quotes and brackets that do not pair.
        (r#"[{"id":":_a,{"b": "x y"},{"c":3}]"#, &[r#"{"id":":_a"#, r#"{"b":"x y"}"#, r#"{"c":3}"#], true),
        (r#"[{"a":[1,2,{"b":2},{"c":3}]"#, &[r#"{"a":[1,2"#, r#"{"b":2}"#, r#"{"c":3}"#], true),
        (r#"[{"a":"x","b","c"{,{"c":"} ]"}]"#, &[r#"{"a":"x","b","c"{"#, r#"{"c":"} ]"}"#], true),
        (r#"{"events":[{"a":"b,{"c":3}],"meta":{}}"#, &[r#"{"a":"b"#, r#"{"c":3}"#, "meta={}"], true),
        (r#"[{"a":"\,{"c":3},{"d":4}]"#, &[r#"{"a":"\"#, r#"{"c":3}"#, r#"{"d":4}"#], true),
        // Objects in arrays are no records.
        (r#"[{"a":[{"b":1},{"b":2}]}]"#, &[r#"{"a":[{"b":1},{"b":2}]}"#], true),
        ("{\"a\":\"x\n{\"b\":2}\n", &[r#"{"a":"x"#, r#"{"b":2}"#], true),
        ("not json\n{\"b\":2}\n", &["notjson", r#"{"b":2}"#], true),
        // What stands behind a log is no part of it, and a line end ends its strings.
        ("{\"events\":[]}\nred.\",\"x\":\"y\n{\"b\":2}", &[r#"red.","x":"y"#, r#"{"b":2}"#], true),
        ("{\"events\":[],\"x\":\"y\n{\"b\":2}", &[r#"{"b":2}"#], true),
        ("x,\"meta\":{}\n{\"b\":2}", &[r#"x,"meta":{}"#, r#"{"b":2}"#], true),
        // At the end, another is found in what broke.
        (r#"[{"a":"x,{"b":2}"#, &[r#"{"a":"x"#, r#"{"b":2}"#], false),
        // Errors of the server.
        (r#"{"error":{"id":"forbidden"},"meta":{}}"#, &[r#"error={"id":"forbidden"}"#, "meta={}"], true),
        (r#"{"error":{"id":"forbidden"},"me"#, &[r#"error={"id":"forbidden"}"#], false),
        // A record may have such keys among its own.
        (
            "{\"id\":\"a\",\"meta\":{}}\n{\"error\":{},\"n\":1}",
            &[r#"{"id":"a","meta":{}}"#, r#"{"error":{},"n":1}"#],
            true,
        ),
        ("{\"error\":{\"id\":\"x\"}}\n{\"id\":\"a\"}", &[r#"error={"id":"x"}"#, r#"{"id":"a"}"#], true),
        // Cut off.
        (r#"{"events":[{"a":1},{"b":"#, &[r#"{"a":1}"#, r#"{"b":"#], false),
        (r#"{"events":[{"a":1}"#, &[r#"{"a":1}"#], false),
        (r#"{"events":[{"a":1}],"me"#, &[r#"{"a":1}"#], false),
        ("[{\"a\":1}", &[r#"{"a":1}"#], false),
        ("{\"a\":1}\n{\"a\":", &[r#"{"a":1}"#, r#"{"a":"#], false),
        ("", &[], false),
        ("<!DOCTYPE html>", &["<!DOCTYPEhtml>"], false),
    ];
    for (text, pieces, closed) in cases {
        for step in [1, 2, 3, 7, 1000] {
            assert_eq!(
                split(text.as_bytes(), step),
                (pieces.iter().map(ToString::to_string).collect(), closed),
                "{text} by {step}"
            );
        }
    }
}

#[test]
fn a_piece_beyond_the_limit_is_not_collected() {
    let mut text = b"[{\"a\":\"".to_vec();
    text.resize(MAX_PIECE + 100, b'x');
    text.extend_from_slice(b"\"},{\"b\":1}]");
    assert_eq!(split(&text, 1 << 20), (vec!["too long".to_owned(), "{\"b\":1}".to_owned()], true));
}

#[test]
fn where_the_bytes_are_cut_a_long_piece_breaks_the_same() {
    let mut text = b"[{\"a\":\"".to_vec();
    text.resize(MAX_PIECE + 600, b'y');
    text.extend_from_slice(b",{\"d\":\"z\"}]\n\"");
    text.resize(2 * MAX_PIECE + 900, b'y');
    let whole = split(&text, text.len());
    for step in [999, 64 << 10, 1 << 20] {
        assert!(split(&text, step) == whole, "by {step}");
    }
}

#[test]
fn a_broken_record_does_not_swallow_a_long_log() {
    let mut text = b"[{\"a\":\"x".to_vec();
    let records = 300_000;
    for _ in 0..records {
        text.extend_from_slice(b",{\"b\":\"y z\"}");
    }
    text.push(b']');
    for step in [1000, 64 << 10, 3 << 20] {
        let (pieces, closed) = split(&text, step);
        assert_eq!((pieces.len(), closed), (records + 1, true), "by {step}");
        assert!(pieces[1..].iter().all(|piece| piece == "{\"b\":\"y z\"}"));
    }
}
