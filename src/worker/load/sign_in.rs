//! Signing in. The last answer holds the token: it is read here, used here, and goes
//! nowhere else.

use audit_core::pryv::{Endpoint, Next, Problem, Request, SignIn, SignInProblem};

use super::{Load, Stop, problem_of};
use crate::browser::address;
use crate::browser::clock::{now_ms, sleep};
use crate::browser::fetch::{self, FetchError};
use crate::worker::post;
use crate::worker_protocol::{Failure, FromWorker};

impl Load {
    /// The account that the person gave access to.
    pub(super) async fn signed_in(&mut self, host: &str, mut sign_in: SignIn) -> Result<Endpoint, Stop> {
        let mut told = false;
        loop {
            match sign_in.next(now_ms()) {
                Next::Send(request) => {
                    let reply = self.reply_to(&request).await?;
                    let reply = reply.as_ref().map(|(status, body)| (*status, body.as_slice()));
                    sign_in.took(reply.map_err(Clone::clone), now_ms(), address::parse);
                    if let Some(page) = sign_in.page().filter(|_| !told) {
                        post(&FromWorker::SignIn { load: self.log.load, page: page.clone() });
                        told = true;
                    }
                }
                Next::Wait(ms) => {
                    sleep(i32::try_from(ms).unwrap_or(i32::MAX)).await;
                    self.go_on()?;
                }
                Next::Ask(to) => {
                    self.may_ask(&to)?;
                    self.confirm(host.to_owned(), to).await?;
                    sign_in.agree(now_ms());
                }
                Next::Accepted(endpoint) => return Ok(endpoint),
                Next::Failed(problem) => return Err(Stop::Failed(Failure::SignIn(problem))),
            }
        }
    }

    /// Nobody can let a sign-in leave the only platform.
    pub(super) fn may_ask(&self, to: &str) -> Result<(), Stop> {
        let moved = || SignInProblem::Moved { host: Some(to.to_owned()) };
        if self.log.rules.only.is_none() { Ok(()) } else { Err(Stop::Failed(Failure::SignIn(moved()))) }
    }

    /// The status and the body of an answer, or why there is none.
    pub(super) async fn reply_to(&self, request: &Request) -> Result<Result<(u16, Vec<u8>), Problem>, Stop> {
        let failed = |error: FetchError| problem_of(error).map(Err).ok_or(Stop::Cancelled);
        let answer = match fetch::send(request, &self.log.abort).await {
            Ok(answer) => answer,
            Err(error) => return failed(error),
        };
        match answer.all().await {
            Ok(body) => Ok(Ok((answer.status, body))),
            Err(error) => failed(error),
        }
    }
}
