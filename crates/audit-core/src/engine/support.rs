//! The log as it can be shown to somebody who must not know whose it is: a second engine,
//! filled with what [`Pseudonyms`] make of the records and names of the first. Everything that
//! is asked of it is answered in pseudonyms, without any part of it knowing that.

use super::intake::Intake;
use super::protocol::{Command, Origin, Reply};
use super::{Engine, Tally};
use crate::pryv::Rights;
use crate::pseudonyms::{PseudonymKey, Pseudonyms};

/// A log of pseudonyms, made of another log and kept like it.
#[derive(Debug)]
pub struct SupportView {
    pseudonyms: Pseudonyms,
    engine: Engine,
    /// Rows of the other log that are in it.
    copied: u32,
    /// What the other log was then: how many of its records had taken the place of others,
    /// and what it knew by name.
    replaced: u32,
    names: (u32, usize, usize),
    has_origin: bool,
}

impl SupportView {
    /// An empty one.
    pub fn new(key: &PseudonymKey) -> Self {
        Self {
            pseudonyms: Pseudonyms::new(key),
            engine: Engine::default(),
            copied: 0,
            replaced: 0,
            names: Default::default(),
            has_origin: false,
        }
    }

    /// Takes in what the other log has got since, at most so many records; whether that is
    /// all.
    pub fn catch_up(&mut self, log: &Engine, most: u32) -> bool {
        if !self.has_origin || self.replaced != log.store.replaced() || self.copied > log.store.len() {
            // What is no longer true cannot be taken out again.
            let texts = std::mem::take(&mut self.engine.texts);
            self.engine = Engine { intake: self.intake(&log.intake), texts, in_pseudonyms: true, ..Engine::default() };
            (self.copied, self.replaced, self.names, self.has_origin) =
                (0, log.store.replaced(), Default::default(), true);
        }
        let names = log.names.extent();
        if std::mem::replace(&mut self.names, names) != names {
            for name in log.names.each() {
                self.engine.names.add(self.pseudonyms.name(&name));
            }
        }
        let until = log.store.len().min(self.copied.saturating_add(most));
        for row in self.copied..until {
            let (record, raw) = self.pseudonyms.record(&log.store.record(row).to_record());
            // Of two with one id, which there are not, the first one stays.
            let _ = self.engine.store.push(&(&record).into(), &raw, None);
        }
        self.copied = until;
        self.count(&log.intake.tally);
        until == log.store.len()
    }

    /// Answers as an engine does. What belongs to a body is not for it: it reads none.
    pub fn handle(&mut self, command: Command) -> Reply {
        match command {
            Command::Open(_)
            | Command::BodyStart
            | Command::BodyEnd
            | Command::NewerStart { .. }
            | Command::NewerEnd
            | Command::NewerTake
            | Command::Names(_) => Reply::Done,
            command => self.engine.handle(command),
        }
    }

    /// Bytes of memory taken, beside those of the other log.
    pub fn bytes(&self) -> usize {
        self.engine.bytes() + self.pseudonyms.bytes()
    }

    /// Records in it.
    pub fn copied(&self) -> u32 {
        self.copied
    }

    /// Whose token it is, as filters ask for it, and nothing of the period: nothing is read.
    fn intake(&mut self, of_log: &Intake) -> Intake {
        let rights = match of_log.me() {
            Some(me) => Rights::Only { own: self.pseudonyms.access(me), accesses: Vec::new(), actions: Vec::new() },
            None => Rights::Everything,
        };
        Intake::new(match (of_log.viewer(), of_log.generation()) {
            (Some(viewer), Some(generation)) => Origin::Server {
                rights,
                access: self.pseudonyms.access(viewer),
                generation,
                period_ms: (i64::MIN, i64::MAX),
            },
            _ => Origin::File,
        })
    }

    /// What was left out is counted here too; what it said is nowhere.
    fn count(&mut self, tally: &Tally) {
        self.engine.intake.tally = Tally {
            records: self.engine.store.len(),
            unreadable_count: tally.unreadable_count,
            foreign: tally.foreign,
            outside: tally.outside,
            complete: tally.complete,
            ..Tally::default()
        };
    }
}

/// What came of a look for what a pseudonym stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// There is more to look at.
    Goes,
    /// It stands for this.
    Found(String),
    /// It stands for nothing in the log.
    Nowhere,
}

/// Finds out, on the device that has the key, what a pseudonym stands for: by making those of
/// the log again.
#[derive(Debug)]
pub struct WhoIs {
    pseudonyms: Pseudonyms,
    next: u32,
}

impl WhoIs {
    /// For one pseudonym.
    pub fn new(key: &PseudonymKey, pseudonym: &str) -> Self {
        Self { pseudonyms: Pseudonyms::looking_for(key, pseudonym), next: 0 }
    }

    /// Looks at names, and at the next records, at most so many.
    pub fn look(&mut self, log: &Engine, most: u32) -> Looked {
        if self.next == 0 {
            for name in log.names.each() {
                self.pseudonyms.name(&name);
            }
        }
        let until = log.store.len().min(self.next.saturating_add(most));
        for row in self.next..until {
            self.pseudonyms.record(&log.store.record(row).to_record());
        }
        self.next = until;
        match self.pseudonyms.found() {
            Some(found) => Looked::Found(found.to_owned()),
            None if until == log.store.len() => Looked::Nowhere,
            None => Looked::Goes,
        }
    }
}
