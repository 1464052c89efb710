//! Loading: from a server, from the demo, and ([`super::files`]) from files. All three
//! feed the same decoder and report the same way.

mod demo;
mod elsewhere;
mod log_in;
mod names;
mod sign_in;

use std::rc::Rc;

use audit_core::engine::{Command, Name, Origin, Reply, Tally};
use audit_core::pryv::{
    AccessInfo, Endpoint, ErrorReply, LogIn, Moves, Obtained, Pager, Problem, Request, Retries, Retry, Rights, SignIn,
    Withdrawal,
};
use audit_core::query::{Query, push_down};
use audit_core::record::Generation;
use demo_account::{DemoAccount, Options};

use super::{Log, post};
use crate::browser::clock::{now_ms, random};
use crate::browser::fetch::{self, Answer, FetchError};
use crate::browser::memory;
use crate::worker_protocol::{Failure, FromWorker, Identity, LoadStatus, Pause, Phase};

const DAY_MS: i64 = 86_400_000;
/// How often the page hears of progress, at most and at least: what it hears it draws,
/// and in a long load a step of the same length tells less.
const REPORT_MS: (i64, i64) = (250, 1_000);
/// How often it is tried, in milliseconds, whether a device is online that did not say so.
const LOOK_ONLINE_MS: u32 = 10_000;

/// A load that is going on.
pub(super) struct Load {
    /// What it fills. Only the page's word shows it, so that a load which was
    /// cancelled or replaced changes nothing that is seen.
    pub(super) log: Log,
    pub(super) status: LoadStatus,
    began_ms: i64,
    reported_ms: i64,
    /// Said to the page with the first records, or at the end.
    pub(super) to_open: Option<Identity>,
    /// It was said.
    is_open: bool,
    /// Where the account lives, by the last answer, when that was no other.
    core_url: Option<String>,
}

/// Why a load ends before its end.
pub(super) enum Stop {
    Cancelled,
    /// There is no memory for more.
    Full,
    Failed(Failure),
}

impl Stop {
    /// Whether another address, or another key, would have ended in the same way.
    fn is_no_fault_of_the_address(&self) -> bool {
        matches!(self, Self::Failed(Failure::Server(Problem::Offline | Problem::Busy { .. })))
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Failed(Failure::Server(problem))
    }
}

impl From<FetchError> for Stop {
    fn from(error: FetchError) -> Self {
        problem_of(error).map_or(Self::Cancelled, Self::from)
    }
}

/// What an answer that did not arrive means; `None` when the person stopped it.
pub(super) fn problem_of(error: FetchError) -> Option<Problem> {
    Some(match error {
        FetchError::Cancelled => return None,
        FetchError::Offline => Problem::Offline,
        FetchError::Unreachable => Problem::Unreachable,
        FetchError::Redirected => Problem::Redirected { host: None },
        FetchError::Timeout => Problem::Timeout,
        FetchError::CutOff => Problem::CutOff,
    })
}

/// The problem that an answer with an error status describes.
pub(super) async fn error_of(answer: &Answer, generation: Generation) -> Result<Problem, Stop> {
    Ok(told(answer, generation).await?.0)
}

/// The same, and where the account lives when it is not there.
async fn told(answer: &Answer, generation: Generation) -> Result<(Problem, Option<String>), Stop> {
    let mut core_url = None;
    let problem = match answer.all().await {
        Ok(body) => {
            let error = ErrorReply::of_body(&body);
            core_url = error.as_ref().filter(|_| answer.status == 421).and_then(|it| it.core_url.clone());
            Problem::from_log_reply(generation, answer.status, error)
        }
        Err(FetchError::Cancelled) => return Err(Stop::Cancelled),
        // The status still tells.
        Err(_) => Problem::from_broken_reply(answer.status),
    };
    Ok((problem.after(answer.retry_after.as_deref()), core_url))
}

/// Loads from a server.
pub(super) async fn server(mut load: Load, endpoint: Rc<Endpoint>, days: Option<u32>) {
    load.phase(Phase::Asking);
    let result = load.server(endpoint, days, Opening::AtOnce).await;
    load.end(result.map(|()| true));
}

/// Signs in, and loads from the account that comes of it.
pub(super) async fn sign_in(mut load: Load, host: &str, sign_in: SignIn, days: Option<u32>) {
    load.phase(Phase::Asking);
    let endpoint = load.signed_in(host, sign_in).await;
    come_in(load, endpoint, Obtained::Access, days).await;
}

/// Signs in with a password, and loads from the account.
pub(super) async fn log_in(mut load: Load, host: &str, log_in: LogIn, days: Option<u32>) {
    load.phase(Phase::Asking);
    let endpoint = load.logged_in(host, log_in).await;
    come_in(load, endpoint, Obtained::Password, days).await;
}

/// Loads from an account that was signed in to.
async fn come_in(mut load: Load, endpoint: Result<Endpoint, Stop>, obtained: Obtained, days: Option<u32>) {
    match endpoint {
        Ok(endpoint) => {
            let endpoint = Rc::new(endpoint.obtained_by(obtained));
            load.log.endpoint.replace(Some(endpoint.clone()));
            server(load, endpoint, days).await;
        }
        Err(stop) => load.end(Err(stop)),
    }
}

/// Loads another period from the same server. What is shown stays until the first
/// records of it are here.
pub(super) async fn server_again(mut load: Load, endpoint: Rc<Endpoint>, days: Option<u32>, only: Option<String>) {
    load.status.only = only;
    load.phase(Phase::Asking);
    let result = load.server(endpoint, days, Opening::WithRecords).await;
    load.end(result.map(|()| true));
}

/// Loads the demo account.
pub(super) async fn demo(mut load: Load) {
    let account = DemoAccount::new(Options::new(now_ms()));
    load.to_open = Some(Identity::Demo { user: account.username().to_owned() });
    load.open();
    load.phase(Phase::Loading);
    let result = load.demo(&account).await;
    load.end(result.map(|()| true));
}

/// When a log opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// As soon as the server said whose it is.
    AtOnce,
    /// With the first records, or with the end.
    WithRecords,
}

impl Load {
    pub(super) fn new(log: Log) -> Self {
        Self {
            log,
            status: LoadStatus::default(),
            began_ms: now_ms(),
            reported_ms: 0,
            to_open: None,
            is_open: false,
            core_url: None,
        }
    }

    pub(super) fn handle(&self, command: Command) {
        self.log.handle(command);
    }

    /// Hands a part of a body to the engine.
    pub(super) fn give(&self, command: Command) -> Tally {
        match self.log.handle(command) {
            Reply::Fed(tally) => tally,
            _ => Tally::default(),
        }
    }

    fn post_status(&self) {
        post(&FromWorker::Load { load: self.log.load, status: self.status.clone() });
    }

    pub(super) fn phase(&mut self, phase: Phase) {
        self.status.phase = phase;
        self.post_status();
    }

    /// Says that there is a log to be shown, once.
    fn open(&mut self) {
        if self.log.abort.is_stopped() {
            return;
        }
        if let Some(identity) = self.to_open.take() {
            self.is_open = true;
            post(&FromWorker::Opened { load: self.log.load, identity });
            self.post_status();
        }
    }

    async fn server(&mut self, mut endpoint: Rc<Endpoint>, days: Option<u32>, opening: Opening) -> Result<(), Stop> {
        let mut retries = Retries::new(self.log.rules.retries);
        let mut moves = Moves::default();
        self.is_let_in(&endpoint).await?;
        let info = loop {
            match self.access_info(&endpoint).await {
                Ok(info) => break info,
                Err(stop) if self.core_url.is_some() => endpoint = self.follow(&endpoint, &mut moves, stop).await?,
                // Somebody waits to see whether what they typed is right.
                Err(stop) if opening == Opening::AtOnce && !stop.is_no_fault_of_the_address() => return Err(stop),
                Err(stop) => self.wait(&mut retries, stop).await?,
            }
        };
        retries.succeeded();
        if info.rights == Rights::Nothing {
            return Err(Problem::SelfAuditForbidden.into());
        }
        let generation = match info.generation() {
            Some(generation) => generation,
            None => self.probe(&endpoint).await?,
        };
        let until = info.server_time_ms.unwrap_or_else(now_ms);
        self.status.ahead_ms = until - now_ms();
        self.log.ahead_ms.set(self.status.ahead_ms);
        self.log.newest_ms.set(until);
        self.log.looked_until_ms.set(until);
        let from = days.map_or(0, |days| until - i64::from(days) * DAY_MS);
        self.status.period = Some((from, until));
        self.handle(Command::Open(Origin::Server {
            rights: info.rights.clone(),
            access: info.id.clone(),
            generation,
            period_ms: (from, until),
        }));
        self.log.engine.borrow_mut().add_names(&self.log.known);
        let accesses = if info.names_accesses() {
            self.names(&endpoint, &info, generation).await?
        } else {
            // It cannot list accesses, and knows itself.
            self.handle(Command::Names(info.access.clone().map(Name::Access).into_iter().collect()));
            Vec::new()
        };
        let all = info.rights == Rights::Everything;
        let withdrawal = Withdrawal::of(&info, endpoint.obtained());
        self.to_open = Some(Identity::Server {
            user: info.username.unwrap_or_else(|| endpoint.user().to_owned()),
            host: endpoint.host(),
            withdrawal,
            access: info.name,
            obtained: endpoint.obtained(),
            scope: info.scope,
            is_broader: info.is_broader,
            generation,
            api_version: info.api_version,
        });
        if opening == Opening::AtOnce {
            self.open();
        }
        self.phase(Phase::Loading);
        let mut pager =
            Pager::with_page(&endpoint, generation, (from, until), self.log.rules.page).with_accesses(accesses);
        // A narrow token sees too little for it to be worth a word.
        let narrow = self.status.only.as_ref().filter(|_| all && generation == Generation::Events);
        let narrow = narrow
            .and_then(|filter| push_down(&Query::parse(filter).0, self.log.engine.borrow().names(), Some(&info.id)));
        match &narrow {
            Some(narrow) => pager = pager.narrowed(narrow),
            None => self.status.only = None,
        }
        while let Some(request) = pager.next() {
            let before_ms = pager.reached_ms();
            let taken = self.page(&request, generation, &mut pager).await;
            self.status.reached_ms = Some(pager.reached_ms());
            if taken.is_ok() || pager.reached_ms() < before_ms {
                retries.succeeded();
            }
            match taken {
                Ok(()) => {}
                // Half as many are asked for at once.
                Err(Stop::Failed(Failure::Server(Problem::TooLarge))) if pager.too_large() => {}
                Err(stop) if self.core_url.is_some() => {
                    endpoint = self.follow(&endpoint, &mut moves, stop).await?;
                    pager.go_on_at(&endpoint);
                }
                Err(stop) => self.wait(&mut retries, stop).await?,
            }
        }
        Ok(())
    }

    async fn access_info(&mut self, endpoint: &Endpoint) -> Result<AccessInfo, Stop> {
        let answer = self.send(&endpoint.access_info()).await?;
        if answer.status != 200 {
            return Err(self.error_of(&answer, Generation::Events).await?.into());
        }
        Ok(AccessInfo::read(answer.status, &answer.all().await?)?)
    }

    /// Waits until a request that failed may be made again. What ends the load comes
    /// back.
    async fn wait(&mut self, retries: &mut Retries, stop: Stop) -> Result<(), Stop> {
        let Stop::Failed(Failure::Server(problem)) = &stop else { return Err(stop) };
        let limit_ms = match retries.after(problem, random()) {
            Retry::Never => return Err(stop),
            // Whoever waits for a log to open decides anew.
            Retry::WhenAsked if !self.is_open => return Err(stop),
            Retry::WhenAsked => {
                let failure = Failure::Server(problem.clone());
                let phase = std::mem::replace(&mut self.status.phase, Phase::Stopped(failure));
                self.status.can_go_on = true;
                self.post_status();
                self.log.wait.up_to(None).await;
                self.status.can_go_on = false;
                self.status.phase = phase;
                retries.succeeded();
                self.post_status();
                return self.go_on();
            }
            Retry::WhenOnline => {
                self.status.pause = Some(Pause::Offline);
                LOOK_ONLINE_MS
            }
            Retry::After(wait_ms) => {
                let (problem, failed) = (problem.clone(), retries.failed());
                let time_ms = now_ms() + i64::from(wait_ms);
                self.status.pause = Some(Pause::Until { time_ms, problem, failed });
                wait_ms
            }
        };
        self.post_status();
        self.log.wait.up_to(i32::try_from(limit_ms).ok()).await;
        self.status.pause = None;
        self.post_status();
        self.go_on()
    }

    /// Asks for both generations, where the server's version does not tell.
    async fn probe(&mut self, endpoint: &Endpoint) -> Result<Generation, Stop> {
        let mut problems = Vec::new();
        for generation in [Generation::Events, Generation::Legacy] {
            let answer = self.send(&endpoint.probe(generation)).await?;
            if answer.status == 200 {
                return Ok(generation);
            }
            problems.push(self.error_of(&answer, generation).await?);
        }
        // A server that does not understand the newer request is asked in the
        // older way; what it says to that is then what matters.
        let older = problems.iter().position(|problem| *problem == Problem::NoAuditLog);
        let told = match problems.first() {
            Some(Problem::Rejected { .. }) => older.unwrap_or(0),
            _ => 0,
        };
        Err(problems.swap_remove(told).into())
    }

    async fn send(&self, request: &Request) -> Result<Answer, Stop> {
        Ok(fetch::send(request, &self.log.abort).await?)
    }

    /// One page of records, or why it could not be had; the pager knows what came.
    async fn page(&mut self, request: &Request, generation: Generation, pager: &mut Pager) -> Result<(), Stop> {
        let answer = self.send(request).await?;
        if answer.status != 200 {
            return Err(self.error_of(&answer, generation).await?.into());
        }
        self.handle(Command::BodyStart);
        loop {
            match answer.chunk().await {
                Ok(Some(bytes)) => self.feed_if_room(&bytes)?,
                Ok(None) => break,
                Err(error) => {
                    let tally = self.break_off();
                    // It is known already that it is not whole.
                    let _ = pager.took(&tally);
                    return Err(error.into());
                }
            }
        }
        let tally = self.give(Command::BodyEnd);
        if let Some(error) = &tally.error {
            return Err(Problem::from_reply(answer.status, Some(*error.clone())).into());
        }
        let taken = pager.took(&tally);
        self.report(tally);
        Ok(taken?)
    }

    /// The problem that an answer with an error status describes.
    async fn error_of(&mut self, answer: &Answer, generation: Generation) -> Result<Problem, Stop> {
        let (problem, core_url) = told(answer, generation).await?;
        self.core_url = core_url;
        Ok(problem)
    }

    /// Ends a load that was stopped.
    pub(super) fn go_on(&self) -> Result<(), Stop> {
        if self.log.abort.is_stopped() { Err(Stop::Cancelled) } else { Ok(()) }
    }

    /// Ends a body before its end. What arrived whole stays.
    fn break_off(&mut self) -> Tally {
        let tally = self.give(Command::BodyEnd);
        self.report(tally.clone());
        tally
    }

    pub(super) fn feed_if_room(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.feed_unpacked(bytes, bytes.len() as u64)
    }

    /// The same of bytes that came as `arrived` others.
    pub(super) fn feed_unpacked(&mut self, bytes: &[u8], arrived: u64) -> Result<(), Stop> {
        if memory::is_full(self.log.bytes()) {
            self.break_off();
            return Err(Stop::Full);
        }
        self.feed(bytes, arrived);
        Ok(())
    }

    fn feed(&mut self, bytes: &[u8], arrived: u64) {
        self.status.bytes += arrived;
        let tally = self.log.engine.borrow_mut().feed(bytes).clone();
        self.report(tally);
    }

    pub(super) fn report(&mut self, tally: Tally) {
        self.status.tally = tally;
        if self.status.tally.records > 0 {
            self.open();
        }
        let now = now_ms();
        let (often, seldom) = REPORT_MS;
        if now - self.reported_ms >= ((now - self.began_ms) / 2).clamp(often, seldom) {
            self.reported_ms = now;
            self.post_status();
        }
    }

    pub(super) fn end(&mut self, result: Result<bool, Stop>) {
        let phase = match result {
            Ok(complete) => {
                self.open();
                Phase::Done { complete }
            }
            Err(Stop::Cancelled) => Phase::Cancelled,
            Err(Stop::Full) => {
                self.open();
                // The server need not go on sending.
                self.log.abort.stop();
                Phase::Full
            }
            Err(Stop::Failed(failure)) => Phase::Stopped(failure),
        };
        self.phase(phase);
    }
}
