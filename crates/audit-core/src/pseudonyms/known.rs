//! What may be shown as it is: words of the platform, of which none is anybody's.

/// Methods of the platform beside those that have a route of their own.
pub(super) const METHODS: [&str; 26] = [
    "account.usernameChanges",
    "account.verifyEmail",
    "auth.cores",
    "auth.delete",
    "auth.emailCheck",
    "auth.hostings",
    "auth.register",
    "auth.usernameCheck",
    "oauth.code.exchanged",
    "oauth.code.reused",
    "oauth.consent.dance",
    "oauth.consent.granted",
    "oauth.consent.refused",
    "oauth.consent.shown",
    "oauth.token",
    "oauth.token.dpop_mismatch",
    "oauth.token.issued",
    "oauth.token.issued.authorization_code",
    "oauth.token.issued.client_credentials",
    "oauth.token.refreshed",
    "oauth.token.reuse_detected",
    "oauth.token.revoked",
    "sharedSecrets.create",
    "sharedSecrets.getOne",
    "sharedSecrets.retrieve",
    "system.createUser",
];

/// Types of records.
pub(super) const KINDS: [&str; 4] = ["audit-log/pryv-api", "audit-log/pryv-api-error", "audit-log/oauth", "audit/core"];
/// Stands for any other type, of calls and of calls that failed.
pub(super) const OTHER_KIND: [&str; 2] = ["audit-log/other", "audit-log/other-error"];

/// How calls reach the platform.
pub(super) const SOURCES: [&str; 3] = ["http", "socket.io", "oauth2"];

/// Streams that every account has.
pub(super) const STREAMS: [&str; 16] = [
    "*",
    ":_audit",
    ":_audit:",
    ":_audit:accesses",
    ":_audit:actions",
    ":_system",
    ":_system:account",
    ":_system:active",
    ":_system:attachedFiles",
    ":_system:dbDocuments",
    ":_system:email",
    ":_system:helpers",
    ":_system:language",
    ":_system:storageUsed",
    ":_system:unique",
    ":_system:username",
];

/// What error messages say of the reason, where their id does not: the words that
/// [`crate::reason`] looks for.
pub(super) const REASONS: [&str; 7] = [
    "access has expired",
    "token is missing",
    "session has expired",
    "cannot find access",
    "not trusted",
    "password does not match",
    "password",
];

/// What a value of a query is, by the name of its parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameter {
    /// Streams, in lists and conditions.
    Streams,
    /// The id of what the method is about.
    Id,
    Event,
    Access,
    File,
    Account,
    /// Types of data.
    Type,
    /// A number, or a time.
    Number,
    /// Yes or no.
    Flag,
    /// One of few words of the platform.
    Word(&'static [&'static str]),
    /// A key to something.
    Secret,
}

const STATES: &[&str] = &["default", "trashed", "all"];

/// The parameters that are known, as they are spelled.
pub(super) const PARAMETERS: [(&str, Parameter); 37] = [
    ("streams", Parameter::Streams),
    ("streamIds", Parameter::Streams),
    ("streamId", Parameter::Streams),
    ("stream", Parameter::Streams),
    ("parentId", Parameter::Streams),
    ("id", Parameter::Id),
    ("eventId", Parameter::Event),
    ("headId", Parameter::Event),
    ("accessId", Parameter::Access),
    ("fileId", Parameter::File),
    ("fileName", Parameter::File),
    ("username", Parameter::Account),
    ("type", Parameter::Type),
    ("types", Parameter::Type),
    ("limit", Parameter::Number),
    ("skip", Parameter::Number),
    ("fromTime", Parameter::Number),
    ("toTime", Parameter::Number),
    ("fromDeltaTime", Parameter::Number),
    ("toDeltaTime", Parameter::Number),
    ("modifiedSince", Parameter::Number),
    ("includeDeletionsSince", Parameter::Number),
    ("sortAscending", Parameter::Flag),
    ("includeExpired", Parameter::Flag),
    ("includeDeletions", Parameter::Flag),
    ("includeHistory", Parameter::Flag),
    ("includeTrashed", Parameter::Flag),
    ("mergeEventsWithParent", Parameter::Flag),
    ("running", Parameter::Flag),
    ("state", Parameter::Word(STATES)),
    ("auth", Parameter::Secret),
    ("token", Parameter::Secret),
    ("readToken", Parameter::Secret),
    ("resetToken", Parameter::Secret),
    ("password", Parameter::Secret),
    ("newPassword", Parameter::Secret),
    ("oldPassword", Parameter::Secret),
];

/// Parts of a condition on streams.
pub(super) const CONDITIONS: [&str; 3] = ["any", "all", "not"];

/// Kinds of accesses.
pub(super) const ACCESS_KINDS: [&str; 3] = ["personal", "app", "shared"];

/// What permissions allow, and how features are set.
pub(super) const LEVELS: [&str; 6] = ["read", "contribute", "manage", "create-only", "none", "forbidden"];

/// What accesses may do by themselves.
pub(super) const FEATURES: [&str; 3] = ["selfRevoke", "selfAudit", "forcedStreams"];

/// The one of a list that a word is, whatever the case of its letters.
pub(super) fn one_of(list: &[&'static str], word: &str) -> Option<&'static str> {
    list.iter().find(|known| known.eq_ignore_ascii_case(word)).copied()
}
