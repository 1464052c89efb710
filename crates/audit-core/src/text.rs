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

/// A text as searches compare it: in lower case, without accents.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        // What is put on the letter before it is an accent.
        if !matches!(character, '\u{300}'..='\u{36f}') {
            folded.push(without_accent(character));
        }
    }
    folded
}

/// The letter under an accent, of the alphabets where people leave accents out.
fn without_accent(lower: char) -> char {
    // From U+E0, U+100 and U+1E00 on. A dot where the letter stays itself, and for capitals.
    const LATIN_1: &[u8; 32] = b"aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";
    const EXTENDED: &[u8; 128] =
        b".a.a.a.c.c.c.c.d.d.e.e.e.e.e.g.g.g.g.h.h.i.i.i.i.i...j.k..l.l.l...l.n.n.n....o.o.o...r.r.r.s.s.s\
        .s.t.t.t.u.u.u.u.u.u.w.y..z.z.z.";
    const ADDITIONAL: &[u8; 256] =
        b".a.b.b.b.c.d.d.d.d.d.e.e.e.e.e.f.g.h.h.h.h.h.i.i.k.k.k.l.l.l.l.m.m.m.n.n.n.n.o.o.o.o.p.p.r.r.r.r\
        .s.s.s.s.s.t.t.t.t.u.u.u.u.u.v.v.w.w.w.w.w.x.x.y.z.z.zhtwy.......a.a.a.a.a.a.a.a.a.a.a.a.e.e.e.e\
        .e.e.e.e.i.i.o.o.o.o.o.o.o.o.o.o.o.o.u.u.u.u.u.u.u.y.y.y.y......";
    let table = |table: &[u8], first: u32| {
        let index = usize::try_from(u32::from(lower).checked_sub(first)?).ok()?;
        table.get(index).copied().filter(|letter| *letter != b'.').map(char::from)
    };
    match lower {
        '\u{e0}'..='\u{ff}' => table(LATIN_1, 0xe0),
        '\u{100}'..='\u{17f}' => table(EXTENDED, 0x100),
        '\u{1e00}'..='\u{1eff}' => table(ADDITIONAL, 0x1e00),
        'ς' => Some('σ'),
        'ά' => Some('α'),
        'έ' => Some('ε'),
        'ή' => Some('η'),
        'ί' | 'ϊ' | 'ΐ' => Some('ι'),
        'ό' => Some('ο'),
        'ύ' | 'ϋ' | 'ΰ' => Some('υ'),
        'ώ' => Some('ω'),
        'ё' => Some('е'),
        _ => None,
    }
    .unwrap_or(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_are_folded() {
        let cases = [
            ("Médecin", "medecin"),
            ("me\u{301}decin", "medecin"),
            ("ZÜRICH çà Ñandú", "zurich ca nandu"),
            ("Ġużżepp Łódź Åse Øre ŸŽ", "guzzepp lodz ase ore yz"),
            ("Việt Nam ẤỘỹ", "viet nam aoy"),
            ("ΟΔΟΣ Ώρα", "οδοσ ωρα"),
            ("İstanbul", "istanbul"),
            ("日本 😀 ß œ й Ж", "日本 😀 ß œ й ж"),
            ("plain ASCII_1", "plain ascii_1"),
        ];
        for (text, expected) in cases {
            assert_eq!(fold(text), expected);
            assert_eq!(fold(expected), expected, "folded once is enough");
        }
    }

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
