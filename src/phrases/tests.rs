//! The catalogue of sentences: complete, truthful, and as `docs/sentences.md` shows it.

use audit_core::engine::{Command, Engine, Origin, Reply, Row, ViewRequest};
use audit_core::labels::OwnWords;
use audit_core::method::normal_form;
use audit_core::record::{Outcome, PSEUDO_ACCESSES};
use audit_core::sorting::Order;
use audit_core::time::Zone;
use wasm_bindgen_test::wasm_bindgen_test;

use super::sentence::{framed, line, told};
use super::{access_name, search_texts};
use crate::i18n::{Locale, fill};

/// Every method that a platform records, by its documentation and by its own lists: of
/// today's, of syslog alone, and of earlier ones.
const METHODS: [&str; 99] = [
    "getAccessInfo",
    "callBatch",
    "service.info",
    "auth.login",
    "auth.logout",
    "auth.register",
    "auth.usernameCheck",
    "auth.emailCheck",
    "auth.cores",
    "auth.delete",
    "auth.hostings",
    "mfa.activate",
    "mfa.confirm",
    "mfa.challenge",
    "mfa.verify",
    "mfa.deactivate",
    "mfa.recover",
    "accesses.get",
    "accesses.getOne",
    "accesses.create",
    "accesses.update",
    "accesses.delete",
    "accesses.checkApp",
    "webhooks.get",
    "webhooks.getOne",
    "webhooks.create",
    "webhooks.update",
    "webhooks.delete",
    "webhooks.test",
    "sharedSecrets.create",
    "sharedSecrets.retrieve",
    "sharedSecrets.getOne",
    "account.get",
    "account.update",
    "account.changePassword",
    "account.changeUsername",
    "account.usernameChanges",
    "account.requestPasswordReset",
    "account.resetPassword",
    "account.verifyEmail",
    "profile.getPublic",
    "profile.getApp",
    "profile.get",
    "profile.updateApp",
    "profile.update",
    "streams.get",
    "streams.getOne",
    "streams.create",
    "streams.update",
    "streams.delete",
    "events.get",
    "events.getOne",
    "events.create",
    "events.update",
    "events.delete",
    "events.getAttachment",
    "events.deleteAttachment",
    "events.start",
    "events.stop",
    "series.get",
    "series.add",
    "system.createUser",
    "system.createPoolUser",
    "system.getUsersPoolSize",
    "system.getUserInfo",
    "system.listUsers",
    "system.listCores",
    "system.checkPlatformIntegrity",
    "system.deactivateMfa",
    "oauth.consent.shown",
    "oauth.consent.granted",
    "oauth.consent.refused",
    "oauth.code.exchanged",
    "oauth.code.reused",
    "oauth.token.issued.authorization_code",
    "oauth.token.issued.client_credentials",
    "oauth.token.refreshed",
    "oauth.token.reuse_detected",
    "oauth.token.dpop_mismatch",
    "oauth.token.revoked",
    "followedSlices.get",
    "followedSlices.getOne",
    "followedSlices.create",
    "followedSlices.update",
    "followedSlices.delete",
    "audit.getLogs",
    // Actions of the older generation.
    "GET /events",
    "GET /events/ck1",
    "POST /events",
    "PUT /events/ck1",
    "DELETE /events/ck1",
    "GET /events/ck1/ck2",
    "POST /events/ck1/series",
    "POST /auth/login",
    "POST /accesses/check-app",
    "DELETE /accesses/ck1",
    "PUT /profile/private",
    "GET /followed-slices",
    "POST /",
];

/// The rows of a log, newest first.
fn rows(files: &[&[u8]]) -> Vec<Row> {
    let mut engine = Engine::default();
    engine.handle(Command::Open(Origin::File));
    for file in files {
        engine.handle(Command::BodyStart);
        engine.feed(file);
        engine.handle(Command::BodyEnd);
    }
    let request = ViewRequest {
        query: String::new(),
        draft: false,
        own_reads: true,
        order: Order::default(),
        zone: Zone::utc(),
        bars: 1,
        rows: (0, 500),
        now_ms: 0,
    };
    match engine.handle(Command::View(request)) {
        Reply::View(snapshot) => snapshot.rows,
        other => panic!("{other:?}"),
    }
}

/// A call of an action that ended so, in which 37 entries are counted.
fn call(action: &str, access: &str, outcome: Outcome) -> Row {
    let (kind, error) = match outcome {
        Outcome::Done => ("", String::new()),
        Outcome::Refused => ("-error", r#","id":"forbidden","message":"m""#.to_owned()),
        Outcome::Failed => ("-error", r#","id":"unexpected-error","message":"m""#.to_owned()),
        Outcome::Error => ("-error", r#","id":"brand-new","message":"m""#.to_owned()),
    };
    let record = format!(
        r#"{{"id":"x","type":"audit-log/pryv-api{kind}","time":1,"streamIds":[":_audit:access-{access}"],
            "content":{{"action":"{action}","source":{{"name":"http"}},"recordCount":37{error}}}}}"#
    );
    rows(&[record.as_bytes()]).remove(0)
}

#[wasm_bindgen_test]
fn every_method_has_a_sentence_of_its_own_in_every_language() {
    for locale in Locale::ALL {
        let texts = locale.messages();
        for method in METHODS.map(normal_form) {
            let known = texts.acts.iter().filter(|act| act.method == method);
            assert_eq!(known.count(), 1, "{locale:?} {method}");
        }
        for act in texts.acts_on {
            assert!(texts.acts.iter().any(|plain| plain.method == act.method), "{locale:?} {}", act.method);
            assert!(act.done.contains("{what}") && act.tried.contains("{what}"), "{locale:?} {}", act.method);
        }
    }
}

#[wasm_bindgen_test]
fn what_did_not_succeed_is_never_said_to_have_given_anything() {
    for locale in Locale::ALL {
        let texts = locale.messages();
        let ends = [texts.told_no_data, texts.told_no_change, texts.told_data_unknown, texts.told_change_unknown];
        for method in METHODS.map(normal_form) {
            for outcome in Outcome::ALL {
                let row = call(&method, "a", outcome);
                assert_eq!(row.outcome, outcome, "{method}");
                let act = texts.acts.iter().find(|act| act.method == method).unwrap_or(&texts.kinds[0]);
                let (frame, act) = framed(texts, act, outcome);
                let begin = fill(frame, &[("who", &access_name(texts, "a")), ("act", act)]);
                for text in [told(locale, &OwnWords::default(), &row), line(locale, &OwnWords::default(), &row, false)]
                {
                    assert!(text.starts_with(&begin) || texts.acts_on.iter().any(|on| on.method == method), "{text}");
                    assert!(outcome == Outcome::Done || !text.contains("37"), "{text}");
                    assert!(!text.contains(['{', '}']), "{text}");
                }
                let text = told(locale, &OwnWords::default(), &row);
                assert_eq!(ends.iter().any(|end| text.ends_with(end)), outcome != Outcome::Done, "{text}");
            }
        }
    }
}

#[wasm_bindgen_test]
fn what_is_not_known_is_called_by_its_own_name() {
    for locale in Locale::ALL {
        for method in ["brand.new", "things.get", "auth.dance", "oauth.consent.dance", "PATCH /things", ""] {
            for outcome in Outcome::ALL {
                let text = told(locale, &OwnWords::default(), &call(method, "a", outcome));
                let name = if method.is_empty() { locale.messages().no_action } else { method };
                assert!(text.contains(name), "{locale:?} {text}");
            }
        }
        for access in PSEUDO_ACCESSES {
            let text = line(locale, &OwnWords::default(), &call("events.get", access, Outcome::Done), true);
            assert!(!text.contains(access) || access == "admin" || access == "public", "{locale:?} {text}");
        }
    }
}

#[wasm_bindgen_test]
fn how_much_is_said_as_far_as_it_is_known() {
    let names: &[u8] = include_bytes!("../../crates/audit-core/tests/fixtures/names/streams.json");
    let cases = [
        (r#""query":{"streams":"[\"diary\"]"},"recordCount":1"#, "read your Diary", " · 1 entry", " (1 entry)."),
        (
            r#""query":{},"scopedStreamIds":["diary","work"],"scopedStreamCount":2,"recordCount":9,"recordCountIncomplete":true"#,
            "read at most your Diary and your Work (renamed)",
            " · at least 9 entries",
            " (at least 9 entries).",
        ),
        (r#""query":{}"#, "read entries", "", " (an unknown number of entries)."),
        (
            r#""query":{"streams":["diary","health","zzz","work"]},"recordCount":0"#,
            "read at most your Diary, your Health and 2 more",
            " · 0 entries",
            "",
        ),
        (
            r#""query":{"streams":[":_audit:"]},"recordCount":4"#,
            "read records of the audit log",
            " · 4 records",
            " (4 records).",
        ),
        (r#""scopedStreamIds":["*"],"recordCount":4"#, "read entries from all that it may see", " · 4 entries", ""),
    ];
    for (content, begin, in_line, in_full) in cases {
        let record = format!(
            r#"{{"id":"x","type":"audit-log/pryv-api","time":1,"streamIds":[":_audit:access-a"],"content":{{"action":"events.get",{content}}}}}"#
        );
        let row = rows(&[record.as_bytes(), names]).remove(0);
        let words = OwnWords::default();
        assert_eq!(line(Locale::English, &words, &row, false), format!("Access a {begin}{in_line}"));
        let full = told(Locale::English, &words, &row);
        assert!(full.ends_with(in_full), "{full}");
    }
}

#[wasm_bindgen_test]
fn where_there_is_little_room_ids_are_cut_and_names_stand_alone() {
    let names: &[u8] = include_bytes!("../../crates/audit-core/tests/fixtures/names/streams.json");
    let record = r#"{"id":"x","type":"audit-log/pryv-api","time":1,"streamIds":[":_audit:access-usrk9gf2i61mfk46xuv5s1fl"],
        "content":{"action":"events.get","query":{"streams":["diary","ck2mz9q4tx0hb5wyn3rv8sl"]},"recordCount":2}}"#;
    let row = rows(&[record.as_bytes(), names]).remove(0);
    let said = |short| line(Locale::English, &OwnWords::default(), &row, short);
    assert_eq!(said(true), "Access …xuv5s1fl read at most Diary and the stream “…yn3rv8sl” · 2 entries");
    assert_eq!(
        said(false),
        "Access usrk9gf2i61mfk46xuv5s1fl read at most your Diary and the stream “ck2mz9q4tx0hb5wyn3rv8sl” · 2 entries"
    );
}

#[wasm_bindgen_test]
fn what_stands_in_the_list_can_be_searched_for() {
    for locale in Locale::ALL {
        let texts = locale.messages();
        let said = search_texts(texts, &OwnWords::default());
        for method in METHODS.map(normal_form) {
            for outcome in Outcome::ALL {
                let (_, act) = framed(texts, texts.acts.iter().find(|act| act.method == method).unwrap(), outcome);
                let found = |it: &&audit_core::query::SearchText| it.method == method && it.outcome == outcome;
                assert!(said.acts.iter().find(found).is_some_and(|it| it.text.contains(act)), "{locale:?} {method}");
            }
        }
        assert!(said.reasons.iter().any(|(_, text)| text == texts.reason_wrong_password), "{locale:?}");
        assert!(said.acts.iter().all(|it| !it.text.contains(['{', '}'])), "{locale:?}");
    }
}

/// Records of the table in `docs/sentences.md`, by their place among those of each kind,
/// newest first.
const REVIEWED: [usize; 40] = [
    0, 1, 3, 4, 5, 6, 7, 9, 10, 11, 14, 15, 16, 18, 19, 20, 21, 22, 24, 27, 29, 31, 32, 33, 34, 35, 38, 39, 40, 42, 46,
    58, 61, 62, 64, 66, 68, 70, 73, 75,
];

#[wasm_bindgen_test]
fn the_table_for_review_is_what_the_page_says() {
    let rows = rows(&[
        include_bytes!("../../crates/audit-core/tests/fixtures/events-one-of-each-kind.json"),
        include_bytes!("../../crates/audit-core/tests/fixtures/names/accesses.json"),
        include_bytes!("../../crates/audit-core/tests/fixtures/names/streams.json"),
    ]);
    let mut table = String::new();
    for (number, place) in (1..).zip(REVIEWED) {
        let row = &rows[place];
        let error = row.error_id.as_deref().map(|id| format!(", `{id}`")).unwrap_or_default();
        table.push_str(&format!("{number}. `{}`{error} ({})\n", row.method, row.id.trim_start_matches(":_audit:")));
        for locale in Locale::ALL {
            table.push_str(&format!("   - {}: {}\n", locale.code(), told(locale, &OwnWords::default(), row)));
        }
    }
    let file = include_str!("../../docs/sentences.md");
    assert!(file.ends_with(&table), "the list in docs/sentences.md should be:\n{table}");
}
