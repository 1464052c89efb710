//! HTTP as the worker needs it: one request, its status, and its body as it
//! arrives, with a time limit for every wait and a way to stop.

use std::cell::Cell;
use std::rc::Rc;

use audit_core::pryv::Request;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::clock::Timer;

/// How long the server may be silent, before the first byte and between bytes.
const PATIENCE_MS: i32 = 30_000;

/// Why no answer, or no more of it, arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FetchError {
    /// Nothing can be reached there: network, name, certificate, or a server
    /// that does not let other pages read its answers. Browsers do not say which.
    Unreachable,
    /// The server was silent for too long.
    Timeout,
    /// The answer broke off.
    CutOff,
    /// The person stopped it.
    Cancelled,
}

/// Stops every request that was made with it.
#[derive(Clone)]
pub(crate) struct Abort {
    controller: web_sys::AbortController,
    timed_out: Rc<Cell<bool>>,
}

impl Abort {
    /// `None` where the browser has no such thing.
    pub(crate) fn new() -> Option<Self> {
        let controller = web_sys::AbortController::new().ok()?;
        Some(Self { controller, timed_out: Rc::default() })
    }

    /// Stops everything.
    pub(crate) fn stop(&self) {
        self.controller.abort();
    }

    /// Whether it was stopped.
    pub(crate) fn is_stopped(&self) -> bool {
        self.controller.signal().aborted()
    }

    /// Stops when nothing happens for too long.
    fn patience(&self) -> Timer {
        let abort = self.clone();
        Timer::after(PATIENCE_MS, move || {
            abort.timed_out.set(true);
            abort.stop();
        })
    }

    /// What an error means, given why we might have caused it.
    fn explain(&self, otherwise: FetchError) -> FetchError {
        if self.timed_out.get() {
            FetchError::Timeout
        } else if self.is_stopped() {
            FetchError::Cancelled
        } else {
            otherwise
        }
    }
}

/// The beginning of an answer.
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    reader: Option<web_sys::ReadableStreamDefaultReader>,
    abort: Abort,
}

/// Sends a request and waits for the head of its answer.
pub(crate) async fn send(request: &Request, abort: &Abort) -> Result<Answer, FetchError> {
    let mut builder = gloo_net::http::Request::get(&request.url)
        .credentials(web_sys::RequestCredentials::Omit)
        .redirect(web_sys::RequestRedirect::Error)
        .cache(web_sys::RequestCache::NoStore)
        .referrer_policy(web_sys::ReferrerPolicy::NoReferrer)
        .abort_signal(Some(&abort.controller.signal()));
    if let Some(authorization) = &request.authorization {
        builder = builder.header("Authorization", authorization);
    }
    let patience = abort.patience();
    let response = builder.send().await.map_err(|_| abort.explain(FetchError::Unreachable))?;
    drop(patience);
    let reader = response.body().map(|body| body.get_reader().unchecked_into());
    Ok(Answer { status: response.status(), reader, abort: abort.clone() })
}

impl Answer {
    /// The next bytes of the body; `None` at its end.
    pub(crate) async fn chunk(&self) -> Result<Option<Vec<u8>>, FetchError> {
        let Some(reader) = &self.reader else { return Ok(None) };
        let cut = |_| self.abort.explain(FetchError::CutOff);
        let patience = self.abort.patience();
        let read: js_sys::Promise = reader.read();
        let result = JsFuture::from(read).await.map_err(cut)?;
        drop(patience);
        let value = js_sys::Reflect::get(&result, &"value".into()).map_err(cut)?;
        Ok(value.dyn_ref::<js_sys::Uint8Array>().map(js_sys::Uint8Array::to_vec))
    }

    /// The whole body, for answers that are small; the rest of a large one is left out.
    pub(crate) async fn all(&self) -> Result<Vec<u8>, FetchError> {
        const ENOUGH: usize = 16 << 20;
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            body.extend(chunk);
            if body.len() > ENOUGH {
                break;
            }
        }
        Ok(body)
    }
}
