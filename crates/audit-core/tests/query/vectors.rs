//! Texts that are understood, each with its canonical form, which reads as the same.

use audit_core::query::{Query, Test};

/// Each text beside what is printed of it; `""` where that is the text itself.
fn check(cases: &[(&str, &str)]) {
    for (text, canonical) in cases {
        let canonical = if canonical.is_empty() { text } else { canonical };
        let (query, diagnostics) = Query::parse(text);
        assert_eq!(diagnostics, [], "{text}");
        assert_eq!(query.to_string(), *canonical, "{text}");
        assert_eq!(Query::parse(canonical), (query, vec![]), "{canonical} again");
        assert!(Query::not_understood(text).is_empty(), "{text}");
    }
}

/// The examples of the language's description.
#[test]
fn description() {
    check(&[
        ("status:4xx -status:404", ""),
        ("status:>=400 status:<500", ""),
        ("status>=400", "status:>=400"),
        ("action:events.get OR action:streams.get", ""),
        ("action:events action:streams", ""),
        ("-action:events.get", ""),
        ("(ip:private OR ip:85.5.0.0/16) error:*", ""),
        ("access:\"Diet app\" time:2026-11-01..", ""),
        ("time:..2026-11-01", ""),
        ("time:[2026-11-01 TO 2026-11-05]", "time:2026-11-01..2026-11-05"),
        ("hour:22..6 weekday:sat,sun", ""),
        ("\"session has expired\"", ""),
        ("NOT (status:ok)", "-status:ok"),
        ("stream:\":_audit:access-ck1\"", "stream::_audit:access-ck1"),
        ("ip:2001:db8::1", ""),
        ("records:>100 op:read", "records:>100 operation:read"),
        ("query.streamId:diary", ""),
        ("\"\"", ""),
    ]);
}

#[test]
fn nothing_and_white_space() {
    check(&[("", "")]);
    for text in [" ", "\t\n", "\u{a0}\u{2003}"] {
        assert_eq!(Query::parse(text), (Query::default(), vec![]));
    }
    check(&[
        ("  status:403  ", "status:403"),
        ("a\tb\nc", "a b c"),
        ("a\u{a0}b", "a b"),
        ("( a  OR  b )", "a OR b"),
        ("\"a  b\"", ""),
    ]);
}

#[test]
fn joining() {
    check(&[
        ("a b", ""),
        ("a AND b", "a b"),
        ("a AND b AND c", "a b c"),
        ("a OR b", ""),
        ("a OR b OR c", ""),
        ("a b OR c d", ""),
        ("a AND b OR c AND d", "a b OR c d"),
        ("a AND (b OR c)", "a (b OR c)"),
        ("(a OR b) c", ""),
        ("(a OR b) AND (c OR d)", "(a OR b) (c OR d)"),
        ("(a OR b)(c OR d)", "(a OR b) (c OR d)"),
        ("a(b OR c)d", "a (b OR c) d"),
        ("a OR(b c)", "a OR b c"),
        ("a OR (b OR c)", "a OR b OR c"),
        ("(a OR b) OR (c d OR e)", "a OR b OR c d OR e"),
        ("a OR b (c OR d)", ""),
        ("a \"b\"\"c\"", "a b c"),
        ("a\"b c\"", "a \"b c\""),
        ("-a OR b", ""),
        ("a OR -b", ""),
        ("a AND -b", "a -b"),
        ("access:a (access:b access:c)", ""),
        ("(access:a access:b) access:c", ""),
    ]);
}

#[test]
fn parentheses_that_say_nothing() {
    check(&[
        ("(a)", "a"),
        ("((a))", "a"),
        ("(a b)", "a b"),
        ("((a b))", "a b"),
        ("((a OR b))", "a OR b"),
        ("(a) (b)", "a b"),
        ("(a b) OR c", "a b OR c"),
        ("((a b)) c", "(a b) c"),
        ("(status:403) -(ip:private)", "status:403 -ip:private"),
    ]);
}

#[test]
fn turning_around() {
    check(&[
        ("-a", ""),
        ("NOT a", "-a"),
        ("NOT NOT a", "a"),
        ("NOT -a", "a"),
        ("-(-a)", "a"),
        ("-(a b)", ""),
        ("-(a OR b)", ""),
        ("NOT (a OR b)", "-(a OR b)"),
        ("NOT(a OR b) c", "-(a OR b) c"),
        ("-(NOT (a OR b))", "a OR b"),
        ("-(-(a b))", "a b"),
        ("NOT \"a b\"", "-\"a b\""),
        ("-\"a b\"", ""),
        ("-\"\"", ""),
        ("--a", "-\"-a\""),
        ("a NOT b", "a -b"),
        ("a AND NOT b", "a -b"),
        ("a OR NOT b", "a OR -b"),
        ("NOT status:403", "-status:403"),
        ("-status:401,403", ""),
        ("a-b", ""),
    ]);
}

#[test]
fn words_that_join_only_where_they_stand_alone() {
    check(&[
        ("\"AND\"", ""),
        ("\"OR\" \"NOT\"", ""),
        ("a \"OR\" b", ""),
        ("-\"NOT\"", ""),
        ("-NOT", "-\"NOT\""),
        ("ORDER", ""),
        ("ANDROID NOTE", ""),
        ("OR-gate", ""),
        ("-or", "-\"or\""),
        ("or", "\"or\""),
        ("a or", "a \"or\""),
        ("and b", "\"and\" b"),
        ("a \"and\" b", ""),
        ("status:ok OR error:AND", ""),
    ]);
}

#[test]
fn text() {
    check(&[
        ("diary \"session has expired\"", ""),
        ("fe80::1", ""),
        ("::1", ""),
        ("2001:db8::1", ""),
        ("https://example.com/a?b=c", ""),
        ("HTTP://x", ""),
        ("14:02", ""),
        (":_audit:access-ck1", ""),
        ("\"acton:x\"", ""),
        ("\"status:403\"", ""),
        ("\"-x\"", ""),
        ("\"a\\\"b\\\\c\"", ""),
        ("\"a\\b\"", "ab"),
        ("a\\b", ""),
        ("Médecin 日本 😀", ""),
        ("a,b", "\"a,b\""),
        ("a=b", ""),
        ("limit=20", ""),
        ("x>=3", ""),
        (">=3", "\">=3\""),
        ("status \">=4\"", ""),
        ("status", ""),
        ("status OR error", ""),
        ("status (a b)", ""),
        ("a* *", ""),
        ("[a TO b]", ""),
        ("a..b", ""),
        ("query.", ""),
        ("it's", ""),
    ]);
}

#[test]
fn names_of_fields() {
    check(&[
        ("method:events.get api:x", "action:events.get action:x"),
        ("METHOD:events.get", "action:events.get"),
        ("op:read", "operation:read"),
        ("actor:a by:b app:c", "access:a access:b access:c"),
        ("from_ip:1.2.3.4 address:::1", "ip:1.2.3.4 ip:::1"),
        ("resource:/events*", "path:/events*"),
        ("created:2026 at:2026", "time:2026 time:2026"),
        ("verb:DELETE", ""),
        ("caller:nurse-17", ""),
        ("source:socket.io", ""),
        ("records:>=100", ""),
        ("query:limit", ""),
        ("query.streamId:diary", ""),
        ("Query.streamId:diary", "query.streamId:diary"),
        ("query.a.b-c_d:x", ""),
        ("id:ckqujnth4", ""),
        ("id::_audit:ckqujnth4", ""),
        ("type:audit-log/pryv-api", ""),
        ("is:mine is:error is:derived", ""),
        ("Is:Mine", "is:Mine"),
        ("error:forbidden", ""),
    ]);
}

#[test]
fn since_and_until_are_times() {
    check(&[
        ("since:2026-11-01", "time:>=2026-11-01"),
        ("until:2026-11-01", "time:<2026-11-01"),
        ("since:7d until:yesterday", "time:>=7d time:<yesterday"),
        ("-since:2026", "-time:>=2026"),
        ("SINCE:2026", "time:>=2026"),
        ("since:2026,2025", "time:>=2026,>=2025"),
        ("since = 2026", "time:>=2026"),
    ]);
}

#[test]
fn comparisons() {
    check(&[
        ("status >= 400", "status:>=400"),
        ("status>=400", "status:>=400"),
        ("status:>= 400", "status:>=400"),
        ("status >400", "status:>400"),
        ("status\t<\t500", "status:<500"),
        ("status = 404", "status:404"),
        ("status=404", "status:404"),
        ("status=401,403", "status:401,403"),
        ("status != 404", "status:!=404"),
        ("status!=404", "status:!=404"),
        ("status:!=401,403", ""),
        ("-status!=404", "-status:!=404"),
        ("status:>=500,404", ""),
        ("status:404,>=500", ""),
        ("status:404,>= 500", "status:404,>=500"),
        ("access = \"Diet app\"", "access:\"Diet app\""),
        ("access!=\"Diet app\"", "access:!=\"Diet app\""),
        ("access:!=a,b", ""),
        ("action=events.get", "action:events.get"),
        ("query.limit = 20", "query.limit:20"),
        ("query.limit!=20", "query.limit:!=20"),
        ("records > 100 op = read", "records:>100 operation:read"),
        ("time >= 2026-11-20T08:00Z", "time:>=2026-11-20T08:00Z"),
        ("time:>=\"2026-11-20\"", "time:>=2026-11-20"),
        ("(status>=400)", "status:>=400"),
        ("-(status >= 400 records < 5)", "-(status:>=400 records:<5)"),
        ("hour<6", "hour:<6"),
    ]);
}

#[test]
fn ranges() {
    check(&[
        ("status:400..499", ""),
        ("status:..399", ""),
        ("status:400..", ""),
        ("status:400..*", ""),
        ("status:[400 TO 499]", "status:400..499"),
        ("status:[400 TO *]", "status:400.."),
        ("status:[* TO 499]", "status:..499"),
        ("status:[ 400  TO  499 ]", "status:400..499"),
        ("status:[400 TO 404],500", "status:400..404,500"),
        ("records:1..5", ""),
        ("records:[1 TO 5]", "records:1..5"),
        ("records:0", ""),
        ("time:2026-11-01..2026-11-23", ""),
        ("time:2026-11-01..2026-11-23T12:00+01:00", ""),
        ("time:\"2026-11-01\"..\"2026-11-23\"", "time:2026-11-01..2026-11-23"),
        ("time:[\"2026-11-01\" TO \"2026-11-05\"]", "time:2026-11-01..2026-11-05"),
        ("time:[2026-11-01 TO *] diary", "time:2026-11-01.. diary"),
        ("hour:22..6", ""),
        ("hour:8", ""),
        ("weekday:sat,sun", ""),
        ("weekday:fri..mon", ""),
        ("weekday:Monday..Wed", ""),
        // Where ranges mean nothing they are text.
        ("access:a..b", ""),
        ("action:[x", ""),
    ]);
}

#[test]
fn times_stay_as_they_were_typed() {
    check(&[
        ("time:today", ""),
        ("time:Yesterday", ""),
        ("time:7d", ""),
        ("time:24h", ""),
        ("time:2w", ""),
        ("time:last-month", ""),
        ("time:this-week..now", ""),
        ("time:7d..1d", ""),
        ("time:2026", ""),
        ("time:2026-11", ""),
        ("time:2026-11-23", ""),
        ("time:2026-11-23+01:00", ""),
        ("time:2026-11-23T14:02:07.412Z", ""),
        ("-time:today", ""),
    ]);
}

#[test]
fn values() {
    check(&[
        ("status:401,403 -op:read", "status:401,403 -operation:read"),
        ("status:401,,403,", "status:401,403"),
        ("access:\"Diet app\",b", ""),
        ("access:\"a,b\"", ""),
        ("access:\"a(b)\"", ""),
        ("access:\"a\\\"b\"", ""),
        ("access:\"plain\"", "access:plain"),
        ("access:a\"b\"", "access:a b"),
        ("access:Diet*", ""),
        ("access:\"Diet*\"", "access:=Diet*"),
        ("access:me", ""),
        ("access:ck1:2", ""),
        ("access:\">=a\"", ""),
        ("access:\"!=a\"", ""),
        ("access:!a", ""),
        ("action:\"GET /events\"", ""),
        ("action:\"//x\"", ""),
        ("action:events.*", ""),
        ("stream:\"*\"", "stream:=*"),
        ("stream:*", ""),
        ("error:*", ""),
        ("-error:*", ""),
        ("error:\"has expired\"", ""),
        ("path:/events/*", ""),
        ("query.filter:\"{}\"", "query.filter:{}"),
        ("action:a(b)", "action:a b"),
        ("source:a\\b", ""),
    ]);
}

#[test]
fn exactly_a_value() {
    check(&[
        ("method:=events", "action:=events"),
        ("status:=4xx,=error,403", ""),
        ("ip:\"=a b\"", ""),
        ("ip:=a*", ""),
        ("ip:=home", ""),
        ("error:=forbidden", ""),
        ("action:\"=GET /x\"", ""),
        ("access:==a", ""),
        ("access:!==a", ""),
        ("source:=", ""),
    ]);
}

#[test]
fn addresses() {
    check(&[
        ("ip:203.0.113.9", ""),
        ("ip:172.18.*", ""),
        ("ip:2001:db8::/32", ""),
        ("ip:85.5.0.0/16,10.0.0.0/8", ""),
        ("-ip:private", ""),
        ("ip:::ffff:10.0.0.1", ""),
        ("ip:*", ""),
        ("ip:\"172.18.*\"", "ip:=172.18.*"),
        ("ip:\"no address*\"", "ip:\"=no address*\""),
    ]);
}

#[test]
fn limits_are_reached_and_not_passed() {
    let deep = format!("{}a b{}", "-(".repeat(32), ")".repeat(32));
    assert_eq!(Query::parse(&deep), Query::parse("a b"));
    let many = vec!["a"; 200].join(" ");
    assert_eq!(Query::parse(&many).0.clauses.len(), 200);
    assert_eq!(Query::parse(&many).1, []);
    let long = "é".repeat(2000);
    assert_eq!(Query::parse(&long).0.to_string(), long);
}

/// A text, a change, and the text after it.
type Edit<'a> = (&'a str, &'a dyn Fn(&Query) -> Query, &'a str);

/// What a group of rows, a chip or a field of a record puts into the filter.
#[test]
fn terms_are_put_in_and_taken_out() {
    use audit_core::query::Field;
    let edit = |text: &str, change: &dyn Fn(&Query) -> Query| change(&Query::parse(text).0).to_string();
    let status = |query: &Query| query.with_field(Field::Status, &["403".to_owned()]);
    let none = |query: &Query| query.with_field(Field::Status, &[]);
    let word = |query: &Query| query.with_text("a b");
    let first = |query: &Query| query.without(0);
    let cases: [Edit; 9] = [
        ("a status:404 status:500 b", &status, "a status:403 b"),
        ("a", &status, "a status:403"),
        ("a OR b", &status, "(a OR b) status:403"),
        ("-status:404 status!=500", &status, "-status:404 status:!=500 status:403"),
        ("a (b OR status:404) status:500", &none, "a (b OR status:404)"),
        ("x status:404 y", &word, "\"a b\" status:404"),
        ("a OR b", &first, ""),
        ("(a OR b) c", &first, "c"),
        ("c (a OR b)", &first, "a OR b"),
    ];
    for (text, change, expected) in cases {
        assert_eq!(edit(text, change), expected, "{text}");
    }
    let (query, _) = Query::parse("status:404 (status:500 OR a) -status:1xx status!=200 status:403");
    assert_eq!(query.values(Field::Status), ["404", "403"]);
    assert!(matches!(query.clauses[1].test, Test::Any(_)), "a group is one term");
    assert_eq!(Query::parse("query.a:x query:y").0.values(Field::Query), ["y"]);
}
