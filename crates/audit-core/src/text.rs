//! Text from outside, made safe to look at.

use std::fmt::Write;

/// A text with its control, direction and invisible characters written out: unseen,
/// they could reorder, break or hide what stands around them, or make two names alike.
pub fn visible(text: &str) -> String {
    if !text.contains(is_hidden) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hidden(character) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    shown
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // Soft hyphen, and what joins or fills without ink.
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            // Marks, embeddings, overrides and isolates of direction.
            | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            // Ends of lines and paragraphs that are no control characters.
            | '\u{2028}' | '\u{2029}'
            // Annotations and tags, which carry whole texts unseen.
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        let cases = [
            ("Élise 日本 😀 a\u{a0}b", "Élise 日本 😀 a\u{a0}b"),
            ("a\u{202e}b", "a⟨U+202E⟩b"),
            ("x\ny", "x⟨U+000A⟩y"),
            ("a\u{61c}b\u{ad}c", "a⟨U+061C⟩b⟨U+00AD⟩c"),
            ("a\u{2028}b\u{2029}c", "a⟨U+2028⟩b⟨U+2029⟩c"),
            ("\u{feff}a\u{200b}\u{2066}", "⟨U+FEFF⟩a⟨U+200B⟩⟨U+2066⟩"),
            ("a\u{e0041}", "a⟨U+E0041⟩"),
        ];
        for (text, expected) in cases {
            assert_eq!(visible(text), expected);
            assert_eq!(visible(expected), expected, "written out once is enough");
        }
    }
}
