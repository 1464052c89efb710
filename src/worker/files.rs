//! Loading from files: one after the other into one log, each plain or packed.

use audit_core::engine::{Command, Origin, Tally};

use super::load::{Load, Stop};
use crate::browser::file::LocalFile;
use crate::browser::gunzip::Broken;
use crate::browser::reading::Reading;
use crate::worker_protocol::{Failure, FileEnd, FileRead, Identity, Phase};

/// Loads files.
pub(super) async fn load(mut load: Load, files: &[LocalFile]) {
    load.status.total = Some(files.iter().map(LocalFile::size).sum());
    load.phase(Phase::Loading);
    let result = match files {
        [] => Err(Stop::Failed(Failure::Unreadable)),
        [file] => load.one_file(file).await,
        _ => load.several_files(files).await,
    };
    load.end(result);
}

/// How reading a file went.
enum Read {
    /// To its end.
    Whole,
    /// To where it is damaged, or ends early.
    Cut,
}

impl Load {
    /// Returns whether the file is whole.
    async fn one_file(&mut self, file: &LocalFile) -> Result<bool, Stop> {
        self.handle(Command::Open(Origin::File));
        self.to_open = Some(Identity::File { name: file.name(), others: 0 });
        let read = self.read(file, true).await?;
        let tally = self.give(Command::BodyEnd);
        let complete = tally.complete && matches!(read, Read::Whole);
        let no_log = tally.not_a_log || !complete || tally.error.is_some() || tally.names > 0;
        let nothing = tally.records == 0 && no_log;
        self.report(tally);
        if nothing { Err(Stop::Failed(Failure::NotALog)) } else { Ok(complete) }
    }

    /// Returns whether all that are logs are whole.
    async fn several_files(&mut self, files: &[LocalFile]) -> Result<bool, Stop> {
        self.handle(Command::Open(Origin::File));
        self.log.engine.borrow_mut().expect(self.status.total.unwrap_or_default());
        let (mut before, mut some_log) = (Tally::default(), false);
        for (place, file) in files.iter().enumerate() {
            // The log has the name of the first file that holds records.
            if place == 0 || self.to_open.is_some() {
                self.to_open = Some(Identity::File { name: file.name(), others: files.len() as u64 - 1 });
            }
            let read = match self.read(file, false).await {
                Err(Stop::Failed(_)) => None,
                read => Some(read?),
            };
            let tally = self.give(Command::BodyEnd);
            let names = tally.names - before.names;
            let records = tally.records - before.records;
            let end = match read {
                None => FileEnd::Unreadable,
                Some(_) if tally.not_a_log => FileEnd::NotALog,
                Some(_) if tally.export_note.as_ref().is_some_and(|note| !note.complete) => FileEnd::Partial,
                Some(Read::Whole) if tally.complete => FileEnd::Whole,
                Some(_) => FileEnd::Cut,
            };
            some_log |= records > 0 || (end == FileEnd::Whole && names == 0);
            self.status.files.push(FileRead {
                name: file.name(),
                records,
                duplicates: tally.duplicates - before.duplicates,
                unreadable: tally.unreadable_count.saturating_sub(before.unreadable_count),
                names,
                end,
            });
            before = tally.clone();
            self.report(tally);
        }
        if some_log {
            Ok(self.status.files.iter().all(|file| matches!(file.end, FileEnd::Whole | FileEnd::NotALog)))
        } else {
            Err(Stop::Failed(Failure::NoneIsALog(files.len() as u64)))
        }
    }

    /// Reads a file into the body that begins with it. Of one that is `alone` the verbatim
    /// records stay where they are.
    async fn read(&mut self, file: &LocalFile, alone: bool) -> Result<Read, Stop> {
        self.log.engine.borrow_mut().last_changed(file.last_changed_ms());
        self.handle(Command::BodyStart);
        let (mut reading, mut begun) = (Reading::of(file), false);
        loop {
            let next = reading.next().await;
            self.go_on()?;
            let piece = match next {
                Ok(Some(piece)) => piece,
                Ok(None) => return Ok(Read::Whole),
                Err(Broken::Cut) => return Ok(Read::Cut),
                Err(Broken::Unreadable) => return Err(Stop::Failed(Failure::Unreadable)),
            };
            if alone && !begun && !piece.is_unpacked {
                let mut engine = self.log.engine.borrow_mut();
                engine.read_from(Box::new(file.clone()));
                engine.expect(file.size());
            }
            begun = true;
            self.feed_unpacked(piece.bytes, piece.arrived)?;
        }
    }
}
