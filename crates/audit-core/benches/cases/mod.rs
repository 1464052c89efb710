//! The operations that are timed, natively and in WebAssembly, and the logs for them.

use audit_core::engine::{
    Command, Engine, ExportFormat, ExportRequest, FacetRequest, GroupsRequest, Origin, Question, Reply, SeriesBy,
    ViewRequest,
};
use audit_core::explore::{Dimension, GroupColumn};
use audit_core::pryv::read_names;
use audit_core::sorting::Order;
use audit_core::store::Source;
use audit_core::time::Zone;
use demo_account::{DemoAccount, Options};

pub(crate) use demo_account::Generation;

const NOW_MS: i64 = 1_795_000_000_000;
/// Bytes are fed as a browser hands them over.
const CHUNK: usize = 1 << 20;

/// A body as a server sends it.
pub(crate) fn body(records: usize, generation: Generation) -> Vec<u8> {
    let account = DemoAccount::new(Options { seed: 42, now_ms: NOW_MS, records, generation });
    let key = if generation == Generation::Events { "events" } else { "auditLogs" };
    let records: Vec<String> = account.records().collect();
    format!("{{\"{key}\":[{}],\"meta\":{{}}}}", records.join(",")).into_bytes()
}

#[derive(Debug)]
struct File(&'static [u8]);

impl Source for File {
    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>> {
        let start = usize::try_from(start).ok()?;
        Some(self.0.get(start..(start + length).min(self.0.len()))?.to_vec())
    }
}

/// A log read from a file, or from the network.
pub(crate) fn loaded(body: &'static [u8], from_file: bool) -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::File));
    if from_file {
        engine.read_from(Box::new(File(body)));
    }
    engine.handle(Command::BodyStart);
    for chunk in body.chunks(CHUNK) {
        engine.feed(chunk);
    }
    engine.handle(Command::BodyEnd);
    engine
}

pub(crate) fn view(engine: &mut Engine, query: &str) -> u32 {
    view_in(engine, query, Order::default())
}

pub(crate) fn view_in(engine: &mut Engine, query: &str, order: Order) -> u32 {
    let request = ViewRequest {
        query: query.to_owned(),
        own_reads: false,
        draft: false,
        order,
        zone: Zone::utc(),
        bars: 90,
        rows: (0, 50),
        now_ms: NOW_MS,
    };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => snapshot.matched,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn export(engine: &mut Engine, format: ExportFormat) -> usize {
    let request = ExportRequest {
        format,
        subject: String::new(),
        account: String::new(),
        complete: true,
        period: None,
        secrets: false,
        now_ms: NOW_MS,
    };
    let Reply::ExportStarted { export, .. } = engine.handle(Command::ExportStart(request)) else { panic!() };
    let mut length = 0;
    loop {
        match engine.handle(Command::ExportNext { export }) {
            Reply::Slice { bytes, .. } if bytes.is_empty() => return length,
            Reply::Slice { bytes, .. } => length += bytes.len(),
            other => panic!("{other:?}"),
        }
    }
}

/// Operations on a log, and the filters that they are.
pub(crate) const VIEWS: [(&str, &str); 4] = [
    ("group", ""),
    ("text", "diary"),
    (
        "filter",
        "action:events.get,events.create,callBatch,streams.get,getAccessInfo status:4xx time:2026-01-01..2026-10-01 diary",
    ),
    ("status", "status:4xx"),
];

/// What the list is sorted by, on top of the view of everything.
pub(crate) const ORDERS: [&str; 3] = ["time", "access", "address"];

/// The order with a key.
pub(crate) fn order(key: &str) -> Order {
    Order::from_key(key).unwrap_or_default()
}

/// The forms of an export.
pub(crate) const EXPORTS: [(&str, ExportFormat); 2] =
    [("csv", ExportFormat::Csv), ("json-lines", ExportFormat::JsonLines)];

/// Asks one question about the last view.
pub(crate) fn explore(engine: &mut Engine, question: &Question) -> Reply {
    engine.handle(Command::Explore(question.clone()))
}

/// Questions about a view of everything and about one of a part, and the filter of that.
pub(crate) const EXPLORED: [(&str, &str); 2] = [("", ""), ("-filtered", "-action:events.get")];

/// The folded list, which is made anew after each view.
pub(crate) fn fold(engine: &mut Engine, query: &str) -> Reply {
    view(engine, query);
    explore(engine, &Question::Items { first: 0, count: 50 })
}

/// Questions with their names.
pub(crate) fn questions(engine: &mut Engine) -> Vec<(&'static str, Question)> {
    let rows = engine.handle(Command::Rows { first: 50, count: 1 });
    let Reply::Rows { rows, .. } = rows else { panic!("{rows:?}") };
    let facet =
        |dimension| Question::Facets(vec![FacetRequest { dimension, search: String::new(), first: 0, count: 20 }]);
    let groups = |by, within| {
        let within: Option<(Dimension, Option<String>)> = within;
        let (column, descending) = (GroupColumn::Count, true);
        Question::Groups(GroupsRequest { by, within, column, descending, first: 0, count: 50 })
    };
    let access = rows[0].access.as_ref().map(|access| access.base.clone()).unwrap_or_default();
    vec![
        ("facet-action", facet(Dimension::Action)),
        ("facet-operation", facet(Dimension::Operation)),
        ("facet-access", facet(Dimension::Access)),
        ("facet-address", facet(Dimension::Address)),
        ("facet-stream", facet(Dimension::Stream)),
        ("facet-hour", facet(Dimension::Hour)),
        ("heat", Question::Heat),
        ("series-outcome", Question::Series(SeriesBy::Outcome)),
        ("series-access", Question::Series(SeriesBy::Access)),
        ("groups-access", groups(Dimension::Access, None)),
        ("groups-day", groups(Dimension::Day, None)),
        ("groups-day-access", groups(Dimension::Access, Some((Dimension::Hour, Some("12".to_owned()))))),
        // Of all records, whatever the filter.
        ("findings", Question::Findings),
        ("around", Question::Around { id: rows[0].id.clone(), count: 20, same_access: true }),
        ("breach-scope", Question::BreachScope { access, from_ms: 0, until_ms: NOW_MS }),
        ("changes", Question::Changes { by: None, first: 0, count: 50 }),
    ]
}

/// Questions about accesses, once it is known what they are called and may do.
pub(crate) fn about_accesses(engine: &mut Engine) -> Vec<(&'static str, Question)> {
    // The watch makes most of the calls.
    const WATCH: &str = "wq37hn0c5sy9l2fkx6urm4za";
    let account = DemoAccount::new(Options { records: 60, ..Options::new(NOW_MS) });
    let (accesses, deleted) = (account.accesses_json(), account.access_deletions_json());
    let list = format!(r#"{{"accesses":{accesses},"accessDeletions":{deleted},"streams":{}}}"#, account.streams_json());
    engine.handle(Command::Names(read_names(list.as_bytes())));
    let rows = engine.handle(Command::Rows { first: 50, count: 1 });
    let Reply::Rows { rows, .. } = rows else { panic!("{rows:?}") };
    vec![
        ("accesses", Question::Accesses),
        ("access", Question::Access { base: WATCH.to_owned() }),
        ("allowed", Question::Allowed { id: rows[0].id.clone() }),
        ("consent", Question::Consent),
        ("rights", Question::Rights),
    ]
}
