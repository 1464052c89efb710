//! An engine with some records, and what a filter leaves of them.

use audit_core::engine::{Command, Engine, Origin, Reply, Snapshot, ViewRequest};
use audit_core::sorting::Order;
use audit_core::time::Zone;

/// Zurich around the end of summer time in 2026: 2026-10-25T01:00Z.
pub(crate) fn zurich() -> Zone {
    Zone { name: "Europe/Zurich".to_owned(), first_offset_s: 7200, transitions: vec![(1_792_890_000_000, 3600)] }
}

/// An engine that has read one file.
pub(crate) fn opened(file: &str) -> Engine {
    opened_from(Origin::File, file)
}

pub(crate) fn opened_from(origin: Origin, file: &str) -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(origin));
    engine.handle(Command::BodyStart);
    engine.feed(file.as_bytes());
    engine.handle(Command::BodyEnd);
    engine
}

pub(crate) fn view(engine: &mut Engine, query: &str, now_ms: i64) -> Snapshot {
    let request = ViewRequest {
        query: query.to_owned(),
        own_reads: false,
        draft: false,
        order: Order::default(),
        zone: zurich(),
        bars: 60,
        rows: (0, 500),
        now_ms,
    };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => *snapshot,
        other => panic!("expected a view, got {other:?}"),
    }
}

/// The ids of what matches, in alphabetical order.
pub(crate) fn found(engine: &mut Engine, query: &str, now_ms: i64) -> Vec<String> {
    let snapshot = view(engine, query, now_ms);
    let mut ids: Vec<String> = snapshot.rows.into_iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), snapshot.matched as usize, "{query}");
    ids.sort_unstable();
    ids
}
