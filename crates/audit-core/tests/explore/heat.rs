//! The hours of the week, held to the calendar's own.

use audit_core::engine::{Answer, Question};
use chrono::{Datelike, Timelike};
use proptest::prelude::*;

use super::log::{Log, bodies, outcome_place, terms, text, zone};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_map_is_what_the_calendar_says_of_each_row(bodies in bodies(), terms in terms(), zone in zone()) {
        let mut log = Log::open(&bodies);
        log.view(&text(&terms), &zone);
        let mut expected = vec![[0; 4]; 168];
        for record in log.matching() {
            let local = zone.local(record.time_ms).unwrap();
            let hour = local.weekday().num_days_from_monday() * 24 + local.hour();
            expected[hour as usize][outcome_place(&record)] += 1;
        }
        prop_assert_eq!(log.ask(Question::Heat), Answer::Heat(expected));
    }
}
