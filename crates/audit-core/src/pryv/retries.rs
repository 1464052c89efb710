//! When to ask a server again that did not answer, or not to the end.
//!
//! Waits grow, and are drawn by chance, so that a thousand pages that a server turned
//! away do not come back in the same second. Only reading is ever repeated: everything
//! that is asked here is a `GET`.

use serde::{Deserialize, Serialize};

use super::Problem;

/// How long is waited for a server that did not answer, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryTimes {
    /// The longest of the first waits, in milliseconds; each next one may be twice as long.
    pub first_ms: u32,
    /// No wait is longer than this, in milliseconds.
    pub longest_ms: u32,
    /// Requests that fail one after the other before a person is asked.
    pub attempts: u32,
}

impl Default for RetryTimes {
    fn default() -> Self {
        Self { first_ms: 1_000, longest_ms: 30_000, attempts: 4 }
    }
}

/// A server that asks to slow down is left alone for at least this long.
const BUSY_MS: u32 = 5_000;
/// Nobody is made to wait longer for what a server asks for, in seconds.
const LONGEST_ASKED_S: u32 = 300;

/// What to do after a request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Ask again after so many milliseconds.
    After(u32),
    /// Ask again when the device is connected.
    WhenOnline,
    /// Ask again only when the person says so: it may help.
    WhenAsked,
    /// Asking again brings the same.
    Never,
}

/// Counts the requests that failed one after the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retries {
    times: RetryTimes,
    failed: u32,
}

impl Retries {
    /// With an operator's times.
    pub fn new(times: RetryTimes) -> Self {
        Self { times, failed: 0 }
    }

    /// How many failed since the last that did not.
    pub fn failed(&self) -> u32 {
        self.failed
    }

    /// Something arrived that had not been there.
    pub fn succeeded(&mut self) {
        self.failed = 0;
    }

    /// What to do after one more failed. `chance` is drawn from `[0, 1)`.
    pub fn after(&mut self, problem: &Problem, chance: f64) -> Retry {
        let (least, asked_s) = match problem {
            // No request was made.
            Problem::Offline => return Retry::WhenOnline,
            Problem::Unreachable | Problem::Timeout | Problem::CutOff | Problem::Server { .. } => (0, None),
            Problem::Busy { wait_s, .. } => (BUSY_MS, *wait_s),
            Problem::NotPryv
            | Problem::UnknownUser
            | Problem::WrongToken
            | Problem::AccessExpired
            | Problem::SessionEnded
            | Problem::NoToken
            | Problem::Forbidden
            | Problem::SelfAuditForbidden
            | Problem::AuditOff
            | Problem::NoAuditLog
            | Problem::Redirected { .. }
            | Problem::TooLarge
            | Problem::Refused { .. }
            | Problem::Rejected { .. }
            | Problem::Stuck => return Retry::Never,
        };
        self.failed = self.failed.saturating_add(1);
        if self.failed >= self.times.attempts || asked_s.is_some_and(|seconds| seconds > LONGEST_ASKED_S) {
            return Retry::WhenAsked;
        }
        let most = self.times.first_ms.saturating_mul(1 << (self.failed - 1).min(16)).min(self.times.longest_ms);
        let drawn = share(most, chance);
        Retry::After(match asked_s {
            // Not before, and not everybody at once.
            Some(seconds) => seconds.saturating_mul(1_000).max(least).saturating_add(drawn),
            None => drawn.max(least),
        })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a number is below it")]
fn share(of: u32, chance: f64) -> u32 {
    (f64::from(of) * chance.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: f64 = 0.5;

    #[test]
    fn waits_grow_and_end_with_a_question() {
        let mut retries = Retries::default();
        let waits: Vec<Retry> = (0..5).map(|_| retries.after(&Problem::Unreachable, HALF)).collect();
        let expected =
            [Retry::After(500), Retry::After(1_000), Retry::After(2_000), Retry::WhenAsked, Retry::WhenAsked];
        assert_eq!(waits, expected);
        retries.succeeded();
        assert_eq!(retries.after(&Problem::CutOff, 0.0), Retry::After(0));
        assert_eq!(retries.failed(), 1);
    }

    #[test]
    fn an_operator_may_set_the_times() {
        let mut retries = Retries::new(RetryTimes { first_ms: 100, longest_ms: 150, attempts: 3 });
        let waits: Vec<Retry> = (0..3).map(|_| retries.after(&Problem::Unreachable, HALF)).collect();
        assert_eq!(waits, [Retry::After(50), Retry::After(75), Retry::WhenAsked]);
    }

    #[test]
    fn a_server_that_is_busy_is_left_alone() {
        let busy = |wait_s| Problem::Busy { status: 429, wait_s };
        for (wait_s, chance, expected) in [
            (None, 0.0, Retry::After(5_000)),
            (None, 0.999, Retry::After(5_000)),
            (Some(7), 0.0, Retry::After(7_000)),
            (Some(7), HALF, Retry::After(7_500)),
            (Some(0), 0.0, Retry::After(5_000)),
            (Some(300), 0.0, Retry::After(300_000)),
            (Some(301), 0.0, Retry::WhenAsked),
            (Some(u32::MAX), 0.0, Retry::WhenAsked),
        ] {
            assert_eq!(Retries::default().after(&busy(wait_s), chance), expected, "{wait_s:?} {chance}");
        }
    }

    #[test]
    fn what_would_fail_again_is_not_repeated() {
        for problem in [
            Problem::WrongToken,
            Problem::AccessExpired,
            Problem::Forbidden,
            Problem::NotPryv,
            Problem::Stuck,
            Problem::Redirected { host: None },
            Problem::Rejected { status: 400, id: String::new(), message: String::new() },
        ] {
            let mut retries = Retries::default();
            assert_eq!(retries.after(&problem, HALF), Retry::Never, "{problem:?}");
            assert_eq!(retries.failed(), 0);
        }
    }

    #[test]
    fn a_device_without_a_network_has_tried_nothing() {
        let mut retries = Retries::default();
        for _ in 0..10 {
            assert_eq!(retries.after(&Problem::Offline, HALF), Retry::WhenOnline);
        }
        assert_eq!(retries.failed(), 0);
    }

    #[test]
    fn chance_out_of_its_range_does_no_harm() {
        for chance in [-1.0, 2.0, f64::NAN, f64::INFINITY] {
            let Retry::After(wait) = Retries::default().after(&Problem::Timeout, chance) else { panic!("{chance}") };
            assert!(wait <= 1_000, "{chance}: {wait}");
        }
    }
}
