//! Bodies into the store: decoded, checked against what the token may see, and
//! tallied. Nothing is dropped without being counted.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::protocol::Origin;
use super::tally::{ExportNote, Tally, Unreadable};
use crate::decode::{Decoded, Decoder, Fields, read_record};
use crate::names::Names;
use crate::pryv::{ErrorReply, Rights};
use crate::record::{Form, Generation, Record};
use crate::record_ref::RecordRef;
use crate::secrets::rewrite_unread;
use crate::store::Store;

/// Unreadable records that are kept to be shown; beyond, they are only counted.
const KEPT_UNREADABLE: usize = 20;
const KEPT_CHARACTERS: usize = 2000;

/// What was left out, by a hash of its bytes. Pages overlap: what comes again in a
/// later body counts once.
#[derive(Debug, Clone, Default)]
struct LeftOut {
    before: HashSet<u64>,
    in_body: Vec<u64>,
}

impl LeftOut {
    /// Whether it is left out for the first time.
    fn note(&mut self, raw: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        raw.hash(&mut hasher);
        let hash = hasher.finish();
        self.in_body.push(hash);
        !self.before.contains(&hash)
    }

    fn end_body(&mut self) {
        self.before.extend(self.in_body.drain(..));
    }
}

#[derive(Debug, Default)]
pub(super) struct Intake {
    origin: Option<Origin>,
    decoder: Option<Decoder>,
    /// When the next file was last changed, in milliseconds.
    pub(super) changed_ms: Option<i64>,
    pub(super) tally: Tally,
    saw_meta: bool,
    /// The body gave names.
    named: bool,
    unreadable_in_body: u32,
    /// Unreadable records before this body: how many are kept, and how many there were.
    unreadable_before: (usize, u32),
    left_out: LeftOut,
    /// Records that the last line of an export of ours says it holds.
    written: Option<u64>,
}

impl Intake {
    pub(super) fn new(origin: Origin) -> Self {
        Self { origin: Some(origin), ..Self::default() }
    }

    /// One for the same source, which counts anew; what was left out before does not count
    /// again.
    pub(super) fn beside(other: &Self) -> Self {
        Self { origin: other.origin.clone(), left_out: other.left_out.clone(), ..Self::default() }
    }

    /// The period that was asked for goes on until there.
    pub(super) fn widen(&mut self, until_ms: i64) {
        if let Some(Origin::Server { period_ms: (_, to), .. }) = &mut self.origin {
            *to = until_ms.max(*to);
        }
    }

    /// Counts what the other counted, which counts anew.
    pub(super) fn take_over(&mut self, other: &mut Self) {
        let counted = std::mem::take(&mut other.tally);
        self.tally.unreadable_count += counted.unreadable_count;
        let room = KEPT_UNREADABLE.saturating_sub(self.tally.unreadable.len());
        self.tally.unreadable.extend(counted.unreadable.into_iter().take(room));
        self.tally.foreign += counted.foreign;
        self.tally.outside += counted.outside;
    }

    pub(super) fn start(&mut self) {
        self.decoder = Some(Decoder::of_file(self.changed_ms.take()));
        self.saw_meta = false;
        self.named = false;
        self.unreadable_in_body = 0;
        self.unreadable_before = (self.tally.unreadable.len(), self.tally.unreadable_count);
        self.written = None;
        self.tally.export_note = None;
        self.tally.complete = false;
        self.tally.in_body = 0;
        self.tally.last_time_ms = None;
        self.tally.error = None;
        self.tally.not_a_log = false;
    }

    /// Reads the next bytes into a store. What another one holds already is not new.
    pub(super) fn feed(&mut self, bytes: &[u8], store: &mut Store, known: Option<&Store>, names: &mut Names) {
        if let Some(mut decoder) = self.decoder.take() {
            decoder.feed(bytes, &mut |decoded| self.take(decoded, store, known, names));
            self.decoder = Some(decoder);
        }
    }

    pub(super) fn end(&mut self, store: &mut Store, known: Option<&Store>, names: &mut Names) {
        let Some(decoder) = self.decoder.take() else { return };
        let ending = decoder.finish(&mut |decoded| self.take(decoded, store, known, names));
        self.left_out.end_body();
        // An event reply ends with `meta`; without it the server was cut off
        // even where a proxy closed the JSON.
        let needs_meta = matches!(self.origin, Some(Origin::Server { generation: Generation::Events, .. }));
        self.tally.complete = ending.closed && (self.saw_meta || !needs_meta);
        if let Some(note) = &self.tally.export_note {
            // An export of ours says at its end how many records it holds. It is
            // whole when they are there, and complete when it was made of all.
            self.tally.complete &= note.complete && self.written == Some(u64::from(self.tally.in_body));
        }
        let readable = self.tally.in_body > 0 && self.unreadable_in_body < self.tally.in_body;
        self.tally.not_a_log = !ending.has_log && !readable && !self.named && self.tally.error.is_none();
        if self.tally.not_a_log && self.origin == Some(Origin::File) {
            // What is none has no records that could not be read: nobody is shown the
            // lines of some other file.
            let (kept, count) = self.unreadable_before;
            self.tally.unreadable.truncate(kept);
            self.tally.unreadable_count = count;
        }
    }

    /// The access of the token in use: a limited token says which one it is.
    pub(super) fn me(&self) -> Option<&str> {
        match &self.origin {
            Some(Origin::Server { rights: Rights::Only { own, .. }, .. }) => Some(own),
            _ => None,
        }
    }

    /// The access of the token in use, also where it is the account's owner.
    pub(super) fn viewer(&self) -> Option<&str> {
        match &self.origin {
            Some(Origin::Server { access, .. }) => Some(access),
            _ => None,
        }
    }

    /// The generation that the server speaks, as bundles name it.
    pub(super) fn generation(&self) -> Option<Generation> {
        match &self.origin {
            Some(Origin::Server { generation, .. }) => Some(*generation),
            _ => None,
        }
    }

    /// How much of the log could be seen, as bundles name it.
    pub(super) fn visible(&self) -> &'static str {
        match &self.origin {
            Some(Origin::Server { .. }) if self.sees_everything() => "everything",
            Some(Origin::Server { .. }) => "part",
            _ => "file",
        }
    }

    fn sees_everything(&self) -> bool {
        !matches!(&self.origin, Some(Origin::Server { rights, .. }) if *rights != Rights::Everything)
    }

    fn take(&mut self, decoded: Decoded<'_>, store: &mut Store, known: Option<&Store>, names: &mut Names) {
        match decoded {
            Decoded::Name(name) => {
                self.named = true;
                names.add(name);
                self.tally.names = names.len();
            }
            Decoded::Record(record, raw, at) => self.take_record(record, raw, at, store, known),
            Decoded::Unreadable(reason, raw) => {
                self.tally.in_body += 1;
                self.unreadable_in_body += 1;
                if !self.left_out.note(&raw) {
                    return;
                }
                self.tally.unreadable_count += 1;
                // Whose row it is cannot be told: with a limited token, it is
                // counted and not shown.
                if self.sees_everything() && self.tally.unreadable.len() < KEPT_UNREADABLE {
                    let raw = rewrite_unread(&String::from_utf8_lossy(&raw));
                    let raw = raw.chars().take(KEPT_CHARACTERS).collect();
                    self.tally.unreadable.push(Unreadable { reason, raw });
                }
            }
            Decoded::Meta(text) => {
                self.saw_meta = true;
                if let Some(time) = Fields::read(&text).and_then(|meta| meta.time_ms("serverTime")) {
                    self.tally.server_time_ms = Some(time);
                }
            }
            Decoded::Error(text) => {
                if let Some(error) = Fields::read(&text) {
                    self.tally.error = Some(Box::new(ErrorReply::read(&error)));
                }
            }
            Decoded::EndNote(text) => {
                self.written = Fields::read(&text).and_then(|note| note.count("written"));
            }
            Decoded::Note(text) => {
                self.tally.export_note = Fields::read(&text).map(|note| ExportNote {
                    query: note.text("query").unwrap_or_default(),
                    account: note.text("account").unwrap_or_default(),
                    complete: note.raw("complete") == Some("true"),
                    own_reads_left_out: note.count("ownReadsLeftOut").unwrap_or_default(),
                    unreadable: note.count("unreadable").unwrap_or_default(),
                    exported_at: note.text("exportedAt").unwrap_or_default(),
                });
            }
        }
    }

    fn take_record(
        &mut self,
        record: &RecordRef,
        raw: &[u8],
        at: Option<u64>,
        store: &mut Store,
        known: Option<&Store>,
    ) {
        self.tally.in_body += 1;
        self.tally.last_time_ms = Some(record.time_ms);
        if let Some(Origin::Server { rights, period_ms: (from, to), .. }) = &self.origin {
            let (belongs, inside) = (rights.include(record), (*from..=*to).contains(&record.time_ms));
            if !belongs || !inside {
                let counted = if belongs { &mut self.tally.outside } else { &mut self.tally.foreign };
                *counted += u32::from(self.left_out.note(raw));
                return;
            }
        }
        if known.is_some_and(|known| known.row(&record.id).is_some()) {
            self.tally.duplicates += 1;
            return;
        }
        if let Err(row) = store.push(record, raw, at) {
            self.tally.duplicates += 1;
            self.tally.conflicts += u32::from(merge(record, raw, at, row, store));
            return;
        }
        self.tally.records = store.len();
        self.tally.from_csv += u32::from(record.form == Form::Csv);
        self.tally.assumed_times += u32::from(record.form == Form::Syslog { assumed: true });
    }
}

/// Keeps, of two records with one id, the one that was changed last, whichever came first;
/// whether they say different things. Of equal times, or unknown ones, the greater bytes
/// are kept: any rule will do that does not ask for the order. What the other said is kept
/// beside it.
fn merge(record: &RecordRef, raw: &[u8], at: Option<u64>, row: u32, store: &mut Store) -> bool {
    // Where the file that holds the other has changed, it cannot be compared.
    let Some(held) = store.raw(row).filter(|held| *held != raw) else { return false };
    // The same record can be written in the ways of the API and of backups.
    let same = RecordRef { form: record.form, ..store.record(row) } == *record;
    let (changed, changed_held) = (modified_ms(raw), modified_ms(&held));
    let newer = changed > changed_held || (!same && changed == changed_held && *raw > *held);
    let held = held.into_owned();
    if newer {
        store.replace(row, record, raw, at);
    }
    if !same || !store.versions(row).is_empty() {
        let (kept, other) = if newer { (raw, held.as_slice()) } else { (held.as_slice(), raw) };
        let others = others(kept, store.versions(row).iter().map(AsRef::as_ref).chain([other]));
        store.set_versions(row, others);
    }
    !same
}

/// A version of a record.
struct Version<'a> {
    /// What it says, in the ways of the API and of backups alike; what cannot be read says
    /// its bytes.
    statement: Result<Record, &'a [u8]>,
    changed_ms: Option<i64>,
    raw: &'a [u8],
}

impl<'a> Version<'a> {
    fn of(raw: &'a [u8]) -> Self {
        let statement = read_record(raw).map(|record| Record { form: Form::Event, ..record }).map_err(|_| raw);
        Self { statement, changed_ms: modified_ms(raw), raw }
    }

    /// Of two that say the same, the later one is kept.
    fn age(&self) -> (Option<i64>, &'a [u8]) {
        (self.changed_ms, self.raw)
    }
}

/// Of several versions of a record, those that say something else than the one that is kept:
/// of each statement the one that was changed last, whatever the order in which they came.
fn others<'a>(kept: &'a [u8], versions: impl Iterator<Item = &'a [u8]>) -> Vec<Box<[u8]>> {
    let kept = Version::of(kept);
    let mut found: Vec<Version> = Vec::new();
    for version in versions.map(Version::of).filter(|version| version.statement != kept.statement) {
        match found.iter_mut().find(|known| known.statement == version.statement) {
            Some(known) if known.age() < version.age() => *known = version,
            Some(_) => {}
            None => found.push(version),
        }
    }
    found.sort_by(|a, b| b.age().cmp(&a.age()));
    found.into_iter().map(|version| version.raw.into()).collect()
}

/// When a record was last changed, in milliseconds, where it says so.
fn modified_ms(raw: &[u8]) -> Option<i64> {
    Fields::read(&String::from_utf8_lossy(raw))?.time_ms("modified")
}
