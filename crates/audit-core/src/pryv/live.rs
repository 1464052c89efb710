//! When to look for newer records by itself. It is off until somebody asks for it: every
//! look is recorded in the log that it looks at.

use super::{Problem, Retries, Retry};

/// A log that is looked at again and again, or when somebody says so. Times are in
/// milliseconds, of one clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    /// It looks by itself.
    is_on: bool,
    /// An answer is waited for.
    is_asking: bool,
    /// When it looks next; `None` when nothing is to be looked for.
    due_ms: Option<i64>,
    retries: Retries,
    /// Requests that were answered, each of which the platform recorded.
    added: u32,
    /// Why the last look brought nothing.
    problem: Option<Problem>,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Look.
    Look,
    /// Nothing for so many milliseconds.
    Wait(i64),
    /// Nothing until something happens: an answer comes, the page is seen again or
    /// connected, or somebody wants it.
    Rest,
}

impl Live {
    /// Whether it looks by itself.
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// Whether an answer is waited for.
    pub fn is_asking(&self) -> bool {
        self.is_asking
    }

    /// How many records it has added to the log so far.
    pub fn added(&self) -> u32 {
        self.added
    }

    /// Why the last look brought nothing.
    pub fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// When it looks again after a failure, where it does.
    pub fn again_ms(&self) -> Option<i64> {
        self.due_ms.filter(|_| self.problem.is_some() && !self.is_asking)
    }

    /// Begins or ends looking by itself; it begins with a look.
    pub fn switch(&mut self, on: bool, now_ms: i64) {
        self.is_on = on;
        self.due_ms = on.then_some(now_ms);
        self.retries.succeeded();
        self.problem = None;
    }

    /// Looks once, now.
    pub fn look(&mut self, now_ms: i64) {
        self.due_ms = Some(now_ms);
        self.retries.succeeded();
    }

    /// What to do now. A page that nobody sees, and a device without a network, ask nothing.
    pub fn turn(&self, now_ms: i64, is_seen: bool, is_online: bool) -> Turn {
        match self.due_ms {
            Some(due_ms) if is_seen && is_online && !self.is_asking => match due_ms.saturating_sub(now_ms) {
                left @ 1.. => Turn::Wait(left),
                _ => Turn::Look,
            },
            _ => Turn::Rest,
        }
    }

    /// A look began.
    pub fn asks(&mut self) {
        self.is_asking = true;
        self.due_ms = None;
    }

    /// A look ended after so many answers, well or not. `chance` is drawn from `[0, 1)`.
    pub fn ended(&mut self, now_ms: i64, answers: u32, problem: Option<Problem>, interval_ms: i64, chance: f64) {
        self.is_asking = false;
        self.added = self.added.saturating_add(answers);
        let next_ms = match &problem {
            None => {
                self.retries.succeeded();
                Some(now_ms.saturating_add(interval_ms))
            }
            // Only what is looked at by itself is looked at again by itself.
            Some(problem) => match self.retries.after(problem, chance) {
                Retry::After(wait_ms) => Some(now_ms.saturating_add(wait_ms.into())),
                Retry::WhenOnline => Some(now_ms.saturating_add(interval_ms)),
                Retry::WhenAsked | Retry::Never => {
                    self.is_on = false;
                    None
                }
            },
        };
        // Somebody may have wanted another meanwhile.
        self.due_ms = self.due_ms.or(next_ms.filter(|_| self.is_on));
        self.problem = problem;
    }

    /// The same log was loaded anew: what was asked before is of no use.
    pub fn restart(&mut self, now_ms: i64, interval_ms: i64) {
        self.is_asking = false;
        self.due_ms = self.is_on.then(|| now_ms.saturating_add(interval_ms));
        self.problem = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: i64 = 30_000;
    const HALF: f64 = 0.5;

    fn on() -> Live {
        let mut live = Live::default();
        live.switch(true, 0);
        live
    }

    #[test]
    fn it_is_off_until_somebody_wants_it() {
        let mut live = Live::default();
        assert_eq!(live.turn(0, true, true), Turn::Rest);
        live.look(5);
        assert_eq!(live.turn(5, true, true), Turn::Look);
        live.asks();
        assert_eq!(live.turn(6, true, true), Turn::Rest, "one at a time");
        live.ended(10, 1, None, EVERY, HALF);
        assert_eq!((live.turn(1_000_000, true, true), live.added()), (Turn::Rest, 1), "once is once");
    }

    #[test]
    fn it_looks_again_and_again() {
        let mut live = on();
        for round in 0..3 {
            let now = round * EVERY;
            assert_eq!(live.turn(now, true, true), Turn::Look);
            live.asks();
            live.ended(now, 1, None, EVERY, HALF);
            assert_eq!(live.turn(now + 10, true, true), Turn::Wait(EVERY - 10));
        }
        assert_eq!(live.added(), 3);
        live.switch(false, 100_000);
        assert_eq!((live.turn(1_000_000, true, true), live.added()), (Turn::Rest, 3));
    }

    #[test]
    fn nobody_sees_it_or_there_is_no_network() {
        let mut live = on();
        assert_eq!((live.turn(0, false, true), live.turn(0, true, false)), (Turn::Rest, Turn::Rest));
        // As soon as it is seen, it makes up for it, once.
        assert_eq!(live.turn(10 * EVERY, true, true), Turn::Look);
        live.asks();
        live.ended(10 * EVERY, 1, None, EVERY, HALF);
        assert_eq!(live.turn(10 * EVERY, true, true), Turn::Wait(EVERY));
    }

    #[test]
    fn a_failure_is_told_and_it_goes_on() {
        let mut live = on();
        live.asks();
        live.ended(100, 1, Some(Problem::Server { status: 500 }), EVERY, HALF);
        assert_eq!((live.is_on(), live.again_ms()), (true, Some(600)));
        assert_eq!(live.problem(), Some(&Problem::Server { status: 500 }));
        assert_eq!(live.turn(600, true, true), Turn::Look);
        live.asks();
        assert_eq!(live.again_ms(), None);
        live.ended(700, 1, None, EVERY, HALF);
        assert_eq!((live.problem(), live.turn(700, true, true)), (None, Turn::Wait(EVERY)));
        // A server that asks to slow down is left alone.
        live.asks();
        live.ended(0, 1, Some(Problem::Busy { status: 429, wait_s: Some(40) }), EVERY, 0.0);
        assert_eq!(live.turn(0, true, true), Turn::Wait(40_000));
        // Without a network nothing was asked.
        live.asks();
        live.ended(0, 0, Some(Problem::Offline), EVERY, HALF);
        assert_eq!((live.is_on(), live.turn(0, true, true)), (true, Turn::Wait(EVERY)));
    }

    #[test]
    fn it_ends_where_asking_again_would_not_help() {
        let mut live = on();
        for _ in 0..4 {
            live.asks();
            live.ended(0, 0, Some(Problem::Unreachable), EVERY, HALF);
        }
        assert_eq!((live.is_on(), live.turn(1_000_000, true, true)), (false, Turn::Rest), "after four in a row");
        let mut gone = on();
        gone.asks();
        gone.ended(0, 1, Some(Problem::WrongToken), EVERY, HALF);
        assert_eq!((gone.is_on(), gone.problem()), (false, Some(&Problem::WrongToken)));
        // Somebody may try once more.
        gone.look(5);
        assert_eq!(gone.turn(5, true, true), Turn::Look);
    }

    #[test]
    fn what_fails_once_is_not_repeated_by_itself() {
        let mut live = Live::default();
        live.look(0);
        live.asks();
        live.ended(0, 0, Some(Problem::Unreachable), EVERY, HALF);
        assert_eq!((live.turn(1_000_000, true, true), live.again_ms()), (Turn::Rest, None));
        // What was wanted while an answer was waited for is done after it.
        live.look(1);
        live.asks();
        live.look(2);
        live.ended(3, 1, None, EVERY, HALF);
        assert_eq!(live.turn(3, true, true), Turn::Look);
    }

    #[test]
    fn the_same_log_loaded_anew_waits_for_its_turn() {
        let mut live = on();
        live.asks();
        live.restart(50, EVERY);
        assert_eq!(live.turn(50, true, true), Turn::Wait(EVERY));
        let mut off = Live::default();
        off.restart(50, EVERY);
        assert_eq!(off.turn(1_000_000, true, true), Turn::Rest);
    }
}
