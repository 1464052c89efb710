//! An item as the platform has it now, asked for when somebody says so, and compared here:
//! what it says goes nowhere.

use audit_core::engine::{Answer, Command, Question, Reply};
use audit_core::insights::ItemRef;
use audit_core::integrity::Why;
use audit_core::pryv::{Problem, Verdict};
use audit_core::record::Integrity;

use super::Log;
use super::load::problem_of;
use crate::browser::fetch::{self, Abort};

/// Asks for an item once, and compares it with the last change that the log names.
pub(super) async fn compare(log: &Log, item: ItemRef) -> Verdict {
    let unreached = |problem: Option<Problem>| Verdict::NotReached(problem.unwrap_or(Problem::Unreachable));
    let Some(endpoint) = log.endpoint() else { return unreached(None) };
    let (Some(request), Some(recorded)) = (endpoint.event(&item.id), last_recorded(log, item)) else {
        return Verdict::CannotBeChecked(Why::UnknownForm);
    };
    let answer = match fetch::send(&request, &Abort::default()).await {
        Ok(answer) => answer,
        Err(error) => return unreached(problem_of(error)),
    };
    match answer.all().await {
        Ok(body) => Verdict::of(&recorded, answer.status, &body),
        Err(error) => unreached(problem_of(error)),
    }
}

/// What the newest record that names an item says was written.
fn last_recorded(log: &Log, ItemRef { class, id }: ItemRef) -> Option<Integrity> {
    let ask = |first| {
        let question = Question::ItemHistory { class, id: id.clone(), first, count: 1 };
        match log.handle(Command::Explore(question)) {
            Reply::Explored(Answer::ItemHistory(history)) => history,
            _ => None,
        }
    };
    let last = ask(0)?.total.checked_sub(1)?;
    Some(ask(last)?.changes.pop()?.integrity)
}
