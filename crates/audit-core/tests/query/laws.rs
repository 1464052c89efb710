//! What holds of every text.

use audit_core::query::{Clause, Field, Filter, Query, Test};
use proptest::prelude::*;
use proptest::sample::select;

/// Values that a field can have, plain ones and strange ones.
fn filter() -> impl Strategy<Value = Filter> {
    let texts = vec![
        Field::Action,
        Field::Access,
        Field::Error,
        Field::Verb,
        Field::Path,
        Field::Caller,
        Field::Source,
        Field::Stream,
        Field::Query,
        Field::Id,
        Field::Type,
    ];
    // A wildcard stands beside letters alone: in quotes it would be a star.
    let text = prop_oneof![3 => "[ -)+-~é]{1,12}", 1 => "[a-z*]{1,6}", 1 => "=[ -~é]{1,8}"];
    let text = (select(texts), any::<bool>(), proptest::collection::vec(text, 1..4));
    let ranged = vec![
        (Field::Status, "404"),
        (Field::Status, "4xx"),
        (Field::Status, ">=400"),
        (Field::Status, "=error"),
        (Field::Records, "<5"),
        (Field::Records, "1.."),
        (Field::Time, "2026-11-23"),
        (Field::Time, "7d..now"),
        (Field::Time, "<=2026-11-23T14:02+01:00"),
        (Field::Hour, "22..6"),
        (Field::Weekday, "sat"),
        (Field::Ip, "10.0.0.0/8"),
        (Field::Ip, "=a*"),
        (Field::Ip, "::1"),
        (Field::Is, "error"),
        (Field::Operation, "write"),
    ];
    prop_oneof![
        text.prop_map(|(field, differs, values)| Filter { differs, ..Filter::new(field, values) }),
        (select(ranged), any::<bool>())
            .prop_map(|((field, value), differs)| Filter { differs, ..Filter::new(field, vec![value.to_owned()]) }),
        ("[a-z][a-zA-Z0-9_-]{0,5}", "[a-z ]{1,4}")
            .prop_map(|(key, value)| Filter { key, ..Filter::new(Field::Query, vec![value]) }),
    ]
}

/// Any filter that can be read from a text.
fn query() -> impl Strategy<Value = Query> {
    let leaf = prop_oneof![
        filter().prop_map(Test::Field),
        "[ -~é]{0,12}".prop_map(Test::Text),
        select(vec!["or", "AND", "status", "not", "a", "fe80::1"]).prop_map(|word| Test::Text(word.to_owned())),
    ];
    let leaf = (any::<bool>(), leaf).prop_map(|(negated, test)| Query { clauses: vec![Clause { negated, test }] });
    leaf.prop_recursive(4, 24, 4, |inner| {
        let list = proptest::collection::vec((any::<bool>(), inner.clone()), 1..4).prop_map(|terms| {
            let clauses = terms.into_iter().map(|(negated, query)| Clause::group(negated, query)).collect();
            Query::either(vec![Query { clauses }])
        });
        prop_oneof![list, proptest::collection::vec(inner, 1..4).prop_map(Query::either)]
    })
}

/// Pieces of the language in any order.
pub(crate) fn pieces() -> impl Strategy<Value = String> {
    let pieces = vec![
        "(",
        ")",
        "\"",
        "\\",
        "-",
        " ",
        " ",
        " ",
        ",",
        ":",
        "=",
        "!=",
        ">=",
        "<",
        "..",
        "[",
        "]",
        "*",
        "AND",
        "OR",
        "NOT",
        "or",
        "status",
        "time",
        "since",
        "query.a",
        "ip",
        "is",
        "acton",
        "access",
        "hour",
        "404",
        "4xx",
        "mine",
        "2026-11-23",
        "7d",
        "TO",
        "10.0.0.0/8",
        "é",
        "😀",
        "\u{301}",
        "\u{a0}",
        "a",
        "words",
    ];
    proptest::collection::vec(select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

/// Reading ends, places are inside of the text, and nothing of it is lost.
fn survives(text: &str) -> Result<(), TestCaseError> {
    let (query, diagnostics) = Query::parse(text);
    for diagnostic in &diagnostics {
        prop_assert!(text.get(diagnostic.start..diagnostic.end).is_some_and(|part| !part.is_empty()), "{text}");
    }
    prop_assert!(diagnostics.is_sorted_by_key(|diagnostic| diagnostic.start), "{}", text);
    let printed = query.to_string();
    // Quotes may make a text that is nearly too long longer.
    if printed.chars().count() > 2000 {
        return Ok(());
    }
    let (again, said) = Query::parse(&printed);
    prop_assert_eq!(&said, &[], "{} of {}", query, text);
    prop_assert_eq!(&again, &query, "{}", text);
    let left_out = Query::not_understood(text);
    prop_assert!(left_out.is_empty() || !diagnostics.is_empty(), "{}", text);
    // What was typed and not understood is still told when it stands at the end.
    if !left_out.is_empty() {
        let kept = format!("{query} {}", left_out.join(" "));
        prop_assert!(kept.chars().count() > 2000 || !Query::parse(&kept).1.is_empty(), "{} of {}", kept, text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What is printed reads as the same filter.
    #[test]
    fn print_and_parse_are_inverses(query in query()) {
        let text = query.to_string();
        let (again, diagnostics) = Query::parse(&text);
        prop_assert_eq!(&diagnostics, &[], "{}", text);
        prop_assert_eq!(again, query, "{}", text);
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,60}") {
        survives(&text)?;
    }

    #[test]
    fn any_order_of_pieces_is_survived(text in pieces()) {
        survives(&text)?;
    }

    #[test]
    fn long_texts_are_survived(text in pieces(), times in 1..400_usize) {
        survives(&text.repeat(times))?;
    }
}
