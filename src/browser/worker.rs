//! Posting and receiving: the page's side and the worker's side.

use std::cell::RefCell;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::MessageEvent;

use super::download::Parcel;
use super::file::LocalFile;
use super::save::Target;
use crate::worker_protocol::{FromWorker, ToWorker};

/// What the page hears from its worker.
pub(crate) enum Heard {
    /// A message, and what came beside it.
    Message(Box<FromWorker>, Option<Parcel>),
    /// There is no worker any more.
    Broken(Breakage),
}

/// Why there is no worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breakage {
    /// It could not be started: a part of the app cannot be loaded.
    NotStarted,
    /// It stopped in the middle.
    Broke,
}

/// What travels beside a message, as it is.
pub(crate) struct Beside(JsValue);

impl From<&[LocalFile]> for Beside {
    fn from(files: &[LocalFile]) -> Self {
        Self(files.iter().map(LocalFile::to_value).collect::<js_sys::Array>().into())
    }
}

impl From<&Target> for Beside {
    fn from(target: &Target) -> Self {
        Self(target.to_value())
    }
}

impl From<Port> for Beside {
    fn from(port: Port) -> Self {
        Self(port.0.into())
    }
}

/// One end of a way between two workers, which the page hands out and does not hear.
pub(crate) struct Port(web_sys::MessagePort);

impl Port {
    /// Two ends. `None` where the browser has no such thing.
    pub(crate) fn pair() -> Option<(Self, Self)> {
        let channel = web_sys::MessageChannel::new().ok()?;
        Some((Self(channel.port1()), Self(channel.port2())))
    }

    /// The one that came beside a message.
    pub(crate) fn from_value(value: &JsValue) -> Option<Self> {
        value.dyn_ref::<web_sys::MessagePort>().cloned().map(Self)
    }

    /// Says a word to the other end.
    pub(crate) fn send(&self, word: &str) {
        // A text can always be sent.
        let _ = self.0.post_message(&word.into());
    }

    /// Hears one word of the other end.
    pub(crate) fn hear(self, action: impl FnOnce(String) + 'static) {
        let port = self.0.clone();
        let listener = Closure::once_into_js(move |event: MessageEvent| {
            self.0.close();
            if let Some(word) = event.data().as_string() {
                action(word);
            }
        });
        // What is set so starts to hear by itself.
        port.set_onmessage(Some(listener.unchecked_ref()));
    }
}

/// A worker, from the page's side. Dropping it ends the worker and everything
/// that it holds.
pub(crate) struct WorkerHandle {
    worker: web_sys::Worker,
    // Messages that are sent before the worker listens would be lost.
    waiting: Rc<RefCell<Option<Vec<js_sys::Array>>>>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(web_sys::Event)>,
}

impl WorkerHandle {
    /// Starts a worker that runs the same program as the page.
    pub(crate) fn start(hear: impl Fn(Heard) + 'static) -> Option<Self> {
        let glue = js_sys::Reflect::get(&js_sys::global(), &"auditViewerGlue".into()).ok()?;
        let address = web_sys::Url::new_with_base("worker.js", &glue.as_string()?).ok()?.href();
        let options = web_sys::WorkerOptions::new();
        options.set_type(web_sys::WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(&address, &options).ok()?;

        let first = js_sys::Object::new();
        js_sys::Reflect::set(&first, &"glue".into(), &glue).ok()?;
        js_sys::Reflect::set(&first, &"module".into(), &wasm_bindgen::module()).ok()?;
        worker.post_message(&first).ok()?;

        let hear = Rc::new(hear);
        let waiting = Rc::new(RefCell::new(Some(Vec::new())));
        let on_message = {
            let (worker, waiting, hear) = (worker.clone(), waiting.clone(), hear.clone());
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let data = event.data();
                let Some((word, text)) = open_words(&data) else {
                    if let Some((message, beside)) = open(&data) {
                        hear(Heard::Message(Box::new(message), Parcel::from_value(&beside)));
                    }
                    return;
                };
                match word.as_str() {
                    "Ready" => {
                        for message in waiting.borrow_mut().take().unwrap_or_default() {
                            send(&worker, &message);
                        }
                    }
                    "NotStarted" => {
                        leptos::logging::error!("The worker did not start: {text}");
                        hear(Heard::Broken(Breakage::NotStarted));
                    }
                    // What the worker's policy forbids shows in no other place.
                    "Policy" => leptos::logging::error!("Content-Security-Policy of the worker: {text}"),
                    _ => {}
                }
            })
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let starting = waiting.clone();
        let on_error = Closure::<dyn Fn(web_sys::Event)>::new(move |_| {
            let not_started = starting.borrow().is_some();
            hear(Heard::Broken(if not_started { Breakage::NotStarted } else { Breakage::Broke }));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { worker, waiting, _on_message: on_message, _on_error: on_error })
    }

    /// Hears it no longer.
    pub(crate) fn mute(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
    }

    /// Sends a message, with a file beside it where that is needed.
    pub(crate) fn post(&self, message: &ToWorker, beside: Option<Beside>) {
        let beside = beside.map_or(JsValue::UNDEFINED, |beside| beside.0);
        let Some(parcel) = wrap(message, &beside) else { return };
        match &mut *self.waiting.borrow_mut() {
            Some(waiting) => waiting.push(parcel),
            None => send(&self.worker, &parcel),
        }
    }
}

/// Posts a parcel; a port in it moves, everything else is copied.
fn send(worker: &web_sys::Worker, parcel: &js_sys::Array) {
    let moved = js_sys::Array::new();
    if parcel.get(1).is_instance_of::<web_sys::MessagePort>() {
        moved.push(&parcel.get(1));
    }
    // What is sent can be copied: bytes, and files.
    let _ = worker.post_message_with_transfer(parcel, &moved);
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.mute();
        self.worker.terminate();
    }
}

/// Listens, in the worker, for as long as it lives.
pub(crate) fn listen(action: impl Fn(ToWorker, JsValue) + 'static) {
    let action = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some((message, beside)) = open(&event.data()) {
            action(message, beside);
        }
    });
    scope().set_onmessage(Some(action.as_ref().unchecked_ref()));
    action.forget();
}

/// Sends a message from the worker to the page, with a file beside it where that is needed.
pub(crate) fn post_to_page(message: &FromWorker, beside: Option<Parcel>) {
    let beside = beside.map_or(JsValue::UNDEFINED, |parcel| parcel.0.into());
    if let Some(parcel) = wrap(message, &beside) {
        let _ = scope().post_message(&parcel);
    }
}

fn scope() -> web_sys::DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn wrap(message: &impl serde::Serialize, beside: &JsValue) -> Option<js_sys::Array> {
    let bytes = postcard::to_stdvec(message).ok()?;
    Some(js_sys::Array::of2(&js_sys::Uint8Array::from(bytes.as_slice()).into(), beside))
}

fn open<T: DeserializeOwned>(data: &JsValue) -> Option<(T, JsValue)> {
    let parcel = data.dyn_ref::<js_sys::Array>()?;
    let bytes = parcel.get(0).dyn_into::<js_sys::Uint8Array>().ok()?.to_vec();
    Some((postcard::from_bytes(&bytes).ok()?, parcel.get(1)))
}

/// What `public/worker.js` says: a word, and a text for the console.
fn open_words(data: &JsValue) -> Option<(String, String)> {
    let parcel = data.dyn_ref::<js_sys::Array>()?;
    Some((parcel.get(0).as_string()?, parcel.get(1).as_string().unwrap_or_default()))
}
