//! Asking for what was recorded since a log was read.
//!
//! Rows are written after their call was answered, and can appear late and out of order:
//! every look begins a minute before the newest that is known, and what is held already is
//! told by its id. It asks oldest first: a page that is shorter than it could be then leaves
//! out the newest alone, which the next look brings.

use super::endpoint::AUDIT;
use super::pages::{DAY_MS, seconds};
use super::{Endpoint, Problem, Request};
use crate::engine::Tally;

/// How long before the newest known row a look begins, in milliseconds.
pub const OVERLAP_MS: i64 = 60_000;

/// Records that one request brings at most.
const PAGE: u32 = 1_000;

/// One look at the end of a log that is read as events.
#[derive(Debug)]
pub struct Newer {
    endpoint: Endpoint,
    from: i64,
    until: i64,
    newest: i64,
    limit: u32,
    done: bool,
}

impl Newer {
    /// A look for what is newer than `newest_ms`, now by the server's clock as far as it is
    /// known; both in milliseconds.
    pub fn than(endpoint: &Endpoint, newest_ms: i64, now_ms: i64) -> Self {
        let until = now_ms.max(newest_ms).saturating_add(DAY_MS);
        let from = newest_ms.saturating_sub(OVERLAP_MS);
        Self { endpoint: endpoint.clone(), from, until, newest: newest_ms, limit: PAGE, done: false }
    }

    /// The request to make now; `None` when everything is there.
    pub fn next(&self) -> Option<Request> {
        let (from, until, limit) = (seconds(self.from), seconds(self.until), self.limit.to_string());
        let query = [
            ("streams", AUDIT),
            ("fromTime", &from),
            // Without it a server takes its own now; with less, it would miss a row.
            ("toTime", &until),
            ("limit", &limit),
            ("sortAscending", "true"),
        ];
        (!self.done).then(|| self.endpoint.get("events", &query))
    }

    /// Nothing is expected behind it, in milliseconds.
    pub fn until_ms(&self) -> i64 {
        self.until
    }

    /// Takes note of a reply.
    ///
    /// # Errors
    /// [`Problem::CutOff`] when it is not whole: the next request asks for the rest;
    /// [`Problem::NotPryv`] when it is none of such a server; [`Problem::Stuck`] when the
    /// server sends older records than those that were asked for.
    pub fn took(&mut self, tally: &Tally) -> Result<(), Problem> {
        if tally.not_a_log {
            return Err(Problem::NotPryv);
        }
        let last = tally.last_time_ms.unwrap_or(self.from);
        if tally.complete && last < self.from {
            return Err(Problem::Stuck);
        }
        // A time that lies ahead of the server's clock is no measure: after it, nothing
        // would be new for a long time.
        let now = tally.server_time_ms.unwrap_or(self.newest);
        self.newest = self.newest.max(last.min(now));
        // Times finer than a millisecond were rounded.
        let next = last.saturating_sub(1).max(self.from);
        if !tally.complete {
            self.from = next;
            return Err(Problem::CutOff);
        }
        if tally.in_body < self.limit {
            self.done = true;
        } else if next > self.from {
            self.limit = PAGE;
        } else {
            self.limit = self.limit.checked_mul(2).ok_or(Problem::Stuck)?;
        }
        self.from = next;
        Ok(())
    }

    /// The newest time that is known now, in milliseconds: where the next look begins.
    pub fn newest_ms(&self) -> i64 {
        self.newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pryv::test_parser as parser;

    fn look(newest_ms: i64, now_ms: i64) -> Newer {
        let endpoint = Endpoint::parse("https://token@pryv.example/alice/", parser).unwrap();
        Newer::than(&endpoint, newest_ms, now_ms)
    }

    fn page(in_body: u32, last_time_ms: Option<i64>) -> Tally {
        let server_time_ms = Some(1_000_000);
        Tally { in_body, last_time_ms, complete: true, server_time_ms, ..Tally::default() }
    }

    fn asked(look: &Newer) -> Option<String> {
        let url = look.next()?.url;
        Some(url.split_once("fromTime=").unwrap().1.to_owned())
    }

    #[test]
    fn one_request_is_enough_where_little_is_new() {
        let mut quiet = look(500_000, 900_000);
        assert_eq!(asked(&quiet).unwrap(), "440&toTime=87300&limit=1000&sortAscending=true");
        quiet.took(&page(3, Some(700_500))).unwrap();
        assert_eq!((asked(&quiet), quiet.newest_ms()), (None, 700_500));
        let mut empty = look(500_000, 900_000);
        empty.took(&page(0, None)).unwrap();
        assert_eq!((asked(&empty), empty.newest_ms()), (None, 500_000));
    }

    #[test]
    fn a_full_page_is_followed_by_another() {
        let mut busy = look(500_000, 900_000);
        busy.took(&page(PAGE, Some(600_000))).unwrap();
        assert!(asked(&busy).unwrap().starts_with("599.999&"));
        // All of it at one time: the page grows, or it would repeat for ever.
        busy.took(&page(PAGE, Some(600_000))).unwrap();
        assert!(asked(&busy).unwrap().contains("limit=2000"), "{:?}", asked(&busy));
        busy.took(&page(1_200, Some(600_001))).unwrap();
        assert_eq!((asked(&busy), busy.newest_ms()), (None, 600_001));
    }

    #[test]
    fn what_broke_off_is_asked_for_from_there() {
        let mut cut = look(500_000, 900_000);
        let broken = Tally { complete: false, ..page(2, Some(650_000)) };
        assert_eq!(cut.took(&broken), Err(Problem::CutOff));
        assert!(asked(&cut).unwrap().starts_with("649.999&"));
        let nothing = Tally { complete: false, ..page(0, None) };
        assert_eq!(cut.took(&nothing), Err(Problem::CutOff));
        assert!(asked(&cut).unwrap().starts_with("649.999&"), "{:?}", asked(&cut));
    }

    #[test]
    fn a_time_that_lies_ahead_hides_nothing_that_comes_after_it() {
        let mut ahead = look(500_000, 900_000);
        ahead.took(&page(2, Some(80_000_000))).unwrap();
        assert_eq!(ahead.newest_ms(), 1_000_000, "the server's now");
    }

    #[test]
    fn what_is_no_answer_ends_it() {
        let mut no_log = look(500_000, 900_000);
        assert_eq!(no_log.took(&Tally { not_a_log: true, ..page(0, None) }), Err(Problem::NotPryv));
        assert_eq!(look(500_000, 900_000).took(&page(1, Some(1))), Err(Problem::Stuck));
    }
}
