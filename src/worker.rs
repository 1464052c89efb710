//! The worker: it owns the logs, loads what is asked, and answers the page.
//! The key lives here and nowhere else; ending the worker ends it.

mod check;
mod export;
mod files;
mod item;
mod leave;
mod load;
mod names;
mod newer;
mod support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use audit_core::engine::{Command, Engine, ExportRequest, Reply};
use audit_core::names::Names;
use audit_core::pryv::{Endpoint, LogIn, Problem, Rules, ServiceAddress, SignIn};
use audit_core::pseudonyms::PseudonymKey;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::browser::address;
use crate::browser::clock::Wait;
use crate::browser::fetch::Abort;
use crate::browser::file::LocalFile;
use crate::browser::save::Target;
use crate::browser::worker::{Port, listen, post_to_page};
use crate::worker_protocol::{Failure, FromWorker, Key, LoadStatus, Phase, ToWorker};
use leave::Left;
use load::Load;
use support::Support;

/// Starts the message loop.
pub(crate) fn start() {
    let worker = Worker::default();
    listen(move |message, beside| worker.take(message, &beside));
}

/// One source: its records, and what fills them. Clones share it; what nobody
/// shares any more is forgotten, key and all.
#[derive(Clone, Default)]
struct Log {
    /// The number of the load that fills it, as the page chose it.
    load: u32,
    engine: Rc<RefCell<Engine>>,
    /// What is known by name of the account from before.
    known: Rc<Names>,
    /// Its server, with the key, once there is one.
    endpoint: Rc<RefCell<Option<Rc<Endpoint>>>>,
    /// Stops the load.
    abort: Abort,
    /// Where it waits before it asks its server again, or for the person.
    wait: Wait,
    /// The code that the person typed, until it is sent.
    typed: Rc<Cell<Option<String>>>,
    /// The newest time that is known, in milliseconds: newer records are looked for from there.
    newest_ms: Rc<Cell<i64>>,
    /// Until when the server was asked, by its own clock.
    looked_until_ms: Rc<Cell<i64>>,
    /// How far the server's clock is ahead.
    ahead_ms: Rc<Cell<i64>>,
    /// Stops a look for newer records.
    look: Rc<RefCell<Abort>>,
    /// The host that the person agreed to go on at, until that is done.
    agreed: Rc<Cell<Option<String>>>,
    /// What is shown in its place to somebody who must not know whose it is.
    support: Rc<RefCell<Support>>,
    /// What the operator decided.
    rules: Rc<Rules>,
}

impl Log {
    fn new(load: u32) -> Self {
        Self { load, ..Self::default() }
    }

    fn of_server(load: u32, endpoint: Option<Rc<Endpoint>>, rules: Rules) -> Self {
        Self { load, endpoint: Rc::new(RefCell::new(endpoint)), rules: Rc::new(rules), ..Self::default() }
    }

    /// Its server, with the key.
    fn endpoint(&self) -> Option<Rc<Endpoint>> {
        self.endpoint.borrow().clone()
    }

    /// Stops what fills it.
    fn stop(&self) {
        self.abort.stop();
        self.wait.end();
        self.look.borrow().stop();
    }

    /// A way to stop the next look, in the place of one that is under way.
    fn look_abort(&self) -> Abort {
        let abort = Abort::default();
        self.look.replace(abort.clone()).stop();
        abort
    }

    fn names(&self) -> Rc<Names> {
        Rc::new(self.engine.borrow().names().clone())
    }

    fn handle(&self, command: Command) -> Reply {
        self.engine.borrow_mut().handle(command)
    }
}

/// What the worker holds.
#[derive(Default)]
struct Worker {
    /// The log that the page asks about.
    shown: RefCell<Log>,
    /// The one that is being opened. It takes the other's place when the page
    /// says so.
    coming: RefCell<Option<Log>>,
    /// The version of the last view: rows belong to it.
    view: Cell<u32>,
    /// Set to stop the export that is going on: each has one of its own.
    export_stopped: RefCell<Rc<Cell<bool>>>,
    /// Set to stop the checking of files that is going on.
    check_stopped: RefCell<Rc<Cell<bool>>>,
    /// The key to pseudonyms, while logs are shown in them.
    pseudonyms: RefCell<Option<PseudonymKey>>,
    /// The key of the log that was signed out of before this worker began.
    left: Left,
}

impl Worker {
    fn take(&self, message: ToWorker, beside: &JsValue) {
        match message {
            ToWorker::Connect { load, address, key, days, rules } => {
                self.connect(load, &address, key.as_deref(), days, rules);
            }
            ToWorker::SignIn { load, service, language, days, rules } => {
                self.sign_in(load, &service, &language, days, rules);
            }
            ToWorker::LogIn { load, service, username, password, days, rules } => {
                self.log_in(load, &service, &username, password, days, rules);
            }
            ToWorker::Code { load, code } => self.of_load(load, |log| {
                log.typed.set(Some(code.clone()));
                log.wait.end();
            }),
            ToWorker::Reload { load, days, only, rules } => {
                self.reload(load, days, only, rules);
            }
            ToWorker::Files { load } => {
                let (log, files) = (Log::new(load), LocalFile::all_of_value(beside));
                self.begin(log, async move |load| files::load(load, &files).await);
            }
            ToWorker::Demo { load } => self.begin(Log::new(load), load::demo),
            ToWorker::Names { request, key } => {
                let log = self.shown.borrow().clone();
                spawn_local(async move {
                    let result = names::by_pasted_key(&log, &key).await;
                    post(&FromWorker::Names { request, result });
                });
            }
            ToWorker::NameFiles { request } => {
                let (log, files) = (self.shown.borrow().clone(), LocalFile::all_of_value(beside));
                spawn_local(async move {
                    let result = names::of_files(&log, &files).await;
                    post(&FromWorker::Names { request, result });
                });
            }
            ToWorker::CompareItem { request, item } => {
                let log = self.shown.borrow().clone();
                spawn_local(async move {
                    let verdict = item::compare(&log, item).await;
                    post(&FromWorker::Compared { request, verdict });
                });
            }
            ToWorker::Show { load } => self.show(load),
            ToWorker::GoOn { load } => self.of_load(load, |log| log.wait.end()),
            ToWorker::LookForNewer { load } => self.of_load(load, |log| {
                let log = log.clone();
                spawn_local(async move { newer::look(&log).await });
            }),
            ToWorker::TakeNewer { load } => self.of_load(load, newer::take),
            ToWorker::Follow { load, host } => self.of_load(load, |log| {
                log.agreed.set(Some(host.clone()));
                log.wait.end();
            }),
            ToWorker::Cancel { load } => self.cancel(load),
            ToWorker::Ask { version, command } => {
                if matches!(command, Command::View(_)) {
                    self.view.set(version);
                }
                let reply = self.shown.borrow().answer(command);
                post(&FromWorker::Answer { version, view: self.view.get(), reply });
            }
            ToWorker::Export { request, hashed } => self.export(request, hashed, Target::from_value(beside)),
            ToWorker::Support { key } => {
                self.stop_export();
                self.view.set(0);
                self.shown.borrow().show_in_pseudonyms(key.as_ref());
                self.pseudonyms.replace(key);
            }
            ToWorker::WhoIs { key, pseudonym } => {
                spawn_local(support::who_is(self.shown.borrow().clone(), key, pseudonym));
            }
            ToWorker::CancelExport => self.stop_export(),
            ToWorker::Check { request } => self.check(request, LocalFile::all_of_value(beside)),
            ToWorker::CancelCheck => self.check_stopped.borrow().set(true),
            ToWorker::HandOver => {
                let shown = self.shown.borrow();
                shown.stop();
                if let Some(port) = Port::from_value(beside) {
                    Left::give(shown.endpoint().as_deref(), &port);
                }
            }
            ToWorker::TakeOver => {
                if let Some(port) = Port::from_value(beside) {
                    self.left.take(port);
                }
            }
            ToWorker::Withdraw(withdrawal) => self.left.withdraw(&withdrawal),
            ToWorker::Forget => self.left.forget(),
            ToWorker::Keep { load } => self.of_load(load, |log| {
                if let Some(endpoint) = log.endpoint() {
                    post(&FromWorker::Key(Key(endpoint.with_token())));
                }
            }),
        }
    }

    fn connect(&self, load: u32, address: &str, key: Option<&str>, days: Option<u32>, rules: Rules) {
        let endpoint = match key {
            Some(key) => Endpoint::from_parts(address, key, address::parse),
            None => Endpoint::parse(address, address::parse),
        };
        match endpoint {
            Ok(endpoint) => {
                let endpoint = Rc::new(endpoint);
                let log = Log::of_server(load, Some(endpoint.clone()), rules);
                self.begin(log, async move |load| load::server(load, endpoint, days).await);
            }
            // The page has checked it, so this is no address that it sent.
            Err(_) => fail(load, Failure::Server(Problem::Unreachable)),
        }
    }

    fn sign_in(&self, load: u32, service: &str, language: &str, days: Option<u32>, rules: Rules) {
        match ServiceAddress::parse(service, address::parse) {
            Ok(service) => {
                let host = service.host().to_owned();
                let sign_in = SignIn::new(service, language).allowing(&rules.allowed);
                let log = Log::of_server(load, None, rules);
                self.begin(log, async move |load| load::sign_in(load, &host, sign_in, days).await);
            }
            // As with addresses.
            Err(_) => fail(load, Failure::Server(Problem::Unreachable)),
        }
    }

    fn log_in(&self, load: u32, service: &str, username: &str, password: String, days: Option<u32>, rules: Rules) {
        match ServiceAddress::parse(service, address::parse) {
            Ok(service) => {
                let host = service.host().to_owned();
                let log_in = LogIn::new(service, username, password).allowing(&rules.allowed);
                let log = Log::of_server(load, None, rules);
                self.begin(log, async move |load| load::log_in(load, &host, log_in, days).await);
            }
            // As with addresses.
            Err(_) => fail(load, Failure::Server(Problem::Unreachable)),
        }
    }

    fn reload(&self, load: u32, days: Option<u32>, only: Option<String>, rules: Rules) {
        let endpoint = self.shown.borrow().endpoint();
        match endpoint {
            Some(endpoint) => {
                // One server is asked one thing at a time.
                self.shown.borrow().stop();
                let known = self.shown.borrow().names();
                let log = Log { known, ..Log::of_server(load, Some(endpoint.clone()), rules) };
                self.begin(log, async move |load| load::server_again(load, endpoint, days, only).await);
            }
            // The page reloads servers alone.
            None => fail(load, Failure::Server(Problem::NoToken)),
        }
    }

    /// Starts a load, in the place of one that has not been shown.
    fn begin<F: AsyncFnOnce(Load) + 'static>(&self, log: Log, work: F) {
        self.left.forget();
        if let Some(before) = self.coming.replace(Some(log.clone())) {
            before.stop();
        }
        spawn_local(async move { work(Load::new(log)).await });
    }

    fn show(&self, load: u32) {
        let Some(log) = self.coming.borrow_mut().take_if(|log| log.load == load) else { return };
        self.stop_export();
        self.view.set(0);
        log.show_in_pseudonyms(self.pseudonyms.borrow().as_ref());
        let before = self.shown.replace(log);
        before.stop();
        before.show_in_pseudonyms(None);
        // Names may have come meanwhile.
        let shown = self.shown.borrow();
        if let (Some(of), Some(of_before)) = (shown.endpoint(), before.endpoint())
            && Rc::ptr_eq(&of, &of_before)
        {
            shown.engine.borrow_mut().add_names(&before.names());
        }
    }

    fn cancel(&self, load: u32) {
        self.of_load(load, Log::stop);
        self.coming.borrow_mut().take_if(|log| log.load == load);
    }

    /// Does something to the logs of a load.
    fn of_load(&self, load: u32, act: impl Fn(&Log)) {
        self.coming.borrow().iter().filter(|log| log.load == load).for_each(&act);
        let shown = self.shown.borrow();
        if shown.load == load {
            act(&shown);
        }
    }

    /// Writes a file, in the place of one that is being written.
    fn export(&self, request: ExportRequest, hashed: bool, target: Option<Target>) {
        let stopped = Rc::new(Cell::new(false));
        self.export_stopped.replace(stopped.clone()).set(true);
        let log = self.shown.borrow().clone();
        spawn_local(async move { export::run(&log, request, hashed, target, &stopped).await });
    }

    /// Checks files, in the place of others.
    fn check(&self, request: u32, files: Vec<LocalFile>) {
        let stopped = Rc::new(Cell::new(false));
        self.check_stopped.replace(stopped.clone()).set(true);
        spawn_local(async move { check::run(request, &files, &stopped).await });
    }

    fn stop_export(&self) {
        self.export_stopped.borrow().set(true);
    }
}

fn fail(load: u32, failure: Failure) {
    let status = LoadStatus { phase: Phase::Stopped(failure), ..LoadStatus::default() };
    post(&FromWorker::Load { load, status });
}

fn post(message: &FromWorker) {
    post_to_page(message, None);
}
