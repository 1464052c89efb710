//! What is kept of an access beside its name: what it may do, who gave it and when, and what
//! was said to the person who agreed. There is no place for a token in it.

use serde::{Deserialize, Serialize};

/// One version of an access, as a list of accesses, a backup or the access itself tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What it may do. A personal access has none: it may do everything.
    pub permissions: Vec<Permission>,
    /// Permissions that were there, and are not in [`Grant::permissions`]: of a form that is
    /// not known, or beyond the first thousand.
    pub unread_permissions: u32,
    /// When the access was made, in milliseconds since 1970; the same in every version.
    pub created_ms: Option<i64>,
    /// By whom.
    pub created_by: Option<Author>,
    /// When this version was made.
    pub modified_ms: Option<i64>,
    /// By whom.
    pub modified_by: Option<Author>,
    /// When it expires, or expired.
    pub expires_ms: Option<i64>,
    /// When it was last used, as the platform says. It may lag.
    pub last_used_ms: Option<i64>,
    /// What was said of it to the person.
    pub texts: Vec<ConsentText>,
    /// It is as the access is now, and the number of this version is not known: an access
    /// that is asked about itself does not say it.
    pub unnumbered: bool,
}

/// Who made or changed an access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The base id of the access that did, or `system`.
    pub base: String,
    /// The caller id that was sent with it; masked where it may be a key.
    pub caller: Option<String>,
}

/// One thing that an access may do, or may not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Permission {
    /// What [`Permission::id`] is.
    pub on: PermissionOn,
    /// A stream's id (`*` for all of them), a tag, or the name of a feature.
    pub id: String,
    /// The level (`read`, `contribute`, `manage`, `create-only`, `none`), or the setting of
    /// the feature (`forbidden`), as the platform wrote it.
    pub level: String,
}

/// What a permission is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PermissionOn {
    /// A stream, and those in it.
    Stream,
    /// A tag (older platforms).
    Tag,
    /// Something that accesses may do by themselves, such as reading their own log.
    Feature,
}

/// Something said to the person who gave an access, or kept about why it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentText {
    /// What it is.
    pub key: ConsentKey,
    /// The text, in which what may be a key is masked.
    pub text: String,
    /// It was longer.
    pub cut: bool,
}

/// The entries of an access's `clientData` that are documented as being about consent. All
/// others are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ConsentKey {
    /// `app-web-auth:description`: what the app said when it asked.
    Description,
    /// `purpose`.
    Purpose,
    /// `lawful_basis`.
    LawfulBasis,
    /// `consent`.
    Consent,
    /// `consent_event_id`. Ids have the form of keys, so it is masked: only that there is one
    /// is known.
    ConsentEvent,
    /// `special_category_basis`.
    SpecialCategoryBasis,
    /// `transfer_basis`.
    TransferBasis,
    /// `retention`.
    Retention,
    /// `objection_outcome`.
    ObjectionOutcome,
}

impl ConsentKey {
    /// Each with its name in `clientData`.
    pub const NAMES: [(Self, &'static str); 9] = [
        (Self::Description, "app-web-auth:description"),
        (Self::Purpose, "purpose"),
        (Self::LawfulBasis, "lawful_basis"),
        (Self::Consent, "consent"),
        (Self::ConsentEvent, "consent_event_id"),
        (Self::SpecialCategoryBasis, "special_category_basis"),
        (Self::TransferBasis, "transfer_basis"),
        (Self::Retention, "retention"),
        (Self::ObjectionOutcome, "objection_outcome"),
    ];
}

impl Permission {
    /// Whether it lets data be read; `None` where its level is not known.
    pub fn may_read(&self) -> Option<bool> {
        match self.level.as_str() {
            "read" | "contribute" | "manage" => Some(true),
            "create-only" | "none" => Some(false),
            _ => None,
        }
        .filter(|_| self.on != PermissionOn::Feature)
    }

    /// Whether it lets data be added or changed; `None` where its level is not known.
    pub fn may_write(&self) -> Option<bool> {
        match self.level.as_str() {
            "contribute" | "manage" | "create-only" => Some(true),
            "read" | "none" => Some(false),
            _ => None,
        }
        .filter(|_| self.on != PermissionOn::Feature)
    }
}
