//! What the values of fields mean, and which ones a field can have.

use super::Field;
use super::fields::{self, FLAGS, FLAGS_NOW, Kind, WEEKDAYS};
use super::ip::IpTest;
use super::times;
use crate::record::{Operation, Outcome, Status};
use crate::time::Zone;

/// What can be said of a value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Good,
    /// It has no meaning; perhaps this one was meant.
    Bad(Option<String>),
    /// It has one that nothing answers yet.
    Later,
}

/// Whether a field can have a value at all.
pub(super) fn check(field: Field, value: &str) -> Verdict {
    let good = |good: bool| if good { Verdict::Good } else { Verdict::Bad(None) };
    let word = |words: &[&'static str]| {
        let suggestion = fields::closest(value, words.iter().copied());
        Verdict::Bad(suggestion.map(str::to_owned))
    };
    match field.kind() {
        Kind::Text => Verdict::Good,
        Kind::Later => Verdict::Later,
        Kind::Words(FLAGS) => match FLAGS.iter().position(|flag| flag.eq_ignore_ascii_case(value)) {
            Some(at) if at < FLAGS_NOW => Verdict::Good,
            Some(_) => Verdict::Later,
            None => word(FLAGS),
        },
        Kind::Words(words) => {
            if value == "*" || words.iter().any(|word| word.eq_ignore_ascii_case(value)) {
                return Verdict::Good;
            }
            word(words)
        }
        Kind::Status if StatusTest::of(value).is_some() => Verdict::Good,
        Kind::Status => word(&["ok", "error", "4xx", "5xx"]),
        Kind::Count => good(count_range(value).is_some()),
        Kind::Time if times::extent(value, &Zone::utc(), 0).is_some() => Verdict::Good,
        Kind::Time => word(times::WORDS),
        Kind::Hour => good(hours(value).is_some()),
        Kind::Weekday if weekdays(value).is_some() => Verdict::Good,
        Kind::Weekday => word(&WEEKDAYS),
        Kind::Ip if IpTest::of(value).is_some() => Verdict::Good,
        Kind::Ip => {
            let begins = value.starts_with(char::is_alphabetic);
            let is_label = begins && !value.contains(['.', ':', '/']);
            if is_label { Verdict::Later } else { Verdict::Bad(None) }
        }
    }
}

/// Whether a value is a range or a comparison, which narrow each other.
pub(super) fn is_range(field: Field, value: &str) -> bool {
    field.kind().has_ranges() && (value.contains("..") || value.starts_with(['<', '>']))
}

/// How a value of a field with ranges is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span<'a> {
    /// `*`
    Any,
    /// `x`
    One(&'a str),
    /// `>=x`, or without the bound itself `>x`
    From(&'a str, bool),
    /// `<=x`, or without the bound itself `<x`
    To(&'a str, bool),
    /// `x..y`, either of which may be open
    Range(Option<&'a str>, Option<&'a str>),
}

impl<'a> Span<'a> {
    pub(super) fn of(value: &'a str) -> Self {
        let open = |bound: &'a str| Some(bound).filter(|bound| !matches!(*bound, "" | "*"));
        if value == "*" {
            Self::Any
        } else if let Some(bound) = value.strip_prefix(">=") {
            Self::From(bound, true)
        } else if let Some(bound) = value.strip_prefix("<=") {
            Self::To(bound, true)
        } else if let Some(bound) = value.strip_prefix('>') {
            Self::From(bound, false)
        } else if let Some(bound) = value.strip_prefix('<') {
            Self::To(bound, false)
        } else if let Some((from, to)) = value.split_once("..") {
            Self::Range(open(from), open(to))
        } else {
            Self::One(value)
        }
    }

    /// As whole numbers, both inclusive; no number is outside of `least..=most`.
    fn numbers(self, least: u64, most: u64, read: &dyn Fn(&str) -> Option<u64>) -> Option<(u64, u64)> {
        let bound = |bound: Option<&str>, open: u64| bound.map_or(Some(open), read);
        Some(match self {
            Self::Any => (least, most),
            Self::One(one) => (read(one)?, read(one)?),
            Self::From(bound, itself) => (read(bound)?.checked_add(u64::from(!itself))?, most),
            // Below nothing is nothing: a range that ends before it begins.
            Self::To(bound, false) if read(bound)? == 0 => (1, 0),
            Self::To(bound, itself) => (least, read(bound)? - u64::from(!itself)),
            Self::Range(from, to) => (bound(from, least)?, bound(to, most)?),
        })
    }
}

/// What a value of `records:` asks: from, to.
pub(super) fn count_range(value: &str) -> Option<(u64, u64)> {
    Span::of(value).numbers(0, u64::MAX, &digits)
}

pub(super) fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Which hours a value of `hour:` means.
pub(super) fn hours(value: &str) -> Option<[bool; 24]> {
    let read = |text: &str| digits(text).filter(|hour| text.len() <= 2 && *hour < 24);
    match Span::of(value) {
        // No hour is before the first.
        Span::To(first, false) if read(first)? == 0 => Some([false; 24]),
        span => Some(ring(span.numbers(0, 23, &read)?)),
    }
}

/// Which days a value of `weekday:` means, from Monday.
pub(super) fn weekdays(value: &str) -> Option<[bool; 7]> {
    const FULL: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let read = |text: &str| {
        let is_day = |day: &usize| text.eq_ignore_ascii_case(FULL[*day]) || text.eq_ignore_ascii_case(WEEKDAYS[*day]);
        (0..7).find(is_day).map(|day| day as u64)
    };
    match Span::of(value) {
        // Sunday is not more than Monday.
        Span::From(..) | Span::To(..) => None,
        span => Some(ring(span.numbers(0, 6, &read)?)),
    }
}

/// The places from one to another, past the end where the other is before it.
fn ring<const N: usize>((from, to): (u64, u64)) -> [bool; N] {
    let mut ring = [false; N];
    // No hour is behind the last.
    if from >= N as u64 {
        return ring;
    }
    let inside = |place: u64| if from <= to { (from..=to).contains(&place) } else { place >= from || place <= to };
    for (place, flag) in ring.iter_mut().enumerate() {
        *flag = inside(place as u64);
    }
    ring
}

/// What a value of `operation:` means.
pub(super) fn operations(value: &str) -> &'static [Operation] {
    match value.to_ascii_lowercase().as_str() {
        "read" | "access" => &[Operation::Read],
        "create" => &[Operation::Create],
        "modify" | "update" => &[Operation::Modify],
        "remove" | "delete" => &[Operation::Remove],
        "write" => &[Operation::Create, Operation::Modify, Operation::Remove],
        "auth" => &[Operation::Auth],
        "consent" => &[Operation::Consent],
        "other" => &[Operation::Other],
        "*" => &[
            Operation::Read,
            Operation::Create,
            Operation::Modify,
            Operation::Remove,
            Operation::Auth,
            Operation::Consent,
            Operation::Other,
        ],
        _ => &[],
    }
}

/// What a value of `status:` asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusTest {
    Any,
    Ok,
    Error,
    Class(u8),
    Codes(u64, u64),
    /// Only the class is known, and it is this one.
    OnlyClass(u8),
    /// It failed, and nothing more is known.
    OnlyError,
}

impl StatusTest {
    pub(super) fn of(value: &str) -> Option<Self> {
        let code = |text: &str| digits(text).filter(|code| text.len() == 3 && (100..=599).contains(code));
        let lower = value.to_ascii_lowercase();
        Some(match lower.as_str() {
            "*" => Self::Any,
            "ok" => Self::Ok,
            "error" => Self::Error,
            "=error" => Self::OnlyError,
            _ => {
                if let Some(exact) = lower.strip_prefix('=') {
                    // Whatever a record can hold, not only what HTTP knows.
                    match exact.strip_suffix("xx") {
                        Some(class) => Self::OnlyClass(class.parse().ok()?),
                        None => exact.parse::<u16>().map(|code| Self::Codes(code.into(), code.into())).ok()?,
                    }
                } else if let Some(class) = lower.strip_suffix("xx").filter(|class| class.len() == 1) {
                    Self::Class(class.parse().ok().filter(|class| (1..=5).contains(class))?)
                } else {
                    let (low, high) = Span::of(&lower).numbers(100, 599, &code)?;
                    Self::Codes(low, high)
                }
            }
        })
    }

    /// A status of which only the class is certain matches the class and `error`,
    /// and a range that holds the whole class; never an exact number.
    pub(super) fn holds(self, status: Status) -> bool {
        match self {
            Self::Any => true,
            Self::Ok => status.outcome() == Outcome::Done,
            Self::Error => status.outcome() != Outcome::Done,
            Self::Class(class) => status.class() == Some(class),
            Self::OnlyClass(class) => status == Status::Class(class),
            Self::OnlyError => status == Status::Error,
            Self::Codes(low, high) => match (status.code(), status.class()) {
                (Some(code), _) => (low..=high).contains(&code.into()),
                (None, Some(class)) => low <= u64::from(class) * 100 && high >= u64::from(class) * 100 + 99,
                (None, None) => false,
            },
        }
    }
}

/// Whether a pattern with `*` for any run of characters fits a whole text.
pub(super) fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(previous) = last.replace(part) {
            match rest.find(previous) {
                Some(at) => rest = &rest[at + previous.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses() {
        let cases = [
            ("403", Status::Recorded(403), true),
            ("403", Status::Class(4), false),
            ("4xx", Status::Class(4), true),
            ("4XX", Status::Derived(404), true),
            ("error", Status::Error, true),
            ("4xx", Status::Error, false),
            ("ok", Status::Class(2), true),
            (">=400", Status::Class(5), true),
            (">=450", Status::Class(4), false),
            (">599", Status::Recorded(599), false),
            ("<100", Status::Recorded(100), false),
            ("400..499", Status::Derived(400), true),
            ("400..*", Status::Recorded(500), true),
            ("..399", Status::Class(2), true),
            ("<404", Status::Derived(404), false),
            ("*", Status::Error, true),
            ("=4xx", Status::Class(4), true),
            ("=4xx", Status::Derived(404), false),
            ("=4xx", Status::Class(5), false),
            ("=error", Status::Error, true),
            ("=error", Status::Class(4), false),
            ("=403", Status::Recorded(403), true),
            ("=403", Status::Class(4), false),
            ("=999", Status::Recorded(999), true),
        ];
        for (value, status, expected) in cases {
            assert_eq!(StatusTest::of(value).unwrap().holds(status), expected, "{value} on {status:?}");
        }
        for value in ["", "abc", "6xx", "0xx", "99", "1000", "40", "4xxx", "=ok", "=", ">=", ">=4xx", "+403", "403..x"]
        {
            assert_eq!(StatusTest::of(value), None, "{value}");
        }
    }

    #[test]
    fn what_means_an_outcome_means_no_other() {
        let codes = (100..=599).flat_map(|code| [Status::Recorded(code), Status::Derived(code)]);
        let statuses = codes.chain([Status::Class(2), Status::Class(4), Status::Class(5), Status::Error]);
        for status in statuses {
            for outcome in Outcome::ALL {
                let value = Field::ended(outcome);
                let holds = StatusTest::of(value).unwrap().holds(status);
                assert_eq!(holds, status.outcome() == outcome, "{value} on {status:?}");
            }
        }
    }

    #[test]
    fn hours_and_days_go_round() {
        let places = |ring: &[bool]| (0..ring.len()).filter(|place| ring[*place]).collect::<Vec<_>>();
        let cases: [(&str, &[usize]); 9] = [
            ("8", &[8]),
            ("08", &[8]),
            ("22..2", &[0, 1, 2, 22, 23]),
            ("2..4", &[2, 3, 4]),
            ("22..", &[22, 23]),
            ("..1", &[0, 1]),
            (">=22", &[22, 23]),
            (">23", &[]),
            ("<0", &[]),
        ];
        for (value, expected) in cases {
            assert_eq!(places(&hours(value).unwrap()), expected, "{value}");
        }
        assert_eq!(hours("1..0"), Some([true; 24]));
        let cases: [(&str, &[usize]); 5] =
            [("mon", &[0]), ("Sunday", &[6]), ("sat..mon", &[0, 5, 6]), ("fri..", &[4, 5, 6]), ("..tue", &[0, 1])];
        for (value, expected) in cases {
            assert_eq!(places(&weekdays(value).unwrap()), expected, "{value}");
        }
        for value in ["", "24", "-1", "008", "x", "8..x", ">=", "+8"] {
            assert_eq!(hours(value), None, "{value}");
        }
        for value in ["", "m", "lundi", ">=mon", "mon..x", "7"] {
            assert_eq!(weekdays(value), None, "{value}");
        }
    }

    #[test]
    fn wildcards() {
        let cases = [
            ("172.18.*", "172.18.0.7", true),
            ("172.18.*", "172.19.0.7", false),
            ("*.7", "172.18.0.7", true),
            ("*", "", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "acb", false),
            ("ab*ba", "aba", false),
            ("plain", "plain", true),
            ("plain", "plainly", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(wildcard(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
