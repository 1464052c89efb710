//! What one term of a field matches. Values are matched once against each dictionary;
//! a row then costs a look at its code in each column that is asked.

use memchr::memmem::Finder;

use super::eval::{Context, accesses};
use super::ip::IpTest;
use super::parameters::{parameter, streams_of};
use super::value::{self, StatusTest, wildcard};
use super::{Field, Filter, own_reads, times};
use crate::method;
use crate::record::{Outcome, Status};
use crate::record_ref::split_addresses;
use crate::secrets::mask_message;
use crate::store::{Codes, Selection, Store, TextColumn, Texts};
use crate::text::fold;

/// Which rows a term matches.
pub(super) enum Hits<'a> {
    /// Those that have an allowed code in one of the columns.
    Codes(Vec<(&'a Codes, Vec<bool>)>),
    /// Those of these times, `[start, end)`.
    Times(Vec<(i64, i64)>),
    /// These.
    Rows(Selection),
}

/// A value as a text is compared with it.
pub(super) enum Pattern {
    /// The text itself, letter by letter.
    Exact(String),
    /// Folded, with `*` for any run of characters.
    Folded(String),
}

impl Pattern {
    fn of(value: &str) -> Self {
        match value.strip_prefix('=') {
            Some(exact) => Self::Exact(exact.to_owned()),
            None => Self::Folded(fold(value)),
        }
    }

    /// Whether it fits a whole text, which is `folded` in lower case without accents.
    fn fits(&self, text: &str, folded: &str) -> bool {
        match self {
            Self::Exact(exact) => text == exact,
            Self::Folded(pattern) => wildcard(pattern, folded),
        }
    }

    /// Words without `*`.
    fn words(&self) -> Option<&str> {
        match self {
            Self::Folded(words) if !words.contains('*') => Some(words),
            _ => None,
        }
    }
}

/// The values of a term as patterns, one of which has to fit.
pub(super) struct Patterns(Vec<Pattern>);

impl Patterns {
    pub(super) fn of(values: &[String]) -> Self {
        Self(values.iter().map(|value| Pattern::of(value)).collect())
    }

    pub(super) fn fit(&self, text: &str) -> bool {
        let folded = fold(text);
        self.0.iter().any(|pattern| pattern.fits(text, &folded))
    }

    /// Whether one fits what somebody called a thing; with a `=` only the thing itself is
    /// meant.
    fn fit_name(&self, name: &str) -> bool {
        let folded = fold(name);
        self.0.iter().any(|pattern| matches!(pattern, Pattern::Folded(it) if wildcard(it, &folded)))
    }

    fn column<'a>(&self, column: &'a TextColumn) -> (&'a Codes, Vec<bool>) {
        which(column, &|text| self.fit(text))
    }
}

/// The rows, among some, that a positive term matches.
pub(super) fn hits<'a>(filter: &Filter, among: &Selection, store: &'a Store, context: &Context) -> Hits<'a> {
    let values = filter.values.as_slice();
    let patterns = Patterns::of(values);
    let one = |column: &'a TextColumn| Hits::Codes(vec![patterns.column(column)]);
    match filter.field {
        Field::Action => {
            let fits = |code: u32, name: &str| {
                // What was written is matched too, where that is not the name.
                let raw = store.actions.texts.get(code).filter(|raw| *raw != name);
                values.iter().any(|value| action_matches(name, value)) || raw.is_some_and(|raw| patterns.fit(raw))
            };
            by_action(store, &|code| fits(code, &store.methods()[code as usize].name))
        }
        Field::Operation => {
            let fits = |operation| values.iter().any(|value| value::operations(value).contains(&operation));
            by_action(store, &|code| fits(store.methods()[code as usize].operation))
        }
        Field::Verb | Field::Path => by_action(store, &|code| {
            let halves = store.actions.texts.get(code).and_then(method::verb_and_path);
            halves.is_some_and(|(verb, path)| patterns.fit(if filter.field == Field::Verb { verb } else { path }))
        }),
        Field::Status => {
            let tests: Vec<StatusTest> = values.iter().filter_map(|value| StatusTest::of(value)).collect();
            by_status(store, &|status| tests.iter().any(|test| test.holds(status)))
        }
        Field::Access => access_hits(values, &patterns, store, context),
        Field::Ip => {
            let tests: Vec<IpTest> = values.iter().filter_map(|value| IpTest::of(value)).collect();
            let fits = |address: &str| tests.iter().any(|test| test.holds(address));
            Hits::Codes(vec![which(&store.addresses, &|list| split_addresses(list).any(fits))])
        }
        Field::Error => {
            let fits = |message: &str| {
                let folded = fold(&mask_message(message));
                let holds = |pattern: &Pattern| pattern.words().is_some_and(|words| has_words(&folded, words));
                let whole = |pattern: &Pattern| matches!(pattern, Pattern::Folded(it) if wildcard(it, &folded));
                patterns.0.iter().any(|pattern| holds(pattern) || whole(pattern))
            };
            Hits::Codes(vec![patterns.column(&store.errors), which(&store.messages, &fits)])
        }
        Field::Caller => {
            let mut columns = vec![patterns.column(&store.callers)];
            // That there is one is no secret.
            if values.iter().any(|value| value == "*") {
                columns.push(which(&store.hidden_callers, &|_| true));
            }
            Hits::Codes(columns)
        }
        Field::Source => one(&store.sources),
        Field::Type => one(&store.kinds),
        Field::Stream => stream_hits(&patterns, store, context),
        Field::Query if filter.key.is_empty() => Hits::Codes(vec![query_hits(&patterns, store)]),
        Field::Query => {
            // Keys are written as they are, so that most queries need not be read.
            let key = filter.key.rsplit('.').next().unwrap_or_default();
            let fits = |query: &str| parameter(query, &filter.key).iter().any(|value| patterns.fit(value));
            Hits::Codes(vec![(&store.queries.codes, queries(store, &[key], &fits))])
        }
        Field::Records => {
            let ranges: Vec<(u64, u64)> = values.iter().filter_map(|value| value::count_range(value)).collect();
            let fits = |count: u64| ranges.iter().any(|(from, to)| (*from..=*to).contains(&count));
            let allowed = store.counts.dictionary.values().iter().map(|counts| counts.records.is_some_and(fits));
            Hits::Codes(vec![(&store.counts.codes, allowed.collect())])
        }
        Field::Time => {
            let read = |value: &String| times::extent(value, context.zone, context.now_ms);
            let extents: Vec<(i64, i64)> = values.iter().filter_map(read).collect();
            let ranges: Option<Vec<_>> = extents.iter().map(|(start, end)| store.between(*start, *end)).collect();
            let Some(ranges) = ranges else { return Hits::Times(extents) };
            let mut inside = Selection::none(store.len());
            for range in ranges {
                inside.insert_range(range);
            }
            Hits::Rows(inside)
        }
        Field::Hour => {
            const HOUR_MS: i64 = 3_600_000;
            let hours = united(values.iter().filter_map(|value| value::hours(value)));
            Hits::Rows(by_clock(among, store, context, &|local| hours[ring(local.div_euclid(HOUR_MS), 24)]))
        }
        Field::Weekday => {
            const DAY_MS: i64 = 86_400_000;
            let days = united(values.iter().filter_map(|value| value::weekdays(value)));
            // 1970 began on a Thursday.
            Hits::Rows(by_clock(among, store, context, &|local| days[ring(local.div_euclid(DAY_MS) + 3, 7)]))
        }
        Field::Is => flag_hits(values, store, context),
        Field::Id => {
            let mut rows = Selection::none(store.len());
            for value in values {
                if value == "*" {
                    rows = Selection::all(store.len());
                }
                let id = value.strip_prefix('=').unwrap_or(value);
                let found = [store.row(id), store.row(&format!(":_audit:{id}"))];
                found.into_iter().flatten().for_each(|row| rows.insert(row));
            }
            Hits::Rows(rows)
        }
        // Not available: reading leaves them out.
        Field::Consent | Field::Rule => Hits::Codes(Vec::new()),
    }
}

/// The codes of all of a column's texts.
fn codes(texts: &Texts) -> std::ops::Range<u32> {
    0..u32::try_from(texts.codes()).unwrap_or(u32::MAX)
}

/// Which of a column's texts fit. One walk for all fields: each is code that is loaded.
pub(super) fn which<'a>(column: &'a TextColumn, fits: &dyn Fn(&str) -> bool) -> (&'a Codes, Vec<bool>) {
    (&column.codes, column.texts.matching(|text| text.is_some_and(fits)))
}

fn by_action<'a>(store: &'a Store, fits: &dyn Fn(u32) -> bool) -> Hits<'a> {
    Hits::Codes(vec![(&store.actions.codes, codes(&store.actions.texts).map(fits).collect())])
}

fn by_status<'a>(store: &'a Store, fits: &dyn Fn(Status) -> bool) -> Hits<'a> {
    let allowed = store.statuses.dictionary.values().iter().map(|status| fits(*status)).collect();
    Hits::Codes(vec![(&store.statuses.codes, allowed)])
}

pub(super) fn action_matches(method: &str, value: &str) -> bool {
    if let Some(exact) = value.strip_prefix('=') {
        return method == exact || method == method::normal_form(exact);
    }
    let value = fold(&method::normal_form(value));
    let method = fold(method);
    let category = value.strip_suffix(".*").unwrap_or(&value);
    method == value
        || method.strip_prefix(category).is_some_and(|rest| rest.starts_with('.'))
        || wildcard(&value, &method)
}

fn access_hits<'a>(values: &[String], patterns: &Patterns, store: &'a Store, context: &Context) -> Hits<'a> {
    let me = context.me.filter(|_| values.iter().any(|value| value.eq_ignore_ascii_case("me")));
    let named = |base: &str| context.names.get(base).is_some_and(|name| patterns.fit_name(name));
    let mut allowed = accesses(store, |base| me == Some(base) || patterns.fit(base) || named(base));
    // With its version, as the column has it.
    for (code, allowed) in codes(&store.accesses.texts).zip(&mut allowed) {
        *allowed |= store.accesses.texts.get(code).is_some_and(|text| values.iter().any(|value| value == text));
    }
    Hits::Codes(vec![(&store.accesses.codes, allowed)])
}

fn flag_hits<'a>(values: &[String], store: &'a Store, context: &Context) -> Hits<'a> {
    let has = |flag: &str| values.iter().any(|value| value.eq_ignore_ascii_case(flag));
    let (error, derived) = (has("error"), has("derived"));
    let mut columns = Vec::new();
    if error || derived {
        let fits = |status: Status| {
            let is_derived = !matches!(status, Status::Recorded(_));
            error && status.outcome() != Outcome::Done || derived && is_derived
        };
        if let Hits::Codes(codes) = by_status(store, &fits) {
            columns.extend(codes);
        }
    }
    if has("mine") {
        let is_mine = |base: &str| context.me == Some(base) || context.names.is_personal(base);
        columns.push((&store.accesses.codes, accesses(store, is_mine)));
    }
    let own = context.viewer.filter(|_| has("viewer")).map(|viewer| own_reads(store, viewer));
    let Some(mut own) = own else { return Hits::Codes(columns) };
    let mut rows = Selection::all(store.len());
    rows.keep_any(&columns);
    own.unite(&rows);
    Hits::Rows(own)
}

/// Which distinct queries, as they may be shown, fit: those that hold one of some words.
fn queries(store: &Store, words: &[&str], fits: &dyn Fn(&str) -> bool) -> Vec<bool> {
    let texts = &store.queries.texts;
    let mut candidates = vec![false; texts.codes()];
    for word in words {
        let holding = texts.holding(&Finder::new(&fold(word)));
        candidates.iter_mut().zip(holding).for_each(|(candidate, holds)| *candidate |= holds);
    }
    let fits = |code| store.shown_query_of(code).is_some_and(|query| fits(&query));
    codes(texts).zip(candidates).map(|(code, candidate)| candidate && fits(code)).collect()
}

fn query_hits<'a>(patterns: &Patterns, store: &'a Store) -> (&'a Codes, Vec<bool>) {
    let mut allowed = vec![false; store.queries.texts.codes()];
    for pattern in &patterns.0 {
        let more = match pattern.words() {
            Some(words) => store.queries.texts.holding(&Finder::new(words)),
            None => queries(store, &[""], &|query| pattern.fits(query, &fold(query))),
        };
        allowed.iter_mut().zip(more).for_each(|(allowed, more)| *allowed |= more);
    }
    (&store.queries.codes, allowed)
}

fn stream_hits<'a>(patterns: &Patterns, store: &'a Store, context: &Context) -> Hits<'a> {
    let named = |id: &str| context.names.stream(id).is_some_and(|name| patterns.fit_name(name));
    by_stream(store, &|id| patterns.fit(id) || named(id))
}

/// The rows that asked for a stream that fits, or could read one.
pub(super) fn by_stream<'a>(store: &'a Store, fits: &dyn Fn(&str) -> bool) -> Hits<'a> {
    let asked = queries(store, &["stream", "parentid"], &|query| streams_of(query).iter().any(|id| fits(id)));
    let scoped = which(&store.scoped_streams, &|list| {
        let ids: Vec<String> = serde_json::from_str(list).unwrap_or_default();
        ids.iter().any(|id| fits(id))
    });
    Hits::Codes(vec![(&store.queries.codes, asked), scoped])
}

/// The rows whose wall clock passes, in milliseconds of it. Offsets change rarely, so
/// each is looked up once for the rows that stand together.
fn by_clock(among: &Selection, store: &Store, context: &Context, passes: &dyn Fn(i64) -> bool) -> Selection {
    let mut rows = among.clone();
    let (mut from, mut until, mut seconds) = (0, 0, 0);
    rows.keep_if(&store.times, |time| {
        if !(from..until).contains(&time) {
            (from, until, seconds) = context.zone.offset_span(time);
        }
        passes(time.saturating_add(i64::from(seconds) * 1000))
    });
    rows
}

/// A count as a place in a ring.
fn ring(count: i64, length: i64) -> usize {
    usize::try_from(count.rem_euclid(length)).unwrap_or_default()
}

/// Whatever is in one of the rings.
fn united<const N: usize>(rings: impl Iterator<Item = [bool; N]>) -> [bool; N] {
    rings.fold([false; N], |all, ring| std::array::from_fn(|place| all[place] || ring[place]))
}

/// Whether words stand in a text as words, not as parts of longer ones.
fn has_words(text: &str, words: &str) -> bool {
    let is_part = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    text.match_indices(words)
        .any(|(at, _)| !is_part(text[..at].chars().next_back()) && !is_part(text[at + words.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions() {
        let cases = [
            ("events", "events.get", true),
            ("events.*", "events.getOne", true),
            ("events.get", "events.getOne", false),
            ("GET /events", "events.get", true),
            ("EVENTS.GET", "events.get", true),
            ("oauth", "oauth.token.refreshed", true),
            ("event", "events.get", false),
            ("=oauth.token.issued", "oauth.token.issued", true),
            ("=oauth.token.issued", "oauth.token.issued.client_credentials", false),
            ("=GET /events", "events.get", true),
            ("=a*", "a*", true),
            ("=a*", "ab", false),
            ("==a", "=a", true),
        ];
        for (value, method, expected) in cases {
            assert_eq!(action_matches(method, value), expected, "{value} on {method}");
        }
    }

    #[test]
    fn words() {
        let cases = [
            ("session has expired", "expired", true),
            ("session has expired", "has expired", true),
            ("session has expired", "expire", false),
            ("\"expired\".", "expired", true),
            ("unexpired; expired", "expired", true),
            ("日本", "日", false),
        ];
        for (text, words, expected) in cases {
            assert_eq!(has_words(text, words), expected, "{words} in {text}");
        }
    }
}
