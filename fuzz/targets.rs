//! What is done with inputs that nobody expects. Each function is a fuzz target
//! (`fuzz_targets/`), and a test of the core replays every input that was kept in `corpus/`
//! with it. They panic where the core breaks a law, or itself.

use audit_core::decode::{Decoded, Decoder, read_record};
use audit_core::engine::{
    Command, Engine, ExportFormat, ExportRequest, FacetRequest, Hidden, Origin, Question, Reply, Snapshot, ViewRequest,
};
use audit_core::explore::Dimension;
use audit_core::pryv::{Address, Endpoint, Link, ServiceAddress};
use audit_core::query::{Diagnostic, Query, parameters};
use audit_core::record::Record;
use audit_core::secrets::indented;
use audit_core::sorting::Order;
use audit_core::time::Zone;
use audit_core::view_state::ViewState;

/// One record, as a line of anything. It can be read or it cannot; what it says can be
/// masked, and what is masked stays so.
pub(crate) fn record_reader(bytes: &[u8]) {
    let Ok(record) = read_record(bytes) else { return };
    let masked = record.clone().masked();
    assert_eq!(masked.clone().masked(), masked, "what is masked stays so");
    if let (Some(query), Some(shown)) = (&record.query, &masked.query) {
        let names = |query: &str| parameters(query).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(query), names(shown), "masking changes values alone");
    }
    let _ = indented(&String::from_utf8_lossy(bytes));
    let mut engine = opened(bytes, None);
    everything(&mut engine);
}

/// A body, cut anywhere: the first bytes say where. Records, what is left of those that
/// broke, and how it ended, are the same.
pub(crate) fn splitter(bytes: &[u8]) {
    let (cuts, body) = bytes.split_at(bytes.len().min(4));
    let mut chunks = Vec::new();
    let (mut rest, mut cut) = (body, cuts.iter().cycle());
    while !rest.is_empty() {
        let length = usize::from(*cut.next().unwrap_or(&1)) + 1;
        let (chunk, behind) = rest.split_at(length.min(rest.len()));
        chunks.push(chunk);
        rest = behind;
    }
    assert_eq!(decoded(chunks), decoded(vec![body]), "where the bytes are cut changes nothing");
}

type Pieces = (Vec<(Record, Vec<u8>)>, Vec<Vec<u8>>, usize, (bool, bool));

/// Records, what could not be read, how much else there was, and how it ended.
fn decoded(chunks: Vec<&[u8]>) -> Pieces {
    let (mut records, mut unreadable, mut others) = (Vec::new(), Vec::new(), 0);
    let mut take = |decoded: Decoded<'_>| match decoded {
        Decoded::Record(record, raw, _) => records.push((record.to_record(), raw.to_vec())),
        Decoded::Unreadable(_, raw) => unreadable.push(raw),
        _ => others += 1,
    };
    let mut decoder = Decoder::default();
    for chunk in chunks {
        decoder.feed(chunk, &mut take);
    }
    let ending = decoder.finish(&mut take);
    (records, unreadable, others, (ending.closed, ending.has_log))
}

/// An address that somebody pastes, or a platform names. Whatever it is, a token goes to
/// no host that the parser of addresses does not see, and only safely.
pub(crate) fn address(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let safe = |address: &str| {
        let url = url::Url::parse(address).expect("what is asked is an address");
        let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
        assert!(url.scheme() == "https" || url.scheme() == "http" && local, "{address} is not safe");
        assert!(url.username().is_empty() && url.password().is_none(), "{address} holds a key");
        url
    };
    for endpoint in [Endpoint::parse(text, parser), Endpoint::from_parts(text, "key", parser)].into_iter().flatten() {
        let url = safe(endpoint.address());
        assert_eq!(url.host_str().map(str::to_owned), host(&endpoint.host()));
        for request in [endpoint.access_info(), endpoint.accesses(), endpoint.service_info()] {
            assert_eq!(safe(&request.url).host_str(), url.host_str());
        }
    }
    if let Ok(service) = ServiceAddress::parse(text, parser) {
        safe(&service.request().url);
    }
    if let Ok(service) = ServiceAddress::parse("https://pryv.example/reg/service/info", parser)
        && let Some(link) = Link::parse(text, &service, parser)
    {
        safe(link.url());
    }
}

/// A host without its port, as the parser spells it.
fn host(host: &str) -> Option<String> {
    Some(url::Url::parse(&format!("https://{host}/")).ok()?.host_str()?.to_owned())
}

fn parser(text: &str) -> Option<Address> {
    // What stands for the browser's parser has no tables of Unicode, and panics without.
    if !text.is_ascii() || text.contains('%') || text.to_lowercase().contains("xn--") {
        return None;
    }
    let url = url::Url::parse(text).ok()?;
    let hostname = url.host_str().unwrap_or_default().to_owned();
    Some(Address {
        scheme: url.scheme().to_owned(),
        username: url.username().to_owned(),
        password: url.password().unwrap_or_default().to_owned(),
        host: url.port().map_or_else(|| hostname.clone(), |port| format!("{hostname}:{port}")),
        hostname,
        path: url.path().to_owned(),
    })
}

/// What stands behind the `#` of a link: read and written, it is the same view.
pub(crate) fn url_state(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let view = ViewState::parse(text);
    let written = view.fragment();
    let again = ViewState::parse(&written);
    assert_eq!(again, view, "{written}");
    assert_eq!(again.fragment(), written);
}

/// A filter, typed into a small log: printed and read again it is the same, it finds the
/// same, and there is something to say at every place of it.
pub(crate) fn query(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (query, _) = Query::parse(text);
    let printed = query.to_string();
    assert_eq!(Query::parse(&printed).0, query, "{printed}");
    let mut engine = opened(LOG, None);
    let typed = view(&mut engine, text);
    if !typed.diagnostics.iter().any(Diagnostic::is_mistake) {
        assert_eq!(view(&mut engine, &printed).matched, typed.matched, "{printed}");
    }
    for cursor in (0..=text.len()).filter(|at| text.is_char_boundary(*at)).take(50) {
        let cursor = u32::try_from(cursor).unwrap_or(u32::MAX);
        engine.handle(Command::Complete { text: text.to_owned(), cursor, most: 9 });
    }
    engine.handle(Command::Explain { query: text.to_owned(), zone: Zone::utc(), now_ms: NOW_MS });
}

/// A file of any kind: it is read as what it is, and what is saved of it holds the same.
pub(crate) fn file_sniffer(bytes: &[u8]) {
    let mut engine = opened(bytes, Some(NOW_MS));
    let records = view(&mut engine, "").matched;
    everything(&mut engine);
    view(&mut engine, "");
    for format in [ExportFormat::JsonLines, ExportFormat::Csv] {
        for secrets in [false, true] {
            let file = export(&mut engine, format, secrets);
            let again = view(&mut opened(&file, None), "").matched;
            assert_eq!(again, records, "{format:?}, {secrets}: {}", String::from_utf8_lossy(&file));
        }
    }
}

const NOW_MS: i64 = 1_795_500_000_000;

/// A log of few records, each of another kind.
const LOG: &[u8] = br#"{"events":[
{"id":"a","type":"audit-log/pryv-api","time":1795470000.5,"streamIds":[":_audit:access-ckq1:2",":_audit:action-events.get"],
 "content":{"action":"events.get","source":{"name":"http","ip":"198.51.100.7, 2001:db8::1"},"query":{"limit":"20","streams":["diary"],"auth":"x"},"recordCount":37,"callerId":"watch"}},
{"id":"b","type":"audit-log/pryv-api-error","time":1795460000,"streamIds":[":_audit:access-invalid",":_audit:action-auth.login"],
 "content":{"action":"auth.login","source":{"name":"socket.io"},"id":"invalid-credentials","message":"no such token 'x'"}},
{"id":"c","time":1795450000,"accessId":"ckq2","action":"GET /events","query":"a=1&auth=x","status":403,"forwardedFor":"10.0.0.1","errorId":"forbidden"}
],"meta":{"apiVersion":"1.9.0","serverTime":1795470001,"serial":"1"}}"#;

fn opened(bytes: &[u8], changed_ms: Option<i64>) -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::File));
    if let Some(changed_ms) = changed_ms {
        engine.last_changed(changed_ms);
    }
    engine.handle(Command::BodyStart);
    for chunk in bytes.chunks(61) {
        engine.feed(chunk);
    }
    engine.handle(Command::BodyEnd);
    engine
}

fn view(engine: &mut Engine, query: &str) -> Snapshot {
    let request = ViewRequest {
        own_reads: true,
        query: query.to_owned(),
        draft: false,
        order: Order::default(),
        zone: Zone::utc(),
        bars: 60,
        rows: (0, 500),
        now_ms: NOW_MS,
    };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => *snapshot,
        other => panic!("{other:?} is no view"),
    }
}

/// Asks all that the page may ask of a log.
fn everything(engine: &mut Engine) {
    for row in view(engine, "").rows {
        engine.handle(Command::Record { id: row.id.clone() });
        engine.handle(Command::Explore(Question::Around { id: row.id.clone(), count: 3, same_access: true }));
        for what in [Hidden::Caller, Hidden::Message, Hidden::Query, Hidden::Parameter(0), Hidden::Raw] {
            engine.handle(Command::Reveal { id: row.id.clone(), what });
        }
    }
    for dimension in Dimension::ALL {
        let facet = FacetRequest { dimension, search: String::new(), first: 0, count: 9 };
        engine.handle(Command::Explore(Question::Facets(vec![facet])));
    }
    engine.handle(Command::Explore(Question::Heat));
    engine.handle(Command::Explore(Question::Items { first: 0, count: 9 }));
}

fn export(engine: &mut Engine, format: ExportFormat, secrets: bool) -> Vec<u8> {
    let request = ExportRequest {
        format,
        subject: "file".to_owned(),
        account: String::new(),
        complete: true,
        period: None,
        secrets,
        now_ms: NOW_MS,
    };
    let Reply::ExportStarted { export, .. } = engine.handle(Command::ExportStart(request)) else {
        panic!("an export begins")
    };
    let mut file = Vec::new();
    loop {
        match engine.handle(Command::ExportNext { export }) {
            Reply::Slice { bytes, .. } if bytes.is_empty() => return file,
            Reply::Slice { bytes, .. } => file.extend(bytes),
            other => panic!("{other:?} is no slice"),
        }
    }
}
