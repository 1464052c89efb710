//! HTTP as the worker needs it: one request, its status, and its body as it
//! arrives, with a time limit for every wait and a way to stop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use audit_core::pryv::{Method, Request};
use wasm_bindgen::JsCast;

use super::clock::Timer;
use super::stream;

/// How long the server may be silent, before the first byte and between bytes.
const PATIENCE_MS: i32 = 30_000;

/// Why no answer, or no more of it, arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FetchError {
    /// The device has no network.
    Offline,
    /// Nothing can be reached there: network, name, certificate, or a server
    /// that does not let other pages read its answers. Browsers do not say which.
    Unreachable,
    /// The server sends to another address. Browsers do not say which; a key
    /// must not go there unasked.
    Redirected,
    /// The server was silent for too long.
    Timeout,
    /// The answer broke off.
    CutOff,
    /// The person stopped it.
    Cancelled,
}

/// Stops a load: every request that was made for it, and its later ones before
/// they begin. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Abort(Rc<Stopping>);

#[derive(Default)]
struct Stopping {
    stopped: Cell<bool>,
    requests: RefCell<Vec<web_sys::AbortController>>,
}

impl Abort {
    /// Stops everything.
    pub(crate) fn stop(&self) {
        self.0.stopped.set(true);
        for request in self.0.requests.take() {
            request.abort();
        }
    }

    /// Whether it was stopped.
    pub(crate) fn is_stopped(&self) -> bool {
        self.0.stopped.get()
    }
}

/// One request that is under way. It has a way to stop of its own, so that a time
/// limit ends it alone; dropping it ends it as well.
struct UnderWay {
    controller: web_sys::AbortController,
    load: Abort,
    timed_out: Rc<Cell<bool>>,
}

impl UnderWay {
    /// `None` where the browser has no such thing.
    fn begin(load: &Abort) -> Option<Self> {
        let controller = web_sys::AbortController::new().ok()?;
        load.0.requests.borrow_mut().push(controller.clone());
        Some(Self { controller, load: load.clone(), timed_out: Rc::default() })
    }

    /// Stops the request when nothing happens for too long.
    fn patience(&self, limit_ms: i32) -> Timer {
        let (controller, timed_out) = (self.controller.clone(), self.timed_out.clone());
        Timer::after(limit_ms, move || {
            timed_out.set(true);
            controller.abort();
        })
    }

    /// What an error means, given why we might have caused it.
    fn explain(&self, otherwise: FetchError) -> FetchError {
        if self.load.is_stopped() {
            FetchError::Cancelled
        } else if self.timed_out.get() {
            FetchError::Timeout
        } else {
            otherwise
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.load.0.requests.borrow_mut().retain(|request| *request != self.controller);
        // The rest of an answer that nobody reads need not come.
        self.controller.abort();
    }
}

/// The beginning of an answer.
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The `Retry-After` header, where the server lets pages read it.
    pub(crate) retry_after: Option<String>,
    reader: Option<web_sys::ReadableStreamDefaultReader>,
    under_way: UnderWay,
}

/// Sends a request and waits for the head of its answer.
pub(crate) async fn send(request: &Request, load: &Abort) -> Result<Answer, FetchError> {
    if load.is_stopped() {
        return Err(FetchError::Cancelled);
    }
    let under_way = UnderWay::begin(load).ok_or(FetchError::Unreachable)?;
    let method = match request.method {
        Method::Get => gloo_net::http::Request::get,
        Method::Post => gloo_net::http::Request::post,
        Method::Delete => gloo_net::http::Request::delete,
    };
    // Never followed, but told apart from a server that cannot be reached. What carries
    // nothing may be: only so does a page see a 301 that leads nowhere, which is how a
    // platform sends a sign-in on. An answer from another address is not taken.
    let carries_something = request.authorization.is_some() || request.body.is_some();
    let redirect = if carries_something { web_sys::RequestRedirect::Manual } else { web_sys::RequestRedirect::Follow };
    let mut builder = method(&request.url)
        .credentials(web_sys::RequestCredentials::Omit)
        .redirect(redirect)
        .cache(web_sys::RequestCache::NoStore)
        .referrer_policy(web_sys::ReferrerPolicy::NoReferrer)
        .abort_signal(Some(&under_way.controller.signal()));
    if let Some(authorization) = &request.authorization {
        builder = builder.header("Authorization", authorization);
    }
    let built = match &request.body {
        Some(body) => builder.header("Content-Type", "application/json").body(body),
        None => builder.build(),
    };
    let built = built.map_err(|_| FetchError::Unreachable)?;
    let patience = under_way.patience(PATIENCE_MS);
    let unreached = |_| if is_offline() { FetchError::Offline } else { FetchError::Unreachable };
    let response = built.send().await.map_err(|error| under_way.explain(unreached(error)))?;
    drop(patience);
    if response.type_() == web_sys::ResponseType::Opaqueredirect || response.redirected() {
        return Err(FetchError::Redirected);
    }
    let reader = response.body().map(|body| body.get_reader().unchecked_into());
    let retry_after = response.headers().get("retry-after");
    Ok(Answer { status: response.status(), retry_after, reader, under_way })
}

/// Whether the browser knows that nothing can be reached. It may be online and reach
/// nothing all the same.
pub(crate) fn is_offline() -> bool {
    let navigator = js_sys::Reflect::get(&js_sys::global(), &"navigator".into());
    let online = navigator.and_then(|navigator| js_sys::Reflect::get(&navigator, &"onLine".into()));
    online.is_ok_and(|online| online == false)
}

impl Answer {
    /// The next bytes of the body; `None` at its end.
    pub(crate) async fn chunk(&self) -> Result<Option<Vec<u8>>, FetchError> {
        let Some(reader) = &self.reader else { return Ok(None) };
        let cut = |_| self.under_way.explain(FetchError::CutOff);
        let patience = self.under_way.patience(PATIENCE_MS);
        let read = stream::next(reader).await.map_err(cut)?;
        drop(patience);
        Ok(read)
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

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_futures::JsFuture;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn two_requests() -> (Abort, UnderWay, UnderWay) {
        let load = Abort::default();
        let begin = || UnderWay::begin(&load).expect("browsers can abort");
        let (one, other) = (begin(), begin());
        (load, one, other)
    }

    #[wasm_bindgen_test]
    async fn a_time_limit_ends_its_own_request_alone() {
        let (load, one, other) = two_requests();
        let ended: js_sys::Promise = js_sys::Promise::new(&mut |resolve, _| {
            one.controller.signal().set_onabort(Some(&resolve));
        });
        let _patience = one.patience(0);
        JsFuture::from(ended).await.expect("the request ends");
        assert_eq!(one.explain(FetchError::CutOff), FetchError::Timeout);
        assert!(one.controller.signal().aborted());
        assert!(!other.controller.signal().aborted() && !load.is_stopped());
        assert_eq!(other.explain(FetchError::CutOff), FetchError::CutOff);
    }

    #[wasm_bindgen_test]
    fn stopping_a_load_ends_all_of_its_requests() {
        let (load, one, other) = two_requests();
        load.stop();
        for request in [&one, &other] {
            assert!(request.controller.signal().aborted());
            assert_eq!(request.explain(FetchError::CutOff), FetchError::Cancelled);
        }
    }

    #[wasm_bindgen_test]
    fn a_request_that_is_dropped_leaves_the_others() {
        let (load, one, other) = two_requests();
        let signal = one.controller.signal();
        drop(one);
        assert!(signal.aborted() && !other.controller.signal().aborted());
        assert_eq!(load.0.requests.borrow().len(), 1);
    }
}
