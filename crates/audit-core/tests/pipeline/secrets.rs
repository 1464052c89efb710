//! What may be a key is in nothing that the engine says, until somebody asks for it.

use audit_core::engine::{
    Command, Engine, ExportFormat, FacetRequest, GroupsRequest, Hidden, Question, Reply, SeriesBy,
};
use audit_core::explore::{Dimension, GroupColumn};
use audit_core::query::parameters;
use audit_core::secrets::mask_query;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{all_rows, detail, export, export_text, opened, view};

const MASKED: &str = "••••••";

/// Ways in which a query says a secret; `S` is where, spelled as JSON spells it.
const QUERIES: [&str; 16] = [
    r#"{"auth":"S","limit":"20"}"#,
    r#"{"a":{"b":[{"readToken":"S"}]}}"#,
    r#"{"password":["a","S"]}"#,
    r#"{"token":{"a":{"b":"S"}}}"#,
    r#"{"au\u0074h":"S"}"#,
    r#"{"streams":"[{\"token\":\"S\"}]"}"#,
    r#"{"a":"{\"b\":\"{\\\"secret\\\":\\\"S\\\"}\"}"}"#,
    r#"{"returnURL":"https://x.example/?a=b&auth=S"}"#,
    r#"{"endpoint":"https://S@pryv.example/alice/"}"#,
    r#""a=1&auth=S""#,
    r#""?streams[]=diary&access[token]=S""#,
    r#""a=1;auth=S""#,
    r#""to%6Ben=S&limit=3""#,
    r#""params=%7B%22auth%22:%22S%22%7D""#,
    r#""returnURL=https://x.example/?auth=S""#,
    r#""{\"auth\":\"S\"}""#,
];

const MESSAGES: [&str; 6] = [
    "Cannot find access from token S.",
    "Cannot find access from token \\\"S\\\"",
    "GET /events?auth=S was refused",
    "Authorization: Bearer S",
    "not found: https://S@pryv.example/alice/",
    "{\\\"token\\\":\\\"S\\\"}",
];

/// A record in one of the forms of a log: `query` and `message` are JSON as they stand.
fn record(form: usize, access: &str, caller: &str, query: &str, message: &str) -> String {
    record_with(["", ""], form, access, caller, query, message)
}

/// The same, and entries that stand before those at its top, and in its content.
fn record_with(
    [top, inside]: [&str; 2],
    form: usize,
    access: &str,
    caller: &str,
    query: &str,
    message: &str,
) -> String {
    let content = format!(
        r#"{{{inside}"action":"events.get","callerId":{},"query":{query},"id":"forbidden","message":"{message}"}}"#,
        json!(caller)
    );
    match form {
        0 => format!(
            r#"[{{{top}"id":"seeded","type":"audit-log/pryv-api-error","time":5,"streamIds":[":_audit:access-{access}"],"content":{content}}}]"#
        ),
        1 => format!(
            r#"[{{{top}"id":"seeded","type":"x","time":5,"accessId":"{access}","action":"GET /events","callerId":{},"query":{query},"status":403,"errorId":"forbidden","errorMessage":"{message}"}}]"#,
            json!(caller)
        ),
        _ => format!(
            "{{{top}\"eventid\":\"seeded\",\"streamIds\":\"access-{access} action-events.get ..\",\"time\":5,\"type\":\"audit-log/pryv-api-error\",\"content\":{}}}\n",
            json!(content)
        ),
    }
}

/// Everything that the engine says of the log without being asked for a secret.
fn everything(engine: &mut Engine) -> String {
    let mut said = Vec::new();
    let mut say = |reply: Reply| said.push(serde_json::to_string(&reply).unwrap());
    say(Reply::View(Box::new(view(engine, ""))));
    for id in all_rows(engine).into_iter().map(|row| row.id) {
        say(engine.handle(Command::Record { id: id.clone() }));
        say(engine.handle(Command::Explore(Question::Around { id, count: 9, same_access: false })));
    }
    say(engine.handle(Command::Rows { first: 0, count: 9 }));
    for by in Dimension::ALL {
        let facet = FacetRequest { dimension: by, count: 99, search: String::new(), first: 0 };
        say(engine.handle(Command::Explore(Question::Facets(vec![facet]))));
        let (column, descending) = (GroupColumn::Count, true);
        let groups = GroupsRequest { by, within: None, column, descending, first: 0, count: 99 };
        say(engine.handle(Command::Explore(Question::Groups(groups))));
    }
    for by in [SeriesBy::Outcome, SeriesBy::Operation, SeriesBy::Access] {
        say(engine.handle(Command::Explore(Question::Series(by))));
    }
    say(engine.handle(Command::Explore(Question::Items { first: 0, count: 99 })));
    for text in ["", "s", "caller:", "error:", "query:", "query.auth:", "query.a:", "stream:", "stream:s", "token"] {
        let cursor = u32::try_from(text.len()).unwrap();
        say(engine.handle(Command::Complete { text: text.to_owned(), cursor, most: 99 }));
    }
    said.join("\n")
}

fn seeds() -> impl Strategy<Value = String> {
    // What a token looks like, and what somebody may choose.
    prop_oneof!["zq[a-z0-9]{8}[0-9][a-z0-9]{13}", "zq[A-Za-z0-9]{4}[A-Za-z0-9_.~-]{0,20}[A-Za-z0-9]"]
}

proptest! {
    #[test]
    fn a_secret_is_in_no_answer_and_no_file_unless_it_is_asked_for(
        seed in seeds(),
        form in 0..3usize,
        where_ in 0..3usize,
        shape in any::<prop::sample::Index>(),
    ) {
        let token = format!("{}0", &"zqabcdefghijklmnopqrstuvwxyz"[..23]);
        let (mut access, mut caller, mut query, mut message) = ("aaa", "watch".to_owned(), r#"{"limit":"1"}"#.to_owned(), String::new());
        let (seed, what) = match where_ {
            0 => {
                query = QUERIES[shape.index(QUERIES.len())].replace('S', &seed);
                (seed, Hidden::Query)
            }
            1 if shape.index(2) == 0 => {
                (access, caller) = ("invalid", seed.clone());
                (seed, Hidden::Caller)
            }
            1 => {
                caller.clone_from(&token);
                (token, Hidden::Caller)
            }
            _ => {
                let shape = shape.index(MESSAGES.len());
                // By itself in a sentence, only the form tells it.
                let seed = if shape == 0 { token } else { seed };
                message = MESSAGES[shape].replace('S', &seed);
                (seed, Hidden::Message)
            }
        };
        let file = record(form, access, &caller, &query, &message);
        let (mut engine, tally) = opened(file.as_bytes());
        prop_assert_eq!(tally.records, 1);
        prop_assert!(file.contains(&seed));
        let said = everything(&mut engine);
        prop_assert!(!said.contains(&seed), "{seed} of {file} in {said}");
        view(&mut engine, "");
        for format in [ExportFormat::Csv, ExportFormat::JsonLines] {
            let (masked, records) = export_text(&mut engine, format, false);
            prop_assert!(!masked.contains(&seed), "{masked}");
            prop_assert!(masked.contains(MASKED));
            prop_assert_eq!(records, 1);
            let (open, records) = export_text(&mut engine, format, true);
            prop_assert!(open.contains(&seed), "{open}");
            prop_assert_eq!(records, 0);
            // And so it is when either file is opened again.
            for text in [masked, open] {
                let (mut again, tally) = opened(text.as_bytes());
                prop_assert_eq!((tally.records, tally.complete), (1, true));
                prop_assert!(!everything(&mut again).contains(&seed), "{text}");
            }
        }
        let id = all_rows(&mut engine).remove(0).id;
        let revealed = engine.handle(Command::Reveal { id, what });
        prop_assert!(matches!(&revealed, Reply::Revealed(Some(text)) if text.contains(&seed)), "{revealed:?}");
    }

    /// Of a key that occurs twice the last one is read, and whoever reads the file elsewhere
    /// may read the first.
    #[test]
    fn a_secret_in_a_copy_that_is_not_read_is_in_no_answer_and_no_file(
        seed in "zq[a-z0-9]{8}[0-9][a-z0-9]{13}",
        form in 0..3usize,
        key in 0..3usize,
        at_top in any::<bool>(),
        escaped in any::<bool>(),
        alone in any::<bool>(),
        shape in any::<prop::sample::Index>(),
    ) {
        let (key, value) = match key {
            0 => ("query", QUERIES[shape.index(QUERIES.len())].replace('S', &seed)),
            1 => (
                if form == 1 { "errorMessage" } else { "message" },
                format!("\"{}\"", MESSAGES[shape.index(MESSAGES.len())].replace('S', &seed)),
            ),
            _ => ("callerId", format!("\"{seed}\"")),
        };
        let spelled = if escaped { format!("\\u{:04x}{}", key.as_bytes()[0], &key[1..]) } else { key.to_owned() };
        let copy = format!("\"{spelled}\":{value},");
        let copies = if at_top || form == 1 { [copy.as_str(), ""] } else { ["", copy.as_str()] };
        let mut file = record_with(copies, form, "aaa", "watch", r#"{"limit":"1"}"#, "refused");
        if alone && key == "callerId" && copies[1].is_empty() && form != 1 {
            // None where it is read, but one in another place.
            file = file.replace(r#""callerId":"watch","#, "").replace(r#"\"callerId\":\"watch\","#, "");
        }
        let (mut engine, tally) = opened(file.as_bytes());
        prop_assert_eq!(tally.records, 1);
        prop_assert!(file.contains(&seed));
        let said = everything(&mut engine);
        prop_assert!(!said.contains(&seed), "{seed} of {file} in {said}");
        view(&mut engine, "");
        for format in [ExportFormat::Csv, ExportFormat::JsonLines] {
            let (masked, _) = export_text(&mut engine, format, false);
            prop_assert!(!masked.contains(&seed), "{masked}");
        }
        let (masked, records) = export_text(&mut engine, ExportFormat::JsonLines, false);
        prop_assert_eq!((masked.contains(MASKED), records), (true, 1));
        let (open, _) = export_text(&mut engine, ExportFormat::JsonLines, true);
        prop_assert!(open.contains(&seed), "{open}");
    }

    /// Each parameter can be shown by itself: masking changes none but its value.
    #[test]
    fn masking_keeps_the_parameters_in_their_places(query in r#"[a&=;\[\]%2{}":, ]{0,12}(auth|token|key)?[a&=;\[\]%2{}":, ]{0,8}"#) {
        let names = |query: &str| parameters(query).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        let masked = mask_query(&query);
        prop_assert_eq!(names(&masked), names(&query), "{}", masked);
        // What is masked stays so.
        prop_assert_eq!(mask_query(&masked), masked);
    }
}

#[test]
fn each_value_is_shown_by_itself() {
    let query = r#"{"auth":"one","limit":"20","token":["two","three"]}"#;
    let (mut engine, _) = opened(record(0, "invalid", "four", query, "token 'five'").as_bytes());
    view(&mut engine, "");
    let shown = detail(&mut engine, "seeded").unwrap();
    let hidden = parameters(shown.record.query.as_deref().unwrap());
    let cases = [
        (Hidden::Parameter(0), "one"),
        (Hidden::Parameter(2), "two"),
        (Hidden::Parameter(3), "three"),
        (Hidden::Caller, "four"),
        (Hidden::Message, "token 'five'"),
        (Hidden::Query, query),
    ];
    for (what, recorded) in cases {
        if let Hidden::Parameter(nth) = what {
            assert_eq!(hidden[nth as usize].1, MASKED);
        }
        let reply = engine.handle(Command::Reveal { id: "seeded".to_owned(), what });
        assert_eq!(reply, Reply::Revealed(Some(recorded.to_owned())), "{what:?}");
    }
    for (id, what) in [("seeded", Hidden::Parameter(9)), ("other", Hidden::Caller)] {
        assert_eq!(engine.handle(Command::Reveal { id: id.to_owned(), what }), Reply::Revealed(None));
    }
}

#[test]
fn masked_lines_are_json_and_their_last_one_counts() {
    let query = r#"{"auth":"one","limit":"20","token":["two","three"]}"#;
    let seeded = record(0, "invalid", "four", query, "token 'five'");
    let plain = r#"{"id":"plain","type":"audit-log/pryv-api","time":4,"content":{"action":"events.get","x":1.50},"streamIds":[]}"#;
    let (mut engine, _) = opened(seeded.replace("}]", &format!("}},{plain}]")).as_bytes());
    view(&mut engine, "");
    for (secrets, values, records) in [(false, 5, 1), (true, 0, 0)] {
        let (file, masked) = export_text(&mut engine, ExportFormat::JsonLines, secrets);
        assert_eq!(masked, records);
        let lines: Vec<&str> = file.lines().collect();
        let notes = [lines[0], lines[3]].map(|line| serde_json::from_str::<Value>(line).unwrap());
        for note in &notes {
            assert_eq!(note["secrets"], if secrets { "included" } else { "masked" });
            assert_eq!(note["complete"], true);
        }
        assert_eq!((&notes[1]["maskedValues"], &notes[1]["maskedRecords"]), (&values.into(), &records.into()));
        assert_eq!(notes[1]["written"], 2);
        let line: Value = serde_json::from_str(lines[1]).unwrap();
        let original: Value = serde_json::from_str(&seeded).unwrap();
        assert_eq!(line == original[0], secrets);
        assert_eq!(line["content"]["query"]["limit"], "20");
        // What hides nothing is as it was, to the letter.
        assert_eq!(lines[2], plain);
    }
    // A filter that a person types is hers, and finds what is shown, not what is hidden.
    for (query, matched) in [("two", 0), ("query.limit:20", 1), ("five", 0), ("error:five", 0), ("error:token", 1)] {
        assert_eq!(view(&mut engine, query).matched, matched, "{query}");
        let (file, _) = export(&mut engine, ExportFormat::JsonLines);
        assert!(String::from_utf8(file).unwrap().contains(&format!("\"query\":{}", json!(query))));
    }
}
