//! A typed handle on the worker: questions get a version, answers find their
//! question, and everything else that the worker says goes to one listener.

use std::collections::HashMap;
use std::rc::Rc;

use audit_core::engine::{Command, Reply};
use leptos::prelude::*;

use crate::browser::clock::Timer;
use crate::browser::worker::{Beside, Breakage, Heard, Port, WorkerHandle};
use crate::worker_protocol::{FromWorker, ToWorker};

/// How long a worker that ends has for its last word.
const LAST_WORD_MS: i32 = 3_000;

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
    /// One that says a last word to the other, until it has, or takes too long.
    ending: Option<(WorkerHandle, Timer)>,
    next_version: u32,
    waiting: HashMap<u32, Box<dyn FnOnce(Answer)>>,
    listener: Option<Rc<dyn Fn(Heard)>>,
}

impl EngineClient {
    /// A client without a worker.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new_local(Inner {
            worker: None,
            ending: None,
            next_version: 1,
            waiting: HashMap::new(),
            listener: None,
        }))
    }

    /// Starts the worker. `listener` hears what is no answer, from the first word on.
    pub(crate) fn start(self, listener: impl Fn(Heard) + 'static) {
        self.0.update_value(|inner| inner.listener = Some(Rc::new(listener)));
        self.restart();
    }

    /// Ends the worker, with every record and key that it holds, and starts another.
    pub(crate) fn restart(self) {
        self.end();
        let worker = WorkerHandle::start(move |heard| self.hear(heard));
        let missing = worker.is_none();
        self.0.update_value(|inner| {
            inner.worker = worker;
            inner.waiting.clear();
        });
        if missing {
            self.tell_listener(Heard::Broken(Breakage::NotStarted));
        }
    }

    /// Does the same, and has the key of what is shown said to the other worker first. The
    /// page does not hear it.
    pub(crate) fn succeed(self) {
        let Some((give, take)) = Port::pair() else { return self.restart() };
        self.tell_with(&ToWorker::HandOver, give);
        let before = self.0.try_update_value(|inner| inner.worker.take()).flatten();
        before.iter().for_each(WorkerHandle::mute);
        self.restart();
        self.tell_with(&ToWorker::TakeOver, take);
        self.0.update_value(|inner| {
            inner.ending = before.map(|before| (before, Timer::after(LAST_WORD_MS, move || self.end())));
        });
    }

    /// Ends the worker that had a last word to say.
    pub(crate) fn end(self) {
        self.0.update_value(|inner| inner.ending = None);
    }

    /// Shows the log of a load that opened. Questions about the one before are
    /// dropped: their answers would be taken for the new one's.
    pub(crate) fn show(self, load: u32) {
        self.tell(&ToWorker::Show { load });
        self.forget_questions();
    }

    /// Drops the questions that were asked: their answers would be taken for those of
    /// another log.
    pub(crate) fn forget_questions(self) {
        self.0.update_value(|inner| inner.waiting.clear());
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
    pub(crate) fn tell_with(self, message: &ToWorker, beside: impl Into<Beside>) {
        self.post(message, Some(beside.into()));
    }

    fn post(self, message: &ToWorker, beside: Option<Beside>) {
        self.0.with_value(|inner| {
            if let Some(worker) = &inner.worker {
                worker.post(message, beside);
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
            broken @ Heard::Broken(_) => self.tell_listener(broken),
        }
    }

    fn tell_listener(self, heard: Heard) {
        let listener = self.0.with_value(|inner| inner.listener.clone());
        if let Some(listener) = listener {
            listener(heard);
        }
    }
}
