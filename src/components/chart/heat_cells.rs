//! The cells of the map of hours, and what each stands for.

use audit_core::chart::HOURS;
use audit_core::labels::OwnWords;
use audit_core::query::WEEKDAYS;
use audit_core::record::Outcome;
use leptos::prelude::*;

use super::shown::{Heat, Part};
use super::tip::{heading, lines, spoken};
use crate::i18n::{I18n, fill, use_i18n};
use crate::lasting::{Memo, RwSignal};

/// Columns of the map, the names of days among them.
pub(super) const COLUMNS: usize = HOURS + 1;
/// The cell that Tab reaches.
pub(super) const CURRENT: &str = "heat-26";

/// What a cell stands for; days are counted from Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Hour(usize),
    Day(usize),
    HourOfDay { day: usize, hour: usize },
}

impl Place {
    /// That in a place, row by row; none for the corner.
    pub(super) fn of(place: usize) -> Option<Self> {
        match ((place / COLUMNS).checked_sub(1), (place % COLUMNS).checked_sub(1)) {
            (None, None) => None,
            (None, Some(hour)) => Some(Self::Hour(hour)),
            (Some(day), None) => (day < WEEKDAYS.len()).then_some(Self::Day(day)),
            (Some(day), Some(hour)) => (day < WEEKDAYS.len()).then_some(Self::HourOfDay { day, hour }),
        }
    }

    fn holds(self, day: usize, hour: usize) -> bool {
        match self {
            Self::Hour(own) => own == hour,
            Self::Day(own) => own == day,
            Self::HourOfDay { day: own_day, hour: own } => (own_day, own) == (day, hour),
        }
    }

    /// Records by outcome.
    pub(super) fn sums(self, heat: &Heat) -> [u32; 4] {
        heat.sums(|day, hour| self.holds(day, hour))
    }

    /// What filters by it: values of `weekday:` and of `hour:`.
    pub(super) fn terms(self) -> (Vec<String>, Vec<String>) {
        let (day, hour) = match self {
            Self::Hour(hour) => (None, Some(hour)),
            Self::Day(day) => (Some(day), None),
            Self::HourOfDay { day, hour } => (Some(day), Some(hour)),
        };
        let day = day.and_then(|day| WEEKDAYS.get(day)).map(|day| (*day).to_owned());
        (day.into_iter().collect(), hour.map(|hour| hour.to_string()).into_iter().collect())
    }

    /// `Monday, 14:00–15:00`.
    pub(super) fn words(self, i18n: I18n) -> String {
        match self {
            Self::Hour(hour) => hours(hour),
            Self::Day(day) => i18n.weekday(day, false),
            Self::HourOfDay { day, hour } => {
                let values = [("weekday", &*i18n.weekday(day, false)), ("hours", &hours(hour))];
                fill(i18n.texts().chart_cell, &values)
            }
        }
    }
}

/// `14:00–15:00`.
pub(super) fn hours(hour: usize) -> String {
    format!("{hour:02}:00–{:02}:00", hour + 1)
}

pub(super) fn id_of(place: usize) -> String {
    format!("heat-{place}")
}

/// A cell, or a head.
#[component]
pub(super) fn Cell(place: usize, heat: Memo<Heat>, at: RwSignal<usize>, chosen: Memo<Option<usize>>) -> impl IntoView {
    let i18n = use_i18n();
    let Some(spot) = Place::of(place) else { return view! { <td></td> }.into_any() };
    let tab = move || if at.get() == place { "0" } else { "-1" };
    let selected = move || if chosen.get() == Some(place) { "true" } else { "false" };
    let label = move || {
        let sums = heat.with(|heat| spot.sums(heat));
        let heading = heading(i18n, &spot.words(i18n), &sums);
        spoken(i18n, heading, &lines(i18n, &OwnWords::default(), Outcome::ALL.map(Part::Outcome).iter(), &sums))
    };
    let id = id_of(place);
    match spot {
        Place::Hour(hour) => view! {
            <th
                scope="col"
                id=id
                class:minor=!hour.is_multiple_of(3)
                data-cell=place
                tabindex=tab
                aria-selected=selected
                aria-label=label
            >
                <span>{hour.to_string()}</span>
            </th>
        }
        .into_any(),
        Place::Day(day) => view! {
            <th scope="row" id=id data-cell=place tabindex=tab aria-selected=selected aria-label=label>
                {move || i18n.weekday(day, true)}
            </th>
        }
        .into_any(),
        Place::HourOfDay { day, hour } => {
            let shade = move || heat.with(|heat| format!("shade-{}", heat.scale.shade(heat.count(day, hour))));
            view! {
                <td id=id class=shade data-cell=place tabindex=tab aria-selected=selected aria-label=label></td>
            }
            .into_any()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_place_filters_by_its_day_its_hour_or_both() {
        let cases: [(usize, &[&str], &[&str]); 5] = [
            (1, &[], &["0"]),
            (24, &[], &["23"]),
            (25, &["mon"], &[]),
            (26, &["mon"], &["0"]),
            (199, &["sun"], &["23"]),
        ];
        for (place, day, hour) in cases {
            let (days, hours) = Place::of(place).map(Place::terms).unwrap_or_default();
            assert_eq!(
                (days, hours),
                (day.iter().map(ToString::to_string).collect(), hour.iter().map(ToString::to_string).collect())
            );
        }
        assert_eq!(Place::of(0), None);
        assert_eq!(Place::of(200), None);
    }
}
