//! Names for a log whose own key cannot read them: from another key to the same account,
//! which is used once and dropped, or from files. What comes of both is the same.

use audit_core::names::{Names, NamesReader};
use audit_core::pryv::{AccessInfo, Endpoint, ErrorReply, KeyError, Problem, Request, read_names};

use super::Log;
use super::load::problem_of;
use crate::browser::address;
use crate::browser::fetch::{self, Abort};
use crate::browser::file::LocalFile;
use crate::browser::reading::Reading;
use crate::worker_protocol::{NamesProblem, NamesRead};

/// Accesses whose earlier versions are asked for, each with a request.
pub(super) const MOST_HISTORIES: usize = 50;
/// What a file may have at most: a list of accesses has some hundred bytes for each.
const MOST_BYTES: u64 = 64 << 20;

/// Reads names with a key that somebody pasted.
pub(super) async fn by_pasted_key(log: &Log, pasted: &str) -> Result<NamesRead, NamesProblem> {
    let of_log = log.endpoint().ok_or(NamesProblem::OtherAccount)?;
    let endpoint = of_log.with_key(pasted, address::parse).map_err(|error| match error {
        KeyError::OtherAccount => NamesProblem::OtherAccount,
        KeyError::Unusable(_) if pasted.trim().is_empty() => NamesProblem::NoKey,
        KeyError::Unusable(_) => NamesProblem::NotAKey,
    })?;
    by_key(log, &endpoint).await
}

/// Reads names with a personal token of the account, wherever it comes from. Nothing of
/// it stays behind.
async fn by_key(log: &Log, endpoint: &Endpoint) -> Result<NamesRead, NamesProblem> {
    let info = AccessInfo::read(200, &ask(&endpoint.access_info()).await?).map_err(NamesProblem::Server)?;
    if !info.names_accesses() {
        return Err(NamesProblem::NotPersonal);
    }
    let mut names = Names::default();
    for list in [endpoint.accesses(), endpoint.streams()] {
        add(&mut names, &ask(&list).await?);
    }
    let changed = names.changed_accesses();
    for history in changed.iter().filter_map(|base| endpoint.access_history(base)).take(MOST_HISTORIES) {
        // What an access was called before is a comfort.
        if let Ok(body) = ask(&history).await {
            add(&mut names, &body);
        }
    }
    Ok(keep(log, &names))
}

fn add(names: &mut Names, body: &[u8]) {
    for name in read_names(body) {
        names.add(name);
    }
}

/// The body of an answer that is none of an error.
async fn ask(request: &Request) -> Result<Vec<u8>, NamesProblem> {
    let failed = |error| NamesProblem::Server(problem_of(error).unwrap_or(Problem::Unreachable));
    let answer = fetch::send(request, &Abort::default()).await.map_err(failed)?;
    let body = answer.all().await.map_err(failed)?;
    if answer.status == 200 {
        return Ok(body);
    }
    Err(NamesProblem::Server(Problem::from_reply(answer.status, ErrorReply::of_body(&body))))
}

/// Reads names out of files.
pub(super) async fn of_files(log: &Log, files: &[LocalFile]) -> Result<NamesRead, NamesProblem> {
    let mut names = Names::default();
    for file in files {
        if file.size() > MOST_BYTES {
            return Err(NamesProblem::TooLarge { name: file.name() });
        }
        let unreadable = || NamesProblem::Unreadable { name: file.name() };
        let read = of_file(file).await.ok_or_else(unreadable)?;
        if read.is_empty() {
            return Err(NamesProblem::NoNames { name: file.name() });
        }
        names.add_all(&read);
    }
    Ok(keep(log, &names))
}

/// The names in a file, plain or packed; `None` where it cannot be read to its end.
async fn of_file(file: &LocalFile) -> Option<Names> {
    let (mut reader, mut reading, mut length) = (NamesReader::default(), Reading::of(file), 0);
    while let Some(piece) = reading.next().await.ok()? {
        length += piece.bytes.len() as u64;
        // A small file can unpack to anything.
        if length > MOST_BYTES {
            return None;
        }
        reader.feed(piece.bytes);
    }
    Some(reader.finish())
}

fn keep(log: &Log, names: &Names) -> NamesRead {
    log.engine.borrow_mut().add_names(names);
    NamesRead { accesses: names.accesses_len(), streams: names.streams_len() }
}
