//! What an access may do: in JSON as the API writes it, and in few bytes between a page and its
//! worker.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::engine::{self, PermissionOn};

/// What an access may do, as the API writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// In a stream.
    Stream {
        /// `read`, `contribute`, `manage`, …
        level: String,
        /// The stream.
        stream_id: String,
    },
    /// With a tag (older platforms).
    Tag {
        /// The same.
        level: String,
        /// The tag.
        tag: String,
    },
    /// By itself.
    Feature {
        /// Its name.
        feature: String,
        /// `forbidden`, …
        setting: String,
    },
}

/// The same as the API writes it, which only a form that names its fields can read again.
#[derive(Serialize, Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Written {
    Stream { level: String, stream_id: String },
    Tag { level: String, tag: String },
    Feature { feature: String, setting: String },
}

/// The same for forms without names: which it is, on what, and what.
type Short = (u8, String, String);

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let human = serializer.is_human_readable();
        let (written, short) = match self.clone() {
            Self::Stream { level, stream_id } => {
                let short = (0, stream_id.clone(), level.clone());
                (Written::Stream { level, stream_id }, short)
            }
            Self::Tag { level, tag } => {
                let short = (1, tag.clone(), level.clone());
                (Written::Tag { level, tag }, short)
            }
            Self::Feature { feature, setting } => {
                let short = (2, feature.clone(), setting.clone());
                (Written::Feature { feature, setting }, short)
            }
        };
        if human { written.serialize(serializer) } else { short.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return Ok(match Written::deserialize(deserializer)? {
                Written::Stream { level, stream_id } => Self::Stream { level, stream_id },
                Written::Tag { level, tag } => Self::Tag { level, tag },
                Written::Feature { feature, setting } => Self::Feature { feature, setting },
            });
        }
        let (which, on, level) = Short::deserialize(deserializer)?;
        Ok(match which {
            0 => Self::Stream { level, stream_id: on },
            1 => Self::Tag { level, tag: on },
            _ => Self::Feature { feature: on, setting: level },
        })
    }
}

impl From<&engine::Permission> for Permission {
    fn from(permission: &engine::Permission) -> Self {
        let (id, level) = (permission.id.clone(), permission.level.clone());
        match permission.on {
            PermissionOn::Stream => Self::Stream { level, stream_id: id },
            PermissionOn::Tag => Self::Tag { level, tag: id },
            PermissionOn::Feature => Self::Feature { feature: id, setting: level },
        }
    }
}

impl Permission {
    /// As a list of accesses has it.
    pub fn as_listed(&self) -> engine::Permission {
        let (on, id, level) = match self.clone() {
            Self::Stream { level, stream_id } => (PermissionOn::Stream, stream_id, level),
            Self::Tag { level, tag } => (PermissionOn::Tag, tag, level),
            Self::Feature { feature, setting } => (PermissionOn::Feature, feature, setting),
        };
        engine::Permission { on, id, level }
    }
}
