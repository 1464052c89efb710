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

    /// The name of an access.
    pub fn get(&self, base: &str) -> Option<&str> {
        self.0.get(base).map(|name| name.name.as_str())
    }
}
