//! Repository rules and browser tests live in this package's test targets.
//!
//! `tidy` checks what a reader of the repository may rely on; it needs
//! nothing but the files. `e2e` drives the built app in a browser and is only
//! compiled with the feature of that name.
