//! Loading: from a server, from a file, from the demo. All three feed the same
//! decoder and report the same way.

use audit_core::engine::{Command, Origin, Reply, Tally};
use audit_core::pryv::{self, AccessInfo, Endpoint, Pager, Problem, Request, Rights};
use audit_core::record::Generation;
use demo_account::{DemoAccount, Options};

use super::{Worker, post};
use crate::browser::clock::{now_ms, sleep};
use crate::browser::fetch::{self, Abort, Answer, FetchError};
use crate::browser::file::LocalFile;
use crate::worker_protocol::{Failure, FromWorker, Identity, LoadStatus, Phase};

const DAY_MS: i64 = 86_400_000;
/// How often the page hears of progress.
const REPORT_MS: i64 = 100;
/// How many bytes of the demo are decoded between two looks at the messages.
const DEMO_SLICE: usize = 256 << 10;

/// A load that is going on.
struct Load<'a> {
    worker: &'a Worker,
    abort: &'a Abort,
    /// Which load this is, of all that the worker began.
    number: u32,
    status: LoadStatus,
    reported_ms: i64,
}

/// Why a load ends before its end.
enum Stop {
    Cancelled,
    Failed(Failure),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Failed(Failure::Server(problem))
    }
}

impl From<FetchError> for Stop {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Cancelled => Self::Cancelled,
            FetchError::Unreachable => Problem::Unreachable.into(),
            FetchError::Timeout => Problem::Timeout.into(),
            FetchError::CutOff => Problem::CutOff.into(),
        }
    }
}

/// Loads from a server.
pub(super) async fn server(worker: &Worker, abort: &Abort, endpoint: &Endpoint, days: Option<u32>) {
    let mut load = Load::new(worker, abort);
    load.phase(Phase::Asking);
    let result = load.server(endpoint, days).await;
    load.end(result.map(|()| true));
}

/// Loads a file.
pub(super) async fn file(worker: &Worker, abort: &Abort, name: String, file: &LocalFile) {
    let mut load = Load::new(worker, abort);
    load.status.total = Some(file.size());
    load.phase(Phase::Loading);
    let result = load.file(name, file).await;
    load.end(result);
}

/// Loads the demo account.
pub(super) async fn demo(worker: &Worker, abort: &Abort) {
    let mut load = Load::new(worker, abort);
    let account = DemoAccount::new(Options::new(now_ms()));
    load.post(&FromWorker::Opened(Identity::Demo { user: account.username().to_owned() }));
    load.phase(Phase::Loading);
    let result = load.demo(&account).await;
    load.end(result.map(|()| true));
}

impl<'a> Load<'a> {
    fn new(worker: &'a Worker, abort: &'a Abort) -> Self {
        let number = worker.loads.get();
        Self { worker, abort, number, status: LoadStatus::default(), reported_ms: 0 }
    }

    /// Whether no other load took this one's place. One that did owns the engine
    /// and the page's attention; what is still under way here must touch neither.
    fn is_current(&self) -> bool {
        self.worker.loads.get() == self.number
    }

    fn handle(&self, command: Command) {
        if self.is_current() {
            self.worker.handle(command);
        }
    }

    /// Hands a part of a body to the engine.
    fn give(&self, command: Command) -> Tally {
        if !self.is_current() {
            return Tally::default();
        }
        match self.worker.handle(command) {
            Reply::Fed(tally) => tally,
            _ => Tally::default(),
        }
    }

    fn post(&self, message: &FromWorker) {
        if self.is_current() {
            post(message);
        }
    }

    fn phase(&mut self, phase: Phase) {
        self.status.phase = phase;
        self.post(&FromWorker::Load(self.status.clone()));
    }

    async fn server(&mut self, endpoint: &Endpoint, days: Option<u32>) -> Result<(), Stop> {
        let answer = self.send(&endpoint.access_info()).await?;
        let body = answer.all().await?;
        let info = AccessInfo::read(answer.status, &body)?;
        if info.rights == Rights::Nothing {
            return Err(Problem::Forbidden.into());
        }
        let generation = match info.generation() {
            Some(generation) => generation,
            None => self.probe(endpoint).await?,
        };
        let until = info.server_time_ms.unwrap_or_else(now_ms);
        let from = days.map_or(0, |days| until - i64::from(days) * DAY_MS);
        self.status.period = Some((from, until));
        self.handle(Command::Open(Origin::Server {
            rights: info.rights.clone(),
            generation,
            period_ms: (from, until),
        }));
        let mut accesses = Vec::new();
        if info.names_accesses() {
            match self.accesses(endpoint).await {
                Ok(body) => {
                    self.handle(Command::Names(pryv::read_names(&body)));
                    accesses = pryv::read_access_ids(&body);
                    accesses.retain(|id| *id != info.id);
                }
                // The older log is asked for access by access: without their ids
                // it would be a part that looks like the whole.
                Err(stop) if generation == Generation::Legacy => return Err(stop),
                Err(Stop::Cancelled) => return Err(Stop::Cancelled),
                // Elsewhere names are a comfort: without them the log is whole.
                Err(Stop::Failed(_)) => {}
            }
        }
        self.post(&FromWorker::Opened(Identity::Server {
            user: info.username.or_else(|| endpoint.user()).unwrap_or_default(),
            host: endpoint.host(),
            access: info.name,
            rights: info.rights,
            generation,
            api_version: info.api_version,
        }));
        self.phase(Phase::Loading);
        let mut pager = Pager::new(endpoint, generation, (from, until)).with_accesses(accesses);
        while let Some(request) = pager.next() {
            let tally = self.page(&request).await?;
            let taken = pager.took(&tally);
            self.report(tally);
            taken?;
            self.status.reached_ms = Some(pager.reached_ms());
        }
        Ok(())
    }

    /// The list of accesses, as the server sends it.
    async fn accesses(&self, endpoint: &Endpoint) -> Result<Vec<u8>, Stop> {
        let answer = self.send(&endpoint.accesses()).await?;
        if answer.status != 200 {
            return Err(self.error_of(&answer).await?.into());
        }
        Ok(answer.all().await?)
    }

    /// Asks for both generations, where the server's version does not tell.
    async fn probe(&self, endpoint: &Endpoint) -> Result<Generation, Stop> {
        let mut first_problem = None;
        for generation in [Generation::Events, Generation::Legacy] {
            let answer = self.send(&endpoint.probe(generation)).await?;
            if answer.status == 200 {
                return Ok(generation);
            }
            let error = self.error_of(&answer).await?;
            first_problem.get_or_insert(error);
        }
        Err(first_problem.unwrap_or(Problem::AuditOff).into())
    }

    async fn send(&self, request: &Request) -> Result<Answer, Stop> {
        Ok(fetch::send(request, self.abort).await?)
    }

    /// One page of records: what it held, or why it could not be had.
    async fn page(&mut self, request: &Request) -> Result<Tally, Stop> {
        let answer = self.send(request).await?;
        if answer.status != 200 {
            return Err(self.error_of(&answer).await?.into());
        }
        self.handle(Command::BodyStart);
        loop {
            match answer.chunk().await {
                Ok(Some(bytes)) => self.feed(bytes),
                Ok(None) => break,
                Err(error) => {
                    // What arrived whole stays.
                    let tally = self.give(Command::BodyEnd);
                    self.report(tally);
                    return Err(error.into());
                }
            }
        }
        let tally = self.give(Command::BodyEnd);
        if let Some(error) = &tally.error {
            return Err(Problem::from_reply(answer.status, Some(error.clone())).into());
        }
        Ok(tally)
    }

    /// The problem that an answer with an error status describes.
    async fn error_of(&self, answer: &Answer) -> Result<Problem, Stop> {
        self.handle(Command::BodyStart);
        while let Some(bytes) = answer.chunk().await? {
            self.give(Command::Bytes(bytes));
        }
        let tally = self.give(Command::BodyEnd);
        Ok(Problem::from_reply(answer.status, tally.error))
    }

    /// Returns whether the file is whole.
    async fn file(&mut self, name: String, file: &LocalFile) -> Result<bool, Stop> {
        self.handle(Command::Open(Origin::File));
        self.handle(Command::BodyStart);
        let mut opened = false;
        while self.status.bytes < file.size() {
            if self.abort.is_stopped() {
                return Err(Stop::Cancelled);
            }
            let bytes = file.slice(self.status.bytes).await.ok_or(Stop::Failed(Failure::Unreadable))?;
            if self.abort.is_stopped() {
                return Err(Stop::Cancelled);
            }
            self.feed(bytes);
            if !opened && self.status.tally.records > 0 {
                self.post(&FromWorker::Opened(Identity::File { name: name.clone() }));
                opened = true;
            }
        }
        let tally = self.give(Command::BodyEnd);
        let complete = tally.complete;
        let nothing = tally.records == 0 && (tally.not_a_log || !complete || tally.error.is_some());
        self.report(tally);
        if nothing {
            return Err(Stop::Failed(Failure::NotALog));
        }
        if !opened {
            self.post(&FromWorker::Opened(Identity::File { name }));
        }
        Ok(complete)
    }

    async fn demo(&mut self, account: &DemoAccount) -> Result<(), Stop> {
        self.handle(Command::Open(Origin::File));
        let accesses = account.accesses_json();
        let deleted = account.access_deletions_json();
        let accesses = format!(r#"{{"accesses":{accesses},"accessDeletions":{deleted}}}"#);
        let names = pryv::read_names(accesses.as_bytes());
        self.handle(Command::Names(names));
        self.handle(Command::BodyStart);
        let mut slice = Vec::with_capacity(DEMO_SLICE + 4096);
        for record in account.records() {
            slice.extend_from_slice(record.as_bytes());
            slice.push(b'\n');
            if slice.len() >= DEMO_SLICE {
                self.feed(std::mem::take(&mut slice));
                // Questions of the page are answered in between.
                sleep(0).await;
                if self.abort.is_stopped() {
                    return Err(Stop::Cancelled);
                }
            }
        }
        self.feed(slice);
        let tally = self.give(Command::BodyEnd);
        self.report(tally);
        Ok(())
    }

    fn feed(&mut self, bytes: Vec<u8>) {
        self.status.bytes += bytes.len() as u64;
        let tally = self.give(Command::Bytes(bytes));
        self.report(tally);
    }

    fn report(&mut self, tally: Tally) {
        self.status.tally = tally;
        let now = now_ms();
        if now - self.reported_ms >= REPORT_MS {
            self.reported_ms = now;
            self.post(&FromWorker::Load(self.status.clone()));
        }
    }

    fn end(&mut self, result: Result<bool, Stop>) {
        let phase = match result {
            Ok(complete) => Phase::Done { complete },
            Err(Stop::Cancelled) => Phase::Cancelled,
            Err(Stop::Failed(failure)) => Phase::Stopped(failure),
        };
        self.phase(phase);
    }
}
