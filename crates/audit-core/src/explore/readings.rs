//! What is read out of recorded queries, once for each distinct one: which streams a
//! call asked for, and the names of its parameters.

use crate::query::{parameter_names, streams_of};
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
    /// The names of parameters, one a line, in the order of the letters.
    shapes: Texts,
    shape_of: Vec<u32>,
    /// Codes of accesses without their serial, and of ways to write an action.
    bases: Texts,
    base_of: Vec<u32>,
    methods: Texts,
    method_of: Vec<u32>,
    labels: Texts,
    label_of: Vec<u32>,
    /// A row's kind: access, action, status and shape of the query.
    pub(super) kinds: Column<[u32; 4]>,
    kind_rows: usize,
}

impl Readings {
    /// Reads the streams of rows that were added.
    pub(crate) fn read_streams(&mut self, store: &Store) {
        read_new(&mut self.list_of, store.queries.texts.codes(), |code| {
            // What is masked must not be shown as the name of a stream.
            let streams = store.shown_query_of(code).map(|query| streams_of(&query)).unwrap_or_default();
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

    /// Tells the kinds of rows that were added.
    pub(crate) fn read_kinds(&mut self, store: &Store) {
        read_new(&mut self.shape_of, store.queries.texts.codes(), |code| {
            let names = store.shown_query_of(code).map(|query| parameter_names(&query)).unwrap_or_default();
            if names.is_empty() { 0 } else { self.shapes.code(&names.join("\n")) }
        });
        read_new(&mut self.base_of, store.accesses.texts.codes(), |code| {
            store.access(code).map_or(0, |(base, _)| self.bases.code(base))
        });
        read_new(&mut self.method_of, store.methods().len(), |code| {
            self.methods.code(&store.methods()[code as usize].name)
        });
        let statuses = store.statuses.dictionary.values();
        read_new(&mut self.label_of, statuses.len(), |code| self.labels.code(&statuses[code as usize].label()));
        for row in self.kind_rows..store.len() as usize {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            self.kinds.push(&[
                self.base_of[store.accesses.codes.get(row) as usize],
                self.method_of[store.actions.codes.get(row) as usize],
                self.label_of[store.statuses.codes.get(row) as usize],
                self.shape_of[store.queries.codes.get(row) as usize],
            ]);
        }
        self.kind_rows = store.len() as usize;
    }

    /// The names of the parameters of a row whose kind was told.
    pub(super) fn parameters(&self, row: u32) -> Vec<String> {
        let names = self.shapes.get(self.kinds.value(row)[3]);
        names.into_iter().flat_map(|lines| lines.split('\n')).map(str::to_owned).collect()
    }

    /// Bytes of memory taken, but for the few distinct values.
    pub(crate) fn bytes(&self) -> usize {
        let codes = self.streams.codes.bytes() + self.kinds.codes.bytes();
        codes + (self.list_of.len() + self.shape_of.len()) * size_of::<u32>()
    }
}

/// Adds what `read` says of each code that was added.
fn read_new(read_before: &mut Vec<u32>, codes: usize, mut read: impl FnMut(u32) -> u32) {
    for code in read_before.len()..codes {
        read_before.push(read(u32::try_from(code).unwrap_or(u32::MAX)));
    }
}
