//! Questions about accesses, over all records whatever the filter, answered by
//! [`crate::insights`].

use super::Engine;
use super::questions::Answer;
use crate::insights::access::{access, accesses};
use crate::insights::activity::Activity;
use crate::insights::allowed::allowed;
use crate::insights::consent::consent;
use crate::query::own_reads;

impl Engine {
    pub(super) fn accesses(&self) -> Answer {
        self.with_activity(|activity| Answer::Accesses(Box::new(accesses(activity))))
    }

    pub(super) fn access(&self, base: &str) -> Answer {
        self.with_activity(|activity| Answer::Access(access(activity, base).map(Box::new)))
    }

    pub(super) fn allowed(&self, id: &str) -> Answer {
        self.with_activity(|activity| Answer::Allowed(allowed(activity, id).map(Box::new)))
    }

    pub(super) fn consent(&self) -> Answer {
        self.with_activity(|activity| Answer::Consent(Box::new(consent(activity))))
    }

    /// Asks of all records but those that the page itself caused.
    fn with_activity(&self, ask: impl FnOnce(&Activity) -> Answer) -> Answer {
        let (zone, now_ms) = self.explored.seen();
        let own = self.intake.viewer().map(|viewer| own_reads(&self.store, viewer));
        ask(&Activity::new(&self.store, &self.names, &zone, now_ms, own.as_ref()))
    }
}
