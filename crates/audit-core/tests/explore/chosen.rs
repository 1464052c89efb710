//! What a report counts and lists, held to a walk over the records that match.

use audit_core::engine::{Answer, ChosenRecords, Question, Share};
use audit_core::record::{Operation, Outcome, Record};
use audit_core::sorting::{Column, Order};
use audit_core::time::Zone;
use proptest::prelude::*;
use serde_json::json;

use super::log::{Log, bodies, terms, text};

fn chosen(log: &mut Log, most: u32) -> ChosenRecords {
    match log.ask(Question::Chosen { most }) {
        Answer::Chosen(chosen) => *chosen,
        other => panic!("expected what the filter leaves, got {other:?}"),
    }
}

fn counts<T: Copy>(shares: &[Share<T>]) -> Vec<(T, u32, u32)> {
    shares.iter().map(|share| (share.of, share.count, share.unsuccessful)).collect()
}

fn counted<T>(of: T, records: &[Record], is_of: impl Fn(&Record) -> bool) -> (T, u32, u32) {
    let of_it: Vec<_> = records.iter().filter(|record| is_of(record)).collect();
    let unsuccessful = of_it.iter().filter(|record| record.status.outcome() != Outcome::Done);
    (of, u32::try_from(of_it.len()).unwrap(), u32::try_from(unsuccessful.count()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_are_those_of_the_records_that_match(bodies in bodies(), terms in terms(), most in 0_u32..20) {
        let mut log = Log::open(&bodies);
        let query = text(&terms);
        log.view(&query, &Zone::utc());
        let matching = log.matching();
        let newest: Vec<_> = matching.iter().map(|it| it.id.clone()).take(most as usize).collect();
        // The order of the list changes nothing.
        log.view_in(&query, &Zone::utc(), Order { column: Column::Action, descending: true });
        let found = chosen(&mut log, most);
        prop_assert_eq!(found.total as usize, matching.len());
        prop_assert_eq!(found.newest.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), newest);
        let outcomes = Outcome::ALL.map(|of| counted(of, &matching, |it| it.status.outcome() == of));
        prop_assert_eq!(counts(&found.outcomes), outcomes);
        let operations = Operation::ALL.map(|of| counted(of, &matching, |it| it.operation == of));
        let operations: Vec<_> = operations.into_iter().filter(|(_, count, _)| *count > 0).collect();
        prop_assert_eq!(counts(&found.operations), operations);
        // Whoever follows a number sees as many records.
        let of_outcomes = found.outcomes.iter().map(|it| (it.count, it.query.clone()));
        let of_operations = found.operations.iter().map(|it| (it.count, it.query.clone()));
        for (count, query) in of_outcomes.chain(of_operations) {
            if let Some(query) = query {
                prop_assert_eq!(log.view(&query, &Zone::utc()).matched, count, "{}", query);
            }
        }
    }
}

#[test]
fn a_number_leads_to_its_records_unless_the_filter_asks_for_their_kind() {
    let call = |id: &str, error: Option<&str>| {
        let kind = if error.is_some() { "audit-log/pryv-api-error" } else { "audit-log/pryv-api" };
        let content = json!({ "source": { "name": "http" }, "action": "events.get", "id": error, "message": error });
        json!({
            "id": format!(":_audit:c{id:0>24}"),
            "streamIds": [":_audit:access-cka"],
            "time": 1_795_000_000,
            "type": kind,
            "content": content,
        })
    };
    let mut log = Log::open(&[vec![call("a", None), call("b", Some("forbidden"))]]);
    for (query, led_to) in [
        ("", [Some("status:ok"), Some("status:4xx")]),
        ("-status:401", [Some("-status:401 status:ok"), Some("-status:401 status:4xx")]),
        ("status:ok,403", [None, None]),
    ] {
        log.view(query, &Zone::utc());
        let outcomes = chosen(&mut log, 0).outcomes;
        let found: Vec<_> = outcomes.iter().take(2).map(|share| share.query.as_deref()).collect();
        assert_eq!(found, led_to, "{query}");
    }
}
