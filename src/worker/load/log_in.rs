//! Signing in with a password. It is in one request, and forgotten with the answer to it.

use audit_core::pryv::{Endpoint, LogIn, LogInNext};

use super::{Load, Stop};
use crate::browser::address;
use crate::worker::post;
use crate::worker_protocol::{Failure, FromWorker};

impl Load {
    /// The account, with the token of a new session.
    pub(super) async fn logged_in(&mut self, host: &str, mut log_in: LogIn) -> Result<Endpoint, Stop> {
        loop {
            match log_in.next() {
                LogInNext::Send(request) => {
                    let reply = self.reply_to(&request).await?;
                    let reply = reply.as_ref().map(|(status, body)| (*status, body.as_slice()));
                    log_in.took(reply.map_err(Clone::clone), address::parse);
                }
                LogInNext::Ask(to) => {
                    self.may_ask(&to)?;
                    self.confirm(host.to_owned(), to).await?;
                    log_in.agree();
                }
                LogInNext::Code(code) => {
                    post(&FromWorker::Code { load: self.log.load, code });
                    let typed = loop {
                        self.log.wait.up_to(None).await;
                        self.go_on()?;
                        // Somebody else may have ended the wait.
                        if let Some(typed) = self.log.typed.take() {
                            break typed;
                        }
                    };
                    log_in.typed(&typed);
                }
                LogInNext::Accepted(endpoint) => return Ok(endpoint),
                LogInNext::Failed(problem) => return Err(Stop::Failed(Failure::SignIn(problem))),
            }
        }
    }
}
