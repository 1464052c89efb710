//! What can go wrong between here and a log, as types; the words for it are
//! the shell's.

use crate::decode::Fields;
use crate::record::Generation;
use serde::{Deserialize, Serialize};

/// Why a server gave no log, or not all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// The device has no network: nothing was asked.
    Offline,
    /// No answer: wrong address, or a proxy that answers without CORS.
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
    /// This token's permissions forbid it even what it did itself.
    SelfAuditForbidden,
    /// Audit is switched off on this server.
    AuditOff,
    /// A platform of the older generation that has no audit log at all.
    NoAuditLog,
    /// The server asks to slow down or is not ready (408, 425, 429, 503).
    Busy {
        /// Its status.
        status: u16,
        /// For how long, in seconds, where it says so and the browser shows it.
        wait_s: Option<u32>,
    },
    /// The answer would be too large for the server (413).
    TooLarge,
    /// The server failed.
    Server {
        /// Its status.
        status: u16,
    },
    /// The account lives elsewhere.
    Redirected {
        /// At which host, as far as the server says it in a way that can be used.
        host: Option<String>,
    },
    /// The server refused the request, and its reason did not arrive.
    Refused {
        /// Its status.
        status: u16,
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

/// What a server's error reply says, as far as it is of use here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorReply {
    /// `error.id`.
    pub id: String,
    /// `error.message`.
    pub message: String,
    /// `error.coreUrl`: where the account lives, when it is not here.
    pub core_url: Option<String>,
}

impl ErrorReply {
    /// Reads the body of a reply; `None` when it is no error.
    pub fn of_body(body: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(body);
        Some(Self::read(&Fields::read(&text)?.object("error")?))
    }

    /// Reads the value of `error`.
    pub(crate) fn read(error: &Fields) -> Self {
        Self {
            id: error.text("id").unwrap_or_default(),
            message: error.text("message").unwrap_or_default(),
            core_url: error.text("coreUrl"),
        }
    }

    /// The host that the account lives at, if a key may travel there.
    fn core_host(&self) -> Option<String> {
        // It is shown, and typed by a person who believes it: no more than a plain
        // host name, with or without a port.
        let behind = self.core_url.as_deref()?.strip_prefix("https://")?;
        let host = behind.split(['/', '?', '#']).next()?;
        let (name, port) = host.split_once(':').unwrap_or((host, "443"));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let good = !name.is_empty() && name.bytes().all(plain) && port.parse::<u16>().is_ok();
        let host = if port == "443" { name } else { host };
        good.then(|| host.to_ascii_lowercase())
    }
}

impl Problem {
    /// What an error reply to a request for the log means: where the older
    /// generation has no such thing, its log is what is not found.
    pub fn from_log_reply(generation: Generation, status: u16, error: Option<ErrorReply>) -> Self {
        match Self::from_reply(status, error) {
            Self::Rejected { .. } | Self::NotPryv if generation == Generation::Legacy && status == 404 => {
                Self::NoAuditLog
            }
            problem => problem,
        }
    }

    /// What an error reply means; `error` is what its body said, if it said so.
    pub fn from_reply(status: u16, error: Option<ErrorReply>) -> Self {
        match status {
            408 | 425 | 429 | 503 => return Self::Busy { status, wait_s: None },
            // Proxies say so too, in words of their own.
            413 => return Self::TooLarge,
            500.. => return Self::Server { status },
            _ => {}
        }
        let Some(error) = error else { return Self::NotPryv };
        let core_host = error.core_host();
        let ErrorReply { id, message, .. } = error;
        match (status, id.as_str()) {
            (401, "invalid-access-token") => Self::NoToken,
            (_, "invalid-access-token") if message.contains("session has expired") => Self::SessionEnded,
            (_, "invalid-access-token") => Self::WrongToken,
            // Expired and not permitted share an id; only the message differs.
            (403, "forbidden") if message.contains("expired") => Self::AccessExpired,
            (403, "forbidden") => Self::Forbidden,
            (404, "unknown-resource") if message.starts_with("Unknown user") => Self::UnknownUser,
            (404, "unknown-resource") if message.starts_with("Unknown Store") => Self::AuditOff,
            (421, "wrong-core") => Self::Redirected { host: core_host },
            _ => Self::Rejected { status, id, message },
        }
    }

    /// What an error reply means whose body broke off: its status still tells.
    pub fn from_broken_reply(status: u16) -> Self {
        match Self::from_reply(status, None) {
            Self::NotPryv => Self::Refused { status },
            problem => problem,
        }
    }

    /// Adds how long the server asks to wait, as its `Retry-After` says it. Dates
    /// are left out: the two clocks may differ.
    #[must_use]
    pub fn after(self, retry_after: Option<&str>) -> Self {
        match self {
            Self::Busy { status, .. } => {
                Self::Busy { status, wait_s: retry_after.and_then(|text| text.trim().parse().ok()) }
            }
            problem => problem,
        }
    }

    /// Whether it is about the token, not about the address.
    pub fn is_about_key(&self) -> bool {
        matches!(
            self,
            Self::WrongToken
                | Self::AccessExpired
                | Self::SessionEnded
                | Self::NoToken
                | Self::Forbidden
                | Self::SelfAuditForbidden
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies() {
        let cases = [
            (413, "too-many-results", "…", Problem::TooLarge),
            (401, "invalid-access-token", "The access token is missing: …", Problem::NoToken),
            (403, "invalid-access-token", "Cannot find access from token.", Problem::WrongToken),
            (403, "invalid-access-token", "Access session has expired.", Problem::SessionEnded),
            (403, "forbidden", "Access has expired.", Problem::AccessExpired),
            (403, "forbidden", "stream [access-x] has not sufficent permission to get events", Problem::Forbidden),
            (404, "unknown-resource", "Unknown user \"x\"", Problem::UnknownUser),
            (404, "unknown-resource", "Unknown Store \"_audit\"", Problem::AuditOff),
            (503, "api-unavailable", "", Problem::Busy { status: 503, wait_s: None }),
            (500, "unexpected-error", "", Problem::Server { status: 500 }),
        ];
        for (status, id, message, expected) in cases {
            assert_eq!(Problem::from_reply(status, Some(error(id, message))), expected, "{status} {id} {message}");
        }
        assert_eq!(Problem::from_reply(404, None), Problem::NotPryv);
        assert_eq!(Problem::from_reply(502, None), Problem::Server { status: 502 });
    }

    fn error(id: &str, message: &str) -> ErrorReply {
        ErrorReply { id: id.to_owned(), message: message.to_owned(), core_url: None }
    }

    #[test]
    fn an_account_that_lives_elsewhere() {
        let cases = [
            (r#","coreUrl":"https://co2.pryv.example/""#, Some("co2.pryv.example")),
            (r#","coreUrl":"https://co2.pryv.example:8443""#, Some("co2.pryv.example:8443")),
            // What is no place for a key is not named.
            (r#","coreUrl":"http://co2.pryv.example/""#, None),
            (r#","coreUrl":"javascript:alert(1)""#, None),
            (r#","coreUrl":42"#, None),
            ("", None),
        ];
        for (core_url, host) in cases {
            let body = format!(r#"{{"error":{{"id":"wrong-core","message":"…"{core_url}}},"meta":{{}}}}"#);
            let problem = crate::pryv::AccessInfo::read(421, body.as_bytes()).unwrap_err();
            assert_eq!(problem, Problem::Redirected { host: host.map(str::to_owned) }, "{body}");
        }
    }

    #[test]
    fn a_log_that_an_older_platform_does_not_have() {
        let not_found = || Some(error("unknown-resource", "Unknown resource "));
        let read = Problem::from_log_reply;
        assert_eq!(read(Generation::Legacy, 404, not_found()), Problem::NoAuditLog);
        assert_eq!(read(Generation::Legacy, 404, None), Problem::NoAuditLog);
        let unknown_user = Some(error("unknown-resource", "Unknown user \"x\""));
        assert_eq!(read(Generation::Legacy, 404, unknown_user), Problem::UnknownUser);
        assert_eq!(read(Generation::Legacy, 403, Some(error("forbidden", "no"))), Problem::Forbidden);
        assert!(matches!(read(Generation::Events, 404, not_found()), Problem::Rejected { status: 404, .. }));
    }

    #[test]
    fn a_broken_reply_keeps_its_status() {
        let cases = [
            (403, Problem::Refused { status: 403 }),
            (429, Problem::Busy { status: 429, wait_s: None }),
            (500, Problem::Server { status: 500 }),
        ];
        for (status, expected) in cases {
            assert_eq!(Problem::from_broken_reply(status), expected);
        }
    }

    #[test]
    fn waiting_times() {
        let busy = |wait_s| Problem::Busy { status: 429, wait_s };
        let cases = [
            (Some("120"), Some(120)),
            (Some(" 7 "), Some(7)),
            (Some("Tue, 24 Nov 2026 09:00:00 GMT"), None),
            (Some("-1"), None),
            (None, None),
        ];
        for (header, wait_s) in cases {
            assert_eq!(busy(None).after(header), busy(wait_s), "{header:?}");
        }
        assert_eq!(Problem::WrongToken.after(Some("120")), Problem::WrongToken);
    }
}
