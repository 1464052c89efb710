//! Text is readable in both themes, computed from the tokens.
//!
//! WCAG 2.2: 4.5 to 1 for text (1.4.3), 3 to 1 for the parts of a control
//! and for the focus mark (1.4.11).

use crate::tree::{assert_none, read};

const TEXT: [&str; 8] =
    ["--text", "--text-muted", "--accent-text", "--done", "--refused", "--failed", "--error", "--consent"];
const PARTS: [&str; 2] = ["--border-strong", "--focus"];
/// What a chart says with a color.
pub(crate) const OUTCOMES: [&str; 4] = ["--done-bar", "--refused-bar", "--failed-bar", "--error-bar"];
pub(crate) const BAR_PARTS: [&str; 7] =
    ["--part-1", "--part-2", "--part-3", "--part-4", "--part-5", "--part-6", "--part-7"];
pub(crate) const SHADES: [&str; 5] = ["--shade-1", "--shade-2", "--shade-3", "--shade-4", "--shade-5"];
const BACKGROUNDS: [&str; 2] = ["--page", "--surface"];

pub(crate) type Color = [u8; 3];

/// A token's colors in the light and the dark theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub(crate) light: Color,
    pub(crate) dark: Color,
}

/// The value a token has where it is first set.
fn value<'css>(css: &'css str, token: &str) -> Option<&'css str> {
    css.match_indices(token).find_map(|(at, _)| {
        // `--text` also begins `--text-muted` and stands in `var(--text)`.
        let before = css[..at].chars().next_back();
        let starts = before.is_none_or(|c| c.is_whitespace() || "{;".contains(c));
        let after = css[at + token.len()..].trim_start();
        let value = after.strip_prefix(':').filter(|_| starts)?;
        value.split([';', '}']).next().map(str::trim)
    })
}

/// A commented-out token is not set.
pub(crate) fn without_comments(css: &str) -> String {
    let mut pieces = css.split("/*");
    let first = pieces.next().unwrap_or_default();
    let after = pieces.map(|piece| piece.split_once("*/").map_or("", |(_, after)| after));
    std::iter::once(first).chain(after).collect()
}

pub(crate) fn pair(css: &str, token: &str) -> Result<Pair, String> {
    let mut token = token.to_owned();
    // A token may stand for another one; a circle ends as an error.
    for _ in 0..8 {
        let value = value(css, &token).ok_or_else(|| format!("{token} is not set"))?;
        if let Some(other) = call(value, "var") {
            other.clone_into(&mut token);
            continue;
        }
        let (light, dark) = call(value, "light-dark").and_then(|both| both.split_once(',')).unwrap_or((value, value));
        let both = color(light.trim()).zip(color(dark.trim()));
        return both
            .map(|(light, dark)| Pair { light, dark })
            .ok_or_else(|| format!("{token} is not a pair of opaque hex colors: {value}"));
    }
    Err(format!("{token} stands for itself"))
}

/// The argument of a CSS function, when the value is one call of it.
fn call<'css>(value: &'css str, function: &str) -> Option<&'css str> {
    let arguments = value.strip_prefix(function)?.strip_prefix('(')?;
    arguments.strip_suffix(')').map(str::trim)
}

pub(crate) fn color(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#')?;
    let digits: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// How much light each part of a color is.
pub(crate) fn linear(color: Color) -> [f64; 3] {
    color.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn luminance(color: Color) -> f64 {
    let [red, green, blue] = linear(color);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Where a token is too faint, or what is wrong with a token.
fn violations(css: &str, tokens: &[&str], least: f64) -> Vec<String> {
    let mut violations = Vec::new();
    for token in tokens {
        for background in BACKGROUNDS {
            let (front, back) = match (pair(css, token), pair(css, background)) {
                (Ok(front), Ok(back)) => (front, back),
                (Err(reason), _) | (_, Err(reason)) => {
                    violations.push(reason);
                    continue;
                }
            };
            let themes = [("light", front.light, back.light), ("dark", front.dark, back.dark)];
            for (theme, front, back) in themes {
                let found = contrast(front, back);
                if found < least {
                    violations.push(format!("{token} on {background}, {theme}: {found:.2}, not {least}"));
                }
            }
        }
    }
    violations
}

#[test]
fn text_and_controls_stand_out_in_both_themes() {
    let css = without_comments(&read("style/tokens.css"));
    let mut found = violations(&css, &TEXT, 4.5);
    for parts in [&PARTS[..], &OUTCOMES, &BAR_PARTS, &SHADES] {
        found.extend(violations(&css, parts, 3.0));
    }
    found.dedup();
    assert_none("change the color in style/tokens.css", &found);
}

#[test]
fn contrast_is_that_of_the_standard() {
    let check = |one: &str, other: &str, expected: f64| {
        let found = contrast(color(one).unwrap(), color(other).unwrap());
        assert!((found - expected).abs() < 0.005, "{one} {other}: {found}");
    };
    check("#000", "#ffffff", 21.0);
    check("#777", "#fff", 4.48);
    check("#767676", "#fff", 4.54);
    check("#fff", "#fff", 1.0);
}

#[test]
fn tokens_are_found_through_names_that_begin_alike() {
    let css = ":root{--text-muted: #123456;\n --text:light-dark( #000 , #fff );\n\
               --focus: var(--text); --clear: #0008; --a: var(--b); --b: var(--a)}";
    let both = Pair { light: [0; 3], dark: [255; 3] };
    assert_eq!(pair(css, "--text"), Ok(both));
    assert_eq!(without_comments("a/* --x: 1 */b/**/c"), "abc");
    assert_eq!(pair(css, "--focus"), Ok(both));
    assert_eq!(pair(css, "--text-muted").map(|pair| pair.dark), Ok([0x12, 0x34, 0x56]));
    assert!(pair(css, "--clear").is_err_and(|reason| reason.contains("opaque")));
    assert!(pair(css, "--none").is_err_and(|reason| reason.contains("not set")));
    assert!(pair(css, "--a").is_err_and(|reason| reason.contains("itself")));
}

#[test]
fn a_faint_token_is_found_in_its_theme() {
    let css = "--page: light-dark(#fff, #000); --surface: light-dark(#fff, #111);\n\
               --text: light-dark(#777, #fff); --focus: light-dark(#777, #333);";
    assert_eq!(
        violations(css, &["--text"], 4.5),
        ["--text on --page, light: 4.48, not 4.5", "--text on --surface, light: 4.48, not 4.5"]
    );
    assert_eq!(violations(css, &["--focus"], 3.0).len(), 2);
    assert_eq!(violations("", &["--text"], 4.5)[0], "--text is not set");
}
