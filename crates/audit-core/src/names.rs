//! Names that people gave to accesses and streams.

use std::collections::{BTreeMap, HashMap};

use crate::decode::{Decoded, Decoder};
use crate::engine::{AccessName, AccessState, Name, StreamName};

/// Names by the base id of their access, and by the id of their stream.
#[derive(Debug, Clone, Default)]
pub struct Names {
    accesses: HashMap<String, Known>,
    /// What accesses were in earlier versions, by id and number.
    versions: HashMap<String, BTreeMap<Option<u32>, AccessName>>,
    streams: HashMap<String, StreamName>,
    changes: u32,
}

/// Streams in streams: a tree that is deeper has a circle in it.
const DEEPEST: usize = 100;

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
                self.add_version(name.clone());
                self.add_access(Known { name, is_current: false });
            }
            Name::Stream(stream) => {
                self.streams.insert(stream.id.clone(), stream);
            }
        }
    }

    /// What was said later of a version counts, but saying less takes nothing away.
    fn add_version(&mut self, mut name: AccessName) {
        let versions = self.versions.entry(name.base.clone()).or_default();
        if name.grant.is_none() {
            name.grant = versions.get_mut(&name.serial).and_then(|held| held.grant.take());
        }
        versions.insert(name.serial, name);
    }

    fn take(&mut self, decoded: Decoded<'_>) {
        if let Decoded::Name(name) = decoded {
            self.add(name);
        }
    }

    fn add_access(&mut self, mut known: Known) {
        let held = self.accesses.get_mut(&known.name.base);
        if held.as_ref().is_none_or(|held| held.rank() <= known.rank()) {
            if let Some(held) = held.filter(|held| known.name.grant.is_none() && held.name.serial == known.name.serial)
            {
                known.name.grant = held.name.grant.take();
            }
            self.changes = self.changes.wrapping_add(1);
            self.accesses.insert(known.name.base.clone(), known);
        }
    }

    /// Adds what another log of the same account knows.
    pub fn add_all(&mut self, other: &Self) {
        for known in other.accesses.values() {
            self.add_access(known.clone());
        }
        for version in other.versions.values().flat_map(BTreeMap::values) {
            self.add_version(version.clone());
        }
        self.streams.extend(other.streams.clone());
    }

    /// All that is known, as what it can be added as again.
    pub(crate) fn each(&self) -> impl Iterator<Item = Name> + '_ {
        let versions = self.versions.values().flat_map(BTreeMap::values).cloned().map(Name::FormerAccess);
        let access = |known: &Known| {
            let name = known.name.clone();
            if known.is_current { Name::Access(name) } else { Name::FormerAccess(name) }
        };
        let accesses = self.accesses.values().map(access);
        versions.chain(accesses).chain(self.streams.values().cloned().map(Name::Stream))
    }

    /// How many accesses, versions of them and streams are known, and how often that changed.
    pub(crate) fn extent(&self) -> (u32, usize, usize) {
        (self.changes, self.versions.values().map(BTreeMap::len).sum(), self.streams.len())
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
        self.streams.get(id).map(|stream| stream.name.as_str())
    }

    /// A stream and those that it is in, from itself up; and whether that is all of them:
    /// not where one is not known.
    pub fn lineage<'a>(&'a self, id: &'a str) -> (Vec<&'a str>, bool) {
        let mut lineage = vec![id];
        while let Some(stream) = self.streams.get(lineage[lineage.len() - 1]) {
            match stream.parent.as_deref() {
                None => return (lineage, true),
                Some(parent) if lineage.len() < DEEPEST => lineage.push(parent),
                Some(_) => break,
            }
        }
        (lineage, false)
    }

    /// Whether a stream's name passes.
    pub(crate) fn has_stream(&self, mut passes: impl FnMut(&str) -> bool) -> bool {
        self.streams.values().any(|stream| passes(&stream.name))
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
        self.versions.get(base)?.get(&serial).map(|name| name.name.as_str())
    }

    /// The versions of an access that are known, the first one first: what it was, and what
    /// it is now, where the number of that is known. Of those that only have a name there is
    /// none.
    pub fn versions(&self, base: &str) -> Vec<&AccessName> {
        let has_grant = |name: &&AccessName| name.grant.is_some();
        let mut versions: Vec<_> =
            self.versions.get(base).into_iter().flat_map(BTreeMap::values).filter(has_grant).collect();
        let is_numbered = |name: &&AccessName| name.grant.as_ref().is_some_and(|grant| !grant.unnumbered);
        if let Some(now) = self.access(base).filter(is_numbered) {
            versions.retain(|version| version.serial != now.serial);
            let place = versions.partition_point(|version| version.serial < now.serial);
            versions.insert(place, now);
        }
        versions
    }

    /// Every access that is known.
    pub(crate) fn known(&self) -> impl Iterator<Item = &AccessName> {
        self.accesses.values().map(|known| &known.name)
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
    use crate::pryv::{AccessInfo, read_names};

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
        assert_eq!(names.lineage("heart"), (vec!["heart", "health"], true));
        assert_eq!(names.lineage("elsewhere"), (vec!["elsewhere"], false));
        let tracker = names.access("jonzp46xv4g9kjefkmd3xcb7").unwrap().grant.as_ref().unwrap();
        assert_eq!(tracker.texts[0].text, "Lab tracker: reads your diary and writes your health data.");
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

    /// What each version of the changed access may do, and since when.
    fn versions(names: &Names) -> Vec<String> {
        let said = |name: &&AccessName| {
            let grant = name.grant.as_ref().unwrap();
            let may: Vec<_> = grant.permissions.iter().map(|it| format!("{} {}", it.level, it.id)).collect();
            format!("{:?} {} since {:?}", name.serial, may.join(" "), grant.modified_ms)
        };
        names.versions("pk5e6sbsl8aazvg7gjzjo48r").iter().map(said).collect()
    }

    #[test]
    fn every_version_is_known_with_what_it_may_do() {
        let expected = [
            "None read diary since Some(1795460313787)",
            "Some(1) read diary read work since Some(1795460318266)",
            "Some(2) contribute diary read work since Some(1795460318317)",
        ];
        let mut replies = Names::default();
        REPLIES.iter().flat_map(|reply| read_names(reply.as_bytes())).for_each(|name| replies.add(name));
        let mut reader = NamesReader::default();
        reader.feed(include_bytes!("../tests/fixtures/backup-sqlite-accesses.jsonl"));
        let backup = reader.finish();
        let mut together = backup.clone();
        together.add_all(&replies);
        for names in [&replies, &backup, &together] {
            assert_eq!(versions(names), expected);
        }
        // An access that is asked about itself does not say which version it is.
        let body = br#"{"id":"pk5e6sbsl8aazvg7gjzjo48r","type":"app","name":"lab-versioned","token":"t0k3n",
            "permissions":[{"streamId":":_system:account","level":"none"},{"streamId":"diary","level":"contribute"},
            {"streamId":":_audit:access-pk5e6sbsl8aazvg7gjzjo48r","level":"read"}],
            "created":1795460313.787,"modified":1795460318.317}"#;
        let access = AccessInfo::read(200, body).unwrap().access.unwrap();
        assert!(!format!("{access:?}").contains("t0k3n"));
        let grant = access.grant.clone().unwrap();
        let permissions: Vec<_> = grant.permissions.iter().map(|it| (&*it.id, &*it.level)).collect();
        assert_eq!((permissions, grant.unnumbered), (vec![("diary", "contribute")], true));
        let mut own = Names::default();
        own.add(access.into());
        assert_eq!((versions(&own), own.get("pk5e6sbsl8aazvg7gjzjo48r")), (vec![], Some("lab-versioned")));
        // Who says only a name takes nothing away.
        let only_name = AccessName {
            base: "pk5e6sbsl8aazvg7gjzjo48r".to_owned(),
            name: "from a table".to_owned(),
            ..AccessName::default()
        };
        together.add(Name::FormerAccess(only_name));
        assert_eq!(versions(&together), expected);
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
