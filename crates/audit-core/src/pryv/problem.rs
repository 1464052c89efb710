//! What can go wrong between here and a log, as types; the words for it are
//! the shell's.

use serde::{Deserialize, Serialize};

/// Why a server gave no log, or not all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// No answer: offline, wrong address, or a proxy that answers without CORS.
    Unreachable,
    /// Nothing came for too long.
    Timeout,
    /// It answered, but not like a Pryv server.
    NotPryv,
    /// No such user there.
    UnknownUser,
    /// The token is unknown or was withdrawn.
    WrongToken,
    /// The access has expired.
    AccessExpired,
    /// The session ended.
    SessionEnded,
    /// No token arrived.
    NoToken,
    /// This token has no right to any of it.
    Forbidden,
    /// Audit is switched off on this server.
    AuditOff,
    /// The server asks to slow down or is not ready (408, 425, 429, 503).
    Busy {
        /// Its status.
        status: u16,
    },
    /// The server failed.
    Server {
        /// Its status.
        status: u16,
    },
    /// The account lives elsewhere.
    Redirected {
        /// Where, as the server says.
        url: Option<String>,
    },
    /// The server refused the request for a reason that has no words here.
    Rejected {
        /// Its status.
        status: u16,
        /// The error's id.
        id: String,
        /// The error's message.
        message: String,
    },
    /// The answer ended early; what came is kept.
    CutOff,
    /// The server repeats itself: asking on would never end.
    Stuck,
}

impl Problem {
    /// What an error reply means. `error` is its id and message, where its body
    /// had them.
    pub fn from_reply(status: u16, error: Option<(String, String)>) -> Self {
        match status {
            408 | 425 | 429 | 503 => return Self::Busy { status },
            500.. => return Self::Server { status },
            _ => {}
        }
        let Some((id, message)) = error else { return Self::NotPryv };
        match (status, id.as_str()) {
            (401, "invalid-access-token") => Self::NoToken,
            (_, "invalid-access-token") if message.contains("session has expired") => Self::SessionEnded,
            (_, "invalid-access-token") => Self::WrongToken,
            // Expired and not permitted share an id; only the message differs.
            (403, "forbidden") if message.contains("expired") => Self::AccessExpired,
            (403, "forbidden") => Self::Forbidden,
            (404, "unknown-resource") if message.starts_with("Unknown user") => Self::UnknownUser,
            (404, "unknown-resource") if message.starts_with("Unknown Store") => Self::AuditOff,
            (421, "wrong-core") => Self::Redirected { url: None },
            _ => Self::Rejected { status, id, message },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies() {
        let cases = [
            (401, "invalid-access-token", "The access token is missing: …", Problem::NoToken),
            (403, "invalid-access-token", "Cannot find access from token.", Problem::WrongToken),
            (403, "invalid-access-token", "Access session has expired.", Problem::SessionEnded),
            (403, "forbidden", "Access has expired.", Problem::AccessExpired),
            (403, "forbidden", "stream [access-x] has not sufficent permission to get events", Problem::Forbidden),
            (404, "unknown-resource", "Unknown user \"x\"", Problem::UnknownUser),
            (404, "unknown-resource", "Unknown Store \"_audit\"", Problem::AuditOff),
            (503, "api-unavailable", "", Problem::Busy { status: 503 }),
            (500, "unexpected-error", "", Problem::Server { status: 500 }),
        ];
        for (status, id, message, expected) in cases {
            let error = Some((id.to_owned(), message.to_owned()));
            assert_eq!(Problem::from_reply(status, error), expected, "{status} {id} {message}");
        }
        assert_eq!(Problem::from_reply(404, None), Problem::NotPryv);
        assert_eq!(Problem::from_reply(502, None), Problem::Server { status: 502 });
    }
}
