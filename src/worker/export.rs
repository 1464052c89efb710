//! Writing everything that the last view matched into a file, slice by slice,
//! so that the page's questions are answered in between.

use std::cell::Cell;

use audit_core::engine::{Command, ExportFormat, ExportRequest, Reply};

use super::Log;
use crate::browser::clock::{now_ms, sleep};
use crate::browser::download::{Parcel, Parts};
use crate::browser::worker::post_to_page;
use crate::worker_protocol::{ExportEnd, ExportProgress, FromWorker};

const REPORT_MS: i64 = 100;

/// Writes the file and posts it.
pub(super) async fn run(log: &Log, request: ExportRequest, stopped: &Cell<bool>) {
    let media_type = match request.format {
        ExportFormat::Csv => "text/csv;charset=utf-8",
        ExportFormat::JsonLines => "application/jsonl",
    };
    let mut parts = Parts::default();
    let mut reported = now_ms();
    let Reply::ExportStarted { export, file_name } = log.handle(Command::ExportStart(request)) else { return };
    let mut progress = ExportProgress { file_name, written: 0, neutralized: 0, end: ExportEnd::NotYet };
    loop {
        let (bytes, written, neutralized) = match log.handle(Command::ExportNext { export }) {
            Reply::Slice { bytes, written, neutralized } => (bytes, written, neutralized),
            reply => {
                // Another export began, or the file is gone: this is no whole file.
                let gone = reply == Reply::SourceGone;
                progress.end = if gone { ExportEnd::SourceGone } else { ExportEnd::Cancelled };
                post(&progress, None);
                return;
            }
        };
        progress.written = written;
        progress.neutralized = neutralized;
        if bytes.is_empty() {
            break;
        }
        if parts.push(&bytes).is_err() {
            progress.end = ExportEnd::TooBig;
            post(&progress, None);
            return;
        }
        if now_ms() - reported >= REPORT_MS {
            reported = now_ms();
            post(&progress, None);
        }
        sleep(0).await;
        if stopped.get() {
            progress.end = ExportEnd::Cancelled;
            post(&progress, None);
            return;
        }
    }
    let parcel = parts.finish(media_type);
    progress.end = if parcel.is_some() { ExportEnd::Finished } else { ExportEnd::TooBig };
    post(&progress, parcel);
}

fn post(progress: &ExportProgress, beside: Option<Parcel>) {
    post_to_page(&FromWorker::Export(progress.clone()), beside);
}
