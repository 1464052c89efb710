//! Which code may name what, and how long a file may be.

use crate::tree::{assert_none, files_below, read};

const BROWSER_CRATES: [&str; 3] = ["web_sys", "js_sys", "wasm_bindgen"];

/// The lines of code that name one of the words, as whole identifiers.
fn lines_naming(path: &str, text: &str, words: &[&str]) -> Vec<String> {
    let mut violations = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let identifiers: Vec<&str> =
            without_comment(line).split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        for word in words.iter().filter(|word| identifiers.contains(word)) {
            violations.push(format!("{path}:{}: {word}", index + 1));
        }
    }
    violations
}

/// Prose may name anything. An address (`https://`) is not a comment.
pub(crate) fn without_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(found) = line[from..].find("//") {
        let at = from + found;
        if !line[..at].ends_with(':') {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

fn may_name_the_browser(path: &str) -> bool {
    path.starts_with("src/browser/") || ["src/main.rs", "src/worker.rs"].contains(&path)
}

/// The core is asked what time it is; it has no clock and no browser.
fn core_violations(path: &str, text: &str) -> Vec<String> {
    let mut words = BROWSER_CRATES.to_vec();
    words.extend(["tokio", "leptos", "SystemTime"]);
    // A type of ours may be called Instant; the standard library's may not
    // be named.
    if text.contains("std::time") {
        words.push("Instant");
    }
    lines_naming(path, text, &words)
}

/// The dependencies that a manifest must not have.
fn dependencies_among(path: &str, manifest: &str, forbidden: &[&str]) -> Vec<String> {
    let mut violations = Vec::new();
    let mut in_dependencies = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            in_dependencies = section.ends_with("dependencies");
            // Also in the form `[dependencies.name]`.
            let own_section = section.rsplit_once("dependencies.");
            if let Some((_, name)) = own_section.filter(|(_, name)| forbidden.contains(name)) {
                violations.push(format!("{path}: {name}"));
            }
        } else if in_dependencies {
            let name = line.split([' ', '=', '.']).next().unwrap_or_default();
            if forbidden.contains(&name) {
                violations.push(format!("{path}: {name}"));
            }
        }
    }
    violations
}

/// What the page has of its own, since the library's keeps what is long gone
/// (`src/lasting.rs`, `src/ui/each.rs`), and is named without being taken from there.
fn keeps_what_is_gone(path: &str, text: &str) -> Vec<String> {
    let mut violations = Vec::new();
    for (word, own) in [("Memo", "crate::lasting"), ("RwSignal", "crate::lasting")] {
        let taken = text
            .lines()
            .any(|line| line.starts_with(&format!("use {own}::")) && !lines_naming(path, line, &[word]).is_empty());
        if !taken {
            violations.extend(lines_naming(path, text, &[word]));
        }
    }
    violations.extend(lines_naming(path, text, &["For"]).into_iter().filter(|_| text.contains("<For ")));
    violations
}

/// A longer file says why on its first line: `// Long because …`.
fn too_long(path: &str, text: &str) -> Option<String> {
    const LONGEST: usize = 500;
    let lines = text.lines().count();
    let first = text.lines().next().unwrap_or_default();
    let comment = first.starts_with("//") || first.starts_with("/*");
    let excused = comment && first.contains("Long because ");
    (lines > LONGEST && !excused).then(|| format!("{path}: {lines} lines"))
}

#[test]
fn only_the_browser_folder_names_the_browser() {
    let violations: Vec<String> = files_below("src")
        .iter()
        .filter(|file| file.has_extension("rs") && !may_name_the_browser(&file.path))
        .flat_map(|file| lines_naming(&file.path, &file.text, &BROWSER_CRATES))
        .collect();
    assert_none("web APIs are called in src/browser/ alone", &violations);
}

#[test]
fn what_comes_and_goes_on_the_page_leaves_nothing_behind() {
    let violations: Vec<String> = files_below("src")
        .iter()
        .filter(|file| file.has_extension("rs") && file.path != "src/lasting.rs")
        .flat_map(|file| keeps_what_is_gone(&file.path, &file.text))
        .collect();
    assert_none("use crate::lasting::{Memo, RwSignal} and crate::ui::Each", &violations);
}

#[test]
fn what_is_kept_is_seen() {
    let check = |text: &str, expected: usize| {
        assert_eq!(keeps_what_is_gone("src/a.rs", text).len(), expected, "{text}");
    };
    check("use leptos::prelude::*;\nlet open = RwSignal::new(false);", 1);
    check("use crate::lasting::Memo;\nfn part(open: RwSignal<bool>, of: Memo<u8>) {}", 1);
    check("use crate::lasting::{Memo, RwSignal};\nlet of = Memo::new(move |_| open.get());", 0);
    check("let view = view! { <For each=lines key=of let:line> };", 1);
    check("/// For whom; a Memo of theirs.\nfn of() {}", 0);
}

#[test]
fn the_core_has_no_browser_no_runtime_and_no_clock() {
    let mut violations: Vec<String> = files_below("crates/audit-core/src")
        .iter()
        .filter(|file| file.has_extension("rs"))
        .flat_map(|file| core_violations(&file.path, &file.text))
        .collect();
    let path = "crates/audit-core/Cargo.toml";
    let forbidden = ["web-sys", "js-sys", "wasm-bindgen", "tokio", "leptos"];
    violations.extend(dependencies_among(path, &read(path), &forbidden));
    assert_none("time and zone are arguments of the core", &violations);
}

#[test]
fn the_fake_server_reads_the_protocol_on_its_own() {
    // demo-account is between the two and must not carry the types across.
    let violations: Vec<String> = ["fake-pryv", "demo-account"]
        .map(|name| format!("crates/{name}/Cargo.toml"))
        .iter()
        .flat_map(|path| dependencies_among(path, &read(path), &["audit-core"]))
        .collect();
    assert_none("the fake shares no types with the core", &violations);
}

#[test]
fn long_files_say_why() {
    let violations: Vec<String> = files_below("")
        .iter()
        .filter(|file| ["rs", "css", "js"].iter().any(|end| file.has_extension(end)))
        .filter_map(|file| too_long(&file.path, &file.text))
        .collect();
    assert_none("split it, or begin with `// Long because …`", &violations);
}

#[test]
fn naming_means_code_and_whole_identifiers() {
    let check = |line: &str, expected: usize| {
        let found = lines_naming("a.rs", line, &BROWSER_CRATES).len();
        assert_eq!(found, expected, "{line}");
    };
    check("use web_sys::Window;", 1);
    check("use leptos::{prelude::*, web_sys};", 1);
    check("let a: js_sys::Array = wasm_bindgen::module();", 2);
    check("// web_sys is elsewhere", 0);
    check("let a = \"https://x\"; web_sys::window();", 1);
    check("use wasm_bindgen_test::wasm_bindgen_test;", 0);
    assert!(may_name_the_browser("src/browser/clipboard.rs"));
    assert!(!may_name_the_browser("src/pages/browser/main.rs"));
}

#[test]
fn a_clock_in_the_core_is_found() {
    let check = |text: &str, expected: usize| {
        assert_eq!(core_violations("a.rs", text).len(), expected, "{text}");
    };
    check("let now = std::time::Instant::now();", 1);
    check("use std::time::{Duration, Instant};", 1);
    check("use std::time::Duration;", 0);
    check("struct Instant(i64);", 0);
    check("let now = SystemTime::now();", 1);
    check("#[tokio::test]", 1);
}

#[test]
fn a_forbidden_dependency_is_found_in_every_form() {
    let check = |manifest: &str, expected: usize| {
        let found = dependencies_among("Cargo.toml", manifest, &["audit-core"]);
        assert_eq!(found.len(), expected, "{manifest}");
    };
    check("[dependencies]\naudit-core.workspace = true", 1);
    check("[dev-dependencies]\naudit-core = { path = \"x\" }", 1);
    check("[dependencies.audit-core]\npath = \"x\"", 1);
    check("[target.'cfg(unix)'.dependencies]\naudit-core = \"1\"", 1);
    check("[package]\nname = \"audit-core\"\n[dependencies]\nserde = \"1\"", 0);
    check("[dependencies]\naudit-core-like = \"1\"\n[features]\naudit-core = []", 0);
}

#[test]
fn a_long_file_needs_its_reason() {
    let body = "x\n".repeat(500);
    assert!(too_long("a.rs", &body).is_none());
    assert!(too_long("a.rs", &format!("//! A module.\n{body}")).is_some());
    assert!(too_long("a.rs", &format!("// Long because it is a table.\n{body}")).is_none());
}
