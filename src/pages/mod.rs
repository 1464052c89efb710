//! The pages.

mod log;
mod open;

pub(crate) use log::{LogPage, Opened};
pub(crate) use open::OpenPage;
