//! What the topics share: the two accounts, opened with what is known by name of them.

use audit_core::engine::{Answer, Command, Engine, Origin, Question, Reply, ViewRequest};
use audit_core::insights::access::{AccessReport, Accesses};
use audit_core::pryv::read_names;
use audit_core::sorting::Order;
use audit_core::time::Zone;
use demo_account::{DemoAccount, Generation, Options};
use serde_json::{Value, json};

pub(crate) const ACCESSES: &str = include_str!("../fixtures/names/accesses.json");
pub(crate) const HISTORY: &str = include_str!("../fixtures/names/access-history.json");
pub(crate) const STREAMS: &str = include_str!("../fixtures/names/streams.json");
pub(crate) const ROWS: &str = include_str!("../fixtures/events-one-account.json");

/// When the demo account ends: 2026-11-23T12:00Z.
pub(crate) const NOW_MS: i64 = 1_795_435_200_000;

/// Who is who in the recorded account.
pub(crate) const OWNER: &str = "usrk9gf2i61mfk46xuv5s1fl";
pub(crate) const VERSIONED: &str = "pk5e6sbsl8aazvg7gjzjo48r";
pub(crate) const TRACKER: &str = "jonzp46xv4g9kjefkmd3xcb7";
pub(crate) const MANAGER: &str = "altcgqx1ui84g03j15a20g9l";
pub(crate) const EXPIRED: &str = "cxo283riygsvykaw5tp153vm";
pub(crate) const HEART: &str = "ps12479ugxxi5xuj8y3u3x4n";
pub(crate) const CREATE_ONLY: &str = "mr08dwiex4lqj50p96bzce6a";
/// May read the whole log.
pub(crate) const AUDITOR: &str = "ljx2yocbr80ggbswwp62nq8f";
pub(crate) const DELETED: &str = "r8mu4csgnszab2rdj2n4g4ic";

/// Who is who in the demo account.
pub(crate) const ALICE: &str = "pt4c9x2mq7alw0v5hk3ezb81";
pub(crate) const DIET: &str = "dk81vz5o3rjq6m0ynwx4tb2c";
pub(crate) const STUDY: &str = "sj14w9zt6xkc3v0hmq8byn5l";
pub(crate) const WATCH: &str = "wq37hn0c5sy9l2fkx6urm4za";
pub(crate) const MUM: &str = "mv60tqk8b1xh4zc9s2jwy7re";
pub(crate) const DOCTOR: &str = "hb59y2ncx7o4wdq1k8mzt3va";
pub(crate) const FITNESS: &str = "fz28m5kq0wrt7y3cxn9hl4sb";

/// The rows of the recorded account.
pub(crate) fn rows() -> Vec<Value> {
    let body: Value = serde_json::from_str(ROWS).unwrap();
    body["events"].as_array().unwrap().clone()
}

/// The base id of a row's access.
pub(crate) fn base_of(row: &Value) -> Option<String> {
    let streams = row["streamIds"].as_array().unwrap().iter();
    let mut accesses = streams.filter_map(|id| id.as_str().unwrap().strip_prefix(":_audit:access-"));
    accesses.next().map(|id| id.split(':').next().unwrap().to_owned())
}

/// An engine with these lists of names and this body.
pub(crate) fn open(lists: &[&str], body: &str) -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::File));
    for list in lists {
        engine.handle(Command::Names(read_names(list.as_bytes())));
    }
    feed(&mut engine, body);
    engine
}

pub(crate) fn feed(engine: &mut Engine, body: &str) {
    engine.handle(Command::BodyStart);
    engine.feed(body.as_bytes());
    engine.handle(Command::BodyEnd);
}

/// The recorded account, with all that its server tells about accesses and streams.
pub(crate) fn recorded() -> Engine {
    open(&[ACCESSES, HISTORY, STREAMS], ROWS)
}

/// The demo account at its end.
pub(crate) fn demo(generation: Generation) -> Engine {
    let account = DemoAccount::new(Options { seed: 42, now_ms: NOW_MS, records: 6000, generation });
    let (accesses, gone) = (account.accesses_json(), account.access_deletions_json());
    let history = json!({ "history": account.access_history_json(DOCTOR) }).to_string();
    let lists = [
        json!({ "accesses": accesses, "accessDeletions": gone }).to_string(),
        history,
        json!({ "streams": account.streams_json() }).to_string(),
    ];
    let body: Vec<String> = account.records().collect();
    let mut engine = open(&lists.each_ref().map(String::as_str), &body.join("\n"));
    look(&mut engine, NOW_MS, Zone::utc());
    engine
}

/// Looks at all of a log, at a time and in a zone.
pub(crate) fn look(engine: &mut Engine, now_ms: i64, zone: Zone) {
    let (query, order) = (String::new(), Order::default());
    view(engine, ViewRequest { query, draft: false, own_reads: false, order, zone, bars: 1, rows: (0, 0), now_ms });
}

/// The ids that a filter leaves.
pub(crate) fn found(engine: &mut Engine, query: &str) -> Vec<String> {
    let request = ViewRequest {
        query: query.to_owned(),
        draft: false,
        own_reads: false,
        order: Order::default(),
        zone: Zone::utc(),
        bars: 1,
        rows: (0, 500),
        now_ms: NOW_MS,
    };
    match view(engine, request) {
        Reply::View(snapshot) => {
            assert_eq!(snapshot.diagnostics, [], "{query}");
            snapshot.rows.into_iter().map(|row| row.id).collect()
        }
        other => panic!("expected a view, got {other:?}"),
    }
}

fn view(engine: &mut Engine, request: ViewRequest) -> Reply {
    engine.handle(Command::View(request))
}

pub(crate) fn ask(engine: &mut Engine, question: Question) -> Answer {
    match engine.handle(Command::Explore(question)) {
        Reply::Explored(answer) => answer,
        other => panic!("expected an answer, got {other:?}"),
    }
}

pub(crate) fn accesses(engine: &mut Engine) -> Accesses {
    match ask(engine, Question::Accesses) {
        Answer::Accesses(accesses) => *accesses,
        other => panic!("expected accesses, got {other:?}"),
    }
}

pub(crate) fn access(engine: &mut Engine, base: &str) -> AccessReport {
    match ask(engine, Question::Access { base: base.to_owned() }) {
        Answer::Access(Some(report)) => *report,
        other => panic!("expected an access, got {other:?}"),
    }
}
