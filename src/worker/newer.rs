//! One look for what was recorded since a log was read, and bringing it in.

use audit_core::engine::{Command, Newer as Waits, Reply};
use audit_core::pryv::{Endpoint, Newer, Problem};
use audit_core::record::Generation;

use super::load::{Stop, error_of, problem_of};
use super::{Log, post};
use crate::browser::clock::now_ms;
use crate::browser::fetch::{self, Abort, FetchError};
use crate::browser::memory;
use crate::worker_protocol::{Failure, FromWorker, LookEnd, Looked};

/// Looks, and says what came of it; says nothing when it was stopped.
pub(super) async fn look(log: &Log) {
    let Some(endpoint) = log.endpoint() else { return };
    let mut looked = Looked::default();
    looked.end = match ask(log, &endpoint, &log.look_abort(), &mut looked).await {
        Ok(()) => LookEnd::Done,
        Err(Stop::Cancelled) => return,
        Err(Stop::Failed(Failure::Server(problem))) => LookEnd::Failed(problem),
        // A look fails in no other way.
        Err(Stop::Full | Stop::Failed(_)) => LookEnd::Full,
    };
    post(&FromWorker::Looked { load: log.load, looked });
}

async fn ask(log: &Log, endpoint: &Endpoint, abort: &Abort, looked: &mut Looked) -> Result<(), Stop> {
    let until_ms = now_ms() + log.ahead_ms.get();
    let mut newer = Newer::than(endpoint, log.newest_ms.get(), until_ms);
    while let Some(request) = newer.next() {
        let answer = fetch::send(&request, abort).await?;
        looked.answers += 1;
        if answer.status != 200 {
            return Err(error_of(&answer, Generation::Events).await?.into());
        }
        log.handle(Command::NewerStart { until_ms: newer.until_ms() });
        let ended = loop {
            match answer.chunk().await {
                Ok(Some(_)) if memory::is_full(log.bytes()) => break Err(Stop::Full),
                Ok(Some(bytes)) => log.engine.borrow_mut().feed_newer(&bytes),
                Ok(None) => break Ok(()),
                Err(FetchError::Cancelled) => break Err(Stop::Cancelled),
                Err(error) => break Err(problem_of(error).map_or(Stop::Cancelled, Stop::from)),
            }
        };
        let Reply::Newer(waits) = log.handle(Command::NewerEnd) else { return Ok(()) };
        let Waits { matching, tally, .. } = *waits;
        looked.matching = Some(matching);
        ended?;
        if let Some(error) = tally.error {
            return Err(Problem::from_reply(answer.status, Some(*error)).into());
        }
        newer.took(&tally)?;
        log.newest_ms.set(newer.newest_ms());
        if let Some(server_ms) = tally.server_time_ms {
            log.looked_until_ms.set(server_ms);
        }
    }
    Ok(())
}

/// Brings in what waits.
pub(super) fn take(log: &Log) {
    let Reply::Fed(tally) = log.handle(Command::NewerTake) else { return };
    post(&FromWorker::TookNewer { load: log.load, tally, until_ms: log.looked_until_ms.get() });
}
