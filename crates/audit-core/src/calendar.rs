//! Days and the wall clock, as whole numbers: the Gregorian calendar, without a
//! clock, a time zone or a format language.

use std::fmt;

const DAY_MS: i64 = 86_400_000;
/// What a browser's calendar holds, in days either way of 1970.
const MOST_DAYS: i64 = 100_000_000;

/// A day of the calendar. Prints as `2026-11-23`; a year that does not have four
/// digits has a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i64);

/// What a wall clock shows, and on which day; to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Local(i64);

impl Date {
    /// The day with these numbers; `None` when there is none.
    pub fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        if !(-300_000..=300_000).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        // From March on, so that the day that comes and goes is the last of a year.
        let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * month + 2) / 5;
        let first = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468;
        let date = Self::of_days(first + day - 1)?;
        // The thirty-first of a month of thirty is a day of the next.
        (date.numbers().2 == day).then_some(date)
    }

    fn of_days(days: i64) -> Option<Self> {
        (-MOST_DAYS..=MOST_DAYS).contains(&days).then_some(Self(days))
    }

    /// Year, month and day.
    fn numbers(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        (era * 400 + year + next, month, day)
    }

    /// So many days later; `None` outside of the calendar.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::of_days(self.0.checked_add(days)?)
    }

    /// The first day of the month.
    #[must_use]
    pub fn month_start(self) -> Self {
        Self(self.0 - (self.numbers().2 - 1))
    }

    /// The first day of the month so many months later.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let (year, month, _) = self.numbers();
        let month = (month - 1).checked_add(months)?;
        Self::new(year.checked_add(month.div_euclid(12))?, month.rem_euclid(12) + 1, 1)
    }

    /// The Monday on or before the day; `None` at the very start of the calendar.
    pub fn week_start(self) -> Option<Self> {
        // The first of January 1970 was a Thursday.
        self.plus_days(-(self.0 + 3).rem_euclid(7))
    }

    /// Its first moment.
    pub fn midnight(self) -> Local {
        Local(self.0 * DAY_MS)
    }

    /// `2026-11`.
    pub fn year_and_month(self) -> String {
        let (year, month, _) = self.numbers();
        format!("{}-{month:02}", Year(year))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.numbers();
        write!(out, "{}-{month:02}-{day:02}", Year(year))
    }
}

struct Year(i64);

impl fmt::Display for Year {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !(0..=9999).contains(&self.0) {
            out.write_str(if self.0 < 0 { "-" } else { "+" })?;
        }
        write!(out, "{:04}", self.0.unsigned_abs())
    }
}

impl Local {
    /// The wall clock that is so many milliseconds from the start of 1970; `None`
    /// outside of the calendar.
    pub fn new(ms: i64) -> Option<Self> {
        (-MOST_DAYS * DAY_MS..=MOST_DAYS * DAY_MS).contains(&ms).then_some(Self(ms))
    }

    /// Milliseconds from the start of 1970, on the same clock.
    pub fn ms(self) -> i64 {
        self.0
    }

    /// The day.
    pub fn date(self) -> Date {
        Date(self.0.div_euclid(DAY_MS))
    }

    /// So many milliseconds later; `None` outside of the calendar.
    pub fn plus_ms(self, ms: i64) -> Option<Self> {
        Self::new(self.0.checked_add(ms)?)
    }

    /// The start of a part of the day, such as its minute.
    #[must_use]
    pub fn floor(self, part_ms: i64) -> Self {
        Self(self.0 - self.0.rem_euclid(part_ms))
    }

    /// `14:02`.
    pub fn minute(self) -> String {
        let minutes = self.0.rem_euclid(DAY_MS) / 60_000;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// `14:02:07`.
    pub fn second(self) -> String {
        format!("{}:{:02}", self.minute(), self.0.rem_euclid(60_000) / 1000)
    }

    /// `14:02:07.412`.
    pub fn millisecond(self) -> String {
        format!("{}.{:03}", self.second(), self.0.rem_euclid(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Datelike, NaiveDate};
    use proptest::prelude::*;

    // What chrono's calendar holds, which is a little less.
    const DAYS: std::ops::Range<i64> = -95_000_000..95_000_000;

    proptest! {
        #[test]
        fn the_calendar_is_that_of_chrono(ms in DAYS.start * DAY_MS..DAYS.end * DAY_MS, months in -30_i64..30) {
            let (ours, theirs) = (Local::new(ms).unwrap(), DateTime::from_timestamp_millis(ms).unwrap().naive_utc());
            let date = theirs.date();
            prop_assert_eq!(ours.date().to_string(), date.to_string());
            prop_assert_eq!(ours.date().year_and_month(), date.format("%Y-%m").to_string());
            prop_assert_eq!(ours.millisecond(), theirs.format("%H:%M:%S%.3f").to_string());
            prop_assert_eq!(ours.date().month_start().to_string(), date.with_day(1).unwrap().to_string());
            let monday = date - chrono::Days::new(u64::from(date.weekday().num_days_from_monday()));
            prop_assert_eq!(ours.date().week_start().unwrap().to_string(), monday.to_string());
            let first = i64::from(date.year()) * 12 + i64::from(date.month0()) + months;
            let first = NaiveDate::from_ymd_opt(
                i32::try_from(first.div_euclid(12)).unwrap(),
                u32::try_from(first.rem_euclid(12)).unwrap() + 1,
                1,
            );
            prop_assert_eq!(ours.date().plus_months(months).unwrap().to_string(), first.unwrap().to_string());
        }

        #[test]
        fn days_exist_where_chrono_has_them(year in -9999_i32..19_999, month in 0_u32..14, day in 0_u32..33) {
            let ours = Date::new(year.into(), month.into(), day.into());
            let theirs = NaiveDate::from_ymd_opt(year, month, day);
            prop_assert_eq!(ours.map(|date| date.to_string()), theirs.map(|date| date.to_string()));
            prop_assert_eq!(
                ours.map(|date| date.midnight().ms()),
                theirs.map(|date| date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis())
            );
        }
    }

    #[test]
    fn the_calendar_ends() {
        for end in [MOST_DAYS, -MOST_DAYS] {
            let date = Date::of_days(end).unwrap();
            assert_eq!(date.plus_days(end.signum()), None);
            assert_eq!(date.midnight().plus_ms(end.signum()), None);
            assert_eq!(Local::new(end * DAY_MS).map(Local::date), Some(date));
        }
        assert_eq!(Date::of_days(MOST_DAYS).unwrap().to_string(), "+275760-09-13");
        assert_eq!(Date::of_days(MOST_DAYS).unwrap().plus_months(1), None);
        assert_eq!(Date::of_days(-MOST_DAYS).unwrap().week_start(), None);
        assert_eq!(Date::new(2026, 11, 23).unwrap().plus_days(i64::MAX), None);
        assert_eq!(Date::new(2026, 11, 23).unwrap().plus_months(i64::MAX), None);
        assert_eq!(Local::new(i64::MAX), None);
    }
}
