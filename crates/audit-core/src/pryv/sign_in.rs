//! Signing in as apps of the platform do it: its description is asked for, then an
//! access; a page of the platform opens, where the person gives it or does not, and
//! meanwhile the platform is asked again and again how that ended.
//!
//! The token arrives in the last reply. So whoever drives this machine holds the token,
//! and hands on no more than [`SignIn::page`].

use serde::{Deserialize, Serialize};

use super::elsewhere::is_allowed;
use super::endpoint::Method;
use super::{Endpoint, ErrorReply, Link, Parser, Problem, Request, ServiceAddress, ServiceInfo, ServicePages};
use crate::decode::Fields;

/// The name under which this app asks for an access.
pub(super) const APP_ID: &str = "audit-viewer";

/// How long a platform remembers what was asked (measured), and a person is waited for.
const PATIENCE_MS: i64 = 3_600_000;
/// How often a platform may ask to be asked.
const RATE_MS: (u64, u64) = (500, 10_000);
/// The rate of platforms that say none.
const USUAL_RATE_MS: u64 = 1_000;
/// After so many questions in a row without an answer there is none.
const MOST_FAILURES: u32 = 6;

/// A sign-in that is going on.
#[derive(Debug)]
pub struct SignIn {
    service: ServiceAddress,
    language: String,
    /// Hosts that the operator of this page named.
    allowed: Vec<String>,
    step: Step,
}

#[derive(Debug)]
enum Step {
    /// The description is asked for.
    Service,
    /// An access is asked for.
    Access(ServiceInfo),
    /// The person is asked; the platform says how that ends.
    Waiting(Box<Waiting>),
    /// The platform sends on to another host, and the person is asked whether it is known.
    Elsewhere(Box<Waiting>, Link),
    /// The person gave the access.
    Accepted(Endpoint),
    /// There will be none.
    Failed(SignInProblem),
}

#[derive(Debug)]
struct Waiting {
    info: ServiceInfo,
    page: SignInPage,
    poll: Link,
    rate_ms: i64,
    next_ms: i64,
    until_ms: i64,
    /// Questions in a row that had no answer.
    failures: u32,
}

/// The page of the platform that the person has to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInPage {
    /// Its address.
    pub url: String,
    /// Its host, with its port where it is not the usual one.
    pub host: String,
    /// What the platform calls itself.
    pub platform: Option<String>,
    /// Other pages of the platform.
    pub pages: ServicePages,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Send this, and hand over what comes back.
    Send(Request),
    /// Wait so many milliseconds, and ask again.
    Wait(i64),
    /// Ask the person whether to go on at this host, which may not be the platform's.
    Ask(String),
    /// The account, with a token to it.
    Accepted(Endpoint),
    /// It is over.
    Failed(SignInProblem),
}

/// Why a sign-in ends without an access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInProblem {
    /// The server, or the way to it.
    Server(Problem),
    /// The platform names no address for sign-ins.
    NotOffered,
    /// The platform names an address that must not be asked or opened.
    Unsafe,
    /// The person said no.
    Refused,
    /// An hour went by.
    Expired,
    /// The platform does not know of this sign-in, or no longer.
    Unknown,
    /// The platform could not do it.
    Failed {
        /// Its reason.
        message: Option<String>,
    },
    /// The platform sends on to a host that is not known to be its own.
    Moved {
        /// Which one, where that can be said.
        host: Option<String>,
    },
    /// The person gave the access, and what came is no account with a token.
    Unusable,
    /// The user name and the password do not belong together, or the platform does not
    /// trust this app with them and says the same of both.
    Credentials,
    /// The platform does not take passwords from this app.
    Untrusted,
    /// The platform takes no passwords, or not in this way.
    NoPasswords,
    /// The platform no longer waits for a code: it was too late, or there were too many.
    CodeTooLate,
}

impl From<Problem> for SignInProblem {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Redirected { host } => Self::Moved { host },
            problem => Self::Server(problem),
        }
    }
}

impl SignIn {
    /// Begins. `language` is the one that the platform's page is to be in, such as `fr`.
    pub fn new(service: ServiceAddress, language: &str) -> Self {
        Self { service, language: language.to_owned(), allowed: Vec::new(), step: Step::Service }
    }

    /// Goes on by itself at these hosts, too.
    #[must_use]
    pub fn allowing(self, hosts: &[String]) -> Self {
        Self { allowed: hosts.to_vec(), ..self }
    }

    /// What to do now.
    pub fn next(&mut self, now_ms: i64) -> Next {
        match &self.step {
            Step::Service => Next::Send(self.service.request()),
            Step::Access(info) => Next::Send(access_request(&info.access, &self.language)),
            Step::Waiting(waiting) if now_ms >= waiting.until_ms => self.fail(SignInProblem::Expired),
            // A clock that is set back makes nobody wait for longer.
            Step::Waiting(waiting) if now_ms < waiting.next_ms => {
                Next::Wait((waiting.next_ms - now_ms).min(rate(RATE_MS.1)))
            }
            Step::Waiting(waiting) => Next::Send(Request::open(waiting.poll.url())),
            Step::Elsewhere(_, poll) => Next::Ask(poll.host().to_owned()),
            Step::Accepted(endpoint) => Next::Accepted(endpoint.clone()),
            Step::Failed(problem) => Next::Failed(problem.clone()),
        }
    }

    /// The person says that the host they were asked about is known to them.
    pub fn agree(&mut self, now_ms: i64) {
        self.step = match std::mem::replace(&mut self.step, Step::Failed(SignInProblem::Unusable)) {
            Step::Elsewhere(mut waiting, poll) => {
                waiting.poll = poll;
                waiting.next_ms = now_ms;
                Step::Waiting(waiting)
            }
            step => step,
        };
    }

    fn fail(&mut self, problem: SignInProblem) -> Next {
        self.step = Step::Failed(problem.clone());
        Next::Failed(problem)
    }

    /// The page that the person has to open, while they are waited for.
    pub fn page(&self) -> Option<&SignInPage> {
        match &self.step {
            Step::Waiting(waiting) | Step::Elsewhere(waiting, _) => Some(&waiting.page),
            _ => None,
        }
    }

    /// Takes what came back: a status and a body, or why there is neither.
    pub fn took(&mut self, reply: Result<(u16, &[u8]), Problem>, now_ms: i64, parser: Parser) {
        let step = std::mem::replace(&mut self.step, Step::Failed(SignInProblem::Unusable));
        self.step = match (step, reply) {
            (Step::Service, Ok((status, body))) => {
                ServiceInfo::read(status, body, &self.service, parser).map_or_else(Step::Failed, Step::Access)
            }
            (Step::Access(info), Ok(reply)) => self.begin(info, reply, now_ms, parser),
            (Step::Service | Step::Access(_), Err(problem)) => Step::Failed(problem.into()),
            (Step::Waiting(waiting), reply) => self.go_on(waiting, reply, now_ms, parser),
            // Nothing was asked.
            (step @ (Step::Elsewhere(..) | Step::Accepted(_) | Step::Failed(_)), _) => step,
        };
    }

    /// The answer to the question for an access: usually where the person can give it.
    fn begin(&self, info: ServiceInfo, (status, body): (u16, &[u8]), now_ms: i64, parser: Parser) -> Step {
        let answer = Answer::read(status, body);
        let Answer::NeedSignIn { page: Some(page), poll: Some(poll), rate_ms } = answer else {
            return match answer {
                Answer::NeedSignIn { .. } => Step::Failed(Problem::NotPryv.into()),
                answer => self.end(&info, answer, parser),
            };
        };
        let link = |text: &str| Link::parse(text, &self.service, parser);
        let Some((page, poll)) = link(&page).zip(link(&poll)) else { return Step::Failed(SignInProblem::Unsafe) };
        let page = SignInPage {
            url: page.url().to_owned(),
            host: page.host().to_owned(),
            platform: info.name.clone(),
            pages: info.pages.clone(),
        };
        let rate_ms = rate(rate_ms.unwrap_or(USUAL_RATE_MS));
        let (next_ms, until_ms) = (now_ms + rate_ms, now_ms + PATIENCE_MS);
        Step::Waiting(Box::new(Waiting { info, page, poll, rate_ms, next_ms, until_ms, failures: 0 }))
    }

    /// The answer to the question how it ended.
    fn go_on(
        &self,
        mut waiting: Box<Waiting>,
        reply: Result<(u16, &[u8]), Problem>,
        now_ms: i64,
        parser: Parser,
    ) -> Step {
        let answer = reply.map_or_else(Answer::Other, |(status, body)| Answer::read(status, body));
        match answer {
            Answer::NeedSignIn { rate_ms, .. } => {
                waiting.rate_ms = rate_ms.map_or(waiting.rate_ms, rate);
                waiting.failures = 0;
            }
            // A sign-in outlives a moment without network, and a server that restarts.
            Answer::Other(problem) if is_passing(&problem) && waiting.failures + 1 < MOST_FAILURES => {
                waiting.failures += 1;
            }
            Answer::Redirected { poll } => {
                let Some(poll) = Link::parse(&poll, &self.service, parser) else {
                    return Step::Failed(SignInProblem::Unsafe);
                };
                waiting.failures = 0;
                // The next reply may be the one with the token: it comes from the
                // platform that the person chose, or from where they say.
                let known = poll.host() == waiting.poll.host() || waiting.info.holds(&poll);
                if !known && !is_allowed(poll.host(), &self.allowed) {
                    return Step::Elsewhere(waiting, poll);
                }
                waiting.poll = poll;
            }
            answer => return self.end(&waiting.info, answer, parser),
        }
        let slower = waiting.rate_ms.saturating_mul(1 << waiting.failures);
        waiting.next_ms = now_ms + slower.min(rate(RATE_MS.1));
        Step::Waiting(waiting)
    }

    fn end(&self, info: &ServiceInfo, answer: Answer, parser: Parser) -> Step {
        Step::Failed(match answer {
            Answer::Accepted(given) => match self.endpoint(info, &given, parser) {
                Some(endpoint) => return Step::Accepted(endpoint),
                None => SignInProblem::Unusable,
            },
            Answer::Refused => SignInProblem::Refused,
            Answer::Unknown => SignInProblem::Unknown,
            Answer::Failed { message } => SignInProblem::Failed { message },
            Answer::Redirected { .. } => SignInProblem::Moved { host: None },
            Answer::NeedSignIn { .. } => Problem::NotPryv.into(),
            Answer::Other(problem) => problem.into(),
        })
    }

    /// The account that was given. Older platforms name it and its token apart.
    fn endpoint(&self, info: &ServiceInfo, given: &Given, parser: Parser) -> Option<Endpoint> {
        let endpoint = match given {
            Given { endpoint: Some(endpoint), .. } => Endpoint::parse(endpoint, parser).ok()?,
            Given { username: Some(username), token: Some(token), .. } => {
                info.api.as_ref()?.endpoint(username, token, parser)?
            }
            _ => return None,
        };
        let as_safe = !self.service.is_secure() || endpoint.address().starts_with("https:");
        as_safe.then_some(endpoint)
    }
}

/// Whether asking again may help.
fn is_passing(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Unreachable | Problem::Timeout | Problem::CutOff | Problem::Busy { .. } | Problem::Server { .. }
    )
}

fn rate(ms: u64) -> i64 {
    let (least, most) = RATE_MS;
    i64::try_from(ms.clamp(least, most)).unwrap_or(i64::MAX)
}

/// What the platform answers, by the `status` in the body: its HTTP statuses are 201
/// while it waits, 200, 403 for no, 400 for a key that it does not know, and 301.
enum Answer {
    NeedSignIn { page: Option<String>, poll: Option<String>, rate_ms: Option<u64> },
    Accepted(Given),
    Refused,
    Unknown,
    Failed { message: Option<String> },
    Redirected { poll: String },
    Other(Problem),
}

/// An account and a token to it. Not `Debug`.
struct Given {
    endpoint: Option<String>,
    username: Option<String>,
    token: Option<String>,
}

impl Answer {
    fn read(status: u16, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let other = || match ErrorReply::of_body(body) {
            Some(error) if error.id == "unknown-access-key" => Self::Unknown,
            error => Self::Other(Problem::from_reply(status, error)),
        };
        let Some(fields) = Fields::read(&text) else { return other() };
        match fields.text("status").as_deref() {
            Some("NEED_SIGNIN") => Self::NeedSignIn {
                // Called `url` before.
                page: fields.text("authUrl").or_else(|| fields.text("url")),
                poll: fields.text("poll"),
                rate_ms: fields.count("poll_rate_ms"),
            },
            Some("ACCEPTED") => Self::Accepted(Given {
                endpoint: fields.text("apiEndpoint"),
                username: fields.text("username"),
                token: fields.text("token"),
            }),
            Some("REFUSED") => Self::Refused,
            Some("ERROR") => Self::Failed { message: fields.text("message").filter(|text| !text.is_empty()) },
            Some("REDIRECTED") => match fields.text("poll") {
                Some(poll) => Self::Redirected { poll },
                None => Self::Other(Problem::Redirected { host: None }),
            },
            _ => other(),
        }
    }
}

/// Asks for an access that may read the audit log and do nothing else. Without
/// `expireAfter`: the platform takes it for the lifetime of the question, in
/// milliseconds. `returnURL` is what apps send that open the page beside themselves.
fn access_request(access: &Link, language: &str) -> Request {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        requesting_app_id: &'a str,
        requested_permissions: [Permission<'a>; 1],
        language_code: &'a str,
        #[serde(rename = "returnURL")]
        return_url: bool,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Permission<'a> {
        stream_id: &'a str,
        level: &'a str,
        default_name: &'a str,
    }
    let body = Body {
        requesting_app_id: APP_ID,
        requested_permissions: [Permission { stream_id: ":_audit:", level: "read", default_name: "Audit logs" }],
        language_code: language,
        return_url: false,
    };
    // Texts and a list of them: there is nothing that could not be written.
    let body = serde_json::to_string(&body).unwrap_or_default();
    Request { method: Method::Post, body: Some(body), ..Request::open(access.url()) }
}

#[cfg(test)]
mod tests;
