//! How often something comes, in the unit that a person would say.

const SECOND_MS: u32 = 1_000;
const MINUTE_MS: u32 = 60 * SECOND_MS;
const HOUR_MS: u32 = 60 * MINUTE_MS;

/// How often something comes: a whole number of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// Seconds.
    Seconds(u32),
    /// Minutes.
    Minutes(u32),
    /// Hours.
    Hours(u32),
}

impl Every {
    /// The greatest unit of which a time is a whole number, a twentieth more or less.
    /// `None` below half a second, and where there is no such time.
    pub fn of(every_ms: i64) -> Option<Self> {
        let every_ms = u32::try_from(every_ms).ok().filter(|every_ms| *every_ms >= SECOND_MS / 2)?;
        let whole = |unit: u32| every_ms.saturating_add(unit / 2) / unit;
        let near = |unit: u32| every_ms.abs_diff(whole(unit).saturating_mul(unit)) <= every_ms / 20;
        Some(if whole(HOUR_MS) > 0 && near(HOUR_MS) {
            Self::Hours(whole(HOUR_MS))
        } else if whole(MINUTE_MS) > 0 && near(MINUTE_MS) {
            Self::Minutes(whole(MINUTE_MS))
        } else if every_ms < 2 * MINUTE_MS {
            Self::Seconds(whole(SECOND_MS))
        } else {
            Self::Minutes(whole(MINUTE_MS))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_said_in_the_unit_that_fits() {
        let cases = [
            (-1, None),
            (0, None),
            (499, None),
            (500, Some(Every::Seconds(1))),
            (29_800, Some(Every::Seconds(30))),
            (58_000, Some(Every::Minutes(1))),
            (90_000, Some(Every::Seconds(90))),
            (150_000, Some(Every::Minutes(3))),
            (899_000, Some(Every::Minutes(15))),
            (3_590_000, Some(Every::Hours(1))),
            (5_400_000, Some(Every::Minutes(90))),
            (7_210_000, Some(Every::Hours(2))),
            (i64::MAX, None),
        ];
        for (every_ms, expected) in cases {
            assert_eq!(Every::of(every_ms), expected, "{every_ms}");
        }
    }
}
