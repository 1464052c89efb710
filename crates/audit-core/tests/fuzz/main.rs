//! Every input that fuzzing kept, once more: what is in `fuzz/corpus/` went a way of its own
//! through the core, or broke it once.

#![expect(clippy::expect_used, clippy::panic, reason = "a target stops where a law is broken")]

#[path = "../../../../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;

/// Runs a target on all that was kept for it.
fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let files: Vec<_> = fs::read_dir(&folder).expect("there is a corpus").flatten().collect();
    assert!(files.len() > 5, "few inputs in {}", folder.display());
    for file in files {
        let input = fs::read(file.path()).expect("an input can be read");
        let done = std::panic::catch_unwind(|| target(&input));
        assert!(done.is_ok(), "{name} does not stand {}", file.path().display());
    }
}

#[test]
fn record_reader() {
    replay("record_reader", targets::record_reader);
}

#[test]
fn splitter() {
    replay("splitter", targets::splitter);
}

#[test]
fn address() {
    replay("address", targets::address);
}

#[test]
fn url_state() {
    replay("url_state", targets::url_state);
}

#[test]
fn query() {
    replay("query", targets::query);
}

#[test]
fn file_sniffer() {
    replay("file_sniffer", targets::file_sniffer);
}
