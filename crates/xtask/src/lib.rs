//! The parts of the set-up commands that the browser tests use as well.
//!
//! Start with [`static_files::serve`], which hands out the built app the way a
//! careful host would, and [`policy`], the one copy of the page's policy that
//! both the server and the repository rules read. [`tools`] knows where pinned
//! tools are kept. The commands themselves are in the binary.
//!
//! This crate has no dependencies: it must compile in seconds on a machine
//! that has nothing but a toolchain, since everything else starts here.

pub mod policy;
pub mod static_files;
pub mod tools;
