//! What the operator set. It is read when the page is there already: what would open
//! something waits for it, so that nothing is opened which may not be.

use audit_core::config::Config;
use audit_core::pryv::{Rules, ServiceAddress};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use crate::browser::{address, beside};
use crate::worker_protocol::{Pause, ToWorker};

/// What waits for the settings.
pub(super) type Waiting = Vec<Box<dyn FnOnce()>>;

impl AppState {
    /// Reads the operator's settings.
    pub(super) fn read_settings(self) {
        spawn_local(async move {
            if let Some(text) = beside::text("config.json").await {
                let (config, mistakes) = Config::read(&text, address::parse);
                self.config_mistakes.set(mistakes);
                self.config.set(config);
            }
            let waiting = self.waiting_for_settings.try_update_value(Option::take).flatten();
            waiting.into_iter().flatten().for_each(|go_on| go_on());
            self.open_kept();
        });
    }

    /// Tells the worker to begin a load, by the operator's rules.
    pub(super) fn tell_by_rules(self, load: u32, message: impl FnOnce(Rules) -> ToWorker + 'static) {
        let tell = move || {
            // Another may have been begun meanwhile, or this one cancelled.
            if self.opening(load).is_some() {
                self.engine.tell(&message(self.config.with_untracked(|config| config.rules.clone())));
            }
        };
        if self.waiting_for_settings.with_value(Option::is_some) {
            self.waiting_for_settings.update_value(|waiting| waiting.get_or_insert_default().push(Box::new(tell)));
        } else {
            tell();
        }
    }

    /// The host of the only platform whose accounts may be opened, where there is one.
    pub(crate) fn locked_to(self) -> Option<String> {
        self.config.with(|config| config.rules.only.as_deref().map(host_of))
    }

    /// Goes on at the host that a load was sent to.
    pub(crate) fn follow(self) {
        let (load, pause) = if self.attempt.with_untracked(|attempt| attempt.opening().is_some()) {
            (self.asked.with_value(|asked| asked.load), self.attempt_pause.get_untracked())
        } else {
            (self.open_load.get_untracked(), self.load.with_untracked(|load| load.pause.clone()))
        };
        if let Some(Pause::Elsewhere { to, .. }) = pause {
            self.engine.tell(&ToWorker::Follow { load, host: to });
        }
    }
}

fn host_of(service: &str) -> String {
    let address = ServiceAddress::parse(service, address::parse);
    address.map(|address| address.host().to_owned()).unwrap_or_default()
}
