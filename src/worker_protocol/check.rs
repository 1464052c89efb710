//! What checking files of evidence says.

use audit_core::evidence::{Compared, Manifest, Verdict};
use serde::{Deserialize, Serialize};

/// How far the checking of files is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Checks {
    /// Bytes read so far, of all files.
    pub(crate) read: u64,
    /// Bytes to read in all.
    pub(crate) total: u64,
    /// The files that were read, the one that was made first before the others.
    pub(crate) files: Vec<CheckedFile>,
    /// What two files tell of each other; nothing of one, or of more.
    pub(crate) compared: Option<Compared>,
    /// Nothing more comes.
    pub(crate) done: bool,
}

/// A file that was to be checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CheckedFile {
    /// Its name.
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// What it is; nothing where it cannot be read.
    pub(crate) checked: Option<Box<Checked>>,
}

/// What a file is, as its bytes say it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Checked {
    /// What it says of itself.
    pub(crate) manifest: Manifest,
    /// Whether that holds.
    pub(crate) verdict: Verdict,
    /// SHA-256 of the whole file, in hexadecimal digits.
    pub(crate) sha256: String,
}
