//! Values to choose from.

use std::collections::BTreeMap;

use audit_core::engine::{Answer, Facet, FacetRequest, FacetValue, Question};
use audit_core::explore::Dimension;
use audit_core::query::Mark;
use audit_core::record::Record;
use audit_core::time::Zone;
use proptest::prelude::*;
use proptest::sample::select;

use super::log::{Log, Term, bodies, name, terms, text, values, zone};

fn request(dimension: Dimension, search: &str, first: u32, count: u32) -> FacetRequest {
    FacetRequest { dimension, search: search.to_owned(), first, count }
}

fn facets(log: &mut Log, requests: Vec<FacetRequest>) -> Vec<Facet> {
    match log.ask(Question::Facets(requests)) {
        Answer::Facets(facets) => facets,
        other => panic!("expected facets, got {other:?}"),
    }
}

/// All values of a facet: counted among `left`, and those that the filter names.
fn expected(
    dimension: Dimension,
    all: &[Record],
    left: &[Record],
    own: &[Term],
    search: &str,
    zone: &Zone,
) -> Vec<FacetValue> {
    const NAMED: [(&str, &str); 8] = [
        ("action:=events.get", "events.get"),
        ("-action:auth.login", "auth.login"),
        ("operation:read", "read"),
        ("status:403", "403"),
        ("status:=4xx", "4xx"),
        ("access:ckb", "ckb"),
        ("access:\"Diet app\"", "cka"),
        ("ip:10.0.0.1", "10.0.0.1"),
    ];
    const MORE: [(&str, &str); 8] = [
        ("-operation:auth,consent", "auth"),
        ("-operation:auth,consent", "consent"),
        ("error:forbidden,brand-new", "forbidden"),
        ("error:forbidden,brand-new", "brand-new"),
        ("-access:=invalid", "invalid"),
        ("-status:4xx", "4xx"),
        ("time:2026-10-25", "2026-10-25"),
        ("-time:2026-10-26", "2026-10-26"),
    ];
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for value in all.iter().flat_map(|record| values(record, dimension, zone)) {
        if NAMED.iter().chain(&MORE).any(|(term, named)| *named == value && own.iter().any(|own| own.text == *term)) {
            counts.insert(value, 0);
        }
    }
    for value in left.iter().flat_map(|record| values(record, dimension, zone)) {
        *counts.entry(value).or_default() += 1;
    }
    let holds = |text: &str| text.to_lowercase().contains(&search.to_lowercase());
    let mut expected: Vec<FacetValue> = counts
        .into_iter()
        .filter(|(value, _)| holds(value) || name(dimension, value).is_some_and(|name| holds(&name)))
        .map(|(value, count)| {
            let fits = |term: &Term| (term.fits)(&value);
            let mark = if own.iter().any(|term| term.is_negated() && fits(term)) {
                Mark::Excluded
            } else if own.iter().any(|term| !term.is_negated() && fits(term)) {
                Mark::Chosen
            } else {
                Mark::None
            };
            FacetValue { name: name(dimension, &value), value, count, mark }
        })
        .collect();
    expected.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    expected
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn facets_count_what_the_rest_of_the_filter_leaves(
        bodies in bodies(),
        terms in terms(),
        zone in zone(),
        search in select(vec!["", "", "E", "app", "1", "nothing"]),
    ) {
        let mut log = Log::open(&bodies);
        let all = log.records.clone();
        for dimension in Dimension::ALL {
            let (own, others): (Vec<Term>, Vec<Term>) =
                terms.iter().copied().partition(|term| term.dimension == Some(dimension));
            log.view(&text(&others), &zone);
            let left = log.matching();
            let expected = expected(dimension, &all, &left, &own, search, &zone);
            log.view(&text(&terms), &zone);
            let facet = facets(&mut log, vec![request(dimension, search, 0, 500)]).remove(0);
            prop_assert_eq!(facet.total as usize, expected.len());
            prop_assert_eq!(&facet.values, &expected, "{:?} of {}", dimension, text(&terms));
            // Page after page, every value is reached.
            let (mut pages, mut first) = (Vec::new(), 0);
            loop {
                let page = facets(&mut log, vec![request(dimension, search, first, 2)]).remove(0);
                if page.values.is_empty() {
                    break;
                }
                first += 2;
                pages.extend(page.values);
            }
            prop_assert_eq!(pages, expected);
        }
    }
}

#[test]
fn what_arrives_after_the_view_is_not_counted_before_the_next() {
    let bodies = vec![vec![call(1, "events.get"), call(2, "events.create")]];
    let mut log = Log::open(&bodies);
    log.view("action:events.get", &Zone::utc());
    log.engine.handle(audit_core::engine::Command::BodyStart);
    log.engine.feed(serde_json::json!({ "events": [call(3, "events.get")] }).to_string().as_bytes());
    log.engine.handle(audit_core::engine::Command::BodyEnd);
    let facet = facets(&mut log, vec![request(Dimension::Action, "", 0, 9)]).remove(0);
    let counts: Vec<(&str, u32, Mark)> =
        facet.values.iter().map(|value| (value.value.as_str(), value.count, value.mark)).collect();
    assert_eq!(counts, [("events.create", 1, Mark::None), ("events.get", 1, Mark::Chosen)]);
}

#[test]
fn nothing_is_asked_of_a_log_without_a_view() {
    let mut engine = audit_core::engine::Engine::default();
    for dimension in Dimension::ALL {
        let question = Question::Facets(vec![request(dimension, "", 0, 9)]);
        let reply = engine.handle(audit_core::engine::Command::Explore(question));
        let audit_core::engine::Reply::Explored(Answer::Facets(facets)) = reply else { panic!("{reply:?}") };
        assert_eq!((facets[0].total, facets[0].values.len()), (0, 0));
    }
}

fn call(number: u32, action: &str) -> serde_json::Value {
    serde_json::json!({
        "id": format!(":_audit:c{number:024}"),
        "streamIds": [":_audit:access-cka"],
        "time": 1_792_843_200 + number,
        "type": "audit-log/pryv-api",
        "content": {"action": action, "source": {"name": "http", "ip": ""}, "query": {}},
    })
}
