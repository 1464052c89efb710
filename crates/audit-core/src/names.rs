//! Names that people gave to accesses and streams.

use std::collections::HashMap;

use crate::decode::{Decoded, Decoder};
use crate::engine::{AccessName, AccessState, Name, StreamName};

/// Names by the base id of their access, and by the id of their stream.
#[derive(Debug, Clone, Default)]
pub struct Names {
    accesses: HashMap<String, Known>,
    /// What accesses were called in earlier versions, by id and number.
    versions: HashMap<(String, Option<u32>), String>,
    streams: HashMap<String, String>,
    changes: u32,
}

#[derive(Debug, Clone)]
struct Known {
    name: AccessName,
    /// It is as the access is now.
    is_current: bool,
}

impl Known {
    /// Of two, the one to believe is the greater: what is now, or else what came last.
    fn rank(&self) -> (bool, bool, Option<u32>) {
        (self.is_current, matches!(self.name.state, AccessState::Deleted(_)), self.name.serial)
    }
}

impl Names {
    /// Adds a name. Of an access, what it is now goes before what it was, and what was
    /// said later before what was said of the same; of a stream, the later one counts.
    pub fn add(&mut self, name: Name) {
        match name {
            Name::Access(name) => self.add_access(Known { name, is_current: true }),
            Name::FormerAccess(name) => {
                self.versions.insert((name.base.clone(), name.serial), name.name.clone());
                self.add_access(Known { name, is_current: false });
            }
            Name::Stream(StreamName { id, name }) => {
                self.streams.insert(id, name);
            }
        }
    }

    fn take(&mut self, decoded: Decoded<'_>) {
        if let Decoded::Name(name) = decoded {
            self.add(name);
        }
    }

    fn add_access(&mut self, known: Known) {
        let held = self.accesses.get(&known.name.base);
        if held.is_none_or(|held| held.rank() <= known.rank()) {
            self.changes = self.changes.wrapping_add(1);
            self.accesses.insert(known.name.base.clone(), known);
        }
    }

    /// Adds what another log of the same account knows.
    pub fn add_all(&mut self, other: &Self) {
        for known in other.accesses.values() {
            self.add_access(known.clone());
        }
        self.versions.extend(other.versions.clone());
        self.streams.extend(other.streams.clone());
    }

    /// How many accesses and streams have one.
    pub fn len(&self) -> u32 {
        self.accesses_len().saturating_add(self.streams_len())
    }

    /// How many accesses have one.
    pub fn accesses_len(&self) -> u32 {
        u32::try_from(self.accesses.len()).unwrap_or(u32::MAX)
    }

    /// How many streams have one.
    pub fn streams_len(&self) -> u32 {
        u32::try_from(self.streams.len()).unwrap_or(u32::MAX)
    }

    /// Whether none has one.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Base ids of accesses that were changed: each has a history.
    pub fn changed_accesses(&self) -> Vec<String> {
        let changed = self.accesses.values().filter(|known| known.is_current && known.name.serial.is_some());
        let mut bases: Vec<String> = changed.map(|known| known.name.base.clone()).collect();
        bases.sort_unstable();
        bases
    }

    /// The name of a stream.
    pub fn stream(&self, id: &str) -> Option<&str> {
        self.streams.get(id).map(String::as_str)
    }

    /// Whether a stream's name passes.
    pub(crate) fn has_stream(&self, mut passes: impl FnMut(&str) -> bool) -> bool {
        self.streams.values().any(|name| passes(name))
    }

    /// How often a name of an access was added, or took the place of another.
    pub fn changes(&self) -> u32 {
        self.changes
    }

    /// Whether an access is known as one that the account's owner signed in with.
    pub fn is_personal(&self, base: &str) -> bool {
        self.access(base).is_some_and(|name| name.kind == "personal")
    }

    /// All of accesses: the id without its version, and the name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.accesses.values().map(|known| (known.name.base.as_str(), known.name.name.as_str()))
    }

    /// The name of an access.
    pub fn get(&self, base: &str) -> Option<&str> {
        self.access(base).map(|name| name.name.as_str())
    }

    /// What is known of an access.
    pub fn access(&self, base: &str) -> Option<&AccessName> {
        self.accesses.get(base).map(|known| &known.name)
    }

    /// What an access was called in a version of it, where that is known.
    pub fn version(&self, base: &str, serial: Option<u32>) -> Option<&str> {
        self.versions.get(&(base.to_owned(), serial)).map(String::as_str)
    }
}

/// Reads names out of a file, and leaves out all else: a backup's lists of accesses and
/// streams, or a reply of the API with one.
#[derive(Debug, Default)]
pub struct NamesReader {
    decoder: Decoder,
    names: Names,
}

impl NamesReader {
    /// Reads the next bytes, cut anywhere.
    pub fn feed(&mut self, bytes: &[u8]) {
        let names = &mut self.names;
        self.decoder.feed(bytes, &mut |decoded| names.take(decoded));
    }

    /// Ends the file; the names that it held.
    pub fn finish(mut self) -> Names {
        let names = &mut self.names;
        self.decoder.finish(&mut |decoded| names.take(decoded));
        self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pryv::read_names;

    fn name(name: &str, serial: Option<u32>, state: AccessState) -> AccessName {
        AccessName { base: "a".to_owned(), name: name.to_owned(), serial, state, ..AccessName::default() }
    }

    /// What a server answers, with keys that are nobody's.
    const REPLIES: [&str; 3] = [
        include_str!("../tests/fixtures/names/accesses.json"),
        include_str!("../tests/fixtures/names/access-history.json"),
        include_str!("../tests/fixtures/names/streams.json"),
    ];

    #[test]
    fn replies_give_names_and_no_key() {
        let mut names = Names::default();
        for reply in REPLIES {
            for name in read_names(reply.as_bytes()) {
                names.add(name);
            }
        }
        let about = |base: &str| {
            let access = names.access(base).unwrap();
            (access.name.as_str(), access.kind.as_str(), access.device.as_deref(), access.serial, access.state)
        };
        let in_use = AccessState::InUse;
        assert_eq!(about("jonzp46xv4g9kjefkmd3xcb7"), ("lab-tracker", "app", Some("Pixel 9"), None, in_use));
        assert_eq!(about("pk5e6sbsl8aazvg7gjzjo48r"), ("lab-versioned", "app", None, Some(2), in_use));
        let expired = AccessState::Expires(1_795_460_314_744);
        assert_eq!(about("cxo283riygsvykaw5tp153vm"), ("Expires in one second", "shared", None, None, expired));
        let deleted = names.accesses.values().find(|known| known.name.name == "To be deleted").unwrap();
        assert_eq!(deleted.name.state, AccessState::Deleted(Some(1_795_460_318_186)));
        for serial in [None, Some(1)] {
            assert_eq!(names.version("pk5e6sbsl8aazvg7gjzjo48r", serial), Some("lab-versioned"));
        }
        // Of the tree every stream, whatever store it is of.
        let streams = [("heart", "Heart"), ("work", "Work (renamed)"), (":_system:dbDocuments", "Db Documents")];
        for (id, name) in streams {
            assert_eq!(names.stream(id), Some(name));
        }
        for kept in ["key-", "example.com", "sha256", "of-nobody"] {
            assert!(!format!("{names:?}").contains(kept), "{kept}");
        }
    }

    #[test]
    fn of_files_only_names_are_read() {
        let backup = include_str!("../tests/fixtures/backup-sqlite-accesses.jsonl");
        let log = include_str!("../tests/fixtures/backup-sqlite-audit.jsonl");
        for (file, accesses, changed, streams) in
            [(backup, 19, 1, 0), (log, 0, 0, 0), (REPLIES[0], 19, 1, 0), (REPLIES[2], 0, 0, 14), ("", 0, 0, 0)]
        {
            let mut reader = NamesReader::default();
            for bytes in file.as_bytes().chunks(1000) {
                reader.feed(bytes);
            }
            let names = reader.finish();
            let seen = (names.accesses_len(), names.changed_accesses().len(), names.streams_len());
            assert_eq!(seen, (accesses, changed, streams), "{}", file.get(..40).unwrap_or_default());
        }
    }

    #[test]
    fn what_is_now_goes_before_what_was_in_any_order() {
        let all = [
            Name::FormerAccess(name("first", None, AccessState::InUse)),
            Name::FormerAccess(name("deleted", Some(1), AccessState::Deleted(Some(5)))),
            Name::FormerAccess(name("third", Some(2), AccessState::InUse)),
            Name::Access(name("now", None, AccessState::InUse)),
        ];
        // The last of so many, and what is believed then.
        for (count, expected) in [(1, "first"), (2, "deleted"), (3, "deleted"), (4, "now")] {
            let mut in_order = Names::default();
            for name in &all[..count] {
                in_order.add(name.clone());
            }
            let mut reversed = Names::default();
            for name in all[..count].iter().rev() {
                reversed.add(name.clone());
            }
            let mut together = Names::default();
            together.add_all(&reversed);
            for names in [in_order, reversed, together] {
                assert_eq!(names.get("a"), Some(expected), "{count}");
                assert_eq!(names.version("a", None), Some("first"));
                assert_eq!((names.len(), names.version("a", Some(7))), (1, None));
            }
        }
    }
}
