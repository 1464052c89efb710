//! Questions about accesses, over all records whatever the filter, answered by
//! [`crate::insights`].

use super::Engine;
use super::questions::Answer;
use crate::insights::access::{access, accesses};
use crate::insights::activity::Activity;
use crate::insights::allowed::allowed;
use crate::insights::consent::consent;
use crate::insights::rights::rights;
use crate::query::{Query, own_reads, select};

const MINUTE_MS: i64 = 60_000;

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

    /// How consent was given and taken back. The page asks after every view, so it is found
    /// once for each log; what expires is seen within a minute.
    pub(super) fn consent(&mut self) -> Answer {
        let (_, now_ms) = self.explored.seen();
        let looked_at = (self.looked_at(), now_ms / MINUTE_MS);
        if let Some((before, found)) = &self.explored.consent
            && *before == looked_at
        {
            return Answer::Consent(Box::new(found.clone()));
        }
        let answer = self.with_activity(|activity| Answer::Consent(Box::new(consent(activity))));
        if let Answer::Consent(found) = &answer {
            self.explored.consent = Some((looked_at, (**found).clone()));
        }
        answer
    }

    pub(super) fn rights(&self) -> Answer {
        self.with_activity(|activity| {
            let context = self.context(activity.zone, activity.now_ms);
            let select = |query: &Query| {
                let mut found = select(query, &self.store, &context);
                found.intersect(&activity.rows);
                found
            };
            let row = |row: u32| self.row(&self.store.record(row).to_record());
            Answer::Rights(Box::new(rights(activity, &select, &row)))
        })
    }

    /// Asks of all records but those that the page itself caused.
    fn with_activity(&self, ask: impl FnOnce(&Activity) -> Answer) -> Answer {
        let (zone, now_ms) = self.explored.seen();
        let own = self.intake.viewer().map(|viewer| own_reads(&self.store, viewer));
        ask(&Activity::new(&self.store, &self.names, &zone, now_ms, own.as_ref()))
    }
}
