//! Why a call did not succeed, as far as its error says: an id has one meaning, except for
//! a few that servers give for several. Those are told apart by their message.

use serde::{Deserialize, Serialize};

/// Why a call did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// The access may not do this.
    NoPermission,
    /// No key came with the call.
    KeyMissing,
    /// The key is none of this account, or was taken away: the server says the same of both.
    KeyUnknown,
    /// The key is not valid; which of the reasons for it is not said.
    KeyInvalid,
    /// The session of the sign-in had ended.
    SessionOver,
    /// The access had expired.
    Expired,
    /// The password was wrong, or the name of the account with it.
    WrongPassword,
    /// The platform takes no passwords through this app.
    AppNotTrusted,
    /// A link that was sent, to set a password or to confirm an address, is wrong or too old.
    LinkInvalid,
    /// What it named is not there, or not for this access to know of.
    NotFound,
    /// What it wanted to create is there already.
    Exists,
    /// What it wanted to change was changed meanwhile.
    Stale,
    /// The call was not one that the platform understands or carries out.
    BadRequest,
    /// It asked for more than is given at once.
    TooMuch,
    /// This platform does not offer it.
    NotOffered,
    /// Something went wrong on the platform.
    Broken,
    /// An error that is not known here.
    Other,
}

impl Reason {
    /// All of them.
    pub const ALL: [Reason; 17] = [
        Self::NoPermission,
        Self::KeyMissing,
        Self::KeyUnknown,
        Self::KeyInvalid,
        Self::SessionOver,
        Self::Expired,
        Self::WrongPassword,
        Self::AppNotTrusted,
        Self::LinkInvalid,
        Self::NotFound,
        Self::Exists,
        Self::Stale,
        Self::BadRequest,
        Self::TooMuch,
        Self::NotOffered,
        Self::Broken,
        Self::Other,
    ];

    /// The reason that an error gives for a method (its normal form), by its id and message.
    pub fn of(method: &str, id: &str, message: Option<&str>) -> Self {
        let message = message.unwrap_or_default().to_ascii_lowercase();
        let says = |words: &str| message.contains(words);
        match id {
            "forbidden" if says("access has expired") => Self::Expired,
            "forbidden"
            | "denied-stream-access"
            | "too-high-access-for-account-stream"
            | "forbidden-none-editable-account-streams"
            | "forbidden-change-account-streams-id"
            | "forbidden-to-edit-noneditable-account-fields" => Self::NoPermission,
            "invalid-access-token" if matches!(method, "account.resetPassword" | "account.verifyEmail") => {
                Self::LinkInvalid
            }
            "invalid-access-token" if says("token is missing") => Self::KeyMissing,
            "invalid-access-token" if says("session has expired") => Self::SessionOver,
            "invalid-access-token" if says("cannot find access") => Self::KeyUnknown,
            "invalid-access-token" => Self::KeyInvalid,
            "invalid-credentials" if says("not trusted") => Self::AppNotTrusted,
            "invalid-credentials" if says("password") => Self::WrongPassword,
            "invalid-operation" if method == "account.changePassword" && says("password does not match") => {
                Self::WrongPassword
            }
            "unknown-resource" | "unknown-referenced-resource" => Self::NotFound,
            "item-already-exists" => Self::Exists,
            "stale-resource" => Self::Stale,
            "too-many-results" => Self::TooMuch,
            "invalid-method" | "removed-method" | "unavailable-method" | "api-unavailable" => Self::NotOffered,
            "unexpected-error" | "corrupted-data" => Self::Broken,
            "invalid-item-id"
            | "invalid-operation"
            | "invalid-parameters-format"
            | "invalid-request-structure"
            | "invalid-event-type"
            | "missing-header"
            | "missing-required-field"
            | "unsupported-content-type" => Self::BadRequest,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_as_servers_send_them() {
        use Reason::*;
        let cases = [
            ("events.get", "forbidden", "stream [work] has not sufficent permission to get events", NoPermission),
            (
                "accesses.get",
                "forbidden",
                "You cannot access accesses.get resource using the given access",
                NoPermission,
            ),
            ("events.get", "forbidden", "Access has expired.", Expired),
            ("events.get", "forbidden", "", NoPermission),
            ("events.get", "invalid-access-token", "Cannot find access from token.", KeyUnknown),
            (
                "events.get",
                "invalid-access-token",
                "The access token is missing: expected an \"Authorization\" header or an \"auth\" query string parameter.",
                KeyMissing,
            ),
            ("getAccessInfo", "invalid-access-token", "Access session has expired.", SessionOver),
            ("events.get", "invalid-access-token", "", KeyInvalid),
            ("account.resetPassword", "invalid-access-token", "The reset token is invalid or expired", LinkInvalid),
            ("auth.login", "invalid-credentials", "The given username/password pair is invalid.", WrongPassword),
            (
                "auth.login",
                "invalid-credentials",
                "The app id (\"appId\") is either missing or not trusted.",
                AppNotTrusted,
            ),
            ("mfa.verify", "invalid-credentials", "", Other),
            ("account.changePassword", "invalid-operation", "The given password does not match.", WrongPassword),
            ("events.update", "invalid-operation", "The given password does not match.", BadRequest),
            ("events.getOne", "unknown-resource", "Unknown event \"x\"", NotFound),
            ("events.get", "unknown-referenced-resource", "Unknown referenced stream \"x\"", NotFound),
            ("streams.create", "item-already-exists", "", Exists),
            ("accesses.update", "stale-resource", "", Stale),
            ("callBatch", "invalid-parameters-format", "", BadRequest),
            ("events.get", "too-many-results", "", TooMuch),
            ("mfa.activate", "api-unavailable", "MFA is not enabled on this server.", NotOffered),
            ("events.delete", "unexpected-error", "", Broken),
            ("events.get", "brand-new-error", "Access has expired.", Other),
            ("events.get", "", "", Other),
        ];
        for (method, id, message, expected) in cases {
            assert_eq!(Reason::of(method, id, Some(message)), expected, "{method} {id} {message}");
        }
        assert_eq!(Reason::of("events.get", "forbidden", None), NoPermission);
    }
}
