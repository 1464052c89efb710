//! The worker: it owns the engine, loads what is asked, and answers the page.
//! The key lives here and nowhere else; ending the worker ends it.

mod export;
mod load;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use audit_core::engine::{Command, Engine, Reply};
use audit_core::pryv::Endpoint;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::browser::fetch::Abort;
use crate::browser::file::LocalFile;
use crate::browser::worker::{listen, post_to_page};
use crate::worker_protocol::{FromWorker, ToWorker};

/// Starts the message loop.
pub(crate) fn start() {
    let worker = Worker::default();
    listen(move |message, beside| worker.take(message, &beside));
}

/// What the worker holds; clones share it.
#[derive(Clone, Default)]
struct Worker {
    engine: Rc<RefCell<Engine>>,
    /// The server in use, with the key.
    endpoint: Rc<RefCell<Option<Endpoint>>>,
    /// How many loads were begun; the last one owns the engine.
    loads: Rc<Cell<u32>>,
    /// Stops the load that is going on.
    abort: Rc<RefCell<Option<Abort>>>,
    /// The version of the last view: rows belong to it.
    view: Rc<Cell<u32>>,
    /// Set to stop the export that is going on: each has one of its own.
    export_stopped: Rc<RefCell<Rc<Cell<bool>>>>,
}

impl Worker {
    fn take(&self, message: ToWorker, beside: &JsValue) {
        match message {
            ToWorker::Connect { address, key, days } => {
                // The page has checked it; what it could not read is not sent.
                *self.endpoint.borrow_mut() = match key {
                    Some(key) => Endpoint::from_parts(&address, &key).ok(),
                    None => Endpoint::parse(&address).ok(),
                };
                self.load_server(days);
            }
            ToWorker::Reload { days } => self.load_server(days),
            ToWorker::File { name } => {
                if let Some(file) = LocalFile::from_value(beside) {
                    self.load(async move |worker, abort| {
                        load::file(&worker, &abort, name, &file).await;
                    });
                }
            }
            ToWorker::Demo => self.load(async |worker, abort| load::demo(&worker, &abort).await),
            ToWorker::Cancel => self.cancel(),
            ToWorker::Ask { version, command } => {
                if matches!(command, Command::View(_)) {
                    self.view.set(version);
                }
                let reply = self.handle(command);
                post(&FromWorker::Answer { version, view: self.view.get(), reply });
            }
            ToWorker::Export(request) => {
                self.stop_export();
                let stopped = Rc::new(Cell::new(false));
                *self.export_stopped.borrow_mut() = stopped.clone();
                let worker = self.clone();
                spawn_local(async move { export::run(&worker, request, &stopped).await });
            }
            ToWorker::CancelExport => self.stop_export(),
        }
    }

    fn load_server(&self, days: Option<u32>) {
        if let Some(endpoint) = self.endpoint.borrow().clone() {
            self.load(async move |worker, abort| {
                load::server(&worker, &abort, &endpoint, days).await;
            });
        }
    }

    /// Starts a load, after stopping the one before.
    fn load<F: AsyncFnOnce(Worker, Abort) + 'static>(&self, work: F) {
        self.cancel();
        self.stop_export();
        self.loads.set(self.loads.get() + 1);
        let Some(abort) = Abort::new() else { return };
        *self.abort.borrow_mut() = Some(abort.clone());
        let worker = self.clone();
        spawn_local(async move { work(worker, abort).await });
    }

    fn stop_export(&self) {
        self.export_stopped.borrow().set(true);
    }

    fn cancel(&self) {
        if let Some(abort) = self.abort.borrow_mut().take() {
            abort.stop();
        }
    }

    fn handle(&self, command: Command) -> Reply {
        self.engine.borrow_mut().handle(command)
    }
}

fn post(message: &FromWorker) {
    post_to_page(message, None);
}
