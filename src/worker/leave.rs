//! What is left of a log when it is signed out of: its key, handed from the worker that
//! ends to the next one, beside the page, for as long as the person may want to withdraw it.

use std::cell::RefCell;
use std::rc::Rc;

use audit_core::pryv::{Endpoint, Withdrawal, Withdrawn};
use wasm_bindgen_futures::spawn_local;

use super::load::problem_of;
use super::post;
use crate::browser::address;
use crate::browser::clock::Timer;
use crate::browser::fetch::{self, Abort};
use crate::browser::worker::Port;
use crate::worker_protocol::{FromWorker, Leaving};

/// For how long nobody has to decide.
const PATIENCE_MS: i32 = 5 * 60_000;

/// A key that its log has gone from. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Left(Rc<RefCell<Option<Held>>>);

struct Held {
    endpoint: Endpoint,
    abort: Abort,
    _forgotten: Timer,
}

impl Left {
    /// Gives the key away, in the worker that ends.
    pub(super) fn give(endpoint: Option<&Endpoint>, port: &Port) {
        if let Some(endpoint) = endpoint {
            port.send(&endpoint.with_token());
        }
    }

    /// Takes it, in the one that begins.
    pub(super) fn take(&self, port: Port) {
        let left = self.clone();
        port.hear(move |text| {
            if let Ok(endpoint) = Endpoint::parse(&text, address::parse) {
                let forgotten = left.clone();
                let timer = Timer::after(PATIENCE_MS, move || {
                    forgotten.forget();
                    post(&FromWorker::Leaving(Leaving::Forgotten));
                });
                left.0.replace(Some(Held { endpoint, abort: Abort::default(), _forgotten: timer }));
                post(&FromWorker::Leaving(Leaving::Held));
            }
        });
    }

    /// Forgets it.
    pub(super) fn forget(&self) {
        if let Some(held) = self.0.take() {
            held.abort.stop();
        }
    }

    /// Withdraws the access, and forgets its key once that is done.
    pub(super) fn withdraw(&self, withdrawal: &Withdrawal) {
        let held = self.0.borrow();
        let request = held.as_ref().and_then(|held| Some((withdrawal.request(&held.endpoint)?, held.abort.clone())));
        drop(held);
        let Some((request, abort)) = request else { return };
        let left = self.clone();
        spawn_local(async move {
            let result = match fetch::send(&request, &abort).await {
                Err(error) => Err(problem_of(error)),
                Ok(answer) => match answer.all().await {
                    Ok(body) => Withdrawn::read(answer.status, &body).map_err(Some),
                    Err(error) => Err(problem_of(error)),
                },
            };
            let said = match result {
                Ok(withdrawn) => {
                    left.forget();
                    Leaving::Withdrawn(withdrawn)
                }
                Err(Some(problem)) => Leaving::Failed(problem),
                // It was forgotten meanwhile.
                Err(None) => return,
            };
            post(&FromWorker::Leaving(said));
        });
    }
}
