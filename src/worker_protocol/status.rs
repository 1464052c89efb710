//! How far a load is, and why it stopped.

use audit_core::engine::Tally;
use audit_core::pryv::{Problem, SignInProblem};
use serde::{Deserialize, Serialize};

/// How far the loading is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct LoadStatus {
    /// What is going on.
    pub(crate) phase: Phase,
    /// What was read.
    pub(crate) tally: Tally,
    /// Bytes received.
    pub(crate) bytes: u64,
    /// Bytes to come in all, where that is known.
    pub(crate) total: Option<u64>,
    /// Everything newer than this is loaded, in milliseconds.
    pub(crate) reached_ms: Option<i64>,
    /// The period asked for, in milliseconds.
    pub(crate) period: Option<(i64, i64)>,
    /// How far the server's clock is ahead of this device's, in milliseconds.
    pub(crate) ahead_ms: i64,
    /// Only what can match this filter was asked for.
    pub(crate) only: Option<String>,
    /// Why nothing comes, and for how long.
    pub(crate) pause: Option<Pause>,
    /// It stopped, and goes on where it stopped when it is told to.
    pub(crate) can_go_on: bool,
    /// What each file brought that was read so far.
    pub(crate) files: Vec<FileRead>,
}

/// What came of a look for newer records.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Looked {
    /// Requests that were answered, each of which the platform recorded.
    pub(crate) answers: u32,
    /// Records that wait and would be shown, if an answer was read.
    pub(crate) matching: Option<u32>,
    /// How it ended.
    pub(crate) end: LookEnd,
}

/// How far a log in pseudonyms is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SupportMade {
    /// So many records are in it, and more are to come.
    Going(u32),
    /// All are.
    Whole,
    /// There is no memory for it.
    Full,
}

/// How a look ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum LookEnd {
    /// Everything came.
    #[default]
    Done,
    /// It did not, or not all.
    Failed(Problem),
    /// There is no memory for more.
    Full,
}

/// A wait before the server is asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Pause {
    /// Until the device is connected.
    Offline,
    /// Until the person says whether to go on at another host.
    Elsewhere {
        /// The host that sends there.
        from: String,
        /// The other one.
        to: String,
    },
    /// Until a time.
    Until {
        /// In milliseconds.
        time_ms: i64,
        /// What went wrong.
        problem: Problem,
        /// How many times in a row.
        failed: u32,
    },
}

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileRead {
    /// Its name.
    pub(crate) name: String,
    /// Records that no file before it held.
    pub(crate) records: u32,
    /// Records that one before it held, too.
    pub(crate) duplicates: u32,
    /// Records that could not be read.
    pub(crate) unreadable: u32,
    /// Accesses and streams that it was the first to name.
    pub(crate) names: u32,
    /// How it ended.
    pub(crate) end: FileEnd,
}

/// How a file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FileEnd {
    /// It is whole.
    Whole,
    /// It ended early, or is damaged from some place on.
    Cut,
    /// It is an export of this page, and says that it was made of a part of a log.
    Partial,
    /// It is no audit log, and names nothing.
    NotALog,
    /// It cannot be read.
    Unreadable,
}

/// What is going on with the loading.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Phase {
    /// Nothing.
    #[default]
    Idle,
    /// The server is asked who this is.
    Asking,
    /// Records arrive.
    Loading,
    /// Everything arrived; or the file ended early.
    Done {
        /// Whether nothing is missing.
        complete: bool,
    },
    /// The person stopped it.
    Cancelled,
    /// There is no memory for more. What is loaded stays.
    Full,
    /// It could not go on.
    Stopped(Failure),
}

impl LoadStatus {
    /// Whether records are still to come.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Asking | Phase::Loading)
    }

    /// Whether everything in the period that was asked for is held.
    pub(crate) fn is_complete(&self) -> bool {
        self.phase == Phase::Done { complete: true }
    }

    /// Whether everything in the period is held.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_complete() && self.only.is_none()
    }
}

/// Why loading stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Failure {
    /// The server, or the way to it.
    Server(Problem),
    /// There is no access: the sign-in ended without one.
    SignIn(SignInProblem),
    /// The account is not of the only platform that may be opened, which is at this host.
    Locked(String),
    /// The file is no audit log.
    NotALog,
    /// None of so many files is one.
    NoneIsALog(u64),
    /// The file cannot be read.
    Unreadable,
}

impl Failure {
    /// Whether the key is of no use, whatever is tried.
    pub(crate) fn is_about_key(&self) -> bool {
        matches!(self, Self::Server(problem) if problem.is_about_key())
    }
}
