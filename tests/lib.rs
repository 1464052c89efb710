//! Repository rules and browser tests live in this package's test targets.
