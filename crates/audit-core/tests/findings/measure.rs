//! How often rules are right: on years without anything odd, and on years with one incident
//! of each kind among things that only look so.

use std::collections::BTreeMap;

use audit_core::engine::Engine;
use audit_core::insights::findings::{Finding, Rule};

use super::corpus::{DAY, Year};
use super::incidents::{Incident, KINDS, add_all};
use super::lookalikes;
use super::support::{findings, line, matching, zurich};

/// Years with incidents.
const SEEDS: u64 = 20;
/// Nobody looked at these while the rules were written; others were.
const FIRST_SEED: u64 = 1_300;
/// The least share of incidents that each rule has to find, and of its findings that have to
/// be right. What a device does on a journey hides what somebody does with its key: two rules
/// say less rather than too much.
const FLOORS: [(Rule, f64, f64); 14] = [
    (Rule::SignInAfterFailures, 0.95, 0.95),
    (Rule::RefusedBurst, 0.95, 0.95),
    (Rule::NewPlace, 0.90, 0.95),
    (Rule::NewAct, 0.95, 0.95),
    (Rule::WokeUp, 0.95, 0.95),
    (Rule::ManyCalls, 0.95, 0.95),
    (Rule::ManyRecords, 0.95, 0.95),
    (Rule::UnusualHours, 0.80, 0.95),
    (Rule::WholeAccount, 0.95, 0.95),
    (Rule::OutsidePermission, 0.95, 0.95),
    (Rule::AfterExpiry, 0.95, 0.95),
    (Rule::AfterWithdrawal, 0.95, 0.95),
    (Rule::MadeByAccess, 0.95, 0.95),
    (Rule::Widened, 0.95, 0.95),
];
/// Years without.
const ROUTINE: u64 = 8;

#[test]
fn a_routine_year_raises_nothing() {
    for seed in 0..ROUTINE {
        let mut engine = Year::routine(1_000 + seed).lived().engine();
        let found = findings(&mut engine, &zurich());
        assert!(found.is_empty(), "seed {seed}\n{}", found.iter().map(line).collect::<Vec<_>>().join("\n"));
    }
}

/// A year with everything in it, and what is odd.
fn eventful(seed: u64) -> (Engine, Vec<Incident>) {
    let mut year = Year::routine(seed);
    lookalikes::add(&mut year);
    let incidents = add_all(&mut year);
    (year.lived().engine(), incidents)
}

/// Whether a finding tells of an incident, by whichever rule.
fn tells(finding: &Finding, incident: &Incident) -> bool {
    incident.bases.iter().any(|base| finding.access.as_deref() == Some(base))
        && finding.from_ms <= incident.until + DAY
        && finding.until_ms >= incident.from - DAY
}

#[derive(Debug, Default)]
struct Score {
    incidents: u32,
    found: u32,
    told: u32,
    right: u32,
}

#[test]
fn incidents_are_found_and_little_else() {
    let mut by_kind: BTreeMap<&str, Score> = BTreeMap::new();
    let mut by_rule: BTreeMap<Rule, Score> = BTreeMap::new();
    let mut wrong = Vec::new();
    for seed in FIRST_SEED..FIRST_SEED + SEEDS {
        let (mut engine, incidents) = eventful(seed);
        let found = findings(&mut engine, &zurich());
        for incident in &incidents {
            let is_found = found.iter().any(|it| it.rule == incident.rule && tells(it, incident));
            for score in [by_kind.entry(incident.kind).or_default(), by_rule.entry(incident.rule).or_default()] {
                score.incidents += 1;
                score.found += u32::from(is_found);
            }
            if !is_found {
                wrong.push(format!("seed {seed}: missed {incident:?}"));
            }
        }
        for finding in &found {
            let is_right = incidents.iter().any(|incident| tells(finding, incident));
            let score = by_rule.entry(finding.rule).or_default();
            score.told += 1;
            score.right += u32::from(is_right);
            if !is_right {
                wrong.push(format!("seed {seed}: {}", line(finding)));
            }
            let query = finding.evidence.query.clone().unwrap();
            assert_eq!(matching(&mut engine, &query, &zurich()), finding.count, "seed {seed}: {}", line(finding));
        }
    }
    assert_eq!((by_kind.len(), by_rule.len()), (KINDS.len(), Rule::ALL.len()));
    let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
    for (rule, recall, precision) in FLOORS {
        let score = &by_rule[&rule];
        assert!(share(score.found, score.incidents) >= recall, "recall of {rule:?}: {score:?}");
        assert!(share(score.right, score.told) >= precision, "precision of {rule:?}: {score:?}");
    } // The figures that the document gives are these.
    let kinds = by_kind.iter().map(|(kind, score)| format!("| {kind} | {} of {} |", score.found, score.incidents));
    let rules = by_rule.iter().map(|(rule, score)| {
        let Score { incidents, found, told, right } = score;
        format!("| `{}` | {found} of {incidents} | {right} of {told} |", rule.label())
    });
    let lines: Vec<String> = rules.chain(kinds).collect();
    let document = include_str!("../../../../docs/findings.md");
    let is_said = |line: &String| document.lines().any(|said| said == line);
    assert!(lines.iter().all(is_said), "{}\n{}", lines.join("\n"), wrong.join("\n"));
}
