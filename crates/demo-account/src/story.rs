//! Who does what and when: a plan of small rows, which `wire.rs` writes out as JSON.

use crate::rng::Rng;
use crate::{Generation, Options};

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Eighteen months.
const SPAN_DAYS: i64 = 548;
/// The watch's calls in that time, one each quarter of an hour.
const WATCH_SLOTS: usize = 548 * 96;
/// The size at which the watch keeps exactly to its quarter of an hour.
const USUAL: usize = 60_000;

/// Who called: an access, or one of the platform's pseudo accesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Alice,
    Diet,
    Watch,
    Mum,
    Doctor,
    Fitness,
    Study,
    Viewer,
    /// A token or a password that was not accepted.
    Invalid,
    /// A password that was.
    ValidPassword,
}

/// What was called, as far as the record differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Read,
    ReadOne,
    Create,
    Update,
    Delete,
    Batch,
    AccessInfo,
    StreamsGet,
    StreamCreate,
    StreamUpdate,
    StreamDelete,
    Login,
    Logout,
    ChangePassword,
    AccessesGet,
    CheckApp,
    Grant(Who),
    Change,
    Withdraw,
    Export,
    Attachment,
    /// The doctor's one long read, late in the evening.
    BigRead,
    AuditRead,
    LoginFailed,
    GuessedToken,
    RefusedToken,
    Expired,
    /// A personal session that has run out, as they do after two weeks.
    SessionExpired,
    NotFound,
    BadParameters,
    UnknownStream,
    Forbidden,
    Crash,
    OauthConsent,
    OauthToken,
    OauthRefresh,
}

/// One planned record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Milliseconds since 1970.
    pub(crate) time: i64,
    /// Numbers the records; its identifier and details are drawn from it.
    pub(crate) serial: u32,
    pub(crate) who: Who,
    pub(crate) act: Act,
}

/// The moments of the story, counted back from the end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calendar {
    pub(crate) now: i64,
    pub(crate) start: i64,
    pub(crate) mum_granted: i64,
    pub(crate) doctor_granted: i64,
    pub(crate) doctor_changed: i64,
    pub(crate) doctor_withdrawn: i64,
    pub(crate) fitness_granted: i64,
    pub(crate) fitness_expired: i64,
    pub(crate) study_granted: i64,
    pub(crate) night: i64,
    pub(crate) viewer_granted: i64,
    /// When the watch's key was first used from another address.
    pub(crate) elsewhere: i64,
}

impl Calendar {
    /// The story that ends at `now`.
    pub(crate) fn ending(now: i64) -> Self {
        let midnight = now - now.rem_euclid(DAY);
        let on = |days_ago: i64, hour: i64, minute: i64| midnight - days_ago * DAY + hour * HOUR + minute * MINUTE;
        Self {
            now,
            start: now - SPAN_DAYS * DAY,
            mum_granted: on(530, 16, 12),
            doctor_granted: on(420, 8, 47),
            doctor_changed: on(250, 15, 5),
            doctor_withdrawn: on(60, 7, 31),
            fitness_granted: on(505, 18, 20),
            fitness_expired: on(140, 18, 20),
            study_granted: on(310, 19, 2),
            night: on(42, 1, 14),
            viewer_granted: on(21, 20, 40),
            elsewhere: on(33, 12, 50),
        }
    }

    /// Whether a call of the watch is one of those from another address: every third of an
    /// afternoon.
    pub(crate) fn is_used_elsewhere(&self, row: Row) -> bool {
        (self.elsewhere..self.elsewhere + 6 * HOUR).contains(&row.time) && row.serial.is_multiple_of(3)
    }
}

/// The whole plan, newest first, exactly as long as asked for.
pub(crate) fn plan(options: Options, calendar: Calendar) -> Vec<Row> {
    let mut plan = Plan {
        rows: Vec::with_capacity(options.records + 512),
        rng: Rng::new(options.seed),
        calendar,
        wanted: options.records,
    };
    plan.story(options.generation);
    plan.rows.truncate(options.records);
    let rest = options.records - plan.rows.len();
    // Up to the usual size everything shrinks alike; above it only the watch grows.
    let everyday =
        if options.records >= USUAL { (USUAL - WATCH_SLOTS).saturating_sub(plan.rows.len()) } else { rest / 8 };
    let everyday = everyday.min(rest);
    plan.everyday(everyday);
    plan.watch(rest - everyday);
    let mut rows = plan.rows;
    rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.time, row.serial)));
    rows
}

struct Plan {
    rows: Vec<Row>,
    rng: Rng,
    calendar: Calendar,
    wanted: usize,
}

impl Plan {
    fn add(&mut self, time: i64, who: Who, act: Act) {
        // Nothing happens after the end, however late in the day the story puts it.
        let time = time.clamp(self.calendar.start, self.calendar.now - 2_000);
        let serial = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.push(Row { time, serial, who, act });
    }

    /// `full` in an account of the usual size, fewer in a small one.
    fn count(&self, least: usize, full: usize) -> i64 {
        let scaled = full * self.wanted / USUAL;
        i64::try_from(scaled.clamp(least, full)).unwrap_or(i64::MAX)
    }

    /// Day `day` after `from`, at about `hour`.
    fn around(&mut self, from: i64, day: i64, hour: i64) -> i64 {
        let midnight = from - from.rem_euclid(DAY);
        midnight + day * DAY + hour * HOUR + self.rng.below_i64(50 * MINUTE)
    }

    /// What a newcomer should find; the most telling first, for very small accounts.
    fn story(&mut self, generation: Generation) {
        let c = self.calendar;
        self.doctor();
        self.night();
        self.expired();
        self.export();
        self.add(c.start, Who::ValidPassword, Act::Login);
        self.add(c.start + 40_000, Who::Alice, Act::Grant(Who::Watch));
        self.add(c.start + 90_000, Who::Alice, Act::Grant(Who::Diet));
        self.add(c.mum_granted, Who::Alice, Act::Grant(Who::Mum));
        self.add(c.fitness_granted, Who::Alice, Act::Grant(Who::Fitness));
        self.add(c.viewer_granted - 9_000, Who::Alice, Act::CheckApp);
        self.add(c.viewer_granted, Who::Alice, Act::Grant(Who::Viewer));
        if generation == Generation::Events {
            self.study();
        }
        self.tidying();
        self.mishaps();
        for day in 0..self.count(1, 20) {
            let time = self.around(c.viewer_granted, 1 + day, 20);
            self.add(time, Who::Viewer, Act::AuditRead);
        }
        self.add(c.now - 3_000, Who::Alice, Act::AccessInfo);
    }

    fn doctor(&mut self) {
        let c = self.calendar;
        self.add(c.doctor_granted, Who::Alice, Act::Grant(Who::Doctor));
        self.add(c.doctor_changed, Who::Alice, Act::Change);
        // The evening before Alice withdraws it, the practice reads everything it may.
        let evening = c.doctor_withdrawn - 8 * HOUR;
        self.add(evening, Who::Doctor, Act::BigRead);
        self.add(evening + 95_000, Who::Doctor, Act::BigRead);
        self.add(c.doctor_withdrawn - 4 * MINUTE, Who::Alice, Act::AccessesGet);
        self.add(c.doctor_withdrawn, Who::Alice, Act::Withdraw);
        for try_again in 0..self.count(2, 6) {
            let time = self.around(c.doctor_withdrawn, 1 + 2 * try_again, 10);
            self.add(time, Who::Invalid, Act::RefusedToken);
        }
        let first = self.count(2, 24);
        for visit in 0..first {
            let time = self.around(c.doctor_granted, 3 + visit * 168 / first, 10);
            self.add(in_the_week(time), Who::Doctor, Act::Read);
        }
        let second = self.count(2, 40);
        for visit in 0..second {
            let time = self.around(c.doctor_changed, 3 + visit * 185 / second, 14);
            self.add(in_the_week(time), Who::Doctor, Act::Read);
        }
    }

    fn night(&mut self) {
        let c = self.calendar;
        let mut time = c.night;
        for guess in 0..self.count(10, 132) {
            let act = if guess % 9 == 8 { Act::GuessedToken } else { Act::LoginFailed };
            self.add(time, Who::Invalid, act);
            time += 21_000 + self.rng.below_i64(90_000);
        }
        // In the morning Alice signs in, looks at her accesses and changes her password.
        let morning = c.night + 6 * HOUR + 9 * MINUTE;
        self.add(morning, Who::ValidPassword, Act::Login);
        self.add(morning + 31_000, Who::Alice, Act::AccessesGet);
        self.add(morning + 122_000, Who::Alice, Act::ChangePassword);
    }

    fn expired(&mut self) {
        let c = self.calendar;
        let before = self.count(2, 180);
        for call in 0..before {
            let time = self.around(c.fitness_granted, 1 + call * 363 / before, 5);
            self.add(time, Who::Fitness, Act::Read);
        }
        let after = self.count(4, 139);
        for call in 0..after {
            let time = self.around(c.fitness_expired, 1 + call * 138 / after, 5);
            self.add(time, Who::Fitness, Act::Expired);
        }
    }

    fn export(&mut self) {
        let c = self.calendar;
        for (days, files) in [(212, 2), (96, 3), (6, 4)] {
            let time = self.around(c.now, -days, 19);
            self.add(time, Who::Alice, Act::Export);
            for file in 0..files {
                self.add(time + 4_000 + file * 1_300, Who::Alice, Act::Attachment);
            }
        }
    }

    fn study(&mut self) {
        let c = self.calendar;
        self.add(c.study_granted, Who::Study, Act::OauthConsent);
        self.add(c.study_granted + 1_700, Who::Study, Act::OauthToken);
        for month in 1..=self.count(1, 10) {
            let time = self.around(c.study_granted, month * 30, 2);
            self.add(time, Who::Study, Act::OauthRefresh);
            self.add(time + 2_000, Who::Study, Act::Read);
        }
    }

    /// Alice orders her streams.
    fn tidying(&mut self) {
        let c = self.calendar;
        for (days, act) in [
            (540, Act::StreamCreate),
            (539, Act::StreamCreate),
            (333, Act::StreamUpdate),
            (180, Act::StreamCreate),
            (75, Act::StreamDelete),
        ] {
            let time = self.around(c.now, -days, 17);
            self.add(time, Who::Alice, act);
        }
    }

    /// What goes wrong in every account.
    fn mishaps(&mut self) {
        let c = self.calendar;
        for (days, who, act) in [
            (401, Who::Diet, Act::NotFound),
            (366, Who::Mum, Act::Forbidden),
            (290, Who::Diet, Act::BadParameters),
            (131, Who::Diet, Act::Crash),
            (131, Who::Diet, Act::Crash),
            (74, Who::Diet, Act::UnknownStream),
            (73, Who::Diet, Act::UnknownStream),
            (18, Who::Alice, Act::NotFound),
            (11, Who::Diet, Act::Crash),
        ] {
            let time = self.around(c.now, -days, 12);
            self.add(time, who, act);
        }
    }

    /// The quiet use of an account: meals, a look at the figures, a mother on Sundays.
    fn everyday(&mut self, count: usize) {
        let c = self.calendar;
        for _ in 0..count {
            let (who, from, hours, act) = self.everyday_act();
            let days = (c.now - from) / DAY;
            let day = self.rng.below_i64(days);
            let hour = i64::from(hours[usize::try_from(self.rng.below(hours.len() as u64)).unwrap_or(0)]);
            let mut time = self.around(from, day, hour);
            if who == Who::Mum {
                time += (7 - weekday(time)) % 7 * DAY;
            }
            // The day's last hours may not have come yet.
            while time >= c.now - 4_000 {
                time -= if who == Who::Mum { 7 * DAY } else { DAY };
            }
            self.add(time.max(from), who, act);
        }
    }

    fn everyday_act(&mut self) -> (Who, i64, &'static [u8], Act) {
        const MEALS: &[u8] = &[6, 7, 7, 11, 12, 12, 18, 19, 19];
        const EVENINGS: &[u8] = &[7, 8, 17, 18, 19, 20, 20, 21];
        let c = self.calendar;
        match self.rng.below(100) {
            0..35 => (Who::Diet, c.start + HOUR, MEALS, Act::Create),
            35..50 => (Who::Diet, c.start + HOUR, MEALS, Act::Read),
            50..54 => (Who::Diet, c.start + HOUR, MEALS, Act::Update),
            54..56 => (Who::Diet, c.start + HOUR, MEALS, Act::StreamsGet),
            56..57 => (Who::Diet, c.start + HOUR, EVENINGS, Act::Batch),
            57..60 => (Who::Mum, c.mum_granted, &[17, 18], Act::Read),
            60..61 => (Who::Mum, c.mum_granted, &[17], Act::AccessInfo),
            61..80 => (Who::Alice, c.start + HOUR, EVENINGS, Act::Read),
            80..85 => (Who::Alice, c.start + HOUR, EVENINGS, Act::StreamsGet),
            85..88 => (Who::ValidPassword, c.start + HOUR, EVENINGS, Act::Login),
            88..90 => (Who::Alice, c.start + HOUR, EVENINGS, Act::Logout),
            90..93 => (Who::Alice, c.start + HOUR, EVENINGS, Act::Create),
            93..95 => (Who::Alice, c.start + HOUR, EVENINGS, Act::ReadOne),
            95..96 => (Who::Alice, c.start + HOUR, EVENINGS, Act::Delete),
            96..97 => (Who::Alice, c.start + HOUR, EVENINGS, Act::AccessesGet),
            97..98 => (Who::Alice, c.start + HOUR, EVENINGS, Act::SessionExpired),
            _ => (Who::Alice, c.start + HOUR, EVENINGS, Act::AccessInfo),
        }
    }

    /// The watch fills the rest of the account, at even steps with a little jitter.
    fn watch(&mut self, count: usize) {
        let c = self.calendar;
        let first = c.start + 2 * MINUTE;
        let span = c.now - 5_000 - first;
        let total = i64::try_from(count).unwrap_or(i64::MAX);
        let jitter = (span / total.max(1) / 30).clamp(1, 20_000);
        for slot in 0..total {
            let time = first + span / total * slot + self.rng.below_i64(jitter);
            self.add(time, Who::Watch, Act::Create);
        }
    }
}

/// The day of the week, from 0 for Sunday; the first day of 1970 was a Thursday.
fn weekday(time: i64) -> i64 {
    (time.div_euclid(DAY) + 4).rem_euclid(7)
}

/// A practice is closed on Saturday and Sunday: the Friday before instead.
fn in_the_week(time: i64) -> i64 {
    match weekday(time) {
        0 => time - 2 * DAY,
        6 => time - DAY,
        _ => time,
    }
}
