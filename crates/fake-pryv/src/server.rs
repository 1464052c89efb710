//! Building, starting and questioning a fake server.

use crate::account::{Account, Gone, User};
use crate::fault::Fault;
use crate::log_in::{LogIns, revoke};
use crate::record;
use crate::routes;
use crate::sign_in::SignIns;
use axum::Router;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::oneshot;

/// How a server gives out its audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Today's: audit events through `events.get`; `audit/logs` is gone.
    Events,
    /// 1.5 and 1.6: rows of their own form through `audit/logs`; there is no audit store.
    LegacyLogs,
    /// 1.7 to 1.9: audit events through `events.get`, and `audit/logs` as another name;
    /// records do not tell how much was read.
    AliasLogs,
}

impl Generation {
    fn api_version(self) -> &'static str {
        match self {
            Self::Events => "2.0.0-pre.4",
            Self::LegacyLogs => "1.6.21",
            Self::AliasLogs => "1.9.3",
        }
    }
}

/// A request the server got, for tests.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method as sent, before any `_method`.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Origin` header.
    pub origin: Option<String>,
    /// The body, as text.
    pub body: String,
    /// The `Cookie` header: the viewer must send none.
    pub cookie: Option<String>,
}

/// What a server is made of; see [`FakePryv::builder`].
#[derive(Debug)]
pub struct Builder {
    accounts: Vec<Account>,
    generation: Generation,
    api_version: Option<String>,
    audit: bool,
    faults: Vec<Fault>,
    port: u16,
    now_ms: Option<i64>,
    demos: Vec<demo_account::Options>,
    auth_page: Option<String>,
}

impl Builder {
    /// Adds an account.
    #[must_use]
    pub fn account(mut self, account: Account) -> Self {
        self.accounts.push(account);
        self
    }

    /// Adds the demo account, in the form of the server's generation. Its password is "demo".
    #[must_use]
    pub fn demo(mut self, options: demo_account::Options) -> Self {
        self.demos.push(options);
        self
    }

    /// How the audit log is given out; [`Generation::Events`] unless said otherwise.
    #[must_use]
    pub fn generation(mut self, generation: Generation) -> Self {
        self.generation = generation;
        self
    }

    /// What `meta.apiVersion` says, instead of the generation's usual version.
    #[must_use]
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// Switches the audit log off, as operators can.
    #[must_use]
    pub fn audit_off(mut self) -> Self {
        self.audit = false;
        self
    }

    /// As [`FakePryv::inject`], from the start.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// The port to listen on; a free one unless said otherwise.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Where people sign in, instead of on the server's own page.
    #[must_use]
    pub fn auth_page(mut self, url: impl Into<String>) -> Self {
        self.auth_page = Some(url.into());
        self
    }

    /// Sets the server's clock; it runs on from there.
    #[must_use]
    pub fn now_ms(mut self, now_ms: i64) -> Self {
        self.now_ms = Some(now_ms);
        self
    }

    /// Only the routes, to be served by another server (as its fallback, say). Addresses in
    /// replies follow the `Host` of the request.
    pub fn build_router(self) -> Router {
        routes::router(Arc::new(self.build()))
    }

    /// Starts listening on 127.0.0.1, on the tokio runtime it is called from.
    ///
    /// # Errors
    ///
    /// If the port is taken.
    pub async fn start(self) -> std::io::Result<FakePryv> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", self.port)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(self.build());
        let router = routes::router(state.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            let served = axum::serve(listener, router).with_graceful_shutdown(async move {
                // Dropping the sender stops the server as well as sending would.
                drop(stopped.await);
            });
            drop(served.await);
        });
        Ok(FakePryv { address, state, _stop: stop })
    }

    fn build(self) -> State {
        let mut accounts = self.accounts;
        for mut options in self.demos {
            options.generation = match self.generation {
                Generation::LegacyLogs => demo_account::Generation::Legacy,
                _ => demo_account::Generation::Events,
            };
            accounts.push(Account::demo(&demo_account::DemoAccount::new(options)));
        }
        if self.generation == Generation::AliasLogs {
            for account in &mut accounts {
                for row in &mut account.records {
                    *row = record::without_counts(row);
                }
            }
        }
        let users = accounts.into_iter().map(|account| (account.username.clone(), User::new(account))).collect();
        let version = self.generation.api_version().to_owned();
        State {
            generation: self.generation,
            api_version: self.api_version.unwrap_or(version),
            audit: self.audit,
            clock: Clock { start_ms: self.now_ms.unwrap_or_else(unix_ms), started: Instant::now() },
            auth_page: self.auth_page,
            inner: Mutex::new(Inner {
                users,
                faults: self.faults.into(),
                requests: vec![],
                serial: 0,
                sign_ins: SignIns::default(),
                log_ins: LogIns::default(),
                moved: BTreeMap::new(),
            }),
        }
    }
}

fn unix_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(0))
}

/// A running fake server. When this is dropped it takes no further connections; a reply that
/// is held ends with the runtime.
#[derive(Debug)]
pub struct FakePryv {
    address: SocketAddr,
    state: Arc<State>,
    _stop: oneshot::Sender<()>,
}

impl FakePryv {
    /// Starts describing a server.
    pub fn builder() -> Builder {
        Builder {
            accounts: vec![],
            generation: Generation::Events,
            api_version: None,
            audit: true,
            faults: vec![],
            port: 0,
            now_ms: None,
            demos: vec![],
            auth_page: None,
        }
    }

    /// Where it listens, as `http://127.0.0.1:PORT/`.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The endpoint of a token, as `http://TOKEN@127.0.0.1:PORT/USER/`. Given a user's name,
    /// that of the user's first personal token; given neither, the address with the text in it
    /// and the first user, which is what a wrong token looks like.
    pub fn api_endpoint(&self, token_or_user: &str) -> String {
        let inner = self.state.lock();
        let of_user = inner.users.get(token_or_user).map(|user| {
            let personal = user.accesses.iter().find(|access| access.personal());
            (personal.map_or("", |access| access.token()), &user.name)
        });
        let of_token = inner.users.values().find_map(|user| {
            let access = user.accesses.iter().find(|a| a.token() == token_or_user)?;
            Some((access.token(), &user.name))
        });
        let first = inner.users.values().next().map(|user| (token_or_user, &user.name));
        let (token, user) =
            of_user.or(of_token).or(first).map_or((token_or_user, "nobody"), |(token, user)| (token, user.as_str()));
        format!("http://{token}@{}/{user}/", self.address)
    }

    /// The user's audit records as the server holds them, newest first: the truth to hold
    /// an export against.
    pub fn records(&self, user: &str) -> Vec<Value> {
        let texts: Vec<_> = {
            let inner = self.state.lock();
            let log = inner.users.get(user).map(|user| user.log.all().cloned().collect());
            log.unwrap_or_default()
        };
        texts.iter().rev().filter_map(|text: &Arc<str>| serde_json::from_str(text).ok()).collect()
    }

    /// Adds records of now, as if the user's last access had created events.
    pub fn add_records(&self, user: &str, count: usize) {
        for _ in 0..count {
            self.state.add_record(user, 0.0);
        }
    }

    /// Adds a record of a call that began so many seconds ago and ended only now: the platform
    /// writes it late, below what others wrote meanwhile.
    pub fn add_late_record(&self, user: &str, took_s: f64) {
        self.state.add_record(user, took_s);
    }

    /// Makes a coming page fail; faults are used up in order.
    pub fn inject(&self, fault: Fault) {
        self.state.lock().faults.push_back(fault);
    }

    /// The token of an access, by its name.
    pub fn token_of(&self, user: &str, access: &str) -> Option<String> {
        let inner = self.state.lock();
        let accesses = &inner.users.get(user)?.accesses;
        accesses.iter().find(|it| it.json["name"] == access).map(|it| it.token().to_owned())
    }

    /// Makes the token of an access worthless, by the access's name.
    pub fn revoke(&self, user: &str, access: &str) {
        if let Some(token) = self.token_of(user, access) {
            revoke(&mut self.state.lock(), user, &token, Gone::Deleted);
        }
    }

    /// Says a field of the service's description in another way.
    pub fn service_says(&self, field: &str, value: Value) {
        self.state.lock().sign_ins.service.insert(field.into(), value);
    }

    /// Says a field of the answer to an app that asks for a sign-in in another way.
    pub fn sign_in_says(&self, field: &str, value: Value) {
        self.state.lock().sign_ins.answers.insert(field.into(), value);
    }

    /// Ends every sign-in so, as its page would.
    pub fn end_sign_ins(&self, how: &Value) {
        self.state.lock().sign_ins.end(how);
    }

    /// Forgets every sign-in, as if an hour had gone by.
    pub fn forget_sign_ins(&self) {
        self.state.lock().sign_ins.forget();
    }

    /// Lets apps of these origins alone send passwords.
    pub fn trust_only(&self, origins: &[&str]) {
        let origins = origins.iter().map(ToString::to_string).collect();
        self.state.lock().log_ins.trusted = Some(origins);
    }

    /// Takes no passwords at all, as platforms that have them elsewhere.
    pub fn take_no_passwords(&self) {
        self.state.lock().log_ins.off = true;
    }

    /// Refuses every password and code, and asks to wait for so many seconds; `None` again
    /// takes them.
    pub fn slow_down(&self, seconds: Option<u32>) {
        self.state.lock().log_ins.busy = seconds;
    }

    /// Lets an account ask for this code behind its password.
    pub fn ask_for_code(&self, user: &str, code: &str) {
        self.state.lock().log_ins.codes.insert(user.to_owned(), code.to_owned());
    }

    /// Forgets every session that waits for a code, as if half an hour had gone by.
    pub fn forget_log_ins(&self) {
        self.state.lock().log_ins.forget();
    }

    /// Says of an account that it lives at the core with this address; all but the
    /// service's description (from the platform's source, no such reply was recorded).
    pub fn moved_to(&self, user: &str, core_url: &str) {
        self.state.lock().moved.insert(user.to_owned(), core_url.to_owned());
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().requests.clone()
    }
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) generation: Generation,
    pub(crate) api_version: String,
    pub(crate) audit: bool,
    pub(crate) auth_page: Option<String>,
    clock: Clock,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) users: BTreeMap<String, User>,
    pub(crate) faults: VecDeque<Fault>,
    pub(crate) requests: Vec<Request>,
    /// Numbers the records the server makes.
    pub(crate) serial: u64,
    pub(crate) sign_ins: SignIns,
    pub(crate) log_ins: LogIns,
    /// Where accounts live that are not here.
    pub(crate) moved: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Clock {
    start_ms: i64,
    started: Instant,
}

impl State {
    /// The shared state. A test that panicked while holding it does not spoil the others.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seconds since 1970, with millisecond precision as the platform has it.
    pub(crate) fn now(&self) -> f64 {
        let elapsed = i64::try_from(self.clock.started.elapsed().as_millis()).unwrap_or(0);
        (self.clock.start_ms + elapsed) as f64 / 1000.0
    }

    /// Whether the account has an audit store that can be queried as events.
    pub(crate) fn audit_store(&self) -> bool {
        self.audit && self.generation != Generation::LegacyLogs
    }
}
