//! A log in one file that can be checked again without the platform.
//!
//! It is the product's own JSON Lines: a first line that says of what it was made, the records
//! as they came, and a last line with SHA-256 of the records, whole and in blocks, and of the
//! first line. Opened as a log it is one like any other.
//!
//! What it proves: that the file is what this program wrote, as long as somebody keeps one
//! hash of it elsewhere. It is not signed: who changes the records can write a new last line.
//! And it says what the platform answered at that time, no more.

mod compare;
mod read;
mod write;

pub use compare::{Compared, Listed, Mismatch, compare};
pub use read::{Altered, Bundle, BundleReader, Manifest, Verdict};
pub(crate) use write::Writer;

/// Version of the format.
pub const FORMAT: u32 = 1;
/// Records of a block that is hashed by itself, at least.
const BLOCK: u32 = 256;
/// Blocks of a bundle at most, near enough, so that its last line stays short.
const MOST_BLOCKS: u32 = 4096;
