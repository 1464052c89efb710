//! HTTP statuses for error ids: audit events store the id alone. The table is
//! the server's own (its error factory), with the measured cases on top. An id
//! that servers answer with more than one status gives only its class.

use crate::record::Status;

/// The status that a server answers for an error id.
pub fn of_error(id: &str) -> Status {
    match id {
        "invalid-item-id"
        | "invalid-operation"
        | "invalid-parameters-format"
        | "invalid-request-structure"
        | "invalid-event-type"
        | "unknown-referenced-resource"
        | "missing-header"
        | "invitationToken-invalid"
        | "username-invalid"
        | "username-required"
        | "email-invalid"
        | "email-required"
        | "language-invalid"
        | "appid-invalid"
        | "password-invalid"
        | "password-required"
        | "referer-invalid"
        | "denied-stream-access"
        | "too-high-access-for-account-stream"
        | "forbidden-multiple-account-streams-events"
        | "forbidden-none-editable-account-streams"
        | "forbidden-change-account-streams-id"
        | "forbidden-to-edit-noneditable-account-fields"
        | "missing-required-field"
        | "newPassword-required" => Status::Derived(400),
        "invalid-credentials" => Status::Derived(401),
        // 401 without a token, 403 with an unknown, deleted or logged-out one.
        "invalid-access-token" => Status::Class(4),
        "forbidden" => Status::Derived(403),
        "unknown-resource" | "invalid-method" => Status::Derived(404),
        "item-already-exists" | "stale-resource" => Status::Derived(409),
        "removed-method" => Status::Derived(410),
        "too-many-results" => Status::Derived(413),
        "unsupported-content-type" => Status::Derived(415),
        "corrupted-data" => Status::Derived(422),
        "unavailable-method" => Status::Derived(451),
        "unexpected-error" => Status::Derived(500),
        // 501 or 503.
        "api-unavailable" => Status::Class(5),
        _ => Status::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Outcome;

    #[test]
    fn exact_class_and_unknown() {
        let cases = [
            ("forbidden", Status::Derived(403), Outcome::Refused),
            ("invalid-access-token", Status::Class(4), Outcome::Refused),
            ("unexpected-error", Status::Derived(500), Outcome::Failed),
            ("api-unavailable", Status::Class(5), Outcome::Failed),
            ("brand-new-error", Status::Error, Outcome::Error),
        ];
        for (id, status, outcome) in cases {
            assert_eq!((of_error(id), of_error(id).outcome()), (status, outcome), "{id}");
        }
    }
}
