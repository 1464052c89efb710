//! What can stand where the cursor is: names of fields, operators, and the values that
//! the records hold. Offered is what reading takes: names and words come from the
//! tables that reading uses, values are written as printing writes them.

use std::cmp::Reverse;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::fields::{FLAGS, FLAGS_NOW, Kind, Named, WEEKDAYS, names};
use super::occurring::occurring;
use super::parse::{ends_text, ends_value, field_of, is_plain_value};
use super::print::Printed;
use super::value::{Verdict, check};
use super::{Context, Field, Operator, times};
use crate::store::Store;
use crate::text::fold;

/// What can be written at the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completions {
    /// The byte at which what is replaced starts.
    pub start: u32,
    /// The byte after its end.
    pub end: u32,
    /// The best first.
    pub items: Vec<Completion>,
}

/// Something that can be written in the place of what is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The text.
    pub insert: String,
    /// What it is.
    pub kind: CompletionKind,
    /// How many records have it, where that is a value.
    pub count: Option<u32>,
}

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompletionKind {
    /// The name of a field with its colon; a value has to follow.
    Field,
    /// A word that joins terms; a term has to follow.
    Operator,
    /// A value of a field, where that is named before it; else with its field.
    Value(Field),
}

/// What can be written at a byte of a text: at most so many, each once.
pub fn complete(text: &str, cursor: usize, most: usize, store: &Store, context: &Context) -> Completions {
    let cursor = (0..=cursor.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let Some(place) = place_of(text, cursor) else { return Completions::default() };
    let typed = fold(place.typed);
    let mut items = match &place.slot {
        Slot::Word { joins, field_alone } => {
            let mut items = field_names(&typed);
            if !field_alone {
                items.extend(operators(&typed, *joins));
                items.extend(terms(&typed, store, context));
            }
            items
        }
        Slot::Value { named, range, exact } => values(named, *range, *exact, &typed, store, context),
    };
    items.truncate(most);
    let number = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    Completions { start: number(place.replaced.start), end: number(place.replaced.end), items }
}

/// Where the cursor is.
struct Place<'a> {
    replaced: Range<usize>,
    typed: &'a str,
    slot: Slot<'a>,
}

enum Slot<'a> {
    /// At the start of a term, or in a word of text.
    Word {
        /// An operator can stand here.
        joins: Joins,
        /// A colon follows: only the name of a field fits.
        field_alone: bool,
    },
    /// In a value of a field.
    Value {
        named: Named<'a>,
        /// As a bound of a range or behind a comparison.
        range: bool,
        /// Behind a `=`.
        exact: bool,
    },
}

/// Which operators can stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joins {
    /// None: it is behind a `-`.
    None,
    /// `NOT`: nothing stands before it.
    Not,
    All,
}

/// Walks to the cursor, term by term, as reading does.
fn place_of(text: &str, cursor: usize) -> Option<Place<'_>> {
    let (mut at, mut joins) = (0, Joins::Not);
    loop {
        let gap =
            text[at..cursor].find(|character: char| !character.is_whitespace() && !matches!(character, '(' | ')'));
        let start = gap.map_or(cursor, |gap| at + gap);
        match text[at..start].rfind(['(', ')']).map(|found| text.as_bytes()[at + found]) {
            Some(b'(') => joins = Joins::Not,
            Some(_) => joins = Joins::All,
            None => {}
        }
        at = start;
        if text[at..cursor].starts_with('-') {
            at += 1;
            joins = Joins::None;
        }
        if text[at..cursor].starts_with('"') {
            at = quoted_end(text, at).filter(|end| *end <= cursor)?;
            joins = Joins::All;
            continue;
        }
        match field_of(&text[at..cursor]) {
            Some(before) => {
                let named = before.named;
                at += before.length;
                if let Some(place) = in_values(text, &mut at, cursor, named?)? {
                    return Some(place);
                }
            }
            None => match text[at..cursor].find(ends_text) {
                None => return word(text, at, cursor, joins),
                Some(0) => {}
                Some(length) => {
                    let word = &text[at..at + length];
                    at += length;
                    let is_operator = ["AND", "OR", "NOT"].contains(&word) && joins != Joins::None;
                    joins = if is_operator { Joins::Not } else { Joins::All };
                    continue;
                }
            },
        }
        joins = Joins::All;
    }
}

/// In a word of text, which may become the name of a field.
fn word(text: &str, at: usize, cursor: usize, joins: Joins) -> Option<Place<'_>> {
    let mut end = cursor + text[cursor..].find(ends_text).unwrap_or(text.len() - cursor);
    let mut field_alone = false;
    if let Some(before) = field_of(&text[at..]) {
        let name_end = at + before.name.len();
        // A comparison without a colon stays: its field is chosen already.
        field_alone = text[name_end..].starts_with(':');
        end = if field_alone { name_end + 1 } else { return None };
    }
    let slot = Slot::Word { joins, field_alone };
    Some(Place { replaced: at..end, typed: &text[at..cursor], slot })
}

/// In the values of a field, from their first byte on; moves behind them where the
/// cursor is not in them. `None` where nothing fits.
#[expect(clippy::option_option, reason = "nothing fits; the cursor is behind the values; a place")]
fn in_values<'a>(text: &'a str, at: &mut usize, cursor: usize, named: Named<'a>) -> Option<Option<Place<'a>>> {
    let ranges = named.field.kind().has_ranges();
    let mut is_first = true;
    loop {
        let compare = ["!=", ">=", "<=", ">", "<"].into_iter().find(|it| text[*at..cursor].starts_with(it));
        let compare = compare.filter(|_| is_first || ranges).unwrap_or_default();
        if !compare.is_empty() {
            let fits = named.compare.is_empty() && if compare == "!=" { is_first } else { ranges };
            if !fits {
                return None;
            }
            *at += compare.len();
            *at = cursor - text[*at..cursor].trim_start().len();
        }
        is_first = false;
        let start = *at;
        let end = value_end(text, start, ranges);
        if end >= cursor {
            let compared = !matches!(compare, "" | "!=") || !named.compare.is_empty();
            return Some(Some(value(text, start..end, cursor, named, compared)?));
        }
        *at = end;
        if !text[end..cursor].starts_with(',') {
            return Some(None);
        }
        *at += 1;
    }
}

fn value<'a>(text: &'a str, whole: Range<usize>, cursor: usize, named: Named<'a>, compared: bool) -> Option<Place<'a>> {
    let ranges = named.field.kind().has_ranges();
    let Range { mut start, end } = whole;
    let mut range = compared;
    if ranges && let Some(dots) = text[start..cursor].rfind("..") {
        // No other bound mends the first.
        let first = text[start..start + dots + 2].replace('"', "");
        if compared || check(named.field, &first) != Verdict::Good {
            return None;
        }
        start += dots + 2;
        range = true;
    } else if ranges && text[cursor..end].contains("..") || text[start..cursor].starts_with('[') {
        // Before the other bound: what is replaced would be both.
        return None;
    }
    let typed = &text[start..cursor];
    let typed = typed.strip_prefix('"').unwrap_or(typed);
    let exact = typed.starts_with('=');
    let typed = typed.strip_prefix('=').unwrap_or(typed);
    Some(Place { replaced: start..end, typed, slot: Slot::Value { named, range, exact } })
}

/// Where a value ends.
fn value_end(text: &str, start: usize, ranges: bool) -> usize {
    let mut at = start;
    loop {
        if text[at..].starts_with('"') {
            at = quoted_end(text, at).unwrap_or(text.len());
            if !ranges {
                return at;
            }
            continue;
        }
        let length = text[at..].find(ends_value).unwrap_or(text.len() - at);
        at += length;
        if length == 0 || !ranges {
            return at;
        }
    }
}

/// The byte behind the quote that closes the one at `at`.
fn quoted_end(text: &str, at: usize) -> Option<usize> {
    let mut escaped = false;
    text[at..].char_indices().skip(1).find_map(|(offset, character)| {
        let closes = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        closes.then_some(at + offset + 1)
    })
}

fn field_names(typed: &str) -> Vec<Completion> {
    let is_main = |name: &str| Field::NAMES.iter().all(|(_, names)| !names[1..].contains(&name));
    let available = |name: &&str| Field::named(name).is_none_or(|field| field.kind() != Kind::Later);
    // Other names are for those who know them.
    let fits = |name: &&str| if typed.is_empty() { is_main(name) } else { name.starts_with(typed) };
    let item = |name: &str| Completion { insert: format!("{name}:"), kind: CompletionKind::Field, count: None };
    names().filter(available).filter(fits).map(item).collect()
}

fn operators(typed: &str, joins: Joins) -> impl Iterator<Item = Completion> {
    let operators: &[Operator] = match joins {
        Joins::None => &[],
        Joins::Not => &[Operator::Not],
        Joins::All => &[Operator::And, Operator::Or, Operator::Not],
    };
    let fits = move |operator: &&Operator| !typed.is_empty() && fold(operator.word()).starts_with(typed);
    let item = |operator: &Operator| {
        let insert = operator.word().to_owned();
        Completion { insert, kind: CompletionKind::Operator, count: None }
    };
    operators.iter().filter(fits).map(item)
}

/// Whole terms, for somebody who types a value without its field.
fn terms(typed: &str, store: &Store, context: &Context) -> Vec<Completion> {
    const SHORTEST: usize = 2;
    if typed.len() < SHORTEST {
        return Vec::new();
    }
    let mut items = Vec::new();
    for field in [Field::Action, Field::Access, Field::Error, Field::Stream] {
        let named = Named { field, key: "", compare: "" };
        for item in values(&named, false, false, typed, store, context) {
            items.push((false, Completion { insert: format!("{}:{}", field.name(), item.insert), ..item }));
        }
    }
    best_first(items)
}

/// Those that begin with what is typed, which are not marked, then the most frequent.
fn best_first(mut items: Vec<(bool, Completion)>) -> Vec<Completion> {
    items.sort_by(|(a_inside, a), (b_inside, b)| {
        (a_inside, Reverse(a.count), &a.insert).cmp(&(b_inside, Reverse(b.count), &b.insert))
    });
    items.into_iter().map(|(_, item)| item).collect()
}

/// Values of a field that hold what is typed, those that begin with it first, then the
/// most frequent.
fn values(named: &Named, range: bool, exact: bool, typed: &str, store: &Store, context: &Context) -> Vec<Completion> {
    let field = named.field;
    let mut values: Vec<(String, Option<u32>)> = occurring(field, named.key, exact, store, context);
    if !exact {
        let words: &[&str] = match field.kind() {
            Kind::Words(FLAGS) => &FLAGS[..FLAGS_NOW],
            Kind::Words(words) => words,
            Kind::Status => &["ok", "error", "4xx", "5xx"],
            Kind::Time => times::WORDS,
            Kind::Weekday => &WEEKDAYS,
            Kind::Ip => &["private"],
            _ if field == Field::Access && context.me.is_some() => &["me"],
            _ => &[],
        };
        let occurs = |word: &str| values.iter().any(|(value, _)| value == word);
        let more: Vec<_> = words.iter().filter(|word| !occurs(word)).map(|word| ((*word).to_owned(), None)).collect();
        values.extend(more);
    }
    let mut items = Vec::new();
    for (value, count) in values {
        let folded = fold(&value);
        if !folded.contains(typed) {
            continue;
        }
        let value = if exact { format!("={value}") } else { as_value(field, value) };
        // Bounds are read one by one: `4xx` is a status, and none to count from.
        let bound = if range { format!("{value}..") } else { String::new() };
        if check(field, if range { &bound } else { &value }) == Verdict::Good {
            let insert = Printed(&value, is_plain_value(field, &value, false)).to_string();
            items.push((!folded.starts_with(typed), Completion { insert, kind: CompletionKind::Value(field), count }));
        }
    }
    best_first(items)
}

/// A value of a record as the filter writes it: with `=` where it would mean more.
fn as_value(field: Field, value: String) -> String {
    let means_itself = !value.contains('*') && !value.starts_with('=') && check(field, &value) == Verdict::Good;
    if means_itself { value } else { format!("={value}") }
}
