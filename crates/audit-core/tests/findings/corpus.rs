//! A year of an account, made from a seed: what people and devices do, without anything odd.
//! What is odd, and what only looks so, is put in by `incidents` and `lookalikes`.
//!
//! Nothing here is taken from the rules: how often people come, how much they read and how
//! they travel is what such accounts are like, and every number is drawn anew.

use std::fmt::Write as _;

use audit_core::engine::{AccessName, AccessState, Engine, Name, Origin};
use audit_core::time::Zone;

use super::support::{opened, zurich};

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
/// 2025-12-01, midnight in Zurich.
pub(crate) const START: i64 = 1_764_543_600_000;
pub(crate) const DAYS: i64 = 365;

/// A generator of numbers: splitmix64.
#[derive(Debug)]
pub(crate) struct Rng(pub(crate) u64);

impl Rng {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn within(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.next() % u64::try_from(to - from + 1).unwrap()).unwrap()
    }

    pub(crate) fn percent(&mut self, percent: i64) -> bool {
        self.within(0, 99) < percent
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.within(0, i64::try_from(from.len()).unwrap() - 1)).unwrap()]
    }
}

/// One call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub(crate) time: i64,
    /// `base` or `base:serial`.
    pub(crate) access: String,
    pub(crate) action: &'static str,
    pub(crate) address: String,
    /// Streams in its scope, and records that came back, of a read.
    pub(crate) read: Option<(&'static [&'static str], i64)>,
    pub(crate) query: &'static str,
    pub(crate) error: Option<(&'static str, &'static str)>,
    /// The id of what it created.
    pub(crate) made: Option<String>,
}

pub(crate) const BAD_PASSWORD: (&str, &str) = ("invalid-credentials", "The given username/password pair is invalid.");
pub(crate) const BAD_KEY: (&str, &str) = ("invalid-access-token", "Cannot find access from token.");
pub(crate) const EXPIRED: (&str, &str) = ("forbidden", "Access has expired.");
pub(crate) const FORBIDDEN: (&str, &str) = ("forbidden", "stream [work] has not sufficent permission to get events");

pub(crate) const HEALTH: &[&str] = &["health", "heart", "sleep", "steps"];
pub(crate) const MEALS: &[&str] = &["diary", "nutrition"];
pub(crate) const WHOLE: &[&str] = &["*"];

/// A journey: days, the hotel's network, hours that clocks are ahead of home.
#[derive(Debug, Clone, Copy)]
struct Trip {
    from: i64,
    until: i64,
    hotel: &'static str,
    abroad: &'static str,
    ahead: i64,
}

/// A year.
#[derive(Debug)]
pub(crate) struct Year {
    pub(crate) rng: Rng,
    pub(crate) zone: Zone,
    pub(crate) calls: Vec<Call>,
    trips: Vec<Trip>,
    /// Networks, to be completed with the last two parts.
    pub(crate) home: &'static str,
    /// From when on home has another provider.
    pub(crate) moved: Option<(i64, &'static str)>,
    mobile: &'static str,
    /// From when on the phone has another provider.
    pub(crate) sim: Option<(i64, &'static str)>,
    /// Days on which the watch lies in a drawer; what it missed comes after.
    pub(crate) watch_off: Option<(i64, i64)>,
}

impl Year {
    /// A year in which nothing odd happens.
    pub(crate) fn routine(seed: u64) -> Self {
        let mut rng = Rng(seed.wrapping_mul(7919));
        let home = rng.pick(&["85.5", "178.83", "83.76", "62.202"]);
        let mobile = rng.pick(&["2a02:1210", "178.197", "2a04:ee41"]);
        let mut year = Self {
            rng,
            zone: zurich(),
            calls: Vec::new(),
            trips: Vec::new(),
            home,
            moved: None,
            mobile,
            sim: None,
            watch_off: None,
        };
        for (from, to) in [(60, 100), (200, 240)] {
            let from = year.rng.within(from, to);
            let trip = Trip {
                from,
                until: from + year.rng.within(6, 20),
                hotel: year.rng.pick(&["5.90", "41.140", "91.126", "2001:41d0"]),
                abroad: year.rng.pick(&["37.161", "197.60", "2a01:cb00"]),
                ahead: year.rng.pick(&[-9, -6, -1, 0, 1, 2, 6, 8]),
            };
            year.trips.push(trip);
        }
        year
    }

    /// Lets people and devices do what they do, around what is in the year already.
    pub(crate) fn lived(mut self) -> Self {
        for day in 0..DAYS {
            self.owner(day);
            self.diet(day);
            self.family(day);
            self.clinic(day);
            self.others(day);
        }
        self.watch();
        self
    }

    /// An instant of a day at home.
    pub(crate) fn at(&self, day: i64, hour: i64, minute: i64) -> i64 {
        let wall = START + HOUR + day * DAY + hour * HOUR + minute * MINUTE;
        wall - i64::from(self.zone.offset_s(wall - HOUR)) * 1000
    }

    /// An instant at about an hour of the owner's clock, wherever they are.
    pub(crate) fn about(&mut self, day: i64, hour: i64) -> i64 {
        let ahead = self.trip(day).map_or(0, |trip| trip.ahead);
        let minute = self.rng.within(0, 59);
        self.at(day, hour - ahead, minute) + self.rng.within(0, 59_999)
    }

    fn trip(&self, day: i64) -> Option<Trip> {
        self.trips.iter().copied().find(|trip| (trip.from..trip.until).contains(&day))
    }

    /// An address of a network: providers give others from time to time.
    pub(crate) fn address(network: &str, which: i64) -> String {
        if network.contains(':') {
            format!("{network}:{:x}:{:x}::{:x}", 1 + which % 200, 17 + which, 33 + which % 7)
        } else {
            format!("{network}.{}.{}", 1 + which * 7 % 250, 1 + which * 13 % 250)
        }
    }

    /// Where home is reached from, on a day.
    pub(crate) fn home_address(&self, day: i64) -> String {
        match self.moved {
            Some((from, network)) if day >= from => Self::address(network, day / 25),
            _ => Self::address(self.home, day / 25),
        }
    }

    fn mobile_address(&self, day: i64) -> String {
        match self.sim {
            Some((from, network)) if day >= from => Self::address(network, day / 3),
            _ => Self::address(self.mobile, day / 3),
        }
    }

    /// From where a device of the owner calls, at an hour of a day.
    pub(crate) fn device_address(&mut self, day: i64, hour: i64) -> String {
        if let Some(trip) = self.trip(day) {
            return match self.rng.within(0, 9) {
                0..=5 => Self::address(trip.hotel, day / 30),
                6..=8 => Self::address(trip.abroad, day / 2),
                // Some providers carry a phone's calls home.
                _ => self.mobile_address(day),
            };
        }
        let out = (9..18).contains(&hour) && self.rng.percent(60);
        if out || self.rng.percent(8) { self.mobile_address(day) } else { self.home_address(day) }
    }

    pub(crate) fn add(&mut self, time: i64, access: &str, action: &'static str, address: String) -> &mut Call {
        let access = access.to_owned();
        self.calls.push(Call { time, access, action, address, ..Call::default() });
        self.calls.last_mut().unwrap()
    }

    pub(crate) fn read(
        &mut self,
        time: i64,
        access: &str,
        address: String,
        scope: &'static [&'static str],
        count: i64,
    ) {
        self.add(time, access, "events.get", address).read = Some((scope, count));
    }

    fn owner(&mut self, day: i64) {
        if day % 13 == 0 {
            let time = self.about(day, 19);
            let address = self.device_address(day, 19);
            // Now and then a letter is wrong.
            if self.rng.percent(25) {
                for wrong in 1..=self.rng.within(1, 2) {
                    self.add(time - wrong * 14_000, "invalid", "auth.login", address.clone()).error =
                        Some(BAD_PASSWORD);
                }
            }
            self.add(time, "valid-password", "auth.login", address.clone());
            self.add(time + 2_000, "owner", "accesses.get", address);
        }
        for _ in 0..self.rng.within(0, 6) {
            let hour = self.rng.pick(&[7, 8, 12, 17, 18, 19, 20, 20, 21, 22]);
            let (time, address) = (self.about(day, hour), self.device_address(day, hour));
            match self.rng.within(0, 9) {
                0..=5 => {
                    let count = self.rng.within(0, 80);
                    self.read(time, "owner", address, WHOLE, count);
                }
                6 => _ = self.add(time, "owner", "streams.get", address),
                7 => _ = self.add(time, "owner", "events.create", address),
                8 => _ = self.add(time, "owner", "events.delete", address),
                _ if day % 14 == 13 => {
                    self.add(time, "owner", "getAccessInfo", address).error =
                        Some(("invalid-access-token", "Access session has expired."));
                }
                _ => _ = self.add(time, "owner", "auth.logout", address),
            }
        }
        if day % 90 == 70 {
            // A copy of one's own data.
            let (time, address) = (self.at(day, 20, 5), self.home_address(day));
            let count = self.rng.within(4_000, 20_000);
            self.read(time, "owner", address.clone(), WHOLE, count);
            self.add(time + 5_000, "owner", "events.getAttachment", address);
        }
    }

    fn diet(&mut self, day: i64) {
        for hour in [7, 12, 19] {
            if self.rng.percent(12) {
                continue;
            }
            let hour = hour + self.rng.within(-1, 1);
            let (time, address) = (self.about(day, hour), self.device_address(day, hour));
            self.add(time, "diet", "events.create", address.clone());
            if self.rng.percent(70) {
                let count = self.rng.within(2, 40);
                self.read(time + 3_000, "diet", address.clone(), MEALS, count);
            }
            if self.rng.percent(15) {
                self.add(time + 60_000, "diet", "events.update", address);
            }
        }
        if day % 30 == 12 {
            // The month on one page.
            let (time, address) = (self.about(day, 20), self.device_address(day, 20));
            let count = self.rng.within(90, 280);
            self.read(time, "diet", address, MEALS, count);
        }
        if self.rng.percent(2) {
            // What goes wrong everywhere.
            let (time, address) = (self.about(day, 12), self.device_address(day, 12));
            let error = self.rng.pick(&[
                ("unexpected-error", "Unexpected error"),
                ("unknown-resource", "Unknown event"),
                ("invalid-parameters-format", "The parameters' format is invalid."),
            ]);
            self.add(time, "diet", "events.create", address).error = Some(error);
        }
    }

    /// A mother, mostly on Sundays, from her own home.
    fn family(&mut self, day: i64) {
        let sunday = day % 7 == 6;
        if day > 40 && (if sunday { self.rng.percent(85) } else { self.rng.percent(6) }) {
            for _ in 0..self.rng.within(1, 4) {
                let (hour, minute) = (self.rng.within(14, 20), self.rng.within(0, 59));
                let (time, address) = (self.at(day, hour, minute), Self::address("92.104", day / 60));
                let count = self.rng.within(1, 60);
                self.read(time, "mum", address, HEALTH, count);
            }
        }
    }

    /// A clinic that looks after the owner: on working days, from its own address; the night
    /// is quiet there.
    fn clinic(&mut self, day: i64) {
        if day < 20 || day % 7 > 4 || self.rng.percent(20) {
            return;
        }
        for _ in 0..self.rng.within(1, 5) {
            let (hour, minute) = (self.rng.within(8, 17), self.rng.within(0, 59));
            let (time, address) = (self.at(day, hour, minute), Self::address("194.209", 3));
            let count = self.rng.within(5, 150);
            self.read(time, "clinic", address, HEALTH, count);
        }
        if self.rng.percent(10) {
            let time = self.at(day, 11, 30);
            self.add(time, "clinic", "events.create", Self::address("194.209", 3));
        }
    }

    fn others(&mut self, day: i64) {
        if day % 30 == 3 {
            // A study reads once a month; its clock knows no summer.
            let (time, count) = (START + day * DAY + 2 * HOUR, self.rng.within(25, 35));
            let address = format!("{}, 10.0.0.1", Self::address("129.132", 9));
            self.read(time, "study", address, &["sleep"], count);
        }
        // A doctor, some times a quarter.
        if day > 30 && day % 7 < 5 && self.rng.percent(8) {
            let (time, count) = (self.about(day, 10), self.rng.within(20, 240));
            self.read(time, "doctor", Self::address("195.65", 1), HEALTH, count);
        }
        if day % 45 == 20 {
            // The log itself, by an app that may read it whole.
            let (time, address) = (self.at(day, 20, 40), self.home_address(day));
            let call = self.add(time, "viewer", "events.get", address);
            call.read = Some((WHOLE, 5_000));
            call.query = "{\"streams\":\"[\\\":_audit:\\\"]\",\"limit\":\"5000\"}";
        }
        // A challenge of some months that ends, and is asked a last time.
        if (30..110).contains(&day) {
            let (time, address) = (self.about(day, 6), Self::address("51.154", 2));
            self.read(time, "challenge", address, &["steps"], 1);
        }
    }

    fn watch(&mut self) {
        for slot in 0..DAYS * 96 {
            let day = slot / 96;
            let hour = slot % 96 / 4;
            let mut time = START + slot * 15 * MINUTE + self.rng.within(0, 40_000);
            if let Some((_, until)) = self.watch_off.filter(|(from, until)| (*from..*until).contains(&day)) {
                // What it kept comes when it is on again.
                time = self.at(until, 8, 0) + self.rng.within(0, 20 * MINUTE);
            }
            // It calls through whatever the phone is in, and stays there for hours.
            let address = match self.trip(day) {
                Some(trip) if slot / 20 % 3 == 0 => Self::address(trip.abroad, day / 2),
                Some(trip) => Self::address(trip.hotel, day / 30),
                None if (9..17).contains(&hour) && (day * 7 + day / 3) % 5 < 3 => self.mobile_address(day),
                // A phone leaves the network of the house for a moment, as they do.
                None if self.rng.percent(4) => self.mobile_address(day),
                None => self.home_address(day),
            };
            self.add(time, "watch", "events.create", address);
        }
    }

    /// The log, as a server sends it, read by an engine that knows the accesses by name.
    pub(crate) fn engine(mut self) -> Engine {
        self.calls.sort_by_key(|call| call.time);
        let mut body = String::from("{\"events\":[");
        for (number, call) in self.calls.iter().enumerate().rev() {
            write_call(&mut body, number, call);
        }
        body.pop();
        body.push_str("],\"meta\":{}}");
        let mut engine = opened(Origin::File, &[body]);
        let kinds = [("owner", "personal"), ("mum", "shared"), ("clinic", "shared"), ("doctor", "shared")];
        let kinds = kinds.into_iter().chain(
            ["diet", "watch", "study", "viewer", "challenge", "old-app", "helper"].into_iter().map(|it| (it, "app")),
        );
        let names = kinds.map(|(base, kind)| {
            Name::Access(AccessName {
                base: base.to_owned(),
                name: format!("The {base}"),
                kind: kind.to_owned(),
                state: AccessState::InUse,
                ..AccessName::default()
            })
        });
        let known = names.filter(|name| !matches!(name, Name::Access(it) if self.is_unnamed(&it.base)));
        engine.handle(audit_core::engine::Command::Names(known.collect()));
        engine
    }

    /// Whoever is withdrawn is in no list any more.
    fn is_unnamed(&self, base: &str) -> bool {
        base == "helper" && self.calls.iter().any(|call| call.action == "accesses.delete")
    }
}

fn write_call(out: &mut String, number: usize, call: &Call) {
    let base = call.access.split(':').next().unwrap();
    let _ = write!(out, "{{\"id\":\":_audit:c{number:024}\",\"streamIds\":[\":_audit:access-{base}\"");
    if call.access != base {
        let _ = write!(out, ",\":_audit:access-{}\"", call.access);
    }
    let kind = if call.error.is_some() { "audit-log/pryv-api-error" } else { "audit-log/pryv-api" };
    let query = if call.query.is_empty() { "{}" } else { call.query };
    let _ = write!(
        out,
        ",\":_audit:action-{0}\"],\"time\":{1}.{2:03},\"type\":\"{kind}\",\"content\":{{\"source\":\
         {{\"name\":\"http\",\"ip\":\"{3}\"}},\"action\":\"{0}\",\"query\":{query}",
        call.action,
        call.time / 1000,
        call.time % 1000,
        call.address
    );
    if let Some((scope, count)) = call.read {
        let _ =
            write!(out, ",\"recordCount\":{count},\"scopedStreamIds\":{scope:?},\"scopedStreamCount\":{}", scope.len());
    }
    if let Some((id, message)) = call.error {
        let _ = write!(out, ",\"id\":\"{id}\",\"message\":\"{message}\"");
    }
    if let Some(made) = &call.made {
        let seconds = call.time / 1000;
        let _ =
            write!(out, ",\"record\":{{\"key\":\"ACCESS:0:{made}:{seconds}\",\"integrity\":\"ACCESS:0:sha256-x\"}}");
    }
    out.push_str("}},");
}
