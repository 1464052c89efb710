//! Paging against a server that is simulated in a few lines: every record once,
//! whatever shares a time, while new ones arrive.

use std::collections::BTreeSet;

use audit_core::engine::{Command, Engine, Origin};
use audit_core::pryv::{Pager, Problem, Request, Rights};
use audit_core::record::Generation;
use proptest::prelude::*;

use super::support::{TIES, all_rows, endpoint, feed, opened, view};

/// Rows `(time in µs, id)`, answered as the real server does: newest first,
/// bounds inclusive, cut at the limit; and, unlike it, at a cap of its own.
struct Server {
    rows: Vec<(i64, u32)>,
    cap: usize,
}

const SECOND_US: f64 = 1_000_000.0;
const MS_US: i64 = 1000;

impl Server {
    fn answer(&self, request: &Request) -> String {
        let query = request.url.split_once('?').unwrap().1;
        let value = |key: &str| query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=')).unwrap();
        let (from, to): (f64, f64) = (value("fromTime").parse().unwrap(), value("toTime").parse().unwrap());
        let limit: usize = value("limit").parse().unwrap();
        let mut rows: Vec<_> =
            self.rows.iter().filter(|(time, _)| (from..=to).contains(&(*time as f64 / SECOND_US))).collect();
        rows.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
        let rows: Vec<String> = rows
            .into_iter()
            .take(limit.min(self.cap))
            .map(|(time, id)| {
                format!(r#"{{"id":"{id}","type":"audit-log/pryv-api","time":{},"streamIds":[],"content":{{"action":"events.get"}}}}"#, *time as f64 / SECOND_US)
            })
            .collect();
        format!("{{\"events\":[{}],\"meta\":{{}}}}", rows.join(","))
    }
}

/// Pages through everything; new rows arrive after each page.
fn load(server: Server, page: u32, now_ms: i64) -> Result<BTreeSet<u32>, Problem> {
    load_cut(server, page, now_ms, &[])
}

/// The same where the first replies break off: each after so many hundredths of its bytes.
/// What broke off is asked for again.
fn load_cut(mut server: Server, page: u32, now_ms: i64, cuts: &[usize]) -> Result<BTreeSet<u32>, Problem> {
    let endpoint = endpoint();
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::Server {
        rights: Rights::Everything,
        access: "me".to_owned(),
        generation: Generation::Events,
        period_ms: (0, now_ms),
    }));
    let mut pager = Pager::with_page(&endpoint, Generation::Events, (0, now_ms), page);
    let mut cuts = cuts.iter();
    for arrived in 1_000_000..1_010_000 {
        let Some(request) = pager.next() else {
            view(&mut engine, "");
            return Ok(all_rows(&mut engine).iter().map(|row| row.id.parse().unwrap()).collect());
        };
        let answer = server.answer(&request);
        let cut = cuts.next().map(|hundredths| answer.len() * hundredths / 100);
        let body = &answer.as_bytes()[..cut.unwrap_or(answer.len())];
        let tally = feed(&mut engine, body, 1000);
        match pager.took(&tally) {
            // A body without a byte is none of a log, and is asked for again as well.
            Err(Problem::CutOff | Problem::NotPryv) if cut.is_some() => {}
            taken => taken?,
        }
        server.rows.push(((now_ms + i64::from(arrived)) * MS_US, arrived));
    }
    panic!("paging does not end");
}

#[test]
fn requests_have_every_bound() {
    let endpoint = endpoint();
    let pager = Pager::new(&endpoint, Generation::Events, (1_500, 1_795_460_438_449));
    assert_eq!(
        pager.next().unwrap().url,
        "https://pryv.example/alice/events?streams=%5B%22%3A_audit%3A%22%5D&fromTime=1.500&toTime=1795460438.449&limit=10000&sortAscending=false"
    );
    let mut legacy = Pager::new(&endpoint, Generation::Legacy, (0, 86_400_000));
    assert_eq!(legacy.next().unwrap().url, "https://pryv.example/alice/audit/logs?fromTime=0&toTime=172800");
    legacy.took(&opened(b"{\"auditLogs\":[]}").1).unwrap();
    assert_eq!(legacy.next(), None);
    let mut others = Pager::new(&endpoint, Generation::Legacy, (0, 86_400_000))
        .with_accesses(vec!["ck1".to_owned(), "ck2".to_owned()]);
    let mut asked = Vec::new();
    while let Some(request) = others.next() {
        asked.push(request.url.rsplit_once('&').unwrap().1.to_owned());
        others.took(&opened(b"{\"auditLogs\":[]}").1).unwrap();
    }
    assert_eq!(asked, ["toTime=172800", "accessId=ck1", "accessId=ck2"]);
}

#[test]
fn a_block_of_equal_times_larger_than_a_page() {
    let rows = (0..500).map(|id| (if id < 450 { 5000 } else { 4000 } * MS_US, id)).collect();
    let loaded = load(Server { rows, cap: usize::MAX }, 10, 6000).unwrap();
    assert_eq!(loaded.len(), 500);
}

#[test]
fn pages_cut_below_what_was_asked_for_are_not_the_end() {
    let rows = (0..500).map(|id| (i64::from(id) * 10 * MS_US, id)).collect();
    let loaded = load(Server { rows, cap: 20 }, 100, 6000).unwrap();
    assert_eq!(loaded.len(), 500);
}

/// Pages through everything at a server that answers with nothing when it is asked for more
/// than `most` at once.
fn load_at_most(server: &Server, most: u32, page: u32) -> Result<usize, Problem> {
    let mut engine = Engine::default();
    let period_ms = (0, 6_000);
    let (rights, generation) = (Rights::Everything, Generation::Events);
    engine.handle(Command::Open(Origin::Server { rights, access: "own".to_owned(), generation, period_ms }));
    let mut pager = Pager::with_page(&endpoint(), generation, period_ms, page);
    for _ in 0..10_000 {
        let Some(request) = pager.next() else {
            view(&mut engine, "");
            return Ok(all_rows(&mut engine).len());
        };
        let limit = request.url.split("limit=").nth(1).and_then(|rest| rest.split('&').next()?.parse::<u32>().ok());
        if limit.unwrap() > most {
            if !pager.too_large() {
                return Err(Problem::TooLarge);
            }
            continue;
        }
        let tally = feed(&mut engine, server.answer(&request).as_bytes(), 1000);
        pager.took(&tally)?;
    }
    panic!("paging does not end");
}

#[test]
fn a_server_that_gives_fewer_at_once_is_asked_for_fewer() {
    let spread = Server { rows: (0..500).map(|id| (i64::from(id) * 10 * MS_US, id)).collect(), cap: usize::MAX };
    let ties = |count: u32| Server {
        rows: (0..500).map(|id| (if id < count { 5_000 } else { i64::from(id) } * MS_US, id)).collect(),
        cap: usize::MAX,
    };
    let cases = [
        (&spread, 7, Ok(500)),
        (&spread, 2, Ok(500)),
        (&spread, 99, Ok(500)),
        (&spread, 100, Ok(500)),
        (&spread, 0, Err(Problem::TooLarge)),
        // As many as may be asked for share a time: growing to that is not growing beyond.
        (&ties(99), 100, Ok(500)),
        (&ties(30), 40, Ok(500)),
        // More do, so they cannot be had; that is said, and does not go on for ever.
        (&ties(300), 40, Err(Problem::Stuck)),
    ];
    for (server, most, expected) in cases {
        assert_eq!(load_at_most(server, most, 100), expected, "at most {most}");
    }
}

#[test]
fn a_server_that_repeats_itself_does_not_hold_us_for_ever() {
    let endpoint = endpoint();
    let mut pager = Pager::with_page(&endpoint, Generation::Events, (0, 1_000_000), 1);
    let later =
        r#"{"events":[{"id":"a","time":2000,"type":"audit-log/pryv-api","content":{"action":"x.y"}}],"meta":{}}"#;
    let (_, tally) = opened(later.as_bytes());
    assert_eq!(pager.took(&tally), Err(Problem::Stuck), "a row later than asked for");
}

#[test]
fn a_reply_that_is_not_whole_is_never_taken_for_the_end() {
    let endpoint = endpoint();
    let cases = [
        (r#"{"events":[{"id":"a","time":2,"type":"audit-log/pryv-api","content":{"action":"x.y"}}"#, Problem::CutOff),
        (r#"{"events":[]}"#, Problem::CutOff),
        ("<html>Please sign in to this network</html>", Problem::NotPryv),
        ("", Problem::NotPryv),
    ];
    for generation in [Generation::Events, Generation::Legacy] {
        for (body, problem) in &cases {
            if generation == Generation::Legacy && *body == r#"{"events":[]}"# {
                continue;
            }
            let origin = Origin::Server {
                rights: Rights::Everything,
                access: "me".to_owned(),
                generation,
                period_ms: (0, 10_000),
            };
            let mut engine = Engine::default();
            engine.handle(Command::Open(origin));
            let tally = feed(&mut engine, body.as_bytes(), 1000);
            let mut pager = Pager::new(&endpoint, generation, (0, 10_000));
            assert_eq!(pager.took(&tally).as_ref(), Err(problem), "{body} {generation:?}");
        }
    }
}

#[test]
fn what_came_before_a_reply_broke_off_is_not_asked_for_again() {
    let times = (0..100).map(|id| (i64::from(id) * 1_000 * MS_US, id)).collect();
    let mut pager = Pager::with_page(&endpoint(), Generation::Events, (0, 1_000_000), 50);
    let answer = Server { rows: times, cap: usize::MAX }.answer(&pager.next().unwrap());
    let (_, tally) = opened(&answer.as_bytes()[..answer.len() / 2]);
    let last_ms = tally.last_time_ms.unwrap();
    assert_eq!(pager.took(&tally), Err(Problem::CutOff));
    assert_eq!(pager.reached_ms(), last_ms + 1);
    assert!(last_ms < 99_000, "half of it came");
}

#[test]
fn recorded_ties_are_told_apart() {
    let (mut engine, tally) = opened(TIES);
    assert!(tally.records > 1);
    view(&mut engine, "");
    let rows = all_rows(&mut engine);
    assert_eq!(rows.len(), tally.records as usize);
}

proptest! {
    #[test]
    fn every_record_exactly_once(quarters in proptest::collection::vec(0..160_i64, 0..200), page in 1..20_u32) {
        // Quarters of a millisecond: servers keep times as fractions of a second.
        let rows: Vec<(i64, u32)> = (0..).zip(quarters).map(|(id, quarter)| (quarter * MS_US / 4, id)).collect();
        let all: BTreeSet<u32> = rows.iter().map(|(_, id)| *id).collect();
        prop_assert_eq!(load(Server { rows, cap: usize::MAX }, page, 50).unwrap(), all);
    }

    #[test]
    fn a_server_that_breaks_off_loses_nothing(
        quarters in proptest::collection::vec(0..160_i64, 0..200),
        page in 1..20_u32,
        cuts in proptest::collection::vec(0..100_usize, 0..40),
    ) {
        let rows: Vec<(i64, u32)> = (0..).zip(quarters).map(|(id, quarter)| (quarter * MS_US / 4, id)).collect();
        let all: BTreeSet<u32> = rows.iter().map(|(_, id)| *id).collect();
        prop_assert_eq!(load_cut(Server { rows, cap: usize::MAX }, page, 50, &cuts).unwrap(), all);
    }
}
