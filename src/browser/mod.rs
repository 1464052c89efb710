//! The only place, with the two mains, that names the browser's own interfaces:
//! one thin wrapper each.

pub(crate) mod address;
pub(crate) mod before;
pub(crate) mod beside;
pub(crate) mod clipboard;
pub(crate) mod clock;
pub(crate) mod document;
pub(crate) mod download;
pub(crate) mod fetch;
pub(crate) mod file;
pub(crate) mod gunzip;
pub(crate) mod intl;
pub(crate) mod lines;
pub(crate) mod location;
pub(crate) mod media;
pub(crate) mod memory;
pub(crate) mod pointer;
pub(crate) mod pool;
pub(crate) mod popup;
pub(crate) mod random;
pub(crate) mod reading;
pub(crate) mod save;
pub(crate) mod session;
pub(crate) mod size;
pub(crate) mod storage;
mod stream;
pub(crate) mod tabs;
pub(crate) mod worker;
pub(crate) mod zone;
