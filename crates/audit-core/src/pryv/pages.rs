//! Which page of a log to ask for next.
//!
//! Events: the upper bound is fixed at the start; each page runs from the lower
//! bound up to a cursor, newest first, and the cursor becomes the time of the
//! page's last row. Bounds are inclusive, so pages overlap and the store drops
//! what it has; when a whole page shares the cursor's time the page grows, or it
//! would repeat for ever. New rows have later times and stay outside.
//!
//! A server that will not give so many at once is asked for half as many.
//!
//! A short page is not the end: something between here and the log may cap pages
//! below what was asked for. The end is a page that leads no further back.
//!
//! Legacy: no limit, no order, bounds of day precision: one request for all of an
//! access; the engine drops what lies outside of the period. A token reads the log
//! of its own access, and that of another only when asked for it by its id.

use super::endpoint::AUDIT;
use super::{Endpoint, Problem, Request};
use crate::engine::Tally;
use crate::query::Narrow;
use crate::record::Generation;

/// Records a page: large pages cost a server much less in total.
pub const PAGE: u32 = 10_000;

pub(super) const DAY_MS: i64 = 86_400_000;
/// Before the id of an access, the stream of its calls, whatever its version.
const ACCESS: &str = ":_audit:access-";
/// Types of events that can stand for a call that did not succeed.
const NOT_DONE: [&str; 2] = ["audit-log/pryv-api-error", "audit-log/oauth"];

/// Pages through one period of one account's log.
#[derive(Debug)]
pub struct Pager {
    endpoint: Endpoint,
    generation: Generation,
    /// Lower bound and cursor, in milliseconds, both inclusive.
    from: i64,
    cursor: i64,
    page: u32,
    limit: u32,
    /// No page may be larger: the server said so.
    most: u32,
    /// Other accesses that are still to be asked for, one by one (legacy).
    accesses: Vec<String>,
    /// The one being asked for; the token's own without.
    access: Option<String>,
    /// The streams that are asked for, as JSON (events).
    streams: String,
    /// Only calls that did not succeed (events).
    only_errors: bool,
    done: bool,
}

impl Pager {
    /// Pages through `[from, to]` in milliseconds.
    pub fn new(endpoint: &Endpoint, generation: Generation, period_ms: (i64, i64)) -> Self {
        Self::with_page(endpoint, generation, period_ms, PAGE)
    }

    /// The same with another page size, at least 1.
    pub fn with_page(endpoint: &Endpoint, generation: Generation, (from, to): (i64, i64), page: u32) -> Self {
        let page = page.max(1);
        Self {
            endpoint: endpoint.clone(),
            generation,
            from,
            cursor: to,
            page,
            limit: page,
            most: u32::MAX,
            accesses: Vec::new(),
            access: None,
            streams: AUDIT.to_owned(),
            only_errors: false,
            done: from > to,
        }
    }

    /// Asks a legacy server for the logs of other accesses too; today's servers
    /// answer with all of them at once.
    #[must_use]
    pub fn with_accesses(mut self, mut ids: Vec<String>) -> Self {
        if self.generation == Generation::Legacy {
            ids.reverse();
            self.accesses = ids;
        }
        self
    }

    /// Asks for less than everything, where today's servers can tell it apart; the older
    /// ones answer an access at a time as it is.
    #[must_use]
    pub fn narrowed(mut self, narrow: &Narrow) -> Self {
        if let Some(ids) = &narrow.accesses {
            let streams: Vec<String> = ids.iter().map(|id| format!("{ACCESS}{id}")).collect();
            self.streams = serde_json::to_string(&streams).unwrap_or_else(|_| AUDIT.to_owned());
        }
        self.only_errors = narrow.only_errors;
        self
    }

    /// Goes on at another core, from where it stands.
    pub fn go_on_at(&mut self, endpoint: &Endpoint) {
        self.endpoint = endpoint.clone();
    }

    /// The request to make now; `None` when everything is there.
    pub fn next(&self) -> Option<Request> {
        if self.done {
            return None;
        }
        let request = match self.generation {
            Generation::Events => {
                let (from, to, limit) = (seconds(self.from), seconds(self.cursor), self.limit.to_string());
                let mut query = vec![
                    ("streams", self.streams.as_str()),
                    ("fromTime", &from),
                    ("toTime", &to),
                    ("limit", &limit),
                    ("sortAscending", "false"),
                ];
                if self.only_errors {
                    query.extend(NOT_DONE.map(|kind| ("types[]", kind)));
                }
                self.endpoint.get("events", &query)
            }
            Generation::Legacy => {
                // Servers read days in a zone of their own: one more on each side.
                let (from, to) = (seconds((self.from - DAY_MS).max(0)), seconds(self.cursor + DAY_MS));
                let mut query = vec![("fromTime", from.as_str()), ("toTime", to.as_str())];
                query.extend(self.access.as_deref().map(|access| ("accessId", access)));
                self.endpoint.get("audit/logs", &query)
            }
        };
        Some(request)
    }

    /// Takes note of a reply, as far as it came.
    ///
    /// # Errors
    /// [`Problem::CutOff`] when the reply is not whole: the next request then asks for
    /// what is missing of it, as far as that can be told; [`Problem::NotPryv`] when
    /// it is no reply of such a server, [`Problem::Stuck`] when the server does
    /// not advance.
    pub fn took(&mut self, tally: &Tally) -> Result<(), Problem> {
        if tally.not_a_log {
            return Err(Problem::NotPryv);
        }
        if !tally.complete {
            if self.generation == Generation::Events && tally.in_body > 0 {
                self.cursor = self.cursor_after(tally);
            }
            return Err(Problem::CutOff);
        }
        match self.generation {
            Generation::Events => self.took_events(tally),
            Generation::Legacy => {
                self.access = self.accesses.pop();
                self.done = self.access.is_none();
                Ok(())
            }
        }
    }

    /// The server said that a page of this size is too large. Says whether a smaller one is
    /// to be asked for.
    pub fn too_large(&mut self) -> bool {
        if self.generation == Generation::Legacy || self.limit <= 1 {
            return false;
        }
        self.most = self.limit - 1;
        self.limit /= 2;
        self.page = self.page.min(self.limit);
        true
    }

    fn took_events(&mut self, tally: &Tally) -> Result<(), Problem> {
        if tally.last_time_ms.is_some_and(|last| last > self.cursor) {
            return Err(Problem::Stuck);
        }
        let cursor = self.cursor_after(tally);
        let (full, further) = (tally.in_body >= self.limit, cursor < self.cursor);
        match (full, further) {
            (_, true) => self.limit = self.page,
            // More share this time than the server gives at once.
            (true, false) if self.limit >= self.most => return Err(Problem::Stuck),
            (true, false) => self.limit = self.limit.saturating_mul(2).min(self.most),
            (false, false) => self.done = true,
        }
        self.done |= tally.in_body == 0;
        self.cursor = cursor;
        Ok(())
    }

    /// Where the next page begins.
    fn cursor_after(&self, tally: &Tally) -> i64 {
        // A full page without one readable time is a tie as good as any.
        let last = tally.last_time_ms.unwrap_or(self.cursor);
        // Times finer than a millisecond were rounded: the next page begins above
        // what they may have been.
        last.saturating_add(1).min(self.cursor)
    }

    /// Everything from here to the upper bound is there, in milliseconds.
    pub fn reached_ms(&self) -> i64 {
        if self.done { self.from } else { self.cursor }
    }
}

/// Milliseconds as the seconds of a query, without rounding.
pub(super) fn seconds(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let (whole, rest) = (ms.unsigned_abs() / 1000, ms.unsigned_abs() % 1000);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:03}") }
}
