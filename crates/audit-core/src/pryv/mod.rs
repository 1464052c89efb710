//! Pryv's protocol without any I/O: which request to make next, and what a
//! reply means. The facts come from exchanges with real servers.

mod access_info;
mod elsewhere;
mod endpoint;
mod item_now;
mod link;
mod live;
mod log_in;
mod newer;
mod pages;
mod problem;
mod retries;
mod rules;
mod scope;
mod service_info;
mod sign_in;
mod withdrawal;

pub use access_info::{AccessInfo, Rights, read_access_ids, read_names};
pub use elsewhere::{Move, Moves};
pub(crate) use endpoint::CALLER_ID;
#[cfg(test)]
pub(crate) use endpoint::tests::parser as test_parser;
pub use endpoint::{Address, AddressError, Endpoint, KeyError, Method, Obtained, Parser, Request};
pub use item_now::Verdict;
pub use link::{Link, Parameter, ServiceAddress};
pub use live::{Live, Turn};
pub use log_in::{CodeAsked, CodeBy, CodeProblem, LogIn, LogInNext, is_username};
pub use newer::{Newer, OVERLAP_MS};
pub use pages::{PAGE, Pager};
pub use problem::{ErrorReply, Problem};
pub use retries::{Retries, Retry, RetryTimes};
pub use rules::Rules;
pub use scope::{FirstReplies, NothingSeen, Scope};
pub use service_info::{ApiTemplate, ServiceInfo, ServicePages};
pub use sign_in::{Next, SignIn, SignInPage, SignInProblem};
pub use withdrawal::{Withdrawal, Withdrawn};
