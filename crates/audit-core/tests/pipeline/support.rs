//! What the topics share: an engine fed with a file, and short commands.

use std::collections::BTreeMap;

use audit_core::decode::{Decoded, Decoder};
use audit_core::engine::{
    Answer, Command, Detail, Engine, ExportFormat, ExportRequest, GroupOf, GroupsRequest, Origin, Question, Reply, Row,
    Snapshot, Tally, ViewRequest,
};
use audit_core::explore::{Dimension, GroupColumn};
use audit_core::pryv::{Address, Endpoint};
use audit_core::record::Record;
use audit_core::sorting::Order;
use audit_core::time::Zone;

pub(crate) const ONE_ACCOUNT: &[u8] = include_bytes!("../fixtures/events-one-account.json");
pub(crate) const EACH_KIND: &[u8] = include_bytes!("../fixtures/events-one-of-each-kind.json");
pub(crate) const TIES: &[u8] = include_bytes!("../fixtures/events-tie-block.json");
pub(crate) const LEGACY: &[u8] = include_bytes!("../fixtures/legacy-three-rows.json");

pub(crate) const BACKUP_SQLITE: &[u8] = include_bytes!("../fixtures/backup-sqlite-audit.jsonl");
pub(crate) const BACKUP_POSTGRESQL: &[u8] = include_bytes!("../fixtures/backup-postgresql-audit.jsonl");
pub(crate) const BACKUP_ACCESSES: &[u8] = include_bytes!("../fixtures/backup-sqlite-accesses.jsonl");
pub(crate) const SYSLOG: &[u8] = include_bytes!("../fixtures/syslog.log");

/// Where an account lives.
pub(crate) fn endpoint() -> Endpoint {
    let parser = |_: &str| {
        Some(Address {
            scheme: "https".to_owned(),
            username: "token".to_owned(),
            password: String::new(),
            hostname: "pryv.example".to_owned(),
            host: "pryv.example".to_owned(),
            path: "/alice/".to_owned(),
        })
    };
    Endpoint::parse("https://token@pryv.example/alice/", parser).unwrap()
}

/// All records of a body, and their verbatim bytes.
pub(crate) fn decode(bytes: &[u8]) -> Vec<(Record, Vec<u8>)> {
    let (mut decoder, mut records) = (Decoder::default(), Vec::new());
    let mut take = |decoded: Decoded<'_>| match decoded {
        Decoded::Record(record, raw, _) => records.push((record.to_record(), raw.to_vec())),
        Decoded::Unreadable(reason, raw) => panic!("{reason:?}: {}", String::from_utf8_lossy(&raw)),
        Decoded::Meta(_) | Decoded::Error(_) | Decoded::Name(_) | Decoded::Note(_) | Decoded::EndNote(_) => {}
    };
    decoder.feed(bytes, &mut take);
    decoder.finish(&mut take);
    records
}

/// An engine that has read one file, and what it made of it.
pub(crate) fn opened(bytes: &[u8]) -> (Engine, Tally) {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::File));
    let tally = feed(&mut engine, bytes, 4096);
    (engine, tally)
}

/// Feeds one body in chunks.
pub(crate) fn feed(engine: &mut Engine, bytes: &[u8], chunk: usize) -> Tally {
    engine.handle(Command::BodyStart);
    for chunk in bytes.chunks(chunk) {
        engine.feed(chunk);
    }
    match engine.handle(Command::BodyEnd) {
        Reply::Fed(tally) => tally,
        other => panic!("expected a tally, got {other:?}"),
    }
}

/// A question that leaves what it does not say at the simplest.
pub(crate) fn request(query: &str) -> ViewRequest {
    ViewRequest {
        query: query.to_owned(),
        own_reads: false,
        draft: false,
        order: Order::default(),
        zone: Zone::utc(),
        bars: 60,
        rows: (0, 0),
        now_ms: 0,
    }
}

pub(crate) fn view(engine: &mut Engine, query: &str) -> Snapshot {
    view_in(engine, query, Order::default())
}

pub(crate) fn view_in(engine: &mut Engine, query: &str, order: Order) -> Snapshot {
    let request = ViewRequest { order, ..request(query) };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => *snapshot,
        other => panic!("expected a view, got {other:?}"),
    }
}

/// How many of the last view's records there are of each action with each status.
pub(crate) fn groups(engine: &mut Engine) -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut ask = |by, within| {
        let (column, descending) = (GroupColumn::Count, true);
        let request = GroupsRequest { by, within, column, descending, first: 0, count: 500 };
        match engine.handle(Command::Explore(Question::Groups(request))) {
            Reply::Explored(Answer::Groups(groups)) => groups.groups,
            other => panic!("expected groups, got {other:?}"),
        }
    };
    let actions = ask(Dimension::Action, None).into_iter().filter_map(|group| group.value);
    let statuses = |action: &String, groups: Vec<GroupOf>| {
        (action.clone(), groups.into_iter().filter_map(|group| Some((group.value?, group.count))).collect())
    };
    let actions: Vec<String> = actions.collect();
    actions
        .iter()
        .map(|action| statuses(action, ask(Dimension::Status, Some((Dimension::Action, Some(action.clone()))))))
        .collect()
}

/// The access of the last view's newest record that has one.
pub(crate) fn an_access(engine: &mut Engine) -> String {
    let mut accesses = all_rows(engine).into_iter().filter_map(|row| row.access);
    accesses.next().expect("some record has an access").base
}

pub(crate) fn rows(engine: &mut Engine, first: u32, count: u32) -> Vec<Row> {
    match engine.handle(Command::Rows { first, count }) {
        Reply::Rows { rows, .. } => rows,
        other => panic!("expected rows, got {other:?}"),
    }
}

/// All rows of the last view.
pub(crate) fn all_rows(engine: &mut Engine) -> Vec<Row> {
    let mut all = Vec::new();
    loop {
        let window = rows(engine, u32::try_from(all.len()).unwrap(), 500);
        if window.is_empty() {
            return all;
        }
        all.extend(window);
    }
}

pub(crate) fn detail(engine: &mut Engine, id: &str) -> Option<Detail> {
    match engine.handle(Command::Record { id: id.to_owned() }) {
        Reply::Record(detail) => detail.map(|detail| *detail),
        other => panic!("expected a record, got {other:?}"),
    }
}

/// Begins an export of the last view: its number, and the name of its file.
pub(crate) fn export_start(engine: &mut Engine, format: ExportFormat) -> (u32, String) {
    export_begun(engine, format, false)
}

fn export_begun(engine: &mut Engine, format: ExportFormat, secrets: bool) -> (u32, String) {
    let request = ExportRequest {
        format,
        subject: "alice".to_owned(),
        account: "alice @ pryv.example".to_owned(),
        complete: true,
        period: Some((0, 1_800_000_000_000)),
        secrets,
        now_ms: 1_795_000_000_000,
    };
    match engine.handle(Command::ExportStart(request)) {
        Reply::ExportStarted { export, file_name } => (export, file_name),
        other => panic!("expected an export, got {other:?}"),
    }
}

/// The bytes of an export of the last view, and how many cells were changed.
pub(crate) fn export(engine: &mut Engine, format: ExportFormat) -> (Vec<u8>, u32) {
    let (export, _) = export_start(engine, format);
    let (file, changed, _) = slices(engine, export);
    (file, changed)
}

/// The text of an export with what may be a key or without, and in how many records
/// something is masked.
pub(crate) fn export_text(engine: &mut Engine, format: ExportFormat, secrets: bool) -> (String, u32) {
    let (export, _) = export_begun(engine, format, secrets);
    let (file, _, masked) = slices(engine, export);
    (String::from_utf8(file).unwrap(), masked)
}

fn slices(engine: &mut Engine, export: u32) -> (Vec<u8>, u32, u32) {
    let (mut file, mut changed, mut hidden) = (Vec::new(), 0, 0);
    loop {
        match engine.handle(Command::ExportNext { export }) {
            Reply::Slice { bytes, .. } if bytes.is_empty() => return (file, changed, hidden),
            Reply::Slice { bytes, neutralized, masked, .. } => {
                file.extend(bytes);
                (changed, hidden) = (neutralized, masked);
            }
            other => panic!("expected a slice, got {other:?}"),
        }
    }
}
