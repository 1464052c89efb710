//! What is odd, with a label: which access, from when until when, and by which rule it is to
//! be found.

use audit_core::insights::findings::Rule;

use super::corpus::{BAD_KEY, BAD_PASSWORD, DAY, DAYS, EXPIRED, FORBIDDEN, HEALTH, HOUR, MEALS, MINUTE, WHOLE, Year};

/// Something odd.
#[derive(Debug, Clone)]
pub(crate) struct Incident {
    pub(crate) kind: &'static str,
    pub(crate) rule: Rule,
    /// Whose records show it.
    pub(crate) bases: Vec<&'static str>,
    pub(crate) from: i64,
    pub(crate) until: i64,
}

type Add = fn(&mut Year, i64) -> (Rule, Vec<&'static str>);

/// All kinds, by name.
pub(crate) const KINDS: [(&str, Add); 18] = [
    ("passwords tried from one place", guesses),
    ("passwords tried from many places", guesses_from_everywhere),
    ("keys tried", key_scan),
    ("somebody got in", got_in),
    ("the watch's key in two places", watch_elsewhere),
    ("the app's key in two places", diet_elsewhere),
    ("an access begins to read, write or remove", new_act),
    ("an old app wakes up", woke_up),
    ("a flood of calls", flood),
    ("a copy of everything it may read", copy),
    ("the clinic at night", clinic_at_night),
    ("the app at night", diet_at_night),
    ("an app reads the whole account", whole_account),
    ("an app tries what it may not", outside),
    ("an expired access goes on", expired),
    ("a withdrawn access goes on", withdrawn),
    ("an app makes accesses", made),
    ("permissions grow", widened),
];

/// Puts in one of each kind, each in a fortnight of its own, in an order of the seed's.
pub(crate) fn add_all(year: &mut Year) -> Vec<Incident> {
    let mut order: Vec<usize> = (0..KINDS.len()).collect();
    for place in (1..order.len()).rev() {
        let other = usize::try_from(year.rng.within(0, i64::try_from(place).unwrap())).unwrap();
        order.swap(place, other);
    }
    let mut found = Vec::new();
    for (slot, kind) in (0_i64..).zip(order) {
        let day = 118 + slot * 13 + year.rng.within(0, 5);
        let (name, add) = KINDS[kind];
        let before = year.calls.len();
        let (rule, bases) = add(year, day);
        let times = year.calls[before..].iter().map(|call| call.time);
        let (from, until) = (times.clone().min().unwrap(), times.max().unwrap());
        // What shows only after a long silence began before it.
        let from = if rule == Rule::WokeUp { from.max(year.at(day, 0, 0)) } else { from };
        found.push(Incident { kind: name, rule, bases, from, until });
    }
    found
}

fn strange(year: &mut Year) -> &'static str {
    year.rng.pick(&["45.155", "185.220", "193.32", "2a0e:b107", "103.97"])
}

fn guesses(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let network = strange(year);
    let address = Year::address(network, day);
    let hour = year.rng.within(0, 23);
    let mut time = year.at(day, hour, 3);
    for _ in 0..year.rng.within(8, 150) {
        year.add(time, "invalid", "auth.login", address.clone()).error = Some(BAD_PASSWORD);
        time += year.rng.within(2_000, 9 * MINUTE);
    }
    (Rule::RefusedBurst, vec!["invalid"])
}

fn guesses_from_everywhere(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let mut time = year.at(day, 22, 3);
    for _ in 0..year.rng.within(12, 90) {
        let network = strange(year);
        let address = Year::address(network, year.rng.within(0, 199));
        year.add(time, "invalid", "auth.login", address).error = Some(BAD_PASSWORD);
        time += year.rng.within(MINUTE, 25 * MINUTE);
    }
    (Rule::RefusedBurst, vec!["invalid"])
}

fn key_scan(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let network = strange(year);
    let mut time = year.at(day, 4, 30);
    for _ in 0..year.rng.within(7, 80) {
        let action = year.rng.pick(&["getAccessInfo", "events.get", "streams.get"]);
        year.add(time, "invalid", action, Year::address(network, 12)).error = Some(BAD_KEY);
        time += year.rng.within(1_000, 10 * MINUTE);
    }
    (Rule::RefusedBurst, vec!["invalid"])
}

fn got_in(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let network = strange(year);
    let address = Year::address(network, 4);
    let mut time = year.at(day, 2, 10);
    for _ in 0..year.rng.within(6, 60) {
        year.add(time, "invalid", "auth.login", address.clone()).error = Some(BAD_PASSWORD);
        time += year.rng.within(3_000, 6 * MINUTE);
    }
    let other = strange(year);
    let from = if year.rng.percent(60) { address } else { Year::address(other, 9) };
    time += year.rng.within(0, 25 * MINUTE);
    year.add(time, "valid-password", "auth.login", from.clone());
    for _ in 0..year.rng.within(1, 5) {
        time += year.rng.within(5_000, 2 * MINUTE);
        let count = year.rng.within(20, 900);
        year.read(time, "owner", from.clone(), WHOLE, count);
    }
    (Rule::SignInAfterFailures, vec!["valid-password", "invalid", "owner"])
}

fn watch_elsewhere(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let network = strange(year);
    let hour = year.rng.within(0, 19);
    let mut time = year.at(day, hour, 3);
    for _ in 0..year.rng.within(6, 40) {
        let address = Year::address(network, 8);
        if year.rng.percent(50) {
            year.add(time, "watch", "events.create", address);
        } else {
            year.read(time, "watch", address, &["heart", "sleep", "steps"], 80);
        }
        time += year.rng.within(MINUTE, 70 * MINUTE);
    }
    (Rule::NewPlace, vec!["watch"])
}

fn diet_elsewhere(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let network = strange(year);
    let mut time = year.at(day, 6, 3);
    for _ in 0..year.rng.within(40, 160) {
        let count = year.rng.within(1, 12);
        year.read(time, "diet", Year::address(network, 8), MEALS, count);
        time += year.rng.within(2 * MINUTE, 30 * MINUTE);
    }
    (Rule::NewPlace, vec!["diet"])
}

fn new_act(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let (base, action, network) = year.rng.pick(&[
        ("mum", "events.create", "92.104"),
        ("mum", "events.delete", "92.104"),
        ("clinic", "events.delete", "194.209"),
        ("clinic", "streams.delete", "194.209"),
    ]);
    for call in 0..year.rng.within(1, 9) {
        let time = year.at(day, 14, 5) + call * year.rng.within(MINUTE, 20 * MINUTE);
        year.add(time, base, action, Year::address(network, if base == "mum" { day / 60 } else { 3 }));
    }
    (Rule::NewAct, vec![base])
}

fn woke_up(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    // It was used for a while, and then not for a third of a year or more.
    let last = (day - year.rng.within(110, 300)).max(14);
    for before in (last - 14)..last.max(1) {
        let time = year.at(before, 18, 20);
        year.read(time, "old-app", Year::address("51.154", 7), &["steps"], 4);
    }
    for call in 0..year.rng.within(1, 6) {
        let time = year.at(day, 13, 20) + call * 17 * MINUTE;
        let count = year.rng.within(1, 50);
        year.read(time, "old-app", Year::address("51.154", 7), &["steps"], count);
    }
    (Rule::WokeUp, vec!["old-app"])
}

fn flood(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let (base, network, which) =
        year.rng.pick(&[("mum", "92.104", day / 60), ("clinic", "194.209", 3), ("doctor", "195.65", 1)]);
    let mut time = year.at(day, 9, 0);
    for _ in 0..year.rng.within(120, 900) {
        year.read(time, base, Year::address(network, which), HEALTH, 1);
        time += year.rng.within(1_000, 40_000);
    }
    (Rule::ManyCalls, vec![base])
}

fn copy(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let (base, network, which) =
        year.rng.pick(&[("mum", "92.104", day / 60), ("clinic", "194.209", 3), ("doctor", "195.65", 1)]);
    let time = year.at(day, 16, 12);
    for page in 0..year.rng.within(2, 9) {
        let count = year.rng.within(1_500, 5_000);
        year.read(time + page * 8_000, base, Year::address(network, which), HEALTH, count);
    }
    (Rule::ManyRecords, vec![base])
}

fn clinic_at_night(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    for night in 0..year.rng.within(1, 3) {
        for call in 0..year.rng.within(4, 9) {
            let hour = year.rng.within(0, 3);
            let time = year.at(day + night, hour, 10 + call * 4);
            let count = year.rng.within(5, 150);
            year.read(time, "clinic", Year::address("194.209", 3), HEALTH, count);
        }
    }
    (Rule::UnusualHours, vec!["clinic"])
}

fn diet_at_night(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let address = year.home_address(day);
    for call in 0..year.rng.within(4, 15) {
        let hour = year.rng.within(1, 2);
        let time = year.at(day, hour, 5 + call * 3);
        year.read(time, "diet", address.clone(), MEALS, 30);
    }
    (Rule::UnusualHours, vec!["diet"])
}

fn whole_account(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let (base, network) = year.rng.pick(&[("clinic", "194.209"), ("doctor", "195.65")]);
    for call in 0..year.rng.within(1, 4) {
        let (time, count) = (year.at(day, 10, 12) + call * MINUTE, year.rng.within(1, 300));
        year.read(time, base, Year::address(network, if base == "clinic" { 3 } else { 1 }), WHOLE, count);
    }
    (Rule::WholeAccount, vec![base])
}

fn outside(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let (base, network) = year.rng.pick(&[("clinic", "194.209"), ("study", "129.132"), ("mum", "92.104")]);
    let mut time = year.at(day, 9, 12);
    for _ in 0..year.rng.within(6, 60) {
        let call = year.add(time, base, "events.get", Year::address(network, 3));
        call.error = Some(FORBIDDEN);
        call.query = "{\"streams\":\"[\\\"work\\\"]\"}";
        time += year.rng.within(2_000, 3 * HOUR);
    }
    (Rule::OutsidePermission, vec![base])
}

fn expired(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let mut time = year.at(day, 6, 12);
    let pace = year.rng.pick(&[HOUR, 6 * HOUR, DAY]);
    for _ in 0..year.rng.within(12, 90) {
        if time < year.at(DAYS, 0, 0) {
            year.add(time, "challenge", "events.get", Year::address("51.154", 2)).error = Some(EXPIRED);
        }
        time += pace + year.rng.within(0, HOUR);
    }
    (Rule::AfterExpiry, vec!["challenge"])
}

fn withdrawn(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    for before in 1..30 {
        year.read(year.at(day - before, 11, 2), "guest", Year::address("146.4", 8), HEALTH, 12);
    }
    let mut time = year.at(day, 19, 40);
    let address = year.home_address(day);
    year.add(time, "owner", "accesses.delete", address);
    for _ in 0..year.rng.within(4, 40) {
        time += year.rng.within(10 * MINUTE, 6 * HOUR);
        year.add(time, "invalid", "events.get", Year::address("146.4", 8)).error = Some(BAD_KEY);
    }
    (Rule::AfterWithdrawal, vec!["invalid"])
}

fn made(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let (base, network) = year.rng.pick(&[("diet", "85.5"), ("clinic", "194.209")]);
    for call in 0..year.rng.within(1, 4) {
        let time = year.at(day, 15, 12) + call * MINUTE;
        year.add(time, base, "accesses.create", Year::address(network, 3)).made = Some(format!("new{day}n{call}"));
    }
    (Rule::MadeByAccess, vec![base])
}

fn widened(year: &mut Year, day: i64) -> (Rule, Vec<&'static str>) {
    let by_owner = year.rng.percent(50);
    let by = if by_owner { "owner" } else { "clinic" };
    let (time, address) = (year.at(day, 15, 12), year.home_address(day));
    let address = if by_owner { address } else { Year::address("194.209", 3) };
    // What was given before is small, and used.
    for before in 1..12 {
        year.read(time - before * DAY, "relative", Year::address("188.60", 2), &["steps"], 3);
    }
    year.add(time, by, "accesses.update", address);
    for after in 1..4 {
        year.read(time + after * DAY, "relative:1", Year::address("188.60", 2), HEALTH, 3);
    }
    (Rule::Widened, vec![by, "relative"])
}
