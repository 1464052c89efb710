//! The audit record, as every part of the product knows it, whichever
//! generation of the platform wrote it.

use serde::{Deserialize, Serialize};

use crate::secrets::{mask_message, mask_query};

/// One API call as the platform recorded it.
///
/// Nothing here is guessed: what the record does not hold is `None` or empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The record's id as written, with its `:_audit:` prefix where it has one.
    /// Migrated rows may have none; their id is then made from their content
    /// (see [`crate::decode`]) and starts with `content:`.
    pub id: String,
    /// When the call was made, in milliseconds since 1970 (UTC).
    pub time_ms: i64,
    /// `type` as written, such as `audit-log/pryv-api`.
    pub kind: String,
    /// Which access made the call. `None` where the row names none.
    pub access: Option<AccessRef>,
    /// The caller id sent beside the token. It can hold a live token when the
    /// call failed: show it only through [`Record::shown_caller`].
    pub caller: Option<String>,
    /// The action as the server wrote it: `events.get` or `GET /events`.
    pub action: String,
    /// The action's normal form, `events.get`.
    pub method: String,
    /// What kind of act it was.
    pub operation: Operation,
    /// How it ended.
    pub status: Status,
    /// The error's id, for calls that failed.
    pub error_id: Option<String>,
    /// The error's message, for calls that failed.
    pub error_message: Option<String>,
    /// Reported addresses, in the order of the header. Anybody can write
    /// anything there: they are text, not proven addresses.
    pub addresses: Vec<String>,
    /// `http`, `socket.io`, `oauth2`; absent in the legacy generation.
    pub source: Option<String>,
    /// The query as recorded: JSON text, or the raw string of older rows.
    pub query: Option<String>,
    /// How many records the call returned, where the platform counted.
    pub record_count: Option<u64>,
    /// The caller went away before everything was sent: the count is a minimum.
    pub record_count_incomplete: bool,
    /// The streams that the call could read, at most 100 of them.
    pub scoped_streams: Vec<String>,
    /// The true number of those streams.
    pub scoped_stream_count: Option<u64>,
    /// Evidence of what was written, where the row can be trusted on it.
    pub integrity: Option<Integrity>,
    /// Every stream id of the row, as written; empty in the legacy generation.
    pub stream_ids: Vec<String>,
    /// Which form the row was read from.
    pub form: Form,
}

/// The access behind a call: `base[:serial]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRef {
    /// The id without its version, or a pseudo id such as `invalid`.
    pub base: String,
    /// The version of the access, counted from 1; `None` for the first.
    pub serial: Option<u32>,
}

/// What kind of act a call was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Something was read.
    Read,
    /// Something was created.
    Create,
    /// Something was changed.
    Modify,
    /// Something was removed.
    Remove,
    /// Somebody signed in, signed out or proved who they are.
    Auth,
    /// Access to data was given, changed or withdrawn.
    Consent,
    /// None of these, or not known.
    Other,
}

/// How a call ended, and how exactly that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The platform recorded this HTTP status.
    Recorded(u16),
    /// Not recorded, but the error id has exactly this status.
    Derived(u16),
    /// Not recorded; only the class (2, 4 or 5) is certain.
    Class(u8),
    /// It failed; nothing more is known.
    Error,
}

/// The four outcomes that colours and words tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The call did what was asked.
    Done,
    /// The platform refused it (4xx).
    Refused,
    /// The platform failed (5xx).
    Failed,
    /// It did not succeed, and the class is not known.
    Error,
}

impl Outcome {
    /// All of them, in the order of charts and lists.
    pub const ALL: [Outcome; 4] = [Self::Done, Self::Refused, Self::Failed, Self::Error];

    /// As files name it: `refused`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Error => "error",
        }
    }
}

impl Operation {
    /// All of them, in the order of charts and lists.
    pub const ALL: [Operation; 7] =
        [Self::Read, Self::Create, Self::Modify, Self::Remove, Self::Auth, Self::Consent, Self::Other];

    /// The one with a label.
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.label() == label)
    }

    /// As files and the query language name it: `read`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Modify => "modify",
            Self::Remove => "remove",
            Self::Auth => "auth",
            Self::Consent => "consent",
            Self::Other => "other",
        }
    }
}

impl Status {
    /// The outcome that this status amounts to.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Recorded(code) | Self::Derived(code) => match code / 100 {
                1..=3 => Outcome::Done,
                4 => Outcome::Refused,
                5 => Outcome::Failed,
                _ => Outcome::Error,
            },
            Self::Class(2) => Outcome::Done,
            Self::Class(4) => Outcome::Refused,
            Self::Class(5) => Outcome::Failed,
            Self::Class(_) | Self::Error => Outcome::Error,
        }
    }

    /// The exact HTTP status, where one is recorded or derived.
    pub fn code(self) -> Option<u16> {
        match self {
            Self::Recorded(code) | Self::Derived(code) => Some(code),
            Self::Class(_) | Self::Error => None,
        }
    }

    /// The class of the status (2, 4, 5 …), where it is certain.
    pub fn class(self) -> Option<u8> {
        match self {
            Self::Recorded(code) | Self::Derived(code) => u8::try_from(code / 100).ok(),
            Self::Class(class) => Some(class),
            Self::Error => None,
        }
    }

    /// As the query language writes it: `403`, `4xx`, `error`.
    pub fn label(self) -> String {
        match self {
            Self::Recorded(code) | Self::Derived(code) => code.to_string(),
            Self::Class(class) => format!("{class}xx"),
            Self::Error => "error".to_owned(),
        }
    }

    /// A status with this label; of a number, as if it had been recorded.
    pub fn from_label(label: &str) -> Option<Self> {
        if label == "error" {
            return Some(Self::Error);
        }
        match label.strip_suffix("xx") {
            Some(class) => class.parse().ok().map(Self::Class),
            None => label.parse().ok().map(Self::Recorded),
        }
    }
}

/// The hash that the platform recorded for what a call wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integrity {
    /// `EVENT:0:<id>:<modified>` or `ACCESS:0:<id>:<modified>`.
    pub key: String,
    /// `EVENT:0:sha256-<base64>`.
    pub hash: String,
}

/// The form that a row was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// An audit event (Pryv.io 1.7 and later).
    Event,
    /// A row of `auditLogs` (before 1.7).
    Legacy,
    /// A line of this product's own CSV: a view of a record, not the record.
    Csv,
    /// A row of a backup of the account.
    Backup,
    /// A line of a host's syslog.
    Syslog {
        /// The line says neither year nor zone of its time: both are assumed.
        assumed: bool,
    },
}

/// The generation of the audit log that a platform speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Generation {
    /// Audit events under the `:_audit:` streams (1.7 to 2.x).
    Events,
    /// `GET /audit/logs` (before 1.7).
    Legacy,
}

/// Access ids that stand for no access at all (Pryv API notes, section 6).
pub const PSEUDO_ACCESSES: [&str; 7] = [
    "invalid",
    "valid-password",
    "password-reset-request",
    "password-reset-token",
    "email-verification-token",
    "admin",
    "public",
];

/// Stands in for a caller id that may be a key.
pub const MASKED: &str = "••••••";

impl Record {
    /// The caller id as it may be shown and exported: masked where it could be
    /// a live token. A failed Bearer or Basic call is recorded with the token
    /// (or base64 of `TOKEN:`) as its caller id.
    pub fn shown_caller(&self) -> Option<&str> {
        let caller = self.caller.as_deref()?;
        let invalid = self.access.as_ref().is_some_and(|access| access.base == "invalid");
        Some(if invalid || looks_like_token(caller) { MASKED } else { caller })
    }

    /// Whether a caller id was read, and is no key. Where none was read, nobody looked at one
    /// that stands elsewhere in the record's bytes.
    pub(crate) fn shows_caller(&self) -> bool {
        self.caller.is_some() && self.shown_caller() == self.caller.as_deref()
    }

    /// This record with everything masked that may be a key: as it may be shown.
    #[must_use]
    pub fn masked(self) -> Self {
        Self {
            caller: self.shown_caller().map(str::to_owned),
            query: self.query.as_deref().map(mask_query),
            error_message: self.error_message.as_deref().map(mask_message),
            ..self
        }
    }
}

/// Whether a text has the form of a Pryv token (24 or 25 lower-case letters and
/// digits, a letter first) or of base64 of `TOKEN:`.
pub fn looks_like_token(text: &str) -> bool {
    let token = |text: &[u8]| {
        (24..=25).contains(&text.len())
            && text[0].is_ascii_lowercase()
            && text.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            && text.iter().any(u8::is_ascii_digit)
    };
    token(text.as_bytes()) || decode_base64(text).is_some_and(|bytes| bytes.ends_with(b":"))
}

/// Strict base64 with padding, only to recognise what must be masked.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let bytes = text.as_bytes();
    if bytes.len() < 4 || !bytes.len().is_multiple_of(4) {
        return None;
    }
    let body = text.trim_end_matches('=');
    let (mut out, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for byte in body.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits & 0xff) as u8);
        }
    }
    Some(out)
}
