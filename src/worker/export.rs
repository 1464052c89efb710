//! Writing everything that the last view matched into a file, slice by slice,
//! so that the page's questions are answered in between.

use std::cell::Cell;

use audit_core::digest::{Hasher, hex};
use audit_core::engine::{Command, ExportFormat, ExportRequest, Reply};

use super::Log;
use crate::browser::clock::{now_ms, sleep};
use crate::browser::download::{NoRoom, Parcel, Parts};
use crate::browser::save::{Target, WriteError, Writer};
use crate::browser::worker::post_to_page;
use crate::worker_protocol::{ExportEnd, ExportProgress, FromWorker};

const REPORT_MS: i64 = 100;
/// How long slices are written without a look at the messages. Browsers make every
/// look wait for milliseconds.
const TURN_MS: i64 = 12;

/// Where slices go.
enum Sink {
    /// Into a file that the page saves when it is whole.
    Parts(Parts),
    /// Into the file that the person chose.
    File(Writer),
}

impl From<WriteError> for ExportEnd {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NoRoom => Self::NoRoom,
            WriteError::Forbidden => Self::Forbidden,
            WriteError::Failed => Self::NotWritten,
        }
    }
}

impl From<NoRoom> for ExportEnd {
    fn from(_: NoRoom) -> Self {
        Self::TooBig
    }
}

impl Sink {
    async fn take(&mut self, bytes: &[u8]) -> Result<(), ExportEnd> {
        match self {
            Self::Parts(parts) => Ok(parts.push(bytes)?),
            Self::File(file) => Ok(file.write(bytes).await?),
        }
    }

    /// Ends the file; what is to be saved of it.
    async fn finish(&self, media_type: &str) -> Result<Option<Parcel>, ExportEnd> {
        match self {
            Self::Parts(parts) => parts.finish(media_type).map(Some).ok_or(ExportEnd::TooBig),
            Self::File(file) => Ok(file.close().await.map(|()| None)?),
        }
    }
}

/// Writes the file: into `target`, or to be saved; with its hash, where that is wanted.
pub(super) async fn run(log: &Log, request: ExportRequest, hashed: bool, target: Option<Target>, stopped: &Cell<bool>) {
    let media_type = match request.format {
        ExportFormat::Csv => "text/csv;charset=utf-8",
        ExportFormat::JsonLines | ExportFormat::Evidence => "application/jsonl",
    };
    let is_evidence = request.format == ExportFormat::Evidence;
    let Reply::ExportStarted { export, file_name } = log.answer(Command::ExportStart(request)) else { return };
    let file_name = target.as_ref().and_then(Target::name).unwrap_or(file_name);
    let mut progress = ExportProgress {
        file_name,
        written: 0,
        neutralized: 0,
        masked: 0,
        is_evidence,
        bytes: 0,
        sha256: None,
        end: ExportEnd::NotYet,
    };
    let mut hash = hashed.then(Hasher::default);
    let opened = match target {
        Some(target) => Writer::open(target).await.map(Sink::File),
        None => Ok(Sink::Parts(Parts::default())),
    };
    let ended = match opened {
        Ok(mut sink) => {
            // A disk can be slow: what goes on is told before the first slice stands on it.
            if let Sink::File(_) = sink {
                post(&progress, None);
            }
            let filled = fill(log, export, (&mut sink, hash.as_mut()), &mut progress, stopped).await;
            let ended = match filled {
                Ok(()) => sink.finish(media_type).await,
                Err(end) => Err(end),
            };
            if let (Err(_), Sink::File(file)) = (&ended, &sink) {
                file.abort().await;
            }
            ended
        }
        Err(error) => Err(error.into()),
    };
    let (end, parcel) = ended.map_or_else(|end| (end, None), |parcel| (ExportEnd::Finished, parcel));
    progress.end = end;
    progress.sha256 = hash.filter(|_| end == ExportEnd::Finished).map(|hash| hex(&hash.finish()));
    post(&progress, parcel);
}

/// Writes all slices, or says why not all.
async fn fill(
    log: &Log,
    export: u32,
    (sink, mut hasher): (&mut Sink, Option<&mut Hasher>),
    progress: &mut ExportProgress,
    stopped: &Cell<bool>,
) -> Result<(), ExportEnd> {
    let (mut reported, mut looked) = (now_ms(), now_ms());
    loop {
        let bytes = match log.answer(Command::ExportNext { export }) {
            Reply::Slice { bytes, written, neutralized, masked } => {
                (progress.written, progress.neutralized, progress.masked) = (written, neutralized, masked);
                bytes
            }
            Reply::SourceGone => return Err(ExportEnd::SourceGone),
            // Another export began: this is no whole file.
            _ => return Err(ExportEnd::Cancelled),
        };
        if bytes.is_empty() {
            return Ok(());
        }
        sink.take(&bytes).await?;
        progress.bytes += bytes.len() as u64;
        if let Some(hasher) = &mut hasher {
            hasher.feed(&bytes);
        }
        if now_ms() - reported >= REPORT_MS {
            reported = now_ms();
            post(progress, None);
        }
        if now_ms() - looked >= TURN_MS {
            sleep(0).await;
            looked = now_ms();
        }
        if stopped.get() {
            return Err(ExportEnd::Cancelled);
        }
    }
}

fn post(progress: &ExportProgress, beside: Option<Parcel>) {
    post_to_page(&FromWorker::Export(progress.clone()), beside);
}
