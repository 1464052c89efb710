//! Hashes of a bundle while it is written.

use serde_json::{Value, json};

use super::{BLOCK, FORMAT, MOST_BLOCKS};
use crate::digest::{Hasher, digest, hex};

/// What a bundle says of itself to whoever opens it with anything else.
const PROVES: &str = "The records are what audit-viewer wrote, unchanged, if the SHA-256 of this file is the one \
    that somebody noted elsewhere when it was made.";
const DOES_NOT_PROVE: &str = "It is not signed: whoever changes the records can write new hashes. It says what the \
    platform answered at that time, not that its log was complete or true.";

/// What is hashed of a bundle so far.
#[derive(Debug)]
pub(crate) struct Writer {
    /// What else the engine knows of where the records come from.
    origin: Value,
    head: String,
    records: Hasher,
    blocks: Blocks,
}

impl Writer {
    /// For so many records.
    pub(crate) fn new(origin: Value, records: u32) -> Self {
        let block = records.div_ceil(MOST_BLOCKS).max(BLOCK);
        Self { origin, head: String::new(), records: Hasher::default(), blocks: Blocks::new(block) }
    }

    /// Adds to the first line what a bundle says there.
    pub(crate) fn describe(&self, note: &mut Value) {
        note["evidence"] = FORMAT.into();
        note["app"] = json!({"name": "audit-viewer", "version": env!("CARGO_PKG_VERSION")});
        note["proves"] = PROVES.into();
        note["doesNotProve"] = DOES_NOT_PROVE.into();
        note["origin"] = self.origin.clone();
        note["blockLines"] = self.blocks.size.into();
    }

    /// Takes the first line.
    pub(crate) fn head(&mut self, line: &[u8]) {
        self.head = hex(&digest(line));
    }

    /// Takes whole lines of records.
    pub(crate) fn lines(&mut self, lines: &[u8]) {
        self.records.feed(lines);
        lines.split_inclusive(|byte| *byte == b'\n').for_each(|line| self.blocks.take(line));
    }

    /// Adds to the last line what a bundle says there.
    pub(crate) fn conclude(&self, note: &mut Value) {
        note["lines"] = self.blocks.lines.into();
        note["sha256"] = json!({
            "firstLine": self.head,
            "records": hex(&self.records.clone().finish()),
            "blocks": self.blocks.clone().finish(),
        });
    }
}

/// Lines hashed by so many.
#[derive(Debug, Clone)]
pub(super) struct Blocks {
    pub(super) size: u32,
    pub(super) lines: u32,
    open: Hasher,
    done: Vec<String>,
}

impl Blocks {
    pub(super) fn new(size: u32) -> Self {
        Self { size: size.max(1), lines: 0, open: Hasher::default(), done: Vec::new() }
    }

    /// Takes a line, its end included.
    pub(super) fn take(&mut self, line: &[u8]) {
        self.open.feed(line);
        self.lines = self.lines.saturating_add(1);
        if self.lines.is_multiple_of(self.size) {
            self.done.push(hex(&std::mem::take(&mut self.open).finish()));
        }
    }

    pub(super) fn finish(mut self) -> Vec<String> {
        if !self.lines.is_multiple_of(self.size) {
            self.done.push(hex(&self.open.finish()));
        }
        self.done
    }
}
