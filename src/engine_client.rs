//! A typed handle on the worker: questions get a version, answers find their
//! question, and everything else that the worker says goes to one listener.

use std::collections::HashMap;
use std::rc::Rc;

use audit_core::engine::{Command, Reply};
use leptos::prelude::*;

use crate::browser::file::LocalFile;
use crate::browser::worker::{Heard, WorkerHandle};
use crate::worker_protocol::{FromWorker, ToWorker};

/// The answer to a question.
pub(crate) struct Answer {
    /// The version of the last view before it: rows belong to that view.
    pub(crate) view: u32,
    /// What the engine said.
    pub(crate) reply: Reply,
}

/// The worker, as the page uses it.
#[derive(Clone, Copy)]
pub(crate) struct EngineClient(StoredValue<Inner, LocalStorage>);

struct Inner {
    worker: Option<WorkerHandle>,
    next_version: u32,
    waiting: HashMap<u32, Box<dyn FnOnce(Answer)>>,
    listener: Rc<dyn Fn(Heard)>,
}

impl EngineClient {
    /// Starts the worker. `listener` hears what is no answer.
    pub(crate) fn start(listener: impl Fn(Heard) + 'static) -> Self {
        let client = Self(StoredValue::new_local(Inner {
            worker: None,
            next_version: 1,
            waiting: HashMap::new(),
            listener: Rc::new(listener),
        }));
        client.restart();
        client
    }

    /// Ends the worker, with every record and key that it holds, and starts another.
    pub(crate) fn restart(self) {
        let worker = WorkerHandle::start(move |heard| self.hear(heard));
        let listener = self.0.with_value(|inner| inner.listener.clone());
        if worker.is_none() {
            listener(Heard::Broken);
        }
        self.0.update_value(|inner| {
            inner.worker = worker;
            inner.waiting.clear();
        });
    }

    /// Asks the engine. Returns the version of the question.
    pub(crate) fn ask(self, command: Command, on_answer: impl FnOnce(Answer) + 'static) -> u32 {
        let version = self.0.with_value(|inner| inner.next_version);
        self.0.update_value(|inner| {
            inner.next_version = version.wrapping_add(1);
            inner.waiting.insert(version, Box::new(on_answer));
        });
        self.tell(&ToWorker::Ask { version, command });
        version
    }

    /// Tells the worker something that needs no answer.
    pub(crate) fn tell(self, message: &ToWorker) {
        self.post(message, None);
    }

    /// Tells the worker something, with a file beside it.
    pub(crate) fn tell_with(self, message: &ToWorker, file: &LocalFile) {
        self.post(message, Some(file));
    }

    fn post(self, message: &ToWorker, file: Option<&LocalFile>) {
        self.0.with_value(|inner| {
            if let Some(worker) = &inner.worker {
                worker.post(message, file);
            }
        });
    }

    fn hear(self, heard: Heard) {
        match heard {
            Heard::Message(message, parcel) => match *message {
                FromWorker::Answer { version, view, reply } => {
                    let on_answer = self.0.try_update_value(|inner| inner.waiting.remove(&version)).flatten();
                    if let Some(on_answer) = on_answer {
                        on_answer(Answer { view, reply });
                    }
                }
                other => self.tell_listener(Heard::Message(Box::new(other), parcel)),
            },
            Heard::Broken => self.tell_listener(Heard::Broken),
        }
    }

    fn tell_listener(self, heard: Heard) {
        let listener = self.0.with_value(|inner| inner.listener.clone());
        listener(heard);
    }
}
