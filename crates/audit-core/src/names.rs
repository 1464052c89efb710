//! Names that people gave to accesses.

use std::collections::HashMap;

use crate::engine::AccessName;

/// Names by the base id of their access.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, AccessName>);

impl Names {
    /// Adds names; the later one of the same access counts.
    pub fn add(&mut self, names: Vec<AccessName>) {
        self.0.extend(names.into_iter().map(|name| (name.base.clone(), name)));
    }

    /// Adds a name unless the access has one: what a file says of long ago does not
    /// replace what is known now.
    pub fn add_if_new(&mut self, name: AccessName) {
        self.0.entry(name.base.clone()).or_insert(name);
    }

    /// The name of an access.
    pub fn get(&self, base: &str) -> Option<&str> {
        self.0.get(base).map(|name| name.name.as_str())
    }
}
