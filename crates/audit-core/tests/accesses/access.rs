//! The list of accesses, and one in full.

use std::collections::BTreeMap;

use audit_core::engine::{Answer, Command, Engine, Origin, Question};
use audit_core::insights::access::{AccessLine, Given, Standing};
use audit_core::insights::activity::Values;
use audit_core::pryv::Rights;
use audit_core::record::Generation;
use audit_core::time::Zone;
use serde_json::{Value, json};

use super::support::{
    ALICE, DELETED, DIET, DOCTOR, EXPIRED, FITNESS, MANAGER, MUM, NOW_MS, OWNER, ROWS, TRACKER, VERSIONED, access,
    accesses, ask, base_of, demo, feed, found, look, open, recorded, rows,
};

fn counts(values: &Values) -> BTreeMap<String, (u32, u32)> {
    values.values.iter().map(|it| (it.value.clone(), (it.calls.count, it.calls.unsuccessful))).collect()
}

/// Adds a row to a table by hand.
fn note(table: &mut BTreeMap<String, (u32, u32)>, key: &str, row: &Value) {
    let (count, unsuccessful) = table.entry(key.to_owned()).or_default();
    *count += 1;
    *unsuccessful += u32::from(row["type"] == "audit-log/pryv-api-error");
}

#[test]
fn every_access_of_the_log_is_listed_with_its_calls() {
    let mut engine = recorded();
    let list = accesses(&mut engine);
    let mut by_hand = BTreeMap::new();
    for row in rows() {
        note(&mut by_hand, &base_of(&row).unwrap(), &row);
    }
    let called = |lines: &[AccessLine]| {
        let lines = lines.iter().filter(|line| line.calls.count > 0);
        lines.map(|line| (line.base.clone(), (line.calls.count, line.calls.unsuccessful))).collect::<BTreeMap<_, _>>()
    };
    let mut listed = called(&list.accesses);
    assert_eq!(usize::try_from(list.total).unwrap(), list.accesses.len());
    listed.extend(called(&list.pseudo));
    assert_eq!(listed, by_hand);
    let pseudo: Vec<_> = list.pseudo.iter().map(|line| line.base.as_str()).collect();
    assert_eq!(pseudo, ["invalid", "valid-password", "password-reset-request"]);
    assert_eq!(
        list.nameless.count,
        u32::try_from(rows().len()).unwrap() - by_hand.values().map(|it| it.0).sum::<u32>()
    );
    // Those that called last stand first.
    let lasts: Vec<_> = list.accesses.iter().map(|line| line.calls.last_ms()).collect();
    assert!(lasts.is_sorted_by(|a, b| a >= b), "{lasts:?}");
    // Each says how to see its records.
    for line in list.accesses.iter().chain(&list.pseudo) {
        assert_eq!(found(&mut engine, &line.query).len(), line.calls.count as usize, "{}", line.query);
    }
    let standing = |base: &str| list.accesses.iter().find(|line| line.base == base).map(|line| line.standing);
    assert_eq!(standing(VERSIONED), Some(Standing::InUse));
    assert_eq!(standing(EXPIRED), Some(Standing::Expired(1_795_460_314_744)));
    assert_eq!(standing(DELETED), Some(Standing::Withdrawn(Some(1_795_460_318_186))));
    // What was made later than the list is not known.
    assert_eq!(standing("m6gesz16y7omhryuojb5agv4"), Some(Standing::Unknown));
}

#[test]
fn one_access_is_told_in_full() {
    let mut engine = recorded();
    look(&mut engine, NOW_MS, Zone { name: "one behind".to_owned(), first_offset_s: -3600, transitions: Vec::new() });
    for base in [OWNER, TRACKER, VERSIONED, "invalid"] {
        let report = access(&mut engine, base);
        let (mut methods, mut addresses) = (BTreeMap::new(), BTreeMap::new());
        let mut hours = [0; 24];
        for row in rows().iter().filter(|row| base_of(row).as_deref() == Some(base)) {
            note(&mut methods, row["content"]["action"].as_str().unwrap(), row);
            let list = row["content"]["source"]["ip"].as_str().unwrap_or_default();
            for address in list.split(',').map(str::trim).filter(|address| !address.is_empty()) {
                note(&mut addresses, address, row);
            }
            let seconds: usize = row["time"].to_string().split('.').next().unwrap().parse().unwrap();
            hours[(seconds / 3600 - 1) % 24] += 1;
        }
        assert_eq!((counts(&report.methods), counts(&report.addresses)), (methods, addresses), "{base}");
        assert_eq!(report.hours, hours, "{base}");
    }
    let owner = access(&mut engine, OWNER);
    assert_eq!((owner.made.len(), owner.made[0].name.as_deref()), (17, None));
    assert_eq!(owner.made[16].name.as_deref(), Some("lab-tracker"));
    let made = access(&mut engine, MANAGER).made;
    assert_eq!((made.len(), made[0].name.as_deref()), (1, Some("Shared by the manager app")));
    assert_eq!(found(&mut engine, &format!("id:{}", made[0].record)).len(), 1);
    let unknown = Question::Access { base: "nobody".to_owned() };
    assert_eq!(ask(&mut engine, unknown), Answer::Access(None));
}

#[test]
fn when_and_by_whom_an_access_was_given_is_told_by_a_list_or_a_record() {
    let mut engine = recorded();
    let told = |engine: &mut Engine, base: &str| {
        let given = access(engine, base).given;
        let records = given.record.map(|id| found(engine, &format!("id:{id}")));
        assert!(records.is_none_or(|found| found.len() == 1), "{base}");
        (given.time_ms.is_some(), given.by.map(|by| (by.base, by.is_owner)))
    };
    assert_eq!(told(&mut engine, TRACKER), (true, Some((OWNER.to_owned(), true))));
    // Nobody is signed in when the platform makes the first.
    assert_eq!(told(&mut engine, OWNER), (true, Some(("system".to_owned(), false))));
    assert_eq!(told(&mut engine, "eq1sy3s1dftd423ru5l3ze8t"), (true, Some((MANAGER.to_owned(), false))));
    assert_eq!(told(&mut engine, "invalid"), (false, None));
    let versions = access(&mut engine, VERSIONED).versions;
    assert!(versions.iter().all(|it| it.by.as_ref().is_some_and(|by| by.base == OWNER && by.is_owner)));
    // Without a list the record of it says the same, but for what kind of access it was.
    let mut silent = open(&[], ROWS);
    for base in [TRACKER, "eq1sy3s1dftd423ru5l3ze8t"] {
        let (listed, recorded) = (access(&mut engine, base).given, access(&mut silent, base).given);
        assert_eq!(listed.record, recorded.record, "{base}");
        assert!(recorded.record.is_some(), "{base}");
        let by = |it: &Given| it.by.as_ref().map(|by| by.base.clone());
        assert_eq!(by(&listed), by(&recorded), "{base}");
        assert!(recorded.by.is_some_and(|by| !by.is_owner && by.name.is_none()), "{base}");
        assert!(listed.time_ms.unwrap().abs_diff(recorded.time_ms.unwrap()) < 2000, "{base}");
    }
}

#[test]
fn what_an_access_could_read_is_told_as_the_most_it_can_have_been() {
    let mut engine = recorded();
    let tracker = access(&mut engine, TRACKER).reached;
    let streams: Vec<_> = tracker.streams.values.iter().map(|it| (it.value.as_str(), it.name.as_deref())).collect();
    assert!(streams.contains(&("heart", Some("Heart"))) && streams.contains(&("diary", Some("Diary"))), "{streams:?}");
    assert_eq!((tracker.everything.count, tracker.cut.count), (0, 0));
    // A read of the log alone is recorded with the scope of everything, and is none.
    let logs = r#"{"action":"events.get","source":{"name":"http","ip":""},"query":{"streams":"[\":_audit:\"]"},
        "recordCount":1,"scopedStreamIds":["*"],"scopedStreamCount":2}"#;
    let owner = access(&mut engine, OWNER).reached;
    let by_hand = |cut: bool| {
        let is_read = |row: &&Value| {
            let content = &row["content"];
            base_of(row).as_deref() == Some(OWNER)
                && row["type"] == "audit-log/pryv-api"
                && content["action"] == "events.get"
                && !content["query"]["streams"].to_string().contains(":_audit:")
                && !content["query"]["streams[]"].to_string().contains(":_audit:")
                && if cut {
                    content["scopedStreamCount"].as_u64() > Some(100)
                } else {
                    content["scopedStreamIds"] == json!(["*"])
                }
        };
        rows().iter().filter(is_read).count()
    };
    assert_eq!((owner.everything.count as usize, owner.cut.count as usize), (by_hand(false), by_hand(true)));
    assert!(owner.everything.count > 3 && owner.cut.count == 1);
    let row = |content: &str| {
        format!(
            r#"{{"id":":_audit:{}","streamIds":[":_audit:access-a"],"time":5,"type":"audit-log/pryv-api","content":{content}}}"#,
            content.len()
        )
    };
    let old = r#"{"action":"events.get","source":{"name":"http","ip":""},"query":{"streams":["diary"]}}"#;
    let silent = r#"{"action":"events.get","source":{"name":"http","ip":""},"query":{}}"#;
    let body = format!("{{\"events\":[{},{},{}]}}", row(logs), row(old), row(silent));
    let reached = access(&mut open(&[], &body), "a").reached;
    let streams: Vec<_> = reached.streams.values.iter().map(|it| it.value.as_str()).collect();
    assert_eq!((streams, reached.everything.count, reached.untold.count), (vec![":_audit:", "diary"], 0, 1));
}

#[test]
fn what_the_page_asked_is_nobodys_activity() {
    let row = |number: u32, caller: &str, action: &str| {
        json!({
            "id": format!(":_audit:c{number}"), "streamIds": [":_audit:access-me", format!(":_audit:action-{action}")],
            "time": number, "type": "audit-log/pryv-api",
            "content": {"source": {"name": "http", "ip": "192.0.2.1"}, "action": action, "query": {}, "callerId": caller},
        })
    };
    let body = json!({"events": [row(1, "audit-viewer", "accesses.get"), row(2, "other", "accesses.get")]}).to_string();
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::Server {
        rights: Rights::Everything,
        access: "me".to_owned(),
        generation: Generation::Events,
        period_ms: (0, NOW_MS),
    }));
    feed(&mut engine, &body);
    assert_eq!(accesses(&mut engine).accesses[0].calls.count, 1);
    assert_eq!(access(&mut engine, "me").line.calls.count, 1);
}

#[test]
fn the_demo_account_is_told() {
    let mut engine = demo(demo_account::Generation::Events);
    let list = accesses(&mut engine);
    let known = |base: &str| {
        let line = list.accesses.iter().find(|line| line.base == base).unwrap();
        let known = line.known.as_ref().unwrap();
        (known.name.clone(), known.device.clone(), line.standing)
    };
    let in_use = Standing::InUse;
    assert_eq!(known(DIET), ("Diet app".to_owned(), Some("Phone".to_owned()), in_use));
    assert_eq!(known(MUM), ("Mum (shared)".to_owned(), None, in_use));
    assert!(matches!(known(FITNESS).2, Standing::Expired(time) if time < NOW_MS));
    assert!(matches!(known(DOCTOR).2, Standing::Withdrawn(Some(_))));
    let names: Vec<_> = access(&mut engine, ALICE).made.into_iter().filter_map(|made| made.name).collect();
    assert_eq!(
        names,
        ["Audit viewer", "Dr. Weber's practice", "Fitness challenge", "Mum (shared)", "Diet app", "Watch sync"]
    );
    let doctor = access(&mut engine, DOCTOR);
    let streams: Vec<_> = doctor.reached.streams.values.iter().filter_map(|it| it.name.as_deref()).collect();
    assert_eq!(streams, ["Heart rate", "Health", "Medication", "Sleep", "Steps", "Weight", "Diary"]);
    let addresses: Vec<_> = doctor.addresses.values.iter().map(|it| it.value.as_str()).collect();
    assert_eq!(addresses, ["192.0.2.40"]);
}
