//! Questions about the log that is looked at, beside its rows: asked when somebody looks
//! at their answer, and again whenever the view or the question changes.

use std::sync::Arc;

use audit_core::engine::{Answer, Command, Question, Reply};
use leptos::prelude::*;

use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;

/// An answer, and what it answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Explored {
    /// The view that it is about: indexes of rows are those of its list.
    pub(crate) version: u32,
    /// What was asked.
    pub(crate) question: Question,
    /// What the engine said.
    pub(crate) answer: Answer,
}

/// What waits for an answer.
#[derive(Debug, Clone, Copy, Default)]
struct Waiting {
    /// A question is on its way.
    busy: bool,
    /// Something changed since it was asked.
    again: bool,
}

/// The latest answer to a question: that of the view before stays until the next is
/// here. While one answer is waited for, nothing else is asked; `None` asks nothing.
pub(crate) fn explored(question: Memo<Option<Question>>) -> RwSignal<Option<Arc<Explored>>> {
    let state = use_state();
    let answer = RwSignal::new(None);
    let waiting = StoredValue::new(Waiting::default());
    let changed = Trigger::new();
    let version = Memo::new(move |_| state.aside.with(|viewed| viewed.version));
    Effect::new(move |_| {
        changed.track();
        // Before the first view there is nothing to ask about.
        let version = version.get();
        let Some(question) = question.get() else {
            // What is looked at later is asked for anew.
            if answer.with_untracked(Option::is_some) {
                answer.set(None);
            }
            return;
        };
        if version == 0 {
            // With the log before went the answers that were waited for.
            waiting.set_value(Waiting::default());
            answer.set(None);
            return;
        }
        if waiting.with_value(|waiting| waiting.busy) {
            waiting.update_value(|waiting| waiting.again = true);
            return;
        }
        waiting.set_value(Waiting { busy: true, again: false });
        let command = Command::Explore(question.clone());
        state.engine.ask(command, move |reply| {
            // The part that asked may be gone.
            let Some(again) = waiting.try_update_value(|waiting| std::mem::take(waiting).again) else { return };
            if let Reply::Explored(found) = reply.reply {
                let explored = Explored { version: reply.view, question, answer: found };
                let _ = answer.try_set(Some(Arc::new(explored)));
            }
            if again {
                changed.notify();
            }
        });
    });
    answer
}

/// What the answer to a question says, where it is of the kind that was asked for: what is
/// drawn of it changes with it, and not with every view.
pub(crate) fn answered<T>(
    question: Memo<Option<Question>>,
    of: impl Fn(&Answer) -> Option<&T> + Send + Sync + 'static,
) -> Memo<Option<Arc<T>>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let answer = explored(question);
    Memo::new(move |_| answer.with(|it| it.as_ref().and_then(|it| of(&it.answer)).cloned().map(Arc::new)))
}
