//! The names of days, and which day it is today.

use audit_core::engine::Day;
use audit_core::time::Zone;
use leptos::prelude::*;

use super::periods::date;
use crate::app::Room;
use crate::browser::clock::Timer;
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};
use crate::state::use_state;

/// A device that slept through midnight learns of it this late.
const LOOK_AGAIN_MS: i64 = 600_000;

/// Today and yesterday, as `2026-11-23`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Recent {
    today: String,
    yesterday: String,
}

impl Recent {
    fn at(zone: &Zone, now_ms: i64) -> Self {
        let today = date(zone, now_ms);
        // A day is not always 24 hours long: one goes back from where it begins.
        let begin = audit_core::time::parse_extent(&today, zone).map(|(start, _)| start);
        Self { today, yesterday: begin.map(|begin| date(zone, begin - 1)).unwrap_or_default() }
    }
}

/// The recent days in the shown zone, also after midnight.
pub(super) fn recent_days() -> Memo<Recent> {
    let state = use_state();
    let now = RwSignal::new(state.now_ms());
    let timer = StoredValue::new_local(None::<Timer>);
    Effect::new(move |_| {
        let (now_ms, midnight) = (now.get(), state.zone.with(|zone| zone.next_day_start(now.get())));
        let wait = midnight.map_or(LOOK_AGAIN_MS, |midnight| midnight - now_ms).clamp(1, LOOK_AGAIN_MS);
        let wait = i32::try_from(wait).unwrap_or(i32::MAX);
        timer.set_value(Some(Timer::after(wait, move || now.set(state.now_ms()))));
    });
    Memo::new(move |_| state.zone.with(|zone| Recent::at(zone, now.get())))
}

/// A day's name, and how many records it has.
pub(super) fn day_words(i18n: I18n, zone: &Zone, one_line: bool, recent: &Recent, day: &Day) -> (String, String) {
    let texts = i18n.texts();
    let date =
        if one_line { i18n.long_date(&zone.name, day.start_ms) } else { i18n.medium_date(&zone.name, day.start_ms) };
    let name = if day.date == recent.today {
        fill(texts.today, &[("date", &date)])
    } else if day.date == recent.yesterday {
        fill(texts.yesterday, &[("date", &date)])
    } else {
        date
    };
    (name, i18n.number(day.count))
}

/// The heading of the day that the top of the list is in.
#[component]
pub(super) fn DayNow(
    /// All days.
    days: Memo<Vec<Day>>,
    /// Today and yesterday.
    recent: Memo<Recent>,
    /// Which day it is; none where the list has none.
    current: Memo<Option<u32>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let state = use_state();
    let room: Room = expect_context();
    let words = Memo::new(move |_| {
        let day = days.with(|days| days.get(current.get()? as usize).cloned())?;
        let one_line = room.one_line.get();
        Some(state.zone.with(|zone| recent.with(|recent| day_words(i18n, zone, one_line, recent, &day))))
    });
    view! {
        <div class="day-now" aria-hidden="true" hidden=move || words.with(Option::is_none)>
            <span class="day-name">{move || words.get().map(|(name, _)| name)}</span>
            <span class="count">{move || words.get().map(|(_, count)| count)}</span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn the_day_before_a_long_day_is_yesterday() {
        // Zurich on 25 October 2026 has 25 hours: at 23:30 the day before is 24.5 hours ago.
        let zone = Zone {
            name: "Europe/Zurich".to_owned(),
            first_offset_s: 7200,
            transitions: vec![(1_792_890_000_000, 3600)],
        };
        let recent = Recent::at(&zone, 1_792_967_400_000);
        assert_eq!((recent.today.as_str(), recent.yesterday.as_str()), ("2026-10-25", "2026-10-24"));
    }
}
