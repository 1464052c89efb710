//! Text → [`Query`]. Lenient: what can be understood is, the rest is told with
//! its place.

use super::eval::value_is_good;
use super::{Clause, Diagnostic, DiagnosticKind, Field, Query, Test};

const MAX_CHARACTERS: usize = 2000;
const MAX_TERMS: usize = 200;

pub(super) fn parse(text: &str) -> (Query, Vec<Diagnostic>) {
    let (query, diagnostics, _) = read(text);
    (query, diagnostics)
}

/// The terms that make no clause.
pub(super) fn not_understood(text: &str) -> Vec<&str> {
    read(text).2
}

fn read(text: &str) -> (Query, Vec<Diagnostic>, Vec<&str>) {
    let mut reader = Reader { text, at: 0, diagnostics: Vec::new() };
    let (mut query, mut left_out) = (Query::default(), Vec::new());
    if text.chars().count() > MAX_CHARACTERS {
        reader.tell(0, text.len(), DiagnosticKind::TooLong);
        return (query, reader.diagnostics, vec![text]);
    }
    while reader.skip_space() {
        let start = reader.at;
        if query.clauses.len() == MAX_TERMS {
            reader.tell(start, text.len(), DiagnosticKind::TooLong);
            left_out.push(&text[start..]);
            break;
        }
        match reader.clause() {
            Some(clause) => query.clauses.push(clause),
            None => left_out.push(&text[start..reader.at]),
        }
    }
    (query, reader.diagnostics, left_out)
}

/// Whether a value can stand without quotes.
pub(super) fn is_plain_value(value: &str) -> bool {
    // `action://x` would read as the address that somebody pasted.
    !value.is_empty()
        && !value.starts_with("//")
        && !value.contains([' ', ',', '"', '(', ')', '\\'])
        && !value.contains(char::is_whitespace)
}

/// Whether free text can stand without quotes and be read as text again.
pub(super) fn is_plain_text(text: &str) -> bool {
    is_plain_value(text) && !text.starts_with('-') && field_of(text).is_none()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn tell(&mut self, start: usize, end: usize, kind: DiagnosticKind) {
        self.diagnostics.push(Diagnostic { start, end, kind });
    }

    /// Moves to the next term; whether there is one.
    fn skip_space(&mut self) -> bool {
        self.at = self.text.len() - self.rest().trim_start().len();
        self.at < self.text.len()
    }

    fn clause(&mut self) -> Option<Clause> {
        let start = self.at;
        let negated = self.rest().starts_with('-');
        if negated {
            self.at += 1;
            if self.rest().is_empty() || self.rest().starts_with(char::is_whitespace) {
                self.tell(start, self.at, DiagnosticKind::NothingNegated);
                return None;
            }
        }
        let test = if self.rest().starts_with('"') { Test::Text(self.quoted()) } else { self.word()? };
        Some(Clause { negated, test })
    }

    fn word(&mut self) -> Option<Test> {
        let start = self.at;
        let Some((name, separator)) = field_of(self.rest()) else {
            return Some(Test::Text(self.bare()));
        };
        let name = name.to_owned();
        self.at += name.len() + separator;
        let Some(field) = Field::named(&name) else {
            self.values();
            let suggestion = closest(&name).map(str::to_owned);
            self.tell(start, start + name.len(), DiagnosticKind::UnknownField { name, suggestion });
            return None;
        };
        let values = self.values();
        if values.is_empty() {
            self.tell(start, self.at, DiagnosticKind::MissingValue { field });
            return None;
        }
        if let Some((value, at)) = values.iter().find(|(value, _)| !value_is_good(field, value)) {
            self.tell(*at, self.at, DiagnosticKind::BadValue { field, value: value.clone() });
            return None;
        }
        Some(Test::Field(field, values.into_iter().map(|(value, _)| value).collect()))
    }

    /// Values with commas between, each with the byte it starts at.
    fn values(&mut self) -> Vec<(String, usize)> {
        let mut values = Vec::new();
        loop {
            let at = self.at;
            let value = if self.rest().starts_with('"') { self.quoted() } else { self.bare_value() };
            if !value.is_empty() {
                values.push((value, at));
            }
            if !self.rest().starts_with(',') {
                return values;
            }
            self.at += 1;
        }
    }

    fn bare(&mut self) -> String {
        self.take_until(char::is_whitespace)
    }

    fn bare_value(&mut self) -> String {
        self.take_until(|character| character.is_whitespace() || character == ',')
    }

    fn take_until(&mut self, stop: impl Fn(char) -> bool) -> String {
        let end = self.rest().find(stop).unwrap_or(self.rest().len());
        let taken = self.rest()[..end].to_owned();
        self.at += end;
        taken
    }

    fn quoted(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        let (mut value, mut escaped) = (String::new(), false);
        while let Some(character) = self.rest().chars().next() {
            self.at += character.len_utf8();
            match character {
                _ if escaped => {
                    value.push(character);
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => return value,
                _ => value.push(character),
            }
        }
        self.tell(start, self.at, DiagnosticKind::UnclosedQuote);
        value
    }
}

/// The name at the start of a term and the length of its `:`. Addresses
/// (`fe80::1`), links (`https://…`), clock times (`14:02`) and stream ids
/// (`:_audit:…`) are text.
fn field_of(term: &str) -> Option<(&str, usize)> {
    let end = term.find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '_' | '.')))?;
    let (name, rest) = term.split_at(end);
    let word = term.split_whitespace().next().unwrap_or_default();
    let is_text = !name.starts_with(|character: char| character.is_ascii_alphabetic())
        || rest.starts_with("://")
        || word.parse::<std::net::Ipv6Addr>().is_ok();
    (rest.starts_with(':') && !is_text).then_some((name, 1))
}

/// The field whose name is one slip away.
fn closest(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    Field::NAMES
        .into_iter()
        .flat_map(|(_, names)| names.iter().copied())
        .map(|known| (distance(&name, known), known))
        .filter(|(distance, known)| *distance <= 1.max(known.len() / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Letters to insert, drop, replace or swap with their neighbor.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = usize::from(a[i - 1] != b[j - 1]);
                let mut best = (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + same);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(table[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    table[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        let (query, diagnostics) = parse(text);
        assert_eq!(diagnostics, [], "{text}");
        query.to_string()
    }

    #[test]
    fn canonical_form() {
        let cases = [
            ("", ""),
            ("  status:403  ", "status:403"),
            ("METHOD:events.get", "action:events.get"),
            ("status:401,403 -op:read", "status:401,403 -operation:read"),
            ("access:\"Diet app\"", "access:\"Diet app\""),
            ("action:\"//x\"", "action:\"//x\""),
            ("diary \"session has expired\"", "diary \"session has expired\""),
            ("ip:2001:db8::1", "ip:2001:db8::1"),
            ("fe80::1", "fe80::1"),
            ("https://example.com/a", "https://example.com/a"),
            ("14:02", "14:02"),
            (":_audit:access-ck1", ":_audit:access-ck1"),
            ("\"acton:x\"", "\"acton:x\""),
            ("\"-x\"", "\"-x\""),
            ("\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\""),
            ("time:2026-11-01..", "time:2026-11-01.."),
            ("action:\"GET /events\"", "action:\"GET /events\""),
            ("-error:*", "-error:*"),
            ("method:=events", "action:=events"),
            ("status:=4xx,=error,403", "status:=4xx,=error,403"),
            ("ip:\"=a b\"", "ip:\"=a b\""),
            ("or", "or"),
        ];
        for (text, canonical) in cases {
            assert_eq!(printed(text), canonical, "{text}");
            assert_eq!(printed(canonical), canonical, "{text}");
        }
    }

    #[test]
    fn mistakes_have_a_place_and_keep_the_rest() {
        let unknown = |name: &str, suggestion: Option<&str>| DiagnosticKind::UnknownField {
            name: name.to_owned(),
            suggestion: suggestion.map(str::to_owned),
        };
        let bad = |field, value: &str| DiagnosticKind::BadValue { field, value: value.to_owned() };
        let cases = [
            ("status:403 acton:x", 11, 16, unknown("acton", Some("action")), "status:403"),
            ("zebra:x diary", 0, 5, unknown("zebra", None), "diary"),
            ("status:", 0, 7, DiagnosticKind::MissingValue { field: Field::Status }, ""),
            ("status:abc diary", 7, 10, bad(Field::Status, "abc"), "diary"),
            ("time:2026-13-01", 5, 15, bad(Field::Time, "2026-13-01"), ""),
            ("op:steal", 3, 8, bad(Field::Operation, "steal"), ""),
            ("\"open", 0, 5, DiagnosticKind::UnclosedQuote, "open"),
            ("- diary", 0, 1, DiagnosticKind::NothingNegated, "diary"),
        ];
        for (text, start, end, kind, rest) in cases {
            let (query, diagnostics) = parse(text);
            assert_eq!(diagnostics, [Diagnostic { start, end, kind }], "{text}");
            assert_eq!(query.to_string(), rest, "{text}");
        }
    }

    #[test]
    fn what_is_left_out_is_told_as_it_was_typed() {
        let cases: [(&str, &[&str]); 5] = [
            ("status:403 acton:\"a b\",c diary", &["acton:\"a b\",c"]),
            ("-status:abc ip:x time: -", &["-status:abc", "time:", "-"]),
            ("status:403,abc", &["status:403,abc"]),
            ("\"open", &[]),
            ("status:=ok status:=4xx", &["status:=ok"]),
        ];
        for (text, expected) in cases {
            assert_eq!(not_understood(text), expected, "{text}");
        }
        let long = "x".repeat(2001);
        assert_eq!(not_understood(&long), [long.as_str()]);
        assert_eq!(not_understood(&"a ".repeat(202)), ["a a "]);
    }

    #[test]
    fn limits() {
        assert_eq!(parse(&"x".repeat(2001)).1[0].kind, DiagnosticKind::TooLong);
        let (query, diagnostics) = parse(&"a ".repeat(201));
        assert_eq!((query.clauses.len(), &diagnostics[0].kind), (200, &DiagnosticKind::TooLong));
    }
}
