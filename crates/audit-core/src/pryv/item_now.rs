//! An event as the platform has it now, and what that says of what the log recorded. The event
//! itself is compared and forgotten.

use serde::{Deserialize, Serialize};

use super::{Endpoint, ErrorReply, Problem, Request};
use crate::decode::Fields;
use crate::integrity::{Comparison, Item, Why, compare};
use crate::record::Integrity;

/// What comes of comparing an item with what the log recorded of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is, to the byte, what was written then.
    Unchanged,
    /// It was changed at a later time.
    ChangedLater {
        /// When, in milliseconds, as the item says.
        modified_ms: Option<i64>,
        /// It is in the trash.
        trashed: bool,
    },
    /// The platform does not have it any more.
    Gone {
        /// When it was deleted, in milliseconds, where the platform says so.
        deleted_ms: Option<i64>,
    },
    /// It says that nothing was written since, and is something else:
    /// [`Comparison::Contradicts`].
    Contradicts,
    /// The key in use may not read it.
    MayNotRead,
    /// The platform was not reached, or answered something else.
    NotReached(Problem),
    /// Nothing can be said.
    CannotBeChecked(Why),
}

impl Endpoint {
    /// One event as it is now. Of an id that could be read as another path, none.
    pub fn event(&self, id: &str) -> Option<Request> {
        // Those of system events hold colons.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
        (!id.is_empty() && id.bytes().all(is_plain)).then(|| self.get(&format!("events/{id}"), &[]))
    }
}

impl Verdict {
    /// Compares what a record says was written with what the platform answers now.
    pub fn of(recorded: &Integrity, status: u16, body: &[u8]) -> Self {
        if status == 200 {
            let body = String::from_utf8_lossy(body);
            return match Fields::read(&body).and_then(|reply| reply.raw("event").map(str::to_owned)) {
                Some(event) => Self::of_event(recorded, &event),
                None => Self::NotReached(Problem::NotPryv),
            };
        }
        let error = ErrorReply::of_body(body);
        let is_unknown =
            error.as_ref().is_some_and(|it| it.id == "unknown-resource" && it.message.starts_with("Unknown event"));
        match Problem::from_reply(status, error) {
            Problem::Rejected { status: 404, .. } if is_unknown => Self::from(compare(recorded, Item::Unknown)),
            Problem::Forbidden => Self::MayNotRead,
            problem => Self::NotReached(problem),
        }
    }

    fn of_event(recorded: &Integrity, event: &str) -> Self {
        let verdict = Self::from(compare(recorded, Item::Read(event)));
        let Some(fields) = Fields::read(event) else { return verdict };
        match verdict {
            Self::ChangedLater { .. } => Self::ChangedLater {
                modified_ms: fields.time_ms("modified"),
                trashed: fields.raw("trashed") == Some("true"),
            },
            Self::Gone { .. } => Self::Gone { deleted_ms: fields.time_ms("deleted") },
            other => other,
        }
    }
}

impl From<Comparison> for Verdict {
    fn from(comparison: Comparison) -> Self {
        match comparison {
            Comparison::Unchanged => Self::Unchanged,
            Comparison::ChangedLater => Self::ChangedLater { modified_ms: None, trashed: false },
            Comparison::Gone => Self::Gone { deleted_ms: None },
            Comparison::Contradicts => Self::Contradicts,
            Comparison::CannotBeChecked(why) => Self::CannotBeChecked(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_parser;
    use super::*;

    #[test]
    fn an_event_is_asked_for_under_its_own_path_alone() {
        let endpoint = Endpoint::parse("https://t0ken@co1.pryv.example/alice/", test_parser).expect("an endpoint");
        let url = |id: &str| endpoint.event(id).map(|request| request.url);
        for id in ["ck1", "gv9d54aoh5msckiuonkzfk9i", ":system:email", "A-b_9"] {
            assert_eq!(url(id), Some(format!("https://co1.pryv.example/alice/events/{id}")));
        }
        for id in ["", "..", "a/b", "../accesses", "a?b=c", "a#b", "a%2fb", "a b", "é"] {
            assert_eq!(url(id), None, "{id}");
        }
    }
}
