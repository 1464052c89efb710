//! The rules of the repository, as tests.
//!
//! Each rule is a function from text to violations, tried first on text that
//! breaks it and then held against the files. `ARCHITECTURE.md` says why the
//! rules are there.

#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/color.rs"]
mod color;
#[path = "tidy/contrast.rs"]
mod contrast;
#[path = "tidy/page.rs"]
mod page;
#[path = "tidy/sight.rs"]
mod sight;
#[path = "tidy/text.rs"]
mod text;
#[path = "tidy/tree.rs"]
mod tree;
