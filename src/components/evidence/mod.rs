//! What checking files of evidence found.

mod compared;
mod file;

pub(crate) use compared::ComparedFiles;
pub(crate) use file::{FileCheck, verdict_name};
