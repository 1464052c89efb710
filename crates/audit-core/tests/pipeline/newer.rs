//! What was recorded since waits beside the log, and comes in whole and once.

use audit_core::engine::{Command, Engine, Newer, Origin, Reply, Tally, ViewRequest};
use audit_core::pryv::Rights;
use audit_core::record::Generation;
use proptest::prelude::*;

use super::support::{all_rows, feed, request, view};

fn event(id: &str, time: i64, access: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","time":{time},"type":"audit-log/pryv-api","streamIds":[":_audit:access-{access}"],"content":{{"action":"x.y"{more}}}}}"#
    )
}

fn body(events: &[String]) -> String {
    format!(r#"{{"events":[{}],"meta":{{"serverTime":100}}}}"#, events.join(","))
}

/// A log of a token that sees what `own` did, until second 50.
fn log(events: &[String]) -> Engine {
    let rights = Rights::Only { own: "own".to_owned(), accesses: Vec::new(), actions: Vec::new() };
    let origin =
        Origin::Server { rights, access: "own".to_owned(), generation: Generation::Events, period_ms: (0, 50_000) };
    let mut engine = Engine::default();
    engine.handle(Command::Open(origin));
    feed(&mut engine, body(events).as_bytes(), 64);
    engine
}

fn look(engine: &mut Engine, body: &[u8]) -> Newer {
    engine.handle(Command::NewerStart { until_ms: 1_000_000 });
    for part in body.chunks(7) {
        engine.feed_newer(part);
    }
    match engine.handle(Command::NewerEnd) {
        Reply::Newer(newer) => *newer,
        other => panic!("expected what is newer, got {other:?}"),
    }
}

fn take(engine: &mut Engine) -> Tally {
    match engine.handle(Command::NewerTake) {
        Reply::Fed(tally) => tally,
        other => panic!("expected a tally, got {other:?}"),
    }
}

fn ids(engine: &mut Engine) -> Vec<String> {
    view(engine, "");
    all_rows(engine).into_iter().map(|row| row.id).collect()
}

#[test]
fn it_waits_until_it_is_told_to_come_in() {
    let mut engine = log(&[event("a", 10, "own", ""), event("b", 40, "own", "")]);
    let before = view(&mut engine, "");
    // One that is held, one that is late, one that is new, one of another access.
    let page = body(&[
        event("b", 40, "own", ""),
        event("late", 30, "own", ""),
        event("new", 90, "own", r#","id":"forbidden","message":"No""#),
        event("foreign", 91, "other", ""),
    ]);
    let newer = look(&mut engine, page.as_bytes());
    assert_eq!((newer.waiting, newer.matching, newer.tally.complete), (2, 2, true));
    assert_eq!((newer.tally.in_body, newer.tally.last_time_ms), (4, Some(91_000)));
    let after = view(&mut engine, "");
    assert_eq!((after.newer, ids(&mut engine)), (2, vec!["b".to_owned(), "a".to_owned()]));
    assert_eq!((after.loaded, after.matched, &after.bars), (before.loaded, before.matched, &before.bars));
    // Only what the filter would show is promised.
    assert_eq!(view(&mut engine, "status:403").newer, 1);
    assert_eq!(view(&mut engine, "status:5xx").newer, 0);
    // The same once more: nothing is new twice.
    view(&mut engine, "");
    assert_eq!(look(&mut engine, page.as_bytes()).waiting, 2);
    let tally = take(&mut engine);
    assert_eq!((tally.records, tally.foreign), (4, 1));
    assert_eq!(ids(&mut engine), ["new", "b", "late", "a"]);
    assert_eq!(view(&mut engine, "").newer, 0);
    assert_eq!(look(&mut engine, page.as_bytes()).waiting, 0, "all of it is held");
    assert_eq!(take(&mut engine).records, 4);
}

#[test]
fn what_breaks_off_keeps_what_came() {
    let mut engine = log(&[event("a", 10, "own", "")]);
    view(&mut engine, "");
    let page = body(&[event("b", 60, "own", ""), event("c", 70, "own", "")]);
    let newer = look(&mut engine, &page.as_bytes()[..page.len() - 40]);
    assert_eq!((newer.waiting, newer.tally.complete, newer.tally.last_time_ms), (1, false, Some(60_000)));
    assert_eq!(look(&mut engine, page.as_bytes()).waiting, 2);
}

#[test]
fn what_cannot_be_read_is_counted_when_it_comes_in() {
    let mut engine = log(&[event("a", 10, "own", "")]);
    view(&mut engine, "");
    look(&mut engine, body(&[r#"{"id":"odd"}"#.to_owned(), event("b", 60, "own", "")]).as_bytes());
    look(&mut engine, body(&[r#"{"id":"odd"}"#.to_owned()]).as_bytes());
    let tally = take(&mut engine);
    assert_eq!((tally.records, tally.unreadable_count), (2, 1));
}

#[test]
fn what_the_page_asked_is_not_promised() {
    let mut engine = log(&[event("a", 10, "own", "")]);
    view(&mut engine, "");
    let own = r#","callerId":"audit-viewer","query":{"streams":":_audit:"}"#;
    let own = event("o", 60, "own", own).replace("x.y", "events.get");
    let newer = look(&mut engine, body(&[own]).as_bytes());
    assert_eq!((newer.waiting, newer.matching), (1, 0));
    let Reply::View(shown) = engine.handle(Command::View(ViewRequest { own_reads: true, ..request("") })) else {
        panic!("no view")
    };
    assert_eq!(shown.newer, 1);
}

proptest! {
    /// However a log is cut into what was read first and what came in later, in whatever
    /// order and with whatever overlap, it is the same log.
    #[test]
    fn in_parts_it_is_the_log_that_it_is_at_once(
        times in proptest::collection::vec(0..90_i64, 1..40),
        looks in proptest::collection::vec(proptest::collection::vec(0..40_usize, 0..12), 0..6),
        takes in proptest::collection::vec(any::<bool>(), 6),
    ) {
        let events: Vec<String> =
            times.iter().enumerate().map(|(at, time)| event(&format!("id{at}"), *time, "own", "")).collect();
        // The first half was there at first, as far as it is old enough.
        let (first, later): (Vec<usize>, Vec<usize>) =
            (0..events.len()).partition(|at| at % 2 == 0 && times[*at] <= 50);
        let mut engine = log(&first.iter().map(|at| events[*at].clone()).collect::<Vec<_>>());
        view(&mut engine, "");
        for (at, look_at) in looks.iter().enumerate() {
            let page: Vec<String> = look_at.iter().filter_map(|at| events.get(*at).cloned()).collect();
            look(&mut engine, body(&page).as_bytes());
            if takes[at] {
                take(&mut engine);
            }
        }
        look(&mut engine, body(&later.iter().map(|at| events[*at].clone()).collect::<Vec<_>>()).as_bytes());
        take(&mut engine);
        let mut seen = ids(&mut engine);
        prop_assert_eq!(view(&mut engine, "").newer, 0);
        let shown: Vec<i64> = all_rows(&mut engine).iter().map(|row| row.time_ms).collect();
        prop_assert!(shown.is_sorted_by(|a, b| a >= b), "newest first: {:?}", shown);
        seen.sort();
        let mut expected: Vec<String> = (0..events.len()).map(|at| format!("id{at}")).collect();
        expected.sort();
        prop_assert_eq!(seen, expected);
    }
}
