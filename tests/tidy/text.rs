//! Documents whose links work, and no trace of the machine they were written on.

use std::path::{Component, Path};

use crate::tree::{assert_none, files_below, read, root};

/// The targets of a document's links, without those in code.
fn links(markdown: &str) -> Vec<String> {
    let mut links = Vec::new();
    let mut in_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Every second piece stands between back quotes.
        let prose: String = line.split('`').step_by(2).collect();
        for (at, _) in prose.match_indices("](") {
            let target = prose[at + 2..].split([')', ' ']).next();
            links.extend(target.map(str::to_owned));
        }
        let definition = prose.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        if let Some((_, target)) = definition {
            links.extend(target.split_whitespace().next().map(str::to_owned));
        }
    }
    links
}

/// The path of a link to a file of this repository, without its anchor.
fn path_in(link: &str) -> Option<&str> {
    let elsewhere = link.contains("://") || link.starts_with("mailto:") || link.starts_with('#');
    (!elsewhere).then(|| link.split('#').next().unwrap_or(link))
}

fn broken_links(document: &str, markdown: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let leaves = |path: &str| {
        let steps = Path::new(path).components();
        path.starts_with('/') || steps.into_iter().any(|step| step == Component::ParentDir)
    };
    links(markdown)
        .iter()
        .filter_map(|link| path_in(link))
        .filter(|path| leaves(path) || !exists(path))
        .map(|path| format!("{document}: {path}"))
        .collect()
}

/// The browser tests that a document names, as `module::test`.
fn named_tests(markdown: &str) -> Vec<(&str, &str)> {
    let quoted = markdown.split('`').skip(1).step_by(2);
    quoted.filter_map(|name| name.split_once("::")).filter(|(module, _)| !module.contains('/')).collect()
}

#[test]
fn a_test_that_is_named_in_a_document_is_there() {
    assert_eq!(named_tests("`a::b`, `src/x.rs`, c::d, `e`"), [("a", "b")]);
    let tables = read("docs/reliability.md") + &read("SECURITY.md");
    let named = named_tests(&tables);
    assert!(named.len() > 40, "the tables name their tests");
    let is_missing = |(module, name): &&(&str, &str)| {
        let tests = std::fs::read_to_string(root().join(format!("tests/e2e/{module}.rs"))).unwrap_or_default();
        !tests.contains(&format!("async fn {name}("))
    };
    let missing: Vec<String> =
        named.iter().filter(is_missing).map(|(module, name)| format!("{module}::{name}")).collect();
    assert_none("tests that are named and are not there", &missing);
}

/// Cut in two, since this file is searched as well.
const TRACES: [&str; 9] = [
    concat!("/", "work/"),
    concat!("/", "root/"),
    concat!("/", "home/"),
    concat!("/", "Users/"),
    concat!("C:\\", "Users\\"),
    concat!("registry.", "npmjs"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("replace-", "with"),
];

/// What says on which machine, or past which registry, a text was made.
fn traces(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for trace in TRACES {
            let whole = line.match_indices(trace).any(|(at, _)| {
                // In the middle of a longer path or address it is a folder
                // like any other.
                let before = line[..at].chars().next_back();
                !(trace.starts_with('/') && before.is_some_and(|c| c.is_alphanumeric() || "-_.~}$".contains(c)))
            });
            if whole {
                found.push(format!("{path}:{}: {trace}", index + 1));
            }
        }
    }
    found
}

/// Packages in a lock file that do not come from the public registry.
fn other_sources(path: &str, lock: &str) -> Vec<String> {
    const PUBLIC: &str = "\"registry+https://github.com/rust-lang/crates.io-index\"";
    lock.lines()
        .filter_map(|line| line.strip_prefix("source = "))
        .filter(|source| *source != PUBLIC)
        .map(|source| format!("{path}: {source}"))
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let violations: Vec<String> = ["README.md", "ARCHITECTURE.md"]
        .iter()
        .flat_map(|document| broken_links(document, &read(document), |path| root().join(path).exists()))
        .collect();
    assert_none("links in the documents resolve", &violations);
}

#[test]
fn nothing_tells_of_the_machine_it_was_made_on() {
    let mut violations: Vec<String> = files_below("").iter().flat_map(|file| traces(&file.path, &file.text)).collect();
    violations.extend(other_sources("Cargo.lock", &read("Cargo.lock")));
    assert_none("a clone elsewhere has other folders", &violations);
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let document = "See [a](src/main.rs#L1), [b](gone.md), [c](https://x.org/y), [d](#e),\n\
                    `[code](gone.rs)`, ![i](docs/i.png \"title\") and [out](../x).\n\
                    ```\n[f](gone.rs)\n```\n[ref]: also-gone.md\n";
    let broken = broken_links("D.md", document, |path| path == "src/main.rs");
    assert_eq!(broken, ["D.md: gone.md", "D.md: docs/i.png", "D.md: ../x", "D.md: also-gone.md"]);
}

#[test]
fn a_trace_is_found_at_the_start_of_a_path_only() {
    let check = |line: &str, expected: usize| {
        assert_eq!(traces("a", line).len(), expected, "{line}");
    };
    check(concat!("path = \"/", "work/x\""), 1);
    check(concat!("file:///", "home/me"), 1);
    check(concat!("https://example.org/", "home/"), 0);
    check(concat!("$HOME/", "work/x"), 0);
    check(concat!("https://index.", "crates.io/a"), 1);
    check("a network/worker", 0);
    let lock = "[[package]]\nsource = \"registry+https://mirror.example/\"\n";
    assert_eq!(other_sources("l", lock).len(), 1);
    let lock = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    assert_eq!(other_sources("l", lock).len(), 0);
}
