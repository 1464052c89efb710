//! Opening a log, and asking what looks odd in it.

use audit_core::engine::{Answer, Command, Engine, Origin, Question, Reply, ViewRequest};
use audit_core::insights::findings::Finding;
use audit_core::sorting::Order;
use audit_core::time::Zone;

/// Where the tests are: clocks go forward in March and back in October.
pub(crate) fn zurich() -> Zone {
    Zone {
        name: "Europe/Zurich".to_owned(),
        first_offset_s: 3600,
        transitions: vec![
            (1_743_296_400_000, 7200),
            (1_761_440_400_000, 3600),
            (1_774_746_000_000, 7200),
            (1_792_890_000_000, 3600),
        ],
    }
}

/// A log of bodies, one after the other.
pub(crate) fn opened(origin: Origin, bodies: &[String]) -> Engine {
    let mut engine = Engine::default();
    engine.handle(Command::Open(origin));
    for body in bodies {
        feed(&mut engine, body);
    }
    engine
}

/// One more body.
pub(crate) fn feed(engine: &mut Engine, body: &str) {
    engine.handle(Command::BodyStart);
    engine.feed(body.as_bytes());
    engine.handle(Command::BodyEnd);
}

/// Looks through a filter; how many records match.
pub(crate) fn matching(engine: &mut Engine, query: &str, zone: &Zone) -> u32 {
    let request = ViewRequest {
        query: query.to_owned(),
        own_reads: false,
        draft: false,
        order: Order::default(),
        zone: zone.clone(),
        bars: 1,
        rows: (0, 0),
        now_ms: 0,
    };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => {
            assert_eq!(snapshot.diagnostics, [], "{query}");
            snapshot.matched
        }
        other => panic!("expected a view, got {other:?}"),
    }
}

/// What looks odd.
pub(crate) fn findings(engine: &mut Engine, zone: &Zone) -> Vec<Finding> {
    matching(engine, "", zone);
    match engine.handle(Command::Explore(Question::Findings)) {
        Reply::Explored(Answer::Findings(findings)) => findings,
        other => panic!("expected findings, got {other:?}"),
    }
}

/// A finding in a line, for whoever reads a test that failed.
pub(crate) fn line(finding: &Finding) -> String {
    format!(
        "{:?} {} {:?} {} of {}..{} {:?} {:?}",
        finding.severity,
        finding.rule.label(),
        finding.access_name.as_ref().or(finding.access.as_ref()),
        finding.count,
        audit_core::time::iso_utc(finding.from_ms),
        audit_core::time::iso_utc(finding.until_ms),
        finding.facts,
        finding.evidence.query,
    )
}
