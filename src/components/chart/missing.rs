//! The part of the period that is not loaded.

use audit_core::engine::Bar;

use crate::worker_protocol::LoadStatus;

/// How many bars' room the part of the period takes that is not loaded: it is older
/// than the first bar. None for files, which do not say where they begin.
pub(super) fn missing(load: &LoadStatus, bars: &[Bar]) -> usize {
    let (Some((from, _)), Some(first)) = (load.period, bars.first()) else { return 0 };
    // A filter that begins later than what is missing has nothing to do with it.
    let begins_later = load.reached_ms.is_some_and(|reached| first.start_ms > reached);
    if load.is_complete() || begins_later {
        return 0;
    }
    let most = bars.len().div_ceil(2);
    // Nobody knows where "everything" begins.
    if from <= 0 {
        return most.min(8);
    }
    let length = (first.end_ms - first.start_ms).max(1);
    usize::try_from((first.start_ms - from) / length).unwrap_or(0).clamp(1, most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_is_not_loaded_takes_the_room_of_its_days() {
        use crate::worker_protocol::Phase;
        const DAY: i64 = 86_400_000;
        let bars: Vec<Bar> =
            (100..120).map(|day| Bar { start_ms: day * DAY, end_ms: (day + 1) * DAY, counts: [1, 0, 0, 0] }).collect();
        let load = |phase, from: i64, reached: i64| LoadStatus {
            phase,
            period: Some((from * DAY, 120 * DAY)),
            reached_ms: Some(reached * DAY + 1),
            ..LoadStatus::default()
        };
        let cases = [
            (load(Phase::Loading, 96, 100), 4),
            (load(Phase::Cancelled, 96, 100), 4),
            (load(Phase::Loading, 30, 100), 10),
            (load(Phase::Loading, 0, 100), 8),
            // It is somewhere within the first bar.
            (load(Phase::Loading, 100, 100), 1),
            // The filter leaves newer days alone.
            (load(Phase::Loading, 90, 95), 0),
            (load(Phase::Done { complete: true }, 90, 90), 0),
            (LoadStatus { phase: Phase::Loading, ..LoadStatus::default() }, 0),
        ];
        for (load, expected) in cases {
            assert_eq!(missing(&load, &bars), expected, "{load:?}");
        }
        assert_eq!(missing(&load(Phase::Loading, 90, 95), &[]), 0);
    }
}
