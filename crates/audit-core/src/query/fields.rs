//! The fields of the language: one table for reading, printing, completing and
//! suggesting.

use serde::{Deserialize, Serialize};

use super::ip;
use crate::record::{Outcome, PSEUDO_ACCESSES};

/// The fields that a term can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// The action; a category (`events`, `events.*`) stands for all of it, `=events` does not.
    Action,
    /// What kind of act: `read`, `create`, `modify`, `remove`, `auth`, `consent`, `other`.
    Operation,
    /// `403`, `4xx`, `>=400`, `400..499`, `ok`, `error`; `=4xx` where the number is not known.
    Status,
    /// The access: its id, its id with a version (`ck1:2`), its name, or `me`.
    Access,
    /// A reported address: itself, with `*`, a network (`85.5.0.0/16`), or `private`.
    Ip,
    /// When: a day, month, year, instant, or a time counted back from now; or a range.
    Time,
    /// The error's id, or words of its message.
    Error,
    /// The HTTP verb, recorded or that of the method.
    Verb,
    /// The path of the call, recorded or that of the method.
    Path,
    /// The caller id, where it may be shown.
    Caller,
    /// `http`, `socket.io`, `oauth2`.
    Source,
    /// A stream that was asked for, or that the call could read.
    Stream,
    /// How many records the call returned.
    Records,
    /// The recorded query, or with a key (`query.limit`) one parameter of it.
    Query,
    /// The hour of the day in the shown zone; a range may go past midnight.
    Hour,
    /// The day of the week in the shown zone; a range may go past Sunday.
    Weekday,
    /// What is true of a record: `mine`, `error`, `derived`, `viewer` (what this page asked).
    Is,
    /// The record's id, with or without `:_audit:`.
    Id,
    /// The record's type.
    Type,
    /// Understood, and not available yet.
    Consent,
    /// Understood, and not available yet.
    Rule,
}

/// What values a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any text; `*` for any run of characters, `=` for itself alone.
    Text,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A status, a class, an outcome, or a range.
    Status,
    /// A number, or a range.
    Count,
    /// A time, or a range.
    Time,
    /// 0 to 23, or a range.
    Hour,
    /// A day of the week, or a range.
    Weekday,
    /// An address, with `*`, a network, or `private`.
    Ip,
    /// A text that nothing can be asked of yet.
    Later,
}

impl Kind {
    /// Whether `..`, `<` and `>` mean something.
    pub(super) fn has_ranges(self) -> bool {
        matches!(self, Self::Status | Self::Count | Self::Time | Self::Hour | Self::Weekday)
    }
}

/// Words of `operation:`; the aliases after the names.
pub(super) const OPERATIONS: &[&str] =
    &["read", "create", "modify", "remove", "auth", "consent", "other", "write", "access", "update", "delete"];
/// Words of `is:`, those that are available first.
pub(super) const FLAGS: &[&str] = &["mine", "error", "derived", "viewer", "odd", "first"];
/// How many of [`FLAGS`] are available.
pub(super) const FLAGS_NOW: usize = 4;
/// Words of `weekday:`, from Monday.
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `since:x` and `until:x` are `time:>=x` and `time:<x`.
const SUGAR: [(&str, &str); 2] = [("since", ">="), ("until", "<")];

/// What a name in front of a `:` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub(super) field: Field,
    /// The parameter, for `query.limit`; else empty.
    pub(super) key: &'a str,
    /// The comparison that the name brings along; else empty.
    pub(super) compare: &'static str,
}

impl Field {
    /// All fields with their names, the first being the one that is printed.
    pub const NAMES: [(Field, &'static [&'static str]); 21] = [
        (Field::Action, &["action", "method", "api"]),
        (Field::Operation, &["operation", "op"]),
        (Field::Status, &["status"]),
        (Field::Access, &["access", "actor", "by", "app"]),
        (Field::Ip, &["ip", "from_ip", "address"]),
        (Field::Time, &["time", "created", "at"]),
        (Field::Error, &["error"]),
        (Field::Verb, &["verb"]),
        (Field::Path, &["path", "resource"]),
        (Field::Caller, &["caller"]),
        (Field::Source, &["source"]),
        (Field::Stream, &["stream"]),
        (Field::Records, &["records"]),
        (Field::Query, &["query"]),
        (Field::Hour, &["hour"]),
        (Field::Weekday, &["weekday"]),
        (Field::Is, &["is"]),
        (Field::Id, &["id"]),
        (Field::Type, &["type"]),
        (Field::Consent, &["consent"]),
        (Field::Rule, &["rule"]),
    ];

    /// The field with a name, whatever its case.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
            .map(|(field, _)| field)
    }

    /// The name that is printed.
    pub fn name(self) -> &'static str {
        Self::NAMES.into_iter().find(|(field, _)| *field == self).map_or("", |(_, names)| names[0])
    }

    /// The value that means `value`, as a record holds it, and nothing beside it,
    /// whatever else the log holds.
    pub fn exactly(self, value: &str) -> String {
        let means_more = match self {
            // Everything below an action belongs to its plain name; an error's plain id
            // is looked for in messages too, and a query's in longer ones. A stream's id is
            // often a word, and may be the name of another stream.
            Self::Action | Self::Error | Self::Query | Self::Stream => true,
            // These ids are words that a person could also give as a name.
            Self::Access => has_wildcard(value) || value == "me" || PSEUDO_ACCESSES.contains(&value),
            // Anybody can report anything as an address.
            Self::Ip => !ip::is_plain_address(value),
            Self::Status => !value.parse().is_ok_and(|code: u16| (100..=599).contains(&code)),
            Self::Verb | Self::Path | Self::Caller | Self::Source | Self::Type | Self::Id => has_wildcard(value),
            _ => false,
        };
        if means_more { format!("={value}") } else { value.to_owned() }
    }

    /// The value of `status:` that means every call that ended so, of the statuses that
    /// HTTP knows.
    pub fn ended(outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Done => "ok",
            Outcome::Refused => "4xx",
            Outcome::Failed => "5xx",
            Outcome::Error => "=error",
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Operation => Kind::Words(OPERATIONS),
            Self::Is => Kind::Words(FLAGS),
            Self::Status => Kind::Status,
            Self::Records => Kind::Count,
            Self::Time => Kind::Time,
            Self::Hour => Kind::Hour,
            Self::Weekday => Kind::Weekday,
            Self::Ip => Kind::Ip,
            Self::Consent | Self::Rule => Kind::Later,
            _ => Kind::Text,
        }
    }
}

/// What a name stands for, whatever its case.
pub(super) fn look_up(name: &str) -> Option<Named<'_>> {
    if let Some((_, compare)) = SUGAR.into_iter().find(|(sugar, _)| sugar.eq_ignore_ascii_case(name)) {
        return Some(Named { field: Field::Time, key: "", compare });
    }
    if let Some((query, key)) = name.split_once('.') {
        let is_key = query.eq_ignore_ascii_case("query") && !key.is_empty();
        return is_key.then_some(Named { field: Field::Query, key, compare: "" });
    }
    Field::named(name).map(|field| Named { field, key: "", compare: "" })
}

/// Every name that can stand in front of a `:`, aliases too.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let fields = Field::NAMES.into_iter().flat_map(|(_, names)| names.iter().copied());
    fields.chain(SUGAR.into_iter().map(|(name, _)| name))
}

/// The name of a field that is one slip away.
pub(super) fn closest_name(name: &str) -> Option<&'static str> {
    closest(name, names())
}

/// The word that is one slip away from what was typed, for short words.
pub(super) fn closest(typed: &str, words: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    const LONGEST: usize = 20;
    if typed.len() > LONGEST {
        return None;
    }
    let typed = typed.to_ascii_lowercase();
    words
        .map(|known| (distance(&typed, known), known))
        .filter(|(distance, known)| *distance <= 1.max(known.len() / 3) && *distance < known.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

fn has_wildcard(value: &str) -> bool {
    value.contains('*') || value.starts_with('=')
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
