//! Text → [`Query`]. Lenient: what can be understood is, the rest is told with
//! its place.

use std::borrow::Cow;
use std::ops::Range;

use super::fields::{Named, closest_name, look_up};
use super::value::{Verdict, check};
use super::{Clause, Diagnostic, DiagnosticKind, Field, Filter, Operator, Query, Test};

const MAX_CHARACTERS: usize = 2000;
const MAX_TERMS: usize = 200;
const MAX_DEPTH: usize = 32;

/// What a text was read as.
#[derive(Debug, Default)]
pub(super) struct Parsed<'a> {
    pub(super) query: Query,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The terms that make no clause.
    pub(super) left_out: Vec<Cow<'a, str>>,
}

pub(super) fn parse(text: &str) -> Parsed<'_> {
    let mut reader = Reader { text, at: 0, terms: 0, stopped: false, diagnostics: Vec::new() };
    if text.len() > MAX_CHARACTERS && text.chars().count() > MAX_CHARACTERS {
        reader.tell(0, text.len(), DiagnosticKind::TooLong);
        return Parsed { diagnostics: reader.diagnostics, left_out: vec![text.into()], ..Parsed::default() };
    }
    let lists = reader.alternatives(0);
    let mut parsed = Parsed { diagnostics: reader.diagnostics, ..Parsed::default() };
    match <[List; 1]>::try_from(lists) {
        Ok([list]) => {
            for item in list.items {
                match item.clause {
                    Some(clause) => parsed.query.clauses.push(clause),
                    None => parsed.left_out.push(text[item.place].into()),
                }
            }
            // Parentheses around everything say nothing.
            parsed.query = Query::either(vec![parsed.query]);
        }
        Err(lists) => match query_of(lists) {
            Some(query) => parsed.query = query,
            // Alternatives of which one is missing are another question. What is put
            // beside them must not become a part of the last one; but parentheses would
            // make something else of those that do not fit together.
            None if parsed.diagnostics.iter().any(|it| it.kind == DiagnosticKind::UnopenedGroup) => {
                parsed.left_out.push(text.trim().into());
            }
            None => parsed.left_out.push(format!("({})", text.trim()).into()),
        },
    }
    parsed
}

/// Whether a value can stand without quotes, and be read as the same value again; where
/// it is `compared`, behind a comparison, it can look like another one.
pub(super) fn is_plain_value(field: Field, value: &str, compared: bool) -> bool {
    // `action://x` would read as the address that somebody pasted.
    !value.is_empty()
        && !value.starts_with("//")
        && !value.contains(ends_value)
        && (compared || field.kind().has_ranges() || !value.starts_with(['<', '>']) && !value.starts_with("!="))
}

/// Whether free text can stand without quotes and be read as text again.
pub(super) fn is_plain_text(text: &str) -> bool {
    !text.is_empty()
        && !text.contains(|character| ends_text(character) || character == ',')
        && !text.starts_with(['-', '<', '>', '=', '!'])
        && Operator::meant(text).is_none()
        && field_of(text).is_none()
}

pub(super) fn ends_text(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')' | '"')
}

pub(super) fn ends_value(character: char) -> bool {
    ends_text(character) || character == ','
}

/// One term, or something that is none, and where it stands.
struct Item {
    place: Range<usize>,
    clause: Option<Clause>,
    /// What the term was perhaps meant as.
    operator: Option<Operator>,
}

/// Terms side by side.
#[derive(Default)]
struct List {
    items: Vec<Item>,
}

/// Lists with `OR` between; `None` where one of them is not whole.
fn query_of(lists: Vec<List>) -> Option<Query> {
    let query = |list: List| {
        let clauses: Option<Vec<Clause>> = list.items.into_iter().map(|item| item.clause).collect();
        clauses.filter(|clauses| !clauses.is_empty()).map(|clauses| Query { clauses })
    };
    lists.into_iter().map(query).collect::<Option<Vec<_>>>().map(Query::either)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    terms: usize,
    /// There is more than can be read.
    stopped: bool,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn tell(&mut self, start: usize, end: usize, kind: DiagnosticKind) {
        // In the order of the text: those of parentheses are told when these end.
        let place = self.diagnostics.partition_point(|before| before.start <= start);
        self.diagnostics.insert(place, Diagnostic { start, end, kind });
    }

    /// Leaves out everything from a place on.
    fn stop(&mut self, start: usize, kind: DiagnosticKind) {
        self.at = self.text.len();
        self.stopped = true;
        self.tell(start, self.at, kind);
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Whether an operator stands here as a word of its own.
    fn sees(&self, operator: Operator) -> bool {
        self.rest().strip_prefix(operator.word()).is_some_and(|rest| rest.is_empty() || rest.starts_with(ends_text))
    }

    /// Whether a term can begin here.
    fn sees_term(&self) -> bool {
        let ends = self.rest().is_empty() || self.rest().starts_with(')');
        !ends && !self.sees(Operator::And) && !self.sees(Operator::Or)
    }

    /// Lists with `OR` between, until a `)` or the end.
    fn alternatives(&mut self, depth: usize) -> Vec<List> {
        let mut lists = Vec::new();
        loop {
            let list = self.list(depth);
            let missing = list.items.is_empty();
            lists.push(list);
            let start = self.at;
            if !self.sees(Operator::Or) {
                return lists;
            }
            self.at += Operator::Or.word().len();
            let end = self.at;
            self.skip_space();
            if missing || !self.sees_term() && !self.sees(Operator::And) {
                self.tell(start, end, DiagnosticKind::NothingJoined { operator: Operator::Or });
            }
        }
    }

    fn list(&mut self, depth: usize) -> List {
        let mut list = List::default();
        loop {
            self.skip_space();
            let start = self.at;
            if self.rest().is_empty() || self.sees(Operator::Or) {
                break;
            }
            if self.rest().starts_with(')') {
                if depth > 0 {
                    break;
                }
                self.at += 1;
                self.tell(start, self.at, DiagnosticKind::UnopenedGroup);
                list.items.push(Item { place: start..self.at, clause: None, operator: None });
                continue;
            }
            if self.sees(Operator::And) {
                self.at += Operator::And.word().len();
                let end = self.at;
                self.skip_space();
                if list.items.is_empty() || !self.sees_term() {
                    self.tell(start, end, DiagnosticKind::NothingJoined { operator: Operator::And });
                    list.items.push(Item { place: start..end, clause: None, operator: None });
                }
                continue;
            }
            let (clause, operator) = self.term(depth);
            list.items.push(Item { place: start..self.at, clause, operator });
        }
        self.hint(&list);
        list
    }

    /// Tells of words between terms that were perhaps meant to join them.
    fn hint(&mut self, list: &List) {
        for (index, item) in list.items.iter().enumerate() {
            let Some(operator) = item.operator else { continue };
            let between = index + 1 < list.items.len() && (index > 0 || operator == Operator::Not);
            if between {
                let word = self.text[item.place.clone()].to_owned();
                self.tell(item.place.start, item.place.end, DiagnosticKind::OperatorMeant { word, operator });
            }
        }
    }

    /// One term, and what it was perhaps meant as.
    fn term(&mut self, depth: usize) -> (Option<Clause>, Option<Operator>) {
        let start = self.at;
        if self.terms == MAX_TERMS {
            self.stop(start, DiagnosticKind::TooLong);
            return (None, None);
        }
        let mut negated = false;
        while self.sees(Operator::Not) {
            negated = !negated;
            self.at += Operator::Not.word().len();
            let end = self.at;
            self.skip_space();
            if !self.sees_term() {
                self.at = end;
                self.tell(start, end, DiagnosticKind::NothingNegated);
                return (None, None);
            }
        }
        if let Some(rest) = self.rest().strip_prefix('-') {
            negated = !negated;
            self.at += 1;
            if rest.is_empty() || rest.starts_with(char::is_whitespace) || rest.starts_with(')') {
                self.tell(start, self.at, DiagnosticKind::NothingNegated);
                return (None, None);
            }
        }
        if self.rest().starts_with('(') {
            return (self.group(depth).map(|query| Clause::group(negated, query)), None);
        }
        self.terms += 1;
        if self.rest().starts_with('"') {
            return (Some(Clause { negated, test: Test::Text(self.quoted()) }), None);
        }
        let first = self.at;
        let test = match field_of(self.rest()) {
            Some(before) => self.field(&before).map(Test::Field),
            None => Some(Test::Text(self.take_until(ends_text).to_owned())),
        };
        let operator = match &test {
            Some(Test::Text(word)) if first == start => Operator::meant(word),
            _ => None,
        };
        (test.map(|test| Clause { negated, test }), operator)
    }

    /// What stands in parentheses; `None` where a part of it is not understood.
    fn group(&mut self, depth: usize) -> Option<Query> {
        let start = self.at;
        if depth == MAX_DEPTH {
            self.stop(start, DiagnosticKind::TooDeep);
            return None;
        }
        self.at += 1;
        let lists = self.alternatives(depth + 1);
        let is_empty = lists.len() == 1 && lists.iter().all(|list| list.items.is_empty());
        if self.stopped {
            return None;
        }
        if self.rest().starts_with(')') {
            self.at += 1;
            if is_empty {
                self.tell(start, self.at, DiagnosticKind::EmptyGroup);
            }
        } else {
            self.tell(start, start + 1, DiagnosticKind::UnclosedGroup);
        }
        query_of(lists)
    }

    /// A term that begins like one of a field.
    fn field(&mut self, before: &Before<'a>) -> Option<Filter> {
        let start = self.at;
        self.at += before.length;
        let Some(Named { field, key, compare: sugar }) = before.named else {
            self.values("", "", false);
            let (name, suggestion) = (before.name.to_owned(), closest_name(before.name).map(str::to_owned));
            self.tell(start, start + name.len(), DiagnosticKind::UnknownField { name, suggestion });
            return None;
        };
        let compare = self.comparison();
        let differs = compare == "!=";
        let ranges = field.kind().has_ranges();
        let values = self.values(if differs { "" } else { compare }, sugar, ranges);
        if values.is_empty() {
            self.tell(start, self.at, DiagnosticKind::MissingValue { field });
            return None;
        }
        if !compare.is_empty() && (!sugar.is_empty() || !differs && !ranges) {
            self.tell(start, self.at, DiagnosticKind::NotComparable { field });
            return None;
        }
        for (value, place) in &values {
            // The sugar is no part of what was typed.
            let typed = value.strip_prefix(sugar).unwrap_or(value).to_owned();
            let kind = match check(field, value) {
                Verdict::Good => continue,
                Verdict::Later => DiagnosticKind::NotAvailable { field, value: typed },
                Verdict::Bad(suggestion) => DiagnosticKind::BadValue { field, value: typed, suggestion },
            };
            self.tell(place.start, place.end, kind);
            return None;
        }
        let values = values.into_iter().map(|(value, _)| value).collect();
        Some(Filter { field, key: key.to_owned(), differs, values })
    }

    /// `>=` and the like in front of a value, and spaces behind it.
    fn comparison(&mut self) -> &'static str {
        const COMPARISONS: [&str; 5] = ["!=", ">=", "<=", ">", "<"];
        let found = COMPARISONS.into_iter().find(|compare| self.rest().starts_with(compare)).unwrap_or_default();
        self.at += found.len();
        if !found.is_empty() {
            let end = self.at;
            self.skip_space();
            if self.rest().is_empty() {
                self.at = end;
            }
        }
        found
    }

    /// Values with commas between, and their places. `first` is the comparison in front
    /// of the first of them, `each` one that belongs to all.
    fn values(&mut self, first: &str, each: &str, ranges: bool) -> Vec<(String, Range<usize>)> {
        let (mut values, mut compare) = (Vec::new(), first);
        loop {
            let start = self.at;
            let value = if ranges { self.value_with_ranges() } else { self.value() };
            if !value.is_empty() {
                values.push((format!("{each}{compare}{value}"), start..self.at));
            }
            if !self.rest().starts_with(',') {
                return values;
            }
            self.at += 1;
            compare = if ranges { self.comparison() } else { "" };
        }
    }

    /// A text: as it stands, or in quotes, where a `*` stands for itself.
    fn value(&mut self) -> String {
        if !self.rest().starts_with('"') {
            return self.take_until(ends_value).to_owned();
        }
        let value = self.quoted();
        if value.contains('*') && !value.starts_with('=') { format!("={value}") } else { value }
    }

    /// One value or a range. `[a TO b]` is `a..b`.
    fn value_with_ranges(&mut self) -> String {
        if let Some((inside, _)) = self.rest().strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            let words: Vec<&str> = inside.split_whitespace().collect();
            if let [from, "TO", to] = words[..] {
                self.at += inside.len() + 2;
                let bound = |bound: &str| bound.trim_matches('"').trim_matches('*').to_owned();
                return format!("{}..{}", bound(from), bound(to));
            }
        }
        let mut value = String::new();
        loop {
            if self.rest().starts_with('"') {
                value.push_str(&self.quoted());
            } else {
                let part = self.take_until(ends_value);
                if part.is_empty() {
                    return value;
                }
                value.push_str(part);
            }
        }
    }

    fn take_until(&mut self, stop: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(stop).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn quoted(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        let (mut value, mut escaped) = (String::new(), false);
        for character in self.rest().chars() {
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

/// What stands before the values of a field.
pub(super) struct Before<'a> {
    pub(super) name: &'a str,
    /// `None` where no field has that name.
    pub(super) named: Option<Named<'a>>,
    /// Bytes up to the comparison or the values.
    pub(super) length: usize,
}

/// The name at the start of a term with its `:`, or the name of a field before a
/// comparison (`status >= 400`). Addresses (`fe80::1`), links (`https://…`), clock
/// times (`14:02`) and stream ids (`:_audit:…`) are text.
pub(super) fn field_of(term: &str) -> Option<Before<'_>> {
    let is_name = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-');
    let (name, rest) = term.split_at(term.find(|character| !is_name(character))?);
    if !name.starts_with(|character: char| character.is_ascii_alphabetic()) {
        return None;
    }
    if rest.starts_with(':') {
        let word = &term[..term.find(ends_text).unwrap_or(term.len())];
        let is_text = rest.starts_with("://") || word.parse::<std::net::Ipv6Addr>().is_ok();
        return (!is_text).then(|| Before { name, named: look_up(name), length: name.len() + 1 });
    }
    let named = look_up(name)?;
    let spaces = rest.len() - rest.trim_start().len();
    let rest = &rest[spaces..];
    let is_compared = ["<", ">", "!=", "="].iter().any(|compare| rest.starts_with(compare));
    // `status = 403` is `status:403`.
    let equals = usize::from(rest.starts_with('='));
    let after = if equals == 1 { rest.len() - 1 - rest[1..].trim_start().len() } else { 0 };
    is_compared.then(|| Before { name, named: Some(named), length: name.len() + spaces + equals + after })
}
