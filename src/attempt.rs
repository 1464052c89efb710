//! Opening a source, as far as the person has got with it. What was open before
//! stays until the new one is there.

use audit_core::pryv::{CodeAsked, SignInPage};
use audit_core::view_state::Window;

use crate::worker_protocol::{Failure, Identity};

/// Where records come from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    /// Nothing is open.
    None,
    /// A log is open.
    Open(Identity),
}

/// The last thing that was to be opened and is not open.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Attempt {
    /// There is none.
    None,
    /// It has not answered yet.
    Opening(Target),
    /// It did not open.
    Refused(Target, Failure),
    /// The person stopped it. Told of what was loaded before and is loaded again;
    /// whoever stops anything else knows.
    Stopped(Target),
}

/// What was chosen, by the name that is shown: never with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A server.
    Server {
        /// Its host.
        host: String,
        /// How the person named it: what is wrong with it is told there.
        named_by: NamedBy,
        /// The period asked for.
        window: Window,
    },
    /// The account of whoever signs in at a platform.
    SignIn {
        /// The platform's host.
        host: String,
        /// The period asked for.
        window: Window,
        /// What the person has to open, once the platform has said it.
        page: Option<SignInPage>,
        /// The browser did not let this page open it.
        blocked: bool,
    },
    /// An account, with its user name and password.
    LogIn {
        /// The platform's host.
        host: String,
        /// The period asked for.
        window: Window,
        /// The code that the person has to type, once the account asks for one.
        code: Option<CodeAsked>,
    },
    /// The server that is open, once more.
    Again {
        /// Its host.
        host: String,
        /// The period asked for.
        window: Window,
    },
    /// Files.
    Files {
        /// The name of the first.
        name: String,
        /// How many others there are.
        others: u64,
    },
    /// The demo.
    Demo,
}

/// How a person named a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedBy {
    /// An address with the key in it.
    Address,
    /// An address and a key apart.
    Parts,
    /// A link that they followed.
    Link,
    /// Before this tab was loaded again: they asked for it to be kept.
    Kept,
}

impl Attempt {
    /// What is being opened.
    pub(crate) fn opening(&self) -> Option<&Target> {
        match self {
            Self::Opening(target) => Some(target),
            _ => None,
        }
    }

    /// Whether it loads again what is open.
    pub(crate) fn is_again(&self) -> bool {
        matches!(self, Self::Opening(target) | Self::Refused(target, _) | Self::Stopped(target)
            if matches!(target, Target::Again { .. }))
    }

    /// The platform that a sign-in ended at without an access, and why.
    pub(crate) fn refused_sign_in(&self) -> Option<(&str, &Failure)> {
        match self {
            Self::Refused(Target::SignIn { host, .. }, failure) => Some((host, failure)),
            _ => None,
        }
    }

    /// The platform that did not take a password, and why.
    pub(crate) fn refused_password(&self) -> Option<(&str, &Failure)> {
        match self {
            Self::Refused(Target::LogIn { host, .. }, failure) => Some((host, failure)),
            _ => None,
        }
    }

    /// The platform that waits for a code, and what is known of it.
    pub(crate) fn code(&self) -> Option<(&str, &CodeAsked)> {
        match self {
            Self::Opening(Target::LogIn { host, code: Some(code), .. }) => Some((host, code)),
            _ => None,
        }
    }

    /// What a sign-in waits for the person to open, and whether they have to do it themselves.
    pub(crate) fn awaited(&self) -> Option<(&SignInPage, bool)> {
        match self {
            Self::Opening(Target::SignIn { page: Some(page), blocked, .. }) => Some((page, *blocked)),
            _ => None,
        }
    }

    /// The server that did not open and why, when it was named in this way.
    pub(crate) fn refused_server(&self, by: NamedBy) -> Option<(&str, &Failure)> {
        match self {
            Self::Refused(Target::Server { host, named_by, .. }, failure) if *named_by == by => Some((host, failure)),
            _ => None,
        }
    }
}

impl Target {
    /// The host or the file, for sentences about it.
    pub(crate) fn place(&self) -> &str {
        match self {
            Self::Server { host, .. }
            | Self::SignIn { host, .. }
            | Self::LogIn { host, .. }
            | Self::Again { host, .. } => host,
            Self::Files { name, .. } => name,
            Self::Demo => "",
        }
    }

    /// The period that a server was asked for.
    pub(crate) fn window(&self) -> Option<Window> {
        match self {
            Self::Server { window, .. }
            | Self::SignIn { window, .. }
            | Self::LogIn { window, .. }
            | Self::Again { window, .. } => Some(*window),
            Self::Files { .. } | Self::Demo => None,
        }
    }
}
