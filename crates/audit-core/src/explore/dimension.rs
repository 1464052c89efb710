//! What rows are told apart by, and how their codes become values that a person reads.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Log;
use super::clock::{Clock, DAY_MS, WEEK, day_at};
use crate::query::{Field, WEEKDAYS};
use crate::record_ref::split_addresses;
use crate::store::{Codes, Selection, index, with_codes};
use crate::time::Zone;

/// What rows are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Dimension {
    /// The action's normal form.
    Action,
    /// What kind of act.
    Operation,
    /// How it ended: `403`, `4xx`, `error`.
    Status,
    /// The error id.
    Error,
    /// The access, whatever its version.
    Access,
    /// Each reported address.
    Address,
    /// `http`, `socket.io`.
    Source,
    /// The caller id, where it may be shown.
    Caller,
    /// Each stream that the call asked for, or could read.
    Stream,
    /// The hour of the day, `0` to `23`, in the shown zone.
    Hour,
    /// The day of the week, `mon` to `sun`, in the shown zone.
    Weekday,
    /// The calendar day, `2026-11-23`, in the shown zone.
    Day,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Action,
        Self::Operation,
        Self::Status,
        Self::Error,
        Self::Access,
        Self::Address,
        Self::Source,
        Self::Caller,
        Self::Stream,
        Self::Hour,
        Self::Weekday,
        Self::Day,
    ];

    /// As the address writes it; but for a day, also the name of its field.
    pub fn key(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Operation => "operation",
            Self::Status => "status",
            Self::Error => "error",
            Self::Access => "access",
            Self::Address => "ip",
            Self::Source => "source",
            Self::Caller => "caller",
            Self::Stream => "stream",
            Self::Hour => "hour",
            Self::Weekday => "weekday",
            Self::Day => "day",
        }
    }

    /// Reads what [`Dimension::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.key() == key)
    }

    /// The field of the filter that asks for its values; `None` while no filter can.
    pub fn field(self) -> Option<Field> {
        if self == Self::Day { Some(Field::Time) } else { Field::named(self.key()) }
    }
}

/// The rows of a log by their codes in one dimension.
#[derive(Debug)]
pub(crate) struct Axis<'a> {
    log: Log<'a>,
    dimension: Dimension,
    column: Column<'a>,
}

#[derive(Debug)]
enum Column<'a> {
    /// A code a row.
    Codes(&'a Codes, usize),
    /// The hour of the week, worked out of the time.
    Hours,
    /// The place among the days that occur, worked out of the time.
    Days(Vec<i64>),
}

/// The distinct values that codes stand for.
#[derive(Debug, Default)]
pub(crate) struct Values<'a> {
    pub(crate) texts: Vec<Cow<'a, str>>,
    /// Each code with each of its values, as an index into the texts.
    pub(crate) pairs: Vec<(u32, u32)>,
}

impl<'a> Axis<'a> {
    pub(crate) fn new(log: Log<'a>, dimension: Dimension) -> Self {
        let store = log.store;
        let text = |column: &'a crate::store::TextColumn| Column::Codes(&column.codes, column.texts.codes());
        let column = match dimension {
            Dimension::Action | Dimension::Operation => Column::Codes(&store.actions.codes, store.methods().len()),
            Dimension::Status => Column::Codes(&store.statuses.codes, store.statuses.dictionary.values().len()),
            Dimension::Error => text(&store.errors),
            Dimension::Access => text(&store.accesses),
            Dimension::Address => text(&store.addresses),
            Dimension::Source => text(&store.sources),
            Dimension::Caller => text(&store.callers),
            Dimension::Stream => {
                let streams = &log.readings.streams;
                Column::Codes(&streams.codes, streams.dictionary.values().len())
            }
            Dimension::Hour | Dimension::Weekday => Column::Hours,
            Dimension::Day => Column::Days(days(&log)),
        };
        Self { log, dimension, column }
    }

    /// How many codes there are: each is below.
    pub(crate) fn codes(&self) -> usize {
        match &self.column {
            Column::Codes(_, codes) => *codes,
            Column::Hours => WEEK,
            Column::Days(days) => days.len(),
        }
    }

    /// Calls `each` with every selected row and its code, in the order of arrival.
    pub(crate) fn for_each(&self, selection: &Selection, mut each: impl FnMut(usize, usize)) {
        let times = &self.log.store.times;
        match &self.column {
            Column::Codes(codes, _) => with_codes!(codes, codes => {
                selection.for_each(|row| each(row, index(codes[row])));
            }),
            Column::Hours => {
                let mut clock = Clock::hours(self.log.zone);
                selection.for_each(|row| each(row, clock.at(times[row])));
            }
            Column::Days(days) => {
                let place = |day: i64| days.binary_search(&day).unwrap_or_default();
                let mut clock = Clock::days(self.log.zone, place);
                selection.for_each(|row| each(row, clock.at(times[row])));
            }
        }
    }

    /// How many of the selected rows have each code.
    pub(crate) fn counts(&self, selection: &Selection) -> Vec<u32> {
        if let Column::Codes(codes, count) = &self.column {
            return selection.count_codes(codes, *count);
        }
        let mut counts = vec![0; self.codes()];
        self.for_each(selection, |_, code| counts[code] += 1);
        counts
    }

    /// The rows of a selection that have the value; or no value, where it is `None`.
    pub(crate) fn having(&self, selection: &Selection, value: Option<&str>) -> Selection {
        let mut allowed = vec![value.is_none(); self.codes()];
        let values = self.values(|_| true);
        for (code, text) in &values.pairs {
            let allowed = &mut allowed[*code as usize];
            *allowed = value.is_some_and(|value| *allowed || values.texts[*text as usize] == value);
        }
        let mut having = Selection::none(u32::try_from(selection.rows()).unwrap_or(u32::MAX));
        self.for_each(selection, |row, code| {
            if allowed[code] {
                having.insert(u32::try_from(row).unwrap_or(u32::MAX));
            }
        });
        having
    }

    /// The distinct values of the codes that are used: several codes can stand for one
    /// (versions of an access, ways to write an action), and one for several (addresses).
    pub(crate) fn values(&self, used: impl Fn(usize) -> bool) -> Values<'a> {
        let mut values = Values::default();
        let mut known: HashMap<Cow<'a, str>, u32> = HashMap::new();
        for code in (0..self.codes()).filter(|code| used(*code)) {
            let code = u32::try_from(code).unwrap_or(u32::MAX);
            let first = values.pairs.len();
            self.texts(code, &mut |text| {
                let next = u32::try_from(values.texts.len()).unwrap_or(u32::MAX);
                let place = *known.entry(text.clone()).or_insert(next);
                if place == next {
                    values.texts.push(text);
                }
                // The same address can stand in a list twice.
                if !values.pairs[first..].contains(&(code, place)) {
                    values.pairs.push((code, place));
                }
            });
        }
        values
    }

    /// What a code stands for.
    fn texts(&self, code: u32, each: &mut dyn FnMut(Cow<'a, str>)) {
        let store = self.log.store;
        let one = |text: Option<&'a str>, each: &mut dyn FnMut(Cow<'a, str>)| {
            if let Some(text) = text {
                each(text.into());
            }
        };
        match self.dimension {
            // Code 0 is no row's action.
            Dimension::Action if code > 0 => one(Some(&store.methods()[code as usize].name), each),
            Dimension::Operation if code > 0 => one(Some(store.methods()[code as usize].operation.label()), each),
            Dimension::Action | Dimension::Operation => {}
            Dimension::Status => each(store.statuses.dictionary.values()[code as usize].label().into()),
            Dimension::Error => one(store.errors.texts.get(code), each),
            Dimension::Access => one(store.access(code).map(|(base, _)| base), each),
            Dimension::Address => {
                let list = store.addresses.texts.get(code).unwrap_or_default();
                split_addresses(list).for_each(|address| each(address.into()));
            }
            Dimension::Source => one(store.sources.texts.get(code), each),
            Dimension::Caller => one(store.callers.texts.get(code), each),
            Dimension::Stream => {
                self.log.readings.streams_of_code(store, code).into_iter().for_each(|stream| each(stream.into()));
            }
            Dimension::Hour => each((code % 24).to_string().into()),
            Dimension::Weekday => one(WEEKDAYS.get(code as usize / 24).copied(), each),
            Dimension::Day => {
                if let Column::Days(days) = &self.column
                    && let Some(date) = days.get(code as usize).and_then(|day| date_of(*day))
                {
                    each(date.to_string().into());
                }
            }
        }
    }
}

/// The days that occur, in their order, found by halving: counted from 1970.
fn days(log: &Log) -> Vec<i64> {
    let (times, mut rows) = (&log.store.times, log.store.oldest_first());
    let mut days = Vec::new();
    while let Some(row) = rows.first() {
        let day = day_at(log.zone, times[*row as usize]);
        let rest = rows.partition_point(|row| day_at(log.zone, times[*row as usize]) <= day);
        // A clock that is put back over midnight shows a day again.
        rows = &rows[rest.max(1)..];
        days.push(day);
    }
    days.sort_unstable();
    days.dedup();
    days
}

fn date_of(day: i64) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp_millis(day.checked_mul(DAY_MS)?)?.date_naive())
}

/// An instant at which the clock of a zone shows an hour, or a day of the week.
pub(super) fn example_time(dimension: Dimension, value: &str, zone: &Zone) -> i64 {
    // The 13th of January 2025: no clock is changed in that week.
    const MONDAY: i64 = 20_101;
    let (day, hour) = match dimension {
        Dimension::Weekday => (WEEKDAYS.iter().position(|day| *day == value).unwrap_or_default(), 12),
        _ => (0, value.parse().unwrap_or_default()),
    };
    let time = date_of(MONDAY + i64::try_from(day).unwrap_or_default()).and_then(|date| date.and_hms_opt(hour, 30, 0));
    time.map_or(0, |time| zone.instant(time))
}
