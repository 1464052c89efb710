//! Times that stand in reports as the platform writes them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A time in milliseconds since 1970; in JSON seconds, as Pryv writes them: `1795460314.69`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub i64);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(ms) = *self;
        match (serializer.is_human_readable(), ms % 1000) {
            (false, _) => serializer.serialize_i64(ms),
            (true, 0) => serializer.serialize_i64(ms / 1000),
            (true, _) => serializer.serialize_f64(ms as f64 / 1000.0),
        }
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return i64::deserialize(deserializer).map(Self);
        }
        let seconds = f64::deserialize(deserializer)?;
        let ms = crate::decode::time_ms(seconds);
        ms.map(Self).ok_or_else(|| serde::de::Error::custom("a time that no calendar holds"))
    }
}
