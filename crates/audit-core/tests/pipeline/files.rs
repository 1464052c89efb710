//! Files that hold an audit log: backups of the account, syslog, and several at once.

use audit_core::record::Form;

use super::support::{BACKUP_POSTGRESQL, BACKUP_SQLITE, ONE_ACCOUNT, all_rows, decode, detail, opened, view};

#[test]
fn a_backup_holds_the_records_of_the_api() {
    let mut events = decode(ONE_ACCOUNT);
    let rows = decode(BACKUP_SQLITE);
    assert_eq!(rows.len(), 475);
    events.retain(|(event, _)| rows.iter().any(|(row, _)| row.id == event.id));
    assert_eq!(events.len(), 475, "each of them was asked of the server too");
    for (row, raw) in rows {
        let (event, _) = events.iter().find(|(event, _)| event.id == row.id).unwrap();
        assert_eq!(row.form, Form::Backup);
        assert_eq!(&audit_core::record::Record { form: Form::Event, ..row }, event);
        let line = BACKUP_SQLITE.split(|byte| *byte == b'\n').find(|line| *line == raw);
        assert!(line.is_some(), "the verbatim form is the line");
    }
}

#[test]
fn a_backup_of_either_engine_opens() {
    for (file, count, id, access) in [
        (BACKUP_SQLITE, 475, ":_audit:a3ocwn5pk3vm0zef8g8u0yao", "usrk9gf2i61mfk46xuv5s1fl"),
        (BACKUP_POSTGRESQL, 55, ":_audit:ni9ibvn1wfc2uvl4fne488a8", "tcboman1cv3ywb16kdpnif4l"),
    ] {
        let (mut engine, tally) = opened(file);
        assert_eq!((tally.records, tally.unreadable_count, tally.complete), (count, 0, true));
        view(&mut engine, "");
        assert!(all_rows(&mut engine).iter().all(|row| row.access.is_some() && !row.method.is_empty()));
        let shown = detail(&mut engine, id).unwrap();
        assert_eq!(shown.row.access.unwrap().base, access);
        assert_eq!(shown.record.stream_ids.len(), 2, "the mark at the end of the list is no stream");
        assert!(!shown.raw_masked && shown.raw.contains(&id[8..]));
    }
}

#[test]
fn what_a_backup_hides_is_hidden() {
    let row = r#"{"eventid":"a","streamIds":"access-invalid action-events.get ..","time":1,"type":"audit-log/pryv-api-error","content":"{\"action\":\"events.get\",\"callerId\":\"rioa9lqseaf7gis5p6cvf9aw\",\"query\":{\"readToken\":\"fe41mtne9xnjnwpa1w1zem0v\"}}"}"#;
    let (mut engine, _) = opened(row.as_bytes());
    view(&mut engine, "");
    let shown = detail(&mut engine, ":_audit:a").unwrap();
    let said = format!("{shown:?}");
    assert!(!said.contains("rioa9") && !said.contains("fe41m"), "{said}");
    assert!(shown.raw_masked);
}
