//! Problems in words: one function for each kind, used wherever it is shown.

use audit_core::pryv::{AddressError, CodeProblem, Problem, SignInProblem};
use audit_core::query::{Diagnostic, DiagnosticKind};

use crate::i18n::{I18n, fill};
use crate::worker_protocol::{Failure, NamesProblem};

/// What is wrong with an address that somebody typed.
pub(crate) fn address(i18n: I18n, error: AddressError) -> &'static str {
    let texts = i18n.texts();
    match error {
        AddressError::Empty => texts.address_empty,
        AddressError::NotAnAddress => texts.address_not_address,
        AddressError::NotSecure => texts.address_not_secure,
        AddressError::NoToken => texts.address_no_token,
        AddressError::NoUser => texts.address_no_user,
        AddressError::TwoAts => texts.address_two_ats,
        AddressError::Password => texts.address_password,
        AddressError::Unsupported => texts.address_unsupported,
        AddressError::KeyInAddress => texts.address_key_in_address,
        AddressError::NoKey => texts.key_empty,
        AddressError::BadKey => texts.key_not_key,
    }
}

/// Why loading stopped. `place` is the host or the file.
pub(crate) fn load(i18n: I18n, failure: &Failure, place: &str) -> String {
    let texts = i18n.texts();
    match failure {
        Failure::Server(problem) => server(i18n, problem, place),
        Failure::SignIn(problem) => sign_in(i18n, problem, place),
        Failure::Locked(only) => fill(texts.locked_other, &[("host", place), ("only", only)]),
        Failure::NotALog => fill(texts.file_not_a_log, &[("name", place)]),
        Failure::NoneIsALog(count) => fill(texts.files_no_log, &[("count", &i18n.number(*count))]),
        Failure::Unreadable => fill(texts.file_unreadable, &[("name", place)]),
    }
}

/// What is wrong with the address of a platform that somebody typed: no key belongs there.
pub(crate) fn service_address(i18n: I18n, error: AddressError) -> &'static str {
    match error {
        AddressError::TwoAts | AddressError::Password => address(i18n, AddressError::KeyInAddress),
        error => address(i18n, error),
    }
}

/// Why a code was not taken.
pub(crate) fn code(i18n: I18n, problem: &CodeProblem, host: &str) -> String {
    match problem {
        CodeProblem::Wrong => i18n.texts().code_wrong.to_owned(),
        CodeProblem::Server(problem) => server(i18n, problem, host),
    }
}

/// Why a sign-in ended without an access.
fn sign_in(i18n: I18n, problem: &SignInProblem, host: &str) -> String {
    let texts = i18n.texts();
    let text = match problem {
        SignInProblem::Server(problem) => return server(i18n, problem, host),
        SignInProblem::NotOffered => texts.sign_in_not_offered,
        SignInProblem::Unsafe => texts.sign_in_unsafe,
        SignInProblem::Refused => texts.sign_in_refused,
        SignInProblem::Expired => texts.sign_in_expired,
        SignInProblem::Unknown => texts.sign_in_unknown,
        SignInProblem::Failed { message: None } => texts.sign_in_failed,
        SignInProblem::Failed { message: Some(message) } => {
            return fill(texts.sign_in_failed_because, &[("host", host), ("message", message)]);
        }
        SignInProblem::Moved { host: None } => texts.sign_in_moved_unknown,
        SignInProblem::Moved { host: Some(target) } => {
            return fill(texts.sign_in_moved, &[("host", host), ("target", target)]);
        }
        SignInProblem::Unusable => texts.sign_in_unusable,
        SignInProblem::Credentials => texts.log_in_wrong,
        SignInProblem::Untrusted => texts.log_in_untrusted,
        SignInProblem::NoPasswords => texts.log_in_not_offered,
        SignInProblem::CodeTooLate => texts.log_in_code_late,
    };
    fill(text, &[("host", host)])
}

/// Why a server gave no answer that can be used.
pub(crate) fn server(i18n: I18n, problem: &Problem, host: &str) -> String {
    let texts = i18n.texts();
    let (text, status) = match problem {
        Problem::Offline => (texts.problem_offline, None),
        Problem::Unreachable => (texts.problem_unreachable, None),
        Problem::NotPryv => (texts.problem_not_pryv, None),
        Problem::UnknownUser => (texts.problem_unknown_user, None),
        Problem::WrongToken => (texts.problem_wrong_token, None),
        Problem::AccessExpired => (texts.problem_access_expired, None),
        Problem::SessionEnded => (texts.problem_session_ended, None),
        Problem::NoToken => (texts.problem_no_token, None),
        Problem::Forbidden => (texts.problem_forbidden, None),
        Problem::SelfAuditForbidden => (texts.problem_self_audit, None),
        Problem::AuditOff => (texts.problem_audit_off, None),
        Problem::NoAuditLog => (texts.problem_no_audit_log, None),
        Problem::CutOff => (texts.problem_cut_off, None),
        Problem::Stuck => (texts.problem_stuck, None),
        Problem::TooLarge => (texts.problem_too_large, None),
        Problem::Timeout => (texts.problem_timeout, None),
        Problem::Server { status } => (texts.problem_server, Some(status)),
        Problem::Refused { status } => (texts.problem_refused, Some(status)),
        Problem::Busy { status, wait_s: None } => (texts.problem_busy, Some(status)),
        Problem::Busy { status, wait_s: Some(seconds) } => {
            let status = status.to_string();
            return i18n.plural_with(|texts| texts.busy_for, u64::from(*seconds), &[("status", &status)]);
        }
        Problem::Redirected { host: None } => (texts.problem_redirected_unknown, None),
        Problem::Redirected { host: Some(target) } => {
            return fill(texts.problem_redirected, &[("host", host), ("target", target)]);
        }
        Problem::Rejected { status, id, message } => {
            let status = status.to_string();
            return fill(texts.problem_rejected, &[("status", &status), ("id", id), ("message", message)]);
        }
    };
    let status = status.map(ToString::to_string).unwrap_or_default();
    fill(text, &[("host", host), ("status", &status)])
}

/// Why no names were read, for the log of a user on a host.
pub(crate) fn names(i18n: I18n, problem: &NamesProblem, (user, host): &(String, String)) -> String {
    let texts = i18n.texts();
    match problem {
        NamesProblem::NoKey => texts.names_no_key.to_owned(),
        NamesProblem::NotAKey => texts.names_not_a_key.to_owned(),
        NamesProblem::OtherAccount => fill(texts.names_other_account, &[("user", user), ("host", host)]),
        NamesProblem::NotPersonal => texts.names_not_personal.to_owned(),
        NamesProblem::Server(Problem::WrongToken) => fill(texts.names_wrong_key, &[("user", user)]),
        NamesProblem::Server(problem) => server(i18n, problem, host),
        NamesProblem::NoNames { name } => fill(texts.names_none, &[("name", name)]),
        NamesProblem::Unreadable { name } => fill(texts.file_unreadable, &[("name", name)]),
        NamesProblem::TooLarge { name } => fill(texts.names_too_large, &[("name", name)]),
    }
}

/// What is wrong with a search.
pub(crate) fn search(i18n: I18n, diagnostic: &Diagnostic) -> String {
    let texts = i18n.texts();
    match &diagnostic.kind {
        DiagnosticKind::UnknownField { name, suggestion: Some(suggestion) } => {
            fill(texts.did_you_mean, &[("name", name), ("suggestion", suggestion)])
        }
        DiagnosticKind::UnknownField { name, suggestion: None } => fill(texts.unknown_field, &[("name", name)]),
        DiagnosticKind::MissingValue { field } => fill(texts.missing_value, &[("field", field.name())]),
        DiagnosticKind::BadValue { field, value, suggestion: Some(suggestion) } => {
            fill(texts.bad_value_did_you_mean, &[("field", field.name()), ("value", value), ("suggestion", suggestion)])
        }
        DiagnosticKind::BadValue { field, value, suggestion: None } => {
            fill(texts.bad_value, &[("field", field.name()), ("value", value)])
        }
        DiagnosticKind::NotComparable { field } => fill(texts.not_comparable, &[("field", field.name())]),
        DiagnosticKind::NotAvailable { field, value } => {
            fill(texts.not_available, &[("field", field.name()), ("value", value)])
        }
        DiagnosticKind::UnclosedQuote => texts.unclosed_quote.to_owned(),
        DiagnosticKind::NothingNegated => texts.nothing_negated.to_owned(),
        DiagnosticKind::UnclosedGroup => texts.unclosed_group.to_owned(),
        DiagnosticKind::UnopenedGroup => texts.unopened_group.to_owned(),
        DiagnosticKind::EmptyGroup => texts.empty_group.to_owned(),
        DiagnosticKind::NothingJoined { operator } => fill(texts.nothing_joined, &[("operator", operator.word())]),
        DiagnosticKind::OperatorMeant { word, operator } => {
            fill(texts.operator_meant, &[("word", word), ("operator", operator.word())])
        }
        DiagnosticKind::TooDeep => texts.too_deep.to_owned(),
        DiagnosticKind::TooLong => texts.too_long.to_owned(),
    }
}
