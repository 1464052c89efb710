//! Signing in with a user name and a password, for platforms that trust this app: the
//! platform's description is asked for, then a session at the account's own host; an
//! account may ask for a code as well.
//!
//! The session's token may do everything that its person may. Nothing is asked twice by
//! itself: every failed password counts against the person.

use serde::{Deserialize, Serialize};

use super::elsewhere::{Core, MOST};
use super::service_info::ApiTemplate;
use super::sign_in::APP_ID;
use super::{Endpoint, ErrorReply, Method, Parser, Problem, Request, ServiceAddress, ServiceInfo, SignInProblem};
use crate::decode::Fields;

/// A sign-in with a password that is going on. Not `Debug`: it holds the password until
/// the answer to it is there.
pub struct LogIn {
    service: ServiceAddress,
    username: String,
    /// Hosts that the operator of this page named.
    allowed: Vec<String>,
    /// How often another core was named.
    moved: u32,
    step: Step,
}

enum Step {
    /// The description is asked for.
    Service { password: String },
    /// A session is asked for, at the account's address.
    Session { account: String, api: ApiTemplate, password: String },
    /// The person is asked whether the password may go to another host.
    Elsewhere { core: Core, api: ApiTemplate, password: String },
    /// The platform is to send a code, or to say where there is one.
    Challenge(Pending),
    /// The person has to type it.
    Code(Pending, CodeAsked),
    /// It is checked.
    Verify(Pending, String),
    /// There is a session.
    Accepted(Endpoint),
    /// There will be none.
    Failed(SignInProblem),
}

/// A session that waits for a code.
struct Pending {
    account: String,
    /// Stands for the session until the code is there.
    token: String,
    /// Where the person finds codes.
    by: CodeBy,
}

/// A code that the person has to type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeAsked {
    /// Where they find it.
    pub by: CodeBy,
    /// Why the one before was not taken.
    pub problem: Option<CodeProblem>,
}

/// Where a person finds a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeBy {
    /// In an app that makes codes by the time.
    Authenticator,
    /// In a message that the platform sends, as far as is known.
    Message,
}

/// Why a code was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeProblem {
    /// It is wrong, or too old.
    Wrong,
    /// The server, or the way to it: the same code may be right.
    Server(Problem),
}

/// What to do next.
pub enum LogInNext {
    /// Send this, and hand over what comes back.
    Send(Request),
    /// Ask the person whether to go on at this host, which may not be the platform's.
    Ask(String),
    /// Ask the person for a code, and hand it over.
    Code(CodeAsked),
    /// The account, with a token to it.
    Accepted(Endpoint),
    /// It is over.
    Failed(SignInProblem),
}

/// Whether a text is a user name, as far as addresses are made of them: no e-mail address
/// is one. Platforms know them in small letters.
pub fn is_username(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

impl LogIn {
    /// Begins.
    pub fn new(service: ServiceAddress, username: &str, password: String) -> Self {
        let username = username.trim().to_ascii_lowercase();
        Self { service, username, allowed: Vec::new(), moved: 0, step: Step::Service { password } }
    }

    /// Goes on by itself at these hosts, too.
    #[must_use]
    pub fn allowing(self, hosts: &[String]) -> Self {
        Self { allowed: hosts.to_vec(), ..self }
    }

    /// What to do now.
    pub fn next(&self) -> LogInNext {
        match &self.step {
            Step::Service { .. } => LogInNext::Send(self.service.request()),
            Step::Session { account, password, .. } => {
                let body = Credentials { username: &self.username, password, app_id: APP_ID };
                LogInNext::Send(post(account, "auth/login", None, &body))
            }
            Step::Elsewhere { core, .. } => LogInNext::Ask(core.host.clone()),
            Step::Challenge(pending) => {
                LogInNext::Send(post(&pending.account, "mfa/challenge", Some(&pending.token), &Nothing {}))
            }
            Step::Code(_, asked) => LogInNext::Code(asked.clone()),
            Step::Verify(pending, code) => {
                LogInNext::Send(post(&pending.account, "mfa/verify", Some(&pending.token), &Code { code }))
            }
            Step::Accepted(endpoint) => LogInNext::Accepted(endpoint.clone()),
            Step::Failed(problem) => LogInNext::Failed(problem.clone()),
        }
    }

    /// The person says that the host they were asked about is known to them.
    pub fn agree(&mut self) {
        self.step = match self.taken() {
            Step::Elsewhere { core, api, password } => Step::Session { account: core.account, api, password },
            step => step,
        };
    }

    /// Takes the code that the person typed. Spaces in it are how people read it.
    pub fn typed(&mut self, code: &str) {
        let code: String = code.chars().filter(|character| !character.is_whitespace()).collect();
        self.step = match self.taken() {
            Step::Code(pending, _) if !code.is_empty() => Step::Verify(pending, code),
            step => step,
        };
    }

    /// Takes what came back: a status and a body, or why there is neither.
    pub fn took(&mut self, reply: Result<(u16, &[u8]), Problem>, parser: Parser) {
        self.step = match self.taken() {
            Step::Service { password } => self.described(password, reply, parser),
            Step::Session { account, api, password } => match self.moved(&account, &reply, parser) {
                Some(core) if core.is_known(Some(&api), &self.allowed) => {
                    Step::Session { account: core.account, api, password }
                }
                Some(core) => Step::Elsewhere { core, api, password },
                None => begun(account, reply, parser),
            },
            Step::Challenge(pending) => challenged(pending, reply),
            Step::Verify(pending, _) => verified(pending, reply, parser),
            // Nothing was asked.
            step @ (Step::Elsewhere { .. } | Step::Code(..) | Step::Accepted(_) | Step::Failed(_)) => step,
        };
    }

    fn taken(&mut self) -> Step {
        std::mem::replace(&mut self.step, Step::Failed(SignInProblem::Unusable))
    }

    /// The core that a reply names in its own place.
    fn moved(&mut self, account: &str, reply: &Result<(u16, &[u8]), Problem>, parser: Parser) -> Option<Core> {
        let Ok((421, body)) = reply else { return None };
        let core_url = ErrorReply::of_body(body)?.core_url?;
        self.moved += 1;
        Core::parse(account, &core_url, parser).filter(|_| self.moved <= MOST)
    }

    fn described(&self, password: String, reply: Result<(u16, &[u8]), Problem>, parser: Parser) -> Step {
        let info = match reply {
            Ok((status, body)) => ServiceInfo::read(status, body, &self.service, parser),
            Err(problem) => Err(problem.into()),
        };
        match info {
            Ok(ServiceInfo { api: Some(api), .. }) => match api.account(&self.username, parser) {
                Some(account) => Step::Session { account, api, password },
                None => Step::Failed(SignInProblem::Unsafe),
            },
            Ok(_) => Step::Failed(SignInProblem::NoPasswords),
            Err(problem) => Step::Failed(problem),
        }
    }
}

/// The answer to a name and a password: a session, or the wish for a code.
fn begun(account: String, reply: Result<(u16, &[u8]), Problem>, parser: Parser) -> Step {
    let (status, body) = match reply {
        Ok(reply) => reply,
        Err(problem) => return Step::Failed(problem.into()),
    };
    if status == 200 {
        let text = String::from_utf8_lossy(body);
        let Some(fields) = Fields::read(&text) else { return Step::Failed(Problem::NotPryv.into()) };
        return match (fields.text("token"), fields.text("mfaToken")) {
            // The token goes to where it came from, whatever address stands beside it.
            (Some(token), _) => session(&account, &token, parser),
            (None, Some(token)) if is_header(&token) => {
                Step::Challenge(Pending { account, token, by: CodeBy::Message })
            }
            (None, Some(_)) => Step::Failed(SignInProblem::Unusable),
            (None, None) => Step::Failed(Problem::NotPryv.into()),
        };
    }
    let error = ErrorReply::of_body(body);
    let id = error.as_ref().map_or("", |error| error.id.as_str());
    let says = |word: &str| error.as_ref().is_some_and(|error| error.message.contains(word));
    Step::Failed(match (status, id) {
        // An app that is not trusted and a wrong password share an id; only the message
        // differs, and a platform may say the same of both (measured).
        (401 | 403, "invalid-credentials") if says("appId") => SignInProblem::Untrusted,
        (401 | 403, "invalid-credentials") => SignInProblem::Credentials,
        (404, "unknown-resource") if says("Unknown user") => Problem::UnknownUser.into(),
        (404 | 405 | 410 | 451 | 501, _) if error.is_some() => SignInProblem::NoPasswords,
        _ => problem_of(status, body).into(),
    })
}

/// The answer to the wish for a code. One that was not sent may be in an app all the same.
fn challenged(mut pending: Pending, reply: Result<(u16, &[u8]), Problem>) -> Step {
    let problem = match reply {
        Ok((200, body)) => {
            let text = String::from_utf8_lossy(body);
            let by = Fields::read(&text).and_then(|fields| fields.text("method"));
            if by.as_deref() == Some("totp") {
                pending.by = CodeBy::Authenticator;
            }
            None
        }
        Ok((status, body)) => match problem_of(status, body) {
            Problem::WrongToken | Problem::NoToken => return Step::Failed(SignInProblem::CodeTooLate),
            problem => Some(CodeProblem::Server(problem)),
        },
        Err(problem) => Some(CodeProblem::Server(problem)),
    };
    let by = pending.by;
    Step::Code(pending, CodeAsked { by, problem })
}

/// The answer to a code.
fn verified(pending: Pending, reply: Result<(u16, &[u8]), Problem>, parser: Parser) -> Step {
    let problem = match reply {
        Ok((200, body)) => {
            let text = String::from_utf8_lossy(body);
            return match Fields::read(&text).and_then(|fields| fields.text("token")) {
                Some(token) => session(&pending.account, &token, parser),
                None => Step::Failed(Problem::NotPryv.into()),
            };
        }
        Ok((status, body)) => match problem_of(status, body) {
            // Too many codes, or too long ago: the password has to be typed again.
            Problem::WrongToken | Problem::NoToken => return Step::Failed(SignInProblem::CodeTooLate),
            Problem::Rejected { .. } | Problem::Forbidden => CodeProblem::Wrong,
            problem => CodeProblem::Server(problem),
        },
        Err(problem) => CodeProblem::Server(problem),
    };
    let by = pending.by;
    Step::Code(pending, CodeAsked { by, problem: Some(problem) })
}

fn session(account: &str, token: &str, parser: Parser) -> Step {
    Endpoint::from_parts(account, token, parser).map_or(Step::Failed(SignInProblem::Unusable), Step::Accepted)
}

/// What an error reply means, with the seconds that it asks to wait for: attempts that
/// follow one another too fast are told so in its body.
fn problem_of(status: u16, body: &[u8]) -> Problem {
    let problem = Problem::from_reply(status, ErrorReply::of_body(body));
    let text = String::from_utf8_lossy(body);
    let seconds = || Fields::read(&text)?.object("error")?.object("data")?.count("retryAfterSeconds");
    match problem {
        Problem::Busy { status, .. } => {
            Problem::Busy { status, wait_s: seconds().and_then(|seconds| u32::try_from(seconds).ok()) }
        }
        problem => problem,
    }
}

fn is_header(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Credentials<'a> {
    username: &'a str,
    password: &'a str,
    app_id: &'a str,
}

#[derive(Serialize)]
struct Code<'a> {
    code: &'a str,
}

#[derive(Serialize)]
struct Nothing {}

fn post(account: &str, path: &str, authorization: Option<&str>, body: &impl Serialize) -> Request {
    // Texts alone: there is nothing that could not be written.
    let body = serde_json::to_string(body).unwrap_or_default();
    let authorization = authorization.map(str::to_owned);
    Request { method: Method::Post, url: format!("{account}{path}"), authorization, body: Some(body) }
}

#[cfg(test)]
mod tests;
