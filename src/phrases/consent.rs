//! Consent in words: what changed, what may be done since then, what was said, and how that
//! is known.

use audit_core::engine::{Author, Permission};
use audit_core::insights::consent::{Consent, ConsentKind, Evidence, Transition};
use audit_core::labels::{Labeled, OwnWords};

use super::sentence::bounded;
use super::{access_name, grants, labeled};
use crate::i18n::fill;
use crate::messages::Messages;

/// What happened to whom, as a heading: `Dr. Weber: allowed more`.
pub(crate) fn happened(texts: &Messages, words: &OwnWords, it: &Transition) -> String {
    heading(texts, it.kind, &whose(texts, words, it.base.as_deref(), it.name.as_deref()))
}

/// The same of an access by its name.
pub(crate) fn heading(texts: &Messages, kind: ConsentKind, who: &str) -> String {
    let text = match kind {
        ConsentKind::Given => texts.consent_given,
        ConsentKind::Widened => texts.consent_widened,
        ConsentKind::Narrowed => texts.consent_narrowed,
        ConsentKind::Changed => texts.consent_changed,
        ConsentKind::Withdrawn => texts.consent_withdrawn,
        ConsentKind::Expired => texts.consent_expired,
        ConsentKind::OauthGranted => texts.consent_oauth_granted,
        ConsentKind::OauthRevoked => texts.consent_oauth_revoked,
    };
    fill(text, &[("who", who)])
}

/// An access, with the person's own words for it. Some records do not say which it was.
pub(crate) fn whose(texts: &Messages, words: &OwnWords, base: Option<&str>, name: Option<&str>) -> String {
    let Some(base) = base else { return texts.consent_nameless.to_owned() };
    let name = name.filter(|name| !name.is_empty()).map_or_else(|| access_name(texts, base), bounded);
    labeled(texts, &name, words.get(Labeled::Access, base))
}

/// By whom, as the list of accesses says.
pub(crate) fn author(texts: &Messages, words: &OwnWords, consent: &Consent, by: &Author) -> String {
    match by.base.as_str() {
        "system" => texts.consent_by_platform.to_owned(),
        base => whose(texts, words, Some(base), consent.authors.get(base).map(String::as_str)),
    }
}

/// What a permission allows, or forbids: `Read: Diary`.
pub(crate) fn permission(texts: &Messages, consent: &Consent, it: &Permission) -> String {
    let (level, on) = grants::permission(texts, it, consent.streams.get(&it.id).map(String::as_str));
    if on.is_empty() { level } else { fill(texts.may_line, &[("may", &level), ("what", &on)]) }
}

/// How a transition is known.
pub(crate) fn evidence(texts: &Messages, it: &Transition) -> &'static str {
    match it.evidence {
        Evidence::Record => texts.consent_record,
        Evidence::MatchedByTime => texts.consent_matched,
        Evidence::OneOfSeveral => texts.consent_one_of_several,
        Evidence::List if it.kind == ConsentKind::Expired => texts.consent_time_over,
        Evidence::List => texts.consent_listed,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use wasm_bindgen_test::wasm_bindgen_test;

    use audit_core::engine::{ConsentKey, PermissionOn};

    use super::*;
    use crate::i18n::Locale;

    const KINDS: [ConsentKind; 8] = [
        ConsentKind::Given,
        ConsentKind::Widened,
        ConsentKind::Narrowed,
        ConsentKind::Changed,
        ConsentKind::Withdrawn,
        ConsentKind::Expired,
        ConsentKind::OauthGranted,
        ConsentKind::OauthRevoked,
    ];

    #[wasm_bindgen_test]
    fn every_kind_and_text_has_words_of_its_own_in_every_language() {
        for locale in Locale::ALL {
            let texts = locale.messages();
            let kinds: BTreeSet<_> = KINDS.iter().map(|kind| heading(texts, *kind, "Diet app")).collect();
            assert_eq!(kinds.len(), KINDS.len(), "{locale:?} {kinds:?}");
            assert!(kinds.iter().all(|it| it.starts_with("Diet app")), "{locale:?} {kinds:?}");
            let said: BTreeSet<_> = ConsentKey::NAMES.iter().map(|(key, _)| grants::consent_key(texts, *key)).collect();
            assert_eq!(said.len(), ConsentKey::NAMES.len(), "{locale:?} {said:?}");
        }
    }

    #[wasm_bindgen_test]
    fn a_permission_is_told_by_its_level_and_the_name_of_its_stream() {
        let consent = Consent { streams: [("heart".to_owned(), "Heart rate".to_owned())].into(), ..Consent::default() };
        let cases = [
            (PermissionOn::Stream, "heart", "read", "Read: Heart rate"),
            (PermissionOn::Stream, "work", "create-only", "Add (write-only): work"),
            (PermissionOn::Stream, "*", "none", "No access to: all your data"),
            (PermissionOn::Stream, ":_audit:access-ck1", "read", "Read: the audit log"),
            (PermissionOn::Stream, "heart", "brand-new", "brand-new: Heart rate"),
            (PermissionOn::Stream, "a”: read\u{202e}", "read", "Read: a': read⟨U+202E⟩"),
            (PermissionOn::Tag, "old", "read", "Read: entries with the tag “old”"),
            (PermissionOn::Feature, "selfAudit", "forbidden", "Not: read what is recorded of its own calls"),
            (PermissionOn::Feature, "selfWrite", "forbidden", "Setting “selfWrite”: forbidden"),
        ];
        for (on, id, level, expected) in cases {
            let it = Permission { on, id: id.to_owned(), level: level.to_owned() };
            assert_eq!(permission(Locale::English.messages(), &consent, &it), expected);
            for locale in Locale::ALL {
                let told = permission(locale.messages(), &consent, &it);
                assert!(!told.contains(['{', '}']), "{locale:?} {told}");
            }
        }
    }
}
