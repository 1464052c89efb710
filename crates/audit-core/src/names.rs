//! Names that people gave to accesses and streams.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::engine::{AccessName, StreamName};

/// Names by the base id of their access, and by the id of their stream.
#[derive(Debug, Default)]
pub struct Names {
    accesses: HashMap<String, AccessName>,
    streams: HashMap<String, String>,
    changes: u32,
}

impl Names {
    /// Adds names; the later one of the same access counts.
    pub fn add(&mut self, names: Vec<AccessName>) {
        self.changes = self.changes.wrapping_add(u32::from(!names.is_empty()));
        self.accesses.extend(names.into_iter().map(|name| (name.base.clone(), name)));
    }

    /// Adds a name unless the access has one: what a file says of long ago does not
    /// replace what is known now.
    pub fn add_if_new(&mut self, name: AccessName) {
        if let Entry::Vacant(place) = self.accesses.entry(name.base.clone()) {
            self.changes = self.changes.wrapping_add(1);
            place.insert(name);
        }
    }

    /// How many accesses and streams have one.
    pub fn len(&self) -> u32 {
        u32::try_from(self.accesses.len() + self.streams.len()).unwrap_or(u32::MAX)
    }

    /// Whether none has one.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a name of a stream; the later one counts.
    pub fn add_stream(&mut self, name: StreamName) {
        self.streams.insert(name.id, name.name);
    }

    /// The name of a stream.
    pub fn stream(&self, id: &str) -> Option<&str> {
        self.streams.get(id).map(String::as_str)
    }

    /// How often a name of an access was added, or took the place of another.
    pub fn changes(&self) -> u32 {
        self.changes
    }

    /// Whether an access is known as one that the account's owner signed in with.
    pub fn is_personal(&self, base: &str) -> bool {
        self.accesses.get(base).is_some_and(|name| name.kind == "personal")
    }

    /// All of them: the id without its version, and the name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.accesses.values().map(|name| (name.base.as_str(), name.name.as_str()))
    }

    /// The name of an access.
    pub fn get(&self, base: &str) -> Option<&str> {
        self.accesses.get(base).map(|name| name.name.as_str())
    }
}
