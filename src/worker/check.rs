//! Checking files of evidence: each is read from its beginning to its end, and kept no longer.

use std::cell::Cell;

use audit_core::evidence::{Bundle, BundleReader, compare};

use crate::browser::clock::now_ms;
use crate::browser::file::LocalFile;
use crate::browser::gunzip::Broken;
use crate::browser::reading::Reading;
use crate::browser::worker::post_to_page;
use crate::worker_protocol::{Checked, CheckedFile, Checks, FromWorker};

const REPORT_MS: i64 = 100;

/// Why a file has no bundle.
enum Stop {
    /// Nobody waits for it any more.
    Cancelled,
    /// It cannot be read.
    Unreadable,
}

/// A request, and how far it is.
struct Checking<'a> {
    request: u32,
    stopped: &'a Cell<bool>,
    checks: Checks,
    reported_ms: i64,
}

/// Checks files, and compares two.
pub(super) async fn run(request: u32, files: &[LocalFile], stopped: &Cell<bool>) {
    let total = files.iter().map(LocalFile::size).sum();
    let checks = Checks { total, ..Checks::default() };
    let mut checking = Checking { request, stopped, checks, reported_ms: now_ms() };
    checking.post();
    let mut read: Vec<(CheckedFile, Option<Bundle>)> = Vec::new();
    let mut before = 0;
    for file in files {
        let bundle = match checking.read(file).await {
            Ok(bundle) => Some(bundle),
            Err(Stop::Unreadable) => None,
            Err(Stop::Cancelled) => return,
        };
        before += file.size();
        checking.checks.read = before;
        let checked = bundle.as_ref().map(|bundle| {
            let (manifest, verdict) = (bundle.manifest.clone(), bundle.verdict.clone());
            Box::new(Checked { manifest, verdict, sha256: bundle.file_sha256.clone() })
        });
        read.push((CheckedFile { name: file.name(), size: file.size(), checked }, bundle));
    }
    // The one that was made first stands first; of the others the order is as they came.
    read.sort_by_key(|(_, bundle)| bundle.as_ref().and_then(|bundle| bundle.manifest.exported_ms()));
    if let [(_, Some(first)), (_, Some(second))] = read.as_slice()
        && first.is_bundle()
        && second.is_bundle()
    {
        checking.checks.compared = Some(compare(first, second));
    }
    checking.checks.files = read.into_iter().map(|(file, _)| file).collect();
    checking.checks.done = true;
    checking.post();
}

impl Checking<'_> {
    async fn read(&mut self, file: &LocalFile) -> Result<Bundle, Stop> {
        let (mut reader, mut reading, mut read) = (BundleReader::default(), Reading::of(file), self.checks.read);
        loop {
            match reading.next().await {
                Ok(Some(piece)) => {
                    read += piece.arrived;
                    reader.feed(piece.bytes);
                }
                // What is packed and ends early is cut, as its verdict says.
                Ok(None) | Err(Broken::Cut) => return Ok(reader.finish()),
                Err(Broken::Unreadable) => return Err(Stop::Unreadable),
            }
            self.goes_on(read)?;
        }
    }

    fn goes_on(&mut self, read: u64) -> Result<(), Stop> {
        if self.stopped.get() {
            return Err(Stop::Cancelled);
        }
        self.checks.read = read;
        if now_ms() - self.reported_ms >= REPORT_MS {
            self.reported_ms = now_ms();
            self.post();
        }
        Ok(())
    }

    fn post(&self) {
        post_to_page(&FromWorker::Check { request: self.request, checks: self.checks.clone() }, None);
    }
}
