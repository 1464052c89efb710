//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// A file that is text, with its path from the root, in `/`.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        self.path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.rsplit_once('.').is_some_and(|(_, found)| found == extension))
    }
}

pub(crate) fn root() -> PathBuf {
    xtask::tools::workspace_root()
}

/// Every text file below a folder of the repository; `""` is the root.
///
/// Walked rather than asked of git: a source archive has the same rules.
pub(crate) fn files_below(folder: &str) -> Vec<File> {
    let root = root();
    let start = root.join(folder);
    assert!(start.is_dir(), "there is no folder {folder}");
    let mut files = Vec::new();
    let mut folders = vec![start];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder is readable") {
            let path = entry.expect("a folder is readable").path();
            if path.is_dir() {
                if !is_made(&root, &path) {
                    folders.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                let path = relative(&root, &path);
                files.push(File { path, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// A file that must be there.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Fails with every violation, not with the first.
#[track_caller]
pub(crate) fn assert_none(rule: &str, violations: &[String]) {
    assert!(violations.is_empty(), "{rule}\n  {}", violations.join("\n  "));
}

/// Folders that hold what was built, not what was written.
fn is_made(root: &Path, folder: &Path) -> bool {
    let path = relative(root, folder);
    ["target", "dist", ".git"].contains(&path.as_str()) || path.ends_with("node_modules")
}

fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

#[test]
fn the_walk_finds_what_is_written_and_nothing_built() {
    let files = files_below("");
    let has = |path: &str| files.iter().any(|file| file.path == path);
    assert!(has("Cargo.toml") && has("tests/tidy/tree.rs") && has(".cargo/config.toml"));
    assert!(!files.iter().any(|file| file.path.starts_with("target/")));
    assert!(!files.iter().any(|file| file.path.starts_with(".git/")));
}
