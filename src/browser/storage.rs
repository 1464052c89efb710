//! Preferences that stay on the device. Nothing secret, and nothing from a log that the
//! person did not put there by name.

/// What is remembered.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Preference {
    /// The language.
    Language,
    /// Light, dark, or as the system.
    Theme,
    /// The period that is loaded.
    Window,
    /// How many rows a page of the list has.
    Rows,
    /// Views that the person gave a name: they hold what was searched for.
    Views,
    /// The person's own words for accesses and addresses.
    Labels,
    /// Findings of which the person said that they know them.
    Known,
    /// The key to pseudonyms.
    Pseudonyms,
    /// Whether letters are shortcuts.
    Keys,
}

impl Preference {
    fn key(self) -> &'static str {
        match self {
            Self::Language => "audit-viewer.language",
            Self::Theme => "audit-viewer.theme",
            Self::Window => "audit-viewer.window",
            Self::Rows => "audit-viewer.rows",
            Self::Views => "audit-viewer.views",
            Self::Labels => "audit-viewer.labels",
            Self::Known => "audit-viewer.known",
            Self::Pseudonyms => "audit-viewer.pseudonyms",
            Self::Keys => "audit-viewer.keys",
        }
    }
}

/// Reads a preference. `None` also where storage is blocked.
pub(crate) fn read(preference: Preference) -> Option<String> {
    storage()?.get_item(preference.key()).ok().flatten()
}

/// Writes a preference; says whether it is kept. Where storage is blocked or full, it lasts
/// until a reload.
pub(crate) fn write(preference: Preference, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(preference.key(), value).is_ok())
}

/// Forgets a preference.
pub(crate) fn forget(preference: Preference) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(preference.key());
    }
}

/// Whether anything can be kept.
pub(crate) fn keeps() -> bool {
    const TRIAL: &str = "audit-viewer.trial";
    storage().is_some_and(|storage| storage.set_item(TRIAL, "").is_ok() && storage.remove_item(TRIAL).is_ok())
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
