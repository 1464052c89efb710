//! Ways to make the next pages of the audit log fail, for tests.

use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// One deviation from a good reply. Each is used up by one page (a `GET` of audit events or
/// of `audit/logs`), in the order in which they were injected; batch calls never fail.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Let this many pages through before the next fault.
    Pass(usize),
    /// Drop the connection after this many records: a network error for the client.
    DropAfter(usize),
    /// End the body cleanly after this many records, without `meta` and closing brackets.
    TruncateAfter(usize),
    /// Put a JSON object that is no audit record at this place of the page.
    MalformedRecord(usize),
    /// Put text that is not JSON at this place of the page.
    BrokenJson(usize),
    /// Answer 200 with a page of HTML, as a captive portal or a proxy does.
    Html,
    /// Answer 500, this many times.
    ServerError(usize),
    /// Answer 403, and drop the connection in the middle of the body.
    ErrorCutOff,
    /// Answer 429: come back after this many seconds.
    Busy(u32),
    /// Answer that the account lives at the core with this address (421, from its source);
    /// stays, since browsers ask once more on a new connection.
    WrongCore(String),
    /// Answer 413 to every page that asks for more than this many records, as a proxy in
    /// front of the platform may; stays.
    TooLarge(u32),
    /// Answer 302 to this address, as a proxy in front of the platform may.
    Redirect(String),
    /// Hold the body before the record at this place until the gate is opened.
    Hold(usize, Gate),
    /// Add this many records of other accesses than those asked for (seen on real servers).
    ForeignRows(usize),
    /// Withdraw the access whose token asks for the page; it and later calls are refused.
    RevokeToken,
}

/// Holds a reply until a test lets it go; no sleeping on either side.
#[derive(Clone, Debug)]
pub struct Gate {
    opened: Arc<Semaphore>,
    reached: Arc<Notify>,
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

impl Gate {
    /// A closed gate.
    pub fn new() -> Self {
        Self { opened: Arc::new(Semaphore::new(0)), reached: Arc::new(Notify::new()) }
    }

    /// Opens it for good: whoever waits goes on.
    pub fn open(&self) {
        self.opened.close();
    }

    /// Waits until a reply stands at the gate.
    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    pub(crate) async fn pass(&self) {
        self.reached.notify_one();
        // An error means that the gate was opened, which is what is waited for.
        drop(self.opened.acquire().await);
    }
}
