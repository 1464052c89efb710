//! What passes between the page and its worker, in the bytes of `postcard`.
//! Files and finished exports travel beside it, as structured clones. Both sides
//! are one program, so the bytes need no names, and no versions.
//!
//! Every load has a number that the page chose; the worker says it with all that
//! it tells of the load, and the page drops what it no longer waits for. A load
//! fills a log of its own. The worker shows it in the place of the one before
//! when the page says so, and not before: a load that fails, or is cancelled at
//! the last moment, leaves what was open as it was.

mod check;
mod status;

use audit_core::engine::{Command, ExportRequest, Reply, Tally};
use audit_core::insights::ItemRef;
use audit_core::pryv::{CodeAsked, Obtained, Problem, Rules, Scope, SignInPage, Verdict, Withdrawal, Withdrawn};
use audit_core::pseudonyms::PseudonymKey;
use audit_core::record::Generation;
use serde::{Deserialize, Serialize};

pub(crate) use check::{Checked, CheckedFile, Checks};
pub(crate) use status::{Failure, FileEnd, FileRead, LoadStatus, LookEnd, Looked, Pause, Phase, SupportMade};

/// From the page to the worker. Not `Debug`: it can hold a key.
#[derive(Serialize, Deserialize)]
pub(crate) enum ToWorker {
    /// Load from a server. The key is in here and nowhere else.
    Connect {
        /// The number of this load.
        load: u32,
        /// The address, with the key in it or without.
        address: String,
        /// The key, when it was typed apart.
        key: Option<String>,
        /// How many days back; `None` for everything.
        days: Option<u32>,
        /// What the operator decided.
        rules: Rules,
    },
    /// Sign in at a platform, and load from the account that comes of it.
    SignIn {
        /// The number of this load.
        load: u32,
        /// The platform's address, as it was typed.
        service: String,
        /// The language of the platform's page, such as `fr`.
        language: String,
        /// How many days back; `None` for everything.
        days: Option<u32>,
        /// What the operator decided.
        rules: Rules,
    },
    /// Sign in with a password, and load from the account. The password is in here, in one
    /// request, and nowhere else.
    LogIn {
        /// The number of this load.
        load: u32,
        /// The platform's address, as it was typed.
        service: String,
        /// The user name.
        username: String,
        /// The password.
        password: String,
        /// How many days back; `None` for everything.
        days: Option<u32>,
        /// What the operator decided.
        rules: Rules,
    },
    /// The code that a sign-in asked for.
    Code {
        /// Which load.
        load: u32,
        /// As it was typed.
        code: String,
    },
    /// Load another period from the server whose log is shown.
    Reload {
        /// The number of this load.
        load: u32,
        /// How many days back; `None` for everything.
        days: Option<u32>,
        /// What the operator decided.
        rules: Rules,
        /// Only what this filter can match, as far as a server can tell; all without.
        only: Option<String>,
    },
    /// Load the files that come beside this message, as one log.
    Files {
        /// The number of this load.
        load: u32,
    },
    /// Load the built-in demo account.
    Demo {
        /// The number of this load.
        load: u32,
    },
    /// Read names for the log that is shown, with another key to its account. It is in
    /// here and nowhere else, and dropped when they are read.
    Names {
        /// The number of this request.
        request: u32,
        /// The key, as it was pasted: alone, or in an address.
        key: String,
    },
    /// Read names for it out of the files that come beside this message.
    NameFiles {
        /// The number of this request.
        request: u32,
    },
    /// Read an item of the account whose log is shown, once, and compare it with what the log
    /// recorded of it.
    CompareItem {
        /// The number of this request.
        request: u32,
        /// Which item.
        item: ItemRef,
    },
    /// Show the log of a load that opened, in the place of the one before.
    Show {
        /// Which load.
        load: u32,
    },
    /// Do not wait any longer before asking the server again.
    GoOn {
        /// Which load.
        load: u32,
    },
    /// Look once for what was recorded since a log was read.
    LookForNewer {
        /// Which load filled it.
        load: u32,
    },
    /// Bring in what was found.
    TakeNewer {
        /// Which load.
        load: u32,
    },
    /// Go on at the host that a load was sent to: the person said so.
    Follow {
        /// Which load.
        load: u32,
        /// The host that they were told.
        host: String,
    },
    /// Stop a load. What is shown of it stays; what is not is forgotten.
    Cancel {
        /// Which load.
        load: u32,
    },
    /// Ask the engine.
    Ask {
        /// Returned with the answer.
        version: u32,
        /// The question.
        command: Command,
    },
    /// Write a file of everything that the last view matched: the one that comes
    /// beside this message, or else one to be saved.
    Export {
        /// What is written.
        request: ExportRequest,
        /// Its hash is wanted as well.
        hashed: bool,
    },
    /// Answer everything in pseudonyms by this key, what is written as well; without one, as
    /// it was recorded.
    Support {
        /// The key.
        key: Option<PseudonymKey>,
    },
    /// Say what a pseudonym stands for in the log that is shown.
    WhoIs {
        /// The key that it was made with.
        key: PseudonymKey,
        /// As it was typed.
        pseudonym: String,
    },
    /// Stop writing it.
    CancelExport,
    /// Check the files that come beside this message, in the place of others.
    Check {
        /// The number of this request.
        request: u32,
    },
    /// Check no more files.
    CancelCheck,
    /// Say the key of what is shown to the next worker, over the port beside this message:
    /// this one ends.
    HandOver,
    /// Hear it there.
    TakeOver,
    /// Withdraw the access of the key that was taken over.
    Withdraw(Withdrawal),
    /// Forget that key.
    Forget,
    /// Say the key of a log that opened, so that the browser keeps it for this tab.
    Keep {
        /// Which load.
        load: u32,
    },
}

/// From the worker to the page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum FromWorker {
    /// A source answered, and can be shown: this is whose log it is.
    Opened {
        /// Which load.
        load: u32,
        /// Whose log.
        identity: Identity,
    },
    /// A sign-in goes on when the person has opened this, and said yes or no.
    SignIn {
        /// Which load.
        load: u32,
        /// What to open.
        page: SignInPage,
    },
    /// A sign-in goes on when the person has typed a code.
    Code {
        /// Which load.
        load: u32,
        /// Where it is found, and what was wrong with the one before.
        code: CodeAsked,
    },
    /// How far a load is.
    Load {
        /// Which load.
        load: u32,
        /// How far.
        status: LoadStatus,
    },
    /// A look for newer records ended.
    Looked {
        /// Of the log of which load.
        load: u32,
        /// What came of it.
        looked: Looked,
    },
    /// What was found is in the log.
    TookNewer {
        /// Of which load.
        load: u32,
        /// What is held now.
        tally: Tally,
        /// Until when the server was asked, in milliseconds of its clock.
        until_ms: i64,
    },
    /// How far the log is that answers in pseudonyms.
    Support {
        /// Of the log of which load.
        load: u32,
        /// How far.
        made: SupportMade,
    },
    /// What a pseudonym stands for.
    WhoIs {
        /// As it was typed.
        pseudonym: String,
        /// This; or nothing in the log.
        stands_for: Option<String>,
    },
    /// Names were read, or why not.
    Names {
        /// Of the request.
        request: u32,
        /// How many.
        result: Result<NamesRead, NamesProblem>,
    },
    /// An item was compared.
    Compared {
        /// Of the request.
        request: u32,
        /// What came of it.
        verdict: Verdict,
    },
    /// The engine's answer.
    Answer {
        /// Of the question.
        version: u32,
        /// The version of the last view before it: rows belong to that view.
        view: u32,
        /// The answer.
        reply: Reply,
    },
    /// The export goes on, or is done; what is to be saved comes beside this message.
    Export(ExportProgress),
    /// How far the checking of files is.
    Check {
        /// Of the request.
        request: u32,
        /// How far.
        checks: Checks,
    },
    /// What becomes of a key whose log was signed out of.
    Leaving(Leaving),
    /// The address with the key, for the browser to keep.
    Key(Key),
}

/// An address with a key in it. Not shown by `Debug`: a message may end in the console.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Key(pub(crate) String);

impl std::fmt::Debug for Key {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Key")
    }
}

/// What becomes of a key whose log was signed out of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Leaving {
    /// It is held, and its access can be withdrawn.
    Held,
    /// Nobody decided, so it is forgotten.
    Forgotten,
    /// The access is withdrawn, the key forgotten.
    Withdrawn(Withdrawn),
    /// It could not be withdrawn; the key is held.
    Failed(Problem),
}

/// How many names were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamesRead {
    /// Of accesses.
    pub(crate) accesses: u32,
    /// Of streams.
    pub(crate) streams: u32,
}

/// Why no names were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum NamesProblem {
    /// No key was pasted.
    NoKey,
    /// What was pasted is no key, and no address with one.
    NotAKey,
    /// It is of another account, or another host.
    OtherAccount,
    /// It is no personal one: only those may read names.
    NotPersonal,
    /// The server, or the way to it.
    Server(Problem),
    /// A file names no access and no stream.
    NoNames {
        /// The file's name.
        name: String,
    },
    /// A file cannot be read.
    Unreadable {
        /// The file's name.
        name: String,
    },
    /// A file is larger than any list of names.
    TooLarge {
        /// The file's name.
        name: String,
    },
}

impl NamesProblem {
    /// Whether it is about a file, not about a key.
    pub(crate) fn is_about_file(&self) -> bool {
        matches!(self, Self::NoNames { .. } | Self::Unreadable { .. } | Self::TooLarge { .. })
    }
}

/// Whose log is open, and who looks at it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Identity {
    /// A server's.
    Server {
        /// The account.
        user: String,
        /// Where it is.
        host: String,
        /// The name of the access whose token is used.
        access: String,
        /// How it can be withdrawn.
        withdrawal: Withdrawal,
        /// How its token came here: whether this app can end what it made.
        obtained: Obtained,
        /// What that access sees.
        scope: Scope,
        /// Whether it may do more than read audit logs.
        is_broader: bool,
        /// Which generation the server speaks.
        generation: Generation,
        /// The server's version, where it says it.
        api_version: Option<String>,
    },
    /// A file's, or that of several.
    File {
        /// The name of the first that holds records.
        name: String,
        /// How many others were read with it.
        others: u64,
    },
    /// The demo account's.
    Demo {
        /// The account.
        user: String,
    },
}

impl Identity {
    /// The account as exports name it, `user @ host`; empty for files and the demo.
    pub(crate) fn account(&self) -> String {
        match self {
            Self::Server { user, host, .. } => format!("{user} @ {host}"),
            Self::File { .. } | Self::Demo { .. } => String::new(),
        }
    }

    /// The account in a word, for the names of files.
    pub(crate) fn subject(&self) -> String {
        match self {
            Self::Server { user, .. } | Self::Demo { user } => user.clone(),
            Self::File { .. } => "file".to_owned(),
        }
    }
}

/// How far an export is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ExportProgress {
    /// The name of the file: that of the one that was chosen, or of what was seen when it
    /// began.
    pub(crate) file_name: String,
    /// Records written so far.
    pub(crate) written: u32,
    /// Cells changed to make spreadsheet formulas harmless.
    pub(crate) neutralized: u32,
    /// Records so far in which what may be a key is masked.
    pub(crate) masked: u32,
    /// It is evidence, which can be checked again.
    pub(crate) is_evidence: bool,
    /// Bytes so far.
    pub(crate) bytes: u64,
    /// The SHA-256 of all of them, in hexadecimal digits, once it is whole and if it was
    /// wanted.
    pub(crate) sha256: Option<String>,
    /// Whether this is the last message of it.
    pub(crate) end: ExportEnd,
}

/// Whether an export is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ExportEnd {
    /// It goes on.
    NotYet,
    /// It stands in the file that was chosen, or comes beside this message.
    Finished,
    /// The person stopped it.
    Cancelled,
    /// The browser could not hold the file.
    TooBig,
    /// The disk is full.
    NoRoom,
    /// The permission to write into the file was withdrawn.
    Forbidden,
    /// The file that was chosen could not be written.
    NotWritten,
    /// The file that holds the records verbatim has changed, moved, or is no more.
    SourceGone,
}
