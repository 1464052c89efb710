//! What happened before and after a record.

use audit_core::engine::{Answer, Around, Question, Row};
use audit_core::record::Record;
use audit_core::time::Zone;
use proptest::prelude::*;

use super::log::{Log, bodies};

fn around(log: &mut Log, id: &str, count: u32, same_access: bool) -> Option<Around> {
    match log.ask(Question::Around { id: id.to_owned(), count, same_access }) {
        Answer::Around(around) => around,
        other => panic!("expected rows, got {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn neighbors_in_time_whatever_the_filter(
        bodies in bodies(),
        count in 0..6_u32,
        same_access in any::<bool>(),
        filter in prop::sample::select(vec!["", "status:403", "action:nothing"]),
    ) {
        let mut log = Log::open(&bodies);
        log.view(filter, &Zone::utc());
        let records = log.records.clone();
        for (place, record) in records.iter().enumerate() {
            let base = |record: &Record| record.access.as_ref().map(|access| access.base.clone());
            let fits = |other: &&Record| !same_access || base(other) == base(record);
            let mut newer: Vec<&str> =
                records[..place].iter().rev().filter(fits).take(count as usize).map(|it| it.id.as_str()).collect();
            newer.reverse();
            let older: Vec<&str> =
                records[place + 1..].iter().filter(fits).take(count as usize).map(|it| it.id.as_str()).collect();
            let found = around(&mut log, &record.id, count, same_access).unwrap();
            let ids = |rows: &[Row]| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
            prop_assert_eq!(ids(&found.newer), newer);
            prop_assert_eq!(ids(&found.older), older);
            prop_assert_eq!(&found.row.id, &record.id);
        }
        prop_assert_eq!(around(&mut log, "no such id", count, same_access), None);
    }
}
