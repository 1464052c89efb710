//! How far two moments are apart, as exactly as a person cares.

/// A distance in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// None.
    Not,
    /// Less than a second.
    Moment,
    /// So many seconds.
    Seconds(u64),
    /// So many minutes.
    Minutes(u64),
    /// So many hours.
    Hours(u64),
    /// So many days.
    Days(u64),
}

/// The distance of some milliseconds, in the largest unit of which there are two at
/// least, rounded to whole ones.
pub fn apart(milliseconds: u64) -> Apart {
    const SECOND: u64 = 1_000;
    const MINUTE: u64 = 60 * SECOND;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let rounded = |unit: u64| milliseconds.saturating_add(unit / 2) / unit;
    if milliseconds == 0 {
        Apart::Not
    } else if milliseconds < SECOND {
        Apart::Moment
    } else if rounded(SECOND) < 120 {
        Apart::Seconds(rounded(SECOND))
    } else if rounded(MINUTE) < 120 {
        Apart::Minutes(rounded(MINUTE))
    } else if rounded(HOUR) < 48 {
        Apart::Hours(rounded(HOUR))
    } else {
        Apart::Days(rounded(DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        let cases = [
            (0, Apart::Not),
            (1, Apart::Moment),
            (999, Apart::Moment),
            (1_000, Apart::Seconds(1)),
            (40_400, Apart::Seconds(40)),
            (119_499, Apart::Seconds(119)),
            (119_500, Apart::Minutes(2)),
            (150_000, Apart::Minutes(3)),
            (119 * 60_000, Apart::Minutes(119)),
            (120 * 60_000, Apart::Hours(2)),
            (47 * 3_600_000, Apart::Hours(47)),
            (48 * 3_600_000, Apart::Days(2)),
            (u64::MAX, Apart::Days(u64::MAX / 86_400_000)),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(apart(milliseconds), expected, "{milliseconds}");
        }
    }
}
