//! What only looks odd: things that people do, and that nobody should be alarmed by.

use super::corpus::{BAD_PASSWORD, DAY, FORBIDDEN, HEALTH, MEALS, MINUTE, WHOLE, Year};

/// Puts in all of them; journeys are in every year.
pub(crate) fn add(year: &mut Year) {
    new_phone(year);
    busy_day(year);
    forgotten_password(year);
    app_update(year);
    new_provider(year);
    new_sim(year);
    drawer(year);
    owner_gives_and_takes(year);
    pause(year);
    visit(year);
    cafe(year);
    single_mistakes(year);
}

/// A new phone: the owner signs in, authorizes the app again, and it reads everything once.
fn new_phone(year: &mut Year) {
    let day = year.rng.within(130, 330);
    let (time, address) = (year.at(day, 18, 7), year.home_address(day));
    year.add(time, "valid-password", "auth.login", address.clone());
    year.add(time + 20_000, "owner", "accesses.checkApp", address.clone());
    year.add(time + 40_000, "diet", "getAccessInfo", address.clone());
    year.add(time + 41_000, "diet", "streams.get", address.clone());
    for page in 0..year.rng.within(1, 6) {
        let count = year.rng.within(400, 1_000);
        year.read(time + 50_000 + page * 2_000, "diet", address.clone(), MEALS, count);
    }
}

/// A party, and every dish of it in the diary.
fn busy_day(year: &mut Year) {
    let day = year.rng.within(60, 350);
    for _ in 0..year.rng.within(15, 30) {
        let hour = year.rng.within(11, 21);
        let (time, address) = (year.about(day, hour), year.device_address(day, hour));
        year.add(time, "diet", "events.create", address);
    }
}

/// Three times wrong, and then the right one; at home, and once on a journey or at work.
fn forgotten_password(year: &mut Year) {
    for network in [None, None, Some("160.62")] {
        let day = year.rng.within(20, 350);
        let time = year.about(day, 20);
        let address = network.map_or_else(|| year.home_address(day), |network| Year::address(network, day));
        for wrong in 0..3 {
            year.add(time + wrong * 20_000, "invalid", "auth.login", address.clone()).error = Some(BAD_PASSWORD);
        }
        year.add(time + 90_000, "valid-password", "auth.login", address);
    }
}

/// An update of the app uses other methods for what it does.
fn app_update(year: &mut Year) {
    let from = year.rng.within(100, 250);
    for day in from..from + 60 {
        let (time, address) = (year.about(day, 12), year.device_address(day, 12));
        year.add(time, "diet", "callBatch", address.clone());
        year.add(time + 10, "diet", "streams.get", address.clone());
        year.add(time + 20, "diet", "webhooks.get", address.clone());
        let call = year.add(time + 30, "diet", "events.getOne", address);
        call.read = Some((MEALS, 1));
    }
}

/// Home has another provider from a day on.
fn new_provider(year: &mut Year) {
    let day = year.rng.within(150, 320);
    year.moved = Some((day, "31.10"));
}

/// The phone has another provider from a day on.
fn new_sim(year: &mut Year) {
    let day = year.rng.within(50, 320);
    year.sim = Some((day, year.rng.pick(&["2a02:aa16", "213.144"])));
}

/// The watch is in a drawer for some days, and then says all that it missed.
fn drawer(year: &mut Year) {
    let day = year.rng.within(120, 190);
    year.watch_off = Some((day, day + year.rng.within(1, 6)));
}

/// The owner makes an access, changes one, and withdraws one whose app tries twice more.
fn owner_gives_and_takes(year: &mut Year) {
    let day = year.rng.within(60, 100);
    let (time, address) = (year.at(day, 19, 10), year.home_address(day));
    year.add(time, "owner", "accesses.create", address.clone()).made = Some("helper".into());
    for after in 1..20 {
        let count = year.rng.within(1, 20);
        year.read(time + after * DAY, "helper", Year::address("146.4", 5), HEALTH, count);
    }
    let time = time + 21 * DAY;
    year.add(time, "owner", "accesses.update", address);
}

/// A doctor who does not look for some weeks is in the routine; an app on a phone that was
/// lost for five weeks is here.
fn pause(year: &mut Year) {
    for day in (0..60).chain(95..125) {
        let (time, address) = (year.about(day, 18), year.device_address(day, 18));
        year.read(time, "helper", address, &["steps"], 7);
    }
}

/// The mother is on a visit, and looks from the owner's home.
fn visit(year: &mut Year) {
    let from = year.rng.within(100, 300);
    for day in from..from + 4 {
        let (time, address) = (year.at(day, 17, 30), year.home_address(day));
        year.read(time, "mum", address, HEALTH, 12);
    }
}

/// A café with a network of its own, some times a month.
fn cafe(year: &mut Year) {
    for _ in 0..12 {
        let day = year.rng.within(40, 360);
        for _ in 0..year.rng.within(1, 3) {
            let time = year.at(day, 15, 0) + year.rng.within(0, 40 * MINUTE);
            year.add(time, "diet", "events.create", Year::address("213.55", 4));
        }
    }
}

/// One refused call, an owner who is awake at night, a report of the whole for oneself.
fn single_mistakes(year: &mut Year) {
    for base in ["mum", "diet", "clinic"] {
        for _ in 0..year.rng.within(1, 3) {
            let day = year.rng.within(60, 350);
            let (time, address) = (year.at(day, 15, 2), Year::address("92.104", day / 60));
            year.add(time, base, "events.get", address).error = Some(FORBIDDEN);
        }
    }
    for night in 0..5 {
        let day = year.rng.within(40, 350);
        let (time, address) = (year.at(day, 3, night * 7), year.home_address(day));
        year.read(time, "owner", address, WHOLE, 40);
    }
}
