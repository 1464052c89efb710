//! What the topics share: an engine with a log, and questions to it.

use audit_core::engine::{Answer, Command, Engine, Origin, Question, Reply, Snapshot, ViewRequest};
use audit_core::sorting::Order;
use audit_core::time::Zone;
use serde_json::{Value, json};

/// The log of an account: 496 records.
pub(crate) const LOG: &[u8] = include_bytes!("../fixtures/events-one-account.json");
/// Its accesses, and its streams.
pub(crate) const ACCESSES: &[u8] = include_bytes!("../fixtures/names/accesses.json");
pub(crate) const STREAMS: &[u8] = include_bytes!("../fixtures/names/streams.json");

/// An engine that has read files.
pub(crate) fn opened(files: &[&[u8]]) -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::File));
    for file in files {
        feed(&mut engine, file);
    }
    engine
}

/// Reads one more file.
pub(crate) fn feed(engine: &mut Engine, file: &[u8]) {
    engine.handle(Command::BodyStart);
    file.chunks(4096).for_each(|bytes| {
        engine.feed(bytes);
    });
    engine.handle(Command::BodyEnd);
}

pub(crate) fn ask(engine: &mut Engine, question: Question) -> Answer {
    match engine.handle(Command::Explore(question)) {
        Reply::Explored(answer) => answer,
        other => panic!("expected an answer, got {other:?}"),
    }
}

pub(crate) fn view(engine: &mut Engine, query: &str) -> Snapshot {
    let request = ViewRequest {
        query: query.to_owned(),
        own_reads: true,
        draft: false,
        order: Order::default(),
        zone: Zone::utc(),
        bars: 60,
        rows: (0, 500),
        now_ms: 0,
    };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => *snapshot,
        other => panic!("expected a view, got {other:?}"),
    }
}

/// A row as a server writes it.
pub(crate) fn row(nth: u32, access: &str, content: &Value) -> Value {
    let kind = if content.get("id").is_some() { "audit-log/pryv-api-error" } else { "audit-log/pryv-api" };
    let base = access.split(':').next().unwrap();
    let mut streams = vec![format!(":_audit:access-{base}")];
    if access != base {
        streams.push(format!(":_audit:access-{access}"));
    }
    json!({"id": format!(":_audit:c{nth:024}"), "time": nth, "type": kind, "streamIds": streams, "content": content})
}

/// A reply of a server with rows.
pub(crate) fn log(rows: &[Value]) -> Vec<u8> {
    json!({"events": rows, "meta": {"serverTime": 9}}).to_string().into_bytes()
}
