//! The log in pseudonyms, beside the log: made of it while somebody looks at it so, in turns,
//! so that the page's questions are answered in between.

use audit_core::engine::{Command, Looked, Reply, SupportView, WhoIs};
use audit_core::pseudonyms::PseudonymKey;

use super::{Log, post};
use crate::browser::clock::{now_ms, sleep};
use crate::browser::memory;
use crate::worker_protocol::{FromWorker, SupportMade};

/// Records that are made between two looks at the clock.
const STEP: u32 = 500;
/// Records that are made before a question is answered.
const AT_ONCE: u32 = 10_000;
/// How long it goes on without a look at the messages, and without a word to the page.
const TURN_MS: i64 = 12;
const REPORT_MS: i64 = 250;

/// What is shown of a log in pseudonyms.
#[derive(Default)]
pub(super) struct Support {
    /// The other log; none where the log itself is shown.
    view: Option<SupportView>,
    /// There is no memory for it: it is empty, and stays so until it is left.
    full: bool,
    /// It is being filled.
    fills: bool,
}

impl Log {
    /// From now on everything is answered in pseudonyms; or no longer.
    pub(super) fn show_in_pseudonyms(&self, key: Option<&PseudonymKey>) {
        self.support.replace(Support { view: key.map(SupportView::new), ..Support::default() });
    }

    /// Answers what the page asks: of the log, or of what stands for it.
    pub(super) fn answer(&self, command: Command) -> Reply {
        let mut support = self.support.borrow_mut();
        let Support { view: Some(view), full, fills } = &mut *support else { return self.handle(command) };
        let log = self.engine.borrow();
        if !*full && !*fills && !view.catch_up(&log, AT_ONCE) {
            *fills = true;
            wasm_bindgen_futures::spawn_local(fill(self.clone()));
        }
        let mut reply = view.handle(command);
        if let Reply::View(snapshot) = &mut reply {
            // Those that wait are not in pseudonyms yet, so no filter can be asked of them.
            snapshot.newer = log.newer_waiting();
        }
        reply
    }

    /// Bytes of memory that it takes, in pseudonyms too.
    pub(super) fn bytes(&self) -> usize {
        let beside = self.support.borrow().view.as_ref().map_or(0, SupportView::bytes);
        self.engine.borrow().bytes() + beside
    }
}

async fn fill(log: Log) {
    let mut reported = now_ms();
    loop {
        let began = now_ms();
        let made = loop {
            match step(&log) {
                Some(SupportMade::Going(_)) if now_ms() - began < TURN_MS => {}
                Some(made) => break made,
                // It was left.
                None => return,
            }
        };
        let ends = !matches!(made, SupportMade::Going(_));
        if ends || now_ms() - reported >= REPORT_MS {
            reported = now_ms();
            post(&FromWorker::Support { load: log.load, made });
        }
        if ends {
            return;
        }
        sleep(0).await;
    }
}

fn step(log: &Log) -> Option<SupportMade> {
    let full = memory::is_full(log.bytes());
    let mut support = log.support.borrow_mut();
    if !support.fills {
        return None;
    }
    if full {
        // What is there of it would be a part that nobody knows to be one. Nothing is shown
        // until it is left: not what was recorded.
        let nothing = SupportView::new(&PseudonymKey::new([0; 32]));
        *support = Support { view: Some(nothing), full: true, fills: false };
        return Some(SupportMade::Full);
    }
    let view = support.view.as_mut()?;
    if view.catch_up(&log.engine.borrow(), STEP) {
        support.fills = false;
        return Some(SupportMade::Whole);
    }
    Some(SupportMade::Going(view.copied()))
}

/// Says what a pseudonym stands for in a log.
pub(super) async fn who_is(log: Log, key: PseudonymKey, pseudonym: String) {
    let mut looking = WhoIs::new(&key, &pseudonym);
    let stands_for = loop {
        let looked = looking.look(&log.engine.borrow(), STEP);
        match looked {
            Looked::Found(found) => break Some(found),
            Looked::Nowhere => break None,
            Looked::Goes => sleep(0).await,
        }
    };
    post(&FromWorker::WhoIs { pseudonym, stands_for });
}
