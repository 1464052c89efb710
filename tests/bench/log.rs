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

/// A key that is pressed behind a text, and what then matches.
pub(crate) struct Keystroke {
    /// The text before it.
    pub(crate) before: &'static str,
    /// The key.
    pub(crate) key: &'static str,
    /// Free text is looked for, not values of fields alone.
    pub(crate) is_text: bool,
    holds: fn(&Call) -> bool,
}

/// What is read of a record to tell whether it matches.
struct Call<'a> {
    action: &'a str,
    refused: bool,
    address: &'a str,
    /// The record as it was sent, in small letters.
    line: &'a str,
}

const fn key(before: &'static str, key: &'static str, is_text: bool, holds: fn(&Call) -> bool) -> Keystroke {
    Keystroke { before, key, is_text, holds }
}

/// Each with another result than the text before it and than no text.
pub(crate) const KEYSTROKES: [Keystroke; 16] = [
    key("action:events.ge", "t", false, |call| call.action == "events.get"),
    key("action:auth.logi", "n", false, |call| call.action == "auth.login"),
    key("-action:events.creat", "e", false, |call| call.action != "events.create"),
    key("action:events.get,streams.ge", "t", false, |call| ["events.get", "streams.get"].contains(&call.action)),
    key("status:4x", "x", false, |call| call.refused),
    key("-status:4x", "x", false, |call| !call.refused),
    key("action:events.get status:4x", "x", false, |call| call.action == "events.get" && call.refused),
    key("ip:198.51.100.2", "0", false, |call| call.address == "198.51.100.20"),
    key("-ip:198.51.100.2", "0", false, |call| call.address != "198.51.100.20"),
    key("ip:198.51.100.0/2", "6", false, |call| ["198.51.100.20", "198.51.100.61"].contains(&call.address)),
    key("action:events.get OR action:auth.logi", "n", false, |call| {
        ["events.get", "auth.login"].contains(&call.action)
    }),
    key("198.51.100.2", "0", true, |call| call.line.contains("198.51.100.20")),
    key("203.0.113.2", "4", true, |call| call.line.contains("203.0.113.24")),
    key("198.51.100.6", "1", true, |call| call.line.contains("198.51.100.61")),
    key("expired 198.51.100.6", "1", true, |call| call.line.contains("expired") && call.line.contains("198.51.100.61")),
    key("-198.51.100.2", "0", true, |call| !call.line.contains("198.51.100.20")),
];

/// What a right answer is, read out of the records by other code than the product's.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    pub(crate) records: usize,
    pub(crate) word: usize,
    pub(crate) combined: usize,
    /// How many match after each of [`KEYSTROKES`].
    pub(crate) keystrokes: [usize; KEYSTROKES.len()],
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
        let line = line.to_lowercase();
        let (action, refused) = if let Some(content) = record.get("content") {
            let id = content["id"].as_str();
            (content["action"].as_str().unwrap(), id.is_some_and(|id| id != "unexpected-error"))
        } else {
            let request = record["action"].as_str().unwrap();
            (method(request), (400..500).contains(&record["status"].as_u64().unwrap()))
        };
        let address = record["content"]["source"]["ip"].as_str().or(record["forwardedFor"].as_str());
        let call = Call { action, refused, address: address.unwrap_or_default(), line: &line };
        for (count, keystroke) in self.keystrokes.iter_mut().zip(&KEYSTROKES) {
            *count += usize::from((keystroke.holds)(&call));
        }
        // In these logs the word stands in queries and messages, which are searched, alone.
        if !line.contains(WORD) {
            return;
        }
        self.word += 1;
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
