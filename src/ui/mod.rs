//! Parts that know nothing of audit logs.

mod decimal;
mod drop_zone;
mod each;
mod elsewhere;
mod field;
mod gradual;
mod menu;
mod seconds;
mod sheet;
mod template;

pub(crate) mod preferences;

pub(crate) use decimal::decimal;
pub(crate) use drop_zone::DropZone;
pub(crate) use each::Each;
pub(crate) use elsewhere::Elsewhere;
pub(crate) use field::TextField;
pub(crate) use gradual::{frames_since, gradually};
pub(crate) use menu::{Menu, MenuState};
pub(crate) use preferences::Preferences;
pub(crate) use seconds::every_second;
pub(crate) use sheet::Sheet;
pub(crate) use template::template;
