//! Colors have names; what they look like stands in one file.

use crate::tree::{File, assert_none, files_below};

/// The hex colors in a text, with their lines.
fn hex_colors(path: &str, text: &str) -> Vec<String> {
    let mut violations = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices('#') {
            // `&#39;` is a character, not a color.
            if line[..at].ends_with('&') {
                continue;
            }
            let word: String =
                line[at + 1..].chars().take_while(|c| c.is_alphanumeric() || ['-', '_'].contains(c)).collect();
            let is_color = [3, 4, 6, 8].contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_color {
                violations.push(format!("{path}:{}: #{word}", index + 1));
            }
        }
    }
    violations
}

#[test]
fn hex_colors_stand_in_the_tokens_alone() {
    let mut files = files_below("style");
    files.extend(files_below("src"));
    files.extend(
        files_below("public").into_iter().filter(|file| file.has_extension("css") || file.has_extension("html")),
    );
    files.push(File { path: "index.html".to_owned(), text: crate::tree::read("index.html") });
    let violations: Vec<String> = files
        .iter()
        .filter(|file| file.path != "style/tokens.css")
        .flat_map(|file| hex_colors(&file.path, &file.text))
        .collect();
    assert_none("name the color in style/tokens.css", &violations);
}

#[test]
fn a_hex_color_is_found_and_nothing_like_it() {
    let check = |line: &str, expected: &[&str]| {
        let expected: Vec<_> = expected.iter().map(|c| format!("a.css:1: {c}")).collect();
        assert_eq!(hex_colors("a.css", line), expected, "{line}");
    };
    check("a { color: #fff; border-color:#A0b1c2 }", &["#fff", "#A0b1c2"]);
    check("view! { <rect fill=\"#12345678\"/> }", &["#12345678"]);
    check("href=\"#add-rule\" \"#/v1/list\" &#123; #12345 #[derive(A)]", &[]);
}
