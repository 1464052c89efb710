//! Texts that are not understood, or perhaps meant otherwise: what is said, of which
//! part, and what is left.

use audit_core::query::{Diagnostic, DiagnosticKind as Kind, Field, Operator, Query};

/// A text, what is said of which part of it, and what it is still read as.
type Case<'a> = (&'a str, &'a [(&'a str, Kind)], &'a str);

fn check(cases: &[Case]) {
    for (text, expected, rest) in cases {
        let (query, diagnostics) = Query::parse(text);
        let found: Vec<(&str, Kind)> =
            diagnostics.iter().map(|it| (&text[it.start..it.end], it.kind.clone())).collect();
        assert_eq!(found, *expected, "{text}");
        assert_eq!(query.to_string(), *rest, "{text}");
    }
}

fn unknown(name: &str, suggestion: &str) -> Kind {
    let suggestion = Some(suggestion).filter(|it| !it.is_empty()).map(str::to_owned);
    Kind::UnknownField { name: name.to_owned(), suggestion }
}

fn bad(field: Field, value: &str, suggestion: &str) -> Kind {
    let suggestion = Some(suggestion).filter(|it| !it.is_empty()).map(str::to_owned);
    Kind::BadValue { field, value: value.to_owned(), suggestion }
}

fn later(field: Field, value: &str) -> Kind {
    Kind::NotAvailable { field, value: value.to_owned() }
}

fn meant(word: &str, operator: Operator) -> Kind {
    Kind::OperatorMeant { word: word.to_owned(), operator }
}

fn joined(operator: Operator) -> Kind {
    Kind::NothingJoined { operator }
}

/// The examples of the language's description.
#[test]
fn description() {
    check(&[
        ("acton:x", &[("acton", unknown("acton", "action"))], ""),
        ("status:", &[("status:", Kind::MissingValue { field: Field::Status })], ""),
        ("status:abc", &[("abc", bad(Field::Status, "abc", ""))], ""),
        ("(a OR", &[("(", Kind::UnclosedGroup), ("OR", joined(Operator::Or))], ""),
        ("a OR", &[("OR", joined(Operator::Or))], ""),
        ("-", &[("-", Kind::NothingNegated)], ""),
        ("time:2026-13-01", &[("2026-13-01", bad(Field::Time, "2026-13-01", ""))], ""),
        ("ip:1.2.3.4/40", &[("1.2.3.4/40", bad(Field::Ip, "1.2.3.4/40", ""))], ""),
        ("a adn b", &[("adn", meant("adn", Operator::And))], "a \"adn\" b"),
    ]);
}

#[test]
fn fields() {
    check(&[
        ("status:403 acton:x", &[("acton", unknown("acton", "action"))], "status:403"),
        ("zebra:x diary", &[("zebra", unknown("zebra", ""))], "diary"),
        ("acton:\"a b\",c diary", &[("acton", unknown("acton", "action"))], "diary"),
        ("-stats:4xx", &[("stats", unknown("stats", "status"))], ""),
        ("timr:2026", &[("timr", unknown("timr", "time"))], ""),
        ("sinec:2026", &[("sinec", unknown("sinec", "since"))], ""),
        ("wekday:sat", &[("wekday", unknown("wekday", "weekday"))], ""),
        ("query.:x", &[("query.", unknown("query.", "query"))], ""),
        ("action.x:y", &[("action.x", unknown("action.x", "action"))], ""),
        ("from-ip:1.2.3.4", &[("from-ip", unknown("from-ip", "from_ip"))], ""),
        ("is:mine is", &[], "is:mine is"),
        ("access:", &[("access:", Kind::MissingValue { field: Field::Access })], ""),
        ("access:\"\"", &[("access:\"\"", Kind::MissingValue { field: Field::Access })], ""),
        ("access:,", &[("access:,", Kind::MissingValue { field: Field::Access })], ""),
        ("status: 403", &[("status:", Kind::MissingValue { field: Field::Status })], "403"),
        ("status >=", &[("status >=", Kind::MissingValue { field: Field::Status })], ""),
        ("(status:)", &[("status:", Kind::MissingValue { field: Field::Status })], ""),
        ("query.limit:", &[("query.limit:", Kind::MissingValue { field: Field::Query })], ""),
    ]);
}

#[test]
fn values() {
    check(&[
        ("status:403,abc", &[("abc", bad(Field::Status, "abc", ""))], ""),
        ("status:eror x", &[("eror", bad(Field::Status, "eror", "error"))], "x"),
        ("status:4x", &[("4x", bad(Field::Status, "4x", "4xx"))], ""),
        ("status:=ok", &[("=ok", bad(Field::Status, "=ok", "ok"))], ""),
        ("status>=99", &[("99", bad(Field::Status, ">=99", ""))], ""),
        ("op:steal", &[("steal", bad(Field::Operation, "steal", ""))], ""),
        ("op:raed", &[("raed", bad(Field::Operation, "raed", "read"))], ""),
        ("is:eror", &[("eror", bad(Field::Is, "eror", "error"))], ""),
        ("is:starred", &[("starred", bad(Field::Is, "starred", ""))], ""),
        ("is:*", &[("*", bad(Field::Is, "*", ""))], ""),
        ("time:yesterdya", &[("yesterdya", bad(Field::Time, "yesterdya", "yesterday"))], ""),
        ("time:2026-02-30", &[("2026-02-30", bad(Field::Time, "2026-02-30", ""))], ""),
        ("since:2026..2027", &[("2026..2027", bad(Field::Time, "2026..2027", ""))], ""),
        ("until:x", &[("x", bad(Field::Time, "x", ""))], ""),
        ("hour:24", &[("24", bad(Field::Hour, "24", ""))], ""),
        ("weekday:sta", &[("sta", bad(Field::Weekday, "sta", "sat"))], ""),
        ("weekday>mon", &[("mon", bad(Field::Weekday, ">mon", "mon"))], ""),
        ("records:many", &[("many", bad(Field::Records, "many", ""))], ""),
        ("records:-1", &[("-1", bad(Field::Records, "-1", ""))], ""),
        ("ip:1.2.3", &[("1.2.3", bad(Field::Ip, "1.2.3", ""))], ""),
        ("ip:fe80:1", &[("fe80:1", bad(Field::Ip, "fe80:1", ""))], ""),
        ("status:401,!=500", &[("500", bad(Field::Status, "!=500", ""))], ""),
        ("access:>x", &[("access:>x", Kind::NotComparable { field: Field::Access })], ""),
        ("access > x", &[("access > x", Kind::NotComparable { field: Field::Access })], ""),
        ("op>=read", &[("op>=read", Kind::NotComparable { field: Field::Operation })], ""),
        ("since:>=2026", &[("since:>=2026", Kind::NotComparable { field: Field::Time })], ""),
        ("since!=2026", &[("since!=2026", Kind::NotComparable { field: Field::Time })], ""),
    ]);
}

#[test]
fn quotes_and_parentheses() {
    check(&[
        ("\"open", &[("\"open", Kind::UnclosedQuote)], "open"),
        ("access:\"open x", &[("\"open x", Kind::UnclosedQuote)], "access:\"open x\""),
        ("\"open\\", &[("\"open\\", Kind::UnclosedQuote)], "open"),
        ("(a b", &[("(", Kind::UnclosedGroup)], "a b"),
        ("a (b OR c", &[("(", Kind::UnclosedGroup)], "a (b OR c)"),
        ("((a)", &[("(", Kind::UnclosedGroup)], "a"),
        ("a) b", &[(")", Kind::UnopenedGroup)], "a b"),
        ("a OR b)", &[(")", Kind::UnopenedGroup)], ""),
        ("()", &[("()", Kind::EmptyGroup)], ""),
        ("a ( ) b", &[("( )", Kind::EmptyGroup)], "a b"),
        ("-()", &[("()", Kind::EmptyGroup)], ""),
        ("(", &[("(", Kind::UnclosedGroup)], ""),
    ]);
}

#[test]
fn operators_without_operands() {
    check(&[
        ("- diary", &[("-", Kind::NothingNegated)], "diary"),
        ("(a -)", &[("-", Kind::NothingNegated)], ""),
        ("NOT", &[("NOT", Kind::NothingNegated)], ""),
        ("a NOT", &[("NOT", Kind::NothingNegated)], "a"),
        ("NOT NOT", &[("NOT NOT", Kind::NothingNegated)], ""),
        ("NOT OR a", &[("NOT", Kind::NothingNegated)], ""),
        ("OR", &[("OR", joined(Operator::Or))], ""),
        ("OR a", &[("OR", joined(Operator::Or))], ""),
        ("a OR OR b", &[("OR", joined(Operator::Or)), ("OR", joined(Operator::Or))], ""),
        ("AND", &[("AND", joined(Operator::And))], ""),
        ("AND a", &[("AND", joined(Operator::And))], "a"),
        ("a AND", &[("AND", joined(Operator::And))], "a"),
        ("a AND AND b", &[("AND", joined(Operator::And))], "a b"),
        ("a AND OR b", &[("AND", joined(Operator::And))], ""),
        ("a OR AND b", &[("AND", joined(Operator::And))], ""),
        ("(a AND)", &[("AND", joined(Operator::And))], ""),
    ]);
}

#[test]
fn words_that_were_perhaps_operators() {
    check(&[
        ("a or b", &[("or", meant("or", Operator::Or))], "a \"or\" b"),
        ("a And b", &[("And", meant("And", Operator::And))], "a \"And\" b"),
        ("status:403 not ip:private", &[("not", meant("not", Operator::Not))], "status:403 \"not\" ip:private"),
        ("not b", &[("not", meant("not", Operator::Not))], "\"not\" b"),
        ("(a or b) c", &[("or", meant("or", Operator::Or))], "(a \"or\" b) c"),
        ("a nto b", &[("nto", meant("nto", Operator::Not))], "a \"nto\" b"),
        ("or b", &[], "\"or\" b"),
        ("a not", &[], "a \"not\""),
        ("a \"or\" b", &[], "a \"or\" b"),
        ("a -or b", &[], "a -\"or\" b"),
        ("a OR or OR b", &[], "a OR \"or\" OR b"),
    ]);
}

#[test]
fn not_available_yet() {
    check(&[
        ("consent:withdrawn status:403", &[("withdrawn", later(Field::Consent, "withdrawn"))], "status:403"),
        ("rule:first-address", &[("first-address", later(Field::Rule, "first-address"))], ""),
        ("is:odd -is:first", &[("odd", later(Field::Is, "odd")), ("first", later(Field::Is, "first"))], ""),
        ("is:first diary", &[("first", later(Field::Is, "first"))], "diary"),
        ("ip:home", &[("home", later(Field::Ip, "home"))], ""),
        ("ip:\"my office\" x", &[("\"my office\"", later(Field::Ip, "my office"))], "x"),
        ("a OR rule:x", &[("x", later(Field::Rule, "x"))], ""),
    ]);
}

/// A hint changes nothing of what is found, and what is not available is left out;
/// with a mistake the filter before stays.
#[test]
fn mistakes_and_hints() {
    let is_mistake = |text: &str| Query::parse(text).1.iter().any(Diagnostic::is_mistake);
    for text in ["a or b", "is:odd", "consent:x status:403", "ip:home", ""] {
        assert!(!is_mistake(text), "{text}");
    }
    for text in ["acton:x", "a or b status:", "(a", "a)", "()", "-", "a OR", "\"a", "access>1", "op:x"] {
        assert!(is_mistake(text), "{text}");
    }
}

#[test]
fn what_is_left_out_is_kept_as_it_was_typed() {
    let cases: [(&str, &[&str]); 18] = [
        ("status:403 acton:\"a b\",c diary", &["acton:\"a b\",c"]),
        ("-status:abc ip:::1 time: -", &["-status:abc", "time:", "-"]),
        ("status:403,abc", &["status:403,abc"]),
        ("\"open", &[]),
        ("(a b", &[]),
        ("status:=ok status:=4xx", &["status:=ok"]),
        ("NOT  acton:x a", &["NOT  acton:x"]),
        ("a -(b OR acton:x) c", &["-(b OR acton:x)"]),
        ("a (b OR", &["(b OR"]),
        ("a AND", &["AND"]),
        ("AND a", &["AND"]),
        ("a ) b", &[")"]),
        ("a () b", &["()"]),
        // Beside other terms the last of these alone would be joined to them.
        ("a OR acton:x", &["(a OR acton:x)"]),
        (" a OR ", &["(a OR)"]),
        // With parentheses around it this would be something else, and whole.
        ("a) OR (b", &["a) OR (b"]),
        ("consent:x a", &["consent:x"]),
        ("status >= 99 a", &["status >= 99"]),
    ];
    for (text, expected) in cases {
        assert_eq!(Query::not_understood(text), expected, "{text}");
    }
    let long = "x".repeat(2001);
    assert_eq!(Query::not_understood(&long), [long.as_str()]);
    assert_eq!(Query::not_understood(&"a ".repeat(202)), ["a a "]);
    let deep = format!("b {}", "(".repeat(33));
    assert_eq!(Query::not_understood(&deep), [&deep[2..]]);
}

#[test]
fn limits() {
    let kinds = |text: &str| Query::parse(text).1.into_iter().map(|it| it.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&"x".repeat(2001)), [Kind::TooLong]);
    assert_eq!(kinds(&"é".repeat(2001)), [Kind::TooLong]);
    let (query, diagnostics) = Query::parse(&"a ".repeat(201));
    assert_eq!((query.clauses.len(), &diagnostics[0].kind), (200, &Kind::TooLong));
    assert_eq!(diagnostics.len(), 1);
    let groups = format!("b ({})", vec!["a"; 200].join(" "));
    assert_eq!((kinds(&groups), Query::parse(&groups).0.to_string()), (vec![Kind::TooLong], "b".to_owned()));
    let deep = format!("b {}a{}", "(".repeat(33), ")".repeat(33));
    assert_eq!((kinds(&deep), Query::parse(&deep).0.to_string()), (vec![Kind::TooDeep], "b".to_owned()));
    assert_eq!(kinds(&"(".repeat(2000)), [Kind::TooDeep]);
    assert_eq!(kinds(&"-(".repeat(1000)), [Kind::TooDeep]);
    assert_eq!(kinds(&"NOT ".repeat(500)), [Kind::NothingNegated]);
}
