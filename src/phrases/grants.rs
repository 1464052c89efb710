//! What an access may do, in words: permissions, why they are not known, by whom they were
//! given, and what was said then.

use audit_core::engine::{ConsentKey, Permission, PermissionOn};
use audit_core::insights::versions::{Giver, NotKnown};

use super::sentence::bounded;
use super::visible;
use crate::i18n::fill;
use crate::messages::Messages;

/// `Read`, `the audit log`: the level of a permission in Pryv's words, or as the platform wrote
/// it, and what it is about: the name of a stream where known.
pub(crate) fn permission(texts: &Messages, permission: &Permission, name: Option<&str>) -> (String, String) {
    let level = match permission.level.as_str() {
        "read" => texts.level_read.to_owned(),
        "contribute" => texts.level_contribute.to_owned(),
        "manage" => texts.level_manage.to_owned(),
        "create-only" => texts.level_create_only.to_owned(),
        "none" => texts.level_none.to_owned(),
        other => visible(&bounded(other)),
    };
    let id = bounded(&permission.id);
    let on = match (permission.on, permission.id.as_str(), name) {
        // What an access may not do with itself.
        (PermissionOn::Feature, "selfAudit", _) if permission.level == "forbidden" => {
            return (texts.may_no_audit.to_owned(), String::new());
        }
        (PermissionOn::Feature, "selfRevoke", _) if permission.level == "forbidden" => {
            return (texts.may_no_revoke.to_owned(), String::new());
        }
        (PermissionOn::Feature, ..) => {
            return (fill(texts.level_feature, &[("id", &id), ("level", &level)]), String::new());
        }
        (PermissionOn::Tag, ..) => fill(texts.level_tag, &[("id", &id)]),
        (PermissionOn::Stream, "*", _) => texts.level_everything.to_owned(),
        (PermissionOn::Stream, id, _) if id.starts_with(":_audit:") => texts.level_log.to_owned(),
        (PermissionOn::Stream, _, Some(name)) => visible(&bounded(name)),
        (PermissionOn::Stream, _, None) => visible(&id),
    };
    (level, on)
}

/// Why it is not known what was allowed.
pub(crate) fn not_known(texts: &Messages, why: NotKnown) -> &'static str {
    match why {
        NotKnown::NoNames => texts.not_known_names,
        NotKnown::NotListed => texts.not_known_listed,
        NotKnown::NameAlone => texts.not_known_alone,
        NotKnown::EarlierVersion => texts.not_known_earlier,
        NotKnown::OlderGeneration => texts.not_known_older,
    }
}

/// By whom something was given, after a date.
pub(crate) fn by(texts: &Messages, giver: Option<&Giver>) -> String {
    match giver {
        None => texts.by_unknown.to_owned(),
        Some(giver) if giver.is_owner => texts.by_owner.to_owned(),
        Some(giver) if giver.base == "system" => texts.by_platform.to_owned(),
        Some(giver) => fill(texts.by_access, &[("name", &bounded(giver.name.as_deref().unwrap_or(&giver.base)))]),
    }
}

/// What a text is that was kept of the moment in which an access was given.
pub(crate) fn consent_key(texts: &Messages, key: ConsentKey) -> &'static str {
    match key {
        ConsentKey::Description => texts.agreed_description,
        ConsentKey::Purpose => texts.agreed_purpose,
        ConsentKey::LawfulBasis => texts.agreed_basis,
        ConsentKey::Consent => texts.agreed_consent,
        ConsentKey::ConsentEvent => texts.agreed_event,
        ConsentKey::SpecialCategoryBasis => texts.agreed_special,
        ConsentKey::TransferBasis => texts.agreed_transfer,
        ConsentKey::Retention => texts.agreed_retention,
        ConsentKey::ObjectionOutcome => texts.agreed_objection,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn permissions_are_said_in_the_platforms_words_and_others_as_they_are() {
        let texts = Locale::English.messages();
        let of = |on, id: &str, level: &str| Permission { on, id: id.to_owned(), level: level.to_owned() };
        let stream = PermissionOn::Stream;
        let cases = [
            (of(stream, "heart", "read"), Some("Heart rate"), "Read|Heart rate"),
            (of(stream, "heart", "contribute"), None, "Add and modify|heart"),
            (of(stream, "*", "manage"), None, "Fully manage|all your data"),
            (of(stream, ":_audit:", "read"), None, "Read|the audit log"),
            (of(stream, "work", "create-only"), None, "Add (write-only)|work"),
            (of(stream, "work", "none"), Some("Work"), "No access to|Work"),
            (of(stream, "a\u{202e}", "new-level"), None, "new-level|a⟨U+202E⟩"),
            (of(PermissionOn::Tag, "fun", "read"), None, "Read|entries with the tag “fun”"),
            (of(PermissionOn::Feature, "selfAudit", "forbidden"), None, "Not: read what is recorded of its own calls|"),
        ];
        for (it, name, expected) in cases {
            let (level, on) = permission(texts, &it, name);
            assert_eq!(format!("{level}|{on}"), expected);
        }
    }

    #[wasm_bindgen_test]
    fn who_gave_it_is_said_as_far_as_it_is_known() {
        let texts = Locale::English.messages();
        let giver = |base: &str, name: Option<&str>, is_owner| {
            Some(Giver { base: base.to_owned(), name: name.map(str::to_owned), is_owner })
        };
        let cases = [
            (None, "by whom is not known"),
            (giver("ck1", Some("Pryv account"), true), "by somebody who was signed in as the account’s owner"),
            (giver("system", None, false), "by the platform itself"),
            (giver("ck2", Some("Diet app"), false), "with the access “Diet app”"),
            (giver("ck2", Some("x” and “y"), false), "with the access “x' and 'y”"),
            (giver("ck3", None, false), "with the access “ck3”"),
        ];
        for (giver, expected) in cases {
            assert_eq!(by(texts, giver.as_ref()), expected);
        }
    }
}
