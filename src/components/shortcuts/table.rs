//! The keyboard shortcuts: what is heard, and what the list of them says, from one table.

use crate::messages::Messages;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Shows the list of shortcuts.
    Help,
    /// Puts the focus into the search.
    Search,
    /// Goes to the next record.
    Next,
    /// Goes to the record before.
    Previous,
    /// Shows records one after the other.
    Timeline,
    /// Shows a table of groups.
    Groups,
    /// Folds calls of one kind, or unfolds them.
    Fold,
    /// Changes the zone of times.
    Zone,
    /// Leaves only what did not succeed, or everything again.
    Errors,
    /// Clears the filter.
    Clear,
    /// Leaves the search, or closes the open record.
    Close,
}

/// A key and what it does.
pub(super) struct Shortcut {
    /// The key, as the browser names it.
    pub(super) key: &'static str,
    pub(super) act: Act,
    /// What it does, in words.
    pub(super) text: fn(&Messages) -> &'static str,
}

/// All of them, as the list has them.
pub(super) const SHORTCUTS: [Shortcut; 11] = [
    Shortcut { key: "?", act: Act::Help, text: |texts| texts.key_help },
    Shortcut { key: "/", act: Act::Search, text: |texts| texts.key_search },
    Shortcut { key: "j", act: Act::Next, text: |texts| texts.key_next },
    Shortcut { key: "k", act: Act::Previous, text: |texts| texts.key_previous },
    Shortcut { key: "t", act: Act::Timeline, text: |texts| texts.key_timeline },
    Shortcut { key: "g", act: Act::Groups, text: |texts| texts.key_groups },
    Shortcut { key: "f", act: Act::Fold, text: |texts| texts.key_fold },
    Shortcut { key: "z", act: Act::Zone, text: |texts| texts.key_zone },
    Shortcut { key: "e", act: Act::Errors, text: |texts| texts.key_errors },
    Shortcut { key: "x", act: Act::Clear, text: |texts| texts.key_clear },
    Shortcut { key: "Escape", act: Act::Close, text: |texts| texts.key_close },
];

/// Where a key is pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Place {
    /// On the page.
    #[default]
    Page,
    /// In a record that lies over the page: what it covers cannot be used.
    Over,
    /// In the search.
    Search,
    /// In another text, or a list from which first letters choose.
    Field,
}

/// A press of a key, as far as it matters here.
#[derive(Debug, Clone, Default)]
pub(super) struct Press {
    /// The key, as the browser names it.
    pub(super) key: String,
    /// With Ctrl, Alt or the key of the system.
    pub(super) modified: bool,
    /// With Shift.
    pub(super) shifted: bool,
    /// It is held down.
    pub(super) repeated: bool,
    pub(super) place: Place,
}

/// What a press does. `letters` are heard unless somebody switched them off.
pub(super) fn act_of(press: &Press, letters: bool) -> Option<Act> {
    let leaves = press.place == Place::Search && press.key == "Escape";
    if press.modified || press.place == Place::Field || press.place == Place::Search && !leaves {
        return None;
    }
    // Where capital letters are locked the keys are the same; a sign needs its Shift.
    let key = if press.shifted { press.key.clone() } else { press.key.to_lowercase() };
    let is_key = |shortcut: &&Shortcut| shortcut.key == key || shortcut.key == press.key;
    let act = SHORTCUTS.iter().find(is_key)?.act;
    let held = press.repeated && !matches!(act, Act::Next | Act::Previous);
    let off = !letters && act != Act::Close;
    // A sheet closes by itself.
    let covered = press.place == Place::Over && !matches!(act, Act::Help | Act::Next | Act::Previous | Act::Zone);
    (!held && !off && !covered).then_some(act)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn keys_are_heard_only_where_nothing_else_needs_them() {
        let press = |key: &str| Press { key: key.to_owned(), ..Press::default() };
        let cases = [
            (press("j"), true, Some(Act::Next)),
            (press("J"), true, Some(Act::Next)),
            (Press { shifted: true, ..press("J") }, true, None),
            (Press { shifted: true, ..press("?") }, true, Some(Act::Help)),
            (Press { repeated: true, ..press("j") }, true, Some(Act::Next)),
            (Press { repeated: true, ..press("x") }, true, None),
            (Press { modified: true, ..press("f") }, true, None),
            (Press { place: Place::Field, ..press("f") }, true, None),
            (Press { place: Place::Field, ..press("Escape") }, true, None),
            (Press { place: Place::Search, ..press("f") }, true, None),
            (Press { place: Place::Search, ..press("Escape") }, false, Some(Act::Close)),
            (press("f"), false, None),
            (press("?"), false, None),
            (press("Escape"), false, Some(Act::Close)),
            (Press { place: Place::Over, ..press("k") }, true, Some(Act::Previous)),
            (Press { place: Place::Over, ..press("Escape") }, true, None),
            (Press { place: Place::Over, ..press("/") }, true, None),
            (press("q"), true, None),
        ];
        for (press, letters, expected) in cases {
            assert_eq!(act_of(&press, letters), expected, "{press:?}, {letters}");
        }
    }

    #[wasm_bindgen_test]
    fn no_key_does_two_things() {
        for (at, shortcut) in SHORTCUTS.iter().enumerate() {
            assert!(SHORTCUTS[..at].iter().all(|other| other.key != shortcut.key), "{}", shortcut.key);
        }
    }
}
