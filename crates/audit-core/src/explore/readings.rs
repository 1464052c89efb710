//! What is read out of recorded queries, once for each distinct one: which streams a
//! call asked for.

use serde_json::Value;

use crate::form;
use crate::store::{Column, Store, Texts};

/// Columns that are made of others when somebody asks. Kept from one view to the next:
/// only what was added is read.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    /// Lists of streams that queries ask for, one id a line.
    lists: Texts,
    /// The code of its list, for each distinct query.
    list_of: Vec<u32>,
    /// A row's streams: the code of those that the call could read, and that of the list
    /// that it asked for.
    pub(super) streams: Column<(u32, u32)>,
    stream_rows: usize,
}

impl Readings {
    /// Reads the streams of rows that were added.
    pub(crate) fn read_streams(&mut self, store: &Store) {
        let queries = &store.queries.texts;
        read_new(&mut self.list_of, queries.codes(), |code| {
            let streams = queries.get(code).map(streams_of).unwrap_or_default();
            if streams.is_empty() { 0 } else { self.lists.code(&streams.join("\n")) }
        });
        for row in self.stream_rows..store.len() as usize {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            let list = self.list_of[store.queries.codes.get(row) as usize];
            self.streams.push(&(store.scoped_streams.codes.get(row), list));
        }
        self.stream_rows = store.len() as usize;
    }

    /// The streams behind a code of [`Readings::streams`], each once.
    pub(super) fn streams_of_code(&self, store: &Store, code: u32) -> Vec<String> {
        let Some((scoped, list)) = self.streams.dictionary.values().get(code as usize) else { return Vec::new() };
        let scoped = store.scoped_streams.texts.get(*scoped);
        let mut streams: Vec<String> = scoped.and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default();
        streams.extend(self.lists.get(*list).into_iter().flat_map(|lines| lines.split('\n')).map(str::to_owned));
        streams.sort_unstable();
        streams.dedup();
        streams
    }

    /// Bytes of memory taken, but for the few distinct values.
    pub(crate) fn bytes(&self) -> usize {
        self.streams.codes.bytes() + self.list_of.len() * size_of::<u32>()
    }
}

/// Adds what `read` says of each code that was added.
fn read_new(read_before: &mut Vec<u32>, codes: usize, mut read: impl FnMut(u32) -> u32) {
    for code in read_before.len()..codes {
        read_before.push(read(u32::try_from(code).unwrap_or(u32::MAX)));
    }
}

/// The streams that a query names: JSON, or the `name=value&…` of older rows. A list in
/// an address is JSON itself.
fn streams_of(query: &str) -> Vec<String> {
    const KEYS: [&str; 5] = ["streams", "streamids", "streamid", "stream", "parentid"];
    let is_key = |name: &str| KEYS.iter().any(|key| name.eq_ignore_ascii_case(key));
    let mut found = Vec::new();
    if let Ok(Value::Object(pairs)) = serde_json::from_str(query) {
        pairs.iter().filter(|(name, _)| is_key(name)).for_each(|(_, value)| texts(value, &mut found));
    } else {
        let pairs = form::pairs(bare(query)).filter(|(name, _)| is_key(plain(name)));
        pairs.for_each(|(_, value)| texts(&Value::String(value), &mut found));
    }
    found
}

/// Every text, however deep: streams stand in lists, and in lists of conditions.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => match serde_json::from_str(text) {
            Ok(list @ (Value::Array(_) | Value::Object(_))) => texts(&list, found),
            // An id has no line break; a list of them could not be told apart.
            _ => found.push(text.replace('\n', " ")),
        },
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(pairs) => pairs.values().for_each(|item| texts(item, found)),
        _ => {}
    }
}

/// A query of an address without what some rows put around it.
fn bare(query: &str) -> &str {
    query.trim_matches('"').trim_start_matches('?')
}

/// `streams[]`, `streams[0]` are `streams`.
fn plain(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_and_names_of_both_generations() {
        let cases: [(&str, &[&str], &[&str]); 9] = [
            (r#"{"streams":["diary"],"limit":1}"#, &["diary"], &["limit", "streams"]),
            (r#"{"streams":"[\"diary\",\"work\"]"}"#, &["diary", "work"], &["streams"]),
            (r#"{"streams":[{"any":["a"],"not":["b"]}]}"#, &["a", "b"], &["streams"]),
            (r#"{"limit":2,"a":{"streams":"x"}}"#, &[], &["a", "limit"]),
            ("streams[]=a&streams[]=b&limit=1", &["a", "b"], &["limit", "streams"]),
            ("\"?streamId=diary\"", &["diary"], &["streamId"]),
            (r#"{"streams":"*"}"#, &["*"], &["streams"]),
            ("{}", &[], &[]),
            ("", &[], &[]),
        ];
        for (query, streams, _) in cases {
            assert_eq!(streams_of(query), streams, "{query}");
        }
    }
}
