//! The log that is measured, and what is to be found in it.

use std::collections::HashSet;
use std::io::{BufWriter, Write};
use std::path::Path;

use demo_account::{DemoAccount, Generation, Options};
use serde_json::Value;

/// 23 November 2026: the same log on every day.
const NOW_MS: i64 = 1_795_470_000_000;
/// The word that is searched.
pub(crate) const WORD: &str = "expired";
/// Five actions, a class of statuses, a year and a word.
pub(crate) const COMBINED: &str = "action:events.get,events.getOne,getAccessInfo,auth.login,streams.get \
    status:4xx time:2026-01-01T00:00Z.. expired";
/// 1 January 2026, in seconds.
const YEAR_BEGINS: f64 = 1_767_225_600.0;

/// What a right answer is, read out of the records by other code than the product's.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    pub(crate) records: usize,
    pub(crate) word: usize,
    pub(crate) combined: usize,
    pub(crate) ids: HashSet<String>,
    pub(crate) bytes: u64,
}

/// Writes a log of this size as a server would send it whole.
pub(crate) fn write(path: &Path, records: usize, generation: Generation) -> Expected {
    let account = DemoAccount::new(Options { records, generation, ..Options::new(NOW_MS) });
    let (start, end) = match generation {
        Generation::Events => ("{\"events\":[", "],\"meta\":{\"apiVersion\":\"1.9.0\"}}"),
        Generation::Legacy => ("{\"auditLogs\":[", "]}"),
    };
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    let mut expected = Expected::default();
    file.write_all(start.as_bytes()).unwrap();
    for line in account.records() {
        if expected.records > 0 {
            file.write_all(b",").unwrap();
        }
        file.write_all(line.as_bytes()).unwrap();
        expected.add(&line);
    }
    file.write_all(end.as_bytes()).unwrap();
    file.flush().unwrap();
    expected.bytes = std::fs::metadata(path).unwrap().len();
    assert!(expected.combined > 0 && expected.word > expected.combined, "there is something to find: {records}");
    expected
}

impl Expected {
    fn add(&mut self, line: &str) {
        let record: Value = serde_json::from_str(line).unwrap();
        self.records += 1;
        self.ids.insert(record["id"].as_str().unwrap().to_owned());
        // In these logs the word stands in queries and messages, which are searched, alone.
        if !line.to_lowercase().contains(WORD) {
            return;
        }
        self.word += 1;
        let (action, refused) = if let Some(content) = record.get("content") {
            let id = content["id"].as_str();
            (content["action"].as_str().unwrap(), id.is_some_and(|id| id != "unexpected-error"))
        } else {
            let request = record["action"].as_str().unwrap();
            (method(request), (400..500).contains(&record["status"].as_u64().unwrap()))
        };
        let chosen = ["events.get", "events.getOne", "getAccessInfo", "auth.login", "streams.get"].contains(&action);
        let in_the_year = record["time"].as_f64().unwrap() >= YEAR_BEGINS;
        self.combined += usize::from(chosen && refused && in_the_year);
    }
}

/// The method behind a request of the older generation, as far as one is asked for.
fn method(request: &str) -> &str {
    match request {
        "GET /events" => "events.get",
        "GET /access-info" => "getAccessInfo",
        "POST /auth/login" => "auth.login",
        "GET /streams" => "streams.get",
        _ if request.starts_with("GET /events/") => "events.getOne",
        _ => request,
    }
}
