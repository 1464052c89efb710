//! The page keeps its own policy: nothing inline, no markup from text.

use xtask::policy::CONTENT_SECURITY_POLICY;

use crate::code::without_comment;
use crate::tree::{assert_none, files_below, read};

/// A start tag and its attributes, names in lower case.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn value(&self, attribute: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(name, _)| name == attribute);
        found.map(|(_, value)| value.as_str())
    }
}

/// The start tags of a page. Enough HTML for pages written by hand.
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let name_end = rest.find(|c: char| c.is_whitespace() || ['>', '/'].contains(&c));
            let (name, after) = rest.split_at(name_end.unwrap_or(rest.len()));
            let (attributes, after) = attributes(after);
            let name = name.to_ascii_lowercase();
            tags.push(Tag { name, attributes });
            rest = after;
        }
    }
    tags
}

/// Reads attributes up to the end of the tag.
fn attributes(mut rest: &str) -> (Vec<(String, String)>, &str) {
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (attributes, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (attributes, after);
        }
        let ends_name = |c: char| c.is_whitespace() || ['=', '>', '/'].contains(&c);
        let (name, after) = rest.split_at(rest.find(ends_name).unwrap_or(rest.len()).max(1));
        rest = after;
        let mut value = "";
        if let Some(after) = rest.trim_start().strip_prefix('=') {
            (value, rest) = attribute_value(after.trim_start());
        }
        attributes.push((name.to_ascii_lowercase(), value.to_owned()));
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '>');
    text.split_at(end.unwrap_or(text.len()))
}

/// What the policy would block, found before a browser does.
fn inline_parts(path: &str, html: &str) -> Vec<String> {
    let mut violations = Vec::new();
    for tag in tags(html) {
        let inline_script = tag.name == "script" && tag.value("src").is_none();
        if inline_script || tag.name == "style" {
            violations.push(format!("{path}: inline <{}>", tag.name));
        }
        for (name, value) in &tag.attributes {
            if name == "style" || name.starts_with("on") {
                violations.push(format!("{path}: <{} {name}=…>", tag.name));
            }
            if value.trim_start().to_lowercase().starts_with("javascript:") {
                violations.push(format!("{path}: <{} {name}=javascript:…>", tag.name));
            }
        }
    }
    violations
}

/// Markup made of text, and styles set as an attribute, which the policy
/// blocks whether written (`style="…"`) or computed (`style=width`). Leptos'
/// `style:width=…` sets a property and is fine.
fn unsafe_markup(path: &str, code: &str) -> Vec<String> {
    const FROM_TEXT: [&str; 5] = ["inner_html", "innerHTML", "outer_html", "insert_adjacent_html", "document.write"];
    let mut violations = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let line = without_comment(line);
        let named = FROM_TEXT.into_iter().find(|name| line.contains(name));
        let styled = line.match_indices("style=").find(|(at, _)| {
            let before = line[..*at].chars().next_back();
            let part_of_a_name = before.is_some_and(|c| c.is_alphanumeric() || "_-:.".contains(c));
            !part_of_a_name && !line[at + 6..].starts_with('=')
        });
        if let Some(found) = named.or(styled.map(|_| "style=")) {
            violations.push(format!("{path}:{}: {found}", index + 1));
        }
    }
    violations
}

/// The policy a page states in its `<meta>`.
fn stated_policy(html: &str) -> Option<String> {
    let tags = tags(html);
    let meta = tags
        .iter()
        .find(|tag| tag.value("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("Content-Security-Policy")))?;
    let content = meta.value("content")?;
    // Written over several lines it is the same policy.
    Some(content.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn pages_have_nothing_inline() {
    let mut violations = inline_parts("index.html", &read("index.html"));
    // Trunk writes this one into the page.
    violations.extend(inline_parts("Trunk.toml", &read("Trunk.toml")));
    for file in files_below("public") {
        if file.has_extension("html") {
            violations.extend(inline_parts(&file.path, &file.text));
        }
    }
    assert_none("the policy forbids it", &violations);
}

#[test]
fn markup_is_never_made_of_text() {
    let violations: Vec<String> = files_below("src")
        .iter()
        .filter(|file| file.has_extension("rs"))
        .flat_map(|file| unsafe_markup(&file.path, &file.text))
        .collect();
    assert_none("draw elements, set properties", &violations);
}

#[test]
fn the_page_states_the_policy_that_the_server_sends() {
    let stated = stated_policy(&read("index.html"));
    assert_eq!(stated.as_deref(), Some(CONTENT_SECURITY_POLICY));
}

#[test]
fn inline_parts_are_found() {
    let check = |html: &str, expected: &[&str]| {
        let expected: Vec<_> = expected.iter().map(|part| format!("p: {part}")).collect();
        assert_eq!(inline_parts("p", html), expected, "{html}");
    };
    check("<script>run()</script>", &["inline <script>"]);
    check("<SCRIPT type=module>run()</SCRIPT>", &["inline <script>"]);
    check("<script type='module' src='a.js'></script>", &[]);
    check("<style>a{}</style>", &["inline <style>"]);
    check("<p\n style = 'x'>", &["<p style=…>"]);
    check("<body onload=\"a > b\">", &["<body onload=…>"]);
    check("<a href=' JavaScript:x'>", &["<a href=javascript:…>"]);
    check("<!-- <style> --><p class=\"style\" data-style='x' title='<style>'/>", &[]);
    check("<p hidden style>", &["<p style=…>"]);
}

#[test]
fn unsafe_markup_is_found() {
    let check = |line: &str, expected: usize| {
        assert_eq!(unsafe_markup("a.rs", line).len(), expected, "{line}");
    };
    check("view! { <p style=\"width:1px\"> }", 1);
    check("view! { <p style=width> }", 1);
    check("view! { <p style:width=width class:style=true data-style=x> }", 0);
    check("let style = 1; if style == 2 {}", 0);
    check("<div inner_html=text/>", 1);
    check("element.set_inner_html(\"\");", 1);
    check("// never inner_html", 0);
}

#[test]
fn a_policy_that_differs_is_found() {
    let page = |policy: &str| {
        stated_policy(&format!(
            "<head><meta charset=utf-8><meta http-equiv=\"content-security-policy\" content=\"{policy}\">"
        ))
    };
    let over_lines = CONTENT_SECURITY_POLICY.replace("; ", ";\n      ");
    assert_eq!(page(&over_lines).as_deref(), Some(CONTENT_SECURITY_POLICY));
    let weaker = CONTENT_SECURITY_POLICY.replace("'wasm-unsafe-eval'", "'unsafe-eval'");
    assert_ne!(page(&weaker).as_deref(), Some(CONTENT_SECURITY_POLICY));
    assert_eq!(stated_policy("<meta name=description content=x>"), None);
}
