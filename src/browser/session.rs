//! What the browser keeps for this tab alone, until it is closed: one text, and only if
//! the person asked for it.

const KEY: &str = "audit-viewer.kept";

/// Keeps a text; says whether that worked.
pub(crate) fn keep(text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(KEY, text).is_ok())
}

/// What is kept.
pub(crate) fn kept() -> Option<String> {
    storage()?.get_item(KEY).ok().flatten()
}

/// Forgets it.
pub(crate) fn forget() {
    if let Some(storage) = storage() {
        // Where nothing can be removed, nothing was kept.
        let _ = storage.remove_item(KEY);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
